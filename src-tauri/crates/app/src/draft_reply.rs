//! The skeleton of a reply: what they ask, what history says to it, and blanks where the rep has to write.

use crate::{AppError, DraftView, ErrorCode, Model, OpenPortal, ask, who};
use domain::{Dropped, Mode, ObjectType, RecordId, Source, Sources};
use drafting::reply::{Inbound, reply, unanswered};
use jiff::Timestamp;
use serde::Serialize;
use specta::Type;
use std::collections::BTreeMap;

/// What to answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReplyRequest {
    /// A mail, as `email:7`; or a person or account, whose last unanswered mail is taken, unless text is given.
    pub target: String,
    /// Text the rep pasted, to be answered in place of a mail.
    pub pasted: Option<String>,
}

/// A reply's skeleton.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
pub struct ReplyReport {
    /// The draft; `fields.body` is what would be copied, blanks and all.
    pub draft: DraftView,
    /// The same line by line, history among it.
    pub lines: Vec<ReplyLineView>,
    /// The ids of its proposals: none; a reply is copied, never sent from here.
    pub proposals: Vec<String>,
    /// What its lines rest on, by citation.
    #[specta(type = BTreeMap<String, Source>)]
    pub sources: Sources,
    /// Lines that grounding refused.
    pub dropped: Vec<Dropped>,
    /// Questions that history says something to.
    #[specta(type = u32)]
    pub answered: usize,
    /// Questions in all.
    #[specta(type = u32)]
    pub questions: usize,
}

/// One line of a skeleton.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
pub struct ReplyLineView {
    /// `greeting`, `question`, `history`, `blank`, `ask` or `closing`.
    pub part: String,
    /// As shown.
    pub text: String,
    /// What it claims; none for fixed words and blanks.
    pub item: Option<domain::Item>,
}

/// Drafts a reply. Needs no network; without the embedding model history is found by word only.
pub async fn draft_reply(
    open: &OpenPortal,
    model: &Model,
    request: &ReplyRequest,
    now: Timestamp,
) -> Result<ReplyReport, AppError> {
    let mail = request.target.trim().parse::<RecordId>().ok().filter(|id| id.object == ObjectType::Email);
    let account = match &mail {
        Some(mail) => open.database.accounts_of(mail)?.into_iter().next().ok_or_else(|| no_mail(&request.target))?,
        None => who::resolve(open, &request.target, now)?.account,
    };
    let dossier = retrieval::gather(&open.database, &account, None, String::new(), now, now)?;
    let inbound = match (&request.pasted, mail.or_else(|| unanswered(&dossier))) {
        (Some(text), _) => Inbound::pasted(text, None),
        (None, Some(mail)) => Inbound::mail(&dossier, &mail).ok_or_else(|| no_mail(&mail.to_string()))?,
        (None, None) => return Err(no_mail(&request.target)),
    };
    let questions = inbound.questions();
    let mut answers = Vec::new();
    for question in &questions {
        answers.push(ask::answered(open, model, &account, question, inbound.record(), now).await?);
    }
    let drafted = reply(&dossier, &inbound, &answers);
    let body = drafted.body();
    let hash = outbox::hash_of_parts(&["reply", &account.to_string(), &inbound.text, &body]);
    let short = hash.get(..16).unwrap_or_default();
    let fields = BTreeMap::from([
        ("body".to_owned(), body),
        ("language".to_owned(), format!("{:?}", drafted.language).to_lowercase()),
    ]);
    Ok(ReplyReport {
        draft: DraftView {
            id: format!("d-{}", short.get(..10).unwrap_or_default()),
            kind: "reply".to_owned(),
            mode: Mode::Extractive,
            request_id: format!("r-{short}"),
            items: drafted.items(),
            fields,
        },
        lines: drafted
            .lines
            .into_iter()
            .map(|line| ReplyLineView { part: line.part.as_str().to_owned(), text: line.text, item: line.item })
            .collect(),
        proposals: Vec::new(),
        sources: drafted.sources,
        dropped: drafted.dropped,
        answered: drafted.answered.0,
        questions: drafted.answered.1,
    })
}

fn no_mail(target: &str) -> AppError {
    AppError::new(ErrorCode::NotFound, format!("There is no mail to answer for `{target}`"))
        .hint("Name a mail, as in email:7, or give the text to answer: `foreword draft reply WHO --text -`.")
}
