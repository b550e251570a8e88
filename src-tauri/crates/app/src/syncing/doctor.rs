//! A look at everything that has to work, with what to do where it does not.

use crate::{
    error::{Advice, AppError, SET_UP},
    models::{embedding_model as model, embedding_model::Model},
    portal::{
        open::{self, OpenPortal},
        policy::PolicyView,
        settings::Settings,
    },
    syncing::{
        check::Check,
        gone::{GoneReport, gone},
        live::live,
        overview, passphrase,
    },
};
use domain::{ObjectType, PortalId};
use embedding::ModelFiles;
use serde::Serialize;
use store::{Home, StoreError};

/// Everything that the doctor found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Checks {
    /// The checks, each after those it depends on.
    pub checks: Vec<Check>,
    /// The global hotkey of the app; none for the command, which has no hotkey.
    pub hotkey: Option<String>,
}

const MAINTAIN: Advice =
    Advice { command: "Run `foreword maintain`.", window: "Choose “Clean up now” under Storage in Settings." };
const REPAIR: Advice = Advice {
    command: "Run `foreword maintain`. It makes the database anew of what can be read.",
    window: "Choose “Clean up now” under Storage in Settings. It makes the database anew of what can be read.",
};
const SET_CLOCK: Advice =
    Advice::both("Set the computer's clock, best by the network. Days in briefs and drafts go by it.");
const DECIDE: Advice = Advice {
    command: "If they were deleted on purpose, run `foreword sync --full --accept-deletions`.",
    window: "Look under “Gone from HubSpot” in Settings, and decide.",
};
const ERASE: Advice = Advice {
    command: "`foreword forget --erased-in-hubspot` erases them here too.",
    window: "Look under “Gone from HubSpot” in Settings, and decide.",
};
const LOG: Advice = Advice {
    command: "`foreword report --verify` says which line. After restoring an older backup, what was written since is missing here.",
    window: "After restoring an older backup, what was written since is missing here. Otherwise somebody has changed this computer's data.",
};
const ASK_FOR_POLICY: Advice = Advice::both("Ask your admin to mend the policy file.");
const SYNC: Advice = Advice { command: "Run `foreword sync`.", window: "Choose “Sync now”." };
const RESUME: Advice = Advice {
    command: "Run `foreword sync`: it resumes where it stopped.",
    window: "Choose “Sync now”: it resumes where it stopped.",
};
const SYNC_ALL: Advice = Advice {
    command: "Run `foreword sync --full`.",
    window: "Choose “Sync now”. If it stays, connect the portal again.",
};
const SKIPPED: Advice = Advice {
    command: "`foreword sync --json` lists them with reasons.",
    window: "Nothing to do: HubSpot sent these in a form that cannot be read. The next sync tries them again.",
};

/// Looks at the keychain, the model, the home and each portal in it. Cannot fail; what fails is in the checks.
pub async fn doctor(settings: &Settings) -> Checks {
    let mut checks = vec![keychain(), policy(settings), model_files(settings), embedding(settings).await];
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

/// What the admin has settled, each rule by its name.
fn policy(settings: &Settings) -> Check {
    let PolicyView { is_there, file, is_signed, problem, rules } = settings.policy.view();
    if let Some(problem) = problem {
        return Check::bad(
            "policy",
            format!("{file}: {problem}; Foreword only reads until it is mended"),
            ASK_FOR_POLICY,
        );
    }
    if !is_there {
        return Check::good("policy", "none: the rep decides");
    }
    let signed = if is_signed { "signed" } else { "not signed" };
    let said: Vec<String> = rules.into_iter().map(|rule| format!("{}: {}", rule.name, rule.said)).collect();
    Check::good("policy", format!("set by your admin in {file}, {signed}; {}", said.join("; ")))
}

fn model_files(settings: &Settings) -> Check {
    let files = ModelFiles::locate(model::choice(settings).embedder.as_deref());
    match files.missing() {
        None => Check::good("model files", format!("{} in {}", files.name, files.dir.display())),
        Some(path) => Check::bad("model files", format!("{} is missing", path.display()), SET_UP),
    }
}

async fn embedding(settings: &Settings) -> Check {
    let model = Model::load(settings);
    let Some(embedder) = model.embedder() else {
        return Check::bad("embedding", "there is no model to try, so search works by word only", SET_UP);
    };
    let answer = match model.ready().await {
        Ok(()) => embedder.query("Does the model answer?").await,
        Err(error) => return Check::failed("embedding", &error),
    };
    match answer {
        Ok(vector) if vector.len() == embedder.dimension() => {
            Check::good("embedding", format!("works; loading took {} ms", model.load_ms()))
        }
        Ok(vector) => Check::bad(
            "embedding",
            format!("the model gives {} numbers per text; its folder says {}", vector.len(), embedder.dimension()),
            SET_UP,
        ),
        Err(error) => Check::failed("embedding", &error.into()),
    }
}

fn lock(home: &Home) -> Check {
    let dir = home.dir().display();
    match home.lock() {
        Ok(_) => Check::good("home", format!("{dir} can be written to")),
        Err(StoreError::Busy { .. }) => Check::good("home", format!("{dir} is in use by Foreword")),
        Err(error) => Check::failed("home", &error.into()),
    }
}

async fn portal(settings: &Settings, home: &Home, id: &PortalId) -> Vec<Check> {
    let open = match open::open(home, id, open::Access::Read, settings).await {
        Ok(open) => open,
        Err(error) => return vec![Check::failed(format!("portal {id}: database"), &error)],
    };
    let origin = passphrase::said_of(open.key_origin);
    let database = match open.database.check() {
        Ok(None) => Check::good("", format!("every page can be read; {origin}")),
        Ok(Some(damage)) => Check::bad("", format!("it is damaged: {damage}"), REPAIR),
        Err(error) => Check::failed("", &error.into()),
    };
    let mut checks = vec![Check { name: format!("portal {id}: database"), ..database }];
    type Look = fn(&OpenPortal, &Settings) -> Result<Check, AppError>;
    let looks: [(&str, Look); 7] = [
        ("records", records),
        ("gone from HubSpot", gone_from_hubspot),
        ("clock", clock),
        ("log of writes", log_of_writes),
        ("index", index),
        ("upkeep", upkeep),
        ("last sync", last_sync),
    ];
    for (name, look) in looks {
        let mut check = look(&open, settings).unwrap_or_else(|error| Check::failed(name, &error));
        check.name = format!("portal {id}: {name}");
        checks.push(check);
    }
    for check in live(settings, &open).await {
        checks.push(Check { name: format!("portal {id}: {}", check.name), ..check });
    }
    checks
}

fn records(open: &OpenPortal, _: &Settings) -> Result<Check, AppError> {
    let (mut short, mut here, mut skipped) = (Vec::new(), 0, 0);
    for object in ObjectType::ALL {
        let (local, remote) = (open.database.count(object)?, open.database.remote_count(object)?);
        skipped += open.database.skipped(object)?.iter().filter(|one| !store::is_kept_out(&one.reason)).count();
        here += local;
        // Who was to be forgotten is missing on purpose.
        let on_purpose = open.database.forgotten_count(object)?;
        if let Some(remote) = remote.filter(|remote| local + on_purpose < *remote) {
            short.push(format!("{local} of {remote} {}", object.plural()));
        }
    }
    let all = format!("{here} records on this computer");
    Ok(match (short.is_empty(), skipped) {
        (true, 0) => Check::good("", all),
        (true, _) => Check::bad("", format!("{all}, {skipped} skipped"), SKIPPED),
        (false, _) => Check::bad("", format!("{all}, but only {}", short.join(", ")), SYNC_ALL),
    })
}

/// Whether this computer's clock agrees with HubSpot's.
fn clock(open: &OpenPortal, _: &Settings) -> Result<Check, AppError> {
    Ok(match overview::clock(open)? {
        None => Check::good("", "agrees with HubSpot's".to_owned()),
        Some(differs) => Check::bad("", format!("{differs}; syncs go by HubSpot's"), SET_CLOCK),
    })
}

/// What is missing in HubSpot and nobody has decided about.
fn gone_from_hubspot(open: &OpenPortal, _: &Settings) -> Result<Check, AppError> {
    let GoneReport { vanished, erased } = gone(open)?;
    if let Some(one) = vanished.iter().find(|one| !one.accepted) {
        let detail =
            format!("{} of {} {} were missing in the last full sync; they are kept", one.gone, one.of, one.object);
        return Ok(Check::bad("", detail, DECIDE));
    }
    let certain: Vec<&str> = erased.iter().filter(|one| one.is_certain).map(|one| one.name.as_str()).collect();
    if !certain.is_empty() {
        let detail = format!("HubSpot has erased {} for good", certain.join(", "));
        return Ok(Check::bad("", detail, ERASE));
    }
    Ok(Check::good(
        "",
        if erased.is_empty() { "nothing".to_owned() } else { format!("perhaps {} people", erased.len()) },
    ))
}

fn log_of_writes(open: &OpenPortal, _: &Settings) -> Result<Check, AppError> {
    let check = crate::review::audit::verify_audit(open, None)?;
    let head = check.head.get(..16).unwrap_or_default();
    if !check.verified {
        let reason = check.reason.unwrap_or_else(|| "it was changed".to_owned());
        return Ok(Check::bad("", format!("{reason}; it ends with {head}"), LOG));
    }
    let lines = if check.entries == 1 { "1 line" } else { &format!("{} lines", check.entries) };
    let filed = match check.anchors {
        0 => String::new(),
        1 => ", as 1 note in HubSpot confirms".to_owned(),
        many => format!(", as {many} notes in HubSpot confirm"),
    };
    Ok(Check::good("", format!("{lines}, none changed or missing{filed}; it ends with {head}")))
}

fn index(open: &OpenPortal, settings: &Settings) -> Result<Check, AppError> {
    if let Some(damage) = &open.damage {
        return Ok(Check::bad("", format!("{damage}; search works by word meanwhile"), MAINTAIN));
    }
    let chunks = open.database.chunk_count()?;
    let (texts, vectors) =
        open.database.indexed_counts(&ModelFiles::locate(model::choice(settings).embedder.as_deref()).name)?;
    let detail = format!("{texts} of {chunks} passages can be found by word, {vectors} by meaning");
    Ok(if texts == chunks && vectors == chunks { Check::good("", detail) } else { Check::bad("", detail, SYNC) })
}

fn upkeep(open: &OpenPortal, _: &Settings) -> Result<Check, AppError> {
    let view = crate::syncing::maintain::upkeep(open)?;
    let megabytes = crate::syncing::files::megabytes;
    let size = format!(
        "database {}, index {} in {} versions",
        megabytes(view.size.database_bytes),
        megabytes(view.size.index_bytes),
        view.size.versions
    );
    let last = match (view.last_outcome.as_deref(), view.last_at) {
        (None, _) => "never cleaned up yet".to_owned(),
        (Some(outcome), Some(at)) => format!("last clean-up on {at:.0}: {}", outcome.replace('_', " ")),
        (Some(outcome), None) => format!("last clean-up: {}", outcome.replace('_', " ")),
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
    Ok(match (open.database.fresh_as_of()?, unfinished) {
        (Some(at), false) => Check::good("", format!("finished; it started {at:.0}")),
        (Some(at), true) => {
            Check::bad("", format!("the last one was cut off; the one before it started {at:.0}"), RESUME)
        }
        (None, true) => Check::bad("", "the first one was cut off", RESUME),
        (None, false) => Check::bad("", "none yet", SYNC),
    })
}
