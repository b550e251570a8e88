//! A small HubSpot on loopback: the same paths, pages, limits, headers, error bodies and delays as the real one, over a portal that is
//! made from a seed. The demo, the journeys and the benchmarks all talk to it through the ordinary client.
//!
//! It shares no types with that client, by design, so that the same mistake cannot hide on both sides.
//!
//! ```no_run
//! # async fn demo() -> anyhow::Result<()> {
//! let crm = hubspot_sim::HubSpotSim::start(hubspot_sim::SimConfig::default()).await?;
//! let petra = crm.key_to_id("harbourline/petra");
//! println!("{} {} {petra:?}", crm.url(), crm.token());
//! # Ok(())
//! # }
//! ```
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic))]

mod account;
mod auth;
mod clock;
mod config;
mod control;
mod dates;
mod engagements;
mod errors;
mod faults;
mod generated;
mod generated_text;
mod http;
mod journal;
mod limits;
mod links;
mod objects;
mod planting;
mod portal;
mod questions;
mod record;
mod recordings;
mod routes;
mod routine;
mod sample;
mod sample_account;
mod schema;
mod schema_table;
mod server;
mod sim;
mod stats;
mod story;
mod transcripts;
mod webhook;
mod wire;

use std::{
    fs::File,
    net::Ipv4Addr,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use anyhow::Context as _;
use serde_json::Value;
use tokio::{net::TcpListener, sync::oneshot, task::JoinHandle};

pub use config::{PortalKind, SimConfig, Switches};
pub use faults::{Fault, FaultRates};
pub use limits::{Announced, Meter, Metered, Tier};
pub use questions::{Question, questions};
pub use webhook::signature_v1;

use crate::{
    auth::{CLIENT_ID, Tokens},
    clock::Clock,
    faults::Faults,
    generated::Scale,
    limits::Limits,
    server::Shared,
    sim::{Parts, Sim},
    wire::{CuttableListener, Wire},
};

/// A running simulator. It stops when it is dropped.
#[derive(Debug)]
pub struct HubSpotSim {
    shared: Arc<Shared>,
    url: String,
    stop: Option<oneshot::Sender<()>>,
    task: Option<JoinHandle<()>>,
}

/// A new file in a folder for the exchanges of one simulator; tests start many side by side.
fn exchanges_in(folder: &Path) -> anyhow::Result<File> {
    static STARTED: AtomicU64 = AtomicU64::new(0);
    let number = STARTED.fetch_add(1, Ordering::Relaxed);
    let path = folder.join(format!("{}-{number}.jsonl", std::process::id()));
    File::create(&path).with_context(|| format!("cannot write {}", path.display()))
}

impl HubSpotSim {
    /// Builds the portal and serves it on 127.0.0.1, on the tokio runtime this is called from.
    ///
    /// # Errors
    /// Where the port is taken, the log cannot be written, or a file of the sample portal has a mistake in it.
    pub async fn start(config: SimConfig) -> anyhow::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, config.port)).await;
        let listener = listener.with_context(|| format!("cannot listen on port {}", config.port))?;
        let url = format!("http://{}", listener.local_addr()?);
        let log = config
            .log
            .as_ref()
            .map(|path| File::create(path).with_context(|| format!("cannot write the log {}", path.display())))
            .transpose()?;
        let exchanges = config.exchanges.as_ref().map(|folder| exchanges_in(folder)).transpose()?;

        let clock = Clock::starting_at(config.now);
        let now_ms = clock.now_ms();
        let portal = match config.portal {
            PortalKind::Sample => sample::load(sample::FILES, config.seed, now_ms, sample::ROUTINE_COUNT)?,
            PortalKind::Generated { contacts, companies, deals, tickets, activities } => {
                generated::generate(Scale { contacts, companies, deals, tickets, activities }, config.seed, now_ms)?
            }
        };
        let sim = Sim::new(Parts {
            clock,
            portal,
            tokens: Tokens::new(config.seed, &config.without_scopes, config.switches.transcripts_oauth_only),
            limits: Limits::new(config.tier, !config.unlimited, config.daily_limit),
            faults: Faults::new(config.faults, config.seed),
            switches: config.switches,
            lag_ms: i64::try_from(config.lag_ms).unwrap_or(i64::MAX / 4),
            base_url: url.clone(),
        });
        let shared = Shared::new(sim, log, exchanges);

        let (stop, stopped) = oneshot::channel::<()>();
        let service = server::router(Arc::clone(&shared)).into_make_service_with_connect_info::<Wire>();
        let serving = axum::serve(CuttableListener(listener), service).with_graceful_shutdown(async {
            // An error only means that the simulator was dropped, which is a reason to stop as well.
            stopped.await.unwrap_or_default();
        });
        let task = tokio::spawn(async move {
            if let Err(problem) = serving.await {
                tracing::error!(%problem, "the simulator stopped serving");
            }
        });
        Ok(Self { shared, url, stop: Some(stop), task: Some(task) })
    }

    /// The base URL, such as `http://127.0.0.1:41234`, without a slash at its end.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The access token of the private app.
    #[must_use]
    pub fn token(&self) -> String {
        self.shared.sim().tokens.private.clone()
    }

    /// The client id of the OAuth app.
    #[must_use]
    pub fn client_id(&self) -> &'static str {
        CLIENT_ID
    }

    /// The OAuth app's client secret, with which webhooks are signed too.
    #[must_use]
    pub fn client_secret(&self) -> String {
        self.shared.sim().tokens.client_secret.clone()
    }

    /// Owner id and e-mail address of the rep the token belongs to.
    #[must_use]
    pub fn me(&self) -> (String, String) {
        let sim = self.shared.sim();
        sim.portal.account.me().map(|me| (me.id.to_string(), me.email.clone())).unwrap_or_default()
    }

    /// The number of the account, as HubSpot gives one.
    #[must_use]
    pub fn portal_id(&self) -> u64 {
        self.shared.sim().portal.account.portal_id
    }

    /// IANA name of the account's time zone.
    #[must_use]
    pub fn time_zone(&self) -> String {
        self.shared.sim().portal.account.zone_name.clone()
    }

    /// Object type (singular) and id of an authored record: `harbourline` is the company, `harbourline/petra` a person in it.
    #[must_use]
    pub fn key_to_id(&self, key: &str) -> Option<(String, String)> {
        let sim = self.shared.sim();
        sim.portal.keys.get(key).map(|(object, id)| (object.singular().to_owned(), id.to_string()))
    }

    /// The counters, as `GET /_sim/stats` answers them.
    #[must_use]
    pub fn stats(&self) -> Value {
        let mut sim = self.shared.sim();
        sim.apply_due_writes();
        sim.stats.json(&sim.portal)
    }

    /// Writes what a meeting recorder would have left of the portal's calls into `folder`: a WebVTT file for each that has a transcript, dated by
    /// the end of the call. Returns how many.
    ///
    /// # Errors
    /// Where a file cannot be written.
    pub fn write_recordings(&self, folder: &Path) -> anyhow::Result<usize> {
        let found = recordings::recordings(&self.shared.sim().portal);
        recordings::write(&found, folder)
    }

    /// What `POST /_sim/mutate` does.
    ///
    /// # Errors
    /// Where the operation is unknown, or names a record or value that is not there or does not fit.
    pub fn mutate(&self, operation: &Value) -> anyhow::Result<Value> {
        control::mutate(&mut self.shared.sim(), operation).map_err(anyhow::Error::msg)
    }

    /// Writes into the webhooks journal, or has it refuse, as `POST /_sim/journal` does.
    pub fn journal(&self, order: &Value) -> anyhow::Result<Value> {
        control::journal(&mut self.shared.sim(), order).map_err(anyhow::Error::msg)
    }

    /// Orders that the next write goes wrong like this.
    pub fn next_write(&self, fault: Fault) {
        self.shared.sim().faults.next_writes.push_back(fault);
    }

    /// Orders a fault for the next request of any kind.
    pub fn next_request(&self, fault: Fault) {
        self.shared.sim().faults.next_requests.push_back(fault);
    }

    /// Moves the clock forward; writes that were due by then are carried out.
    pub fn advance(&self, by: Duration) {
        let mut sim = self.shared.sim();
        sim.clock.advance(u64::try_from(by.as_millis()).unwrap_or(u64::MAX));
        sim.apply_due_writes();
    }

    /// Stops serving and waits until the port is free; connections still open after a second are left to close by themselves.
    pub async fn shutdown(mut self) {
        if let Some(stop) = self.stop.take() {
            // Nobody listens only where serving has ended already.
            stop.send(()).unwrap_or_default();
        }
        if let Some(task) = self.task.take()
            && tokio::time::timeout(Duration::from_secs(1), task).await.is_err()
        {
            tracing::debug!("a connection outlived the simulator");
        }
    }
}
