//! Questions for kinds of things to the sample portal's stories, with lines that are taken to tell of them here.

use crate::portal::story;
use domain::{Category, Dossier, ItemKind, ReadLine, Says};
use drafting::{Told, asks_for_a_kind, told};

/// A story of which each turn tells of a category as likely as `likely` says.
fn read(key: &str, category: Category, likely: fn(&str) -> f32) -> Dossier {
    let mut dossier = story(key);
    let mut lines = domain::ReadLines::new();
    for document in dossier.entries.iter().flat_map(|entry| &entry.documents) {
        let mut own = Vec::new();
        for utterance in &document.utterances {
            let mut probabilities = [0.0; Says::COUNT];
            probabilities[category.place()] = likely(utterance.span.of(&document.text));
            own.push(ReadLine { span: utterance.span, says: Says::of(&probabilities).unwrap() });
        }
        lines.insert((document.record.clone(), document.part.clone()), own);
    }
    dossier.lines = lines;
    dossier
}

fn answer(question: &str, dossier: &Dossier) -> Vec<String> {
    assert!(asks_for_a_kind(question), "{question}");
    let Some(Told::Answer(answer)) = told(question, dossier) else { panic!("{question}") };
    assert!(answer.dropped.is_empty(), "{question}: {:#?}", answer.dropped);
    for item in &answer.items {
        assert!(item.verified && item.citations.iter().all(|citation| answer.sources.contains_key(citation)));
        assert!(matches!(item.kind, ItemKind::Derived | ItemKind::Quote));
    }
    answer.items.into_iter().map(|item| item.text).collect()
}

#[test]
fn what_the_lines_name_most_is_the_first_line() {
    let velora = read("velora", Category::Competitor, |text| if text.contains("Clausero") { 0.7 } else { 0.0 });
    for (question, said) in [
        ("who is the competitor", "; said "),
        ("Wer ist der Wettbewerber?", "; gesagt am "),
        ("qui sont les concurrents ?", "; dit le "),
    ] {
        let lines = answer(question, &velora);
        assert!(lines[0].starts_with("Clausero") && lines[0].contains(said), "{question}: {lines:#?}");
        assert!(lines[1..].iter().any(|line| line.contains("Clausero")), "{question}: {lines:#?}");
    }
    // What asks for more is left to what was said.
    assert_eq!(told("what did the competitor say about migration", &velora), None);
    assert!(!asks_for_a_kind("what did we promise"));
}

#[test]
fn the_crm_and_plain_words_tell_where_no_line_is_sure() {
    let velora = read("velora", Category::Pain, |_| 0.0);
    let lines = answer("who is the decision maker", &velora);
    assert!(lines[0].starts_with("Lieve Maes, “General Counsel”: decision maker"), "{lines:#?}");
    assert!(lines.iter().any(|line| line.contains("The board takes the decision.")), "{lines:#?}");
    assert!(answer("what is the next step", &velora)[0].contains("“Close the price”"));
    // Nothing comes near a kind, so none was named; something does, so that is not said.
    assert_eq!(told("who is the competitor", &velora), Some(Told::Nothing("no rival was named")));
    let maybe = read("velora", Category::Competitor, |text| if text.contains("Clausero") { 0.15 } else { 0.0 });
    assert_eq!(told("who is the competitor", &maybe), Some(Told::Maybe));
}

#[test]
fn how_long_something_runs_is_told_by_the_line_that_says_so() {
    let is_of_it = |text: &str| {
        if text.contains("Dossierkist") {
            0.6
        } else if text.contains("licence") {
            0.3
        } else {
            0.0
        }
    };
    let harbourline = read("harbourline", Category::Incumbent, is_of_it);
    let lines = answer("when does their current contract end", &harbourline);
    assert!(lines[0].starts_with("Dossierkist"), "{lines:#?}");
    assert!(lines.iter().any(|line| line.contains("renews itself automatically")), "{lines:#?}");
}
