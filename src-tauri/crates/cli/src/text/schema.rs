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
    if !plan.applied && !plan.create.is_empty() {
        lines.push(format!("`foreword schema apply` creates them. It needs {}.", plan.scopes.join(", ")));
    }
    lines.push(match &plan.events {
        None => "Timeline events are off: context about a person goes into notes.".to_owned(),
        Some(_) => "Context about a person goes into timeline events.".to_owned(),
    });
    lines.join("\n")
}

/// Which properties were renamed or archived, and what to do.
pub fn drift(report: &DriftReport, style: Style) -> String {
    if report.drift.is_empty() {
        return "Every property that writes use is there.".to_owned();
    }
    let one = |drift: &app::Drift| {
        let head = style.bold(format!("{}/{}  {}", drift.object, plain(&drift.property), drift.change));
        format!("{head}\n  {}", plain(&drift.suggestion))
    };
    report.drift.iter().map(one).collect::<Vec<_>>().join("\n")
}
