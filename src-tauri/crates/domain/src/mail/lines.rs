//! Lines of a mail, as the rules look at them.

use letters::is_shapeless;

/// A line with what is asked of it again and again.
pub(super) struct Line<'a> {
    /// Characters, its end included.
    pub chars: usize,
    /// How many quotation marks (`>`) stand before its words.
    pub depth: usize,
    /// Its words, without these marks and white space around.
    pub body: &'a str,
    /// The words in plain letters: see [`plain`].
    pub plain: String,
    /// How many words it has.
    pub words: usize,
}

impl Line<'_> {
    /// Whether nothing stands in it, quotation marks aside that hold nothing.
    pub fn is_empty(&self) -> bool {
        self.body.is_empty() && self.depth == 0
    }

    /// Whether it has no words.
    pub fn is_blank(&self) -> bool {
        self.body.is_empty()
    }
}

/// The lines of a text, in order; their characters add up to the text's.
pub(super) fn of(text: &str) -> Vec<Line<'_>> {
    let mut lines: Vec<Line<'_>> = text.split_inclusive('\n').map(line).collect();
    for at in 1..lines.len() {
        if lines[at].depth == lines[at - 1].depth + 1 && closes_address(lines[at - 1].body, lines[at].body) {
            lines[at].depth -= 1;
        }
    }
    lines
}

/// Whether a line's first ">" closes an address that the line above opens, as where an attribution was wrapped: "Jo Lind <jo@lind.example",
/// then ">:" or "> wrote:".
fn closes_address(above: &str, body: &str) -> bool {
    above.rsplit_once('<').is_some_and(|(_, address)| address.contains('@') && !address.trim().contains(['>', ' ']))
        && (body.starts_with(':') || body.ends_with(':') && body.split_whitespace().count() <= 3)
}

fn line(whole: &str) -> Line<'_> {
    let (mut depth, mut body) = (0, trimmed(whole));
    while let Some(rest) = body.strip_prefix('>') {
        depth += 1;
        body = trimmed(rest);
    }
    let plain = plain(body);
    let words = words(&plain).count();
    Line { chars: whole.chars().count(), depth, body, plain, words }
}

fn trimmed(text: &str) -> &str {
    text.trim_matches(|c: char| c.is_whitespace() || is_shapeless(c))
}

/// Lower case, without accents, with plain spaces and apostrophes, single spaces, and without the stars of bold text: the form in which fixed
/// words are looked up, so that a missing accent or a no-break space hides none.
pub(super) fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars().flat_map(char::to_lowercase) {
        match c {
            'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' | 'ą' | 'ā' => out.push('a'),
            'è' | 'é' | 'ê' | 'ë' | 'ę' | 'ě' => out.push('e'),
            'ì' | 'í' | 'î' | 'ï' => out.push('i'),
            'ò' | 'ó' | 'ô' | 'õ' | 'ö' | 'ø' => out.push('o'),
            'ù' | 'ú' | 'û' | 'ü' => out.push('u'),
            'ç' | 'ć' | 'č' => out.push('c'),
            'ñ' | 'ń' => out.push('n'),
            'ł' => out.push('l'),
            'ś' | 'š' => out.push('s'),
            'ź' | 'ż' | 'ž' => out.push('z'),
            'ß' => out.push_str("ss"),
            'æ' => out.push_str("ae"),
            'œ' => out.push_str("oe"),
            '’' | '‘' | '´' | '`' => out.push('\''),
            '–' | '—' | '‐' | '‑' | '−' | '―' | '─' | '━' => out.push('-'),
            '：' => out.push(':'),
            '*' | '\u{300}'..='\u{36f}' => {}
            c if is_shapeless(c) => {}
            c if c.is_whitespace() => {
                if !out.is_empty() && !out.ends_with(' ') {
                    out.push(' ');
                }
            }
            c => out.push(c),
        }
    }
    out.truncate(out.trim_end().len());
    out
}

/// The words of a plain text: runs of letters and digits, with apostrophes within.
pub(super) fn words(plain: &str) -> impl Iterator<Item = &str> {
    plain
        .split(|c: char| !c.is_alphanumeric() && c != '\'')
        .map(|word| word.trim_matches('\''))
        .filter(|word| !word.is_empty())
}

/// What numbers and addresses a plain text has.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Shape {
    /// A day: "23.11.2026", "23 nov 2026", "2026-11-23".
    pub day: bool,
    /// A time of day: "10:41", "10.41", "10h41", "9 am".
    pub time: bool,
    /// An e-mail address.
    pub address: bool,
}

/// Reads the shape of a plain text.
pub(super) fn shape(plain: &str) -> Shape {
    let (mut year, mut small, mut numeric_day, mut time) = (false, false, false, false);
    let mut previous = "";
    let pieces =
        plain.split(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '(' | ')' | '<' | '>' | '[' | ']' | '"'));
    for piece in pieces.filter(|piece| !piece.is_empty()) {
        let piece = piece.trim_end_matches([':', '.']);
        if piece.starts_with(|c: char| c.is_ascii_digit()) {
            let numbers: Vec<&str> = piece.split(|c: char| !c.is_ascii_digit()).filter(|n| !n.is_empty()).collect();
            let digits = piece.bytes().filter(u8::is_ascii_digit).count();
            let is =
                |low: u32, high: u32, n: &&str| n.len() <= 4 && n.parse().is_ok_and(|n: u32| (low..=high).contains(&n));
            match numbers.as_slice() {
                [day, month, last]
                    if digits <= 8
                        && (is(1, 31, day) || is(1990, 2099, day))
                        && is(1, 31, month)
                        && (is(0, 99, last) || is(1990, 2099, last))
                        && piece.contains(['.', '/', '-', '年']) =>
                {
                    numeric_day = true;
                }
                [hour, minute, ..]
                    if is(0, 24, hour) && minute.len() == 2 && is(0, 59, minute) && piece.contains([':', '.', 'h']) =>
                {
                    time = true;
                    small |= piece.contains('.');
                }
                [one] if one.len() == 4 && is(1990, 2099, one) => year = true,
                [one] if one.len() <= 2 => {
                    small = true;
                    time |= piece.ends_with("am") || piece.ends_with("pm") || piece.ends_with('h');
                }
                _ => {}
            }
        } else if matches!(piece, "am" | "pm" | "uhr") && previous.starts_with(|c: char| c.is_ascii_digit()) {
            time = true;
        }
        previous = piece;
    }
    Shape { day: numeric_day || (year && small), time, address: address(plain).is_some() }
}

/// The first e-mail address of a text.
pub(super) fn address(text: &str) -> Option<&str> {
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | '_' | '+' | '@' | '\'');
    text.split(|c: char| !is_part(c)).map(|word| word.trim_matches(['.', '\'', '-'])).find(|word| {
        word.split_once('@').is_some_and(|(local, host)| !local.is_empty() && host.contains('.') && !host.contains('@'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_times_and_addresses_are_seen() {
        let seen = |text: &str| {
            let shape = shape(&plain(text));
            (shape.day, shape.time, shape.address)
        };
        assert_eq!(seen("Am Mo., 23. Nov. 2026 um 10:41 Uhr schrieb"), (true, true, false));
        assert_eq!(seen("On 11/23/26 10:02, Jo Lind <jo@lind.example> wrote:"), (true, true, true));
        assert_eq!(seen("Den 23.11.2026 kl. 10.02 skrev Jo"), (true, true, false));
        assert_eq!(seen("lundi 23 novembre 2026 à 10h05"), (true, true, false));
        assert_eq!(seen("See section 4.2 and the 12 annexes"), (false, false, false));
        assert_eq!(seen("a price of 1.500 euros"), (false, false, false));
    }

    #[test]
    fn marks_are_counted_and_letters_made_plain() {
        let lines = of("> > Grüße aus Łódź\n>>\n\nÀ\u{a0}: *x*\n");
        assert_eq!(lines.iter().map(|line| line.depth).collect::<Vec<_>>(), [2, 2, 0, 0]);
        assert_eq!(lines[0].plain, "grusse aus lodz");
        assert_eq!(lines[3].plain, "a : x");
        assert!(!lines[1].is_empty() && lines[1].is_blank() && lines[2].is_empty());
    }
}
