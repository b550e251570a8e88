//! Documents of word processors: a packed folder whose `word/document.xml` has the paragraphs. They become lines, and the reader of text does the rest. What is
//! unpacked and how deep it may lie is bounded before it is read.

use crate::error::TranscriptError;
use quick_xml::{Reader, events::Event};
use std::io::{Cursor, Read};
use zip::ZipArchive;

/// The most bytes that the text of a document unpacks to.
const UNPACKED_MAX: u64 = 100 << 20;
/// The most files of a document.
const FILES_MAX: usize = 10_000;
/// The most bytes of its plain text.
const TEXT_MAX: usize = 50 << 20;
/// Where the text is.
const BODY: &str = "word/document.xml";

/// The text of a document, a line a paragraph.
pub(crate) fn text(bytes: &[u8]) -> Result<String, TranscriptError> {
    text_within(bytes, UNPACKED_MAX)
}

/// As [`text`], of a document that unpacks to no more than `max` bytes.
fn text_within(bytes: &[u8], max: u64) -> Result<String, TranscriptError> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| TranscriptError::BrokenDocument)?;
    if FILES_MAX < archive.len() {
        return Err(TranscriptError::TooMuch);
    }
    let is_document = archive.index_for_name(BODY).is_some();
    if !is_document {
        return Err(TranscriptError::Archive);
    }
    let file = archive.by_name(BODY).map_err(|_| TranscriptError::BrokenDocument)?;
    let mut xml = Vec::new();
    // What the file says of its size may be wrong, so what comes out is counted.
    let read = file.take(max.saturating_add(1)).read_to_end(&mut xml);
    if max < u64::try_from(xml.len()).unwrap_or(u64::MAX) {
        return Err(TranscriptError::TooMuch);
    }
    // A document that ends early is read as far as it goes.
    if read.is_err() && xml.is_empty() {
        return Err(TranscriptError::BrokenDocument);
    }
    paragraphs(&String::from_utf8_lossy(&xml))
}

/// The text of the paragraphs of a document's body.
fn paragraphs(xml: &str) -> Result<String, TranscriptError> {
    let mut reader = Reader::from_str(xml);
    let config = reader.config_mut();
    config.check_end_names = false;
    config.allow_unmatched_ends = true;
    let mut out = String::new();
    let (mut is_text, mut deleted) = (false, 0_usize);
    loop {
        match reader.read_event() {
            Ok(Event::Start(tag)) => match tag.local_name().as_ref() {
                "t" => is_text = true,
                // What was taken out while changes were tracked, and what older programs would show of the same once more.
                "del" | "moveFrom" | "Fallback" => deleted = deleted.saturating_add(1),
                "tab" => out.push('\t'),
                "br" | "cr" => out.push('\n'),
                _ => {}
            },
            Ok(Event::Empty(tag)) => match tag.local_name().as_ref() {
                "tab" => out.push('\t'),
                "br" | "cr" | "p" => out.push('\n'),
                "noBreakHyphen" => out.push('-'),
                _ => {}
            },
            Ok(Event::End(tag)) => match tag.local_name().as_ref() {
                "t" => is_text = false,
                "del" | "moveFrom" | "Fallback" => deleted = deleted.saturating_sub(1),
                "p" => out.push('\n'),
                _ => {}
            },
            Ok(Event::Text(text)) if is_text && deleted == 0 => out.push_str(&text.xml10_content()),
            Ok(Event::CData(text)) if is_text && deleted == 0 => out.push_str(&text.xml10_content()),
            Ok(Event::GeneralRef(reference)) if is_text && deleted == 0 => {
                let name = reference.xml10_content();
                out.push_str(&crate::markup::without_signs(&format!("&{name};")));
            }
            // Cut off or damaged from here on: what came before was read.
            Ok(Event::Eof) | Err(_) => break,
            Ok(_) => {}
        }
        if TEXT_MAX < out.len() {
            return Err(TranscriptError::TooMuch);
        }
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paragraphs_are_lines_and_runs_are_not() {
        let xml = "<w:document><w:body><w:p><w:r><w:t>Ada </w:t></w:r><w:r><w:t xml:space=\"preserve\">R&amp;D  </w:t><w:tab/><w:t>0:03</w:t></w:r></w:p>\
                   <w:p><w:r><w:t>Hi</w:t><w:br/><w:t>all &#8364;</w:t></w:r><w:del><w:r><w:delText>no</w:delText><w:t>no</w:t></w:r></w:del></w:p><w:p/></w:body></w:document>";
        assert_eq!(paragraphs(xml).unwrap(), "Ada R&D  \t0:03\nHi\nall €\n\n");
        assert_eq!(paragraphs("<w:p><w:t>cut off</w:t></w:p><w:p><w:t>in the mid").unwrap(), "cut off\nin the mid");
        assert_eq!(text(b"PK\x03\x04 and no more"), Err(TranscriptError::BrokenDocument));
    }

    #[test]
    fn what_unpacks_to_too_much_is_read_no_further() {
        let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
        writer.start_file(BODY, zip::write::SimpleFileOptions::default()).unwrap();
        let xml = "<w:p><w:t>aaaaaaaaaaaaaaaaaaaaaaaa</w:t></w:p>".repeat(2_000);
        std::io::Write::write_all(&mut writer, xml.as_bytes()).unwrap();
        let packed = writer.finish().unwrap().into_inner();
        assert!(packed.len() < 4_000);
        assert_eq!(text_within(&packed, 10_000), Err(TranscriptError::TooMuch));
        assert_eq!(text_within(&packed, 100_000).map(|text| text.lines().count()), Ok(2_000));
    }
}
