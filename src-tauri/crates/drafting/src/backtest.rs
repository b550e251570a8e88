//! How much of a past call its brief had covered: a quality figure without labels.
//!
//! What a call was about is the content words of its transcript, each weighed by how rare it is on the account and how often it came
//! up: `w = ln(1 + N / df) × (1 + ln tf)`, with `N` texts on the account, the call included, `df` of them with the word and `tf` sentences
//! of the call with it. Coverage is the share of that weight whose words stand in the brief. A brief of the same length made of the last
//! sentences before the call, and one made of search hits, say what coverage is worth.

use crate::desk::Desk;
use domain::{Brief, Document, Dossier, SectionName, Span, text};
use facts::{Language, content_stems, language};
use jiff::{Timestamp, civil::Date};
use quantities::{
    days::{Mention, mentions},
    money::{Sum, sums},
};
use std::collections::{BTreeMap, BTreeSet};

/// How much of a call some text had covered before it.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Figures {
    /// Share of what the call was about, weighed, 0 to 1.
    pub coverage: f32,
    /// Named things of the call that the text names: people, companies, sums, days.
    pub named_hit: usize,
    /// How many words the text has.
    pub words: usize,
}

/// One past call, and how much of it was covered by its brief and by what briefs are measured against.
#[derive(Debug, Clone, PartialEq)]
pub struct Backtest {
    /// How much the brief had covered.
    pub brief: Figures,
    /// Coverage by each section alone, in reading order; sections without lines are left out.
    pub sections: Vec<(SectionName, f32)>,
    /// How many named things the call has: people, companies, sums, days.
    pub named_total: usize,
    /// Coverage by everything the account's texts had before the call: no brief can reach more.
    pub known: f32,
    /// The last sentences before the call, as many words as the brief.
    pub recent: Figures,
    /// The search hits given, as many words as the brief; none where none were given.
    pub search: Option<Figures>,
}

/// Scores a brief against the call that followed. `past` is the dossier the brief was made of, as of that morning; `call` the transcript;
/// `hits` the texts of search hits, best first. `None` where the call has no content words. Deterministic.
pub fn backtest(past: &Dossier, brief: &Brief, call: &Document, hits: &[String]) -> Option<Backtest> {
    let texts = texts_before(past, call);
    let about = about(call, &texts);
    if about.is_empty() {
        return None;
    }
    let today = day(past, call.at);
    let named = Named::of_call(past, call, today);
    let figures = |text: &str| Figures {
        coverage: coverage(&about, text),
        named_hit: named.in_text(text, today),
        words: text::word_count(text),
    };
    let lines = |name: Option<SectionName>| {
        let sections = brief.sections.iter().filter(|section| name.is_none_or(|name| section.name == name));
        sections.flat_map(|section| &section.items).map(|item| item.text.as_str()).collect::<Vec<_>>().join("\n")
    };
    let shown = figures(&lines(None));
    let sections = brief.sections.iter().filter(|section| !section.items.is_empty());
    Some(Backtest {
        brief: shown,
        sections: sections.map(|section| (section.name, coverage(&about, &lines(Some(section.name))))).collect(),
        named_total: named.count(),
        known: coverage(&about, &texts.join("\n")),
        recent: figures(&recent(past, call, shown.words)),
        search: (!hits.is_empty()).then(|| figures(&cut(hits.iter().map(String::as_str), shown.words))),
    })
}

/// Several calls in one row of figures; each mean counts every call once.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct BacktestSum {
    /// How many calls were scored.
    pub calls: usize,
    /// The mean share of what a call was about that its brief had covered, 0 to 1.
    pub coverage: f32,
    /// Share of all named things that the briefs named, 0 to 1.
    pub named_items_hit: f32,
    /// Mean coverage by the last sentences before each call.
    pub recent: f32,
    /// The share of all named things that those last sentences named, 0 to 1.
    pub recent_named_hit: f32,
    /// Mean coverage by search hits, over the calls that have them.
    pub search: Option<f32>,
    /// The mean coverage by everything that was known before each call.
    pub known: f32,
}

/// Adds several calls up to one row of figures.
pub fn backtest_sum(scores: &[Backtest]) -> BacktestSum {
    #[allow(clippy::cast_precision_loss)] // Counts of calls and of names.
    let share = |part: f32, of: usize| if of == 0 { 0.0 } else { part / of as f32 };
    let mean = |figure: &dyn Fn(&Backtest) -> f32| share(scores.iter().map(figure).sum(), scores.len());
    let named: usize = scores.iter().map(|score| score.named_total).sum();
    #[allow(clippy::cast_precision_loss)]
    let hit = |figures: &dyn Fn(&Backtest) -> Figures| {
        share(scores.iter().map(|score| figures(score).named_hit).sum::<usize>() as f32, named)
    };
    let searched: Vec<f32> = scores.iter().filter_map(|score| score.search).map(|figures| figures.coverage).collect();
    BacktestSum {
        calls: scores.len(),
        coverage: mean(&|score| score.brief.coverage),
        named_items_hit: hit(&|score| score.brief),
        recent: mean(&|score| score.recent.coverage),
        recent_named_hit: hit(&|score| score.recent),
        search: (!searched.is_empty()).then(|| share(searched.iter().sum(), searched.len())),
        known: mean(&|score| score.known),
    }
}

fn day(dossier: &Dossier, at: Timestamp) -> Date {
    at.to_zoned(dossier.zone.clone()).date()
}

/// The texts of the account that are older than the call.
fn texts_before<'a>(past: &'a Dossier, call: &Document) -> Vec<&'a str> {
    let documents = past.entries.iter().flat_map(|entry| &entry.documents);
    let before = documents.filter(|document| document.at < call.at && document.record != call.record);
    before.map(|document| document.text.as_str()).collect()
}

/// What the call is about: its content words with their weights.
fn about(call: &Document, texts: &[&str]) -> BTreeMap<String, f32> {
    let mut often: BTreeMap<String, u16> = BTreeMap::new();
    for span in text::sentences(&call.text) {
        for stem in content_stems(span.of(&call.text)) {
            let count = often.entry(stem).or_default();
            *count = count.saturating_add(1);
        }
    }
    let with: Vec<BTreeSet<String>> = texts.iter().map(|text| content_stems(text)).collect();
    #[allow(clippy::cast_precision_loss)] // An account has some thousands of texts.
    let weight = |stem: &String, tf: u16| {
        let df = 1 + with.iter().filter(|stems| stems.contains(stem)).count();
        (1.0 + (with.len() + 1) as f32 / df as f32).ln() * (1.0 + f32::from(tf).ln())
    };
    often.into_iter().map(|(stem, tf)| (weight(&stem, tf), stem)).map(|(weight, stem)| (stem, weight)).collect()
}

fn coverage(about: &BTreeMap<String, f32>, text: &str) -> f32 {
    let stems = content_stems(text);
    let total: f32 = about.values().sum();
    let found: f32 = about.iter().filter(|(stem, _)| stems.contains(*stem)).map(|(_, weight)| weight).sum();
    if 0.0 < total { (found / total).clamp(0.0, 1.0) } else { 0.0 }
}

/// The sums, days and names of a call.
struct Named {
    sums: BTreeSet<u64>,
    days: BTreeSet<Date>,
    names: BTreeSet<String>,
}

impl Named {
    /// Sums, days, and names other than of those who speak: known people and words with a capital within an English sentence.
    fn of_call(past: &Dossier, call: &Document, today: Date) -> Self {
        let speakers: BTreeSet<String> = call.utterances.iter().flat_map(|turn| name_words(&turn.speaker)).collect();
        let contacts = past.contacts.iter().map(domain::Record::display_name);
        let known: BTreeSet<String> = contacts
            .chain(past.owners.iter().map(|owner| owner.name.clone()))
            .flat_map(|name| name_words(&name))
            .collect();
        let mut names: BTreeSet<String> = words_of(&call.text)
            .filter(|word| starts_upper(word))
            .map(str::to_lowercase)
            .filter(|word| known.contains(word))
            .collect();
        if language(&call.text) != Language::German {
            let sentences = text::sentences(&call.text);
            names.extend(sentences.into_iter().flat_map(|span| capitals(span, &call.text)));
        }
        // What is written small elsewhere in the call is a word, not a name.
        let small: BTreeSet<&str> = words_of(&call.text).filter(|word| !starts_upper(word)).collect();
        names.retain(|name| !speakers.contains(name) && (known.contains(name) || !small.contains(name.as_str())));
        Self {
            sums: sums(&call.text).iter().filter_map(Sum::whole).collect(),
            days: mentions(&call.text, today).iter().filter_map(Mention::due).collect(),
            names,
        }
    }

    fn count(&self) -> usize {
        self.sums.len() + self.days.len() + self.names.len()
    }

    fn in_text(&self, text: &str, today: Date) -> usize {
        let words: BTreeSet<String> = words_of(text).map(str::to_lowercase).collect();
        let sums: BTreeSet<u64> = sums(text).iter().filter_map(Sum::whole).collect();
        let days: BTreeSet<Date> = mentions(text, today).iter().filter_map(Mention::due).collect();
        self.names.intersection(&words).count()
            + self.sums.intersection(&sums).count()
            + self.days.intersection(&days).count()
    }
}

fn words_of(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty())
}

fn starts_upper(word: &str) -> bool {
    word.starts_with(char::is_uppercase)
}

fn name_words(name: &str) -> Vec<String> {
    words_of(name).filter(|word| 2 < word.chars().count()).map(str::to_lowercase).collect()
}

/// Words with a capital that do not open the sentence; days and months are no names.
fn capitals(sentence: Span, text: &str) -> Vec<String> {
    let words = words_of(sentence.of(text)).skip(1).filter(|word| starts_upper(word) && 2 < word.chars().count());
    words.map(str::to_lowercase).filter(|word| !content_stems(word).is_empty()).collect()
}

/// The last sentences before the call, newest first, within a number of words.
fn recent(past: &Dossier, call: &Document, words_max: usize) -> String {
    let desk = Desk::of(past);
    let mut before: Vec<_> =
        desk.statements.iter().filter(|s| s.at < call.at && s.at <= past.as_of && s.activity != call.record).collect();
    before.sort_by(|a, b| b.at.cmp(&a.at).then_with(|| b.citation.cmp(&a.citation)));
    cut(before.into_iter().map(|statement| statement.text.as_str()), words_max)
}

/// Some texts one after another, cut off after a number of words.
fn cut<'a>(texts: impl Iterator<Item = &'a str>, words_max: usize) -> String {
    let mut words = texts.flat_map(|text| text.split_inclusive(char::is_whitespace).chain(["\n"]));
    let mut out = String::new();
    let mut count = 0;
    while let Some(word) = words.next().filter(|_| count < words_max) {
        count += text::word_count(word);
        out.push_str(word);
    }
    out
}
