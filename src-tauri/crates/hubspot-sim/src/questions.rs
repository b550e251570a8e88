//! Questions a rep asks of the sample portal's accounts, for tests and measurements of answers.

use serde::Deserialize;

/// A question, written by hand.
#[derive(Debug, Clone, Deserialize)]
pub struct Question {
    /// Whom it is about, by address.
    pub who: String,
    /// The question.
    pub ask: String,
    /// Words of what answers it; none where nothing in that account does.
    pub answer: Option<String>,
}

/// All of them, in the order of their file.
///
/// # Errors
/// Where the file has a mistake in it.
pub fn questions() -> anyhow::Result<Vec<Question>> {
    #[derive(Deserialize)]
    struct Questions {
        question: Vec<Question>,
    }
    let questions: Questions = toml::from_str(include_str!("../portal/questions.toml"))?;
    Ok(questions.question)
}
