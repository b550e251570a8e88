//! Hybrid search: by word and by meaning, over units and windows, fused by score.

use crate::{
    Found, Reach, RetrievalError, Weight, fuse, lend,
    terms::{Terms, content_words, folded_words, squeezed, stems},
};
use domain::{ChunkId, ChunkLevel, RecordId, Span};
use embedding::{Embedder, Reranker};
use jiff::Timestamp;
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
/// What the first place in the search by word among units is worth. In a talk words come and go and sense stays, so there it counts less.
const WORDS: Weight = Weight { written: 0.7, spoken: 0.5 };
/// What the first place in the search by word among windows is worth.
const WORDS_AROUND: Weight = Weight { written: 1.0, spoken: 0.5 };
/// What the first place in the search by meaning among units is worth.
const MEANING: Weight = Weight { written: 1.0, spoken: 1.0 };
/// What the first place in the search by meaning among windows is worth. `docs/retrieval.md` has what these and those below were set by.
const MEANING_AROUND: Weight = Weight { written: 0.5, spoken: 1.0 };
/// What a first place is worth among texts that hold a phrase, or a word like one that nothing holds.
const LITERALLY: Weight = Weight { written: 1.0, spoken: 1.0 };
/// What a unit of written text gains per score of the units beside it: an answer stands beside what it answers.
const NEIGHBOURS: Reach = Reach { share: 0.05, units: 1, fading: 1.0 };
/// What a unit of a talk gains per score of the units around it: a talk stays with a subject for many turns.
const NEIGHBOURS_IN_A_TALK: Reach = Reach { share: 0.2, units: 5, fading: 0.7 };
/// What a unit gains for each e-fold of its words.
const LENGTH: f32 = 0.4;
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
/// What the newest gains where the query is about now; an age of [`RECENT_DAYS`] gains a third of it.
const RECENT: f32 = 0.5;
const RECENT_DAYS: f32 = 60.0;

/// With [`Query::spread`], what a unit gains per score of the best others of its record: the source that speaks of it most is sought.
const SUPPORT: f32 = 0.3;
/// The most other units whose scores support one.
const SUPPORTERS: usize = 3;
/// Texts among the first so many found by word tell how well the query's words are met, and which are not met at all.
const WORD_WITNESSES: usize = 20;
/// With [`Query::spread`], the share of the query's content words below which no text meets the query.
const MET: f32 = 0.6;
/// What was found by word counts so much where no text meets the query (see [`MET`]): then it shares just an odd word with it. When
/// single lines are ranked it is not so: a question's odd words are its names, which say a lot.
const UNMET_WEIGHT: f32 = 0.3;
/// With [`Query::spread`], each further hit of a record counts so much less than the one before.
const REPEATED: f32 = 0.9;
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
}

/// Searches. Without an embedder, or before vectors are there, by word alone.
///
/// Of a query longer than [`QUERY_CHARS_MAX`] the beginning is searched for. Returns the best units, best first; equal inputs on an equal index give equal answers.
pub async fn search(
    database: &Database,
    index: &Index,
    embedder: Option<&Embedder>,
    query: &Query,
) -> Result<Vec<Hit>, RetrievalError> {
    if query.text.trim().is_empty() {
        return Ok(Vec::new());
    }
    // The index builds one clause a word, each inside the other, and a long text would be too deep for it.
    let shortened;
    let query = if QUERY_CHARS_MAX < query.text.chars().count() {
        shortened = Query { text: query.text.chars().take(QUERY_CHARS_MAX).collect(), ..query.clone() };
        &shortened
    } else {
        query
    };
    let terms = Terms::of(&query.text);
    let (words, meaning) =
        futures::try_join!(by_word(database, index, query, &terms), by_meaning(database, index, embedder, query))?;
    let mut lists = words;
    lists.extend(meaning);
    let talks = talks_among(database, &lists)?;
    let is_spoken = |id: ChunkId| talks.contains(&id.document());
    let ranked = fuse(&lists, is_spoken);
    let ranked = lend(ranked, |id| if is_spoken(id) { NEIGHBOURS_IN_A_TALK } else { NEIGHBOURS });
    let pool: Vec<ChunkId> =
        ranked.iter().take(POOL.max(query.limit.saturating_mul(2))).map(|ranked| ranked.id).collect();
    let mut chunks = chunks_by_id(database, &pool)?;
    let mut hits: Vec<Hit> = ranked
        .into_iter()
        .filter_map(|ranked| {
            let chunk = chunks.remove(&ranked.id)?;
            Some(Hit { highlights: terms.highlights(&chunk.text), score: ranked.score, chunk })
        })
        .collect();
    for hit in &mut hits {
        hit.score += own_merits(hit, query, &terms);
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
    Ok(hits)
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
async fn by_word(
    database: &Database,
    index: &Index,
    query: &Query,
    terms: &Terms,
) -> Result<Vec<Found>, RetrievalError> {
    let content = content_words(&query.text);
    let text = content.join(" ");
    let limit = candidates(&query.filter);
    let find = |level, words| index.search_words(level, words, &query.filter, limit);
    let (units, windows) =
        futures::try_join!(find(ChunkLevel::Unit, Words::Any(&text)), find(ChunkLevel::Window, Words::Any(&text)))
            .map_err(RetrievalError::Store)?;
    let witnesses: Vec<ChunkId> = units.iter().take(WORD_WITNESSES).map(|scored| scored.id).collect();
    let seen: Vec<BTreeSet<String>> =
        chunks_by_id(database, &witnesses)?.values().map(|chunk| stems(&spoken(chunk))).collect();
    let weight = if query.spread && !are_met(&content, &seen) { UNMET_WEIGHT } else { 1.0 };

    let mut lists = vec![
        found(database, ChunkLevel::Unit, WORDS * weight, units, limit, 0.0)?,
        found(database, ChunkLevel::Window, WORDS_AROUND * weight, windows, limit, 0.0)?,
    ];
    for phrase in terms.phrases() {
        let holding = find(ChunkLevel::Unit, Words::All(phrase)).await.map_err(RetrievalError::Store)?;
        lists.push(found(database, ChunkLevel::Unit, LITERALLY, holding, limit, 0.0)?);
    }
    let is_lookup = content.len() <= LOOKUP_WORDS;
    for word in unmet(&content, &seen).into_iter().filter(|_| is_lookup) {
        let near = find(ChunkLevel::Unit, Words::Like(word)).await.map_err(RetrievalError::Store)?;
        lists.push(found(database, ChunkLevel::Unit, LITERALLY, near, limit, 0.0)?);
    }
    Ok(lists)
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
        found(database, ChunkLevel::Unit, MEANING, units, limit, unit_floor)?,
        found(database, ChunkLevel::Window, MEANING_AROUND, windows, limit, window_floor)?,
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
    weight: Weight,
    scored: Vec<Scored>,
    limit: usize,
    floor: f32,
) -> Result<Found, RetrievalError> {
    let floor = scored.get(limit - 1).map_or(floor, |last| last.score);
    if level == ChunkLevel::Unit {
        let groups = scored.into_iter().map(|scored| (scored.score, vec![scored.id])).collect();
        return Ok(Found { weight, groups, floor });
    }
    let windows: Vec<ChunkId> = scored.iter().map(|scored| scored.id).collect();
    let mut units = database.units_of_windows(&windows).map_err(RetrievalError::Store)?;
    let groups = scored.into_iter().filter_map(|window| Some((window.score, units.remove(&window.id)?))).collect();
    Ok(Found { weight, groups, floor })
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

/// Whether some text holds most of the content words.
fn are_met(content: &[String], seen: &[BTreeSet<String>]) -> bool {
    let wanted = stems(&content.join(" "));
    #[allow(clippy::cast_precision_loss)]
    let holds = |held: &BTreeSet<String>| MET * wanted.len() as f32 <= wanted.intersection(held).count() as f32;
    seen.iter().any(holds)
}

/// Content words that no text seen holds, long enough to be told apart when mistyped, and without digits: a code is exact or it is
/// another code.
fn unmet<'a>(content: &'a [String], seen: &[BTreeSet<String>]) -> Vec<&'a str> {
    let held = |word: &str| stems(word).iter().all(|stem| seen.iter().any(|text| text.contains(stem)));
    content
        .iter()
        .map(String::as_str)
        .filter(|word| 4 <= word.chars().count() && word.chars().all(char::is_alphabetic) && !held(word))
        .collect()
}

/// What a hit gains or loses by its own words and time.
fn own_merits(hit: &Hit, query: &Query, terms: &Terms) -> f32 {
    let text = &hit.chunk.text;
    let mut merits = EXACT * terms.exact_share(text) + PHRASE * terms.phrase_share(text);
    let words = domain::text::word_count(text).min(usize::from(LENGTH_WORDS_MAX));
    merits += LENGTH * f32::from(u16::try_from(words).unwrap_or(LENGTH_WORDS_MAX)).ln_1p();
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
        Hit { chunk, score, highlights: Vec::new() }
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
        let spans = Terms::of("Verträge kündigen").highlights("Ähm: die Verträge, alle.");
        assert_eq!(spans, [Span { start: 9, end: 17 }]);
    }
}
