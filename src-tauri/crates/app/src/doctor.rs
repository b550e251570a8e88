//! A look at everything that has to work, with what to do where it does not.

use crate::{AppError, Model, OpenPortal, Settings, model, open};
use domain::{ObjectType, PortalId};
use embedding::ModelFiles;
use secrets::KeyOrigin;
use serde::Serialize;
use store::{FORGOTTEN, Home, StoreError};

/// What the doctor found about one thing that has to work.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Check {
    /// What was looked at, as in `keychain`.
    pub name: String,
    /// Whether what was looked at is as it should be.
    pub ok: bool,
    /// What was found, in words.
    pub detail: String,
    /// What to do about it; none where nothing is to be done.
    pub fix: Option<String>,
}

/// Everything that the doctor found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Checks {
    /// The checks, each after those it depends on.
    pub checks: Vec<Check>,
    /// The global hotkey of the app; none for the command, which has no hotkey.
    pub hotkey: Option<String>,
}

impl Check {
    fn good(name: impl Into<String>, detail: impl Into<String>) -> Self {
        Self { name: name.into(), ok: true, detail: detail.into(), fix: None }
    }

    fn bad(name: impl Into<String>, detail: impl Into<String>, fix: impl Into<String>) -> Self {
        Self { name: name.into(), ok: false, detail: detail.into(), fix: Some(fix.into()) }
    }

    fn failed(name: impl Into<String>, error: &AppError) -> Self {
        let detail = [vec![error.message.clone()], error.causes()].concat().join(": ");
        Self { name: name.into(), ok: false, detail, fix: error.hint.clone() }
    }
}

const MAINTAIN: &str = "Run `foreword maintain`.";

/// Looks at the keychain, the model, the home and each portal in it. Cannot fail; what fails is in the checks.
pub async fn doctor(settings: &Settings) -> Checks {
    let mut checks = vec![keychain(), model_files(settings), embedding(settings).await];
    match Home::open(&settings.home) {
        Err(error) => checks.push(Check::failed("home", &error.into())),
        Ok(home) => {
            checks.push(lock(&home));
            match home.portals() {
                Err(error) => checks.push(Check::failed("portals", &error.into())),
                Ok(ids) if ids.is_empty() => checks.push(Check::failed("portals", &open::not_connected(settings))),
                Ok(ids) => {
                    for id in ids {
                        checks.extend(portal(settings, &home, &id).await);
                    }
                }
            }
        }
    }
    Checks { checks, hotkey: None }
}

fn keychain() -> Check {
    match secrets::probe() {
        Ok(()) => Check::good("keychain", "answers"),
        Err(error) => Check::failed("keychain", &error.into()),
    }
}

fn model_files(settings: &Settings) -> Check {
    let files = ModelFiles::locate(model::choice(settings).embedder.as_deref());
    match files.missing() {
        None => Check::good("model files", format!("{} in {}", files.name, files.dir.display())),
        Some(path) => Check::bad("model files", format!("{} is missing", path.display()), model::SET_UP),
    }
}

async fn embedding(settings: &Settings) -> Check {
    let model = Model::load(settings);
    let Some(embedder) = model.embedder() else {
        return Check::bad("embedding", "there is no model to try; search works by word only", model::SET_UP);
    };
    match embedder.query("Does the model answer?").await {
        Ok(vector) if vector.len() == embedder.dimension() => Check::good(
            "embedding",
            format!("a sentence became {} numbers; loading took {} ms", vector.len(), model.load_ms()),
        ),
        Ok(vector) => Check::bad("embedding", format!("the model gives {} numbers", vector.len()), model::SET_UP),
        Err(error) => Check::failed("embedding", &error.into()),
    }
}

fn lock(home: &Home) -> Check {
    let dir = home.dir().display();
    match home.lock() {
        Ok(_) => Check::good("home", format!("{dir} is writable and free")),
        Err(StoreError::Busy { .. }) => {
            Check::good("home", format!("{dir} is in use by another Foreword, as while it syncs"))
        }
        Err(error) => Check::failed("home", &error.into()),
    }
}

async fn portal(settings: &Settings, home: &Home, id: &PortalId) -> Vec<Check> {
    let open = match open::open(home, id, open::Access::Read).await {
        Ok(open) => open,
        Err(error) => return vec![Check::failed(format!("portal {id}: database"), &error)],
    };
    let origin = match open.key_origin {
        KeyOrigin::Keychain => "its key is in the keychain",
        KeyOrigin::Machine => "its key is derived from this machine, since no keychain answered when it was made",
    };
    let mut checks = vec![Check::good(format!("portal {id}: database"), format!("opens; {origin}"))];
    type Look = fn(&OpenPortal, &Settings) -> Result<Check, AppError>;
    let looks: [(&str, Look); 4] =
        [("records", records), ("index", index), ("upkeep", upkeep), ("last sync", last_sync)];
    for (name, look) in looks {
        let mut check = look(&open, settings).unwrap_or_else(|error| Check::failed(name, &error));
        check.name = format!("portal {id}: {name}");
        checks.push(check);
    }
    checks
}

fn records(open: &OpenPortal, _: &Settings) -> Result<Check, AppError> {
    let (mut short, mut here, mut skipped) = (Vec::new(), 0, 0);
    for object in ObjectType::ALL {
        let (local, remote) = (open.database.count(object)?, open.database.remote_count(object)?);
        skipped += open.database.skipped(object)?.iter().filter(|one| one.reason != FORGOTTEN).count();
        here += local;
        // Who was to be forgotten is missing on purpose.
        let on_purpose = open.database.forgotten_count(object)?;
        if let Some(remote) = remote.filter(|remote| local + on_purpose < *remote) {
            short.push(format!("{local} of {remote} {}", object.plural()));
        }
    }
    let all = format!("{here} records here");
    Ok(match (short.is_empty(), skipped) {
        (true, 0) => Check::good("", all),
        (true, _) => {
            Check::bad("", format!("{all}, {skipped} skipped"), "`foreword sync --json` lists them with reasons.")
        }
        (false, _) => Check::bad("", format!("{all}, but {}", short.join(", ")), "Run `foreword sync --full`."),
    })
}

fn index(open: &OpenPortal, settings: &Settings) -> Result<Check, AppError> {
    if let Some(damage) = &open.damage {
        return Ok(Check::bad("", format!("{damage}; search goes on by word"), MAINTAIN));
    }
    let chunks = open.database.chunk_count()?;
    let (texts, vectors) =
        open.database.indexed_counts(&ModelFiles::locate(model::choice(settings).embedder.as_deref()).name)?;
    let detail = format!("{texts} of {chunks} chunks can be found by word, {vectors} by meaning");
    Ok(if texts == chunks && vectors == chunks {
        Check::good("", detail)
    } else {
        Check::bad("", detail, "Run `foreword sync`.")
    })
}

fn upkeep(open: &OpenPortal, _: &Settings) -> Result<Check, AppError> {
    let view = crate::upkeep(open)?;
    let megabytes = crate::maintain::megabytes;
    let size = format!(
        "database {}, index {} in {} versions",
        megabytes(view.size.database_bytes),
        megabytes(view.size.index_bytes),
        view.size.versions
    );
    let last = match (view.last_outcome.as_deref(), view.last_at) {
        (None, _) => "never looked after yet".to_owned(),
        (Some(outcome), Some(at)) => format!("last looked after {at:.0}: {outcome}"),
        (Some(outcome), None) => format!("last looked after: {outcome}"),
    };
    let detail = format!("{size}; {last}");
    Ok(match (view.alarm, view.error) {
        (Some(alarm), _) => Check::bad("", format!("{alarm}; {detail}"), MAINTAIN),
        (None, Some(error)) => Check::bad("", format!("{detail}: {error}"), MAINTAIN),
        (None, None) => Check::good("", detail),
    })
}

fn last_sync(open: &OpenPortal, _: &Settings) -> Result<Check, AppError> {
    let unfinished = open.database.unfinished_run()?.is_some();
    Ok(match (open.database.watermark(ObjectType::Contact)?, unfinished) {
        (Some(at), false) => Check::good("", format!("finished; began {at}")),
        (Some(at), true) => Check::bad(
            "",
            format!("one was cut off; the last finished one began {at}"),
            "Run `foreword sync`: it resumes.",
        ),
        (None, true) => Check::bad("", "the first one was cut off", "Run `foreword sync`: it resumes."),
        (None, false) => Check::bad("", "never", "Run `foreword sync`."),
    })
}
