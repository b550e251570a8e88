//! The digest of the sample portal.

use crate::portal::{now, stories, story, today, zone};
use domain::Dossier;
use drafting::{Digest, DigestPart, DigestShare, Target, digest_of, digest_share};
use grounding::{Moment, check_with_target};
use jiff::ToSpan;
use std::{collections::BTreeSet, fmt::Write as _};

fn moment() -> Moment {
    Moment { today: today(), zone: zone(), portal_zone: zone(), labels: BTreeSet::new() }
}

/// Whose pipeline is looked at, and what they want to sell.
#[derive(Default)]
struct Rep {
    owner: Option<String>,
    target: Option<Target>,
}

fn maren() -> Rep {
    let target = Target {
        amount: 250_000,
        currency: "EUR".to_owned(),
        from: jiff::civil::date(2026, 10, 1),
        to: jiff::civil::date(2026, 12, 31),
    };
    Rep { owner: Some("900".to_owned()), target: Some(target) }
}

fn digest(dossiers: &[Dossier], rep: &Rep, moment: &Moment) -> Digest {
    let shares: Vec<DigestShare> =
        dossiers.iter().map(|dossier| digest_share(dossier, rep.owner.as_deref(), moment)).collect();
    digest_of(&shares, rep.target.as_ref(), moment)
}

fn shown(digest: &Digest) -> String {
    let mut shown = format!("{}\n", digest.day);
    let mut part = None;
    for line in &digest.lines {
        if part.replace(line.part) != Some(line.part) {
            writeln!(shown, "\n{}", line.part.as_str()).unwrap();
        }
        writeln!(shown, "  {}", line.item.text).unwrap();
        assert!(line.item.verified && line.item.rule.is_some());
        assert!(line.item.citations.iter().all(|citation| digest.sources.contains_key(citation)));
    }
    assert_eq!(digest.dropped, []);
    shown
}

#[test]
fn a_digest_reads_like_this() {
    insta::assert_snapshot!(shown(&digest(&stories(), &maren(), &moment())));
}

/// What the digest says when nobody did anything for three weeks.
#[test]
fn a_neglected_pipeline_reads_like_this() {
    let mut all = stories();
    let later = now() + (21 * 24).hours();
    for dossier in &mut all {
        dossier.as_of = later;
        dossier.entries.retain(|entry| entry.activity.at <= now());
    }
    let moment = Moment { today: later.to_zoned(zone()).date(), ..moment() };
    let mut unwritten = all.clone();
    unwritten.iter_mut().flat_map(|dossier| &mut dossier.deals).for_each(|deal| deal.history.clear());
    assert_eq!(digest(&unwritten, &maren(), &moment).dropped, []);
    insta::assert_snapshot!(shown(&digest(&all, &maren(), &moment)));
}

#[test]
fn a_line_cites_its_own_account_only() {
    let all = stories();
    let digest = digest(&all, &maren(), &moment());
    for line in digest.lines.iter().filter(|line| line.part != DigestPart::Total) {
        let own = all.iter().find(|dossier| Some(&dossier.account.id) == line.account.as_ref()).unwrap();
        for citation in &line.item.citations {
            let known = own.account.id == citation.record
                || own.deals.iter().any(|deal| deal.record.id == citation.record)
                || own.entries.iter().any(|entry| entry.activity.id == citation.record)
                || own.tickets.iter().chain(&own.contacts).any(|record| record.id == citation.record);
            assert!(known, "{}", line.item.text);
        }
    }
}

/// What a rule computed is computed again: with any other number in its place a line does not pass.
#[test]
fn a_changed_figure_is_refused() {
    let rep = maren();
    let digest = digest(&stories(), &rep, &moment());
    let recomputed = [
        "stalled",
        "at_risk_silence",
        "at_risk_close_date",
        "at_risk_overdue_promise",
        "pipeline_total",
        "against_target",
    ];
    let mut seen = BTreeSet::new();
    for line in &digest.lines {
        let Some(rule) = line.item.rule.as_deref().filter(|rule| recomputed.contains(rule)) else { continue };
        seen.insert(rule.to_owned());
        let outside = line.item.text.split('”').enumerate().find_map(|(at, piece)| {
            let own = piece.split('“').next().unwrap();
            own.find(|c: char| c.is_ascii_digit()).map(|digit| (at, own[digit..].chars().next().unwrap()))
        });
        let (_, digit) = outside.unwrap();
        let other = if digit == '9' { '3' } else { '9' };
        let mut item = line.item.clone();
        // The first digit outside quotations becomes another.
        let (mut quoted, mut done) = (false, false);
        item.text = item
            .text
            .chars()
            .map(|c| {
                quoted = c == '“' || quoted && c != '”';
                let swap = !quoted && !done && c == digit;
                done |= swap;
                if swap { other } else { c }
            })
            .collect();
        let target = rep.target.as_ref().map(|target| target.amount);
        assert!(check_with_target(&item, &digest.sources, &moment(), target).is_err(), "{}", item.text);
    }
    assert!(4 <= seen.len(), "{seen:?}");
}

#[test]
fn no_target_no_share_and_no_deals_no_lines() {
    let rep = Rep { target: None, ..maren() };
    let lines = digest(&stories(), &rep, &moment()).lines;
    assert!(lines.iter().all(|line| line.item.rule.as_deref() != Some("against_target")));
    let nobody = Rep { owner: Some("1".to_owned()), target: None };
    let lines = digest(&[story("harbourline")], &nobody, &moment()).lines;
    assert!(lines.iter().all(|line| matches!(line.part, DigestPart::Meetings | DigestPart::Promises)));
    assert!(digest(&[], &maren(), &moment()).lines.is_empty());
}
