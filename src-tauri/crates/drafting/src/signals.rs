//! What a deal's own words say: objection, timeline, criteria, budget and competitors, each as it was said.

use crate::desk::{Desk, item, source_of, source_of_line, stretch};
use domain::{Category, Citation, Deal, Dossier, Dropped, Item, ItemKind, Source, Sources, text::word_count};
use facts::{Fact, Salience, Side, Statement, Topic, content_stems, cued, is_of_the_order, learned};
use grounding::check;
use jiff::civil::Date;
use quantities::days::mentions;
use std::collections::BTreeSet;

/// What was said longer ago is no signal any more.
const FRESH_DAYS: i32 = 180;
/// A criterion of fewer words is a chore of somebody's.
const CRITERION_WORDS: usize = 7;
/// A line is quoted in at most so many words: rather few, more where fewer would break a clause.
const SAYING_WORDS: std::ops::RangeInclusive<usize> = 30..=45;
/// The most criteria, and the most competitors' sentences.
const LIST_MAX: usize = 5;

/// What an account's talks say of doubts, time, criteria, money and competitors.
#[derive(Debug, Clone, PartialEq)]
pub struct Signals {
    /// The customer's weightiest doubt; `None` where they voiced none.
    pub objection: Option<Item>,
    /// `no_timeline`, `0_30_days`, `30_90_days` or `90_plus_days`, counted from the dossier's day.
    pub timeline: &'static str,
    /// The sentence that the timeline was read from; `None` where there is none.
    pub timeline_said: Option<Item>,
    /// The customer's criteria: what must be so, or may not be.
    pub criteria: Vec<Item>,
    /// What the customer said they can or will pay; `None` where they did not say.
    pub budget: Option<Item>,
    /// Sentences in which the customer spoke of competitors.
    pub competitors: Vec<Item>,
    /// The text behind every citation of the items.
    pub sources: Sources,
    /// Lines that grounding refused and that were left out, each with the reason.
    pub dropped: Vec<Dropped>,
}

impl Signals {
    /// All items in the order in which a form has them, each with the heading it belongs under, as a model's items have them.
    pub fn under_headings(&self) -> Vec<(&'static str, Item)> {
        let groups = [
            ("stated_objection", self.objection.as_slice()),
            ("stated_timeline", self.timeline_said.as_slice()),
            ("decision_criterion", self.criteria.as_slice()),
            ("budget", self.budget.as_slice()),
            ("competitor", self.competitors.as_slice()),
        ];
        groups.into_iter().flat_map(|(heading, items)| items.iter().map(move |item| (heading, item.clone()))).collect()
    }

    /// All items in the order in which a form has them.
    pub fn items(&self) -> Vec<Item> {
        self.under_headings().into_iter().map(|(_, item)| item).collect()
    }
}

/// Reads the signals of a dossier: lines of theirs that a model is sure about, or sentences with clear cues where none has read them, by what they
/// are about, weightiest and newest first. Deterministic.
pub fn signals(dossier: &Dossier) -> Signals {
    let known = dossier.as_known();
    let dossier = known.as_ref();
    let mut desk = Desk::of(dossier);
    let mut said = if desk.lines.is_empty() { by_cues(&desk) } else { as_read(&desk) };
    // A day on which they decide or sign is plain, whatever a model reads.
    if said.iter().all(|saying| saying.topic != Topic::Timeline) {
        said.extend(by_cues(&desk).into_iter().filter(|saying| saying.topic == Topic::Timeline));
    }
    let of = |topic: Topic, most: usize| -> Vec<Saying> {
        let mut chosen: Vec<Saying> = Vec::new();
        let long = |s: &Saying| topic != Topic::Criteria || CRITERION_WORDS <= word_count(&s.text);
        for saying in said.iter().filter(|s| s.topic == topic && long(s)) {
            let stems = content_stems(&saying.text);
            let alike = |other: &Saying| {
                let theirs = content_stems(&other.text);
                stems.len().min(theirs.len()) < 2 * stems.intersection(&theirs).count()
            };
            if chosen.len() < most && !chosen.iter().any(alike) {
                chosen.push(saying.clone());
            }
        }
        chosen
    };
    // Of several sums those of the latest talk hold, and of these the weightiest.
    let budgets = || said.iter().filter(|saying| saying.topic == Topic::Budget);
    let latest = budgets().map(|saying| saying.day).max();
    let budget = budgets().find(|saying| Some(saying.day) == latest).cloned();
    let coming = said.iter().find_map(|saying| {
        let due = mentions(&saying.text, saying.day).into_iter().filter_map(|mention| mention.due());
        let days = due.map(|due| -desk.days_since(due));
        let ahead = days.filter(|days| 0 <= *days).min()?;
        (saying.topic == Topic::Timeline).then(|| (ahead, saying.clone()))
    });
    let timeline = match coming {
        None => "no_timeline",
        Some((..=30, _)) => "0_30_days",
        Some((31..=90, _)) => "30_90_days",
        Some(_) => "90_plus_days",
    };
    let (objections, criteria, competitors) =
        (of(Topic::Objection, 1), of(Topic::Criteria, LIST_MAX), of(Topic::Competitor, LIST_MAX));
    let moment = desk.moment();
    let mut dropped = Vec::new();
    let mut quote = |saying: &Saying| -> Option<Item> {
        desk.sources.insert(saying.citation.clone(), saying.source.clone());
        let mut line =
            item(ItemKind::Quote, Some(saying.topic.as_str()), saying.text.clone(), vec![saying.citation.clone()]);
        match check(&line, &desk.sources, &moment) {
            Ok(()) => {
                line.verified = true;
                Some(line)
            }
            Err(flaw) => {
                dropped.push(Dropped { text: line.text, reason: flaw.to_string() });
                None
            }
        }
    };
    let objection = objections.first().and_then(&mut quote);
    let timeline_said = coming.as_ref().and_then(|(_, saying)| quote(saying));
    let criteria: Vec<Item> = criteria.iter().filter_map(&mut quote).collect();
    let budget = budget.as_ref().and_then(&mut quote);
    let competitors: Vec<Item> = competitors.iter().filter_map(&mut quote).collect();
    let mut found =
        Signals { objection, timeline, timeline_said, criteria, budget, competitors, sources: desk.sources, dropped };
    let items = found.items();
    let cited: BTreeSet<&Citation> = items.iter().flat_map(|item| &item.citations).collect();
    found.sources.retain(|citation, _| cited.contains(citation));
    found
}

/// Something they said that may be a signal.
#[derive(Clone)]
struct Saying {
    topic: Topic,
    text: String,
    day: Date,
    citation: Citation,
    source: Source,
}

/// What they said by what a model is sure to read in it, the likeliest and newest first; what was said otherwise later is left out.
fn as_read(desk: &Desk<'_>) -> Vec<Saying> {
    let topic = |category: Category| match category {
        Category::Objection => Some(Topic::Objection),
        Category::Budget => Some(Topic::Budget),
        Category::Criteria => Some(Topic::Criteria),
        Category::Timeline => Some(Topic::Timeline),
        Category::Competitor => Some(Topic::Competitor),
        _ => None,
    };
    let deal = desk.dossier.meant_deal().and_then(|deal| Deal(&deal.record).amount());
    let is_of_the_deal = |sum: Option<u64>| match (sum, deal) {
        (Some(sum), Some(deal)) => is_of_the_order(sum, deal),
        (sum, None) => sum.is_some(),
        (None, _) => false,
    };
    let mut facts: Vec<Fact> = learned(desk.dossier, &desk.lines);
    facts.retain(|fact| {
        let line = &fact.line;
        let is_theirs = line.side == Side::Them && !line.reported && desk.days_since(line.day) <= FRESH_DAYS;
        let pays = fact.category != Category::Budget || is_of_the_deal(fact.value.amount);
        is_theirs && pays && fact.is_sure() && fact.is_current()
    });
    facts.sort_by(|a, b| {
        b.probability
            .total_cmp(&a.probability)
            .then_with(|| b.line.at.cmp(&a.line.at))
            .then_with(|| a.line.citation.cmp(&b.line.citation))
    });
    let saying = |fact: Fact| {
        let line = fact.line;
        let (text, citation) = stretch(&line, SAYING_WORDS);
        Some(Saying { topic: topic(fact.category)?, text, day: line.day, citation, source: source_of_line(&line) })
    };
    facts.into_iter().filter_map(saying).collect()
}

/// The same by the rules' cues alone.
fn by_cues(desk: &Desk<'_>) -> Vec<Saying> {
    let is_theirs = |s: &&Statement| {
        let is_past = s.at <= desk.dossier.as_of && desk.days_since(s.day) <= FRESH_DAYS;
        s.side == Side::Them && !s.reported && is_past
    };
    let said = desk.statements.iter().filter(is_theirs);
    let mut said: Vec<(Salience, &Statement)> = said.filter_map(|s| Some((cued(s)?, s))).collect();
    said.retain(|(found, _)| found.is_sure);
    said.sort_by(|(a, x), (b, y)| {
        b.score.total_cmp(&a.score).then_with(|| y.at.cmp(&x.at)).then_with(|| x.citation.cmp(&y.citation))
    });
    let saying = |(found, s): (Salience, &Statement)| Saying {
        topic: found.topic,
        text: s.text.clone(),
        day: s.day,
        citation: s.citation.clone(),
        source: source_of(s),
    };
    said.into_iter().map(saying).collect()
}
