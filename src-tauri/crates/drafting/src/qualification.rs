//! The deal on one card: the eight elements that reps are measured by, each with its best quotation, or the question that is still to be asked.

use crate::desk::{Desk, item, stretch, verify};
use domain::{Citation, Dossier, Dropped, Item, ItemKind, Sources};
use facts::{Element, Fact, learned, qualification as told};
use std::collections::BTreeSet;

/// A line is quoted in at most so many words: rather few, more where fewer would break a clause.
const QUOTE_WORDS: std::ops::RangeInclusive<usize> = 20..=32;

/// How well a deal is qualified.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Qualification {
    /// Every element, in the order of [`Element::ALL`].
    pub elements: Vec<Qualified>,
    /// The text behind every citation of the lines.
    pub sources: Sources,
    /// Lines that grounding refused and that were left out, each with the reason.
    pub dropped: Vec<Dropped>,
}

/// One element of a deal.
#[derive(Debug, Clone, PartialEq)]
pub struct Qualified {
    /// The element that the lines tell of.
    pub element: Element,
    /// What tells most of it, in their words; `None` while nothing sure is known.
    pub known: Option<Item>,
    /// What was said before that holds no more; `None` where it was never said otherwise.
    pub before: Option<Item>,
}

/// How well the deal of an account is qualified by what was said. Deterministic; nothing is known where no model has read the account's lines.
pub fn qualification(dossier: &Dossier) -> Qualification {
    let known = dossier.as_known();
    let mut desk = Desk::of(known.as_ref());
    let facts = learned(desk.dossier, &desk.lines);
    let moment = desk.moment();
    let mut dropped = Vec::new();
    let mut elements = Vec::new();
    for (element, told) in told(&facts) {
        let mut line = |fact: &Fact| {
            let mut item = quoted(&mut desk, fact);
            match verify(&mut item, &desk.sources, &moment, None) {
                Ok(()) => Some(item),
                Err(flaw) => {
                    dropped.push(flaw);
                    None
                }
            }
        };
        let known = told.and_then(|told| line(told.fact));
        let before = told.and_then(|told| told.before).filter(|_| known.is_some()).and_then(&mut line);
        elements.push(Qualified { element, known, before });
    }
    let items = elements.iter().flat_map(|one| one.known.iter().chain(&one.before));
    let cited: BTreeSet<&Citation> = items.flat_map(|item| &item.citations).collect();
    let sources = desk.sources.into_iter().filter(|(citation, _)| cited.contains(citation)).collect();
    Qualification { elements, sources, dropped }
}

fn quoted(desk: &mut Desk<'_>, fact: &Fact) -> Item {
    let line = &fact.line;
    let (words, citation) = stretch(line, QUOTE_WORDS);
    let citation = desk.cite_line(line, citation);
    item(ItemKind::Quote, Some(fact.category.as_str()), words, vec![citation])
}
