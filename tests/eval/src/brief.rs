//! How long a brief takes from the database: as it is made from what the rules found at the last sync, and cold, the rules reading every sentence
//! first; for the sample portal's accounts, and for one account grown to 100 and to 5,000 chunks. Each from texts as a sync writes them, and as the
//! upkeep packs them.

use crate::{
    grown::{grow, largest},
    measure::{Synced, ms, percentiles, rounded},
};
use anyhow::Result;
use domain::{ObjectType, RecordId};
use hubspot_sim::SimConfig;
use jiff::Timestamp;
use serde_json::{Value, json};
use std::time::Instant;
use store::Database;

const ROUNDS: usize = 20;

pub async fn bench() -> Result<Value> {
    let synced = Synced::start(SimConfig::default(), false).await?;
    let now = Timestamp::now();
    let open = synced.open().await?;
    let accounts = open.database.all(ObjectType::Company)?;
    let written = measure(&open.database, &accounts, now)?;
    let largest = largest(&open.database, now)?;
    drop(open);
    synced.maintain().await?;
    let packed = measure(&synced.open().await?.database, &accounts, now)?;
    let mut report = json!({"sample_portal": {"as_written": written, "packed": packed}});
    for chunks in [100, 5_000] {
        let folder = tempfile::tempdir()?;
        let database = Database::open(&folder.path().join("store.db"), &[0; 32])?;
        let grown = grow(&database, &largest, chunks)?;
        let readings: Vec<_> = database
            .documents_to_read(drafting::RULES, usize::MAX >> 1)?
            .iter()
            .map(|stored| (stored.id, drafting::read_text(&stored.document)))
            .collect();
        database.put_readings(&readings)?;
        let account = std::slice::from_ref(&largest.account.id);
        let written = measure(&database, account, now)?;
        database.pack()?;
        let packed = measure(&database, account, now)?;
        report[format!("{chunks}_chunks")] = json!({"chunks": grown, "as_written": written, "packed": packed});
    }
    Ok(report)
}

/// A brief's parts, in milliseconds: `cached` is the whole brief with the rules' findings read from the database, `cold` the same without any.
fn measure(database: &Database, accounts: &[RecordId], now: Timestamp) -> Result<Value> {
    let (mut cached, mut cold, mut reading) = (vec![], vec![], vec![]);
    for round in 0..=ROUNDS {
        for account in accounts {
            let started = Instant::now();
            let mut dossier =
                retrieval::gather(database, &retrieval::Whose::account(account, jiff::tz::TimeZone::UTC), now, now)?;
            let read = ms(started);
            std::hint::black_box(drafting::brief(&dossier, false));
            let whole = ms(started);
            dossier.readings.clear();
            let started = Instant::now();
            std::hint::black_box(drafting::brief(&dossier, false));
            if 0 < round {
                reading.push(read);
                cached.push(whole);
                cold.push(read + ms(started));
            }
        }
    }
    let mean = |times: &[f64]| times.iter().sum::<f64>() / times.len().max(1) as f64;
    let ratio = rounded(mean(&cold) / mean(&cached));
    Ok(json!({
        "cached": percentiles(cached),
        "cold": percentiles(cold),
        "reading_the_dossier": percentiles(reading),
        "cold_to_cached": ratio,
    }))
}
