//! Items out of an answer that is still being written.

use domain::ItemKind;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// An item as every schema of ours has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ModelItem {
    /// Its text.
    pub text: String,
    /// The ids it cites, of the closed set.
    pub sources: Vec<String>,
    /// What it says it is.
    pub kind: ItemKind,
    /// The section it belongs to, where its kind of draft has sections.
    #[serde(default)]
    pub section: Option<String>,
}

impl ModelItem {
    /// Reads an item that [`crate::ask`] handed out; `None` for anything else.
    pub fn of(item: &Value) -> Option<Self> {
        serde_json::from_value(item.clone()).ok()
    }
}

/// Reads JSON as it grows and yields each element of the top-level list `items` as soon as its brace closes.
///
/// Looks at each byte once. What stands before the first brace, such as a code fence, is passed over. Text that is not JSON yields
/// nothing; whether the whole is in order is for the schema to say, once it is there.
#[derive(Debug, Default)]
pub struct Items {
    text: String,
    /// How far it was read.
    read: usize,
    depth: usize,
    in_string: bool,
    is_escaped: bool,
    /// Where the string being read, or read last, started.
    string_from: usize,
    /// The last string at the level of the top object: its key, once a colon follows.
    last_string: String,
    key: String,
    /// Where the element being read started.
    element_from: Option<usize>,
}

impl Items {
    /// Adds what has come and returns the elements that it closed.
    pub fn push(&mut self, more: &str) -> Vec<Value> {
        self.text.push_str(more);
        let mut closed = Vec::new();
        while let Some(&byte) = self.text.as_bytes().get(self.read) {
            if let Some(element) = self.step(byte) {
                closed.push(element);
            }
            self.read += 1;
        }
        closed
    }

    /// Everything so far.
    pub fn text(&self) -> &str {
        &self.text
    }

    fn step(&mut self, byte: u8) -> Option<Value> {
        if self.in_string {
            match byte {
                _ if self.is_escaped => self.is_escaped = false,
                b'\\' => self.is_escaped = true,
                b'"' => {
                    self.in_string = false;
                    if self.depth == 1 {
                        self.last_string = self.text.get(self.string_from + 1..self.read)?.to_owned();
                    }
                }
                _ => {}
            }
            return None;
        }
        match byte {
            // Quotation marks in a preface open nothing.
            b'"' if 0 < self.depth => {
                self.in_string = true;
                self.string_from = self.read;
            }
            b':' if self.depth == 1 => self.key = std::mem::take(&mut self.last_string),
            b'{' | b'[' if byte == b'{' || 0 < self.depth => {
                if self.depth == 2 && self.key == "items" && byte == b'{' {
                    self.element_from = Some(self.read);
                }
                self.depth += 1;
            }
            b'}' | b']' if 0 < self.depth => {
                self.depth -= 1;
                if self.depth == 2 && self.key == "items" && byte == b'}' {
                    let from = self.element_from.take()?;
                    return serde_json::from_str(self.text.get(from..=self.read)?).ok();
                }
            }
            _ => {}
        }
        None
    }
}

/// The JSON object of a whole answer: the text itself, or what stands between its first brace and the last one, so that a code fence
/// or a sentence around it does no harm. `None` where there is none, or it is broken.
pub fn whole_object(text: &str) -> Option<Value> {
    let object = text.get(text.find('{')?..=text.rfind('}')?)?;
    serde_json::from_str(object).ok().filter(Value::is_object)
}
