//! What can go wrong between Foreword and a recorder.

use std::time::Duration;

/// Why a recorder gave nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RecorderError {
    /// What was given to open it with cannot be right.
    #[error("{0}")]
    Usage(String),
    /// The key opens nothing, or nothing any more.
    #[error("{title} does not accept the key")]
    Refused {
        /// The recorder's name.
        title: &'static str,
    },
    /// The key is good, and may not do this: a plan or a right is missing.
    #[error("{title} does not allow this with the key: {reason}")]
    NotAllowed {
        /// The recorder's name.
        title: &'static str,
        /// What the service says.
        reason: String,
    },
    /// A limit is used up.
    #[error("{title} asks to wait")]
    Wait {
        /// The recorder's name.
        title: &'static str,
        /// For how long.
        for_how_long: Duration,
    },
    /// Nothing answers, or nothing that makes sense for now.
    #[error("{title} does not answer: {reason}")]
    Unreachable {
        /// The recorder's name.
        title: &'static str,
        /// What the network or the service did, as it goes on from "does not answer:".
        reason: String,
    },
    /// The answer is none that the service documents.
    #[error("{title} answered something else than expected: {reason}")]
    Unreadable {
        /// The recorder's name.
        title: &'static str,
        /// What is wrong with it.
        reason: String,
    },
}
