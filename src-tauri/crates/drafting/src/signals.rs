//! What a deal's own words say: objection, timeline, criteria, budget and competitors, each as it was said.

use crate::desk::{Desk, item};
use domain::{Citation, Dossier, Dropped, Item, ItemKind, Sources, text::word_count};
use facts::{Side, Statement, Topic, content_stems, salience};
use grounding::check;
use quantities::days::mentions;
use std::collections::BTreeSet;

/// What was said longer ago is no signal any more.
const FRESH_DAYS: i32 = 180;
/// A criterion of fewer words is a chore of somebody's.
const CRITERION_WORDS: usize = 7;
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

/// Reads the signals of a dossier: sentences of theirs by what they are about, weightiest and newest first. Deterministic.
pub fn signals(dossier: &Dossier) -> Signals {
    let known = dossier.as_known();
    let dossier = known.as_ref();
    let mut desk = Desk::of(dossier);
    let mut said: Vec<(f32, Topic, Statement)> = desk
        .statements
        .iter()
        .filter(|s| {
            s.side == Side::Them && !s.reported && s.at <= dossier.as_of && desk.days_since(s.day) <= FRESH_DAYS
        })
        .filter_map(|s| salience(s).filter(|found| found.is_sure).map(|found| (found.score, found.topic, s.clone())))
        .collect();
    said.sort_by(|(a, _, x), (b, _, y)| {
        b.total_cmp(a).then_with(|| y.at.cmp(&x.at)).then_with(|| x.citation.cmp(&y.citation))
    });
    let of = |topic: Topic, most: usize| -> Vec<Statement> {
        let mut chosen: Vec<Statement> = Vec::new();
        let long = |s: &Statement| topic != Topic::Criteria || CRITERION_WORDS <= word_count(&s.text);
        for (_, _, statement) in said.iter().filter(|(_, of, s)| *of == topic && long(s)) {
            let stems = content_stems(&statement.text);
            let alike = |other: &Statement| {
                let theirs = content_stems(&other.text);
                stems.len().min(theirs.len()) < 2 * stems.intersection(&theirs).count()
            };
            if chosen.len() < most && !chosen.iter().any(alike) {
                chosen.push(statement.clone());
            }
        }
        chosen
    };
    // Of several sums those of the latest talk hold, and of these the weightiest.
    let budgets = || said.iter().filter(|(_, topic, _)| *topic == Topic::Budget).map(|(.., statement)| statement);
    let latest = budgets().map(|statement| statement.day).max();
    let budget = budgets().find(|statement| Some(statement.day) == latest).cloned();
    let coming = said.iter().find_map(|(_, topic, statement)| {
        let due = mentions(&statement.text, statement.day).into_iter().filter_map(|mention| mention.due());
        let days = due.map(|due| -desk.days_since(due));
        let ahead = days.filter(|days| 0 <= *days).min()?;
        (*topic == Topic::Timeline).then(|| (ahead, statement.clone()))
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
    let mut quote = |statement: &Statement, topic: Topic| -> Option<Item> {
        let citation = desk.cite(statement, statement.citation.clone());
        let mut line = item(ItemKind::Quote, Some(topic.as_str()), statement.text.clone(), vec![citation]);
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
    let objection = objections.first().and_then(|statement| quote(statement, Topic::Objection));
    let timeline_said = coming.as_ref().and_then(|(_, statement)| quote(statement, Topic::Timeline));
    let criteria: Vec<Item> = criteria.iter().filter_map(|statement| quote(statement, Topic::Criteria)).collect();
    let budget = budget.as_ref().and_then(|statement| quote(statement, Topic::Budget));
    let competitors: Vec<Item> =
        competitors.iter().filter_map(|statement| quote(statement, Topic::Competitor)).collect();
    let mut found =
        Signals { objection, timeline, timeline_said, criteria, budget, competitors, sources: desk.sources, dropped };
    let items = found.items();
    let cited: BTreeSet<&Citation> = items.iter().flat_map(|item| &item.citations).collect();
    found.sources.retain(|citation, _| cited.contains(citation));
    found
}
