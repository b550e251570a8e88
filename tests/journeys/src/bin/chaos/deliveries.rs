//! Kills `foreword listen` while deliveries come in, again and again, and holds what became of them against what was sent.
//!
//! Each delivery is sent until it is answered with 204, as HubSpot sends again what was not taken in. In the end every one of them is in the queue
//! once, each deal that moved has one draft and no more, and no event waits.

use crate::programs::{Job, Programs, World};
use anyhow::{Context as _, Result, bail};
use jiff::Timestamp;
use rand::{Rng as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;
use serde_json::{Value, json};
use std::{
    collections::{BTreeMap, VecDeque},
    net::{Ipv4Addr, TcpListener},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

/// The rule that drafts for a deal that moved.
const RULE: &str = "stage-summary";
/// So many deals move, each once.
const DEALS: usize = 20;
/// So many deliveries are on their way at once.
const SENDERS: usize = 8;
/// The longest that the queue may take to be worked in the end.
const WORKED_WITHIN: Duration = Duration::from_secs(300);

/// Sends `deliveries` and kills the receiver `kills` times meanwhile; more are sent where the kills take longer.
pub async fn run(programs: &mut Programs, seed: u64, kills: u32, deliveries: usize) -> Result<Value> {
    let started = Instant::now();
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    programs.run(&["sync", "--no-embed"])?;
    programs.run(&["rules", "enable", RULE])?;
    let deals = moved(programs).await?;
    // A port that was free a moment ago, the same for every life of the receiver.
    let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port();
    let address = format!("http://127.0.0.1:{port}/hubspot");
    let mut receiver = listen(programs, port)?;

    let sending = Arc::new(Sending {
        address,
        secret: programs.client_secret.clone(),
        waiting: Mutex::new((0..deliveries).collect()),
        sent: Mutex::default(),
        is_over: AtomicBool::new(false),
        deals: deals.clone(),
        portal: programs.portal.clone(),
    });
    let senders: Vec<_> = (0..SENDERS).map(|_| tokio::spawn(sending.clone().send())).collect();
    let mut killed = 0;
    while killed < kills {
        tokio::time::sleep(Duration::from_millis(rng.random_range(150..1_200))).await;
        receiver.kill()?;
        receiver.outcome()?;
        killed += 1;
        // There is always something on its way when the next one dies.
        sending.top_up(deliveries);
        receiver = listen(programs, port)?;
        if killed % 50 == 0 {
            eprintln!("{killed} kills, {} deliveries taken in", sending.count());
        }
    }
    sending.is_over.store(true, Ordering::Release);
    for sender in senders {
        sender.await??;
    }
    let waited = Instant::now();
    while 0 < waiting(programs).await? {
        if WORKED_WITHIN < waited.elapsed() {
            bail!("the queue is not worked after {} seconds", WORKED_WITHIN.as_secs());
        }
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
    receiver.kill()?;

    let sent = sending.count();
    let open = app::open_for_reading(&programs.settings()).await?;
    let events = open.database.latest_events(usize::MAX >> 1)?;
    let taken_in = events.iter().filter(|event| event.what == "look").count();
    let mut drafts: BTreeMap<String, usize> = BTreeMap::new();
    for run in open.database.rule_runs(RULE, Timestamp::UNIX_EPOCH)? {
        if let (Some(event), "made") = (open.database.event(&run.event)?, run.outcome.as_str()) {
            *drafts.entry(event.record.to_string()).or_default() += 1;
        }
    }
    let proposals = open.database.proposals()?.len();
    let mut violations = Vec::new();
    if taken_in != sent {
        violations.push(format!("{sent} deliveries were answered with 204, and {taken_in} are in the queue"));
    }
    for deal in &deals {
        let made = drafts.get(&format!("deal:{deal}")).copied().unwrap_or_default();
        if made != 1 {
            violations.push(format!("deal:{deal} moved once and has {made} drafts"));
        }
    }
    if proposals != deals.len() {
        violations.push(format!("{} deals moved, and {proposals} drafts wait for review", deals.len()));
    }
    Ok(json!({
        "kills": killed, "deliveries": sent, "in_the_queue": taken_in, "deals_moved": deals.len(), "drafts": drafts.values().sum::<usize>(),
        "violations": violations, "elapsed_s": started.elapsed().as_secs(), "seed": seed,
    }))
}

/// Moves some deals to another stage of their pipeline, and names them.
async fn moved(programs: &Programs) -> Result<Vec<String>> {
    let mut deals = Vec::new();
    let open = app::open_for_reading(&programs.settings()).await?;
    let stages: Vec<String> = open
        .database
        .pipelines(domain::ObjectType::Deal)?
        .into_iter()
        .flat_map(|pipeline| pipeline.stages)
        .filter(|stage| !stage.closed)
        .map(|stage| stage.id)
        .collect();
    drop(open);
    for deal in programs.records("deals").await? {
        let (id, stage) = (deal["id"].as_str(), deal["properties"]["dealstage"].as_str());
        let (Some(id), Some(stage)) = (id, stage.filter(|stage| stages.iter().any(|open| open == stage))) else {
            continue;
        };
        let Some(next) = stages.iter().find(|other| *other != stage) else { continue };
        let edit =
            json!({"op": "edit", "type": "deal", "id": id, "source": "CRM_UI", "properties": {"dealstage": next}});
        programs.mutate(&edit).await?;
        deals.push(id.to_owned());
        if deals.len() == DEALS {
            break;
        }
    }
    if deals.is_empty() {
        bail!("the portal has no open deal");
    }
    Ok(deals)
}

fn listen(programs: &Programs, port: u16) -> Result<Job> {
    let words = ["listen", "--port", &port.to_string()].map(str::to_owned).to_vec();
    programs.start_job(words, &World { now: Some(programs.now), blocks: None })
}

/// How many events are still to be worked.
async fn waiting(programs: &Programs) -> Result<usize> {
    let open = app::open_for_reading(&programs.settings()).await?;
    let far = programs.now.saturating_add(jiff::SignedDuration::from_hours(24))?;
    Ok(open.database.events_to_work(far, usize::MAX >> 1)?.len())
}

/// Deliveries on their way.
struct Sending {
    address: String,
    secret: String,
    portal: String,
    deals: Vec<String>,
    /// What is still to be sent, by its number.
    waiting: Mutex<VecDeque<usize>>,
    /// How often each was answered with 204.
    sent: Mutex<BTreeMap<usize, u32>>,
    /// Whether nothing is added any more.
    is_over: AtomicBool,
}

impl Sending {
    /// Sends until nothing waits and nothing comes any more; what is not taken in waits again.
    async fn send(self: Arc<Self>) -> Result<()> {
        let http = transport::client()?;
        loop {
            let next = self.waiting.lock().unwrap_or_else(PoisonError::into_inner).pop_front();
            let Some(number) = next else {
                if self.is_over.load(Ordering::Acquire) {
                    return Ok(());
                }
                tokio::time::sleep(Duration::from_millis(20)).await;
                continue;
            };
            let deal = self.deals.get(number % self.deals.len()).context("a deal")?;
            let event = json!([{
                "eventId": number, "subscriptionId": 1, "portalId": self.portal.parse::<u64>()?, "appId": 7, "occurredAt": 1_772_611_200_000_u64,
                "subscriptionType": "deal.propertyChange", "attemptNumber": 0, "objectId": deal.parse::<u64>()?,
                "changeSource": "CRM_UI", "propertyName": "dealstage", "propertyValue": "x",
            }]);
            let body = event.to_string();
            let signature = hubspot_sim::signature_v1(&self.secret, &body);
            let request = http
                .post(&self.address)
                .header("x-hubspot-signature", signature)
                .header("x-hubspot-signature-version", "v1");
            let answer = request.body(body).timeout(Duration::from_secs(5)).send().await;
            if answer.is_ok_and(|answer| answer.status().as_u16() == 204) {
                *self.sent.lock().unwrap_or_else(PoisonError::into_inner).entry(number).or_default() += 1;
            } else {
                self.waiting.lock().unwrap_or_else(PoisonError::into_inner).push_back(number);
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        }
    }

    /// Adds deliveries where few are left, so that none of the kills meets a receiver at rest.
    fn top_up(&self, at_least: usize) {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        if waiting.len() < SENDERS * 4 {
            let next = at_least.max(self.count() + waiting.len() + SENDERS);
            waiting.extend(next..next + SENDERS * 16);
        }
    }

    fn count(&self) -> usize {
        self.sent.lock().unwrap_or_else(PoisonError::into_inner).len()
    }
}
