//! What an administrator has settled for every user of this machine: a small file in the system's own folder, which a rep cannot write.
//!
//! A rep may tighten what the policy says and never loosen it. Each rule is asked for at the one place where what it is about is decided, by a method
//! of [`Policy`]. A file that cannot be read, says something that is not understood, could have been written by others or has a signature that does not
//! fit forbids all that it could forbid, and nothing is changed here or in HubSpot until it is mended: a misspelt ban is a ban.
//!
//! What a signature is worth: where the folder belongs to the administrator, its rights protect the policy and a key beside it proves only that the
//! file is whole and the one that was meant. A key that was given when the program was built (`FOREWORD_POLICY_KEY`) holds against whoever can write
//! to the folder, too; such a build wants a policy, and does not go on without one.

use crate::error::{AppError, ErrorCode};
use domain::{ObjectType, Write};
use llm::{FieldRule, ProviderConfig, Rules};
use ring::signature::{ED25519, UnparsedPublicKey};
use serde::{Deserialize, Serialize};
use specta::Type;
use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
};

/// The public key that a build was given: thirty-two bytes in hex.
const BUILT_IN_KEY: Option<&str> = option_env!("FOREWORD_POLICY_KEY");
/// The layout of the file that is understood.
const VERSION: u32 = 1;

/// What stands in the policy file, and whether it holds.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Policy {
    standing: Standing,
    file: PathBuf,
    said: File,
}

/// Whether a policy holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
enum Standing {
    /// There is no file: everything is allowed that the rep may choose.
    #[default]
    Absent,
    /// What the file says holds. Whether it is signed.
    InForce(bool),
    /// Nothing is allowed that a file could forbid; why.
    Broken(String),
}

#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct File {
    version: Option<u32>,
    updates: Updates,
    scope: Scope,
    writing: Writing,
    models: Models,
    folders: Folders,
    hubspot: HubSpot,
    privacy: Privacy,
    retention: Retention,
    mcp: Mcp,
}

#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Mcp {
    /// Whether other programs may ask over the Model Context Protocol.
    allowed: Option<bool>,
    /// Whether they may put drafts up for review.
    propose: Option<bool>,
    /// Whether they may ask over HTTP, too.
    http: Option<bool>,
}

#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Updates {
    allowed: Option<bool>,
}

#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Scope {
    own_book_only: bool,
}

#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Writing {
    notes: Option<bool>,
    tasks: Option<bool>,
    /// Fields as in `deal/closedate`; no others are written.
    fields: Option<BTreeSet<String>>,
    /// Whether fields may be written that ask for a typed value: amount, stage, owner, close date.
    gated: Option<bool>,
}

#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Models {
    allowed: Option<bool>,
    /// Providers by id, each perhaps with its address: `ollama`, `compatible https://models.example/v1/`.
    providers: Option<BTreeSet<String>>,
    /// Regions as in `local`, `eu`; a provider of another or an unknown one is not asked.
    regions: Option<BTreeSet<String>>,
    redact_names: bool,
    withhold: BTreeSet<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Folders {
    /// Folders that may be watched or put on the shelf, with all that lies in them; no others.
    allowed: Option<Vec<PathBuf>>,
}

#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct HubSpot {
    share_percent_max: Option<u8>,
}

#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Privacy {
    /// Properties that are never asked for, as in `contact/date_of_birth`.
    never_read: BTreeSet<String>,
    /// Domains as in `rival.example`; nobody there is copied, and nothing that was said with them.
    excluded_domains: BTreeSet<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Retention {
    /// After so many days goes from this computer what left the book or HubSpot.
    archived_days: Option<u32>,
}

/// What a page shows of the policy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct PolicyView {
    /// Whether there is a policy.
    pub is_there: bool,
    /// The file it stands in.
    pub file: String,
    /// Whether its signature was checked and fits.
    pub is_signed: bool,
    /// Why nothing is changed until it is mended; none where it holds.
    pub problem: Option<String>,
    /// What is set by the admin, in the order of the file.
    pub rules: Vec<PolicyRule>,
}

/// One thing that is set by the admin.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct PolicyRule {
    /// The table and key in the file, as in `models.regions`.
    pub name: String,
    /// What is set, as a sentence goes on: "only your own book is copied".
    pub said: String,
}

impl Policy {
    /// The policy of this machine.
    pub fn current() -> Self {
        let (file, is_a_tests) = policy_file();
        Self::read_as(&file, is_a_tests, BUILT_IN_KEY)
    }

    /// Reads a policy file as a test lays it down, which is its own.
    pub fn read(file: &Path) -> Self {
        Self::read_as(file, true, None)
    }

    fn read_as(file: &Path, may_be_ours: bool, built_in: Option<&str>) -> Self {
        let policy = |standing, said| Self { standing, file: file.to_owned(), said };
        match checked(file, may_be_ours, built_in) {
            Ok(None) => policy(Standing::Absent, File::default()),
            Ok(Some((said, is_signed))) => policy(Standing::InForce(is_signed), said),
            Err(reason) => {
                tracing::warn!(reason, file = %file.display(), "the policy does not hold, so nothing is allowed that it could forbid");
                policy(Standing::Broken(reason), File::default())
            }
        }
    }

    fn broken(&self) -> Option<&str> {
        match &self.standing {
            Standing::Broken(reason) => Some(reason),
            _ => None,
        }
    }

    /// Whether Foreword may look for new versions of itself, if the rep agrees.
    pub fn allows_updates(&self) -> bool {
        self.broken().is_none() && self.said.updates.allowed != Some(false)
    }

    /// Fails where nothing may be changed, here or in HubSpot, because the policy does not hold.
    pub(crate) fn may_change(&self) -> Result<(), AppError> {
        match self.broken() {
            None => Ok(()),
            Some(reason) => Err(AppError::new(
                ErrorCode::Policy,
                format!("Your admin's policy cannot be followed, so Foreword only reads: {reason}"),
            )
            .hint(format!("Ask your admin to look at {}.", self.file.display()))),
        }
    }

    /// Whether nothing but the rep's own book may be copied.
    pub(crate) fn is_own_book_only(&self) -> bool {
        self.said.scope.own_book_only || self.broken().is_some()
    }

    /// Fails where this may not be written to HubSpot, whoever approves it.
    pub(crate) fn may_write(&self, write: &Write) -> Result<(), AppError> {
        self.may_change()?;
        let said = &self.said.writing;
        let refused = match write {
            Write::Note(_) if said.notes == Some(false) => "notes",
            Write::Task(_) if said.tasks == Some(false) => "tasks",
            Write::Role(_) if said.fields.is_some() => "roles",
            Write::Change(change) => {
                let field = format!("{}/{}", change.record.object, change.property);
                let is_listed = said.fields.as_ref().is_none_or(|fields| fields.contains(&field));
                let is_gated = write.tier() == domain::Tier::Gated && said.gated == Some(false);
                if is_listed && !is_gated {
                    return Ok(());
                }
                return Err(set_by_admin(format!("Foreword may not write to {}", change.label)));
            }
            _ => return Ok(()),
        };
        Err(set_by_admin(format!("Foreword may not write {refused} to HubSpot")))
    }

    /// Fails where this language model may not be asked.
    pub(crate) fn may_ask(&self, config: &ProviderConfig) -> Result<(), AppError> {
        self.may_change()?;
        let said = &self.said.models;
        let name = config.model.provider.name();
        if said.allowed == Some(false) {
            return Err(set_by_admin("No language model may be asked".to_owned()));
        }
        let (id, url) = (config.model.provider.as_str(), config.url.as_str().trim_end_matches('/'));
        let is_listed = said.providers.as_ref().map(|providers| {
            providers.iter().any(|listed| match listed.split_once(' ') {
                None => listed == id,
                Some((listed, address)) => listed == id && address.trim().trim_end_matches('/') == url,
            })
        });
        if is_listed == Some(false) {
            return Err(set_by_admin(format!("{name} at {url} may not be asked")));
        }
        let region = llm::terms(config).region;
        if said.regions.as_ref().is_some_and(|regions| !regions.contains(region)) {
            return Err(set_by_admin(format!("{name} at {url} may not be asked: it is in the region “{region}”")));
        }
        Ok(())
    }

    /// Fails where no other program may ask. Most of them are language models or ask for one, and where their makers send what they read is not
    /// seen here: so a policy that limits models forbids them, too, unless it names them as allowed.
    pub(crate) fn may_be_asked(&self) -> Result<(), AppError> {
        self.may_change()?;
        let models = &self.said.models;
        let limits_models = models.allowed == Some(false)
            || models.providers.is_some()
            || models.regions.is_some()
            || models.redact_names
            || !models.withhold.is_empty();
        match self.said.mcp.allowed {
            Some(true) => Ok(()),
            Some(false) => Err(set_by_admin("No other program may ask Foreword".to_owned())),
            None if limits_models => Err(set_by_admin(
                "Your admin limits language models, and other programs may be some. None may ask Foreword".to_owned(),
            )),
            None => Ok(()),
        }
    }

    /// Fails where other programs may put nothing up for review.
    pub(crate) fn may_propose(&self) -> Result<(), AppError> {
        self.may_be_asked()?;
        match self.said.mcp.propose {
            Some(false) => Err(set_by_admin("Other programs may only read".to_owned())),
            _ => Ok(()),
        }
    }

    /// Fails where other programs may not ask over HTTP.
    pub(crate) fn may_be_asked_over_http(&self) -> Result<(), AppError> {
        self.may_be_asked()?;
        match self.said.mcp.http {
            Some(false) => Err(set_by_admin("Other programs may not ask over HTTP".to_owned())),
            _ => Ok(()),
        }
    }

    /// What is redacted, at least as the admin says.
    pub(crate) fn tightened(&self, mut rules: Rules, config: &ProviderConfig) -> Rules {
        if self.broken().is_some() || (self.said.models.redact_names && !config.is_local()) {
            (rules.is_on, rules.names) = (true, true);
        }
        for field in &self.said.models.withhold {
            rules.fields.insert(field.clone(), FieldRule::Withhold);
        }
        rules
    }

    /// Fails where a folder may not be read, put on the shelf or watched. `folder` is a full path without links.
    pub(crate) fn may_read_folder(&self, folder: &Path) -> Result<(), AppError> {
        self.may_change()?;
        match &self.said.folders.allowed {
            Some(allowed) if !allowed.iter().any(|allowed| folder.starts_with(allowed)) => {
                Err(set_by_admin(format!("Foreword may not read {}", folder.display())))
            }
            _ => Ok(()),
        }
    }

    /// The most of the account's calls that Foreword may use, in per cent.
    pub(crate) fn share_percent_max(&self) -> u8 {
        self.said.hubspot.share_percent_max.unwrap_or(100)
    }

    /// Properties that are never asked for, by the type of their records.
    pub(crate) fn never_read(&self) -> BTreeMap<ObjectType, BTreeSet<String>> {
        let mut by_type: BTreeMap<ObjectType, BTreeSet<String>> = BTreeMap::new();
        for (object, property) in self.said.privacy.never_read.iter().filter_map(|field| parsed(field)) {
            by_type.entry(object).or_default().insert(property);
        }
        by_type
    }

    /// Domains of which nobody is copied, and nothing that was said with them. A policy that does not hold names none: nothing is synced then.
    pub(crate) fn excluded_domains(&self) -> &BTreeSet<String> {
        &self.said.privacy.excluded_domains
    }

    /// After so many days goes from this computer what left the book or HubSpot; none for never.
    pub(crate) fn archived_days(&self) -> Option<u32> {
        self.said.retention.archived_days
    }

    /// The whole of it in a line, as the log notes it; empty where there is none.
    pub(crate) fn in_a_line(&self) -> String {
        let PolicyView { is_there, is_signed, problem, rules, .. } = self.view();
        if !is_there {
            return String::new();
        }
        if let Some(problem) = problem {
            return format!("it cannot be followed: {problem}");
        }
        let signed = if is_signed { "signed" } else { "not signed" };
        let rules: Vec<String> = rules.into_iter().map(|rule| format!("{}: {}", rule.name, rule.said)).collect();
        format!("{signed}; {}", rules.join("; "))
    }

    /// What is set by the admin, for a page and for `doctor`.
    pub fn view(&self) -> PolicyView {
        PolicyView {
            is_there: self.standing != Standing::Absent,
            file: self.file.display().to_string(),
            is_signed: self.standing == Standing::InForce(true),
            problem: self.broken().map(str::to_owned),
            rules: self.said.rules(),
        }
    }
}

impl File {
    fn rules(&self) -> Vec<PolicyRule> {
        let list = |words: &BTreeSet<String>| words.iter().cloned().collect::<Vec<_>>().join(", ");
        let only = |what: &str, words: &BTreeSet<String>| match words.is_empty() {
            true => format!("no {what}"),
            false => format!("only {}", list(words)),
        };
        let Self { updates, scope, writing, models, folders, hubspot, privacy, retention, mcp, .. } = self;
        let yes = |may: bool, yes: &str, no: &str| if may { yes.to_owned() } else { no.to_owned() };
        let said = [
            (
                "updates.allowed",
                updates.allowed.map(|may| yes(may, "updates may be looked for", "no updates are looked for")),
            ),
            ("scope.own_book_only", scope.own_book_only.then(|| "only the rep's own book is copied".to_owned())),
            ("writing.notes", writing.notes.map(|may| yes(may, "notes may be filed", "no notes are filed"))),
            ("writing.tasks", writing.tasks.map(|may| yes(may, "tasks may be filed", "no tasks are filed"))),
            (
                "writing.fields",
                writing.fields.as_ref().map(|fields| format!("{} may be written", only("field", fields))),
            ),
            (
                "writing.gated",
                writing.gated.map(|may| {
                    yes(
                        may,
                        "amounts, stages, owners and close dates may be written",
                        "no amount, stage, owner or close date is written",
                    )
                }),
            ),
            (
                "models.allowed",
                models.allowed.map(|may| yes(may, "language models may be asked", "no language model is asked")),
            ),
            (
                "models.providers",
                models.providers.as_ref().map(|all| format!("{} may be asked", only("provider", all))),
            ),
            ("models.regions", models.regions.as_ref().map(|all| format!("{} may be asked", only("region", all)))),
            (
                "models.redact_names",
                models.redact_names.then(|| "names are replaced before anything leaves this computer".to_owned()),
            ),
            (
                "models.withhold",
                (!models.withhold.is_empty()).then(|| format!("never sent: {}", list(&models.withhold))),
            ),
            (
                "folders.allowed",
                folders.allowed.as_ref().map(|all| {
                    only("folder", &all.iter().map(|folder| folder.display().to_string()).collect()) + " may be read"
                }),
            ),
            (
                "hubspot.share_percent_max",
                hubspot.share_percent_max.map(|most| format!("at most {most} % of the account's calls are used")),
            ),
            (
                "privacy.never_read",
                (!privacy.never_read.is_empty()).then(|| format!("never read: {}", list(&privacy.never_read))),
            ),
            (
                "privacy.excluded_domains",
                (!privacy.excluded_domains.is_empty())
                    .then(|| format!("nobody is copied of {}", list(&privacy.excluded_domains))),
            ),
            (
                "retention.archived_days",
                retention
                    .archived_days
                    .map(|days| format!("what left the book or HubSpot goes from this computer after {days} days")),
            ),
            ("mcp.allowed", mcp.allowed.map(|may| yes(may, "other programs may ask", "no other program may ask"))),
            (
                "mcp.propose",
                mcp.propose
                    .map(|may| yes(may, "other programs may put drafts up for review", "other programs only read")),
            ),
            ("mcp.http", mcp.http.map(|may| yes(may, "they may ask over HTTP", "none may ask over HTTP"))),
        ];
        said.into_iter()
            .filter_map(|(name, said)| said.map(|said| PolicyRule { name: name.to_owned(), said }))
            .collect()
    }

    /// What makes no sense though it reads.
    fn flaw(&self) -> Option<String> {
        if self.version.is_some_and(|version| version != VERSION) {
            return Some(format!(
                "it has version {}, and this Foreword knows {VERSION}",
                self.version.unwrap_or_default()
            ));
        }
        if self.hubspot.share_percent_max.is_some_and(|most| !(1..=100).contains(&most)) {
            return Some("share_percent_max is a number from 1 to 100".to_owned());
        }
        let is_domain = |domain: &&String| {
            let domain = domain.trim_start_matches('@');
            domain.contains('.') && domain.chars().all(|c| c.is_alphanumeric() || ".-".contains(c))
        };
        if let Some(wrong) = self.privacy.excluded_domains.iter().find(|domain| !is_domain(domain)) {
            return Some(format!("“{wrong}” is no domain: write it as in rival.example"));
        }
        let fields = self.writing.fields.iter().flatten().chain(&self.privacy.never_read);
        if let Some(wrong) = fields.into_iter().find(|field| parsed(field).is_none()) {
            return Some(format!("“{wrong}” is no field: write it as in deal/closedate"));
        }
        let providers = self.models.providers.iter().flatten();
        let known = |listed: &&String| {
            let id = listed.split(' ').next().unwrap_or_default();
            llm::Provider::ALL.iter().any(|provider| provider.as_str() == id)
        };
        if let Some(wrong) = providers.into_iter().find(|listed| !known(listed)) {
            return Some(format!("“{wrong}” is no provider"));
        }
        let regions = self.models.regions.iter().flatten();
        if let Some(wrong) = regions.into_iter().find(|region| !llm::REGIONS.contains(&region.as_str())) {
            return Some(format!("“{wrong}” is no region; there are {}", llm::REGIONS.join(", ")));
        }
        let relative = self.folders.allowed.iter().flatten().find(|folder| !folder.is_absolute());
        relative.map(|folder| format!("{} is no full path", folder.display()))
    }
}

/// A field as in `deal/closedate`.
fn parsed(field: &str) -> Option<(ObjectType, String)> {
    let (object, property) = field.split_once('/')?;
    Some((object.parse().ok()?, Some(property).filter(|name| !name.is_empty())?.to_owned()))
}

fn set_by_admin(message: String) -> AppError {
    AppError::new(ErrorCode::Policy, message).hint("Your admin has set this, and only they can change it.")
}

/// Reads and checks a policy; none where there is none. The error says why it does not hold.
fn checked(file: &Path, may_be_ours: bool, built_in: Option<&str>) -> Result<Option<(File, bool)>, String> {
    let beside = |ending: &str| PathBuf::from(format!("{}{ending}", file.display()));
    let Some(bytes) = bytes_of(file, may_be_ours)? else {
        return match built_in {
            None => Ok(None),
            Some(_) => Err("this build wants a policy, and there is none".to_owned()),
        };
    };
    let key = match built_in {
        Some(key) => Some(key.to_owned()),
        None => bytes_of(&file.with_extension("pub"), may_be_ours)?
            .map(|bytes| String::from_utf8_lossy(&bytes).trim().to_owned()),
    };
    if let Some(key) = &key {
        let key = secrets::from_hex(key).ok_or("its public key is not thirty-two bytes in hex")?;
        let signature = bytes_of(&beside(".sig"), may_be_ours)?.ok_or("its signature is missing")?;
        UnparsedPublicKey::new(&ED25519, &key[..])
            .verify(&bytes, &signature)
            .map_err(|_| "its signature does not fit: it was changed, or signed by somebody else")?;
    }
    let text = String::from_utf8(bytes).map_err(|_| "it is no text")?;
    let said: File = toml::from_str(&text).map_err(|error| {
        let line = error.span().map(|span| 1 + text.get(..span.start).unwrap_or_default().matches('\n').count());
        let place = line.map(|line| format!(" in line {line}")).unwrap_or_default();
        format!("{}{place}", error.message())
    })?;
    match said.flaw() {
        Some(flaw) => Err(flaw),
        None => Ok(Some((said, key.is_some()))),
    }
}

/// The bytes of a file that only the administrator can have written; none where there is none.
fn bytes_of(file: &Path, may_be_ours: bool) -> Result<Option<Vec<u8>>, String> {
    let bytes = match std::fs::read(file) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(format!("{} cannot be read: {error}", file.display())),
    };
    if may_be_ours || is_admins(file)? { Ok(Some(bytes)) } else { Err(format!("others can write {}", file.display())) }
}

/// Whether nobody but the administrator can write a file or put another in its place. On Windows its folder's rights are relied on.
fn is_admins(file: &Path) -> Result<bool, String> {
    #[cfg(unix)]
    for path in [Some(file), file.parent()].into_iter().flatten() {
        use std::os::unix::fs::MetadataExt;
        let found = std::fs::metadata(path).map_err(|error| format!("{} cannot be read: {error}", path.display()))?;
        if found.uid() != 0 || found.mode() & 0o022 != 0 {
            return Ok(false);
        }
    }
    #[cfg(not(unix))]
    let _ = file;
    Ok(true)
}

/// Where the policy file lies: `/etc/foreword/policy.toml`, or the platform's folder for all users; and whether a test has laid it down.
///
/// Whoever could name another file could get round the policy, so only a development build listens to `FOREWORD_POLICY`, for tests.
fn policy_file() -> (PathBuf, bool) {
    if let Some(named) = std::env::var_os("FOREWORD_POLICY").filter(|_| cfg!(debug_assertions)) {
        return (named.into(), true);
    }
    let file = if cfg!(target_os = "macos") {
        "/Library/Application Support/Foreword/policy.toml".into()
    } else if cfg!(target_os = "windows") {
        std::env::var_os("ProgramData")
            .map_or_else(|| r"C:\ProgramData".into(), PathBuf::from)
            .join(r"Foreword\policy.toml")
    } else {
        "/etc/foreword/policy.toml".into()
    };
    (file, false)
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{ChangeToMake, RecordId};
    use ring::signature::{Ed25519KeyPair, KeyPair};

    fn read(text: &str) -> Policy {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("policy.toml");
        std::fs::write(&file, text).unwrap();
        Policy::read(&file)
    }

    fn problem(text: &str) -> String {
        read(text).view().problem.unwrap_or_default()
    }

    fn model(model: &str, url: Option<&str>) -> ProviderConfig {
        ProviderConfig::new(model.parse().unwrap(), url, Some(llm::Secret::new("k"))).unwrap()
    }

    fn change(object: ObjectType, property: &str) -> Write {
        Write::Change(ChangeToMake {
            record: RecordId::new(object, "1"),
            property: property.to_owned(),
            label: property.to_owned(),
            from: None,
            to: "x".to_owned(),
            seen_at: jiff::Timestamp::UNIX_EPOCH,
            provenance: None,
        })
    }

    #[test]
    fn no_file_forbids_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let none = Policy::read(&folder.path().join("policy.toml"));
        assert!(none.allows_updates() && none.may_change().is_ok() && !none.is_own_book_only());
        assert!(!none.view().is_there && none.view().rules.is_empty());
        assert!(read("").allows_updates());
    }

    #[test]
    fn what_is_not_understood_is_a_ban_and_says_where() {
        for (text, words) in [
            ("[update]\nallowed = false\n", "unknown field `update`"),
            ("[updates]\nalowed = false\n", "in line 2"),
            ("[updates]\nallowed = \"perhaps\"\n", "in line 2"),
            ("[updates\nallowed = true\n", "in line 1"),
            ("version = 2\n", "version 2"),
            ("[hubspot]\nshare_percent_max = 0\n", "1 to 100"),
            ("[writing]\nfields = [\"closedate\"]\n", "deal/closedate"),
            ("[models]\nproviders = [\"openay\"]\n", "no provider"),
            ("[models]\nregions = [\"mars\"]\n", "no region"),
            ("[folders]\nallowed = [\"here\"]\n", "no full path"),
        ] {
            let policy = read(text);
            assert!(problem(text).contains(words), "{text}: {}", problem(text));
            assert!(!policy.allows_updates() && policy.is_own_book_only());
            assert_eq!(policy.may_change().unwrap_err().code, ErrorCode::Policy);
            assert!(policy.may_write(&change(ObjectType::Contact, "phone")).is_err());
            assert!(policy.may_ask(&model("ollama:m", None)).is_err());
            assert!(policy.may_read_folder(Path::new("/srv")).is_err());
        }
    }

    #[test]
    fn a_file_that_cannot_be_read_forbids() {
        // A folder in its place is read by nobody, root included.
        let folder = tempfile::tempdir().unwrap();
        assert!(!Policy::read(folder.path()).allows_updates());
    }

    #[test]
    fn only_listed_fields_are_written_and_none_that_is_gated() {
        let policy = read("[writing]\nfields = [\"contact/phone\", \"deal/amount\"]\ngated = false\ntasks = false\n");
        assert!(policy.may_write(&change(ObjectType::Contact, "phone")).is_ok());
        for forbidden in [change(ObjectType::Contact, "jobtitle"), change(ObjectType::Deal, "amount")] {
            let error = policy.may_write(&forbidden).unwrap_err();
            assert_eq!(error.code, ErrorCode::Policy);
            assert!(error.hint.unwrap().contains("Your admin"));
        }
        let note = Write::Note(domain::NoteToFile {
            body: String::new(),
            at: jiff::Timestamp::UNIX_EPOCH,
            owner: None,
            targets: Vec::new(),
        });
        assert!(policy.may_write(&note).is_ok());
        assert!(read("[writing]\nnotes = false\n").may_write(&note).is_err());
    }

    #[test]
    fn models_are_held_to_providers_addresses_and_regions() {
        let ours = "compatible https://models.example/v1";
        let policy = read(&format!("[models]\nproviders = [\"ollama\", \"{ours}\", \"openai\"]\n"));
        assert!(policy.may_ask(&model("ollama:m", None)).is_ok());
        assert!(policy.may_ask(&model("compatible:m", Some("https://models.example/v1/"))).is_ok());
        assert!(policy.may_ask(&model("compatible:m", Some("https://other.example/v1/"))).is_err());
        assert!(policy.may_ask(&model("anthropic:m", None)).is_err());
        let here = read("[models]\nregions = [\"local\", \"eu\"]\n");
        assert!(here.may_ask(&model("ollama:m", None)).is_ok());
        assert!(here.may_ask(&model("openai:m", Some("https://eu.api.openai.com/v1/"))).is_ok());
        for elsewhere in [model("openai:m", None), model("compatible:m", Some("https://models.example/v1/"))] {
            assert_eq!(here.may_ask(&elsewhere).unwrap_err().code, ErrorCode::Policy);
        }
        assert!(read("[models]\nallowed = false\n").may_ask(&model("ollama:m", None)).is_err());
    }

    #[test]
    fn redaction_is_tightened_and_never_loosened() {
        let policy = read("[models]\nredact_names = true\nwithhold = [\"samples\"]\n");
        let remote = model("openai:m", None);
        let loose = Rules { is_on: true, names: false, fields: BTreeMap::new() };
        let rules = policy.tightened(loose.clone(), &remote);
        assert!(rules.is_on && rules.names);
        assert_eq!(rules.fields.get("samples"), Some(&FieldRule::Withhold));
        let strict = Rules { names: true, ..loose };
        assert!(read("[models]\nredact_names = false\n").tightened(strict, &remote).names, "the rep may be stricter");
    }

    #[test]
    fn folders_are_held_to_those_that_are_named() {
        let policy = read("[folders]\nallowed = [\"/srv/sales\"]\n");
        assert!(policy.may_read_folder(Path::new("/srv/sales/2026")).is_ok());
        assert!(policy.may_read_folder(Path::new("/srv/sales-private")).is_err());
        assert!(policy.may_read_folder(Path::new("/home")).is_err());
    }

    #[test]
    fn a_signature_has_to_fit_where_a_key_is_there_and_a_build_with_a_key_wants_a_policy() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("policy.toml");
        let pair = Ed25519KeyPair::from_seed_unchecked(&[7; 32]).unwrap();
        let key = secrets::hex(pair.public_key().as_ref());
        let text = "[updates]\nallowed = true\n";
        std::fs::write(&file, text).unwrap();
        assert!(Policy::read(&file).allows_updates() && !Policy::read(&file).view().is_signed);
        std::fs::write(folder.path().join("policy.pub"), format!("{key}\n")).unwrap();
        assert!(Policy::read(&file).view().problem.unwrap().contains("missing"));
        std::fs::write(folder.path().join("policy.toml.sig"), pair.sign(text.as_bytes()).as_ref()).unwrap();
        assert!(Policy::read(&file).allows_updates() && Policy::read(&file).view().is_signed);
        assert_eq!(Policy::read_as(&file, true, Some(&key)).view().problem, None);
        let other = secrets::hex(Ed25519KeyPair::from_seed_unchecked(&[8; 32]).unwrap().public_key().as_ref());
        for built_in in [other.as_str(), "no key"] {
            assert!(Policy::read_as(&file, true, Some(built_in)).may_change().is_err());
        }
        std::fs::write(&file, "[updates]\nallowed = true \n").unwrap();
        assert!(Policy::read(&file).view().problem.unwrap().contains("does not fit"));
        std::fs::remove_file(&file).unwrap();
        assert!(Policy::read_as(&file, true, Some(&key)).may_change().is_err(), "none is not the same as any");
    }

    #[cfg(unix)]
    #[test]
    fn a_file_that_others_could_have_written_is_no_policy() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("policy.toml");
        std::fs::write(&file, "[updates]\nallowed = true\n").unwrap();
        std::fs::set_permissions(&file, PermissionsExt::from_mode(0o666)).unwrap();
        let policy = Policy::read_as(&file, false, None);
        assert!(policy.view().problem.unwrap().contains("others can write"));
    }

    #[test]
    fn each_rule_is_shown_by_its_name() {
        let text = "[scope]\nown_book_only = true\n[models]\nregions = [\"eu\"]\n[privacy]\nnever_read = [\"contact/salary\"]\n";
        let names: Vec<String> = read(text).view().rules.into_iter().map(|rule| rule.name).collect();
        assert_eq!(names, ["scope.own_book_only", "models.regions", "privacy.never_read"]);
        assert!(read(text).never_read()[&ObjectType::Contact].contains("salary"));
    }
}
