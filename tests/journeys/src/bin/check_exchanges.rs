//! Holds what the simulator noted of requests and answers against HubSpot's own descriptions: `check-exchanges DESCRIPTIONS EXCHANGES`. Ends with 1
//! where something is otherwise that is not known to be.

use anyhow::{Context as _, Result};
use journeys::descriptions::{Descriptions, Exchange, known};
use std::{
    collections::BTreeMap,
    ffi::OsString,
    io::{BufRead as _, BufReader},
    path::Path,
    process::ExitCode,
};

fn main() -> Result<ExitCode> {
    let arguments: Vec<OsString> = std::env::args_os().skip(1).collect();
    let [descriptions, exchanges] = arguments.as_slice() else {
        eprintln!("usage: check-exchanges DESCRIPTIONS EXCHANGES");
        return Ok(ExitCode::from(2));
    };
    let descriptions = Descriptions::read(Path::new(descriptions))?;
    let (mut count, mut kinds) = (0_usize, BTreeMap::<String, usize>::new());
    let (mut otherwise, mut let_pass) = (BTreeMap::new(), BTreeMap::<&str, (usize, usize)>::new());
    for entry in std::fs::read_dir(exchanges).context("there are no exchanges")? {
        let path = entry?.path();
        let file = std::fs::File::open(&path).with_context(|| format!("cannot read {}", path.display()))?;
        for line in BufReader::new(file).lines() {
            let exchange = Exchange::read(&line?).with_context(|| format!("in {}", path.display()))?;
            let (endpoint, violations) = descriptions.check(&exchange);
            let mut seen = Vec::new();
            count += 1;
            *kinds.entry(endpoint).or_default() += 1;
            for violation in violations {
                match known(&violation) {
                    Some(why) => seen.push(why),
                    None => *otherwise.entry(violation).or_insert(0_usize) += 1,
                }
            }
            for (why, places) in counted(seen) {
                let (exchanges, all) = let_pass.entry(why).or_default();
                (*exchanges, *all) = (*exchanges + 1, *all + places);
            }
        }
    }
    for (endpoint, times) in &kinds {
        println!("{times:>8}  {endpoint}");
    }
    println!("\n{count} exchanges of {} kinds.", kinds.len());
    for (why, (exchanges, places)) in &let_pass {
        println!("known, at {places} places of {exchanges} exchanges: {why}");
    }
    for (violation, times) in &otherwise {
        println!(
            "VIOLATION by the {:?}: {} {} ({times} times): {}",
            violation.side, violation.endpoint, violation.place, violation.what
        );
    }
    Ok(if otherwise.is_empty() && 0 < count { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// How often each is there.
fn counted(all: Vec<&'static str>) -> BTreeMap<&'static str, usize> {
    let mut counts = BTreeMap::new();
    for one in all {
        *counts.entry(one).or_default() += 1;
    }
    counts
}
