//! What a reader is told when it starts, and asked for each file: a line of JSON, then the file's bytes. It answers with a line of JSON.

use super::FileLimits;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::{ffi::OsString, time::Duration};

/// What is to be made of a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Shape {
    /// A title and a text.
    Page,
    /// Who said what.
    Transcripts,
    /// The meetings of a span of time.
    Calendar {
        /// The zone that times without one are in, as in `Europe/Berlin`; UTC where nobody knows it.
        zone: String,
        /// The meetings wanted start at or after this.
        from: Timestamp,
        /// The meetings wanted start before this.
        to: Timestamp,
        /// The rep's addresses.
        own: Vec<String>,
    },
}

/// A file that is to be read; its bytes follow.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Asked {
    pub(super) shape: Shape,
    pub(super) name: String,
    pub(super) bytes: usize,
}

/// The limits that a reader keeps by itself, as arguments.
pub(super) fn told(limits: FileLimits) -> [String; 2] {
    [limits.processor.as_millis().to_string(), limits.memory_bytes.to_string()]
}

/// The limits out of arguments; `None` where they are none.
pub(super) fn limits(mut given: impl Iterator<Item = OsString>) -> Option<FileLimits> {
    let mut number = || given.next()?.to_str()?.parse::<u64>().ok();
    let (processor, memory_bytes) = (Duration::from_millis(number()?), number()?);
    Some(FileLimits { processor, memory_bytes, ..FileLimits::default() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reader_is_told_its_limits() {
        let set = FileLimits { processor: Duration::from_millis(1_500), memory_bytes: 7, ..FileLimits::default() };
        assert_eq!(limits(told(set).map(OsString::from).into_iter()), Some(set));
        for other in [&["10"][..], &["ten", "7"], &[]] {
            assert_eq!(limits(other.iter().map(OsString::from)), None);
        }
    }
}
