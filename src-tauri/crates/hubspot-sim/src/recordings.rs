//! What a meeting recorder would have left on the rep's disk: the portal's transcripts as WebVTT files, named as Zoom names them.
//!
//! A private app is seldom let near HubSpot's own transcripts, so a rep's come as files. The demo's and the tests' do, too.

use std::{
    fmt::Write as _,
    fs::File,
    path::Path,
    time::{Duration, SystemTime},
};

use anyhow::Context as _;
use jiff::Timestamp;

use crate::{dates, objects::ObjectType, portal::Portal, transcripts::Transcript};

/// One recorder's file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Recording {
    /// The name of the file, which says when the call began.
    pub name: String,
    /// WebVTT, with who speaks in voice tags.
    pub text: String,
    /// When the recorder saved it: at the end of the call.
    pub saved_ms: i64,
}

/// The recordings of all calls that have a transcript, the oldest call first.
pub(crate) fn recordings(portal: &Portal) -> Vec<Recording> {
    let mut found: Vec<(i64, Recording)> = portal
        .transcripts
        .values()
        .filter_map(|transcript| {
            let call = portal.get(ObjectType::Call, transcript.call_id)?;
            let began_ms = call.now("hs_timestamp").and_then(dates::parse_ms).unwrap_or(transcript.created_ms);
            let lasts_ms = transcript.utterances.last().map_or(0, |last| last.end_ms);
            let recording = Recording {
                name: format!("{}_Recording_{}.vtt", began_in_name(began_ms)?, transcript.call_id),
                text: web_vtt(transcript),
                saved_ms: began_ms.saturating_add(i64::try_from(lasts_ms).unwrap_or(0)),
            };
            Some((began_ms, recording))
        })
        .collect();
    found.sort_by(|one, other| (one.0, &one.1.name).cmp(&(other.0, &other.1.name)));
    found.into_iter().map(|(_, recording)| recording).collect()
}

/// Writes recordings into a folder, dated as a recorder would have left them. Returns how many.
///
/// # Errors
/// Where a file cannot be written.
pub(crate) fn write(recordings: &[Recording], folder: &Path) -> anyhow::Result<usize> {
    std::fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
    for recording in recordings {
        let path = folder.join(&recording.name);
        let doing = || format!("cannot write {}", path.display());
        std::fs::write(&path, &recording.text).with_context(doing)?;
        let saved = SystemTime::UNIX_EPOCH + Duration::from_millis(u64::try_from(recording.saved_ms).unwrap_or(0));
        File::options().write(true).open(&path).and_then(|file| file.set_modified(saved)).with_context(doing)?;
    }
    Ok(recordings.len())
}

/// "GMT20260304-080000", as Zoom begins its names.
fn began_in_name(ms: i64) -> Option<String> {
    Some(Timestamp::from_millisecond(ms).ok()?.strftime("GMT%Y%m%d-%H%M%S").to_string())
}

fn web_vtt(transcript: &Transcript) -> String {
    let mut text = String::from("WEBVTT\n");
    for (at, utterance) in transcript.utterances.iter().enumerate() {
        let (from, to) = (clock(utterance.start_ms), clock(utterance.end_ms));
        let (speaker, said) = (escaped(&utterance.speaker), escaped(&utterance.text));
        // Writing to a string cannot fail.
        let _ = write!(text, "\n{}\n{from} --> {to}\n<v {speaker}>{said}</v>\n", at + 1);
    }
    text
}

/// "00:01:02.345"
fn clock(ms: u64) -> String {
    let (seconds, ms) = (ms / 1_000, ms % 1_000);
    format!("{:02}:{:02}:{:02}.{ms:03}", seconds / 3_600, seconds / 60 % 60, seconds % 60)
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    #[test]
    fn every_transcript_of_the_sample_is_a_file() {
        let portal = sample::load(sample::FILES, 0, 1_772_611_200_000, 0).unwrap();
        let found = recordings(&portal);
        assert_eq!(found.len(), portal.transcripts.len());
        assert_eq!(found.len(), 12);
        let names: std::collections::BTreeSet<&str> = found.iter().map(|one| one.name.as_str()).collect();
        assert_eq!(names.len(), found.len(), "two calls have one name");
        assert!(
            found.iter().all(|one| one.name.starts_with("GMT202") && one.text.starts_with("WEBVTT\n\n1\n00:00:00.8"))
        );
        assert!(found.windows(2).all(|pair| pair[0].name <= pair[1].name));
    }

    #[test]
    fn files_are_dated_by_the_end_of_the_call() {
        let dir = tempfile::tempdir().unwrap();
        let one = Recording { name: "a.vtt".to_owned(), text: "WEBVTT\n".to_owned(), saved_ms: 1_700_000_000_000 };
        assert_eq!(write(&[one], &dir.path().join("new")).unwrap(), 1);
        let saved = std::fs::metadata(dir.path().join("new/a.vtt")).unwrap().modified().unwrap();
        assert_eq!(saved.duration_since(SystemTime::UNIX_EPOCH).unwrap().as_secs(), 1_700_000_000);
    }

    #[test]
    fn marks_of_the_format_are_escaped() {
        assert_eq!((clock(3_723_045).as_str(), escaped("a < b & c").as_str()), ("01:02:03.045", "a &lt; b &amp; c"));
    }
}
