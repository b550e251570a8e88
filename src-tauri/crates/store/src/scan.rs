//! Keyword search without the index: every unit is read from SQLite. Slower than the index, and always there.

use crate::{ChunkRow, Database, Filter, StoreError};
use domain::names;
use std::collections::BTreeMap;

/// A unit that holds at least one word of a query.
#[derive(Debug, Clone, PartialEq)]
pub struct Scanned {
    /// The unit, with its text.
    pub chunk: ChunkRow,
    /// The sum over the query's words it holds of how rare they are; greater is better.
    pub score: f32,
}

impl Database {
    /// The `limit` units that hold most of some words, rare words counting more. `words` are folded and match where a word of the
    /// text begins with them, so that stems find their endings. Reads every unit the filter lets through: 10,000 take about 0.1 s.
    pub fn scan_units(&self, words: &[String], filter: &Filter, limit: usize) -> Result<Vec<Scanned>, StoreError> {
        let mut held: Vec<(ChunkRow, Vec<usize>)> = Vec::new();
        let mut holding: BTreeMap<usize, usize> = BTreeMap::new();
        let mut read = 0;
        self.each_unit(|chunk| {
            if !lets_through(filter, &chunk) {
                return;
            }
            read += 1;
            let found = found_in(&chunk.text, words);
            if !found.is_empty() {
                for word in &found {
                    *holding.entry(*word).or_default() += 1;
                }
                held.push((chunk, found));
            }
        })?;
        #[allow(clippy::cast_precision_loss)]
        let rarity = |word: &usize| {
            let holding = holding.get(word).copied().unwrap_or(1);
            (1.0 + read as f32 / holding as f32).ln()
        };
        let mut scanned: Vec<Scanned> =
            held.into_iter().map(|(chunk, found)| Scanned { score: found.iter().map(rarity).sum(), chunk }).collect();
        scanned.sort_by(|a, b| b.score.total_cmp(&a.score).then_with(|| a.chunk.id.cmp(&b.chunk.id)));
        scanned.truncate(limit);
        Ok(scanned)
    }
}

/// The numbers of those words of the query that begin a word of the text.
fn found_in(text: &str, words: &[String]) -> Vec<usize> {
    let text: Vec<String> =
        text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(names::folded).collect();
    let is_held = |wanted: &String| text.iter().any(|word| word.starts_with(wanted.as_str()));
    words.iter().enumerate().filter(|(_, wanted)| is_held(wanted)).map(|(at, _)| at).collect()
}

fn lets_through(filter: &Filter, chunk: &ChunkRow) -> bool {
    (filter.accounts.is_empty() || chunk.accounts.iter().any(|account| filter.accounts.contains(account)))
        && (filter.kinds.is_empty() || filter.kinds.iter().any(|kind| kind == chunk.kind()))
        && filter.after.is_none_or(|after| after <= chunk.at)
        && (filter.languages.is_empty()
            || language::detect(&chunk.text).is_some_and(|language| filter.languages.contains(&language)))
        && filter.before.is_none_or(|before| chunk.at < before)
        && filter.speaker.as_deref().is_none_or(|speaker| {
            let named = names::words(chunk.speaker.as_deref().unwrap_or_default()).join(" ");
            names::words(speaker).iter().all(|word| named.contains(word.as_str()))
        })
        && filter.records.as_deref().is_none_or(|records| records.contains(&chunk.record))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stems_find_their_endings_at_the_start_of_words() {
        let words = ["contract".to_owned(), "act".to_owned()];
        assert_eq!(found_in("Two Contracts.", &words), [0]);
        assert_eq!(found_in("acting", &words), [1]);
        assert!(found_in("", &words).is_empty());
    }
}
