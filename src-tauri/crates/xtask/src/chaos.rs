//! Everything that can go wrong with a write, thousands of times: too long for the ordinary tests.

use std::ffi::OsString;
use std::fs;
use std::process::{Command, ExitCode};

use anyhow::{Context as _, Result, bail};
use serde_json::{Value, json};

use crate::build;
use crate::command;
use crate::places::Places;

/// The variables that tell the checker how much, and where to write its count.
const CASES_VARIABLE: &str = "FOREWORD_INTERLEAVINGS";
const REPORT_VARIABLE: &str = "FOREWORD_INTERLEAVINGS_REPORT";

/// What a run of the chaos test is to do.
struct Plan {
    interleavings: u32,
    kills: u32,
    /// Minutes of whole days; 0 for none.
    minutes: u32,
    /// Deliveries of webhooks, during which the receiver is killed; 0 for none.
    deliveries: u32,
    seed: u64,
    out: Option<OsString>,
}

fn plan(arguments: &[OsString]) -> Result<Plan> {
    let mut plan = Plan { interleavings: 10_000, kills: 300, minutes: 0, deliveries: 0, seed: 1, out: None };
    // Whole days are a run of their own, and so are deliveries, unless the others are asked for as well.
    let has = |name: &str| arguments.iter().any(|argument| argument == name);
    if has("--minutes") {
        (plan.interleavings, plan.kills) = (0, 0);
    }
    if has("--deliveries") {
        plan.interleavings = 0;
    }
    let mut given = arguments.iter();
    while let Some(name) = given.next() {
        let value = given.next().with_context(|| format!("{} takes a value", name.display()))?;
        let number = || -> Result<u32> {
            value
                .to_str()
                .and_then(|text| text.parse().ok())
                .with_context(|| format!("{} is no number", value.display()))
        };
        match name.to_str() {
            Some("--interleavings") => plan.interleavings = number()?,
            Some("--kills") => plan.kills = number()?,
            Some("--minutes") => plan.minutes = number()?,
            Some("--deliveries") => plan.deliveries = number()?,
            Some("--seed") => plan.seed = u64::from(number()?),
            Some("--out") => plan.out = Some(value.clone()),
            _ => bail!("unknown argument {}", name.display()),
        }
    }
    Ok(plan)
}

/// Runs both and prints one JSON object. Fails on any violation; 0 of either leaves that part out.
pub fn run(places: &Places, arguments: &[OsString]) -> Result<ExitCode> {
    let plan = plan(arguments)?;
    let scratch = places.target.join("chaos");
    fs::create_dir_all(&scratch)?;
    let mut ended_well = true;
    let mut report = json!({});
    if 0 < plan.interleavings {
        let file = scratch.join("interleavings.json");
        let mut test = places.cargo();
        // The whole workspace: a crate tested by itself would have LanceDB compiled anew with other features.
        test.args(["test", "--workspace", "--test", "checker"])
            .env(CASES_VARIABLE, plan.interleavings.to_string())
            .env(REPORT_VARIABLE, &file);
        ended_well &= part(&mut test, &file, "interleavings", &mut report)?;
    }
    for (name, much) in [("kills", plan.kills), ("minutes", plan.minutes)].into_iter().filter(|(_, much)| 0 < *much) {
        build::programs(places, &["chaos", "foreword", "hubspot-sim"])?;
        let file = scratch.join(format!("{name}.json"));
        let mut chaos = Command::new(places.binary("chaos"));
        chaos.arg("--foreword").arg(places.binary("foreword")).arg("--sim").arg(places.binary("hubspot-sim"));
        chaos.args([&format!("--{name}"), &much.to_string(), "--seed", &plan.seed.to_string()]).arg("--out").arg(&file);
        if name == "kills" && 0 < plan.deliveries {
            chaos.args(["--deliveries", &plan.deliveries.to_string()]);
        }
        ended_well &= part(&mut chaos, &file, name, &mut report)?;
    }
    let text = serde_json::to_string_pretty(&report)?;
    println!("{text}");
    if let Some(out) = &plan.out {
        fs::write(out, text + "\n").with_context(|| format!("could not write {}", out.display()))?;
    }
    Ok(if ended_well { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Damages files of a home at random, and prints what every command made of it. Fails on any violation.
pub fn damage(places: &Places, arguments: &[OsString]) -> Result<ExitCode> {
    build::programs(places, &["damage", "foreword"])?;
    let mut damage = Command::new(places.binary("damage"));
    damage.arg("--foreword").arg(places.binary("foreword")).args(arguments);
    command::become_program(&mut damage)
}

/// Copies a large portal, changes a hundredth of it, and holds the copy against it. Fails on any violation.
pub fn portal(places: &Places, arguments: &[OsString]) -> Result<ExitCode> {
    build::programs(places, &["portal", "foreword"])?;
    let mut portal = Command::new(places.binary("portal"));
    portal.arg("--foreword").arg(places.binary("foreword")).args(arguments);
    command::become_program(&mut portal)
}

/// Runs one part, and takes what it counted into the report. Whether it ended well.
fn part(program: &mut Command, file: &std::path::Path, name: &str, report: &mut Value) -> Result<bool> {
    // What an earlier run counted is not this one's.
    if file.exists() {
        fs::remove_file(file)?;
    }
    let ended = command::run(program);
    if let Err(error) = &ended {
        eprintln!("{error:#}");
    }
    report[name] = match fs::read_to_string(file) {
        Ok(text) => serde_json::from_str(&text).with_context(|| format!("{} is not JSON", file.display()))?,
        Err(_) => Value::Null,
    };
    Ok(ended.is_ok() && !report[name].is_null())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_plan_is_as_asked() {
        let words = |text: &str| text.split_whitespace().map(OsString::from).collect::<Vec<_>>();
        let asked = plan(&words("--kills 5 --seed 7")).unwrap();
        assert_eq!((asked.kills, asked.interleavings, asked.seed), (5, 10_000, 7));
        let deliveries = plan(&words("--deliveries 2000")).unwrap();
        assert_eq!((deliveries.kills, deliveries.interleavings, deliveries.deliveries), (300, 0, 2_000));
        let days = plan(&words("--minutes 30")).unwrap();
        assert_eq!((days.kills, days.interleavings, days.minutes), (0, 0, 30));
        assert!(plan(&words("--kills many")).is_err());
        assert!(plan(&words("--often 5")).is_err());
    }
}
