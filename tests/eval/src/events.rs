//! How fast webhooks are taken in, and how long it is from one to the proposal that rules make of it.
//!
//! Deliveries are signed and sent over loopback at a steady pace, then as fast as they are answered. The receiver is the product's own, in this
//! process, over a database on the disk.

use crate::measure::{Synced, ms, rounded};
use anyhow::{Context as _, Result};
use app::{Accepted, AppError, ListenReporter, ListenRequest, Worked};
use domain::{ObjectType, RecordId};
use hubspot_sim::{SimConfig, signature_v1};
use serde_json::{Value, json};
use std::{
    net::{IpAddr, Ipv4Addr, SocketAddr},
    sync::Arc,
    time::{Duration, Instant},
};
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

/// Deliveries a second, as many as HubSpot was asked to be answered at.
const PACE: u32 = 200;
const DELIVERIES: usize = 2_000;
/// So many are on their way at once when they are sent as fast as they are answered.
const AT_ONCE: usize = 16;
const RULE: &str = "stage-summary";

pub async fn bench() -> Result<Value> {
    let synced = Synced::start(SimConfig::default(), false).await?;
    let now = synced.settings.now();
    let writable = app::open_for_writing(&synced.settings).await?;
    app::switch_rule(&synced.settings, &writable.open, RULE, true, now)?;
    let deals = writable.open.database.records(ObjectType::Deal)?;
    let deals: Vec<RecordId> = deals.into_iter().map(|deal| deal.id).collect();
    drop(writable);

    let (address, mut is_listening) = watch::channel(None);
    let (made, mut has_made) = watch::channel(0_usize);
    let reporter = Arc::new(Heard { address, made });
    let cancel = CancellationToken::new();
    let listening = tokio::spawn({
        let (settings, cancel) = (synced.settings.clone(), cancel.clone());
        let secret = app::Secret::new(&synced.crm.client_secret());
        let request = ListenRequest { address: IpAddr::V4(Ipv4Addr::LOCALHOST), port: 0, public_url: None, secret };
        async move { app::listen(&settings, request, reporter, &cancel).await }
    });
    let at = is_listening.wait_for(Option::is_some).await?.context("it listens")?;
    let sender = Arc::new(Sender {
        url: format!("http://{at}/hubspot"),
        secret: synced.crm.client_secret(),
        portal: synced.crm.portal_id(),
        http: transport::client()?,
        deals,
    });

    let paced = paced(&sender).await?;
    let flat_out = flat_out(&sender).await?;

    // A deal that moves: from its delivery to the draft.
    let mut to_draft = Vec::new();
    for (place, deal) in sender.deals.iter().enumerate().take(5) {
        let before = *has_made.borrow_and_update();
        let stage = if place % 2 == 0 { "contractsent" } else { "decisionmakerboughtin" };
        let edit = json!({"op": "edit", "type": "deal", "id": deal.id, "properties": {"dealstage": stage}});
        synced.crm.mutate(&edit).map_err(anyhow::Error::msg)?;
        let started = Instant::now();
        sender.deliver(1_000_000 + place).await?;
        let drafted = has_made.wait_for(|made| before < *made);
        if tokio::time::timeout(Duration::from_secs(20), drafted).await.is_ok_and(|drafted| drafted.is_ok()) {
            to_draft.push(ms(started));
        }
    }
    cancel.cancel();
    listening.await??;
    to_draft.sort_by(f64::total_cmp);
    let middle = to_draft.get(to_draft.len() / 2).copied().map(rounded);
    Ok(json!({"paced": paced, "flat_out": flat_out, "to_draft": {"drafts": to_draft.len(), "p50_ms": middle}}))
}

/// Sends at a steady pace; a delivery that is slow does not hold up those after it.
async fn paced(sender: &Arc<Sender>) -> Result<Value> {
    let mut ticks = tokio::time::interval(Duration::from_secs(1) / PACE);
    let started = Instant::now();
    let mut sent = Vec::new();
    for number in 0..DELIVERIES {
        ticks.tick().await;
        sent.push(tokio::spawn(sender.clone().timed(number)));
    }
    let mut times = Vec::new();
    for one in sent {
        times.push(one.await??);
    }
    Ok(figures(times, started))
}

/// Sends as fast as deliveries are answered.
async fn flat_out(sender: &Arc<Sender>) -> Result<Value> {
    let started = Instant::now();
    let lanes = (0..AT_ONCE).map(|lane| {
        let sender = sender.clone();
        tokio::spawn(async move {
            let mut times = Vec::new();
            for number in (lane..DELIVERIES).step_by(AT_ONCE) {
                times.push(sender.clone().timed(DELIVERIES + number).await?);
            }
            anyhow::Ok(times)
        })
    });
    let mut times = Vec::new();
    for lane in lanes.collect::<Vec<_>>() {
        times.extend(lane.await??);
    }
    Ok(figures(times, started))
}

fn figures(mut times: Vec<f64>, started: Instant) -> Value {
    let seconds = started.elapsed().as_secs_f64();
    times.sort_by(f64::total_cmp);
    let at = |permille: usize| {
        let place = (times.len() * permille / 1_000).min(times.len().saturating_sub(1));
        rounded(times.get(place).copied().unwrap_or(0.0))
    };
    #[allow(clippy::cast_precision_loss)] // Some thousands.
    let per_second = rounded(times.len() as f64 / seconds);
    json!({"deliveries": times.len(), "per_second": per_second, "p50_ms": at(500), "p99_ms": at(990), "greatest_ms": at(1_000)})
}

struct Sender {
    url: String,
    secret: String,
    portal: u64,
    http: reqwest::Client,
    deals: Vec<RecordId>,
}

impl Sender {
    async fn timed(self: Arc<Self>, number: usize) -> Result<f64> {
        let started = Instant::now();
        self.deliver(number).await?;
        Ok(ms(started))
    }

    /// Sends one delivery. Fails where it is not taken in.
    async fn deliver(&self, number: usize) -> Result<()> {
        let deal = self.deals.get(number % self.deals.len()).context("a deal")?;
        let event = json!([{
            "eventId": number, "subscriptionId": 1, "portalId": self.portal, "appId": 7, "occurredAt": 1_772_611_200_000_u64,
            "subscriptionType": "deal.propertyChange", "attemptNumber": 0, "objectId": deal.id.parse::<u64>()?,
            "changeSource": "CRM_UI", "propertyName": "dealstage", "propertyValue": "x",
        }]);
        let body = event.to_string();
        let request = self.http.post(&self.url).header("x-hubspot-signature", signature_v1(&self.secret, &body));
        let answer = request.header("x-hubspot-signature-version", "v1").body(body).send().await?;
        anyhow::ensure!(answer.status().as_u16() == 204, "a delivery was answered with {}", answer.status());
        Ok(())
    }
}

/// Hears where it listens, and how many drafts were made.
struct Heard {
    address: watch::Sender<Option<SocketAddr>>,
    made: watch::Sender<usize>,
}

impl ListenReporter for Heard {
    fn listening(&self, address: SocketAddr) {
        self.address.send_replace(Some(address));
    }

    fn accepted(&self, _: &Accepted) {}

    fn worked(&self, outcome: &Result<Worked, AppError>) {
        if let Ok(worked) = outcome {
            self.made.send_modify(|made| *made += worked.made);
        }
    }
}
