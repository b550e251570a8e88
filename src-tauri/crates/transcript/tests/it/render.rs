//! Conversations written as recorders write them: one function a shape. They share nothing with the readers, so no mistake hides on both sides.

use std::fmt::Write;
use std::io::Write as _;
use transcript::Format;

/// What one person says at one time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    pub speaker: String,
    pub start_ms: u64,
    pub end_ms: u64,
    pub text: String,
}

/// How exactly a shape keeps when something was said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Times {
    None,
    Seconds,
    Millis,
    /// Both ends.
    Ends,
}

/// A way of writing conversations.
pub struct Shape {
    pub name: &'static str,
    pub format: Format,
    pub times: Times,
    /// Whether only who records and everybody else are told apart.
    pub has_two_voices: bool,
    pub write: fn(&[Said]) -> Vec<u8>,
}

const fn shape(name: &'static str, format: Format, times: Times, write: fn(&[Said]) -> Vec<u8>) -> Shape {
    Shape { name, format, times, has_two_voices: false, write }
}

pub const SHAPES: &[Shape] = &[
    shape("Zoom VTT", Format::WebVtt, Times::Ends, |said| {
        text(said, "WEBVTT\r\n\r\n", |n, s| {
            format!(
                "{n}\r\n{} --> {}\r\n{}: {}\r\n\r\n",
                stamp(s.start_ms),
                stamp(s.end_ms),
                escaped(&s.speaker),
                escaped(&s.text)
            )
        })
    }),
    shape("Teams VTT", Format::WebVtt, Times::Ends, |said| {
        text(said, "WEBVTT\n\n", |n, s| {
            let (from, to) = (stamp(s.start_ms), stamp(s.end_ms));
            format!(
                "0a1b2c3d-0001-4e5f-8a9b-000000000001/{n}-0\n{from} --> {to} align:start position:10%\n<v {}>{}</v>\n\n",
                escaped(&s.speaker),
                escaped(&s.text)
            )
        })
    }),
    shape("Teams VTT, voices left open, words on lines", Format::WebVtt, Times::Ends, |said| {
        text(said, "WEBVTT\nLanguage: de-DE\n\nNOTE made for a test\n\nSTYLE\n::cue { color: white }\n\n", |_, s| {
            let lines = escaped(&s.text).replacen(' ', "\n", 1);
            format!("{} --> {}\n<v.first {}>{lines}\n\n", stamp(s.start_ms), stamp(s.end_ms), escaped(&s.speaker))
        })
    }),
    shape("Teams VTT with metadata", Format::WebVtt, Times::Ends, |said| {
        text(said, "WEBVTT\n\n", |_, s| {
            let cue = serde_json::json!({"startDateTime": "2026-01-12T09:00:00Z", "speakerName": s.speaker, "spokenText": s.text, "spokenLanguage": "fr-fr"});
            format!("{} --> {}\n{cue}\n\n", stamp(s.start_ms), stamp(s.end_ms))
        })
    }),
    shape("SRT", Format::SubRip, Times::Ends, |said| {
        text(said, "", |n, s| {
            let (from, to) = (stamp(s.start_ms).replace('.', ","), stamp(s.end_ms).replace('.', ","));
            format!("{n}\n{from} --> {to}\n<i>{}: {}</i>\n\n", escaped(&s.speaker), escaped(&s.text))
        })
    }),
    shape("SRT without empty lines", Format::SubRip, Times::Ends, |said| {
        text(said, "", |n, s| {
            let (from, to) = (stamp(s.start_ms).replace('.', ","), stamp(s.end_ms).replace('.', ","));
            format!("{n}\n{from} --> {to}\n{}: {}\n", escaped(&s.speaker), escaped(&s.text))
        })
    }),
    shape("SBV", Format::Sbv, Times::Ends, |said| {
        text(said, "", |_, s| {
            format!(
                "{},{}\n>> {}: {}\n\n",
                &stamp(s.start_ms)[1..],
                &stamp(s.end_ms)[1..],
                escaped(&s.speaker),
                escaped(&s.text)
            )
        })
    }),
    shape("Zoom text", Format::Text, Times::Seconds, |said| {
        text(said, "", |_, s| format!("[{}] {}\r\n{}\r\n\r\n", s.speaker, &stamp(s.start_ms + 36_000_000)[..8], s.text))
    }),
    shape("Otter text", Format::Text, Times::Seconds, |said| {
        text(said, "", |_, s| format!("{}  {}  \n{}\n\n", s.speaker, short(s.start_ms), s.text))
    }),
    shape("Teams document as text", Format::Text, Times::Seconds, |said| {
        let head = "Abstimmung-20260112_090000-Meeting Transcript\nJanuary 12, 2026, 9:00AM\n27m 42s\nAda Reyes started transcription\n\n";
        text(said, head, |_, s| format!("{}   {}\n{}\n\n", s.speaker, short(s.start_ms), s.text))
    }),
    shape("Teams page as copied", Format::Text, Times::Seconds, |said| {
        text(said, "KI-generierte Inhalte können fehlerhaft sein\n", |_, s| {
            let (minutes, seconds) = (s.start_ms / 60_000, s.start_ms / 1_000 % 60);
            format!("{0}\n{1}\n{0} {minutes} Minuten {seconds} Sekunden\n{2}\n", s.speaker, short(s.start_ms), s.text)
        })
    }),
    shape("Teams document of old", Format::Text, Times::Millis, |said| {
        text(said, "", |_, s| format!("{} --> {}\n{}\n{}\n", stamp(s.start_ms), stamp(s.end_ms), s.speaker, s.text))
    }),
    shape("name, time and words on lines", Format::Text, Times::Seconds, |said| {
        text(said, "", |_, s| format!("{}\n{}\n{}\n\n", s.speaker, short(s.start_ms), s.text))
    }),
    shape("Fathom text", Format::Text, Times::Seconds, |said| {
        text(said, "Review - Jan 12\nVIEW RECORDING - 14 mins: https://fathom.example/a\n\n---\n\n", |_, s| {
            format!("{} - {}\n  {}\n\n", short(s.start_ms), s.speaker, s.text)
        })
    }),
    shape("Gong text", Format::Text, Times::Seconds, |said| {
        text(said, "Acme | Discovery\nRecorded on Jan 12, 2026 via Zoom, 14m\n\nTranscript\n\n", |_, s| {
            format!("{} | {}\n{}\n\n", short(s.start_ms), s.speaker, s.text)
        })
    }),
    shape("[time] name: words", Format::Text, Times::Seconds, |said| {
        text(said, "", |_, s| format!("[{}] {}: {}\n", &stamp(s.start_ms)[..8], s.speaker, s.text))
    }),
    shape("time name: words", Format::Text, Times::Seconds, |said| {
        text(said, "", |_, s| format!("{} {}: {}\n", &stamp(s.start_ms)[..8], s.speaker, s.text))
    }),
    shape("name (time): words", Format::Text, Times::Seconds, |said| {
        text(said, "", |_, s| format!("{} ({}): {}\n\n", s.speaker, short(s.start_ms), s.text))
    }),
    shape("[start - end] name: words", Format::Text, Times::Millis, |said| {
        text(said, "", |_, s| format!("[{} - {}] {}: {}\n", stamp(s.start_ms), stamp(s.end_ms), s.speaker, s.text))
    }),
    shape("name: words", Format::Text, Times::None, |said| {
        text(said, "", |_, s| format!("{}: {}\n\n", s.speaker, s.text))
    }),
    shape("name: and words below", Format::Text, Times::None, |said| {
        text(said, "", |_, s| format!("{}:\n{}\n\n", s.speaker, s.text))
    }),
    shape("Meet", Format::Text, Times::None, |said| {
        let mut out =
            "Sync with Acme (2026-01-12 09:00 GMT+1) - Transcript\nAttendees\nAda Reyes, Ben Ode\nTranscript\n\n"
                .to_owned();
        for (place, s) in said.iter().enumerate() {
            if place % 4 == 0 {
                write!(out, "\n{}\n \n", &stamp(s.start_ms)[..8]).unwrap();
            }
            writeln!(out, "{}: {}", s.speaker, s.text).unwrap();
        }
        (out + "\nMeeting ended after 00:14:03 👋\n\nThis editable transcript was computer generated and might contain errors.\n").into_bytes()
    }),
    shape("bold Markdown", Format::Markdown, Times::Seconds, |said| {
        text(said, "# Call with Acme\n\n*12 January 2026*\n\n", |_, s| {
            format!("**{}** ({}): {}\n\n", s.speaker, short(s.start_ms), s.text)
        })
    }),
    shape("bold Markdown without times", Format::Markdown, Times::None, |said| {
        text(said, "## Transcript\n\n", |_, s| format!("- **{}:** {}\n", s.speaker, s.text))
    }),
    shape("Markdown headings", Format::Markdown, Times::Seconds, |said| {
        text(said, "# Besuch\n\n", |_, s| format!("### {} {}\n\n{}\n\n", s.speaker, short(s.start_ms), s.text))
    }),
    shape("Granola Markdown", Format::Text, Times::None, |said| {
        text(
            said,
            "Meeting Title: Intro\nDate: Jan 12, 2026\nMeeting participants: Ada Reyes, Ben Ode\n\nTranscript:\n \n",
            |_, s| format!("{}: {}  \n", s.speaker, s.text),
        )
    }),
    shape("UTF-16", Format::Text, Times::None, |said| {
        let text = said.iter().map(|s| format!("\n{}: {}\n", s.speaker, s.text)).collect::<String>();
        [0xff, 0xfe].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect()
    }),
    shape("CSV", Format::Csv, Times::Ends, |said| {
        text(said, "Start,End,Speaker,Text\r\n", |_, s| {
            format!("{},{},{},{}\r\n", stamp(s.start_ms), stamp(s.end_ms), cell(&s.speaker), cell(&s.text))
        })
    }),
    shape("CSV of Excel, in German", Format::Csv, Times::Seconds, |said| {
        text(said, "\u{feff}sep=;\r\nText;Zeit;Sprecher;Nr.\r\n", |n, s| {
            format!("{};{};{};{n}\r\n", cell(&s.text), short(s.start_ms), cell(&s.speaker))
        })
    }),
    shape("TSV of seconds, in French", Format::Csv, Times::Millis, |said| {
        text(said, "Intervenant\tDébut\tTexte\n", |_, s| {
            format!("{}\t{}.{:03}\t{}\n", s.speaker, s.start_ms / 1_000, s.start_ms % 1_000, s.text)
        })
    }),
    shape("CSV of milliseconds", Format::Csv, Times::Ends, |said| {
        text(said, "speaker_name,start_ms,end_ms,sentence\n", |_, s| {
            format!("{},{},{},{}\n", cell(&s.speaker), s.start_ms, s.end_ms, cell(&s.text))
        })
    }),
    shape("HubSpot", Format::HubSpot, Times::Ends, |said| {
        let rows = rows(
            said,
            |s| serde_json::json!({"speaker": {"id": s.speaker.len(), "name": s.speaker, "email": null}, "text": s.text, "startTimeMillis": s.start_ms, "endTimeMillis": s.end_ms, "languageCode": "en-US"}),
        );
        json(
            &serde_json::json!({"id": "1", "engagementId": 5, "transcriptSource": "HUBSPOT_GENERATED", "transcriptUtterances": rows}),
        )
    }),
    shape("Gong", Format::Gong, Times::Ends, |said| {
        let rows = rows(
            said,
            |s| serde_json::json!({"speakerId": number(said, s), "topic": null, "sentences": [{"start": s.start_ms, "end": s.end_ms, "text": s.text}]}),
        );
        let parties = rows_of_names(
            said,
            |n, name| serde_json::json!({"id": "x", "speakerId": n.to_string(), "name": name, "emailAddress": format!("p{n}@acme.example")}),
        );
        json(
            &serde_json::json!({"callTranscripts": [{"callId": "7", "transcript": rows}], "calls": [{"metaData": {"id": "7", "title": "Call"}, "parties": parties}]}),
        )
    }),
    shape("Fathom", Format::Fathom, Times::Seconds, |said| {
        let rows = rows(
            said,
            |s| serde_json::json!({"speaker": {"display_name": s.speaker, "matched_calendar_invitee_email": null}, "text": s.text, "timestamp": &stamp(s.start_ms)[..8]}),
        );
        json(
            &serde_json::json!({"items": [{"title": "Call", "recording_start_time": "2026-01-12T09:00:00Z", "transcript": rows, "calendar_invitees": [{"name": "Ada", "email": "ada@acme.example"}]}]}),
        )
    }),
    shape("Fireflies", Format::Fireflies, Times::Ends, |said| {
        #[allow(clippy::cast_precision_loss)]
        let rows = rows(
            said,
            |s| serde_json::json!({"index": 0, "speaker_name": s.speaker, "speaker_id": 0, "text": s.text, "raw_text": s.text, "start_time": s.start_ms as f64 / 1e3, "end_time": s.end_ms as f64 / 1e3}),
        );
        json(
            &serde_json::json!({"data": {"transcript": {"title": "Call", "date": 1_768_208_400_000_u64, "sentences": rows, "meeting_attendees": [{"displayName": "Ada", "email": "ada@acme.example"}]}}}),
        )
    }),
    shape("Fireflies list", Format::Fireflies, Times::Seconds, |said| {
        json(&rows(
            said,
            |s| serde_json::json!({"sentence": s.text, "startTime": short(s.start_ms), "endTime": short(s.end_ms), "speaker_name": s.speaker, "speaker_id": 1}),
        ))
    }),
    Shape {
        name: "Granola note",
        format: Format::Granola,
        times: Times::Ends,
        has_two_voices: true,
        write: |said| {
            let rows = rows(
                said,
                |s| serde_json::json!({"speaker": {"source": source(said, s)}, "text": s.text, "start_time": moment(s.start_ms), "end_time": moment(s.end_ms)}),
            );
            json(
                &serde_json::json!({"id": "not_1", "object": "note", "title": "Call", "owner": {"name": "Ada", "email": "ada@acme.example"}, "transcript": rows}),
            )
        },
    },
    Shape {
        name: "Granola cache",
        format: Format::Granola,
        times: Times::Ends,
        has_two_voices: true,
        write: |said| {
            let rows = rows(
                said,
                |s| serde_json::json!({"document_id": "d1", "source": source(said, s), "text": s.text, "start_timestamp": moment(s.start_ms), "end_timestamp": moment(s.end_ms), "is_final": true}),
            );
            let cache = serde_json::json!({"state": {"documents": {"d1": {"title": "Call", "created_at": "2026-01-12T08:00:00Z"}}, "transcripts": {"d1": rows}}});
            json(&serde_json::json!({"cache": cache.to_string()}))
        },
    },
    shape("Otter", Format::Otter, Times::Ends, |said| {
        let rows = rows(
            said,
            |s| serde_json::json!({"transcript": s.text, "speaker_id": number(said, s), "start_offset": s.start_ms * 16, "end_offset": s.end_ms * 16}),
        );
        let speakers = rows_of_names(said, |n, name| serde_json::json!({"id": n, "speaker_name": name}));
        json(
            &serde_json::json!({"status": "OK", "speech": {"title": "Call", "start_time": 1_768_208_400, "speakers": speakers, "transcripts": rows}}),
        )
    }),
    shape("tl;dv", Format::Tldv, Times::Ends, |said| {
        #[allow(clippy::cast_precision_loss)]
        let rows = rows(
            said,
            |s| serde_json::json!({"speaker": s.speaker, "text": s.text, "startTime": s.start_ms as f64 / 1e3, "endTime": s.end_ms as f64 / 1e3}),
        );
        json(&serde_json::json!({"id": "1", "meetingId": "2", "data": rows}))
    }),
    shape("JSON of another program", Format::Json, Times::Ends, |said| {
        let rows = rows(
            said,
            |s| serde_json::json!({"speaker": s.speaker, "text": s.text, "start": s.start_ms, "end": s.end_ms, "words": []}),
        );
        json(&serde_json::json!({"id": 7, "result": {"utterances": rows, "chapters": [{"text": "One", "start": 0}]}}))
    }),
    shape("JSON, a value a line", Format::Json, Times::Millis, |said| {
        text(said, "", |_, s| {
            format!(
                "{}\n",
                serde_json::json!({"speakerName": s.speaker, "content": s.text, "timestamp": moment(s.start_ms)})
            )
        })
    }),
    shape("Teams document", Format::Docx, Times::Seconds, |said| {
        let mut xml = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>"#.to_owned();
        for s in said {
            let (name, words) = (escaped(&s.speaker), escaped(&s.text));
            write!(xml, r#"<w:p><w:r><w:rPr><w:b/></w:rPr><w:t>{name}</w:t></w:r><w:r><w:t xml:space="preserve">   {}</w:t></w:r><w:r><w:br/><w:t>{words}</w:t></w:r></w:p>"#, short(s.start_ms)).unwrap();
        }
        docx(&(xml + "</w:body></w:document>"))
    }),
];

/// A document with this body.
pub fn docx(xml: &str) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated);
    for (name, body) in [("[Content_Types].xml", "<Types/>"), ("word/document.xml", xml)] {
        writer.start_file(name, options).unwrap();
        writer.write_all(body.as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn text(said: &[Said], head: &str, line: fn(usize, &Said) -> String) -> Vec<u8> {
    let lines = said.iter().enumerate().map(|(place, said)| line(place + 1, said));
    (head.to_owned() + &lines.collect::<String>()).into_bytes()
}

fn rows(said: &[Said], row: impl Fn(&Said) -> serde_json::Value) -> serde_json::Value {
    said.iter().map(row).collect()
}

fn names(said: &[Said]) -> Vec<&str> {
    let mut names: Vec<&str> = Vec::new();
    for said in said {
        if !names.contains(&said.speaker.as_str()) {
            names.push(&said.speaker);
        }
    }
    names
}

fn rows_of_names(said: &[Said], row: impl Fn(usize, &str) -> serde_json::Value) -> serde_json::Value {
    names(said).iter().enumerate().map(|(place, name)| row(place, name)).collect()
}

fn number(said: &[Said], one: &Said) -> String {
    names(said).iter().position(|name| *name == one.speaker).unwrap().to_string()
}

fn source(said: &[Said], one: &Said) -> &'static str {
    if said[0].speaker == one.speaker { "microphone" } else { "system" }
}

fn json(value: &serde_json::Value) -> Vec<u8> {
    serde_json::to_string_pretty(value).unwrap().into_bytes()
}

/// "00:01:02.345".
fn stamp(ms: u64) -> String {
    format!("{:02}:{:02}:{:02}.{:03}", ms / 3_600_000, ms / 60_000 % 60, ms / 1_000 % 60, ms % 1_000)
}

/// "1:02".
fn short(ms: u64) -> String {
    format!("{}:{:02}", ms / 60_000, ms / 1_000 % 60)
}

/// A moment of a recording that begins at nine.
fn moment(ms: u64) -> String {
    format!("2026-01-12T{:02}:{:02}:{:02}.{:03}Z", 9 + ms / 3_600_000, ms / 60_000 % 60, ms / 1_000 % 60, ms % 1_000)
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

fn cell(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\""))
}
