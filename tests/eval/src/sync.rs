//! How many calls and how long a sync takes, beside the least number of calls that could do.

use crate::measure::{Synced, ms, rounded};
use anyhow::Result;
use app::{Silent, SyncRequest};
use hubspot_sim::{PortalKind, SimConfig};
use serde_json::{Value, json};
use std::time::Instant;
use tokio_util::sync::CancellationToken;

pub async fn bench() -> Result<Value> {
    let portal =
        PortalKind::Generated { contacts: 3_000, companies: 500, deals: 400, tickets: 200, activities: 10_000 };
    let started = Instant::now();
    let synced = Synced::start(SimConfig { portal, ..SimConfig::default() }, false).await?;
    let full_ms = ms(started);
    let full_calls = synced.report.api_calls.total;
    // A page of a hundred each (fifty for deals, whose history comes along), and one call each for what is looked up.
    let pages: usize = synced
        .report
        .objects
        .iter()
        .map(|(name, counts)| counts.local.div_ceil(if *name == "deals" { 50 } else { 100 }).max(1))
        .sum();
    let looked_up = 1 + 2 + 2 + 9;
    let least = pages + looked_up;

    let started = Instant::now();
    let again = app::sync(
        &synced.settings,
        SyncRequest { embed: false, ..SyncRequest::default() },
        &Silent,
        &CancellationToken::new(),
    )
    .await?;
    let again_ms = ms(started);
    Ok(json!({
        "data": "a generated portal of 14,100 records, no rate limits",
        "full": {
            "calls": full_calls, "least_calls": least, "ratio": rounded(full_calls as f64 / least as f64), "ms": rounded(full_ms),
        },
        "nothing_changed": {"calls": again.api_calls.total, "least_calls": 9, "ms": rounded(again_ms)},
        "refused_for_our_pace": synced.report.rate_limited + again.rate_limited,
    }))
}
