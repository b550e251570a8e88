//! The sample portal as dossiers: its files read as data, with a clock that stands still.

use domain::{
    Activity, DealFile, Document, Dossier, Entry, ObjectType, Owner, Part, Pipeline, PropertyChange, Record, RecordId,
    Span, Stage, TranscriptState, Utterance,
};
use jiff::{Timestamp, ToSpan, civil::Date, tz::TimeZone};
use std::{collections::BTreeMap, path::PathBuf};
use toml::{Table, Value};

/// The names of the sample portal's stories, which are those of their folders.
pub const STORIES: [&str; 12] = [
    "brightwell",
    "cobalt",
    "fairholt",
    "harbourline",
    "kestrel",
    "lindqvist",
    "northgatefoods",
    "northgatelogistics",
    "solvik",
    "steinbach",
    "tamarind",
    "velora",
];

/// A Friday morning, before the day's first meeting.
pub fn now() -> Timestamp {
    "2026-11-20T07:30:00Z".parse().unwrap()
}

pub fn zone() -> TimeZone {
    TimeZone::get("Europe/Berlin").unwrap()
}

pub fn today() -> Date {
    now().to_zoned(zone()).date()
}

/// The dossier of a story as it is known now.
pub fn story(key: &str) -> Dossier {
    Reader::new(key).dossier()
}

/// The dossiers of all stories.
pub fn stories() -> Vec<Dossier> {
    STORIES.iter().map(|key| story(key)).collect()
}

struct Reader {
    folder: PathBuf,
    story: Table,
    portal: Table,
    /// The ids of contacts, deals and owners, by their key.
    ids: BTreeMap<String, RecordId>,
    next: u64,
}

fn texts<'a>(table: &'a Table, name: &str) -> Vec<&'a str> {
    table.get(name).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect()
}

fn text<'a>(table: &'a Table, name: &str) -> &'a str {
    table.get(name).and_then(Value::as_str).unwrap_or_default()
}

fn tables<'a>(table: &'a Table, name: &str) -> Vec<&'a Table> {
    table.get(name).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_table).collect()
}

fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// A day that is written relative to today, as in `-12d`.
fn day(written: &str) -> Date {
    let days: i64 = written.trim().trim_end_matches('d').trim_start_matches('+').parse().unwrap();
    today().checked_add(days.days()).unwrap()
}

fn moment(written: &str) -> Timestamp {
    match written.trim().split_once(' ') {
        Some((of, time)) => {
            let time: jiff::civil::Time = format!("{}:00", time.trim()).parse().unwrap();
            day(of).to_datetime(time).to_zoned(zone()).unwrap().timestamp()
        }
        None => day(written).to_zoned(TimeZone::UTC).unwrap().timestamp(),
    }
}

/// Fills in `{date:-12d}`, `{weekday:+2d:de}` and their like.
fn filled(written: &str) -> String {
    const MONTHS: [&str; 12] = [
        "Januar",
        "Februar",
        "März",
        "April",
        "Mai",
        "Juni",
        "Juli",
        "August",
        "September",
        "Oktober",
        "November",
        "Dezember",
    ];
    const DAYS: [&str; 7] = ["Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag"];
    let mut out = String::new();
    let mut rest = written;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let (inner, tail) = after.split_once('}').unwrap();
        let parts: Vec<&str> = inner.split(':').collect();
        let date = day(parts[1]);
        let german = parts.get(2) == Some(&"de");
        let month = MONTHS[usize::try_from(date.month()).unwrap() - 1];
        let weekday = DAYS[usize::try_from(date.weekday().to_monday_zero_offset()).unwrap()];
        out.push_str(&match (parts[0], german) {
            ("date", true) => format!("{}. {month}", date.day()),
            ("date", false) => date.strftime("%-d %B").to_string(),
            ("month", true) => month.to_owned(),
            ("month", false) => date.strftime("%B").to_string(),
            ("weekday", true) => weekday.to_owned(),
            _ => date.strftime("%A").to_string(),
        });
        rest = tail;
    }
    out + rest
}

/// Markup off, well enough for the stories' notes.
fn without_markup(html: &str) -> String {
    let broken = html.replace("</p>", "\n").replace("</li>", "\n").replace("<br>", "\n");
    let mut out = String::new();
    let mut inside = false;
    for c in broken.chars() {
        match c {
            '<' => inside = true,
            '>' => inside = false,
            _ if !inside => out.push(c),
            _ => {}
        }
    }
    for (entity, sign) in
        [("&amp;", "&"), ("&quot;", "\""), ("&ndash;", "–"), ("&#39;", "'"), ("&nbsp;", " "), ("&gt;", ">")]
    {
        out = out.replace(entity, sign);
    }
    out.trim().to_owned()
}

impl Reader {
    fn new(key: &str) -> Self {
        let root = PathBuf::from(std::env::var_os("CARGO_MANIFEST_DIR").expect("cargo runs the tests"))
            .join("../hubspot-sim/portal");
        let folder = root.join(key);
        let read = |path: PathBuf| std::fs::read_to_string(path).unwrap().parse::<Table>().unwrap();
        let (story, portal) = (read(folder.join("story.toml")), read(root.join("portal.toml")));
        let first = 1_000 * (1 + STORIES.iter().position(|name| *name == key).unwrap());
        Self { folder, story, portal, ids: BTreeMap::new(), next: u64::try_from(first).unwrap() }
    }

    fn record(&mut self, object: ObjectType, table: &Table, created: &str) -> Record {
        self.next += 1;
        let id = RecordId::new(object, self.next.to_string());
        let mut properties: BTreeMap<String, String> = BTreeMap::new();
        for name in ["name", "domain", "firstname", "lastname", "email", "dealname", "pipeline", "dealstage", "subject"]
        {
            properties.insert(name.to_owned(), text(table, name).to_owned());
        }
        properties.insert("content".to_owned(), filled(text(table, "content")));
        for (name, value) in table.get("properties").and_then(Value::as_table).into_iter().flatten() {
            let value = filled(&plain(value));
            let is_day = name.ends_with("date") && value.ends_with('d');
            let value = if is_day { moment(&value).to_string() } else { value };
            properties.insert(name.clone(), value);
        }
        let owner = text(table, "owner").to_owned();
        if let Some(owner) = self.owners().iter().position(|known| known.0 == owner) {
            properties.insert("hubspot_owner_id".to_owned(), (900 + owner).to_string());
        }
        properties.retain(|_, value| !value.is_empty());
        let at = moment(created);
        Record { id, properties, created_at: at, modified_at: at, archived: false }
    }

    /// The key, name and address of every owner.
    fn owners(&self) -> Vec<(String, String, String)> {
        let owner = |table: &Table| {
            let name = format!("{} {}", text(table, "firstname"), text(table, "lastname"));
            (text(table, "key").to_owned(), name, text(table, "email").to_owned())
        };
        tables(&self.portal, "owner").into_iter().map(owner).collect()
    }

    fn keyed(&mut self, object: ObjectType, name: &str) -> Vec<(Record, Table)> {
        let all: Vec<Table> = tables(&self.story, name).into_iter().cloned().collect();
        let mut found = Vec::new();
        for table in all {
            let mut record = self.record(object, &table, text(&table, "created"));
            self.ids.insert(text(&table, "key").to_owned(), record.id.clone());
            if object == ObjectType::Ticket {
                for (name, key) in
                    [("hs_pipeline", "pipeline"), ("hs_pipeline_stage", "stage"), ("hs_ticket_priority", "priority")]
                {
                    record.properties.insert(name.to_owned(), text(&table, key).to_owned());
                }
                record.properties.remove("pipeline");
                record.properties.insert("createdate".to_owned(), record.created_at.to_string());
            }
            found.push((record, table));
        }
        found
    }

    fn dossier(mut self) -> Dossier {
        let company = self.story["company"].as_table().unwrap().clone();
        let account = self.record(ObjectType::Company, &company, text(&company, "created"));
        let contacts: Vec<(Record, Table)> = self.keyed(ObjectType::Contact, "contact");
        let deals = self.keyed(ObjectType::Deal, "deal");
        let tickets = self.keyed(ObjectType::Ticket, "ticket");
        let contacts: Vec<Record> = contacts.into_iter().map(|(record, _)| record).collect();
        let mut entries = Vec::new();
        for (name, object) in [
            ("note", ObjectType::Note),
            ("email", ObjectType::Email),
            ("meeting", ObjectType::Meeting),
            ("call", ObjectType::Call),
            ("task", ObjectType::Task),
        ] {
            let all: Vec<Table> = tables(&self.story, name).into_iter().cloned().collect();
            for table in all {
                entries.push(self.entry(object, &table, &contacts));
            }
        }
        entries.sort_by_key(|entry| entry.activity.at);
        let owners = self.owners().into_iter().enumerate().map(|(at, (_, name, email))| Owner {
            id: (900 + at).to_string(),
            email,
            name,
            archived: false,
        });
        let mut dossier = Dossier {
            account,
            contact: None,
            why: "asked for".to_owned(),
            as_of: now(),
            fresh_as_of: Some(now()),
            zone: jiff::tz::TimeZone::get("Europe/Berlin").unwrap(),
            portal_zone: jiff::tz::TimeZone::get("Europe/Berlin").unwrap(),
            deal: None,
            currency: "EUR".to_owned(),
            owners: owners.collect(),
            deals: deals.into_iter().map(|(record, table)| deal(record, &table)).collect(),
            tickets: tickets.into_iter().map(|(record, _)| record).collect(),
            pipelines: tables(&self.portal, "pipeline").into_iter().map(pipeline).collect(),
            contacts,
            entries,
            readings: BTreeMap::new(),
            lines: BTreeMap::new(),
            pages: Vec::new(),
            gaps: Vec::new(),
            marks: Vec::new(),
            alike: Vec::new(),
        };
        dossier.choose_deal(None, &[]);
        dossier
    }

    fn entry(&mut self, object: ObjectType, table: &Table, contacts: &[Record]) -> Entry {
        let at = moment(if object == ObjectType::Task { text(table, "due") } else { text(table, "at") });
        let created = if table.contains_key("created") { text(table, "created") } else { text(table, "at") };
        let mut record = self.record(object, table, created);
        record.properties.remove("subject");
        record.properties.insert("hs_timestamp".to_owned(), at.to_string());
        let title = filled(match object {
            ObjectType::Email | ObjectType::Task => text(table, "subject"),
            _ => text(table, "title"),
        });
        let (title_part, body_part, body) = match object {
            ObjectType::Note => ("", "hs_note_body", without_markup(text(table, "html"))),
            ObjectType::Email => ("hs_email_subject", "hs_email_text", text(table, "text").to_owned()),
            ObjectType::Meeting => ("hs_meeting_title", "hs_meeting_body", without_markup(text(table, "html"))),
            ObjectType::Call => ("hs_call_title", "hs_call_body", without_markup(text(table, "html"))),
            _ => ("hs_task_subject", "hs_task_body", text(table, "body").to_owned()),
        };
        let from = text(table, "from");
        let owners = self.owners();
        let owner = if from.is_empty() { text(table, "owner") } else { from.trim_start_matches('@') };
        let ours = owners.iter().find(|(key, ..)| key == owner);
        let theirs = self.ids.get(from).and_then(|id| contacts.iter().find(|contact| contact.id == *id));
        let speaker = theirs.map(Record::display_name).or_else(|| ours.map(|(_, name, _)| name.clone()));
        let email = theirs.and_then(|contact| contact.get("email").map(str::to_owned));
        for (name, value) in [
            (title_part, title.clone()),
            ("hs_email_from_email", email.or_else(|| ours.map(|(.., email)| email.clone())).unwrap_or_default()),
            ("hs_meeting_start_time", if object == ObjectType::Meeting { at.to_string() } else { String::new() }),
            ("hs_meeting_outcome", text(table, "outcome").to_owned()),
            ("hs_task_status", text(table, "status").to_owned()),
        ] {
            record.properties.insert(name.to_owned(), value);
        }
        record.properties.retain(|name, value| !name.is_empty() && !value.is_empty());
        let document = |part: &str, text: String| Document {
            record: record.id.clone(),
            part: Part(part.to_owned()),
            text,
            speaker: speaker.clone(),
            at,
            utterances: Vec::new(),
        };
        let mut documents = vec![document(title_part, title.clone()), document(body_part, filled(&body))];
        let transcript = text(table, "transcript");
        if !transcript.is_empty() {
            documents.push(self.transcript(transcript, &record.id, at));
        }
        documents.retain(|document| !document.text.is_empty());
        let participants = texts(table, "contacts").iter().filter_map(|key| self.ids.get(*key).cloned()).collect();
        Entry {
            // What is planned was planned the day before.
            activity: Activity {
                id: record.id.clone(),
                at,
                created_at: moment(created).min(now() - 24.hours()),
                title,
            },
            participants,
            documents,
            transcript: (!transcript.is_empty()).then_some(TranscriptState::Present),
            record,
        }
    }

    fn transcript(&self, file: &str, call: &RecordId, at: Timestamp) -> Document {
        let written = filled(&std::fs::read_to_string(self.folder.join(file)).unwrap());
        let (mut text, mut utterances, mut start) = (String::new(), Vec::new(), 0);
        for line in written.lines().filter(|line| !line.trim().is_empty() && !line.starts_with('#')) {
            let Some((speaker, said)) = line.split_once(':') else { continue };
            let said = said.trim();
            let end = start + said.chars().count();
            let ms = i64::try_from(start).unwrap() * 50;
            utterances.push(Utterance {
                speaker: speaker.trim().to_owned(),
                email: None,
                span: Span { start, end },
                start_ms: ms,
                end_ms: ms + 1_000,
            });
            text.push_str(said);
            text.push('\n');
            start = end + 1;
        }
        Document { record: call.clone(), part: Part::transcript(), text, speaker: None, at, utterances }
    }
}

fn deal(record: Record, table: &Table) -> DealFile {
    let change = |entry: &Table| {
        let property = text(entry, "property").to_owned();
        let value = plain(&entry["value"]);
        let value = if property.ends_with("date") { moment(&value).to_string() } else { value };
        PropertyChange { property, value, at: moment(text(entry, "at")), source: text(entry, "source").to_owned() }
    };
    let mut history: Vec<PropertyChange> = tables(table, "history").into_iter().map(change).collect();
    history.retain(|change| change.at <= now());
    history.sort_by_key(|change| change.at);
    DealFile { record, history }
}

fn pipeline(table: &Table) -> Pipeline {
    let stage = |stage: &Table| Stage {
        id: text(stage, "id").to_owned(),
        label: text(stage, "label").to_owned(),
        closed: stage.get("closed").and_then(Value::as_bool).unwrap_or(false),
        #[allow(clippy::cast_possible_truncation)]
        probability: stage.get("probability").and_then(Value::as_float).map(|share| share as f32),
    };
    Pipeline {
        id: text(table, "id").to_owned(),
        label: text(table, "label").to_owned(),
        stages: tables(table, "stages").into_iter().map(stage).collect(),
    }
}
