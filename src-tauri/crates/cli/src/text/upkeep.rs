//! What was looked after and what was erased, as text.

use super::duration;
use crate::output::Style;
use app::{BackupReport, ForgetReport, MaintainReport, ModelReport, ModelView, RestoreReport};
use std::collections::BTreeMap;

/// What an upkeep did, and how much room it gave back.
pub fn maintained(report: &MaintainReport) -> String {
    let mut lines = vec![format!(
        "{} in {} versions became {} in {}, {}",
        megabytes(report.before.bytes),
        report.before.versions,
        megabytes(report.after.bytes),
        report.after.versions,
        duration(report.elapsed_ms)
    )];
    lines.extend(report.repaired.clone());
    lines.extend(report.rebuilt.as_ref().map(|damage| format!("The index was rebuilt: {damage}")));
    if 0 < report.vectors_dropped {
        lines.push(format!("{} unused cached vectors were removed", report.vectors_dropped));
    }
    lines.extend(report.alarm.as_ref().filter(|_| report.repaired.is_none()).map(|alarm| format!("Warning: {alarm}")));
    lines.join("\n")
}

/// What a backup holds.
pub fn backed_up(report: &BackupReport) -> String {
    format!(
        "{} holds portal {} as of {:.0}: {}. It was opened again and read to the end. {}, {}",
        report.file.display(),
        report.portal_id,
        report.made_at,
        held(&report.rows),
        megabytes(report.bytes),
        duration(report.elapsed_ms)
    )
}

/// What came back from a backup.
pub fn restored(report: &RestoreReport) -> String {
    let mut lines = vec![format!(
        "Portal {} is here as of {:.0}: {}. {}",
        report.portal_id,
        report.made_at,
        held(&report.rows),
        duration(report.elapsed_ms)
    )];
    if 0 < report.forgotten_again {
        lines.push(format!("{} people who were forgotten since then were erased again", report.forgotten_again));
    }
    lines.extend(report.replaced.as_ref().map(|path| format!("What was here before is in {}", path.display())));
    lines.push("Run `foreword sync` to bring it up to date.".to_owned());
    lines.join("\n")
}

/// How much a copy holds, by what a rep would ask for.
fn held(rows: &BTreeMap<String, u64>) -> String {
    let named = [
        ("record", "records"),
        ("document", "texts"),
        ("proposal", "drafted changes"),
        ("write_log", "lines of the log"),
    ];
    let counts = named.iter().map(|(table, name)| format!("{} {name}", rows.get(*table).copied().unwrap_or_default()));
    counts.collect::<Vec<_>>().join(", ")
}

/// What was erased, and what a look at the disk found before and after.
pub fn forgotten(report: &ForgetReport, style: Style) -> String {
    let erased: Vec<String> = report
        .erased
        .iter()
        .filter(|(_, count)| 0 < **count)
        .map(|(what, count)| format!("{count} {}", what.replace('_', " ")))
        .collect();
    let mut lines = vec![style.bold(format!("Erased: {}", erased.join(", ")))];
    lines.push(style.dim(format!("  {}", report.records.join(" "))));
    lines.push(format!("Looked for {} traces on the disk, decoded:", report.traces));
    for (place, found) in &report.searched {
        lines.push(format!("  {:<20} {:>7} before {:>7} after", place.replace('_', " "), found.before, found.after));
    }
    lines.push(if report.verified {
        format!("Nothing is left. {}", duration(report.elapsed_ms))
    } else {
        "Something is left: see above.".to_owned()
    });
    lines.join("\n")
}

/// A number of bytes for reading: "1.5 MB".
fn megabytes(bytes: u64) -> String {
    let tenths = bytes.saturating_mul(10) >> 20;
    format!("{}.{} MB", tenths / 10, tenths % 10)
}

/// The models that find and sort texts, and how far they have come.
pub fn models(report: &ModelReport) -> String {
    let line = |what: &str, model: &ModelView| {
        format!("{what}: {}, {} numbers a text, from {}", model.name, model.dimension, model.dir.display())
    };
    let mut lines = vec![line("Finds texts", &report.embedder)];
    if report.embedded < report.chunks {
        lines
            .push(format!("  It has read {} of {} chunks; `foreword sync` continues.", report.embedded, report.chunks));
    }
    lines.extend(report.former.as_ref().map(|former| line("Until then, searches use", former)));
    lines.extend(report.reranker.as_ref().map(|reranker| line("Sorts the best hits again", reranker)));
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_read_well() {
        assert_eq!(megabytes(0), "0.0 MB");
        assert_eq!(megabytes(1_572_864), "1.5 MB");
    }
}
