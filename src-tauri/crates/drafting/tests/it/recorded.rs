//! Questions to the sample portal's stories that records answer by themselves.

use crate::portal::story;
use domain::{ItemKind, ObjectType};
use drafting::{Field, may_be_recorded, names_a_field, recorded};

fn fields() -> Vec<Field> {
    let field = |object, property: &str, label: &str| Field {
        object,
        property: property.to_owned(),
        label: label.to_owned(),
        value_type: "string".to_owned(),
        options: Vec::new(),
        is_chosen: false,
    };
    vec![
        field(ObjectType::Company, "annualrevenue", "Annual Revenue"),
        field(ObjectType::Deal, "description", "Deal Description"),
        field(ObjectType::Company, "phone", "Phone"),
    ]
}

/// The lines of the answer to a question; empty where records answer it not.
fn asked(key: &str, question: &str) -> Vec<String> {
    let fields = fields();
    if !may_be_recorded(question) && !names_a_field(question, &fields) {
        return Vec::new();
    }
    let Some(answer) = recorded(question, &story(key), &fields) else { return Vec::new() };
    assert!(answer.found() && answer.dropped.is_empty(), "{question}: {answer:#?}");
    for item in &answer.items {
        assert!(item.verified && !item.citations.is_empty(), "{question}: {item:?}");
        assert!(item.citations.iter().all(|citation| answer.sources.contains_key(citation)));
        assert!(matches!(item.kind, ItemKind::Derived | ItemKind::Quote));
    }
    answer.items.into_iter().map(|item| item.text).collect()
}

#[test]
fn fields_people_and_the_last_contact_are_answered_from_records() {
    for (key, question, first) in [
        ("velora", "what stage is the deal in", "Stage: "),
        ("velora", "What is the deal amount?", "Amount: EUR 96,000"),
        ("velora", "Wie hoch ist der Dealwert?", "Amount: EUR 96,000"),
        ("velora", "when does the deal close?", "Close date: 30 November 2026"),
        ("velora", "who owns the deal", "Owner: Maren Holt"),
        ("velora", "quel est le montant du deal ?", "Amount: EUR 96,000"),
        ("velora", "how many employees do they have?", "Employees: “6200”"),
        ("velora", "who is Lieve Maes?", "Lieve Maes: “General Counsel”"),
        ("velora", "wer ist Karim?", "Karim Benali: “Procurement Director”"),
        ("velora", "what is Karim's phone number", "Karim Benali: “+32 9 555 02 34”, “+32 470 55 02 34”"),
        ("velora", "Sofie's e-mail address?", "Sofie De Smet: “sofie.desmet@velora-health.example”"),
        ("harbourline", "what is their annual revenue?", "Annual Revenue: “310000000”"),
    ] {
        let lines = asked(key, question);
        assert!(lines.first().is_some_and(|line| line.starts_with(first)), "{question}: {lines:#?}");
    }
    for (question, told) in [
        ("when did we last speak with Lieve?", " days ago: call with Lieve Maes"),
        ("when did we last talk to legal", " days ago: call with Lieve Maes"),
        ("Wann haben wir zuletzt mit Karim gesprochen?", " Tagen: Anruf mit Karim Benali"),
        ("when did we last speak with them?", " days ago: call with "),
    ] {
        let lines = asked("velora", question);
        assert!(lines.len() == 2 && lines[0].contains(told), "{question}: {lines:#?}");
    }
}

#[test]
fn what_asks_for_more_than_a_record_is_left_to_what_was_said() {
    for question in [
        "Up to what amount can Clare sign alone?",
        "when did we last talk about the price",
        "who is Anton Zweig?",
        "what is Karim's budget",
        "What did Karim say about the phone?",
        "which stage of the migration is risky",
        "what is the phone number of the board",
        "who is worried",
    ] {
        assert_eq!(asked("velora", question), [""; 0], "{question}");
    }
}
