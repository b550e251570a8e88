//! Fusing ranked lists by score. Pure.

use domain::ChunkId;
use std::collections::BTreeMap;

/// One way of looking, and what it found.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    /// What a best place in this list is worth. Dimensionless.
    pub weight: f32,
    /// Groups of chunks with their score, best first; the units of one window are a group.
    pub groups: Vec<(f32, Vec<ChunkId>)>,
    /// The score of what is not in the list: that of the last place of a list that was cut off, else of no match at all.
    pub floor: f32,
}

/// A chunk and its fused score; greater is better.
#[derive(Debug, Clone, PartialEq)]
pub struct Ranked {
    /// The chunk.
    pub id: ChunkId,
    /// Sum over the lists of weight × share; at most the sum of the weights.
    pub score: f32,
}

/// Fuses lists: `score(c) = Σ weight · (s(c) − floor) / (best − floor)`, each list's scores scaled to 0..1 by its own best and floor.
///
/// A chunk that stands in several groups of a list counts once, with the best. Where a list's best equals its floor, all in it
/// are best. Unlike reciprocal ranks, this keeps by how much the first is ahead of the second. Returns every chunk once, best first, ties by
/// id, so equal inputs give equal output.
/// Source: "convex combination" in Bruch, Gai, Ingber, An Analysis of Fusion Functions for Hybrid Retrieval, TOIS 2023.
pub fn fuse(lists: &[Found]) -> Vec<Ranked> {
    let mut scores: BTreeMap<ChunkId, f32> = BTreeMap::new();
    for list in lists {
        let mut shares: BTreeMap<ChunkId, f32> = BTreeMap::new();
        let best = list.groups.iter().map(|(score, _)| *score).fold(f32::NEG_INFINITY, f32::max);
        let range = best - list.floor;
        for (score, group) in &list.groups {
            let share = if 0.0 < range { ((score - list.floor) / range).max(0.0) } else { 1.0 };
            for id in group {
                let held = shares.entry(*id).or_insert(share);
                *held = held.max(share);
            }
        }
        for (id, share) in shares {
            *scores.entry(id).or_default() += list.weight * share;
        }
    }
    let mut ranked: Vec<Ranked> = scores.into_iter().map(|(id, score)| Ranked { id, score }).collect();
    ranked.sort_by(|a, b| b.score.total_cmp(&a.score).then_with(|| a.id.cmp(&b.id)));
    ranked
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The chunk called a, b, c or d.
    fn chunk(name: &str) -> ChunkId {
        ChunkId(i64::from(name.as_bytes()[0]))
    }

    fn list(weight: f32, floor: f32, found: &[(&str, f32)]) -> Found {
        let groups = found.iter().map(|(id, score)| (*score, vec![chunk(id)])).collect();
        Found { weight, groups, floor }
    }

    #[test]
    fn agreement_beats_a_single_first_place() {
        let fused =
            fuse(&[list(1.0, 0.0, &[("a", 10.0), ("b", 8.0)]), list(1.0, 0.2, &[("c", 0.7), ("b", 0.6), ("d", 0.2)])]);
        assert_eq!(fused[0].id, chunk("b"));
        assert!((fused[0].score - 1.6).abs() < 1e-6);
        assert_eq!(fused.len(), 4);
        assert_eq!(fused[3].score, 0.0);
    }

    #[test]
    fn a_lead_counts_by_how_far_it_goes() {
        let words = list(1.0, 0.0, &[("a", 20.0), ("b", 2.0)]);
        let meaning = list(1.0, 0.0, &[("b", 0.62), ("a", 0.60)]);
        assert_eq!(fuse(&[words, meaning])[0].id, chunk("a"));
    }

    #[test]
    fn units_of_one_window_share_its_score_and_keep_their_best() {
        let windows = Found {
            weight: 0.5,
            groups: vec![(4.0, vec![chunk("a"), chunk("b")]), (2.0, vec![chunk("b"), chunk("c")])],
            floor: 0.0,
        };
        let fused = fuse(&[windows]);
        assert_eq!(fused.iter().map(|ranked| ranked.score).collect::<Vec<_>>(), [0.5, 0.5, 0.25]);
    }

    #[test]
    fn a_list_of_equals_holds_the_best() {
        assert_eq!(fuse(&[list(0.7, 3.0, &[("a", 3.0)])])[0].score, 0.7);
        assert_eq!(fuse(&[]), []);
    }
}
