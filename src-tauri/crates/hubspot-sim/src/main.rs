//! The simulator as a program: prints one JSON line when it is ready and serves until it is told to end.

use std::{io::Write as _, path::PathBuf};

use clap::{Parser, ValueEnum};
use hubspot_sim::{FaultRates, HubSpotSim, PortalKind, SimConfig, Switches, Tier};
use serde_json::json;

/// A small HubSpot on loopback.
#[derive(Debug, Parser)]
#[command(name = "hubspot-sim", version)]
struct Options {
    /// The port on 127.0.0.1; 0 takes a free one.
    #[arg(long, default_value_t = 0)]
    port: u16,
    /// Decides ids, the token, generated texts and drawn faults.
    #[arg(long, default_value_t = 0)]
    seed: u64,
    /// Which portal to serve.
    #[arg(long, value_enum, default_value_t = PortalName::Sample)]
    portal: PortalName,
    /// People in a generated portal.
    #[arg(long, default_value_t = 500)]
    contacts: usize,
    /// Companies in a generated portal.
    #[arg(long, default_value_t = 80)]
    companies: usize,
    /// Deals in a generated portal.
    #[arg(long, default_value_t = 120)]
    deals: usize,
    /// Tickets in a generated portal.
    #[arg(long, default_value_t = 60)]
    tickets: usize,
    /// E-mails, notes, calls and tasks in a generated portal.
    #[arg(long, default_value_t = 4_000)]
    activities: usize,
    /// Faults and their rates, such as `429:0.05,500:0.02,drop_before:0.01,drop_after:0.01,apply_late:0.005,slow:0.02,truncate:0.01`.
    #[arg(long, default_value = "")]
    faults: FaultRates,
    /// How far search lags behind, in milliseconds.
    #[arg(long, default_value_t = 0)]
    lag_ms: u64,
    /// Where the clock starts, such as `2026-03-04T09:00:00Z`; it runs on from there.
    #[arg(long)]
    now: Option<jiff::Timestamp>,
    /// Scopes the access token does not carry.
    #[arg(long, value_delimiter = ',')]
    without_scope: Vec<String>,
    /// A file for one JSON line a request.
    #[arg(long)]
    log: Option<PathBuf>,
    /// A folder for a file with one JSON line a request, request and answer with their bodies.
    #[arg(long)]
    exchanges: Option<PathBuf>,
    /// A folder for what a meeting recorder would have left of the portal's calls: a WebVTT file for each.
    #[arg(long)]
    recordings: Option<PathBuf>,
    /// The subscription, which sets the rate limits.
    #[arg(long, value_enum, default_value_t = TierName::Pro)]
    tier: TierName,
    /// Another daily budget than the tier's.
    #[arg(long)]
    daily_limit: Option<u32>,
    /// Refuse nothing for its rate.
    #[arg(long)]
    unlimited: bool,
    /// Flip behaviours nobody has confirmed with HubSpot: `NAME` or `NAME=true|false`.
    #[arg(long, value_delimiter = ',', help = format!("Flip behaviours nobody has confirmed with HubSpot, NAME or NAME=true|false: {}", Switches::NAMES.join(", ")))]
    switch: Vec<String>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum PortalName {
    Sample,
    Generated,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum TierName {
    Free,
    Pro,
    Enterprise,
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let options = Options::parse();
    let mut switches = Switches::default();
    for setting in &options.switch {
        switches.flip(setting)?;
    }
    let sim = HubSpotSim::start(SimConfig {
        port: options.port,
        seed: options.seed,
        portal: match options.portal {
            PortalName::Sample => PortalKind::Sample,
            PortalName::Generated => PortalKind::Generated {
                contacts: options.contacts,
                companies: options.companies,
                deals: options.deals,
                tickets: options.tickets,
                activities: options.activities,
            },
        },
        faults: options.faults,
        lag_ms: options.lag_ms,
        now: options.now,
        without_scopes: options.without_scope,
        log: options.log,
        exchanges: options.exchanges,
        tier: match options.tier {
            TierName::Free => Tier::Free,
            TierName::Pro => Tier::Pro,
            TierName::Enterprise => Tier::Enterprise,
        },
        daily_limit: options.daily_limit,
        unlimited: options.unlimited,
        switches,
    })
    .await?;

    if let Some(folder) = &options.recordings {
        sim.write_recordings(folder)?;
    }
    let (owner_id, email) = sim.me();
    let ready = json!({
        "url": sim.url(), "portal_id": sim.portal_id(), "token": sim.token(),
        "client_id": sim.client_id(), "client_secret": sim.client_secret(),
        "me": { "owner_id": owner_id, "email": email },
    });
    let mut out = std::io::stdout();
    writeln!(out, "{ready}")?;
    out.flush()?;

    told_to_end().await?;
    sim.shutdown().await;
    Ok(())
}

/// Waits for Ctrl-C or, where there is such a thing, SIGTERM.
async fn told_to_end() -> anyhow::Result<()> {
    #[cfg(unix)]
    {
        let mut terminate = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())?;
        tokio::select! {
            _ = terminate.recv() => {}
            interrupted = tokio::signal::ctrl_c() => interrupted?,
        }
    }
    #[cfg(not(unix))]
    tokio::signal::ctrl_c().await?;
    Ok(())
}
