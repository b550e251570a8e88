//! Measuring what is read out of sales conversations: an account's mails, notes and talks go in as the records they would be, and what the
//! product makes of them comes out by line: facts, promises, answers and the brief.
//!
//! Whoever scores it has the right answers; nothing here sees them.

use crate::{
    error::{AppError, ErrorCode},
    evals::corpus::append,
    models::{embedding_model::Model, lines::update_lines},
    portal::{open::OpenPortal, settings::Settings},
    reading::{
        ask::{AskRequest, ask},
        brief::{BriefRequest, brief},
        facts::FactValue,
        ledger,
    },
};
use domain::{
    Association, Citation, Document, Item, ObjectType, Owner, Part, PortalId, Record, RecordId, Span, TranscriptState,
    property,
};
use drafting::{Fact, learned};
use hubspot::Fetched;
use jiff::{
    Timestamp,
    civil::{Date, Time},
    tz::TimeZone,
};
use secrets::KeyOrigin;
use serde::{Deserialize, Serialize};
use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};
use store::{Database, Index, Page, Portal, RunState, Versioned};
use tokio_util::sync::CancellationToken;

/// The hour of the rep's day at which the case is looked at: everything of the days before is known.
const MORNING: i8 = 8;

/// A case: an account as the CRM and the recorders have it, and questions about it.
#[derive(Debug, Deserialize)]
struct Case {
    id: String,
    today: Date,
    zone: String,
    rep: Person,
    #[serde(default)]
    colleagues: Vec<Person>,
    company: Company,
    contacts: Vec<Person>,
    deal: Option<Deal>,
    documents: Vec<Text>,
    questions: Vec<String>,
}

#[derive(Debug, Clone, Deserialize)]
struct Person {
    name: String,
    #[serde(default)]
    title: String,
    #[serde(default)]
    email: String,
}

#[derive(Debug, Deserialize)]
struct Company {
    name: String,
    #[serde(default)]
    domain: String,
    #[serde(default)]
    industry: String,
}

#[derive(Debug, Deserialize)]
struct Deal {
    name: String,
    #[serde(default)]
    stage: String,
    amount: Option<f64>,
    currency: Option<String>,
    close_date: Option<String>,
}

/// One talk, mail or note, line by line.
#[derive(Debug, Deserialize)]
struct Text {
    id: String,
    kind: String,
    at: Timestamp,
    #[serde(default)]
    title: String,
    from: Option<String>,
    #[serde(default)]
    to: Vec<String>,
    lines: Vec<Line>,
}

#[derive(Debug, Deserialize)]
struct Line {
    n: usize,
    speaker: Option<String>,
    text: String,
}

/// What the product makes of a case, by line: `d5:16` is line 16 of text `d5`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SalesAnswers {
    /// The id of the case.
    pub case: String,
    /// What is shown or proposed as a fact of a category.
    pub facts: Vec<FactLine>,
    /// The ledger of promises.
    pub promises: Vec<PromiseLine>,
    /// An answer a question, in their order.
    pub answers: Vec<AnswerLine>,
    /// The compact brief of the day.
    pub brief: Vec<BriefLine>,
}

/// A fact of a category, with the lines it stands in.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FactLine {
    /// The category, as in `budget`.
    pub category: &'static str,
    /// The lines that say it.
    pub lines: Vec<String>,
    /// The value it names, if it names one.
    pub value: Option<FactValue>,
    /// Whether it still holds.
    pub current: bool,
    /// How likely the lines tell something of the category, 0 to 1.
    pub probability: f32,
}

/// A promise, with the lines it stands in.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PromiseLine {
    /// Whose promise it is: `us` or `them`.
    pub by: &'static str,
    /// The lines that promise it.
    pub lines: Vec<String>,
    /// The day it was promised for; none where none was named.
    pub due: Option<Date>,
    /// What became of it: `kept`, `withdrawn`, `moved`, `conditional`, `open` or `overdue`.
    pub status: &'static str,
}

/// An answer to a question, with the lines in the order they are shown.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AnswerLine {
    /// The question.
    pub q: String,
    /// `found`, `unsure` or `absent`.
    pub certainty: String,
    /// The lines shown, first to last.
    pub lines: Vec<String>,
}

/// A line of the brief, with the lines it rests on.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct BriefLine {
    /// The section it stands in.
    pub section: &'static str,
    /// The lines it rests on.
    pub lines: Vec<String>,
}

/// Reads every case of a folder, in the order of their names, with the model that is chosen.
///
/// Fails where a case cannot be read, or where there is no model.
pub async fn eval_sales(settings: &Settings, cases: &Path) -> Result<Vec<SalesAnswers>, AppError> {
    let unread = |error| AppError::file("read", cases, error);
    let mut files = Vec::new();
    for entry in std::fs::read_dir(cases).map_err(unread)? {
        let path = entry.map_err(unread)?.path();
        if path.extension().is_some_and(|ending| ending == "json") {
            files.push(path);
        }
    }
    files.sort();
    if files.is_empty() {
        return Err(AppError::new(ErrorCode::Usage, format!("There is no case in {}", cases.display()))
            .hint("A case is a .json file."));
    }
    let model = Model::load(settings);
    model.ready().await?;
    if let Some(problem) = model.problem() {
        return Err(AppError::new(ErrorCode::Model, problem.message.clone()).advice(crate::error::SET_UP));
    }
    let mut all = Vec::new();
    for file in files {
        let text = std::fs::read_to_string(&file).map_err(|error| AppError::file("read", &file, error))?;
        let case: Case = serde_json::from_str(&text).map_err(|error| {
            AppError::new(ErrorCode::Usage, format!("{} cannot be read as a case", file.display())).caused_by(error)
        })?;
        all.push(answers(&case, &model).await?);
    }
    Ok(all)
}

async fn answers(case: &Case, model: &Model) -> Result<SalesAnswers, AppError> {
    let folder = tempfile::tempdir_in(std::env::temp_dir())
        .map_err(|error| AppError::file("create", &std::env::temp_dir(), error))?;
    let zone = TimeZone::get(&case.zone).unwrap_or(TimeZone::UTC);
    let database = Database::open(&folder.path().join("store.db"), &[0; 32])?;
    let records = Records::of(case);
    let portal = records.store(case, &database)?;
    let index = Index::open(&folder.path().join("index"), &[0; 32]).await?;
    retrieval::update_index(&database, &index, model.embedder(), &|_| (), &|| false).await?;
    update_lines(&database, model, &CancellationToken::new()).await?;
    let id = PortalId(portal.portal_id.clone());
    let key_origin = KeyOrigin::Machine;
    let open = OpenPortal {
        id,
        portal,
        database,
        index,
        damage: None,
        key_origin,
        zone: zone.clone(),
        policy: Default::default(),
        home: folder.path().to_owned(),
    };
    let now = morning(case.today, &zone);
    let who = records.company.to_string();

    let facts = learned(&open.dossier(&records.company, now)?);
    let facts: Vec<FactLine> = facts.iter().map(|fact| records.fact(fact)).collect();
    let promises = ledger::promises(&open, Some(&who), now)?.promises;
    let promises = promises.into_iter().map(|promise| PromiseLine {
        by: promise.by,
        lines: promise.citations.first().map(|citation| records.lines(citation)).unwrap_or_default(),
        due: promise.due,
        // The yardstick knows no "likely".
        status: if promise.status == "likely_kept" { "kept" } else { promise.status },
    });
    let promises: Vec<PromiseLine> = promises.collect();
    let mut answered = Vec::new();
    for question in &case.questions {
        let request = AskRequest { who: who.clone(), question: question.clone() };
        let answer = ask(&open, model, &request, now).await?.answer;
        let lines = records.lines_of(answer.items.iter());
        answered.push(AnswerLine { q: question.clone(), certainty: answer.certainty, lines });
    }
    let request = BriefRequest { who, as_of: None, full: false };
    let shown = brief(&open, &request, now)?.brief.sections;
    let lines_of = |section: &domain::Section| -> Vec<BriefLine> {
        let line =
            |item: &Item| BriefLine { section: section.name.as_str(), lines: records.lines_of([item].into_iter()) };
        section.items.iter().map(line).collect()
    };
    let brief = shown.iter().flat_map(lines_of).filter(|line| !line.lines.is_empty()).collect();
    Ok(SalesAnswers { case: case.id.clone(), facts, promises, answers: answered, brief })
}

fn morning(day: Date, zone: &TimeZone) -> Timestamp {
    let at = day.to_datetime(Time::constant(MORNING, 0, 0, 0));
    zone.to_ambiguous_zoned(at).compatible().map(|at| at.timestamp()).unwrap_or(Timestamp::UNIX_EPOCH)
}

/// A case as records, with the way back from a stretch of text to its lines.
struct Records {
    company: RecordId,
    versioned: Vec<Versioned>,
    transcripts: Vec<Document>,
    links: Vec<(RecordId, RecordId)>,
    owners: Vec<Owner>,
    lines: BTreeMap<(RecordId, Part), Vec<(Span, String)>>,
}

impl Records {
    fn of(case: &Case) -> Self {
        let staff: Vec<&Person> = std::iter::once(&case.rep).chain(&case.colleagues).collect();
        let owners = staff.iter().enumerate().map(|(at, person)| Owner {
            id: (at + 1).to_string(),
            email: person.email.clone(),
            name: person.name.clone(),
            archived: false,
        });
        let company = RecordId::new(ObjectType::Company, "1");
        let mut records = Self {
            company: company.clone(),
            versioned: Vec::new(),
            transcripts: Vec::new(),
            links: Vec::new(),
            owners: owners.collect(),
            lines: BTreeMap::new(),
        };
        let first = case.documents.iter().map(|text| text.at).min().unwrap_or(Timestamp::UNIX_EPOCH);
        let Company { name, domain, industry } = &case.company;
        let known = [(property::NAME, name), (property::DOMAIN, domain), (property::INDUSTRY, industry)];
        records.add(&company, first, known.map(|(name, value)| (name, value.clone())).to_vec());
        let mut contacts = BTreeMap::new();
        for (at, person) in case.contacts.iter().enumerate() {
            let id = RecordId::new(ObjectType::Contact, (at + 1).to_string());
            let (first_name, last_name) = person.name.rsplit_once(' ').unwrap_or(("", &person.name));
            let known = vec![
                (property::FIRST_NAME, first_name.to_owned()),
                (property::LAST_NAME, last_name.to_owned()),
                (property::EMAIL, person.email.clone()),
                (property::JOB_TITLE, person.title.clone()),
            ];
            records.add(&id, first, known);
            records.links.push((id.clone(), company.clone()));
            contacts.insert(person.name.as_str(), id);
        }
        if let Some(deal) = &case.deal {
            let id = RecordId::new(ObjectType::Deal, "1");
            let known = vec![
                (property::DEAL_NAME, deal.name.clone()),
                (property::DEAL_STAGE, deal.stage.clone()),
                (property::AMOUNT, deal.amount.map(|amount| amount.to_string()).unwrap_or_default()),
                (property::CURRENCY_CODE, deal.currency.clone().unwrap_or_default()),
                (property::CLOSE_DATE, deal.close_date.clone().unwrap_or_default()),
                (property::OWNER, "1".to_owned()),
            ];
            records.add(&id, first, known);
            records.links.push((id, company.clone()));
        }
        let people: Vec<&Person> = staff.into_iter().chain(&case.contacts).collect();
        let address = |name: &str| people.iter().find(|one| one.name == name).map(|one| one.email.clone());
        for (at, text) in case.documents.iter().enumerate() {
            let number = (at + 1).to_string();
            let id = match text.kind.as_str() {
                "email" => records.mail(&number, text, case, &address),
                "note" => records.note(&number, text),
                _ => records.talk(&number, text),
            };
            records.links.push((id.clone(), company.clone()));
            let present = text.lines.iter().filter_map(|line| line.speaker.as_deref());
            let present = present.chain(text.from.as_deref()).chain(text.to.iter().map(String::as_str));
            let present: BTreeSet<&RecordId> = present.filter_map(|name| contacts.get(name)).collect();
            records.links.extend(present.into_iter().map(|contact| (id.clone(), contact.clone())));
        }
        records
    }

    fn add(&mut self, id: &RecordId, at: Timestamp, properties: Vec<(&str, String)>) -> Vec<Document> {
        let set = properties.into_iter().filter(|(_, value)| !value.is_empty());
        let record = Record {
            id: id.clone(),
            properties: set.map(|(name, value)| (name.to_owned(), value)).collect(),
            created_at: at,
            modified_at: at,
            archived: false,
        };
        let owners = self.owners.iter().map(|owner| (owner.id.clone(), owner.clone())).collect();
        let fetched = Fetched { record, history: Vec::new(), aliases: Vec::new(), associations: Vec::new(), hidden: 0 };
        let (versioned, _) = sync::versioned(fetched, &owners);
        let documents = versioned.documents.clone();
        self.versioned.push(versioned);
        documents
    }

    fn mail(&mut self, number: &str, text: &Text, case: &Case, address: &dyn Fn(&str) -> Option<String>) -> RecordId {
        let id = RecordId::new(ObjectType::Email, number);
        let from = text.from.clone().unwrap_or_default();
        let (first, last) = from.rsplit_once(' ').unwrap_or(("", &from));
        let is_theirs = case.contacts.iter().any(|contact| contact.name == from);
        let to: Vec<String> = text.to.iter().filter_map(|name| address(name)).collect();
        let known = vec![
            (property::TIMESTAMP, text.at.to_string()),
            (property::EMAIL_SUBJECT, text.title.clone()),
            (property::EMAIL_DIRECTION, if is_theirs { "INCOMING_EMAIL" } else { "EMAIL" }.to_owned()),
            (property::EMAIL_STATUS, "SENT".to_owned()),
            (property::EMAIL_FROM, address(&from).unwrap_or_default()),
            (property::EMAIL_FROM_FIRST_NAME, first.to_owned()),
            (property::EMAIL_FROM_LAST_NAME, last.to_owned()),
            (property::EMAIL_TO, to.join(";")),
            (property::EMAIL_TEXT, joined(text)),
            (property::OWNER, "1".to_owned()),
        ];
        let documents = self.add(&id, text.at, known);
        self.remember(text, &documents, property::EMAIL_TEXT);
        id
    }

    fn note(&mut self, number: &str, text: &Text) -> RecordId {
        let id = RecordId::new(ObjectType::Note, number);
        let escaped = joined(text).replace('&', "&amp;").replace('<', "&lt;").replace('\n', "<br>");
        let writer = text.from.as_deref().or_else(|| text.lines.first()?.speaker.as_deref());
        let owner = self.owners.iter().find(|owner| Some(owner.name.as_str()) == writer);
        let known = vec![
            (property::TIMESTAMP, text.at.to_string()),
            (property::NOTE_BODY, escaped),
            (property::OWNER, owner.map_or("1", |owner| owner.id.as_str()).to_owned()),
        ];
        let documents = self.add(&id, text.at, known);
        self.remember(text, &documents, property::NOTE_BODY);
        id
    }

    fn talk(&mut self, number: &str, text: &Text) -> RecordId {
        let id = RecordId::new(ObjectType::Call, number);
        let known = vec![
            (property::TIMESTAMP, text.at.to_string()),
            (property::CALL_TITLE, text.title.clone()),
            (property::CALL_STATUS, "COMPLETED".to_owned()),
            (property::OWNER, "1".to_owned()),
        ];
        self.add(&id, text.at, known);
        let (words, utterances) = (String::new(), Vec::new());
        let mut document = Document {
            record: id.clone(),
            part: Part::transcript(),
            text: words,
            speaker: None,
            at: text.at,
            utterances,
        };
        for line in &text.lines {
            let span = append(&mut document, &line.text, line.speaker.clone());
            let place = (id.clone(), Part::transcript());
            self.lines.entry(place).or_default().push((span, format!("{}:{}", text.id, line.n)));
        }
        self.transcripts.push(document);
        id
    }

    /// Where the lines of a written text stand in the document that was made of it.
    fn remember(&mut self, text: &Text, documents: &[Document], part: &str) {
        let Some(document) = documents.iter().find(|document| document.part.0 == part) else { return };
        let mut from = 0;
        for line in &text.lines {
            let words = line.text.trim();
            let Some(at) = document.text.get(from..).and_then(|rest| rest.find(words)) else { continue };
            let range = from + at..from + at + words.len();
            from = range.end;
            let span = Span::from_bytes(&document.text, range);
            let place = (document.record.clone(), document.part.clone());
            self.lines.entry(place).or_default().push((span, format!("{}:{}", text.id, line.n)));
        }
    }

    /// Stores the records in a database, as a sync would. Returns the portal they belong to.
    fn store(&self, case: &Case, database: &Database) -> Result<Portal, AppError> {
        let portal = Portal {
            portal_id: "1".to_owned(),
            base_url: String::new(),
            time_zone: case.zone.clone(),
            currency: case.deal.as_ref().and_then(|deal| deal.currency.clone()).unwrap_or_else(|| "EUR".to_owned()),
            ui_domain: String::new(),
            owner_id: Some("1".to_owned()),
            user_email: Some(case.rep.email.clone()),
        };
        database.set_portal(&portal)?;
        database.set_owners(&self.owners)?;
        let link = |to: &RecordId, from: &RecordId| Association {
            from: from.clone(),
            to: to.clone(),
            type_id: 0,
            label: None,
        };
        let mut by_end: BTreeMap<(RecordId, ObjectType), Vec<Association>> = BTreeMap::new();
        for (from, to) in &self.links {
            by_end.entry((from.clone(), to.object)).or_default().push(link(to, from));
        }
        let page = Page {
            records: self.versioned.clone(),
            associations: by_end.into_iter().map(|((from, object), links)| (from, object, links)).collect(),
            ..Page::default()
        };
        database.apply_page(&page, &RunState { number: 1, state: String::new() }, Timestamp::UNIX_EPOCH)?;
        for talk in &self.transcripts {
            let at = Timestamp::UNIX_EPOCH;
            database.put_transcript(&talk.record, TranscriptState::Present, "", Some(talk), at)?;
        }
        database.rebuild_membership()?;
        Ok(portal)
    }

    /// The lines a citation covers.
    fn lines(&self, citation: &Citation) -> Vec<String> {
        let place = (citation.record.clone(), citation.part.clone());
        let within = self.lines.get(&place).into_iter().flatten();
        within.filter(|(span, _)| span.overlaps(citation.span)).map(|(_, line)| line.clone()).collect()
    }

    /// The lines that items rest on, first to last, each once.
    fn lines_of<'a>(&self, items: impl Iterator<Item = &'a Item>) -> Vec<String> {
        let mut lines: Vec<String> = Vec::new();
        for line in items.flat_map(|item| &item.citations).flat_map(|citation| self.lines(citation)) {
            if !lines.contains(&line) {
                lines.push(line);
            }
        }
        lines
    }

    /// A fact with its lines and its value.
    fn fact(&self, fact: &Fact) -> FactLine {
        FactLine {
            category: fact.category.as_str(),
            lines: self.lines(&fact.line.citation),
            value: FactValue::of(&fact.value),
            current: fact.is_current(),
            probability: fact.probability,
        }
    }
}

fn joined(text: &Text) -> String {
    text.lines.iter().map(|line| line.text.as_str()).collect::<Vec<_>>().join("\n")
}
