//! Real conversations, read where `FOREWORD_EVAL_DIR` says they are. Nothing of them is kept here.

use serde::Deserialize;
use std::path::PathBuf;

/// One line of a conversation.
#[derive(Debug, Clone, Deserialize)]
pub struct Line {
    pub id: String,
    pub doc: String,
    pub ts: Option<String>,
    pub speaker: String,
    pub text: String,
}

/// A statement somebody wrote about a conversation, with the lines it rests on.
#[derive(Debug, Clone, Deserialize)]
pub struct Statement {
    pub query: String,
    pub relevant: Vec<String>,
}

/// The folder, or a word on standard error that there is none.
pub fn folder() -> Option<PathBuf> {
    let folder = std::env::var_os("FOREWORD_EVAL_DIR").map(PathBuf::from).filter(|folder| folder.is_dir());
    if folder.is_none() {
        let reason = "FOREWORD_EVAL_DIR names no folder with conversations, so no grounding set can be made";
        eprintln!("SKIPPED: {reason}");
        if let Some(path) = std::env::var_os("FOREWORD_TEST_SKIPS") {
            use std::io::Write;
            let mut file = std::fs::File::options().create(true).append(true).open(path).unwrap();
            writeln!(file, "SKIPPED: {reason}").unwrap();
        }
    }
    folder
}

/// The lines of a corpus, in reading order.
pub fn read<T: for<'de> Deserialize<'de>>(name: &str, file: &str) -> Vec<T> {
    let Some(folder) = folder() else { return Vec::new() };
    let text = std::fs::read_to_string(folder.join(name).join(file)).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// Numbers that look random and are the same in every run.
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    pub fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % sides.max(1) as u64).unwrap()
    }

    pub fn pick<'a, T>(&mut self, list: &'a [T]) -> Option<&'a T> {
        if list.is_empty() { None } else { list.get(self.roll(list.len())) }
    }
}
