//! The properties that drafts fill, as text.

use crate::output::{Style, plain};
use app::{DriftReport, SchemaPlan};

/// Which properties of drafts are missing, or were made.
pub fn schema(plan: &SchemaPlan, style: Style) -> String {
    let mut lines = Vec::new();
    lines.push(match (plan.create.len(), plan.applied) {
        (0, _) => "HubSpot has every property that drafts fill.".to_owned(),
        (count, true) => format!("Created {count} properties in HubSpot."),
        (count, false) => {
            format!("HubSpot lacks {count} properties that drafts fill. Until they exist, the values go into notes.")
        }
    });
    for property in &plan.create {
        let filled = if property.filled_by.is_empty() { "with every value" } else { property.filled_by.as_str() };
        let head = format!("  {}/{}", property.object, property.property);
        lines.push(format!(
            "{}  {}",
            style.bold(head),
            style.dim(format!("{}, {}, {filled}", property.label, property.value_type))
        ));
    }
    lines.extend(plan.mapped.iter().map(|(ours, theirs)| format!("  {ours} is `{}` here", plain(&theirs.property))));
    lines.extend(plan.suggested.iter().map(|(ours, theirs)| format!("  {ours} could be `{}`", plain(theirs))));
    if !plan.suggested.is_empty() {
        lines.push("`foreword schema adopt` uses all of those, `foreword schema map` one.".to_owned());
    }
    let refused = plan.refused.iter();
    lines.extend(refused.map(|(object, why)| format!("Nothing was created on {object}s: {}", plain(why))));
    if !plan.applied && !plan.create.is_empty() {
        lines.push(format!("`foreword schema apply` creates them. It needs {}.", plan.scopes.join(", ")));
    }
    lines.push(match &plan.events {
        None => "Timeline events are off: context about a person goes into notes.".to_owned(),
        Some(_) => "Context about a person goes into timeline events.".to_owned(),
    });
    lines.join("\n")
}

/// Which properties are not what they were, and what to do.
pub fn drift(report: &DriftReport, style: Style) -> String {
    if report.drift.is_empty() {
        return "Every property is what it was.".to_owned();
    }
    let one = |drift: &app::Drift| {
        let head = style.bold(format!("{}/{}  {}", drift.object, plain(&drift.property), drift.change));
        let values = match (&drift.before, &drift.now) {
            (Some(before), Some(now)) => format!("  {} → {}\n", plain(before), plain(now)),
            (Some(one), None) | (None, Some(one)) => format!("  {}\n", plain(one)),
            (None, None) => String::new(),
        };
        let held = if drift.holds == 0 { String::new() } else { format!(" Held: {}.", drift.holds) };
        let command = match (&drift.ours, &drift.successor) {
            (Some(ours), Some(next)) => format!(" `foreword schema map {ours} {}`", plain(next)),
            _ => String::new(),
        };
        format!("{head}\n{values}  {}{held}{command}", plain(&drift.suggestion))
    };
    let all = report.drift.iter().map(one).collect::<Vec<_>>().join("\n");
    format!("{all}\n`foreword schema note` takes note of all of it.")
}
