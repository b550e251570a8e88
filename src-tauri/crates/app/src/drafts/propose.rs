//! Putting what a draft says up for review, where a report or a colleague reads it: as values of the record's properties, else as a note.

use crate::{
    drafts::{
        draft::{DraftReport, PhraseRequest, PhrasedReport},
        fields::quoted,
        keep_draft::{Drafted, keep},
        kinds::{has_blanks, is_proposed},
        material::subject,
        phrase::LISTED,
        triage,
        values::{About, Value, as_note, propose},
    },
    error::{AppError, ErrorCode},
    models::{llm_choice::sentence, prompts::Prompts},
    portal::open::OpenPortal,
    reading::cite::cite,
};
use domain::{Item, Line, Mode, RecordId, Sources};
use drafting::RULES;
use jiff::Timestamp;
use llm::{Kind, ValueOf};
use serde::Deserialize;
use specta::Type;

/// Puts what a draft says up for review: as values of the properties that its kind fills, and what has no property as a note. Values that HubSpot
/// holds already, made from equal inputs, are left out. Fails with [`ErrorCode::NotFound`] where it says nothing that is verified.
pub fn propose_draft(
    open: &OpenPortal,
    request: &PhraseRequest,
    report: &PhrasedReport,
    now: Timestamp,
) -> Result<DraftReport, AppError> {
    let subject = subject(open, request, now)?;
    let drafted = Drafted {
        kind: request.kind.as_str(),
        mode: report.draft.mode,
        account: subject.dossier.account.id.clone(),
        account_name: subject.dossier.account.display_name(),
        sources: &report.sources,
    };
    let about = About::of(&subject, version_of(open, request, report, &subject.about));
    if is_proposed(request.kind) {
        let lines: Vec<Line> = verified(report).map(|item| quoted(item.clone(), &report.sources)).collect();
        let besides = match request.kind {
            Kind::Triage => triage::besides(open, &subject, &report.draft.fields, &lines, now)?,
            _ => Vec::new(),
        };
        return propose(open, &drafted, &about, (values(request.kind, report), besides), now);
    }
    let lines: Vec<Line> = verified(report).map(|item| quoted(item.clone(), &report.sources)).collect();
    if lines.is_empty() {
        return Err(AppError::new(ErrorCode::NotFound, "The draft has no line that its sources bear out"));
    }
    let title = format!("{}: {}", request.kind.spec().title, drafted.account_name);
    let note = as_note(open, &drafted, &about, title, lines, now)?;
    keep(open, &drafted, vec![note], now)
}

/// A mail that the rep wants to have on record: what was drafted, as they changed it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Type)]
pub struct FileMailRequest {
    /// The id of the draft that it was made of.
    pub draft: String,
    /// The kind of draft.
    pub kind: Kind,
    /// What it is about, as the draft's request named it; a mail that is answered, as `email:7`.
    pub target: String,
    /// The subject of the mail.
    pub subject: String,
    /// The text of the mail.
    pub body: String,
}

/// Puts a mail up for review as a note: for colleagues to read, sent to nobody. Lines that read as they were drafted keep what they rest on; every
/// other one is the rep's own. Fails with [`ErrorCode::Usage`] where blanks are left or nothing is written.
pub fn file_mail(open: &OpenPortal, request: &FileMailRequest, now: Timestamp) -> Result<DraftReport, AppError> {
    if has_blanks(&request.subject) || has_blanks(&request.body) {
        return Err(AppError::new(ErrorCode::Usage, "The mail still has blanks").hint("Fill or remove them first."));
    }
    let texts: Vec<String> = request.body.lines().map(str::to_owned).collect();
    let drafted_as = open.database.draft(&request.draft)?;
    let items = drafted_as.as_ref().map(|draft| draft.items.clone()).unwrap_or_default();
    let sources = sources_of(open, &items)?;
    let old: Vec<Line> = items.into_iter().map(|item| quoted(item, &sources)).collect();
    let lines = drafting::note::edited(&old, &texts);
    if lines.is_empty() {
        return Err(AppError::new(ErrorCode::Usage, "The mail is empty").hint("Write it first."));
    }
    let asked = PhraseRequest::new(request.kind, &request.target);
    let subject = subject(open, &asked, now)?;
    let mode =
        if drafted_as.is_some_and(|draft| draft.mode == Mode::Llm.as_str()) { Mode::Llm } else { Mode::Extractive };
    let drafted = Drafted {
        kind: request.kind.as_str(),
        mode,
        account: subject.dossier.account.id.clone(),
        account_name: subject.dossier.account.display_name(),
        sources: &sources,
    };
    let what = if request.kind == Kind::Reply { "Suggested reply" } else { "Suggested mail" };
    let title = match request.subject.trim() {
        "" => format!("{what}: {}", drafted.account_name),
        subject => format!("{what}: {subject}"),
    };
    let about = About::of(&subject, String::new());
    let note = as_note(open, &drafted, &about, title, lines, now)?;
    keep(open, &drafted, vec![note], now)
}

/// The lines that their sources bear out.
fn verified(report: &PhrasedReport) -> impl Iterator<Item = &Item> {
    report.draft.items.iter().filter(|item| item.verified)
}

/// The text behind every citation of some items, as it stands in the database.
fn sources_of(open: &OpenPortal, items: &[Item]) -> Result<Sources, AppError> {
    let mut sources = Sources::new();
    for citation in items.iter().flat_map(|item| &item.citations) {
        if let Ok(cited) = cite(open, &citation.to_string()) {
            sources.insert(citation.clone(), cited.source());
        }
    }
    Ok(sources)
}

/// The prompt or rules that made the draft, as in `summary@2` or `rules@1`.
fn version_of(open: &OpenPortal, request: &PhraseRequest, report: &PhrasedReport, about: &RecordId) -> String {
    let prompt = Prompts::of(&open.home).ok().and_then(|prompts| {
        let prompt = prompts.choose(request.kind, request.version, about).ok()?;
        Some(format!("{}@{}", request.kind, prompt.front.version))
    });
    prompt.filter(|_| report.draft.mode == Mode::Llm).unwrap_or_else(|| format!("rules@{RULES}"))
}

/// Lines after what they are under: `Economic buyer: …`.
fn headed(all: &[(&Item, Option<&str>)]) -> String {
    let line = |(item, heading): &(&Item, Option<&str>)| match heading {
        Some(heading) => format!("{}: {}", sentence(&heading.replace('_', " ")), item.text),
        None => item.text.clone(),
    };
    all.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// The values by property of ours. Only lines that were verified count, and a value that no line bears out is none. What is not in the form that a
/// property promises is none either: its lines are still there for a note.
fn values(kind: Kind, report: &PhrasedReport) -> Vec<Value> {
    let headings = report.headings.iter().map(Option::as_deref).chain(std::iter::repeat(None));
    let all: Vec<(&Item, Option<&str>)> =
        report.draft.items.iter().zip(headings).filter(|(item, _)| item.verified).collect();
    let mut found = Vec::new();
    for proposes in kind.spec().proposes {
        let under = |heading: Option<&str>| proposes.under.is_none_or(|wanted| heading == Some(wanted));
        let items: Vec<&Item> = all.iter().filter(|(_, heading)| under(*heading)).map(|(item, _)| *item).collect();
        let texts: Vec<&str> = items.iter().map(|item| item.text.as_str()).collect();
        let to = match proposes.value {
            ValueOf::Lines => texts.join("\n"),
            ValueOf::Text => texts.join(" "),
            ValueOf::Listed => texts.join(LISTED),
            ValueOf::Headed => headed(&all),
            ValueOf::Field(name) => report.draft.fields.get(name).cloned().unwrap_or_default(),
        };
        if to.trim().is_empty() || items.is_empty() {
            continue;
        }
        let lines: Vec<Line> = items.iter().map(|item| quoted((*item).clone(), &report.sources)).collect();
        // A model's requests name all that it was asked; rules are named by what they found.
        let inputs = match report.draft.mode {
            Mode::Llm => report.requests.join(" "),
            Mode::Extractive => format!("{} {to}", serde_json::to_string(&lines).unwrap_or_default()),
        };
        let is_in_form = kind != Kind::PreCallSummary || llm::lint_pre_call_summary(&to).is_empty();
        found.push(Value { name: proposes.property, to: is_in_form.then_some(to), lines, inputs });
    }
    found
}
