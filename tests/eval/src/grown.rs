//! An account of the sample portal, grown to as many chunks as are wanted.

use anyhow::{Context as _, Result};
use domain::{Association, Document, Dossier, ObjectType, Record, RecordId, TranscriptState};
use jiff::{Timestamp, ToSpan as _};
use store::{Database, Page, Portal, RunState, Versioned};

/// The account with the most texts.
pub fn largest(database: &Database, now: Timestamp) -> Result<Dossier> {
    let mut largest: Option<Dossier> = None;
    for account in &database.all(ObjectType::Company)? {
        let dossier =
            retrieval::gather(database, &retrieval::Whose::account(account, jiff::tz::TimeZone::UTC), now, now)?;
        let texts = |dossier: &Dossier| chunks_of(dossier).count();
        if largest.as_ref().is_none_or(|largest| texts(largest) < texts(&dossier)) {
            largest = Some(dossier);
        }
    }
    largest.context("the portal has no account")
}

/// The texts of a dossier that are chunked, with how many chunks each has.
fn chunks_of(dossier: &Dossier) -> impl Iterator<Item = usize> {
    dossier.entries.iter().flat_map(|entry| &entry.documents).map(|document| retrieval::chunk(document).len())
}

/// Stores an account's dossier, its timeline again and again with earlier days, until it has so many chunks. Returns how many it has.
pub fn grow(database: &Database, dossier: &Dossier, chunks_min: usize) -> Result<usize> {
    database.set_portal(&Portal {
        portal_id: "1".to_owned(),
        base_url: String::new(),
        time_zone: dossier.portal_zone.iana_name().unwrap_or("UTC").to_owned(),
        currency: dossier.currency.clone(),
        ui_domain: String::new(),
        owner_id: None,
        user_email: None,
    })?;
    database.set_owners(&dossier.owners)?;
    let account = &dossier.account.id;
    let mut page = Page::default();
    let plain = |record: &Record| Versioned {
        record: record.clone(),
        documents: Vec::new(),
        activity: None,
        history: Vec::new(),
        aliases: Vec::new(),
    };
    page.records.push(plain(&dossier.account));
    let deals = dossier.deals.iter().map(|deal| &deal.record);
    for record in dossier.contacts.iter().chain(deals).chain(&dossier.tickets) {
        page.records.push(plain(record));
        page.associations.push(link(&record.id, account));
    }
    let mut transcripts: Vec<Document> = Vec::new();
    let mut chunks = 0;
    'grown: for copy in 0_i64.. {
        for (number, entry) in dossier.entries.iter().rev().enumerate() {
            if chunks_min <= chunks {
                break 'grown;
            }
            let id =
                RecordId::new(entry.activity.id.object, (1_000_000 * (copy + 1)).to_string() + &number.to_string());
            let earlier = |at: Timestamp| at.checked_sub((24 * 30 * copy).hours());
            let mut versioned = plain(&entry.record);
            versioned.record.id = id.clone();
            (versioned.record.created_at, versioned.record.modified_at) =
                (earlier(entry.record.created_at)?, earlier(entry.record.modified_at)?);
            let mut activity = entry.activity.clone();
            (activity.id, activity.at, activity.created_at) =
                (id.clone(), earlier(activity.at)?, earlier(activity.created_at)?);
            versioned.activity = Some(activity);
            for document in &entry.documents {
                let document = Document { record: id.clone(), at: earlier(document.at)?, ..document.clone() };
                chunks += retrieval::chunk(&document).len();
                if document.part.is_transcript() {
                    transcripts.push(document);
                } else {
                    versioned.documents.push(document);
                }
            }
            page.records.push(versioned);
            page.associations.push(link(&id, account));
            for person in &entry.participants {
                page.associations.push(link(&id, person));
            }
        }
    }
    database.apply_page(&page, &RunState { number: 1, state: String::new() }, Timestamp::UNIX_EPOCH)?;
    for transcript in &transcripts {
        let state = TranscriptState::Present;
        database.put_transcript(&transcript.record, state, "", Some(transcript), Timestamp::UNIX_EPOCH)?;
    }
    database.rebuild_membership()?;
    Ok(chunks)
}

fn link(from: &RecordId, to: &RecordId) -> (RecordId, ObjectType, Vec<Association>) {
    let association = Association { from: from.clone(), to: to.clone(), type_id: 0, label: None };
    (from.clone(), to.object, vec![association])
}
