//! Damages files of a home at random, and looks whether every command still answers and nothing that was decided is lost.
//!
//! `damage --foreword PROGRAM [--rounds N] [--seed S] [--out FILE]`. A home is filled from the sample portal, with a change that is approved and one
//! that is filed. Every round takes a fresh copy of it, flips bits in one of its files, cuts it, writes zeroes over a stretch, swaps it with
//! another, or removes it, runs the commands a rep would run, then the upkeep and a sync, and holds what is there against what was decided. A
//! command that ends by a panic or by the system, and a decision that is gone without a word, are violations and make it exit with 1. A panic of
//! LanceDB's that was caught, after which the command went on, is counted and is none.
// A program for testing: where it fails is what one wants to see.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use anyhow::{Context as _, Result, bail};
use app::{ApproveRequest, PushRequest, PushSilent};
use journeys::{TestApp, sample};
use rand::{Rng as _, SeedableRng as _, seq::IndexedRandom as _};
use rand_chacha::ChaCha8Rng;
use serde_json::{Value, json};
use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    process::{Command, ExitCode},
    time::Instant,
};
use tokio_util::sync::CancellationToken;

/// What a rep does, in whatever state the home is.
const READING: [&[&str]; 8] = [
    &["doctor"],
    &["brief", "next"],
    &["search", "security questionnaire"],
    &["ask", "harbourline", "what did they say about the price"],
    &["draft", "tasks", "harbourline"],
    &["review", "list"],
    &["report", "--verify"],
    &["portals"],
];
/// The commands that mend a damaged home, in the order in which they are run.
const MENDING: [&[&str]; 3] = [&["maintain"], &["sync", "--no-embed"], &["maintain"]];
/// Exit statuses that a command may end with: done, failed, wrong usage, not connected, incomplete, busy.
const STATUSES: [i32; 6] = [0, 1, 2, 3, 4, 5];

struct Arguments {
    foreword: PathBuf,
    rounds: u32,
    seed: u64,
    out: Option<PathBuf>,
}

fn arguments() -> Result<Arguments> {
    let mut given = std::env::args().skip(1);
    let (mut foreword, mut rounds, mut seed, mut out) = (None, 200, 1, None);
    while let Some(name) = given.next() {
        let value = given.next().with_context(|| format!("{name} takes a value"))?;
        match name.as_str() {
            "--foreword" => foreword = Some(PathBuf::from(value)),
            "--rounds" => rounds = value.parse()?,
            "--seed" => seed = value.parse()?,
            "--out" => out = Some(PathBuf::from(value)),
            other => bail!("unknown argument {other}"),
        }
    }
    Ok(Arguments { foreword: foreword.context("say with --foreword which program to try")?, rounds, seed, out })
}

#[tokio::main]
async fn main() -> Result<ExitCode> {
    let arguments = arguments()?;
    let report = run(&arguments).await?;
    Ok(journeys::reported(&report, arguments.out.as_deref())?)
}

async fn run(arguments: &Arguments) -> Result<Value> {
    let started = Instant::now();
    let mut rng = ChaCha8Rng::seed_from_u64(arguments.seed);
    let whole = TestApp::connected_to(sample()).await;
    fill(&whole).await?;
    let decided = decisions(&whole.settings.home, &whole, &arguments.foreword)?;
    let (mut outcomes, mut violations) = (BTreeMap::<String, u32>::new(), Vec::new());
    let mut count = |what: String| *outcomes.entry(what).or_default() += 1;
    for round in 0..arguments.rounds {
        let folder = tempfile::tempdir()?;
        let home = folder.path().join("home");
        copy(&whole.settings.home, &home)?;
        let how = harm(&home, &mut rng)?;
        let mut complain = |what: String| {
            eprintln!("round {round}, {how}: {what}");
            violations.push(json!({"round": round, "damage": how, "what": what}));
        };
        for command in READING.iter().chain(&MENDING) {
            let ended = foreword(&home, &whole, &arguments.foreword, command)?;
            if ended.errors.contains("panicked at") {
                count("panics that were caught".to_owned());
            }
            if !ended.is_sound() {
                complain(format!("`{}` ended with {:?}: {}", command.join(" "), ended.status, ended.errors));
            } else if ended.status != Some(0) && ended.said_nothing() {
                complain(format!("`{}` failed without a word", command.join(" ")));
            }
        }
        match decisions(&home, &whole, &arguments.foreword) {
            // Commands draft and log of their own; nothing may be less, and the chain has to hold.
            Ok(left) if decided.0 <= left.0 && decided.1 <= left.1 && left.2 => {
                count("everything that was decided is here".to_owned());
            }
            Ok(left) => complain(format!("{left:?} is left of {decided:?}")),
            // A key that is gone is said, and nothing is changed by saying so.
            Err(error) => count(format!("closed: {}", error.to_string().lines().next().unwrap_or_default())),
        }
        if round % 20 == 19 {
            eprintln!("{} of {} rounds, {} violations", round + 1, arguments.rounds, violations.len());
        }
    }
    Ok(json!({
        "rounds": arguments.rounds,
        "seed": arguments.seed,
        "seconds": started.elapsed().as_secs(),
        "outcomes": outcomes,
        "violations": violations,
    }))
}

/// A synced home with an approved note, a filed one, an upkeep and its weekly copy.
async fn fill(whole: &TestApp) -> Result<()> {
    whole.sync().await;
    let now = whole.settings.now();
    for call in ["kestrel/c-export", "lindqvist/c-first"] {
        let writable = app::open_for_writing(&whole.settings).await?;
        let Some((_, id)) = whole.crm.key_to_id(call) else { continue };
        let shown = app::draft_note(&writable.open, &format!("call:{id}"), now)?.shown.remove(0);
        let request = ApproveRequest { id: shown.id.clone(), hash: Some(shown.hash.clone()), confirm: None };
        app::approve(&writable.open, &[request], now)?;
        drop(writable);
        if call.starts_with("kestrel") {
            let patience = PushRequest::default().patience;
            app::push(&whole.settings, PushRequest { patience }, &PushSilent, &CancellationToken::new()).await?;
        }
    }
    app::maintain(&whole.settings, &app::Silent, &CancellationToken::new()).await?;
    Ok(())
}

/// What was decided and what became of it, as a rep can see it: approvals, lines of the log, and whether that holds.
fn decisions(home: &Path, whole: &TestApp, program: &Path) -> Result<(usize, u64, bool)> {
    let list = foreword(home, whole, program, &["review", "list", "--json"])?;
    let audit = foreword(home, whole, program, &["report", "--verify", "--json"])?;
    let parse = |ended: &Ended| -> Result<Value> {
        let value: Value = serde_json::from_str(&ended.output).with_context(|| ended.errors.clone())?;
        if let Some(message) = value["error"]["message"].as_str() {
            bail!("{message}");
        }
        Ok(value)
    };
    let (list, audit) = (parse(&list)?, parse(&audit)?);
    let decided = |one: &&Value| !matches!(one["status"].as_str(), Some("open" | "proposed"));
    let approvals = list["proposals"].as_array().map_or(0, |all| all.iter().filter(decided).count());
    let lines = audit["entries"].as_u64().context("the log has no number of lines")?;
    Ok((approvals, lines, audit["verified"] == true))
}

struct Ended {
    status: Option<i32>,
    output: String,
    errors: String,
}

impl Ended {
    fn is_sound(&self) -> bool {
        self.status.is_some_and(|status| STATUSES.contains(&status)) && !self.errors.contains("Foreword made a mistake")
    }

    fn said_nothing(&self) -> bool {
        self.output.trim().is_empty() && self.errors.trim().is_empty()
    }
}

fn foreword(home: &Path, whole: &TestApp, program: &Path, arguments: &[&str]) -> Result<Ended> {
    let ended = Command::new(program)
        .args(arguments)
        .env("FOREWORD_HOME", home)
        .env("FOREWORD_HUBSPOT_URL", whole.crm.url())
        .env("FOREWORD_ACCESS_TOKEN", whole.crm.token())
        .env("FOREWORD_MODEL_DIR", home.join("no model here"))
        .env("FOREWORD_NOW", journeys::NOW)
        .output()
        .with_context(|| format!("could not start {}", program.display()))?;
    Ok(Ended {
        status: ended.status.code(),
        output: String::from_utf8_lossy(&ended.stdout).into_owned(),
        errors: String::from_utf8_lossy(&ended.stderr).into_owned(),
    })
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy(&entry.path(), &target)?
        } else {
            fs::copy(entry.path(), &target).map(|_| ())?
        }
    }
    Ok(())
}

/// Damages one file of a home, and says how.
fn harm(home: &Path, rng: &mut ChaCha8Rng) -> Result<String> {
    let files = store::files_under(home)?;
    let named = |path: &Path| path.strip_prefix(home).unwrap_or(path).display().to_string();
    // Half of the time one of the few that matter most, else any.
    let vital: Vec<&PathBuf> =
        files.iter().filter(|path| !path.components().any(|part| part.as_os_str() == "index")).collect();
    let file =
        if rng.random_bool(0.6) { (*vital.choose(rng).unwrap()).clone() } else { files.choose(rng).unwrap().clone() };
    let mut bytes = fs::read(&file)?;
    let at = |rng: &mut ChaCha8Rng, len: usize| if len == 0 { 0 } else { rng.random_range(0..len) };
    let how = match rng.random_range(0..5) {
        0 => {
            let count = rng.random_range(1..40);
            for _ in 0..count {
                let place = at(rng, bytes.len());
                if let Some(byte) = bytes.get_mut(place) {
                    *byte ^= 1 << rng.random_range(0..8);
                }
            }
            fs::write(&file, &bytes)?;
            format!("{count} bits flipped")
        }
        1 => {
            bytes.truncate(at(rng, bytes.len()));
            fs::write(&file, &bytes)?;
            format!("cut to {} bytes", bytes.len())
        }
        2 => {
            let (from, len) = (at(rng, bytes.len()), rng.random_range(1..20_000));
            bytes.iter_mut().skip(from).take(len).for_each(|byte| *byte = 0);
            fs::write(&file, &bytes)?;
            format!("{len} zeroes at {from}")
        }
        3 => {
            let other = files.choose(rng).unwrap().clone();
            let others = fs::read(&other)?;
            fs::write(&file, others)?;
            fs::write(&other, bytes)?;
            format!("swapped with {}", named(&other))
        }
        _ => {
            fs::remove_file(&file)?;
            "removed".to_owned()
        }
    };
    Ok(format!("{}: {how}", named(&file)))
}
