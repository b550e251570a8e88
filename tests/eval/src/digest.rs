//! How long the day's digest takes over a large book: read whole, as it was kept, and after something changed.

use crate::measure::{Synced, ms, rounded};
use anyhow::{Result, ensure};
use app::{DigestReport, DigestRequest};
use domain::{ObjectType, RecordId};
use hubspot_sim::{PortalKind, SimConfig};
use serde_json::{Value, json};
use std::time::Instant;

/// Each way is timed so often; the middle one counts.
const TIMES: usize = 5;

pub async fn bench() -> Result<Value> {
    let portal = PortalKind::Generated { contacts: 900, companies: 300, deals: 450, tickets: 60, activities: 6_000 };
    let synced = Synced::start(SimConfig { portal, ..SimConfig::default() }, false).await?;
    let now = synced.settings.now();
    let writable = app::open_for_writing(&synced.settings).await?;
    let database = &writable.open.database;
    let digest = || app::digest(&writable.open, &DigestRequest::default(), now);
    let mut first = digest()?;
    let (mut whole, mut kept, mut changed) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..TIMES {
        let all: Vec<RecordId> = database.digest_shares()?.into_keys().collect();
        database.put_digest_shares(&[], &all, now)?;
        let started = Instant::now();
        first = digest()?;
        whole.push(ms(started));
        ensure!(first.accounts_read == first.accounts, "with nothing kept every account is read");
        let started = Instant::now();
        let second = digest()?;
        kept.push(ms(started));
        ensure!(second.accounts_read == 0 && same(&first, &second), "what was kept says the same");
    }
    // Ten accounts in which a promise was decided about would change all; a name that changed changes its own.
    drop(writable);
    let companies: Vec<RecordId> = app::open_for_reading(&synced.settings)
        .await?
        .database
        .all(ObjectType::Company)?
        .into_iter()
        .take(10)
        .collect();
    for time in 0..TIMES {
        for company in &companies {
            let edit = json!({"op": "edit", "type": "company", "id": company.id, "properties": {"name": format!("{company} {time}")}});
            synced.crm.mutate(&edit).map_err(anyhow::Error::msg)?;
        }
        let request = app::SyncRequest { embed: false, ..app::SyncRequest::default() };
        app::sync(&synced.settings, request, &app::Silent, &tokio_util::sync::CancellationToken::new()).await?;
        let writable = app::open_for_writing(&synced.settings).await?;
        let started = Instant::now();
        let after = app::digest(&writable.open, &DigestRequest::default(), now)?;
        changed.push((ms(started), after.accounts_read));
    }
    let read: Vec<usize> = changed.iter().map(|(_, read)| *read).collect();
    let changed = middle(changed.into_iter().map(|(ms, _)| ms).collect());
    let (whole, kept) = (middle(whole), middle(kept));
    Ok(json!({
        "data": "a generated portal of 300 companies, 450 deals and 6,000 activities, no rate limits",
        "accounts": first.accounts, "lines": first.draft.items.len(),
        "whole_ms": rounded(whole), "kept_ms": rounded(kept), "ten_changed_ms": rounded(changed), "accounts_read_after_ten_changed": read,
        "kept_to_whole": rounded(kept / whole), "ten_changed_to_whole": rounded(changed / whole),
    }))
}

fn same(one: &DigestReport, other: &DigestReport) -> bool {
    one.parts == other.parts && one.sources == other.sources && one.dropped == other.dropped
}

fn middle(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times.get(times.len() / 2).copied().unwrap_or_default()
}
