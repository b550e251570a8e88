//! HTML becomes plain text. Scripts, styles and remote images never get further than this.

use std::{borrow::Cow, collections::BTreeMap, ops::Range, panic};

/// Elements that may lie within each other; a page that goes deeper is stripped of its tags instead of being rendered.
const DEPTH_MAX: usize = 400;

/// Elements that a parser may have to make anew, all together: what sets letters and is never closed goes on in every paragraph after it.
const COPIES_MAX: usize = 1_000_000;

/// Bytes that one tag may have: parsing takes time with the square of its attributes.
const TAG_MAX: usize = 64 * 1024;

/// The highest number a list may start with; a list that starts higher, or with nonsense, starts with 1. Renderers add to it without looking.
const LIST_START_MAX: u32 = 1_000_000;

/// The readable text of a note's or mail's HTML: one line a paragraph, bullets for lists, link texts without addresses.
///
/// Text without any markup comes back as it is, line breaks included. Cannot fail: HTML that defies rendering is stripped of its tags.
pub fn plain_text(html: &str) -> String {
    if !has_markup(html) {
        return tidy(html);
    }
    // A plain text whose "&" was escaped on the way has no tags that could say where its lines end; its own ends do.
    if !has_tag(html) {
        return plain_text(&format!("<p>{}</p>", html.replace("\r\n", "\n").replace('\n', "<br>")));
    }
    // Parsing takes time with the square of the layers, and a mail has some dozens.
    let Layers { deepest, copies } = layers_of(html);
    if DEPTH_MAX < deepest || COPIES_MAX < copies || TAG_MAX < longest_tag(html) {
        return tidy(&stripped(html));
    }
    // A first pass removes what is not content, script bodies included; of a link its words stay.
    let cleaned =
        || ammonia::Builder::default().rm_tags(["img", "a"]).attribute_filter(small_start).clean(html).to_string();
    let rendered = || {
        html2text::config::plain_no_decorate()
            .no_table_borders()
            .allow_width_overflow()
            .string_from_read(cleaned().as_bytes(), 100_000)
            .ok()
    };
    // A mail that a renderer cannot bear must not stop everybody else's: a panic there is an answer here.
    match panic::catch_unwind(rendered) {
        Ok(Some(text)) => tidy(&text),
        Ok(None) | Err(_) => tidy(&stripped(html)),
    }
}

/// Keeps an attribute, unless it is a list's first number and none to count from.
fn small_start<'v>(element: &str, attribute: &str, value: &'v str) -> Option<Cow<'v, str>> {
    let counts = || value.trim().parse::<u32>().is_ok_and(|start| start <= LIST_START_MAX);
    (element != "ol" || attribute != "start" || counts()).then_some(Cow::Borrowed(value))
}

/// Whether a text is HTML: it has a tag that browsers know, a comment or a character reference. "R&D < 5 %" is plain text, and its lines are
/// lines.
fn has_markup(text: &str) -> bool {
    has_tag(text) || has_reference(text)
}

fn has_tag(text: &str) -> bool {
    const TAGS: &str = " a abbr address article aside b base big blockquote body br button caption center cite code col colgroup dd del details div \
        dl dt em embed fieldset figcaption figure font footer form frame frameset h1 h2 h3 h4 h5 h6 head header hr html i iframe img input ins kbd \
        label legend li link main map mark meta nav noscript object ol option p param picture pre q s samp script section select small source span \
        strike strong style sub summary sup svg table tbody td template textarea tfoot th thead time title tr tt u ul var video wbr ";
    let is_tag = |(at, _): (usize, &str)| {
        let rest = text[at + 1..].trim_start_matches('/');
        if rest.starts_with("!--") {
            return true;
        }
        // A tag is closed before the next one opens.
        let is_closed = rest.find(['<', '>']).is_some_and(|end| rest[end..].starts_with('>'));
        let name: String = rest.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '!').collect();
        let name = name.to_ascii_lowercase();
        let after = rest[name.len()..].chars().next();
        let ends =
            after.is_some_and(|c| c.is_whitespace() || c == '>' || c == '/') || name == "o" && after == Some(':');
        is_closed && ends && (name == "!doctype" || TAGS.contains(&format!(" {name} ")))
    };
    text.match_indices('<').any(is_tag)
}

fn has_reference(text: &str) -> bool {
    let is_reference = |(at, _): (usize, &str)| {
        let body: String =
            text[at + 1..].chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '#').take(32).collect();
        let named = 2 <= body.len()
            && body.chars().all(|c| c.is_ascii_alphanumeric())
            && !body.starts_with(|c: char| c.is_ascii_digit());
        let numbered = body.strip_prefix('#').is_some_and(|number| {
            number.strip_prefix(['x', 'X']).map_or_else(
                || !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit()),
                |hex| !hex.is_empty() && hex.bytes().all(|b| b.is_ascii_hexdigit()),
            )
        });
        (named || numbered) && text[at + 1 + body.len()..].starts_with(';')
    };
    text.match_indices('&').any(is_reference)
}

/// Unifies line ends, trims lines, and leaves at most one empty line between paragraphs.
pub(crate) fn tidy(text: &str) -> String {
    let mut lines: Vec<&str> = Vec::new();
    for line in text.split('\n').map(|line| line.trim_end_matches(['\r', ' ', '\t', '\u{a0}'])) {
        if !line.is_empty() || lines.last().is_some_and(|last| !last.is_empty()) {
            lines.push(line);
        }
    }
    lines.join("\n").trim().to_owned()
}

/// The bytes of the longest stretch from the beginning of a tag to its end.
fn longest_tag(html: &str) -> usize {
    let stretches = html.split('<').skip(1);
    stretches.map(|stretch| stretch.find('>').unwrap_or(stretch.len())).max().unwrap_or(0)
}

/// How elements lie within each other.
struct Layers {
    /// How many, at most.
    deepest: usize,
    /// How many of those that set letters are open at each tag, all together: so many a parser makes anew where paragraphs end before them.
    copies: usize,
}

/// How deep elements lie within each other. Those that are never closed, or need not be, lie in nothing; a closing tag closes only what is
/// open, so no nonsense makes a page look flatter than it is.
fn layers_of(html: &str) -> Layers {
    /// WHATWG HTML, "the list of active formatting elements".
    const SETTING: [&str; 14] =
        ["a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"];
    const FLAT: [&str; 21] = [
        "area", "br", "col", "dd", "dt", "hr", "img", "input", "li", "link", "meta", "option", "p", "source", "tbody",
        "td", "tfoot", "th", "thead", "tr", "wbr",
    ];
    let mut open: BTreeMap<String, usize> = BTreeMap::new();
    let (mut depth, mut deepest) = (0_usize, 0);
    let (mut setting, mut copies) = (0_usize, 0_usize);
    for (at, _) in html.match_indices('<') {
        let rest = &html[at + 1..];
        let (closes, rest) = rest.strip_prefix('/').map_or((false, rest), |rest| (true, rest));
        // "p:x" is an element of its own and not a paragraph, which needs no end.
        let name: String = rest
            .chars()
            .take_while(|c| !c.is_whitespace() && !matches!(c, '<' | '>' | '/'))
            .take(32)
            .collect::<String>()
            .to_ascii_lowercase();
        if !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
            continue;
        }
        copies = copies.saturating_add(setting);
        if FLAT.contains(&name.as_str()) {
            continue;
        }
        let sets = usize::from(SETTING.contains(&name.as_str()));
        let count = open.entry(name).or_default();
        if !closes {
            *count += 1;
            depth += 1;
            setting += sets;
            deepest = deepest.max(depth);
        } else if 0 < *count {
            *count -= 1;
            depth -= 1;
            setting -= sets;
        }
    }
    Layers { deepest, copies }
}

/// The words between the tags, for pages that no parser gets through in time. Scripts and styles are no words.
fn stripped(html: &str) -> String {
    // In small letters once, so that the end of each script is found without looking at the rest again in another case.
    let low = html.to_ascii_lowercase();
    let (mut out, mut at) = (String::new(), 0);
    while let Some(tag) = html.get(at..).and_then(|rest| rest.find('<')).map(|found| at + found) {
        out.push_str(html.get(at..tag).unwrap_or_default());
        out.push(' ');
        let hides = |name: &str| {
            let after = low.get(tag + 1..).and_then(|after| after.strip_prefix(name));
            after.is_some_and(|after| !after.starts_with(|c: char| c.is_ascii_alphanumeric()))
        };
        let end = [("script", "</script"), ("style", "</style")].into_iter().find(|(name, _)| hides(name));
        let closing = match end {
            Some((_, end)) => low.get(tag..).and_then(|rest| rest.find(end)).map(|found| tag + found),
            None => Some(tag),
        };
        at = closing
            .and_then(|from| html.get(from..).and_then(|rest| rest.find('>')).map(|found| from + found + 1))
            .unwrap_or(html.len());
    }
    out.push_str(html.get(at..).unwrap_or_default());
    let words = out.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "));
    words.collect::<Vec<_>>().join("\n")
}

/// The title and the text of a page of its own: `<title>`, else the first heading.
pub(crate) fn read(html: &str) -> (Option<String>, String) {
    let Some((element, inside)) = element(html, "title") else {
        let heading = element(html, "h1").map(|(_, inside)| plain_text(&html[inside]));
        return (heading, without_marks(&plain_text(html)));
    };
    let title = plain_text(&html[inside]);
    // The converter keeps every word it does not know to be none, and a title is no part of the text.
    let body = format!("{}{}", &html[..element.start], &html[element.end..]);
    (Some(title), without_marks(&plain_text(&body)))
}

/// The text without the marks that headings are rendered with.
fn without_marks(text: &str) -> String {
    let bare = |line: &str| {
        let rest = line.trim_start_matches('#');
        let rank = line.len() - rest.len();
        if (1..=6).contains(&rank) && rest.starts_with(' ') { rest.trim_start().to_owned() } else { line.to_owned() }
    };
    text.lines().map(bare).collect::<Vec<_>>().join("\n")
}

/// The byte ranges of the first element of a name, with its tags and without.
fn element(html: &str, name: &str) -> Option<(Range<usize>, Range<usize>)> {
    let low = html.to_ascii_lowercase();
    let open = format!("<{name}");
    let start = low.match_indices(&open).map(|(at, _)| at).find(|at| {
        low.as_bytes().get(at + open.len()).is_some_and(|next| *next == b'>' || next.is_ascii_whitespace())
    })?;
    let inside = start + low.get(start..)?.find('>')? + 1;
    let close = inside + low.get(inside..)?.find(&format!("</{name}"))?;
    let end = low.get(close..)?.find('>').map_or(low.len(), |at| close + at + 1);
    Some((start..end, inside..close))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn markup_goes_and_words_stay() {
        let html = "<p>Budget is <b>40&nbsp;000 &euro;</b> &amp; not more.</p><ul><li>SOC 2</li><li>DPA</li></ul>\
            <script>alert('x')</script><img src=\"https://evil.example/p.gif\"><p><a href=\"https://a.example\">the draft</a></p>";
        assert_eq!(plain_text(html), "Budget is 40\u{a0}000 € & not more.\n* SOC 2\n* DPA\n\nthe draft");
    }

    #[test]
    fn plain_text_is_left_alone() {
        assert_eq!(plain_text("Hi,\r\n\r\n\r\n> quoted  \nBye"), "Hi,\n\n> quoted\nBye");
        // A letter that HTML uses does not make a text HTML.
        for plain in [
            "Sum: 12,000\nBy: Ann & Tom\nR&D; not IT",
            "a < b and c > d\nnext line",
            "<ann@x.example> wrote\ntwo lines",
            "P&L\n<b is less than c",
            "use List<String>\nor &mut self",
        ] {
            assert_eq!(plain_text(plain), plain);
        }
        for (html, text) in [
            ("one<br>two", "one\ntwo"),
            ("Ann &amp; Tom\nBudget: 5 &euro;", "Ann & Tom\nBudget: 5 €"),
            ("&#8364; 5", "€ 5"),
            ("<B>x</B>", "x"),
        ] {
            assert_eq!(plain_text(html), text);
        }
    }

    #[test]
    fn a_list_starts_with_any_number_and_harms_nobody() {
        assert_eq!(plain_text("<ol start=\"3\"><li>three</li><li>four</li></ol>"), "3. three\n4. four");
        for start in ["9223372036854775807", "-9223372036854775808", "18446744073709551616", "NaN", "2147483647"] {
            let html = format!("<p>before</p><ol start=\"{start}\"><li>one</li><li>two</li></ol>");
            assert_eq!(plain_text(&html), "before\n1. one\n2. two", "{start}");
        }
    }

    #[test]
    fn what_takes_a_parser_for_ever_is_stripped_of_its_tags() {
        let attributes: String = (0..20_000).map(|n| format!(" a{n}=\"x\"")).collect();
        assert_eq!(plain_text(&format!("<p{attributes}>one</p><p>two</p>")), "one two");
        let nested = format!("{}deep{}", "<p:x>".repeat(20_000), "</q>".repeat(20_000));
        assert_eq!(plain_text(&nested), "deep");
        let set = (0..300).map(|n| format!("<b id={n}>")).collect::<String>();
        let again = format!("<p>{set}</p>{}", "<p>words</p>".repeat(5_000));
        assert_eq!(plain_text(&again).split_whitespace().count(), 5_000);
        let unclosed = "<".repeat(300_000);
        assert_eq!(plain_text(&unclosed), unclosed);
        let scripts = format!("{}words{}", "<b>".repeat(500), "<ScRiPt>no</sCrIpT>".repeat(100_000));
        assert_eq!(plain_text(&scripts), "words");
    }

    #[test]
    fn a_page_has_a_title_that_is_no_part_of_its_text() {
        let page = "<!doctype html><html><head><TITLE lang=\"en\">Security &amp; you</TITLE><style>p { color: red }</style></head>\
            <body><h1>Security</h1><p>Data stays in Frankfurt.</p></body></html>";
        assert_eq!(read(page), (Some("Security & you".to_owned()), "Security\n\nData stays in Frankfurt.".to_owned()));
        assert_eq!(read("<h1>Only this</h1>").0.as_deref(), Some("Only this"));
        assert_eq!(read("<titles>x</titles>").0, None);
        assert_eq!(read("<title>cut").0, None);
    }

    #[test]
    fn a_page_of_a_hundred_thousand_layers_is_read_all_the_same() {
        for tag in ["div", "blockquote", "ul><li", "b", "table><tr><td"] {
            let open = format!("<{tag}>").repeat(100_000);
            assert!(plain_text(&format!("{open}word")).contains("word"), "{tag}");
        }
        let page =
            format!("{}<script>sentinel()</script>one <STYLE>sentinel</style>two</x></x>", "<div></x>".repeat(1_000));
        assert_eq!(plain_text(&page), "one two");
        // Many lines are not many layers.
        assert_eq!(plain_text(&"<p>one<br>two</p>".repeat(500)).lines().filter(|line| *line == "two").count(), 500);
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic_and_no_script_survives(text in "(<[a-z/]{0,8}|&[a-z]{0,5};?|[a-zé\" =>\n]{0,9}){0,20}") {
            let _ = plain_text(&text);
            let text = plain_text(&format!("<p>{text}</p><script>sentinel</script>"));
            prop_assert!(text.is_empty() || !text.contains("<script"));
        }
    }
}
