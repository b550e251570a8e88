//! Citations: what a line rests on, named so that it opens what was cited even after an edit.

use crate::{Part, RecordId, Side, Span};
use jiff::Timestamp;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};
use std::{collections::BTreeMap, fmt, str::FromStr};

/// The first 48 bits of the BLAKE3 hash of a text, in hex.
///
/// It tells versions of one text of one record apart, so a collision would have to happen within a single record's edits.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ContentHash(String);

impl ContentHash {
    /// Hashes a text: equal texts give equal hashes on every machine.
    pub fn of(text: &str) -> Self {
        Self(blake3::hash(text.as_bytes()).to_hex()[..12].to_owned())
    }

    /// Takes a hash back from where [`ContentHash::as_str`] was stored.
    pub fn from_stored(hash: String) -> Self {
        Self(hash)
    }

    /// The hash as twelve hex digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A stretch of one version of one text of one record.
///
/// Written `email:6/hs_email_text@1f0c9a72b3de#120-164`. The name says everything, so a citation needs no table of its own:
/// whoever holds it can open it as long as the version is kept.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Citation {
    /// The record whose text is cited.
    pub record: RecordId,
    /// Which text of the record: a property's, or the transcript.
    pub part: Part,
    /// Which version of the text, by its hash.
    pub content: ContentHash,
    /// The cited stretch of that text, in Unicode scalar values.
    pub span: Span,
}

impl Citation {
    /// Cites the whole `value` of a property of `record`.
    pub fn property(record: RecordId, property: &str, value: &str) -> Self {
        Self { record, part: Part(property.to_owned()), content: ContentHash::of(value), span: Span::whole(value) }
    }
}

impl fmt::Display for Citation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { record, part, content, span } = self;
        write!(f, "{record}/{part}@{}#{}-{}", content.0, span.start, span.end)
    }
}

impl Serialize for Citation {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Citation {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
    }
}

/// A text that does not read as a citation.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("“{text}” is not a citation. One looks like email:6/hs_email_text@1f0c9a72b3de#120-164")]
pub struct CitationError {
    /// The text that was given.
    pub text: String,
}

impl FromStr for Citation {
    type Err = CitationError;

    fn from_str(text: &str) -> Result<Self, CitationError> {
        let read = || {
            let (record, rest) = text.split_once('/')?;
            let (part, rest) = rest.split_once('@')?;
            let (content, span) = rest.split_once('#')?;
            let (start, end) = span.split_once('-')?;
            let hex = content.len() == 12 && content.bytes().all(|b| b.is_ascii_hexdigit());
            let span = Span { start: start.parse().ok()?, end: end.parse().ok()? };
            (hex && !part.is_empty() && span.start <= span.end).then_some(Citation {
                record: record.parse().ok()?,
                part: Part(part.to_owned()),
                content: ContentHash(content.to_owned()),
                span,
            })
        };
        read().ok_or_else(|| CitationError { text: text.to_owned() })
    }
}

/// What a citation shows: the cited stretch with enough around it to read.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, specta::Type)]
pub struct Source {
    /// The record whose text is cited.
    pub record: RecordId,
    /// The property it stands in; none for the words of a call.
    pub property: Option<String>,
    /// When the text was said or written, or the property set.
    #[specta(type = String)]
    pub time: Timestamp,
    /// Who said or wrote the text; none where that is not known.
    pub speaker: Option<String>,
    /// On which side the speaker sits, where that is certain. It is worked out with the source and never kept: whose colleague somebody is may
    /// be corrected later.
    #[serde(skip)]
    #[specta(skip)]
    pub side: Option<Side>,
    /// The cited stretch, with enough around it to read.
    pub text: String,
}

/// The sources of a brief by the citation that leads to each.
pub type Sources = BTreeMap<Citation, Source>;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ObjectType;

    #[test]
    fn citations_read_back_as_written() {
        let citation = Citation::property(RecordId::new(ObjectType::Deal, "5"), "amount", "48000");
        assert_eq!(citation.to_string().parse(), Ok(citation.clone()));
        assert_eq!(citation.span, Span { start: 0, end: 5 });
    }

    #[test]
    fn nonsense_is_refused_without_a_panic() {
        for text in
            ["", "email:6", "email:6/x@zz#1-2", "email:6/x@1f0c9a72b3de#9-2", "email:6/@1f0c9a72b3de#1-2", "é/ü@#-"]
        {
            assert!(text.parse::<Citation>().is_err(), "{text}");
        }
    }
}
