//! The digest as a page that a leader can read: every line with its sources below it, and nothing that is fetched from anywhere.

use crate::{
    drafts::digest::{DigestLineView, DigestReport, DigestRequest, digest},
    error::AppError,
    portal::{
        noted::{Noted, note},
        open::OpenPortal,
    },
    private,
    review::report::page::{escaped, page},
};
use domain::text::grouped;
use jiff::{Timestamp, civil::Date, tz::TimeZone};
use std::{collections::BTreeMap, path::Path};

const STYLE: &str = "\
ul{list-style:none;margin:0;padding:0}
li{padding:6px 0;border-bottom:1px solid var(--line)}
b{font-weight:650;margin-right:8px}
.source{font-size:11px;color:var(--ink-3);margin:2px 0 0 16px}
";
/// The parts with their titles, in the order in which they are read.
const TITLES: [(&str, &str); 7] = [
    ("meetings", "Meetings today"),
    ("promises", "Promises due"),
    ("at_risk", "At risk"),
    ("stalled", "Stalled"),
    ("missing_fields", "Missing fields"),
    ("likely_to_close", "Likely to close"),
    ("total", "Pipeline"),
];

/// Writes the day's digest to a file as a page that its owner alone may read, and notes in the log that it left.
pub fn write_digest(open: &OpenPortal, path: &Path, now: Timestamp) -> Result<(), AppError> {
    let html = digest_html(&digest(open, &DigestRequest::default(), now)?, &open.zone());
    private::write(path, &html).map_err(|error| AppError::file("write", path, error))?;
    note(&open.database, Noted::Export, &format!("the day's digest to {}", path.display()), now)
}

/// The digest as one HTML page. Times are in the rep's zone.
pub fn digest_html(report: &DigestReport, zone: &TimeZone) -> String {
    let day: Option<Date> = report.draft.fields.get("day").and_then(|day| day.parse().ok());
    let day = day.map(|day| day.strftime("%-d %B %Y").to_string()).unwrap_or_default();
    let parts: BTreeMap<&str, &[DigestLineView]> =
        report.parts.iter().map(|part| (part.name.as_str(), part.lines.as_slice())).collect();
    let mut body = format!("<h1>Pipeline, {}</h1>\n<p>{}</p>\n", escaped(&day), escaped(&summary(report)));
    for (name, title) in TITLES {
        let Some(lines) = parts.get(name) else { continue };
        body.push_str(&format!("<h2>{title}</h2><ul>\n"));
        lines.iter().for_each(|line| body.push_str(&spelled(report, line, zone)));
        body.push_str("</ul>\n");
    }
    let left_out = match report.dropped.len() {
        0 => String::new(),
        1 => " 1 line was left out because its sources do not back it.".to_owned(),
        count => format!(" {count} lines were left out because their sources do not back them."),
    };
    body.push_str(&format!("<p class=\"small\">Made by Foreword from HubSpot's records.{left_out}</p>\n"));
    page(&format!("Pipeline, {day}"), STYLE, &body)
}

fn summary(report: &DigestReport) -> String {
    let accounts = if report.accounts == 1 { "1 account".to_owned() } else { format!("{} accounts", report.accounts) };
    let target = report.target.as_ref().map(|target| {
        let amount = grouped(target.amount);
        format!(" The target for {} to {} is {amount} {}.", target.from, target.to, target.currency)
    });
    let unread = match report.unread.as_slice() {
        [] => String::new(),
        names => format!(" Could not be read: {}.", names.join(", ")),
    };
    format!("{accounts}.{}{unread}", target.unwrap_or_default())
}

fn spelled(report: &DigestReport, line: &DigestLineView, zone: &TimeZone) -> String {
    let name = line.account_name.as_deref().map(|name| format!("<b>{}</b>", escaped(name))).unwrap_or_default();
    let mut out = format!("<li>{name}{}", escaped(&line.item.text));
    // The total rests on every deal; naming them all would bury the page.
    for citation in line.item.citations.iter().filter(|_| line.account.is_some()) {
        let Some(source) = report.sources.get(citation) else { continue };
        let day = source.time.to_zoned(zone.clone()).strftime("%-d %b %Y");
        let speaker = source.speaker.as_deref().map(|speaker| format!("{}, ", escaped(speaker))).unwrap_or_default();
        let what = source.property.as_deref().map(|name| format!("{} ", escaped(name))).unwrap_or_default();
        out.push_str(&format!(
            "<p class=\"source\">{speaker}{day}, {}: {what}“{}”</p>",
            source.record,
            escaped(&source.text)
        ));
    }
    out.push_str("</li>\n");
    out
}
