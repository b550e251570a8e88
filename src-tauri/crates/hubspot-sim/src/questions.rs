//! Questions a rep asks of the sample portal's accounts, for tests and measurements of answers.

use serde::Deserialize;

/// A question about the sample portal, written by hand.
#[derive(Debug, Clone, Deserialize)]
pub struct Question {
    /// The person the question is about, by e-mail address.
    pub who: String,
    /// The question as it is asked.
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
