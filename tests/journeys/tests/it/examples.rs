//! `docs/drafts.md`: an example of every kind of draft from the sample portal, made by running. What rules make is what they make; what a model
//! phrases was written by hand and is served by a test's server, then goes the whole way: shape, grounding, lines.

use app::{DraftKind, PhraseRequest, PhrasedReport, Phraser, ReplyRequest, Silent, Tone};
use domain::{Item, ItemKind};
use journeys::{
    TestApp,
    model_server::{Asked, server_with},
    sample,
};
use serde_json::{Value, json};
use std::{fmt::Write, path::Path, time::Duration};
use tokio_util::sync::CancellationToken;

/// Set to write the page in place of comparing it.
const WRITE: &str = "FOREWORD_WRITE_EXAMPLES";

/// A line a model would say: its kind, its text, words of the source it rests on, its section.
type Said = (&'static str, &'static str, &'static str, &'static str);

/// The answer that the example server gives to a kind of draft.
fn answer(kind: DraftKind) -> (Vec<Said>, Value) {
    use DraftKind as K;
    match kind {
        K::PreCallSummary => (
            vec![
                ("fact", "The board has released 44,000 euros, but not a cent beyond it.", "released 44,000", ""),
                ("inferred", "Petra Lang is likely the decision maker.", "sign or do not sign", ""),
                ("fact", "The board wants to sign on 16 March.", "The board wants to sign", ""),
                ("question", "Which open format should the exit export have?", "exit export includes", ""),
            ],
            Value::Null,
        ),
        K::Summary => (
            vec![
                ("fact", "The board has released 44,000 euros, not a cent beyond it.", "released 44,000", ""),
                (
                    "fact",
                    "Petra Lang has asked whether the exit export includes all metadata.",
                    "exit export includes",
                    "",
                ),
                ("fact", "They will pay 48,500 euros.", "released 44,000", ""),
            ],
            Value::Null,
        ),
        K::NextAction => (
            vec![
                (
                    "inferred",
                    "Likely best: send Daan the connector data sheet with the field list.",
                    "connector data sheet",
                    "",
                ),
                (
                    "quote",
                    "Jonas will send Daan the connector data sheet with the field list by 22 February",
                    "connector data sheet",
                    "",
                ),
            ],
            json!({"action": "send_document", "urgency": "today"}),
        ),
        K::AccountPlan => (
            vec![
                (
                    "fact",
                    "They have four thousand three hundred carrier contracts in total.",
                    "four thousand three hundred carrier contracts",
                    "goal",
                ),
                ("inferred", "Petra Lang likely decides on the exit terms.", "sign or do not sign", "person"),
                ("fact", "The board has released 44,000 euros.", "released 44,000", "position"),
                ("quote", "My worry is the migration, not the software.", "worry is the migration", "risk"),
                ("fact", "Jonas sends Daan the connector data sheet.", "connector data sheet", "step"),
                ("question", "On which cost centre do the second and third year run?", "cost centre the second", "gap"),
            ],
            Value::Null,
        ),
        K::ExecutiveSummary => (
            vec![
                (
                    "fact",
                    "There are four thousand three hundred carrier contracts in total.",
                    "four thousand three hundred carrier contracts",
                    "situation",
                ),
                ("fact", "The board has released 44,000 euros, but not a cent beyond it.", "released 44,000", "stake"),
                ("fact", "The board wants to sign on 16 March.", "The board wants to sign", "progress"),
                (
                    "quote",
                    "Without it I cannot sign the risk paper for the board.",
                    "cannot sign the risk paper",
                    "risk",
                ),
                ("question", "Can we say yes to 44,000 euros?", "released 44,000", "ask"),
            ],
            Value::Null,
        ),
        K::Note => (
            vec![
                ("quote", "The board has released 44,000 euros, but not a cent beyond it.", "released 44,000", "point"),
                (
                    "quote",
                    "For me this is the point where I sign or do not sign.",
                    "Do not forget the exit",
                    "objection",
                ),
                ("fact", "They are asking for a discount of 20 percent.", "released 44,000", "point"),
            ],
            Value::Null,
        ),
        K::Signals => (
            vec![
                ("quote", "My worry is the migration, not the software.", "worry is the migration", "stated_objection"),
                ("quote", "The board wants to sign on 16 March still", "The board wants to sign", "stated_timeline"),
                (
                    "quote",
                    "Without it I cannot sign the risk paper for the board.",
                    "cannot sign the risk paper",
                    "decision_criterion",
                ),
                ("quote", "The board has released 44,000 euros", "released 44,000", "budget"),
            ],
            json!({"stated_timeline": "0_30_days"}),
        ),
        K::Qualification => (
            vec![
                ("quote", "The board has released 44,000 euros", "released 44,000", "economic_buyer"),
                ("quote", "The board wants to sign on 16 March still", "The board wants to sign", "decision_process"),
                ("quote", "My worry is the migration, not the software.", "worry is the migration", "pain"),
            ],
            Value::Null,
        ),
        K::FollowUp => (
            vec![
                ("fact", "The exit export and the data sheet", "exit export includes", "subject"),
                (
                    "fact",
                    "You asked whether the exit export includes all metadata; you have our answer [[by when]].",
                    "exit export includes",
                    "body",
                ),
                (
                    "fact",
                    "Jonas sends Daan the connector data sheet with the field list.",
                    "connector data sheet",
                    "body",
                ),
                ("question", "Which open format should the export have?", "exit export includes", "ask"),
            ],
            Value::Null,
        ),
        K::Nudge => (
            vec![
                ("fact", "The cost centre", "confirm the cost centre", "subject"),
                ("fact", "Joost wanted to confirm the cost centre.", "confirm the cost centre", "body"),
                ("question", "Who can tell us the cost centre?", "confirm the cost centre", "ask"),
            ],
            Value::Null,
        ),
        K::FirstTouch => (
            vec![
                (
                    "fact",
                    "Four thousand three hundred carrier contracts",
                    "four thousand three hundred carrier contracts",
                    "subject",
                ),
                (
                    "fact",
                    "You have four thousand three hundred carrier contracts in total.",
                    "four thousand three hundred carrier contracts",
                    "body",
                ),
                ("fact", "It costs 12,000 euros a year.", "four thousand three hundred carrier contracts", "body"),
                (
                    "question",
                    "When would a short talk suit you?",
                    "four thousand three hundred carrier contracts",
                    "ask",
                ),
            ],
            Value::Null,
        ),
        K::HandOff => (
            vec![
                ("fact", "Where it stands", "released 44,000", "subject"),
                ("fact", "The board has released 44,000 euros, but not a cent beyond it.", "released 44,000", "body"),
                ("fact", "The board wants to sign on 16 March.", "The board wants to sign", "body"),
                (
                    "fact",
                    "Jonas sends Daan the connector data sheet with the field list.",
                    "connector data sheet",
                    "body",
                ),
                ("question", "Can you answer Petra Lang on the exit export?", "exit export includes", "ask"),
            ],
            Value::Null,
        ),
        K::DealHealth => (
            vec![
                ("quote", "For me this is the point where I sign or do not sign.", "Do not forget the exit", ""),
                ("fact", "The board has released 44,000 euros.", "released 44,000", ""),
            ],
            json!({"score": 72, "health": "moving", "stall_reason": "our_delay", "needs_attention": true}),
        ),
        K::Intent => (
            vec![
                ("quote", "The board has released 44,000 euros, but not a cent beyond it.", "released 44,000", ""),
                ("quote", "The board wants to sign on 16 March still", "The board wants to sign", ""),
            ],
            json!({"strength": "strong", "direction": "towards"}),
        ),
        K::Score => (
            vec![
                (
                    "fact",
                    "They have four thousand three hundred carrier contracts in total.",
                    "four thousand three hundred carrier contracts",
                    "reason",
                ),
                ("fact", "The board has released 44,000 euros.", "released 44,000", "reason"),
                ("fact", "The board wants to sign on 16 March.", "The board wants to sign", "reason"),
                (
                    "inferred",
                    "Likely best: settle the migration before the board wants to sign.",
                    "worry is the migration",
                    "action",
                ),
            ],
            json!({"score": 88, "unknown": [3]}),
        ),
        K::Persona => (
            vec![
                ("quote", "Head of Legal", "Head of Legal", "persona"),
                ("quote", "My worry is the migration, not the software.", "worry is the migration", "pain_point"),
                ("inferred", "They likely need a fixed approval path.", "approval path must be fixed", "fit"),
            ],
            json!({"seniority": "lead", "function": "legal", "fit": "strong"}),
        ),
        K::Sentiment => (
            vec![
                ("quote", "It is a good product.", "It is a good product", ""),
                ("quote", "For me this is the point where I sign or do not sign.", "Do not forget the exit", ""),
            ],
            json!({"sentiment": "mixed", "score": 0, "trend": "worse", "churn_risk": "unknown"}),
        ),
        K::Triage => (
            vec![
                ("fact", "The bulk export stops at 2 GB.", "Bulk export stops", "summary"),
                ("question", "Which documents do the auditors need first?", "auditors waiting", "answer"),
            ],
            json!({"category": 1, "priority": "urgent", "sentiment": "negative", "owner": 1, "stage": null}),
        ),
        K::Reply => (
            vec![
                ("fact", "The exit export", "exit export includes", "subject"),
                (
                    "fact",
                    "You asked whether the exit export includes all metadata, that is approvals, obligations and the audit trail.",
                    "exit export includes",
                    "body",
                ),
                ("fact", "It costs 900 euros more.", "exit export includes", "body"),
                ("fact", "You have our answer [[by when]].", "exit export includes", "body"),
                ("question", "Which open format should it be?", "exit export includes", "ask"),
            ],
            json!({"questions": [{"question": "Can you confirm that the exit export includes all metadata?", "answered": false, "sources": []}]}),
        ),
        // A kind that nobody has written an answer for is shown as rules make it.
        _ => (Vec::new(), Value::Null),
    }
}

/// The kind a request is for, by the title of its prompt.
fn kind_of(asked: &Asked) -> DraftKind {
    let title = |kind: &DraftKind| {
        let text = kind.spec().prompts.first().expect("a kind has a prompt");
        text.lines().find(|line| line.starts_with("# ")).expect("a prompt has a title")
    };
    let is_asked = |kind: &&DraftKind| asked.system.lines().any(|line| line == title(kind));
    *DraftKind::ALL.iter().find(is_asked).expect("a prompt has a title")
}

fn answered(asked: &Asked) -> Value {
    let (said, fields) = answer(kind_of(asked));
    let sources = asked.sources();
    let items = said.into_iter().filter_map(|(kind, text, needle, section)| {
        let (id, _) = sources.iter().find(|(_, text)| text.contains(needle))?;
        let mut item = json!({"text": text, "kind": kind, "sources": [id]});
        if !section.is_empty() {
            item["section"] = json!(section);
        }
        Some(item)
    });
    let mut whole = json!({"items": items.collect::<Vec<_>>()});
    if !fields.is_null() {
        whole["fields"] = fields;
    }
    whole
}

#[tokio::test]
async fn the_page_of_examples_is_current() {
    let app = TestApp::connected_to(sample()).await;
    app.sync().await;
    let (address, _) = server_with(200, Duration::ZERO, answered).await;
    let mut config = llm::configured("compatible:by-hand", Some(&address), None).unwrap().unwrap();
    config.context_tokens = 60_000;
    let by_hand = Phraser::of(Some(config)).unwrap();
    let writable = app::open_for_writing(&app.settings).await.unwrap();
    let (open, now) = (&writable.open, app.settings.now());
    let mut page = HEAD.to_owned();
    for kind in app::draft_kinds() {
        let name = kind.kind;
        let receiver = (name == DraftKind::HandOff).then(|| "Priya Nair".to_owned());
        let request = PhraseRequest { receiver, ..PhraseRequest::new(name, "harbourline") };
        let made = async |phraser: &Phraser| {
            app::draft_phrased(open, &app::Model::none(), phraser, &request, &Silent, now, CancellationToken::new())
                .await
        };
        write!(page, "## {}\n\n{}\n\n", kind.name, kind.gives).unwrap();
        if !kind.needs_model {
            let report = made(&Phraser::none()).await.unwrap();
            write!(page, "By rules, from {}:\n\n{}\n", report.read, shown(&report)).unwrap();
        }
        if answer(name).0.is_empty() {
            continue;
        }
        let report = made(&by_hand).await.unwrap();
        assert!(name != DraftKind::HandOff || report.mail.as_ref().unwrap().to.is_none(), "it goes to a colleague");
        assert_eq!(report.note, None, "{}: {:?}", kind.kind, report.dropped);
        write!(page, "Phrased:\n\n{}\n", shown(&report)).unwrap();
    }
    let reply = ReplyRequest { target: "harbourline".to_owned(), pasted: None };
    // By word only, so that the page does not depend on a model of meaning that may not be here.
    let no_model = app::Model::load(&app::Settings { model_dir: Some("/nowhere".into()), ..app.settings.clone() });
    let by_rules = app::draft_reply(open, &no_model, &reply, now).await.unwrap();
    write!(page, "## Reply\n\nTo the last mail nobody has answered.\n\nBy rules:\n\n{}\n", mail(&by_rules.mail))
        .unwrap();
    let cancel = CancellationToken::new();
    let phrased =
        app::draft_reply_phrased(open, &no_model, &by_hand, &reply, Tone::Brief, &Silent, now, cancel).await.unwrap();
    assert_eq!(phrased.note, None, "{:?}", phrased.dropped);
    write!(page, "Phrased:\n\n{}{}\n", mail(&phrased.mail), dropped(&phrased.dropped)).unwrap();
    let day = app::digest(open, &app::DigestRequest::default(), now).unwrap();
    write!(page, "## Digest\n\nThe day across all accounts, on the day's page and as `foreword digest`. By rules:\n\n")
        .unwrap();
    for part in &day.parts {
        writeln!(page, "- *{}*", part.name.replace('_', " ")).unwrap();
        for line in part.lines.iter().take(3) {
            let account = line.account_name.as_ref().map(|name| format!("{name}: ")).unwrap_or_default();
            writeln!(page, "  - {account}{}", line.item.text).unwrap();
        }
        if 3 < part.lines.len() {
            writeln!(page, "  - and {} more", part.lines.len() - 3).unwrap();
        }
    }

    let here = std::env::var_os("CARGO_MANIFEST_DIR").expect("cargo runs the tests");
    let committed = Path::new(&here).join("../../docs/drafts.md");
    if std::env::var_os(WRITE).is_some() {
        std::fs::write(&committed, page).unwrap();
        return;
    }
    let current = std::fs::read_to_string(&committed).unwrap_or_default();
    assert!(current == page, "docs/drafts.md is stale: run this test with {WRITE}=1 and read what changed");
}

const HEAD: &str = "# Drafts, by example

Every kind of draft, about Harbourline Freight of the sample portal on 4 March 2026. A test of the journeys makes this page and fails when it is stale.

What stands under *By rules* is what Foreword makes without a language model. What stands under *Phrased* was written by hand, as a model might say it,
and served by the tests' server: it shows what becomes of a model's answer, not how well some model writes. Each line went through the check of its
shape and through grounding; what did not follow from its source is struck, with the reason. Text in `[…]` or `[[…]]` has to be filled or removed before
a mail can be copied. Each line carries citations, left out here.

";

fn shown(report: &PhrasedReport) -> String {
    let mut out = String::new();
    for (name, value) in &report.draft.fields {
        if !matches!(
            name.as_str(),
            "body"
                | "subject"
                | "title"
                | "ai_pre_call_summary"
                | "ai_summary"
                | "stated_objection"
                | "decision_criteria"
        ) {
            writeln!(out, "- `{name}`: {value}").unwrap();
        }
    }
    if let Some(one) = &report.mail {
        out.push_str(&mail(one));
        if report.draft.mode == domain::Mode::Llm {
            out.push_str(&dropped(&report.dropped));
            return out;
        }
        out.push_str("\nWith it, for the rep to take from:\n\n");
    }
    let mut last = &None;
    for (item, heading) in report.draft.items.iter().zip(&report.headings) {
        if heading != last && heading.is_some() {
            writeln!(out, "- *{}*", heading.as_deref().unwrap_or_default().replace('_', " ")).unwrap();
        }
        last = heading;
        let indent = if heading.is_some() { "  " } else { "" };
        writeln!(out, "{indent}- {}", line(item)).unwrap();
    }
    out.push_str(&dropped(&report.dropped));
    out
}

fn line(item: &Item) -> String {
    match item.kind {
        ItemKind::Quote if !item.text.starts_with('“') => format!("“{}”", item.text),
        ItemKind::Inferred => format!("{} (concluded)", item.text),
        _ => item.text.clone(),
    }
}

fn mail(mail: &app::MailView) -> String {
    let mut out = format!("> Subject: {}\n>\n", mail.subject);
    for line in mail.body.lines() {
        writeln!(out, "> {line}").unwrap();
    }
    out.replace("> \n", ">\n")
}

fn dropped(dropped: &[domain::Dropped]) -> String {
    if dropped.is_empty() {
        return String::new();
    }
    let lines = dropped.iter().map(|one| format!("- ~~{}~~ {}\n", one.text, one.reason));
    format!("\nLeft out:\n\n{}", lines.collect::<String>())
}
