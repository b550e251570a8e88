//! Questions to conversations with planted absences: the question of another conversation asked here, with this one's people in it; the
//! question put to the other person; and a name that nobody bears.
//!
//! Reads `FOREWORD_EVAL_DIR`; what it measures is how often an answerable question gets no answer and how often an absent one gets one,
//! apart for the conversations the weights were fitted on and for those held out. `FOREWORD_BENCH_VERDICTS` may name a file that gets every
//! verdict as a JSON line, with what it rests on, to read the wrong ones.

use crate::{
    ask_sample,
    grown::{grow, largest},
    measure::{Synced, ms, percentiles, rounded},
};
use anyhow::{Context as _, Result};
use app::{AskRequest, Model, OpenPortal};
use drafting::{ANSWERS_FROM, Certainty, Inquiry, NEAREST_MAX, Passage, Signs, Verdict, addressed, judge};
use embedding::{Embedder, ModelFiles};
use hubspot_sim::SimConfig;
use jiff::Timestamp;
use serde_json::{Value, json};
use std::{
    collections::{BTreeMap, BTreeSet},
    fs::File,
    io::{BufWriter, Write as _},
    path::{Path, PathBuf},
    time::Instant,
};
use store::{Database, Index};

/// The conversations the weights of `drafting::judge` were fitted on.
const FITTED_ON: [&str; 3] = ["conv-30", "conv-41", "conv-48"];

#[derive(Default)]
struct Conversation {
    people: Vec<String>,
    ids: Vec<String>,
    passages: Vec<Passage>,
    vectors: Vec<Vec<f32>>,
}

/// One question asked of one conversation.
struct Case {
    account: String,
    question: String,
    label: String,
    /// The ids of the turns that answer it.
    evidence: BTreeSet<String>,
}

#[derive(Default)]
struct Counts {
    all: usize,
    found: usize,
    /// Found, and one of the turns that answer it is among those shown.
    with_evidence: usize,
    unsure: usize,
    /// One of the turns that answer it is among those shown, as found or as nearest.
    evidence_shown: usize,
    /// Found, had the bar been as high as each of [`BARS`].
    above: [usize; BARS.len()],
}

/// Bars to compare: what counts as found with a higher one than the product's.
const BARS: [f32; 4] = [ANSWERS_FROM, 2.5, 3.0, 3.5];

pub async fn bench() -> Result<Value> {
    let (questions, judging) = match std::env::var_os("FOREWORD_EVAL_DIR") {
        Some(folder) => of_conversations(&PathBuf::from(folder).join("locomo")).await?,
        None => {
            eprintln!("how often answers are wrong is skipped: FOREWORD_EVAL_DIR names no folder of conversations");
            (Value::Null, Value::Null)
        }
    };
    Ok(json!({
        "data": "locomo; for the time, the sample portal's largest account grown",
        "questions": questions,
        "judging": judging,
        "sample_portal": ask_sample::bench().await?,
        "five_thousand": five_thousand().await?,
    }))
}

/// How often answers are wrong, by kind of question, and how long judging a conversation takes.
async fn of_conversations(folder: &Path) -> Result<(Value, Value)> {
    let embedder = Embedder::start(&ModelFiles::locate(None), 2)?;
    let conversations = conversations(&lines(folder.join("corpus.jsonl"))?, &embedder).await?;
    let mut counts: BTreeMap<String, Counts> = BTreeMap::new();
    let mut times = Vec::new();
    let mut verdicts = match std::env::var_os("FOREWORD_BENCH_VERDICTS") {
        Some(path) => Some(BufWriter::new(File::create(path)?)),
        None => None,
    };
    for (number, question) in lines(folder.join("queries.jsonl"))?.iter().enumerate() {
        let home = question["account"].as_str().unwrap_or_default();
        let half = if FITTED_ON.contains(&home) { "fitted" } else { "held out" };
        for case in cases(question, number, &conversations)? {
            let conversation = &conversations[&case.account];
            let passages = passages(conversation, &case.question, &embedder).await?;
            let started = Instant::now();
            let passages: Vec<&Passage> = passages.iter().collect();
            let verdict = judge(&Inquiry::plain(&case.question), &conversation.people, &passages);
            times.push(ms(started));
            let found = verdict.certainty == Certainty::Found;
            let visible = if found { verdict.passages.len() } else { NEAREST_MAX };
            let shown = verdict.passages.iter().take(visible).any(|at| case.evidence.contains(&conversation.ids[*at]));
            if let Some(file) = &mut verdicts {
                serde_json::to_writer(&mut *file, &told(half, &case, &verdict, conversation))?;
                file.write_all(b"\n")?;
            }
            let count = counts.entry(format!("{half}: {}", case.label)).or_default();
            count.all += 1;
            count.found += usize::from(found);
            count.with_evidence += usize::from(found && shown);
            count.evidence_shown += usize::from(shown);
            count.unsure += usize::from(verdict.certainty == Certainty::Unsure);
            for (above, bar) in count.above.iter_mut().zip(BARS) {
                *above += usize::from(found && bar <= verdict.signs.value);
            }
        }
    }
    let rows: BTreeMap<String, Value> = counts
        .into_iter()
        .map(|(label, Counts { all, found, with_evidence, unsure, evidence_shown, above })| {
            #[allow(clippy::cast_precision_loss)]
            let share = |count: usize| rounded(count as f64 / all as f64);
            let absent = share(all - found - unsure);
            let bars: BTreeMap<String, f64> =
                BARS.iter().zip(above).map(|(bar, count)| (format!("{bar:.1}"), share(count))).collect();
            let row = json!({"questions": all, "found": share(found), "with_evidence": share(with_evidence),
                "unsure": share(unsure), "evidence_shown": share(evidence_shown), "absent": absent, "found_above": bars});
            (label, row)
        })
        .collect();
    Ok((json!(rows), percentiles(times)))
}

/// A verdict to be read: the question, what was decided and why, and what is shown.
fn told(half: &str, case: &Case, verdict: &Verdict, conversation: &Conversation) -> Value {
    let Signs { best, next, rival, one_person, absent, nearest, value, .. } = verdict.signs;
    let shown = verdict.passages.iter().map(|at| {
        let Passage { text, speaker, .. } = &conversation.passages[*at];
        json!({"id": conversation.ids[*at], "speaker": speaker, "text": text})
    });
    json!({"half": half, "kind": case.label, "account": case.account, "question": case.question, "evidence": case.evidence,
        "certainty": verdict.certainty.as_str(), "absent_words": verdict.absent,
        "signs": {"best": best, "next": next, "rival": rival, "one_person": one_person, "absent": absent, "nearest": nearest, "value": value},
        "shown": shown.collect::<Vec<_>>()})
}

/// A question as it is, in another conversation, and of a name that nobody bears.
fn cases(question: &Value, number: usize, conversations: &BTreeMap<String, Conversation>) -> Result<Vec<Case>> {
    let names: Vec<&String> = conversations.keys().collect();
    let text = question["query"].as_str().unwrap_or_default();
    let kind = question["type"].as_str().unwrap_or_default();
    let home = question["account"].as_str().unwrap_or_default();
    let at = names.iter().position(|name| *name == home).context("a question of no conversation")?;
    let relevant = question["relevant"].as_array().into_iter().flatten();
    let evidence = relevant.filter_map(|id| id.as_str().map(str::to_owned)).collect();
    let answerable = kind != "unanswerable";
    let label = if answerable { format!("answerable, {kind}") } else { "of the other person".to_owned() };
    let mut cases = vec![Case { account: home.to_owned(), question: text.to_owned(), label, evidence }];
    let absent = |account: &str, question: String, label: &str| Case {
        account: account.to_owned(),
        question,
        label: label.to_owned(),
        evidence: BTreeSet::new(),
    };
    if answerable {
        let away = names[(at + 1 + number % (names.len() - 1)) % names.len()];
        let mut moved = text.to_owned();
        for (index, person) in conversations[home].people.iter().enumerate() {
            let people = &conversations[away].people;
            moved = moved.replace(person.as_str(), &people[index % people.len()]);
        }
        cases.push(absent(away, moved, "of another conversation"));
    }
    let nobody = format!("What did they say about Zerbinetta Quandt {number}?");
    cases.push(absent(home, nobody, "of nobody"));
    Ok(cases)
}

/// The conversation's passages with how near each is to the question.
async fn passages(conversation: &Conversation, question: &str, embedder: &Embedder) -> Result<Vec<Passage>> {
    let asked = embedder.query(question).await?;
    let put = match addressed(question, &conversation.people) {
        Some(text) => Some(embedder.query(&text).await?),
        None => None,
    };
    let cosine = |own: &Vec<f32>, other: &Vec<f32>| own.iter().zip(other).map(|(a, b)| a * b).sum::<f32>();
    let near = |own: &Vec<f32>, other: &Vec<f32>| embedder.scale().of(cosine(own, other));
    let with = |(passage, own): (&Passage, &Vec<f32>)| Passage {
        similarity: Some(near(own, &asked)),
        addressed: put.as_ref().map(|put| near(own, put)),
        ..passage.clone()
    };
    Ok(conversation.passages.iter().zip(&conversation.vectors).map(with).collect())
}

/// How long an answer takes at 5,000 chunks, from question to answer, in the portal's largest account grown to as many: the question embedded, in
/// both forms where it names somebody, every vector compared, every passage judged.
async fn five_thousand() -> Result<Value> {
    let synced = Synced::start(SimConfig::default(), false).await?;
    let sample = synced.open().await?;
    let now = Timestamp::now();
    let largest = largest(&sample.database, now)?;
    let folder = tempfile::tempdir()?;
    let database = Database::open(&folder.path().join("store.db"), &[0; 32])?;
    let index = Index::open(&folder.path().join("index"), &[0; 32]).await?;
    let chunks = grow(&database, &largest, 5_000)?;
    let model = Model::load(&synced.settings);
    let embedder = model.embedder().context("there is no model")?;
    retrieval::update_index(&database, &index, Some(embedder), &|_| (), &|| false).await?;
    let portal = database.portal()?.context("the portal is not there")?;
    let open = OpenPortal { portal, database, index, damage: None, ..sample };
    let person = largest.contacts.first().context("the account has nobody")?.display_name();
    let mut times = BTreeMap::new();
    for (name, question) in [
        ("names nobody", "How many people will work with it in the first year?".to_owned()),
        ("names one", format!("What does {person} say about the budget?")),
    ] {
        let mut taken = Vec::new();
        for round in 0..60 {
            let request = AskRequest { who: largest.account.id.to_string(), question: question.clone() };
            let started = Instant::now();
            std::hint::black_box(app::ask(&open, &model, &request, now).await?);
            if 20 <= round {
                taken.push(ms(started));
            }
        }
        times.insert(name, percentiles(taken));
    }
    Ok(json!({"chunks": chunks, "from_question_to_answer": times}))
}

async fn conversations(corpus: &[Value], embedder: &Embedder) -> Result<BTreeMap<String, Conversation>> {
    let mut found: BTreeMap<String, Conversation> = BTreeMap::new();
    let mut sources: BTreeMap<String, usize> = BTreeMap::new();
    for line in corpus {
        let text_of = |name: &str| line[name].as_str().unwrap_or_default().to_owned();
        let next = sources.len();
        let source = *sources.entry(text_of("doc")).or_insert(next);
        let conversation = found.entry(text_of("account")).or_default();
        let speaker = text_of("speaker");
        if !conversation.people.contains(&speaker) {
            conversation.people.push(speaker.clone());
        }
        let day = line["ts"].as_str().and_then(|ts| ts.get(..10)).and_then(|day| day.parse().ok());
        conversation.ids.push(text_of("id"));
        conversation.passages.push(Passage {
            text: text_of("text"),
            speaker: Some(speaker),
            source,
            day,
            ..Passage::default()
        });
    }
    for conversation in found.values_mut() {
        // As the index does: what is said in a talk is embedded without its speaker.
        let texts: Vec<String> = conversation.passages.iter().map(|passage| passage.text.clone()).collect();
        conversation.vectors = embedder.passages(&texts).await?;
    }
    Ok(found)
}

fn lines(path: PathBuf) -> Result<Vec<Value>> {
    let text = std::fs::read_to_string(&path).with_context(|| format!("could not read {}", path.display()))?;
    text.lines().map(|line| Ok(serde_json::from_str(line)?)).collect()
}
