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

/// Pages of a file that are read.
const PAGES_MAX: usize = 2_000;
/// Stack of the thread that reads: a parser that recurses is given room, and what overflows none is caught.
const STACK_BYTES: usize = 64 << 20;
/// A page of fewer letters than this that a picture covers for the most part is a picture.
const FEW_LETTERS: usize = 100;
const PICTURED: f64 = 0.5;
/// Of a page's letters this share may have no meaning, as symbols have none, before the page counts as not read.
const UNKNOWN_MAX: f64 = 0.05;

/// What was read of a PDF.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Reading {
    pub(crate) title: Option<String>,
    pub(crate) text: String,
    /// What was not, with its pages; nothing if all was.
    pub(crate) remark: Option<String>,
}

/// Reads a PDF.
pub(crate) fn read(bytes: &[u8]) -> Result<Reading, ShelfError> {
    let broken = || ShelfError::Broken { reason: "it cannot be taken apart".to_owned() };
    // What a damaged file does to the parser is the file's problem: a panic there is an answer here.
    std::thread::scope(|scope| {
        let reading = std::thread::Builder::new()
            .stack_size(STACK_BYTES)
            .spawn_scoped(scope, || panic::catch_unwind(|| read_document(bytes)).unwrap_or_else(|_| Err(broken())))
            .map_err(|_| broken())?;
        reading.join().unwrap_or_else(|_| Err(broken()))
    })
}

/// What a page came to.
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
        return Err(ShelfError::Broken { reason: "a part of it does not read".to_owned() });
    }
    Ok(Reading { title: title(&document), text, remark: remark(&flaws) })
}

fn refused(error: LoadPdfError, bytes: &[u8]) -> ShelfError {
    match error {
        LoadPdfError::Decryption(DecryptionError::PasswordProtected | DecryptionError::UnsupportedAlgorithm) => {
            ShelfError::Encrypted
        }
        LoadPdfError::Invalid if !bytes.windows(5).take(1024).any(|head| head == b"%PDF-") => {
            ShelfError::Broken { reason: "it does not begin as a PDF does".to_owned() }
        }
        _ => ShelfError::Broken { reason: "a part of it does not read".to_owned() },
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
        said(
            Flaw::Letters,
            "has letters whose font does not say what they mean",
            "have letters whose font does not say what they mean",
        ),
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
mod tests {
    use super::*;
    use crate::read as read_file;
    use lopdf::{Document, EncryptionState, EncryptionVersion, Object, Permissions, Stream, dictionary, text_string};
    use proptest::prelude::*;

    /// A PDF with one page a content stream, and a title in its particulars.
    fn pdf(title: &str, pages: &[&str]) -> Document {
        let mut document = Document::with_version("1.5");
        let tree = document.new_object_id();
        let font = document.add_object(dictionary! {
            "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Helvetica", "Encoding" => "WinAnsiEncoding",
        });
        let resources = document.add_object(dictionary! { "Font" => dictionary! { "F1" => font } });
        let kids: Vec<Object> = pages
            .iter()
            .map(|content| {
                let content = document.add_object(Stream::new(dictionary! {}, content.as_bytes().to_vec()));
                let page = dictionary! { "Type" => "Page", "Parent" => tree, "Contents" => content, "Resources" => resources,
                    "MediaBox" => vec![0.into(), 0.into(), 595.into(), 842.into()] };
                document.add_object(page).into()
            })
            .collect();
        let count = i64::try_from(kids.len()).unwrap();
        document.objects.insert(tree, dictionary! { "Type" => "Pages", "Kids" => kids, "Count" => count }.into());
        let root = document.add_object(dictionary! { "Type" => "Catalog", "Pages" => tree });
        let info = document.add_object(dictionary! { "Title" => text_string(title) });
        document.trailer.set("Root", root);
        document.trailer.set("Info", info);
        let id = Object::string_literal("0123456789abcdef");
        document.trailer.set("ID", vec![id.clone(), id]);
        document
    }

    fn bytes(mut document: Document) -> Vec<u8> {
        let mut bytes = Vec::new();
        document.save_to(&mut bytes).unwrap();
        bytes
    }

    const OVERVIEW: &str = "BT /F1 12 Tf 14 TL 72 770 Td (Security overview) Tj 0 -30 Td \
        (We keep the data of every customer in two data centres in) Tj T* (Frankfurt and nowhere else.) Tj \
        0 -40 Td [(Backups)-300(are)-300(ta)20(ken)-300(daily.)] TJ 200 0 Td (Restores take four hours.) Tj \
        1 0 0 1 72 640 Tm (\\225 ISO 27001) Tj 0 -14 Td (\\225 SOC 2) Tj ET";

    #[test]
    fn lines_become_paragraphs() {
        let page = read_file(
            "a.pdf",
            &bytes(pdf("Security overview 2026", &[OVERVIEW, "BT /F1 9 Tf 72 770 Td (Page two.) Tj ET"])),
        );
        let page = page.unwrap();
        assert_eq!(page.title, "Security overview 2026");
        assert_eq!(
            page.text,
            "Security overview\n\nWe keep the data of every customer in two data centres in Frankfurt and nowhere else.\n\n\
             Backups are taken daily.\tRestores take four hours.\n\n• ISO 27001\n• SOC 2\n\nPage two."
        );
    }

    #[test]
    fn letters_drawn_one_by_one_are_one_word() {
        let text = "BT /F1 10 Tf 72 700 Td (W) Tj 9 0 Td (o) Tj 6 0 Td (r) Tj 4 0 Td (d) Tj 8 0 Td (two) Tj ET";
        assert_eq!(read_file("a.pdf", &bytes(pdf("", &[text]))).unwrap().text, "Word two");
    }

    #[test]
    fn a_title_that_is_a_file_is_none() {
        for title in ["", "Microsoft Word - offer.docx", "offer_final.indd", "untitled"] {
            let page = read_file("the-offer.pdf", &bytes(pdf(title, &[OVERVIEW]))).unwrap();
            assert_eq!(page.title, "the offer", "{title}");
        }
    }

    #[test]
    fn pictures_locks_and_damage_are_told_apart() {
        assert_eq!(read_file("a.pdf", &bytes(pdf("", &["q 100 0 0 100 0 0 cm /Im1 Do Q"]))), Err(ShelfError::NoText));
        let mut locked = pdf("", &[OVERVIEW]);
        let version = EncryptionVersion::V2 {
            document: &locked,
            owner_password: "owner",
            user_password: "user",
            key_length: 128,
            permissions: Permissions::all(),
        };
        let state = EncryptionState::try_from(version).unwrap();
        locked.encrypt(&state).unwrap();
        assert_eq!(read_file("a.pdf", &bytes(locked)), Err(ShelfError::Encrypted));
        for damaged in [&b"no pdf"[..], b"", b"%PDF-1.7\n", b"%PDF-1.5\n%%EOF"] {
            assert!(matches!(read_file("a.pdf", damaged), Err(ShelfError::Broken { .. })), "{damaged:?}");
        }
    }

    #[test]
    fn a_page_that_unpacks_to_more_than_it_may_is_refused() {
        let mut document = pdf("", &[OVERVIEW]);
        let page = document.get_pages()[&1];
        let huge = Stream::new(dictionary! {}, vec![b' '; UNPACKED_MAX + 1]);
        let huge = document.add_object(huge);
        document.get_object_mut(page).unwrap().as_dict_mut().unwrap().set("Contents", huge);
        document.compress();
        let bytes = bytes(document);
        assert!(bytes.len() < 1 << 20);
        assert_eq!(read_file("a.pdf", &bytes), Err(ShelfError::TooLong));
    }

    proptest! {
        /// A PDF with some of its bytes changed, cut out or doubled is read or refused; it never panics.
        #[test]
        fn no_damage_makes_it_panic(changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0..3), 1..24)) {
            let mut bytes = bytes(pdf("Title", &[OVERVIEW, OVERVIEW]));
            for (place, byte, how) in changes {
                let at = place.index(bytes.len());
                match how {
                    0 => bytes[at] = byte,
                    1 => { bytes.remove(at); }
                    _ => bytes.insert(at, byte),
                }
            }
            let _ = read_file("a.pdf", &bytes);
        }
    }
}
