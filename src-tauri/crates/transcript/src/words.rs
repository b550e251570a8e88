//! The words of a text on one line. Nothing of them changes but the white space between them, and what no eye sees goes.

/// The words with single spaces between them, without control signs and without signs that nobody sees: they could carry what no reader notices.
pub(crate) fn tidy(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    push(&mut out, text);
    out
}

/// Adds words to a line, with a space before them if there are some already.
pub(crate) fn push(out: &mut String, text: &str) {
    let mut is_gap = !out.is_empty();
    for c in letters::visible(text).chars() {
        match c {
            c if is_space(c) => is_gap = !out.is_empty(),
            c if c.is_control() => {}
            c => {
                if is_gap {
                    out.push(' ');
                    is_gap = false;
                }
                out.push(c);
            }
        }
    }
}

/// White space between words. A no-break space is part of how a number is written, and a quotation is verbatim.
fn is_space(c: char) -> bool {
    c.is_whitespace() && !matches!(c, '\u{a0}' | '\u{202f}' | '\u{2007}' | '\u{2009}')
}

/// The lines of a text with their numbers, counted from 1; they end with LF, CR or both, mixed as they come.
pub(crate) fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut rest = Some(text);
    let mut number = 0_usize;
    std::iter::from_fn(move || {
        let text = rest.take().filter(|text| number == 0 || !text.is_empty())?;
        number = number.saturating_add(1);
        let end = text.find(['\n', '\r']).unwrap_or(text.len());
        let (line, after) = text.split_at_checked(end)?;
        rest = after.strip_prefix("\r\n").or_else(|| after.strip_prefix(['\n', '\r']));
        Some((number, line))
    })
}

/// Whether a word is one of a list with bars between its words.
pub(crate) fn is_one_of(list: &str, word: &str) -> bool {
    list.split('|').any(|known| known == word)
}

/// Whether there is anything to read in a text.
pub(crate) fn has_words(text: &str) -> bool {
    text.chars().any(|c| !c.is_whitespace() && !c.is_control() && !letters::is_shapeless(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_end_in_any_way() {
        let all: Vec<(usize, &str)> = lines("a\r\nb\rc\n\nd\n").collect();
        assert_eq!(all, [(1, "a"), (2, "b"), (3, "c"), (4, ""), (5, "d")]);
        assert_eq!(lines("").collect::<Vec<_>>(), [(1, "")]);
    }

    #[test]
    fn only_white_space_and_what_nobody_sees_goes() {
        assert_eq!(tidy("  4\u{a0}200 €,\r\n\tas  agreed\u{7} "), "4\u{a0}200 €, as agreed");
        assert_eq!(tidy("de\u{200b}al\u{e0041}\u{202e} won"), "deal won");
        assert_eq!(tidy("می\u{200c}خواهم"), "می\u{200c}خواهم");
        let mut line = "one".to_owned();
        push(&mut line, " \n ");
        push(&mut line, "two");
        assert_eq!(line, "one two");
        assert!(!has_words(" \u{feff}\n\u{200b}"));
    }
}
