//! Files with known answers, read where `FOREWORD_EVAL_DIR` says they are. Nothing of them is kept here.

use serde_json::Value;
use std::{collections::BTreeMap, fs, path::PathBuf};
use transcript::{Transcript, read};

/// The folder, or a word on standard error that there is none.
fn folder() -> Option<PathBuf> {
    let folder = std::env::var_os("FOREWORD_EVAL_DIR").map(|folder| PathBuf::from(folder).join("transcripts"));
    let folder = folder.filter(|folder| folder.join("expected.jsonl").is_file());
    if folder.is_none() {
        let reason = "FOREWORD_EVAL_DIR names no folder with transcripts, so files with known answers were not read";
        eprintln!("SKIPPED: {reason}");
        if let Some(path) = std::env::var_os("FOREWORD_TEST_SKIPS") {
            use std::io::Write;
            let mut file = fs::File::options().create(true).append(true).open(path).unwrap();
            writeln!(file, "SKIPPED: {reason}").unwrap();
        }
    }
    folder
}

fn single(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What is wrong with a reading; empty where it is as expected.
fn wrong(expected: &Value, read: &Result<Vec<Transcript>, transcript::TranscriptError>) -> Vec<String> {
    let result = expected["result"].as_str().unwrap();
    let all = match (result, read) {
        ("ok", Err(error)) => return vec![format!("refused: {error}")],
        ("reject", Ok(_)) => return vec!["not refused".to_owned()],
        (_, Err(_)) => return Vec::new(),
        (_, Ok(all)) => all,
    };
    let mut wrong = Vec::new();
    let transcript = &all[0];
    // Neighbouring turns of one speaker joined, as whoever compares may do.
    let mut joined: Vec<(Option<&str>, String)> = Vec::new();
    for turn in &transcript.turns {
        match joined.last_mut().filter(|(speaker, _)| *speaker == turn.speaker.as_deref()) {
            Some((_, text)) => *text = format!("{text} {}", turn.text),
            None => joined.push((turn.speaker.as_deref(), turn.text.clone())),
        }
    }
    if let Some(cues) = expected["utterances"].as_u64().filter(|cues| *cues != transcript.cues() as u64) {
        wrong.push(format!("{} cues instead of {cues}", transcript.cues()));
    }
    if let Some(speakers) = expected["speakers"].as_array() {
        let speakers: Vec<&str> = speakers.iter().map(|name| name.as_str().unwrap()).collect();
        if speakers != transcript.speakers() {
            wrong.push(format!("speakers {:?} instead of {speakers:?}", transcript.speakers()));
        }
    }
    if let Some(start) =
        expected["first_start_ms"].as_u64().filter(|start| Some(*start) != transcript.turns[0].start_ms)
    {
        wrong.push(format!("begins at {:?} instead of {start}", transcript.turns[0].start_ms));
    }
    for text in expected["contains"].as_array().into_iter().flatten() {
        let text = single(text.as_str().unwrap());
        if !joined.iter().any(|(_, words)| single(words).contains(&text)) {
            wrong.push(format!("missing: {text:.80}"));
        }
    }
    for text in expected["absent"].as_array().into_iter().flatten() {
        if joined.iter().any(|(_, words)| words.contains(text.as_str().unwrap())) {
            wrong.push(format!("should not be there: {text}"));
        }
    }
    wrong
}

/// The words of a file that are neither in its turns nor in anything else that was read from it, counted. Only for files that are text: in
/// others, names of fields are words too.
fn lost(text: &str, transcript: &Transcript) -> Vec<String> {
    let mut counts = BTreeMap::<String, i64>::new();
    let words = |text: &str| -> Vec<String> {
        text.split(|c: char| !c.is_alphanumeric())
            .filter(|word| word.chars().any(char::is_alphabetic))
            .map(str::to_lowercase)
            .collect()
    };
    let skipped: Vec<usize> =
        transcript.skipped.iter().filter(|skipped| skipped.line != 1).map(|skipped| skipped.line).collect();
    for (number, line) in text.lines().enumerate() {
        if !skipped.contains(&(number + 1)) && !line.contains("-->") && !line.starts_with("WEBVTT") {
            words(line).into_iter().for_each(|word| *counts.entry(word).or_default() += 1);
        }
    }
    for turn in &transcript.turns {
        words(&turn.text).into_iter().for_each(|word| *counts.entry(word).or_default() -= 1);
        for word in turn.cues.iter().flat_map(|_| words(turn.speaker.as_deref().unwrap_or_default())) {
            *counts.entry(word).or_default() -= 1;
        }
    }
    let people = transcript.participants.iter().flat_map(|person| [person.name.as_deref(), person.email.as_deref()]);
    for text in people.chain([transcript.title.as_deref(), transcript.language.as_deref()]).flatten() {
        words(text).into_iter().for_each(|word| *counts.entry(word).or_default() -= 1);
    }
    counts.into_iter().filter(|(_, count)| 0 < *count).map(|(word, count)| format!("{word}×{count}")).collect()
}

#[test]
fn files_with_known_answers_are_read_as_these_say() {
    let Some(folder) = folder() else { return };
    let expected = fs::read_to_string(folder.join("expected.jsonl")).unwrap();
    let (mut right, mut all, mut failures) = (0, 0, Vec::new());
    for line in expected.lines() {
        let expected: Value = serde_json::from_str(line).unwrap();
        let name = expected["file"].as_str().unwrap();
        let bytes = fs::read(folder.join(name)).unwrap();
        let read = read(&bytes);
        let wrong = wrong(&expected, &read);
        all += 1;
        right += usize::from(wrong.is_empty());
        if let (Ok(transcripts), Ok(text)) = (&read, std::str::from_utf8(&bytes)) {
            let lost = lost(text, &transcripts[0]);
            eprintln!(
                "{name}: {} cues, {} skipped; words elsewhere: {lost:?}",
                transcripts[0].cues(),
                transcripts[0].skipped.len()
            );
        }
        failures.extend(wrong.into_iter().map(|wrong| format!("{name}: {wrong}")));
    }
    eprintln!("{right} of {all} files as expected");
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}
