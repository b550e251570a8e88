//! The log of writes to HubSpot: checking its chain of hashes, and exporting it.

use crate::{error::AppError, portal::open::OpenPortal, private};
use domain::{Anchor, ObjectType, property};
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

/// Writes the log as JSON lines, oldest first, each with what is known of it, its salt, its digest and the head after it. Returns how many.
pub fn export_audit(open: &OpenPortal, path: &Path) -> Result<usize, AppError> {
    let lines = open.database.audit_lines()?;
    let failed = |error: std::io::Error| AppError::file("write", path, error);
    let mut file = BufWriter::new(private::create(path).map_err(failed)?);
    for line in &lines {
        let json = serde_json::to_string(line).map_err(|error| failed(error.into()))?;
        writeln!(file, "{json}").map_err(failed)?;
    }
    file.flush().map_err(failed)?;
    Ok(lines.len())
}
