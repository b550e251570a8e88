//! What starts by itself: the rules, and the receiver of webhooks.

use crate::{
    args::RuleCommand,
    output::{Failure, Out},
    text,
};
use app::{AppError, Settings};
use serde_json::json;
use std::{
    io::{self, Write as _},
    net::{IpAddr, SocketAddr},
    sync::Arc,
};
use tokio_util::sync::CancellationToken;

/// Lists the rules, tries one on the past, or switches one on or off.
pub async fn rules(settings: &Settings, what: RuleCommand, out: Out) -> Result<(), Failure> {
    let now = settings.now();
    match what {
        RuleCommand::List => {
            let open = app::open_for_reading(settings).await?;
            out.show(&app::rules(settings, &open, now)?, |rules| text::rules(rules, out.style))
        }
        RuleCommand::Test { id, record } => {
            let open = app::open_for_reading(settings).await?;
            let tried = app::rehearse(settings, &open, &id, record.as_deref(), now)?;
            out.show(&tried, |tried| text::rehearsed(tried, &open.zone(), out.style))
        }
        RuleCommand::Enable { id } => switch(settings, &id, true, out).await,
        RuleCommand::Disable { id } => switch(settings, &id, false, out).await,
    }
}

async fn switch(settings: &Settings, id: &str, is_on: bool, out: Out) -> Result<(), Failure> {
    let writable = app::open_for_writing(settings).await?;
    let rules = app::switch_rule(settings, &writable.open, id, is_on, settings.now())?;
    out.show(&rules, |rules| text::rules(rules, out.style))
}

/// Works what happened, where a rule is on: after a sync, what it found. What goes wrong is said, and is no fault of the sync's.
pub async fn work(settings: &Settings, cancel: &CancellationToken) -> Result<(), Failure> {
    let outcome = worked(settings, cancel).await;
    match outcome {
        Ok(worked) => {
            let lines = text::worked(&worked);
            if !lines.is_empty() {
                writeln!(io::stderr(), "{lines}")?;
            }
        }
        Err(error) => writeln!(io::stderr(), "What happened was not worked.\n{}", text::error(&error))?,
    }
    Ok(())
}

async fn worked(settings: &Settings, cancel: &CancellationToken) -> Result<app::Worked, AppError> {
    let writable = app::open_for_writing(settings).await?;
    let phraser = app::Phraser::chosen(settings, Arc::default())?;
    let model = app::Model::load(settings);
    app::work_events(settings, &writable.open, &model, &phraser, settings.now(), cancel).await
}

/// Receives webhooks until it is stopped.
pub async fn listen(
    settings: &Settings,
    (address, port, public_url): (IpAddr, u16, Option<String>),
    cancel: &CancellationToken,
    out: Out,
) -> Result<(), Failure> {
    let secret = app::webhook_secret(settings).await?;
    let request = app::ListenRequest { address, port, public_url, secret };
    let report = app::listen(settings, request, Arc::new(Teller(out)), cancel).await?;
    if out.json {
        out.line(&json!({ "final": true, "counts": report.counts }).to_string())?;
    }
    Ok(())
}

/// Says what comes in, an event a line, and what comes of it, on standard error.
struct Teller(Out);

impl Teller {
    /// Standard output may be closed by whoever read it; listening goes on.
    fn aside(line: &str) {
        let _ = writeln!(io::stderr(), "{line}");
    }
}

impl app::ListenReporter for Teller {
    fn listening(&self, address: SocketAddr) {
        Self::aside(&format!("Listening on http://{address}. Press Ctrl-C to stop."));
    }

    fn accepted(&self, event: &app::Accepted) {
        let line = if self.0.json {
            json!(event).to_string()
        } else {
            let property = event.property.as_deref().map(|name| format!(" ({name})")).unwrap_or_default();
            format!("{} {}{property}", event.event, event.record)
        };
        let _ = self.0.line(&line);
    }

    fn worked(&self, outcome: &Result<app::Worked, AppError>) {
        let said = match outcome {
            Ok(worked) => text::worked(worked),
            Err(error) => text::error(error),
        };
        if !said.is_empty() {
            Self::aside(&said);
        }
    }
}
