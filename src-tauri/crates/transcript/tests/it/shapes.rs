//! Every shape keeps every word under whoever said it, in three languages and for conversations made by chance.

use crate::render::{SHAPES, Said, Shape, Times};
use proptest::prelude::*;
use transcript::{Transcript, read};

fn conversation(lines: &[(&str, &str)]) -> Vec<Said> {
    let mut at = 0;
    lines
        .iter()
        .map(|(speaker, text)| {
            let start_ms = at;
            let end_ms = start_ms + 400 * u64::try_from(text.split_whitespace().count()).unwrap();
            at = end_ms + 1_240;
            Said { speaker: (*speaker).to_owned(), start_ms, end_ms, text: (*text).to_owned() }
        })
        .collect()
}

fn english() -> Vec<Said> {
    conversation(&[
        ("Ada Reyes", "Thanks for making the time, Jonas. Shall we start with the pilot?"),
        ("Jonas Berg-Lund (Halden)", "Yes."),
        ("Ada Reyes", "Good."),
        ("Ada Reyes", "You had 14 people on it, and the R&D team wants in."),
        (
            "Jonas Berg-Lund (Halden)",
            "10:30 on Tuesday works for me. One thing: the price is above what we planned, 4.200 € a year.",
        ),
        ("Mei O'Connor", "It's <5% of the budget, isn't it?"),
        ("Jonas Berg-Lund (Halden)", "I'd have to ask Karin - she signs"),
        ("Ada Reyes", "I'll send you the offer by Friday, \"as agreed\"."),
        ("Mei O'Connor", "Perfect."),
        ("Jonas Berg-Lund (Halden)", "Then we decide in March."),
    ])
}

fn german() -> Vec<Said> {
    conversation(&[
        ("Jörg Weiß", "Grüß Gott, Frau Łęcka. Wie lief der Umzug?"),
        ("Agnieszka Łęcka", "Danke, gut! Wir sitzen jetzt in Köln, drei Stockwerke höher."),
        ("Jörg Weiß", "Schön."),
        ("Agnieszka Łęcka", "Zum Angebot: Die Schnittstelle kostet uns zu viel, und zwar ab dem 1. März."),
        ("Dr. Til von der Aa", "Moment. Das waren 12.500 €, oder?"),
        ("Jörg Weiß", "Ja, genau. Ich prüfe das bis Mittwoch."),
        ("Agnieszka Łęcka", "Gut"),
        ("Dr. Til von der Aa", "14:15 Uhr passt mir."),
        ("Jörg Weiß", "Abgemacht."),
    ])
}

fn french() -> Vec<Said> {
    conversation(&[
        ("Élodie d'Arc", "Bonjour à tous, on commence ?"),
        ("Jean-Noël Lefèvre", "Oui, allons-y. J'ai relu l'offre hier soir."),
        ("Élodie d'Arc", "Et alors, qu'en dites-vous ?"),
        ("Jean-Noël Lefèvre", "Franchement : le délai nous inquiète, 1 200 € par mois, ça va."),
        ("Élodie d'Arc", "Je vous envoie un planning avant vendredi."),
        ("Jean-Noël Lefèvre", "Parfait, c'est noté…"),
        ("Me Zoé Ünlü", "« Noté », dit-il !"),
        ("Jean-Noël Lefèvre", "Exactement."),
        ("Me Zoé Ünlü", "À mardi."),
    ])
}

/// Who says which word, in order.
fn words_of<'a>(lines: impl Iterator<Item = (String, &'a str)>) -> Vec<(String, String)> {
    lines
        .flat_map(|(speaker, text)| {
            text.split_whitespace().map(move |word| (speaker.clone(), word.to_owned())).collect::<Vec<_>>()
        })
        .collect()
}

/// Reads what a shape writes, and holds it against what was said: every word, its speaker, its order, and the times that the shape keeps.
fn check(shape: &Shape, said: &[Said]) -> Result<Transcript, TestCaseError> {
    let bytes = (shape.write)(said);
    let shown = String::from_utf8_lossy(&bytes);
    let mut all = read(&bytes).map_err(|error| TestCaseError::fail(format!("{}: {error}\n{shown}", shape.name)))?;
    prop_assert_eq!(all.len(), 1, "{}", shape.name);
    let transcript = all.remove(0);
    prop_assert_eq!(transcript.format, shape.format, "{}\n{}", shape.name, shown);
    let name = |speaker: &str| match shape.has_two_voices {
        true if speaker == said[0].speaker => "Me".to_owned(),
        true => "Them".to_owned(),
        false => speaker.to_owned(),
    };
    let expected = words_of(said.iter().map(|said| (name(&said.speaker), said.text.as_str())));
    let found =
        words_of(transcript.turns.iter().map(|turn| (turn.speaker.clone().unwrap_or_default(), turn.text.as_str())));
    prop_assert_eq!(found, expected, "{}\n{}", shape.name, shown);
    let cues: Vec<_> = transcript
        .turns
        .iter()
        .flat_map(|turn| turn.cues.iter().map(|cue| (cue, &turn.text[cue.bytes.clone()])))
        .collect();
    prop_assert_eq!(cues.len(), said.len(), "{}\n{}", shape.name, shown);
    for ((cue, text), said) in cues.iter().zip(said) {
        prop_assert_eq!(
            text.split_whitespace().collect::<Vec<_>>(),
            said.text.split_whitespace().collect::<Vec<_>>(),
            "{}",
            shape.name
        );
        let (start, end) = match shape.times {
            Times::None => continue,
            Times::Seconds => (said.start_ms / 1_000 * 1_000, cue.end_ms),
            Times::Millis => (said.start_ms, cue.end_ms),
            Times::Ends => (said.start_ms, Some(said.end_ms)),
        };
        prop_assert_eq!((cue.start_ms, cue.end_ms), (Some(start), end), "{}\n{}", shape.name, shown);
    }
    Ok(transcript)
}

#[test]
fn three_languages_come_through_every_shape() {
    let mut failures = Vec::new();
    for shape in SHAPES {
        for said in [english(), german(), french()] {
            failures.extend(check(shape, &said).err().map(|error| error.to_string()));
        }
    }
    assert!(failures.is_empty(), "{} failures\n{}", failures.len(), failures.join("\n\n"));
}

/// Names of several shapes; none is a part of another.
const NAMES: [&str; 8] = [
    "Ada Reyes",
    "Jonas Berg-Lund (Halden)",
    "J. D. Smith",
    "Zoé d'Arc",
    "Speaker 4",
    "Łucja von Weiß",
    "王小明",
    "Okonkwo, Ngozi",
];

/// Words as they come in talk, with signs that mean something to some format.
fn word() -> impl Strategy<Value = String> {
    let fixed = prop::sample::select(vec![
        "yes",
        "R&D",
        "<5",
        "10:30",
        "4.200",
        "€",
        "it's",
        "—",
        "e.g.",
        "Köln",
        "über",
        "déjà",
        "\"so\"",
        "(well)",
        "a/b",
        "and",
        "Friday",
        "1,5",
        "&amp;",
        "x>y",
        "…",
        "2026-01-12",
        "https://acme.example",
        "née",
        "#1",
        "50%",
        "*really*",
        "we're",
        "no",
        "Berlin",
        "-",
        "{x}",
        "[0:12]",
        "a,b;c",
        "|",
    ]);
    prop_oneof![3 => fixed.prop_map(str::to_owned), 2 => "[a-zäéß]{2,9}".prop_map(|word| word), 1 => "[A-Z][a-z]{1,7}[.?!,]?".prop_map(|word| word)]
}

fn made_up() -> impl Strategy<Value = Vec<Said>> {
    let text = prop::collection::vec(word(), 1..18);
    let turn = (0..4_usize, text, 1..9_000_u64);
    (0..NAMES.len(), prop::collection::vec(turn, 8..30)).prop_map(|(from, turns)| {
        let mut at = 0;
        let mut said: Vec<Said> = Vec::new();
        for (place, (who, words, gap)) in turns.into_iter().enumerate() {
            // Everybody speaks twice at least, as in talk.
            let who = if place < 8 { place % 4 } else { who };
            let start_ms = at;
            let end_ms = start_ms + 400 * u64::try_from(words.len()).unwrap();
            at = end_ms + 1_000 + gap;
            // Speech begins with a word: a line of text that begins with a sign is a list, a quotation or a mark.
            let text = format!("So {} then", words.join(" "));
            said.push(Said { speaker: NAMES[(from + who) % NAMES.len()].to_owned(), start_ms, end_ms, text });
        }
        said
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    /// Whatever is said, every word arrives under whoever said it, in every shape.
    #[test]
    fn every_word_arrives_under_its_speaker(said in made_up()) {
        for shape in SHAPES {
            check(shape, &said)?;
        }
    }
}
