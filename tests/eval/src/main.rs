//! Benchmarks: `bench search|index|brief|sync|store-size|at-rest|ask|backtest|events|digest [--json FILE]`. Each measures the product beside its alternative in the same run and gives
//! ratios; none is a test, and nothing here is asserted about time.

mod ask;
mod ask_sample;
mod at_rest;
mod backtest;
mod brief;
mod digest;
mod events;
mod grown;
mod index;
mod many;
mod measure;
mod rivals;
mod search;
mod store_size;
mod sync;

use anyhow::{Context as _, Result, bail};
use serde_json::{Value, json};

fn main() -> Result<()> {
    let mut arguments = std::env::args().skip(1);
    let name = arguments
        .next()
        .context("say which: bench search|index|brief|sync|store-size|at-rest|ask|backtest|events|digest")?;
    if name == index::ONE_WAY {
        let (way, texts) = (arguments.next().context("which way?")?, arguments.next().context("which texts?")?);
        println!("{}", tokio::runtime::Runtime::new()?.block_on(index::one_way(&way, &texts))?);
        return Ok(());
    }
    let mut file = None;
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--json" => file = Some(arguments.next().context("--json takes a file")?),
            other => bail!("unknown argument {other}; use --json FILE"),
        }
    }
    let runtime = tokio::runtime::Runtime::new()?;
    let figures = runtime.block_on(async {
        match name.as_str() {
            "search" => search::bench().await,
            "index" => index::bench().await,
            "brief" => brief::bench().await,
            "sync" => sync::bench().await,
            "store-size" => store_size::bench().await,
            "at-rest" => at_rest::bench().await,
            "ask" => ask::bench().await,
            "backtest" => backtest::bench().await,
            "events" => events::bench().await,
            "digest" => digest::bench().await,
            other => {
                bail!("there is no benchmark {other}; use search, index, brief, sync, store-size, at-rest, ask, backtest, events or digest")
            }
        }
    })?;
    let report = json!({"bench": name, "machine": machine(), "figures": figures});
    let text = serde_json::to_string_pretty(&report)?;
    match file {
        Some(file) => std::fs::write(&file, text + "\n").with_context(|| format!("could not write {file}"))?,
        None => println!("{text}"),
    }
    Ok(())
}

/// The machine that the figures were measured on.
fn machine() -> Value {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let model = std::fs::read_to_string("/proc/cpuinfo").ok().and_then(|info| {
        info.lines()
            .find(|line| line.starts_with("model name"))
            .and_then(|line| Some(line.split_once(": ")?.1.to_owned()))
    });
    json!({"cores": cores, "cpu": model, "profile": if cfg!(debug_assertions) { "dev" } else { "release" }})
}
