//! The text of a PDF, put together from where its strings are drawn.
//!
//! A PDF has no paragraphs and often no spaces: it draws strings at places. A move down is a new line, a large one a new paragraph, a gap
//! within a line a space. Lines that fill the page's width are one paragraph. What stands in embedded forms is not read.

use crate::{CHARS_MAX, ShelfError};
use lopdf::{DecompressError, Document, Encoding, Error, LoadOptions, Object, ObjectId, content::Content};
use std::{collections::BTreeMap, panic};

/// Pages of a file that are read.
const PAGES_MAX: usize = 2_000;
/// What one stream may unpack to, in bytes.
const UNPACKED_MAX: usize = 32 << 20;
/// Stack of the thread that reads: a parser that recurses is given room, and what overflows none is caught.
const STACK_BYTES: usize = 64 << 20;
/// A move down by more than so many heights of a line is a new paragraph.
const PARAGRAPH: f32 = 1.6;
/// Strings less than this share of a line's height apart stand on one line.
const SAME_LINE: f32 = 0.5;
/// Within a line, a gap of more than this share of the letters' height is a space, ...
const SPACE: f32 = 0.2;
/// ... and no letter is wider than this.
const LETTER: f32 = 1.1;
/// A line shorter than this share of the page's longest ends its paragraph.
const FULL: f32 = 0.7;

/// The title and the text of a PDF.
pub(crate) fn read(bytes: &[u8]) -> Result<(Option<String>, String), ShelfError> {
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

fn read_document(bytes: &[u8]) -> Result<(Option<String>, String), ShelfError> {
    let options = LoadOptions { max_decompressed_size: Some(UNPACKED_MAX), ..LoadOptions::default() };
    let document = Document::load_mem_with_options(bytes, options).map_err(refused)?;
    if document.is_encrypted() {
        return Err(ShelfError::Encrypted);
    }
    let pages = document.get_pages();
    if pages.is_empty() {
        return Err(ShelfError::Broken { reason: "it has no pages".to_owned() });
    }
    if PAGES_MAX < pages.len() {
        return Err(ShelfError::TooLong);
    }
    let mut text = String::new();
    let mut flaw = None;
    for page in pages.into_values() {
        // A page that does not read must not take the others with it; if none reads, the file does not.
        match page_text(&document, page) {
            Ok(page) => {
                text.push_str(&page);
                text.push_str("\n\n");
            }
            Err(error @ (ShelfError::TooLong | ShelfError::Encrypted)) => return Err(error),
            Err(error) => flaw = flaw.or(Some(error)),
        }
        if CHARS_MAX < text.len() / 4 {
            return Err(ShelfError::TooLong);
        }
    }
    match flaw {
        Some(flaw) if text.trim().is_empty() => Err(flaw),
        _ => Ok((title(&document), text)),
    }
}

fn refused(error: Error) -> ShelfError {
    match error {
        Error::InvalidPassword | Error::Decryption(_) | Error::AlreadyEncrypted => ShelfError::Encrypted,
        Error::Decompress(DecompressError::MemoryLimitExceeded { .. }) => ShelfError::TooLong,
        // What the parser says of the inside helps nobody who has not written it.
        Error::Parse(_) | Error::Xref(_) => {
            ShelfError::Broken { reason: "it does not begin or end as a PDF does".to_owned() }
        }
        _ => ShelfError::Broken { reason: "a part of it does not read".to_owned() },
    }
}

/// The title in the file's particulars, unless a word processor put the name of its own file there.
fn title(document: &Document) -> Option<String> {
    let info = document.trailer.get(b"Info").ok()?;
    let info = document.dereference(info).ok()?.1.as_dict().ok()?;
    let title = info.get(b"Title").and_then(|title| Ok(document.dereference(title)?.1)).ok()?;
    let title = lopdf::decode_text_string(title).ok()?;
    let low = title.to_lowercase();
    let is_file =
        [".doc", ".docx", ".pptx", ".xlsx", ".indd", ".pdf", ".qxd"].iter().any(|end| low.trim_end().ends_with(end));
    let is_nothing = low.trim() == "untitled" || low.starts_with("microsoft ");
    (!is_file && !is_nothing).then_some(title)
}

/// A line as it was drawn, and how far below the one before it stands, in heights of a line.
struct Line {
    text: String,
    below: f32,
}

/// Where the pen is while a page is read.
struct Pen {
    /// The text matrix of the line: scale across and down, and where it begins.
    scale: (f32, f32),
    start: (f32, f32),
    /// What was drawn last.
    drawn: Option<Drawn>,
    /// The size of the font, and the distance of lines that have none of their own.
    size: f32,
    leading: f32,
    lines: Vec<Line>,
}

/// Where strings were drawn without a move between them, and how many letters.
#[derive(Clone, Copy)]
struct Drawn {
    x: f32,
    y: f32,
    chars: usize,
}

fn page_text(document: &Document, page: ObjectId) -> Result<String, ShelfError> {
    let fonts = document.get_page_fonts(page).map_err(refused)?;
    let encodings: BTreeMap<Vec<u8>, Encoding<'_>> = fonts
        .into_iter()
        .filter_map(|(name, font)| Some((name, font.get_font_encoding_with_limit(document, UNPACKED_MAX).ok()?)))
        .collect();
    let content = document.get_page_content_with_limit(page, UNPACKED_MAX).map_err(refused)?;
    let content = Content::decode(&content).map_err(refused)?;
    let mut pen =
        Pen { scale: (1.0, 1.0), start: (0.0, 0.0), drawn: None, size: 12.0, leading: 0.0, lines: Vec::new() };
    let mut encoding = None;
    for operation in &content.operations {
        let operands = operation.operands.as_slice();
        let number = |index: usize| operands.get(index).and_then(|operand| operand.as_float().ok()).unwrap_or(0.0);
        match operation.operator.as_str() {
            "BT" => (pen.scale, pen.start) = ((1.0, 1.0), (0.0, 0.0)),
            "Tf" => {
                let name = operands.first().and_then(|name| name.as_name().ok());
                encoding = name.and_then(|name| encodings.get(name));
                pen.size = number(1).abs();
            }
            "TL" => pen.leading = number(0),
            "Td" => pen.advance(number(0), number(1)),
            "TD" => {
                pen.leading = -number(1);
                pen.advance(number(0), number(1));
            }
            "Tm" => {
                pen.scale = (number(0).abs().max(number(1).abs()), number(3).abs().max(number(2).abs()));
                pen.start = (number(4), number(5));
            }
            "T*" => pen.next_line(),
            "Tj" | "TJ" => pen.draw(encoding, operands),
            "'" => {
                pen.next_line();
                pen.draw(encoding, operands);
            }
            "\"" => {
                pen.next_line();
                pen.draw(encoding, operands.get(2..).unwrap_or_default());
            }
            _ => {}
        }
    }
    Ok(paragraphs(&pen.lines))
}

impl Pen {
    fn advance(&mut self, across: f32, up: f32) {
        self.start = (self.start.0 + across * self.scale.0, self.start.1 + up * self.scale.1);
    }

    fn next_line(&mut self) {
        let leading = if self.leading == 0.0 { 1.2 * self.size } else { self.leading };
        self.advance(0.0, -leading);
    }

    /// How high letters are on the page.
    fn height(&self) -> f32 {
        (self.size * self.scale.1).max(1.0)
    }

    /// Puts strings where the pen is: on the line they were drawn on, else on one of their own.
    fn draw(&mut self, encoding: Option<&Encoding<'_>>, strings: &[Object]) {
        let Some(encoding) = encoding else { return };
        let mut words = String::new();
        collect(&mut words, encoding, strings, 0);
        if words.is_empty() {
            return;
        }
        let height = self.height();
        let (x, y) = self.start;
        let before = self.drawn.unwrap_or(Drawn { x, y, chars: 0 });
        let below = (before.y - y).abs() / height;
        let moved = f32::EPSILON < (x - before.x).abs();
        match self.lines.last_mut() {
            Some(line) if below < SAME_LINE => {
                // Who moves the pen after a word begins another; who draws letter by letter moves it by a letter.
                let is_apart = moved && (1 < before.chars || LETTER * height < (x - before.x).abs());
                if is_apart && !line.text.ends_with(char::is_whitespace) {
                    line.text.push(' ');
                }
                line.text.push_str(&words);
            }
            _ => self.lines.push(Line { text: words.clone(), below }),
        }
        let goes_on = !moved && below < SAME_LINE;
        let chars = words.chars().count() + if goes_on { before.chars } else { 0 };
        self.drawn = Some(Drawn { x, y, chars });
    }
}

/// The strings of an operation, with a space where they are set apart by more than letters are.
fn collect(words: &mut String, encoding: &Encoding<'_>, strings: &[Object], depth: usize) {
    for operand in strings {
        match operand {
            Object::String(bytes, _) => words.push_str(&Document::decode_text(encoding, bytes).unwrap_or_default()),
            Object::Array(list) if depth == 0 => collect(words, encoding, list, 1),
            Object::Integer(_) | Object::Real(_) => {
                let apart = operand.as_float().unwrap_or(0.0) / -1_000.0;
                if SPACE < apart && !words.ends_with(char::is_whitespace) {
                    words.push(' ');
                }
            }
            _ => {}
        }
    }
}

/// Lines put together as paragraphs: a line that fills the page's width goes on in the next.
fn paragraphs(lines: &[Line]) -> String {
    let chars = |line: &Line| line.text.trim().chars().count();
    let widest = lines.iter().map(chars).max().unwrap_or(0);
    let mut text = String::new();
    let mut goes_on = false;
    for line in lines {
        let words = line.text.split_whitespace().collect::<Vec<_>>().join(" ");
        if words.is_empty() {
            continue;
        }
        let is_item = words.starts_with(['•', '–', '-', '*', '▪', '◦', '·']);
        let is_apart = PARAGRAPH < line.below;
        if !text.is_empty() {
            text.push_str(match (is_apart, goes_on && !is_item) {
                (true, _) => "\n\n",
                (false, true) => " ",
                (false, false) => "\n",
            });
        }
        text.push_str(&words);
        #[allow(clippy::cast_precision_loss)]
        let is_full = FULL * widest as f32 <= chars(line) as f32;
        goes_on = is_full;
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read as read_file;
    use lopdf::{EncryptionState, EncryptionVersion, Permissions, Stream, dictionary, text_string};
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
             Backups are taken daily. Restores take four hours.\n\n• ISO 27001\n• SOC 2\n\nPage two."
        );
    }

    #[test]
    fn letters_drawn_one_by_one_are_one_word() {
        let text = "BT /F1 10 Tf 72 700 Td (W) Tj 9 0 Td (o) Tj 6 0 Td (r) Tj 4 0 Td (d) Tj 20 0 Td (two) Tj ET";
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
