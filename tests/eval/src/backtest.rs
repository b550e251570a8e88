//! Briefs held against real conversations: each session but the first as a call, the brief as of that midnight, beside as many words of the last
//! sentences before it and of plain hybrid search. One speaker stands for the rep, the other for the customer.
//!
//! Reads `FOREWORD_EVAL_DIR`.

use crate::measure::rounded;
use anyhow::{Context as _, Result};
use domain::{ObjectType, Owner, Record, RecordId};
use drafting::{Backtest, backtest, backtest_sum};
use embedding::{Embedder, ModelFiles};
use jiff::Timestamp;
use serde_json::{Value, json};
use std::{
    collections::{BTreeMap, BTreeSet},
    path::PathBuf,
};
use store::{Database, Filter, Index, Portal};

/// How many hits of a plain search a brief is held against.
const HITS: usize = 40;

pub async fn bench() -> Result<Value> {
    let folder = PathBuf::from(
        std::env::var_os("FOREWORD_EVAL_DIR").context("FOREWORD_EVAL_DIR names the folder of conversations")?,
    );
    let scratch = tempfile::tempdir()?;
    // Chats are read as talks: it is talks that a brief prepares.
    let chats = std::fs::read_to_string(folder.join("locomo/corpus.jsonl"))?;
    let talks = scratch.path().join("talks.jsonl");
    std::fs::write(&talks, chats.replace("\"kind\":\"chat\"", "\"kind\":\"transcript\""))?;
    let corpus = app::Corpus::read(&talks)?;
    let database = Database::open(&scratch.path().join("store.db"), &[0; 32])?;
    corpus.store(&database)?;
    database.set_portal(&Portal {
        portal_id: "1".to_owned(),
        base_url: String::new(),
        time_zone: "UTC".to_owned(),
        currency: "USD".to_owned(),
        ui_domain: String::new(),
        owner_id: None,
        user_email: None,
    })?;
    let index = Index::open(&scratch.path().join("index"), &[0; 32]).await?;
    let embedder = Embedder::start(&ModelFiles::locate(None), 2)?;
    retrieval::update_index(&database, &index, Some(&embedder), &|_| (), &|| false).await?;

    let mut speakers: BTreeMap<&RecordId, Vec<String>> = BTreeMap::new();
    for (account, document) in &corpus.documents {
        let known = speakers.entry(account).or_default();
        for utterance in &document.utterances {
            if !known.contains(&utterance.speaker) {
                known.push(utterance.speaker.clone());
            }
        }
    }
    let now = Timestamp::now();
    let mut begun: BTreeSet<&RecordId> = BTreeSet::new();
    let mut scores: Vec<Backtest> = Vec::new();
    for (account, talk) in &corpus.documents {
        let morning = talk.at.to_zoned(jiff::tz::TimeZone::UTC).start_of_day()?.timestamp();
        if begun.insert(account) {
            continue;
        }
        let mut past =
            retrieval::gather(&database, &retrieval::Whose::account(account, jiff::tz::TimeZone::UTC), morning, now)?;
        let [ours, theirs, ..] = speakers[account].as_slice() else { continue };
        past.owners = vec![owner(ours)];
        past.contacts = vec![contact(theirs)];
        let (brief, _) = drafting::brief(&past, false);
        let query = retrieval::Query {
            text: theirs.clone(),
            filter: Filter { accounts: vec![account.to_string()], before: Some(morning), ..Filter::default() },
            limit: HITS,
            spread: true,
            now: Some(morning),
        };
        let hits = retrieval::search(&database, &index, Some(&embedder), &query).await?;
        let hits: Vec<String> = hits.hits.into_iter().map(|hit| hit.chunk.text).collect();
        scores.extend(backtest(&past, &brief, talk, &hits));
    }
    let sum = backtest_sum(&scores);
    let figure = |value: f32| rounded(f64::from(value));
    let words: usize = scores.iter().map(|score| score.brief.words).sum();
    Ok(json!({
        "data": "locomo",
        "calls": sum.calls,
        "words_a_brief": words / scores.len().max(1),
        "coverage": figure(sum.coverage),
        "named_items_hit": figure(sum.named_items_hit),
        "most_recent": figure(sum.recent),
        "most_recent_named_hit": figure(sum.recent_named_hit),
        "search": sum.search.map(figure),
        "known": figure(sum.known),
    }))
}

fn owner(name: &str) -> Owner {
    Owner { id: "1".to_owned(), email: String::new(), name: name.to_owned(), archived: false }
}

fn contact(name: &str) -> Record {
    Record {
        id: RecordId::new(ObjectType::Contact, "1"),
        properties: BTreeMap::from([("firstname".to_owned(), name.to_owned())]),
        created_at: Timestamp::UNIX_EPOCH,
        modified_at: Timestamp::UNIX_EPOCH,
        archived: false,
    }
}
