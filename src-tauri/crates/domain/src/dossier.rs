//! Everything known about one account at one moment: what a brief is made of.

use crate::property;
use crate::{
    Activity, Alike, Citation, Document, MarkedPromise, Owner, Pipeline, PropertyChange, ReadLines, Readings, Record,
    RecordId, SavedPage, Stage, TranscriptState,
};
use jiff::{Timestamp, civil::Date, tz::TimeZone};
use std::borrow::Cow;

/// Everything known about one account at the moment `as_of`: the input of every draft.
#[derive(Debug, Clone, PartialEq)]
pub struct Dossier {
    /// The account's record: a company, or a contact without one.
    pub account: Record,
    /// The person asked about; `None` where the account as a whole was meant.
    pub contact: Option<RecordId>,
    /// The deal that drafts are about; `None` where the account has none. [`Dossier::choose_deal`] says which.
    pub deal: Option<RecordId>,
    /// Why this account was chosen, in words.
    pub why: String,
    /// The moment everything is seen from; "now", unless the past was asked for.
    pub as_of: Timestamp,
    /// When the last finished sync started; nothing newer is in here. `None` before the first.
    pub fresh_as_of: Option<Timestamp>,
    /// The rep's time zone, in which "today" is meant.
    pub zone: TimeZone,
    /// The portal's time zone, in which HubSpot's date properties are days.
    pub portal_zone: TimeZone,
    /// ISO 4217 code of amounts that name no currency.
    pub currency: String,
    /// The portal's owners: the rep and colleagues.
    pub owners: Vec<Owner>,
    /// The account's contacts.
    pub contacts: Vec<Record>,
    /// The account's deals, each with its history.
    pub deals: Vec<DealFile>,
    /// The account's tickets.
    pub tickets: Vec<Record>,
    /// The portal's pipelines of deals and of tickets.
    pub pipelines: Vec<Pipeline>,
    /// The timeline, oldest first, planned meetings and open tasks included.
    pub entries: Vec<Entry>,
    /// What the rules found in its texts when they were synced; a text without a reading is read when a draft needs it.
    pub readings: Readings,
    /// What the model reads in the lines of its texts; a text it has not read is not in here.
    pub lines: ReadLines,
    /// Pages saved for it, newest first. They are no evidence of anything that was said; only a first call names them.
    pub pages: Vec<SavedPage>,
    /// What HubSpot would not give in the last sync, in words, as in `e-mails (the access token lacks the scope sales-email-read)`.
    pub gaps: Vec<String>,
    /// What the rep has decided about promises up to the moment, the last word on each.
    pub marks: Vec<MarkedPromise>,
    /// Accounts like it, for a first call; nothing of them but facts of record.
    pub alike: Vec<Alike>,
}

/// A deal with the history of its stage, amount and close date.
#[derive(Debug, Clone, PartialEq)]
pub struct DealFile {
    /// The deal's record.
    pub record: Record,
    /// Changes of the deal's stage, amount and close date up to the moment, oldest first.
    pub history: Vec<PropertyChange>,
}

/// One entry of the timeline with its texts and the contacts in it.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// What the entry is, and when it takes its place on the timeline.
    pub activity: Activity,
    /// The activity's record with its properties.
    pub record: Record,
    /// The contacts the activity is associated with.
    pub participants: Vec<RecordId>,
    /// The activity's texts: its body, and of a talk its transcript.
    pub documents: Vec<Document>,
    /// For a call, what is known of its transcript; `None` for other activities.
    pub transcript: Option<TranscriptState>,
}

impl Entry {
    /// What was said, where it is here: the transcript of a call, of a meeting, or of a conversation that was imported.
    pub fn spoken(&self) -> Option<&Document> {
        self.documents.iter().find(|document| document.part.is_transcript())
    }
}

impl Dossier {
    /// The dossier without what nobody could have known at its moment: entries made later, words said or written later, changes made later.
    /// A meeting or task that is planned stays, by its title and time.
    ///
    /// Whoever gathers a dossier leaves these out already; drafts ask again, so that no slip there puts tomorrow into a brief of today.
    /// Records have to be as they were at the moment: what a property was before cannot be told from a record alone.
    pub fn as_known(&self) -> Cow<'_, Self> {
        let later = |at: Timestamp| self.as_of < at;
        let entry_knows = |entry: &Entry| {
            later(entry.activity.created_at)
                || entry.documents.iter().any(|document| later(document.at))
                || later(entry.activity.at) && !entry.activity.can_be_planned()
        };
        let ahead = self.deals.iter().flat_map(|deal| &deal.history).any(|change| later(change.at))
            || self.entries.iter().any(entry_knows);
        if !ahead {
            return Cow::Borrowed(self);
        }
        let mut known = self.clone();
        for deal in &mut known.deals {
            deal.history.retain(|change| change.at <= self.as_of);
        }
        known.entries.retain(|entry| {
            entry.activity.created_at <= self.as_of
                && (entry.activity.at <= self.as_of || entry.activity.can_be_planned())
        });
        for entry in &mut known.entries {
            entry.documents.retain(|document| document.at <= self.as_of);
        }
        Cow::Owned(known)
    }

    /// What the rep has decided about the promise that these words make, where that holds today.
    pub fn mark_of(&self, words: &Citation, today: Date) -> Option<&MarkedPromise> {
        self.marks.iter().find(|marked| marked.is_about(words) && marked.holds_on(today))
    }

    /// The record of one of the account's contacts.
    pub fn person(&self, id: &RecordId) -> Option<&Record> {
        self.contacts.iter().find(|contact| contact.id == *id)
    }

    /// The stage with this id, in whichever pipeline it is.
    pub fn stage(&self, id: &str) -> Option<&Stage> {
        self.pipelines.iter().flat_map(|pipeline| &pipeline.stages).find(|stage| stage.id == id)
    }
}

impl Record {
    /// A person's full name, a company's or deal's name, a ticket's subject; empty where there is none.
    pub fn display_name(&self) -> String {
        let full = [self.get(property::FIRST_NAME), self.get(property::LAST_NAME)]
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
            .join(" ");
        if !full.is_empty() {
            return full;
        }
        ["name", property::DEAL_NAME, "subject", "email"]
            .iter()
            .find_map(|name| self.get(name))
            .unwrap_or_default()
            .to_owned()
    }
}
