//! The skeleton of a reply: what they ask, what history says to it, else what the shelf says, and blanks where the rep has to write.

use crate::{
    drafts::{
        ask_model::{Asking, read_all},
        draft::{DraftReporter, DraftView, MailView, PhraseRequest, SentView},
        kept_back::KeptBack,
        material::Material,
        phrase::{mail_of, unbacked},
        voices::{self, Learned, VoiceView},
    },
    error::{AppError, ErrorCode},
    models::{embedding_model::Model, phraser::Phraser},
    portal::open::OpenPortal,
    reading::{
        ask::{self},
        collateral, resolve as who,
    },
};
use domain::{Citation, Dossier, Dropped, Mode, ObjectType, RecordId, Source, Sources, Voices};
use drafting::{
    Answer,
    phrased::Kept,
    reply::{Inbound, Known, reply_as, unanswered},
};
use jiff::Timestamp;
use llm::Kind;
use serde::Serialize;
use specta::Type;
use std::collections::BTreeMap;
use store::StoredDraft;
use tokio_util::sync::CancellationToken;

/// The mail or pasted text to answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReplyRequest {
    /// A mail, as `email:7`; or a person or account, whose last unanswered mail is taken, unless text is given.
    pub target: String,
    /// Text the rep pasted, to be answered in place of a mail.
    pub pasted: Option<String>,
}

/// A drafted reply: its text, line by line too, and what each line rests on.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
pub struct ReplyReport {
    /// The draft; `fields.body` is what would be copied, blanks and all.
    pub draft: DraftView,
    /// The reply line by line, with what history says beside each question.
    pub lines: Vec<ReplyLineView>,
    /// The ids of its proposals: none; a reply is copied, never sent from here.
    pub proposals: Vec<String>,
    /// The text behind every citation of the reply's lines.
    #[specta(type = BTreeMap<String, Source>)]
    pub sources: Sources,
    /// Lines that grounding refused and that were left out, each with the reason.
    pub dropped: Vec<Dropped>,
    /// How many questions the account's history says something to.
    #[specta(type = u32)]
    pub answered: usize,
    /// Questions that only the shelf says something to.
    #[specta(type = u32)]
    pub from_shelf: usize,
    /// How many questions the mail asks in all.
    #[specta(type = u32)]
    pub questions: usize,
    /// Why rules alone made the reply although a model was asked; none where that is not so.
    pub note: Option<String>,
    /// The ids of the requests that were made for it, in order.
    pub requests: Vec<String>,
    /// The reply as a mail to be copied or opened in the mail client.
    pub mail: MailView,
    /// How the rep writes in the language of the reply.
    pub voice: VoiceView,
    /// The mail that is answered; none for pasted text.
    pub inbound: Option<String>,
}

/// One line of a drafted reply, with what it is for.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
pub struct ReplyLineView {
    /// `greeting`, `courtesy`, `question`, `history`, `collateral`, `blank`, `ask` or `closing`.
    pub part: String,
    /// The line as it is shown.
    pub text: String,
    /// What the line claims, with its citations; none for fixed words and blanks.
    pub item: Option<domain::Item>,
}

/// Drafts a reply. Needs no network; without the embedding model history is found by word only.
pub async fn draft_reply(
    open: &OpenPortal,
    model: &Model,
    request: &ReplyRequest,
    now: Timestamp,
) -> Result<ReplyReport, AppError> {
    let ready = ready(open, model, request, now).await?;
    Ok(skeleton(&ready, llm::Tone::Brief))
}

/// Drafts a reply and lets the model that the rep chose phrase it, in a tone and in the rep's own voice. The skeleton is reported at once and
/// stands until the model's lines come, and for good where the model fails or nobody is chosen.
#[expect(clippy::too_many_arguments, reason = "what a reply is made of")]
pub async fn draft_reply_phrased(
    open: &OpenPortal,
    model: &Model,
    phraser: &Phraser,
    request: &ReplyRequest,
    tone: llm::Tone,
    reporter: &dyn DraftReporter,
    now: Timestamp,
    cancel: CancellationToken,
) -> Result<ReplyReport, AppError> {
    let ready = ready(open, model, request, now).await?;
    let mut report = skeleton(&ready, tone);
    let Some(remote) = phraser.remote() else {
        report.note = phraser.rules_note();
        stored(open, &mut report, &ready, now)?;
        return Ok(report);
    };
    let material = material_of(open, &ready);
    if let Some(stopped) = KeptBack::of(open)?.stops(open, &material)? {
        report.note = Some(stopped.line);
        stored(open, &mut report, &ready, now)?;
        return Ok(report);
    }
    let asking = Asking::of(open, phraser, remote, &material, now, cancel)?;
    let phrase = PhraseRequest { tone, ..PhraseRequest::new(Kind::Reply, &request.target) };
    let read = read_all(&asking, &phrase, &ready.voice, reporter).await?;
    report.requests = read.requests;
    report.dropped.extend(read.dropped);
    let mut lines = read.kept;
    let verified = lines.iter().filter(|(_, line)| line.section.as_deref() != Some("subject")).count();
    lines.extend(read.courtesies);
    lines.sort_by_key(|(place, _)| *place);
    let lines: Vec<Kept> = lines.into_iter().map(|(_, line)| line).collect();
    report.note = read.failed.or_else(|| (verified == 0).then(unbacked)).map(|failed| failed.line);
    if report.note.is_some() {
        stored(open, &mut report, &ready, now)?;
        return Ok(report);
    }
    let mail = mail_of(&phrase, &lines, &material, &ready.voice.voice, &asking.rep);
    let beside =
        report.lines.into_iter().filter(|line| matches!(line.part.as_str(), "question" | "history" | "collateral"));
    let own = lines.into_iter().map(|line| ReplyLineView {
        part: line.section.unwrap_or_else(|| "body".to_owned()),
        text: line.item.text.clone(),
        item: Some(line.item),
    });
    let greeting = ReplyLineView { part: "greeting".to_owned(), text: first_line(&mail.body), item: None };
    let closing = ReplyLineView { part: "closing".to_owned(), text: ready.voice.voice.close(&asking.rep), item: None };
    report.lines = std::iter::once(greeting).chain(own).chain([closing]).chain(beside).collect();
    report.draft.items = report.lines.iter().filter_map(|line| line.item.clone()).collect();
    report.sources.extend(read.sources);
    report.draft.mode = Mode::Llm;
    report.draft.request_id = report.requests.last().cloned().unwrap_or_default();
    report.draft.fields.insert("body".to_owned(), mail.body.clone());
    report.draft.fields.insert("subject".to_owned(), mail.subject.clone());
    report.mail = MailView { to: report.mail.to, ..mail };
    stored(open, &mut report, &ready, now)?;
    Ok(report)
}

/// Keeps a reply and gives it an id, so that what is made of it can be told.
fn stored(open: &OpenPortal, report: &mut ReplyReport, ready: &Ready, now: Timestamp) -> Result<(), AppError> {
    let spelled = serde_json::to_string(&report.draft.items).unwrap_or_default();
    report.draft.id = outbox::new_proposal_id().0.replacen("p-", "d-", 1);
    open.database.put_text_draft(&StoredDraft {
        id: report.draft.id.clone(),
        kind: report.draft.kind.clone(),
        target: ready.inbound.record().cloned().unwrap_or_else(|| ready.account.clone()),
        request_id: report.draft.request_id.clone(),
        input_hash: outbox::hash_of_parts(&[&report.draft.kind, &report.draft.request_id, &spelled]),
        mode: report.draft.mode.as_str().to_owned(),
        items: report.draft.items.clone(),
        created_at: now,
    })?;
    Ok(())
}

/// What would be sent for a reply, word for word, without sending anything.
pub async fn preview_reply(
    open: &OpenPortal,
    model: &Model,
    phraser: &Phraser,
    request: &ReplyRequest,
    tone: llm::Tone,
    now: Timestamp,
) -> Result<SentView, AppError> {
    let ready = ready(open, model, request, now).await?;
    let material = material_of(open, &ready);
    let phrase = PhraseRequest { tone, ..PhraseRequest::new(Kind::Reply, &request.target) };
    crate::drafts::phrase::preview(open, phraser, &phrase, &material, &ready.voice, now)
}

/// Everything that a reply is made of.
struct Ready {
    account: RecordId,
    dossier: Dossier,
    inbound: Inbound,
    answers: Vec<Answer>,
    shelf: Vec<Answer>,
    voice: Learned,
    rep: String,
    subject: String,
}

async fn ready(open: &OpenPortal, model: &Model, request: &ReplyRequest, now: Timestamp) -> Result<Ready, AppError> {
    let mail = request.target.trim().parse::<RecordId>().ok().filter(|id| id.object == ObjectType::Email);
    let account = match &mail {
        Some(mail) => open.database.accounts_of(mail)?.into_iter().next().ok_or_else(|| no_mail(&request.target))?,
        None => who::resolve(open, &request.target, now)?.account,
    };
    let dossier = open.dossier(&account, now)?;
    let inbound = match (&request.pasted, mail.or_else(|| unanswered(&dossier))) {
        (Some(text), _) => Inbound::pasted(text, None),
        (None, Some(mail)) => Inbound::mail(&dossier, &mail).ok_or_else(|| no_mail(&mail.to_string()))?,
        (None, None) => return Err(no_mail(&request.target)),
    };
    let (mut answers, mut shelf) = (Vec::new(), Vec::new());
    for question in &inbound.questions() {
        let said = ask::answered(open, model, &account, question, inbound.record(), now).await?;
        shelf.push(match said.found() {
            true => Answer::default(),
            false => collateral::answered(open, model, &account, question, now).await?,
        });
        answers.push(said);
    }
    let voice = voices::of(open, inbound.language(), now)?;
    let record = inbound.record().map(|id| open.database.record(id)).transpose()?.flatten();
    let subject = record.as_ref().and_then(|mail| mail.get(domain::property::EMAIL_SUBJECT)).unwrap_or_default();
    let subject = match subject.trim() {
        "" => String::new(),
        said if said.to_lowercase().starts_with("re:") || said.to_lowercase().starts_with("aw:") => said.to_owned(),
        said => format!("Re: {said}"),
    };
    Ok(Ready { account, dossier, inbound, answers, shelf, voice, rep: crate::portal::open::approver(open)?, subject })
}

fn skeleton(ready: &Ready, tone: llm::Tone) -> ReplyReport {
    let Ready { account, dossier, inbound, answers, shelf, voice, rep, subject } = ready;
    let said = Known { history: answers, shelf };
    let drafted = reply_as(dossier, inbound, said, &voice.voice, rep, tone == llm::Tone::Warm);
    let body = drafted.body();
    let hash = outbox::hash_of_parts(&["reply", &account.to_string(), &inbound.text, &body]);
    let short = hash.get(..16).unwrap_or_default();
    let fields = BTreeMap::from([
        ("body".to_owned(), body.clone()),
        ("language".to_owned(), format!("{:?}", drafted.language).to_lowercase()),
    ]);
    let to = inbound.author(dossier).and_then(|contact| contact.get(domain::property::EMAIL)).map(str::to_owned);
    ReplyReport {
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
        from_shelf: drafted.from_shelf,
        questions: drafted.answered.1,
        note: None,
        requests: Vec::new(),
        mail: MailView { to, subject: subject.clone(), body },
        voice: voices::view(&voice.voice),
        inbound: inbound.record().map(ToString::to_string),
    }
}

/// What a model may use for a reply: the mail itself, where it is here, and what history or the shelf says to its questions.
fn material_of(open: &OpenPortal, ready: &Ready) -> Material {
    let about = ready.inbound.record().cloned().unwrap_or_else(|| ready.account.clone());
    let account = Some(ready.account.clone());
    let mut material = Material::bare(about, account, ready.dossier.account.display_name(), open.zone());
    material.language = ready.inbound.language();
    if let Some(author) = ready.inbound.author(&ready.dossier) {
        material = material.meant_for(author);
    }
    material.inbound = ready.inbound.text.clone();
    if let Some(document) = ready.inbound.document() {
        let voices = Voices::of(&ready.dossier);
        let side = document.speaker.as_deref().and_then(|speaker| voices.side(speaker));
        for own in ready.inbound.own() {
            let citation = Citation {
                record: document.record.clone(),
                part: document.part.clone(),
                content: document.content_hash(),
                span: *own,
            };
            let source = Source {
                record: document.record.clone(),
                property: Some(document.part.0.clone()),
                time: document.at,
                speaker: document.speaker.clone(),
                side,
                text: own.of(&document.text).to_owned(),
            };
            material.give(citation, source);
        }
    }
    // What comes nearest is given too, though it is no answer: the model may find in it what the rules did not.
    for answer in ready.answers.iter().chain(&ready.shelf) {
        for citation in answer.items.iter().flat_map(|item| &item.citations) {
            if let Some(source) = answer.sources.get(citation) {
                material.give(citation.clone(), source.clone());
            }
        }
    }
    material
}

fn first_line(text: &str) -> String {
    text.lines().next().unwrap_or_default().to_owned()
}

fn no_mail(target: &str) -> AppError {
    AppError::new(ErrorCode::NotFound, format!("There is no mail to answer from “{target}”"))
        .hint("Choose a mail, or paste the text to answer.")
        .command_hint("Name a mail, as in email:7, or give the text to answer: `foreword draft reply WHO --text -`.")
}
