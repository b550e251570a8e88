//! Standard output: one JSON object, or text for people. A reader that has gone away is no error.

use app::AppError;
use serde::Serialize;
use std::{
    fmt::Display,
    io::{self, IsTerminal, Write},
};

/// Why a command did not end well: the use case failed, or its result could not be written.
pub enum Failure {
    /// The use case of the command failed.
    App(AppError),
    /// The result could not be written to standard output.
    Output(io::Error),
}

impl From<AppError> for Failure {
    fn from(error: AppError) -> Self {
        Self::App(error)
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::Output(error)
    }
}

/// Standard output, and the form in which results are written to it.
#[derive(Debug, Clone, Copy)]
pub struct Out {
    /// Whether results are written as JSON, for scripts.
    pub json: bool,
    /// How text for people is set apart.
    pub style: Style,
}

impl Out {
    /// For scripts if `json`; else for people, with colours on a terminal that wants them.
    pub fn new(json: bool) -> Self {
        let wants_colour =
            io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
        Self { json, style: Style { colour: wants_colour } }
    }

    /// Writes a result: as one JSON object, or as `text` says it.
    pub fn show<T: Serialize>(&self, value: &T, text: impl FnOnce(&T) -> String) -> Result<(), Failure> {
        let line = if self.json { serde_json::to_string(value).map_err(io::Error::from)? } else { text(value) };
        self.line(&line)
    }

    /// Writes a line to standard output.
    pub fn line(&self, line: &str) -> Result<(), Failure> {
        let mut out = io::stdout().lock();
        writeln!(out, "{}", line.trim_end_matches('\n'))?;
        out.flush()?;
        Ok(())
    }
}

/// How text is set apart; plain where nobody sees it.
#[derive(Debug, Clone, Copy)]
pub struct Style {
    /// Whether text is set apart by colours and weights at all.
    pub colour: bool,
}

impl Style {
    /// A heading, set bold.
    pub fn bold(self, text: impl Display) -> String {
        self.set("1", text)
    }

    /// Text that matters less, set dim.
    pub fn dim(self, text: impl Display) -> String {
        self.set("2", text)
    }

    fn set(self, code: &str, text: impl Display) -> String {
        if self.colour { format!("\x1b[{code}m{text}\x1b[0m") } else { text.to_string() }
    }
}

/// Text from the CRM on one line of a terminal: no control characters, so it cannot move the cursor or colour the screen.
pub fn plain(text: &str) -> String {
    text.split(|c: char| c.is_whitespace() || c.is_control())
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// The start of a text, at most so many characters, with an ellipsis where there is more.
pub fn short(text: &str, chars_max: usize) -> String {
    let text = plain(text);
    if text.chars().count() <= chars_max {
        return text;
    }
    let head: String = text.chars().take(chars_max).collect();
    let cut = head.rfind(' ').filter(|at| chars_max / 2 < *at).unwrap_or(head.len());
    format!("{} …", &head[..cut])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_cannot_command_the_terminal() {
        assert_eq!(plain("a\x1b[2Jb\u{9b}31m\r\nc"), "a [2Jb 31m c");
    }

    #[test]
    fn long_text_ends_at_a_word() {
        assert_eq!(short("one two three", 20), "one two three");
        assert_eq!(short("one two three four", 11), "one two …");
        assert_eq!(short("äöüäöüäöüäöü", 4), "äöüä …");
    }
}
