//! The accounts that are here, one of them in full, and its timeline page by page.

use crate::{
    error::{AppError, ErrorCode},
    portal::{
        open::OpenPortal,
        own_fields::{self, field},
    },
    reading::{resolve as who, senders},
};
use domain::property;
use domain::{
    Activity, Document, Mode, ObjectType, Part, Pipeline, Record, RecordId, Side, TranscriptState, Voices, text,
};
use jiff::{Timestamp, civil::Date, tz::TimeZone};
use serde::Serialize;
use specta::Type;
use std::collections::BTreeMap;
use store::Database;

/// The most entries of one page of a timeline.
const PAGE: usize = 40;
/// The most characters of an entry's preview.
const PREVIEW_CHARS: usize = 220;

/// One row of the list of accounts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct AccountRow {
    /// The account's id, as in `company:1`.
    pub id: String,
    /// The company's name, or the contact's where no company is known.
    pub name: String,
    /// The company's web domain; none where HubSpot has none.
    pub domain: Option<String>,
    /// How many contacts the account has, archived ones left out.
    pub people: u32,
    /// How many of its deals are neither won nor lost.
    pub open_deals: u32,
    /// The newest entry of its timeline that lies in the past.
    #[specta(type = Option<String>)]
    pub last_activity: Option<Timestamp>,
}

/// One account in full, its timeline aside.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
pub struct AccountView {
    /// The account's id, as in `company:1`.
    pub id: String,
    /// The company's name, or the contact's where no company is known.
    pub name: String,
    /// What the CRM says of the account, as labels and values; what it has nothing for is left out.
    pub facts: Vec<FactView>,
    /// The account's contacts, those heard from last first.
    pub people: Vec<PersonView>,
    /// The account's deals, open ones first.
    pub deals: Vec<DealView>,
    /// The account's tickets, open ones first.
    pub tickets: Vec<TicketView>,
    /// How many entries the account's timeline has.
    pub activities: u32,
    /// The account's page in HubSpot; none for a portal that has no pages.
    pub hubspot_url: Option<String>,
}

/// One fact of record about an account: a label and its value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct FactView {
    /// What the fact is, as in `Industry`.
    pub label: String,
    /// The fact's value, as a person reads it.
    pub value: String,
}

/// A contact of an account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct PersonView {
    /// The contact's id, as in `contact:1`.
    pub id: String,
    /// The person's first and last name.
    pub name: String,
    /// The person's job title; none where the CRM has none.
    pub title: Option<String>,
    /// The person's e-mail address; none where the CRM has none.
    pub email: Option<String>,
    /// The person's buying role as the CRM has it, as in `Decision maker`; none where it has none.
    pub role: Option<String>,
    /// When the person was last heard: in a mail of theirs, a call that was taken or a meeting that was held. None before the first.
    #[specta(type = Option<String>)]
    pub last_heard: Option<Timestamp>,
    /// Whether the person's words are never sent to a language model.
    pub kept_from_models: bool,
}

/// A deal of an account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct DealView {
    /// The deal's id, as in `deal:1`.
    pub id: String,
    /// The deal's name in HubSpot.
    pub name: String,
    /// The name of the deal's stage; its id where no pipeline has it.
    pub stage: String,
    /// The deal's amount with its currency, as in `48,000 EUR`; none where it has none.
    pub amount: Option<String>,
    /// The day the deal is to be closed, as in `2026-03-31`; none where there is none.
    pub close_date: Option<String>,
    /// Whole days since the deal entered its stage; none for a closed deal, and where its history is not known.
    pub days_in_stage: Option<i32>,
    /// Whether the deal is won or lost.
    pub closed: bool,
}

/// A ticket of an account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct TicketView {
    /// The ticket's id, as in `ticket:1`.
    pub id: String,
    /// What the ticket is about: its subject in HubSpot.
    pub subject: String,
    /// The name of the ticket's stage; its id where no pipeline has it.
    pub status: String,
    /// The ticket's priority in small letters, as in `high`; none where it has none.
    pub priority: Option<String>,
    /// Whether the ticket is not closed.
    pub open: bool,
}

/// One entry of an account's timeline: a note, call, e-mail, meeting or task.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct TimelineEntry {
    /// The activity's id, as in `email:1`.
    pub record: String,
    /// The activity's type: `note`, `call`, `email`, `meeting` or `task`.
    pub kind: String,
    /// When the activity took place or is to take place; of a task when it is due.
    #[specta(type = String)]
    pub at: Timestamp,
    /// The activity's subject or title; empty for a note.
    pub title: String,
    /// The names of the contacts it is associated with.
    pub people: Vec<String>,
    /// The first words of its text: of what was written, else of what was said. Empty where there is no text here.
    pub preview: String,
    /// Whether it was filed from here.
    pub ours: bool,
    /// On whose sides it was written or said, ours first; empty where that is not known.
    pub sides: Vec<Side>,
    /// Whether the transcript of a call is here.
    pub has_transcript: bool,
    /// Why they are or are not; none for what is no call.
    pub transcript_state: Option<String>,
}

/// One page of an account's timeline, newest entry first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct TimelinePage {
    /// The page's entries, newest first.
    pub entries: Vec<TimelineEntry>,
    /// Where the next page begins, to be given as `before`; none on the last page.
    pub next: Option<String>,
    /// The entry in which they were spoken with last and left words, on whatever page it is; none before the first.
    pub last_talk: Option<String>,
}

/// Lists every account, those last active first.
pub fn accounts(open: &OpenPortal, now: Timestamp) -> Result<Vec<AccountRow>, AppError> {
    let database = &open.database;
    let stages = Stages::of(database)?;
    let mut open_deals: BTreeMap<RecordId, u32> = BTreeMap::new();
    for deal in database.records(ObjectType::Deal)?.iter().filter(|deal| !stages.is_closed(deal, property::DEAL_STAGE))
    {
        for account in database.accounts_of(&deal.id)? {
            *open_deals.entry(account).or_default() += 1;
        }
    }
    let mut rows = Vec::new();
    for summary in database.accounts(now)? {
        let Some(record) = database.record(&summary.id)? else { continue };
        rows.push(AccountRow {
            id: summary.id.to_string(),
            name: who::name_of(&record),
            domain: record.get(property::DOMAIN).map(str::to_owned),
            people: summary.contacts,
            open_deals: open_deals.get(&summary.id).copied().unwrap_or_default(),
            last_activity: summary.last_activity,
        });
    }
    rows.sort_by(|a, b| b.last_activity.cmp(&a.last_activity).then_with(|| a.name.cmp(&b.name)));
    Ok(rows)
}

/// Reads one account in full; fails with [`ErrorCode::NotFound`] where there is none by that id.
pub fn account(open: &OpenPortal, id: &str, now: Timestamp) -> Result<AccountView, AppError> {
    let (database, id) = (&open.database, account_id(id)?);
    let record = database.record(&id)?.ok_or_else(|| missing(&id))?;
    let stages = Stages::of(database)?;
    let entries = database.timeline(&id, now)?;
    let contacts = members(database, &id, ObjectType::Contact)?;
    let people = people(database, contacts.into_iter().map(|contact| (contact, None)), &entries, now)?;
    let mut deals = Vec::new();
    for deal in members(database, &id, ObjectType::Deal)? {
        deals.push(listed_deal(open, &deal, &stages, now)?);
    }
    deals.sort_by_key(|deal| (deal.closed, deal.name.clone()));
    let mut tickets: Vec<TicketView> =
        members(database, &id, ObjectType::Ticket)?.iter().map(|ticket| ticket_view(ticket, &stages)).collect();
    tickets.sort_by_key(|ticket| (!ticket.open, ticket.subject.clone()));
    Ok(AccountView {
        name: who::name_of(&record),
        facts: facts(&record).into_iter().chain(chosen_facts(open, &with_open_deals(open, &record)?)?).collect(),
        people,
        deals,
        tickets,
        activities: count_of(&entries),
        hubspot_url: hubspot_url(open, &id),
        id: id.to_string(),
    })
}

/// How many there are, as a page is told it.
pub(crate) fn count_of<T>(all: &[T]) -> u32 {
    u32::try_from(all.len()).unwrap_or(u32::MAX)
}

/// The contacts that a deal or ticket is associated with, those heard from last first: in whatever the account has of them.
pub(crate) fn people_around(database: &Database, id: &RecordId, now: Timestamp) -> Result<Vec<PersonView>, AppError> {
    let entries = match database.accounts_of(id)?.first() {
        Some(account) => database.timeline(account, now)?,
        None => activities_of(database, id, now)?,
    };
    let mut contacts = Vec::new();
    for (contact, part) in database.associated(id, ObjectType::Contact)? {
        contacts.extend(database.record(&contact)?.map(|record| (record, part)));
    }
    people(database, contacts, &entries, now)
}

/// Contacts, each with the part they play where that is known, as pages list them.
fn people(
    database: &Database,
    contacts: impl IntoIterator<Item = (Record, Option<String>)>,
    entries: &[Activity],
    now: Timestamp,
) -> Result<Vec<PersonView>, AppError> {
    let (heard, kept) = (last_heard(database, entries, now)?, database.kept_from_models()?);
    let view = |(contact, part): (Record, Option<String>)| {
        let view = person_view(&contact);
        PersonView {
            role: part.or(view.role),
            last_heard: heard.get(&contact.id).copied(),
            kept_from_models: kept.contains(&contact.id),
            ..view
        }
    };
    let mut people: Vec<PersonView> = contacts.into_iter().map(view).collect();
    people.sort_by(|a, b| b.last_heard.cmp(&a.last_heard).then_with(|| a.name.cmp(&b.name)));
    Ok(people)
}

/// When each contact was last heard in these entries.
fn last_heard(
    database: &Database,
    entries: &[Activity],
    now: Timestamp,
) -> Result<BTreeMap<RecordId, Timestamp>, AppError> {
    let mut heard: BTreeMap<RecordId, Timestamp> = BTreeMap::new();
    for entry in entries.iter().filter(|entry| entry.at <= now) {
        let Some(record) = database.record(&entry.id)?.filter(is_heard) else { continue };
        for (person, _) in database.associated(&entry.id, ObjectType::Contact)? {
            if let Some(from) = record.get(property::EMAIL_FROM) {
                let person = database.record(&person)?;
                let theirs = person.iter().flat_map(domain::addresses_of).any(|own| own.eq_ignore_ascii_case(from));
                if !theirs {
                    continue;
                }
            }
            let last = heard.entry(person).or_insert(entry.at);
            *last = entry.at.max(*last);
        }
    }
    Ok(heard)
}

/// Whether somebody was heard in an activity. Who it was in a mail, its address tells.
fn is_heard(record: &Record) -> bool {
    record.they_were_heard() || record.id.object == ObjectType::Email && record.took_place()
}

/// The timeline of an account, oldest first; of a deal or ticket that of what is associated with it.
pub(crate) fn activities_of(database: &Database, id: &RecordId, now: Timestamp) -> Result<Vec<Activity>, AppError> {
    Ok(match id.object {
        ObjectType::Deal | ObjectType::Ticket => database.timeline_around(id, now)?,
        _ => database.timeline(id, now)?,
    })
}

/// Reads a page of the timeline of an account, deal or ticket: what lies before `before`, as the last page's `next` gave it; the newest without.
pub fn timeline(
    open: &OpenPortal,
    account: &str,
    before: Option<&str>,
    now: Timestamp,
) -> Result<TimelinePage, AppError> {
    let (database, account) = (&open.database, account_id(account)?);
    let mut entries = activities_of(database, &account, now)?;
    entries.reverse();
    let first = match before {
        None => 0,
        Some(id) => entries.iter().position(|entry| entry.id.to_string() == id).map_or(entries.len(), |at| at + 1),
    };
    let states = database.transcript_states()?;
    let voices = senders::voices_around(database, &account)?;
    let page = entries.get(first..).unwrap_or_default();
    let shown: Vec<TimelineEntry> =
        page.iter().take(PAGE).map(|activity| entry(database, activity, &states, &voices)).collect::<Result<_, _>>()?;
    let next = (PAGE < page.len()).then(|| shown.last().map(|entry| entry.record.clone())).flatten();
    Ok(TimelinePage { entries: shown, next, last_talk: last_talk(database, &entries, now)? })
}

/// The last entry, of those given newest first, in which they were spoken with and left words.
fn last_talk(database: &Database, entries: &[Activity], now: Timestamp) -> Result<Option<String>, AppError> {
    for activity in entries.iter().filter(|activity| activity.object().is_talk() && activity.at <= now) {
        let Some(record) = database.record(&activity.id)? else { continue };
        if record.left_words(&database.current_documents(&activity.id)?) {
            return Ok(Some(activity.id.to_string()));
        }
    }
    Ok(None)
}

fn entry(
    database: &Database,
    activity: &Activity,
    states: &BTreeMap<String, TranscriptState>,
    voices: &Voices,
) -> Result<TimelineEntry, AppError> {
    let documents = database.current_documents(&activity.id)?;
    let mut people = Vec::new();
    for (person, _) in database.associated(&activity.id, ObjectType::Contact)? {
        people.extend(database.record(&person)?.map(|person| who::name_of(&person)));
    }
    let state = (activity.object() == ObjectType::Call).then(|| states.get(&activity.id.id)).flatten();
    Ok(TimelineEntry {
        record: activity.id.to_string(),
        kind: activity.object().singular().to_owned(),
        at: activity.at,
        title: activity.title.clone(),
        people,
        preview: preview(&documents),
        ours: documents.iter().any(|document| Mode::is_filed(&document.text)),
        has_transcript: documents.iter().any(|document| document.part.is_transcript()),
        sides: match database.record(&activity.id)? {
            Some(record) => senders::sides_of(voices, &record, documents),
            None => Vec::new(),
        },
        transcript_state: state.map(|state| state.as_str().to_owned()),
    })
}

/// What somebody wrote comes before what was said, and neither repeats the title.
fn preview(documents: &[Document]) -> String {
    let words = main_text(documents)
        .map(|document| document.text.split_whitespace().collect::<Vec<_>>().join(" "))
        .unwrap_or_default();
    shortened(words, PREVIEW_CHARS)
}

/// A text, cut where it has more than so many characters.
pub(crate) fn shortened(text: String, chars_max: usize) -> String {
    match text.char_indices().nth(chars_max) {
        Some((at, _)) => format!("{}…", text.get(..at).unwrap_or(&text).trim_end()),
        None => text,
    }
}

/// The text of an activity that tells what it was about: what somebody wrote, else what was said. None where there is only a title.
pub(crate) fn main_text(documents: &[Document]) -> Option<&Document> {
    let is_body = |document: &&Document| !is_heading(&document.part);
    let written = documents.iter().filter(is_body).find(|document| !document.part.is_transcript());
    written.or_else(|| documents.iter().find(is_body))
}

/// The labels of stages, and which of them end a deal or ticket.
pub(crate) struct Stages(Vec<Pipeline>);

impl Stages {
    pub(crate) fn of(database: &Database) -> Result<Self, AppError> {
        let mut pipelines = database.pipelines(ObjectType::Deal)?;
        pipelines.extend(database.pipelines(ObjectType::Ticket)?);
        Ok(Self(pipelines))
    }

    fn stage(&self, record: &Record, property: &str) -> Option<&domain::Stage> {
        let id = record.get(property)?;
        let pipeline = record.get(property::PIPELINE).or_else(|| record.get(property::TICKET_PIPELINE));
        let all = || self.0.iter().flat_map(|pipeline| pipeline.stages.iter().map(move |stage| (&pipeline.id, stage)));
        let own = all().find(|(of, stage)| Some(of.as_str()) == pipeline && stage.id == id);
        own.or_else(|| all().find(|(_, stage)| stage.id == id)).map(|(_, stage)| stage)
    }

    /// Whether a record has reached the end of its pipeline.
    pub(crate) fn is_closed(&self, record: &Record, property: &str) -> bool {
        self.stage(record, property).is_some_and(|stage| stage.closed)
    }

    /// The name of the stage that a record is in; its id where no pipeline has it.
    pub(crate) fn label(&self, record: &Record, property: &str) -> String {
        let id = || record.get(property).unwrap_or("no stage").to_owned();
        self.stage(record, property).map_or_else(id, |stage| stage.label.clone())
    }
}

fn members(database: &Database, account: &RecordId, object: ObjectType) -> Result<Vec<Record>, AppError> {
    let mut records = Vec::new();
    for id in database.members(account, object)? {
        records.extend(database.record(&id)?);
    }
    Ok(records)
}

fn person_view(person: &Record) -> PersonView {
    let text = |property: &str| person.get(property).map(str::to_owned);
    PersonView {
        id: person.id.to_string(),
        name: who::name_of(person),
        title: text(property::JOB_TITLE),
        email: text("email"),
        role: person.get(property::BUYING_ROLE).map(|role| spaced(role.split(';').next().unwrap_or(role))),
        last_heard: None,
        kept_from_models: false,
    }
}

/// Keeps a contact's words from language models, or lets them go there again. Returns the contact's name.
pub fn keep_from_models(open: &OpenPortal, who: &str, is_kept: bool, now: Timestamp) -> Result<String, AppError> {
    let contact = who::resolve(open, who, now)?.contact.ok_or_else(|| {
        AppError::new(ErrorCode::Usage, format!("“{who}” is no person"))
            .hint("Name a contact: by address, id or full name.")
    })?;
    let record = open.database.record(&contact)?.ok_or_else(|| missing(&contact))?;
    open.database.keep_from_models(&contact, is_kept, now)?;
    Ok(who::name_of(&record))
}

/// A deal as its account lists it.
pub(crate) fn listed_deal(
    open: &OpenPortal,
    deal: &Record,
    stages: &Stages,
    now: Timestamp,
) -> Result<DealView, AppError> {
    let zone = open.zone();
    let entered = open.database.history(&deal.id, property::DEAL_STAGE)?.into_iter().map(|change| change.at).max();
    Ok(deal_view(deal, stages, open, entered.map(|at| day(at, &zone)), day(now, &zone)))
}

fn deal_view(deal: &Record, stages: &Stages, open: &OpenPortal, entered: Option<Date>, today: Date) -> DealView {
    let closed = stages.is_closed(deal, property::DEAL_STAGE);
    DealView {
        id: deal.id.to_string(),
        name: who::name_of(deal),
        stage: stages.label(deal, property::DEAL_STAGE),
        amount: amount_of(open, deal),
        close_date: deal
            .get(property::CLOSE_DATE)
            .map(|date| drafting::readable(property::CLOSE_DATE, date, &open.portal.zone())),
        days_in_stage: entered
            .filter(|_| !closed)
            .and_then(|day| day.until(today).ok())
            .map(|span| span.get_days().max(0)),
        closed,
    }
}

/// A deal's amount with its currency, as in `48,000 EUR`; none where it has none.
pub(crate) fn amount_of(open: &OpenPortal, deal: &Record) -> Option<String> {
    let currency = deal.get(property::CURRENCY_CODE).unwrap_or(&open.portal.currency);
    let amount = deal.get(property::AMOUNT)?;
    Some(format!("{} {currency}", grouped(amount)).trim_end().to_owned())
}

pub(crate) fn ticket_view(ticket: &Record, stages: &Stages) -> TicketView {
    TicketView {
        id: ticket.id.to_string(),
        subject: ticket.get(property::SUBJECT).unwrap_or("no subject").to_owned(),
        status: stages.label(ticket, property::TICKET_STAGE),
        priority: ticket.get(property::TICKET_PRIORITY).map(str::to_lowercase),
        open: !stages.is_closed(ticket, property::TICKET_STAGE),
    }
}

fn facts(record: &Record) -> Vec<FactView> {
    let shown = [
        ("industry", "Industry"),
        (property::NUMBER_OF_EMPLOYEES, "Employees"),
        ("city", "City"),
        ("country", "Country"),
        ("domain", "Domain"),
        (property::JOB_TITLE, "Title"),
        ("email", "E-mail"),
        ("phone", "Phone"),
        (property::LIFECYCLE_STAGE, "Lifecycle stage"),
    ];
    let fact = |(property, label): (&str, &str)| {
        let value = record.get(property)?;
        let value = match property {
            property::NUMBER_OF_EMPLOYEES => grouped(value),
            "industry" | property::LIFECYCLE_STAGE => spaced(value),
            _ => value.to_owned(),
        };
        Some(FactView { label: label.to_owned(), value })
    };
    shown.into_iter().filter_map(fact).collect()
}

/// An account with its open deals.
fn with_open_deals(open: &OpenPortal, account: &Record) -> Result<Vec<Record>, AppError> {
    let stages = Stages::of(&open.database)?;
    let open_deals = members(&open.database, &account.id, ObjectType::Deal)?;
    let open_deals = open_deals.into_iter().filter(|deal| !stages.is_closed(deal, property::DEAL_STAGE));
    Ok(std::iter::once(account.clone()).chain(open_deals).collect())
}

/// What records have in the fields that the rep has chosen.
pub(crate) fn chosen_facts(open: &OpenPortal, records: &[Record]) -> Result<Vec<FactView>, AppError> {
    let zone = open.portal.zone();
    let mut facts = Vec::new();
    for (object, definitions) in own_fields::chosen_fields(&open.database)? {
        let several = 1 < records.iter().filter(|record| record.id.object == object).count();
        for field in definitions.into_iter().map(|definition| field(object, definition, true)) {
            for record in records.iter().filter(|record| record.id.object == object) {
                let Some(value) = record.get(&field.property) else { continue };
                let of = if several { format!(", {}", who::name_of(record)) } else { String::new() };
                facts.push(FactView { label: format!("{}{of}", field.label), value: field.shown(value, &zone) });
            }
        }
    }
    Ok(facts)
}

/// Spells an option's internal name as people read it: `DECISION_MAKER` becomes "Decision maker".
fn spaced(value: &str) -> String {
    let words = value.replace('_', " ").to_lowercase();
    let mut chars = words.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

/// `48000` as "48,000"; what is no whole number stays as it is.
fn grouped(value: &str) -> String {
    let whole = value.strip_suffix(".00").or_else(|| value.strip_suffix(".0")).unwrap_or(value);
    whole.parse().map_or_else(|_| value.to_owned(), text::grouped)
}

/// A record's page in HubSpot. A portal on this machine has none.
pub(crate) fn hubspot_url(open: &OpenPortal, id: &RecordId) -> Option<String> {
    // HubSpot's numbers for the types that have a page of their own; an activity is shown on its parents' pages.
    let number = match id.object {
        ObjectType::Contact => "0-1",
        ObjectType::Company => "0-2",
        ObjectType::Deal => "0-3",
        ObjectType::Ticket => "0-5",
        _ => return None,
    };
    let ui = open.portal.ui_domain.trim_end_matches('/');
    let is_hubspot = ui == "app.hubspot.com" || (ui.starts_with("app") && ui.ends_with(".hubspot.com"));
    let is_local = open.portal.base_url.starts_with("http://");
    (is_hubspot && !is_local).then(|| format!("https://{ui}/contacts/{}/record/{number}/{}", open.id, id.id))
}

/// The zone-free day of an instant in the rep's zone.
pub(crate) fn day(at: Timestamp, zone: &TimeZone) -> Date {
    at.to_zoned(zone.clone()).date()
}

/// The record of a type with this id; fails with [`ErrorCode::NotFound`] where there is none, or it is archived.
pub(crate) fn existing(database: &Database, id: &str, object: ObjectType) -> Result<Record, AppError> {
    let id = account_id(id)?;
    let found = if id.object == object { database.record(&id)? } else { None };
    found.filter(|record| !record.archived).ok_or_else(|| missing(&id))
}

/// The account that a record is shown under, with its name; none where it belongs to none.
pub(crate) fn place_of(database: &Database, id: &RecordId) -> Result<Option<(String, String)>, AppError> {
    let Some(account) = database.accounts_of(id)?.into_iter().next() else { return Ok(None) };
    let record = database.record(&account)?;
    Ok(record.map(|record| (account.to_string(), who::name_of(&record))))
}

/// The name of the colleague whose record it is; none where it is nobody's.
pub(crate) fn owner_name(database: &Database, record: &Record) -> Result<Option<String>, AppError> {
    let Some(id) = record.owner() else { return Ok(None) };
    let owner = database.owners()?.into_iter().find(|owner| owner.id == id);
    Ok(owner.map(|owner| owner.display_name().to_owned()))
}

pub(crate) fn account_id(text: &str) -> Result<RecordId, AppError> {
    text.parse::<RecordId>()
        .map_err(|error| AppError::new(ErrorCode::Usage, error.to_string()).hint("Name a company or a contact."))
}

fn missing(id: &RecordId) -> AppError {
    AppError::new(ErrorCode::NotFound, format!("There is no {id} here, or it was deleted in HubSpot"))
        .hint("Sync to bring your copy up to date.")
        .command_hint("Run `foreword sync` to bring your copy up to date.")
}

/// Whether a part holds a subject or a title rather than a text.
pub(crate) fn is_heading(part: &Part) -> bool {
    part.0.ends_with("_subject") || part.0.ends_with("_title") || part.0 == "title" || part.0 == property::SUBJECT
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped_and_options_spelled_out() {
        assert_eq!(grouped("48000"), "48,000");
        assert_eq!(grouped("1234567.00"), "1,234,567");
        assert_eq!(grouped("12.5"), "12.5");
        assert_eq!(spaced("DECISION_MAKER"), "Decision maker");
        assert_eq!(spaced(""), "");
    }
}
