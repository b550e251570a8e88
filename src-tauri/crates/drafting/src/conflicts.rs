//! Where a field of the CRM and what somebody said disagree, with the quotation.

use crate::{account, desk::Desk, pattern};
use domain::property;
use domain::{Citation, Deal, Dossier, Record, Sources, stored_day, text::grouped};
use facts::{Salience, Side, Statement, Topic, is_of_the_order, salience, short_quote};
use jiff::civil::Date;
use quantities::{
    Decimal,
    days::{Mention, mentions},
    money::{Currency, Sum, sums},
};
use regex::Regex;
use std::sync::LazyLock;

/// What was said longer ago says nothing about the field today.
const FRESH_DAYS: i32 = 120;
/// A date that differs by fewer days than this is the same plan.
const APART_DAYS: i32 = 7;
/// A sentence about time that matters less is no decision.
const WEIGHTY: f32 = 5.0;
/// The most words of a quotation.
const QUOTE_WORDS: usize = 25;

/// A field of the CRM and a sentence that contradicts it.
#[derive(Debug, Clone, PartialEq)]
pub struct Conflict {
    /// The property's internal name, as in `amount`.
    pub property: &'static str,
    /// The name of the deal.
    pub deal: String,
    /// The property's value in the CRM, for reading.
    pub crm: String,
    /// The words that contradict the field, verbatim.
    pub said: String,
    /// The name of whoever said them.
    pub speaker: String,
    /// The citations of the sentence and of the field.
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
    if let Some(deal) = dossier.meant_deal() {
        let record = deal.record.clone();
        if !is_closed(dossier, &record) {
            let currency = account::currency_of(dossier, &record);
            found
                .extend(Deal(&deal.record).amount().and_then(|crm| amount(&mut desk, &record, (crm, currency), &said)));
            found.extend(close_date(dossier, &record).and_then(|crm| decision(&mut desk, &record, crm, &said)));
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

/// The sentences that contradict the open deal's fields.
#[derive(Default)]
pub(crate) struct Contradicted {
    /// A sentence that names another sum than the deal's amount.
    pub sum: Option<Statement>,
    /// A sentence that says outright when they sign or decide, and that day, which is to come and not the close date.
    pub day: Option<(Statement, Mention)>,
}

/// The sentences that contradict the open deal's amount and its close date.
pub(crate) fn contradicted(desk: &Desk<'_>) -> Contradicted {
    let Some(deal) = desk.dossier.meant_deal() else { return Contradicted::default() };
    let said = weighed(desk);
    let currency = account::currency_of(desk.dossier, &deal.record);
    let sum = Deal(&deal.record).amount().and_then(|crm| other_sum((crm, currency), &said).cloned());
    let day = close_date(desk.dossier, &deal.record).and_then(|crm| {
        let mut named =
            other_days(crm, &said).filter(|(_, mention)| mention.day().is_some_and(|day| desk.today <= day));
        let (statement, mention) = named.find(|(statement, _)| says_when_it_closes(&statement.text))?;
        Some((statement.clone(), mention))
    });
    Contradicted { sum, day }
}

fn is_closed(dossier: &Dossier, deal: &Record) -> bool {
    deal.get(property::DEAL_STAGE).and_then(|id| dossier.stage(id)).is_some_and(|stage| stage.closed)
}

fn amount(
    desk: &mut Desk<'_>,
    deal: &Record,
    crm: (u64, Option<Currency>),
    said: &[(Statement, Salience)],
) -> Option<Conflict> {
    let statement = other_sum(crm, said)?;
    conflict(desk, property::AMOUNT, deal, grouped(crm.0), statement)
}

/// The sentence that names another sum than the CRM's as theirs to pay. Of several sums those of the latest talk count.
fn other_sum(crm: (u64, Option<Currency>), said: &[(Statement, Salience)]) -> Option<&Statement> {
    let budgets = said.iter().filter(|(_, salience)| salience.topic == Topic::Budget).map(|(statement, _)| statement);
    let latest = budgets.clone().map(|statement| statement.day).max()?;
    let mut of_latest = budgets.filter(|statement| statement.day == latest);
    let (statement, sum) = of_latest.find_map(|s| Some((s, sum_like(&s.text, crm)?)))?;
    (!sum.holds(crm.0)).then_some(statement)
}

/// The first sum of a sentence that is of the order of the CRM's and can be in its currency. Of a range both ends are of that order.
pub(crate) fn sum_like(text: &str, (crm, currency): (u64, Option<Currency>)) -> Option<Sum> {
    let is_own = |sum: &Sum| match (sum.currency, currency) {
        (Some(named), Some(own)) => named.may_be(own),
        _ => true,
    };
    let is_near = |value: Decimal| {
        let whole = u64::try_from(value.rounded()).unwrap_or(0);
        is_of_the_order(whole, crm)
    };
    sums(text).into_iter().find(|sum| is_own(sum) && is_near(sum.low) && is_near(sum.high))
}

fn decision(desk: &mut Desk<'_>, deal: &Record, crm: Date, said: &[(Statement, Salience)]) -> Option<Conflict> {
    let (statement, _) = other_days(crm, said).next()?;
    conflict(desk, property::CLOSE_DATE, deal, crm.to_string(), statement)
}

/// The sentences that name another day for the decision than the CRM's, and the day.
fn other_days(crm: Date, said: &[(Statement, Salience)]) -> impl Iterator<Item = (&Statement, Mention)> {
    let deciding = said.iter().filter(|(_, salience)| salience.topic == Topic::Timeline && WEIGHTY <= salience.score);
    deciding.filter_map(move |(statement, _)| {
        // Where two days are possible, a stretch is meant, or a length of time is told ("three years later"), nothing contradicts.
        let is_other = |mention: &Mention| {
            mention.day().filter(|_| mention.named.relative.is_none()).is_some_and(|day| {
                let apart = day.until(crm).map(|span| span.get_days()).unwrap_or(0);
                statement.day < day && APART_DAYS <= apart.abs()
            })
        };
        Some((statement, mentions(&statement.text, statement.day).into_iter().find(is_other)?))
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

/// A deal's close date: the day of its moment in the portal's time zone, as HubSpot shows it.
pub(crate) fn close_date(dossier: &Dossier, deal: &Record) -> Option<Date> {
    stored_day(deal.get(property::CLOSE_DATE)?, &dossier.portal_zone)
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

    #[test]
    fn a_sum_of_another_currency_or_order_is_no_other_sum() {
        let euros = Currency::from_code("EUR");
        let like = |text: &str| sum_like(text, (600, euros)).and_then(|sum| sum.whole());
        assert_eq!(like("we will pay 1\u{a0}450 € for this year"), Some(1_450));
        assert_eq!(like("we will pay $1,450 for this year"), None);
        assert_eq!(like("we will pay 1.2M € for this year"), None);
        assert_eq!(like("we will pay 500 to 700 € for this year"), None);
        assert!(sum_like("we will pay 500 to 700 € for this year", (600, euros)).is_some_and(|sum| sum.holds(600)));
    }
}
