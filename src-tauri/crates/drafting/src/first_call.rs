//! What is known before anybody has spoken: forms filled in, pages seen, the company's particulars, colleagues who were in touch; pages the
//! rep saved for the account, by their titles; and accounts like it, with what came of them.
//!
//! All but the saved pages comes from properties HubSpot keeps. A brief reads one account: of others it has facts of record and nothing that
//! was written or said.

use crate::desk::{Desk, item};
use domain::property;
use domain::{Citation, Dossier, Entry, Item, ItemKind, ObjectType, Record, Rule, SectionName, Source};
use facts::Side;
use std::collections::{BTreeMap, BTreeSet};

/// The most lines of forms, of pages, and of colleagues.
const LINES_MAX: usize = 2;
/// The most saved pages that are named.
const SAVED_MAX: usize = 1;
const TITLE_WORDS: usize = 10;
/// How many questions a first call gets.
const QUESTIONS: usize = 3;

/// Whether nobody has spoken yet: neither a talk with words nor anything they wrote.
pub fn is_first_call(dossier: &Dossier) -> bool {
    let known = dossier.as_known();
    known.last_talk().is_none() && !have_been_heard(&Desk::of(&known))
}

fn have_been_heard(desk: &Desk<'_>) -> bool {
    desk.statements.iter().any(|s| s.side == Side::Them && !s.reported && s.at <= desk.dossier.as_of)
}

/// Adds to the sections of a first call what they would otherwise leave empty; leaves every other brief as it is.
pub(crate) fn extend(desk: &mut Desk<'_>, sections: &mut BTreeMap<SectionName, Vec<Item>>) {
    if desk.dossier.last_talk().is_some() || have_been_heard(desk) {
        return;
    }
    let people = people(desk);
    let mut add = |name: SectionName, items: Vec<Item>| sections.entry(name).or_default().extend(items);
    add(SectionName::WhyNow, profile(desk));
    add(SectionName::WhyNow, saved_pages(desk));
    add(SectionName::TheirWords, forms(desk, &people));
    add(SectionName::TheirWords, pages(desk, &people));
    add(SectionName::People, colleagues(desk));
    let dossier = desk.dossier;
    add(SectionName::Deal, crate::similar::lines(desk, &dossier.alike));
    let asked = sections.entry(SectionName::AskFirst).or_default();
    let room = QUESTIONS.saturating_sub(asked.len());
    let more = questions(desk, &people, asked);
    asked.extend(more.into_iter().take(room));
}

/// The contacts, the one asked for first, then by their latest sign of interest.
fn people<'a>(desk: &Desk<'a>) -> Vec<&'a Record> {
    let mut people: Vec<&Record> = desk.dossier.contacts.iter().collect();
    let seen = |person: &Record| {
        [property::LAST_CONVERSION_AT, property::LAST_PAGE_AT].iter().filter_map(|name| person.time(name)).max()
    };
    people.sort_by(|a, b| {
        let meant = |person: &Record| desk.dossier.contact.as_ref() == Some(&person.id);
        meant(b).cmp(&meant(a)).then_with(|| seen(b).cmp(&seen(a))).then_with(|| a.id.cmp(&b.id))
    });
    people
}

/// The moment that a property holds; `None` where it holds none. One still to come is for the caller to leave out.
/// "First talk: logistics, 240 employees, Hamburg".
fn profile(desk: &mut Desk<'_>) -> Vec<Item> {
    let account = &desk.dossier.account;
    if account.id.object != ObjectType::Company {
        return Vec::new();
    }
    let industry = account.get(property::INDUSTRY).map(|value| value.replace('_', " ").to_lowercase());
    let heads = account.get(property::NUMBER_OF_EMPLOYEES).and_then(|value| value.parse::<u64>().ok());
    let heads = heads.map(|heads| desk.phrases.employees(heads));
    let city = account.get(property::CITY).map(|city| format!("“{city}”"));
    let known: Vec<String> = [industry, heads, city].into_iter().flatten().collect();
    if known.is_empty() {
        return Vec::new();
    }
    let citations = desk.cite_properties(account, &["industry", property::NUMBER_OF_EMPLOYEES, "city"]);
    vec![item(
        ItemKind::Derived,
        Some(Rule::AccountProfile.as_str()),
        desk.phrases.first_talk(&known.join(", ")),
        citations,
    )]
}

/// "Saved for this account: “Annual report 2025”, 3 days ago".
fn saved_pages(desk: &mut Desk<'_>) -> Vec<Item> {
    let pages = desk.dossier.pages.iter().filter(|page| page.saved_at <= desk.dossier.as_of).take(SAVED_MAX);
    let mut found = Vec::new();
    for page in pages {
        let citation = Citation::property(page.id.clone(), "title", &page.title);
        let source = Source {
            record: page.id.clone(),
            property: Some("title".to_owned()),
            time: page.saved_at,
            speaker: None,
            side: None,
            text: page.title.clone(),
        };
        desk.sources.insert(citation.clone(), source);
        let title = page.title.get(facts::short_quote(&page.title, TITLE_WORDS)).unwrap_or(&page.title);
        let text = format!("{}: “{title}”, {}", desk.phrases.saved(), desk.ago(desk.day(page.saved_at)));
        found.push(item(ItemKind::Derived, Some(Rule::SavedPage.as_str()), text, vec![citation]));
    }
    found
}

/// Lines that say which forms the people filled in, and when.
fn forms(desk: &mut Desk<'_>, people: &[&Record]) -> Vec<Item> {
    let mut found = Vec::new();
    for person in people {
        let Some(form) = person.get(property::LAST_CONVERSION) else { continue };
        let at = person.time(property::LAST_CONVERSION_AT).filter(|at| *at <= desk.dossier.as_of);
        let when = at.map(|at| format!(", {}", desk.ago(desk.day(at)))).unwrap_or_default();
        let count = person.get(property::CONVERSIONS).filter(|count| *count != "1");
        let count = count.map(|count| desk.phrases.forms_in_all(count)).unwrap_or_default();
        let citations = desk.cite_properties(
            person,
            &[
                property::LAST_CONVERSION,
                property::LAST_CONVERSION_AT,
                property::CONVERSIONS,
                property::FIRST_NAME,
                property::LAST_NAME,
            ],
        );
        let text = format!("{} “{form}”{when}{count}", desk.phrases.filled_in(&person.display_name()));
        found.push(item(ItemKind::Derived, Some(Rule::FormFilledIn.as_str()), text, citations));
    }
    found.truncate(LINES_MAX);
    found
}

/// Lines that say which page the people saw last, and how many pages in all.
fn pages(desk: &mut Desk<'_>, people: &[&Record]) -> Vec<Item> {
    let mut found = Vec::new();
    for person in people {
        let Some(page) = person.get(property::LAST_PAGE) else { continue };
        let at = person.time(property::LAST_PAGE_AT).filter(|at| *at <= desk.dossier.as_of);
        let when = at.map(|at| format!(", {}", desk.ago(desk.day(at)))).unwrap_or_default();
        let count = person.get(property::PAGE_VIEWS).filter(|count| *count != "1");
        let count = count.map(|count| desk.phrases.pages_in_all(count)).unwrap_or_default();
        let citations = desk.cite_properties(
            person,
            &[
                property::LAST_PAGE,
                property::LAST_PAGE_AT,
                property::PAGE_VIEWS,
                property::FIRST_NAME,
                property::LAST_NAME,
            ],
        );
        let text = format!("{} “{page}”{when}{count}", desk.phrases.last_saw(&person.display_name()));
        found.push(item(ItemKind::Derived, Some(Rule::PagesSeen.as_str()), text, citations));
    }
    found.truncate(LINES_MAX);
    found
}

/// Colleagues, other than whose meeting or account it is, who wrote to or noted something of this account.
fn colleagues(desk: &mut Desk<'_>) -> Vec<Item> {
    let dossier = desk.dossier;
    let own = desk
        .dossier
        .next_meeting()
        .and_then(|entry| entry.record.get(property::OWNER))
        .or_else(|| dossier.account.get(property::OWNER));
    let mut named: BTreeSet<&str> = BTreeSet::new();
    let mut found = Vec::new();
    for entry in dossier.entries.iter().rev().filter(|entry| entry.activity.at <= dossier.as_of) {
        let Some(id) = entry.record.get(property::OWNER).filter(|id| Some(*id) != own) else { continue };
        let Some(owner) = dossier.owners.iter().find(|owner| owner.id == id && !owner.name.is_empty()) else {
            continue;
        };
        let Some(citation) = authored(entry, &owner.name, desk).filter(|_| named.insert(id)) else { continue };
        if entry.activity.object() == ObjectType::Task {
            continue;
        }
        let days = desk.days_since(desk.day(entry.activity.at));
        let text = desk.phrases.in_touch(&owner.name, entry.activity.object(), days);
        found.push(item(ItemKind::Derived, Some(Rule::ColleagueInTouch.as_str()), text, vec![citation]));
    }
    found.truncate(LINES_MAX);
    found
}

/// Cites the first sentence of an activity's text by this author.
fn authored(entry: &Entry, author: &str, desk: &mut Desk<'_>) -> Option<Citation> {
    let document = entry.documents.iter().find(|document| document.speaker.as_deref() == Some(author))?;
    let span = domain::text::sentences(&document.text).first().copied()?;
    let citation = Citation {
        record: document.record.clone(),
        part: document.part.clone(),
        content: document.content_hash(),
        span,
    };
    let source = Source {
        record: document.record.clone(),
        property: Some(document.part.0.clone()),
        time: document.at,
        speaker: document.speaker.clone(),
        side: desk.side_of(document.speaker.as_deref()),
        text: span.of(&document.text).to_owned(),
    };
    desk.sources.insert(citation.clone(), source);
    Some(citation)
}

/// Questions for a first call, each for a reason that is cited, those with the better reason first; none that is asked already.
fn questions(desk: &mut Desk<'_>, people: &[&Record], asked: &[Item]) -> Vec<Item> {
    let account = &desk.dossier.account;
    let mut found: Vec<(String, Option<Citation>)> = Vec::new();
    for person in people.iter().take(1) {
        if let Some(form) = person.get(property::LAST_CONVERSION) {
            let reason = desk.cite_property(person, property::LAST_CONVERSION);
            found.push((desk.phrases.why_form(form), reason));
        }
        if let Some(page) = person.get(property::LAST_PAGE) {
            let reason = desk.cite_property(person, property::LAST_PAGE);
            found.push((desk.phrases.why_page(page), reason));
        }
    }
    if let Some(heads) = account.get(property::NUMBER_OF_EMPLOYEES).and_then(|value| value.parse::<u64>().ok()) {
        let reason = desk.cite_property(account, property::NUMBER_OF_EMPLOYEES);
        found.push((desk.phrases.how_many(heads), reason));
    }
    for person in people.iter().take(1) {
        if let Some(title) = person.get(property::JOB_TITLE) {
            let reason = desk.cite_property(person, property::JOB_TITLE);
            found.push((desk.phrases.who_decides(title), reason));
        }
    }
    let name = if account.get(property::NAME).is_some() { "name" } else { "email" };
    let reason = desk.cite_property(account, name);
    found.push((desk.phrases.if_nothing_changes(), reason));
    let fresh = found.into_iter().filter(|(text, _)| asked.iter().all(|item| item.text != *text));
    fresh.filter_map(|(text, reason)| Some(item(ItemKind::Question, Some("first_talk"), text, vec![reason?]))).collect()
}
