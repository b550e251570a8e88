//! The text of a PDF, put together from where its letters are drawn.
//!
//! A PDF has no paragraphs, no lines and often no spaces: it draws letters at places. An interpreter follows everything that moves them,
//! embedded forms included, and gives each letter its place (`glyphs`); lines, words, cells, columns and paragraphs are made of the places
//! (`layout`). Whatever the bytes are, reading ends within its limits (`limits`).

mod glyphs;
mod layout;
mod limits;

use crate::{CHARS_MAX, ShelfError, listed};
use glyphs::{Letters, UNKNOWN};
use hayro_interpret::{
    Context, InterpreterCache, InterpreterSettings, RenderContent,
    hayro_syntax::{
        DecryptionError, LoadPdfError, Pdf,
        content::TypedIter,
        object::{Array, Stream},
        page::Page,
    },
    interpret,
    kurbo::{Affine, Rect},
};
use limits::{Budget, Spent, UNPACKED_MAX};
use std::panic::{self, AssertUnwindSafe};

/// The most pages of a file that are read.
const PAGES_MAX: usize = 2_000;
/// Stack of the thread that reads: a parser that recurses is given room, and what overflows none is caught.
const STACK_BYTES: usize = 64 << 20;
/// A page of fewer letters than this that a picture covers for the most part is a picture.
const FEW_LETTERS: usize = 100;
const PICTURED: f64 = 0.5;
/// Of a page's letters this share may have no meaning, as symbols have none, before the page counts as not read.
const UNKNOWN_MAX: f64 = 0.05;

/// The title and the text that were read of a PDF.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Reading {
    pub(crate) title: Option<String>,
    pub(crate) text: String,
    /// What was not, with its pages; nothing if all was.
    pub(crate) remark: Option<String>,
}

/// Reads the text of a PDF, within its limits.
pub(crate) fn read(bytes: &[u8]) -> Result<Reading, ShelfError> {
    let broken = || ShelfError::Broken { reason: "it cannot be opened".to_owned() };
    // What a damaged file does to the parser is the file's problem: a panic there is an answer here.
    std::thread::scope(|scope| {
        let reading = std::thread::Builder::new()
            .stack_size(STACK_BYTES)
            .spawn_scoped(scope, || panic::catch_unwind(|| read_document(bytes)).unwrap_or_else(|_| Err(broken())))
            .map_err(|_| broken())?;
        reading.join().unwrap_or_else(|_| Err(broken()))
    })
}

/// Why a page gave no text, or not all of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Flaw {
    Picture,
    Letters,
    Damaged,
}

fn read_document(bytes: &[u8]) -> Result<Reading, ShelfError> {
    if !limits::unpacks_to_little(bytes) {
        return Err(ShelfError::TooLong);
    }
    let document = Pdf::new(bytes.to_vec()).map_err(|error| refused(error, bytes))?;
    let pages = document.pages();
    if pages.is_empty() {
        return Err(ShelfError::Broken { reason: "it has no pages".to_owned() });
    }
    if PAGES_MAX < pages.len() {
        return Err(ShelfError::TooLong);
    }
    let budget = Budget::new();
    let cache = InterpreterCache::new();
    let mut text = String::new();
    let mut flaws = Vec::new();
    let mut chars = 0_usize;
    for (number, page) in (1..).zip(pages.iter()) {
        // A page that does not read must not take the others with it.
        let read = panic::catch_unwind(AssertUnwindSafe(|| page_text(&document, page, &cache, &budget)));
        match read {
            Ok(Ok((page, flaw))) => {
                chars = chars.saturating_add(page.len() / 4);
                text.push_str(&page);
                text.push_str("\n\n");
                flaws.extend(flaw.map(|flaw| (flaw, number)));
            }
            Ok(Err(error)) => return Err(error),
            Err(reason) if reason.is::<Spent>() => return Err(ShelfError::TooLong),
            Err(_) => flaws.push((Flaw::Damaged, number)),
        }
        if CHARS_MAX < chars {
            return Err(ShelfError::TooLong);
        }
    }
    if text.trim().is_empty() && flaws.iter().any(|(flaw, _)| *flaw == Flaw::Damaged) {
        return Err(ShelfError::Broken { reason: "a part of it cannot be read".to_owned() });
    }
    Ok(Reading { title: title(&document), text, remark: remark(&flaws) })
}

fn refused(error: LoadPdfError, bytes: &[u8]) -> ShelfError {
    match error {
        LoadPdfError::Decryption(DecryptionError::PasswordProtected | DecryptionError::UnsupportedAlgorithm) => {
            ShelfError::Encrypted
        }
        LoadPdfError::Invalid if !bytes.windows(5).take(1024).any(|head| head == b"%PDF-") => {
            ShelfError::Broken { reason: "it does not start as a PDF does".to_owned() }
        }
        _ => ShelfError::Broken { reason: "a part of it cannot be read".to_owned() },
    }
}

/// What was not read, for the rep: pages, each kind of reason once.
fn remark(flaws: &[(Flaw, u32)]) -> Option<String> {
    let said = |flaw: Flaw, one: &str, many: &str| {
        let pages: Vec<u32> = flaws.iter().filter(|(other, _)| *other == flaw).map(|(_, page)| *page).collect();
        match pages.as_slice() {
            [] => None,
            [page] => Some(format!("page {page} {one}")),
            pages => Some(format!("pages {} {many}", listed(pages))),
        }
    };
    let parts: Vec<String> = [
        said(Flaw::Picture, "is a picture", "are pictures"),
        said(Flaw::Letters, "has a font whose letters cannot be read", "have a font whose letters cannot be read"),
        said(Flaw::Damaged, "is damaged", "are damaged"),
    ]
    .into_iter()
    .flatten()
    .collect();
    (!parts.is_empty()).then(|| format!("it was read in part: {}", parts.join("; ")))
}

/// The title in the file's particulars, unless a word processor put the name of its own file there.
fn title(document: &Pdf) -> Option<String> {
    let title = text_string(document.metadata().title.as_deref()?);
    let low = title.to_lowercase();
    let is_file =
        [".doc", ".docx", ".pptx", ".xlsx", ".indd", ".pdf", ".qxd"].iter().any(|end| low.trim_end().ends_with(end));
    let is_nothing = low.trim() == "untitled" || low.starts_with("microsoft ");
    (!is_file && !is_nothing).then_some(title)
}

/// A text outside of pages: UTF-16 or UTF-8 with its mark, else `PDFDocEncoding` (ISO 32000-1, annex D.2).
fn text_string(bytes: &[u8]) -> String {
    const FROM_128: &str = "•†‡…—–ƒ⁄‹›−‰„“”‘’‚™ﬁﬂŁŒŠŸŽıłœšž\u{fffd}€";
    if let Some((encoding, mark)) = encoding_rs::Encoding::for_bom(bytes) {
        return encoding.decode_without_bom_handling(bytes.get(mark..).unwrap_or_default()).0.into_owned();
    }
    let letter = |byte: u8| FROM_128.chars().nth(usize::from(byte.wrapping_sub(128))).unwrap_or(char::from(byte));
    bytes.iter().map(|byte| letter(*byte)).collect()
}

/// What a page says, and why that is not all of it.
fn page_text<'a>(
    document: &'a Pdf,
    page: &Page<'a>,
    cache: &InterpreterCache<'a>,
    budget: &Budget,
) -> Result<(String, Option<Flaw>), ShelfError> {
    let content = content(page)?;
    if !limits::spend_on(&content, budget) {
        return Ok((String::new(), Some(Flaw::Damaged)));
    }
    let (width, height) = page.render_dimensions();
    let sheet = Rect::new(0.0, 0.0, f64::from(width), f64::from(height));
    let upright = Affine::new(page.initial_transform(false).as_coeffs());
    let settings = InterpreterSettings { render_content: RenderContent::PAGE, ..InterpreterSettings::default() };
    let mut context = Context::new(upright, sheet, cache, document.xref(), settings);
    let mut letters = Letters::new(sheet, budget);
    interpret(TypedIter::new(&content), page.resources(), &mut context, &mut letters);
    letters.settle();
    let Letters { mut glyphs, unknown, pictured, .. } = letters;
    let told = glyphs.iter().filter(|glyph| !glyph.is_space() && !glyph.text.contains(UNKNOWN)).count();
    #[allow(clippy::cast_precision_loss)]
    let is_unknown = UNKNOWN_MAX * (told + unknown) as f64 <= unknown as f64 && 0 < unknown;
    if is_unknown {
        // Among so many, those that are left out say nothing; where few are, their place is kept.
        glyphs.retain(|glyph| !glyph.text.contains(UNKNOWN));
    }
    let flaw = if is_unknown {
        Some(Flaw::Letters)
    } else if told < FEW_LETTERS && PICTURED * sheet.area() < pictured {
        Some(Flaw::Picture)
    } else {
        None
    };
    Ok((layout::text(glyphs), flaw))
}

/// What a page draws. It is not kept: pages may share it, and each would keep its own.
fn content(page: &Page<'_>) -> Result<Vec<u8>, ShelfError> {
    let mut parts = Vec::new();
    if let Some(stream) = page.raw().get::<Stream<'_>>(b"Contents") {
        parts.push(stream);
    } else if let Some(array) = page.raw().get::<Array<'_>>(b"Contents") {
        parts.extend(array.iter::<Stream<'_>>());
    }
    let mut content = Vec::new();
    for part in parts {
        // A part that does not unpack leaves the others.
        if let Ok(part) = part.decoded_data() {
            if UNPACKED_MAX < content.len().saturating_add(part.len()) {
                return Err(ShelfError::TooLong);
            }
            content.extend_from_slice(&part);
            content.push(b' ');
        }
    }
    Ok(content)
}

#[cfg(test)]
mod tests;
