//! How long a brief takes from the database, beside reading the same dossier without writing anything.

use crate::measure::{Synced, ms, percentiles, rounded};
use anyhow::Result;
use domain::ObjectType;
use hubspot_sim::SimConfig;
use jiff::Timestamp;
use serde_json::{Value, json};
use std::time::Instant;

const ROUNDS: usize = 20;

pub async fn bench() -> Result<Value> {
    let synced = Synced::start(SimConfig::default(), false).await?;
    let open = synced.open().await?;
    let accounts = open.database.all(ObjectType::Company)?;
    let now = Timestamp::now();
    let (mut whole, mut reading) = (vec![], vec![]);
    for round in 0..=ROUNDS {
        for account in &accounts {
            let started = Instant::now();
            let dossier = retrieval::gather(&open.database, account, None, String::new(), now, now)?;
            let read = ms(started);
            drafting::brief(&dossier, false);
            if 0 < round {
                reading.push(read);
                whole.push(ms(started));
            }
        }
    }
    let mean = |times: &[f64]| times.iter().sum::<f64>() / times.len().max(1) as f64;
    let ratio = rounded(mean(&whole) / mean(&reading));
    Ok(json!({
        "data": "the sample portal's twelve accounts",
        "brief": percentiles(whole),
        "reading_the_dossier": percentiles(reading),
        "brief_to_reading": ratio,
    }))
}
