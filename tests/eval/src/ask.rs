//! Questions to conversations with planted absences: the question of another conversation asked here, with this one's people in it.
//!
//! Reads `FOREWORD_EVAL_DIR`; what it measures is how often an answerable question gets no answer and how often an absent one gets one.

use crate::measure::{ms, percentiles, rounded};
use anyhow::{Context as _, Result};
use drafting::{Passage, judge};
use embedding::{Embedder, ModelFiles};
use serde_json::{Value, json};
use std::{collections::BTreeMap, path::PathBuf, time::Instant};

/// Below this value nothing is near, and the answer says so.
const NOTHING_NEAR: f32 = -2.0;

struct Conversation {
    people: Vec<String>,
    passages: Vec<Passage>,
    vectors: Vec<Vec<f32>>,
}

pub async fn bench() -> Result<Value> {
    let folder = PathBuf::from(
        std::env::var_os("FOREWORD_EVAL_DIR").context("FOREWORD_EVAL_DIR names the folder of conversations")?,
    );
    let folder = folder.join("locomo");
    let embedder = Embedder::start(&ModelFiles::locate(None), 2)?;
    let conversations = conversations(&lines(folder.join("corpus.jsonl"))?, &embedder).await?;
    let names: Vec<&String> = conversations.keys().collect();
    let mut counts: BTreeMap<String, (usize, usize, usize)> = BTreeMap::new();
    let mut times = Vec::new();
    for (number, question) in lines(folder.join("queries.jsonl"))?.iter().enumerate() {
        let text = question["query"].as_str().unwrap_or_default();
        let kind = question["type"].as_str().unwrap_or_default();
        let home = question["account"].as_str().unwrap_or_default();
        let at = names.iter().position(|name| *name == home).context("a question of no conversation")?;
        let away = names[(at + 1 + number % (names.len() - 1)) % names.len()];
        let mut cases = vec![(home.to_owned(), text.to_owned(), format!("answerable, {kind}"))];
        if kind == "unanswerable" {
            cases[0].2 = "the other person's".to_owned();
        } else {
            let mut moved = text.to_owned();
            for (index, person) in conversations[home].people.iter().enumerate() {
                let people = &conversations[away].people;
                moved = moved.replace(person.as_str(), &people[index % people.len()]);
            }
            cases.push((away.clone(), moved, "of another conversation".to_owned()));
        }
        cases.push((
            home.to_owned(),
            format!("What did they say about Zerbinetta Quandt {number}?"),
            "of nobody".to_owned(),
        ));
        for (account, question, label) in cases {
            let conversation = &conversations[&account];
            let vector = embedder.query(&question).await?;
            let passages: Vec<Passage> = conversation
                .passages
                .iter()
                .zip(&conversation.vectors)
                .map(|(passage, own)| Passage {
                    similarity: Some(own.iter().zip(&vector).map(|(a, b)| a * b).sum()),
                    ..passage.clone()
                })
                .collect();
            let started = Instant::now();
            let verdict = judge(&question, &conversation.people, &passages);
            times.push(ms(started));
            let count = counts.entry(label).or_default();
            count.0 += usize::from(verdict.found);
            count.1 += usize::from(!verdict.found && NOTHING_NEAR <= verdict.signs.value);
            count.2 += 1;
        }
    }
    let rows: BTreeMap<String, Value> = counts
        .into_iter()
        .map(|(label, (found, near, all))| {
            #[allow(clippy::cast_precision_loss)]
            let share = |count: usize| rounded(count as f64 / all as f64);
            (label, json!({"questions": all, "found": share(found), "not_sure": share(near), "nothing_near": share(all - found - near)}))
        })
        .collect();
    Ok(
        json!({"data": "locomo", "questions": rows, "judging": percentiles(times), "five_thousand": five_thousand(&conversations)}),
    )
}

/// How long judging 5,000 passages takes, the meaning known.
fn five_thousand(conversations: &BTreeMap<String, Conversation>) -> Value {
    let all = conversations.values().flat_map(|conversation| &conversation.passages);
    let passages: Vec<Passage> =
        all.cycle().take(5_000).map(|passage| Passage { similarity: Some(0.3), ..passage.clone() }).collect();
    let times = (0..20)
        .map(|_| {
            let started = Instant::now();
            std::hint::black_box(judge("Which outdoor activities does the family like in summer?", &[], &passages));
            ms(started)
        })
        .collect();
    percentiles(times)
}

async fn conversations(corpus: &[Value], embedder: &Embedder) -> Result<BTreeMap<String, Conversation>> {
    let mut found: BTreeMap<String, Conversation> = BTreeMap::new();
    let mut sources: BTreeMap<String, usize> = BTreeMap::new();
    for line in corpus {
        let text_of = |name: &str| line[name].as_str().unwrap_or_default().to_owned();
        let next = sources.len();
        let source = *sources.entry(text_of("doc")).or_insert(next);
        let conversation = found.entry(text_of("account")).or_insert_with(|| Conversation {
            people: Vec::new(),
            passages: Vec::new(),
            vectors: Vec::new(),
        });
        let speaker = text_of("speaker");
        if !conversation.people.contains(&speaker) {
            conversation.people.push(speaker.clone());
        }
        conversation.passages.push(Passage { text: text_of("text"), speaker: Some(speaker), source, similarity: None });
    }
    for conversation in found.values_mut() {
        let texts: Vec<String> = conversation
            .passages
            .iter()
            .map(|passage| format!("{}: {}", passage.speaker.as_deref().unwrap_or_default(), passage.text))
            .collect();
        conversation.vectors = embedder.passages(&texts).await?;
    }
    Ok(found)
}

fn lines(path: PathBuf) -> Result<Vec<Value>> {
    let text = std::fs::read_to_string(&path).with_context(|| format!("could not read {}", path.display()))?;
    text.lines().map(|line| Ok(serde_json::from_str(line)?)).collect()
}
