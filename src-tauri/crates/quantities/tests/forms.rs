//! Written forms of sums and days with what they mean: each is read right, or refused where its label says so.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use jiff::civil::Date;
use proptest::prelude::*;
use quantities::{days, money};
use std::path::Path;

/// A line with a label that says what is to be read of it.
struct Form {
    number: usize,
    language: String,
    rest: Vec<String>,
}

fn forms(name: &str) -> Vec<Form> {
    let path = Path::new(&std::env::var_os("CARGO_MANIFEST_DIR").expect("cargo runs the tests"))
        .join("tests/forms")
        .join(name);
    let text = std::fs::read_to_string(path).unwrap();
    let lines = text.lines().filter(|line| !line.starts_with('#') && !line.trim().is_empty());
    lines
        .map(|line| {
            let mut cells = line.split('\t').map(str::to_owned);
            Form {
                number: cells.next().unwrap().parse().unwrap(),
                language: cells.next().unwrap(),
                rest: cells.collect(),
            }
        })
        .collect()
}

fn shown(sum: &money::Sum) -> String {
    let value = if sum.low == sum.high {
        sum.low.to_plain()
    } else {
        format!("{}..{}", sum.low.to_plain(), sum.high.to_plain())
    };
    format!("{value} {}", sum.currency.map_or("?", money::Currency::as_str))
}

/// A label's number in one spelling: 450.5 and 450.50 are the same.
fn plain(label: &str) -> String {
    let number = |text: &str| match text.split_once('.') {
        Some((whole, decimals)) if decimals.trim_end_matches('0').is_empty() => whole.to_owned(),
        Some((whole, decimals)) => format!("{whole}.{:0<2}", decimals.trim_end_matches('0')),
        None => text.to_owned(),
    };
    let (value, currency) = label.split_once(' ').unwrap_or((label, ""));
    let value = match value.split_once("..") {
        Some((low, high)) => format!("{}..{}", number(low), number(high)),
        None => number(value),
    };
    format!("{value} {currency}")
}

#[test]
fn every_sum_is_read_whole_or_not_at_all() {
    let mut wrong = Vec::new();
    let all = forms("money.tsv");
    for form in &all {
        let (text, label) = (&form.rest[0], form.rest[1].trim());
        let read: Vec<String> = money::sums(text).iter().map(shown).collect();
        let wanted: Vec<String> = match label {
            "none" | "refuse" => Vec::new(),
            label => label.split(';').map(|one| plain(one.trim())).collect(),
        };
        if read != wanted {
            wrong.push(format!("{} {} “{text}”: {read:?}, not {wanted:?}", form.number, form.language));
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), all.len(), wrong.join("\n"));
}

#[test]
fn every_day_is_read_as_meant_or_said_to_be_unclear() {
    let mut wrong = Vec::new();
    let all = forms("days.tsv");
    for form in &all {
        let (said, text, label) = (form.rest[0].parse::<Date>().unwrap(), &form.rest[1], form.rest[2].trim());
        let span = |span: &days::Span| {
            if span.is_day() { span.first.to_string() } else { format!("{}..{}", span.first, span.last) }
        };
        let read: Vec<String> = days::mentions(text, said)
            .iter()
            .map(|mention| {
                let mut spans: Vec<String> = mention.spans.iter().map(span).collect();
                spans.sort();
                spans.join("|")
            })
            .collect();
        let wanted: Vec<String> = match label {
            "none" => Vec::new(),
            label => label
                .split(';')
                .map(|one| {
                    let mut either: Vec<&str> = one.trim().split('|').collect();
                    either.sort_unstable();
                    either.join("|")
                })
                .collect(),
        };
        if read != wanted {
            wrong.push(format!("{} {} {said} “{text}”: {read:?}, not {wanted:?}", form.number, form.language));
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), all.len(), wrong.join("\n"));
}

/// Bits of sums, days and what stands around them, so that random texts come near to them.
fn bits() -> impl Strategy<Value = String> {
    let known = [
        "€",
        "$",
        "CHF",
        "Rs.",
        "kr",
        "EUR",
        "k",
        "M",
        "Mio.",
        "Mrd. ",
        "bn",
        "thousand",
        "million",
        "lakh",
        "-",
        "–",
        "−",
        "(",
        ")",
        ",",
        ".",
        "'",
        "\u{a0}",
        "\u{202f}",
        " ",
        " ",
        "/",
        "to ",
        "bis ",
        "à ",
        "between ",
        "12",
        "1",
        "450",
        "000",
        "8000000",
        "99999999999999999999",
        "2026",
        "0",
        "%",
        "two ",
        "hundert",
        "tausend",
        "quatre-vingt-",
        "one ",
        "and a half ",
        "in ",
        "days",
        "Wochen",
        "vor ",
        "next ",
        "Friday",
        "nächsten ",
        "end of ",
        "Q",
        "KW ",
        "March",
        "déc.",
        "the ",
        "st",
        "th",
        "15.",
        "12/4",
        "d'",
        "x",
        "SKU-",
        "@",
        "#",
        "\n",
        "ß",
        "İ",
        "円",
        "𝟙",
        "\u{301}",
    ];
    prop::collection::vec(prop_oneof![4 => prop::sample::select(known.to_vec()).prop_map(str::to_owned), 1 => any::<char>().prop_map(String::from)], 0..14)
        .prop_map(|bits| bits.concat())
}

/// However often a mail says the same, reading it takes its length and no more, and no stack grows with it.
#[test]
fn long_texts_of_one_kind_are_read_in_time() {
    let said = Date::constant(2026, 11, 23);
    let started = std::time::Instant::now();
    for bit in [
        "two weeks after ",
        "Friday in a week after ",
        "heute in einer Woche ",
        "5 U.S.",
        "1,000-",
        "1 000 ",
        "1.1.",
        "a million and a ",
        "end of the ",
        "€",
        "(",
        "hundert",
        "from 4 to ",
        "quatre-vingt-",
        "- ",
        "in the next ",
        "the 15th of ",
        "next ",
        "Q1 ",
        "12/4/",
    ] {
        let text = bit.repeat(20_000);
        money::sums(&text);
        days::mentions(&text, said);
    }
    assert!(started.elapsed() < std::time::Duration::from_secs(60), "{:?}", started.elapsed());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    /// No text makes the readers panic, and what they read stands in the text, in order.
    #[test]
    fn any_text_is_read(text in prop_oneof![bits(), any::<String>()], offset in 0_i64..200_000) {
        let said = Date::constant(1970, 1, 1).checked_add(jiff::Span::new().days(offset)).unwrap();
        let mut end = 0;
        for sum in money::sums(&text) {
            prop_assert!(text.get(sum.range.clone()).is_some_and(|words| !words.is_empty()), "{sum:?}");
            prop_assert!(end <= sum.range.start && sum.low <= sum.high, "{sum:?}");
            end = sum.range.end;
        }
        let mut end = 0;
        for mention in days::mentions(&text, said) {
            prop_assert!(text.get(mention.range.clone()).is_some_and(|words| !words.is_empty()), "{mention:?}");
            prop_assert!(end <= mention.range.start && !mention.spans.is_empty(), "{mention:?}");
            prop_assert!(mention.spans.iter().all(|span| span.first <= span.last), "{mention:?}");
            end = mention.range.end;
        }
        days::read(&text, None);
    }

    /// A sum is never a part of a longer run of letters and digits.
    #[test]
    fn no_sum_is_a_fragment(text in bits()) {
        for sum in money::sums(&text) {
            let before = text[..sum.range.start].chars().next_back();
            let after = text[sum.range.end..].chars().next();
            let first = text[sum.range.clone()].chars().next();
            let last = text[sum.range.clone()].chars().next_back();
            let joins = |one: Option<char>, other: Option<char>| {
                one.is_some_and(char::is_alphanumeric) && other.is_some_and(char::is_alphanumeric)
            };
            prop_assert!(!joins(before, first) && !joins(last, after), "“{}” of “{text}”", &text[sum.range.clone()]);
        }
    }
}
