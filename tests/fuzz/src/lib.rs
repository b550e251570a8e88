#![doc = include_str!("../README.md")]
// Whatever fails here is what one wants to see.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod window;

use domain::{
    ObjectType,
    mail::{self, Context},
};
use grounding::Evidence;
use jiff::civil::date;
use std::{
    io::{Cursor, Write},
    sync::OnceLock,
};
use transcript::{Format, Transcript, TranscriptError};

/// Names the target that [`run`] runs.
pub const TARGET_VARIABLE: &str = "FOREWORD_FUZZ_TARGET";

/// Does with an input what the product does with what comes from outside, and holds what has to be true of any.
type Target = fn(&[u8]);

/// The targets by name, in the order of these.
pub const TARGETS: [(&str, Target); 17] = [
    ("calendar", meetings),
    ("captions", captions),
    ("days", days),
    ("document", document),
    ("exports", exports),
    ("grounding", grounding),
    ("html", html),
    ("hubspot", hubspot),
    ("ipc", window::command),
    ("mail", layers),
    ("markdown", markdown),
    ("money", money),
    ("pdf", pdf),
    ("query", query),
    ("said", said),
    ("table", table),
    ("transcript", transcripts),
];

/// Runs the target that the environment names.
pub fn run(bytes: &[u8]) {
    static TARGET: OnceLock<Target> = OnceLock::new();
    let target = TARGET.get_or_init(|| {
        // A panic that is caught is an answer; only one that gets out is a failure, and the engine sees that.
        std::panic::set_hook(Box::new(|panic| eprintln!("{panic}")));
        let wanted = std::env::var(TARGET_VARIABLE).expect("a target is named");
        TARGETS.iter().find(|(name, _)| *name == wanted).expect("there is such a target").1
    });
    target(bytes);
}

fn text(bytes: &[u8]) -> std::borrow::Cow<'_, str> {
    String::from_utf8_lossy(bytes)
}

fn html(bytes: &[u8]) {
    let _ = shelf::plain_text(&text(bytes));
    page("a.html", bytes);
}

fn markdown(bytes: &[u8]) {
    page("a.md", bytes);
}

fn pdf(bytes: &[u8]) {
    page("a.pdf", bytes);
}

/// What is read is never empty.
fn page(name: &str, bytes: &[u8]) {
    if let Ok(page) = shelf::read(name, bytes) {
        assert!(!page.title.trim().is_empty() && !page.text.trim().is_empty());
    }
}

/// The layers of a mail tile it, and each stretch lies within.
fn layers(bytes: &[u8]) {
    let mail = text(bytes);
    let (subject, body) = mail.split_once('\n').unwrap_or(("", &mail));
    let context = Context { author: Some("Ada Reyes"), subject: Some(subject), ..Context::default() };
    let mut end = 0;
    for run in mail::layers(body, &context) {
        assert_eq!(run.span.start, end);
        end = run.span.end;
    }
    assert_eq!(end, body.chars().count());
    let _ = (mail::own_text(body, &context), mail::signature(body, &context));
}

fn transcripts(bytes: &[u8]) {
    whole(transcript::read(bytes));
}

/// Captions, as each of their formats: what they look like is not asked.
fn captions(bytes: &[u8]) {
    read_as(bytes, &[Format::WebVtt, Format::SubRip, Format::Sbv]);
}

fn said(bytes: &[u8]) {
    read_as(bytes, &[Format::Text, Format::Markdown]);
}

fn exports(bytes: &[u8]) {
    read_as(bytes, &[Format::Json]);
}

fn table(bytes: &[u8]) {
    read_as(bytes, &[Format::Csv]);
}

/// A word processor's document; what is no archive is packed into one as its text, since nothing finds a way through a checksum.
fn document(bytes: &[u8]) {
    if bytes.starts_with(b"PK") {
        return transcripts(bytes);
    }
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let stored = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    archive.start_file("word/document.xml", stored).unwrap();
    archive.write_all(bytes).unwrap();
    transcripts(archive.finish().unwrap().get_ref());
}

fn read_as(bytes: &[u8], formats: &[Format]) {
    for format in formats {
        whole(transcript::read_as(&text(bytes), *format));
    }
}

/// What a piece says lies within its turn, in order.
fn whole(read: Result<Vec<Transcript>, TranscriptError>) {
    for transcript in read.into_iter().flatten() {
        assert!(!transcript.turns.is_empty());
        for turn in &transcript.turns {
            let mut end = 0;
            for cue in &turn.cues {
                assert!(end <= cue.bytes.start && turn.text.get(cue.bytes.clone()).is_some());
                end = cue.bytes.end;
            }
        }
    }
}

/// Meetings lie in the month that was asked for, in order, none of them twice, and a link is one that may be opened.
fn meetings(bytes: &[u8]) {
    let zone = jiff::tz::TimeZone::get("Europe/Berlin").unwrap();
    let start = |day: jiff::civil::Date| day.to_zoned(zone.clone()).unwrap().timestamp();
    let span = start(date(2026, 3, 1))..start(date(2026, 4, 1));
    let Ok(calendar) = calendar::read(bytes, &zone, span.clone(), &["ada@a.example"]) else { return };
    let mut names = std::collections::BTreeSet::new();
    let mut last = span.start;
    for meeting in &calendar.meetings {
        assert!(meeting.starts < span.end && span.start <= meeting.ends && meeting.starts <= meeting.ends);
        assert!(last <= meeting.starts.max(span.start));
        assert!(meeting.description.chars().count() <= calendar::DESCRIPTION_CHARS_MAX);
        assert!(meeting.join.as_ref().is_none_or(|link| link.starts_with("https://")));
        assert!(names.insert((&meeting.uid, meeting.occurrence)));
        last = meeting.starts.max(span.start);
    }
}

/// Every record of a page is accounted for.
fn hubspot(bytes: &[u8]) {
    let (kind, body) = bytes.split_first().unwrap_or((&0, &[]));
    let object = ObjectType::ALL[usize::from(*kind) % ObjectType::ALL.len()];
    if let Ok(listing) = hubspot::parse_listing(object, body) {
        assert!(listing.records.iter().all(|fetched| fetched.record.id.object == object));
    }
    let _ = hubspot::parse_search(object, body);
    let _ = hubspot::parse_instant(&text(body));
}

fn query(bytes: &[u8]) {
    let query: String = text(bytes).chars().take(retrieval::QUERY_CHARS_MAX).collect();
    let _ = retrieval::parse(&query);
}

/// The first line is held against the others, each with its speaker before a colon. Words that stand in a source follow from it.
fn grounding(bytes: &[u8]) {
    let lines = text(bytes);
    let mut lines = lines.lines().take(20).map(|line| line.chars().take(2_000).collect::<String>());
    let claim = lines.next().unwrap_or_default();
    let evidence: Vec<Evidence> = lines
        .map(|line| match line.split_once(": ") {
            Some((speaker, said)) => {
                Evidence { text: said.to_owned(), speaker: Some(speaker.to_owned()), ..Evidence::default() }
            }
            None => Evidence { text: line, ..Evidence::default() },
        })
        .collect();
    let _ = grounding::follows(&claim, &evidence);
}

/// What is read as a day lies where it says.
fn days(bytes: &[u8]) {
    let said = text(bytes);
    for mention in quantities::days::mentions(&said, date(2026, 3, 4)) {
        assert!(mention.spans.iter().all(|span| span.first <= span.last));
    }
    let _ = quantities::days::read(&said, None);
}

fn money(bytes: &[u8]) {
    let said = text(bytes);
    for figure in quantities::money::figures(&said) {
        assert!(said.get(figure.number.clone()).is_some());
    }
    for sum in quantities::money::sums(&said) {
        let _ = (sum.value(), sum.whole());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::{fs, path::Path};

    #[test]
    fn every_target_bears_its_seeds_and_each_of_them_cut_short() {
        let here = std::env::var_os("CARGO_MANIFEST_DIR").expect("cargo runs the tests");
        let seeds = Path::new(&here).join("seeds");
        let mut named: Vec<String> =
            fs::read_dir(&seeds).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        named.sort();
        assert_eq!(named, TARGETS.map(|(name, _)| name), "a folder of seeds for each target");
        for (name, target) in TARGETS {
            let files: Vec<_> = fs::read_dir(seeds.join(name)).unwrap().map(|entry| entry.unwrap().path()).collect();
            assert!(!files.is_empty(), "{name}");
            for file in files {
                let bytes = fs::read(&file).unwrap();
                target(&bytes);
                target(&bytes[..bytes.len() / 2]);
            }
        }
    }
}
