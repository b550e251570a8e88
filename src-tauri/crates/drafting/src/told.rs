//! The answer to a question for a kind of thing ("who is the competitor", "what is the next step"): the facts of that kind, what holds first, under
//! a line of their values and names.

use crate::{
    account,
    answer::{Answer, proven},
    desk::{Desk, item, stretch},
    pattern,
    question::asks_for_a_day,
    recorded::of_records,
};
use domain::{Category, Contact, Dossier, Item, ItemKind, ObjectType, Rule, property};
use facts::{Fact, Line, Side, content_stems, learned};
use quantities::money::sums;
use regex::Regex;
use std::{collections::BTreeSet, ops::RangeInclusive, sync::LazyLock};

/// The most lines of an answer that are quoted.
const LINES_MAX: usize = 5;
/// The most names and values of its first line.
const VALUES_MAX: usize = 3;
/// A line is quoted in at most so many words: rather few, more where fewer would break a clause.
const QUOTE_WORDS: RangeInclusive<usize> = 30..=45;
/// How much less the first of an account's facts counts than the last.
const FADE: f32 = 0.3;
/// How much a line counts that names what the kind's lines name most.
const OF_NAME: f32 = 0.2;
/// From this worth on a line is an answer.
const SURE_FROM: f32 = 0.4;
/// A line that tells so much of a kind may speak of it without its name.
const A_LITTLE: f32 = 0.1;
/// How much a fact counts that has the value which is asked for, beside how likely it is one.
const OF_VALUE: f32 = 0.4;
/// A line that is no likelier to tell of a kind than this does not.
const NOTHING_BELOW: f32 = 0.12;

/// A kind of thing, with the words by which a question asks for it and what is said where there is none.
struct Kind {
    category: Category,
    words: Regex,
    nothing: &'static str,
}

static KINDS: LazyLock<Vec<Kind>> = LazyLock::new(|| {
    let kind = |category, nothing, words: &str| Kind { category, words: pattern(words), nothing };
    vec![
        kind(
            Category::Incumbent,
            "nothing they use today was named",
            r"\b(?:current|existing|present|today['’]s|incumbent) (?:contract|agreement|provider|supplier|system|vendor|tool|solution|software|partner)s?\b|\bincumbents?\b|\bwhat (?:do|are) they (?:use|using|work with)(?: today| now| currently)?\b|\b(?:aktuell\w*|bisherig\w*|bestehend\w*|derzeitig\w*|heutig\w*|jetzig\w*|laufend\w*) (?:vertrag|anbieter|lieferant\w*|system|software|dienstleister|lösung)\b|\bwomit arbeiten sie\b|\b(?:fournisseur|contrat|système|outil|prestataire|logiciel)s? (?:actuel|en place|existant)\w*\b",
        ),
        kind(
            Category::Competitor,
            "no rival was named",
            r"\b(?:competitors?|competition|rivals?)\b|\b(?:up|compet\w+) against\b|\bwho else is (?:in it|in the running|bidding|pitching|offering)\b|\b(?:konkurren\w+|mitbewerb\w+|wettbewerb\w*)\b|\bconcurren(?:ce|ts?|te)\b",
        ),
        kind(
            Category::NextStep,
            "no next step was named",
            r"\bnext steps?\b|\bwhat happens next\b|\bnächste\w* schritte?\b|\bwie geht es weiter\b|\bprochaines? étapes?\b|\bquelle est la suite\b",
        ),
        kind(
            Category::Authority,
            "nobody was named who decides",
            r"\bdecision[- ]?makers?\b|\bwho (?:decides|signs(?: off)?|approves|takes the decision|makes the decision)\b|\bwho has the (?:last|final) (?:word|say)\b|\beconomic buyer\b|\bwer (?:entscheidet|unterschreibt)\b|\bwer hat das letzte wort\b|\bentscheid(?:er|ungsträger)\w*\b|\bqui (?:décide|signe|tranche)\b|\bdéci(?:deur|sionnaire)s?\b",
        ),
        kind(
            Category::Process,
            "no process was named",
            r"\b(?:decision|buying|approval|purchasing|procurement) process\b|\bhow do they decide\b|\b(?:entscheidungs|freigabe|einkaufs)prozess\b|\bwie entscheiden sie\b|\bprocessus (?:de décision|d['’]achat|de validation)\b",
        ),
        kind(
            Category::Criteria,
            "no criterion was named",
            r"\b(?:decision |buying |selection )?criteria\b|\b(?:entscheidungs|auswahl)?kriterien\b|\bcritères\b",
        ),
        kind(
            Category::Champion,
            "nobody was named who pushes for it",
            r"\bchampions?\b|\bwho (?:wants|pushes) (?:it|this|us) most\b|\bfürsprecher\w*\b",
        ),
        kind(
            Category::Blocker,
            "nobody was named who stands against it",
            r"\bblockers?\b|\bwho is against (?:it|us|this)\b|\bwer ist dagegen\b|\bqui est contre\b",
        ),
        kind(
            Category::Objection,
            "no objection was voiced",
            r"\b(?:objections?|reservations?)\b|\b(?:einwände?|bedenken)\b|\bréserves\b",
        ),
        kind(
            Category::Pain,
            "no pain was named",
            r"\bpain ?points?\b|\bwhat (?:is|are) (?:the|their) (?:main )?pains?\b|\bwo drückt der schuh\b|\bpoints? de douleur\b",
        ),
    ]
});

/// Words by which a line says of itself that it tells who decides.
static DECIDES: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:decides?|decided by|(?:takes?|makes?) the (?:final )?decision|ha(?:s|ve) the (?:last|final) (?:word|say)|signs? (?:off|it|that)|approves?)\b|\b(?:entscheide[tn]|unterschreib(?:t|en)|das letzte wort)\b|\b(?:décide|tranche|prend la décision|signe|le dernier mot)\b",
    )
});
/// Words by which a line says of itself that it tells how long something runs.
static ENDS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:ends?|expires?|renews?|runs? (?:out|until|till)|notice|terminat\w+|cancel\w*)\b|\b(?:endet|läuft|kündig\w+|gekündigt|verlängert)\b|\b(?:expire|échéance|reconduit\w*|résili\w+|préavis|se termine)\b",
    )
});
/// A line with such words counts as likely as this, at least.
const PLAIN: f32 = 0.6;
/// A name is one of the kind's where it comes near the most named one, as a share.
const NEAR_THE_FIRST: f32 = 0.4;
/// A name is told of where lines that name it tell so much of the kind together.
const NAMED_FROM: f32 = 0.6;

/// Words of such a question that ask for nothing besides, stems apart.
const BESIDES: &str = "who what when where which whose their they them deal account customer company name names called main list everyone anyone really actually \
    end ends ending expire expires expiry run runs out over until due finish heißt heisst name endet läuft enden ablaufen wann wer wie welche kunde konto \
    sont est les des leur leurs ils elles une termine finit fin expire quand qui quel quelle quels client affaire";

/// The answer to a question that asks for a kind of thing and nothing besides, with what it is where no line tells of it.
#[derive(Debug, Clone, PartialEq)]
pub enum Told {
    /// Lines that are sure to tell of it.
    Answer(Box<Answer>),
    /// Some line may tell of it.
    Maybe,
    /// No line comes near it, as in `no rival was named`.
    Nothing(&'static str),
}

/// Whether a question asks for a kind of thing. By its words alone.
pub fn asks_for_a_kind(question: &str) -> bool {
    KINDS.iter().any(|kind| kind.words.is_match(question))
}

/// The answer to a question for a kind of thing, from what a model has read in the account's lines and what the CRM has of it; `None` where it asks for
/// something else besides, or no model has read the lines and the CRM has nothing. Deterministic.
pub fn told(question: &str, dossier: &Dossier) -> Option<Told> {
    let kind = KINDS.iter().find(|kind| kind.words.is_match(question))?;
    let rest = kind.words.replace_all(question, " ");
    let mut known = content_stems(BESIDES);
    known.extend(content_stems(&dossier.account.display_name()));
    if !content_stems(&rest).is_subset(&known) {
        return None;
    }
    let dossier = dossier.as_known();
    let mut desk = Desk::answering(question, dossier.as_ref());
    let is_unread = desk.lines.is_empty();
    let names = named(&desk, kind.category);
    let lines = ranked(&desk, kind.category, wants(question), &names);
    let mut items = recorded(&mut desk, kind.category);
    let is_sure = lines.iter().any(|(worth, _)| SURE_FROM <= *worth);
    if items.is_empty() && !is_sure {
        if is_unread {
            return None;
        }
        let comes_near = desk.lines.iter().any(|line| NOTHING_BELOW <= line.says.tells(kind.category));
        return Some(if comes_near { Told::Maybe } else { Told::Nothing(kind.nothing) });
    }
    if items.is_empty() {
        items.extend(headline(&mut desk, &names, &lines));
    }
    for (_, line) in lines.iter().filter(|(worth, _)| SURE_FROM <= *worth).take(LINES_MAX) {
        let (words, citation) = stretch(line, QUOTE_WORDS);
        let citation = desk.cite_line(line, citation);
        items.push(item(ItemKind::Quote, Some(kind.category.as_str()), words, vec![citation]));
    }
    Some(finished(desk, items))
}

fn finished(desk: Desk<'_>, items: Vec<Item>) -> Told {
    let mut moment = desk.moment();
    moment.labels.extend(account::currencies(desk.dossier));
    proven(desk, items, &moment).map_or(Told::Maybe, |answer| Told::Answer(Box::new(answer)))
}

/// Which value a question wants.
#[derive(Clone, Copy, PartialEq)]
enum Wants {
    Day,
    Anything,
}

fn wants(question: &str) -> Wants {
    if asks_for_a_day(question) { Wants::Day } else { Wants::Anything }
}

/// The lines of theirs, or noted of them, that tell of a category or say so by their words: those that answer best first, each with its worth. Likely ones,
/// new ones, with the value that is wanted, about what is `named` most; what was said otherwise since comes last.
fn ranked(desk: &Desk<'_>, category: Category, wants: Wants, named: &[(String, f32)]) -> Vec<(f32, Line)> {
    let facts: Vec<Fact> =
        learned(desk.dossier, &desk.lines).into_iter().filter(|fact| fact.category == category).collect();
    let first = desk.lines.iter().map(|line| line.at).min();
    let last = desk.lines.iter().map(|line| line.at).max();
    #[allow(clippy::cast_precision_loss)] // Seconds of some years.
    let newness = |line: &Line| match first.zip(last) {
        Some((first, last)) if first < last => {
            (line.at.as_second() - first.as_second()) as f32 / (last.as_second() - first.as_second()) as f32
        }
        _ => 1.0,
    };
    let by_words = |line: &Line| match category {
        Category::Authority => DECIDES.is_match(&line.text),
        Category::Incumbent => wants == Wants::Day && ENDS.is_match(&line.text) && names_one(&line.text, named, line),
        _ => false,
    };
    let mut found: Vec<(f32, Line)> = Vec::new();
    for line in desk.lines.iter().filter(|line| line.side == Side::Them || line.reported) {
        if line.text.trim_end().ends_with('?') {
            continue;
        }
        let fact = facts.iter().find(|fact| fact.line.citation == line.citation);
        let plain = by_words(line);
        let likely = match (fact, plain) {
            (None, false) => continue,
            (fact, true) => fact.map_or(0.0, |fact| fact.probability).max(PLAIN),
            (Some(fact), false) => fact.probability,
        };
        let is_past = fact.is_some_and(|fact| !fact.is_current());
        let has_it = wants == Wants::Day && plain;
        let about = named.first().is_some_and(|(name, _)| line.text.contains(name.as_str()));
        let worth = likely * (1.0 - FADE + FADE * newness(line))
            + if has_it { OF_VALUE } else { 0.0 }
            + if about { OF_NAME } else { 0.0 }
            - if is_past { 1.0 } else { 0.0 };
        found.push((worth, line.clone()));
    }
    found.sort_by(|(a, x), (b, y)| b.total_cmp(a).then_with(|| x.citation.cmp(&y.citation)));
    found
}

/// Whether a line is about one of the names, or of what was called "it" in their talk: any line of the same talk that tells a little of the kind.
fn names_one(text: &str, named: &[(String, f32)], line: &Line) -> bool {
    named.iter().any(|(name, _)| text.contains(name.as_str())) || A_LITTLE <= line.says.tells(Category::Incumbent)
}

/// The firms and things that lines name as rivals or as in use today, the most named first, each with how much the lines that name it tell of that together:
/// what they use today is what we are up against. Empty for kinds that are no names.
fn named(desk: &Desk<'_>, category: Category) -> Vec<(String, f32)> {
    if !matches!(category, Category::Competitor | Category::Incumbent) {
        return Vec::new();
    }
    let facts = learned(desk.dossier, &desk.lines);
    let of_firms = |fact: &&Fact| matches!(fact.category, Category::Competitor | Category::Incumbent);
    let names: BTreeSet<String> = facts.iter().filter(of_firms).filter_map(|fact| fact.value.name.clone()).collect();
    let told = |name: &String| -> f32 {
        let with_it = desk.lines.iter().filter(|line| line.text.contains(name.as_str()));
        with_it.map(|line| line.says.tells(Category::Competitor).max(line.says.tells(Category::Incumbent))).sum()
    };
    let mut named: Vec<(String, f32)> =
        names.into_iter().map(|name| (told(&name), name)).map(|(told, name)| (name, told)).collect();
    named.retain(|(_, told)| NAMED_FROM <= *told);
    named.sort_by(|(x, a), (y, b)| b.total_cmp(a).then_with(|| x.cmp(y)));
    let most = named.first().map_or(0.0, |(_, told)| *told);
    named.retain(|(_, told)| NEAR_THE_FIRST * most <= *told);
    named
}

/// What the CRM has of a kind: the deal's next step, and who is marked as deciding or pushing for it.
fn recorded(desk: &mut Desk<'_>, category: Category) -> Vec<Item> {
    let role = match category {
        Category::NextStep => {
            return of_records(desk, ObjectType::Deal, property::NEXT_STEP, "Next step in the CRM", &[]);
        }
        Category::Authority => ["DECISION_MAKER", "BUDGET_HOLDER"].as_slice(),
        Category::Champion => ["CHAMPION"].as_slice(),
        Category::Blocker => ["BLOCKER"].as_slice(),
        _ => return Vec::new(),
    };
    let dossier = desk.dossier;
    let mut items = Vec::new();
    for contact in &dossier.contacts {
        let roles = contact.get(property::BUYING_ROLE).unwrap_or_default();
        let Some(held) = roles.split(';').map(str::trim).find(|held| role.contains(held)) else { continue };
        let properties = [property::BUYING_ROLE, property::FIRST_NAME, property::LAST_NAME, property::JOB_TITLE];
        let citations = desk.cite_properties(contact, &properties);
        let title = Contact(contact).job_title().map(|title| format!(", “{title}”")).unwrap_or_default();
        let held = desk.phrases.in_the_crm(&held.to_lowercase().replace('_', " "));
        let text = format!("{}{title}: {held}", contact.display_name());
        items.push(item(ItemKind::Derived, Some(Rule::CrmField.as_str()), text, citations));
    }
    items
}

/// The first line of an answer: what lines of the kind name most, with the sum that the best line about it names, and when that was said last. `None` where they
/// name nothing.
fn headline(desk: &mut Desk<'_>, named: &[(String, f32)], lines: &[(f32, Line)]) -> Option<Item> {
    let mut told: Vec<String> = Vec::new();
    let mut cited = Vec::new();
    let mut last = None;
    for (name, _) in named.iter().take(VALUES_MAX) {
        let own: Vec<&Line> =
            lines.iter().map(|(_, line)| line).filter(|line| line.text.contains(name.as_str())).collect();
        let Some(best) = own.first() else { continue };
        let with_sum = own.iter().find_map(|line| Some((line, sums(&line.text).into_iter().next()?)));
        let (line, text) = match with_sum {
            Some((line, sum)) => (line, format!("{name}, “{}”", &line.text[sum.range])),
            None => (best, name.clone()),
        };
        cited.push(desk.cite_line(line, line.citation.clone()));
        told.push(text);
        last = last.max(Some(line.day));
    }
    let text = format!("{}; {}", told.join(" · "), desk.phrases.said_on(last?));
    Some(item(ItemKind::Derived, Some(Rule::FactsTold.as_str()), text, cited))
}
