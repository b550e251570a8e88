//! Drafts: one text at a time, and the day's digest with what can be made of it.

use crate::{
    args::DigestArgs,
    commands::{DONE, IN_PART, cancelled_by_signal, lines_of, not_in_this_version},
    output::{Failure, Out},
    text,
};
use app::{AppError, ErrorCode, Settings};
use std::{
    io::{self, Write as _},
    path::PathBuf,
    sync::Arc,
};

/// How a text is to be drafted, as the options say it.
pub struct How {
    pub pasted: Option<PathBuf>,
    pub phrased: bool,
    pub tone: app::Tone,
    pub receiver: Option<String>,
    pub version: Option<u32>,
    pub preview: bool,
}

/// Drafts one text, or what else a kind of draft makes.
pub async fn draft(settings: &Settings, kind: &str, target: &str, how: How, out: Out) -> Result<u8, Failure> {
    let phraser = app::Phraser::chosen(settings, Arc::default())?;
    let has_model = phraser.whom().is_some();
    if kind == "signals" && !has_model && !how.preview {
        let writable = app::open_for_writing(settings).await?;
        let report = app::draft_signals(&writable.open, target, settings.now())?;
        out.show(&report, |report| text::signals(report, out.style))?;
        return Ok(DONE);
    }
    if kind == "reply" {
        return reply(settings, &phraser, target, how, out).await;
    }
    let draft = match kind {
        "note" if !how.phrased && !how.preview => app::draft_note,
        "tasks" => app::draft_tasks,
        "fields" => app::draft_fields,
        _ => return phrased(settings, &phraser, kind, target, how, out).await,
    };
    let writable = app::open_for_writing(settings).await?;
    let open = &writable.open;
    let report = draft(open, target, settings.now())?;
    out.show(&report, |report| text::drafted(report, &open.zone(), out.style))?;
    Ok(DONE)
}

async fn reply(settings: &Settings, phraser: &app::Phraser, target: &str, how: How, out: Out) -> Result<u8, Failure> {
    let pasted = how.pasted.as_deref().map(lines_of).transpose()?.map(|lines| lines.join("\n"));
    let request = app::ReplyRequest { target: target.to_owned(), pasted };
    let (model, now) = (app::Model::load(settings), settings.now());
    if how.preview {
        let open = app::open_for_reading(settings).await?;
        let sent = app::preview_reply(&open, &model, phraser, &request, how.tone, now).await?;
        out.show(&sent, text::sent)?;
        return Ok(DONE);
    }
    let report = if phraser.whom().is_none() {
        let open = app::open_for_reading(settings).await?;
        app::draft_reply(&open, &model, &request, now).await?
    } else {
        let writable = app::open_for_writing(settings).await?;
        let (open, cancel) = (&writable.open, cancelled_by_signal());
        app::draft_reply_phrased(open, &model, phraser, &request, how.tone, &app::Silent, now, cancel).await?
    };
    out.show(&report, |report| text::reply(report, out.style))?;
    Ok(DONE)
}

/// A draft that a model phrases where one is chosen, and that rules put together where not.
async fn phrased(
    settings: &Settings,
    phraser: &app::Phraser,
    kind: &str,
    target: &str,
    how: How,
    out: Out,
) -> Result<u8, Failure> {
    let kind: app::DraftKind = kind.parse().map_err(|_| {
        not_in_this_version(&format!("draft of the kind `{kind}`"), "`foreword draft --help` lists the kinds.")
    })?;
    let request = app::PhraseRequest {
        tone: how.tone,
        receiver: how.receiver,
        version: how.version,
        ..app::PhraseRequest::new(kind, target)
    };
    // Only what a language model reads is searched for.
    let model = if phraser.whom().is_some() { app::Model::load(settings) } else { app::Model::none() };
    if how.preview {
        let open = app::open_for_reading(settings).await?;
        let sent = app::preview_draft(&open, &model, phraser, &request, settings.now()).await?;
        out.show(&sent, text::sent)?;
        return Ok(DONE);
    }
    let writable = app::open_for_writing(settings).await?;
    let (cancel, silent) = (cancelled_by_signal(), app::Silent);
    let mut report =
        app::draft_phrased(&writable.open, &model, phraser, &request, &silent, settings.now(), cancel).await?;
    if app::is_proposed(kind) {
        match app::propose_draft(&writable.open, &request, &report, settings.now()) {
            Ok(proposed) => report.proposals = proposed.proposals,
            // The draft stands all the same.
            Err(error) => writeln!(io::stderr(), "Nothing was added to the review.\n{}", text::error(&error))?,
        }
    }
    out.show(&report, |report| text::phrased(report, out.style))?;
    Ok(DONE)
}

/// The day's digest; with options, its target set, saved as a page, or the health of what stalls put up for review.
pub async fn digest(settings: &Settings, args: DigestArgs, out: Out) -> Result<u8, Failure> {
    let now = settings.now();
    if args.set_target.is_some() || args.html.is_some() || args.health {
        return digest_and_more(settings, args, out).await;
    }
    let open = app::open_for_reading(settings).await?;
    let report = app::digest(&open, &app::DigestRequest { target: args.target }, now)?;
    out.show(&report, |report| text::digest(report, out.style))?;
    Ok(DONE)
}

async fn digest_and_more(settings: &Settings, args: DigestArgs, out: Out) -> Result<u8, Failure> {
    let (writable, now) = (app::open_for_writing(settings).await?, settings.now());
    let open = &writable.open;
    if let Some(target) = args.set_target {
        let amount = match target.as_str() {
            "none" => None,
            amount => Some(amount.parse().map_err(|_| {
                AppError::new(ErrorCode::Usage, format!("“{amount}” is no target"))
                    .hint("Give a whole number, as in 250000, or none.")
            })?),
        };
        app::set_target(open, amount, now)?;
    }
    if let Some(file) = &args.html {
        app::write_digest(open, file, now)?;
    }
    let mut report = app::digest(open, &app::DigestRequest { target: args.target }, now)?;
    if args.health {
        let phraser = app::Phraser::chosen(settings, Arc::default())?;
        let model = if phraser.whom().is_some() { app::Model::load(settings) } else { app::Model::none() };
        let cancel = cancelled_by_signal();
        report.stalled = app::propose_health_of_stalled(open, &model, &phraser, now, &cancel).await?;
        report.proposals = report.stalled.iter().flat_map(|deal| deal.proposals.clone()).collect();
    }
    out.show(&report, |report| text::digest(report, out.style))?;
    Ok(if report.stalled.iter().all(|deal| deal.problem.is_none()) { DONE } else { IN_PART })
}
