//! Whom an administrator keeps out: people and companies at some domains, and what is said with them. Nothing of them is copied, and what was
//! copied before goes, without a tombstone: the day the domain is allowed again they are read like everybody else.

use crate::{Database, Erasure, StoreError, addresses_of, doing, tombstone::FORGOTTEN};
use domain::{ObjectType, RecordId, host_of, property};
use jiff::Timestamp;
use std::collections::{BTreeMap, BTreeSet};

/// The reason given for a record that HubSpot offers and that is kept out because of where it belongs.
pub const EXCLUDED: &str = "it belongs to a domain that your admin keeps out";
/// The setting that holds the domains, one a line.
const DOMAINS: &str = "excluded_domains";
const READING: &str = "reading which domains are kept out";

/// Whether a record was skipped because it is to stay away, and not because something went wrong.
pub fn is_kept_out(reason: &str) -> bool {
    [FORGOTTEN, EXCLUDED].contains(&reason)
}

/// Recognises people, companies and activities of domains that are kept out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Excluded {
    domains: BTreeSet<String>,
    records: BTreeSet<RecordId>,
}

impl Excluded {
    /// Those of some domains, with whatever is below them: `example.com` covers `mail.example.com`.
    pub fn of(domains: &BTreeSet<String>) -> Self {
        let domains = domains.iter().map(|domain| domain.trim().trim_start_matches('@').to_lowercase());
        Self { domains: domains.filter(|domain| !domain.is_empty()).collect(), records: BTreeSet::new() }
    }

    /// Whether no domain is kept out.
    pub fn is_empty(&self) -> bool {
        self.domains.is_empty()
    }

    /// Whether an address, or a web address, is at one of the domains.
    pub fn is_at(&self, address: &str) -> bool {
        let host = host_of(address);
        let is_below = |domain: &String| {
            host == *domain || host.strip_suffix(domain.as_str()).is_some_and(|rest| rest.ends_with('.'))
        };
        !host.is_empty() && self.domains.iter().any(is_below)
    }

    /// Whether a record is known to be kept out.
    pub fn is_record(&self, id: &RecordId) -> bool {
        self.records.contains(id)
    }

    /// Notes records that are kept out, so that what hangs on them is too.
    pub fn also(&mut self, records: impl IntoIterator<Item = RecordId>) {
        self.records.extend(records);
    }

    /// Whether what a record itself says puts it at one of the domains: an address of its own, of its sender or of a recipient, or a company's domain.
    pub fn is_own(&self, object: ObjectType, properties: &BTreeMap<String, String>) -> bool {
        let site = properties.get(property::DOMAIN).filter(|_| object == ObjectType::Company);
        site.is_some_and(|site| self.is_at(site)) || addresses_of(properties).iter().any(|address| self.is_at(address))
    }
}

impl Database {
    /// Keeps some domains out from now on, and no others. What is here of them is for [`Database::plan_exclusion`].
    pub fn set_excluded_domains(&self, domains: &BTreeSet<String>) -> Result<(), StoreError> {
        let text = domains.iter().map(String::as_str).collect::<Vec<_>>().join("\n");
        if self.setting(DOMAINS)?.unwrap_or_default() == text {
            return Ok(());
        }
        self.set_setting(DOMAINS, &text)?;
        // What was skipped because of a domain that is allowed by now is looked at again.
        self.lock().execute("DELETE FROM skipped WHERE reason = ?1", [EXCLUDED]).map_err(doing(READING))?;
        Ok(())
    }

    /// Who is kept out, with the records that were skipped because of that.
    pub fn excluded(&self) -> Result<Excluded, StoreError> {
        let text = self.setting(DOMAINS)?.unwrap_or_default();
        let mut excluded = Excluded::of(&text.lines().map(str::to_owned).collect());
        if !excluded.is_empty() {
            excluded.records = self
                .ids("SELECT object, id FROM skipped WHERE reason = ?1 ORDER BY object, id", &[EXCLUDED])?
                .into_iter()
                .collect();
        }
        Ok(excluded)
    }

    /// Works out what is here of those who are kept out: their records, in whatever version, and every activity that hangs on them or names one of
    /// their addresses.
    pub fn plan_exclusion(&self) -> Result<Erasure, StoreError> {
        let excluded = self.excluded()?;
        if excluded.is_empty() {
            return Ok(Erasure::default());
        }
        let mut gone = BTreeSet::new();
        self.each_version(|_, id, properties| {
            if excluded.is_own(id.object, properties) {
                gone.insert(id.clone());
            }
            Ok(())
        })?;
        let mut hanging = BTreeSet::new();
        for id in gone.iter().filter(|id| matches!(id.object, ObjectType::Contact | ObjectType::Company)) {
            hanging.extend(self.ids(
                "SELECT DISTINCT object, id FROM link WHERE other_object = ?1 AND other_id = ?2
                     AND object IN ('note', 'call', 'email', 'meeting', 'task', 'conversation', 'appointment') ORDER BY object, id",
                &[id.object.singular(), &id.id],
            )?);
        }
        gone.extend(hanging);
        self.plan_removal(gone)
    }

    /// Works out what goes of records that were archived before `before`: they left the book, or HubSpot.
    pub fn plan_archived(&self, before: Timestamp) -> Result<Erasure, StoreError> {
        let gone = self.ids(
            "SELECT r.object, r.id FROM record r JOIN record_version v ON v.version = r.version
             WHERE r.archived = 1 AND r.object NOT IN ('shelf', 'conversation') AND v.observed_at < CAST(?1 AS INTEGER) ORDER BY r.object, r.id",
            &[&before.as_millisecond().to_string()],
        )?;
        self.plan_removal(gone.into_iter().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_domain_covers_what_is_below_it_and_nothing_beside() {
        let excluded = Excluded::of(&["Rival.example".to_owned(), "@law.example".to_owned(), " ".to_owned()].into());
        for inside in ["a@rival.example", "A@Mail.RIVAL.example", "https://www.rival.example/about", "rival.example."] {
            assert!(excluded.is_at(inside), "{inside}");
        }
        for outside in ["a@notrival.example", "rival.example@other.example", "rival.example.other", "", "@"] {
            assert!(!excluded.is_at(outside), "{outside}");
        }
        assert!(Excluded::of(&BTreeSet::new()).is_empty());
    }
}
