//! Opening a whole text for a page: a record's, or the one a citation points into, with the cited stretch marked.

use crate::{
    error::{AppError, ErrorCode},
    portal::open::OpenPortal,
    reading::{
        accounts::{Stages, amount_of, hubspot_url, is_heading, owner_name},
        cite::cite,
        resolve::name_of,
    },
};
use domain::{
    Citation, Document, ObjectType, Record, RecordId, Span,
    mail::{Context, Layered, layers},
    property,
};
use jiff::Timestamp;
use serde::Serialize;
use specta::Type;
use store::Database;

/// A text in full, as a page opens it, with the cited stretch where one was asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct SourceText {
    /// The citation as it was asked for; none when a record was opened as a whole.
    pub citation: Option<String>,
    /// The record whose text it is, as in `email:6`.
    pub record: String,
    /// The type of the record, or `transcript` for the words of a call.
    pub kind: String,
    /// The record's subject or title; the property's name for a value.
    pub title: String,
    /// When the text was said or written, or the property set.
    #[specta(type = String)]
    pub time: Timestamp,
    /// Who said or wrote the text; none where that is not one person.
    pub speaker: Option<String>,
    /// The whole text.
    pub text: String,
    /// The cited stretch: offsets into `text` in Unicode scalar values.
    pub span: Option<(u32, u32)>,
    /// Who said which stretch, for the words of a call.
    pub utterances: Vec<UtteranceView>,
    /// Whose words each run of lines of a mail holds, in order, tiling the text; empty for other texts.
    pub layers: Vec<LayerView>,
    /// Whether the source reads differently today, or is gone.
    pub changed: bool,
    /// What the source says today; none where it says the same or is gone.
    pub current: Option<String>,
    /// A page in HubSpot that shows it; none for a portal that has no pages.
    pub hubspot_url: Option<String>,
    /// The path or name of the file that a document of the shelf was read from; none for other texts.
    pub file: Option<String>,
    /// The web address that a saved page was found at; none for other texts.
    pub web_url: Option<String>,
    /// Where it belongs: a deal or ticket itself, its accounts, and the deals and tickets that it is associated with.
    pub places: Vec<PlaceView>,
    /// What a contact, company, deal or ticket says of itself by now, field by field; empty for what was said or written.
    pub fields: Vec<FieldView>,
    /// When HubSpot last changed that record; none for what was said or written.
    #[specta(type = Option<String>)]
    pub changed_at: Option<Timestamp>,
    /// The values that the cited field has had, the newest first; empty for other texts, and where HubSpot's history of it is not here.
    pub history: Vec<ValueView>,
}

/// An account, deal or ticket that something belongs to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct PlaceView {
    /// The record's id, as in `deal:1`.
    pub id: String,
    /// What it is called.
    pub name: String,
}

/// A field of a record, with its value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct FieldView {
    /// HubSpot's name for the field, as in `dealstage`.
    pub property: String,
    /// The field's value, a stage and an owner by name.
    pub value: String,
}

/// A value that a field has had.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct ValueView {
    /// The value, a stage and an owner by name; empty where it was cleared.
    pub value: String,
    /// Since when the field has it or had it.
    #[specta(type = String)]
    pub since: Timestamp,
}

/// A stretch of a talk that one person said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct UtteranceView {
    /// The name of the speaker.
    pub speaker: String,
    /// Where the stretch begins in the text, in Unicode scalar values.
    pub start: u32,
    /// Where the stretch ends in the text, in Unicode scalar values; this one is no part of it.
    pub end: u32,
    /// Milliseconds from the start of the call to the start of the stretch.
    pub start_ms: u32,
}

/// A run of whole lines of a mail that holds one kind of words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct LayerView {
    /// `own` for the author's words in this mail; `history`, `forwarded`, `signature`, `footer`, `automatic`.
    pub layer: String,
    /// Who wrote a forwarded run, where its header says so.
    pub by: Option<String>,
    /// Where the run begins in the text, in Unicode scalar values.
    pub start: u32,
    /// Where the run ends in the text, in Unicode scalar values; this one is no part of it.
    pub end: u32,
}

/// Opens what a citation points into. The version cited is kept, so it opens after an edit too.
pub fn open_citation(open: &OpenPortal, text: &str) -> Result<SourceText, AppError> {
    let cited = cite(open, text)?;
    let citation: Citation = text.trim().parse().map_err(|error: domain::CitationError| {
        AppError::new(ErrorCode::Usage, error.to_string()).hint("Copy a whole citation from a brief or a search.")
    })?;
    let span = Some(view_span(citation.span));
    let shown = match open.database.cited_document(&citation)? {
        Some(stored) => of_document(open, &stored.document)?,
        // A property's value: what `cite` found is all there is of it.
        None => SourceText {
            citation: None,
            kind: citation.record.object.singular().to_owned(),
            title: cited.property.clone().unwrap_or_default(),
            record: citation.record.to_string(),
            time: cited.time,
            speaker: None,
            text: cited.text.clone(),
            span: None,
            utterances: Vec::new(),
            layers: Vec::new(),
            changed: false,
            current: None,
            hubspot_url: page_of(open, &citation.record)?,
            file: None,
            web_url: None,
            places: Vec::new(),
            fields: Vec::new(),
            changed_at: None,
            history: Vec::new(),
        },
    };
    let shown = SourceText {
        citation: Some(cited.citation),
        span,
        speaker: cited.speaker.or(shown.speaker),
        changed: cited.changed,
        current: cited.current,
        ..shown
    };
    with_record(open, &citation.record, cited.property.as_deref(), shown)
}

/// Opens a record's main text: the words of a call where they are here, else what was written.
pub fn open_record(open: &OpenPortal, record: &str) -> Result<SourceText, AppError> {
    let id: RecordId = record.trim().parse().map_err(|error: domain::IdError| {
        AppError::new(ErrorCode::Usage, error.to_string()).hint("An id looks like email:6.")
    })?;
    let documents = open.database.current_documents(&id)?;
    let main = documents.iter().find(|document| document.part.is_transcript());
    let main = main.or_else(|| documents.iter().find(|document| !is_heading(&document.part)));
    match main.or(documents.first()) {
        Some(document) => with_record(open, &id, None, of_document(open, document)?),
        None => Err(AppError::new(ErrorCode::NotFound, format!("{id} has no text here"))
            .hint(
                "HubSpot sent none with it, or the token may not read it. The checks in Settings name missing scopes.",
            )
            .command_hint(
                "HubSpot sent none with it, or the token may not read it. `foreword doctor` names missing scopes.",
            )),
    }
}

fn of_document(open: &OpenPortal, document: &Document) -> Result<SourceText, AppError> {
    let utterances = document.utterances.iter().map(|utterance| {
        let (start, end) = view_span(utterance.span);
        let start_ms = u32::try_from(utterance.start_ms.max(0)).unwrap_or(u32::MAX);
        UtteranceView { speaker: utterance.speaker.clone(), start, end, start_ms }
    });
    let kind = if document.part.is_transcript() { document.part.0.as_str() } else { document.record.object.singular() };
    let (file, web_url) = on_the_shelf(open, &document.record)?;
    Ok(SourceText {
        citation: None,
        record: document.record.to_string(),
        kind: kind.to_owned(),
        title: title_of(open, &document.record)?,
        time: document.at,
        speaker: document.speaker.clone(),
        text: document.text.clone(),
        span: None,
        utterances: utterances.collect(),
        layers: layers_of(document),
        changed: false,
        current: None,
        hubspot_url: page_of(open, &document.record)?,
        file,
        web_url,
        places: Vec::new(),
        fields: Vec::new(),
        changed_at: None,
        history: Vec::new(),
    })
}

/// A text with where it belongs, and with what its record says of itself, where that is no activity.
fn with_record(
    open: &OpenPortal,
    id: &RecordId,
    property: Option<&str>,
    shown: SourceText,
) -> Result<SourceText, AppError> {
    let places = places_of(&open.database, id)?;
    let Some(record) = open.database.record(id)?.filter(|record| ObjectType::CORE.contains(&record.id.object)) else {
        return Ok(SourceText { places, ..shown });
    };
    let stages = Stages::of(&open.database)?;
    let mut fields = Vec::new();
    for name in fields_of(id.object) {
        let value = value_in(open, &record, &stages, name)?;
        fields.extend(value.map(|value| FieldView { property: (*name).to_owned(), value }));
    }
    let mut history = Vec::new();
    for change in property.map(|name| open.database.history(id, name)).transpose()?.unwrap_or_default() {
        // Its value as the record had it then, so that a stage is named as that pipeline names it.
        let mut then = record.clone();
        then.properties.insert(change.property.clone(), change.value);
        let value = value_in(open, &then, &stages, &change.property)?.unwrap_or_default();
        history.push(ValueView { value, since: change.at });
    }
    history.sort_by_key(|value| std::cmp::Reverse(value.since));
    Ok(SourceText { places, fields, changed_at: Some(record.modified_at), history, ..shown })
}

/// What of a record stands beside a text of it.
fn fields_of(object: ObjectType) -> &'static [&'static str] {
    match object {
        ObjectType::Deal => {
            &[property::DEAL_STAGE, property::AMOUNT, property::CLOSE_DATE, property::NEXT_STEP, property::OWNER]
        }
        ObjectType::Ticket => {
            &[property::TICKET_STAGE, property::TICKET_PRIORITY, property::CREATED_AT, property::OWNER]
        }
        ObjectType::Contact => &[property::JOB_TITLE, property::EMAIL, property::OWNER],
        ObjectType::Company => &[property::DOMAIN, property::OWNER],
        _ => &[],
    }
}

/// A value as a person reads it; none where the record has none. What is a moment is left to the page, which knows the rep's language.
fn value_in(open: &OpenPortal, record: &Record, stages: &Stages, name: &str) -> Result<Option<String>, AppError> {
    let Some(value) = record.get(name).filter(|value| !value.is_empty()) else { return Ok(None) };
    Ok(match name {
        property::DEAL_STAGE | property::TICKET_STAGE => Some(stages.label(record, name)),
        property::AMOUNT => amount_of(open, record),
        property::CLOSE_DATE => Some(drafting::readable(name, value, &open.portal.zone())),
        property::OWNER => owner_name(&open.database, record)?.or_else(|| Some(value.to_owned())),
        _ => Some(value.to_owned()),
    })
}

/// The most deals, and the most tickets, that a text is shown to belong to.
const PLACES_MAX: usize = 3;

fn places_of(database: &Database, id: &RecordId) -> Result<Vec<PlaceView>, AppError> {
    let mut ids: Vec<RecordId> = Vec::new();
    if matches!(id.object, ObjectType::Deal | ObjectType::Ticket) {
        ids.push(id.clone());
    }
    ids.extend(database.accounts_of(id)?.into_iter().filter(|account| *account != RecordId::collateral()));
    if id.object.is_activity() {
        for object in [ObjectType::Deal, ObjectType::Ticket] {
            ids.extend(database.associated(id, object)?.into_iter().map(|(id, _)| id).take(PLACES_MAX));
        }
    }
    let mut places = Vec::new();
    for id in ids {
        places.extend(database.record(&id)?.map(|record| PlaceView { id: id.to_string(), name: name_of(&record) }));
    }
    Ok(places)
}

/// The layers of a mail's body; none of another text.
fn layers_of(document: &Document) -> Vec<LayerView> {
    if !document.is_mail_body() {
        return Vec::new();
    }
    let context = Context { author: document.speaker.as_deref(), ..Context::default() };
    let view = |run: Layered| {
        let (start, end) = view_span(run.span);
        let by = run.by.and_then(|author| author.name.or(author.address));
        LayerView { layer: run.layer.as_str().to_owned(), by, start, end }
    };
    layers(&document.text, &context).into_iter().map(view).collect()
}

/// Where a document of the shelf lies, and where it was found.
fn on_the_shelf(open: &OpenPortal, id: &RecordId) -> Result<(Option<String>, Option<String>), AppError> {
    let Some(file) = open.database.shelf_file(id)? else { return Ok((None, None)) };
    let folder = open.database.shelf_folders()?.into_iter().find(|folder| folder.id == file.folder);
    let path = folder.map(|folder| std::path::Path::new(&folder.path).join(&file.path).display().to_string());
    let given = |text: String| Some(text).filter(|text| !text.is_empty());
    Ok((path.or(given(file.path)), given(file.url)))
}

fn title_of(open: &OpenPortal, id: &RecordId) -> Result<String, AppError> {
    if let Some(file) = open.database.shelf_file(id)? {
        return Ok(file.title);
    }
    let headings = open.database.current_documents(id)?;
    Ok(headings.into_iter().find(|document| is_heading(&document.part)).map(|d| d.text).unwrap_or_default())
}

/// An activity has no page of its own: it is shown on the one of its account. What lives on this machine only is on no page of HubSpot's.
fn page_of(open: &OpenPortal, id: &RecordId) -> Result<Option<String>, AppError> {
    if id.object.is_own() {
        return Ok(None);
    }
    if !id.object.is_activity() {
        return Ok(hubspot_url(open, id));
    }
    let contact = open.database.associated(id, ObjectType::Contact)?.into_iter().map(|(contact, _)| contact).next();
    let parent = contact.or(open.database.accounts_of(id)?.into_iter().next());
    Ok(parent.and_then(|parent| hubspot_url(open, &parent)))
}

fn view_span(span: Span) -> (u32, u32) {
    let narrow = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
    (narrow(span.start), narrow(span.end))
}
