//! Many stretches of one text.

use crate::Span;

/// A text that many spans are taken from. [`Span::of`] counts characters from the text's start each time; here they are counted once.
#[derive(Debug, Clone)]
pub struct Slices<T> {
    text: T,
    /// The byte of every [`STEP`]th character; empty where every character is a byte.
    marks: Vec<usize>,
}

const STEP: usize = 64;

impl<T: AsRef<str>> Slices<T> {
    /// Notes where every so many characters of a text stand, so that spans are found quickly.
    pub fn of(text: T) -> Self {
        let whole = text.as_ref();
        let marks =
            if whole.is_ascii() { Vec::new() } else { whole.char_indices().step_by(STEP).map(|(at, _)| at).collect() };
        Self { text, marks }
    }

    /// The stretch a span names; shorter where the text ends early.
    pub fn get(&self, span: Span) -> &str {
        self.text.as_ref().get(self.byte(span.start)..self.byte(span.end)).unwrap_or_default()
    }

    /// About how many bytes of memory the text and its marks take.
    pub fn bytes(&self) -> usize {
        self.text.as_ref().len() + self.marks.len() * size_of::<usize>()
    }

    fn byte(&self, character: usize) -> usize {
        let text = self.text.as_ref();
        if self.marks.is_empty() {
            return character.min(text.len());
        }
        let Some(mark) = self.marks.get(character / STEP) else { return text.len() };
        let rest = text.get(*mark..).unwrap_or_default();
        rest.char_indices().nth(character % STEP).map_or(text.len(), |(at, _)| mark + at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_slice_is_what_the_span_names(text in "[a-zäß€🙂 ]{0,300}", start in 0_usize..330, len in 0_usize..90) {
            let span = Span { start, end: start + len };
            let slices = Slices::of(text.as_str());
            prop_assert_eq!(slices.get(span), span.of(&text));
        }

        #[test]
        fn plain_letters_are_bytes(text in "[a-z ]{0,200}", start in 0_usize..220, len in 0_usize..90) {
            let span = Span { start, end: start + len };
            let slices = Slices::of(text.clone());
            prop_assert_eq!(slices.get(span), span.of(&text));
        }
    }
}
