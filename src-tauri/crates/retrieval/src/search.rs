//! Hybrid search: by word and by meaning, over units and windows, fused by score.

use crate::{
    Found, RetrievalError, Weight, fuse, lend,
    terms::{Terms, folded_words, squeezed},
    weights::Weights,
};
use domain::{ChunkId, ChunkLevel, RecordId, Span};
use embedding::{Embedder, Reranker};
use jiff::Timestamp;
use language::{Language, Wanted};
use std::collections::{BTreeMap, BTreeSet};
use store::{ChunkRow, Database, Filter, Index, Scored, Words};

/// Letters of a query that are searched for. The text before them says what is meant; what stands beyond only costs time and memory.
pub const QUERY_CHARS_MAX: usize = 2_000;

/// Candidates taken from each list before fusion, ...
const CANDIDATES: usize = 100;
/// The candidates taken where an account is named: its lists are read whole anyway, and what stands deep in one may stand high in another.
const CANDIDATES_WITHIN: usize = 1_000;
/// Fused candidates that are looked at in full, and twice as many as are asked for at least: reading their texts takes time.
const POOL: usize = 50;
/// What a first place is worth among texts that hold a phrase, or a word like one that nothing holds.
const LITERALLY: Weight = Weight { written: 1.0, spoken: 1.0 };
/// The most words that a unit gains by: "Mm-hmm" and "Sure, thanks" say little, whatever they were said to.
const LENGTH_WORDS_MAX: u16 = 11;
/// What a question loses where the query is one: who asks wants the answer, not somebody else asking.
const ASKS_TOO: f32 = 0.15;
/// What a chunk gains whose speaker the query names.
const SPEAKS: f32 = 0.5;
/// What a chunk gains for holding all of the query's numbers, codes and addresses; in part by share.
const EXACT: f32 = 1.7;
/// What a chunk gains for holding all quoted phrases; above every other sum.
const PHRASE: f32 = 5.0;
/// A query of at most so many content words looks something up; slips of the finger are mended there. Longer ones say what they mean.
const LOOKUP_WORDS: usize = 3;
/// Letters of a stem that is told from others when mistyped: "moor" is one letter from too many words.
const SLIP_CHARS_MIN: usize = 5;
/// What the newest gains where the query is about now; an age of [`RECENT_DAYS`] gains a third of it.
const RECENT: f32 = 0.5;
const RECENT_DAYS: f32 = 60.0;

/// With [`Query::spread`], what a unit gains per score of the best others of its record: the source that speaks of it most is sought.
const SUPPORT: f32 = 0.3;
/// The most other units whose scores support one.
const SUPPORTERS: usize = 3;
/// Texts among the first so many found by word tell how well the query's words are met, and which are not met at all.
const WORD_WITNESSES: usize = 20;
/// With [`Query::spread`], each further hit of a record counts so much less than the one before.
const REPEATED: f32 = 0.9;
/// With [`Query::spread`], how near a text has to be that has none of the query's words, as [`embedding::Scale`] has it: below, it is as far
/// from the query as anything is.
const FAR: f32 = 0.3;
/// Hits that a cross-encoder reads: each takes it some milliseconds.
const READ_AGAIN: usize = 24;
/// Letters and digits that two texts have to share to be the same words rather than the same courtesy.
const REPEATED_CHARS_MIN: usize = 12;
/// Texts that share so much of their words, of all words in either, say the same.
const ALIKE: f32 = 0.9;

/// A query: what to look for, where, and how many hits to return.
#[derive(Debug, Clone, Default)]
pub struct Query {
    /// The words or the question; phrases in quotation marks are meant literally.
    pub text: String,
    /// What the search is limited to.
    pub filter: Filter,
    /// The most hits to return.
    pub limit: usize,
    /// Whether other records come before many hits of one, and what says the same is shown once: for a reader who looks for the
    /// source rather than every line.
    pub spread: bool,
    /// The moment of asking; without it nothing is newer than anything else.
    pub now: Option<Timestamp>,
}

/// A unit that a search found, and where the query's words stand in it.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit {
    /// The unit with its text.
    pub chunk: ChunkRow,
    /// Fused score; comparable only within one answer.
    pub score: f32,
    /// Where the query's words stand, as spans of the chunk's text.
    pub highlights: Vec<Span>,
    /// What it was found by.
    pub by: By,
}

/// What a hit was found by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    /// It has a word of the query, or one like it.
    Word,
    /// It has none of the query's words, and means something near.
    Meaning,
}

/// What a search found, and what it has to say of the query.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Answer {
    /// The best units, best first.
    pub hits: Vec<Hit>,
    /// With [`Query::spread`], words of the query that no text has that was searched.
    pub unheld: Vec<String>,
    /// The language that the query was taken for; `None` where that cannot be told.
    pub language: Option<Language>,
}

/// Searches. Without an embedder, or before vectors are there, by word alone.
///
/// Of a query longer than [`QUERY_CHARS_MAX`] the beginning is searched for. Equal inputs on an equal index give equal answers. With
/// [`Query::spread`], what is far from the query in words and in meaning is no hit.
pub async fn search(
    database: &Database,
    index: &Index,
    embedder: Option<&Embedder>,
    query: &Query,
) -> Result<Answer, RetrievalError> {
    if query.text.trim().is_empty() {
        return Ok(Answer::default());
    }
    // The index builds one clause a word, each inside the other, and a long text would be too deep for it.
    let shortened;
    let query = if QUERY_CHARS_MAX < query.text.chars().count() {
        shortened = Query { text: query.text.chars().take(QUERY_CHARS_MAX).collect(), ..query.clone() };
        &shortened
    } else {
        query
    };
    let terms = Terms::of(&query.text, &database.languages().map_err(RetrievalError::Store)?);
    // LanceDB's futures are large. On the heap they do not weigh on the stack of everybody who waits for a search.
    let by_word = Box::pin(by_word(database, index, query, &terms));
    let by_meaning = Box::pin(by_meaning(database, index, embedder, query));
    let (words, meaning) = futures::try_join!(by_word, by_meaning)?;
    let near = nearness(&meaning, embedder);
    let ByWord { units, windows, literal, held, alike, unheld } = words;
    let weights = Weights::of(held, embedder.is_some());
    let mut lists = vec![units.worth(weights.words), windows.worth(weights.words_around)];
    lists.extend(literal.into_iter().map(|list| list.worth(LITERALLY)));
    lists.extend(
        meaning.into_iter().zip([weights.meaning, weights.meaning_around]).map(|(list, worth)| list.worth(worth)),
    );
    let talks = talks_among(database, &lists)?;
    let is_spoken = |id: ChunkId| talks.contains(&id.document());
    let ranked = fuse(&lists, is_spoken);
    let ranked = lend(ranked, |id| weights.reach(is_spoken(id)));
    let pool: Vec<ChunkId> =
        ranked.iter().take(POOL.max(query.limit.saturating_mul(2))).map(|ranked| ranked.id).collect();
    let mut chunks = chunks_by_id(database, &pool)?;
    let mut hits: Vec<Hit> = ranked
        .into_iter()
        .filter_map(|ranked| {
            let chunk = chunks.remove(&ranked.id)?;
            let by = if alike.contains(&chunk.id) || has_words(&chunk, &terms) { By::Word } else { By::Meaning };
            let is_far = || near.get(&chunk.id).is_none_or(|near| *near < FAR);
            if query.spread && by == By::Meaning && embedder.is_some() && is_far() {
                return None;
            }
            Some(Hit { highlights: terms.highlights(&chunk.text), score: ranked.score, chunk, by })
        })
        .collect();
    for hit in &mut hits {
        hit.score += own_merits(hit, query, &terms, weights.length);
    }
    if query.spread {
        add_support(&mut hits);
        sort(&mut hits);
        hits = without_repeats(hits);
        spread(&mut hits);
    } else {
        sort(&mut hits);
        hits = repeats_last(hits);
    }
    hits.truncate(query.limit);
    Ok(Answer { hits, unheld, language: language::detect(&query.text) })
}

/// Whether a unit has anything of the query's own: a word, a number, a phrase, or who speaks.
fn has_words(chunk: &ChunkRow, terms: &Terms) -> bool {
    !terms.held(&spoken(chunk)).is_empty() || 0.0 < terms.exact_share(&chunk.text) + terms.phrase_share(&chunk.text)
}

/// How near each unit is to the query, by itself or by what is around it, as [`embedding::Scale`] has it.
fn nearness(meaning: &[Found], embedder: Option<&Embedder>) -> BTreeMap<ChunkId, f32> {
    let mut near: BTreeMap<ChunkId, f32> = BTreeMap::new();
    let Some(embedder) = embedder else { return near };
    for (cosine, group) in meaning.iter().flat_map(|list| &list.groups) {
        for id in group {
            let held = near.entry(*id).or_insert(f32::MIN);
            *held = held.max(embedder.scale().of(*cosine));
        }
    }
    near
}

/// Hits in the order in which a cross-encoder holds them to answer the query: it reads the first [`READ_AGAIN`] of them, the others stay behind
/// those. Scores become ranks, one for the first down to none for the last, so that hits stay comparable within the answer.
pub async fn rerank(reranker: &Reranker, query: &str, hits: Vec<Hit>) -> Result<Vec<Hit>, RetrievalError> {
    let read: Vec<String> = hits.iter().take(READ_AGAIN).map(|hit| spoken(&hit.chunk)).collect();
    let mut scores = reranker.scores(query, read).await.map_err(RetrievalError::Embedding)?.into_iter();
    let mut scored: Vec<(f32, Hit)> =
        hits.into_iter().map(|hit| (scores.next().unwrap_or(f32::NEG_INFINITY), hit)).collect();
    scored.sort_by(|a, b| b.0.total_cmp(&a.0));
    let all = scored.len().max(1);
    #[allow(clippy::cast_precision_loss)]
    let ranked = |(place, (_, hit)): (usize, (f32, Hit))| Hit { score: 1.0 - place as f32 / all as f32, ..hit };
    Ok(scored.into_iter().enumerate().map(ranked).collect())
}

/// What is found by word: units and windows by their words, then what holds quoted phrases, then what a mistyped word may have meant.
async fn by_word(database: &Database, index: &Index, query: &Query, terms: &Terms) -> Result<ByWord, RetrievalError> {
    let wanted = &terms.wanted;
    let limit = candidates(&query.filter);
    let find = |level, words| index.search_words(level, words, &query.filter, limit);
    let (units, windows) =
        futures::try_join!(find(ChunkLevel::Unit, Words::Any(wanted)), find(ChunkLevel::Window, Words::Any(wanted)))
            .map_err(RetrievalError::Store)?;
    let witnesses: Vec<ChunkId> = units.iter().take(WORD_WITNESSES).map(|scored| scored.id).collect();
    let seen: Vec<BTreeSet<usize>> =
        chunks_by_id(database, &witnesses)?.values().map(|chunk| terms.held(&spoken(chunk))).collect();
    let units = found(database, ChunkLevel::Unit, units, limit, 0.0)?;
    let windows = found(database, ChunkLevel::Window, windows, limit, 0.0)?;
    let mut literal = Vec::new();
    for phrase in terms.phrases() {
        let all = Words::All(phrase, terms.languages());
        let holding = find(ChunkLevel::Unit, all).await.map_err(RetrievalError::Store)?;
        literal.push(found(database, ChunkLevel::Unit, holding, limit, 0.0)?);
    }
    let is_lookup = wanted.len() <= LOOKUP_WORDS;
    let (mut alike, mut unheld) = (BTreeSet::new(), Vec::new());
    for word in unmet(wanted, &seen) {
        let whole = Wanted { parts: Vec::new(), ..word.clone() };
        let only = std::slice::from_ref(&whole);
        let is_held = !query.spread || !find_one(index, only, &query.filter).await?.is_empty();
        if !is_held {
            unheld.push(word.word.clone());
        }
        if is_lookup && may_be_mistyped(word) {
            let near = find(ChunkLevel::Unit, Words::Like(word)).await.map_err(RetrievalError::Store)?;
            alike.extend(near.iter().map(|scored| scored.id));
            literal.push(found(database, ChunkLevel::Unit, near, limit, 0.0)?);
        }
    }
    let held = seen.iter().map(BTreeSet::len).max().unwrap_or(0);
    Ok(ByWord { units, windows, literal, held, alike, unheld })
}

async fn find_one(index: &Index, words: &[Wanted], filter: &Filter) -> Result<Vec<Scored>, RetrievalError> {
    index.search_words(ChunkLevel::Unit, Words::Any(words), filter, 1).await.map_err(RetrievalError::Store)
}

/// What a search by word found.
struct ByWord {
    units: Found,
    windows: Found,
    /// Units that hold a phrase, or a word like one that nothing holds.
    literal: Vec<Found>,
    /// How many of the query's words the text has that has most of them.
    held: usize,
    /// Units with a word like one that is mistyped.
    alike: BTreeSet<ChunkId>,
    /// Words of the query that no text has.
    unheld: Vec<String>,
}

/// What is near in meaning, among units and among windows; nothing without an embedder.
async fn by_meaning(
    database: &Database,
    index: &Index,
    embedder: Option<&Embedder>,
    query: &Query,
) -> Result<Vec<Found>, RetrievalError> {
    let Some(embedder) = embedder else { return Ok(Vec::new()) };
    let vector = embedder.query(query.text.trim()).await.map_err(RetrievalError::Embedding)?;
    let model = embedder.model();
    let limit = candidates(&query.filter);
    let near = |level| index.search_meaning(model, level, &vector, &query.filter, limit);
    let (units, windows) =
        futures::try_join!(near(ChunkLevel::Unit), near(ChunkLevel::Window)).map_err(RetrievalError::Store)?;
    let last = |list: &[Scored]| list.last().map_or(0.0, |scored| scored.score);
    let (unit_floor, window_floor) = (last(&units), last(&windows));
    Ok(vec![
        found(database, ChunkLevel::Unit, units, limit, unit_floor)?,
        found(database, ChunkLevel::Window, windows, limit, window_floor)?,
    ])
}

/// How many candidates to take from each of the ranked lists.
fn candidates(filter: &Filter) -> usize {
    if filter.accounts.is_empty() && filter.records.is_none() { CANDIDATES } else { CANDIDATES_WITHIN }
}

/// Scored chunks as a list of groups of units: a window stands for the units in it. A list of `limit` was cut off at its last score.
fn found(
    database: &Database,
    level: ChunkLevel,
    scored: Vec<Scored>,
    limit: usize,
    floor: f32,
) -> Result<Found, RetrievalError> {
    let floor = scored.get(limit - 1).map_or(floor, |last| last.score);
    if level == ChunkLevel::Unit {
        let groups = scored.into_iter().map(|scored| (scored.score, vec![scored.id])).collect();
        return Ok(Found { weight: Weight::NONE, groups, floor });
    }
    let windows: Vec<ChunkId> = scored.iter().map(|scored| scored.id).collect();
    let mut units = database.units_of_windows(&windows).map_err(RetrievalError::Store)?;
    let groups = scored.into_iter().filter_map(|window| Some((window.score, units.remove(&window.id)?))).collect();
    Ok(Found { weight: Weight::NONE, groups, floor })
}

/// The documents among those found that are talks.
fn talks_among(database: &Database, lists: &[Found]) -> Result<BTreeSet<i64>, RetrievalError> {
    let groups = lists.iter().flat_map(|list| &list.groups);
    let documents: BTreeSet<i64> = groups.flat_map(|(_, group)| group.iter().map(|id| id.document())).collect();
    database.talks_among(&documents).map_err(RetrievalError::Store)
}

fn chunks_by_id(database: &Database, ids: &[ChunkId]) -> Result<BTreeMap<ChunkId, ChunkRow>, RetrievalError> {
    let chunks = database.chunks(ids).map_err(RetrievalError::Store)?;
    Ok(chunks.into_iter().map(|chunk| (chunk.id, chunk)).collect())
}

/// What a unit was found by: who speaks, and the words.
fn spoken(chunk: &ChunkRow) -> String {
    format!("{} {}", chunk.speaker.as_deref().unwrap_or_default(), chunk.text)
}

/// Words of the query that no text seen has.
fn unmet<'a>(wanted: &'a [Wanted], seen: &[BTreeSet<usize>]) -> Vec<&'a Wanted> {
    let is_held = |place: usize| seen.iter().any(|text| text.contains(&place));
    wanted.iter().enumerate().filter(|(place, _)| !is_held(*place)).map(|(_, word)| word).collect()
}

/// Whether a word is long enough to be told from others when mistyped, and has no digits: a code is exact or it is another code.
fn may_be_mistyped(word: &Wanted) -> bool {
    let is_long = |form: &String| SLIP_CHARS_MIN <= form.chars().count();
    word.forms.iter().all(is_long) && word.word.chars().all(char::is_alphabetic)
}

/// What a hit gains or loses by its own words and time.
fn own_merits(hit: &Hit, query: &Query, terms: &Terms, length: f32) -> f32 {
    let text = &hit.chunk.text;
    let mut merits = EXACT * terms.exact_share(text) + PHRASE * terms.phrase_share(text);
    let words = domain::text::word_count(text).min(usize::from(LENGTH_WORDS_MAX));
    merits += length * f32::from(u16::try_from(words).unwrap_or(LENGTH_WORDS_MAX)).ln_1p();
    if hit.chunk.speaker.as_deref().is_some_and(|speaker| terms.names(speaker)) {
        merits += SPEAKS;
    }
    if terms.is_question && text.trim_end().ends_with('?') {
        merits -= ASKS_TOO;
    }
    if let Some(now) = query.now.filter(|_| terms.is_about_now) {
        let age = now.duration_since(hit.chunk.at).as_secs_f32().max(0.0) / 86_400.0;
        merits += RECENT * (-age / RECENT_DAYS).exp();
    }
    merits
}

/// Adds to each hit what the best others of the same record score.
fn add_support(hits: &mut [Hit]) {
    let mut scores: BTreeMap<RecordId, Vec<f32>> = BTreeMap::new();
    for hit in hits.iter() {
        scores.entry(hit.chunk.record.clone()).or_default().push(hit.score);
    }
    for list in scores.values_mut() {
        list.sort_by(|a, b| b.total_cmp(a));
    }
    for hit in hits {
        let own = scores.get(&hit.chunk.record).map(Vec::as_slice).unwrap_or_default();
        let others = own.iter().skip(1).take(SUPPORTERS);
        hit.score += SUPPORT * others.sum::<f32>();
    }
}

fn sort(hits: &mut [Hit]) {
    hits.sort_by(|a, b| b.score.total_cmp(&a.score).then_with(|| a.chunk.id.cmp(&b.chunk.id)));
}

/// Lowers each further hit of a record a little, best first, and sorts again.
fn spread(hits: &mut [Hit]) {
    let mut seen: BTreeMap<&RecordId, i32> = BTreeMap::new();
    let lowered: Vec<f32> = hits
        .iter()
        .map(|hit| {
            let before = seen.entry(&hit.chunk.record).or_default();
            *before += 1;
            hit.score * REPEATED.powi(*before - 1)
        })
        .collect();
    for (hit, score) in hits.iter_mut().zip(lowered) {
        hit.score = score;
    }
    sort(hits);
}

/// Of hits that say the same in almost the same words, keeps the earliest at the rank of the best: who said it, not who quoted it.
fn without_repeats(hits: Vec<Hit>) -> Vec<Hit> {
    let mut kept: Vec<(BTreeSet<String>, Hit)> = Vec::new();
    for hit in hits {
        let words: BTreeSet<String> = folded_words(&hit.chunk.text).into_iter().collect();
        match kept.iter_mut().find(|(other, _)| are_alike(&words, other)) {
            Some((_, best)) if hit.chunk.at < best.chunk.at => *best = Hit { score: best.score, ..hit },
            Some(_) => {}
            None => kept.push((words, hit)),
        }
    }
    kept.into_iter().map(|(_, hit)| hit).collect()
}

/// Of hits with the same words, all but the earliest go to the end: a reply that quotes a mail says nothing that the mail does not.
/// What everybody says, such as "Thanks!", quotes nobody.
fn repeats_last(hits: Vec<Hit>) -> Vec<Hit> {
    let said = |hit: &Hit| Some(squeezed(&hit.chunk.text)).filter(|said| REPEATED_CHARS_MIN <= said.chars().count());
    let said: Vec<Option<String>> = hits.iter().map(said).collect();
    let mut first: BTreeMap<&str, (Timestamp, ChunkId)> = BTreeMap::new();
    for (hit, said) in hits.iter().zip(&said) {
        let Some(said) = said.as_deref() else { continue };
        let own = (hit.chunk.at, hit.chunk.id);
        let held = first.entry(said).or_insert(own);
        *held = (*held).min(own);
    }
    let repeats: Vec<bool> = hits
        .iter()
        .zip(&said)
        .map(|(hit, said)| said.as_deref().is_some_and(|said| first[said] != (hit.chunk.at, hit.chunk.id)))
        .collect();
    let (firsts, repeats): (Vec<_>, Vec<_>) = hits.into_iter().zip(repeats).partition(|(_, repeats)| !repeats);
    firsts.into_iter().chain(repeats).map(|(hit, _)| hit).collect()
}

fn are_alike(a: &BTreeSet<String>, b: &BTreeSet<String>) -> bool {
    let (short, long) = (a.len().min(b.len()), a.len().max(b.len()));
    #[allow(clippy::cast_precision_loss)]
    let alike = |shared: usize, all: usize| ALIKE * all as f32 <= shared as f32;
    if !alike(short, long) {
        return false;
    }
    let shared = a.intersection(b).count();
    alike(shared, a.len() + b.len() - shared)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hit(id: i64, text: &str, second: i64, score: f32) -> Hit {
        let record = domain::RecordId::new(domain::ObjectType::Email, "6");
        let chunk = ChunkRow {
            id: ChunkId(id),
            record,
            part: domain::Part("hs_email_text".to_owned()),
            content: domain::ContentHash::of(text),
            span: Span::whole(text),
            level: ChunkLevel::Unit,
            text: text.to_owned(),
            speaker: None,
            at: jiff::Timestamp::from_second(second).unwrap(),
            accounts: Vec::new(),
        };
        Hit { chunk, score, highlights: Vec::new(), by: By::Word }
    }

    #[test]
    fn of_repeated_words_the_first_to_say_them_is_kept() {
        let hits = vec![hit(1, "Ship it.", 9, 0.9), hit(2, "No.", 5, 0.8), hit(3, "> ship it", 1, 0.7)];
        let kept: Vec<(i64, f32)> = without_repeats(hits).into_iter().map(|hit| (hit.chunk.id.0, hit.score)).collect();
        assert_eq!(kept, [(3, 0.9), (2, 0.8)]);
    }

    #[test]
    fn what_quotes_another_hit_comes_last_and_courtesies_quote_nobody() {
        let hits = vec![
            hit(1, "> We renew in March.", 9, 0.9),
            hit(2, "We renew in March.", 1, 0.8),
            hit(3, "Thanks!", 5, 0.7),
            hit(4, "thanks", 2, 0.6),
        ];
        let ranked: Vec<i64> = repeats_last(hits).into_iter().map(|hit| hit.chunk.id.0).collect();
        assert_eq!(ranked, [2, 3, 4, 1]);
    }

    #[test]
    fn highlights_are_spans_in_characters() {
        let spans = Terms::of("Verträge kündigen", &[]).highlights("Ähm: die Verträge, alle.");
        assert_eq!(spans, [Span { start: 9, end: 17 }]);
    }
}
