//! What a sentence of theirs is about, and how much it matters to the person who calls them.

use crate::{
    Side, Statement,
    learned::{OBJECTS, bars},
    pattern,
};
use domain::{Category, Says, text::word_count};
use jiff::civil::Date;
use quantities::{
    days::{Mention, Span, mentions},
    money::sums,
};
use regex::Regex;
use std::sync::LazyLock;

/// What a sentence of theirs is about, where it is worth quoting.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Topic {
    /// A doubt, fear, refusal or threat of theirs.
    Objection,
    /// A sum that they can or will pay.
    Budget,
    /// What must be so for them, or may not be.
    Criteria,
    /// When things happen or have to have happened.
    Timeline,
    /// Who else they may buy from.
    Competitor,
    /// What goes wrong for them today.
    Pain,
}

impl Topic {
    /// Every topic, in an order that stored readings keep: new ones go to the end.
    pub const ALL: [Self; 6] =
        [Self::Objection, Self::Budget, Self::Criteria, Self::Timeline, Self::Competitor, Self::Pain];

    /// What of the customer a line tells that is of the topic.
    fn categories(self) -> &'static [Category] {
        match self {
            Self::Objection => &[Category::Objection, Category::Blocker],
            Self::Budget => &[Category::Budget],
            Self::Criteria => &[Category::Criteria],
            Self::Timeline => &[Category::Timeline],
            Self::Competitor => &[Category::Competitor],
            Self::Pain => &[Category::Pain, Category::Metric],
        }
    }

    /// The topic's name, as rules and scripts have it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Objection => "objection",
            Self::Budget => "budget",
            Self::Criteria => "criteria",
            Self::Timeline => "timeline",
            Self::Competitor => "competitor",
            Self::Pain => "pain",
        }
    }
}

/// How much a sentence matters, and by which topic.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Salience {
    /// The strongest topic of the sentence.
    pub topic: Topic,
    /// Greater matters more; about 2 to 9. Dimensionless, comparable between sentences.
    pub score: f32,
    /// Whether it is sure to be of the topic, so that it may be proposed for a property.
    pub is_sure: bool,
}

struct Cue {
    topic: Topic,
    weight: f32,
    pattern: Regex,
}

fn cue(topic: Topic, weight: f32, text: &str) -> Cue {
    Cue { topic, weight, pattern: pattern(text) }
}

static CUES: LazyLock<Vec<Cue>> = LazyLock::new(|| {
    use Topic::{Budget, Competitor, Criteria, Objection, Pain, Timeline};
    vec![
        cue(
            Objection,
            6.0,
            r"\b(?:(my|our|his|her|their) |the (main|biggest|only|real|first) )(worry|concern|objection|fear|condition)\b",
        ),
        cue(
            Objection,
            5.0,
            r"\b(take (?:back )?the (?:money|budget)|(?:money|budget|geld) (?:is gone|(?:ist )?weg)|terminat\w+|deal.?breaker|unacceptable|not accept\w*|blocks? (it|us|this)|kündig\w*)\b",
        ),
        cue(Objection, 5.0, r"\bohne\b.{3,70}\b(keine?n?|nicht)\b|\b(sorge|bedenken|befürcht\w+)\b"),
        cue(Objection, 4.5, r"\bif\b.{4,70}\b(we.?re back|lose trust|go back|pull out|walk away)\b"),
        cue(
            Objection,
            3.5,
            r"\b(worried|not comfortable|too (expensive|slow|late|risky|much)|lose trust|no trust|zu teuer)\b",
        ),
        cue(
            Budget,
            6.0,
            r"\b(ceiling|cap(ped)?|last word|not (a|one) (cent|euro|penny)|not one euro|released|approved|frozen|mehr als\b.{0,40}\bnicht|eingefroren|maximum|at most)\b",
        ),
        cue(
            Budget,
            4.5,
            r"\b(budget|can (go|pay|spend)|will pay|i have|we have|afford|bekomme|for the year|this year|dieses jahr|per year|a year)\b",
        ),
        cue(
            Criteria,
            5.0,
            r"\b(no|nothing|above|below|every)\b.{3,60}\b(may|must|cannot|can.?t|has to be|have to be)\b",
        ),
        cue(
            Criteria,
            3.5,
            r"\b(must|non-negotiable|require[sd]?|requirement|otherwise|muss|müssen|darf|voraussetzung|nur wenn)\b",
        ),
        cue(Timeline, 5.0, r"\b(freeze|deadline|notice (must|has)|not sign|nothing is signed|verfällt)\b"),
        cue(
            Timeline,
            3.5,
            r"\b(decides?|decision|board|go live|year-end|sign(s|ed)?|before the|runs? out|entscheid\w+|frist)\b",
        ),
        cue(
            Competitor,
            4.0,
            r"\b(competitor|competition|also (talking|looking|speaking)|other (vendor|provider|offer|supplier)|undercut\w*|wettbewerb\w*|mitbewerb\w*)\b",
        ),
        cue(
            Pain,
            3.5,
            r"\b(could not|couldn.?t|nobody (could|knew|had|has)|lost|missed|stuck|cost us|fail(s|ed)|locked out|escalat\w+|by hand)\b",
        ),
    ]
});
static QUESTION: LazyLock<Regex> = LazyLock::new(|| pattern(r"\?\s*$"));
static HANGS_ON: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(i must say|i must admit|i have to say)\b|^(it|that|this|he|she|they|and|but|so|then|or|because|which|das|dann|und|aber|er|sie|es)\b|^(yes|no|well|good|ja|nein|gut)[,.]",
    )
});
/// A figure that says how many or how much, in digits or in words from ten up.
static FIGURE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b\d+\b|\b(?:ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand|percent|prozent|zehn|zwölf|zwanzig|dreißig|vierzig|fünfzig|hundert|tausend)\b",
    )
});
/// Talk about the talk, and what is said to be polite.
static ABOUT_THE_TALK: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^(?:hello|hi|good (?:morning|afternoon)|thanks?|thank you|please|i must (?:say|admit)|bonjour|merci|guten|danke|bitte|sorry|excuse me|you see me|welcome)\b|\b(?:can you hear|coffee|weather|microphone|camera|headset|muted|holidays?|weekend|car park|lunch|breakfast|brezel|kaffee|wetter|wochenende|mikrofon|kamera|mittagessen)\b",
    )
});
/// Words at the start of a sentence that point back to something that is not in it.
static POINTS_BACK: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^(?:it|that|this|these|those|he|she|they|him|her|his|their|then|which|because|das|dies\w*|dann|er|sie|es)\b|^(?:before|after|by|until) (?:this|that|then|it)\b|^(?:yes|no|well|good|ja|nein|gut)[,.]",
    )
});
/// Words at the start of a sentence that goes on with what was said before.
static ADDS: LazyLock<Regex> = LazyLock::new(|| pattern(r"^(?:and|but|so|or|und|aber|also|oder)\b"));
static NO_SUCH: LazyLock<Regex> = LazyLock::new(|| pattern(r"^(?:no|kein\w*) \w+ \w+"));
static PERSONAL: LazyLock<Regex> = LazyLock::new(|| pattern(r"\b(i|we|my|our|ich|wir|mein\w*|unser\w*)\b"));
static AMOUNT_VERB: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(budget|ceiling|cap(ped)?|approved|released|pay|afford|spend|last word|go up|bekomme|have|figure|invoice|wants?)\b",
    )
});

/// Which topic a sentence of theirs serves best, and how much it matters; `None` for small talk.
///
/// Where a model has read the line, it decides, and the rules' cues add to what it finds; without a model, or where it finds nothing and the cues
/// leave little doubt, they count alone.
pub fn salience(statement: &Statement) -> Option<Salience> {
    let cued = cued(statement);
    let Some(says) = &statement.says else { return cued };
    match (read_salience(says, statement), cued) {
        (Some(read), Some(cued)) => {
            let score = read.score + OF_CUES * cued.score;
            // What a sentence says of itself is what it is about.
            let topic = if CLEAR_WEIGHT <= cued.score { cued.topic } else { read.topic };
            Some(Salience { topic, score, is_sure: read.is_sure && topic == read.topic })
        }
        (Some(read), None) => Some(read),
        (None, cued) => {
            let cued = cued.filter(|cued| CLEAR_WEIGHT <= cued.score)?;
            Some(Salience { score: cued.score - 1.0, is_sure: false, ..cued })
        }
    }
}

/// How much the weight of a sentence's cues adds to what a model reads in it.
const OF_CUES: f32 = 0.5;
/// From this weight on cues leave little doubt.
const CLEAR_WEIGHT: f32 = 6.0;

/// Which topic a sentence of theirs serves by its cues alone, whatever a model reads in it.
pub fn cued(statement: &Statement) -> Option<Salience> {
    let topic = *Topic::ALL.get(usize::from(statement.marks.topic?))?;
    let score = f32::from(statement.marks.weight) / 100.0;
    Some(Salience { topic, score, is_sure: SURE_WEIGHT <= score })
}

/// From this weight on a sentence that no model has read is sure to be of its topic.
const SURE_WEIGHT: f32 = 4.5;
/// What a line weighs that may just be of a topic, and what one weighs that certainly is.
const WEIGHT_OF_READ: (f32, f32) = (3.0, 8.0);

/// The salience of a sentence by what a model reads in its line. The line's sentences share the reading: those that name sums and days where the
/// topic is about them, and that stand by themselves, count more.
fn read_salience(says: &Says, statement: &Statement) -> Option<Salience> {
    let text = statement.text.as_str();
    let words = word_count(text);
    if words < 4 {
        return None;
    }
    let told =
        Topic::ALL.into_iter().flat_map(|topic| topic.categories().iter().map(move |category| (topic, *category)));
    let told = told.filter(|(topic, _)| *topic != Topic::Budget || !sums(text).is_empty());
    // How far above its category's bar each stands, from 0 to 1.
    let above = told.filter_map(|(topic, category)| {
        let (probability, bars) = (says.tells(category), bars(category));
        let above = (probability - bars.tells) / (1.0 - bars.tells);
        (0.0 <= above).then_some((above, topic, bars.sure <= probability))
    });
    let (above, topic, is_sure) = above.max_by(|(a, x, _), (b, y, _)| a.total_cmp(b).then_with(|| y.cmp(x)))?;
    let mut score = WEIGHT_OF_READ.0 + (WEIGHT_OF_READ.1 - WEIGHT_OF_READ.0) * above;
    if topic == Topic::Timeline && 0 < days_named(text, statement.day) {
        score += 1.0;
    }
    if QUESTION.is_match(text) {
        score -= 3.0;
    }
    if hangs_on(text) {
        score -= 1.0;
    }
    if 40 < words {
        score -= 1.0;
    }
    (0.0 < score).then_some(Salience { topic, score, is_sure })
}

/// The salience of a sentence's words, said on `day`; greater than 0.
pub(crate) fn salience_of(text: &str, day: Date) -> Option<Salience> {
    let words = word_count(text);
    if words < 4 {
        return None;
    }
    let sums = sums(text);
    let days = days_named(text, day);
    let mut best: Option<Salience> = None;
    let mut topics = std::collections::BTreeSet::new();
    for cue in CUES.iter().filter(|cue| cue.pattern.is_match(text)) {
        let score = match cue.topic {
            // A budget without a sum is talk; a sum with a word of deciding is news.
            Topic::Budget if sums.is_empty() => continue,
            Topic::Budget if AMOUNT_VERB.is_match(text) => cue.weight + 1.0,
            Topic::Timeline if days == 0 && cue.weight < 4.0 => cue.weight - 1.0,
            Topic::Timeline if 0 < days => cue.weight + 1.5,
            _ => cue.weight,
        };
        topics.insert(cue.topic);
        if best.is_none_or(|best| best.score < score) {
            best = Some(Salience { topic: cue.topic, score, is_sure: SURE_WEIGHT <= score });
        }
    }
    let mut best = best?;
    #[allow(clippy::cast_precision_loss)]
    let others = (topics.len() - 1).min(2) as f32;
    best.score += 0.7 * others;
    if PERSONAL.is_match(text) {
        best.score += 0.5;
    }
    if QUESTION.is_match(text) {
        best.score -= 3.0;
    }
    if HANGS_ON.is_match(text) {
        best.score -= 1.5;
    }
    if 25 < words {
        best.score -= 0.5;
    }
    if 40 < words {
        best.score -= 2.0;
    }
    (0.0 < best.score).then_some(best)
}

/// How many days, or stretches of at most a month, a text names that are not over on the day it was said. "This year" says little about when,
/// "last week" nothing about what comes, and "in three years" is a length of time.
fn days_named(text: &str, day: Date) -> usize {
    let days_until = |date: Date| day.until(date).map_or(0, |length| length.get_days());
    let is_when =
        |span: &Span| day <= span.last && span.first.until(span.last).is_ok_and(|length| length.get_days() <= 31);
    let counts = |mention: &Mention| {
        mention.spans.iter().all(is_when)
            && (mention.named.relative.is_none() || mention.due().is_some_and(|due| days_until(due) <= 62))
    };
    mentions(text, day).iter().filter(|mention| counts(mention)).count()
}

/// Whether a sentence makes little sense without the one before it: it begins with a word that points back, or is a short addition.
pub fn hangs_on(text: &str) -> bool {
    POINTS_BACK.is_match(text) || (ADDS.is_match(text) && word_count(text) < 10)
}

/// How much a sentence of a talk tells somebody who was not there, whoever said it; 0 for small talk, rarely above 10.
///
/// A topic counts by its salience, a sum and a day for themselves, other figures and content words a little. Questions and talk about
/// the talk count less, as does a sentence with few words of content; so does what we say ourselves, since we can look that up.
pub fn substance(statement: &Statement) -> f32 {
    let text = statement.text.as_str();
    let named = sums(text).len();
    let figures = FIGURE.find_iter(text).count();
    let stems = crate::content_stems(text).len();
    let mut score = salience(statement).map_or(0.0, |salience| salience.score);
    #[allow(clippy::cast_precision_loss)] // Counts of a few words.
    let few = |count: usize, most: usize| count.min(most) as f32;
    score += 1.5 * few(named, 2) + few(days_named(text, statement.day), 1);
    score += 0.8 * few(figures, 2);
    score += 0.15 * few(stems, 12);
    if NO_SUCH.is_match(text) {
        // "No patient data may leave" begins like an answer and is none.
        score += 1.5;
    }
    if QUESTION.is_match(text) {
        score -= 4.0;
    }
    if ABOUT_THE_TALK.is_match(text) {
        score -= 3.0;
    }
    if hangs_on(text) {
        score -= 1.0;
    } else if ADDS.is_match(text) {
        score -= 0.3;
    }
    if named == 0 {
        score *= few(stems + figures, 6) / 6.0;
    }
    if statement.side == Side::Us {
        score *= 0.6;
    }
    score.max(0.0)
}

/// A stretch of fewer words says too little to be quoted alone.
const QUOTE_WORDS_MIN: usize = 4;

/// The stretch of a text to quote: all of it where it has at most `words_max` words, else the run of whole sentences, or of clauses of one, with
/// the most to say within that length, else its first words. Returned as a byte range of `text`; never empty for a text with words.
pub fn short_quote(text: &str, words_max: usize) -> std::ops::Range<usize> {
    quote_within(text, words_max..=words_max)
}

/// As [`short_quote`], where each word above the first of two numbers of words has to say more than [`WORD_TOO_MANY`].
pub fn quote_within(text: &str, words: std::ops::RangeInclusive<usize>) -> std::ops::Range<usize> {
    whole_quote(text, &words).unwrap_or_else(|| first_words(text, *words.end()))
}

/// What a word has to say that makes a quotation longer than it should be.
const WORD_TOO_MANY: f32 = 1.5;

fn whole_quote(text: &str, words: &std::ops::RangeInclusive<usize>) -> Option<std::ops::Range<usize>> {
    let whole = text.len() - text.trim_start().len()..text.trim_end().len();
    if word_count(text) <= *words.start() {
        return Some(whole);
    }
    // Clauses end at signs that are followed by a space; sentences where they do, so that "am 12. Dezember" stays whole.
    let clauses = text.char_indices().filter_map(|(at, c)| {
        let next = at + c.len_utf8();
        (matches!(c, ',' | ';' | ':' | '–' | '—') && text[next..].starts_with(' ')).then_some(next)
    });
    let end_of = |span: domain::Span| {
        let words = span.of(text);
        words.as_ptr() as usize - text.as_ptr() as usize + words.len()
    };
    let sentences = domain::text::sentences(text).into_iter().map(end_of);
    let mut cuts: Vec<usize> = clauses.chain(sentences).filter(|cut| whole.contains(cut)).collect();
    cuts.extend([whole.start, whole.end]);
    cuts.sort_unstable();
    cuts.dedup();
    let mut best: Option<(f32, std::ops::Range<usize>)> = None;
    for (from, start) in cuts.iter().enumerate() {
        for end in &cuts[from + 1..] {
            let piece = text[*start..*end].trim();
            let count = word_count(piece);
            if !(QUOTE_WORDS_MIN..=*words.end()).contains(&count) {
                continue;
            }
            #[allow(clippy::cast_precision_loss)] // A few words.
            let score = says_much(piece) - WORD_TOO_MANY * count.saturating_sub(*words.start()) as f32;
            if best.as_ref().is_none_or(|(highest, _)| *highest < score) {
                best = Some((score, *start..*end));
            }
        }
    }
    let (_, range) = best?;
    let piece = &text[range.clone()];
    let start = range.start + (piece.len() - piece.trim_start().len());
    Some(start..range.start + piece.trim_end_matches([' ', ',', ';', ':', '–', '—']).len())
}

/// A piece of a sentence with fewer words rarely makes sense alone.
const STANDS_ALONE: usize = 7;

/// How much a stretch tells by itself: its words of content, more for sums, figures, doubts and cues, less where it hangs on what stands before it.
fn says_much(piece: &str) -> f32 {
    let figures = FIGURE.find_iter(piece).count();
    let is_whole = piece.ends_with(['.', '!', '?']) && piece.starts_with(char::is_uppercase);
    #[allow(clippy::cast_precision_loss)] // Counts of a few words.
    let count = |count: usize| count as f32;
    count(crate::content_stems(piece).len())
        + 6.0 * count(sums(piece).len())
        + 2.0 * count(figures)
        + if OBJECTS.is_match(piece) { 4.0 } else { 0.0 }
        + CUES.iter().filter(|cue| cue.pattern.is_match(piece)).map(|cue| cue.weight).sum::<f32>()
        + if is_whole { 2.0 } else { 0.0 }
        - if hangs_on(piece) { 2.0 } else { 0.0 }
        // "we have fifty-two days" is the end of a thought.
        - if !is_whole && word_count(piece) < STANDS_ALONE { 4.0 } else { 0.0 }
}

fn first_words(text: &str, words_max: usize) -> std::ops::Range<usize> {
    let start = text.len() - text.trim_start().len();
    let mut end = start;
    for word in text.split_inclusive(char::is_whitespace).skip_while(|word| word.trim().is_empty()).take(words_max) {
        end += word.len();
    }
    start..start + text[start..end.min(text.len())].trim_end().len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str, side: Side) -> Statement {
        let record = domain::RecordId::new(domain::ObjectType::Call, "7");
        Statement {
            citation: domain::Citation::property(record.clone(), "transcript", text),
            text: text.to_owned(),
            context: text.to_owned(),
            speaker: "Petra Lang".to_owned(),
            side,
            at: jiff::Timestamp::UNIX_EPOCH,
            day: jiff::civil::date(2026, 3, 4),
            activity: record,
            spoken: true,
            reported: false,
            marks: crate::marks::marks(text, jiff::civil::date(2026, 3, 4)),
            says: None,
        }
    }

    #[test]
    fn what_tells_more_weighs_more() {
        let order = [
            "The board has released 44,000 euros, but not a cent beyond it.",
            "No patient data may leave the European Union, not even for support at night.",
            "Lotta and Per look after all sixty leases.",
            "Good afternoon, everybody, the camera has slipped.",
        ];
        let scores = order.map(|text| substance(&said(text, Side::Them)));
        assert!(scores.is_sorted_by(|a, b| a > b), "{scores:?}");
        let ours = substance(&said(order[0], Side::Us));
        assert!(ours < scores[0] && 0.0 < ours);
        assert!(
            hangs_on("They are now at 33,500.") && hangs_on("By then it must be clean.") && hangs_on("And not before.")
        );
        assert!(!hangs_on("No patient data may leave.") && !hangs_on("Der Betriebsrat tagt."));
    }

    #[test]
    fn a_long_sentence_is_quoted_by_its_weightiest_clauses() {
        let text = "Gill has cut every new line by ten percent in a meeting that took the whole of last week's Thursday afternoon, \
            so it is forty-five thousand euros now and that is the ceiling.";
        let quote = &text[short_quote(text, 25)];
        assert_eq!(quote, "so it is forty-five thousand euros now and that is the ceiling.");
        assert_eq!(&"Short one."[short_quote("Short one.", 25)], "Short one.");
        let endless = "word ".repeat(60);
        assert_eq!(word_count(&endless[short_quote(&endless, 25)]), 25);
    }
}
