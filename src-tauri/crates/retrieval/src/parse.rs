//! The query language: limits such as `from:petra` and `after:2026-02-01` among the words that are looked for. Pure.

use domain::{ObjectType, Part};
use language::Language;

/// A query taken apart: what is left of it to be looked for, and what it is limited to. Values are as they were typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Parsed {
    /// What is looked for: words, a question, phrases in quotation marks.
    pub text: String,
    /// Who said or wrote it: part of a name or address.
    pub from: Option<String>,
    /// The account whose texts are searched, as it was typed; `None` for every account.
    pub account: Option<String>,
    /// The deal around which texts are searched, as it was typed; `None` for none.
    pub deal: Option<String>,
    /// The kinds of texts that are searched, as they were typed; empty for all.
    pub kinds: Vec<String>,
    /// The languages of the texts that are searched; empty for all.
    pub languages: Vec<Language>,
    /// The date or time from which on texts are searched, as it was typed; `None` for no such limit.
    pub after: Option<String>,
    /// The date or time before which texts are searched, as it was typed; `None` for no such limit.
    pub before: Option<String>,
}

/// Takes a query apart: `from:`, `account:`, `deal:`, `kind:`, `lang:`, `after:` and `before:` with a word or a "quoted value" behind the colon
/// limit it, wherever they stand; kinds and languages may be several, with commas. All else is text: other words with a colon too, names without a
/// value, and what has no sense as a limit, as in "after:hours" or "kind:regards". Of a limit named twice the last counts; kinds and languages add
/// up.
pub fn parse(query: &str) -> Parsed {
    let mut parsed = Parsed::default();
    let mut text: Vec<&str> = Vec::new();
    for word in words(query) {
        let value = |name: &str| {
            let (head, value) = word.split_at_checked(name.len())?;
            let value = value.strip_prefix(':')?.trim_matches(['"', '“', '”', '„']).trim();
            (head.eq_ignore_ascii_case(name) && !value.is_empty()).then(|| value.to_owned())
        };
        if let Some(from) = value("from") {
            parsed.from = Some(from);
        } else if let Some(account) = value("account") {
            parsed.account = Some(account);
        } else if let Some(deal) = value("deal") {
            parsed.deal = Some(deal);
        } else if let Some(kinds) = value("kind").and_then(|kinds| known_kinds(&kinds)) {
            parsed.kinds.extend(kinds);
        } else if let Some(languages) = value("lang").and_then(|languages| known_languages(&languages)) {
            parsed.languages.extend(languages);
        } else if let Some(after) = value("after").filter(|value| is_like_a_date(value)) {
            parsed.after = Some(after);
        } else if let Some(before) = value("before").filter(|value| is_like_a_date(value)) {
            parsed.before = Some(before);
        } else {
            text.push(word);
        }
    }
    parsed.text = text.join(" ");
    parsed
}

/// The kinds in a list with commas, if all of them are kinds of text.
fn known_kinds(list: &str) -> Option<Vec<String>> {
    let kinds: Vec<String> =
        list.split(',').map(|kind| kind.trim().to_lowercase()).filter(|kind| !kind.is_empty()).collect();
    let is_known = |kind: &String| kind == Part::TRANSCRIPT || kind.parse::<ObjectType>().is_ok();
    (!kinds.is_empty() && kinds.iter().all(is_known)).then_some(kinds)
}

/// The languages in a list with commas, by code or English name, if all of them are known.
fn known_languages(list: &str) -> Option<Vec<Language>> {
    let named = list.split(',').map(str::trim).filter(|name| !name.is_empty());
    let languages: Vec<Language> = named.map(str::parse).collect::<Result<_, _>>().ok()?;
    (!languages.is_empty()).then_some(languages)
}

/// Whether a value begins as days do: 2026-03-04. Which day it is, and whether there is one, is the caller's to say.
fn is_like_a_date(value: &str) -> bool {
    value.bytes().take(4).filter(u8::is_ascii_digit).count() == 4
}

/// The query's words; what stands in quotation marks stays together, with what precedes it directly.
fn words(query: &str) -> Vec<&str> {
    let (mut words, mut start, mut quoted) = (Vec::new(), None, false);
    for (at, c) in query.char_indices() {
        match c {
            '"' | '“' | '”' | '„' => {
                quoted = !quoted;
                start = start.or(Some(at));
            }
            c if c.is_whitespace() && !quoted => words.extend(start.take().map(|from| &query[from..at])),
            _ => start = start.or(Some(at)),
        }
    }
    words.extend(start.map(|from| &query[from..]));
    words
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn check(query: &str, expected: Parsed) {
        assert_eq!(parse(query), expected, "{query}");
    }

    fn text(text: &str) -> Parsed {
        Parsed { text: text.to_owned(), ..Parsed::default() }
    }

    #[test]
    fn limits_stand_anywhere_and_text_keeps_its_order() {
        let some = |value: &str| Some(value.to_owned());
        check("budget this year", text("budget this year"));
        check(
            "from:petra budget After:2026-02-01",
            Parsed { from: some("petra"), after: some("2026-02-01"), ..text("budget") },
        );
        check(
            "who pays account:\"Northgate Bank\" kind:email,call before:2026-03-04 kind:note",
            Parsed {
                account: some("Northgate Bank"),
                kinds: vec!["email".to_owned(), "call".to_owned(), "note".to_owned()],
                before: some("2026-03-04"),
                ..text("who pays")
            },
        );
        check(
            "Frist lang:de,English",
            Parsed { languages: vec![Language::German, Language::English], ..text("Frist") },
        );
        check("deal:deal:45 price", Parsed { deal: some("deal:45"), ..text("price") });
        check("from:„Petra Lang“ preis", Parsed { from: some("Petra Lang"), ..text("preis") });
    }

    #[test]
    fn what_is_no_limit_is_text() {
        check("see https://x.example: done", text("see https://x.example: done"));
        check("from: kind:", text("from: kind:"));
        check("lang:of lang:", text("lang:of lang:"));
        check("after:hours support", text("after:hours support"));
        check("kind:regards before:lunch", text("kind:regards before:lunch"));
        check("the \"break clause\" of 2:1", text("the \"break clause\" of 2:1"));
        check("an odd \" mark", text("an odd \" mark"));
        check("", text(""));
    }

    proptest! {
        /// Whatever is typed, nothing panics, and a query without a colon is its own text, but for white space.
        #[test]
        fn plain_text_passes_through(query in "[a-zäöü\" ]{0,40}") {
            let squeeze = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
            prop_assert_eq!(squeeze(&parse(&query).text), squeeze(&query));
        }

        #[test]
        fn nothing_panics(query in "\\PC{0,60}") {
            parse(&query);
        }
    }
}
