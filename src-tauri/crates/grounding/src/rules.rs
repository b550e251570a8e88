//! What the named rules yield: the numbers of a derived line, recomputed from what it cites.

use crate::{Flaw, Moment, days_in, flaw::shown, plain_numbers};
use domain::{Item, Rule, Source, property, stored_day};
use jiff::{civil::Date, tz::TimeZone};
use quantities::money::sums;
use std::collections::{BTreeMap, BTreeSet};

/// The numbers that a rule yields from the sources of a line.
pub(crate) struct Yield {
    /// Numbers the line may name, each computed in one of several ways: at least one of each set has to stand in it if `must`.
    pub numbers: Vec<BTreeSet<u64>>,
    /// Whether the line has to name at least one number of each set.
    pub must: bool,
}

/// Recomputes a rule; `None` for a rule whose numbers are only held against the sources and their days.
///
/// `target` is what the rep set as a target, in whole units of the currency.
pub(crate) fn yields(rule: Rule, cited: &[&Source], moment: &Moment, target: Option<u64>) -> Option<Yield> {
    let since_said = || said(cited).map(|source| days_from(day_of(source, moment), moment)).collect();
    let since_newest = || said(cited).map(|source| day_of(source, moment)).max().map(|day| days_from(day, moment));
    let from_close =
        || stored(cited, property::CLOSE_DATE, moment).map(|day| days_from(day, moment)).collect::<BTreeSet<u64>>();
    let in_stage = || set(cited, property::DEAL_STAGE, moment);
    let due = || promised(cited, moment);
    let must = |numbers: Vec<BTreeSet<u64>>| Some(Yield { numbers, must: true });
    let may = |numbers: Vec<BTreeSet<u64>>| Some(Yield { numbers, must: false });
    match rule {
        Rule::Stalled => must(vec![newest_move(cited, moment).into_iter().collect()]),
        Rule::AtRiskSilence | Rule::ReEngage => must(vec![since_newest().into_iter().collect()]),
        Rule::AtRiskCloseDate => must(vec![from_close()]),
        Rule::AtRiskOverduePromise => must(vec![due()]),
        Rule::PipelineTotal => must(vec![BTreeSet::from([sum(cited)])]),
        Rule::AgainstTarget => {
            let share = target.filter(|target| 0 < *target).map(|target| (100 * sum(cited) + target / 2) / target);
            must([Some(sum(cited)), target, share].into_iter().flatten().map(|n| BTreeSet::from([n])).collect())
        }
        // What the brief derives. A line may leave out what the rule allows it to say.
        Rule::UnansweredMail
        | Rule::LastTalk
        | Rule::NoMeeting
        | Rule::AskedNotToBeCalled
        | Rule::AmountContradicted
        | Rule::CloseDateContradicted => may(vec![since_said()]),
        Rule::UnknownAddress => {
            may(vec![stored(cited, property::TIMESTAMP, moment).map(|day| days_from(day, moment)).collect()])
        }
        Rule::PromiseLedger | Rule::DuePromise => may(vec![due()]),
        Rule::DealStanding => may(vec![from_close(), in_stage()]),
        // Their numbers, if any, stand in what they cite.
        Rule::AccountProfile
        | Rule::AnswerChanged
        | Rule::AtRiskTicket
        | Rule::ColleagueInTouch
        | Rule::CrmField
        | Rule::FactsTold
        | Rule::FormFilledIn
        | Rule::LastContact
        | Rule::MissingFields
        | Rule::NextMeeting
        | Rule::OptedOut
        | Rule::PagesSeen
        | Rule::People
        | Rule::PressingTicket
        | Rule::SavedPage
        | Rule::SimilarAccount
        | Rule::TheirOverduePromise
        | Rule::TodaysMeeting => None,
    }
}

/// Holds the numbers of a line's own words against a rule that is known: each is in a source or yielded, and what has to be named is.
pub(crate) fn check(item: &Item, own: &str, stated: &BTreeSet<u64>, yielded: &Yield) -> Result<(), Flaw> {
    let named: BTreeSet<u64> = plain_numbers(own).into_iter().collect();
    let computed: BTreeSet<u64> = yielded.numbers.iter().flatten().copied().collect();
    if let Some(number) = named.iter().find(|number| !stated.contains(number) && !computed.contains(number)) {
        return Err(Flaw::Number { number: shown(*number) });
    }
    let missing = yielded.numbers.iter().find(|set| set.is_disjoint(&named)).filter(|_| yielded.must);
    match missing {
        Some(set) => Err(Flaw::NotComputed {
            rule: item.rule.clone().unwrap_or_default(),
            value: set.iter().map(|number| shown(*number)).collect::<Vec<_>>().join(" or "),
        }),
        None => Ok(()),
    }
}

/// The sources that somebody said or wrote, or that happened: activities, not properties of a deal, company, contact or ticket.
fn said<'a>(cited: &'a [&Source]) -> impl Iterator<Item = &'a Source> {
    cited.iter().copied().filter(|source| source.record.object.is_activity())
}

fn day_of(source: &Source, moment: &Moment) -> Date {
    source.time.to_zoned(moment.zone.clone()).date()
}

fn days_from(day: Date, moment: &Moment) -> u64 {
    day.until(moment.today).map_or(0, |span| u64::from(span.get_days().unsigned_abs()))
}

/// The values of a property that holds a day or an instant, as days.
fn stored<'a>(cited: &'a [&Source], property: &'a str, moment: &'a Moment) -> impl Iterator<Item = Date> + 'a {
    let named = cited.iter().filter(move |source| source.property.as_deref() == Some(property));
    named.filter_map(|source| stored_day(&source.text, zone_of(source, moment)))
}

/// The zone in which a source's stored time is a day: HubSpot's date properties are days of the portal, everything else is of the rep's.
pub(crate) fn zone_of<'a>(source: &Source, moment: &'a Moment) -> &'a TimeZone {
    let is_date = source.property.as_deref() == Some(property::CLOSE_DATE);
    if is_date { &moment.portal_zone } else { &moment.zone }
}

/// For each cited source with the property, whole days since it was set to what it is.
fn set(cited: &[&Source], property: &str, moment: &Moment) -> BTreeSet<u64> {
    let named = cited.iter().filter(|source| source.property.as_deref() == Some(property));
    named.map(|source| days_from(day_of(source, moment), moment)).collect()
}

/// Days since anything moved: the stage, or the newest activity that is cited.
fn newest_move(cited: &[&Source], moment: &Moment) -> Option<u64> {
    let stage = cited.iter().copied().filter(|source| source.property.as_deref() == Some(property::DEAL_STAGE));
    stage.chain(said(cited)).map(|source| day_of(source, moment)).max().map(|day| days_from(day, moment))
}

/// Days between today and each day that a cited sentence names.
fn promised(cited: &[&Source], moment: &Moment) -> BTreeSet<u64> {
    said(cited)
        .flat_map(|source| days_in(&source.text, day_of(source, moment)))
        .map(|day| days_from(day, moment))
        .collect()
}

/// The sum of the cited amounts, each record's once, in whole units.
fn sum(cited: &[&Source]) -> u64 {
    let amounts: BTreeMap<_, _> = cited
        .iter()
        .filter(|source| source.property.as_deref() == Some(property::AMOUNT))
        .map(|source| (&source.record, whole(&source.text)))
        .collect();
    amounts.values().sum()
}

/// An amount in whole units, rounded; 0 where the text names none.
pub(crate) fn whole(text: &str) -> u64 {
    match text.trim().parse::<f64>() {
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // A float to integer cast saturates.
        Ok(amount) => amount.max(0.0).round() as u64,
        Err(_) => sums(text).first().and_then(quantities::money::Sum::whole).unwrap_or(0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Flaw, check_with_target};
    use domain::{Citation, ItemKind, RecordId, Sources};

    fn moment() -> Moment {
        Moment {
            today: jiff::civil::date(2026, 11, 20),
            zone: jiff::tz::TimeZone::UTC,
            portal_zone: jiff::tz::TimeZone::UTC,
            labels: BTreeSet::from(["Contract sent".to_owned(), "EUR".to_owned()]),
        }
    }

    fn sources(list: &[(&str, &str, &str, &str)]) -> Sources {
        let source = |(record, property, time, text): &(&str, &str, &str, &str)| {
            let record: RecordId = record.parse().unwrap();
            let citation = Citation::property(record.clone(), property, text);
            let time = time.parse().unwrap();
            let property = Some((*property).to_owned());
            (citation, Source { record, property, time, speaker: None, side: None, text: (*text).to_owned() })
        };
        list.iter().map(source).collect()
    }

    fn verdict(rule: &str, text: &str, sources: &Sources, target: Option<u64>) -> Result<(), Flaw> {
        let item = Item {
            text: text.to_owned(),
            kind: ItemKind::Derived,
            rule: Some(rule.to_owned()),
            citations: sources.keys().cloned().collect(),
            verified: false,
            confidence: None,
            promise: None,
        };
        check_with_target(&item, sources, &moment(), target)
    }

    #[test]
    fn a_derived_number_is_the_rules_and_no_other() {
        let sources = sources(&[
            ("deal:5", "dealname", "2026-11-19T09:00:00Z", "Rollout"),
            ("deal:5", "dealstage", "2026-10-01T09:00:00Z", "contractsent"),
            ("email:7", "hs_email_text", "2026-11-01T09:00:00Z", "See you."),
        ]);
        assert_eq!(verdict("stalled", "“Rollout”: nothing has moved for 19 days", &sources, None), Ok(()));
        // The days since the stage was set, the name was edited, or any other: not what the rule says.
        for days in [50, 1, 20, 0] {
            let text = format!("“Rollout”: nothing has moved for {days} days");
            assert!(verdict("stalled", &text, &sources, None).is_err(), "{days}");
        }
        assert!(matches!(
            verdict("stalled", "“Rollout”: nothing has moved for long", &sources, None),
            Err(Flaw::NotComputed { .. })
        ));
    }

    #[test]
    fn sums_are_added_up_again() {
        let sources = sources(&[
            ("deal:5", "amount", "2026-11-19T09:00:00Z", "48000"),
            ("deal:6", "amount", "2026-11-19T09:00:00Z", "12000.00"),
        ]);
        assert_eq!(verdict("pipeline_total", "Open: EUR 60,000", &sources, None), Ok(()));
        assert!(verdict("pipeline_total", "Open: EUR 61,000", &sources, None).is_err());
        let line = "EUR 60,000 of EUR 90,000, 67 %";
        assert_eq!(verdict("against_target", line, &sources, Some(90_000)), Ok(()));
        assert!(verdict("against_target", line, &sources, Some(80_000)).is_err());
        assert!(verdict("against_target", "EUR 60,000 of EUR 90,000, 70 %", &sources, Some(90_000)).is_err());
        assert!(verdict("against_target", line, &sources, None).is_err());
        let cents = self::sources(&[("deal:5", "amount", "2026-11-19T09:00:00Z", "48000.60")]);
        assert_eq!(verdict("pipeline_total", "Open: EUR 48,001", &cents, None), Ok(()));
        assert_eq!(verdict("deal_standing", "EUR 48,001", &cents, None), Ok(()));
    }

    #[test]
    fn a_close_date_is_a_day_of_the_portals_zone() {
        let sources = sources(&[("deal:5", "closedate", "2026-10-01T09:00:00Z", "2026-11-11T00:00:00Z")]);
        assert_eq!(verdict("at_risk_close_date", "close date 9 days past", &sources, None), Ok(()));
        assert!(verdict("at_risk_close_date", "close date 50 days past", &sources, None).is_err());
        let west = Moment { portal_zone: jiff::tz::TimeZone::get("America/New_York").unwrap(), ..moment() };
        let cited: Vec<&Source> = sources.values().collect();
        let days = yields(Rule::AtRiskCloseDate, &cited, &west, None).unwrap().numbers;
        assert_eq!(days, [BTreeSet::from([10])], "it was the evening before there");
    }
}
