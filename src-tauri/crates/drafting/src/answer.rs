//! The answer to a question about an account: what was said, word for word, best first; or that nothing was, with what comes nearest.

use crate::{
    asking::{Certainty, Passage, Verdict, judge},
    desk::{Desk, item, verify},
    rank::Inquiry,
};
use domain::{Citation, Dropped, Item, ItemKind, Rule, Source, Sources, Span, text};
use facts::content_stems;
use grounding::Moment;
use jiff::{Timestamp, civil::Date, tz::TimeZone};
use quantities::{Decimal, money};
use std::collections::{BTreeMap, BTreeSet};

/// A longer quotation is cut to the sentence that says most of what was asked.
const QUOTE_WORDS: usize = 45;
/// A sentence of fewer words says nothing alone: "Fair.", "That is sensible."
const SAYS_FROM: usize = 4;
/// So many nearest passages are shown where nothing answers.
pub const NEAREST_MAX: usize = 3;

/// A passage of an account's texts, with its citation and its time.
#[derive(Debug, Clone, PartialEq)]
pub struct Said {
    /// The passage as a question is held against it.
    pub passage: Passage,
    /// The citation that opens the passage.
    pub citation: Citation,
    /// When the passage was said or written.
    pub at: Timestamp,
}

/// The answer to a question about an account.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Answer {
    /// Whether the account's texts answer the question. Only what is [`Certainty::Absent`] may be called not mentioned.
    pub certainty: Certainty,
    /// What was said, best first; where nothing answers, what comes nearest, as inferred.
    pub items: Vec<Item>,
    /// The text behind every citation of the items.
    pub sources: Sources,
    /// Names, numbers and codes of the question that occur in no text of the account.
    pub absent: Vec<String>,
    /// What no line tells of, as in `no rival was named`, where a question asks for a kind of thing and models have read every line; `None` else.
    pub nothing: Option<&'static str>,
    /// Lines that grounding refused and that were left out, each with the reason.
    pub dropped: Vec<Dropped>,
}

/// An answer of those lines that grounding lets pass, with what they cite; none where it lets none.
pub(crate) fn proven(desk: Desk<'_>, mut items: Vec<Item>, moment: &Moment) -> Option<Answer> {
    let mut sources = desk.sources;
    let dropped = retain_proven(&mut items, &mut sources, moment);
    (!items.is_empty()).then(|| Answer { certainty: Certainty::Found, items, sources, dropped, ..Answer::default() })
}

/// Keeps the lines that grounding lets pass, and the sources that those cite. Returns what was refused, each with the reason.
fn retain_proven(items: &mut Vec<Item>, sources: &mut Sources, moment: &Moment) -> Vec<Dropped> {
    let mut dropped = Vec::new();
    items.retain_mut(|item| {
        let refused = verify(item, sources, moment, None).err();
        let passed = refused.is_none();
        dropped.extend(refused);
        passed
    });
    let cited: BTreeSet<&Citation> = items.iter().flat_map(|item| &item.citations).collect();
    sources.retain(|citation, _| cited.contains(citation));
    dropped
}

/// Answers a question from everything that was said, at `now` in the rep's zone. Deterministic.
pub fn answer(asked: &Inquiry<'_>, people: &[String], said: &[Said], now: Timestamp, zone: &TimeZone) -> Answer {
    let passages: Vec<&Passage> = said.iter().map(|said| &said.passage).collect();
    let verdict = judge(asked, people, &passages);
    let question = asked.question;
    let mut sources = Sources::new();
    let mut proposed = if verdict.certainty == Certainty::Found {
        quoted(question, said, &verdict, zone, &mut sources)
    } else {
        nearest(question, said, &verdict, zone, &mut sources)
    };
    let moment = Moment::new(now, zone, zone);
    let dropped = retain_proven(&mut proposed, &mut sources, &moment);
    // What grounding refused answers nothing.
    let certainty = if proposed.is_empty() { verdict.certainty.min(Certainty::Unsure) } else { verdict.certainty };
    Answer { certainty, items: proposed, sources, absent: verdict.absent, nothing: None, dropped }
}

impl Answer {
    /// Whether the account's texts answer the question.
    pub fn found(&self) -> bool {
        self.certainty == Certainty::Found
    }
}

/// The quotations, best first, after what changed between them.
fn quoted(question: &str, said: &[Said], verdict: &Verdict, zone: &TimeZone, sources: &mut Sources) -> Vec<Item> {
    let mut chosen: Vec<&Said> = Vec::new();
    for said in verdict.passages.iter().filter_map(|at| said.get(*at)) {
        if !chosen.iter().any(|other| other.passage.text == said.passage.text) {
            chosen.push(said);
        }
    }
    let mut items: Vec<(Timestamp, Item)> = Vec::new();
    let mut sums: BTreeMap<(Date, Value), (String, Citation)> = BTreeMap::new();
    for said in chosen {
        let (words, citation) = phrase(question, said);
        note(said, &citation, sources);
        let day = said.at.to_zoned(zone.clone()).date();
        for sum in money::sums(&words).into_iter().take(1) {
            let named = words[sum.range].trim().to_owned();
            sums.entry((day, (sum.low, sum.high))).or_insert((named, citation.clone()));
        }
        items.push((said.at, item(ItemKind::Quote, None, words, vec![citation])));
    }
    // Sums that were named beside the answer are no change of it.
    let best = items.first().and_then(|(_, item)| item.citations.first());
    let is_of_the_best = best.is_some_and(|best| sums.values().any(|(_, citation)| citation == best));
    if let Some(changed) = changed(&sums).filter(|_| is_of_the_best) {
        // What holds now comes before what held.
        items.sort_by_key(|(at, _)| std::cmp::Reverse(*at));
        items.insert(0, (Timestamp::MAX, changed));
    }
    items.into_iter().map(|(_, item)| item).collect()
}

/// Both ends of a sum; the same for one that is no range.
type Value = (Decimal, Decimal);

/// Sums that were given differently on different days, side by side, newest first.
fn changed(sums: &BTreeMap<(Date, Value), (String, Citation)>) -> Option<Item> {
    let values: BTreeSet<Value> = sums.keys().map(|(_, value)| *value).collect();
    let days: BTreeSet<Date> = sums.keys().map(|(day, _)| *day).collect();
    if values.len() < 2 || days.len() < 2 {
        return None;
    }
    let told: Vec<String> = sums
        .iter()
        .rev()
        .map(|((day, _), (words, _))| format!("on {}: “{words}”", day.strftime("%-d %B %Y")))
        .collect();
    let citations = sums.values().rev().map(|(_, citation)| citation.clone()).collect();
    Some(item(ItemKind::Derived, Some(Rule::AnswerChanged.as_str()), told.join(" · "), citations))
}

/// What comes nearest where nothing answers; it says that it is no answer.
fn nearest(question: &str, said: &[Said], verdict: &Verdict, zone: &TimeZone, sources: &mut Sources) -> Vec<Item> {
    let mut items = Vec::new();
    for said in verdict.passages.iter().filter_map(|at| said.get(*at)).take(NEAREST_MAX) {
        let (words, citation) = phrase(question, said);
        note(said, &citation, sources);
        let day = said.at.to_zoned(zone.clone()).strftime("%-d %B %Y").to_string();
        let by = said.passage.speaker.as_deref().map(|speaker| format!("{speaker}, ")).unwrap_or_default();
        let text = match verdict.certainty {
            Certainty::Absent => format!("Nearest, likely no answer: {by}{day}: “{words}”"),
            _ => format!("Nearest, likely related: {by}{day}: “{words}”"),
        };
        items.push(item(ItemKind::Inferred, Some("nearest"), text, vec![citation]));
    }
    items
}

fn note(said: &Said, citation: &Citation, sources: &mut Sources) {
    let source = Source {
        record: citation.record.clone(),
        property: (!citation.part.is_transcript()).then(|| citation.part.0.clone()),
        time: said.at,
        speaker: said.passage.speaker.clone(),
        side: None,
        text: said.passage.text.clone(),
    };
    sources.insert(citation.clone(), source);
}

/// The words to quote: the passage, or of a long one the sentence that says most of what was asked, with as many of those after it and before it
/// as one takes in.
fn phrase(question: &str, said: &Said) -> (String, Citation) {
    let whole = &said.passage.text;
    if text::word_count(whole) <= QUOTE_WORDS {
        return (whole.clone(), said.citation.clone());
    }
    let asked = content_stems(question);
    let sentences = text::sentences(whole);
    let words: Vec<usize> = sentences.iter().map(|span| text::word_count(span.of(whole))).collect();
    let best = (0..sentences.len()).max_by_key(|at| {
        let sentence = sentences[*at].of(whole);
        let shared = asked.intersection(&content_stems(sentence)).count();
        // What asks is the question again, not its answer.
        let tells = !sentence.ends_with('?');
        (tells, shared, SAYS_FROM <= words[*at], std::cmp::Reverse(*at))
    });
    let (mut from, mut to) = best.map_or((0, sentences.len()), |best| (best, best + 1));
    // Whoever takes up the question's words answers in the next sentence as often as in the same.
    let mut length: usize = words.iter().take(to).skip(from).sum();
    while to < sentences.len() && length + words[to] <= QUOTE_WORDS {
        length += words[to];
        to += 1;
    }
    while 0 < from && length + words[from - 1] <= QUOTE_WORDS {
        from -= 1;
        length += words[from];
    }
    let ends = sentences.get(from).zip(to.checked_sub(1).and_then(|last| sentences.get(last)));
    let quoted = ends.map_or_else(|| Span::whole(whole), |(first, last)| Span { start: first.start, end: last.end });
    let start = said.citation.span.start;
    let span = Span { start: start + quoted.start, end: start + quoted.end };
    (quoted.of(whole).to_owned(), Citation { span, ..said.citation.clone() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{ObjectType, RecordId};

    fn said(id: &str, at: &str, speaker: &str, text: &str) -> Said {
        let record = RecordId::new(ObjectType::Call, id);
        Said {
            passage: Passage {
                text: text.to_owned(),
                speaker: Some(speaker.to_owned()),
                source: id.parse().unwrap(),
                ..Passage::default()
            },
            citation: Citation::property(record, "transcript", text),
            at: at.parse().unwrap(),
        }
    }

    fn account() -> Vec<Said> {
        vec![
            said(
                "1",
                "2026-10-02T09:00:00Z",
                "Petra Lang",
                "The budget is capped at 40,000 euros for the whole rollout.",
            ),
            said(
                "2",
                "2026-11-13T09:00:00Z",
                "Petra Lang",
                "The board has released 44,000 euros of budget for the rollout.",
            ),
            said(
                "3",
                "2026-11-14T09:00:00Z",
                "Joost van Dijk",
                "Our camera system failed again in the Rotterdam office.",
            ),
        ]
    }

    fn ask(question: &str) -> Answer {
        let people = ["Petra Lang".to_owned(), "Joost van Dijk".to_owned()];
        let now = "2026-11-20T09:00:00Z".parse().unwrap();
        answer(&Inquiry::plain(question), &people, &account(), now, &TimeZone::UTC)
    }

    #[test]
    fn answers_are_quoted_best_first_and_changes_side_by_side() {
        let answer = ask("What is the budget for the rollout?");
        assert!(answer.found());
        let texts: Vec<&str> = answer.items.iter().map(|item| item.text.as_str()).collect();
        assert_eq!(
            texts,
            [
                "on 13 November 2026: “44,000 euros” · on 2 October 2026: “40,000 euros”",
                "The board has released 44,000 euros of budget for the rollout.",
                "The budget is capped at 40,000 euros for the whole rollout.",
            ]
        );
        assert!(answer.items.iter().all(|item| item.verified && !item.citations.is_empty()));
        assert_eq!(answer.sources.len(), 2);
    }

    #[test]
    fn what_was_not_said_is_not_answered() {
        for question in ["Do they use Pactolane?", "When does the audit by Deloitte begin?", "Who plays the violin?"] {
            let answer = ask(question);
            assert!(!answer.found(), "{question}: {:?}", answer.items);
            assert!(answer.items.iter().all(|item| item.kind == ItemKind::Inferred), "{question}");
        }
        assert_eq!(ask("Do they use Pactolane?").absent, ["Pactolane"]);
    }

    #[test]
    fn a_slip_of_the_pen_finds_its_word() {
        assert!(ask("Which camrea system failed in Rotterdam?").found());
        assert!(answer(&Inquiry::plain("budget"), &[], &[], Timestamp::UNIX_EPOCH, &TimeZone::UTC).items.is_empty());
    }
}
