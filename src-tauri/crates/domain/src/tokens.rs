//! How a text is laid out for a word index that splits at whatever is not a letter or digit: writing without spaces, and codes. Pure.

/// Whether a letter belongs to a writing that sets no spaces between words, or, as Korean, glues endings to them.
pub fn is_unspaced(c: char) -> bool {
    matches!(u32::from(c),
        0x0E00..=0x0EFF      // Thai, Lao
        | 0x1000..=0x109F    // Burmese
        | 0x1780..=0x17FF    // Khmer
        | 0x3005..=0x3007 | 0x3040..=0x30FF | 0x31F0..=0x31FF // kana and iteration marks
        | 0x3400..=0x4DBF | 0x4E00..=0x9FFF | 0xF900..=0xFAFF // Han
        | 0xAC00..=0xD7AF    // Hangul
        | 0x20000..=0x323AF) // Han beyond the first plane
}

/// A text, or a query, as the word index takes it.
///
/// Runs of writing without spaces become overlapping pairs of letters, so that a word is found in the middle of a sentence: "合同条款" is
/// laid out as "合同 同条 条款". A code such as "KX/4500-B" is followed by itself without its separators, so that it is found however they are
/// typed. Everything else stays as it is.
pub fn laid_out(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    for piece in text.split_inclusive(char::is_whitespace) {
        let word = piece.trim_end();
        if word.contains(is_unspaced) {
            pairs(word, &mut out);
        } else {
            out.push_str(word);
        }
        if let Some(code) = squeezed_code(word) {
            out.push(' ');
            out.push_str(&code);
        }
        out.push_str(&piece[word.len()..]);
    }
    out
}

fn pairs(word: &str, out: &mut String) {
    let chars: Vec<char> = word.chars().collect();
    let mut at = 0;
    while at < chars.len() {
        if !is_unspaced(chars[at]) {
            out.push(chars[at]);
            at += 1;
            continue;
        }
        let end = chars[at..].iter().position(|c| !is_unspaced(*c)).map_or(chars.len(), |length| at + length);
        let run = &chars[at..end];
        if !out.is_empty() && !out.ends_with(char::is_whitespace) {
            out.push(' ');
        }
        if run.len() == 1 {
            out.extend(run);
        }
        for pair in run.windows(2) {
            out.extend(pair);
            out.push(' ');
        }
        at = end;
    }
}

/// A code without its separators: of a word that has a digit and dots, dashes, slashes or underscores between its letters and digits. None for
/// other words, and for what is a number written with them.
pub fn squeezed_code(word: &str) -> Option<String> {
    const SEPARATORS: [char; 6] = ['.', '-', '/', '_', '–', ':'];
    let word = word.trim_matches(|c: char| !c.is_alphanumeric());
    let is_code = word.contains(SEPARATORS)
        && word.chars().any(|c| c.is_ascii_digit())
        && word.chars().all(|c| c.is_alphanumeric() || SEPARATORS.contains(&c))
        && word.len() <= 60;
    is_code.then(|| word.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn writing_without_spaces_becomes_pairs_and_codes_are_squeezed() {
        for (text, expected) in [
            ("合同条款", "合同 同条 条款 "),
            ("a 見積書 b", "a 見積 積書  b"),
            ("견적서는 좋다", "견적 적서 서는  좋다 "),
            ("ABC株式会社", "ABC 株式 式会 会社 "),
            ("KX/4500-B runs", "KX/4500-B kx4500b runs"),
            ("see 16-07.", "see 16-07. 1607"),
            ("plain words, and so on", "plain words, and so on"),
            ("well-known, e.g. this", "well-known, e.g. this"),
        ] {
            assert_eq!(laid_out(text), expected);
        }
        assert_eq!(squeezed_code("NOR.0707-60").as_deref(), Some("nor070760"));
        assert_eq!(squeezed_code("SKU_88_014").as_deref(), Some("sku88014"));
        assert_eq!(squeezed_code("ada@x-1.example"), None);
    }

    proptest! {
        /// No letter or digit gets lost, and no text makes it panic.
        #[test]
        fn nothing_is_lost(text in "\\PC{0,60}") {
            let laid = laid_out(&text);
            for c in text.chars().filter(|c| c.is_alphanumeric()) {
                prop_assert!(laid.contains(c));
            }
        }
    }
}
