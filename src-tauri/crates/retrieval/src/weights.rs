//! What each way of looking is worth, by how well the query's words are met.
//!
//! Words that stand together in a text say that it is what is meant. A single word of many says little: a question that is asked in other
//! words than it was answered in is found by its meaning, and what merely shares a word with it is in the way. `docs/retrieval.md` has what
//! the numbers were set by.

use crate::{Reach, Weight};

/// What each way of looking is worth.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Weights {
    /// The first place in the search by word among units. In a talk words come and go and sense stays, so there it counts less.
    pub words: Weight,
    /// The first place in the search by word among windows.
    pub words_around: Weight,
    /// The first place in the search by meaning among units.
    pub meaning: Weight,
    /// The first place in the search by meaning among windows.
    pub meaning_around: Weight,
    /// What a unit of written text gains per score of the units beside it: an answer stands beside what it answers.
    pub beside: f32,
    /// What a unit of a talk gains per score of the units around it: a talk stays with a subject for many turns.
    pub in_a_talk: f32,
    /// What a unit gains for each e-fold of its words.
    pub length: f32,
}

/// Where a text has several of the query's words.
const MET: Weights = Weights {
    words: Weight { written: 0.7, spoken: 0.5 },
    words_around: Weight { written: 1.0, spoken: 0.5 },
    meaning: Weight { written: 1.0, spoken: 1.0 },
    meaning_around: Weight { written: 0.5, spoken: 1.0 },
    beside: 0.05,
    in_a_talk: 0.2,
    length: 0.4,
};

/// Where no text has more than one of them.
const UNMET: Weights = Weights {
    words: Weight { written: 0.1, spoken: 0.1 },
    words_around: Weight { written: 0.1, spoken: 0.1 },
    meaning: Weight { written: 1.0, spoken: 1.0 },
    meaning_around: Weight { written: 0.15, spoken: 0.15 },
    beside: 0.0,
    in_a_talk: 0.0,
    length: 0.1,
};

/// So many of a query's words in one text, where none has more, say nothing of it.
const UNMET_WORDS: f32 = 1.0;
/// So many say that its words are met.
const MET_WORDS: f32 = 3.0;

impl Weights {
    /// The weights for a query of whose words some text has `held`, and no text more. Without a search by meaning there are only the words.
    pub fn of(held: usize, is_by_meaning: bool) -> Self {
        if !is_by_meaning {
            return MET;
        }
        #[allow(clippy::cast_precision_loss)] // A query has some dozens of words.
        let met = ((held as f32 - UNMET_WORDS) / (MET_WORDS - UNMET_WORDS)).clamp(0.0, 1.0);
        let between = |of: fn(&Self) -> f32| of(&UNMET) + (of(&MET) - of(&UNMET)) * met;
        let both = |of: fn(&Self) -> Weight| Weight {
            written: of(&UNMET).written + (of(&MET).written - of(&UNMET).written) * met,
            spoken: of(&UNMET).spoken + (of(&MET).spoken - of(&UNMET).spoken) * met,
        };
        Self {
            words: both(|weights| weights.words),
            words_around: both(|weights| weights.words_around),
            meaning: both(|weights| weights.meaning),
            meaning_around: both(|weights| weights.meaning_around),
            beside: between(|weights| weights.beside),
            in_a_talk: between(|weights| weights.in_a_talk),
            length: between(|weights| weights.length),
        }
    }

    /// How far a unit's score reaches to its neighbours.
    pub fn reach(&self, is_spoken: bool) -> Reach {
        if is_spoken {
            Reach { share: self.in_a_talk, units: 5, fading: 0.7 }
        } else {
            Reach { share: self.beside, units: 1, fading: 1.0 }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_more_words_a_text_has_the_more_words_count() {
        assert_eq!(Weights::of(0, true), UNMET);
        assert_eq!(Weights::of(1, true), UNMET);
        assert!(UNMET.words.spoken < Weights::of(2, true).words.spoken);
        assert_eq!(Weights::of(3, true), MET);
        assert_eq!(Weights::of(0, false), MET, "without meaning there are only the words");
    }
}
