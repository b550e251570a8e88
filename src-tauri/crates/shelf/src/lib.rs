//! Documents of the knowledge shelf: the bytes of a file to its title and its plain text, a paragraph a line. Pure.
//!
//! [`read`] takes Markdown, plain text, HTML and PDF with text, and says in one line why it does not take a file. Whatever the bytes are,
//! it neither panics nor takes more memory than its limits allow. [`plain_text`] is the one converter of HTML there is: what the CRM sends
//! goes through it too.
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic))]

mod encoding;
mod html;
mod markdown;
mod pdf;

pub use html::plain_text;

use serde::{Deserialize, Serialize};

/// The version of what is read out of a file. Files that another version has read are read again.
pub const READER: u32 = 3;
/// The most bytes of a file that is read: 10 MB.
pub const BYTES_MAX: u64 = 10 << 20;
/// The most characters of its text: about 300,000 words.
pub const CHARS_MAX: usize = 2_000_000;
/// The most characters of a title; what is longer is cut.
pub const TITLE_CHARS_MAX: usize = 120;

/// The format of a file, which the end of its name says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Markdown: `.md`, `.markdown`.
    Markdown,
    /// Plain text: `.txt`, `.text`.
    Text,
    /// HTML: `.html`, `.htm`.
    Html,
    /// PDF: `.pdf`.
    Pdf,
}

impl Format {
    /// The format that a file's name ends in; letters of either case alike.
    pub fn of(name: &str) -> Option<Self> {
        let (stem, end) = name.rsplit_once('.')?;
        match end.to_lowercase().as_str() {
            _ if stem.is_empty() => None,
            "md" | "markdown" => Some(Self::Markdown),
            "txt" | "text" => Some(Self::Text),
            "html" | "htm" => Some(Self::Html),
            "pdf" => Some(Self::Pdf),
            _ => None,
        }
    }
}

/// What a file says: its title and its plain text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page {
    /// The document's own title, else the file's name without the ending. One line, never empty.
    pub title: String,
    /// The document's text; paragraphs are lines, with an empty line where the file has one. Never empty.
    pub text: String,
    /// What a reader should know of how it was read: pages that were not, an encoding that was guessed. Goes on from the file's name.
    pub remark: Option<String>,
}

/// Why a file is not read. The text says so of a file that is named elsewhere.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ShelfError {
    /// The name ends in none of the formats that are read.
    #[error("it is not Markdown, plain text, HTML or PDF")]
    OtherFormat,
    /// The file has more than [`BYTES_MAX`] bytes.
    #[error("it is larger than {} MB", BYTES_MAX >> 20)]
    TooLarge,
    /// More than [`CHARS_MAX`], or a PDF that unpacks to more than it may.
    #[error("its text is too long for one file. Split it")]
    TooLong,
    /// Bytes of an encoding that is neither declared nor evident, or not the one declared.
    #[error("its encoding is unknown. Save it as UTF-8")]
    NotUtf8,
    /// The file's bytes are no text in any encoding.
    #[error("it is not text, whatever its name says")]
    Binary,
    /// The PDF is locked with a password.
    #[error("the PDF is locked with a password. Save a copy without one")]
    Encrypted,
    /// The PDF has pictures of pages and no text.
    #[error("the PDF has no text, perhaps only pictures of pages. Save one with text")]
    NoText,
    /// The file has nothing but white space and marks.
    #[error("it has no text")]
    Empty,
    /// The file is no PDF, or a damaged one.
    #[error("the PDF is damaged: {reason}")]
    Broken {
        /// What of the PDF does not read.
        reason: String,
    },
}

/// Reads a file, whose name says what it is. Equal bytes give equal text.
pub fn read(name: &str, bytes: &[u8]) -> Result<Page, ShelfError> {
    let format = Format::of(name).ok_or(ShelfError::OtherFormat)?;
    if u64::try_from(bytes.len()).is_ok_and(|bytes| BYTES_MAX < bytes) {
        return Err(ShelfError::TooLarge);
    }
    let (title, text, remark) = match format {
        Format::Markdown => {
            let (text, remark) = encoding::decode(bytes, false)?;
            let (title, text) = markdown::read(&text);
            (title, text, remark)
        }
        Format::Text => {
            let (text, remark) = encoding::decode(bytes, false)?;
            (None, text.into_owned(), remark)
        }
        Format::Html => {
            let (text, remark) = encoding::decode(bytes, true)?;
            let (title, text) = html::read(&text);
            (title, text, remark)
        }
        Format::Pdf => {
            let pdf::Reading { title, text, remark } = pdf::read(bytes)?;
            (title, text, remark)
        }
    };
    let text = tidy(&text);
    if CHARS_MAX < text.chars().count() {
        return Err(ShelfError::TooLong);
    }
    if !text.chars().any(char::is_alphanumeric) {
        return Err(if format == Format::Pdf { ShelfError::NoText } else { ShelfError::Empty });
    }
    let title = title_line(title.as_deref()).unwrap_or_else(|| title_of_name(name));
    Ok(Page { text: without_title(&text, &title).to_owned(), title, remark })
}

/// A text without the title at its head, where something follows: a heading says nothing that the title does not.
fn without_title<'a>(text: &'a str, title: &str) -> &'a str {
    let rest = text.strip_prefix(title).filter(|rest| rest.starts_with('\n')).map(str::trim_start);
    rest.filter(|rest| rest.chars().any(char::is_alphanumeric)).unwrap_or(text)
}

/// A title on one line and no longer than titles are; `None` where nothing of it can be read.
pub fn title_line(title: Option<&str>) -> Option<String> {
    let words = title?.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty());
    let title = words.collect::<Vec<_>>().join(" ");
    let title = letters::visible(&title);
    let cut: String = title.chars().take(TITLE_CHARS_MAX).collect();
    cut.chars().any(char::is_alphanumeric).then(|| cut.trim().to_owned())
}

/// "security-overview_2026.pdf" as "security overview 2026".
fn title_of_name(name: &str) -> String {
    let file = name.rsplit(['/', '\\']).next().unwrap_or(name);
    let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
    title_line(Some(&stem.replace(['-', '_'], " "))).unwrap_or_else(|| file.to_owned())
}

/// Numbers for a reader, ranges put together: "2, 5-7 and 9".
pub(crate) fn listed(numbers: &[u32]) -> String {
    let mut ranges: Vec<(u32, u32)> = Vec::new();
    for number in numbers {
        match ranges.last_mut() {
            Some((_, last)) if last.checked_add(1) == Some(*number) => *last = *number,
            _ => ranges.push((*number, *number)),
        }
    }
    let range = |(first, last): &(u32, u32)| if first == last { first.to_string() } else { format!("{first}-{last}") };
    match ranges.split_last() {
        None => String::new(),
        Some((last, [])) => range(last),
        Some((last, rest)) => {
            let rest = rest.iter().map(range).collect::<Vec<_>>().join(", ");
            format!("{rest} and {}", range(last))
        }
    }
}

/// The text on lines, without what no eye sees, trimmed as [`plain_text`] does it.
pub(crate) fn tidy(text: &str) -> String {
    let seen: String = text
        .replace("\r\n", "\n")
        .chars()
        .map(|c| if matches!(c, '\r' | '\u{c}' | '\u{2028}' | '\u{2029}') { '\n' } else { c })
        .collect();
    html::tidy(&letters::visible(&seen))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn names_say_what_a_file_is() {
        assert_eq!(Format::of("a/Plan.MD"), Some(Format::Markdown));
        assert_eq!(Format::of("deck.v2.pdf"), Some(Format::Pdf));
        for other in ["deck.pptx", "README", ".md", ""] {
            assert_eq!(Format::of(other), None, "{other}");
        }
        assert_eq!(read("deck.pptx", b"x"), Err(ShelfError::OtherFormat));
    }

    #[test]
    fn a_file_without_a_title_goes_by_its_name() {
        let page = read("sub/security-overview_2026.txt", "\u{feff}We keep data in Frankfurt.\r\n".as_bytes()).unwrap();
        assert_eq!((page.title.as_str(), page.text.as_str()), ("security overview 2026", "We keep data in Frankfurt."));
        let page = read("a.md", b"# Plans\n\nSingle sign-on is part of every plan.\n").unwrap();
        assert_eq!((page.title.as_str(), page.text.as_str()), ("Plans", "Single sign-on is part of every plan."));
        assert_eq!(read("a.md", b"# Plans\n").unwrap().text, "Plans");
        assert_eq!(title_line(Some(" \n ")), None);
        assert_eq!(title_line(Some(&"long ".repeat(100))).unwrap().chars().count(), TITLE_CHARS_MAX - 1);
    }

    #[test]
    fn what_cannot_be_read_says_why() {
        assert_eq!(listed(&[2, 5, 6, 7, 9]), "2, 5-7 and 9");
        assert_eq!(read("a.md", b"---\n***\n"), Err(ShelfError::Empty));
        assert_eq!(read("a.txt", &vec![b'a'; (BYTES_MAX + 1) as usize]), Err(ShelfError::TooLarge));
        assert_eq!(read("a.txt", &vec![b'a'; CHARS_MAX + 1]), Err(ShelfError::TooLong));
        let messages = [ShelfError::TooLarge, ShelfError::Encrypted, ShelfError::NoText].map(|error| error.to_string());
        assert_eq!(
            messages,
            [
                "it is larger than 10 MB",
                "the PDF is locked with a password. Save a copy without one",
                "the PDF has no text, perhaps only pictures of pages. Save one with text"
            ]
        );
    }

    proptest! {
        /// Whatever the bytes, every format answers: with text that is tidy, or with a reason.
        #[test]
        fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..400), name in "[ab]\\.(md|txt|html|pdf|doc)") {
            if let Ok(page) = read(&name, &bytes) {
                prop_assert!(!page.title.is_empty() && !page.text.is_empty());
                prop_assert_eq!(tidy(&page.text), page.text);
            }
        }

        /// Nor does a text of the marks that mean something.
        #[test]
        fn no_marks_make_it_panic(text in "([#>*_`~|\\[\\]()!<&;-]|\n|---|```|[a-zé]{1,6}| ){0,80}") {
            for name in ["a.md", "a.html", "a.txt"] {
                if let Ok(page) = read(name, text.as_bytes()) {
                    prop_assert_eq!(tidy(&page.text), page.text);
                }
            }
        }
    }
}
