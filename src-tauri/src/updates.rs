//! New versions of Foreword itself: looked for once a day if the rep agrees, checked, and put in place only when the rep says so.
//!
//! Three things are held against what a server offers: the file is signed with the key that was built in; the signature names the version
//! that was announced, so that an old file cannot come under a new number; and that version is newer than this one. Where a package
//! manager installed Foreword, or an administrator forbids it, nothing is ever asked for.

use crate::{
    background,
    commands::{Answer, Shared, stopped},
    error::CommandError,
    session,
    shell::Shell,
};
use app::{ErrorCode, Policy, Preferences};
use jiff::Timestamp;
use serde::Serialize;
use specta::Type;
use std::{path::PathBuf, sync::Arc, time::Duration};
use tauri::{AppHandle, Manager, Url, utils::config::BundleType, utils::platform::bundle_type};
use tauri_plugin_updater::{Error, Update, Updater, UpdaterExt};

/// Between two looks for a new version.
const LOOK_EVERY: Duration = Duration::from_secs(24 * 60 * 60);
/// After the start, so that the brief comes first.
const FIRST_LOOK_AFTER: Duration = Duration::from_secs(60);
/// How long the server may take to say what there is.
const ANSWER_WITHIN: Duration = Duration::from_secs(30);
/// How long a download may take.
const DOWNLOAD_WITHIN: Duration = Duration::from_secs(30 * 60);

/// Whether Foreword looks for new versions of itself, and who decides that.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum UpdatesChoice {
    /// The administrator's policy file forbids it. The rep cannot change that.
    Forbidden,
    /// The system's package manager installed Foreword and updates it. The rep cannot change that here.
    PackageManager,
    /// This build has no address or no key for updates, as one made from source.
    NotInThisBuild,
    /// The rep has not been asked: nothing is looked for.
    NotAsked,
    /// The rep does not want it.
    Off,
    /// The rep agreed: a new version is looked for once a day, and installed when the rep says so.
    On,
}

/// What Settings shows of updates.
#[derive(Debug, Clone, Serialize, Type)]
pub struct UpdatesView {
    /// Whether new versions are looked for, and who decides that.
    pub choice: UpdatesChoice,
    /// The version that can be installed, as in `0.2.0`; none where there is none or nobody has looked.
    pub offered: Option<String>,
    /// What its makers say is new in it, as plain text; none where they say nothing.
    pub notes: Option<String>,
    /// The version that is installed and starts with the next start of Foreword.
    pub installed: Option<String>,
    /// When a server last answered, in this run of Foreword.
    #[specta(type = Option<String>)]
    pub looked_at: Option<Timestamp>,
}

/// What is known of updates in this run of Foreword.
#[derive(Default)]
pub struct Updates {
    offered: Option<Update>,
    installed: Option<String>,
    looked_at: Option<Timestamp>,
}

/// Whether updates are looked for, and what there is.
#[tauri::command]
#[specta::specta]
pub async fn updates(shell: Shared<'_>) -> Answer<UpdatesView> {
    Ok(view(&shell).await)
}

/// Sets whether new versions are looked for, and looks at once where they are.
#[tauri::command]
#[specta::specta]
pub async fn set_updates(app: AppHandle, shell: Shared<'_>, on: bool) -> Answer<UpdatesView> {
    let home = &shell.session.settings().home;
    let mut preferences = Preferences::load(home);
    preferences.updates = Some(on);
    preferences.save(home)?;
    if on { look(&app, &shell).await } else { Ok(view(&shell).await) }
}

/// Asks now whether there is a new version.
#[tauri::command]
#[specta::specta]
pub async fn look_for_update(app: AppHandle, shell: Shared<'_>) -> Answer<UpdatesView> {
    look(&app, &shell).await
}

/// Downloads the version on offer, checks its signature and puts it in place of this one. It runs from the next start on.
#[tauri::command]
#[specta::specta]
pub async fn install_update(shell: Shared<'_>) -> Answer<UpdatesView> {
    if choice(&shell) != UpdatesChoice::On {
        return Ok(view(&shell).await);
    }
    // Held meanwhile, so that a second press waits for the first and then finds nothing left to do.
    let mut updates = shell.updates.lock().await;
    if let Some(mut offered) = updates.offered.take() {
        offered.timeout = Some(DOWNLOAD_WITHIN);
        let version = offered.version.clone();
        let outcome = match offered.download(|_, _| {}, || {}).await {
            Ok(bytes) => tauri::async_runtime::spawn_blocking({
                let offered = offered.clone();
                move || offered.install(bytes)
            })
            .await
            .map_err(|error| stopped(&error))?,
            Err(error) => Err(error),
        };
        match outcome {
            Ok(()) => updates.installed = Some(version),
            Err(error) => {
                updates.offered = Some(offered);
                return Err(refusal(&error));
            }
        }
    }
    drop(updates);
    Ok(view(&shell).await)
}

/// Starts Foreword again, so that what was installed runs.
#[tauri::command]
#[specta::specta]
pub async fn restart(app: AppHandle) -> Answer<()> {
    app.request_restart();
    Ok(())
}

/// Looks once a day, where the rep agreed. What goes wrong waits for the next day; the rep who looks by hand is told.
pub fn start(app: &AppHandle) {
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        tokio::time::sleep(FIRST_LOOK_AFTER).await;
        background::again(&app, LOOK_EVERY, |app| async move {
            let shell = app.state::<Arc<Shell>>();
            if choice(&shell) == UpdatesChoice::On
                && let Err(error) = look(&app, &shell).await
            {
                tracing::warn!(error.message, "no new version of Foreword could be looked for");
            }
            LOOK_EVERY
        });
    });
}

async fn view(shell: &Shell) -> UpdatesView {
    let updates = shell.updates.lock().await;
    UpdatesView {
        choice: choice(shell),
        offered: updates.offered.as_ref().map(|offered| offered.version.clone()),
        notes: updates.offered.as_ref().and_then(|offered| offered.body.clone()),
        installed: updates.installed.clone(),
        looked_at: updates.looked_at,
    }
}

async fn look(app: &AppHandle, shell: &Shell) -> Answer<UpdatesView> {
    if choice(shell) == UpdatesChoice::On
        && let Some(source) = source()
    {
        let found = updater(app, source).map_err(|error| refusal(&error))?.check().await;
        let mut updates = shell.updates.lock().await;
        let found = found.map_err(|error| refusal(&error))?;
        updates.looked_at = Some(session(app).settings().now());
        // What is installed already waits for the next start and is not offered again.
        updates.offered = found.filter(|found| updates.installed.as_ref() != Some(&found.version));
    }
    Ok(view(shell).await)
}

fn updater(app: &AppHandle, source: Source) -> Result<Updater, Error> {
    let mut builder = app.updater_builder().pubkey(source.key).endpoints(vec![source.address])?.timeout(ANSWER_WITHIN);
    if let Some(executable) = source.executable {
        builder = builder.executable_path(executable);
    }
    builder.build()
}

/// Who decides, in this order: the administrator, the way Foreword was installed, the build, the rep.
fn choice(shell: &Shell) -> UpdatesChoice {
    let settings = shell.session.settings();
    // As the file is now, and not as it was when this window started: nothing is asked for after it was forbidden.
    if !settings.policy.allows_updates() || !Policy::current().allows_updates() {
        return UpdatesChoice::Forbidden;
    }
    if matches!(bundle_type(), Some(BundleType::Deb | BundleType::Rpm)) {
        return UpdatesChoice::PackageManager;
    }
    match (source(), Preferences::load(&settings.home).updates) {
        (None, _) => UpdatesChoice::NotInThisBuild,
        (Some(_), None) => UpdatesChoice::NotAsked,
        (Some(_), Some(false)) => UpdatesChoice::Off,
        (Some(_), Some(true)) => UpdatesChoice::On,
    }
}

/// Where updates come from, and with which key they have to be signed.
struct Source {
    /// The server's list of versions.
    address: Url,
    /// The public key, in minisign's format and once more in base64, as Tauri's command prints it.
    key: String,
    /// The file to replace; none for this program's own.
    executable: Option<PathBuf>,
}

/// What was built in. A development build has nothing built in and takes all three from the environment, for tests.
fn source() -> Option<Source> {
    if cfg!(debug_assertions) {
        let told = |name: &str| std::env::var(name).ok();
        return Some(Source {
            address: told("FOREWORD_UPDATES_URL")?.parse().ok()?,
            key: told("FOREWORD_UPDATES_KEY")?,
            executable: Some(told("FOREWORD_UPDATES_FILE")?.into()),
        });
    }
    let (address, key) = (option_env!("FOREWORD_UPDATES_URL")?, option_env!("FOREWORD_UPDATES_KEY")?);
    // Set and empty is not set: a workflow without the variables hands over empty ones.
    (bundle_type().is_some() && !address.is_empty() && !key.is_empty()).then_some(())?;
    Some(Source { address: address.parse().ok()?, key: key.to_owned(), executable: None })
}

/// Why there is no update, in words for the rep.
fn refusal(error: &Error) -> CommandError {
    let (message, hint) = match error {
        Error::SignedVersionMismatch { signed, announced } => (
            format!("The update was announced as {announced}, but it is signed as {signed}. It was not installed."),
            "Do not install it by hand. Tell whoever looks after Foreword for you.",
        ),
        Error::Minisign(_) | Error::Base64(_) | Error::SignatureUtf8(_) | Error::MissingSignedVersion => (
            "The update is not signed by the makers of Foreword. It was not installed.".to_owned(),
            "Do not install it by hand. Tell whoever looks after Foreword for you.",
        ),
        Error::Reqwest(_) | Error::Network(_) | Error::ReleaseNotFound => (
            "The update server did not answer as it should.".to_owned(),
            "Check that you are online and look again later. Foreword works as before.",
        ),
        Error::Io(_) | Error::TempDirNotOnSameMountPoint => (
            format!("The update could not be put in place: {error}"),
            "Check that the disk has room and that you may write to Foreword's folder. The version you have still works.",
        ),
        _ => (format!("The update did not work: {error}"), "The version you have still works. Look again later."),
    };
    CommandError::new(ErrorCode::Update, message, hint.to_owned())
}
