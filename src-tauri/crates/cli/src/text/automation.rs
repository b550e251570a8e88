//! Rules and what they made, as text.

use super::{minute, plain};
use crate::output::Style;
use app::{Rehearsal, Rules, Worked};
use jiff::tz::TimeZone;

/// The rules, one a paragraph.
pub fn rules(rules: &Rules, style: Style) -> String {
    let mut parts: Vec<String> = Vec::new();
    for rule in &rules.rules {
        let state = if rule.enabled { "on" } else { "off" };
        let own = if rule.is_own { ", your own" } else { "" };
        let when = if rule.condition.is_empty() { String::new() } else { format!(" when {}", rule.condition) };
        let quiet = rule.quiet.as_ref().map(|hours| format!(", none from {hours}")).unwrap_or_default();
        parts.push(format!(
            "{} {}\n  {}\n  {}{when} → {}\n  {} today, at most {} a day{quiet}",
            style.bold(&rule.id),
            style.dim(format!("({state}{own})")),
            rule.name,
            rule.event,
            rule.draft.join(", "),
            rule.made_today,
            rule.per_day,
        ));
    }
    parts.extend(rules.problems.iter().map(|one| format!("{} is not used: {}", one.file, one.problem)));
    if !rules.counts.is_empty() {
        let counts: Vec<String> =
            rules.counts.iter().map(|(what, count)| format!("{count} {}", what.replace('_', " "))).collect();
        parts.push(format!("Events: {}", counts.join(", ")));
    }
    if let Some(journal) = &rules.journal {
        parts.push(match (&journal.problem, journal.not_written.as_slice()) {
            (Some(problem), _) => format!("HubSpot's journal of changes cannot be read: {}", plain(problem)),
            (None, []) => "HubSpot's journal of changes is followed.".to_owned(),
            (None, types) => format!("HubSpot's journal of changes is followed; not in it: {}", types.join(", ")),
        });
    }
    parts.push(format!("Your own rules go into {}, as files that end in .toml.", rules.folder));
    parts.join("\n\n")
}

/// What a rule would have drafted.
pub fn rehearsed(tried: &Rehearsal, zone: &TimeZone, style: Style) -> String {
    let mut lines = vec![format!(
        "{} would have started {} of {} times since {}, and made at most {} drafts in a day: {}",
        style.bold(&tried.name),
        tried.would_start,
        tried.total,
        minute(tried.since, zone),
        tried.most_in_a_day,
        tried.draft.join(", ")
    )];
    for event in &tried.happened {
        let verdict =
            if event.would_start { "yes".to_owned() } else { format!("no: not so that {}", event.unmet.join(", ")) };
        lines.push(format!("  {} {} {}  {verdict}", minute(event.at, zone), event.record, event.name));
    }
    lines.join("\n")
}

/// What was made of what happened; empty where nothing was.
pub fn worked(worked: &Worked) -> String {
    let mut lines: Vec<String> = worked
        .runs
        .iter()
        .map(|run| format!("{} {}: {} {} ({})", run.rule, run.record, run.draft, run.outcome, run.detail))
        .collect();
    if 0 < worked.put_off {
        lines.push(format!("{} events wait and are tried again", worked.put_off));
    }
    if 0 < worked.dead {
        lines.push(format!("{} events were given up; `foreword rules list` counts them", worked.dead));
    }
    lines.join("\n")
}
