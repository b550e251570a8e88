//! What a program puts up for review: a note, a task, a field's value or a reply, marked with its name. It waits for the rep like every other card.
//! Nothing is written to HubSpot, and nothing here can approve.

use crate::{
    drafts::{
        draft::DraftReport,
        fields::changed,
        keep_draft::{Drafted, New, NewWrite, keep},
        note,
        tasks::due,
        wrap::place,
    },
    error::{AppError, ErrorCode},
    portal::open::OpenPortal,
    programs::{
        answer::{Answer, Gathered, PutUp},
        caller::{Caller, ProgramTool},
        noting::PUT_UP,
    },
    reading::{
        cite::cite_exactly,
        resolve::{dossier, resolve, resolve_deal},
    },
    review::{
        edit_task::TITLE_MAX,
        gate::may_be_written,
        proposals::{ProposalView, proposal, stored},
        review_settings::review_settings,
    },
};
use domain::{
    Citation, Decision, Dossier, Heading, Line, Mode, NoteToFile, ObjectType, Priority, RecordId, Sources, TaskToFile,
    TaskType, Write,
};
use jiff::{Timestamp, civil::Date};

/// The name of this kind of draft in rows and reports.
const KIND: &str = "program";
/// So many cards one program can put up in a day.
const CARDS_A_DAY: u32 = 50;
/// So many lines a card has at most.
pub const LINES_MAX: usize = 40;
/// The most characters of a line or value.
pub const LINE_MAX: usize = 2_000;
/// So many citations a line has at most.
pub const CITATIONS_MAX: usize = 10;

/// What a program proposes, about whom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProposeRequest {
    /// A person, an account, a deal, a call or a mail, as in `deal:5`.
    pub target: String,
    /// What is proposed.
    pub what: ProposeWhat,
}

/// What is proposed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ProposeWhat {
    /// A note, line by line.
    Note(Vec<ProposeLine>),
    /// A task with what it rests on.
    Task {
        /// What is to be done, in a line.
        title: String,
        /// The day it is due, as in `2026-03-06`; in three days where none is given.
        due: Option<String>,
        /// What it rests on.
        because: Vec<ProposeLine>,
    },
    /// A value for a property of the target.
    Field {
        /// The property's internal name, as in `hs_next_step`.
        property: String,
        /// The value as HubSpot stores it.
        value: String,
        /// What it rests on.
        because: Vec<ProposeLine>,
    },
    /// An answer to a mail, kept as a note for the rep to copy; it is sent to nobody.
    Reply {
        /// The subject; none for the mail's own.
        subject: Option<String>,
        /// The text, line by line.
        body: Vec<ProposeLine>,
    },
}

/// A line that a program wrote, with the sources that it names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProposeLine {
    /// The words.
    pub text: String,
    /// The citations, as in answers; of the same account.
    pub citations: Vec<String>,
}

/// Puts a card up for review. What says the same as one that waits is that one.
pub(crate) fn propose(
    open: &OpenPortal,
    caller: &Caller,
    request: &ProposeRequest,
    now: Timestamp,
) -> Result<Gathered, AppError> {
    not_too_many(open, caller, now)?;
    let Prepared { account, account_name, new, sources } = prepared(open, request, now)?;
    let write = as_write(&new.write);
    if let Some(write) = &write {
        may_be_written(open, &review_settings(open)?, write)?;
    }
    let card = match waiting(open, caller, &new, write.as_ref())? {
        Some(card) => card,
        None => kept(open, caller, (&account, account_name), new, &sources, now)?,
    };
    let said = "It waits for review in Foreword. Nothing was written to HubSpot; only the person at this computer can approve it.";
    let answer = Answer { found: true, said: said.to_owned(), card: Some(put_up(card)), ..Answer::default() };
    Ok(Gathered { answer, account: Some(account), lines: Vec::new(), sources: Sources::new() })
}

fn kept(
    open: &OpenPortal,
    caller: &Caller,
    (account, account_name): (&RecordId, String),
    new: New,
    sources: &Sources,
    now: Timestamp,
) -> Result<ProposalView, AppError> {
    let drafted = Drafted { kind: KIND, mode: Mode::Llm, account: account.clone(), account_name, sources };
    let DraftReport { shown, .. } = keep(open, &drafted, vec![new], now)?;
    let card = shown.into_iter().next().ok_or_else(|| AppError::new(ErrorCode::Internal, "No card was made of it"))?;
    open.database.note_program_of_draft(&stored(open, &card.id)?.draft, &caller.name)?;
    proposal(open, &card.id)
}

/// What an approval would write, without the words that a marker still has to join; none for what no program proposes.
fn as_write(new: &NewWrite) -> Option<Write> {
    match new {
        NewWrite::Note { at, owner, targets } => Some(Write::Note(NoteToFile {
            body: String::new(),
            at: *at,
            owner: owner.clone(),
            targets: targets.clone(),
        })),
        NewWrite::Task { subject, due, owner, targets, task_type, priority } => Some(Write::Task(TaskToFile {
            subject: subject.clone(),
            body: String::new(),
            due: *due,
            owner: owner.clone(),
            for_another: false,
            targets: targets.clone(),
            task_type: *task_type,
            priority: *priority,
            reminder: None,
        })),
        NewWrite::Change(change) => Some(Write::Change(change.clone())),
        NewWrite::Filled { .. } | NewWrite::Role(_) | NewWrite::Event { .. } => None,
    }
}

/// A card that is ready to be kept.
struct Prepared {
    account: RecordId,
    account_name: String,
    new: New,
    sources: Sources,
}

fn prepared(open: &OpenPortal, request: &ProposeRequest, now: Timestamp) -> Result<Prepared, AppError> {
    let target = request.target.as_str();
    let owner = open.portal.owner_id.clone();
    match &request.what {
        ProposeWhat::Note(lines) => {
            let (dossier, on, named) = place(open, target, now)?;
            let title = format!("Note on {}", dossier.account.display_name());
            let write = NewWrite::Note { at: now, owner, targets: on };
            of_note(open, &dossier, (named, title, write), lines)
        }
        ProposeWhat::Reply { subject, body } => {
            let (dossier, mail) = (dossier(open, target, now)?, mail_of(open, target, now)?);
            let own = open
                .database
                .record(&mail)?
                .and_then(|record| record.get(domain::property::EMAIL_SUBJECT).map(str::to_owned));
            let subject = subject.clone().or(own).unwrap_or_else(|| dossier.account.display_name());
            let title = format!("Suggested reply: {}", one_line(&subject, TITLE_MAX)?);
            let write = NewWrite::Note { at: now, owner, targets: note::targets(open, &mail)? };
            of_note(open, &dossier, (mail, title, write), body)
        }
        ProposeWhat::Task { title, due: day, because } => {
            let (dossier, on, named) = place(open, target, now)?;
            let subject = one_line(title, TITLE_MAX)?;
            let day: Option<Date> = day
                .as_deref()
                .map(|day| {
                    day.trim().parse::<Date>().map_err(|_| {
                        AppError::new(
                            ErrorCode::Usage,
                            format!("“{}” is not a day", one_line(day, 40).unwrap_or_default()),
                        )
                        .hint("Write it as in 2026-03-06.")
                    })
                })
                .transpose()?;
            let (mut lines, sources) = lines_of(open, &dossier.account.id, because, Heading::Point)?;
            lines.insert(0, Line::of_a_program(&subject, Vec::new(), Heading::Ours));
            let write = NewWrite::Task {
                subject: subject.clone(),
                due: due(open, day, now),
                owner,
                targets: on,
                task_type: TaskType::default(),
                priority: Priority::default(),
            };
            Ok(of(&dossier, New { target: named, title: subject, lines, write }, sources))
        }
        ProposeWhat::Field { property, value, because } => {
            let record = record_of(open, target, now)?;
            let dossier = dossier(open, &record.to_string(), now)?;
            let (lines, sources) = lines_of(open, &dossier.account.id, because, Heading::Point)?;
            let current = open.database.record(&record)?.and_then(|known| known.get(property).map(str::to_owned));
            let value = domain::visible(value.trim()).into_owned();
            if LINE_MAX < value.chars().count() {
                return Err(too_long("A value"));
            }
            if current.as_deref() == Some(value.as_str()) {
                return Err(AppError::new(ErrorCode::Usage, "The field has that value already"));
            }
            let new = changed(open, (&record, property), current, value, lines)?.ok_or_else(|| {
                AppError::new(ErrorCode::Policy, "No value may be proposed for this field, or HubSpot would not take this one")
                    .hint("The fields that may be written are listed under Review in Settings. An option is given by its value, a day as in 2026-03-06.")
            })?;
            Ok(of(&dossier, new, sources))
        }
    }
}

fn of_note(
    open: &OpenPortal,
    dossier: &Dossier,
    (target, title, write): (RecordId, String, NewWrite),
    said: &[ProposeLine],
) -> Result<Prepared, AppError> {
    let (lines, sources) = lines_of(open, &dossier.account.id, said, Heading::Point)?;
    if lines.is_empty() {
        return Err(AppError::new(ErrorCode::Usage, "A card needs at least one line"));
    }
    Ok(of(dossier, New { target, title, lines, write }, sources))
}

fn of(dossier: &Dossier, new: New, sources: Sources) -> Prepared {
    Prepared { account: dossier.account.id.clone(), account_name: dossier.account.display_name(), new, sources }
}

/// The lines as a card shows them. Each citation has to open and to be the account's own: what a card shows of sources, it shows of this account.
fn lines_of(
    open: &OpenPortal,
    account: &RecordId,
    said: &[ProposeLine],
    under: Heading,
) -> Result<(Vec<Line>, Sources), AppError> {
    if LINES_MAX < said.len() {
        return Err(AppError::new(ErrorCode::Usage, format!("A card has at most {LINES_MAX} lines")));
    }
    let (mut lines, mut sources) = (Vec::new(), Sources::new());
    for one in said {
        if CITATIONS_MAX < one.citations.len() {
            return Err(AppError::new(ErrorCode::Usage, format!("A line has at most {CITATIONS_MAX} citations")));
        }
        let mut citations: Vec<Citation> = Vec::new();
        for text in &one.citations {
            let citation: Citation = text.trim().parse().map_err(|_| no_source(text))?;
            let cited = cite_exactly(open, &citation).map_err(|_| no_source(text))?;
            if !open.database.accounts_of(&citation.record)?.contains(account) && citation.record != *account {
                return Err(no_source(text));
            }
            sources.insert(citation.clone(), cited.source());
            citations.push(citation);
        }
        let text = one_line(&one.text, LINE_MAX)?;
        lines.push(Line::of_a_program(&text, citations, under));
    }
    Ok((lines, sources))
}

fn no_source(text: &str) -> AppError {
    let shown: String = domain::visible(text).chars().take(120).collect();
    AppError::new(ErrorCode::Usage, format!("“{shown}” is no source of this account"))
        .hint("Take citations from answers about the same account.")
}

/// A text in one line that a person can see. Fails where nothing is left of it, or it is too long.
fn one_line(text: &str, chars_max: usize) -> Result<String, AppError> {
    let line = domain::visible(text).split_whitespace().collect::<Vec<_>>().join(" ");
    if line.is_empty() {
        return Err(AppError::new(ErrorCode::Usage, "A line is empty"));
    }
    if chars_max < line.chars().count() {
        return Err(too_long("A line"));
    }
    Ok(line)
}

fn too_long(what: &str) -> AppError {
    AppError::new(ErrorCode::Usage, format!("{what} is too long"))
        .hint(format!("A title has at most {TITLE_MAX} characters, a line {LINE_MAX}."))
}

/// The mail that is answered: the one that was named. An answer to nobody in particular is a note.
fn mail_of(open: &OpenPortal, target: &str, now: Timestamp) -> Result<RecordId, AppError> {
    let named = resolve(open, target, now)?.about.filter(|id| id.object == ObjectType::Email);
    named.ok_or_else(|| {
        AppError::new(ErrorCode::Usage, "A reply answers a mail")
            .hint("Name the mail by its id, as in email:9; a timeline has the ids.")
    })
}

/// The record whose field is meant: by its id, a deal by its name too, else the person or the account that is meant.
fn record_of(open: &OpenPortal, target: &str, now: Timestamp) -> Result<RecordId, AppError> {
    if let Ok(id) = target.trim().parse::<RecordId>() {
        // Whether it is here, and whose it is.
        resolve(open, target, now)?;
        return Ok(id);
    }
    if let Ok(deal) = resolve_deal(&open.database, target) {
        return Ok(deal);
    }
    let meant = resolve(open, target, now)?;
    Ok(meant.contact.unwrap_or(meant.account))
}

/// The start of the day in the rep's zone.
fn day_of(open: &OpenPortal, now: Timestamp) -> Timestamp {
    now.to_zoned(open.zone()).start_of_day().map_or(now, |start| start.timestamp())
}

fn not_too_many(open: &OpenPortal, caller: &Caller, now: Timestamp) -> Result<(), AppError> {
    let tool = ProgramTool::Propose.as_str();
    let today = open.database.program_calls_since((&caller.name, tool), PUT_UP, day_of(open, now))?;
    if today < CARDS_A_DAY {
        return Ok(());
    }
    Err(AppError::new(ErrorCode::Policy, format!("“{}” has put up {CARDS_A_DAY} cards today", caller.name))
        .hint("Let the person decide about those first. Tomorrow there is room again."))
}

/// The card of this program that says the same and waits already. Fails where somebody else's waits that this one would take the place of: the rep
/// decides about that first.
fn waiting(
    open: &OpenPortal,
    caller: &Caller,
    new: &New,
    write: Option<&Write>,
) -> Result<Option<ProposalView>, AppError> {
    let key = write.map(Write::key);
    let value = |write: &Write| write.change().map(|change| change.to.clone());
    for other in open.database.proposals()? {
        if other.decision != Decision::Open {
            continue;
        }
        let content = &other.content;
        let is_own = open.database.program_of_draft(&other.draft)?.as_deref() == Some(caller.name.as_str());
        let says_the_same = other.target == new.target
            && content.title == new.title
            && content.lines == new.lines
            && write.is_some_and(|write| write.kind() == content.write.kind() && value(write) == value(&content.write));
        if is_own && says_the_same {
            return proposal(open, &other.id.0).map(Some);
        }
        if !is_own && key.as_ref() == Some(&content.write.key()) {
            return Err(AppError::new(ErrorCode::InFlight, "A card about the same waits for review already")
                .hint("Ask the person to decide about it first."));
        }
    }
    Ok(None)
}

fn put_up(card: ProposalView) -> PutUp {
    PutUp {
        status: card.status.as_str().to_owned(),
        id: card.id,
        kind: card.kind,
        title: card.title,
        target: card.target,
    }
}
