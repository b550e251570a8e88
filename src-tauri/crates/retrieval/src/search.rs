//! Hybrid search: by word and by meaning, over units and windows, fused.

use crate::{RetrievalError, fuse};
use domain::{ChunkId, ChunkLevel, Span};
use embedding::Embedder;
use rust_stemmers::{Algorithm, Stemmer};
use std::collections::{BTreeMap, BTreeSet};
use store::{ChunkRow, Database, Filter, Index, Scored};

/// Candidates taken from each list before fusion.
const CANDIDATES: usize = 100;
/// The constant of reciprocal rank fusion.
const RRF_K: f32 = 60.0;
/// What a chunk gains per fused score of a first place for holding the query's exact terms.
const EXACT_BONUS: f32 = 2.0 / (RRF_K + 1.0);

/// With [`Query::spread`], what a unit gains per score of the best others of its record: the source that speaks of it most is sought.
const SUPPORT: f32 = 0.3;
/// So many other units support one.
const SUPPORTERS: usize = 3;
/// Texts among the first so many found by word tell how well the query's words are met.
const WORD_WITNESSES: usize = 20;
/// With [`Query::spread`], where no text holds this share of the query's content words, ...
const MET: f32 = 0.6;
/// ... what was found by word counts so much: then it shares just an odd word with the query. When single lines are ranked it is
/// not so: a question's odd words are its names, which say a lot.
const UNMET_WEIGHT: f32 = 0.3;
/// With [`Query::spread`], each further hit of a record counts so much less than the one before.
const REPEATED: f32 = 0.9;

/// What to look for, and where.
#[derive(Debug, Clone, Default)]
pub struct Query {
    /// The words or the question.
    pub text: String,
    /// What to limit the search to.
    pub filter: Filter,
    /// How many hits to return at most.
    pub limit: usize,
    /// Whether other records come before many hits of one: for a reader who looks for the source rather than every line.
    pub spread: bool,
}

/// A unit that was found.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit {
    /// The unit.
    pub chunk: ChunkRow,
    /// Fused score; comparable only within one answer.
    pub score: f32,
    /// Where the query's words stand, as spans of the chunk's text.
    pub highlights: Vec<Span>,
}

/// Searches. Without an embedder, or before vectors are there, by word alone.
///
/// Returns the best units, best first; equal inputs on an equal index give equal answers.
pub async fn search(
    database: &Database,
    index: &Index,
    embedder: Option<&Embedder>,
    query: &Query,
) -> Result<Vec<Hit>, RetrievalError> {
    let text = query.text.trim();
    if text.is_empty() {
        return Ok(Vec::new());
    }
    let vector = match embedder {
        Some(embedder) => Some((embedder.model(), embedder.query(text).await.map_err(RetrievalError::Embedding)?)),
        None => None,
    };
    let mut lists = Vec::new();
    let mut by_word = 1.0;
    for level in ChunkLevel::ALL {
        let words = index.search_words(level, text, &query.filter, CANDIDATES).await.map_err(RetrievalError::Store)?;
        if query.spread && vector.is_some() && level == ChunkLevel::Unit {
            by_word = if words_are_met(database, text, &words)? { 1.0 } else { UNMET_WEIGHT };
        }
        lists.push((by_word, groups(database, level, words)?));
        if let Some((model, vector)) = &vector {
            let meaning = index
                .search_meaning(model, level, vector, &query.filter, CANDIDATES)
                .await
                .map_err(RetrievalError::Store)?;
            lists.push((1.0, groups(database, level, meaning)?));
        }
    }
    let ranked = fuse(&lists, RRF_K);
    let candidates: Vec<ChunkId> = ranked.iter().take(4 * CANDIDATES).map(|ranked| ranked.id.clone()).collect();
    let chunks = chunks_by_id(database, &candidates)?;
    let terms = Terms::of(text);
    let mut hits: Vec<Hit> = ranked
        .into_iter()
        .filter_map(|ranked| {
            let chunk = chunks.get(&ranked.id)?.clone();
            let score = ranked.score + EXACT_BONUS * terms.exact_share(&chunk.text);
            Some(Hit { highlights: terms.highlights(&chunk.text), chunk, score })
        })
        .collect();
    if query.spread {
        add_support(&mut hits);
    }
    sort(&mut hits);
    let mut hits = without_repeats(hits);
    if query.spread {
        spread(&mut hits);
    }
    hits.truncate(query.limit);
    Ok(hits)
}

fn chunks_by_id(database: &Database, ids: &[ChunkId]) -> Result<BTreeMap<ChunkId, ChunkRow>, RetrievalError> {
    let chunks = database.chunks(ids).map_err(RetrievalError::Store)?;
    Ok(chunks.into_iter().map(|chunk| (chunk.id.clone(), chunk)).collect())
}

/// Whether some text found by word holds most of what the query is about.
fn words_are_met(database: &Database, query: &str, found: &[Scored]) -> Result<bool, RetrievalError> {
    let wanted = content_stems(query);
    let witnesses: Vec<ChunkId> = found.iter().take(WORD_WITNESSES).map(|scored| scored.id.clone()).collect();
    #[allow(clippy::cast_precision_loss)]
    let is_met = |chunk: &ChunkRow| {
        let held = stems(&chunk.text);
        MET * wanted.len() as f32 <= wanted.intersection(&held).count() as f32
    };
    Ok(chunks_by_id(database, &witnesses)?.values().any(is_met))
}

/// Adds to each hit what the best others of the same record score.
fn add_support(hits: &mut [Hit]) {
    let mut scores: BTreeMap<domain::RecordId, Vec<f32>> = BTreeMap::new();
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
    let mut seen: BTreeMap<&domain::RecordId, i32> = BTreeMap::new();
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

/// Scored chunks as groups of units, best first: a window stands for the units in it.
fn groups(database: &Database, level: ChunkLevel, found: Vec<Scored>) -> Result<Vec<Vec<ChunkId>>, RetrievalError> {
    if level == ChunkLevel::Unit {
        return Ok(found.into_iter().map(|scored| vec![scored.id]).collect());
    }
    let windows: Vec<ChunkId> = found.into_iter().map(|scored| scored.id).collect();
    let mut units = database.units_of_windows(&windows).map_err(RetrievalError::Store)?;
    Ok(windows.iter().filter_map(|window| units.remove(window)).collect())
}

/// Of hits that say the same, word for word, keeps the earliest at the rank of the best: who said it, not who quoted it.
fn without_repeats(hits: Vec<Hit>) -> Vec<Hit> {
    let mut kept: Vec<Hit> = Vec::new();
    let mut places = BTreeMap::new();
    for hit in hits {
        let place = *places.entry(folded_words(&hit.chunk.text).join(" ")).or_insert(kept.len());
        match kept.get_mut(place) {
            Some(best) if hit.chunk.at < best.chunk.at => *best = Hit { score: best.score, ..hit },
            Some(_) => {}
            None => kept.push(hit),
        }
    }
    kept
}

/// The query's words, and those among them that only an exact match can satisfy.
struct Terms {
    words: BTreeSet<String>,
    exact: Vec<String>,
}

impl Terms {
    /// Exact terms are what no paraphrase replaces: quoted phrases, and words with a digit or an @ in them.
    fn of(query: &str) -> Self {
        let quoted = query.split('"').skip(1).step_by(2).map(str::trim).filter(|phrase| !phrase.is_empty());
        let coded = query
            .split(|c: char| c.is_whitespace() || c == '"')
            .map(|word| word.trim_matches(|c: char| !c.is_alphanumeric() && c != '+'))
            .filter(|word| word.contains('@') || word.bytes().any(|byte| byte.is_ascii_digit()));
        let mut exact: Vec<String> = quoted.chain(coded).map(squeezed).collect();
        // A query that is one short name or number is meant literally as a whole.
        if query.split_whitespace().count() <= 4 {
            exact.push(squeezed(query));
        }
        exact.retain(|term| 2 < term.chars().count());
        exact.dedup();
        Self { words: folded_words(query).into_iter().filter(|word| 2 < word.chars().count()).collect(), exact }
    }

    /// Which share of the exact terms stands in a text.
    fn exact_share(&self, text: &str) -> f32 {
        if self.exact.is_empty() {
            return 0.0;
        }
        let text = squeezed(text);
        let found = self.exact.iter().filter(|term| text.contains(term.as_str())).count();
        #[allow(clippy::cast_precision_loss)]
        let share = found as f32 / self.exact.len() as f32;
        share
    }

    fn highlights(&self, text: &str) -> Vec<Span> {
        let mut spans = Vec::new();
        let mut start = None;
        let chars: Vec<char> = text.chars().collect();
        for at in 0..=chars.len() {
            let inside = chars.get(at).is_some_and(|c| c.is_alphanumeric());
            match (start, inside) {
                (None, true) => start = Some(at),
                (Some(from), false) => {
                    let word: String = chars[from..at].iter().flat_map(|c| c.to_lowercase()).collect();
                    if self.words.iter().any(|wanted| same_word(wanted, &word)) {
                        spans.push(Span { start: from, end: at });
                    }
                    start = None;
                }
                _ => {}
            }
        }
        spans
    }
}

/// Whether two words are alike but for an ending: "contract" and "contracts".
fn same_word(a: &str, b: &str) -> bool {
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    a == b || (4 <= short.chars().count() && long.starts_with(short) && long.len() <= short.len() + 3)
}

fn folded_words(text: &str) -> Vec<String> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase).collect()
}

/// Words that say how rather than what, in English and German: a text that holds them is not about the query for that.
const FUNCTION_WORDS: &str = " a an and are as at be but by can could did do does for from had has have he her him his how i if in into is it its me my \
    no not of on or our she should so such than that the their them then there these they this those to us was we were what when where which who whom \
    whose why will with would you your aber als am an auch auf aus bei bis da das dass dem den der des die durch ein eine einem einen einer er es für \
    hat haben ich ihr ihre ihrer im in ist kann können man mit nach nicht noch nur oder sein sich sie sind so über um und uns unser von vom vor wann \
    war was wenn wer werden wie wird wir wo zu zum zur ";

/// The stems of a text's words, as the index makes them.
fn stems(text: &str) -> BTreeSet<String> {
    let english = Stemmer::create(Algorithm::English);
    folded_words(text).iter().map(|word| english.stem(word).into_owned()).collect()
}

/// The stems of the words that carry what a query is about; all of them where none does.
fn content_stems(query: &str) -> BTreeSet<String> {
    let content: Vec<String> =
        folded_words(query).into_iter().filter(|word| !FUNCTION_WORDS.contains(&format!(" {word} "))).collect();
    if content.is_empty() { stems(query) } else { stems(&content.join(" ")) }
}

/// Lower case, without the spaces, dots and dashes by which numbers are written one way or another.
fn squeezed(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric() || matches!(c, '@' | '+')).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_addresses_are_exact_terms() {
        let terms = Terms::of("call +44 131 496 0248 about the \"break clause\"");
        assert_eq!(terms.exact_share("Raj · +44 131 4960248 · break-clause"), 1.0);
        assert_eq!(terms.exact_share("Raj · +44 (131) 496-0248 · notice period"), 0.8);
        assert_eq!(Terms::of("ada@x.example").exact_share("mail ada@x.example now"), 1.0);
        assert_eq!(Terms::of("what do they think of our prices today").exact_share("anything"), 0.0);
    }

    #[test]
    fn function_words_are_not_what_a_query_is_about() {
        let stems = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<BTreeSet<_>>();
        assert_eq!(content_stems("vendor lock-in and data portability"), stems(&["vendor", "lock", "data", "portabl"]));
        assert_eq!(content_stems("who are they"), stems(&["who", "are", "they"]));
    }

    #[test]
    fn of_repeated_words_the_first_to_say_them_is_kept() {
        let hit = |id: &str, text: &str, second: i64, score: f32| {
            let record = domain::RecordId::new(domain::ObjectType::Email, "6");
            let chunk = ChunkRow {
                id: ChunkId(id.to_owned()),
                document: 1,
                record,
                part: domain::Part("hs_email_text".to_owned()),
                content: domain::ContentHash::of(text),
                span: Span::whole(text),
                level: ChunkLevel::Unit,
                text: text.to_owned(),
                embedded_text: text.to_owned(),
                text_hash: String::new(),
                speaker: None,
                at: jiff::Timestamp::from_second(second).unwrap(),
                accounts: Vec::new(),
            };
            Hit { chunk, score, highlights: Vec::new() }
        };
        let hits =
            vec![hit("quoted", "Ship it.", 9, 0.9), hit("other", "No.", 5, 0.8), hit("first", "> ship it", 1, 0.7)];
        let kept: Vec<(String, f32)> =
            without_repeats(hits).into_iter().map(|hit| (hit.chunk.id.0, hit.score)).collect();
        assert_eq!(kept, [("first".to_owned(), 0.9), ("other".to_owned(), 0.8)]);
    }

    #[test]
    fn highlights_are_spans_in_characters() {
        let spans = Terms::of("Verträge kündigen").highlights("Ähm: die Verträge, alle.");
        assert_eq!(spans, [Span { start: 9, end: 17 }]);
    }
}
