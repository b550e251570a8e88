//! The bytes of a file to its letters: what a page of HTML declares, and what is said of a guess. `letters` does the reading.

use crate::ShelfError;
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252, X_USER_DEFINED};
use std::borrow::Cow;

/// How far into a page its charset is looked for, in bytes. Browsers look into the first 1024; word processors write more before it.
const HEAD_BYTES: usize = 8 << 10;

/// A text, and what a reader should know of how it was read.
pub(crate) type Decoded<'a> = (Cow<'a, str>, Option<String>);

/// The letters of a text file, or of a page of HTML, which may declare its charset: as [`letters::decode`].
pub(crate) fn decode(bytes: &[u8], is_html: bool) -> Result<Decoded<'_>, ShelfError> {
    let declared = if is_html { declared(bytes) } else { None };
    match letters::decode(bytes, declared) {
        Ok(letters::Decoded { text, is_guessed, .. }) => {
            let remark = "it does not name its encoding, so it was read as Windows-1252";
            Ok((text, is_guessed.then(|| remark.to_owned())))
        }
        Err(letters::Unreadable::Binary) => Err(ShelfError::Binary),
        Err(letters::Unreadable::Unknown) => Err(ShelfError::NotUtf8),
    }
}

/// The charset that a page declares in its XML declaration or in a `meta`.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = String::from_utf8_lossy(bytes.get(..HEAD_BYTES).unwrap_or(bytes)).to_ascii_lowercase();
    let head = without_comments(&head);
    let xml = head.trim_start().strip_prefix("<?xml").and_then(|rest| rest.split("?>").next());
    let label = xml.and_then(|xml| value(xml, "encoding")).or_else(|| {
        head.match_indices("<meta").find_map(|(at, _)| {
            let tag = head.get(at..)?.split('>').next()?;
            value(tag, "charset")
        })
    })?;
    let encoding = Encoding::for_label(label.as_bytes())?;
    // A page whose declaration can be read is in neither of these (WHATWG HTML, "prescan a byte stream").
    Some(match encoding {
        encoding if encoding == UTF_16LE || encoding == UTF_16BE => UTF_8,
        encoding if encoding == X_USER_DEFINED => WINDOWS_1252,
        encoding => encoding,
    })
}

/// What follows a name and `=` in a tag, without quotation marks.
fn value<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    tag.match_indices(name).find_map(|(at, _)| {
        let rest = tag.get(at + name.len()..)?.trim_start().strip_prefix('=')?.trim_start();
        let rest = rest.trim_start_matches(['"', '\'']);
        let end =
            rest.find(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | ';' | '/' | '>')).unwrap_or(rest.len());
        rest.get(..end).filter(|label| !label.is_empty())
    })
}

fn without_comments(html: &str) -> String {
    let (mut out, mut rest) = (String::new(), html);
    while let Some((before, after)) = rest.split_once("<!--") {
        out.push_str(before);
        rest = after.split_once("-->").map_or("", |(_, behind)| behind);
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Page, read};

    const TEXT: &str = "Renewal – für Grünwald & Söhne: 4.200 € a year, “as agreed”.";

    fn utf16_of(text: &str, to: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(to).collect()
    }

    fn western(text: &str) -> Vec<u8> {
        let (bytes, _, had_errors) = WINDOWS_1252.encode(text);
        assert!(!had_errors);
        bytes.into_owned()
    }

    fn text_of(name: &str, bytes: &[u8]) -> Page {
        read(name, bytes).unwrap()
    }

    #[test]
    fn byte_order_marks_are_believed() {
        let marked = "\u{feff}".to_owned() + TEXT;
        for bytes in
            [marked.clone().into_bytes(), utf16_of(&marked, u16::to_le_bytes), utf16_of(&marked, u16::to_be_bytes)]
        {
            for name in ["a.txt", "a.md", "a.html"] {
                let page = text_of(name, &bytes);
                assert_eq!((page.text.as_str(), page.remark), (TEXT, None), "{name}");
            }
        }
        // The mark says UTF-16, and half a letter is none.
        assert_eq!(read("a.txt", b"\xff\xfea\0b"), Err(ShelfError::NotUtf8));
        // A mark outranks what the page declares.
        let page = format!("\u{feff}<meta charset=windows-1252><p>{TEXT}");
        assert_eq!(text_of("a.html", page.as_bytes()).text, TEXT);
    }

    #[test]
    fn utf16_is_evident_without_a_mark() {
        assert_eq!(text_of("a.txt", &utf16_of(TEXT, u16::to_le_bytes)).text, TEXT);
        assert_eq!(text_of("a.txt", &utf16_of(TEXT, u16::to_be_bytes)).text, TEXT);
    }

    #[test]
    fn declared_charsets_are_believed() {
        let pages = [
            ("<meta charset=\"windows-1252\">", WINDOWS_1252),
            ("<META CHARSET = 'ISO-8859-1' />", WINDOWS_1252),
            ("<meta http-equiv=Content-Type content=\"text/html; charset=iso-8859-15\">", encoding_rs::ISO_8859_15),
            ("<meta content='text/html;charset=macintosh' http-equiv='content-type'>", encoding_rs::MACINTOSH),
            ("<?xml version=\"1.0\" encoding=\"iso-8859-1\"?>", WINDOWS_1252),
            ("<!-- <meta charset=utf-8> --><meta charset=windows-1252>", WINDOWS_1252),
        ];
        for (declaration, encoding) in pages {
            let html = format!("{declaration}<title>Größe</title><p>Café für 5 € in Tromsø</p>");
            let (bytes, _, had_errors) = encoding.encode(&html);
            assert!(!had_errors);
            let page = text_of("a.html", &bytes);
            assert_eq!((page.title.as_str(), page.text.as_str()), ("Größe", "Café für 5 € in Tromsø"), "{declaration}");
            assert_eq!(page.remark, None);
        }
        for (label, encoding, text) in [
            ("windows-1251", encoding_rs::WINDOWS_1251, "Скидка 12 процентов до марта"),
            ("iso-8859-2", encoding_rs::ISO_8859_2, "Żółta łódź za 300 zł"),
            ("shift_jis", encoding_rs::SHIFT_JIS, "年間契約は二十席から"),
            ("gbk", encoding_rs::GBK, "联通合同三年"),
            ("iso-2022-jp", encoding_rs::ISO_2022_JP, "更新は三月"),
        ] {
            let html = format!("<meta charset={label}><p>{text}</p>");
            assert_eq!(text_of("a.html", &encoding.encode(&html).0).text, text, "{label}");
        }
        // One that says what it is not: UTF-8 shows by itself.
        assert_eq!(text_of("a.html", format!("<meta charset=iso-8859-1><p>{TEXT}").as_bytes()).text, TEXT);
        assert_eq!(text_of("a.html", format!("<meta charset=utf-16><p>{TEXT}").as_bytes()).text, TEXT);
        assert_eq!(read("a.html", b"<meta charset=utf-8><p>caf\xe9 cr\xe8me"), Err(ShelfError::NotUtf8));
    }

    #[test]
    fn western_text_is_read_and_said() {
        for name in ["a.txt", "a.md", "a.html"] {
            let page = text_of(name, &western(TEXT));
            assert_eq!(page.text, TEXT, "{name}");
            assert_eq!(page.remark.as_deref(), Some("it does not name its encoding, so it was read as Windows-1252"));
        }
        assert_eq!(text_of("a.txt", b"caf\xe9").text, "café");
        // A text in Cyrillic or Polish letters of one byte would come out as nonsense.
        for (encoding, text) in [
            (encoding_rs::WINDOWS_1251, "Скидка до марта"),
            (encoding_rs::WINDOWS_1250, "Umowa obowiązuje do końca roku, a opłata wynosi 300 zł."),
            (encoding_rs::KOI8_R, "Скидка до марта"),
        ] {
            assert_eq!(read("a.txt", &encoding.encode(text).0), Err(ShelfError::NotUtf8), "{text}");
        }
    }

    #[test]
    fn what_is_no_text_is_refused_as_such() {
        for bytes in [
            &b"PK\x03\x04\x14\0\x06\0\x08\0\0\0!\0"[..],
            b"\x7fELF\x02\x01\x01\0\0\0",
            b"plain\0text",
            b"\x01\x02\x03ab\xff\xfe",
        ] {
            assert_eq!(read("a.txt", bytes), Err(ShelfError::Binary), "{bytes:?}");
        }
    }
}
