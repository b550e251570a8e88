//! Lines that recorders put around and between what was said, in English, German and French. They are listed as skipped, never lost in silence.

use crate::speaker::{Likeness, likeness};

/// How a line is known.
enum Known {
    /// By its beginning, in lower case.
    Begins(&'static str),
    /// By what it has in it, in lower case.
    Has(&'static str),
    /// By its end, in lower case, behind somebody's name.
    Did(&'static str),
    /// By being this and nothing else, in lower case, a colon aside.
    Is(&'static str),
}
use Known::{Begins, Did, Has, Is};

/// The lines. Only such as nobody says: each names the program, the file or the button.
const LINES: &[Known] = &[
    // Otter
    Begins("transcribed by https://otter.ai"),
    // Google Meet
    Begins("meeting ended after "),
    Begins("this editable transcript was computer generated"),
    Begins("transcription ended after "),
    Has("bearbeitbare transkript wurde maschinell erstellt"),
    Has("bearbeitbare transkript wurde computergeneriert"),
    Begins("besprechung nach "),
    Has("transcription modifiable a été générée"),
    Begins("réunion terminée au bout de"),
    Begins("réunion terminée après"),
    // Teams
    Did(" started transcription"),
    Did(" stopped transcription"),
    Did(" hat die transkription gestartet"),
    Did(" hat die transkription beendet"),
    Did(" a démarré la transcription"),
    Did(" a arrêté la transcription"),
    Did(" started recording"),
    Did(" stopped recording"),
    Begins("ai-generated content may be incorrect"),
    Begins("ki-generierte inhalte können fehlerhaft sein"),
    Begins("le contenu généré par l’ia peut être incorrect"),
    // Fathom
    Begins("view recording - "),
    Begins("action item: "),
    Begins("screen sharing: "),
    Begins("recording link: "),
    // Anybody
    Is("transcript"),
    Is("transcription"),
    Is("transkript"),
    Is("transkription"),
    Is("full transcript"),
    Is("---"),
    Is("***"),
    Is("___"),
    Is("end of transcript"),
    Is("[end of transcript]"),
    Is("ende des transkripts"),
    Is("fin de la transcription"),
];

/// The longest of them; more is speech.
const CHARS_MAX: usize = 200;

/// Whether a line is the recorder's own. It has nothing that speech could be.
pub(crate) fn wrote(line: &str) -> bool {
    if CHARS_MAX < line.len() {
        return false;
    }
    let written = line.trim().trim_matches(['*', '#', '_', ' ']);
    let line = written.to_lowercase().replace('\u{a0}', " ");
    let line = if line.is_empty() { "---" } else { line.as_str() };
    LINES.iter().any(|known| match known {
        Begins(start) => line.starts_with(start),
        Has(part) => line.contains(part),
        Did(end) => {
            let who = line.strip_suffix(end).and_then(|who| written.get(..who.len()));
            who.is_some_and(|who| likeness(who) == Likeness::Strong)
        }
        Is(all) => line.trim_end_matches(':') == *all,
    })
}

#[cfg(test)]
mod tests {
    use super::wrote;

    #[test]
    fn recorders_own_lines_are_known_and_speech_is_not() {
        for line in [
            "Transcribed by https://otter.ai",
            "Meeting ended after 00:14:03 👋",
            "Ada Reyes started transcription",
            "**Transcript**",
            "---",
            "# Transkript:",
            "Ada Reyes hat die Transkription gestartet",
            "VIEW RECORDING - 14 mins: https://fathom.example/a",
        ] {
            assert!(wrote(line), "{line}");
        }
        for line in [
            "We started recording our numbers in May",
            "The transcript is what I need",
            "Transcribed by hand",
            "So I stopped. Recording is off",
        ] {
            assert!(!wrote(line), "{line}");
        }
    }
}
