//! A large portal, copied and kept: everything is read, a hundredth of it changes in every way a portal changes, and the copy has to be equal to it
//! again, record by record and association by association.
//!
//! `portal --foreword PROGRAM [--part N] [--scope book|portal] [--seed S] [--out FILE]`. The portal has 50,000 contacts, 5,000 companies, 10,000 deals
//! and 200,000 activities, or the Nth part of that. The simulator keeps to the limits of HubSpot's middle tier, by the real clock. The command is a
//! program of its own, whose memory is looked at. What is otherwise than it should be is a violation and makes it exit with 1.
// A program for testing: where it fails is what one wants to see.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use anyhow::{Context as _, Result, bail, ensure};
use domain::{ObjectType, RecordId};
use hubspot_sim::{PortalKind, SimConfig, Tier};
use jiff::SignedDuration;
use journeys::{TestApp, sample};
use rand::{SeedableRng as _, seq::IndexedRandom as _};
use rand_chacha::ChaCha8Rng;
use serde_json::{Value, json};
use std::{
    fs,
    path::PathBuf,
    process::{Command, ExitCode, Stdio},
    time::{Duration, Instant},
};

/// The whole portal.
const CONTACTS: usize = 50_000;
const COMPANIES: usize = 5_000;
const DEALS: usize = 10_000;
const TICKETS: usize = 1_000;
const ACTIVITIES: usize = 200_000;
/// One in so many records changes.
const CHANGED_ONE_IN: usize = 100;
/// The time between two syncs, as the window has it.
const EVERY: SignedDuration = SignedDuration::from_mins(5);
/// After so many runs everything has to have been looked at: a slice of a thousand records' associations and ten thousand records a run.
const RUNS_MAX: usize = 80;
/// What the command may take of memory, in MiB.
const MEMORY_MAX: u64 = 500;
/// A full sync may make so many calls in a hundred beyond what it cannot do without.
const CALLS_OVER_MAX: usize = 5;
/// It may wait so much longer than the limits make it, in a hundred. How long it takes beside that is a matter of the machine.
const TIME_OVER_MAX: u64 = 10;

struct Arguments {
    foreword: PathBuf,
    part: usize,
    scope: String,
    seed: u64,
    out: Option<PathBuf>,
}

fn arguments() -> Result<Arguments> {
    let mut given = std::env::args().skip(1);
    let (mut foreword, mut part, mut scope, mut seed, mut out) = (None, 1, "portal".to_owned(), 1, None);
    while let Some(name) = given.next() {
        let value = given.next().with_context(|| format!("{name} takes a value"))?;
        match name.as_str() {
            "--foreword" => foreword = Some(PathBuf::from(value)),
            "--part" => part = value.parse()?,
            "--scope" => scope = value,
            "--seed" => seed = value.parse()?,
            "--out" => out = Some(PathBuf::from(value)),
            other => bail!("unknown argument {other}"),
        }
    }
    ensure!(1 <= part && matches!(scope.as_str(), "book" | "portal"), "--part is at least 1, --scope book or portal");
    Ok(Arguments { foreword: foreword.context("say with --foreword which program to try")?, part, scope, seed, out })
}

#[tokio::main]
async fn main() -> Result<ExitCode> {
    let arguments = arguments()?;
    let report = run(&arguments).await?;
    Ok(journeys::reported(&report, arguments.out.as_deref())?)
}

async fn run(arguments: &Arguments) -> Result<Value> {
    let part = arguments.part;
    let portal = PortalKind::Generated {
        contacts: CONTACTS / part,
        companies: COMPANIES / part,
        deals: DEALS / part,
        tickets: TICKETS / part,
        activities: ACTIVITIES / part,
    };
    let config = SimConfig { portal, seed: arguments.seed, unlimited: false, tier: Tier::Pro, ..sample() };
    let mut app = TestApp::without_recordings(config).await;
    let mut violations: Vec<String> = Vec::new();

    let full = sync(&app, arguments, true).await?;
    let counts: Vec<(ObjectType, usize)> = count(&app).await;
    let least = least_calls(&counts);
    if arguments.scope == "portal" {
        expect(&mut violations, full.calls * 100 <= least * (100 + CALLS_OVER_MAX), || {
            format!("the full sync made {} calls, where {least} would do", full.calls)
        });
        expect(&mut violations, full.waited_ms * 100 <= full.demanded_ms * (100 + TIME_OVER_MAX), || {
            format!("the full sync waited {} ms, where the limits make it {}", full.waited_ms, full.demanded_ms)
        });
    }
    expect(&mut violations, full.rate_limited == 0, || format!("{} answers were 429", full.rate_limited));
    expect(&mut violations, full.memory_mib.is_none_or(|mib| mib <= MEMORY_MAX), || {
        format!("the full sync took {:?} MiB", full.memory_mib)
    });
    let after_full = differences(&app, arguments).await;
    violations.extend(after_full.iter().take(10).map(|one| format!("after the full sync: {one}")));

    let changes = change(&app, arguments.seed).await?;
    let mut runs = Vec::new();
    later(&mut app, EVERY);
    runs.push(sync(&app, arguments, false).await?);
    let after_one = differences(&app, arguments).await.len();
    // What was deleted or moved without a trace in any search is found by the daily look through everything, a slice in each run.
    later(&mut app, SignedDuration::from_hours(24));
    let mut left = Vec::new();
    for _ in 0..RUNS_MAX {
        runs.push(sync(&app, arguments, false).await?);
        left = differences(&app, arguments).await;
        if left.is_empty() {
            break;
        }
        later(&mut app, EVERY);
    }
    violations.extend(left.iter().take(10).map(|one| format!("after {} runs: {one}", runs.len())));
    let limited: u64 = runs.iter().map(|run| run.rate_limited).sum();
    expect(&mut violations, limited == 0, || format!("{limited} answers to later runs were 429"));
    Ok(json!({
        "portal": counts.iter().map(|(object, count)| (object.plural(), *count)).collect::<std::collections::BTreeMap<_, _>>(),
        "scope": arguments.scope, "seed": arguments.seed,
        "full": full.json(), "least_calls": least,
        "changes": changes, "differences_after_one_run": after_one,
        "runs": runs.iter().map(Run::json).collect::<Vec<_>>(),
        "violations": violations,
    }))
}

fn expect(violations: &mut Vec<String>, holds: bool, otherwise: impl FnOnce() -> String) {
    if !holds {
        violations.push(otherwise());
    }
}

/// What a run of the command came to.
struct Run {
    ms: u64,
    waited_ms: u64,
    calls: usize,
    rate_limited: u64,
    /// Milliseconds that the client's share of the limits makes so many calls take, in the client's own pace.
    demanded_ms: u64,
    memory_mib: Option<u64>,
}

impl Run {
    fn json(&self) -> Value {
        json!({"ms": self.ms, "waited_ms": self.waited_ms, "calls": self.calls, "rate_limited": self.rate_limited, "demanded_ms": self.demanded_ms, "memory_mib": self.memory_mib})
    }
}

async fn sync(app: &TestApp, arguments: &Arguments, full: bool) -> Result<Run> {
    let mut command = Command::new(&arguments.foreword);
    command.args(["--json", "sync", "--no-embed"]);
    if full {
        command.args(["--full", "--scope", &arguments.scope]);
    }
    command
        .env("FOREWORD_HOME", &app.settings.home)
        .env("FOREWORD_HUBSPOT_URL", app.crm.url())
        .env("FOREWORD_ACCESS_TOKEN", app.crm.token())
        .env("FOREWORD_NOW", app.settings.now.context("a fixed clock")?.to_string())
        .stdout(Stdio::piped())
        .stderr(Stdio::null());
    let began = Instant::now();
    let child = command.spawn().context("could not start foreword")?;
    let pid = child.id();
    let ended = tokio::task::spawn_blocking(move || child.wait_with_output());
    let mut memory_mib = None;
    while !ended.is_finished() {
        memory_mib = peak_mib(pid).or(memory_mib);
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let output = ended.await??;
    let report: Value = serde_json::from_slice(&output.stdout).context("the sync's report")?;
    ensure!(report["error"].is_null(), "the sync failed: {}", report["error"]);
    let by_endpoint = report["api_calls"]["by_endpoint"].as_object().context("calls by endpoint")?;
    let calls = |is: &dyn Fn(&str) -> bool| -> u64 {
        by_endpoint.iter().filter(|(name, _)| is(name)).filter_map(|(_, count)| count.as_u64()).sum()
    };
    let is_search = |name: &str| name.ends_with("/search");
    let is_association = |name: &str| name.contains("/associations/");
    let plain = calls(&|name| !is_search(name) && !is_association(name));
    // A quarter of 190 calls in ten seconds, less a twentieth; of 150 for associations; four searches a second.
    let demanded = [plain * 10_050 / 45, calls(&is_association) * 10_050 / 45, calls(&is_search) * 1_020 / 4];
    Ok(Run {
        ms: u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX),
        waited_ms: report["waited_ms"].as_u64().unwrap_or_default(),
        calls: usize::try_from(calls(&|_| true)).unwrap_or(usize::MAX),
        rate_limited: report["rate_limited"].as_u64().unwrap_or_default(),
        // They wait for each other, since one is asked after the other.
        demanded_ms: demanded.into_iter().max().unwrap_or_default(),
        memory_mib,
    })
}

/// The most memory that a process has held so far; none where this system does not say.
fn peak_mib(pid: u32) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    line.split_whitespace().nth(1)?.parse::<u64>().ok().map(|kib| kib / 1024)
}

async fn count(app: &TestApp) -> Vec<(ObjectType, usize)> {
    let mut counts = Vec::new();
    for object in ObjectType::ALL {
        counts.push((object, journeys::records(&app.crm, object).await.len()));
    }
    counts
}

/// The calls without which a whole portal cannot be read: a list page for a hundred records, fifty where they come with their history, and what there is
/// of owners, pipelines and fields, and of the account itself.
fn least_calls(counts: &[(ObjectType, usize)]) -> usize {
    let page = |object: &ObjectType| if *object == ObjectType::Deal { 50 } else { 100 };
    let lists: usize = counts.iter().map(|(object, count)| count.div_ceil(page(object)).max(1)).sum();
    let (owners, pipelines, fields, account) = (2, 2, counts.len(), 1);
    lists + owners + pipelines + fields + account
}

fn later(app: &mut TestApp, by: SignedDuration) {
    app.settings.now = Some(app.settings.now.unwrap().checked_add(by).unwrap());
    app.crm.advance(by.try_into().unwrap());
}

/// Changes a hundredth of the records of each type: by turns edited, handed over, moved to another company, deleted, and of people and companies merged.
async fn change(app: &TestApp, seed: u64) -> Result<Value> {
    let mut rng = ChaCha8Rng::seed_from_u64(seed ^ 0xc4a9);
    let companies: Vec<String> = journeys::records(&app.crm, ObjectType::Company).await.into_keys().collect();
    let owner = app.crm.me().0;
    let (mut edited, mut handed_over, mut moved, mut deleted, mut merged) = (0, 0, 0, 0, 0);
    for object in ObjectType::ALL {
        let ids: Vec<String> = journeys::records(&app.crm, object).await.into_keys().collect();
        let chosen: Vec<&String> = ids.choose_multiple(&mut rng, ids.len() / CHANGED_ONE_IN).collect();
        for (turn, id) in chosen.iter().enumerate() {
            let kind = object.singular();
            let edit = |properties: Value| json!({"op": "edit", "type": kind, "id": id, "properties": properties});
            let text = match object {
                ObjectType::Contact => "jobtitle",
                ObjectType::Company | ObjectType::Deal => "description",
                ObjectType::Ticket => "content",
                ObjectType::Note => "hs_note_body",
                ObjectType::Call => "hs_call_body",
                ObjectType::Email => "hs_email_text",
                ObjectType::Meeting => "hs_meeting_body",
                _ => "hs_task_body",
            };
            let is_company = object == ObjectType::Company;
            let order = match turn % 5 {
                0 | 1 => {
                    edited += 1;
                    edit(json!({text: format!("Changed in turn {turn}.")}))
                }
                2 => {
                    handed_over += 1;
                    edit(json!({"hubspot_owner_id": owner}))
                }
                3 if matches!(object, ObjectType::Contact | ObjectType::Company) && turn + 1 < chosen.len() => {
                    merged += 1;
                    // The next one's turn would find it gone.
                    let loser = ids.iter().find(|other| !chosen.contains(other)).context("somebody to merge with")?;
                    json!({"op": "merge", "type": kind, "id": id, "loser": loser})
                }
                3 if !is_company => {
                    moved += 1;
                    let to = companies.choose(&mut rng).context("a company")?;
                    json!({"op": "associate", "from": {"type": kind, "id": id}, "to": {"type": "company", "id": to}})
                }
                _ => {
                    deleted += 1;
                    json!({"op": "delete", "type": kind, "id": id})
                }
            };
            // What was merged a moment ago is there no more.
            app.crm.mutate(&order).ok();
        }
    }
    Ok(json!({"edited": edited, "handed_over": handed_over, "moved": moved, "deleted": deleted, "merged": merged}))
}

/// Where the copy and the portal differ. Of a book what is in it is held against the portal; that it is the whole book, a journey sees to.
async fn differences(app: &TestApp, arguments: &Arguments) -> Vec<String> {
    let all = app.differences().await;
    if arguments.scope == "portal" {
        return all;
    }
    let is_of_book = |one: &&String| {
        one.split_once(": ").is_some_and(|(id, what)| id.parse::<RecordId>().is_ok() && !what.starts_with("linked to"))
    };
    all.iter().filter(is_of_book).cloned().collect()
}
