//! Accounts like one that is called for the first time: which they are by the CRM's own facts, and what came of them.
//!
//! A draft reads one account, and this is no exception: of another there is a name, an industry, a number of people, a country, and of a deal
//! its stage and close date. Nothing anybody wrote or said of it gets in here; [`Alike`] lets nothing else through.

use crate::desk::{Desk, item};
use domain::property;
use domain::{Alike, DealEnd, Item, ItemKind, Record, Rule, text::grouped};

/// The rule that lines about similar accounts are made by.
pub const SIMILAR: &str = Rule::SimilarAccount.as_str();
/// The most similar accounts that are named.
pub const SIMILAR_MAX: usize = 3;

/// The largest company size of each of HubSpot's bands.
const BANDS: [u64; 7] = [10, 50, 200, 500, 1_000, 5_000, 10_000];
/// What a shared industry, size and country are worth, and how much two accounts have to share.
const INDUSTRY: u32 = 3;
const SIZE: u32 = 2;
const COUNTRY: u32 = 1;
const SHARED_MIN: u32 = 3;

/// The accounts of `others` most like `account`, at most [`SIMILAR_MAX`]: those won before those lost before those without a closed deal,
/// the rep's own deals first, then by how much they share, then by how late the deal was closed. Deterministic.
pub fn most_alike(account: &Record, others: Vec<Alike>) -> Vec<Alike> {
    let mut found: Vec<(u32, Alike)> = others
        .into_iter()
        .filter(|other| other.account().id != account.id && other.account().get(property::NAME).is_some())
        .map(|other| (shared(account, other.account()), other))
        .filter(|(shared, _)| SHARED_MIN <= *shared)
        .collect();
    let end = |other: &Alike| other.deal().map_or(2, |(_, end)| u8::from(end == DealEnd::Lost));
    let closed = |other: &Alike| other.deal().and_then(|(deal, _)| deal.get(property::CLOSE_DATE).map(str::to_owned));
    found.sort_by(|(a_shared, a), (b_shared, b)| {
        (end(a), !a.is_own())
            .cmp(&(end(b), !b.is_own()))
            .then_with(|| b_shared.cmp(a_shared))
            .then_with(|| closed(b).cmp(&closed(a)))
            .then_with(|| a.account().id.cmp(&b.account().id))
    });
    found.truncate(SIMILAR_MAX);
    found.into_iter().map(|(_, other)| other).collect()
}

/// "Likely similar: “Northwind”, also logistics, 400 employees, won in March".
pub(crate) fn lines(desk: &mut Desk<'_>, alike: &[Alike]) -> Vec<Item> {
    alike.iter().filter_map(|other| line(desk, other)).collect()
}

fn line(desk: &mut Desk<'_>, other: &Alike) -> Option<Item> {
    let account = &desk.dossier.account;
    let (theirs, deal) = (other.account(), other.deal());
    let name = theirs.get(property::NAME)?;
    let mut said = vec![format!("“{name}”")];
    let mut grounds: Vec<&str> = vec!["name"];
    if same_industry(account, theirs) {
        let industry = theirs.get(property::INDUSTRY).unwrap_or_default().replace('_', " ").to_lowercase();
        said.push(format!("also {industry}"));
        grounds.push("industry");
    }
    if let Some(heads) = heads(theirs) {
        said.push(format!("{} employees", grouped(heads)));
        grounds.push(property::NUMBER_OF_EMPLOYEES);
    }
    if same_country(account, theirs) {
        said.push(format!("“{}”", theirs.get(property::COUNTRY).unwrap_or_default()));
        grounds.push("country");
    }
    let mut citations = desk.cite_properties(theirs, &grounds);
    let own: Vec<&str> = grounds.into_iter().filter(|name| *name != "name").collect();
    citations.extend(desk.cite_properties(account, &own));
    if let Some((deal, end)) = deal {
        let word = if end == DealEnd::Won { "won" } else { "lost" };
        let day = deal
            .get(property::CLOSE_DATE)
            .and_then(domain::stored_time)
            .map(|at| desk.day(at))
            .filter(|day| *day <= desk.today);
        said.push(match day {
            Some(day) if day.year() == desk.today.year() => format!("{word} in {}", day.strftime("%B")),
            Some(day) => format!("{word} in {}", day.strftime("%B %Y")),
            None => word.to_owned(),
        });
        citations.extend(desk.cite_properties(deal, &[property::DEAL_STAGE, property::CLOSE_DATE]));
    }
    Some(item(ItemKind::Inferred, Some(SIMILAR), format!("Likely similar: {}", said.join(", ")), citations))
}

fn shared(one: &Record, other: &Record) -> u32 {
    let band = |record: &Record| heads(record).map(|heads| BANDS.iter().filter(|end| **end < heads).count());
    let size = match (band(one), band(other)) {
        (Some(a), Some(b)) => SIZE.saturating_sub(u32::try_from(a.abs_diff(b)).unwrap_or(u32::MAX)),
        _ => 0,
    };
    let of = |same: bool, worth: u32| if same { worth } else { 0 };
    of(same_industry(one, other), INDUSTRY) + size + of(same_country(one, other), COUNTRY)
}

fn same_industry(one: &Record, other: &Record) -> bool {
    same(one, other, "industry")
}

fn same_country(one: &Record, other: &Record) -> bool {
    same(one, other, "country")
}

fn same(one: &Record, other: &Record, property: &str) -> bool {
    let value =
        |record: &Record| record.get(property).map(|value| value.trim().to_lowercase()).filter(|v| !v.is_empty());
    value(one).is_some() && value(one) == value(other)
}

fn heads(record: &Record) -> Option<u64> {
    record.get(property::NUMBER_OF_EMPLOYEES).and_then(|value| value.parse().ok())
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{ObjectType, RecordId, Stage};
    use jiff::Timestamp;

    fn record(object: ObjectType, id: &str, properties: &[(&str, &str)]) -> Record {
        Record {
            id: RecordId::new(object, id),
            properties: properties.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect(),
            created_at: Timestamp::UNIX_EPOCH,
            modified_at: Timestamp::UNIX_EPOCH,
            archived: false,
        }
    }

    fn company(id: &str, industry: &str, heads: &str, country: &str) -> Record {
        let name = format!("Company {id}");
        let properties =
            [("name", name.as_str()), ("industry", industry), ("numberofemployees", heads), ("country", country)];
        record(ObjectType::Company, id, &properties)
    }

    fn closed(id: &str, account: &Record, probability: f32, day: &str, is_own: bool) -> Alike {
        let stage =
            Stage { id: "s".to_owned(), label: "Closed".to_owned(), closed: true, probability: Some(probability) };
        let deal = record(ObjectType::Deal, id, &[("dealstage", "s"), ("closedate", day)]);
        Alike::of(account, Some((&deal, &stage)), is_own)
    }

    #[test]
    fn what_was_won_comes_first_and_what_shares_too_little_not_at_all() {
        let ours = company("1", "LOGISTICS", "240", "Germany");
        let names = |others: Vec<Alike>| -> Vec<String> {
            most_alike(&ours, others).iter().map(|other| other.account().id.id.clone()).collect()
        };
        let won = closed("10", &company("2", "LOGISTICS", "4000", "Spain"), 1.0, "2025-11-02", false);
        let own = closed("11", &company("3", "LOGISTICS", "9000", "Spain"), 1.0, "2025-01-02", true);
        let lost = closed("12", &company("4", "LOGISTICS", "300", "Germany"), 0.0, "2026-02-02", true);
        let none = Alike::of(&company("5", "LOGISTICS", "300", "Germany"), None, false);
        let bank = closed("13", &company("6", "BANKING", "100000", "Germany"), 1.0, "2026-02-02", true);
        let near = closed("14", &company("7", "BANKING", "300", "Germany"), 1.0, "2026-02-02", false);
        let own_self = closed("15", &ours, 1.0, "2026-02-02", true);
        assert_eq!(names(vec![none.clone(), lost.clone(), won.clone(), bank, own_self]), ["2", "4", "5"]);
        assert_eq!(names(vec![lost, won, own, none]), ["3", "2", "4"]);
        assert_eq!(names(vec![near]), ["7"], "size and country together are enough");
        assert!(
            most_alike(&company("1", "", "", ""), vec![closed("9", &company("2", "", "", ""), 1.0, "", true)])
                .is_empty()
        );
    }
}
