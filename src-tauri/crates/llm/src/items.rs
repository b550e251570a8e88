//! Items out of an answer that is still being written.

use domain::ItemKind;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// One item of an answer, in the shape that all our schemas give it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ModelItem {
    /// The item's text.
    pub text: String,
    /// The ids of the sources it cites, as in `s1`.
    pub sources: Vec<String>,
    /// The kind of claim that the model says it is.
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
    /// How many bytes of the text have been looked at.
    read: usize,
    depth: usize,
    in_string: bool,
    is_escaped: bool,
    /// Where the string being read, or read last, started.
    string_from: usize,
    /// The last string at the level of the top object: its key, once a colon follows.
    last_string: String,
    key: String,
    /// Where the element that is being read started; `None` between elements.
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

    /// All the text that has come so far.
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

/// Parts the thoughts that some models write before their answer from the answer itself, as the text comes in. Local servers pass on
/// `<think>…</think>` as the model wrote it, and often without the opening half, which stood in the prompt.
#[derive(Debug, Default)]
pub struct Thinking {
    text: String,
    /// Where the answer starts in the text, as far as is known.
    answer_from: usize,
    /// Up to where the answer was handed on already.
    handed: usize,
}

/// What [`Thinking::push`] made of more text: answer or thought.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Parted {
    /// Whether what was handed on before turned out to be thought.
    pub was_thought: bool,
    /// More of the answer, to go behind what was handed on before.
    pub answer: String,
    /// How many bytes of thought came.
    pub thought_bytes: usize,
}

/// What opens thoughts, by the models that write so: Qwen and DeepSeek, Magistral, gpt-oss.
const OPENINGS: [&str; 7] =
    ["<think", "<thought>", "<reasoning>", "[THINK]", "<|channel|>analysis", "<|channel|>commentary", "<|start|>"];
/// The marks that close a model's thoughts.
const CLOSINGS: [&str; 6] =
    ["</think>", "</thinking>", "</thought>", "</reasoning>", "[/THINK]", "<|channel|>final<|message|>"];

impl Thinking {
    /// Adds what has come and returns what of it is answer.
    pub fn push(&mut self, more: &str) -> Parted {
        let longest = CLOSINGS.iter().map(|closing| closing.len()).max().unwrap_or_default();
        // A closing may lie across two pieces.
        let seen = self.text.floor_char_boundary(self.text.len().saturating_sub(longest));
        self.text.push_str(more);
        let tail = &self.text[seen..];
        let closed =
            CLOSINGS.iter().filter_map(|closing| tail.rfind(closing).map(|at| seen + at + closing.len())).max();
        let before = self.answer_from;
        if let Some(from) = closed.filter(|from| before < *from) {
            self.answer_from = from;
        }
        let was_thought = before < self.answer_from && before < self.handed;
        if self.is_within() {
            return Parted { was_thought, answer: String::new(), thought_bytes: more.len() };
        }
        let from = self.handed.max(self.answer_from);
        let answer = self.text.get(from..).unwrap_or_default().to_owned();
        self.handed = self.text.len();
        Parted { was_thought, thought_bytes: more.len().saturating_sub(answer.len()), answer }
    }

    /// Whether the text so far begins with thoughts that are not closed, or may be about to.
    fn is_within(&self) -> bool {
        let begun = self.text.get(self.answer_from..).unwrap_or_default().trim_start();
        OPENINGS.iter().any(|opening| begun.starts_with(opening) || !begun.is_empty() && opening.starts_with(begun))
    }
}

/// The JSON object of a whole answer: the text itself, or what stands between its first brace and the last one, so that a code fence
/// or a sentence around it does no harm. `None` where there is none, or it is broken.
pub fn whole_object(text: &str) -> Option<Value> {
    let object = text.get(text.find('{')?..=text.rfind('}')?)?;
    serde_json::from_str(object).ok().filter(Value::is_object)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is taken for the answer when the text comes in pieces of so many characters.
    fn answer_of(text: &str, piece: usize) -> String {
        let (mut thinking, mut answer) = (Thinking::default(), String::new());
        let chars: Vec<char> = text.chars().collect();
        for some in chars.chunks(piece) {
            let parted = thinking.push(&some.iter().collect::<String>());
            if parted.was_thought {
                answer.clear();
            }
            answer.push_str(&parted.answer);
        }
        answer
    }

    #[test]
    fn thoughts_are_no_part_of_the_answer_however_they_arrive() {
        let object = r#"{"items":[{"text":"a < b"}]}"#;
        for text in [
            object.to_owned(),
            format!("<think>\nItems such as {{\"text\": …}} and {{s1}}.\n</think>\n\n{object}"),
            format!("<think></think>{object}"),
            format!("Schema: {{items: [...]}}. Two will do.\n</think>\n\n{object}"),
            format!("[THINK]so {{ so[/THINK]{object}"),
            format!("<|channel|>analysis<|message|>{{hm}}<|end|><|start|>assistant<|channel|>final<|message|>{object}"),
            format!("<reasoning>{{</reasoning>\n```json\n{object}\n```"),
        ] {
            for piece in [1, 3, 7, 40, 1_000] {
                let answer = answer_of(&text, piece);
                assert_eq!(whole_object(&answer), serde_json::from_str(object).ok(), "{piece}: {text}");
            }
        }
        assert_eq!(answer_of("<think>and on and on {", 4), "");
    }

    #[test]
    fn braces_in_thoughts_yield_no_item() {
        let mut thinking = Thinking::default();
        let mut items = Items::default();
        let mut found = Vec::new();
        for piece in ["<think>{\"items\":[{\"text\":\"thought\"}]}", "</think>{\"items\":[{\"te", "xt\":\"said\"}]}"] {
            let parted = thinking.push(piece);
            if parted.was_thought {
                items = Items::default();
            }
            found.extend(items.push(&parted.answer));
        }
        assert_eq!(found, [serde_json::json!({"text": "said"})]);
    }
}
