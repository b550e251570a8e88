//! The day's digest of the rep's pipeline, over all accounts.

use crate::{drafts::draft::DraftView, error::AppError, portal::open::OpenPortal};
use domain::{Dossier, Dropped, Mode, ObjectType, Source, Sources};
use drafting::{DigestPart, Moment, Rep, Target};
use jiff::{Timestamp, civil::Date};
use serde::Serialize;
use specta::Type;
use std::collections::{BTreeMap, BTreeSet};

/// The target that the digest measures the pipeline against.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DigestRequest {
    /// The rep's target for this quarter, in whole units of the portal's currency.
    pub target: Option<u64>,
}

/// A day's digest with the texts behind its citations.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
pub struct DigestReport {
    /// The draft, with every line in order.
    pub draft: DraftView,
    /// The lines part by part, in the order in which the parts are read; parts without lines are left out.
    pub parts: Vec<DigestPartView>,
    /// The ids of its proposals: none; tasks are proposed by `draft tasks`.
    pub proposals: Vec<String>,
    /// The text behind every citation of the digest's lines.
    #[specta(type = BTreeMap<String, Source>)]
    pub sources: Sources,
    /// Lines that grounding refused and that were left out, each with the reason.
    pub dropped: Vec<Dropped>,
    /// How many accounts were looked at.
    #[specta(type = u32)]
    pub accounts: usize,
}

/// One part of a digest with its lines, most pressing first.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
pub struct DigestPartView {
    /// The part's name: `meetings`, `promises`, `at_risk`, `stalled`, `missing_fields`, `likely_to_close` or `total`.
    pub name: String,
    /// The lines of the part, most pressing first.
    pub lines: Vec<DigestLineView>,
}

/// One line of a digest with the account it is about.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
pub struct DigestLineView {
    /// The id of the account, as in `company:1`; none for the pipeline's total.
    pub account: Option<String>,
    /// The name of the account; none for the pipeline's total.
    pub account_name: Option<String>,
    /// The line with its claim and its citations.
    pub item: domain::Item,
}

/// Writes the digest of every account of the rep's. Needs no network and no model; reads each account once, some 50 ms each.
pub fn digest(open: &OpenPortal, request: &DigestRequest, now: Timestamp) -> Result<DigestReport, AppError> {
    let mut dossiers: Vec<Dossier> = Vec::new();
    for account in open.database.accounts(now)? {
        dossiers.push(open.dossier(&account.id, now)?);
    }
    let today = now.to_zoned(open.zone()).date();
    let target = request.target.map(|amount| {
        let (from, to) = quarter_of(today);
        Target { amount, currency: open.portal.currency.clone(), from, to }
    });
    let rep = Rep { owner: open.portal.owner_id.clone(), target };
    let moment = Moment { labels: labels(open)?, ..open.moment(now) };
    let drafted = drafting::digest(&dossiers, &rep, &moment);
    let names: BTreeMap<String, String> =
        dossiers.iter().map(|dossier| (dossier.account.id.to_string(), dossier.account.display_name())).collect();
    let mut parts: BTreeMap<DigestPart, Vec<DigestLineView>> = BTreeMap::new();
    for line in &drafted.lines {
        let account = line.account.as_ref().map(ToString::to_string);
        let account_name = account.as_ref().and_then(|id| names.get(id).cloned());
        parts.entry(line.part).or_default().push(DigestLineView { account, account_name, item: line.item.clone() });
    }
    let items = drafted.items();
    let spelled = serde_json::to_string(&items).unwrap_or_default();
    let hash = outbox::hash_of_parts(&["digest", &open.id.0, &today.to_string(), &spelled]);
    let short = hash.get(..16).unwrap_or_default();
    Ok(DigestReport {
        draft: DraftView {
            id: format!("d-{}", short.get(..10).unwrap_or_default()),
            kind: "digest".to_owned(),
            mode: Mode::Extractive,
            request_id: format!("r-{short}"),
            items,
            fields: BTreeMap::from([("day".to_owned(), drafted.day.to_string())]),
        },
        parts: parts
            .into_iter()
            .map(|(part, lines)| DigestPartView { name: part.as_str().to_owned(), lines })
            .collect(),
        proposals: Vec::new(),
        sources: drafted.sources,
        dropped: drafted.dropped,
        accounts: dossiers.len(),
    })
}

/// The labels of deal stages and the code of the portal's currency, which lines may name.
pub(crate) fn labels(open: &OpenPortal) -> Result<BTreeSet<String>, AppError> {
    let pipelines = open.database.pipelines(ObjectType::Deal)?;
    let stages = pipelines.into_iter().flat_map(|pipeline| pipeline.stages).map(|stage| stage.label);
    Ok(stages.chain(Some(open.portal.currency.clone()).filter(|code| !code.is_empty())).collect())
}

/// The first and last day of the quarter a day is in.
fn quarter_of(day: Date) -> (Date, Date) {
    let first = (day.month() - 1) / 3 * 3 + 1;
    let from = Date::new(day.year(), first, 1).unwrap_or(day);
    let to = from.saturating_add(jiff::Span::new().months(3)).saturating_sub(jiff::Span::new().days(1));
    (from, to)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_quarter_has_three_whole_months() {
        assert_eq!(quarter_of(date(2026, 3, 4)), (date(2026, 1, 1), date(2026, 3, 31)));
        assert_eq!(quarter_of(date(2026, 12, 31)), (date(2026, 10, 1), date(2026, 12, 31)));
    }
}
