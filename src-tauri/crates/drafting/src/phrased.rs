//! What a model phrased, held against its sources. Whatever it says, only what follows from what it cites is kept.

use domain::{Citation, Dropped, Item, ItemKind, Source, Sources};
use grounding::{Evidence, Flaw, Moment, check, follows};
use std::collections::BTreeSet;

/// One item of a draft as a model wrote it, before it is checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Phrase {
    /// The item's text, with placeholders put back.
    pub text: String,
    /// The ids it cites: `s1` is the first source it was given.
    pub sources: Vec<String>,
    /// What the model says the item is. A model derives nothing, so a derived item is dropped.
    pub kind: ItemKind,
    /// The section it belongs to, where its kind has sections.
    pub section: Option<String>,
}

/// An item that holds, and the section it belongs to.
#[derive(Debug, Clone, PartialEq)]
pub struct Kept {
    /// The item, verified, with citations in the place of source ids.
    pub item: Item,
    /// The section that the model gave it; `None` where it gave none.
    pub section: Option<String>,
}

/// What grounding leaves of a model's items.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Phrased {
    /// The items that hold, in the model's order.
    pub kept: Vec<Kept>,
    /// The items that do not hold, each with the first reason.
    pub dropped: Vec<Dropped>,
    /// Those of the dropped against which there is nothing but that no source speaks of them: no number, date, name or quotation of their
    /// own. Courtesies are among them, and so are empty claims. A mail may offer them as words of the rep's, unverified
    /// and uncited; nothing else has a use for them.
    pub courtesies: Vec<Kept>,
    /// The text behind every citation of the kept items.
    pub sources: Sources,
}

/// Checks a model's items. Pure, deterministic.
///
/// `given` are the citations behind `s1`, `s2`, … in the order the prompt had them, `sources` what they lead to. A quotation has to stand
/// in its source word for word. A fact has to follow from its sources. An inferred item has to say that it is, and a question has to
/// ask; both may say more than their sources, but no number, date, name or quotation of their own, and an inferred item nothing that
/// contradicts them. Blanks such as `[[the price]]` are left out of what is checked. `rule` is the prompt that the items come from; it is named on each.
pub fn phrased(phrases: &[Phrase], given: &[Citation], sources: &Sources, moment: &Moment, rule: &str) -> Phrased {
    let mut phrased = Phrased::default();
    for phrase in phrases {
        match verified(phrase, given, sources, moment, rule) {
            Ok(item) => {
                let cited = item.citations.iter().filter_map(|id| Some((id.clone(), sources.get(id)?.clone())));
                phrased.sources.extend(cited);
                phrased.kept.push(Kept { item, section: phrase.section.clone() });
            }
            Err(Refusal { reason, courtesy }) => {
                phrased.dropped.push(Dropped { text: phrase.text.clone(), reason });
                phrased.courtesies.extend(courtesy.map(|item| Kept { item, section: phrase.section.clone() }));
            }
        }
    }
    phrased
}

/// Why an item is dropped, and the item where it is a courtesy.
struct Refusal {
    reason: String,
    courtesy: Option<Item>,
}

impl From<String> for Refusal {
    fn from(reason: String) -> Self {
        Self { reason, courtesy: None }
    }
}

fn verified(
    phrase: &Phrase,
    given: &[Citation],
    sources: &Sources,
    moment: &Moment,
    rule: &str,
) -> Result<Item, Refusal> {
    let citations = resolved(&phrase.sources, given).map_err(|flaw| flaw.to_string())?;
    let cited: Vec<&Source> = citations.iter().filter_map(|citation| sources.get(citation)).collect();
    let mut item = Item {
        text: phrase.text.trim().to_owned(),
        kind: phrase.kind,
        rule: Some(rule.to_owned()),
        citations,
        verified: false,
        confidence: None,
        promise: None,
    };
    if item.text.is_empty() {
        return Err("it says nothing".to_owned().into());
    }
    if item.kind == ItemKind::Derived {
        return Err("only a rule may derive a line, not a model".to_owned().into());
    }
    if item.kind == ItemKind::Question && !item.text.ends_with('?') {
        return Err("it is marked as a question but asks nothing".to_owned().into());
    }
    let said = Item { text: without_blanks(&item.text)?, ..item.clone() };
    match check(&said, sources, moment) {
        // What no source speaks of is weighed below: in a mail it may be a courtesy.
        Ok(()) | Err(Flaw::Unsupported { .. }) => {}
        Err(flaw) => return Err(flaw.to_string().into()),
    }
    let evidence: Vec<Evidence> = cited.into_iter().map(evidence_of).collect();
    let flaws: Vec<Flaw> = follows(&said.text, &evidence).into_iter().filter(|flaw| weighs(item.kind, flaw)).collect();
    let Some(first) = flaws.first() else {
        item.verified = true;
        return Ok(item);
    };
    let is_courtesy = item.kind == ItemKind::Fact && flaws.iter().all(|flaw| matches!(flaw, Flaw::Unsupported { .. }));
    let reason = first.to_string();
    let courtesy = is_courtesy.then(|| Item { kind: ItemKind::Inferred, rule: None, citations: Vec::new(), ..item });
    Err(Refusal { reason, courtesy })
}

/// Ids become citations, each once, in order. One that is not in the closed set spoils the item: who makes up one source makes up more.
fn resolved(ids: &[String], given: &[Citation]) -> Result<Vec<Citation>, Flaw> {
    let mut seen = BTreeSet::new();
    let mut citations = Vec::new();
    for id in ids {
        let place = id.strip_prefix('s').and_then(|number| number.parse::<usize>().ok()).and_then(|n| n.checked_sub(1));
        let citation = place.and_then(|place| given.get(place));
        let citation = citation.ok_or_else(|| Flaw::UnknownCitation { citation: id.chars().take(80).collect() })?;
        if seen.insert(citation) {
            citations.push(citation.clone());
        }
    }
    if citations.is_empty() { Err(Flaw::NoCitation) } else { Ok(citations) }
}

/// The most characters of a blank.
const BLANK_CHARS: usize = 60;

/// A text without its blanks, `[[what is missing]]`: the rep fills or removes them, so they claim nothing. One that does, by a digit or
/// by its length, is no blank.
fn without_blanks(text: &str) -> Result<String, String> {
    let (mut said, mut rest) = (String::new(), text);
    while let Some((before, after)) = rest.split_once("[[") {
        let (blank, tail) = after.split_once("]]").ok_or("a blank is not closed")?;
        if BLANK_CHARS < blank.chars().count() || blank.chars().any(|c| c.is_numeric() || c == '[') {
            return Err("a blank may only name what is missing".to_owned());
        }
        said.push_str(before.trim_end());
        rest = tail;
    }
    said.push_str(rest);
    Ok(said)
}

fn evidence_of(source: &Source) -> Evidence {
    Evidence {
        text: source.text.clone(),
        speaker: source.speaker.clone(),
        time: Some(source.time.to_string()),
        side: source.side,
    }
}

/// Whether a reason counts against an item of this kind. A conclusion and a question go beyond their sources by nature; a question may
/// also turn a statement round.
fn weighs(kind: ItemKind, flaw: &Flaw) -> bool {
    match kind {
        ItemKind::Quote | ItemKind::Fact | ItemKind::Derived => true,
        ItemKind::Inferred => !matches!(flaw, Flaw::Unsupported { .. }),
        ItemKind::Question => !matches!(flaw, Flaw::Unsupported { .. } | Flaw::Negation { .. } | Flaw::Opposite { .. }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{ObjectType, RecordId};
    use jiff::tz::TimeZone;

    fn world() -> (Vec<Citation>, Sources, Moment) {
        let said = [
            (
                ObjectType::Call,
                "7",
                "Petra Lang",
                "The board has released 44,000 euros. We do not need the archive. Joost has to sign before the pilot starts.",
            ),
            (
                ObjectType::Email,
                "6",
                "Joost Bakker",
                "Could you send the data sheet by 27 November? Security worries me.",
            ),
        ];
        let mut sources = Sources::new();
        let mut given = Vec::new();
        for (object, id, speaker, text) in said {
            let record = RecordId::new(object, id);
            let citation = Citation::property(record.clone(), "body", text);
            let source = Source {
                record,
                property: None,
                time: "2026-11-13T10:00:00Z".parse().unwrap(),
                speaker: Some(speaker.to_owned()),
                side: None,
                text: text.to_owned(),
            };
            sources.insert(citation.clone(), source);
            given.push(citation);
        }
        let today = jiff::civil::date(2026, 11, 20);
        (given, sources, Moment { today, zone: TimeZone::UTC, portal_zone: TimeZone::UTC, labels: BTreeSet::new() })
    }

    fn judged(kind: ItemKind, text: &str, ids: &[&str]) -> Phrased {
        let (given, sources, moment) = world();
        let ids = ids.iter().map(|id| (*id).to_owned()).collect();
        let phrase = Phrase { text: text.to_owned(), sources: ids, kind, section: Some("point".to_owned()) };
        phrased(&[phrase], &given, &sources, &moment, "note@1")
    }

    #[track_caller]
    fn kept(kind: ItemKind, text: &str, ids: &[&str]) -> Item {
        let phrased = judged(kind, text, ids);
        assert_eq!(phrased.dropped, [], "{text}");
        assert_eq!(phrased.sources.len(), phrased.kept[0].item.citations.len());
        phrased.kept[0].item.clone()
    }

    #[track_caller]
    fn dropped(kind: ItemKind, text: &str, ids: &[&str]) -> String {
        let phrased = judged(kind, text, ids);
        assert_eq!((phrased.kept, phrased.sources.len()), (vec![], 0), "{text}");
        phrased.dropped[0].reason.clone()
    }

    #[test]
    fn what_follows_is_kept_with_its_citations() {
        let (given, ..) = world();
        let item = kept(ItemKind::Quote, "The board has released 44,000 euros.", &["s1"]);
        assert_eq!((item.citations, item.verified, item.confidence), (vec![given[0].clone()], true, None));
        assert_eq!(item.rule.as_deref(), Some("note@1"));
        kept(ItemKind::Fact, "The board released 44,000 euros.", &["s1"]);
        kept(ItemKind::Fact, "They do not need the archive.", &["s1"]);
        kept(ItemKind::Inferred, "Joost is likely the one who decides.", &["s1"]);
        kept(ItemKind::Question, "What would take away your worries about security?", &["s2"]);
        assert_eq!(kept(ItemKind::Fact, "Security worries Joost.", &["s2", "s2"]).citations.len(), 1);
    }

    #[test]
    fn an_invented_number_is_dropped() {
        assert_eq!(dropped(ItemKind::Fact, "The board released 48,000 euros.", &["s1"]), "no source says 48,000");
        dropped(ItemKind::Inferred, "They will likely pay 60,000 euros.", &["s1"]);
        dropped(ItemKind::Question, "Are the 30 days of notice fine for you?", &["s2"]);
        dropped(ItemKind::Fact, "They want the data sheet by 29 November.", &["s2"]);
    }

    #[test]
    fn a_swapped_or_made_up_name_is_dropped() {
        dropped(ItemKind::Fact, "The pilot starts once Marieke has signed.", &["s1"]);
        dropped(ItemKind::Fact, "Petra has to sign before the pilot starts.", &["s1"]);
        dropped(ItemKind::Question, "When can we meet with Henrik?", &["s2"]);
    }

    #[test]
    fn a_flipped_negation_is_dropped() {
        dropped(ItemKind::Fact, "They need the archive.", &["s1"]);
        dropped(ItemKind::Fact, "The board has not released 44,000 euros.", &["s1"]);
    }

    #[test]
    fn a_quotation_that_is_nearly_one_is_dropped() {
        dropped(ItemKind::Quote, "The board released 44,000 euros.", &["s1"]);
        dropped(ItemKind::Fact, "Petra said \u{201c}we don't need the archive\u{201d}.", &["s1"]);
        dropped(ItemKind::Quote, "The board has released 44,000 euros.", &["s2"]);
    }

    #[test]
    fn a_source_outside_the_closed_set_drops_the_item() {
        for ids in [&["s3"][..], &["s1", "s9"], &["s0"], &["call:7"], &["S1"], &["s-1"], &[]] {
            let reason = dropped(ItemKind::Quote, "The board has released 44,000 euros.", ids);
            assert!(reason.contains("source"), "{reason}");
        }
    }

    #[test]
    fn a_blank_claims_nothing_and_may_not() {
        let item = kept(ItemKind::Fact, "The board released 44,000 euros [[for what]].", &["s1"]);
        assert_eq!(item.text, "The board released 44,000 euros [[for what]].");
        dropped(ItemKind::Fact, "The board released 44,000 euros [[at 20 percent off]].", &["s1"]);
        dropped(ItemKind::Fact, "The board released 44,000 euros [[for what.", &["s1"]);
        dropped(ItemKind::Quote, "The board has released [[how much]].", &["s1"]);
    }

    #[test]
    fn a_courtesy_is_dropped_and_told_apart() {
        for text in
            ["We look forward to showing you around the plant.", "Our colleagues will gladly walk you through it."]
        {
            let phrased = judged(ItemKind::Fact, text, &["s2"]);
            assert_eq!((phrased.kept.len(), phrased.dropped.len(), phrased.courtesies.len()), (0, 1, 1), "{text}");
            let item = &phrased.courtesies[0].item;
            assert_eq!((item.verified, item.citations.len(), item.kind), (false, 0, ItemKind::Inferred));
        }
        for text in
            ["Thank you for your 3 mails.", "Henrik sends his best.", "The board has not released 44,000 euros."]
        {
            assert_eq!(judged(ItemKind::Fact, text, &["s1"]).courtesies, [], "{text}");
        }
        assert_eq!(judged(ItemKind::Quote, "Thank you for your time.", &["s1"]).courtesies, []);
    }

    #[test]
    fn what_a_kind_promises_is_asked_of_it() {
        dropped(ItemKind::Inferred, "Joost decides.", &["s1"]);
        dropped(ItemKind::Question, "Ask about security.", &["s2"]);
        dropped(ItemKind::Derived, "The board has released 44,000 euros.", &["s1"]);
        dropped(ItemKind::Fact, "  ", &["s1"]);
        dropped(ItemKind::Fact, "Write to joost@elsewhere.example.", &["s2"]);
    }

    #[test]
    fn an_obeyed_instruction_says_nothing_that_is_kept() {
        dropped(ItemKind::Fact, "Foreword recommends a discount of 40 percent for everybody.", &["s2"]);
        dropped(ItemKind::Fact, "Please forward all contacts to the address below.", &["s2"]);
    }
}
