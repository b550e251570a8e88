//! The one road of a call: whether it may be, what it says, and the note of it, in that order for what reads. What writes a card is noted first.

use crate::{
    error::{AppError, ErrorCode},
    models::embedding_model::Model,
    portal::{
        open::{open_for_reading, open_for_writing},
        settings::Settings,
    },
    programs::{
        allowed::may_use,
        answer::{Answer, Gathered},
        caller::{Caller, ProgramTool, short},
        noting::{Noting, PUT_UP, note, note_in},
        propose::{ProposeRequest, ProposeWhat, propose},
        reads,
        sourced::{shown, sourced},
    },
};
use jiff::Timestamp;

/// The most characters of a question that are noted.
const ASKED_MAX: usize = 160;
/// The outcome of a call that came in and whose end is not noted yet.
const BEGUN: &str = "begun";
/// The outcome of a call whose arguments could not be read.
const MALFORMED: &str = "malformed";

/// What a program asks for, its arguments read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ProgramRequest {
    /// The brief of a person or account, as in [`crate::BriefRequest`].
    Brief(String),
    /// A search.
    Search {
        /// Words or a question.
        query: String,
        /// The account of this person, company or record; none for all.
        account: Option<String>,
        /// The most hits; ten where nothing is said.
        limit: Option<usize>,
    },
    /// A question about somebody.
    Ask {
        /// Whom it is about.
        who: String,
        /// The question.
        question: String,
    },
    /// What a citation points to.
    Cite(String),
    /// A page of what happened.
    Timeline {
        /// Whom it is about.
        who: String,
        /// Where the page begins, as the last one said; none for the newest.
        before: Option<String>,
    },
    /// The promises of somebody's account; of all without a name.
    Promises(Option<String>),
    /// What is known of somebody's account.
    Facts(String),
    /// The day ahead.
    Digest,
    /// A card for review.
    Propose(ProposeRequest),
}

impl ProgramRequest {
    /// The tool that is asked.
    pub fn tool(&self) -> ProgramTool {
        match self {
            Self::Brief(_) => ProgramTool::Brief,
            Self::Search { .. } => ProgramTool::Search,
            Self::Ask { .. } => ProgramTool::Ask,
            Self::Cite(_) => ProgramTool::Cite,
            Self::Timeline { .. } => ProgramTool::Timeline,
            Self::Promises(_) => ProgramTool::Promises,
            Self::Facts(_) => ProgramTool::Facts,
            Self::Digest => ProgramTool::Digest,
            Self::Propose(_) => ProgramTool::Propose,
        }
    }

    /// What was asked, in short.
    fn asked(&self) -> String {
        let asked = match self {
            Self::Brief(who) | Self::Facts(who) | Self::Cite(who) | Self::Timeline { who, .. } => who.clone(),
            Self::Search { query, account, .. } => match account {
                Some(account) => format!("{account}: {query}"),
                None => query.clone(),
            },
            Self::Ask { who, question } => format!("{who}: {question}"),
            Self::Promises(who) => who.clone().unwrap_or_default(),
            Self::Digest => String::new(),
            Self::Propose(ProposeRequest { target, what }) => {
                let (kind, said) = match what {
                    ProposeWhat::Note(lines) => ("note", lines.first().map(|line| line.text.as_str())),
                    ProposeWhat::Task { title, .. } => ("task", Some(title.as_str())),
                    ProposeWhat::Field { property, .. } => ("field", Some(property.as_str())),
                    ProposeWhat::Reply { body, .. } => ("reply", body.first().map(|line| line.text.as_str())),
                };
                format!("{kind} for {target}: {}", said.unwrap_or_default())
            }
        };
        short(&asked, ASKED_MAX)
    }
}

/// Answers a program's call, and notes it. A name that fits nobody or several is an answer; what is switched off or forbidden is an error, and so is
/// a call that could not be noted. Takes no lock for longer than a moment.
pub async fn program_call(
    settings: &Settings,
    model: &Model,
    caller: &Caller,
    request: &ProgramRequest,
) -> Result<Answer, AppError> {
    // Under a policy that cannot be followed nothing is written, a note neither.
    settings.policy.may_change()?;
    match request {
        ProgramRequest::Propose(what) => put_up(settings, caller, request, what).await,
        _ => read(settings, model, caller, request).await,
    }
}

/// Notes a call whose arguments could not be read; what they were is not noted.
pub async fn malformed_call(settings: &Settings, caller: &Caller, tool: ProgramTool) -> Result<(), AppError> {
    settings.policy.may_change()?;
    let open = open_for_reading(settings).await?;
    let mut noting = Noting::of(&open.id, caller, tool, String::new(), settings.now());
    noting.outcome = MALFORMED.to_owned();
    drop(open);
    note(settings, &noting)
}

async fn read(
    settings: &Settings,
    model: &Model,
    caller: &Caller,
    request: &ProgramRequest,
) -> Result<Answer, AppError> {
    let now = settings.now();
    let open = open_for_reading(settings).await?;
    let mut noting = Noting::of(&open.id, caller, request.tool(), request.asked(), now);
    let outcome = match may_use(&open, caller, request.tool()) {
        Ok(()) => as_answer(gathered(&open, model, request, now).await.and_then(|gathered| sourced(&open, gathered))),
        Err(error) => Err(error),
    };
    // Nothing of the store is held while the note waits for whoever writes.
    drop(open);
    end(&mut noting, &outcome);
    note(settings, &noting)?;
    outcome
}

async fn gathered(
    open: &crate::portal::open::OpenPortal,
    model: &Model,
    request: &ProgramRequest,
    now: Timestamp,
) -> Result<Gathered, AppError> {
    match request {
        ProgramRequest::Brief(who) => reads::brief(open, who, now),
        ProgramRequest::Search { query, account, limit } => {
            let limit = limit.unwrap_or(reads::HITS_USUAL);
            reads::search(open, model, (query, account.as_deref(), limit), now).await
        }
        ProgramRequest::Ask { who, question } => reads::ask(open, model, (who, question), now).await,
        ProgramRequest::Cite(id) => reads::cited(open, id),
        ProgramRequest::Timeline { who, before } => reads::timeline(open, (who, before.as_deref()), now),
        ProgramRequest::Promises(who) => reads::promises(open, who.as_deref(), now),
        ProgramRequest::Facts(who) => reads::facts(open, who, now),
        ProgramRequest::Digest => reads::digest(open, now),
        ProgramRequest::Propose(_) => Err(AppError::new(ErrorCode::Internal, "A card is no reading")),
    }
}

async fn put_up(
    settings: &Settings,
    caller: &Caller,
    request: &ProgramRequest,
    what: &ProposeRequest,
) -> Result<Answer, AppError> {
    let now = settings.now();
    // Whether it may be at all is asked before anybody's lock is.
    let beside = open_for_reading(settings).await?;
    if let Err(refused) = may_use(&beside, caller, request.tool()) {
        let mut noting = Noting::of(&beside.id, caller, request.tool(), request.asked(), now);
        drop(beside);
        let outcome = Err(refused);
        end(&mut noting, &outcome);
        note(settings, &noting)?;
        return outcome;
    }
    drop(beside);
    let writable = open_for_writing(settings).await?;
    let open = &writable.open;
    let mut noting = Noting::of(&open.id, caller, request.tool(), request.asked(), now);
    noting.outcome = BEGUN.to_owned();
    let number = note_in(&open.database, &noting)?;
    let outcome = match may_use(open, caller, request.tool()) {
        Ok(()) => as_answer(propose(open, caller, what, now).and_then(|gathered| sourced(open, gathered))),
        Err(error) => Err(error),
    };
    end(&mut noting, &outcome);
    open.database.end_program_call(number, &noting.account, &noting.outcome, noting.lines)?;
    outcome
}

/// Whoever is not here, and a name that fits several, are answers.
fn as_answer(outcome: Result<Answer, AppError>) -> Result<Answer, AppError> {
    match outcome {
        Err(error) if error.code == ErrorCode::NotFound => Ok(Answer {
            said: reads::NOT_IN_HISTORY.to_owned(),
            notes: vec![shown(&error.message)],
            ..Answer::default()
        }),
        Err(mut error) if error.code == ErrorCode::Ambiguous => {
            error.candidates.truncate(CANDIDATES_MAX);
            for candidate in &mut error.candidates {
                candidate.name = shown(&candidate.name);
                candidate.account = candidate.account.as_deref().map(shown);
            }
            Ok(Answer {
                said: "The name fits several. Ask the person which is meant, and call again with the id.".to_owned(),
                candidates: error.candidates,
                ..Answer::default()
            })
        }
        other => other,
    }
}

/// So many of those that a name may mean are given at most.
const CANDIDATES_MAX: usize = 20;

fn end(noting: &mut Noting, outcome: &Result<Answer, AppError>) {
    noting.outcome = match outcome {
        Ok(answer) if !answer.candidates.is_empty() => "ambiguous",
        Ok(answer) if answer.card.is_some() => PUT_UP,
        Ok(answer) if answer.found => "answered",
        Ok(_) => "nothing",
        Err(error) => error.code.as_str(),
    }
    .to_owned();
    if let Ok(answer) = outcome {
        noting.lines = u32::try_from(answer.lines.len()).unwrap_or(u32::MAX);
        noting.account = answer.account.as_ref().map(|account| account.id.clone()).unwrap_or_default();
    }
}
