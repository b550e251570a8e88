//! Markdown without its marks: what a reader sees, a paragraph a line.

/// The title and the text: the title from the front matter, else the first heading of the first rank.
pub(crate) fn read(markdown: &str) -> (Option<String>, String) {
    let (mut title, body) = front_matter(markdown);
    let body = without_comments(&body.replace("\r\n", "\n"));
    let mut text = Text::default();
    let mut fence: Option<&str> = None;
    for line in body.lines() {
        let trimmed = line.trim();
        if let Some(mark) = ["```", "~~~"].into_iter().find(|mark| trimmed.starts_with(mark)) {
            match fence {
                Some(open) if open == mark => fence = None,
                Some(_) => text.line(line),
                None => fence = Some(mark),
            }
            text.ends = true;
        } else if fence.is_some() {
            text.line(line);
        } else {
            match block(trimmed) {
                Block::Gap => text.gap(),
                Block::Nothing => text.ends = true,
                Block::Underline { rank } => {
                    // The line before was a heading.
                    let heading = text.lines.last().filter(|_| rank == 1 && !text.ends).cloned();
                    title = title.or(heading);
                    text.gap();
                }
                Block::Heading { rank, words } => {
                    text.gap();
                    let words = inline(words);
                    title = title.or_else(|| (rank == 1).then(|| words.clone()));
                    text.line(&words);
                    text.gap();
                }
                Block::Item { mark, words } => {
                    text.ends = true;
                    text.words(&format!("{mark} {}", inline(words)));
                }
                Block::Row(cells) => {
                    text.line(&cells.iter().map(|cell| inline(cell)).collect::<Vec<_>>().join(" | "));
                }
                Block::Words(words) => text.words(&inline(words)),
            }
            // Two spaces or a backslash at the end break the line.
            text.ends |= line.ends_with("  ") || line.ends_with('\\');
        }
    }
    (title, text.lines.join("\n"))
}

/// Lines as they come together. Lines of one paragraph are joined: where an editor wrapped them says nothing.
#[derive(Default)]
struct Text {
    lines: Vec<String>,
    /// Whether the last line takes no further words.
    ends: bool,
}

impl Text {
    fn words(&mut self, words: &str) {
        match self.lines.last_mut() {
            Some(last) if !self.ends && !last.is_empty() => {
                last.push(' ');
                last.push_str(words);
            }
            _ => self.lines.push(words.to_owned()),
        }
        self.ends = false;
    }

    /// Adds a line that no other line is joined to.
    fn line(&mut self, line: &str) {
        self.lines.push(line.to_owned());
        self.ends = true;
    }

    fn gap(&mut self) {
        self.lines.push(String::new());
        self.ends = true;
    }
}

enum Block<'a> {
    Gap,
    /// A rule, the definition of a link, the line under a table's head.
    Nothing,
    /// A line of `=` or `-`, which makes the line before it a heading.
    Underline {
        rank: usize,
    },
    Heading {
        rank: usize,
        words: &'a str,
    },
    Item {
        mark: &'a str,
        words: &'a str,
    },
    Row(Vec<&'a str>),
    Words(&'a str),
}

fn block(line: &str) -> Block<'_> {
    let line = line.trim_start_matches(['>', ' ']);
    if line.is_empty() {
        return Block::Gap;
    }
    let only = |mark: char| line.chars().all(|c| c == mark || c == ' ');
    if only('=') {
        return Block::Underline { rank: 1 };
    }
    if line.starts_with('-') && only('-') && !line.contains(' ') {
        return Block::Underline { rank: 2 };
    }
    if 3 <= line.len() && ['*', '_', '-'].into_iter().any(only) {
        return Block::Nothing;
    }
    let rank = line.chars().take_while(|c| *c == '#').count();
    if (1..=6).contains(&rank) && line[rank..].starts_with(' ') {
        return Block::Heading { rank, words: line[rank..].trim().trim_end_matches('#').trim_end() };
    }
    if line.starts_with('[') && line.split_once("]:").is_some_and(|(name, _)| !name.contains(' ')) {
        return Block::Nothing;
    }
    if line.starts_with('|') && line.ends_with('|') && 1 < line.len() {
        let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
        let is_rule = |cell: &&str| cell.chars().all(|c| matches!(c, '-' | ':'));
        return if cells.iter().all(is_rule) { Block::Nothing } else { Block::Row(cells) };
    }
    if let Some(words) = ["- ", "* ", "+ "].into_iter().find_map(|mark| line.strip_prefix(mark)) {
        let words = words.trim_start();
        let words = ["[ ] ", "[x] ", "[X] "].into_iter().find_map(|mark| words.strip_prefix(mark)).unwrap_or(words);
        return Block::Item { mark: "-", words };
    }
    let digits = line.chars().take_while(char::is_ascii_digit).count();
    if (1..=3).contains(&digits)
        && let Some(words) = line[digits..].strip_prefix(". ").or_else(|| line[digits..].strip_prefix(") "))
    {
        return Block::Item { mark: &line[..=digits], words: words.trim_start() };
    }
    Block::Words(line)
}

/// A line without the marks within it: of links and pictures their words stay. Takes time in proportion to the line, however links lie within
/// each other.
fn inline(line: &str) -> String {
    let chars: Vec<char> = line.chars().collect();
    let (squares, rounds) = (partners(&chars, '[', ']'), partners(&chars, '(', ')'));
    let angles = next_angles(&chars);
    let mut out = String::with_capacity(line.len());
    // Whose words are being read: where they begin and end, and where the line goes on after them.
    let mut within = vec![Words { from: 0, to: chars.len(), then: chars.len() }];
    let mut at = 0;
    while let Some(&Words { from, to, then }) = within.last() {
        if to <= at {
            at = then;
            within.pop();
            continue;
        }
        let c = chars[at];
        let next = chars.get(at + 1).copied().filter(|_| at + 1 < to);
        let link = |at: usize| link(&chars, &squares, &rounds, at, to);
        match c {
            '\\' if next.is_some_and(|next| next.is_ascii_punctuation()) => {
                out.extend(next);
                at += 2;
            }
            '!' if next == Some('[') && link(at + 1).is_some() => at += 1,
            '[' => match link(at) {
                Some(words) => {
                    at = words.from;
                    within.push(words);
                }
                None => {
                    out.push(c);
                    at += 1;
                }
            },
            '<' => match tag(&chars, &angles, at, to) {
                Some((words, end)) => {
                    out.push_str(&words);
                    at = end;
                }
                None => {
                    out.push(c);
                    at += 1;
                }
            },
            '`' => at += 1,
            '*' | '_' | '~' => {
                let run = chars[at..to].iter().take_while(|other| **other == c).count();
                let before = at.checked_sub(1).filter(|before| from <= *before).map(|before| chars[before]);
                let after = chars[..to].get(at + run).copied();
                if !marks(c, run, before, after) {
                    out.extend(std::iter::repeat_n(c, run));
                }
                at += run;
            }
            _ => {
                out.push(c);
                at += 1;
            }
        }
    }
    let entities = [("&nbsp;", "\u{a0}"), ("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&amp;", "&")];
    entities.into_iter().fold(out, |text, (name, sign)| text.replace(name, sign))
}

/// The words of a line or of a link within it.
#[derive(Clone, Copy)]
struct Words {
    from: usize,
    to: usize,
    /// Where to go on after them: behind the link's address.
    then: usize,
}

/// Whether a run of stars, underscores or tildes stresses what it touches, rather than being meant.
fn marks(mark: char, run: usize, before: Option<char>, after: Option<char>) -> bool {
    let touches = |c: Option<char>| c.is_some_and(|c| !c.is_whitespace());
    let in_word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    match mark {
        '~' => run == 2 && (touches(before) || touches(after)),
        // `snake_case` is a name.
        '_' => run <= 3 && (touches(before) || touches(after)) && !(in_word(before) && in_word(after)),
        // "2*3" is a product.
        _ => {
            let digits = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
            run <= 3 && (touches(before) || touches(after)) && !(run == 1 && digits(before) && digits(after))
        }
    }
}

/// The words of a link or picture that begins with the bracket at `at` and ends before `to`.
fn link(chars: &[char], squares: &[Option<usize>], rounds: &[Option<usize>], at: usize, to: usize) -> Option<Words> {
    let close = squares.get(at).copied().flatten().filter(|close| *close < to)?;
    let address = match chars.get(close + 1) {
        Some('(') => rounds,
        Some('[') => squares,
        _ => return None,
    };
    let end = address.get(close + 1).copied().flatten().filter(|end| *end < to)?;
    Some(Words { from: at + 1, to: close, then: end + 1 })
}

/// For each opening bracket the place of the one that closes it; nothing where none does, and nothing for all else.
fn partners(chars: &[char], open: char, close: char) -> Vec<Option<usize>> {
    let mut partners = vec![None; chars.len()];
    let mut opened = Vec::new();
    for (at, c) in chars.iter().enumerate() {
        if *c == open {
            opened.push(at);
        } else if *c == close
            && let Some(partner) = opened.pop().and_then(|before: usize| partners.get_mut(before))
        {
            *partner = Some(at);
        }
    }
    partners
}

/// For each place the next `>` at or behind it.
fn next_angles(chars: &[char]) -> Vec<Option<usize>> {
    let mut next = None;
    let mut angles: Vec<Option<usize>> = (chars.iter().enumerate().rev())
        .map(|(at, c)| {
            next = if *c == '>' { Some(at) } else { next };
            next
        })
        .collect();
    angles.reverse();
    angles
}

/// What stands for a tag at `at` that ends before `to`, and where it ends: an address in angle brackets stays, a line break is a space, all
/// else is nothing.
fn tag(chars: &[char], angles: &[Option<usize>], at: usize, to: usize) -> Option<(String, usize)> {
    let end = angles.get(at).copied().flatten().filter(|end| *end < to)?;
    let inside = &chars[at + 1..end];
    let first = inside.iter().find(|c| **c != '/')?;
    // What begins with a letter is one or the other. All else is an address or no tag, and an address holds no further bracket.
    let is_tag = first.is_ascii_alphabetic();
    if !is_tag && inside.contains(&'<') {
        return None;
    }
    let inside: String = inside.iter().collect();
    if inside.contains("://") || (inside.contains('@') && !inside.contains(' ')) {
        return Some((inside, end + 1));
    }
    let stands = if inside.to_lowercase().starts_with("br") { " " } else { "" };
    is_tag.then(|| (stands.to_owned(), end + 1))
}

/// The title of the front matter, and what follows that.
fn front_matter(markdown: &str) -> (Option<String>, &str) {
    let Some(rest) = markdown.strip_prefix("---\n").or_else(|| markdown.strip_prefix("---\r\n")) else {
        return (None, markdown);
    };
    let mut read = 0;
    let mut title = None;
    for line in rest.split_inclusive('\n') {
        read += line.len();
        let line = line.trim();
        if line == "---" || line == "..." {
            return (title, &rest[read..]);
        }
        if let Some(value) = line.strip_prefix("title:") {
            title = Some(value.trim().trim_matches(['"', '\'']).to_owned());
        } else if !line.is_empty() && !line.contains(':') && !line.starts_with(['-', '#']) {
            // No front matter after all: a rule, and a text under it.
            return (None, markdown);
        }
    }
    (None, markdown)
}

fn without_comments(text: &str) -> String {
    let (mut out, mut rest) = (String::with_capacity(text.len()), text);
    while let Some((before, after)) = rest.split_once("<!--") {
        out.push_str(before);
        rest = after.split_once("-->").map_or("", |(_, tail)| tail);
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(markdown: &str) -> String {
        crate::tidy(&read(markdown).1)
    }

    #[test]
    fn marks_go_and_words_stay() {
        let markdown = "# Security overview\n\nData stays in **Frankfurt**; see [the *white* paper](https://a.example/x_(y)) and\n\
            ![a map](map.png). We `never` move it.\n\n## Certificates ##\n* SOC 2, *type 2*\n* ISO 27001\n  since 2021\n1. First\n\n\
            | Plan | Price |\n|------|:-----:|\n| Team | 40 € |\n\n```\nlet x = 2 * y;\n```\n> Quoted words.\n\n[ref]: https://b.example\n<!-- a\nnote -->\n";
        assert_eq!(
            text(markdown),
            "Security overview\n\nData stays in Frankfurt; see the white paper and a map. We never move it.\n\nCertificates\n\n\
             - SOC 2, type 2\n- ISO 27001 since 2021\n1. First\n\nPlan | Price\nTeam | 40 €\n\nlet x = 2 * y;\nQuoted words."
        );
    }

    #[test]
    fn titles_come_from_front_matter_or_the_first_heading() {
        assert_eq!(read("---\ntitle: \"Pricing 2026\"\nowner: us\n---\n# Other\n").0.as_deref(), Some("Pricing 2026"));
        assert_eq!(read("Intro\n\n# Real title\n").0.as_deref(), Some("Real title"));
        assert_eq!(read("Old style\n=========\n\nWords\n").0.as_deref(), Some("Old style"));
        assert_eq!(read("## Only second\n").0, None);
        assert_eq!(text("---\nno front matter\n---\n"), "no front matter");
    }

    #[test]
    fn signs_that_are_meant_stay() {
        assert_eq!(text("2*3 is snake_case, a * b, 5 < 6 and R&amp;D"), "2*3 is snake_case, a * b, 5 < 6 and R&D");
        assert_eq!(text(r"\*not stressed\* and [not a link]"), "*not stressed* and [not a link]");
        assert_eq!(text("Write to <sales@a.example> or<br>call"), "Write to sales@a.example or call");
        assert_eq!(text("one  \ntwo\nthree"), "one\ntwo three");
    }

    #[test]
    fn links_lie_within_links_as_deep_as_they_like() {
        assert_eq!(text("[a [b](c) and ![d](e)](f) g"), "a b and d g");
        assert_eq!(text("[a](b [c](d)"), "[a](b c");
        assert_eq!(text("[open [words](x"), "[open [words](x");
        let deep = 200_000;
        assert_eq!(text(&format!("{}a{}", "[".repeat(deep), "](x)".repeat(deep))), "a");
        assert_eq!(text(&"[".repeat(deep)), "[".repeat(deep));
        let ends = format!("{}>", "<".repeat(deep));
        assert_eq!(text(&ends), ends);
    }
}
