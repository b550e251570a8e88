//! Placeholders, back in the text they stand for.

use super::{Category, Found, Placeholders};
use regex::Regex;
use serde_json::Value;
use std::sync::LazyLock;

/// A text in which the placeholders were put back.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Restored {
    /// The text. What the model invented stands as it wrote it.
    pub text: String,
    /// Placeholders that stand for nothing, as the model wrote them.
    pub invented: Vec<String>,
}

/// A placeholder as a model may write it: other brackets, lower case, a space or hyphen for the underscore; without brackets only in
/// capitals and with underscores, since "person 1" is English. Brackets that stood around the
/// value already stay: two kinds in a row are not one placeholder's.
static PLACEHOLDER: LazyLock<Regex> = LazyLock::new(|| {
    const WORDS: &str = "EMAIL|PHONE|CARD|IBAN|ACCOUNT|ADDRESS|PERSON|TEXT";
    const FORMS: &str = "FIRST|LAST|SHORT|INITIALS";
    super::pattern(&format!(
        r"(?x)
        (?:⟦|\[{{1,2}}|\{{{{1,2}}|<{{1,2}}|[«〚【❲⟨]|\\u27e6) \s* (?i:({WORDS}) [\s_\\-]* (\d{{1,5}}) (?:[\s_\\-]*({FORMS}))?) \s* (?:⟧|\]{{1,2}}|\}}{{1,2}}|>{{1,2}}|[»〛】❳⟩]|\\u27e7)
        | \b({WORDS})_(\d{{1,5}})(?:_({FORMS}))?\b"
    ))
});

impl Placeholders {
    /// Puts back every placeholder of this request, wherever it now stands, and reports those that stand for nothing.
    ///
    /// A form of a name that was not in the request (`⟦PERSON_1_FIRST⟧` where only the whole name was) is invented as well: nobody said
    /// what it would be.
    pub fn restore(&self, text: &str) -> Restored {
        let mut invented = Vec::new();
        let text = PLACEHOLDER.replace_all(text, |caught: &regex::Captures<'_>| {
            let part = |bracketed: usize, bare: usize| caught.get(bracketed).or(caught.get(bare)).map(|m| m.as_str());
            let word = part(1, 4).unwrap_or_default().to_uppercase();
            let number = part(2, 5).unwrap_or_default().trim_start_matches('0');
            let name = match part(3, 6) {
                Some(form) => format!("{word}_{number}_{}", form.to_uppercase()),
                None => format!("{word}_{number}"),
            };
            let whole = caught.get(0).map_or("", |whole| whole.as_str());
            self.values.get(&name).cloned().unwrap_or_else(|| {
                invented.push(whole.to_owned());
                whole.to_owned()
            })
        });
        Restored { text: text.into_owned(), invented }
    }

    /// Puts placeholders back in every string of a value. Returns those that stand for nothing.
    pub fn restore_value(&self, value: &mut Value) -> Vec<String> {
        match value {
            Value::String(text) => {
                let restored = self.restore(text);
                *text = restored.text;
                restored.invented
            }
            Value::Array(list) => list.iter_mut().flat_map(|item| self.restore_value(item)).collect(),
            Value::Object(fields) => fields.values_mut().flat_map(|field| self.restore_value(field)).collect(),
            Value::Null | Value::Bool(_) | Value::Number(_) => Vec::new(),
        }
    }
}

/// Text of theirs that reads like a placeholder of ours.
pub(super) fn lookalikes(text: &str) -> Vec<Found> {
    PLACEHOLDER.find_iter(text).map(|found| Found::plain(found.range(), Category::Text)).collect()
}
