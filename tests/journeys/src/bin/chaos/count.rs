//! The portal held against the approvals.

use crate::{approvals::Approvals, programs::Programs};
use anyhow::Result;
use domain::{EntryStatus, Marker, Write};
use jiff::Timestamp;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use store::WriteLogLine;

/// What the portal holds under one marker.
#[derive(Default)]
struct Copies {
    live: usize,
    archived: usize,
    bodies: BTreeSet<String>,
}

/// Counts approvals, what was filed, doubles, unapproved writes and overwritten edits; lists every violation.
pub async fn count(programs: &Programs, approvals: &Approvals) -> Result<Value> {
    let open = app::open_for_reading(&programs.settings()).await?;
    let entries = open.database.entries()?;
    let log = open.database.write_log()?;
    let audit = open.database.verify_audit(None)?;
    let copies = copies(programs).await?;
    let mut violations: Vec<String> = Vec::new();
    let (mut filed, mut refused, mut standing, mut late, mut late_logged) = (0, 0, 0, 0, 0);

    for proposal in &approvals.approved {
        let Some(entry) = entries.iter().find(|entry| entry.proposal == proposal.id) else {
            violations.push(format!("{} was approved and has no entry", proposal.id));
            continue;
        };
        match entry.status {
            EntryStatus::Verified => filed += 1,
            EntryStatus::Refused if !entry.reason.is_empty() && entry.write.body().is_none() => refused += 1,
            other => violations.push(format!("{} is {other} in the end: {}", proposal.id, entry.reason)),
        }
        if entry.write.body().is_none() {
            continue;
        }
        let none = Copies::default();
        let there = copies.get(&entry.marker).unwrap_or(&none);
        if there.live != 1 {
            violations.push(format!("{} stands {} times in the portal", proposal.id, there.live));
        }
        if there.bodies.iter().any(|body| Some(body.as_str()) != entry.write.body()) {
            violations.push(format!("{} stands there otherwise than it was approved", proposal.id));
        }
        standing += there.live.saturating_sub(1);
        late += there.archived;
        let logged = log.iter().filter(|line| line.proposal == proposal.id && line.what == "double_archived").count();
        late_logged += logged;
        if logged < there.archived {
            violations.push(format!("{} doubles of {} were archived, {logged} logged", there.archived, proposal.id));
        }
    }

    let mut unapproved = 0;
    let approved: BTreeSet<&Marker> = approvals.approved.iter().map(|proposal| &proposal.content.marker).collect();
    for marker in copies.keys().filter(|marker| !approved.contains(marker)) {
        unapproved += 1;
        violations.push(format!("a note with the marker {marker} is there, and nobody approved it"));
    }
    let mut overwritten = Overwritten::default();
    for proposal in approvals.approved.iter().chain(&approvals.not_approved) {
        let Write::Change(change) = &proposal.content.write else { continue };
        let record = programs.record("contacts", &change.record.id).await?;
        let versions = versions(&record, &change.property);
        let ours = versions.iter().filter(|version| version.is_ours);
        if approvals.change_of(&proposal.id).is_none() {
            if ours.clone().any(|version| version.value == change.to) {
                unapproved += 1;
                violations.push(format!("{} was set to {}, and nobody approved it", change.property, change.to));
            }
            continue;
        }
        let entry = entries.iter().find(|entry| entry.proposal == proposal.id);
        if entry.is_some_and(|entry| entry.status == EntryStatus::Verified) && ours.count() == 0 {
            let set_by_others = versions.iter().any(|version| version.value == change.to);
            if !set_by_others {
                violations.push(format!("{} is verified and was never set", proposal.id));
            }
        }
        overwritten.add(&versions, &proposal.id.0, change, &log, &mut violations);
    }
    if !audit.verified {
        violations.push(format!("the log of writes does not hold: {:?}", audit.reason));
    }
    Ok(json!({
        "approved": approvals.approved.len(), "filed": filed, "refused_because_somebody_changed_it": refused,
        "never_approved": approvals.not_approved.len(), "unapproved_writes": unapproved,
        "doubles_standing": standing, "late_doubles_archived": late, "late_doubles_logged": late_logged,
        "edits_meanwhile": approvals.edits, "edits_overwritten_and_logged": overwritten.logged,
        "edits_overwritten_unsaid": overwritten.unsaid,
        "audit": {"verified": audit.verified, "entries": audit.entries}, "violations": violations,
    }))
}

async fn copies(programs: &Programs) -> Result<BTreeMap<Marker, Copies>> {
    let mut copies: BTreeMap<Marker, Copies> = BTreeMap::new();
    for (object, property) in [("notes", "hs_note_body"), ("tasks", "hs_task_body")] {
        for record in programs.records(object).await? {
            let body = record["properties"][property].as_str().unwrap_or_default();
            for marker in Marker::all_in(body) {
                let one = copies.entry(marker).or_default();
                one.bodies.insert(body.to_owned());
                if record["archived"] == true { one.archived += 1 } else { one.live += 1 }
            }
        }
    }
    Ok(copies)
}

struct Version {
    value: String,
    at: Timestamp,
    is_ours: bool,
}

/// The versions of a property, oldest first.
fn versions(record: &Value, property: &str) -> Vec<Version> {
    let version = |version: &Value| {
        Some(Version {
            value: version["value"].as_str().unwrap_or_default().to_owned(),
            at: version["timestamp"].as_str()?.parse().ok()?,
            is_ours: version["sourceType"].as_str()?.starts_with("INTEGRATION"),
        })
    };
    let mut versions: Vec<Version> =
        record["history"][property].as_array().into_iter().flatten().filter_map(version).collect();
    versions.reverse();
    versions.sort_by_key(|version| version.at);
    versions
}

/// The edits of others that a write of ours went over.
#[derive(Default)]
struct Overwritten {
    logged: usize,
    unsaid: usize,
}

impl Overwritten {
    fn add(
        &mut self,
        versions: &[Version],
        proposal: &str,
        change: &domain::ChangeToMake,
        log: &[WriteLogLine],
        violations: &mut Vec<String>,
    ) {
        let over = versions.iter().zip(versions.iter().skip(1)).filter(|(older, newer)| {
            newer.is_ours && newer.value == change.to && !older.is_ours && change.seen_at < older.at
        });
        let over = over.count();
        let said = log.iter().filter(|line| line.proposal.0 == proposal && line.what == "wrote_over").count();
        self.logged += over.min(said);
        if said < over {
            self.unsaid += over - said;
            violations
                .push(format!("{proposal} went over somebody's {}, and the log does not say so", change.property));
        }
    }
}
