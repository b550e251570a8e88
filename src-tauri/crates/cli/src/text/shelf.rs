//! The knowledge shelf, as text.

use super::day;
use crate::output::{Style, plain};
use app::{PageView, ShelfScan, ShelfView, UnreadableFile};
use jiff::tz::TimeZone;

/// Its folders, and what in them could not be read.
pub fn shelf(shelf: &ShelfView, zone: &TimeZone, style: Style) -> String {
    let mut lines = Vec::new();
    if shelf.folders.is_empty() {
        lines.push("No folder is on the shelf. `foreword shelf add FOLDER` puts one there.".to_owned());
    }
    for folder in &shelf.folders {
        lines.push(style.bold(plain(&folder.path)));
        let looked = folder.scanned_at.map(|at| format!(", checked on {}", day(at, zone))).unwrap_or_default();
        lines.push(format!("  {}{looked}", counted(folder.files, "file", "files")));
        lines.extend(folder.problem.as_ref().map(|problem| format!("  {}", plain(problem))));
        lines.extend(folder.unreadable.iter().map(not_read));
        lines.extend(folder.remarks.iter().map(remarked));
    }
    if 0 < shelf.pages {
        lines.push(format!("{} saved for accounts", counted(shelf.pages, "page", "pages")));
    }
    lines.join("\n")
}

/// What looking into the folders of the shelf changed.
pub fn scanned(scan: &ShelfScan) -> String {
    let mut lines = vec![format!(
        "{} new, {} changed, {} gone, {} as before",
        counted(scan.added, "file", "files"),
        scan.changed,
        scan.removed,
        scan.unchanged
    )];
    if 0 < scan.hidden {
        lines.push(format!("{} skipped", counted(scan.hidden, "hidden file or folder", "hidden files and folders")));
    }
    lines.extend(scan.unreadable.iter().map(not_read));
    lines.extend(scan.remarks.iter().map(remarked));
    lines.extend(scan.problems.iter().map(not_read));
    lines.join("\n")
}

/// What changed on the shelf, in one line; none where nothing did.
pub fn shelf_line(scan: &ShelfScan) -> Option<String> {
    let changes = [(scan.added, "new"), (scan.changed, "changed"), (scan.removed, "gone")];
    let mut told: Vec<String> =
        changes.iter().filter(|(count, _)| 0 < *count).map(|(count, what)| format!("{count} {what}")).collect();
    told.extend(scan.problems.iter().map(|folder| format!("{} {}", plain(&folder.path), plain(&folder.reason))));
    (!told.is_empty()).then(|| format!("Shelf: {}", told.join(", ")))
}

/// The pages that were saved for accounts, as a list.
pub fn pages(pages: &[PageView], zone: &TimeZone, style: Style) -> String {
    if pages.is_empty() {
        return "No page is saved. `foreword shelf save --account A FILE` saves one.".to_owned();
    }
    let line = |page: &PageView| {
        let from =
            page.url.as_ref().or(page.file.as_ref()).map(|from| format!(" · {}", plain(from))).unwrap_or_default();
        let head = format!("{}  {}", page.id, plain(&page.title));
        let remark = page.remark.as_ref().map(|remark| format!("\n    {}", plain(remark))).unwrap_or_default();
        format!("{}\n    {} · {}{from}{remark}", style.bold(head), plain(&page.account_name), day(page.saved_at, zone))
    };
    pages.iter().map(line).collect::<Vec<_>>().join("\n")
}

fn not_read(file: &UnreadableFile) -> String {
    format!("  not read: {}: {}", plain(&file.path), plain(&file.reason))
}

fn remarked(file: &UnreadableFile) -> String {
    format!("  read: {}: {}", plain(&file.path), plain(&file.reason))
}

fn counted(count: u32, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scan_says_what_it_left_out() {
        let file = |path: &str, reason: &str| UnreadableFile { path: path.to_owned(), reason: reason.to_owned() };
        let scan = ShelfScan {
            added: 1,
            unchanged: 4,
            hidden: 1,
            unreadable: vec![file("/c/deck.pptx", "it is not Markdown, plain text, HTML or PDF")],
            remarks: vec![file("/c/terms.pdf", "it was read in part: page 3 is a picture")],
            ..ShelfScan::default()
        };
        assert_eq!(
            scanned(&scan),
            "1 file new, 0 changed, 0 gone, 4 as before\n1 hidden file or folder skipped\n  not read: /c/deck.pptx: it is not \
             Markdown, plain text, HTML or PDF\n  read: /c/terms.pdf: it was read in part: page 3 is a picture"
        );
        assert_eq!(shelf_line(&scan).as_deref(), Some("Shelf: 1 new"));
        assert_eq!(shelf_line(&ShelfScan { unchanged: 4, ..ShelfScan::default() }), None);
    }
}
