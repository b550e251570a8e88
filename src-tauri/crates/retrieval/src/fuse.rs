//! Fusing ranked lists by score. Pure.

use domain::ChunkId;
use std::collections::BTreeMap;

/// What a best place in a list is worth. Dimensionless.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Weight {
    /// What the best place is worth to a unit of written text.
    pub written: f32,
    /// What the best place is worth to a unit of a talk.
    pub spoken: f32,
}

impl Weight {
    /// Nothing, as long as nobody has said.
    pub const NONE: Self = Self { written: 0.0, spoken: 0.0 };
}

/// How far a unit's score reaches to its neighbours in the same text.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Reach {
    /// The share of a unit's score that the next unit gets, on either side.
    pub share: f32,
    /// The share of what one unit gets that the next one further away gets.
    pub fading: f32,
    /// The number of units away at which the reach ends.
    pub units: usize,
}

/// One ranked list: what a way of looking found, and what that is worth.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    /// What a best place in this list is worth.
    pub weight: Weight,
    /// Groups of chunks with their score, best first; the units of one window are a group.
    pub groups: Vec<(f32, Vec<ChunkId>)>,
    /// The score of what is not in the list: that of the last place of a list that was cut off, else of no match at all.
    pub floor: f32,
}

impl Found {
    /// The list with what its best place is worth.
    pub fn worth(self, weight: Weight) -> Self {
        Self { weight, ..self }
    }
}

/// A chunk and its fused score; greater is better.
#[derive(Debug, Clone, PartialEq)]
pub struct Ranked {
    /// The id of the chunk.
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
///
/// `is_spoken` tells which of the two weights is a chunk's.
pub fn fuse(lists: &[Found], is_spoken: impl Fn(ChunkId) -> bool) -> Vec<Ranked> {
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
            let weight = if is_spoken(id) { list.weight.spoken } else { list.weight.written };
            *scores.entry(id).or_default() += weight * share;
        }
    }
    sorted(scores.into_iter().map(|(id, score)| Ranked { id, score }).collect())
}

/// Adds to each chunk a part of what its neighbours in the same text score: those whose place is one less or one more, and so on as far
/// as `reach` says of it. Chunks that nothing found lend nothing and get nothing. Best first, ties by id.
pub fn lend(ranked: Vec<Ranked>, reach: impl Fn(ChunkId) -> Reach) -> Vec<Ranked> {
    let scores: BTreeMap<ChunkId, f32> = ranked.iter().map(|ranked| (ranked.id, ranked.score)).collect();
    let with_neighbours = |Ranked { id, score }: Ranked| {
        let reach = reach(id);
        let (place, mut share, mut sum) = (id.place(), reach.share, score);
        for away in 1..=reach.units {
            let neighbours = [place.checked_sub(away), Some(place + away)];
            let lent = |place: Option<usize>| scores.get(&ChunkId::new(id.document(), place?)).copied();
            sum += share * neighbours.into_iter().filter_map(lent).sum::<f32>();
            share *= reach.fading;
        }
        Ranked { id, score: sum }
    };
    sorted(ranked.into_iter().map(with_neighbours).collect())
}

fn sorted(mut ranked: Vec<Ranked>) -> Vec<Ranked> {
    ranked.sort_by(|a, b| b.score.total_cmp(&a.score).then_with(|| a.id.cmp(&b.id)));
    ranked
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The chunk that a test calls a, b, c or d.
    fn chunk(name: &str) -> ChunkId {
        ChunkId(i64::from(name.as_bytes()[0]))
    }

    const WRITTEN: fn(ChunkId) -> bool = |_| false;

    fn same(weight: f32) -> Weight {
        Weight { written: weight, spoken: weight }
    }

    fn list(weight: f32, floor: f32, found: &[(&str, f32)]) -> Found {
        let groups = found.iter().map(|(id, score)| (*score, vec![chunk(id)])).collect();
        Found { weight: same(weight), groups, floor }
    }

    #[test]
    fn agreement_beats_a_single_first_place() {
        let fused = fuse(
            &[list(1.0, 0.0, &[("a", 10.0), ("b", 8.0)]), list(1.0, 0.2, &[("c", 0.7), ("b", 0.6), ("d", 0.2)])],
            WRITTEN,
        );
        assert_eq!(fused[0].id, chunk("b"));
        assert!((fused[0].score - 1.6).abs() < 1e-6);
        assert_eq!(fused.len(), 4);
        assert_eq!(fused[3].score, 0.0);
    }

    #[test]
    fn a_lead_counts_by_how_far_it_goes() {
        let words = list(1.0, 0.0, &[("a", 20.0), ("b", 2.0)]);
        let meaning = list(1.0, 0.0, &[("b", 0.62), ("a", 0.60)]);
        assert_eq!(fuse(&[words, meaning], WRITTEN)[0].id, chunk("a"));
    }

    #[test]
    fn units_of_one_window_share_its_score_and_keep_their_best() {
        let windows = Found {
            weight: same(0.5),
            groups: vec![(4.0, vec![chunk("a"), chunk("b")]), (2.0, vec![chunk("b"), chunk("c")])],
            floor: 0.0,
        };
        let fused = fuse(&[windows], WRITTEN);
        assert_eq!(fused.iter().map(|ranked| ranked.score).collect::<Vec<_>>(), [0.5, 0.5, 0.25]);
    }

    #[test]
    fn a_list_of_equals_holds_the_best() {
        assert_eq!(fuse(&[list(0.7, 3.0, &[("a", 3.0)])], WRITTEN)[0].score, 0.7);
        assert_eq!(fuse(&[], WRITTEN), []);
    }

    #[test]
    fn a_list_may_be_worth_more_to_a_talk() {
        let weight = Weight { written: 0.5, spoken: 1.0 };
        let list = Found { weight, groups: vec![(2.0, vec![chunk("a"), chunk("b")])], floor: 0.0 };
        let fused = fuse(&[list], |id| id == chunk("b"));
        assert_eq!(fused, [Ranked { id: chunk("b"), score: 1.0 }, Ranked { id: chunk("a"), score: 0.5 }]);
    }

    #[test]
    fn neighbours_in_one_text_lend_as_far_as_they_reach() {
        let at = |document, place| ChunkId::new(document, place);
        let ranked = [(at(1, 0), 1.0), (at(1, 2), 4.0), (at(1, 3), 2.0), (at(2, 1), 8.0)];
        let ranked = ranked.map(|(id, score)| Ranked { id, score }).to_vec();
        let lent = lend(ranked, |_| Reach { share: 0.5, fading: 0.5, units: 2 });
        let scores: BTreeMap<ChunkId, f32> = lent.iter().map(|ranked| (ranked.id, ranked.score)).collect();
        assert_eq!(scores[&at(1, 0)], 1.0 + 0.25 * 4.0);
        assert_eq!(scores[&at(1, 2)], 4.0 + 0.5 * 2.0 + 0.25 * 1.0);
        assert_eq!(scores[&at(1, 3)], 2.0 + 0.5 * 4.0);
        assert_eq!((scores[&at(2, 1)], lent[0].id), (8.0, at(2, 1)));
    }
}
