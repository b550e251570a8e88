//! Written forms of sums and days with what they mean: each is read right, or refused where its label says so.

use jiff::civil::Date;
use quantities::{days, money};
use std::path::PathBuf;

/// A labelled line.
struct Form {
    number: usize,
    language: String,
    rest: Vec<String>,
}

fn forms(name: &str) -> Vec<Form> {
    let folder = std::env::var_os("FORMS").map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/forms"), PathBuf::from);
    let text = std::fs::read_to_string(folder.join(name)).unwrap();
    let lines = text.lines().filter(|line| !line.starts_with('#') && !line.trim().is_empty());
    let half = std::env::var("HALF").unwrap_or_default();
    lines
        .map(|line| {
            let mut cells = line.split('\t').map(str::to_owned);
            Form { number: cells.next().unwrap().parse().unwrap(), language: cells.next().unwrap(), rest: cells.collect() }
        })
        .filter(|form| match half.as_str() {
            "odd" => form.number % 2 == 1,
            "even" => form.number % 2 == 0,
            _ => true,
        })
        .collect()
}

fn shown(sum: &money::Sum) -> String {
    let value = if sum.low == sum.high { sum.low.to_plain() } else { format!("{}..{}", sum.low.to_plain(), sum.high.to_plain()) };
    format!("{value} {}", sum.currency.map_or("?", money::Currency::as_str))
}

/// Labels write 450.5 and 450.50 alike.
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
        let span = |span: &days::Span| if span.is_day() { span.first.to_string() } else { format!("{}..{}", span.first, span.last) };
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
