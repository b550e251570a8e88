//! Where a field of the CRM and what somebody said disagree, with the quotation.

use crate::{account, desk::Desk, pattern};
use domain::{Citation, Dossier, Record, Sources, text::grouped};
use facts::{DateMention, Salience, Side, Statement, Topic, amounts, dates, salience, short_quote};
use jiff::civil::Date;
use regex::Regex;
use std::sync::LazyLock;

/// What was said longer ago says nothing about the field today.
const FRESH_DAYS: i32 = 120;
/// A date that differs by less is the same plan.
const APART_DAYS: i32 = 7;
/// A sentence about time that matters less is no decision.
const WEIGHTY: f32 = 5.0;
/// The longest quotation.
const QUOTE_WORDS: usize = 25;

/// One contradiction.
#[derive(Debug, Clone, PartialEq)]
pub struct Conflict {
    /// The field, as in `amount`.
    pub property: &'static str,
    /// The deal's name.
    pub deal: String,
    /// What the CRM says.
    pub crm: String,
    /// What was said, word for word.
    pub said: String,
    /// Who said it.
    pub speaker: String,
    /// The sentence and the field.
    pub citations: Vec<Citation>,
}

/// The contradictions of an account's open deals: a sum they named as theirs to pay, and a day something has to be decided by.
/// The weightiest of each, with what is cited. Deterministic.
pub fn conflicts(dossier: &Dossier) -> (Vec<Conflict>, Sources) {
    let known = dossier.as_known();
    let dossier = known.as_ref();
    let mut desk = Desk::of(dossier);
    let said = weighed(&desk);
    let mut found = Vec::new();
    if let Some(deal) = account::deal(dossier) {
        let record = deal.record.clone();
        if !is_closed(dossier, &record) {
            found.extend(account::amount_of(deal).and_then(|crm| amount(&mut desk, &record, crm, &said)));
            found.extend(close_date(&record).and_then(|crm| decision(&mut desk, &record, crm, &said)));
        }
    }
    (found, desk.sources)
}

/// What they said lately that matters, the weightiest first.
fn weighed(desk: &Desk<'_>) -> Vec<(Statement, Salience)> {
    let dossier = desk.dossier;
    let mut said: Vec<(Statement, Salience)> = desk
        .statements
        .iter()
        .filter(|s| {
            s.side == Side::Them && !s.reported && s.at <= dossier.as_of && desk.days_since(s.day) <= FRESH_DAYS
        })
        .filter_map(|s| Some((s.clone(), salience(s)?)))
        .collect();
    said.sort_by(|(a, x), (b, y)| {
        y.score.total_cmp(&x.score).then_with(|| b.at.cmp(&a.at)).then_with(|| a.citation.cmp(&b.citation))
    });
    said
}

/// What was said against the open deal's fields.
#[derive(Default)]
pub(crate) struct Contradicted {
    /// A sentence with another sum.
    pub sum: Option<Statement>,
    /// A sentence that says outright when they sign or decide, and that day, which is to come and not the close date.
    pub day: Option<(Statement, DateMention)>,
}

/// The sentences that contradict the open deal's amount and its close date.
pub(crate) fn contradicted(desk: &Desk<'_>) -> Contradicted {
    let Some(deal) = account::deal(desk.dossier) else { return Contradicted::default() };
    let said = weighed(desk);
    let sum = account::amount_of(deal).and_then(|crm| other_sum(crm, &said).cloned());
    let day = close_date(&deal.record).and_then(|crm| {
        let mut named = other_days(crm, &said).filter(|(_, mention)| desk.today <= mention.date);
        let (statement, mention) = named.find(|(statement, _)| says_when_it_closes(&statement.text))?;
        Some((statement.clone(), mention))
    });
    Contradicted { sum, day }
}

fn is_closed(dossier: &Dossier, deal: &Record) -> bool {
    deal.get("dealstage").and_then(|id| dossier.stage(id)).is_some_and(|stage| stage.closed)
}

fn amount(desk: &mut Desk<'_>, deal: &Record, crm: u64, said: &[(Statement, Salience)]) -> Option<Conflict> {
    let statement = other_sum(crm, said)?;
    conflict(desk, "amount", deal, grouped(crm), statement)
}

/// The sentence that names another sum than the CRM's as theirs to pay. Of several sums those of the latest talk count.
fn other_sum(crm: u64, said: &[(Statement, Salience)]) -> Option<&Statement> {
    let budgets = said.iter().filter(|(_, salience)| salience.topic == Topic::Budget).map(|(statement, _)| statement);
    let latest = budgets.clone().map(|statement| statement.day).max()?;
    let (statement, sum) = budgets.filter(|statement| statement.day == latest).find_map(|s| {
        Some((s, amounts(&s.text).into_iter().find(|sum| crm / 3 < sum.value && sum.value < 3 * crm)?))
    })?;
    (sum.value != crm).then_some(statement)
}

fn decision(desk: &mut Desk<'_>, deal: &Record, crm: Date, said: &[(Statement, Salience)]) -> Option<Conflict> {
    let (statement, _) = other_days(crm, said).next()?;
    conflict(desk, "closedate", deal, crm.to_string(), statement)
}

/// The sentences that name another day for the decision than the CRM's, and the day.
fn other_days(crm: Date, said: &[(Statement, Salience)]) -> impl Iterator<Item = (&Statement, DateMention)> {
    let deciding = said.iter().filter(|(_, salience)| salience.topic == Topic::Timeline && WEIGHTY <= salience.score);
    deciding.filter_map(move |(statement, _)| {
        let is_other = |mention: &DateMention| {
            let apart = mention.date.until(crm).map(|span| span.get_days()).unwrap_or(0);
            statement.day < mention.date && APART_DAYS <= apart.abs()
        };
        Some((statement, dates(&statement.text, statement.day).into_iter().find(is_other)?))
    })
}

static CLOSES: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:sign(?:s|ed|ing|ature)?|decid\w+|decision|approv\w+|go[- ]ahead|place the order|contract(?:ed|ing)|unterschr\w+|unterzeichn\w+|entscheid\w+|beschl\w+|bestell\w+)\b",
    )
});
static IN_CASE: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"\b(?:if|unless|whether|would|could|might|falls|wenn|sofern|würde\w*|könnte\w*)\b"));

/// Whether a sentence says outright when they sign or decide. Other days, and days in case of something, are no close date.
fn says_when_it_closes(sentence: &str) -> bool {
    CLOSES.is_match(sentence) && !IN_CASE.is_match(sentence) && !sentence.trim_end().ends_with('?')
}

fn conflict(
    desk: &mut Desk<'_>,
    property: &'static str,
    deal: &Record,
    crm: String,
    statement: &Statement,
) -> Option<Conflict> {
    let range = short_quote(&statement.text, QUOTE_WORDS);
    let said = statement.text.get(range)?.to_owned();
    let mut citations = vec![desk.cite(statement, statement.citation.clone())];
    citations.extend(desk.cite_property(deal, property));
    let speaker = statement.speaker.clone();
    Some(Conflict { property, deal: deal.display_name(), crm, said, speaker, citations })
}

/// HubSpot's dates are midnight UTC.
pub(crate) fn close_date(deal: &Record) -> Option<Date> {
    let value = deal.get("closedate")?;
    let at = value.parse().ok().or_else(|| jiff::Timestamp::from_millisecond(value.parse().ok()?).ok());
    at.map(|at: jiff::Timestamp| at.to_zoned(jiff::tz::TimeZone::UTC).date()).or_else(|| value.get(..10)?.parse().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_day_to_sign_or_decide_is_a_close_date() {
        for sentence in ["The board decides on 15 December.", "We sign on 16 March.", "Wir unterschreiben am 3. Mai."] {
            assert!(says_when_it_closes(sentence), "{sentence}");
        }
        for sentence in [
            "The notice must be there on 10 December.",
            "If we only sign after 3 January, we have fifty-two days.",
            "Can you sign on 16 March?",
            "We would decide by 1 June.",
        ] {
            assert!(!says_when_it_closes(sentence), "{sentence}");
        }
    }
}
