//! The fields that a rule's conditions can ask about, of a record, its account, its deal and its person.

use crate::{
    error::AppError,
    portal::open::OpenPortal,
    reading::{quiet::silence_of, resolve::dossier},
};
use domain::{Category, Dossier, ObjectType, Record, RecordId, property};
use drafting::learned;
use events::{Condition, Value};
use jiff::Timestamp;
use std::cell::OnceCell;

/// What a field begins with.
const SCOPES: [&str; 5] = ["record", "account", "deal", "contact", "text"];

/// What conditions are asked of: the record that something happened to, and what hangs together with it.
pub(crate) struct Situation<'a> {
    open: &'a OpenPortal,
    record: Option<Record>,
    now: Timestamp,
    dossier: OnceCell<Option<Dossier>>,
}

impl<'a> Situation<'a> {
    /// The situation of a record at `now`; of the whole book there is no record.
    pub fn of(open: &'a OpenPortal, id: &RecordId, now: Timestamp) -> Result<Self, AppError> {
        let record = open.database.record(id)?.filter(|record| !record.archived);
        Ok(Self { open, record, now, dossier: OnceCell::new() })
    }

    /// The record that something happened to; none where it is gone.
    pub fn record(&self) -> Option<&Record> {
        self.record.as_ref()
    }

    /// The account's history; none where the record belongs to no account.
    pub fn dossier(&self) -> Option<&Dossier> {
        let read = || dossier(self.open, &self.record.as_ref()?.id.to_string(), self.now).ok();
        self.dossier.get_or_init(read).as_ref()
    }

    /// The conditions that do not hold.
    pub fn unmet<'c>(&self, conditions: &'c [Condition]) -> Result<Vec<&'c Condition>, AppError> {
        let mut unmet = Vec::new();
        for condition in conditions {
            if !condition.holds(self.value(&condition.field)?.as_ref()) {
                unmet.push(condition);
            }
        }
        Ok(unmet)
    }

    /// The value of a field; none where there is none.
    fn value(&self, field: &str) -> Result<Option<Value>, AppError> {
        let Some(record) = &self.record else { return Ok(None) };
        let (scope, name) = field.split_once('.').unwrap_or(("record", field));
        let text = |record: Option<&Record>| record.and_then(|record| Some(Value::Text(record.get(name)?.to_owned())));
        Ok(match (scope, name) {
            ("record", "is_mine") => {
                let owner = record.get(property::OWNER);
                Some(Value::Flag(owner.is_some() && owner == self.open.portal.owner_id.as_deref()))
            }
            ("record", _) => text(Some(record)),
            ("deal", "open") => Some(Value::Flag(
                self.deal().is_some_and(|deal| self.dossier().is_some_and(|all| !all.is_closed(deal))),
            )),
            ("deal", "stage") => self.stage().map(|(label, _)| Value::Text(label)),
            ("deal", "stage_is_won") => Some(Value::Flag(self.stage().is_some_and(|(_, is_won)| is_won))),
            ("deal", _) => text(self.deal()),
            ("account", "silent_days") => {
                let Some(dossier) = self.dossier() else { return Ok(None) };
                let silence = silence_of(self.open, &dossier.account.id, self.now)?;
                #[allow(clippy::cast_precision_loss)] // Days.
                silence.map(|silence| Value::Number(silence.days as f64))
            }
            ("account", _) => text(self.dossier().map(|dossier| &dossier.account)),
            ("contact", _) => text(self.contact()),
            ("text", _) => self.said(name),
            _ => None,
        })
    }

    /// The deal that the record is, else the one that drafts about it would be about.
    fn deal(&self) -> Option<&Record> {
        let own = self.record.as_ref().filter(|record| record.id.object == ObjectType::Deal);
        own.or_else(|| self.dossier()?.meant_deal().map(|deal| &deal.record))
    }

    fn contact(&self) -> Option<&Record> {
        let own = self.record.as_ref().filter(|record| record.id.object == ObjectType::Contact);
        own.or_else(|| self.dossier()?.meant_person())
    }

    /// The name of the deal's stage, and whether a deal in it is won.
    fn stage(&self) -> Option<(String, bool)> {
        let stage = self.dossier()?.stage(self.deal()?.stage()?)?;
        Some((stage.label.clone(), stage.closed && stage.probability.is_some_and(|likely| 1.0 <= likely)))
    }

    /// How likely it is that a line of the customer's in the record's texts tells a fact of a category, 0 to 1, as the account's facts have it;
    /// none where no model has read them.
    fn said(&self, category: &str) -> Option<Value> {
        let (category, record) = (category_of(category)?, self.record.as_ref()?);
        let dossier = self.dossier()?;
        if !dossier.lines.keys().any(|(of, _)| *of == record.id) {
            return None;
        }
        let told = learned(dossier).into_iter().filter(|fact| fact.category == category);
        let of_it = told.filter(|fact| fact.line.activity == record.id).map(|fact| f64::from(fact.probability));
        Some(Value::Number(of_it.fold(0.0, f64::max)))
    }
}

/// Whether there can be a field of that name.
pub(crate) fn is_field(field: &str) -> Result<(), String> {
    let wrong = || {
        format!(
            "asks about “{field}”, which is no field: write one as {}",
            SCOPES.map(|scope| format!("{scope}.NAME")).join(", ")
        )
    };
    let (scope, name) = field.split_once('.').ok_or_else(wrong)?;
    let is_named = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    if !SCOPES.contains(&scope) || !is_named {
        return Err(wrong());
    }
    if scope == "text" && category_of(name).is_none() {
        let names: Vec<&str> = Category::ALL.iter().map(|category| category.as_str()).collect();
        return Err(format!("asks about “{field}”, but a text is read for {} only", names.join(", ")));
    }
    Ok(())
}

fn category_of(name: &str) -> Option<Category> {
    Category::ALL.into_iter().find(|category| category.as_str() == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_is_named_by_what_it_is_of() {
        for good in ["record.amount", "deal.open", "account.country", "contact.jobtitle", "text.objection"] {
            assert_eq!(is_field(good), Ok(()), "{good}");
        }
        for wrong in ["amount", "mail.amount", "record.", "record.a b", "text.mood"] {
            assert!(is_field(wrong).is_err(), "{wrong}");
        }
    }
}
