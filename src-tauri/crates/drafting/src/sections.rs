//! The eight sections of a pre-call brief: landmines, why now, last talk, promises, their words, the deal, people, and what to ask first.
//! Each is a function of the [`Desk`].

mod deal;
mod landmines;
mod last_talk;
mod people;
mod their_words;
mod worth;

use crate::{
    desk::{Desk, item},
    pattern,
};
use deal::{Clash, deal};
use domain::{
    Citation, Item, ItemKind, Promised, Rule, SectionName, Span, Unrecognised, property, text::capital_first,
};
use facts::{Promise, PromiseStatus, Salience, Side, Statement, Topic, salience, short_quote};
use landmines::landmines;
use last_talk::last_talk;
use people::people;
use regex::Regex;
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::LazyLock,
};
use their_words::their_words;

/// The most words of a quotation.
const QUOTE_WORDS: usize = 25;
/// The longest quotation within a line of our own.
const PHRASE_WORDS: usize = 13;
/// The longest question of theirs within a line of our own: it has to be answered, so it has to be understood.
const QUESTION_WORDS: usize = 16;
/// The most words of a line that is shown for its worth: rather few, more where fewer would break a clause.
const LINE_WORDS: std::ops::RangeInclusive<usize> = 10..=16;
/// A sentence stands first in a brief for what it is about, where its cues weigh that much.
const WORTH_A_KEY: f32 = 4.2;

/// Words by which somebody says that a sum is decided.
static DECIDED: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"\b(?:approved|released|signed off|genehmigt|freigegeben|bewilligt|freigab|freigibt)\b"));

/// The most lines that each section may have.
struct Limits {
    landmines: usize,
    promises: usize,
    quotes: usize,
    people: usize,
}

/// Proposes the lines of every section, unchecked, most important first.
pub(crate) fn propose(desk: &mut Desk<'_>, strangers: &[Unrecognised], full: bool) -> BTreeMap<SectionName, Vec<Item>> {
    let limits = if full {
        Limits { landmines: 20, promises: 40, quotes: 20, people: 40 }
    } else if desk.lines.is_empty() {
        Limits { landmines: 3, promises: 4, quotes: 4, people: 4 }
    } else {
        Limits { landmines: 3, promises: 4, quotes: 10, people: 3 }
    };
    let ranked = ranked_statements(desk, salience);
    let owed = promises(desk, limits.promises);
    let owed_in: BTreeSet<Citation> = owed.iter().flat_map(|item| item.citations.clone()).collect();
    let (talk, mut used) = last_talk(desk, &ranked, &owed_in);
    used.extend(owed_in);
    let (mut deal, clash) = deal(desk, &ranked);
    let mut sections = BTreeMap::from([
        (SectionName::Landmines, landmines(desk, strangers, limits.landmines)),
        (SectionName::WhyNow, why_now(desk)),
        (SectionName::LastTalk, talk),
        (SectionName::Promises, owed),
        (SectionName::TheirWords, their_words(desk, &ranked, &used, limits.quotes)),
        (SectionName::People, people(desk, limits.people)),
    ]);
    let asked = ask_first(desk, clash, &ranked);
    // A compact brief does not say twice where deal and words differ: the question does.
    let is_asked = !full && asked.iter().any(|item| item.rule.as_deref() == Some(Rule::AmountContradicted.as_str()));
    deal.retain(|item| !(is_asked && item.rule.as_deref() == Some(Rule::AmountContradicted.as_str())));
    sections.insert(SectionName::Deal, deal);
    sections.insert(SectionName::AskFirst, asked);
    crate::first_call::extend(desk, &mut sections);
    sections
}

/// What a section says when it has no lines.
pub(crate) fn why_empty(name: SectionName) -> &'static str {
    match name {
        SectionName::Landmines => "no urgent ticket, unanswered mail or opt-out",
        SectionName::WhyNow => "no meeting planned and nothing recent",
        SectionName::LastTalk => "no conversation with them yet",
        SectionName::Promises => "no dated promise is open",
        SectionName::TheirWords => "they have not spoken about objections, budget, timing or criteria",
        SectionName::Deal => "no deal",
        SectionName::People => "no contacts",
        SectionName::AskFirst => "nothing to ask about",
    }
}

/// Their sentences that matter, weightiest first; of several budgets only the latest talk's count.
fn ranked_statements(desk: &Desk<'_>, salience: fn(&Statement) -> Option<Salience>) -> Vec<(Statement, Salience)> {
    let mut ranked: Vec<(Statement, Salience)> = desk
        .statements
        .iter()
        .filter(|s| s.side == Side::Them && !s.reported && s.at <= desk.dossier.as_of)
        .filter_map(|s| {
            let mut salience = salience(s)?;
            // What was said half a year ago counts half.
            #[allow(clippy::cast_precision_loss)]
            let days = desk.days_since(s.day).max(0) as f32;
            salience.score *= 0.5 + 0.5 * (-days / 60.0).exp();
            Some((s.clone(), salience))
        })
        .collect();
    ranked.sort_by(|(a, x), (b, y)| {
        y.score.total_cmp(&x.score).then_with(|| b.at.cmp(&a.at)).then_with(|| a.citation.cmp(&b.citation))
    });
    ranked
}

fn why_now(desk: &mut Desk<'_>) -> Vec<Item> {
    let dossier = desk.dossier;
    if let Some(entry) = desk.dossier.next_meeting() {
        let mut citations = desk.cite_properties(&entry.record, &[property::MEETING_TITLE, property::MEETING_START]);
        if citations.len() < 2 {
            citations.extend(desk.cite_property(&entry.record, property::TIMESTAMP));
        }
        let text = format!("{}: “{}”", capital_first(&desk.when(entry.activity.at)), entry.activity.title);
        return vec![item(ItemKind::Derived, Some(Rule::NextMeeting.as_str()), text, citations)];
    }
    if let Some(entry) = dossier.last_talk() {
        let said = desk.statements.iter().find(|s| s.activity == entry.activity.id && s.side == Side::Them).cloned();
        if let Some(statement) = said {
            let citation = desk.cite(&statement, statement.citation.clone());
            let text = desk.phrases.no_meeting(&statement.speaker, desk.days_since(statement.day));
            return vec![item(ItemKind::Derived, Some(Rule::NoMeeting.as_str()), text, vec![citation])];
        }
    }
    Vec::new()
}

/// The promises of both sides that are not kept, a line each, at most `limit`.
pub(crate) fn promises(desk: &mut Desk<'_>, limit: usize) -> Vec<Item> {
    let mut open: Vec<Promise> = desk.promises.iter().filter(|promise| promise.status.is_owed()).cloned().collect();
    // A promise three months late is history, not a debt to open a call with.
    open.retain(|promise| desk.days_since(promise.last_day()) <= 90);
    // The freshest debt first: what is overdue, latest day first; then what falls due next.
    open.sort_by_key(|promise| {
        let late = desk.days_since(promise.due);
        (promise.by, late <= 0, late.abs())
    });
    // Both sides are heard before either takes the last place.
    let ours = open.iter().filter(|promise| promise.by == Side::Us).count();
    let theirs = open.len() - ours;
    let keep_ours = ours.min(limit.saturating_sub(theirs.min(limit / 2)));
    let (us, them): (Vec<Promise>, Vec<Promise>) = open.into_iter().partition(|promise| promise.by == Side::Us);
    let chosen = us.into_iter().take(keep_ours).chain(them).take(limit);
    chosen.collect::<Vec<_>>().into_iter().map(|promise| promise_line(desk, &promise)).collect()
}

fn promise_line(desk: &mut Desk<'_>, promise: &Promise) -> Item {
    let phrases = desk.phrases;
    let who = phrases.owes((promise.by == Side::Them).then_some(promise.whom.as_str()));
    let when = match promise.status {
        PromiseStatus::Overdue { days } => phrases.overdue(days),
        // "next Friday" may be either.
        _ => match promise.or_due {
            Some(other) => phrases.due(other.min(promise.due), Some(other.max(promise.due))),
            None => phrases.due(promise.due, None),
        },
    };
    let range = short_quote(&promise.text, PHRASE_WORDS);
    let words = promise.text.get(range).unwrap_or(&promise.text).to_owned();
    let text = format!("{who}, {when}: “{words}”");
    let promised = Promised {
        who: if promise.by == Side::Us { "We".to_owned() } else { promise.whom.clone() },
        ours: promise.by == Side::Us,
        due: promise.due.to_string(),
        or_due: promise.or_due.map(|day| day.to_string()),
        days_late: desk.days_since(promise.due),
        words,
    };
    let citation = desk.cite(&promise.statement, promise.quoted());
    let mut citations = vec![citation];
    if promise.by == Side::Them && promise.whom != promise.statement.speaker {
        let dossier = desk.dossier;
        if let Some(contact) = dossier.contacts.iter().find(|contact| contact.display_name() == promise.whom) {
            citations.extend(desk.cite_properties(contact, &[property::FIRST_NAME, property::LAST_NAME]));
        }
    }
    let line = item(ItemKind::Derived, Some(Rule::PromiseLedger.as_str()), text, citations);
    Item { promise: Some(Box::new(promised)), ..line }
}

/// The one question: ours that hangs, else the contradiction, else their overdue promise, else their weightiest objection. A sum that
/// somebody has decided on leaves nothing to ask: the CRM is behind, and what comes after goes first.
fn ask_first(desk: &mut Desk<'_>, clash: Option<Clash>, ranked: &[(Statement, Salience)]) -> Vec<Item> {
    let ours = desk.questions.iter().rfind(|question| question.asked_by == Side::Us && question.days <= 30).cloned();
    if let Some(question) = ours {
        let (phrase, citation) = phrase(&question.statement, QUOTE_WORDS);
        let citation = desk.cite(&question.statement, citation);
        return vec![item(ItemKind::Question, Some("our_open_question"), format!("“{phrase}”"), vec![citation])];
    }
    let overdue =
        |promise: &&Promise| promise.by == Side::Them && matches!(promise.status, PromiseStatus::Overdue { .. });
    let overdue = desk.promises.iter().rfind(overdue).cloned();
    let weightiest = ranked.iter().find(|(_, salience)| salience.topic != Topic::Budget).or(ranked.first());
    let is_settled = |clash: &Clash| DECIDED.is_match(&clash.said.text);
    if let Some(clash) = clash.filter(|clash| !is_settled(clash) || overdue.is_none() && weightiest.is_none()) {
        let mut citations = vec![desk.cite(&clash.said, clash.citation.clone())];
        citations.extend(desk.cite_property(&clash.deal, property::AMOUNT));
        let text = desk.phrases.which_holds(&clash.phrase, clash.crm);
        return vec![item(ItemKind::Question, Some("amount_contradicted"), text, citations)];
    }
    if let Some(promise) = overdue {
        let range = short_quote(&promise.text, PHRASE_WORDS);
        let citation = desk.cite(&promise.statement, promise.quoted());
        let text = desk.phrases.where_stands(&promise.text[range]);
        return vec![item(ItemKind::Question, Some("their_overdue_promise"), text, vec![citation])];
    }
    if let Some((statement, _)) = weightiest {
        let (phrase, citation) = phrase(statement, PHRASE_WORDS);
        let citation = desk.cite(statement, citation);
        let text = desk.phrases.still_holds(&phrase);
        return vec![item(ItemKind::Question, Some("their_weightiest_words"), text, vec![citation])];
    }
    let first = desk.dossier.next_meeting().map(|entry| entry.record.clone());
    first
        .and_then(|meeting| desk.cite_property(&meeting, property::MEETING_TITLE))
        .map(|citation| vec![item(ItemKind::Question, Some("first_talk"), desk.phrases.went_well(), vec![citation])])
        .unwrap_or_default()
}

/// The stretch of a sentence to quote, and its citation.
pub(crate) fn phrase(statement: &Statement, words_max: usize) -> (String, Citation) {
    let range = short_quote(&statement.text, words_max);
    (statement.text[range.clone()].to_owned(), narrowed(statement, range))
}

/// The citation of a stretch of a sentence, given in bytes.
pub(crate) fn narrowed(statement: &Statement, range: std::ops::Range<usize>) -> Citation {
    let inner = Span::from_bytes(&statement.text, range);
    let start = statement.citation.span.start;
    Citation { span: Span { start: start + inner.start, end: start + inner.end }, ..statement.citation.clone() }
}
