//! The log of writes to HubSpot: checking its chain of hashes, and exporting it.

use crate::{
    error::AppError,
    portal::{
        noted::{Noted, note},
        open::{self, OpenPortal},
        settings::Settings,
    },
    private,
};
use domain::{Anchor, ObjectType, property};
use jiff::Timestamp;
use std::{
    io::{BufWriter, Write},
    path::Path,
};

/// What checking the log of writes against its chain found.
pub type AuditCheck = store::ChainCheck;

/// Checks that no line of the log was changed, left out or put in between, and, with a head noted earlier, that none was cut off.
pub fn verify_audit(open: &OpenPortal, against: Option<&str>) -> Result<AuditCheck, AppError> {
    let mut check = open.database.verify_audit(against.map(str::trim))?;
    let mut found = Vec::new();
    for (object, body) in [(ObjectType::Note, property::NOTE_BODY), (ObjectType::Task, property::TASK_BODY)] {
        for record in open.database.records(object)? {
            let anchors = record.properties.get(body).map(|text| Anchor::all_in(text)).unwrap_or_default();
            found.extend(anchors.into_iter().map(|anchor| (record.id.clone(), anchor)));
        }
    }
    open.database.verify_anchors(&mut check, &found)?;
    Ok(check)
}

/// Writes the log as JSON lines, oldest first, each with what is known of it, its salt, its digest and the head after it. Returns how
/// many. The export itself is a line of the log, the next one; `open` is opened for writing.
pub fn export_audit(open: &OpenPortal, path: &Path, now: Timestamp) -> Result<usize, AppError> {
    let lines = open.database.audit_lines()?;
    let failed = |error: std::io::Error| AppError::file("write", path, error);
    let mut file = BufWriter::new(private::create(path).map_err(failed)?);
    for line in &lines {
        let json = serde_json::to_string(line).map_err(|error| failed(error.into()))?;
        writeln!(file, "{json}").map_err(failed)?;
    }
    file.flush().map_err(failed)?;
    note(&open.database, Noted::Export, &format!("{} lines of this log to {}", lines.len(), path.display()), now)?;
    Ok(lines.len())
}

/// Notes a setting that lies outside the data of any portal, in the log of each portal of the home.
pub async fn note_setting(settings: &Settings, why: &str) -> Result<(), AppError> {
    let (home, lock) = open::lock(settings)?;
    let held = Settings { lock: Some(lock), ..settings.clone() };
    for id in home.portals()? {
        let open = open::open(&home, &id, open::Access::Write, &held).await?;
        note(&open.database, Noted::Setting, why, settings.now())?;
    }
    Ok(())
}

/// Notes a file that was written of the portal that is meant.
pub async fn note_export(settings: &Settings, why: &str) -> Result<(), AppError> {
    let writable = open::open_for_writing(settings).await?;
    note(&writable.open.database, Noted::Export, why, settings.now())
}
