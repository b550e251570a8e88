//! Whatever the bytes are, reading ends: without a panic, in time that grows with the file and no faster.

use crate::render::{SHAPES, Said};
use proptest::prelude::*;
use std::time::{Duration, Instant};
use transcript::{BYTES_MAX, Transcript, TranscriptError, read, read_text};

/// What holds of every reading.
fn is_sound(transcript: &Transcript) -> Result<(), TestCaseError> {
    prop_assert!(!transcript.turns.is_empty());
    for turn in &transcript.turns {
        prop_assert!(!turn.text.is_empty() && !turn.cues.is_empty() && !turn.text.contains('\n'));
        prop_assert!(turn.speaker.as_deref().is_none_or(|name| !name.trim().is_empty()));
        let mut end = 0;
        for cue in &turn.cues {
            prop_assert!(
                end <= cue.bytes.start && turn.text.get(cue.bytes.clone()).is_some_and(|text| !text.is_empty()),
                "{:?}",
                turn
            );
            prop_assert!(cue.end_ms.is_none_or(|end| cue.start_ms.is_none_or(|start| start <= end)));
            end = cue.bytes.end;
        }
        prop_assert_eq!(end, turn.text.len());
    }
    prop_assert!(transcript.skipped.is_sorted());
    Ok(())
}

/// Pieces that mean something to one reader or another.
fn piece() -> impl Strategy<Value = String> {
    let marks = prop::sample::select(vec![
        "WEBVTT\n\n",
        "00:00:01.000 --> 00:00:02.000\n",
        "0:00:01.000,0:00:02.000\n",
        "<v Ada>",
        "</v>",
        "Ada: ",
        "Ben: ",
        "\n",
        "\r\n",
        "\n\n",
        "0:03",
        "[00:01:02] ",
        " - ",
        "**",
        "{",
        "}",
        "[",
        "]",
        "\"",
        ",",
        ":",
        "\"text\":",
        "\"speaker\":",
        "\"start\":",
        "Speaker,Text\n",
        "-->",
        "&amp;",
        "<",
        ">",
        "NOTE ",
        "# ",
        "\u{feff}",
        "é",
        "王",
        "  ",
        "\t",
        "1\n",
        "99999999:99:99",
        "AM",
        "\u{0}",
        "Transcript\n",
        "Attendees\n",
        "12 January 2026",
        "0 minutes 9 seconds",
        ";",
        "|",
    ]);
    prop_oneof![4 => marks.prop_map(str::to_owned), 1 => "[a-zA-Z ]{0,12}", 1 => "\\PC{0,6}"]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    /// Arbitrary bytes are read or refused.
    #[test]
    fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..600)) {
        for transcript in read(&bytes).unwrap_or_default() {
            is_sound(&transcript)?;
        }
    }

    /// Nor does a text of the marks that mean something.
    #[test]
    fn no_marks_make_it_panic(pieces in prop::collection::vec(piece(), 0..60)) {
        for transcript in read_text(&pieces.concat()).unwrap_or_default() {
            is_sound(&transcript)?;
        }
    }

    /// Nor a good file that is cut off, or in which bytes were changed.
    #[test]
    fn no_damage_makes_it_panic(shape in 0..SHAPES.len(), cut in any::<prop::sample::Index>(), changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..6)) {
        let mut bytes = (SHAPES[shape].write)(&talk(12));
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        bytes.truncate(cut.index(bytes.len() + 1));
        for transcript in read(&bytes).unwrap_or_default() {
            is_sound(&transcript)?;
        }
    }
}

fn talk(turns: u64) -> Vec<Said> {
    (0..turns)
        .map(|place| Said {
            speaker: ["Ada Reyes", "Ben Ode", "Łucja von Weiß"][usize::try_from(place % 3).unwrap()].to_owned(),
            start_ms: place * 3_000,
            end_ms: place * 3_000 + 2_000,
            text: format!("This is what number {place} has to say, and it is not much."),
        })
        .collect()
}

/// How long something takes: the processor's time of this thread where the system tells it, so that other programs do not count.
fn time_of(run: impl Fn()) -> Duration {
    let spent = || {
        let text = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
        text.split_whitespace().next()?.parse().ok().map(Duration::from_nanos)
    };
    let (began, before) = (Instant::now(), spent());
    run();
    match (before, spent()) {
        (Some(before), Some(after)) => after.saturating_sub(before),
        _ => began.elapsed(),
    }
}

/// What ten thousand utterances may take.
const LIMIT: Duration = Duration::from_secs(1);

#[test]
fn ten_thousand_utterances_take_less_than_a_second_in_every_shape() {
    let said = talk(10_000);
    let mut slowest = (Duration::ZERO, "");
    for shape in SHAPES {
        let bytes = (shape.write)(&said);
        let took = time_of(|| {
            let transcript = read(&bytes).unwrap_or_else(|error| panic!("{}: {error}", shape.name)).remove(0);
            assert_eq!(transcript.cues(), 10_000, "{}", shape.name);
        });
        slowest = slowest.max((took, shape.name));
    }
    eprintln!("the slowest of {} shapes: {:?}", SHAPES.len(), slowest);
    assert!(slowest.0 < LIMIT, "{slowest:?}");
}

/// Files of one piece over and over: what a reader does with one may not take longer for each that comes before it.
#[test]
fn no_file_takes_time_with_the_square_of_its_size() {
    let pieces = [
        "a",
        " ",
        "\n",
        "\r",
        "A: ",
        "Ada: hi ",
        "Ada: hi\n",
        "Ada 0:01\n",
        "0:01\n",
        "Ada\n0:01\n",
        "0 minutes 1 second\n",
        "[0:01] ",
        "<v A>",
        "<",
        "&",
        "{\\",
        "-->",
        "1\n",
        "00:01.000 --> 00:02.000\na a a a\n",
        "00:01.000 --> 00:02.000\n",
        "\"",
        "\"\n",
        ",",
        ";a",
        "Speaker,Text\n",
        "[",
        "{\"a\":",
        "[{\"text\":\"a\",\"speaker\":\"b\"},",
        "**",
        "**a**\n",
        "# a\n",
        "(",
        "Attendees\n",
        "王",
        "0:0:0.0 --> 0:0:1.0\nAda Reyes\n",
    ];
    let heads = ["", "WEBVTT\n\n", "Speaker,Text\n", "{\"segments\":[", "Ada: hi\nBen: hi\n"];
    for head in heads {
        for piece in pieces {
            let text = |bytes: usize| format!("{head}{}", piece.repeat(bytes / piece.len()));
            let took = |bytes: usize| {
                let text = text(bytes);
                time_of(|| drop(read_text(&text)))
            };
            // Eight times as much in at most twenty times the time: a square would be sixty-four. The clock ticks every few hundredths of a
            // second, so what takes less than some of them is not measured; a square of 48,000 takes more.
            let (short, long) = (took(6_000), took(48_000));
            assert!(long < short * 20 + Duration::from_millis(250), "{head:?} {piece:?}: {short:?}, then {long:?}");
        }
    }
}

#[test]
fn what_is_too_large_is_refused_before_it_is_read() {
    assert_eq!(read(&vec![b'a'; BYTES_MAX + 1]).err(), Some(TranscriptError::TooLarge));
    let many = format!("[{}{{}}]", "{},".repeat(1_600_000));
    assert_eq!(read_text(&many).err(), Some(TranscriptError::TooMuch));
}

#[test]
fn every_seed_is_read() {
    // Asked at run time: a checkout that has moved keeps its built tests.
    let folder = std::path::PathBuf::from(std::env::var_os("CARGO_MANIFEST_DIR").unwrap()).join("seeds");
    let mut count = 0;
    for seed in std::fs::read_dir(folder).unwrap() {
        let path = seed.unwrap().path();
        let all = read(&std::fs::read(&path).unwrap()).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        assert!(all.iter().all(|transcript| is_sound(transcript).is_ok()), "{}", path.display());
        count += 1;
    }
    assert!(10 <= count, "{count} seeds");
}
