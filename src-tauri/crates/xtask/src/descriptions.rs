//! A whole life between HubSpot's own descriptions: the journeys that connect, sync, brief, file, take back, make properties and forget, with every
//! request of the client and every answer of the simulator held against HubSpot's public OpenAPI descriptions.
//!
//! The descriptions are HubSpot's and no part of this repository. Whoever checks fetches them, and names the folder.

use std::ffi::OsString;
use std::fs;
use std::path::Path;
use std::process::{Command, ExitCode};

use anyhow::{Result, bail};

use crate::build;
use crate::command;
use crate::places::Places;
use crate::test::keychain;

/// Where HubSpot publishes its descriptions.
const WHERE: &str = "https://github.com/HubSpot/HubSpot-public-api-spec-collection";

/// The journeys that make up a life.
const LIFE: [&str; 14] = [
    "connecting::",
    "keychain::",
    "scopes::",
    "changes::",
    "real_portal::",
    "looks::",
    "own_fields::",
    "filing::",
    "fields::",
    "values::",
    "undoing::",
    "decisions::",
    "storylines::",
    "forgetting::",
];

/// Plays the journeys and checks what was said. Skips, with the reason, where the descriptions are not there.
pub fn run(places: &Places, arguments: &[OsString]) -> Result<ExitCode> {
    let folder = match arguments {
        [] => return Ok(skipped("no folder with HubSpot's descriptions was named")),
        [folder] => Path::new(folder),
        _ => bail!("one folder is enough"),
    };
    if !folder.is_dir() {
        return Ok(skipped(&format!("there is no folder {}", folder.display())));
    }
    let folder = folder.canonicalize()?;
    let exchanges = places.target.join("exchanges");
    if exchanges.is_dir() {
        fs::remove_dir_all(&exchanges)?;
    }
    fs::create_dir_all(&exchanges)?;
    let mut cargo = places.cargo();
    cargo.args(["test", "--workspace", "--test", "it", "--"]).args(LIFE).env("INSTA_UPDATE", "no");
    cargo.env("FOREWORD_SIM_EXCHANGES", &exchanges);
    keychain::with_keychain(places, cargo, command::run)?;
    build::programs(places, &["check-exchanges"])?;
    let mut check = Command::new(places.binary("check-exchanges"));
    check.args([&folder, &exchanges]);
    command::run(&mut check)?;
    Ok(ExitCode::SUCCESS)
}

fn skipped(reason: &str) -> ExitCode {
    println!("SKIPPED: {reason}. Fetch {WHERE} and name the folder: cargo xtask descriptions FOLDER");
    ExitCode::SUCCESS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_the_descriptions_it_skips() {
        let places = Places::find().unwrap();
        let nowhere = OsString::from("/there/is/no/such/folder");
        for arguments in [vec![], vec![nowhere]] {
            assert_eq!(format!("{:?}", run(&places, &arguments).unwrap()), format!("{:?}", ExitCode::SUCCESS));
        }
        assert!(run(&places, &["a".into(), "b".into()]).is_err());
    }
}
