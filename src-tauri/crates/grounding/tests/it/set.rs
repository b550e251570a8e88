//! The grounding set: some two thousand sentences that follow from their sources, and some that were corrupted in one place.

use crate::{
    conversations::{Dice, Line, Statement, folder, read},
    corrupt, paraphrase,
};
use grounding::{Evidence, follows};
use std::collections::{BTreeMap, BTreeSet};

/// One sentence of the set, with its sources and its label.
struct Item {
    kind: &'static str,
    holds: bool,
    text: String,
    sources: Vec<Evidence>,
}

fn evidence(line: &Line) -> Evidence {
    Evidence {
        text: line.text.clone(),
        speaker: Some(line.speaker.clone()),
        time: line.ts.clone(),
        ..Evidence::default()
    }
}

/// First names and roles of a conversation's speakers, and the capitalised words of its lines that are surely names.
fn names_in(lines: &[Line]) -> Vec<String> {
    let mut names: BTreeSet<String> = lines.iter().map(|line| line.speaker.clone()).collect();
    let first: Vec<String> = names
        .iter()
        .filter_map(|name| name.split(' ').next())
        .filter(|name| 3 < name.len() && !name.ends_with('.'))
        .map(str::to_owned)
        .collect();
    let said: String = lines.iter().map(|line| line.text.as_str()).collect::<Vec<_>>().join(" ");
    names.extend(
        first
            .into_iter()
            .filter(|name| corrupt::has_word(&said, name) && !said.contains(&format!(" {} ", name.to_lowercase()))),
    );
    names.into_iter().collect()
}

fn make(corpus: &str, seed: u64) -> Vec<Item> {
    let lines: Vec<Line> = read(corpus, "corpus.jsonl");
    let mut dice = Dice::new(seed);
    let mut by_doc: BTreeMap<&str, Vec<Line>> = BTreeMap::new();
    for line in &lines {
        by_doc.entry(&line.doc).or_default().push(line.clone());
    }
    let docs: Vec<Vec<Line>> = by_doc.into_values().filter(|lines| 3 < lines.len()).collect();
    let everyone: Vec<String> = names_in(&lines).into_iter().filter(|name| !name.contains(char::is_numeric)).collect();
    let mut items = Vec::new();
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for _ in 0..30_000 {
        let Some(doc) = dice.pick(&docs) else { break };
        let at = dice.roll(doc.len());
        let line = &doc[at];
        let Some(sentence) = dice.pick(&paraphrase::sentences(line)).cloned() else { continue };
        // The source, and some lines that stand around it.
        let from = at.saturating_sub(dice.roll(3));
        let to = (at + 1 + dice.roll(3)).min(doc.len());
        let sources: Vec<Evidence> = doc[from..to].iter().map(evidence).collect();
        let others: Vec<String> = {
            let mut others: Vec<String> = names_in(&doc[from..to]);
            if others.len() < 2 || dice.roll(2) == 0 {
                others.clone_from(&everyone);
            }
            others
        };
        let reported = paraphrase::reported(&sentence, line, &mut dice);
        let named = paraphrase::named(&sentence, line);
        let base = match dice.roll(3) {
            0 => reported.clone(),
            1 => named.clone().unwrap_or_else(|| sentence.clone()),
            _ => sentence.clone(),
        };
        let quoted = format!("{} said: \u{201c}{}\u{201d}", line.speaker, sentence.trim_end_matches('.'));
        let other_line = doc[from..to].iter().find(|other| other.speaker != line.speaker);
        let is_another = |other: &str| !other.split(' ').any(|word| 3 < word.len() && line.speaker.contains(word));
        let swapped = other_line.filter(|other| !other.text.contains(sentence.as_str()) && is_another(&other.speaker));
        let mine: Vec<String> = names_in(&doc[from..to]);
        let said: String = doc[from..to].iter().map(|line| line.text.as_str()).collect::<Vec<_>>().join(" ");
        let combined = other_line.and_then(|other| {
            let second = paraphrase::sentences(other).into_iter().next()?;
            let (a, b) = (sentence.trim_end_matches(['.', '!']), paraphrase::lower_first(&second));
            Some(format!(
                "{} said that {}, and {} said that {b}",
                line.speaker,
                paraphrase::lower_first(a),
                other.speaker
            ))
        });
        let candidates: Vec<(&'static str, bool, Option<String>)> = vec![
            ("verbatim", true, Some(sentence.clone())),
            ("shortened", true, paraphrase::shortened(&sentence)),
            ("reordered", true, paraphrase::reordered(&sentence)),
            ("reported", true, Some(reported.clone())),
            ("named", true, named.clone()),
            ("renumbered", true, paraphrase::renumbered(&base)),
            ("quoted", true, Some(quoted.clone())),
            ("combined", true, combined),
            ("lower case", true, Some(base.to_lowercase())),
            ("number of the sources", false, corrupt::number_of(&base, &said, &mut dice)),
            ("names exchanged", false, corrupt::exchanged(&base, &mine, &mut dice)),
            ("lower-case name", false, corrupt::name(&base, &mine, &others, &mut dice).map(|text| text.to_lowercase())),
            ("number", false, corrupt::number(&base, &mut dice)),
            ("date", false, corrupt::date(&base, &mut dice)),
            ("name", false, corrupt::name(&base, &mine, &others, &mut dice)),
            ("negation", false, corrupt::negation(&base, &mut dice)),
            ("direction", false, corrupt::direction(&base, &mut dice)),
            (
                "quote",
                false,
                corrupt::quote(sentence.trim_end_matches('.'), &mut dice)
                    .map(|words| format!("{} said: \u{201c}{words}\u{201d}", line.speaker)),
            ),
            ("attribution", false, swapped.map(|other| quoted.replacen(&line.speaker, &other.speaker, 1))),
            ("attribution", false, swapped.map(|other| reported.replacen(&line.speaker, &other.speaker, 1))),
        ];
        for (kind, holds, text) in candidates {
            let Some(text) = text else { continue };
            let count = counts.entry(kind).or_default();
            let seen = sources.iter().any(|source| !holds && source.text.contains(text.as_str()));
            if *count < 120 && !seen {
                *count += 1;
                items.push(Item { kind, holds, text, sources: sources.clone() });
            }
        }
    }
    items
}

#[test]
fn what_was_corrupted_does_not_pass_and_what_is_true_does() {
    if folder().is_none() {
        return;
    }
    let show = std::env::var_os("FOREWORD_EVAL_SHOW").is_some();
    let mut table: BTreeMap<(bool, &str), (usize, usize)> = BTreeMap::new();
    let shift: u64 = std::env::var("FOREWORD_EVAL_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(0);
    for (corpus, seed) in [("locomo", 11 + shift), ("bc3", 12 + shift), ("qmsum", 13 + shift)] {
        for item in make(corpus, seed) {
            let flaws = follows(&item.text, &item.sources);
            let right = flaws.is_empty() == item.holds;
            let row = table.entry((item.holds, item.kind)).or_default();
            row.0 += usize::from(right);
            row.1 += 1;
            if show && !right {
                eprintln!("WRONG {corpus} {} {:?}\n  {}", item.kind, flaws, item.text);
                for source in &item.sources {
                    eprintln!(
                        "    [{} {}] {:.300}",
                        source.time.as_deref().unwrap_or("-"),
                        source.speaker.as_deref().unwrap_or("-"),
                        source.text
                    );
                }
            }
        }
    }
    let total = |holds: bool| {
        table.iter().filter(|((of, _), _)| *of == holds).fold((0, 0), |(a, b), (_, (right, all))| (a + right, b + all))
    };
    for ((holds, kind), (right, all)) in &table {
        println!("| {} | {kind} | {right} of {all} |", if *holds { "true" } else { "corrupted" });
    }
    let (passed, all_true) = total(true);
    let (_, all_false) = total(false);
    println!("true {passed} of {all_true}; corrupted {:?}", total(false));
    assert!(400 <= all_true + all_false, "the set is too small: {all_true} and {all_false}");
    for kind in ["number", "date", "name", "quote"] {
        let (right, all) = table[&(false, kind)];
        assert!(30 <= all && right == all, "{kind}: {} of {all} corrupted sentences pass", all - right);
    }
    assert!(95 * all_true <= 100 * passed, "{passed} of {all_true} true sentences pass");
    for kind in ["negation", "attribution", "direction", "names exchanged", "number of the sources", "lower-case name"]
    {
        let (right, all) = table[&(false, kind)];
        assert!(95 * all <= 100 * right, "{kind}: {} of {all} corrupted sentences pass", all - right);
    }
}

/// How many of the free summaries that people wrote of mail threads pass: they go beyond what they cite, so this is a figure, and the
/// test only that most do.
#[test]
fn free_summaries_are_not_refused_wholesale() {
    if folder().is_none() {
        return;
    }
    let show = std::env::var_os("FOREWORD_EVAL_SHOW").is_some();
    let lines: Vec<Line> = read("bc3", "corpus.jsonl");
    let by_id: BTreeMap<&str, &Line> = lines.iter().map(|line| (line.id.as_str(), line)).collect();
    let (mut passed, mut all) = (0, 0);
    for statement in read::<Statement>("bc3", "queries.jsonl") {
        let sources: Vec<Evidence> =
            statement.relevant.iter().filter_map(|id| by_id.get(id.as_str())).map(|line| evidence(line)).collect();
        let flaws = follows(&statement.query, &sources);
        passed += usize::from(flaws.is_empty());
        all += 1;
        if show && !flaws.is_empty() {
            eprintln!("SUMMARY {flaws:?}\n  {}", statement.query);
            for source in &sources {
                eprintln!("    [{}] {:.300}", source.speaker.as_deref().unwrap_or("-"), source.text);
            }
        }
    }
    println!("{passed} of {all} summaries pass");
    assert!(all < 2 * passed, "{passed} of {all}");
}
