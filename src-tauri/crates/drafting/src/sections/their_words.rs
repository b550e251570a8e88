//! What they said, word for word: where a model has read the lines, what is most worth knowing; else their weightiest sentences.

use super::{
    LINE_WORDS, QUOTE_WORDS, WORTH_A_KEY, narrowed, phrase, ranked_statements,
    worth::{Worthy, overlap, quoted_line, worthy_lines},
};
use crate::{
    desk::{Desk, item},
    recurring::{RECURRING, recurring},
};
use domain::{Citation, Item, ItemKind, ObjectType};
use facts::{Salience, Statement, Topic, content_stems, cued, quote_within};
use std::collections::{BTreeMap, BTreeSet};

/// Beside so many quotations that the rules have found, none is shown for coming back.
const QUOTES_ENOUGH: usize = 3;
/// A sentence that matters less than this is not worth a line of a compact brief.
const WORTH_QUOTING: f32 = 3.0;
/// So many sentences stand first in a brief for what they are about, where they weigh enough.
const KEYS_MAX: usize = 4;
/// What a second sentence of a topic weighs less than the first.
const SAID_OF_TOPIC: f32 = 0.5;

/// Their weightiest sentences, no two alike, one budget, and each further one of a topic a little less weighty than the one before; then,
/// where there are too few, what talks with them come back to.
///
/// `used` are the sentences that the last talk shows already.
pub(super) fn their_words(
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

/// A sentence quoted by whole clauses, rather short.
pub(super) fn cut(desk: &mut Desk<'_>, statement: &Statement, rule: &str) -> Item {
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
