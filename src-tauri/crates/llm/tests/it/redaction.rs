use crate::redaction_set::{Line, PEOPLE, free_lines, lines};
use llm::{Category, FieldRule, ModelRef, Placeholders, ProviderConfig, Redactor, Rules, Secret};
use proptest::prelude::*;
use serde_json::json;
use std::{collections::BTreeMap, ops::Range};

fn everything() -> Rules {
    Rules { is_on: true, names: true, fields: BTreeMap::new() }
}

fn people() -> Vec<String> {
    PEOPLE.iter().map(|name| (*name).to_owned()).collect()
}

/// What was replaced, in bytes of the text: read off the redacted text, since that is what leaves.
fn replaced(text: &str, redacted: &str, placeholders: &Placeholders) -> Vec<(Range<usize>, String)> {
    let values: BTreeMap<&str, &str> = placeholders.iter().collect();
    let (mut spans, mut at, mut rest) = (Vec::new(), 0, redacted);
    while let Some((before, after)) = rest.split_once('⟦') {
        at += before.len();
        let (name, tail) = after.split_once('⟧').unwrap();
        let length = values[name].len();
        spans.push((at..at + length, name.split('_').next().unwrap().to_owned()));
        at += length;
        rest = tail;
    }
    assert_eq!(at + rest.len(), text.len(), "{redacted}");
    spans
}

#[derive(Default)]
struct Tally {
    secrets: usize,
    gone: usize,
    found: usize,
    right: usize,
}

/// Recall: of the secrets, how many have left no byte behind. Precision: of what was replaced, how much was (part of) a secret.
#[test]
fn the_redaction_set_leaves_little_and_takes_little_else() {
    let lines = lines();
    assert!(300 <= lines.len(), "{}", lines.len());
    measure(&lines, 0.97, 0.95);
}

/// As first run, before anything was mended for it: persons 28 of 30, addresses 7 of 10, accounts 4 of 5, all else whole; two of 67
/// taken wrongly. What is missed by now is a name that is also a month at the start of its sentence.
#[test]
fn sentences_written_after_the_rules_leave_little_either() {
    measure(&free_lines(), 0.95, 0.95);
}

fn measure(lines: &[Line], recall_min: f64, precision_min: f64) {
    let redactor = Redactor::new(&people(), everything());
    let mut tallies: BTreeMap<&str, Tally> = BTreeMap::new();
    let mut wrong = Vec::new();
    for line in lines {
        let mut placeholders = Placeholders::default();
        let redacted = redactor.redact(&line.text, &mut placeholders);
        let restored = placeholders.restore(&redacted);
        assert_eq!((restored.text.as_str(), restored.invented.len()), (line.text.as_str(), 0), "{redacted}");
        let spans = replaced(&line.text, &redacted, &placeholders);
        for (secret, category) in &line.secrets {
            let tally = tallies.entry(category.word()).or_default();
            tally.secrets += 1;
            let is_gone = secret.clone().all(|byte| {
                // Spaces and punctuation between two placeholders tell nothing.
                !line.text.as_bytes()[byte].is_ascii_alphanumeric()
                    || spans.iter().any(|(span, _)| span.contains(&byte))
            });
            tally.gone += usize::from(is_gone);
            if !is_gone {
                wrong.push(format!("left  {redacted}"));
            }
        }
        for (span, word) in &spans {
            let word = Category::ALL.iter().map(|category| category.word()).find(|known| known == word).unwrap();
            let tally = tallies.entry(word).or_default();
            tally.found += 1;
            let is_right = line.secrets.iter().any(|(secret, _)| span.start < secret.end && secret.start < span.end);
            tally.right += usize::from(is_right);
            if !is_right {
                wrong.push(format!("taken {redacted}"));
            }
        }
    }
    println!("{} lines\n{}", lines.len(), wrong.join("\n"));
    for (word, tally) in &tallies {
        let recall = tally.gone as f64 / tally.secrets.max(1) as f64;
        let precision = tally.right as f64 / tally.found.max(1) as f64;
        println!(
            "{word:8} recall {recall:.3} ({}/{})  precision {precision:.3} ({}/{})",
            tally.gone, tally.secrets, tally.right, tally.found
        );
        assert!(recall_min <= recall, "{word}: recall {recall}");
        assert!(precision_min <= precision, "{word}: precision {precision}");
    }
}

#[test]
fn placeholders_come_back_wherever_they_stand_and_however_they_are_written() {
    let redactor = Redactor::new(&people(), everything());
    let mut placeholders = Placeholders::default();
    let text = "Petra Lindqvist asked Joost van den Akker to call +49 30 23125 014; Petra agreed.";
    let sent = redactor.redact(text, &mut placeholders);
    assert_eq!(sent, "⟦PERSON_1⟧ asked ⟦PERSON_2⟧ to call ⟦PHONE_1⟧; ⟦PERSON_1_FIRST⟧ agreed.");
    for (answer, expected) in [
        (
            "On ⟦PHONE_1⟧, ⟦PERSON_2⟧ calls ⟦PERSON_1⟧.",
            "On +49 30 23125 014, Joost van den Akker calls Petra Lindqvist.",
        ),
        ("[PERSON_1] and ⟦person_2⟧", "Petra Lindqvist and Joost van den Akker"),
        ("⟦Person 1⟧'s call", "Petra Lindqvist's call"),
        ("[[PERSON_1]], <PERSON_2>, {PERSON_1_FIRST}", "Petra Lindqvist, Joost van den Akker, Petra"),
        ("PERSON_1 wrote", "Petra Lindqvist wrote"),
        (r"⟦PERSON\_2⟧ wrote", "Joost van den Akker wrote"),
        ("the first person 1 met", "the first person 1 met"),
    ] {
        assert_eq!(placeholders.restore(answer).text, expected);
        assert_eq!(placeholders.restore(answer).invented, [""; 0]);
    }
}

#[test]
fn an_invented_placeholder_is_reported_and_stays() {
    let redactor = Redactor::new(&people(), everything());
    let mut placeholders = Placeholders::default();
    redactor.redact("Petra Lindqvist called.", &mut placeholders);
    let restored = placeholders.restore("⟦PERSON_1⟧ met ⟦PERSON_7⟧ and ⟦PERSON_1_FIRST⟧");
    assert_eq!(restored.text, "Petra Lindqvist met ⟦PERSON_7⟧ and ⟦PERSON_1_FIRST⟧");
    assert_eq!(restored.invented, ["⟦PERSON_7⟧", "⟦PERSON_1_FIRST⟧"]);
}

#[test]
fn a_placeholder_planted_in_a_mail_comes_back_as_it_was() {
    let redactor = Redactor::new(&people(), everything());
    let mut placeholders = Placeholders::default();
    let sent = redactor.redact("Petra Lindqvist is not ⟦PERSON_1⟧ and PERSON_2 is nobody.", &mut placeholders);
    assert_eq!(sent, "⟦PERSON_1⟧ is not ⟦TEXT_1⟧ and ⟦TEXT_2⟧ is nobody.");
    let restored = placeholders.restore(&sent);
    assert_eq!(restored.text, "Petra Lindqvist is not ⟦PERSON_1⟧ and PERSON_2 is nobody.");
}

#[test]
fn one_value_has_one_placeholder_throughout_a_request() {
    let redactor = Redactor::new(&people(), everything());
    let mut value = json!({"account": "Harbour Light", "sources": [
        {"about": "Call, Wei Zhang", "text": "Mail wei@lotus.example."},
        {"about": "Mail, Wei Zhang", "text": "wei@lotus.example again, for Zhang."},
    ]});
    let placeholders = redactor.redact_fields(&mut value);
    assert_eq!(value["sources"][0]["about"], "Call, ⟦PERSON_1⟧");
    assert_eq!(value["sources"][1]["about"], "Mail, ⟦PERSON_1⟧");
    assert_eq!(value["sources"][1]["text"], "⟦EMAIL_1⟧ again, for ⟦PERSON_1_LAST⟧.");
    assert_eq!(placeholders.len(), 3);
    assert_eq!(format!("{placeholders:?}"), "Placeholders(3)");
}

#[test]
fn whoever_a_field_names_is_nowhere_though_the_crm_does_not_know_them() {
    let redactor = Redactor::new(&[], everything());
    let mut value = json!({"person": "Ilse Brandvold", "voice": {"rep": "Otis Carrow"}, "sources": [{"text": "Otis told Ilse: yes."}]});
    redactor.redact_fields(&mut value);
    assert_eq!(value["person"], "⟦PERSON_1⟧");
    assert_eq!(value["voice"]["rep"], "⟦PERSON_2⟧");
    assert_eq!(value["sources"][0]["text"], "⟦PERSON_2_FIRST⟧ told ⟦PERSON_1_FIRST⟧: yes.");
}

#[test]
fn fields_and_providers_have_rules_of_their_own() {
    let model: ModelRef = "ollama:llama3.2".parse().unwrap();
    let local = Rules::of(&ProviderConfig::new(model, None, None).unwrap());
    let model: ModelRef = "openai:gpt-4o".parse().unwrap();
    let mut remote = Rules::of(&ProviderConfig::new(model, None, Some(Secret::new("k"))).unwrap());
    let inputs =
        json!({"today": "2026-11-20", "inbound": "Wei Zhang, +41 44 668 18 00", "samples": ["Cheers, Wei Zhang"]});
    let sent = |rules: &Rules| {
        let mut value = inputs.clone();
        Redactor::new(&people(), rules.clone()).redact_fields(&mut value);
        value
    };
    assert_eq!(sent(&local)["inbound"], "Wei Zhang, ⟦PHONE_1⟧");
    assert_eq!(sent(&remote)["inbound"], "⟦PERSON_1⟧, ⟦PHONE_1⟧");
    assert_eq!(sent(&remote)["today"], "2026-11-20");
    remote.fields.insert("samples".to_owned(), FieldRule::Withhold);
    remote.fields.insert("inbound".to_owned(), FieldRule::Keep);
    assert_eq!(sent(&remote)["samples"], json!(["(withheld)"]));
    assert_eq!(sent(&remote)["inbound"], inputs["inbound"]);
}

#[test]
fn a_salutation_gives_a_stranger_away() {
    let redactor = Redactor::new(&[], everything());
    let sent = |text: &str| redactor.redact(text, &mut Placeholders::default());
    assert_eq!(sent("Dear Ms. Halloran, thanks."), "Dear Ms. ⟦PERSON_1⟧, thanks.");
    assert_eq!(sent("Hallo Frau Demirci,"), "Hallo Frau ⟦PERSON_1⟧,");
    assert_eq!(sent("Hi Callum,\nyes."), "Hi ⟦PERSON_1⟧,\nyes.");
}

#[test]
fn initials_go_where_they_are_a_speaker() {
    let redactor = Redactor::new(&people(), everything());
    let sent = |text: &str| redactor.redact(text, &mut Placeholders::default());
    assert_eq!(
        sent("WZ: we agree.\nGI: fine (WZ)"),
        "⟦PERSON_1_INITIALS⟧: we agree.\n⟦PERSON_2_INITIALS⟧: fine (⟦PERSON_1_INITIALS⟧)"
    );
    assert_eq!(sent("signed W.Z. today"), "signed ⟦PERSON_1_INITIALS⟧. today");
    assert_eq!(sent("Wei's plan, Lindqvists Plan"), "⟦PERSON_1_FIRST⟧'s plan, ⟦PERSON_2_LAST⟧s Plan");
}

proptest! {
    /// Whatever a text holds, what left comes back, and nothing of it was invented.
    #[test]
    fn every_placeholder_comes_back(words in proptest::collection::vec(prop_oneof![
        Just("Petra Lindqvist".to_owned()),
        Just("Wei".to_owned()),
        Just("O'Dravey".to_owned()),
        Just("⟦PERSON_1⟧".to_owned()),
        Just("[email 2]".to_owned()),
        Just("+49 30 23125 014".to_owned()),
        Just("Lindenstraße 14a, 10969 Berlin".to_owned()),
        "[0-9 ./+()-]{1,14}",
        "[A-Za-zäß@.']{1,9}",
        Just("\n".to_owned()),
    ], 0..14)) {
        let text = words.join(" ");
        let mut placeholders = Placeholders::default();
        let redacted = Redactor::new(&people(), everything()).redact(&text, &mut placeholders);
        let restored = placeholders.restore(&redacted);
        prop_assert_eq!(restored.text, text);
        prop_assert_eq!(restored.invented, Vec::<String>::new());
    }
}

/// An hour's talk of 26 people takes moments: it is done before every call.
#[test]
fn a_long_talk_is_redacted_in_moments() {
    let turn = "Wei: We spoke of 44,000 euros on 13 November, call me on +49 30 23125 014 or write to wei@lotus.example about it.\n";
    let talk = turn.repeat(500);
    let started = std::time::Instant::now();
    let mut placeholders = Placeholders::default();
    Redactor::new(&people(), everything()).redact(&talk, &mut placeholders);
    println!("{} words redacted in {:?}", talk.split_whitespace().count(), started.elapsed());
    assert_eq!(placeholders.len(), 3);
    assert!(started.elapsed().as_secs() < 5);
}
