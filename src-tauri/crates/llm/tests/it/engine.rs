//! A real engine, where one is running: `cargo xtask engine` starts llama.cpp's server with generated weights and runs this.

use crate::prompts::rendered;
use domain::{ObjectType, PortalId, RecordId};
use llm::{
    Budget, Call, Forcing, Kind, Outcome, Prices, Provider, ProviderConfig, Remote, Reply, Stops, ask, probe,
    request_id, schema::flaws,
};
use serde_json::Value;
use std::time::{Duration, Instant};
use tokio_util::sync::CancellationToken;

const ROUNDS: usize = 10;

fn address() -> String {
    std::env::var("FOREWORD_ENGINE").expect("`cargo xtask engine` says where the engine is")
}

fn model(forcing: Forcing) -> Remote {
    let url = format!("{}/v1/", address());
    let mut config = ProviderConfig::new("compatible:generated".parse().unwrap(), Some(&url), None).unwrap();
    config.forcing = forcing;
    config.context_tokens = 32_768;
    if forcing == Forcing::Asked {
        // Left to itself it never ends.
        config.limits.answer_tokens_max = 200;
    }
    Remote::new(config).unwrap()
}

async fn asked(
    kind: Kind,
    forcing: Forcing,
    cancel: CancellationToken,
    on_item: &mut (dyn FnMut(&Value) + Send),
) -> Reply {
    let prompt = rendered(kind);
    let call = Call {
        id: request_id(&PortalId("4711".to_owned()), &RecordId::new(ObjectType::Deal, "5"), &prompt),
        prompt: &prompt,
        model: &model(forcing),
        budget: &Budget::default(),
        prices: &Prices::shipped(),
        cache: None,
        stops: &Stops::default(),
        cancel,
    };
    ask(call, on_item).await
}

/// Whether the engine is writing for anybody.
async fn is_busy() -> bool {
    let slots: Value =
        serde_json::from_str(&transport::get(format!("{}/slots", address())).await.unwrap().text().await.unwrap())
            .unwrap();
    slots.as_array().unwrap().iter().any(|slot| slot["is_processing"] == true)
}

fn median(mut values: Vec<u64>) -> u64 {
    values.sort_unstable();
    values[values.len() / 2]
}

#[tokio::test]
#[ignore = "needs `cargo xtask engine`"]
async fn a_real_engine_streams_answers_of_the_schemas_shape_and_can_be_stopped() {
    let url = format!("{}/v1/", address());
    let found = probe(&[(Provider::Compatible, url.as_str())]).await;
    assert_eq!(found.len(), 1, "it is found on its port");

    // Held to the schema: every answer that was not cut off at the cap has its shape, whatever the words are.
    let (mut first, mut whole, mut written) = (Vec::new(), Vec::new(), Vec::new());
    let (mut ok, mut streamed, mut early) = (0, 0, 0);
    for round in 0..ROUNDS {
        let kind = [Kind::Summary, Kind::Intent, Kind::Signals, Kind::Persona][round % 4];
        let started = Instant::now();
        let mut seen = Vec::new();
        let reply = asked(kind, Forcing::Schema, CancellationToken::new(), &mut |_| seen.push(started.elapsed())).await;
        assert!(matches!(reply.outcome, Outcome::Ok | Outcome::Rambled), "{kind}: {reply:?} {:?}", reply.details);
        first.push(reply.first_token_ms.unwrap());
        whole.push(reply.latency_ms);
        written.push(u64::from(reply.tokens_out.unwrap()));
        if reply.outcome == Outcome::Ok {
            ok += 1;
            let item = &rendered(kind).schema["properties"]["items"]["items"];
            assert!(reply.items.iter().all(|one| flaws(one, item).is_empty()), "{kind}: {:?}", reply.items);
            streamed += seen.len();
            early += seen.iter().filter(|at| **at + Duration::from_millis(5) < started.elapsed()).count();
        }
    }
    assert!(0 < ok, "some answer ended by itself");
    println!(
        "held to the schema: {ok} of {ROUNDS} ended by themselves, {streamed} items streamed, {early} of them before the answer ended; first token p50 {} ms, whole p50 {} ms, {} tokens p50",
        median(first),
        median(whole),
        median(written)
    );

    // Left to itself it writes something else, and that is seen.
    let free = asked(Kind::Summary, Forcing::Asked, CancellationToken::new(), &mut |_| {}).await;
    assert_ne!(free.outcome, Outcome::Ok, "{:?}", free.items);
    println!("not held to the schema: {:?}", free.outcome);

    // Stopped at its first item, the call ends at once and the engine stops writing.
    let cancel = CancellationToken::new();
    let stop = cancel.clone();
    let mut stopped_at = None;
    let stopped = asked(Kind::AccountPlan, Forcing::Schema, cancel, &mut |_| {
        stopped_at.get_or_insert_with(Instant::now);
        stop.cancel();
    })
    .await;
    let started = stopped_at.expect("an item came");
    let ended = started.elapsed();
    let free_after = loop {
        if !is_busy().await {
            break started.elapsed();
        }
        assert!(started.elapsed() < Duration::from_secs(20), "the engine goes on writing for nobody");
        tokio::time::sleep(Duration::from_millis(10)).await;
    };
    assert_eq!(stopped.outcome, Outcome::Cancelled, "it had ended after {} ms already", stopped.latency_ms);
    println!(
        "stopped at the first item: the call ended after {} ms, the engine was free after {} ms",
        ended.as_millis(),
        free_after.as_millis()
    );
}
