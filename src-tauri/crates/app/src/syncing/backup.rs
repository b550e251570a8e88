//! A portal in one file that is safe to carry: written, read back, and opened again.
//!
//! The file is an [age](https://age-encryption.org/v1) file, sealed with a passphrase or for a person's key. Inside are a line of JSON that says
//! what it holds, and a copy of the database as it stood at one moment, itself sealed with a key that the line names. HubSpot's token is not in
//! it, and neither is the search index, which is made anew.

use crate::{
    error::{AppError, ErrorCode},
    models::embedding_model::millis,
    portal::{
        keys,
        open::{self, Access},
        progress::Reporter,
        settings::Settings,
    },
    private,
    syncing::{files, forget},
};
use age::{Decryptor, Encryptor, Identity, secrecy::SecretString};
use domain::{ObjectType, PortalId};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::{
    collections::BTreeMap,
    fs::File,
    io::{BufRead, BufReader, BufWriter, Read, Write},
    path::{Path, PathBuf},
    sync::Arc,
    time::Instant,
};
use store::Home;
use tokio_util::sync::CancellationToken;

/// The format of the file that is written; a reader refuses a later one.
const FORMAT: u32 = 1;
/// A line that says what the file holds is no longer than this, in bytes.
const MANIFEST_MAX: u64 = 1 << 20;

/// What a backup is sealed with.
pub enum BackupKey {
    /// Words that the rep remembers.
    Passphrase(SecretString),
    /// The public key of whoever may open it, as `age1…`.
    Recipient(String),
    /// The file with the private key, to open what was sealed for a public one.
    IdentityFile(PathBuf),
}

impl BackupKey {
    /// Words that the rep remembers.
    pub fn passphrase(words: String) -> Self {
        Self::Passphrase(words.into())
    }
}

/// What was written to a backup, and read back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BackupReport {
    /// The file.
    pub file: PathBuf,
    /// How large the file is.
    pub bytes: u64,
    /// HubSpot's number for the portal.
    pub portal_id: String,
    /// The moment it holds.
    pub made_at: Timestamp,
    /// Rows by table.
    pub rows: BTreeMap<String, u64>,
    /// Whether the file was opened again, and every page of the database in it read. Always true: what does not read back is an error.
    pub verified: bool,
    /// Milliseconds that it took.
    pub elapsed_ms: u64,
}

/// What came back from a backup.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RestoreReport {
    /// HubSpot's number for the portal.
    pub portal_id: String,
    /// The moment the backup holds.
    pub made_at: Timestamp,
    /// Rows by table.
    pub rows: BTreeMap<String, u64>,
    /// How many people were erased again, since they were forgotten after the backup was made.
    pub forgotten_again: usize,
    /// Where the database lies that was here before; none where there was none.
    pub replaced: Option<PathBuf>,
    /// Milliseconds that it took.
    pub elapsed_ms: u64,
}

/// The first line inside: what follows, and how it opens.
#[derive(Debug, Serialize, Deserialize)]
struct Manifest {
    format: u32,
    foreword: String,
    portal_id: String,
    made_at: Timestamp,
    layout: usize,
    rows: BTreeMap<String, u64>,
    /// Of the database that follows.
    bytes: u64,
    blake3: String,
    key: String,
}

/// Writes the portal that is meant to a file, sealed with `key`, and reads it back. Takes no lock, so it works beside a running window.
///
/// # Errors
/// [`ErrorCode::Usage`] where the file is there already, or the passphrase is too short; [`ErrorCode::Damaged`] where the database does not read.
pub async fn backup(settings: &Settings, file: &Path, key: &BackupKey) -> Result<BackupReport, AppError> {
    let started = Instant::now();
    if file.exists() {
        return Err(AppError::new(ErrorCode::Usage, format!("{} is there already", file.display()))
            .hint("Choose another name, or delete that file first."));
    }
    let open = open::open_for_reading(settings).await?;
    let home = Home::open(&settings.home)?;
    files::room_for(home.dir(), 2 * open.database.file_bytes())?;
    let encryptor = sealed_with(key)?;
    // For the copy inside, used once.
    let inner = secrets::random_key()?;
    let folder =
        tempfile::tempdir_in(home.temporary_dir()?).map_err(|error| AppError::file("create", home.dir(), error))?;
    let copy = folder.path().join("copy.db");
    let copied = open.database.copy_to(&copy, &inner)?;
    let manifest = Manifest {
        format: FORMAT,
        foreword: env!("CARGO_PKG_VERSION").to_owned(),
        portal_id: open.id.0.clone(),
        made_at: settings.now(),
        layout: copied.layout,
        rows: copied.rows.clone(),
        bytes: std::fs::metadata(&copy).map_err(|error| AppError::file("read", &copy, error))?.len(),
        blake3: hash_of(&copy)?,
        key: secrets::hex(&inner),
    };
    // Under another name until it has been read back: a file by this name is whole.
    let partial = PathBuf::from(format!("{}.part", file.display()));
    let written = write(&partial, encryptor, &manifest, &copy).and_then(|()| {
        if let BackupKey::Recipient(_) = key { Ok(()) } else { read_back(&partial, key, &manifest, folder.path()) }
    });
    if let Err(error) = written {
        if let Err(left) = std::fs::remove_file(&partial) {
            tracing::warn!(%left, "a part of a backup was left behind");
        }
        return Err(error);
    }
    std::fs::rename(&partial, file).map_err(|error| AppError::file("write", file, error))?;
    Ok(BackupReport {
        file: file.to_owned(),
        bytes: std::fs::metadata(file).map_err(|error| AppError::file("read", file, error))?.len(),
        portal_id: manifest.portal_id,
        made_at: manifest.made_at,
        rows: manifest.rows,
        verified: true,
        elapsed_ms: millis(started),
    })
}

/// Brings a portal back from a backup. Where the portal is here already, `replace` says that what is here may go; it is moved aside. Whoever was
/// forgotten here since stays forgotten. HubSpot's token has to be given again where the keychain has none.
///
/// # Errors
/// [`ErrorCode::Usage`] where the passphrase does not open the file, the file is no backup or was changed, or the portal is here and may not go.
pub async fn restore(
    settings: &Settings,
    file: &Path,
    key: &BackupKey,
    replace: bool,
    reporter: &dyn Reporter,
    cancel: &CancellationToken,
) -> Result<RestoreReport, AppError> {
    let started = Instant::now();
    let (home, lock) = open::lock(settings)?;
    let held = Settings { lock: Some(Arc::clone(&lock)), ..settings.clone() };
    let folder =
        tempfile::tempdir_in(home.temporary_dir()?).map_err(|error| AppError::file("create", home.dir(), error))?;
    let (manifest, copy, inner) = unpack(file, key, folder.path())?;
    let id = PortalId(manifest.portal_id.clone());
    if !id.0.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-') || id.0.is_empty() {
        return Err(no_backup(file, "its portal has no number"));
    }
    let is_here = home.portals()?.contains(&id);
    if is_here && !replace {
        return Err(AppError::new(ErrorCode::Usage, format!("Portal {id} is here already"))
            .hint("What is here would be moved aside.")
            .command_hint("Add --replace to put the backup in its place. What is here is moved aside."));
    }
    home.create_portal(&id)?;
    let store_key = keys::held(&held, &home, &id)?.key;
    let path = home.database_path(&id);
    // Whoever was forgotten since the backup has to stay so.
    let since =
        if is_here { store::Database::open(&path, &store_key).and_then(|old| old.tombstones()).ok() } else { None };
    let stamp = held.now().strftime("%Y-%m-%dT%H%M%SZ").to_string();
    let replaced = store::put_copy_in_place(&copy, &inner, &path, &store_key, &format!("replaced-{stamp}"))?;
    store::remove_index(&home.index_dir(&id))?;
    let mut open = open::open(&home, &id, Access::Write, &held).await?;
    if let Some(tombstones) = since {
        open.database.adopt_tombstones(&tombstones)?;
    }
    open.database.reset_indexed()?;
    files::rebuild_as_it_was(&held, &mut open, reporter, cancel).await?;
    let forgotten_again = forget_again(&held, &home, &mut open, reporter, cancel).await?;
    Ok(RestoreReport {
        portal_id: id.0,
        made_at: manifest.made_at,
        rows: manifest.rows,
        forgotten_again,
        replaced,
        elapsed_ms: millis(started),
    })
}

/// Erases everybody in the backup who is to stay forgotten.
async fn forget_again(
    settings: &Settings,
    home: &Home,
    open: &mut open::OpenPortal,
    reporter: &dyn Reporter,
    cancel: &CancellationToken,
) -> Result<usize, AppError> {
    let forgotten = open.database.forgotten()?;
    if forgotten.is_empty() {
        return Ok(0);
    }
    let mut erased = 0;
    for id in open.database.all(ObjectType::Contact)?.into_iter().filter(|id| forgotten.is_record(id)) {
        let plan = open.database.plan_erasure(&id)?;
        forget::erase(settings, home, open, plan, reporter, cancel).await?;
        erased += 1;
    }
    Ok(erased)
}

fn sealed_with(key: &BackupKey) -> Result<Encryptor, AppError> {
    match key {
        BackupKey::Passphrase(words) => {
            use age::secrecy::ExposeSecret as _;
            keys::long_enough(words.expose_secret().chars().count())?;
            Ok(Encryptor::with_user_passphrase(words.clone()))
        }
        BackupKey::Recipient(text) => {
            let recipient: age::x25519::Recipient = text.parse().map_err(|why: &str| {
                AppError::new(ErrorCode::Usage, format!("“{text}” is not a public key: {why}"))
                    .hint("A public key begins with age1.")
                    .command_hint("A public key begins with age1. `age-keygen` makes a pair.")
            })?;
            Encryptor::with_recipients(std::iter::once(&recipient as &dyn age::Recipient)).map_err(|error| {
                AppError::new(ErrorCode::Usage, format!("Nothing can be sealed for that key: {error}"))
            })
        }
        BackupKey::IdentityFile(_) => {
            Err(AppError::new(ErrorCode::Usage, "A private key opens a backup; it does not seal one")
                .hint("Give the public key, which begins with age1, or a passphrase."))
        }
    }
}

fn write(to: &Path, encryptor: Encryptor, manifest: &Manifest, copy: &Path) -> Result<(), AppError> {
    let io = |error| AppError::file("write", to, error);
    let file = private::create(to).map_err(io)?;
    let mut sealed = encryptor.wrap_output(BufWriter::new(file)).map_err(io)?;
    let line = serde_json::to_string(manifest).map_err(|error| io(error.into()))?;
    writeln!(sealed, "{line}").map_err(io)?;
    let mut database = File::open(copy).map_err(|error| AppError::file("read", copy, error))?;
    std::io::copy(&mut database, &mut sealed).map_err(io)?;
    let file = sealed.finish().map_err(io)?.into_inner().map_err(|error| io(error.into_error()))?;
    file.sync_all().map_err(io)
}

/// Opens a backup that was just written, and compares.
fn read_back(file: &Path, key: &BackupKey, written: &Manifest, folder: &Path) -> Result<(), AppError> {
    let (read, _, _) = unpack(file, key, folder)?;
    if read.blake3 == written.blake3 { Ok(()) } else { Err(no_backup(file, "it does not hold what was written")) }
}

/// Opens a backup into a folder: what it says of itself, and the database with its key, of which every page has been read.
fn unpack(file: &Path, key: &BackupKey, folder: &Path) -> Result<(Manifest, PathBuf, [u8; 32]), AppError> {
    let io = |error| AppError::file("read", file, error);
    let sealed = BufReader::new(File::open(file).map_err(io)?);
    let decryptor = Decryptor::new(sealed).map_err(|error| no_backup(file, &error.to_string()))?;
    let identities = identities(key)?;
    let opened = decryptor.decrypt(identities.iter().map(AsRef::as_ref)).map_err(|_| {
        AppError::new(ErrorCode::Usage, format!("{} does not open", file.display()))
            .hint("Check the passphrase or key. If it is the right one, the file was changed.")
    })?;
    let changed = |error: std::io::Error| no_backup(file, &format!("it was cut off or changed ({error})"));
    let mut opened = BufReader::new(opened);
    let mut line = String::new();
    opened.by_ref().take(MANIFEST_MAX).read_line(&mut line).map_err(changed)?;
    let manifest: Manifest = serde_json::from_str(&line).map_err(|error| no_backup(file, &error.to_string()))?;
    if FORMAT < manifest.format {
        return Err(AppError::new(
            ErrorCode::NotInThisVersion,
            format!("{} was made by a newer Foreword", file.display()),
        )
        .hint("Update Foreword, then restore it."));
    }
    let inner = secrets::from_hex(&manifest.key).ok_or_else(|| no_backup(file, "it names no key"))?;
    let copy = folder.join("opened.db");
    let mut into = private::create(&copy).map_err(|error| AppError::file("write", &copy, error))?;
    std::io::copy(&mut opened, &mut into).map_err(changed)?;
    drop(into);
    if hash_of(&copy)? != manifest.blake3 {
        return Err(no_backup(file, "its database is not the one that was put in"));
    }
    if let Some(damage) = store::check_file(&copy, &inner)? {
        return Err(no_backup(file, &damage));
    }
    Ok((manifest, copy, inner))
}

fn identities(key: &BackupKey) -> Result<Vec<Box<dyn Identity>>, AppError> {
    match key {
        BackupKey::Passphrase(words) => Ok(vec![Box::new(age::scrypt::Identity::new(words.clone()))]),
        BackupKey::IdentityFile(path) => {
            let text = std::fs::read_to_string(path).map_err(|error| AppError::file("read", path, error))?;
            let keys = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
            keys.map(|line| {
                let identity: age::x25519::Identity = line.parse().map_err(|why: &str| {
                    AppError::new(ErrorCode::Usage, format!("{} holds no private key: {why}", path.display()))
                        .hint("Give the file with the private key.")
                        .command_hint("Give the file that `age-keygen` wrote.")
                })?;
                Ok(Box::new(identity) as Box<dyn Identity>)
            })
            .collect()
        }
        BackupKey::Recipient(_) => Err(AppError::new(ErrorCode::Usage, "A public key does not open a backup")
            .hint("Give the file with the private key, or the passphrase.")),
    }
}

fn no_backup(file: &Path, why: &str) -> AppError {
    AppError::new(ErrorCode::Usage, format!("{} cannot be restored: {why}", file.display()))
        .hint("Nothing here was changed. Use another backup.")
}

fn hash_of(file: &Path) -> Result<String, AppError> {
    let mut hasher = blake3::Hasher::new();
    let opened = File::open(file).map_err(|error| AppError::file("read", file, error))?;
    hasher.update_reader(opened).map_err(|error| AppError::file("read", file, error))?;
    Ok(hasher.finalize().to_hex().to_string())
}
