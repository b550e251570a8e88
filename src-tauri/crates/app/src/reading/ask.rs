//! Answering a question from everything an account holds: every passage is read, by word and by meaning.

use crate::{
    error::AppError,
    models::embedding_model::{Model, millis},
    portal::{
        open::OpenPortal,
        own_fields::{self, field},
    },
    reading::{confidence, resolve as who, search, senders},
};
use domain::{
    Asks, ChunkId, ChunkLevel, Dropped, Item, ObjectType, ReadLine, RecordId, Source, Sources, TranscriptState,
    mail::{Earlier, Layer},
};
use drafting::{Certainty, Field, Inquiry, Passage, Said, Told, Understood, Weighs, addressed, answer};
use embedding::Questions;
use futures::future::try_join_all;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use specta::Type;
use std::{
    collections::{BTreeMap, BTreeSet},
    iter,
    time::Instant,
};
use store::{Filter, StoreError};

/// A question to ask about somebody.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, Type)]
pub struct AskRequest {
    /// Whom it is about: an e-mail address, an id, a name, or `next`.
    pub who: String,
    /// The question in the rep's words.
    pub question: String,
}

/// The answer to a question, with the texts behind its citations.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
pub struct AskReport {
    /// What was found, and how much was read for it.
    pub answer: AnswerView,
    /// The text behind every citation of the answer's lines.
    #[specta(type = BTreeMap<String, Source>)]
    pub sources: Sources,
    /// Milliseconds that answering took, without loading the model.
    #[specta(type = u32)]
    pub elapsed_ms: u64,
    /// Whether meaning was read too; if not, words alone.
    pub by_meaning: bool,
}

/// What an account's texts say to a question, and how much was read for it.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
pub struct AnswerView {
    /// Whether the account's texts answer the question.
    pub found: bool,
    /// `found`; `unsure` where something comes near that may be another thing or said of somebody else; `absent` where nothing does.
    pub certainty: String,
    /// Quotations, best first; where nothing answers, what comes nearest, as inferred.
    pub items: Vec<Item>,
    /// How many activities' texts were read.
    #[specta(type = u32)]
    pub scanned: usize,
    /// How many activities the account has had so far.
    #[specta(type = u32)]
    pub total: usize,
    /// Activities that have words which are not here: transcripts not permitted, e-mails without text.
    #[specta(type = u32)]
    pub unreadable: usize,
    /// Names, numbers and codes of the question that occur in no text of the account.
    pub absent: Vec<String>,
    /// What no text tells of, as in `no rival was named`, where the question asks for a kind of thing; none else.
    pub nothing: Option<String>,
    /// The name of the account that was read.
    pub account: String,
    /// How many passages were read.
    #[specta(type = u32)]
    pub passages: usize,
    /// Lines that grounding refused and that were left out, each with the reason.
    pub dropped: Vec<Dropped>,
}

/// From here on a question asks for promises, which the ledger knows.
const PROMISES_FROM: f32 = 0.5;

/// Answers. Needs no network and no lock; without a model it reads by word only.
pub async fn ask(
    open: &OpenPortal,
    model: &Model,
    request: &AskRequest,
    now: Timestamp,
) -> Result<AskReport, AppError> {
    let started = Instant::now();
    search::not_too_long(&request.question)?;
    let target = who::resolve(open, &request.who, now)?;
    let people = people(open, &target.account)?;
    let read = read(open, model, &target.account, &request.question, &people, None, now).await?;
    let Read { said, records, by_meaning, asks, .. } = read;
    let coverage = coverage(open, &target.account, now, &records)?;
    let passages = said.len();
    let asks_for_promises = asks.as_ref().is_some_and(|asks| PROMISES_FROM <= asks.promise);
    let (known, nothing) = known(open, &target.account, &request.question, asks_for_promises, now)?;
    let mut answer = match known {
        Some(answer) => answer,
        None => of_known_senders(open, &Asked { question: &request.question, asks, model }, &people, said, now)?,
    };
    answer.nothing = nothing.filter(|_| !answer.found());
    let account = open.database.record(&target.account)?;
    let calibration = confidence::calibration(open)?;
    let mut items = answer.items;
    for item in &mut items {
        item.confidence = item.confidence.map(|score| calibration.calibrated(score));
    }
    Ok(AskReport {
        answer: AnswerView {
            found: answer.certainty == Certainty::Found,
            certainty: answer.certainty.as_str().to_owned(),
            items,
            scanned: coverage.total - coverage.unreadable,
            total: coverage.total,
            unreadable: coverage.unreadable,
            absent: answer.absent,
            nothing: answer.nothing.map(str::to_owned),
            account: account.as_ref().map(who::name_of).unwrap_or_default(),
            passages,
            dropped: answer.dropped,
        },
        sources: answer.sources,
        elapsed_ms: millis(started),
        by_meaning,
    })
}

/// The answer that the ledger, the records or the facts of an account give, where the question asks for what they hold; else what no line tells of.
fn known(
    open: &OpenPortal,
    account: &RecordId,
    question: &str,
    asks_for_promises: bool,
    now: Timestamp,
) -> Result<(Option<drafting::Answer>, Option<&'static str>), AppError> {
    let fields = if question.split_whitespace().count() <= FIELD_WORDS_MAX { fields(open)? } else { Vec::new() };
    let may_be_a_field = drafting::may_be_recorded(question) || drafting::names_a_field(question, &fields);
    let is_of_a_kind = drafting::asks_for_a_kind(question);
    if !asks_for_promises && !may_be_a_field && !is_of_a_kind {
        return Ok((None, None));
    }
    let dossier = open.dossier(account, now)?;
    // A field that the rep has chosen is why it was chosen.
    if drafting::names_a_chosen_field(question, &fields)
        && let Some(answer) = drafting::recorded(question, &dossier, &fields)
    {
        return Ok((Some(answer), None));
    }
    if let Some(answer) = drafting::promised(question, &dossier).filter(|_| asks_for_promises) {
        return Ok((Some(answer), None));
    }
    let told = if is_of_a_kind { drafting::told(question, &dossier) } else { None };
    if let Some(Told::Answer(answer)) = told {
        return Ok((Some(*answer), None));
    }
    let nothing = match told {
        Some(Told::Nothing(nothing)) => Some(nothing),
        _ => None,
    };
    Ok((drafting::recorded(question, &dossier, &fields), nothing))
}

/// A question that asks for a field by its label is no longer than this.
const FIELD_WORDS_MAX: usize = 12;

/// The fields of deals and companies that HubSpot has, and those of other types that the rep has chosen.
fn fields(open: &OpenPortal) -> Result<Vec<Field>, AppError> {
    let chosen = own_fields::chosen_fields(&open.database)?;
    let mut fields = Vec::new();
    for (object, definitions) in &chosen {
        fields.extend(definitions.iter().map(|definition| field(*object, definition.clone(), true)));
    }
    for object in [ObjectType::Deal, ObjectType::Company] {
        let is_chosen = |name: &str| chosen.get(&object).is_some_and(|all| all.iter().any(|field| field.name == name));
        let others = open.database.definitions(object)?.into_iter().filter(|one| !is_chosen(&one.name));
        fields.extend(others.map(|definition| field(object, definition, false)));
    }
    Ok(fields)
}

/// What the account's history says to a question; a record that asks it, `but`, is no answer to itself.
pub(crate) async fn answered(
    open: &OpenPortal,
    model: &Model,
    account: &RecordId,
    question: &str,
    but: Option<&RecordId>,
    now: Timestamp,
) -> Result<drafting::Answer, AppError> {
    let people = people(open, account)?;
    let Read { said, .. } = read(open, model, account, question, &people, but, now).await?;
    // A mail asks in whole sentences, whose words are those of the answer more often than not.
    of_known_senders(open, &Asked { question, asks: None, model }, &people, said, now)
}

/// A question, with what it asks for where something tells.
struct Asked<'a> {
    question: &'a str,
    asks: Option<Asks>,
    model: &'a Model,
}

/// Weighs with what was trained beside the embedding model.
struct Weighing<'a>(&'a Questions);

impl Weighs for Weighing<'_> {
    fn rank(&self, figures: &[f32]) -> f32 {
        self.0.rank(figures)
    }

    fn certainty(&self, signs: &[f32]) -> f32 {
        self.0.certainty(signs)
    }
}

/// The answer, without what strangers wrote under a known name: such a mail is listed as left out, with the reason.
fn of_known_senders(
    open: &OpenPortal,
    asked: &Asked<'_>,
    people: &[String],
    mut said: Vec<Said>,
    now: Timestamp,
) -> Result<drafting::Answer, AppError> {
    let mut left_out = Vec::new();
    let weighing = asked.model.questions().map(Weighing);
    let understood = asked.asks.as_ref().zip(weighing.as_ref());
    let understood = understood.map(|(asks, weighs)| Understood { asks, weighs });
    let inquiry = Inquiry { question: asked.question, understood };
    loop {
        let mut answer = answer(&inquiry, people, &said, now, &open.zone());
        let mut strangers = BTreeSet::new();
        for (citation, source) in &mut answer.sources {
            let Some(written) = source.speaker.clone() else { continue };
            let Some(sender) = senders::sender(open, &citation.record, &written)? else { continue };
            if sender.is_impostor && strangers.insert(citation.record.clone()) {
                let reason = format!("from an address that is not theirs: {}", sender.name);
                left_out.push(Dropped { text: source.text.clone(), reason });
            }
        }
        if strangers.is_empty() {
            answer.dropped.extend(left_out);
            return Ok(answer);
        }
        said.retain(|said| !strangers.contains(&said.citation.record));
    }
}

/// An account's passages as they were read for a question.
#[derive(Default)]
struct Read {
    /// The account's passages, in the order they were found.
    said: Vec<Said>,
    /// The chunk of each passage, in the same order.
    ids: Vec<ChunkId>,
    /// The records that the passages stand in.
    records: BTreeSet<RecordId>,
    /// Whether meaning was read too.
    by_meaning: bool,
    /// What the question asks for, where something tells.
    asks: Option<Asks>,
}

/// Reads every passage of the account, by word and, where there is a model, by meaning. While the embedder reads the question, the texts are
/// fetched.
async fn read(
    open: &OpenPortal,
    model: &Model,
    account: &RecordId,
    question: &str,
    people: &[String],
    but: Option<&RecordId>,
    now: Timestamp,
) -> Result<Read, AppError> {
    let near = nearness(open, model, account, question, people);
    let ((near, asks), mut read) = tokio::try_join!(near, async { passages(open, account, now, but) })?;
    read.asks = asks;
    read.by_meaning = model.embedder().is_some() && (read.said.is_empty() || !near.is_empty());
    for (said, id) in read.said.iter_mut().zip(&read.ids) {
        let near = near.get(id);
        let to_form = |form: usize| near.and_then(|near| near.get(form)).copied();
        (said.passage.similarity, said.passage.addressed) = (to_form(0), to_form(1));
    }
    Ok(read)
}

/// How near each unit is to a question in meaning: to the question as it was asked, then to it as it would be put to the person it names, where it
/// names one.
type Nearness = BTreeMap<ChunkId, Vec<f32>>;

/// How near each unit of the account is to the question: all of them; and what the question asks for.
async fn nearness(
    open: &OpenPortal,
    model: &Model,
    account: &RecordId,
    question: &str,
    people: &[String],
) -> Result<(Nearness, Option<Asks>), AppError> {
    let Some(embedder) = model.searching(&open.database)? else { return Ok(Default::default()) };
    let filter = Filter { accounts: vec![account.to_string()], ..Filter::default() };
    let forms = iter::once(question.to_owned()).chain(addressed(question, people));
    let vectors = match try_join_all(forms.map(|form| async move { embedder.query(&form).await })).await {
        Ok(vectors) => vectors,
        Err(error) => {
            tracing::warn!(%error, "answering without the embedding model");
            return Ok(Default::default());
        }
    };
    let is_the_models = model.embedder().is_some_and(|own| own.model() == embedder.model());
    let asks =
        vectors.first().filter(|_| is_the_models).and_then(|vector| Some(Asks::of(model.questions()?.read(vector))));
    let compared = store::contained(open.index.compare(embedder.model(), ChunkLevel::Unit, &vectors, &filter)).await;
    match compared.flatten() {
        // Every passage is read in any case; without the index they are read by word only.
        Err(StoreError::Index { reason, .. }) => {
            tracing::warn!(reason, "answering without the index");
            Ok((Nearness::default(), asks))
        }
        near => {
            let mut near = near?;
            let scale = embedder.scale();
            near.values_mut().flatten().for_each(|cosine| *cosine = scale.of(*cosine));
            Ok((near, asks))
        }
    }
}

/// Every passage of the account and the records they stand in; how near the passages' meaning is stays open.
fn passages(open: &OpenPortal, account: &RecordId, now: Timestamp, but: Option<&RecordId>) -> Result<Read, AppError> {
    let mut read = Read::default();
    let zone = open.zone();
    let mut quoted: Vec<usize> = Vec::new();
    let mut earlier = Earlier::default();
    let documents = open.database.documents(account, now)?;
    // What we filed ourselves repeats what others said, subject and all; it is no evidence of its own. A task is what somebody means to do.
    let ours: BTreeSet<RecordId> = documents
        .iter()
        .filter(|stored| domain::Mode::is_filed(&stored.document.text))
        .map(|stored| stored.document.record.clone())
        .collect();
    let rows: Vec<i64> = documents.iter().map(|stored| stored.id).collect();
    let lines = open.database.read_lines(&rows)?;
    for (source, stored) in documents.into_iter().enumerate() {
        let record = &stored.document.record;
        read.records.insert(record.clone());
        if ours.contains(record) || record.object == ObjectType::Task || Some(record) == but {
            continue;
        }
        let document = &stored.document;
        let content = document.content_hash();
        let lines = lines.get(&stored.id).map(Vec::as_slice).unwrap_or_default();
        let day = Some(document.at.to_zoned(zone.clone()).date());
        for (place, unit) in retrieval::units(document).into_iter().enumerate() {
            let citation = domain::Citation {
                record: document.record.clone(),
                part: document.part.clone(),
                content: content.clone(),
                span: unit.span,
            };
            match unit.layer {
                Some(Layer::Own) => earlier.add("", &unit.text),
                Some(Layer::History | Layer::Forwarded) => quoted.push(read.said.len()),
                _ => {}
            }
            let says = ReadLine::of(lines, unit.span).map(|line| line.says);
            let (text, speaker) = (unit.text, unit.speaker);
            let passage = Passage { text, speaker, source, day, says, similarity: None, addressed: None };
            read.said.push(Said { passage, citation, at: document.at });
            read.ids.push(ChunkId::new(stored.id, place));
        }
    }
    // What a mail quotes counts where it stands by itself, with who wrote it and when; only what stands nowhere else is read here.
    let repeats: BTreeSet<usize> = quoted.into_iter().filter(|at| earlier.has(&read.said[*at].passage.text)).collect();
    let mut at = 0..;
    read.said.retain(|_| at.next().is_none_or(|at| !repeats.contains(&at)));
    let mut at = 0..;
    read.ids.retain(|_| at.next().is_none_or(|at| !repeats.contains(&at)));
    Ok(read)
}

/// The names of everybody who may be meant: the account's contacts and the colleagues.
fn people(open: &OpenPortal, account: &RecordId) -> Result<Vec<String>, AppError> {
    let mut names: Vec<String> = open.database.owners()?.into_iter().map(|owner| owner.name).collect();
    for id in open.database.members(account, ObjectType::Contact)? {
        names.extend(open.database.record(&id)?.map(|record| who::name_of(&record)));
    }
    Ok(names)
}

struct Coverage {
    total: usize,
    unreadable: usize,
}

fn coverage(
    open: &OpenPortal,
    account: &RecordId,
    now: Timestamp,
    read: &BTreeSet<RecordId>,
) -> Result<Coverage, AppError> {
    let states = open.database.transcript_states()?;
    let past: Vec<_> = open.database.timeline(account, now)?.into_iter().filter(|entry| entry.at <= now).collect();
    let unreadable = past
        .iter()
        .filter(|entry| {
            let withheld = entry.object() == ObjectType::Call
                && matches!(states.get(&entry.id.id), Some(TranscriptState::NotPermitted | TranscriptState::Unknown));
            withheld || (entry.object() == ObjectType::Email && !read.contains(&entry.id))
        })
        .count();
    Ok(Coverage { total: past.len(), unreadable })
}
