//! Calendars of the rep's own, and the meetings out of them that HubSpot does not have.
//!
//! Such a meeting is a record `appointment:N` with the properties of one of HubSpot's and associations of our own, so that the day, the brief, the
//! timeline and an erasure take it like every other.

use crate::{
    Database, PageOutcome, StoreError, Versioned, doing,
    records::{archive, instant, replace_associations, store_record},
};
use domain::{Activity, Association, Document, ObjectType, Part, Record, RecordId, property};
use jiff::Timestamp;
use rusqlite::{OptionalExtension as _, Transaction, params};
use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Range,
};

const STORING: &str = "storing a meeting out of a calendar";
const LISTING: &str = "listing calendars";

/// A calendar that is read for meetings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredCalendar {
    /// The number of the calendar, by which its meetings are stored and it is removed.
    pub id: i64,
    /// What it calls itself; the file's name or the address's host where it does not.
    pub name: String,
    /// A path, or an address that begins with `https://` and is as good as a password.
    pub place: String,
    /// When it was last looked at; `None` before the first time.
    pub looked_at: Option<Timestamp>,
    /// Why it could not be read the last time; empty where it could.
    pub problem: String,
}

/// A meeting out of a calendar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Appointment {
    /// What the calendar calls the meeting, or the row of meetings.
    pub uid: String,
    /// The moment at which the row has this one, wherever it was moved to; none where it is no row.
    pub occurrence: Option<Timestamp>,
    /// Its title; empty where it has none.
    pub title: String,
    /// When it starts.
    pub starts: Timestamp,
    /// When it ends.
    pub ends: Timestamp,
    /// The room or address; empty where there is none.
    pub place: String,
    /// The web address at which it is joined; empty where there is none.
    pub join: String,
    /// The contacts and companies that it is with.
    pub with: Vec<RecordId>,
    /// Invited people who are no contacts here: name and address; a name may be empty.
    pub strangers: Vec<(String, String)>,
    /// The meeting in HubSpot that this is; such a one is not shown beside it.
    pub twin: Option<RecordId>,
}

/// What became of the meetings of a calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct AppointmentCounts {
    /// Meetings that were not here before.
    pub new: usize,
    /// Meetings that were changed.
    pub changed: usize,
    /// Meetings that are in the calendar no longer, or that HubSpot has by now.
    pub gone: usize,
}

impl Database {
    /// The calendars that are read, in the order in which they were added.
    pub fn calendars(&self) -> Result<Vec<StoredCalendar>, StoreError> {
        self.lock()
            .prepare_cached("SELECT id, name, place, looked_at, problem FROM calendar ORDER BY id")
            .and_then(|mut select| {
                select
                    .query_map([], |row| {
                        let looked_at: i64 = row.get(3)?;
                        let looked_at = (looked_at != 0).then(|| instant(looked_at)).transpose();
                        let (id, name, place) = (row.get(0)?, row.get(1)?, row.get(2)?);
                        let problem = row.get(4)?;
                        Ok(looked_at.map(|looked_at| StoredCalendar { id, name, place, looked_at, problem }))
                    })?
                    .collect::<Result<Vec<_>, _>>()
            })
            .map_err(doing(LISTING))?
            .into_iter()
            .collect()
    }

    /// Has a calendar read from now on. Returns its number; one that is read already keeps its own.
    pub fn add_calendar(&self, name: &str, place: &str, now: Timestamp) -> Result<i64, StoreError> {
        self.lock()
            .query_row(
                "INSERT INTO calendar (name, place, added_at, looked_at, problem) VALUES (?1, ?2, ?3, 0, '')
                 ON CONFLICT (place) DO UPDATE SET name = excluded.name, looked_at = 0, problem = '' RETURNING id",
                params![name, place, now.as_millisecond()],
                |row| row.get(0),
            )
            .map_err(doing(STORING))
    }

    /// Has a calendar no longer read, and takes what came from it away. Returns whether it was read. The caller rebuilds the membership.
    pub fn remove_calendar(&self, id: i64, now: Timestamp) -> Result<bool, StoreError> {
        let removed = self.transaction(STORING, |tx| {
            for (number, ..) in known(tx, id)? {
                archive(tx, &record_of(number), now)?;
            }
            tx.execute("DELETE FROM appointment WHERE calendar = ?1", [id]).map_err(doing(STORING))?;
            Ok(0 < tx.execute("DELETE FROM calendar WHERE id = ?1", [id]).map_err(doing(STORING))?)
        })?;
        self.forget_lately();
        Ok(removed)
    }

    /// Notes that a calendar was looked at: what it calls itself, and why it could not be read.
    pub fn note_calendar(&self, id: i64, name: &str, problem: &str, now: Timestamp) -> Result<(), StoreError> {
        self.lock()
            .execute(
                "UPDATE calendar SET name = ?2, problem = ?3, looked_at = ?4 WHERE id = ?1",
                params![id, name, problem, now.as_millisecond()],
            )
            .map_err(doing(STORING))?;
        Ok(())
    }

    /// Stores the meetings that a calendar has within `span`; those of the span that it has no longer are archived, those outside stay as they are.
    /// A meeting that another calendar has too is left to that one. The caller rebuilds the membership.
    pub fn put_appointments(
        &self,
        calendar: i64,
        span: &Range<Timestamp>,
        appointments: &[Appointment],
        owner: Option<&str>,
        now: Timestamp,
    ) -> Result<AppointmentCounts, StoreError> {
        let counts = self.transaction(STORING, |tx| {
            let mut counts = AppointmentCounts::default();
            let mut there = BTreeSet::new();
            for appointment in appointments {
                let before = invited(tx, appointment)?;
                if let Some(number) = put(tx, calendar, appointment)? {
                    there.insert(number);
                    let (new, changed) = (counts.new, counts.changed);
                    store(tx, number, appointment, owner, now, &mut counts)?;
                    let is_counted = (new, changed) != (counts.new, counts.changed);
                    counts.changed += usize::from(!is_counted && before != invited(tx, appointment)?);
                }
            }
            for (number, starts) in known(tx, calendar)? {
                let is_looked_at = starts.is_none_or(|starts| span.contains(&starts));
                if is_looked_at && !there.contains(&number) {
                    counts.gone += archive(tx, &record_of(number), now)?;
                    tx.execute("DELETE FROM appointment WHERE id = ?1", [number]).map_err(doing(STORING))?;
                }
            }
            Ok(counts)
        })?;
        self.forget_lately();
        Ok(counts)
    }

    /// Invited people of a meeting who are no contacts here: name and address. Empty for what came out of no calendar.
    pub fn strangers(&self, appointment: &RecordId) -> Result<Vec<(String, String)>, StoreError> {
        let Some(number) = number_of(appointment) else { return Ok(Vec::new()) };
        let strangers: Option<String> = self
            .lock()
            .prepare_cached("SELECT strangers FROM appointment WHERE id = ?1")
            .and_then(|mut select| select.query_row([number], |row| row.get(0)).optional())
            .map_err(doing(LISTING))?;
        strangers.map_or(Ok(Vec::new()), |strangers| {
            serde_json::from_str(&strangers).map_err(|_| StoreError::Unreadable { what: "appointment" })
        })
    }
}

fn record_of(number: i64) -> RecordId {
    RecordId::new(ObjectType::Appointment, number.to_string())
}

fn number_of(id: &RecordId) -> Option<i64> {
    (id.object == ObjectType::Appointment).then(|| id.id.parse().ok()).flatten()
}

/// The meetings of a calendar, and when each starts.
fn known(tx: &Transaction<'_>, calendar: i64) -> Result<Vec<(i64, Option<Timestamp>)>, StoreError> {
    let rows: Vec<(i64, Option<i64>)> = tx
        .prepare_cached(
            "SELECT p.id, a.at FROM appointment p LEFT JOIN activity a ON a.object = 'appointment' AND a.id = CAST(p.id AS TEXT)
             WHERE p.calendar = ?1",
        )
        .and_then(|mut select| select.query_map([calendar], |row| Ok((row.get(0)?, row.get(1)?)))?.collect())
        .map_err(doing(LISTING))?;
    rows.into_iter().map(|(number, at)| Ok((number, at.map(instant).transpose()?))).collect()
}

/// Who is invited to a meeting, as it is stored: strangers, then records. Empty for one that is not here.
fn invited(tx: &Transaction<'_>, appointment: &Appointment) -> Result<Vec<String>, StoreError> {
    tx.prepare_cached(
        "SELECT p.strangers, coalesce(a.to_object || ':' || a.to_id, '')
         FROM appointment p LEFT JOIN association a ON a.from_object = 'appointment' AND a.from_id = CAST(p.id AS TEXT)
         WHERE p.uid = ?1 AND p.occurrence = ?2 ORDER BY a.to_object, a.to_id",
    )
    .and_then(|mut select| {
        let key = params![appointment.uid, occurrence_of(appointment)];
        select.query_map(key, |row| Ok(format!("{} {}", row.get::<_, String>(0)?, row.get::<_, String>(1)?)))?.collect()
    })
    .map_err(doing(LISTING))
}

/// The moment that names a meeting within its row, in milliseconds since 1970; 0 where it is no row.
fn occurrence_of(appointment: &Appointment) -> i64 {
    appointment.occurrence.map_or(0, Timestamp::as_millisecond)
}

/// Stores a meeting's row. Returns its number; `None` where it is another calendar's.
fn put(tx: &Transaction<'_>, calendar: i64, appointment: &Appointment) -> Result<Option<i64>, StoreError> {
    let strangers = serde_json::to_string(&appointment.strangers).unwrap_or_else(|_| "[]".to_owned());
    let twin = appointment.twin.as_ref().map(RecordId::to_string).unwrap_or_default();
    tx.prepare_cached(
        "INSERT INTO appointment (calendar, uid, occurrence, strangers, twin) VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT (uid, occurrence) DO UPDATE SET strangers = excluded.strangers, twin = excluded.twin
             WHERE calendar = excluded.calendar
         RETURNING id",
    )
    .and_then(|mut insert| {
        insert
            .query_row(params![calendar, appointment.uid, occurrence_of(appointment), strangers, twin], |row| {
                row.get(0)
            })
            .optional()
    })
    .map_err(doing(STORING))
}

/// Stores a meeting's record; archives it where HubSpot has it too.
fn store(
    tx: &Transaction<'_>,
    number: i64,
    appointment: &Appointment,
    owner: Option<&str>,
    now: Timestamp,
    counts: &mut AppointmentCounts,
) -> Result<(), StoreError> {
    let id = record_of(number);
    if appointment.twin.is_some() {
        counts.gone += archive(tx, &id, now)?;
        return Ok(());
    }
    let title = if appointment.title.is_empty() { "Meeting" } else { &appointment.title };
    let mut properties = BTreeMap::from([
        (property::MEETING_TITLE.to_owned(), title.to_owned()),
        (property::MEETING_START.to_owned(), appointment.starts.to_string()),
        (property::MEETING_END.to_owned(), appointment.ends.to_string()),
    ]);
    let given = [(property::MEETING_LOCATION, &appointment.place), (property::MEETING_URL, &appointment.join)];
    let given = given.into_iter().filter(|(_, value)| !value.is_empty());
    properties.extend(given.map(|(name, value)| (name.to_owned(), value.clone())));
    properties.extend(owner.map(|owner| (property::OWNER.to_owned(), owner.to_owned())));
    let created_at = created(tx, &id)?.unwrap_or(now);
    let record = Record { id: id.clone(), properties, created_at, modified_at: now, archived: false };
    let heading = Document {
        record: id.clone(),
        part: Part(property::MEETING_TITLE.to_owned()),
        text: title.to_owned(),
        speaker: None,
        at: appointment.starts,
        utterances: Vec::new(),
    };
    let activity = Activity { id: id.clone(), at: appointment.starts, created_at, title: title.to_owned() };
    let (history, aliases) = (Vec::new(), Vec::new());
    let versioned = Versioned { record, documents: vec![heading], activity: Some(activity), history, aliases };
    let mut outcome = PageOutcome::default();
    store_record(tx, &versioned, 0, now, &mut outcome)?;
    counts.new += outcome.created;
    counts.changed += outcome.updated;
    for object in [ObjectType::Contact, ObjectType::Company] {
        let to = appointment.with.iter().filter(|with| with.object == object);
        let all: Vec<Association> =
            to.map(|to| Association { from: id.clone(), to: to.clone(), type_id: 0, label: None }).collect();
        replace_associations(tx, &id, object, &all)?;
    }
    Ok(())
}

/// When a meeting was first read out of its calendar.
fn created(tx: &Transaction<'_>, id: &RecordId) -> Result<Option<Timestamp>, StoreError> {
    let at: Option<i64> = tx
        .prepare_cached("SELECT created_at FROM activity WHERE object = 'appointment' AND id = ?1")
        .and_then(|mut select| select.query_row([&id.id], |row| row.get(0)).optional())
        .map_err(doing(STORING))?;
    at.map(instant).transpose()
}
