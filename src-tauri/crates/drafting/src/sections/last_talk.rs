//! The last conversation: how it began, and the sentence that tells most of it.

use super::{
    QUOTE_WORDS, WORTH_A_KEY, narrowed, phrase, ranked_statements,
    their_words::cut,
    worth::{Worthy, quoted_line, worthy_lines},
};
use crate::{
    account,
    conflicts::sum_like,
    desk::{Desk, item},
    recurring::{RECURRING, recurring},
};
use domain::{Citation, Deal, Item, ItemKind, RecordId, Rule};
use facts::{Salience, Side, Statement, Topic, cued};
use quantities::money::sums;
use std::collections::BTreeSet;

/// The most lines of the last talk beside how it began.
const OUTCOMES_MAX: usize = 1;

/// The last conversation: when, with whom and which sum was named; then the sentence that tells most. Returns the activity it was, too.
pub(super) fn last_talk(
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
        let (kind, days) = (entry.activity.object(), desk.days_since(statement.day));
        let (text, citation) = match sum {
            Some(sum) => {
                let citation = narrowed(&statement, sum.range.clone());
                let named = desk.phrases.named(days, kind, &statement.speaker);
                (format!("{named} “{}”", &statement.text[sum.range]), citation)
            }
            None => (desk.phrases.talked(days, kind, &statement.speaker), statement.citation.clone()),
        };
        let citation = desk.cite(&statement, citation);
        items.push(item(ItemKind::Derived, Some(Rule::LastTalk.as_str()), text, vec![citation]));
    }
    if desk.lines.is_empty() {
        telling_by_cues(desk, &entry.activity.id, &here, &mut items, &mut used);
    } else {
        telling_by_reading(desk, &entry.activity.id, owed, &mut items, &mut used);
    }
    (items, used)
}

/// The sentence of the last talk that tells most, where a model has read its lines: one whose cues leave little doubt that it tells news, else what was
/// decided, else what talks with them come back to.
fn telling_by_reading(
    desk: &mut Desk<'_>,
    talk: &RecordId,
    owed: &BTreeSet<Citation>,
    items: &mut Vec<Item>,
    used: &mut BTreeSet<Citation>,
) {
    let told = Worthy { within: Some(talk.clone()), tells_outcomes: true };
    // The sum above is not said twice.
    let shown = items.iter().flat_map(|item| item.citations.clone());
    let news = |topic: Topic| matches!(topic, Topic::Timeline | Topic::Pain);
    let clear = ranked_statements(desk, cued).into_iter().find(|(statement, found)| {
        statement.activity == *talk
            && news(found.topic)
            && WORTH_A_KEY <= found.score
            && !owed.contains(&statement.citation)
    });
    if let Some((statement, found)) = clear {
        used.insert(statement.citation.clone());
        items.push(cut(desk, &statement, found.topic.as_str()));
        return;
    }
    let outcome = worthy_lines(desk, &owed.iter().cloned().chain(shown).collect(), OUTCOMES_MAX, &told);
    used.extend(outcome.iter().map(|(line, _)| line.citation.clone()));
    items.extend(outcome.into_iter().map(|(line, category)| quoted_line(desk, &line, category)));
    if items.len() < 2 {
        let recurring = recurring(desk, Some(talk), &[], 1).into_iter().next();
        used.extend(recurring.iter().map(|statement| statement.citation.clone()));
        items.extend(recurring.map(|statement| cut(desk, &statement, RECURRING)));
    }
}

/// The same by the rules' cues alone: news before anything else.
fn telling_by_cues(
    desk: &mut Desk<'_>,
    talk: &RecordId,
    here: &[&(Statement, Salience)],
    items: &mut Vec<Item>,
    used: &mut BTreeSet<Citation>,
) {
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
        let recurring = recurring(desk, Some(talk), &[], 1).into_iter().next();
        recurring.map(|statement| (statement, Some(RECURRING)))
    });
    if let Some((statement, rule)) = telling {
        let (phrase, citation) = phrase(&statement, QUOTE_WORDS);
        used.insert(statement.citation.clone());
        let citation = desk.cite(&statement, citation);
        items.push(item(ItemKind::Quote, rule, phrase, vec![citation]));
    }
}
