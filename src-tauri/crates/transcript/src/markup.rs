//! The text of a caption without its marks: voices, styles and times within it, and signs that are written as names.

/// The tags that captions have; any other is part of what was said.
const TAGS: [&str; 17] =
    ["v", "c", "i", "b", "u", "s", "ruby", "rt", "rp", "lang", "font", "br", "p", "span", "em", "strong", "div"];
/// A tag of more bytes is none.
const TAG_MAX: usize = 300;
/// The signs that are written as names (WebVTT, "HTML character reference in data state", and what SRT writers add).
const NAMED: [(&str, &str); 8] = [
    ("amp", "&"),
    ("lt", "<"),
    ("gt", ">"),
    ("nbsp", "\u{a0}"),
    ("quot", "\""),
    ("apos", "'"),
    ("lrm", ""),
    ("rlm", ""),
];

/// What one voice says in a caption.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Piece {
    /// The name that its voice tag has; `None` outside of voices.
    pub voice: Option<String>,
    /// The words, lines kept.
    pub text: String,
}

/// The pieces of a caption, in order: a new one with each voice. Those without words are left out.
pub(crate) fn pieces(caption: &str) -> Vec<Piece> {
    let mut pieces = vec![Piece::default()];
    let mut rest = caption;
    while let Some(at) = rest.find(['<', '&', '{']) {
        let (before, from) = rest.split_at_checked(at).unwrap_or((rest, ""));
        push(&mut pieces, before);
        rest = match mark(from) {
            Some((Mark::Sign(sign), after)) => {
                push(&mut pieces, &sign);
                after
            }
            Some((Mark::Voice(voice), after)) => {
                pieces.push(Piece { voice: crate::speaker::name(&without_signs(voice)), text: String::new() });
                after
            }
            Some((Mark::VoiceEnd, after)) => {
                pieces.push(Piece::default());
                after
            }
            Some((Mark::Break, after)) => {
                push(&mut pieces, "\n");
                after
            }
            Some((Mark::Style, after)) => after,
            None => {
                let mut chars = from.chars();
                let sign = chars.next().map(String::from).unwrap_or_default();
                push(&mut pieces, &sign);
                chars.as_str()
            }
        };
    }
    push(&mut pieces, rest);
    pieces.retain(|piece| crate::words::has_words(&piece.text));
    pieces
}

fn push(pieces: &mut [Piece], text: &str) {
    if let Some(piece) = pieces.last_mut() {
        piece.text.push_str(text);
    }
}

/// A text in which signs stand for themselves.
pub(crate) fn without_signs(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, from)) = rest.find('&').and_then(|at| rest.split_at_checked(at)) {
        out.push_str(before);
        if let Some((sign, after)) = sign(from) {
            out.push_str(&sign);
            rest = after;
        } else {
            out.push('&');
            rest = from.strip_prefix('&').unwrap_or_default();
        }
    }
    out.push_str(rest);
    out
}

enum Mark<'a> {
    Voice(&'a str),
    VoiceEnd,
    Style,
    Break,
    Sign(String),
}

/// The mark that a text begins with, and what follows it; `None` where it begins with words.
fn mark(text: &str) -> Option<(Mark<'_>, &str)> {
    match text.chars().next()? {
        '&' => sign(text).map(|(sign, rest)| (Mark::Sign(sign), rest)),
        // "{\an8}" says where SRT players show a caption.
        '{' => {
            let (inner, rest) = bounded(text, '}')?;
            inner.starts_with('\\').then_some((Mark::Style, rest))
        }
        _ => tag(text),
    }
}

fn tag(text: &str) -> Option<(Mark<'_>, &str)> {
    let (inner, rest) = bounded(text, '>')?;
    if inner.contains('<') {
        return None;
    }
    let (is_end, body) = inner.strip_prefix('/').map_or((false, inner), |body| (true, body));
    let body = body.trim_end().trim_end_matches('/').trim();
    // "<00:17.500>": when a word is sung.
    if !is_end && crate::times::whole(body).is_some_and(|time| time.places != 0) {
        return Some((Mark::Style, rest));
    }
    let name_end = body.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(body.len());
    let (name, attributes) = body.split_at_checked(name_end)?;
    let name = name.to_ascii_lowercase();
    let is_known = TAGS.contains(&name.as_str()) || (is_end && name.is_empty());
    if !is_known {
        return None;
    }
    // "<v.loud Ada Reyes>": classes end at the first white space, then comes the name.
    let annotation = if attributes.starts_with('.') {
        attributes.find(char::is_whitespace).and_then(|at| attributes.get(at..)).unwrap_or_default()
    } else {
        attributes
    };
    Some(match (name.as_str(), is_end) {
        ("v", false) => (Mark::Voice(annotation), rest),
        ("v", true) => (Mark::VoiceEnd, rest),
        ("br" | "p" | "div", _) => (Mark::Break, rest),
        _ => (Mark::Style, rest),
    })
}

/// What stands between the first sign of a text and the next `end`, and what follows.
fn bounded(text: &str, end: char) -> Option<(&str, &str)> {
    let mut chars = text.char_indices();
    chars.next();
    let at = chars.take_while(|(at, _)| *at < TAG_MAX).find(|(_, c)| *c == end).map(|(at, _)| at)?;
    Some((text.get(1..at)?, text.get(at + 1..)?))
}

/// The sign that is written as a name or number at the beginning of a text.
fn sign(text: &str) -> Option<(String, &str)> {
    let body = text.strip_prefix('&')?;
    let end = body.char_indices().take(10).find(|(_, c)| *c == ';').map(|(at, _)| at)?;
    let (name, rest) = (body.get(..end)?, body.get(end + 1..)?);
    if let Some((_, sign)) = NAMED.iter().find(|(known, _)| *known == name) {
        return Some(((*sign).to_owned(), rest));
    }
    let digits = name.strip_prefix('#')?;
    let number = match digits.strip_prefix(['x', 'X']) {
        Some(hex) => u32::from_str_radix(hex, 16).ok()?,
        None => digits.parse().ok()?,
    };
    char::from_u32(number).map(|sign| (sign.to_string(), rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(caption: &str) -> Vec<(Option<String>, String)> {
        pieces(caption).into_iter().map(|piece| (piece.voice, piece.text)).collect()
    }

    fn one(text: &str) -> Vec<(Option<String>, String)> {
        vec![(None, text.to_owned())]
    }

    #[test]
    fn voices_are_names_and_styles_are_nothing() {
        let ada = |text: &str| (Some("Ada Reyes".to_owned()), text.to_owned());
        assert_eq!(shown("<v Ada Reyes>Hi.</v>"), [ada("Hi.")]);
        assert_eq!(shown("<v.loud.slow Ada Reyes>Hi,\nall."), [ada("Hi,\nall.")]);
        assert_eq!(
            shown("<v Ada Reyes>Hi.</v> <v O&apos;Brien>Yes.</v>"),
            [ada("Hi."), (Some("O'Brien".to_owned()), "Yes.".to_owned())]
        );
        assert_eq!(shown("<v>test"), one("test"));
        assert_eq!(shown("When <00:17.500>it <c.yellow>rains</c><i>!</i>"), one("When it rains!"));
        assert_eq!(shown("{\\an8}<font color=\"red\">up</font>"), one("up"));
        assert_eq!(shown("a</\nc>b<br/>c"), one("ab\nc"));
    }

    #[test]
    fn what_only_looks_like_a_mark_was_said() {
        for text in [
            "5 < 6 & 7 > 2",
            "<script>alert(1)</script>",
            "<img src=x>",
            "R&D",
            "&unknown;",
            "&#xD800;",
            "{sic}",
            "<",
            "<<",
            "&",
            "a <b",
            "<laughs>",
        ] {
            assert_eq!(shown(text), one(text), "{text}");
        }
        assert_eq!(shown("R&amp;D &lt;b&gt; &#39;so&#x27;"), one("R&D <b> 'so'"));
        assert_eq!(without_signs("R&amp;D & co"), "R&D & co");
    }
}
