//! The eight sections of a pre-call brief: landmines, why now, last talk, promises, their words, the deal, people, and what to ask first.
//! Each is a function of the [`Desk`].

use crate::{
    account,
    conflicts::{close_date, contradicted, sum_like},
    desk::{Desk, item, stretch},
    pattern,
    recurring::{RECURRING, recurring},
};
use domain::property;
use domain::{
    Category, Citation, Deal, Item, ItemKind, ObjectType, Promised, Record, RecordId, Rule, SectionName, Span,
    Unrecognised,
    text::{grouped, word_count},
    without_address,
};
use facts::{
    Line, Promise, PromiseStatus, Salience, Side, Statement, Topic, asks_not_to_be_called, content_stems, cued,
    is_pressing, quote_within, salience, short_quote, worths,
};
use quantities::money::sums;
use regex::Regex;
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::LazyLock,
};

/// The most words of a quotation.
const QUOTE_WORDS: usize = 25;
/// The longest quotation within a line of our own.
const PHRASE_WORDS: usize = 13;
/// The longest question of theirs within a line of our own: it has to be answered, so it has to be understood.
const QUESTION_WORDS: usize = 16;
/// Beside so many quotations that the rules have found, none is shown for coming back.
const QUOTES_ENOUGH: usize = 3;
/// A sentence that matters less than this is not worth a line of a compact brief.
const WORTH_QUOTING: f32 = 3.0;
/// The most words of a line that is shown for its worth: rather few, more where fewer would break a clause.
const LINE_WORDS: std::ops::RangeInclusive<usize> = 13..=21;
/// A line worth less than this is not shown for its worth.
const WORTH_A_LINE: f32 = 0.04;
/// What each further line of a category counts less than the one before.
const SAID_OF_CATEGORY: f32 = 0.02;
/// So many sentences stand first in a brief for what they are about, where they weigh that much.
const KEYS_MAX: usize = 4;
const WORTH_A_KEY: f32 = 4.2;
/// What a second sentence of a topic counts, as a share of the first.
const SAID_OF_TOPIC: f32 = 0.5;

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

/// A mail of so many days ago hurts; one of many weeks ago is history.
const FRESH_DAYS: i64 = 21;

fn landmines(desk: &mut Desk<'_>, strangers: &[Unrecognised], limit: usize) -> Vec<Item> {
    let dossier = desk.dossier;
    let mut found: Vec<(u32, Item)> = Vec::new();
    for ticket in &dossier.tickets {
        let closed =
            ticket.get(property::TICKET_STAGE).and_then(|id| dossier.stage(id)).is_some_and(|stage| stage.closed);
        if is_pressing(ticket, closed) {
            found.extend(ticket_line(desk, ticket).map(|item| (3, item)));
        }
    }
    for stranger in strangers.iter().filter(|stranger| stranger.is_impostor) {
        found.extend(impostor_line(desk, stranger));
    }
    let refusals: Vec<Statement> = asks_not_to_be_called(&desk.statements).into_iter().cloned().collect();
    for statement in refusals.iter().rev().take(1) {
        let (phrase, citation) = phrase(statement, PHRASE_WORDS);
        let citation = desk.cite(statement, citation);
        let text = format!("{}, {}: “{phrase}”", statement.speaker, desk.ago(statement.day));
        found.push((4, item(ItemKind::Derived, Some(Rule::AskedNotToBeCalled.as_str()), text, vec![citation])));
    }
    for contact in dossier.contacts.iter().filter(|contact| contact.get(property::EMAIL_OPT_OUT) == Some("true")) {
        // Said in their own words already, it need not be said again.
        if refusals.iter().any(|statement| statement.speaker == contact.display_name()) {
            continue;
        }
        let citations =
            desk.cite_properties(contact, &[property::EMAIL_OPT_OUT, property::FIRST_NAME, property::LAST_NAME]);
        let text = format!("{} has opted out of e-mail", contact.display_name());
        found.push((2, item(ItemKind::Derived, Some(Rule::OptedOut.as_str()), text, citations)));
    }
    let theirs: Vec<_> = desk.questions.iter().filter(|question| question.asked_by == Side::Them).cloned().collect();
    for question in theirs.iter().rev() {
        let (phrase, citation) = phrase(&question.statement, QUESTION_WORDS);
        let citation = desk.cite(&question.statement, citation);
        let waiting = match desk.days_since(question.statement.day) {
            ..=0 => "since today".to_owned(),
            1 => "for 1 day".to_owned(),
            days => format!("for {days} days"),
        };
        let text = format!("{}, unanswered {waiting}: “{phrase}”", question.statement.speaker);
        let weight = if question.days <= FRESH_DAYS { 3 } else { 1 };
        found.push((weight, item(ItemKind::Derived, Some(Rule::UnansweredMail.as_str()), text, vec![citation])));
    }
    found.sort_by_key(|(weight, _)| std::cmp::Reverse(*weight));
    found.into_iter().map(|(_, item)| item).take(limit).collect()
}

/// A pressing ticket in its own words: what it asks for, where it asks, else its subject.
fn ticket_line(desk: &mut Desk<'_>, ticket: &Record) -> Option<Item> {
    let subject = ticket.get(property::SUBJECT)?;
    let mut citations = vec![desk.cite_property(ticket, property::SUBJECT)?];
    let priority = ticket.get(property::TICKET_PRIORITY).unwrap_or_default();
    citations.extend(desk.cite_property(ticket, property::TICKET_PRIORITY));
    citations.extend(desk.cite_property(ticket, property::CREATED_AT));
    let mut text = format!("{} ticket, {}: “{subject}”", capitalised(priority), desk.ago(desk.day(ticket.created_at)));
    let content = ticket.get(property::CONTENT).unwrap_or_default();
    let asks = domain::text::sentences(content).into_iter().map(|span| span.of(content)).find(|sentence| {
        let lower = sentence.to_lowercase();
        lower.starts_with("please ") || lower.starts_with("bitte ")
    });
    if let Some(asks) = asks.filter(|asks| word_count(asks) <= PHRASE_WORDS) {
        citations.extend(desk.cite_property(ticket, property::CONTENT));
        text.push_str(&format!(" “{asks}”"));
    }
    Some(item(ItemKind::Derived, Some(Rule::PressingTicket.as_str()), text, citations))
}

/// A mail under the name of somebody known, from an address that is not theirs, with its weight: somebody may be pretending.
fn impostor_line(desk: &mut Desk<'_>, stranger: &Unrecognised) -> Option<(u32, Item)> {
    let dossier = desk.dossier;
    let mail = dossier.entries.iter().find(|entry| entry.record.id == stranger.last)?;
    let address = mail.record.get(property::EMAIL_FROM)?;
    let name = without_address(&stranger.name);
    let properties =
        [property::EMAIL_FROM, property::EMAIL_FROM_FIRST_NAME, property::EMAIL_FROM_LAST_NAME, property::TIMESTAMP];
    let citations = desk.cite_properties(&mail.record, &properties);
    let day = desk.day(mail.activity.at);
    let text = format!("Mail as {name}, {}, from an address that is not on record: “{address}”", desk.ago(day));
    let weight = if i64::from(desk.days_since(day)) <= FRESH_DAYS { 4 } else { 1 };
    Some((weight, item(ItemKind::Derived, Some(Rule::UnknownAddress.as_str()), text, citations)))
}

fn capitalised(word: &str) -> String {
    let lower = word.to_lowercase();
    let mut chars = lower.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().collect::<String>() + chars.as_str())
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
            let text =
                format!("No meeting is planned; {} last spoke with us {}", statement.speaker, desk.ago(statement.day));
            return vec![item(ItemKind::Derived, Some(Rule::NoMeeting.as_str()), text, vec![citation])];
        }
    }
    Vec::new()
}

fn capital_first(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().collect::<String>() + chars.as_str())
}

/// The last conversation: when, with whom and which sum was named; then the sentence that tells most. Returns the activity it was, too.
fn last_talk(
    desk: &mut Desk<'_>,
    ranked: &[(Statement, Salience)],
    owed: &BTreeSet<Citation>,
) -> (Vec<Item>, BTreeSet<Citation>) {
    let mut used = BTreeSet::new();
    let Some(entry) = desk.dossier.last_talk() else { return (Vec::new(), used) };
    let here: Vec<&(Statement, Salience)> = ranked.iter().filter(|(s, _)| s.activity == entry.activity.id).collect();
    let mut items = Vec::new();
    let meant = desk.dossier.meant_deal().map(|deal| &deal.record);
    let worth = meant.and_then(|deal| Some((Deal(deal).amount()?, account::currency_of(desk.dossier, deal))));
    let of_the_deal = |s: &Statement| worth.is_some_and(|worth| sum_like(&s.text, worth).is_some());
    let mut budgets: Vec<&Statement> =
        here.iter().filter(|(_, salience)| salience.topic == Topic::Budget).map(|(statement, _)| statement).collect();
    // A sum of the deal's order tells more than two euros a page.
    budgets.sort_by_key(|statement| !of_the_deal(statement));
    let budget = budgets.first().map(|statement| (*statement).clone());
    let opener = desk.statements.iter().find(|s| s.activity == entry.activity.id && s.side == Side::Them).cloned();
    if let Some(statement) = budget.or(opener) {
        let sum = sums(&statement.text).into_iter().max_by_key(|sum| sum.high);
        let kind = entry.activity.object().singular();
        let when = capital_first(&desk.ago(statement.day));
        let (text, citation) = match sum {
            Some(sum) => {
                let citation = narrowed(&statement, sum.range.clone());
                (format!("{when}, {kind}: {} named “{}”", statement.speaker, &statement.text[sum.range]), citation)
            }
            None => (format!("{when}, {kind} with {}", statement.speaker), statement.citation.clone()),
        };
        let citation = desk.cite(&statement, citation);
        items.push(item(ItemKind::Derived, Some(Rule::LastTalk.as_str()), text, vec![citation]));
    }
    if !desk.lines.is_empty() {
        let told = Worthy { within: Some(entry.activity.id.clone()), tells_outcomes: true };
        // The sum above is not said twice.
        let shown = items.iter().flat_map(|item| item.citations.clone());
        let news = |topic: Topic| matches!(topic, Topic::Timeline | Topic::Pain);
        let clear = ranked_statements(desk, cued).into_iter().find(|(statement, found)| {
            statement.activity == entry.activity.id
                && news(found.topic)
                && WORTH_A_KEY <= found.score
                && !owed.contains(&statement.citation)
        });
        if let Some((statement, found)) = clear {
            used.insert(statement.citation.clone());
            items.push(cut(desk, &statement, found.topic.as_str()));
            return (items, used);
        }
        let outcome = worthy_lines(desk, &owed.iter().cloned().chain(shown).collect(), OUTCOMES_MAX, &told);
        used.extend(outcome.iter().map(|(line, _)| line.citation.clone()));
        items.extend(outcome.into_iter().map(|(line, category)| quoted_line(desk, &line, category)));
        if items.len() < 2 {
            let recurring = recurring(desk, Some(&entry.activity.id), &[], 1).into_iter().next();
            used.extend(recurring.iter().map(|statement| statement.citation.clone()));
            items.extend(recurring.map(|statement| cut(desk, &statement, RECURRING)));
        }
        return (items, used);
    }
    // News first: what happens when, then what hurts; sums are said above and objections below.
    let news = |topic: Topic| match topic {
        Topic::Timeline => 2,
        Topic::Pain => 1,
        _ => 0,
    };
    let promised: BTreeSet<Citation> = desk.promises.iter().map(|promise| promise.citation.clone()).collect();
    let telling =
        here.iter().filter(|(statement, _)| !promised.contains(&statement.citation)).max_by(|(_, a), (_, b)| {
            news(a.topic).min(1).cmp(&news(b.topic).min(1)).then_with(|| a.score.total_cmp(&b.score))
        });
    let telling = telling.map(|(statement, _)| (statement.clone(), None));
    let telling = telling.or_else(|| {
        let recurring = recurring(desk, Some(&entry.activity.id), &[], 1).into_iter().next();
        recurring.map(|statement| (statement, Some(RECURRING)))
    });
    if let Some((statement, rule)) = telling {
        let (phrase, citation) = phrase(&statement, QUOTE_WORDS);
        used.insert(statement.citation.clone());
        let citation = desk.cite(&statement, citation);
        items.push(item(ItemKind::Quote, rule, phrase, vec![citation]));
    }
    (items, used)
}

/// The promises of both sides that are not kept, a line each, at most `limit`.
pub(crate) fn promises(desk: &mut Desk<'_>, limit: usize) -> Vec<Item> {
    let mut open: Vec<Promise> =
        desk.promises.iter().filter(|promise| !matches!(promise.status, PromiseStatus::Kept { .. })).cloned().collect();
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
    let who = if promise.by == Side::Us { "We owe".to_owned() } else { format!("{} owes", promise.whom) };
    let when = match promise.status {
        PromiseStatus::Overdue { days: 1 } => "1 day overdue".to_owned(),
        PromiseStatus::Overdue { days } => format!("{days} days overdue"),
        // "next Friday" may be either.
        _ => match promise.or_due {
            Some(other) => {
                let (first, last) = (other.min(promise.due), other.max(promise.due));
                format!("due {} or {}", first.strftime("%-d %B"), last.strftime("%-d %B"))
            }
            None => format!("due {}", promise.due.strftime("%-d %B")),
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

/// Their weightiest sentences, no two alike, one budget, and each further one of a topic a little less weighty than the one before; then,
/// where there are too few, what talks with them come back to.
///
/// `used` are the sentences that the last talk shows already.
fn their_words(
    desk: &mut Desk<'_>,
    ranked: &[(Statement, Salience)],
    used: &BTreeSet<Citation>,
    limit: usize,
) -> Vec<Item> {
    if !desk.lines.is_empty() {
        return read_words(desk, used, limit);
    }
    let promised: BTreeSet<&Citation> = desk.promises.iter().map(|promise| &promise.citation).collect();
    let mut chosen = weightiest(desk, ranked, used, limit, WORTH_QUOTING);
    let enough = if chosen.is_empty() { limit } else { limit.min(QUOTES_ENOUGH) };
    if chosen.len() < enough {
        let shown = |s: &&Statement| used.contains(&s.citation) || promised.contains(&s.citation);
        let taken: Vec<&Statement> =
            desk.statements.iter().filter(shown).chain(chosen.iter().map(|(statement, _)| statement)).collect();
        let more = recurring(desk, None, &taken, enough - chosen.len());
        chosen.extend(more.into_iter().map(|statement| (statement, RECURRING)));
    }
    if chosen.is_empty() {
        chosen.extend(form_answers(desk).into_iter().take(limit).map(|statement| (statement, Topic::Pain.as_str())));
    }
    chosen.into_iter().map(|(statement, rule)| quoted(desk, &statement, rule)).collect()
}

/// The same where a model has read the lines: sentences whose cues leave little doubt, then the lines most worth knowing; where these are few, what
/// talks with them come back to, and before the first talk what they wrote into a form. `used` is shown already.
fn read_words(desk: &mut Desk<'_>, used: &BTreeSet<Citation>, limit: usize) -> Vec<Item> {
    let mut items: Vec<Item> = weightiest(desk, &ranked_statements(desk, cued), used, KEYS_MAX, WORTH_A_KEY)
        .into_iter()
        .map(|(statement, topic)| cut(desk, &statement, topic))
        .collect();
    let shown = used.iter().cloned().chain(items.iter().flat_map(|item| item.citations.clone())).collect();
    let lines = worthy_lines(desk, &shown, limit.saturating_sub(items.len()), &Worthy::default());
    items.extend(lines.into_iter().map(|(line, category)| quoted_line(desk, &line, category)));
    let is_first_talk = desk.dossier.last_talk().is_none();
    let more = if is_first_talk {
        let answers = form_answers(desk).into_iter().take(limit.saturating_sub(items.len()));
        answers.map(|statement| (statement, Topic::Pain.as_str())).collect()
    } else if items.len() < QUOTES_ENOUGH {
        let is_shown = |s: &&Statement| {
            items.iter().flat_map(|item| &item.citations).any(|citation| overlap(citation, &s.citation))
        };
        let taken: Vec<&Statement> = desk.statements.iter().filter(is_shown).collect();
        let more = recurring(desk, None, &taken, QUOTES_ENOUGH - items.len());
        more.into_iter().map(|statement| (statement, RECURRING)).collect::<Vec<_>>()
    } else {
        Vec::new()
    };
    for (statement, rule) in more {
        let line = quoted(desk, &statement, rule);
        if !items.iter().any(|item| is_part(item, &line)) {
            items.push(line);
        }
    }
    items
}

/// Whether two citations have words in common.
fn overlap(one: &Citation, other: &Citation) -> bool {
    one.record == other.record && one.part == other.part && one.span.overlaps(other.span)
}

/// A sentence quoted by whole clauses, rather short.
fn cut(desk: &mut Desk<'_>, statement: &Statement, rule: &str) -> Item {
    let range = quote_within(&statement.text, LINE_WORDS);
    let (words, citation) = (statement.text[range.clone()].to_owned(), narrowed(statement, range));
    let citation = desk.cite(statement, citation);
    item(ItemKind::Quote, Some(rule), words, vec![citation])
}

/// Their weightiest sentences that weigh at least `least`, no two alike, one budget, and each further one of a topic a little less weighty than the
/// one before. `used` is shown already.
fn weightiest(
    desk: &Desk<'_>,
    ranked: &[(Statement, Salience)],
    used: &BTreeSet<Citation>,
    limit: usize,
    least: f32,
) -> Vec<(Statement, &'static str)> {
    let promised: BTreeSet<&Citation> = desk.promises.iter().map(|promise| &promise.citation).collect();
    let mut said: Vec<BTreeSet<String>> =
        ranked.iter().filter(|(s, _)| used.contains(&s.citation)).map(|(s, _)| content_stems(&s.text)).collect();
    let mut heard: BTreeMap<Topic, usize> = BTreeMap::new();
    let mut worthy: Vec<(f32, &Statement, Topic)> = Vec::new();
    for (statement, salience) in ranked {
        let before = heard.get(&salience.topic).copied().unwrap_or(0);
        let most = if salience.topic == Topic::Budget { 1 } else { limit.div_ceil(2) };
        let stems = content_stems(&statement.text);
        let repeats = said.iter().any(|other| stems.len().min(other.len()) < 2 * stems.intersection(other).count());
        if salience.score < least || most <= before || repeats || promised.contains(&statement.citation) {
            continue;
        }
        let weight = if before == 0 { salience.score } else { salience.score - SAID_OF_TOPIC };
        heard.insert(salience.topic, before + 1);
        said.push(stems);
        worthy.push((weight, statement, salience.topic));
    }
    worthy.sort_by(|(a, ..), (b, ..)| b.total_cmp(a));
    worthy.into_iter().take(limit).map(|(_, statement, topic)| (statement.clone(), topic.as_str())).collect()
}

fn quoted(desk: &mut Desk<'_>, statement: &Statement, rule: &str) -> Item {
    let (phrase, citation) = phrase(statement, QUOTE_WORDS);
    let citation = desk.cite(statement, citation);
    item(ItemKind::Quote, Some(rule), phrase, vec![citation])
}

/// Whether two lines quote the same words.
fn is_part(one: &Item, other: &Item) -> bool {
    one.text.contains(&other.text) || other.text.contains(&one.text)
}

/// Which lines are looked at for their worth.
#[derive(Default)]
struct Worthy {
    /// Those of one talk only.
    within: Option<RecordId>,
    /// Whether those count more that say what was decided and what happens next.
    tells_outcomes: bool,
}

/// How much a line counts that certainly says what was decided or what happens next, where that is looked for, beside what it is worth.
const OF_OUTCOMES: f32 = 2.0;

/// The most lines of the last talk beside how it began.
const OUTCOMES_MAX: usize = 1;

/// What was decided, what happens next, and what stays open.
fn is_outcome(category: Category) -> bool {
    use Category::{Blocker, Budget, NextStep, Pain, Process, Timeline};
    matches!(category, Timeline | Process | NextStep | Budget | Blocker | Pain)
}

/// The lines most worth knowing before the next talk, no two of one kind alike; each further one of a category counts a little less than the
/// one before. What they said, and what was noted of it; `used` is shown already.
fn worthy_lines(desk: &Desk<'_>, used: &BTreeSet<Citation>, limit: usize, which: &Worthy) -> Vec<(Line, &'static str)> {
    let shown = |line: &Line| used.iter().any(|citation| overlap(citation, &line.citation));
    let is_there = |line: &Line| which.within.as_ref().is_none_or(|activity| line.activity == *activity);
    let counts = |line: &Line, worth: f32| {
        let outcomes = Category::ALL.into_iter().filter(|category| is_outcome(*category));
        let likeliest = outcomes.map(|category| line.says.tells(category)).fold(0.0, f32::max);
        if which.tells_outcomes { worth + OF_OUTCOMES * likeliest } else { worth }
    };
    let mut open: Vec<(f32, &Line, BTreeSet<String>)> = desk
        .lines
        .iter()
        .zip(worths(&desk.lines))
        .filter(|(line, _)| (line.side == Side::Them || line.reported) && is_there(line) && !shown(line))
        .map(|(line, worth)| (counts(line, worth), line, content_stems(&line.text)))
        .filter(|(worth, _, stems)| WORTH_A_LINE <= *worth && !stems.is_empty())
        .collect();
    let mut chosen: Vec<(Line, &'static str)> = Vec::new();
    let mut said: Vec<BTreeSet<String>> = Vec::new();
    let mut told: BTreeMap<Category, u8> = BTreeMap::new();
    while chosen.len() < limit {
        let value = |(worth, line, _): &(f32, &Line, BTreeSet<String>)| {
            let again = SAID_OF_CATEGORY * f32::from(told.get(&line.says.likeliest().0).copied().unwrap_or(0));
            worth - again
        };
        let best = (0..open.len()).max_by(|a, b| {
            let (a, b) = (&open[*a], &open[*b]);
            value(a)
                .total_cmp(&value(b))
                .then_with(|| a.1.at.cmp(&b.1.at))
                .then_with(|| b.1.citation.cmp(&a.1.citation))
        });
        let Some((_, line, stems)) = best.map(|best| open.swap_remove(best)) else { break };
        if said.iter().any(|other| stems.len().min(other.len()) < 2 * stems.intersection(other).count()) {
            continue;
        }
        let category = line.says.likeliest().0;
        *told.entry(category).or_default() += 1;
        said.push(stems);
        chosen.push((line.clone(), category.as_str()));
    }
    chosen
}

fn quoted_line(desk: &mut Desk<'_>, line: &Line, rule: &str) -> Item {
    let (words, citation) = stretch(line, LINE_WORDS);
    let citation = desk.cite_line(line, citation);
    item(ItemKind::Quote, Some(rule), words, vec![citation])
}

/// Before anybody has spoken: what they wrote into a form, as a note holds it. The first sentence of each answer with "we" or "I" in it.
fn form_answers(desk: &Desk<'_>) -> Vec<Statement> {
    let own = |s: &&Statement| {
        let lower = format!(" {} ", s.text.to_lowercase());
        s.reported
            && s.activity.object == ObjectType::Note
            && !s.text.trim_end().ends_with(':')
            && (lower.contains(" we ") || lower.contains(" i ") || lower.contains(" our "))
    };
    desk.statements.iter().filter(own).cloned().collect()
}

/// The deal's standing, and where somebody's words contradict it; the contradiction's pieces come back for the question.
fn deal(desk: &mut Desk<'_>, ranked: &[(Statement, Salience)]) -> (Vec<Item>, Option<Clash>) {
    let dossier = desk.dossier;
    let Some(deal) = dossier.meant_deal() else { return (Vec::new(), None) };
    let record = &deal.record;
    let stage = record.get(property::DEAL_STAGE).unwrap_or_default();
    let label = dossier.stage(stage).map_or(stage, |stage| stage.label.as_str());
    let mut citations = desk
        .cite_properties(record, &[property::DEAL_NAME, property::DEAL_STAGE, property::AMOUNT, property::CLOSE_DATE]);
    let amount = Deal(&deal.record).amount();
    let currency = account::currency_code(dossier, record);
    let money = amount.map_or_else(|| "no amount".to_owned(), |amount| account::money(currency, amount));
    // One deal that is open needs no name; of several it is told which.
    let is_open = |deal: &&domain::DealFile| {
        let stage = deal.record.get(property::DEAL_STAGE).and_then(|id| dossier.stage(id));
        stage.is_none_or(|stage| !stage.closed)
    };
    let mut text = match dossier.deals.iter().filter(is_open).count() {
        0 | 1 => format!("{label}, {money}"),
        _ => format!("“{}”: {label}, {money}", record.display_name()),
    };
    if let Some(close) = close_date(dossier, record) {
        let left = -desk.days_since(close);
        text.push_str(&if left < 0 {
            format!(", close date {} days past", -left)
        } else {
            format!(", closes {}", close.strftime("%-d %B"))
        });
    }
    let since = deal
        .history
        .iter()
        .filter(|change| change.property == property::DEAL_STAGE && change.value == stage)
        .map(|change| change.at)
        .max();
    if let Some(since) = since {
        text.push_str(&format!(", {} days in stage", desk.days_since(desk.day(since))));
    }
    citations.dedup();
    let mut items = vec![item(ItemKind::Derived, Some(Rule::DealStanding.as_str()), text, citations)];
    let clash = amount.and_then(|amount| clash(desk, ranked, record, amount));
    if let Some(clash) = &clash {
        let text = format!(
            "CRM {}, {} {}: “{}”",
            grouped(clash.crm),
            clash.said.speaker,
            desk.ago(clash.said.day),
            clash.phrase
        );
        let mut citations = vec![desk.cite(&clash.said, clash.citation.clone())];
        citations.extend(desk.cite_property(record, property::AMOUNT));
        items.push(item(ItemKind::Derived, Some(Rule::AmountContradicted.as_str()), text, citations));
    }
    items.extend(close_date_contradicted(desk, record));
    (items, clash)
}

/// The day on which they said that they sign or decide, where the CRM closes the deal on another.
fn close_date_contradicted(desk: &mut Desk<'_>, deal: &Record) -> Option<Item> {
    let (statement, named) = contradicted(desk).day?;
    let close = close_date(desk.dossier, deal)?.strftime("%-d %B");
    let words = &statement.text[named.range.clone()];
    let text = format!("CRM closes {close}, {} {}: “{words}”", statement.speaker, desk.ago(statement.day));
    let mut citations = vec![desk.cite(&statement, narrowed(&statement, named.range))];
    citations.extend(desk.cite_property(deal, property::CLOSE_DATE));
    Some(item(ItemKind::Derived, Some(Rule::CloseDateContradicted.as_str()), text, citations))
}

/// An amount in the CRM that somebody's words contradict.
struct Clash {
    deal: Record,
    crm: u64,
    said: Statement,
    phrase: String,
    citation: Citation,
}

/// The sum of the deal's order that they named last as theirs to pay, the weightiest of that talk, if it is not the CRM's.
fn clash(desk: &Desk<'_>, ranked: &[(Statement, Salience)], deal: &Record, crm: u64) -> Option<Clash> {
    let budgets =
        ranked.iter().filter(|(s, salience)| salience.topic == Topic::Budget && desk.days_since(s.day) <= 120);
    let currency = account::currency_of(desk.dossier, deal);
    let named: Vec<_> = budgets.filter_map(|(s, _)| Some((s, sum_like(&s.text, (crm, currency))?))).collect();
    let latest = named.iter().map(|(s, _)| s.at).max()?;
    let (said, sum) = named.into_iter().find(|(s, _)| s.at == latest)?;
    if sum.holds(crm) {
        return None;
    }
    Some(Clash {
        deal: deal.clone(),
        crm,
        phrase: said.text[sum.range.clone()].to_owned(),
        citation: narrowed(said, sum.range),
        said: said.clone(),
    })
}

/// Who will be there, who decides and has never said a word, who talks most.
fn people(desk: &mut Desk<'_>, limit: usize) -> Vec<Item> {
    let dossier = desk.dossier;
    let spoken: BTreeMap<String, usize> = desk.statements.iter().filter(|s| s.side == Side::Them && !s.reported).fold(
        BTreeMap::new(),
        |mut counts, s| {
            *counts.entry(s.speaker.to_lowercase()).or_default() += 1;
            counts
        },
    );
    let attending: BTreeSet<RecordId> =
        desk.dossier.next_meeting().map(|entry| entry.participants.iter().cloned().collect()).unwrap_or_default();
    let mut ranked: Vec<(i64, &Record, bool, bool)> = dossier
        .contacts
        .iter()
        .map(|contact| {
            let words = spoken.get(&contact.display_name().to_lowercase()).copied().unwrap_or(0);
            let silent = words == 0;
            let attends = attending.contains(&contact.id);
            // Who was asked for and who will be there come first; among them, whoever signs. Whoever signs and is silent is the deal's
            // blind spot, wherever they are.
            let mut rank = i64::try_from(words.min(40)).unwrap_or(0);
            rank += if dossier.contact.as_ref() == Some(&contact.id) { 100 } else { 0 };
            rank += if attends { 100 } else { 0 };
            rank += 60 * signing_weight(contact);
            rank += if silent && 0 < signing_weight(contact) { 100 } else { 0 };
            (rank, contact, silent, attends)
        })
        .collect();
    ranked.sort_by(|(a, x, ..), (b, y, ..)| b.cmp(a).then_with(|| x.id.cmp(&y.id)));
    ranked
        .into_iter()
        .take(limit)
        .map(|(_, contact, silent, attends)| {
            let citations =
                desk.cite_properties(contact, &[property::FIRST_NAME, property::LAST_NAME, property::JOB_TITLE]);
            let mut text = contact.display_name();
            if let Some(title) = contact.get(property::JOB_TITLE) {
                text.push_str(&format!(", “{title}”"));
            }
            match (silent, attends) {
                (true, true) => text.push_str(", attends, silent so far"),
                (true, false) => text.push_str(", silent so far"),
                (false, true) => text.push_str(", attends"),
                (false, false) => {}
            }
            item(ItemKind::Derived, Some(Rule::People.as_str()), text, citations)
        })
        .collect()
}

/// How likely a title is one that signs: 2 for the top, 1 for whoever heads something, else 0.
fn signing_weight(contact: &Record) -> i64 {
    let title = format!(" {} ", contact.get(property::JOB_TITLE).unwrap_or_default().to_lowercase());
    let has = |words: &[&str]| words.iter().any(|word| title.contains(word));
    if has(&[
        "chief",
        "ceo",
        "cfo",
        "coo",
        "cio",
        "cto",
        "managing director",
        "president",
        " owner",
        "founder",
        "geschäftsführ",
        "vorstand",
    ]) {
        2
    } else {
        i64::from(has(&["director", "head of", "vp ", "leiter", "general counsel"]))
    }
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
        let text = format!("Which holds: “{}”, or {} in the CRM?", clash.phrase, grouped(clash.crm));
        return vec![item(ItemKind::Question, Some("amount_contradicted"), text, citations)];
    }
    if let Some(promise) = overdue {
        let range = short_quote(&promise.text, PHRASE_WORDS);
        let citation = desk.cite(&promise.statement, promise.quoted());
        let text = format!("Where does this stand: “{}”?", &promise.text[range]);
        return vec![item(ItemKind::Question, Some("their_overdue_promise"), text, vec![citation])];
    }
    if let Some((statement, _)) = weightiest {
        let (phrase, citation) = phrase(statement, PHRASE_WORDS);
        let citation = desk.cite(statement, citation);
        let text = format!("Does this still hold: “{phrase}”?");
        return vec![item(ItemKind::Question, Some("their_weightiest_words"), text, vec![citation])];
    }
    let first = desk.dossier.next_meeting().map(|entry| entry.record.clone());
    first
        .and_then(|meeting| desk.cite_property(&meeting, property::MEETING_TITLE))
        .map(|citation| {
            let text = "What would have to be true for you to say this went well?".to_owned();
            vec![item(ItemKind::Question, Some("first_talk"), text, vec![citation])]
        })
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
