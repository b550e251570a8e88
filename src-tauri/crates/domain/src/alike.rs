//! What may be known of another account than the one a draft reads: facts of record, and nothing anybody wrote or said.

use crate::property;
use crate::{Record, RecordId, Stage};
use jiff::Timestamp;

/// The properties of another account that may be known.
const OF_AN_ACCOUNT: [&str; 4] = ["name", "industry", property::NUMBER_OF_EMPLOYEES, "country"];
/// The properties of another account's deal that may be known.
const OF_A_DEAL: [&str; 2] = [property::DEAL_STAGE, property::CLOSE_DATE];

/// How a closed deal ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DealEnd {
    /// The deal was won.
    Won,
    /// The deal was lost.
    Lost,
}

/// Another account: its name, industry, size and country, and how its last closed deal ended and when. [`Alike::of`] lets nothing else through.
#[derive(Debug, Clone, PartialEq)]
pub struct Alike {
    account: Record,
    deal: Option<(Record, DealEnd)>,
    is_own: bool,
}

impl Alike {
    /// Takes of an account and its deal what may be known of them. A deal whose stage is not closed is left out; `is_own` says that the rep
    /// closed it.
    pub fn of(account: &Record, deal: Option<(&Record, &Stage)>, is_own: bool) -> Self {
        let end = |stage: &Stage| match stage.probability {
            Some(share) if 1.0 <= share => DealEnd::Won,
            _ => DealEnd::Lost,
        };
        let deal = deal.filter(|(_, stage)| stage.closed).map(|(deal, stage)| (bare(deal, &OF_A_DEAL), end(stage)));
        Self { account: bare(account, &OF_AN_ACCOUNT), is_own: is_own && deal.is_some(), deal }
    }

    /// The account's record with nothing but its name, industry, size and country.
    pub fn account(&self) -> &Record {
        &self.account
    }

    /// Its last closed deal, by stage and close date alone, and how that ended.
    pub fn deal(&self) -> Option<(&Record, DealEnd)> {
        self.deal.as_ref().map(|(deal, end)| (deal, *end))
    }

    /// Whether the rep closed the deal that [`Alike::deal`] gives.
    pub fn is_own(&self) -> bool {
        self.is_own
    }
}

fn bare(record: &Record, names: &[&str]) -> Record {
    let properties = record.properties.iter().filter(|(name, _)| names.contains(&name.as_str()));
    Record { properties: properties.map(|(name, value)| (name.clone(), value.clone())).collect(), ..record.clone() }
}

/// A web page or document that the rep saved for an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SavedPage {
    /// The page's id, as in `shelf:1`.
    pub id: RecordId,
    /// The page's title, word for word as its part `title` holds it.
    pub title: String,
    /// When the rep saved the page.
    pub saved_at: Timestamp,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ObjectType;

    fn record(object: ObjectType, properties: &[(&str, &str)]) -> Record {
        Record {
            id: RecordId::new(object, "9"),
            properties: properties.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect(),
            created_at: Timestamp::UNIX_EPOCH,
            modified_at: Timestamp::UNIX_EPOCH,
            archived: false,
        }
    }

    #[test]
    fn nothing_but_facts_of_record_gets_in() {
        let stage =
            |closed, share| Stage { id: "s".to_owned(), label: "Closed".to_owned(), closed, probability: Some(share) };
        let account = record(
            ObjectType::Company,
            &[
                ("name", "Northwind"),
                ("industry", "LOGISTICS"),
                ("description", "A secret."),
                ("domain", "secret.example"),
            ],
        );
        let deal = record(
            ObjectType::Deal,
            &[
                ("dealname", "A secret."),
                ("dealstage", "s"),
                ("closedate", "2026-03-02"),
                ("closed_lost_reason", "secret"),
            ],
        );
        let alike = Alike::of(&account, Some((&deal, &stage(true, 1.0))), true);
        assert!(!format!("{alike:?}").contains("secret"), "{alike:?}");
        assert_eq!((alike.deal().map(|(_, end)| end), alike.is_own()), (Some(DealEnd::Won), true));
        assert_eq!(Alike::of(&account, Some((&deal, &stage(true, 0.0))), false).deal().unwrap().1, DealEnd::Lost);
        let open = Alike::of(&account, Some((&deal, &stage(false, 0.4))), true);
        assert_eq!((open.deal(), open.is_own()), (None, false));
    }
}
