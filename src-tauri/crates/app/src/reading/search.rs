//! Searching the local copy by word and by meaning, without a network.

use crate::{
    error::{AppError, ErrorCode},
    models::embedding_model::{Model, millis},
    portal::open::OpenPortal,
    reading::{accounts::account_id, resolve as who, senders, when},
};
use domain::{Mode, ObjectType, Part, RecordId, Side, Span, Voices};
use jiff::Timestamp;
use language::Language;
use retrieval::{By, Parsed};
use serde::{Deserialize, Serialize};
use specta::Type;
use std::{collections::BTreeMap, time::Instant};
use store::{ChunkRow, Database, Filter, StoreError};

/// What to look for and where, in a person's own words.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, Type)]
pub struct SearchRequest {
    /// Words or a question; limits such as `from:petra` may stand among them.
    pub query: String,
    /// Only what belongs to the account of this person, company or record; none to search all accounts.
    pub account: Option<String>,
    /// Only what is associated with this deal or ticket, and itself; none for no such limit.
    pub around: Option<String>,
    /// Of these kinds only: a record's type, `transcript`, or `shelf`. In an account, `shelf` is its saved pages and all collateral; without
    /// it, its pages are found and no collateral.
    pub kinds: Vec<String>,
    /// Only what was said or written at this date or time or later; none for no such limit.
    pub after: Option<String>,
    /// Only what was said or written before this date or time; none for no such limit.
    pub before: Option<String>,
    /// The most hits to return.
    #[specta(type = u32)]
    pub limit: usize,
}

/// So many hits a search shows at most.
const HITS_MAX: usize = 1_000;

/// Refuses a query or question that is longer than what is searched for, so that nobody takes the answer for one to all of it.
pub(crate) fn not_too_long(asked: &str) -> Result<(), AppError> {
    if asked.chars().count() <= retrieval::QUERY_CHARS_MAX {
        return Ok(());
    }
    let message = format!("That is longer than {} characters", retrieval::QUERY_CHARS_MAX);
    Err(AppError::new(ErrorCode::Usage, message).hint("Ask for the part that matters, in a sentence or two."))
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
pub struct SearchReport {
    /// The hits, best first; what was filed from here stands behind all others.
    pub hits: Vec<HitView>,
    /// Whether there are more than the hits that were asked for.
    pub has_more: bool,
    /// Milliseconds that searching took, without loading the model.
    #[specta(type = u32)]
    pub elapsed_ms: u64,
    /// Milliseconds that loading the model took; it is loaded once in a process.
    #[specta(type = u32)]
    pub model_load_ms: u64,
    /// Whether meaning was searched too; if not, words alone.
    pub by_meaning: bool,
    /// Why meaning was not searched; none where it was.
    pub note: Option<String>,
    /// Words of the query that no text has that was searched.
    pub unheld: Vec<String>,
    /// The language that the query was taken for, by its English name, where none of the hits is in it; none otherwise.
    pub taken_for: Option<&'static str>,
}

/// What a hit was found by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum FoundBy {
    /// It has a word of the query, or one like it.
    Word,
    /// It has none of the query's words, and means something near.
    Meaning,
}

impl From<By> for FoundBy {
    fn from(by: By) -> Self {
        match by {
            By::Word => Self::Word,
            By::Meaning => Self::Meaning,
        }
    }
}

/// One stretch of text that a search found.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
pub struct HitView {
    /// The id of the chunk that was found, on this machine.
    pub chunk_id: String,
    /// The record whose text was found.
    pub record: RecordId,
    /// The account, as in `company:1`; the one searched in, where one was named.
    pub account: Option<String>,
    /// The name of the account; none where the text belongs to none.
    pub account_name: Option<String>,
    /// The record's type, or `transcript`; `shelf` for a page saved for the account, and for collateral, which has none.
    pub kind: &'static str,
    /// When the text was said or written.
    #[specta(type = String)]
    pub time: Timestamp,
    /// Who said or wrote it; of the shelf the document's title.
    pub speaker: Option<String>,
    /// On whose side that is; none where it is not known.
    pub side: Option<Side>,
    /// The words that were found, exactly as in the source.
    pub text: String,
    /// Greater is better; comparable within one answer only.
    pub score: f32,
    /// Where the query's words stand: offsets into `text`, in Unicode scalar values.
    #[specta(type = Vec<(u32, u32)>)]
    pub highlights: Vec<(usize, usize)>,
    /// What it was found by.
    pub by: FoundBy,
    /// Whether it stands in a note or task that was filed from here, and so repeats what others said.
    pub ours: bool,
    /// The citation that opens the source at these words.
    pub citation: String,
}

/// Searches. Without a model it searches by word and says so in the report.
///
/// The query may hold limits of its own, as in `from:petra kind:email after:2026-02-01 budget`; they go before the request's.
pub async fn search(
    open: &OpenPortal,
    model: &Model,
    request: &SearchRequest,
    now: Timestamp,
) -> Result<SearchReport, AppError> {
    // Why it does not load is said by the search.
    if let Err(error) = model.ready().await {
        tracing::warn!(%error, "the embedding model does not load");
    }
    let started = Instant::now();
    not_too_long(&request.query)?;
    if !(1..=HITS_MAX).contains(&request.limit) {
        return Err(AppError::new(ErrorCode::Usage, format!("A search can show 1 to {HITS_MAX} hits")));
    }
    let parsed = retrieval::parse(&request.query);
    let query = retrieval::Query {
        filter: filter(open, request, &parsed)?,
        text: parsed.text,
        // One more tells whether there are more.
        limit: request.limit + 1,
        spread: true,
        now: Some(now),
    };
    if query.text.is_empty() && !request.query.trim().is_empty() {
        return Err(AppError::new(ErrorCode::Usage, "The search says where to look, but not what for")
            .hint("Add a word or a question."));
    }
    let Found { answer, by_meaning, note } = find(open, model, &query).await?;
    let retrieval::Answer { hits: found, unheld, language } = answer;
    let taken_for = language.filter(|language| is_foreign(*language, &found)).map(Language::name);
    let has_more = request.limit < found.len();
    let mut names = BTreeMap::new();
    let mut filed: BTreeMap<RecordId, bool> = BTreeMap::new();
    // A talk's people are those of its account.
    let mut voices: BTreeMap<String, Voices> = BTreeMap::new();
    let mut hits = Vec::with_capacity(found.len());
    for hit in found.into_iter().take(request.limit).filter(|hit| !is_left_behind(&hit.chunk)) {
        let ours = match filed.get(&hit.chunk.record) {
            Some(known) => *known,
            None => is_filed(&open.database, &hit.chunk.record)?,
        };
        filed.insert(hit.chunk.record.clone(), ours);
        let account = account_of(&hit.chunk.accounts, &query.filter.accounts);
        if let Some(account) = &account
            && !names.contains_key(account)
        {
            names.insert(account.clone(), account_name(&open.database, account)?);
        }
        let (speaker, side) = match &hit.chunk.speaker {
            Some(written) => match senders::sender(open, &hit.chunk.record, written)? {
                Some(sender) if sender.is_impostor => (Some(sender.name), None),
                Some(sender) => (Some(written.clone()), sender.side),
                None => {
                    let under = account.clone().unwrap_or_default();
                    let side = match voices.get(&under) {
                        Some(known) => known.side(written),
                        None => {
                            let heard = senders::voices_around(&open.database, &hit.chunk.record)?;
                            let side = heard.side(written);
                            voices.insert(under, heard);
                            side
                        }
                    };
                    (Some(written.clone()), side)
                }
            },
            None => (None, None),
        };
        hits.push(HitView {
            citation: hit.chunk.citation().to_string(),
            kind: hit.chunk.kind(),
            account_name: account.as_ref().and_then(|account| names.get(account).cloned().flatten()),
            account,
            chunk_id: hit.chunk.id.to_string(),
            record: hit.chunk.record,
            time: hit.chunk.at,
            speaker,
            side,
            text: hit.chunk.text,
            score: hit.score,
            by: hit.by.into(),
            ours,
            highlights: hit.highlights.into_iter().map(|Span { start, end }| (start, end)).collect(),
        });
    }
    // What we filed repeats what others said: nobody searches for it first.
    hits.sort_by_key(|hit| hit.ours);
    let (elapsed_ms, model_load_ms) = (millis(started), model.load_ms());
    Ok(SearchReport { hits, has_more, elapsed_ms, model_load_ms, by_meaning, note, unheld, taken_for })
}

/// Whether a record is a note or task that was filed from here.
pub(crate) fn is_filed(database: &Database, record: &RecordId) -> Result<bool, AppError> {
    if !matches!(record.object, ObjectType::Note | ObjectType::Task) {
        return Ok(false);
    }
    Ok(database.current_documents(record)?.iter().any(|document| Mode::is_filed(&document.text)))
}

/// Whether there are hits, and all whose language can be told are in another one.
fn is_foreign(language: Language, hits: &[retrieval::Hit]) -> bool {
    let mut known = hits.iter().filter_map(|hit| language::detect(&hit.chunk.text)).peekable();
    known.peek().is_some() && known.all(|other| other != language)
}

/// The hits of a search, before they are prepared for showing.
pub(crate) struct Found {
    /// What was found, best first, and what the search has to say of the query.
    pub answer: retrieval::Answer,
    by_meaning: bool,
    note: Option<String>,
}

/// Asks the index; where that fails, reads every text for the words instead and says so.
pub(crate) async fn find(open: &OpenPortal, model: &Model, query: &retrieval::Query) -> Result<Found, AppError> {
    let mut damage = open.damage.clone();
    let mut problem = model.problem().map(|problem| problem.message.clone());
    // An upkeep may have removed the files of the version a search began on; a second search begins on the version that stayed.
    for _ in 0..if damage.is_some() { 0 } else { 2 } {
        let embedder = if problem.is_none() { model.searching(&open.database)? } else { None };
        let searched = store::contained(retrieval::search(&open.database, &open.index, embedder, query)).await;
        match searched.map_err(retrieval::RetrievalError::Store).flatten() {
            Ok(mut answer) => {
                if let Some(reranker) = model.reranker() {
                    answer.hits = retrieval::rerank(reranker, &query.text, answer.hits).await?;
                }
                return Ok(Found { answer, by_meaning: embedder.is_some(), note: problem });
            }
            Err(retrieval::RetrievalError::Store(error @ StoreError::Index { .. })) => damage = Some(error.to_string()),
            // Without the model there are still the words.
            Err(error @ retrieval::RetrievalError::Embedding(_)) => problem = Some(AppError::from(error).message),
            Err(error) => return Err(error.into()),
        }
    }
    let reason = damage.unwrap_or_default();
    tracing::warn!(reason, "searching without the index");
    let note = format!("Searched by word only, without the index, which is damaged: {reason}. A clean-up rebuilds it.");
    let answer = retrieval::Answer { hits: retrieval::scan(&open.database, query)?, ..retrieval::Answer::default() };
    Ok(Found { answer, by_meaning: false, note: Some(note) })
}

fn filter(open: &OpenPortal, request: &SearchRequest, parsed: &Parsed) -> Result<Filter, AppError> {
    let zone = open.zone();
    let instant = |own: &Option<String>, given: &Option<String>| {
        own.as_deref().or(given.as_deref()).map(|text| when::instant(text, &zone)).transpose()
    };
    let who = parsed.account.as_deref().or(request.account.as_deref());
    let account = who.map(|who| who::resolve_account(&open.database, who)).transpose()?;
    let kinds = if parsed.kinds.is_empty() { &request.kinds } else { &parsed.kinds };
    let kinds = kinds.iter().map(|kind| kind_named(kind)).collect::<Result<Vec<_>, _>>()?;
    let mut accounts: Vec<String> = account.iter().map(RecordId::to_string).collect();
    if !accounts.is_empty() && kinds.iter().any(|kind| kind == ObjectType::Shelf.singular()) {
        accounts.push(RecordId::collateral().to_string());
    }
    Ok(Filter {
        accounts,
        kinds,
        languages: parsed.languages.clone(),
        after: instant(&parsed.after, &request.after)?,
        before: instant(&parsed.before, &request.before)?,
        speaker: parsed.from.clone(),
        records: match (&parsed.deal, &request.around) {
            (Some(deal), _) => Some(around(&open.database, &who::resolve_deal(&open.database, deal)?)?),
            (None, Some(id)) => Some(around(&open.database, &account_id(id)?)?),
            (None, None) => None,
        },
    })
}

/// A deal or ticket and everything on the timeline that is associated with it.
fn around(database: &Database, id: &RecordId) -> Result<Vec<RecordId>, AppError> {
    let mut records = vec![id.clone()];
    for object in ObjectType::ALL.into_iter().filter(|object| object.is_activity()) {
        records.extend(database.associated(id, object)?.into_iter().map(|(id, _)| id));
    }
    Ok(records)
}

fn kind_named(name: &str) -> Result<String, AppError> {
    let name = name.trim().to_lowercase();
    if name == Part::TRANSCRIPT {
        return Ok(name);
    }
    name.parse::<ObjectType>().map(|object| object.singular().to_owned()).map_err(|_| {
        AppError::new(ErrorCode::Usage, format!("“{name}” is not a kind of text"))
            .hint("Kinds are contact, company, deal, ticket, note, call, email, meeting, task, transcript and shelf.")
    })
}

/// The account a hit is shown under: the one that was searched in, else the first it belongs to.
fn account_of(accounts: &[String], wanted: &[String]) -> Option<String> {
    let collateral = RecordId::collateral().to_string();
    let accounts: Vec<&String> = accounts.iter().filter(|account| **account != collateral).collect();
    accounts.iter().find(|account| wanted.contains(account)).or(accounts.first()).map(|account| (*account).clone())
}

/// A saved page whose account is gone from HubSpot: it is found again when that comes back.
fn is_left_behind(chunk: &ChunkRow) -> bool {
    chunk.record.object == ObjectType::Shelf && chunk.accounts.is_empty()
}

fn account_name(database: &Database, account: &str) -> Result<Option<String>, AppError> {
    let Ok(id) = account.parse::<RecordId>() else { return Ok(None) };
    Ok(database.record(&id)?.map(|record| who::name_of(&record)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_types_or_transcripts() {
        assert_eq!(kind_named("Emails").unwrap(), "email");
        assert_eq!(kind_named("transcript").unwrap(), "transcript");
        assert_eq!(kind_named("Shelf").unwrap(), "shelf");
        assert_eq!(kind_named("fax").unwrap_err().code, ErrorCode::Usage);
    }

    #[test]
    fn a_hit_is_shown_under_the_account_searched_in() {
        let accounts = ["company:1".to_owned(), "company:2".to_owned()];
        assert_eq!(account_of(&accounts, &accounts[1..]).as_deref(), Some("company:2"));
        assert_eq!(account_of(&accounts, &[]).as_deref(), Some("company:1"));
        assert_eq!(account_of(&[], &[]), None);
        assert_eq!(account_of(&["shelf:0".to_owned()], &["company:1".to_owned(), "shelf:0".to_owned()]), None);
    }
}
