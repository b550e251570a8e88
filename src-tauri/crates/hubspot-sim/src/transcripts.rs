//! Call transcripts: from `Speaker: words` lines to timed utterances.

use serde_json::{Value, json};

/// A transcript as the calling API returns it.
#[derive(Debug, Clone)]
pub(crate) struct Transcript {
    pub id: u64,
    /// The id of the call that the transcript belongs to.
    pub call_id: u64,
    pub created_ms: i64,
    pub utterances: Vec<Utterance>,
}

/// One turn of speech; times count from the start of the call.
#[derive(Debug, Clone)]
pub(crate) struct Utterance {
    pub speaker_id: String,
    pub speaker: String,
    pub email: Option<String>,
    pub text: String,
    pub start_ms: u64,
    pub end_ms: u64,
    pub language: &'static str,
}

/// 150 words a minute, the usual figure for conversation.
const MS_PER_WORD: u64 = 400;

/// Reads a transcript file: one utterance a line, blank lines and lines that begin with `#` ignored.
///
/// `who` gives a speaker's id and e-mail address where the name is that of a contact or owner.
pub(crate) fn utterances(text: &str, who: impl Fn(&str) -> Option<(String, String)>) -> Vec<Utterance> {
    let mut speakers: Vec<String> = Vec::new();
    let mut clock_ms = 800;
    let mut utterances = Vec::new();
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let Some((speaker, said)) = line.split_once(':') else {
            continue;
        };
        let (speaker, said) = (speaker.trim(), said.trim());
        let at = speakers.iter().position(|known| known == speaker).unwrap_or_else(|| {
            speakers.push(speaker.to_owned());
            speakers.len() - 1
        });
        let (speaker_id, email) = match who(speaker) {
            Some((id, email)) => (id, Some(email)),
            None => (format!("speaker-{}", at + 1), None),
        };
        let words = u64::try_from(said.split_whitespace().count()).unwrap_or(1).max(1);
        let end_ms = clock_ms + words * MS_PER_WORD;
        utterances.push(Utterance {
            speaker_id,
            speaker: speaker.to_owned(),
            email,
            text: said.to_owned(),
            start_ms: clock_ms,
            end_ms,
            language: language_of(said),
        });
        // A short pause, longer after a longer turn, and never the same twice running.
        clock_ms = end_ms + 250 + words * 37 % 900;
    }
    // Recognition services settle on one language for a call.
    let german = utterances.iter().filter(|utterance| utterance.language == "de-DE").count();
    let language = if utterances.len() < 2 * german { "de-DE" } else { "en-US" };
    for utterance in &mut utterances {
        utterance.language = language;
    }
    utterances
}

impl Transcript {
    pub(crate) fn json(&self) -> Value {
        let utterances: Vec<Value> = self
            .utterances
            .iter()
            .enumerate()
            .map(|(at, utterance)| {
                let mut speaker = json!({ "id": utterance.speaker_id, "name": utterance.speaker });
                if let Some(email) = &utterance.email {
                    speaker["email"] = json!(email);
                }
                json!({
                    "id": at.to_string(), "speaker": speaker, "text": utterance.text, "languageCode": utterance.language,
                    "startTimeMillis": utterance.start_ms, "endTimeMillis": utterance.end_ms,
                })
            })
            .collect();
        json!({
            "id": self.id.to_string(), "engagementId": self.call_id, "transcriptSource": "HUBSPOT_GENERATED",
            "createdAt": crate::dates::iso(self.created_ms), "transcriptUtterances": utterances,
        })
    }
}

/// A guess by the commonest words; the sample portal speaks English and German.
fn language_of(text: &str) -> &'static str {
    const GERMAN: [&str; 14] =
        ["und", "ich", "wir", "das", "ist", "nicht", "die", "der", "auch", "noch", "mit", "ja", "haben", "sie"];
    let words: Vec<String> = text
        .split(|letter: char| !letter.is_alphabetic())
        .map(str::to_lowercase)
        .filter(|word| !word.is_empty())
        .collect();
    let german = words.iter().filter(|word| GERMAN.contains(&word.as_str())).count();
    if words.len() <= german * 7 && 0 < german { "de-DE" } else { "en-US" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_become_timed_utterances() {
        let text = "# Discovery\n\nMaren Voss: Good morning, can you hear me?\nPetra Lang: Yes: loud and clear.\nMaren Voss: Great.\n";
        let spoken =
            utterances(text, |name| (name == "Petra Lang").then(|| ("9".to_owned(), "petra@x.example".to_owned())));
        assert_eq!(spoken.len(), 3);
        assert_eq!((spoken[0].start_ms, spoken[0].end_ms), (800, 800 + 6 * MS_PER_WORD));
        assert_eq!((spoken[1].speaker_id.as_str(), spoken[1].text.as_str()), ("9", "Yes: loud and clear."));
        assert_eq!(spoken[0].speaker_id, spoken[2].speaker_id);
        assert!(spoken.windows(2).all(|pair| pair[0].end_ms < pair[1].start_ms));
        assert_eq!(spoken[2].language, "en-US");
        assert_eq!(utterances("A: Ja, das haben wir noch nicht.", |_| None)[0].language, "de-DE");
    }
}
