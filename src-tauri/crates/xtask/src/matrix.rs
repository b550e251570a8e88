//! The core of the journeys through a HubSpot that answers otherwise where nobody has tried it live: once for each switch of the simulator, and once
//! with a search that lags.

use std::ffi::OsString;
use std::process::ExitCode;

use anyhow::{Context as _, Result, bail};

use crate::command;
use crate::places::Places;
use crate::test::keychain;

/// The switches by name, as the simulator lists them. The first three are the likeliest to be otherwise at HubSpot; CI plays those.
const SWITCHES: [&str; 14] = [
    "string-sorts",
    "whole-seconds",
    "association-moves-modified",
    "token-info",
    "sorts-ignored",
    "merge-keeps-id",
    "email-bodies-refused",
    "merged-get",
    "empty-associations-as-errors",
    "retry-after",
    "refresh-rotates",
    "missing-as-null",
    "transcripts-oauth-only",
    "transcription-ids-empty",
];
const LIKELIEST: usize = 3;
/// How far search lags in the round that is about that, in milliseconds.
const LAG_MS: &str = "30000";

/// The journeys of the core: what a rep does every day. Those that set a switch of their own are about that switch.
const CORE: [&str; 8] =
    ["storylines::", "searches::", "filing::", "undoing::", "changes::", "scopes::", "decisions::", "forgetting::"];

/// Plays the rounds that are named, the likeliest for `--ci`, or all. Fails where a journey does.
pub fn run(places: &Places, arguments: &[OsString]) -> Result<ExitCode> {
    let mut failed = Vec::new();
    for (name, settings) in rounds(arguments)? {
        println!("\n=== {name} ===");
        let mut cargo = places.cargo();
        cargo.args(["test", "--workspace", "--test", "it", "--"]).args(CORE).env("INSTA_UPDATE", "no");
        cargo.envs(settings);
        if let Err(error) = keychain::with_keychain(places, cargo, command::run) {
            println!("FAILED: {error:#}");
            failed.push(name);
        }
    }
    if failed.is_empty() {
        println!("\nEvery round passed.");
        return Ok(ExitCode::SUCCESS);
    }
    println!("\nFailed: {}", failed.join(", "));
    Ok(ExitCode::FAILURE)
}

type Round = (String, Vec<(&'static str, String)>);

fn rounds(arguments: &[OsString]) -> Result<Vec<Round>> {
    let switched = |name: &str| (name.to_owned(), vec![("FOREWORD_SIM_SWITCHES", name.to_owned())]);
    let lag = || ("lag".to_owned(), vec![("FOREWORD_SIM_LAG_MS", LAG_MS.to_owned())]);
    let names: Vec<&str> =
        arguments.iter().map(|name| name.to_str().context("a name of a round is text")).collect::<Result<_>>()?;
    match names.as_slice() {
        [] => Ok(SWITCHES.iter().map(|name| switched(name)).chain([lag()]).collect()),
        ["--ci"] => Ok(SWITCHES[..LIKELIEST].iter().map(|name| switched(name)).collect()),
        named => named
            .iter()
            .map(|name| match *name {
                "lag" => Ok(lag()),
                name if SWITCHES.contains(&name) => Ok(switched(name)),
                other => bail!("there is no round {other}; there are lag, {}", SWITCHES.join(", ")),
            })
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_round_is_known_and_an_unknown_one_is_refused() {
        let rounds = |names: &[&str]| super::rounds(&names.iter().map(OsString::from).collect::<Vec<_>>());
        assert_eq!(rounds(&[]).unwrap().len(), SWITCHES.len() + 1);
        assert_eq!(rounds(&["--ci"]).unwrap().len(), 3);
        assert_eq!(rounds(&["lag"]).unwrap()[0].1[0].1, LAG_MS);
        assert!(rounds(&["luck"]).is_err());
    }
}
