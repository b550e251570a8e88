//! Reciprocal rank fusion. Pure.

use domain::ChunkId;
use std::collections::BTreeMap;

/// A chunk and its fused score; greater is better.
#[derive(Debug, Clone, PartialEq)]
pub struct Ranked {
    /// The chunk.
    pub id: ChunkId,
    /// Sum over the lists of weight / (k + rank).
    pub score: f32,
}

/// Fuses ranked lists: `score(c) = Σ weight / (k + rank(c))`, with ranks counted from 1.
///
/// Each list holds groups of chunks, best group first; chunks of one group share its rank, as the units of one window do. A chunk
/// that stands in several groups of a list counts once, where it is best. `k` is dimensionless; the paper uses 60. Returns every
/// chunk once, best first, ties by id, so equal inputs give equal output.
/// Source: Cormack, Clarke, Büttcher, SIGIR 2009.
pub fn fuse(lists: &[(f32, Vec<Vec<ChunkId>>)], k: f32) -> Vec<Ranked> {
    let mut scores: BTreeMap<&ChunkId, f32> = BTreeMap::new();
    for (weight, groups) in lists {
        let mut seen: BTreeMap<&ChunkId, ()> = BTreeMap::new();
        let mut rank = 0.0;
        for group in groups {
            rank += 1.0;
            for id in group {
                if seen.insert(id, ()).is_none() {
                    *scores.entry(id).or_default() += weight / (k + rank);
                }
            }
        }
    }
    let mut ranked: Vec<Ranked> = scores.into_iter().map(|(id, score)| Ranked { id: id.clone(), score }).collect();
    ranked.sort_by(|a, b| b.score.total_cmp(&a.score).then_with(|| a.id.cmp(&b.id)));
    ranked
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(names: &[&str]) -> Vec<Vec<ChunkId>> {
        names.iter().map(|name| vec![ChunkId((*name).to_owned())]).collect()
    }

    #[test]
    fn agreement_beats_a_single_first_place() {
        let fused = fuse(&[(1.0, ids(&["a", "b"])), (1.0, ids(&["c", "b"]))], 60.0);
        assert_eq!(fused[0].id.0, "b");
        assert_eq!(fused.len(), 3);
        assert!((fused[0].score - 2.0 / 62.0).abs() < 1e-6);
    }

    #[test]
    fn units_of_one_window_share_its_rank() {
        let window = vec![ids(&["a", "b"]).concat(), ids(&["b", "c"]).concat()];
        let fused = fuse(&[(1.0, window)], 60.0);
        assert_eq!(fused[0].score, fused[1].score);
        assert!(fused[2].score < fused[1].score);
    }
}
