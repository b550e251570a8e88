//! Answers, promises, contradictions and verdicts as text.

use super::brief::described;
use crate::output::{Style, plain};
use app::{AskReport, CheckReport, Conflicts, Facts, GroundVerdict, Promises, SignalsReport, TranscriptReport};
use domain::{ItemKind, text::capital_first};
use jiff::tz::TimeZone;

/// An answer: the quotations with where they stand, or how much was read without finding one.
pub fn answer(report: &AskReport, zone: &TimeZone, style: Style) -> String {
    let answer = &report.answer;
    let read = format!(
        "{} of {} activities read, {} unreadable · {} ms",
        answer.scanned, answer.total, answer.unreadable, report.elapsed_ms
    );
    let mut lines = vec![style.bold(plain(&answer.account))];
    if !answer.found {
        let absent: Vec<String> = answer.absent.iter().map(|word| format!("“{}”", plain(word))).collect();
        let counted = format!("{} of {} activities, {} unreadable", answer.scanned, answer.total, answer.unreadable);
        // "Not mentioned" is said only where nothing comes near, or of a word that stands nowhere.
        lines.push(match (absent.as_slice(), answer.certainty.as_str()) {
            _ if answer.nothing.is_some() => nothing_told(report, &counted),
            ([], "absent") => format!("Not mentioned in {counted}."),
            ([], _) => format!("Nothing certain in {counted}. What comes nearest:"),
            (absent, _) => format!("{} not mentioned in {counted}.", absent.join(", ")),
        });
    }
    for item in &answer.items {
        let shown = match item.kind {
            ItemKind::Quote => format!("“{}”", plain(&item.text)),
            _ => plain(&item.text),
        };
        lines.push(format!("  • {shown}"));
        for citation in &item.citations {
            if let Some(source) = report.sources.get(citation).filter(|_| item.kind == ItemKind::Quote) {
                lines.push(style.dim(format!("    {}", described(source, zone))));
            }
            lines.push(style.dim(format!("    foreword cite '{citation}'")));
        }
    }
    lines.push(style.dim(read));
    lines.join("\n")
}

/// The sentences of a text that was checked, each with what speaks for or against it.
pub fn checked(report: &CheckReport, style: Style) -> String {
    let mut lines = Vec::new();
    for one in &report.sentences {
        let head = match one.standing.as_str() {
            "supported" => "Said so",
            "contradicted" => "Said otherwise",
            _ => "Not in the history",
        };
        lines.push(format!("{}: {}", style.bold(head), plain(&one.text)));
        if let Some(citation) = &one.citation {
            let by = match (&one.speaker, &one.said_on) {
                (Some(speaker), Some(day)) => format!("{}, {day}: “{}”", plain(speaker), plain(&one.quote)),
                _ => format!("In the CRM: {}", plain(&one.quote)),
            };
            lines.push(format!("  • {by}"));
            lines.push(style.dim(format!("    foreword cite '{citation}'")));
        }
    }
    if lines.is_empty() {
        lines.push("No sentence has a sum, a day, a name or a promise to check.".to_owned());
    }
    lines.push(style.dim(format!("{} checked · {} ms", report.sentences.len(), report.elapsed_ms)));
    lines.join("\n")
}

/// "No rival was named in 48 of 48 activities, 0 unreadable."
fn nothing_told(report: &AskReport, counted: &str) -> String {
    let told = capital_first(&report.answer.nothing.as_deref().map(plain).unwrap_or_default());
    let nearest = if report.answer.items.is_empty() { "" } else { " What comes nearest:" };
    format!("{told} in {counted}.{nearest}")
}

/// Promises, one a line, with what became of each.
pub fn promises(promises: &Promises, style: Style) -> String {
    if promises.promises.is_empty() {
        return "No promises found.".to_owned();
    }
    let line = |promise: &app::PromiseView| {
        let due = promise.due.map(|day| format!(", by {}", day.strftime("%-d %B %Y"))).unwrap_or_default();
        let owner = if promise.by == "us" { "we" } else { "they" };
        format!(
            "{:<8} {} ({owner}){due}: “{}”\n{}",
            promise.status,
            plain(&promise.whom),
            plain(&promise.text),
            style.dim(format!("         {}", plain(&promise.account)))
        )
    };
    promises.promises.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// What was said, a line a fact: its category, its value, the words, who said them and when; what holds no more is marked.
pub fn facts(facts: &Facts, style: Style) -> String {
    if facts.facts.is_empty() {
        return "Nothing of that kind was said.".to_owned();
    }
    let mut lines = Vec::new();
    let mut account = None;
    for fact in &facts.facts {
        if account != Some(&fact.account) {
            lines.push(style.bold(plain(&fact.account)));
            account = Some(&fact.account);
        }
        let value = fact.value.as_ref().map(|value| format!(" [{}]", value_of(value))).unwrap_or_default();
        let holds = if fact.superseded_by.is_some() { ", no longer so" } else { "" };
        lines.push(format!("  {:<10}{} “{}”", fact.category.replace('_', " "), plain(&value), plain(&fact.text)));
        let day = fact.since.strftime("%-d %B %Y");
        lines.push(style.dim(format!("             {}, {day}{holds}", plain(&fact.speaker))));
    }
    lines.join("\n")
}

fn value_of(value: &app::FactValue) -> String {
    let sum = value.amount.map(|amount| match value.currency {
        Some(currency) => format!("{amount} {currency}"),
        None => amount.to_string(),
    });
    let day = value.date.map(|day| day.strftime("%-d %B %Y").to_string());
    let count = value.count.map(|count| count.to_string());
    let named = [value.name.clone(), sum, day, count];
    named.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

/// What was read out of recorders' files, file by file.
pub fn transcripts(report: &TranscriptReport, style: Style) -> String {
    let mut lines = Vec::new();
    for transcript in &report.transcripts {
        lines.push(style.bold(plain(&transcript.file)));
        if let Some(error) = &transcript.error {
            lines.push(format!("  Not read: {}", plain(error)));
            continue;
        }
        let minutes = transcript.duration_ms.map(|ms| format!(", {} min", ms.div_ceil(60_000))).unwrap_or_default();
        let format = transcript.format.unwrap_or_default();
        lines.push(format!("  {format}, {} pieces of speech{minutes}", transcript.utterances));
        if !transcript.speakers.is_empty() {
            lines.push(format!("  Speakers: {}", plain(&transcript.speakers.join(", "))));
        }
        if let Some(matched) = &transcript.matched {
            lines.push(format!("  {}", matched_line(matched)));
        } else if let Some(id) = transcript.conversation {
            lines.push(format!("  Waits for you to say what it is: foreword conversations settle {id} WHO"));
        }
        for skipped in &transcript.skipped {
            lines.push(style.dim(format!("  Line {}: {}", skipped.line, skipped.reason)));
        }
    }
    lines.join("\n")
}

/// "Pricing review with Velora (call:7): the time and Petra Lang, 97 %".
fn matched_line(matched: &app::MatchedView) -> String {
    let account = matched.account_name.as_deref().map(|name| format!(", {name}")).unwrap_or_default();
    let again = if matched.again { " Imported before." } else { "" };
    let sure = if matched.by_rep { String::new() } else { format!(", {:.0} %", matched.confidence * 100.0) };
    format!("{}{} ({}): {}{sure}.{again}", plain(&matched.title), plain(&account), matched.id, plain(&matched.why))
}

/// Imported conversations: those that wait, with what they may be, then the others and the folders.
pub fn conversations(all: &app::Conversations, style: Style) -> String {
    let mut lines = Vec::new();
    let name = |one: &app::ConversationView| {
        let name = one.title.as_deref().or(one.file.as_deref()).unwrap_or("Pasted text");
        let when = one.began.as_deref().map(|began| format!(", {began}")).unwrap_or_default();
        format!("{} {}{}", one.id, plain(name), plain(&when))
    };
    if all.waiting.is_empty() && all.kept.is_empty() {
        lines.push("No conversation has been imported.".to_owned());
    }
    if !all.waiting.is_empty() {
        lines.push(style.bold("Waiting for you"));
    }
    for one in &all.waiting {
        lines.push(format!("  {}", name(one)));
        lines.push(style.dim(format!("    {}", plain(&one.opening))));
        for may in &one.suggestions {
            let account = may.account_name.as_deref().map(|name| format!(", {name}")).unwrap_or_default();
            lines.push(format!("    {} {}{}: {}", may.id, plain(&may.label), plain(&account), plain(&may.why)));
        }
    }
    if !all.kept.is_empty() {
        lines.push(style.bold("Kept"));
    }
    for one in &all.kept {
        let place = one.place.as_ref().map(matched_line).unwrap_or_default();
        lines.push(format!("  {}: {place}", name(one)));
        let unknown: Vec<&str> = one
            .speakers
            .iter()
            .filter(|speaker| speaker.known.is_none())
            .map(|speaker| speaker.name.as_str())
            .collect();
        if !unknown.is_empty() {
            lines.push(style.dim(format!("    Nobody known: {}", plain(&unknown.join(", ")))));
        }
    }
    for recorder in all.recorders.iter().filter(|recorder| recorder.is_asked) {
        let owner = recorder.owner.as_deref().map(|owner| format!(" ({owner})")).unwrap_or_default();
        let waiting =
            if recorder.waiting == 0 { String::new() } else { format!(", {} not ready yet", recorder.waiting) };
        lines.push(format!("Asked: {}{}, {} taken in{waiting}", recorder.title, plain(&owner), recorder.taken));
        lines.extend(recorder.problem.iter().map(|problem| format!("  {}", plain(problem))));
    }
    for folder in &all.folders {
        lines.push(format!("Looked into: {}", plain(&folder.path)));
        lines.extend(folder.problem.iter().map(|problem| format!("  {}", plain(problem))));
        lines.extend(folder.unread.iter().map(|file| format!("  {}: {}", plain(&file.path), plain(&file.reason))));
    }
    lines.join("\n")
}

/// What was noted down about an account, oldest first.
pub fn jottings(noted: &app::Jottings, style: Style) -> String {
    let mut lines = vec![style.bold(plain(&noted.account_name))];
    if noted.jottings.is_empty() {
        lines.push("  Nothing is noted down.".to_owned());
    }
    for line in &noted.jottings {
        let mark = match line.mark {
            domain::JotMark::Plain => "",
            domain::JotMark::Ours => "we promised: ",
            domain::JotMark::Theirs => "they promised: ",
            domain::JotMark::Number => "number: ",
            domain::JotMark::Next => "next: ",
            domain::JotMark::Doubt => "doubt: ",
            domain::JotMark::Quote => "their words: ",
        };
        lines.push(format!("  {mark}{}", plain(&line.text)));
    }
    lines.join("\n")
}

/// The contradictions between the CRM and what was said.
pub fn conflicts(conflicts: &Conflicts, style: Style) -> String {
    if conflicts.conflicts.is_empty() {
        return "The CRM and what was said agree, as far as the rules can tell.".to_owned();
    }
    let line = |conflict: &app::ConflictView| {
        format!(
            "{} {}: {}, but {} said: “{}”",
            style.bold(plain(&conflict.account)),
            plain(conflict.property),
            plain(&conflict.crm),
            plain(&conflict.speaker),
            plain(&conflict.said)
        )
    };
    conflicts.conflicts.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// A deal's signals as text, field by field.
pub fn signals(report: &SignalsReport, style: Style) -> String {
    let fields = &report.draft.fields;
    let mut lines = Vec::new();
    let mut add = |name: &str, values: &[String]| {
        lines.push(style.bold(name));
        lines.extend(values.iter().map(|value| format!("  • “{}”", plain(value))));
        if values.is_empty() {
            lines.push(style.dim("  – nothing said"));
        }
    };
    add("Objection", fields.stated_objection.as_slice());
    add("Criteria", &fields.decision_criteria);
    add("Budget", fields.budget.as_slice());
    add("Competitors", &fields.competitors);
    lines.push(format!("{} {}", style.bold("Timeline"), fields.stated_timeline));
    if !report.proposals.is_empty() {
        lines.push(format!("Proposed: foreword review show {}", report.proposals.join(" ")));
    }
    lines.join("\n")
}

/// Whether a sentence follows from its sources, and why not.
pub fn verdict(verdict: &GroundVerdict, style: Style) -> String {
    let mark = if verdict.verified { "follows " } else { "refused " };
    let reasons =
        verdict.reasons.iter().map(|reason| style.dim(format!("\n         {}", plain(reason)))).collect::<String>();
    format!("{mark} {}{reasons}", plain(&verdict.text))
}
