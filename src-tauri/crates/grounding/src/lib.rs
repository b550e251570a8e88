//! Does this line follow from its sources? Pure; the last thing every item passes before it is shown.
//!
//! [`check`] refuses a line that cites nothing, quotes what was not said, or names a number, an address or a person that its sources
//! and its rule do not yield; the numbers of a known rule are recomputed from what the line cites, and have to be those. A refused line
//! is dropped and counted by the caller, with the reason.
//!
//! [`follows`] does the same for a free sentence and texts: it knows no rules, so it also holds every word against what the source has
//! in its place. Stated, inferred and asked lines pass it as part of [`check`]; quotations and derived lines need not, since the former
//! stand letter by letter in their sources and what a rule computes stands in none.
//!
//! [`confidence()`] says how sure a line is that passed, and [`Calibration`] what reps' decisions make of that.
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic))]

mod align;
mod attribution;
mod claim;
mod confidence;
mod days;
mod directions;
mod evidence;
mod flaw;
mod lexicon;
mod numbers;
mod people;
mod promises;
mod pronouns;
mod quotes;
mod reading;
mod rules;
mod segments;
mod states;
mod substitution;
mod words;

pub use claim::follows;
pub use confidence::{Calibration, Outcome, PRIOR_WEIGHT, Parts, confidence};
pub use evidence::Evidence;
pub use flaw::Flaw;

use domain::property;
use domain::{Item, ItemKind, Rule, Source, Sources, stored_day, stored_time};
use jiff::{civil::Date, tz::TimeZone};
use quantities::{
    days::mentions,
    money::{Currency, figures, sums},
};
use reading::name_words;
use std::collections::BTreeSet;
use words::words;

/// The day, the zone and the names that a check needs beside the sources.
#[derive(Debug, Clone)]
pub struct Moment {
    /// The day up to which durations are counted.
    pub today: Date,
    /// The rep's time zone, in which days are meant.
    pub zone: TimeZone,
    /// The portal's time zone, in which HubSpot's date properties are days.
    pub portal_zone: TimeZone,
    /// Names the rules may use though no source spells them out: labels of stages and pipelines, and the code of the portal's currency.
    pub labels: BTreeSet<String>,
}

impl Moment {
    /// The moment `now` of a rep in `zone` on a portal in `portal_zone`, without labels.
    pub fn new(now: jiff::Timestamp, zone: &TimeZone, portal_zone: &TimeZone) -> Self {
        Self {
            today: now.to_zoned(zone.clone()).date(),
            zone: zone.clone(),
            portal_zone: portal_zone.clone(),
            labels: BTreeSet::new(),
        }
    }
}

/// Checks one line against its sources; the error is the first reason why it does not follow.
pub fn check(item: &Item, sources: &Sources, moment: &Moment) -> Result<(), Flaw> {
    check_with_target(item, sources, moment, None)
}

/// Checks one line as [`check`] does; `target` is what the rep set as a target, which no source states.
pub fn check_with_target(item: &Item, sources: &Sources, moment: &Moment, target: Option<u64>) -> Result<(), Flaw> {
    if item.citations.is_empty() {
        return Err(Flaw::NoCitation);
    }
    let mut cited = Vec::new();
    for citation in &item.citations {
        let unknown = || Flaw::UnknownCitation { citation: citation.to_string() };
        cited.push(sources.get(citation).ok_or_else(unknown)?);
    }
    let named = item.rule.as_deref().filter(|_| item.kind == ItemKind::Derived);
    let rule = named.and_then(|name| name.parse::<Rule>().ok());
    match item.kind {
        ItemKind::Quote => return verbatim(&cited, item.text.trim_matches(['“', '”', '"', ' '])),
        ItemKind::Derived if rule.is_none() => return Err(Flaw::NoRule),
        ItemKind::Inferred if !item.text.to_lowercase().contains("likely") => return Err(Flaw::Unlabelled),
        _ => {}
    }
    let (own, quoted) = without_quotes(&item.text);
    for words in quoted {
        verbatim(&cited, words)?;
    }
    if let Some((_, address)) = quotes::addresses(&own).into_iter().find(|(_, address)| !has_address(&cited, address)) {
        return Err(Flaw::Address { address });
    }
    match rule.and_then(|rule| rules::yields(rule, &cited, moment, target)) {
        Some(yielded) => rules::check(item, &own, &stated(&cited, moment), &yielded)?,
        None => numbers(&own, &cited, moment)?,
    }
    names(&own, &cited, moment)?;
    currencies(&own, &cited, moment)?;
    if item.kind == ItemKind::Derived {
        debtor(&own, &without_quotes(&item.text).1, &cited, moment)?;
    }
    strictly(item, &cited, moment)
}

/// Whoever a derived line says owes something is who promises it in the words it quotes.
fn debtor(own: &str, quoted: &[&str], cited: &[&Source], moment: &Moment) -> Result<(), Flaw> {
    if quoted.is_empty() {
        return Ok(());
    }
    let evidence: Vec<Evidence> = cited.iter().map(|source| confidence::evidence_of(source, moment)).collect();
    promises::check_label(own, quoted, &evidence::Body::of(&evidence)).map_or(Ok(()), Err)
}

/// Holds a stated, inferred or asked line against its sources word for word, as a free sentence is.
///
/// A stated line has to follow. An inference goes beyond its grounds and a question asks for what they lack, so there only what they
/// contradict counts: another figure, day, name or address, other words in quotation marks, the opposite. Quotations and derived lines are
/// not laid beside their sources here: a quotation stands there letter by letter, and what a rule computes stands in no source, so it is
/// recomputed instead.
fn strictly(item: &Item, cited: &[&Source], moment: &Moment) -> Result<(), Flaw> {
    if matches!(item.kind, ItemKind::Quote | ItemKind::Derived) {
        return Ok(());
    }
    let mut evidence: Vec<Evidence> = cited.iter().map(|source| confidence::evidence_of(source, moment)).collect();
    // Stages go by labels that no source spells out, and a stored value by the way it is written for people.
    let labels = moment.labels.iter().map(String::as_str);
    let stored = cited.iter().filter_map(|source| Some(written(stored_time(&source.text)?, moment)));
    let own = RULES.iter().copied().chain(labels);
    let known = own.map(str::to_owned).chain(stored).collect::<Vec<_>>().join(". ");
    evidence.push(Evidence { text: known, ..Evidence::default() });
    let claimed = without_label(&item.text, item.kind);
    let mut flaws = follows(claimed, &evidence).into_iter();
    // Quotation marks were held against the sources as they stand already; read as talk, "Velora: group licence" is Velora speaking.
    let stands = |flaw: &Flaw| match flaw {
        Flaw::NotVerbatim { .. } | Flaw::OnlyBrackets { .. } => false,
        Flaw::Unsupported { .. } => item.kind == ItemKind::Fact,
        _ => true,
    };
    flaws.find(stands).map_or(Ok(()), Err)
}

/// A stored moment in the form in which people write it.
fn written(at: jiff::Timestamp, moment: &Moment) -> String {
    let zoned = at.to_zoned(moment.zone.clone());
    format!("{} at {}", zoned.strftime("%A %-d %B %Y"), zoned.strftime("%H:%M"))
}

/// An inferred line without the words that say so: "Likely to close: …", "Nearest, likely no answer: …".
fn without_label(text: &str, kind: ItemKind) -> &str {
    match text.split_once(": ") {
        Some((label, claim)) if kind == ItemKind::Inferred && label.to_lowercase().contains("likely") => claim,
        _ => text,
    }
}

fn has_address(cited: &[&Source], address: &str) -> bool {
    cited.iter().any(|source| quotes::addresses(&source.text).iter().any(|(_, found)| found == address))
}

fn verbatim(cited: &[&Source], words: &str) -> Result<(), Flaw> {
    if !words.is_empty() && cited.iter().any(|source| source.text.contains(words)) {
        Ok(())
    } else if quotes::is_bracketed(words) {
        Err(Flaw::OnlyBrackets { words: words.to_owned() })
    } else {
        Err(Flaw::NotVerbatim { words: words.to_owned() })
    }
}

/// The line without what it quotes, and the quotations.
fn without_quotes(text: &str) -> (String, Vec<&str>) {
    let (mut own, mut quoted, mut rest) = (String::new(), Vec::new(), text);
    while let Some((before, after)) = rest.split_once('“') {
        own.push_str(before);
        let (inside, tail) = after.split_once('”').unwrap_or((after, ""));
        quoted.push(inside);
        own.push(' ');
        rest = tail;
    }
    own.push_str(rest);
    (own, quoted)
}

/// Every number of the line's own words is in a source, or counts the days between a source's date and today.
fn numbers(own: &str, cited: &[&Source], moment: &Moment) -> Result<(), Flaw> {
    let mut known = stated(cited, moment);
    for day in cited.iter().flat_map(|source| days_of(source, moment)) {
        let apart = day.until(moment.today).map(|span| span.get_days().unsigned_abs()).unwrap_or(0);
        known.insert(u64::from(apart));
    }
    match plain_numbers(own).into_iter().find(|number| !known.contains(number)) {
        Some(number) => Err(Flaw::Number { number: flaw::shown(number) }),
        None => Ok(()),
    }
}

/// The numbers that the sources state: sums, figures, and the parts of the days and times they name or were said on.
fn stated(cited: &[&Source], moment: &Moment) -> BTreeSet<u64> {
    let mut known: BTreeSet<u64> = BTreeSet::new();
    for source in cited {
        let said_on = source.time.to_zoned(moment.zone.clone());
        known.extend(sums(&source.text).iter().filter_map(quantities::money::Sum::whole));
        known.extend(plain_numbers(&source.text));
        // An amount with cents is shown without them.
        known.extend((source.property.as_deref() == Some(property::AMOUNT)).then(|| rules::whole(&source.text)));
        known.extend(plain_numbers(&said_on.strftime("%Y %-m %-d %-H %H %M").to_string()));
        for day in days_in(&source.text, said_on.date()) {
            known.extend(plain_numbers(&day.strftime("%Y %-d").to_string()));
        }
        // A stored date is in the source as it travels: an ISO instant or milliseconds. A pure date is midnight UTC in every zone.
        for zone in [moment.zone.clone(), moment.portal_zone.clone(), TimeZone::UTC] {
            let written =
                stored_time(&source.text).map(|at| at.to_zoned(zone).strftime("%Y %-d %-H %H %M").to_string());
            known.extend(written.iter().flat_map(|written| plain_numbers(written)));
        }
    }
    known
}

/// The days a source was said on, names, or holds.
fn days_of(source: &Source, moment: &Moment) -> Vec<Date> {
    let said_on = source.time.to_zoned(moment.zone.clone()).date();
    let mut days = vec![said_on];
    days.extend(days_in(&source.text, said_on));
    days.extend(stored_day(&source.text, rules::zone_of(source, moment)));
    days
}

/// The days that a text may name: of a stretch its first and last, and both where two are possible.
pub(crate) fn days_in(text: &str, said_on: Date) -> impl Iterator<Item = Date> {
    mentions(text, said_on).into_iter().flat_map(|mention| mention.spans).flat_map(|span| [span.first, span.last])
}

/// The whole numbers that a text has in digits: its figures by their value; of what is no whole number, every run of digits.
fn plain_numbers(text: &str) -> Vec<u64> {
    let mut numbers = Vec::new();
    for figure in figures(text) {
        let written = text.get(figure.number.clone()).unwrap_or_default();
        let has_digits = written.contains(|c: char| c.is_ascii_digit());
        if has_digits && !figure.is_broken && figure.low.is_whole() && figure.high.is_whole() {
            numbers.extend([figure.low, figure.high].map(|value| value.rounded().unsigned_abs()));
        } else {
            numbers
                .extend(written.split(|c: char| !c.is_ascii_digit()).filter_map(|digits| digits.parse::<u64>().ok()));
        }
    }
    numbers
}

/// Every currency of the line's own words is one that its sources name, a record of theirs carries, or the labels know.
fn currencies(own: &str, cited: &[&Source], moment: &Moment) -> Result<(), Flaw> {
    let mut carried: Vec<Currency> = moment.labels.iter().filter_map(|label| Currency::from_code(label)).collect();
    for source in cited {
        carried.extend(Currency::from_code(&source.text));
        carried.extend(figures(&source.text).into_iter().filter_map(|figure| figure.currency));
    }
    let words = own.split(|c: char| !c.is_alphanumeric()).filter_map(Currency::from_code);
    let named = figures(own).into_iter().filter_map(|figure| figure.currency).chain(words);
    let invented = named.into_iter().find(|named| !carried.iter().any(|carried| named.follows_from(*carried)));
    invented.map_or(Ok(()), |currency| Err(Flaw::Name { name: currency.to_string() }))
}

/// What the rules themselves say with a capital letter.
const RULES: [&str; 1] = ["CRM"];

/// Every name in the line's own words is a speaker, in a source's text, or a label. A name is a capitalised word that neither opens
/// the line nor follows a colon.
fn names(own: &str, cited: &[&Source], moment: &Moment) -> Result<(), Flaw> {
    const CALENDAR: [&str; 19] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
        "Monday",
        "Tuesday",
        "Wednesday",
        "Thursday",
        "Friday",
        "Saturday",
        "Sunday",
    ];
    let mut opens = true;
    for word in own.split_whitespace() {
        let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
        let is_name = bare.chars().next().is_some_and(char::is_uppercase) && !opens;
        opens = word.ends_with([':', '.', '?', '!', '·', '—']) || (opens && bare.is_empty());
        // What names money is held against the sources by itself.
        if !is_name || CALENDAR.contains(&bare) || RULES.contains(&bare) || Currency::from_code(bare).is_some() {
            continue;
        }
        let parts: Vec<String> = words(bare).into_iter().map(|word| word.low).collect();
        let known = parts.is_empty()
            || cited.iter().any(|source| {
                let said: Vec<String> = words(&source.text).into_iter().map(|word| word.low).collect();
                let speaker = source.speaker.as_deref().map(name_words).unwrap_or_default();
                parts.iter().all(|part| said.contains(part) || speaker.contains(part))
            });
        if !known && !moment.labels.iter().any(|label| label.contains(bare)) {
            return Err(Flaw::Name { name: bare.to_owned() });
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{Citation, ObjectType, RecordId};

    fn world() -> (Citation, Sources, Moment) {
        let record = RecordId::new(ObjectType::Call, "7");
        let citation = Citation::property(record.clone(), "transcript", "x");
        let source = Source {
            record,
            property: None,
            time: "2026-11-13T10:00:00Z".parse().unwrap(),
            speaker: Some("Petra Lang".to_owned()),
            side: None,
            text: "The board has released 44,000 euros. I'll send the list by Monday.".to_owned(),
        };
        let today = jiff::civil::date(2026, 11, 20);
        let labels = BTreeSet::from(["Contract sent".to_owned()]);
        let moment = Moment { today, zone: TimeZone::UTC, portal_zone: TimeZone::UTC, labels };
        (citation.clone(), Sources::from([(citation, source)]), moment)
    }

    fn verdict(kind: ItemKind, text: &str) -> Result<(), Flaw> {
        let (citation, sources, moment) = world();
        let rule = (kind == ItemKind::Derived).then(|| Rule::People.as_str().to_owned());
        let item = Item {
            text: text.to_owned(),
            kind,
            rule,
            citations: vec![citation],
            verified: false,
            confidence: None,
            promise: None,
        };
        check(&item, &sources, &moment)
    }

    #[test]
    fn what_follows_passes() {
        assert_eq!(verdict(ItemKind::Quote, "The board has released 44,000 euros."), Ok(()));
        assert_eq!(verdict(ItemKind::Fact, "Petra Lang spoke of 44000 on 13 November"), Ok(()));
        assert_eq!(verdict(ItemKind::Derived, "They owe, 4 days overdue: “I'll send the list”"), Ok(()));
        assert_eq!(verdict(ItemKind::Derived, "Stage: Contract sent, 7 days ago"), Ok(()));
    }

    #[test]
    fn an_apostrophe_is_part_of_a_name_however_it_is_written() {
        let record = RecordId::new(ObjectType::Contact, "7");
        let mut sources = Sources::new();
        for (property, text) in [("firstname", "Gráinne"), ("lastname", "O’Shaughan")] {
            let source = Source {
                record: record.clone(),
                property: Some(property.to_owned()),
                time: "2026-11-13T10:00:00Z".parse().unwrap(),
                speaker: None,
                side: None,
                text: text.to_owned(),
            };
            sources.insert(Citation::property(record.clone(), property, text), source);
        }
        let (_, _, moment) = world();
        for (text, wanted) in [
            ("Gráinne O’Shaughan, silent so far", true),
            ("Gráinne O'Shaughan, silent so far", true),
            ("Gráinne O’Shaughan’s answer is open", true),
            ("Gráinne O’Shannon, silent so far", false),
        ] {
            let item = Item {
                text: text.to_owned(),
                kind: ItemKind::Derived,
                rule: Some("people".to_owned()),
                citations: sources.keys().cloned().collect(),
                verified: false,
                confidence: None,
                promise: None,
            };
            assert_eq!(check(&item, &sources, &moment).is_ok(), wanted, "{text}");
        }
    }

    /// The verdict on a derived line whose source's speaker sits on a side.
    fn of_side(side: Option<domain::Side>, text: &str) -> Result<(), Flaw> {
        let (citation, mut sources, moment) = world();
        sources.values_mut().for_each(|source| source.side = side);
        let item = Item {
            text: text.to_owned(),
            kind: ItemKind::Derived,
            rule: Some("promise_ledger".to_owned()),
            citations: vec![citation],
            verified: false,
            confidence: None,
            promise: None,
        };
        let labels = BTreeSet::from(["Tage".to_owned()]);
        check(&item, &sources, &Moment { labels, ..moment })
    }

    #[test]
    fn whoever_a_label_says_owes_is_who_promised() {
        use domain::Side::{Them, Us};
        for (side, text, wanted) in [
            (Some(Them), "They owe, 4 days overdue: “I'll send the list”", true),
            (Some(Them), "We owe, 4 days overdue: “I'll send the list”", false),
            (Some(Us), "We owe, 4 days overdue: “I'll send the list”", true),
            (Some(Us), "They owe, 4 days overdue: “I'll send the list”", false),
            (Some(Them), "Petra Lang owes, 4 days overdue: “I'll send the list”", true),
            (Some(Them), "our promise is 4 days overdue, “I'll send the list”", false),
            (Some(Us), "our promise is 4 days overdue, “I'll send the list”", true),
            (None, "We owe, 4 days overdue: “I'll send the list”", true),
            (Some(Us), "Wir schulden, 4 Tage überfällig: “I'll send the list”", true),
            (Some(Them), "Wir schulden, 4 Tage überfällig: “I'll send the list”", false),
            (Some(Them), "Petra Lang schuldet, 4 Tage überfällig: “I'll send the list”", true),
            (Some(Us), "Nous devons, 4 jours de retard : “I'll send the list”", true),
            (Some(Them), "Nous devons, 4 jours de retard : “I'll send the list”", false),
            (Some(Them), "Petra Lang doit, 4 jours de retard : “I'll send the list”", true),
        ] {
            let verdict = of_side(side, text);
            assert_eq!(verdict.is_ok(), wanted, "{side:?} {text}: {verdict:?}");
        }
        assert!(matches!(of_side(Some(Them), "We owe: “I'll send the list”"), Err(Flaw::WhoOwes { .. })));
    }

    #[test]
    fn a_company_that_hubspot_names_is_the_customer() {
        let (_, mut sources, moment) = world();
        sources.values_mut().for_each(|source| source.side = Some(domain::Side::Us));
        let record = RecordId::new(ObjectType::Company, "3");
        let source = Source {
            record: record.clone(),
            property: Some("name".to_owned()),
            time: "2026-11-13T10:00:00Z".parse().unwrap(),
            speaker: None,
            side: None,
            text: "Velora".to_owned(),
        };
        sources.insert(Citation::property(record, "name", "Velora"), source);
        for (text, wanted) in
            [("We will send the list by Monday.", true), ("Velora will send the list by Monday.", false)]
        {
            let item = Item {
                text: text.to_owned(),
                kind: ItemKind::Fact,
                rule: None,
                citations: sources.keys().cloned().collect(),
                verified: false,
                confidence: None,
                promise: None,
            };
            assert_eq!(check(&item, &sources, &moment).is_ok(), wanted, "{text}");
        }
    }

    #[test]
    fn what_does_not_follow_is_refused() {
        assert!(matches!(verdict(ItemKind::Quote, "The board released 44,000 euros."), Err(Flaw::NotVerbatim { .. })));
        assert!(matches!(verdict(ItemKind::Quote, "[the board agrees]"), Err(Flaw::OnlyBrackets { .. })));
        assert!(matches!(verdict(ItemKind::Fact, "They wrote “[no more]”"), Err(Flaw::OnlyBrackets { .. })));
        assert!(matches!(verdict(ItemKind::Fact, "They have 45,000"), Err(Flaw::Number { .. })));
        assert!(matches!(verdict(ItemKind::Fact, "It was Joost who spoke"), Err(Flaw::Name { .. })));
        assert!(matches!(verdict(ItemKind::Fact, "It was Pet who spoke"), Err(Flaw::Name { .. })));
        assert!(matches!(verdict(ItemKind::Fact, "Write to p.lang@harbour.example"), Err(Flaw::Address { .. })));
        assert!(matches!(
            verdict(ItemKind::Derived, "They owe, 5 days overdue: “I'll send the list”"),
            Err(Flaw::Number { .. })
        ));
        assert!(matches!(verdict(ItemKind::Derived, "They owe “the moon”"), Err(Flaw::NotVerbatim { .. })));
        assert!(matches!(verdict(ItemKind::Inferred, "Petra Lang decides"), Err(Flaw::Unlabelled)));
        // What only stands in other words is no longer fact enough, and an inference or question may not contradict its grounds.
        assert!(matches!(
            verdict(ItemKind::Fact, "The board has not released 44,000 euros."),
            Err(Flaw::Negation { .. })
        ));
        assert!(verdict(ItemKind::Fact, "Petra Lang said that the weather improves over the harbour.").is_err());
        assert!(verdict(ItemKind::Inferred, "Likely the board has not released 44,000 euros.").is_err());
        assert!(verdict(ItemKind::Question, "Why has the board not released 44,000 euros?").is_err());
        assert_eq!(verdict(ItemKind::Inferred, "Likely a serious buyer: the board has released 44,000 euros."), Ok(()));
        assert_eq!(verdict(ItemKind::Question, "Do the 44,000 euros still hold, and who signs?"), Ok(()));
        let (_, sources, moment) = world();
        let bare = Item {
            text: "x".into(),
            kind: ItemKind::Fact,
            rule: None,
            citations: vec![],
            verified: false,
            confidence: None,
            promise: None,
        };
        assert_eq!(check(&bare, &sources, &moment), Err(Flaw::NoCitation));
    }
}
