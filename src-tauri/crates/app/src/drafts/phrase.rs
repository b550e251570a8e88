//! Drafts that a language model phrases, where the rep chose one; what rules make of the same, where not or where the model fails.

use crate::{
    drafts::{
        ask_model::{Asking, Read, read_all},
        draft::{DraftReporter, DraftStep, DraftView, MailView, PhraseRequest, PhrasedReport, SentView},
        kept_back::KeptBack,
        material::{Material, Subject, material, of_digest, read_for_model},
        no_answer::NoAnswer,
        voices,
    },
    error::{AppError, ErrorCode},
    models::{calls::dollars, embedding_model::Model, phraser::Phraser},
    portal::open::OpenPortal,
};
use domain::{Citation, Dropped, Item, ItemKind, Mode, Sources};
use drafting::{Voice, phrased::Kept};
use jiff::Timestamp;
use llm::{Kind, Model as _, Reads};
use std::collections::{BTreeMap, BTreeSet};
use store::StoredDraft;
use tokio_util::sync::CancellationToken;

/// What stands between two criteria in one value.
pub(crate) const LISTED: &str = " | ";
/// The blank that stands where the rep has to write.
pub(crate) const BLANK: &str = drafting::reply::BLANK;

/// Drafts a text of some kind about what was named. Needs no network without a language model; `model` finds the passages that one reads.
///
/// What rules make of it is reported at once and stands until the model's lines come; of those only lines are reported, and kept, that follow
/// from what they cite. What does not fit the model at once is read in parts, and nothing is left out. Fails with [`ErrorCode::Model`] where
/// the kind needs a model and there is none or it fails; otherwise a model that fails leaves what rules made, with one line why.
pub async fn draft_phrased(
    open: &OpenPortal,
    model: &Model,
    phraser: &Phraser,
    request: &PhraseRequest,
    reporter: &dyn DraftReporter,
    now: Timestamp,
    cancel: CancellationToken,
) -> Result<PhrasedReport, AppError> {
    let kind = request.kind;
    let (mut material, subject) = gathered(open, request, now)?;
    let voice = voices::of(open, material.language, now)?;
    let standing = kind.works_by_rules().then(|| by_rules(open, request, &material, &voice.voice, None)).transpose()?;
    let Some(remote) = phraser.remote() else {
        let mut report = standing.ok_or_else(|| needs_model(phraser, kind))?;
        report.note = phraser.rules_note();
        return stored(open, &material, report, now);
    };
    if let Some(stopped) = KeptBack::of(open)?.stops(open, &material)? {
        let mut report = standing.ok_or_else(|| kept_back(&stopped, kind))?;
        report.note = Some(stopped.line);
        return stored(open, &material, report, now);
    }
    if let Some(standing) = &standing {
        reporter.report(DraftStep::Standing { report: Box::new(standing.clone()) });
    }
    read_what_fits(open, model, phraser, request, (&mut material, subject.as_ref()), &voice, now).await?;
    let asking = Asking::of(open, phraser, remote, &material, now, cancel)?;
    let read = read_all(&asking, request, &voice, reporter).await?;
    let Read { mut kept, courtesies, mut dropped, sources, mut fields, failed, requests, parts } = read;
    if kind == Kind::Signals {
        only_quotes(&mut kept, &mut dropped, &mut fields);
    }
    let fall_back = |failed: NoAnswer, dropped: Vec<Dropped>, requests: Vec<String>| {
        let Some(mut report) = standing.clone() else {
            return Err(AppError::new(ErrorCode::Model, format!("{}. {}", failed.why, needs(kind)))
                .hint("Try again, or choose another model in Settings.")
                .command_hint("`foreword calls list` shows what was asked and what came back."));
        };
        report.note = Some(failed.line);
        report.dropped = dropped;
        report.requests = requests;
        stored(open, &material, report, now)
    };
    if let Some(failed) = failed {
        return fall_back(failed, dropped, requests);
    }
    let is_mail = kind.is_mail();
    let mut lines = kept;
    if is_mail {
        // Courtesies go where the model put them, as words of the rep's that claim nothing.
        lines.extend(courtesies);
        lines.sort_by_key(|(place, _)| *place);
    }
    let lines: Vec<Kept> = lines.into_iter().map(|(_, kept)| kept).collect();
    if lines.iter().all(|line| !line.item.verified) {
        return fall_back(unbacked(), dropped, requests);
    }
    let items: Vec<Item> = lines.iter().map(|line| line.item.clone()).collect();
    if kind == Kind::PreCallSummary {
        let text = items.iter().map(|item| item.text.as_str()).collect::<Vec<_>>().join(" ");
        let lints = llm::lint_pre_call_summary(&text);
        if !lints.is_empty() {
            let reasons: Vec<String> = lints.iter().map(ToString::to_string).collect();
            fields.insert("lint".to_owned(), reasons.join("; "));
        }
        fields.insert("ai_pre_call_summary".to_owned(), text);
    }
    if kind == Kind::Summary {
        let text = items.iter().map(|item| item.text.as_str()).collect::<Vec<_>>().join(" ");
        fields.insert("ai_summary".to_owned(), text);
    }
    let mail = match kind {
        _ if is_mail => Some(mail_of(request, &lines, &material, &voice.voice, &asking.rep)),
        Kind::Triage => answer_of(request, &lines, &material, &voice.voice, &asking.rep),
        _ => None,
    };
    if let Some(mail) = &mail {
        fields.insert("subject".to_owned(), mail.subject.clone());
        fields.insert("body".to_owned(), mail.body.clone());
    }
    let report = PhrasedReport {
        draft: DraftView {
            id: String::new(),
            kind: kind.as_str().to_owned(),
            mode: Mode::Llm,
            request_id: requests.last().cloned().unwrap_or_default(),
            items,
            fields,
        },
        proposals: Vec::new(),
        sources,
        dropped,
        note: None,
        read: read_line(&material, parts),
        requests,
        headings: lines.iter().map(|line| line.section.clone()).collect(),
        mail,
    };
    stored(open, &material, report, now)
}

/// What rules alone make of a kind, and keep. Fails with [`ErrorCode::Model`] where they can make nothing of it.
pub(crate) fn by_rules_alone(
    open: &OpenPortal,
    request: &PhraseRequest,
    now: Timestamp,
) -> Result<PhrasedReport, AppError> {
    let (material, _) = gathered(open, request, now)?;
    let voice = voices::of(open, material.language, now)?;
    by_rules(open, request, &material, &voice.voice, None)
}

/// What there is to draft from: of a digest the whole book, else what the request is about.
fn gathered(
    open: &OpenPortal,
    request: &PhraseRequest,
    now: Timestamp,
) -> Result<(Material, Option<Subject>), AppError> {
    if request.kind == Kind::Digest {
        return Ok((of_digest(open, now)?, None));
    }
    let (material, subject) = material(open, request, now)?;
    Ok((material, Some(subject)))
}

/// Adds what a model reads beside the rules' lines. A talk and a whole history are read in parts where they are long; of other texts so many are
/// read as one call holds.
async fn read_what_fits(
    open: &OpenPortal,
    model: &Model,
    phraser: &Phraser,
    request: &PhraseRequest,
    (material, subject): (&mut Material, Option<&Subject>),
    voice: &voices::Learned,
    now: Timestamp,
) -> Result<(), AppError> {
    let (Some(remote), Some(subject)) = (phraser.remote(), subject) else { return Ok(()) };
    let by_rules = material.given.len();
    read_for_model(open, model, request, (material, subject), remote.config().context_tokens).await?;
    if !matches!(request.kind.spec().reads, Reads::Talk | Reads::History) {
        let asking = Asking::of(open, phraser, remote, material, now, CancellationToken::new())?;
        let most = asking.most_for_one_call(request, voice, by_rules)?;
        material.given.truncate(most);
    }
    Ok(())
}

/// What is said where a draft needs a model and what it answers is kept from models.
fn kept_back(stopped: &NoAnswer, kind: Kind) -> AppError {
    AppError::new(ErrorCode::Model, format!("{}. {}", stopped.why, needs(kind)))
        .hint("Let models read this person's words again on the account's page, or choose another kind of draft.")
}

/// What is said where nothing that a model wrote stands.
pub(crate) fn unbacked() -> NoAnswer {
    NoAnswer::by_rules("Nothing the model wrote is backed by its sources".to_owned())
}

/// What would be sent for a draft, word for word, without sending anything.
pub async fn preview_draft(
    open: &OpenPortal,
    model: &Model,
    phraser: &Phraser,
    request: &PhraseRequest,
    now: Timestamp,
) -> Result<SentView, AppError> {
    if phraser.remote().is_none() {
        return Err(needs_model(phraser, request.kind));
    }
    let (mut material, subject) = gathered(open, request, now)?;
    let voice = voices::of(open, material.language, now)?;
    read_what_fits(open, model, phraser, request, (&mut material, subject.as_ref()), &voice, now).await?;
    preview(open, phraser, request, &material, &voice, now)
}

pub(crate) fn preview(
    open: &OpenPortal,
    phraser: &Phraser,
    request: &PhraseRequest,
    material: &Material,
    voice: &voices::Learned,
    now: Timestamp,
) -> Result<SentView, AppError> {
    let remote = phraser.remote().ok_or_else(|| needs_model(phraser, request.kind))?;
    if let Some(stopped) = KeptBack::of(open)?.stops(open, material)? {
        return Err(kept_back(&stopped, request.kind));
    }
    let asking = Asking::of(open, phraser, remote, material, now, CancellationToken::new())?;
    let (rendered, calls) = asking.first(request, voice)?;
    let config = remote.config();
    let tokens = rendered.tokens();
    let cost = phraser.prices.cost(&config.model, tokens, config.limits.answer_tokens_max);
    Ok(SentView {
        model: config.model.to_string(),
        url: config.url.to_string(),
        local: config.is_local(),
        system: rendered.system,
        request: rendered.request,
        tokens,
        calls: u32::try_from(calls).unwrap_or(u32::MAX),
        cost_usd: cost.map(|cost| dollars(cost.saturating_mul(calls as u64))),
    })
}

/// A signal is quoted, not paraphrased; the values are their words.
fn only_quotes(kept: &mut Vec<(usize, Kept)>, dropped: &mut Vec<Dropped>, fields: &mut BTreeMap<String, String>) {
    kept.retain(|(_, line)| {
        let is_quote = line.item.kind == ItemKind::Quote;
        if !is_quote {
            let reason = "a signal has to be quoted word for word".to_owned();
            dropped.push(Dropped { text: line.item.text.clone(), reason });
        }
        is_quote
    });
    let of = |section: &str| {
        let lines = kept.iter().filter(|(_, line)| line.section.as_deref() == Some(section));
        lines.map(|(_, line)| line.item.text.clone()).collect::<Vec<_>>()
    };
    fields.extend(of("stated_objection").into_iter().next().map(|text| ("stated_objection".to_owned(), text)));
    let criteria = of("decision_criterion");
    if !criteria.is_empty() {
        fields.insert("decision_criteria".to_owned(), criteria.join(LISTED));
    }
}

fn needs(kind: Kind) -> String {
    format!("{} needs a language model", crate::models::llm_choice::sentence(&kind.as_str().replace('-', " ")))
}

fn needs_model(phraser: &Phraser, kind: Kind) -> AppError {
    let why = phraser.problem.clone().unwrap_or_else(|| "none is chosen".to_owned());
    AppError::new(ErrorCode::Model, format!("{}, and {why}", needs(kind)))
        .hint("Choose one in Settings. A model on this computer sends nothing out.")
        .command_hint("Choose one in Settings, or set FOREWORD_LLM. `ollama:llama3.2`, for one, stays on this machine.")
}

/// The draft that rules alone make of a material.
fn by_rules(
    open: &OpenPortal,
    request: &PhraseRequest,
    material: &Material,
    voice: &Voice,
    note: Option<String>,
) -> Result<PhrasedReport, AppError> {
    let kind = request.kind;
    let (headings, items): (Vec<_>, Vec<_>) = material.rules.iter().cloned().unzip();
    let cited: BTreeSet<&Citation> = items.iter().flat_map(|item| &item.citations).collect();
    let sources: Sources = material
        .sources
        .iter()
        .filter(|(id, _)| cited.contains(id))
        .map(|(id, one)| (id.clone(), one.clone()))
        .collect();
    let mut fields = material.fields.clone();
    let mail = kind
        .is_mail()
        .then(|| skeleton(request, material, voice, &crate::portal::open::approver(open)?))
        .transpose()?;
    if let Some(mail) = &mail {
        fields.insert("subject".to_owned(), mail.subject.clone());
        fields.insert("body".to_owned(), mail.body.clone());
    }
    let spelled = serde_json::to_string(&(&items, &fields)).unwrap_or_default();
    let hash = outbox::hash_of_parts(&[kind.as_str(), &material.about.to_string(), &spelled]);
    let request_id = hash.get(..32).unwrap_or_default().to_owned();
    let draft = DraftView {
        id: String::new(),
        kind: kind.as_str().to_owned(),
        mode: Mode::Extractive,
        request_id,
        items,
        fields,
    };
    Ok(PhrasedReport {
        draft,
        proposals: Vec::new(),
        sources,
        dropped: Vec::new(),
        note,
        read: read_line(material, 1),
        requests: Vec::new(),
        headings,
        mail,
    })
}

/// A mail's frame: greeting, a blank for each thing to say, the one ask, the closing.
fn skeleton(request: &PhraseRequest, material: &Material, voice: &Voice, rep: &str) -> Result<MailView, AppError> {
    let greeting = greeting(request, material, voice);
    // What the brief would ask first is for the rep's eyes: it may speak of what stands in the CRM.
    let ask = (request.kind != Kind::HandOff).then(|| drafting::reply::open_ask(voice).to_owned());
    let body = [Some(greeting), Some(BLANK.to_owned()), ask, Some(voice.close(rep))];
    Ok(MailView {
        to: address(request, material),
        subject: BLANK.to_owned(),
        body: body.into_iter().flatten().collect::<Vec<_>>().join("\n\n"),
    })
}

/// A hand-off goes to a colleague, every other mail to the person.
fn greeting(request: &PhraseRequest, material: &Material, voice: &Voice) -> String {
    let receiver = request.receiver.as_deref().map(str::trim).filter(|name| !name.is_empty());
    match (request.kind, receiver) {
        (Kind::HandOff, Some(name)) => voice.greet(name.split(' ').next(), Some(name)),
        (Kind::HandOff, None) => voice.greet(None, None),
        _ => voice.greet(material.first_name.as_deref(), material.person.as_deref()),
    }
}

/// The address that a mail goes to; none for a hand-off, which is not the customer's to read.
fn address(request: &PhraseRequest, material: &Material) -> Option<String> {
    if request.kind == Kind::HandOff { None } else { material.address.clone() }
}

/// A model's lines as a mail: its subject, the rep's greeting, its sentences, one ask, the rep's closing.
pub(crate) fn mail_of(
    request: &PhraseRequest,
    lines: &[Kept],
    material: &Material,
    voice: &Voice,
    rep: &str,
) -> MailView {
    let is = |line: &&Kept, section: &str| line.section.as_deref() == Some(section);
    let texts =
        |section: &'static str| lines.iter().filter(move |line| is(line, section)).map(|line| line.item.text.clone());
    let mut parts = vec![greeting(request, material, voice)];
    parts.extend(texts("body"));
    // One ask, the last one: a second would take the weight off the first.
    parts.push(texts("ask").next_back().unwrap_or_else(|| BLANK.to_owned()));
    parts.push(voice.close(rep));
    MailView {
        to: address(request, material),
        subject: texts("subject").next().unwrap_or_else(|| BLANK.to_owned()),
        body: parts.join("\n\n"),
    }
}

/// The answer to a ticket as a mail to copy; none where no sentence of it stands.
fn answer_of(
    request: &PhraseRequest,
    lines: &[Kept],
    material: &Material,
    voice: &Voice,
    rep: &str,
) -> Option<MailView> {
    let sentences: Vec<&str> = lines
        .iter()
        .filter(|line| line.section.as_deref() == Some("answer"))
        .map(|line| line.item.text.as_str())
        .collect();
    let subject = material.inbound.lines().next().unwrap_or_default();
    let parts = [greeting(request, material, voice), sentences.join(" "), voice.close(rep)];
    (!sentences.is_empty()).then(|| MailView {
        to: address(request, material),
        subject: format!("Re: {subject}"),
        body: parts.join("\n\n"),
    })
}

fn read_line(material: &Material, parts: usize) -> String {
    let passages = if material.given.len() == 1 { "passage" } else { "passages" };
    match parts {
        0 | 1 => format!("{} {passages}", material.given.len()),
        parts => format!("{} {passages} in {parts} parts", material.given.len()),
    }
}

/// Keeps a draft and gives it an id.
fn stored(
    open: &OpenPortal,
    material: &Material,
    mut report: PhrasedReport,
    now: Timestamp,
) -> Result<PhrasedReport, AppError> {
    report.draft.id = outbox::new_proposal_id().0.replacen("p-", "d-", 1);
    let spelled = serde_json::to_string(&report.draft.items).unwrap_or_default();
    open.database.put_text_draft(&StoredDraft {
        id: report.draft.id.clone(),
        kind: report.draft.kind.clone(),
        target: material.about.clone(),
        request_id: report.draft.request_id.clone(),
        input_hash: outbox::hash_of_parts(&[&report.draft.kind, &report.draft.request_id, &spelled]),
        mode: if report.draft.mode == Mode::Llm { "llm" } else { "extractive" }.to_owned(),
        items: report.draft.items.clone(),
        created_at: now,
    })?;
    Ok(report)
}
