//! The tools that read: each calls the use case that a rep's own question calls, and draws lines from what that says.

use crate::{
    drafts::digest::{self, DigestRequest},
    error::AppError,
    models::embedding_model::Model,
    portal::open::OpenPortal,
    programs::{
        answer::{Answer, AnswerLine, Drawn, Gathered},
        sourced::LINES_MAX,
    },
    reading::{
        accounts::{self, main_text},
        ask::{self, AskRequest},
        brief::{self, BriefRequest},
        cite, facts, ledger,
        resolve::resolve,
        search::{self, SearchRequest},
    },
};
use domain::{Citation, Item, ItemKind, RecordId, Source, Sources, Span};
use jiff::{Timestamp, civil::Date};
use std::collections::BTreeMap;

/// How many characters of a text a line of a timeline shows.
const TIMELINE_CHARS: usize = 400;
/// So many hits a search gives where nothing else is said.
pub(crate) const HITS_USUAL: usize = 10;
/// What is said where nothing answers. It is an answer.
pub(crate) const NOT_IN_HISTORY: &str = "Not in the history.";

/// The brief of a person or account.
pub(crate) fn brief(open: &OpenPortal, who: &str, now: Timestamp) -> Result<Gathered, AppError> {
    let request = BriefRequest { who: who.to_owned(), ..BriefRequest::default() };
    let brief::BriefReport { brief, sources, .. } = brief::brief(open, &request, now)?;
    let mut notes = vec![format!("{}: {}", brief.who.name, brief.who.why)];
    notes.push(format!("{} of {} activities were read.", brief.coverage.read, brief.coverage.total));
    notes.extend(brief.coverage.missing);
    let mut lines = Vec::new();
    for section in brief.sections {
        let part = section.name.as_str();
        notes.extend(section.empty.map(|empty| format!("{}: {empty}", part.replace('_', " "))));
        lines.extend(section.items.into_iter().map(|item| of_item(item, Some(part), &sources)));
    }
    Ok(Gathered {
        answer: answered("The brief, line by line.", !lines.is_empty(), notes),
        account: Some(brief.who.account),
        lines,
        sources,
    })
}

/// What a search finds, in one account where one is named.
pub(crate) async fn search(
    open: &OpenPortal,
    model: &Model,
    (query, account, limit): (&str, Option<&str>, usize),
    now: Timestamp,
) -> Result<Gathered, AppError> {
    let account = account.map(|who| resolve(open, who, now)).transpose()?.map(|target| target.account);
    let request = SearchRequest {
        query: query.to_owned(),
        account: account.as_ref().map(RecordId::to_string),
        limit: limit.clamp(1, LINES_MAX),
        ..SearchRequest::default()
    };
    let report = search::search(open, model, &request, now).await?;
    let mut notes: Vec<String> = report.note.into_iter().collect();
    if report.has_more {
        notes.push("There are more hits than these.".to_owned());
    }
    if !report.unheld.is_empty() {
        notes.push(format!("No text has: {}", report.unheld.join(", ")));
    }
    let mut lines = Vec::new();
    for hit in report.hits {
        let mut about = BTreeMap::from([("record", hit.record.to_string()), ("record_type", hit.kind.to_owned())]);
        if hit.ours {
            about.insert("filed_from_here", "true".to_owned());
        }
        lines.push(Drawn {
            citations: hit.citation.parse::<Citation>().into_iter().collect(),
            line: AnswerLine {
                kind: spelled(ItemKind::Quote),
                text: hit.text,
                speaker: hit.speaker,
                time: Some(hit.time),
                about,
                ..AnswerLine::default()
            },
        });
    }
    let answer = answered("What was found, best first.", !lines.is_empty(), notes);
    Ok(Gathered { answer, account, lines, sources: Sources::new() })
}

/// The answer to a question; where nothing answers, what comes nearest, labelled so.
pub(crate) async fn ask(
    open: &OpenPortal,
    model: &Model,
    (who, question): (&str, &str),
    now: Timestamp,
) -> Result<Gathered, AppError> {
    let account = resolve(open, who, now)?.account;
    let request = AskRequest { who: who.to_owned(), question: question.to_owned() };
    let ask::AskReport { answer: view, sources, .. } = ask::ask(open, model, &request, now).await?;
    let said = match view.certainty.as_str() {
        "found" => "The answer, word for word.",
        "unsure" => {
            "Not sure: what comes nearest may be about something or somebody else. Do not give it as the answer."
        }
        _ => NOT_IN_HISTORY,
    };
    let mut notes = vec![format!("{} of {} activities were read.", view.scanned, view.total)];
    notes.extend(view.nothing.map(|nothing| format!("{nothing}.")));
    if !view.absent.is_empty() {
        notes.push(format!("No text has: {}", view.absent.join(", ")));
    }
    let part = if view.found { "answer" } else { "nearest" };
    let lines = view.items.into_iter().map(|item| of_item(item, Some(part), &sources)).collect();
    let answer = Answer { found: view.found, said: said.to_owned(), notes, ..Answer::default() };
    Ok(Gathered { answer, account: Some(account), lines, sources })
}

/// What a citation points to, with some text around it.
pub(crate) fn cited(open: &OpenPortal, id: &str) -> Result<Gathered, AppError> {
    let cited = cite::cite(open, id)?;
    let citation: Option<Citation> = cited.citation.parse().ok();
    let mut notes = Vec::new();
    if cited.changed {
        notes.push("The source reads differently today, or is gone.".to_owned());
    }
    let mut about = BTreeMap::from([("record", cited.record.to_string())]);
    about.extend(cited.property.map(|property| ("property", property)));
    if cited.context != cited.text {
        about.insert("around_it", cited.context);
    }
    about.extend(cited.current.map(|current| ("today", current)));
    let account = open.database.accounts_of(&cited.record)?.into_iter().next();
    let line = AnswerLine {
        kind: spelled(ItemKind::Quote),
        text: cited.text,
        speaker: cited.speaker,
        time: Some(cited.time),
        about,
        ..AnswerLine::default()
    };
    Ok(Gathered {
        answer: answered("The cited text.", true, notes),
        account,
        lines: vec![Drawn { line, citations: citation.into_iter().collect() }],
        sources: Sources::new(),
    })
}

/// A page of what happened with an account, newest first.
pub(crate) fn timeline(
    open: &OpenPortal,
    (who, before): (&str, Option<&str>),
    now: Timestamp,
) -> Result<Gathered, AppError> {
    let account = resolve(open, who, now)?.account;
    let page = accounts::timeline(open, &account.to_string(), before, now)?;
    let mut lines = Vec::new();
    for entry in page.entries {
        let mut about = BTreeMap::from([("record", entry.record.clone()), ("record_type", entry.kind)]);
        if !entry.title.is_empty() {
            about.insert("title", entry.title);
        }
        if !entry.people.is_empty() {
            about.insert("people", entry.people.join(", "));
        }
        if entry.ours {
            about.insert("filed_from_here", "true".to_owned());
        }
        let documents = match entry.record.parse::<RecordId>() {
            Ok(id) => open.database.current_documents(&id)?,
            Err(_) => Vec::new(),
        };
        // Without a text of its own, the title is what is cited.
        let shown = main_text(&documents).or(documents.first());
        let beginning = shown.map(|document| {
            let span = Span { start: 0, end: document.text.chars().count().min(TIMELINE_CHARS) };
            let citation = Citation {
                record: document.record.clone(),
                part: document.part.clone(),
                content: document.content_hash(),
                span,
            };
            (citation, span.of(&document.text).to_owned(), document.speaker.clone())
        });
        let (citation, text, speaker) = match beginning {
            Some((citation, text, speaker)) => (Some(citation), text, speaker),
            None => (None, String::new(), None),
        };
        lines.push(Drawn {
            citations: citation.into_iter().collect(),
            line: AnswerLine {
                kind: spelled(ItemKind::Quote),
                text,
                speaker,
                time: Some(entry.at),
                about,
                ..AnswerLine::default()
            },
        });
    }
    let mut answer =
        answered("What happened, newest first. Each line is the beginning of a text.", !lines.is_empty(), Vec::new());
    answer.next = page.next;
    Ok(Gathered { answer, account: Some(account), lines, sources: Sources::new() })
}

/// The promises of one account, or of all.
pub(crate) fn promises(open: &OpenPortal, who: Option<&str>, now: Timestamp) -> Result<Gathered, AppError> {
    let account = who.map(|who| resolve(open, who, now)).transpose()?.map(|target| target.account);
    let named = account.as_ref().map(RecordId::to_string);
    let promises = ledger::promises(open, named.as_deref(), now)?.promises;
    let lines: Vec<Drawn> = promises
        .into_iter()
        .map(|promise| {
            let mut about = BTreeMap::from([
                ("by", promise.by.to_owned()),
                ("whom", promise.whom),
                ("status", promise.status.to_owned()),
            ]);
            about.extend(promise.due.map(|due| ("due", due.to_string())));
            let line = AnswerLine { kind: spelled(ItemKind::Fact), text: promise.text, about, ..AnswerLine::default() };
            Drawn { line, citations: promise.citations }
        })
        .collect();
    let answer = answered("What was promised, and what became of it.", !lines.is_empty(), Vec::new());
    Ok(Gathered { answer, account, lines, sources: Sources::new() })
}

/// What an account's talks, mails and notes tell of the customer.
pub(crate) fn facts(open: &OpenPortal, who: &str, now: Timestamp) -> Result<Gathered, AppError> {
    let account = resolve(open, who, now)?.account;
    let found = facts::facts(open, Some(&account.to_string()), now)?.facts;
    let lines: Vec<Drawn> = found.into_iter().map(of_fact).collect();
    let answer = answered("What the texts tell of the customer, oldest first.", !lines.is_empty(), Vec::new());
    Ok(Gathered { answer, account: Some(account), lines, sources: Sources::new() })
}

/// The day ahead, over all accounts.
pub(crate) fn digest(open: &OpenPortal, now: Timestamp) -> Result<Gathered, AppError> {
    let report = digest::digest(open, &DigestRequest::default(), now)?;
    let mut lines = Vec::new();
    for part in report.parts {
        let items = part.lines.into_iter().map(|line| line.item);
        lines.extend(items.map(|item| of_item(item, Some(&part.name), &report.sources)));
    }
    let notes = vec![format!("{} accounts were looked at.", report.accounts)];
    let answer = answered("The day ahead, most pressing first in each part.", !lines.is_empty(), notes);
    Ok(Gathered { answer, account: None, lines, sources: report.sources })
}

fn answered(said: &str, found: bool, notes: Vec<String>) -> Answer {
    let said = if found { said } else { NOT_IN_HISTORY };
    Answer { found, said: said.to_owned(), notes, ..Answer::default() }
}

fn of_item(item: Item, part: Option<&str>, sources: &Sources) -> Drawn {
    let source: Option<&Source> = item.citations.first().and_then(|citation| sources.get(citation));
    let mut about = BTreeMap::new();
    about.extend(item.rule.map(|rule| ("rule", rule)));
    Drawn {
        line: AnswerLine {
            part: part.map(str::to_owned),
            kind: spelled(item.kind),
            text: item.text,
            speaker: source.and_then(|source| source.speaker.clone()),
            time: source.map(|source| source.time),
            account: None,
            about,
            citations: Vec::new(),
        },
        citations: item.citations,
    }
}

fn of_fact(fact: facts::ReadFact) -> Drawn {
    let mut about = BTreeMap::from([("holder", fact.holder)]);
    if let Some(later) = &fact.superseded_by {
        about.insert("superseded_by", later.to_string());
    }
    if let Some(value) = fact.value {
        about.extend(value.amount.map(|amount| ("amount", amount.to_string())));
        about.extend(value.currency.map(|currency| ("currency", currency.to_owned())));
        about.extend(value.date.map(|day: Date| ("date", day.to_string())));
        about.extend(value.count.map(|count| ("count", count.to_string())));
        about.extend(value.name.map(|name| ("name", name)));
    }
    Drawn {
        line: AnswerLine {
            part: Some(fact.category.to_owned()),
            kind: spelled(ItemKind::Quote),
            text: fact.text,
            speaker: Some(fact.speaker).filter(|speaker| !speaker.is_empty()),
            time: Some(fact.since),
            about,
            ..AnswerLine::default()
        },
        citations: fact.citations,
    }
}

fn spelled(kind: ItemKind) -> String {
    match kind {
        ItemKind::Quote => "quote",
        ItemKind::Fact => "fact",
        ItemKind::Derived => "derived",
        ItemKind::Inferred => "inferred",
        ItemKind::Question => "question",
    }
    .to_owned()
}
