//! What a model reads in the lines of a text: how likely each line tells a rep something of fourteen kinds, and what it is otherwise.
//!
//! It holds no words, only places and probabilities, so it is worth nothing without the text it was made from.

use crate::{Part, RecordId, Span};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What a line of a talk, mail or note can tell about a customer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Category {
    /// What hurts them today.
    Pain,
    /// A number that measures their pain or their aim.
    Metric,
    /// What they can or will spend.
    Budget,
    /// When something has to happen on their side.
    Timeline,
    /// What a solution must have or be.
    Criteria,
    /// How they decide and buy.
    Process,
    /// Who decides, and who signs.
    Authority,
    /// Another offer or way that they look at.
    Competitor,
    /// Somebody there who pushes for us.
    Champion,
    /// Somebody or something that can stop it.
    Blocker,
    /// A doubt about us, or a refusal.
    Objection,
    /// What was agreed to happen next.
    NextStep,
    /// What or whom they use today, and its contract.
    Incumbent,
    /// How many users, sites or units.
    Size,
}

impl Category {
    /// Every category, in the order in which [`Says`] keeps them.
    pub const ALL: [Self; 14] = [
        Self::Pain,
        Self::Metric,
        Self::Budget,
        Self::Timeline,
        Self::Criteria,
        Self::Process,
        Self::Authority,
        Self::Competitor,
        Self::Champion,
        Self::Blocker,
        Self::Objection,
        Self::NextStep,
        Self::Incumbent,
        Self::Size,
    ];

    /// The category's name, as scripts have it: `next_step`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pain => "pain",
            Self::Metric => "metric",
            Self::Budget => "budget",
            Self::Timeline => "timeline",
            Self::Criteria => "criteria",
            Self::Process => "process",
            Self::Authority => "authority",
            Self::Competitor => "competitor",
            Self::Champion => "champion",
            Self::Blocker => "blocker",
            Self::Objection => "objection",
            Self::NextStep => "next_step",
            Self::Incumbent => "incumbent",
            Self::Size => "size",
        }
    }

    /// The category's place in [`Category::ALL`].
    pub fn place(self) -> usize {
        self as usize
    }
}

/// What a line is or does besides, or instead of, telling something of a [`Category`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Act {
    /// It is meant to make others laugh.
    Joke,
    /// It says what would be if.
    Hypothetical,
    /// It passes the time of day.
    SmallTalk,
    /// It praises what we sell.
    Pitch,
    /// It repeats what somebody else has said.
    Restated,
    /// It tells of people and firms that have no part in this.
    ThirdParty,
    /// It is polite.
    Courtesy,
    /// It arranges the talk itself.
    Logistics,
    /// It takes back what was said before.
    Withdrawn,
    /// It asks a question rather than telling something.
    Question,
    /// It promises something for our side.
    WePromise,
    /// It promises something for theirs.
    TheyPromise,
    /// It is worth knowing before the next talk.
    Worth,
    /// It looks worth knowing and is not.
    Tempting,
}

impl Act {
    /// Every act, in the order in which [`Says`] keeps them, after the categories.
    pub const ALL: [Self; 14] = [
        Self::Joke,
        Self::Hypothetical,
        Self::SmallTalk,
        Self::Pitch,
        Self::Restated,
        Self::ThirdParty,
        Self::Courtesy,
        Self::Logistics,
        Self::Withdrawn,
        Self::Question,
        Self::WePromise,
        Self::TheyPromise,
        Self::Worth,
        Self::Tempting,
    ];

    /// Whether it says what a line is in the talk, rather than that it promises or is worth knowing.
    pub fn is_of_the_talk(self) -> bool {
        !matches!(self, Self::WePromise | Self::TheyPromise | Self::Worth | Self::Tempting)
    }
}

/// How likely a line is each of what lines can be. Kept in 255ths; nothing is likely by default.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Says([u8; Says::COUNT]);

impl Says {
    /// How many probabilities there are.
    pub const COUNT: usize = Category::ALL.len() + Act::ALL.len();

    /// From probabilities, 0 to 1, of the categories and then of the acts, each in the order of its `ALL`; `None` where their number is another.
    pub fn of(probabilities: &[f32]) -> Option<Self> {
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // Between 0 and 255.
        let in_255ths = |probability: &f32| (probability.clamp(0.0, 1.0) * 255.0).round() as u8;
        let bytes: Vec<u8> = probabilities.iter().map(in_255ths).collect();
        bytes.try_into().ok().map(Self)
    }

    /// How likely the line tells something of a category, 0 to 1.
    pub fn tells(&self, category: Category) -> f32 {
        f32::from(self.0[category.place()]) / 255.0
    }

    /// The category that the line most likely tells something of, and how likely.
    pub fn likeliest(&self) -> (Category, f32) {
        let likelier = |a: &Category, b: &Category| self.0[a.place()].cmp(&self.0[b.place()]).then_with(|| b.cmp(a));
        let category = Category::ALL.into_iter().max_by(likelier).unwrap_or(Category::Pain);
        (category, self.tells(category))
    }

    /// The same reading, with a category at least so likely.
    #[must_use]
    pub fn at_least(mut self, category: Category, probability: f32) -> Self {
        let own = &mut self.0[category.place()];
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // Between 0 and 255.
        let in_255ths = (probability.clamp(0.0, 1.0) * 255.0).round() as u8;
        *own = in_255ths.max(*own);
        self
    }

    /// How likely the line is an act, 0 to 1.
    pub fn does(&self, act: Act) -> f32 {
        f32::from(self.0[Category::ALL.len() + act as usize]) / 255.0
    }
}

/// A line of a text, with what a model reads in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReadLine {
    /// Where the line stands in the text.
    pub span: Span,
    /// What the line says.
    pub says: Says,
}

/// The lines of a dossier's texts that a model has read, by record and part.
pub type ReadLines = BTreeMap<(RecordId, Part), Vec<ReadLine>>;

impl ReadLine {
    /// The line of a text, out of all of them in order, that a place in scalar values falls in: the part of a long line, where it has parts.
    pub fn at(lines: &[Self], place: usize) -> Option<Self> {
        // A line stands before its parts.
        let after = lines.partition_point(|line| line.span.start <= place);
        lines.get(..after)?.iter().rev().take(2).copied().find(|line| place < line.span.end)
    }

    /// The line of a text that is a stretch of it, no more and no less, out of all of them in order.
    pub fn of(lines: &[Self], span: Span) -> Option<Self> {
        let from = lines.partition_point(|line| line.span.start < span.start);
        let begin = lines.get(from..)?.iter().take_while(|line| line.span.start == span.start);
        begin.copied().find(|line| line.span == span)
    }

    /// Lines as bytes: for each its start and end, four bytes each, and its probabilities.
    pub fn to_bytes(lines: &[Self]) -> Vec<u8> {
        let place = |place: usize| u32::try_from(place).unwrap_or(u32::MAX).to_le_bytes();
        let bytes = |line: &Self| [&place(line.span.start)[..], &place(line.span.end)[..], &line.says.0[..]].concat();
        lines.iter().flat_map(bytes).collect()
    }

    /// Reads what [`ReadLine::to_bytes`] wrote; `None` where the bytes are nothing of ours.
    pub fn from_bytes(bytes: &[u8]) -> Option<Vec<Self>> {
        let (rows, rest) = bytes.as_chunks::<{ 8 + Says::COUNT }>();
        let line = |row: &[u8; 8 + Says::COUNT]| {
            let place = |at: usize| Some(u32::from_le_bytes(row.get(at..at + 4)?.try_into().ok()?) as usize);
            let (start, end) = (place(0)?, place(4)?);
            let says = Says(row.get(8..)?.try_into().ok()?);
            (start <= end).then_some(Self { span: Span { start, end }, says })
        };
        rest.is_empty().then(|| rows.iter().map(line).collect()).flatten()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_survive_being_kept() {
        let mut probabilities = [0.0_f32; Says::COUNT];
        probabilities[Category::NextStep.place()] = 0.8;
        probabilities[Says::COUNT - 1] = 1.0;
        let says = Says::of(&probabilities).unwrap();
        assert!((says.tells(Category::NextStep) - 0.8).abs() < 0.003 && says.tells(Category::Pain) == 0.0);
        assert!(says.does(Act::Tempting) == 1.0 && says.does(Act::Joke) == 0.0);
        assert_eq!(Says::of(&probabilities[1..]), None);
        let lines = [
            ReadLine { span: Span { start: 0, end: 12 }, says },
            ReadLine { span: Span { start: 13, end: 70_000 }, says },
        ];
        let bytes = ReadLine::to_bytes(&lines);
        assert_eq!(ReadLine::from_bytes(&bytes).as_deref(), Some(&lines[..]));
        assert_eq!(ReadLine::from_bytes(&bytes[1..]), None);
        assert_eq!(ReadLine::from_bytes(&[]), Some(Vec::new()));
        for (place, category) in Category::ALL.into_iter().enumerate() {
            assert_eq!(category.place(), place);
        }
    }
}
