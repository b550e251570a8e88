//! Kills the real `foreword` while it pushes to the real `hubspot-sim`, again and again, and counts what came of it.
//!
//! `chaos --foreword PROGRAM --sim PROGRAM [--kills N] [--seed S] [--out FILE]`. Every round approves a few notes, tasks and changes,
//! lets somebody else change some of the same properties, starts a push and ends it by SIGKILL at a random moment, while a fifth of all
//! requests fail. In the end the faults stop, pushes and syncs run to their ends, and the portal is held against the approvals. Any
//! violation makes it exit with 1. With `--minutes M` it runs whole days instead: see `days`. With `--deliveries N` it kills `foreword listen`: see
//! `deliveries`.
// A program for testing: where it fails is what one wants to see.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod approvals;
mod count;
mod days;
mod deliveries;
mod programs;

use anyhow::{Context as _, Result, bail};
use approvals::Approvals;
use programs::{Ended, Programs};
use rand::{Rng as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;
use serde_json::json;
use std::{path::PathBuf, process::ExitCode, time::Duration, time::Instant};

/// A fifth of all reads fail, and a little more of the writes: only those can land late.
const FAULTS: &str = "429:0.01,500:0.05,drop_before:0.05,drop_after:0.06,apply_late:0.03,truncate:0.03";
/// The number of rounds between two syncs.
const SYNC_EVERY: u32 = 25;
/// The most quiet rounds at the end; far fewer are needed.
const QUIET_MAX: u32 = 60;

/// What the chaos test is told on its command line.
struct Arguments {
    foreword: PathBuf,
    sim: PathBuf,
    kills: u32,
    minutes: u32,
    /// Deliveries to `foreword listen`, which is killed meanwhile; 0 for none.
    deliveries: usize,
    seed: u64,
    out: Option<PathBuf>,
}

fn arguments() -> Result<Arguments> {
    let mut given = std::env::args().skip(1);
    let (mut foreword, mut sim, mut kills, mut minutes, mut deliveries, mut seed, mut out) =
        (None, None, 300, 0, 0, 1, None);
    while let Some(name) = given.next() {
        let value = given.next().with_context(|| format!("{name} takes a value"))?;
        match name.as_str() {
            "--foreword" => foreword = Some(PathBuf::from(value)),
            "--sim" => sim = Some(PathBuf::from(value)),
            "--kills" => kills = value.parse()?,
            "--minutes" => minutes = value.parse()?,
            "--deliveries" => deliveries = value.parse()?,
            "--seed" => seed = value.parse()?,
            "--out" => out = Some(PathBuf::from(value)),
            other => bail!("unknown argument {other}"),
        }
    }
    let foreword = foreword.context("say with --foreword which program to kill")?;
    Ok(Arguments {
        foreword,
        sim: sim.context("say with --sim which simulator to use")?,
        kills,
        minutes,
        deliveries,
        seed,
        out,
    })
}

fn main() -> Result<ExitCode> {
    let arguments = arguments()?;
    let runtime = tokio::runtime::Runtime::new()?;
    let report = runtime.block_on(run(&arguments))?;
    Ok(journeys::reported(&report, arguments.out.as_deref())?)
}

async fn run(arguments: &Arguments) -> Result<serde_json::Value> {
    let started = Instant::now();
    let mut rng = ChaCha8Rng::seed_from_u64(arguments.seed);
    let mut programs = Programs::start(&arguments.foreword, &arguments.sim, arguments.seed).await?;
    if 0 < arguments.minutes {
        let mut report = days::run(&mut programs, &mut rng, arguments.minutes, FAULTS).await?;
        report["seed"] = json!(arguments.seed);
        return Ok(report);
    }
    if 0 < arguments.deliveries {
        return deliveries::run(&mut programs, arguments.seed, arguments.kills, arguments.deliveries).await;
    }
    programs.run(&["sync", "--no-embed"])?;
    let mut approvals = Approvals::new(&programs).await?;
    programs.faults(FAULTS).await?;

    let (mut kills, mut finished, mut rounds) = (0, 0, 0);
    // How long a push takes that is let alone, roughly; kills fall anywhere in that time.
    let mut usual = Duration::from_millis(900);
    while kills < arguments.kills {
        rounds += 1;
        approvals.make(&programs, &mut rng).await?;
        let push = programs.spawn_push()?;
        let end = usual.mul_f64(rng.random_range(0.02..1.1));
        let edit = end.mul_f64(rng.random_range(0.0..1.0));
        tokio::time::sleep(edit).await;
        if rng.random_bool(0.5) {
            approvals.edit_meanwhile(&programs, &mut rng).await?;
        }
        tokio::time::sleep(end.saturating_sub(edit)).await;
        match push.kill()? {
            Ended::Killed => kills += 1,
            Ended::Before(took) => {
                finished += 1;
                usual = (usual * 4 + took) / 5;
            }
        }
        programs.pass(rng.random_range(5..150)).await?;
        if rounds % SYNC_EVERY == 0 {
            // A sync may fail in such a world; the next one goes on.
            let outcome = programs.run(&["sync", "--no-embed"]);
            eprintln!(
                "{kills} kills, {finished} pushes ended before, sync: {}",
                if outcome.is_ok() { "ok" } else { "failed" }
            );
        }
        if 20 * arguments.kills.max(20) < rounds {
            bail!("after {rounds} rounds there were {kills} kills only");
        }
    }

    // The world heals: late requests land, and pushes and syncs run to their ends.
    let met = programs.stats().await?;
    programs.faults("").await?;
    programs.pass(600).await?;
    let mut quiet = 0;
    while approvals.reopen(&programs).await? && quiet < QUIET_MAX {
        programs.run(&["push", "--no-wait"])?;
        programs.pass(61).await?;
        if quiet % 5 == 4 {
            programs.run(&["sync", "--no-embed"])?;
        }
        quiet += 1;
    }
    programs.run(&["sync", "--no-embed"])?;
    programs.run(&["sync", "--no-embed"])?;

    let mut report = count::count(&programs, &approvals).await?;
    let own = json!({
        "seed": arguments.seed, "kills": kills, "pushes_that_ended_before": finished, "rounds": rounds, "quiet_rounds": quiet,
        "fault_rates": FAULTS, "faults_met": met["faults"], "requests": met["calls"]["total"],
        "elapsed_s": started.elapsed().as_secs(),
    });
    if let (Some(report), Some(own)) = (report.as_object_mut(), own.as_object()) {
        report.extend(own.clone());
    }
    Ok(report)
}
