//! Questions to the sample portal, its ledger of promises, and where the CRM and the people disagree.

use crate::shared::shared;
use app::{AskReport, AskRequest};
use domain::ItemKind;
use hubspot_sim::{Question, questions};

/// Questions that nothing answers and that are called answered all the same. One that is mended has to leave this list.
const INVENTED: &[&str] = &[];

async fn ask(who: &str, question: &str) -> AskReport {
    let shared = shared();
    let open = shared.open().await;
    let request = AskRequest { who: who.to_owned(), question: question.to_owned() };
    app::ask(&open, &shared.model, &request, journeys::now()).await.unwrap()
}

#[tokio::test]
async fn what_was_said_is_quoted_and_can_be_opened() {
    let open = shared().open().await;
    for (who, question, wanted) in [
        ("petra.lang@harbourline.example", "How much has the board released?", "44,000"),
        ("h.brandt@steinbach-pumpen.example", "Wer muss dem Vertrag zustimmen, der Betriebsrat?", "Betriebsrat"),
        ("gill.tranter@northgatefoods.example", "When is the change freeze?", "freeze"),
        ("rui.tavares@tamarind-hotels.example", "letter of termination", "termination"),
        (
            "clare.hensey@northgate-logistics.example",
            "For how many haulage subcontractors was there no signed agreement?",
            "nine of our twenty",
        ),
        ("anne.bekker@fairholt.example", "What has the steering group approved?", "90,000"),
    ] {
        let report = ask(who, question).await;
        assert!(report.answer.found && report.by_meaning, "{question}: {:#?}", report.answer);
        assert!(
            report.answer.items.iter().any(|item| item.text.contains(wanted)),
            "{question}: {:#?}",
            report.answer.items
        );
        assert!(report.answer.scanned <= report.answer.total && 0 < report.answer.passages);
        for item in &report.answer.items {
            assert!(item.verified, "{item:?}");
            for citation in &item.citations {
                let cited = app::cite(&open, &citation.to_string()).unwrap();
                assert!(!cited.changed, "{citation}");
                if item.kind == ItemKind::Quote {
                    assert_eq!(cited.text, item.text, "{question}");
                }
            }
        }
    }
}

#[tokio::test]
async fn what_was_never_said_is_not_answered() {
    for (who, question) in [
        ("petra.lang@harbourline.example", "Which pumps did Steinbach order?"),
        ("petra.lang@harbourline.example", "Do they use Salesforce?"),
        ("karim.benali@velora-health.example", "What did they say about the Polish depot and the rain test?"),
        ("ingrid.solheim@solvik-energi.example", "When does their board meet?"),
        ("h.brandt@steinbach-pumpen.example", "Which spa treatments do the guests like?"),
        ("gill.tranter@northgatefoods.example", "Who is the chief pilot of the helicopter fleet?"),
    ] {
        let report = ask(who, question).await;
        assert!(!report.answer.found, "{question}: {:#?}", report.answer);
        assert!(report.answer.items.iter().all(|item| item.kind == ItemKind::Inferred && item.verified), "{question}");
        assert_eq!(report.answer.unreadable, report.answer.total - report.answer.scanned);
    }
    let report = ask("petra.lang@harbourline.example", "Do they use Salesforce?").await;
    assert_eq!(report.answer.absent, ["Salesforce"]);
}

#[tokio::test]
async fn no_answer_is_invented_and_none_is_called_absent() {
    let (mut wrong, mut answered) = (Vec::new(), 0);
    for Question { who, ask: question, answer } in questions().unwrap() {
        let report = ask(&who, &question).await;
        match (&answer, report.answer.certainty.as_str()) {
            (Some(_), "absent") => wrong.push(format!("{question} is called absent")),
            (Some(_), certainty) => answered += usize::from(certainty == "found"),
            (None, certainty) if (certainty == "found") != INVENTED.contains(&question.as_str()) => {
                wrong.push(format!("{question} is {certainty}: {:#?}", report.answer.items.first()));
            }
            (None, _) => {}
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(12 <= answered, "only {answered} are answered");
}

#[tokio::test]
async fn the_ledger_has_both_sides_and_what_became_of_each() {
    let open = shared().open().await;
    let all = app::promises(&open, None, journeys::now()).unwrap().promises;
    let of = |name: &str, words: &str| {
        all.iter().find(|promise| promise.account.contains(name) && promise.text.contains(words)).unwrap_or_else(|| {
            panic!("{name} has no promise of {words}: {:#?}", all.iter().map(|p| &p.text).collect::<Vec<_>>())
        })
    };
    let ours = of("Harbourline", "data sheet");
    // A later mail speaks of it, so it may have been kept; until somebody says so it is still owed.
    assert_eq!((ours.by, ours.status), ("us", "likely_kept"));
    let page = app::account_promises(&open, &shared().record("harbourline").to_string(), journeys::now()).unwrap();
    assert!(page.promises.iter().any(|owed| owed.text.contains("data sheet")), "{:#?}", page.promises);
    let theirs = of("Steinbach", "Rahmenverträge");
    assert_eq!((theirs.by, theirs.status), ("them", "overdue"));
    for status in ["kept", "open", "overdue"] {
        assert!(all.iter().any(|promise| promise.status == status), "none is {status}");
    }
    assert!(all.iter().all(|promise| promise.due.is_some() || promise.status != "overdue"));
    for promise in &all {
        let cited = app::cite(&open, &promise.citations[0].to_string()).unwrap();
        assert!(cited.text.replace('\n', " ").contains(&promise.text), "{promise:?} is not “{}”", cited.text);
    }
}

#[tokio::test]
async fn the_crm_is_held_against_what_was_said() {
    let open = shared().open().await;
    let found = app::conflicts(&open, Some("petra.lang@harbourline.example"), journeys::now()).unwrap().conflicts;
    let amount = found.iter().find(|conflict| conflict.property == "amount").unwrap();
    assert_eq!(amount.crm, "48,000");
    assert!(amount.said.contains("44,000"), "{}", amount.said);
    for conflict in app::conflicts(&open, None, journeys::now()).unwrap().conflicts {
        let cited = app::cite(&open, &conflict.citations[0].to_string()).unwrap();
        assert!(cited.text.replace('\n', " ").contains(&conflict.said), "{conflict:?}");
    }
}

#[tokio::test]
async fn signals_are_what_they_said() {
    let open = shared().open().await;
    let report = app::signals(&open, "petra.lang@harbourline.example", journeys::now()).unwrap();
    let fields = &report.draft.fields;
    // The board's sum, or what the controller came to: both were named in the last talk.
    assert!(
        fields.budget.as_deref().is_some_and(|said| said.contains("thousand") || said.contains("44,000")),
        "{fields:#?}"
    );
    assert!(fields.stated_objection.is_some() && !fields.decision_criteria.is_empty(), "{fields:#?}");
    assert_ne!(fields.stated_timeline, "no_timeline", "{fields:#?}");
    for item in &report.draft.items {
        let cited = app::cite(&open, &item.citations[0].to_string()).unwrap();
        assert!(item.verified && cited.text.replace('\n', " ").contains(&item.text), "{item:?}");
    }
    // Before anybody has spoken there are none, and nothing is invented.
    let silent = app::signals(&open, "ingrid.solheim@solvik-energi.example", journeys::now()).unwrap().draft.fields;
    assert_eq!((silent.stated_objection, silent.budget, silent.stated_timeline), (None, None, "no_timeline"));
    assert!(silent.competitors.is_empty());
}

#[tokio::test]
async fn what_was_promised_is_answered_from_the_ledger() {
    for (question, wanted, ours) in [
        ("what did we promise", "liability", true),
        ("Was haben wir zugesagt?", "liability", true),
        ("what do they owe us", "form", false),
    ] {
        let report = ask("karim.benali@velora-health.example", question).await;
        assert!(report.answer.found, "{question}: {:#?}", report.answer);
        assert!(report.answer.items.iter().any(|item| item.text.contains(wanted)), "{question}: {:#?}", report.answer);
        for item in &report.answer.items {
            assert!(item.verified && !item.citations.is_empty(), "{question}: {item:?}");
            assert_eq!(item.promise.as_ref().map(|promise| promise.ours), Some(ours), "{question}: {item:?}");
        }
    }
    // A certain promise is looked for in what was said.
    let report = ask("karim.benali@velora-health.example", "did we promise the sub-processor list to Sofie").await;
    assert!(report.answer.items.iter().all(|item| item.promise.is_none()), "{:#?}", report.answer.items);
}

/// What a new user asks first: for kinds of things, fields, people and the last contact.
#[tokio::test]
async fn the_first_questions_of_a_new_user_are_answered() {
    let open = shared().open().await;
    let (velora, harbourline) = ("karim.benali@velora-health.example", "petra.lang@harbourline.example");
    for (who, question, first, among) in [
        (velora, "who is the decision maker", "Lieve Maes", "board"),
        (velora, "what is the next step", "Close the price", "price"),
        (velora, "who is the competitor", "Clausero", "Clausero"),
        (velora, "what did we promise", "We owe", "liability"),
        (harbourline, "when does their current contract end", "", "renews itself automatically, for twelve months"),
        (velora, "what stage is the deal in", "Stage: ", ""),
        (velora, "what is the deal amount", "96,000", ""),
        (velora, "who owns the deal", "Maren Holt", ""),
        (velora, "who is Sofie De Smet", "Data Protection Officer", ""),
        (velora, "what is Karim's phone number", "+32 9 555 02 34", ""),
        (velora, "when did we last speak with legal", "call with Lieve Maes", ""),
    ] {
        let report = ask(who, question).await;
        assert!(report.answer.found, "{question}: {:#?}", report.answer);
        assert_eq!(report.answer.nothing, None);
        let texts: Vec<&str> = report.answer.items.iter().map(|item| item.text.as_str()).collect();
        assert!(texts[0].contains(first) && texts.iter().any(|text| text.contains(among)), "{question}: {texts:#?}");
        for item in &report.answer.items {
            assert!(item.verified && !item.citations.is_empty(), "{question}: {item:?}");
            for citation in &item.citations {
                assert!(!app::cite(&open, &citation.to_string()).unwrap().changed, "{question}: {citation}");
            }
        }
    }
}

#[tokio::test]
async fn facts_are_lines_that_open_with_their_values() {
    let open = shared().open().await;
    let found = app::facts(&open, Some("petra.lang@harbourline.example"), journeys::now()).unwrap().facts;
    assert!(10 < found.len(), "{found:#?}");
    for fact in &found {
        let cited = app::cite(&open, &fact.citations[0].to_string()).unwrap();
        assert!(!cited.changed && cited.text.replace('\n', " ") == fact.text, "{fact:?}: {}", cited.text);
        assert!((0.0..=1.0).contains(&fact.confidence), "{fact:?}");
    }
    let budgets = found.iter().filter(|fact| fact.category == "budget" && fact.superseded_by.is_none());
    let sums: Vec<Option<u64>> = budgets.map(|fact| fact.value.as_ref().and_then(|value| value.amount)).collect();
    assert!(sums.contains(&Some(44_000)), "{sums:?}");
}
