//! Is a pre-call summary what `ai_pre_call_summary` promises? Four sentences, one dated fact, a likely role, one question at the end,
//! no marketing. Pure.

use domain::text::sentences;
use regex::Regex;
use std::sync::LazyLock;

/// What keeps a text from being a pre-call summary.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
pub enum Lint {
    /// It has more or fewer than four sentences.
    #[error("it has {count} sentences, not four")]
    Sentences {
        /// The number of sentences it has.
        count: usize,
    },
    /// It has more dated facts than one, or none.
    #[error("it has {count} dated facts, not one")]
    DatedFacts {
        /// The number of dated facts it has.
        count: usize,
    },
    /// It says of nobody what role they likely have.
    #[error("it does not name a likely role")]
    NoRole,
    /// It does not end with a question.
    #[error("it does not end with a question")]
    NoQuestion,
    /// A question before the last sentence, or two at once.
    #[error("it asks {count} questions, not one")]
    Questions {
        /// The number of questions it has.
        count: usize,
    },
    /// It has a word of marketing.
    #[error("\u{201c}{word}\u{201d} is a marketing word")]
    Marketing {
        /// The word of marketing.
        word: String,
    },
}

const MONTHS: &str = "Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sep(?:t(?:ember)?)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?|Januar|Februar|März|Mai|Juni|Juli|Oktober|Dezember";

/// A calendar day, or a month with its year, in a text.
static DATE: LazyLock<Regex> = LazyLock::new(|| {
    crate::pattern(&format!(
        r"\b\d{{4}}-\d{{2}}-\d{{2}}\b|\b\d{{1,2}}[./]\d{{1,2}}[./]\d{{2,4}}\b|\b\d{{1,2}}(?:st|nd|rd|th|\.)?\s(?:of\s)?(?:{MONTHS})\b(?:,?\s\d{{4}})?|\b(?:{MONTHS})\.?\s\d{{1,2}}(?:st|nd|rd|th)?\b(?:,?\s\d{{4}})?|\b(?:{MONTHS})\s\d{{4}}\b"
    ))
});
/// "likely the economic buyer"; the role follows within a few words, or stands before.
static ROLE: LazyLock<Regex> = LazyLock::new(|| {
    const ROLES: &str = "champion|sponsor|decision[- ]maker|economic buyer|buyer|budget holder|approver|signatory|evaluator|influencer|gatekeeper|blocker|sceptic|skeptic|end user|user|technical lead|procurement|coach|entscheider(?:in)?|fürsprecher(?:in)?";
    crate::pattern(&format!(
        r"\b(?:likely|probably|wahrscheinlich)\b[^.?!]{{0,40}}\b(?:{ROLES})\b|\b(?:{ROLES})\b[^.?!]{{0,20}}\b(?:likely|probably|wahrscheinlich)\b"
    ))
});
static MARKETING: LazyLock<Regex> = LazyLock::new(|| {
    crate::pattern(
        r"\b(?:game[- ]chang\w+|revolution\w+|cutting[- ]edge|best[- ]in[- ]class|world[- ]class|industry[- ]leading|market[- ]leading|leading provider|next[- ]level|unlock\w*|unleash\w*|supercharge\w*|seamless\w*|synerg\w+|leverag\w+|empower\w*|delight\w*|thrilled|excit(?:ed|ing)|amazing|incredible|unparalleled|unmatched|state[- ]of[- ]the[- ]art|transformative|one[- ]stop|win[- ]win|holistic|turnkey|robust|innovative|groundbreaking|perfect fit|marktführ\w+|einzigartig\w*|bahnbrechend\w*|revolutionär\w*|nahtlos\w*)\b",
    )
});

/// Says what keeps a text from being a pre-call summary, in order; empty where it is one.
pub fn lint_pre_call_summary(text: &str) -> Vec<Lint> {
    let chars: Vec<char> = text.chars().collect();
    let parts: Vec<String> = sentences(text)
        .iter()
        .map(|span| chars.get(span.start..span.end).unwrap_or_default().iter().collect())
        .collect();
    let mut found = Vec::new();
    if parts.len() != 4 {
        found.push(Lint::Sentences { count: parts.len() });
    }
    let dates = DATE.find_iter(text).count();
    if dates != 1 {
        found.push(Lint::DatedFacts { count: dates });
    }
    if !ROLE.is_match(text) {
        found.push(Lint::NoRole);
    }
    let ends = parts.last().is_some_and(|last| last.trim_end_matches(['"', '”', ' ']).ends_with('?'));
    if !ends {
        found.push(Lint::NoQuestion);
    }
    let questions = text.matches('?').count();
    if 1 < questions {
        found.push(Lint::Questions { count: questions });
    }
    found.extend(MARKETING.find_iter(text).map(|word| Lint::Marketing { word: word.as_str().to_owned() }));
    found
}
