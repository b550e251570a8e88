//! Proposals and what became of them, as text.

use super::{day, described};
use crate::output::{Style, plain, short};
use app::{AuditCheck, DraftReport, ProposalView, Proposals, PushReport};
use domain::{Citation, Heading, Line};
use jiff::tz::TimeZone;

/// The most characters of a title in a list.
const TITLE_CHARS: usize = 70;

/// A new draft: the proposal made of it, and what to do next.
pub fn drafted(report: &DraftReport, zone: &TimeZone, style: Style) -> String {
    let mut parts: Vec<String> = report.shown.iter().map(|one| proposal(one, zone, style)).collect();
    let open: Vec<&str> =
        report.shown.iter().filter(|one| one.status == "proposed").map(|one| one.id.as_str()).collect();
    parts.push(match (open.as_slice(), report.shown.first()) {
        ([], Some(first)) => format!("This was drafted before and is {}.", first.status),
        (ids, _) => {
            format!(
                "Nothing is sent until you approve it: foreword review approve {}, then foreword push",
                ids.join(" ")
            )
        }
    });
    parts.join("\n\n")
}

/// What a proposal is, and where it goes.
fn about(proposal: &ProposalView, where_to: &str, zone: &TimeZone) -> String {
    let readers = proposal.audience.join(" and the ");
    match (&proposal.property, proposal.due) {
        (Some(property), _) => {
            let was = proposal.current_words.as_deref().unwrap_or("nothing");
            let by = proposal.changed_by.as_ref().map(|by| format!(" (by {})", plain(by))).unwrap_or_default();
            format!(
                "{} of {where_to}: “{}”{by} becomes “{}” [{}]",
                plain(property),
                plain(was),
                plain(&proposal.proposed_words),
                proposal.tier.as_str()
            )
        }
        (None, Some(due)) => format!("A task due {} for {readers}, on {where_to}", day(due, zone)),
        (None, None) if proposal.kind == "role" => {
            format!("“{}” for {where_to} [{}]", plain(&proposal.proposed), proposal.tier.as_str())
        }
        (None, None) if proposal.kind == "event" => format!("An event for {readers}, on the timeline of {where_to}"),
        (None, None) => format!("A note for {readers}, on {where_to}"),
    }
}

/// All proposals as a list, a line or two each.
pub fn proposals(all: &Proposals, zone: &TimeZone, style: Style) -> String {
    if all.proposals.is_empty() {
        return "Nothing is proposed. `foreword draft note WHO` drafts the note of a call.".to_owned();
    }
    let mut lines = Vec::new();
    for proposal in &all.proposals {
        let title = short(&proposal.title, TITLE_CHARS);
        let head = format!("{}  {:<9} {title}", proposal.id, proposal.status);
        lines.push(format!(
            "{}  {}",
            style.bold(head),
            style.dim(format!("drafted {}", day(proposal.created_at, zone)))
        ));
        lines.extend(proposal.reason.as_ref().map(|reason| format!("    {}", plain(reason))));
    }
    lines.join("\n")
}

/// One proposal with all its sources.
pub fn proposal(proposal: &ProposalView, zone: &TimeZone, style: Style) -> String {
    let names: Vec<String> = proposal.attached_to.iter().map(|target| plain(&target.name)).collect();
    let mut lines = vec![
        style.bold(format!("{}  {}  {}", proposal.id, proposal.status, plain(&proposal.title))),
        about(proposal, &names.join(", "), zone),
    ];
    lines.extend(proposal.reason.as_ref().map(|reason| plain(reason)));
    lines.extend(proposal.held.as_ref().map(|held| format!("Held: {}", plain(held))));
    lines.extend(proposal.drafted_from.as_ref().map(|from| {
        format!(
            "HubSpot has changed since it was drafted from “{}”. Filing it would be refused. Draft it again.",
            plain(from)
        )
    }));
    let mut cited: Vec<&Citation> = Vec::new();
    for heading in Heading::ALL {
        let here: Vec<&Line> = proposal.lines.iter().filter(|line| line.under == heading).collect();
        if !here.is_empty() {
            lines.extend([String::new(), style.bold(heading.title())]);
        }
        for line in here {
            let mut numbers = String::new();
            for citation in &line.citations {
                let at = cited.iter().position(|known| *known == citation).unwrap_or_else(|| {
                    cited.push(citation);
                    cited.len() - 1
                });
                numbers.push_str(&format!("[{}]", at + 1));
            }
            let mark = if line.heading == Heading::Yours { "(yours)".to_owned() } else { numbers };
            lines.push(format!("  • {} {}", plain(&line.shown()), style.dim(mark)));
        }
    }
    lines.extend([String::new(), style.dim(plain(&proposal.footer))]);
    if !proposal.dropped.is_empty() {
        lines.push(style.dim(format!("{} lines were left out: their sources do not say so", proposal.dropped.len())));
    }
    for (at, citation) in cited.iter().enumerate() {
        if let Some(source) = proposal.sources.get(*citation) {
            lines.push(style.dim(format!("{:>3}  {}", at + 1, described(source, zone))));
        }
    }
    lines.extend(proposal.hubspot_url.as_ref().map(|url| style.dim(plain(url))));
    lines.join("\n")
}

/// What was approved, and that nothing has left yet.
pub fn approved(all: &Proposals, zone: &TimeZone, style: Style) -> String {
    format!("{}\n\nNext: foreword push", proposals(all, zone, style))
}

/// What a push did, entry by entry.
pub fn pushed(report: &PushReport, style: Style) -> String {
    if report.entries.is_empty() {
        return "Nothing is approved. `foreword review list` shows what waits for you.".to_owned();
    }
    let mut lines = Vec::new();
    for entry in &report.entries {
        let filed = entry.remote_id.as_ref().map(|id| format!("  as {id}")).unwrap_or_default();
        lines.push(style.bold(format!(
            "{}  {:<9} {}{filed}",
            entry.id,
            entry.status,
            short(&entry.title, TITLE_CHARS)
        )));
        lines.extend(entry.reason.as_ref().map(|reason| format!("    {}", plain(reason))));
        lines.extend(entry.hubspot_url.as_ref().map(|url| style.dim(format!("    {}", plain(url)))));
    }
    lines.join("\n")
}

/// Whether the log of writes holds, and what is wrong where it does not.
pub fn audit(check: &AuditCheck) -> String {
    let mut lines = vec![match &check.reason {
        None => format!("The log of writes is intact: {} lines.", check.entries),
        Some(reason) => format!("The log of writes is not intact: {reason}."),
    }];
    if 0 < check.erased {
        lines.push(format!(
            "The text of {} lines was erased with a person; that there were lines still shows.",
            check.erased
        ));
    }
    if 0 < check.anchors {
        lines.push(format!("{} filed notes and tasks name a head that it had.", check.anchors));
    }
    if 0 < check.anchors_of_other_logs {
        lines.push(format!("{} name the log of another installation.", check.anchors_of_other_logs));
    }
    lines.push(format!("Head: {}", check.head));
    lines.join("\n")
}
