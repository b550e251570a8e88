//! Results as text a person likes to read. Pure.

mod answer;
mod automation;
mod brief;
mod calendars;
mod connection;
mod drafts;
mod programs;
mod review;
mod schema;
mod shelf;
mod upkeep;

pub use answer::{answer, checked, conflicts, conversations, facts, jottings, promises, signals, transcripts, verdict};
pub use automation::{rehearsed, rules, worked};
pub use brief::brief;
use brief::described;
pub use calendars::calendars;
pub use connection::{allowed, connected, own_fields, status};
pub use drafts::{
    backtest, call, calls, criteria, digest, graded, llm, llm_test, phrased, prompts, reply, sent, servers,
};
pub use programs::{clients, program_calls};
pub use review::{approved, audit, drafted, proposal, proposals, pushed};
pub use schema::{drift, schema};
pub use shelf::{pages, scanned, shelf, shelf_line};
pub use upkeep::{backed_up, forgotten, maintained, models, restored};

use crate::output::{Style, plain, short};
use app::{
    AppError, Checks, CitedText, Demo, DemoReport, Disconnected, FoundBy, Portals, RetrievalFigures, SearchReport,
    SyncReport,
};
use jiff::{Timestamp, tz::TimeZone};
use serde_json::json;

/// An error for people: what happened, why, what to do.
pub fn error(error: &AppError) -> String {
    let mut lines = vec![format!("error: {}", error.message)];
    lines.extend(error.causes().into_iter().map(|cause| format!("  because {cause}")));
    for candidate in &error.candidates {
        let account = candidate.account.as_ref().map(|account| format!(", {}", plain(account))).unwrap_or_default();
        lines.push(format!("  {:<18} {}{account}", candidate.id, plain(&candidate.name)));
    }
    lines.extend(error.for_command().map(str::to_owned));
    lines.join("\n")
}

/// An error as one JSON object, for scripts.
pub fn error_json(error: &AppError) -> String {
    json!({ "error": error }).to_string()
}

/// The portals of a home, one a line.
pub fn portals(portals: &Portals) -> String {
    if portals.portals.is_empty() {
        return "No portal is connected here. `foreword connect --token-stdin` connects one; `foreword demo` shows a sample.".to_owned();
    }
    let line = |portal: &app::PortalEntry| {
        let synced = portal.synced_at.map_or_else(|| "never synced".to_owned(), |at| format!("synced {at:.0}"));
        let user = portal.user.clone().unwrap_or_else(|| "unknown user".to_owned());
        let url = portal.base_url.as_deref().unwrap_or("the database does not open");
        format!("{}  {user}  {url}  {synced}", portal.portal_id)
    };
    portals.portals.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// What was removed with a portal's connection.
pub fn disconnected(report: &Disconnected) -> String {
    let token = if report.disconnected {
        "The token is gone from the keychain."
    } else {
        "The token is still in the keychain."
    };
    let copy = if report.purged {
        " The local copy is deleted."
    } else {
        " The local copy is still here; --purge deletes it."
    };
    format!("{token}{copy}")
}

/// What a sync did: counted, remote against local.
pub fn sync(report: &SyncReport, style: Style) -> String {
    let kind = if report.full { "Full sync" } else { "Sync of what changed" };
    let mut lines = vec![style.bold(format!("{kind} of portal {}, {}", report.portal_id, duration(report.elapsed_ms)))];
    lines.push(
        style.dim(format!("  {:<10} {:>7} {:>7} {:>7} {:>7} {:>7}", "", "remote", "local", "new", "changed", "gone")),
    );
    for object in domain::ObjectType::ALL {
        let Some(counts) = report.objects.get(object.plural()) else { continue };
        let remote = counts.remote.map_or_else(|| "?".to_owned(), |count| count.to_string());
        lines.push(format!(
            "  {:<10} {remote:>7} {:>7} {:>7} {:>7} {:>7}",
            object.plural(),
            counts.local,
            counts.created,
            counts.updated,
            counts.deleted
        ));
        lines.extend(
            counts.skipped.iter().map(|skipped| format!("    skipped {}: {}", skipped.id, plain(&skipped.reason))),
        );
    }
    let transcripts = report.transcripts;
    lines.push(format!("  {} transcripts{}", transcripts.present, not_permitted(transcripts.not_permitted)));
    lines.push(style.dim(format!(
        "  {} calls to HubSpot, {} sent again, {} waited; {} chunks new, {} as before, {} gone, {} embedded",
        report.api_calls.total,
        report.retries,
        duration(report.waited_ms),
        report.chunks.added,
        report.chunks.reused,
        report.chunks.removed,
        report.embedded
    )));
    if 0 < report.hidden_removed {
        lines.push(format!("  Left out {} characters that nobody sees", report.hidden_removed));
    }
    for double in &report.doubles {
        let what = if double.archived { "archived" } else { "left as it is" };
        lines.push(format!(
            "  Note {} is a duplicate of note {}, {what}: {}",
            double.double,
            double.kept,
            plain(&double.reason)
        ));
    }
    for erased in &report.gone.erased {
        let name = plain(&erased.name);
        lines.push(if erased.is_certain {
            format!("  HubSpot has erased {name} for good. `foreword forget --erased-in-hubspot` erases them here too.")
        } else {
            format!("  HubSpot does not find {name} any more. They are archived here; another day will tell.")
        });
    }
    lines.extend(shelf_line(&report.shelf).map(|line| format!("  {line}")));
    for incomplete in &report.incomplete {
        lines.push(format!("  Not done: {}", incomplete.reason));
        lines.extend(incomplete.hint.as_ref().map(|hint| format!("  {hint}")));
    }
    lines.join("\n")
}

fn not_permitted(count: usize) -> String {
    if count == 0 {
        String::new()
    } else {
        format!(", {count} more that the token may not read (scope crm.extensions_calling_transcripts.read)")
    }
}

/// Hits, best first, each with the way to its source.
pub fn hits(report: &SearchReport, zone: &TimeZone, style: Style) -> String {
    let mut lines = Vec::new();
    lines.extend(said_of_query(report));
    if report.hits.is_empty() {
        lines.push("Nothing found.".to_owned());
    }
    for (number, hit) in report.hits.iter().enumerate() {
        let account =
            hit.account_name.as_ref().or(hit.account.as_ref()).map(|account| format!(" · {}", plain(account)));
        let speaker = hit.speaker.as_ref().map(|speaker| format!(" · {}", plain(speaker)));
        let head = format!(
            "{:>2}  {} · {}{}{}{}",
            number + 1,
            hit.kind,
            day(hit.time, zone),
            account.unwrap_or_default(),
            speaker.unwrap_or_default(),
            if hit.by == FoundBy::Meaning { " · by meaning" } else { "" }
        );
        lines.push(style.bold(head));
        lines.push(format!("    {}", marked(&hit.text, &hit.highlights, style)));
        lines.push(style.dim(format!("    foreword cite '{}'", hit.citation)));
    }
    lines.push(style.dim(format!("{} ms", report.elapsed_ms)));
    lines.join("\n")
}

/// What a search has to say of its query: words that stand nowhere, and a language that none of the hits is in.
fn said_of_query(report: &SearchReport) -> Vec<String> {
    let words: Vec<String> = report.unheld.iter().map(|word| format!("“{}”", plain(word))).collect();
    let nowhere = (!words.is_empty()).then(|| {
        let rest =
            if report.hits.is_empty() { "." } else { ". What follows is near in meaning or has other words of yours." };
        format!("No text has {}{rest}", words.join(" or "))
    });
    let taken = report.taken_for.map(|name| format!("Taken for {name}; what was found is in another language."));
    nowhere.into_iter().chain(taken).collect()
}

/// A text with its highlights set bold.
fn marked(text: &str, highlights: &[(usize, usize)], style: Style) -> String {
    let chars: Vec<char> = text.chars().collect();
    let piece = |from: usize, to: usize| -> String {
        chars.get(from..to).unwrap_or_default().iter().map(|c| if c.is_control() { ' ' } else { *c }).collect()
    };
    let (mut out, mut at) = (String::new(), 0);
    for (start, end) in highlights.iter().copied().filter(|(start, end)| start < end && *end <= chars.len()) {
        if at <= start {
            out.push_str(&piece(at, start));
            out.push_str(&style.bold(piece(start, end)));
            at = end;
        }
    }
    out.push_str(&piece(at, chars.len()));
    out
}

/// A cited source in full, with what stands around the cited stretch.
pub fn cited(cited: &CitedText, zone: &TimeZone, style: Style) -> String {
    let speaker = cited.speaker.as_ref().map(|speaker| format!(" · {}", plain(speaker))).unwrap_or_default();
    let property = cited.property.as_ref().map_or_else(|| "transcript".to_owned(), |property| plain(property));
    let head = style.bold(format!("{} {property} · {}{speaker}", cited.record, minute(cited.time, zone)));
    let mut lines = vec![head, format!("“{}”", plain(&cited.text)), String::new(), style.dim(plain(&cited.context))];
    match (&cited.current, cited.changed) {
        (Some(current), _) => {
            lines.extend([String::new(), format!("It has changed since. Today it reads: {}", short(current, 600))])
        }
        (None, true) => lines.extend([String::new(), "It is no longer in HubSpot.".to_owned()]),
        (None, false) => {}
    }
    lines.join("\n")
}

/// What the doctor found, one check a line.
pub fn checks(checks: &Checks, style: Style) -> String {
    let mut lines = Vec::new();
    for check in &checks.checks {
        let mark = if check.ok { "ok " } else { "BAD" };
        lines.push(format!("{mark}  {}: {}", style.bold(&check.name), check.detail));
        lines.extend(check.fix.as_ref().map(|fix| format!("     {fix}")));
    }
    lines.join("\n")
}

/// The figures of an evaluation of retrieval.
pub fn figures(figures: &RetrievalFigures) -> String {
    format!(
        "{} queries: recall@5 {:.3}, recall@10 {:.3}, nDCG@10 {:.3}, MRR@10 {:.3}\n{} chunks indexed in {}; a query takes {:.0} ms (p95 {:.0} ms)",
        figures.queries,
        figures.recall_5,
        figures.recall_10,
        figures.ndcg_10,
        figures.mrr_10,
        figures.chunks,
        duration(figures.index_ms),
        figures.query_ms_p50,
        figures.query_ms_p95
    )
}

/// The demo as text: what was synced, then the brief.
pub fn demo(report: &DemoReport, zone: &TimeZone, style: Style) -> String {
    format!("{}\n\n{}", sync(&report.sync, style), brief(&report.brief.brief, &report.brief.sources, zone, style))
}

/// What to type while the sample portal runs.
pub fn demo_is_up(demo: &Demo) -> String {
    let home = demo.report.home.display();
    format!(
        "\nThe sample portal runs at {} until Ctrl-C. In another terminal:\n  foreword --home '{home}' search 'security questionnaire'\n  \
         FOREWORD_HUBSPOT_URL={} FOREWORD_ACCESS_TOKEN={} foreword --home '{home}' sync",
        demo.report.portal_url,
        demo.report.portal_url,
        demo.token.reveal()
    )
}

/// A duration for reading: "1.4 s" or "2 min 5 s".
fn duration(ms: u64) -> String {
    match ms / 1000 {
        seconds if seconds < 60 => format!("{}.{} s", seconds, ms % 1000 / 100),
        seconds => format!("{} min {} s", seconds / 60, seconds % 60),
    }
}

/// A day for reading: "3 Mar 2026".
fn day(at: Timestamp, zone: &TimeZone) -> String {
    at.to_zoned(zone.clone()).strftime("%-d %b %Y").to_string()
}

/// A moment for reading, to the minute: "3 Mar 2026 09:41".
fn minute(at: Timestamp, zone: &TimeZone) -> String {
    at.to_zoned(zone.clone()).strftime("%-d %b %Y %H:%M").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLAIN: Style = Style { colour: false };

    #[test]
    fn highlights_are_bold_and_nothing_is_lost() {
        let style = Style { colour: true };
        assert_eq!(marked("die Verträge, ja", &[(4, 12)], style), "die \u{1b}[1mVerträge\u{1b}[0m, ja");
        assert_eq!(marked("äbc", &[(0, 1), (0, 2), (9, 12)], PLAIN), "äbc");
    }

    #[test]
    fn durations_read_well() {
        assert_eq!(duration(1_430), "1.4 s");
        assert_eq!(duration(125_000), "2 min 5 s");
    }
}
