//! Files that are made to break what reads them: each is read or refused with its reason, within the limits, and is not tried again.

use crate::Desk;
use app::{Broke, FileLimits, FileReader, Unread};
use flate2::{Compression, write::ZlibEncoder};
use hubspot_sim::SimConfig;
use serde_json::Value;
use std::{io::Write, path::Path, time::Duration};
use tokio_util::sync::CancellationToken;

fn reader(limits: FileLimits) -> FileReader {
    FileReader::of(Path::new(env!("CARGO_BIN_EXE_foreword")), limits)
}

fn never() -> CancellationToken {
    CancellationToken::new()
}

fn packed(data: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(data).unwrap();
    encoder.finish().unwrap()
}

/// A PDF whose page draws the first stream; the second is an embedded form, which that may call `/A`.
fn pdf(page: &str, form: &str) -> Vec<u8> {
    let stream = |about: &str, content: &str| {
        let data = packed(content.as_bytes());
        let head = format!("<</Filter/FlateDecode/Length {}{about}>>\nstream\n", data.len());
        [head.as_bytes(), &data, b"\nendstream"].concat()
    };
    let objects: [Vec<u8>; 6] = [
        b"<</Type/Catalog/Pages 2 0 R>>".to_vec(),
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>".to_vec(),
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>/XObject<</A 6 0 R>>>>>>".to_vec(),
        stream("", page),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>".to_vec(),
        stream("/Type/XObject/Subtype/Form/BBox[0 0 595 842]", form),
    ];
    let mut out = b"%PDF-1.5\n".to_vec();
    let mut places = Vec::new();
    for (at, object) in objects.iter().enumerate() {
        places.push(out.len());
        out.extend([format!("{} 0 obj\n", at + 1).as_bytes(), object, b"\nendobj\n"].concat());
    }
    let table = out.len();
    out.extend(format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1).bytes());
    out.extend(places.iter().flat_map(|place| format!("{place:010} 00000 n \n").into_bytes()));
    out.extend(format!("trailer<</Size {}/Root 1 0 R>>\nstartxref\n{table}\n%%EOF", objects.len() + 1).bytes());
    out
}

const LATE: &str = "it takes too long to read";
const LARGE: &str = "it takes too much memory to read";
const TOO_LONG: &str = "its text is too long for one file. Split it";
const NO_TEXT: &str = "the PDF has no text, perhaps only pictures of pages. Save one with text";

/// The name and the bytes of each bomb, and what may be said of it; of one that may be read, nothing is said too.
fn bombs() -> Vec<(&'static str, Vec<u8>, &'static [&'static str])> {
    let text = |text: String| text.into_bytes();
    let attributes: String = (0..200_000).map(|n| format!(" a{n}=\"x\"")).collect();
    let set: String = (0..399).map(|n| format!("<b id={n}>")).collect();
    let letters = "BT /F1 1 Tf 72 700 Td ".to_owned() + &"(a) Tj ".repeat(1_500_000) + "ET";
    let padded =
        format!("<table><tr><td>{}</td><td>y</td></tr>", "x".repeat(90_000)) + &"<tr><td>a<td>b".repeat(100_000);
    vec![
        ("links.md", text(format!("{}a{}", "[".repeat(50_000), "](x)".repeat(50_000))), &[""]),
        ("brackets.md", text(format!("a {}", "[".repeat(200_000))), &[""]),
        ("angles.html", text(format!("a {}", "<".repeat(200_000))), &[""]),
        ("prefixes.html", text(format!("{}a{}", "<p:x>".repeat(20_000), "</q>".repeat(20_000))), &[""]),
        ("scripts.html", text(format!("{}a{}", "<b>".repeat(500), "<script></script>".repeat(100_000))), &[""]),
        ("attributes.html", text(format!("<p{attributes}>a</p>")), &[""]),
        ("letters-set.html", text(format!("<p>{set}</p>{}", "<p>a".repeat(300_000))), &[""]),
        ("padded.html", text(padded), &[LARGE]),
        ("saves.pdf", pdf(&"q ".repeat(15_000_000), ""), &["the PDF is damaged: a part of it cannot be read"]),
        ("saves-in-a-form.pdf", pdf("/A Do", &"q ".repeat(15_000_000)), &[NO_TEXT, LARGE, LATE]),
        // How long a million and a half letters take depends on how the reader was built.
        ("shows.pdf", pdf(&letters, ""), &["", TOO_LONG, LATE]),
        ("forms.pdf", pdf(&"/A Do ".repeat(70_000), &"n ".repeat(15_000_000)), &[LATE]),
        ("streams.pdf", [&b"%PDF-1.5\n"[..], &b"stream ".repeat(1_000_000)].concat(), &[TOO_LONG]),
    ]
}

#[tokio::test]
async fn a_file_that_would_break_its_reader_is_named_with_its_reason_and_not_tried_again() {
    let desk = Desk::with_portal(SimConfig::default()).await;
    assert_eq!(desk.run(&["sync", "--no-embed", "--json"]).await.status, Some(0));
    let folder = tempfile::tempdir().unwrap();
    let bombs = bombs();
    for (name, bytes, _) in &bombs {
        std::fs::write(folder.path().join(name), bytes).unwrap();
    }
    std::fs::write(folder.path().join("plans.md"), "# Plans\n\nThe quarzomat is part of every plan.\n").unwrap();

    let added = desk.run(&["shelf", "add", folder.path().to_str().unwrap(), "--json"]).await;
    assert_eq!(added.status, Some(4), "{}", added.errors);
    let scan = added.json();
    let said = |scan: &Value, name: &str| {
        let named = |file: &&Value| file["path"].as_str().is_some_and(|path| path.ends_with(&format!("/{name}")));
        let file = scan["unreadable"].as_array().unwrap().iter().find(named).cloned();
        file.map(|file| file["reason"].as_str().unwrap().to_owned()).unwrap_or_default()
    };
    for (name, _, reasons) in &bombs {
        let said = said(&scan, name);
        assert!(reasons.contains(&said.as_str()), "{name}: {said}");
    }
    // Nobody else suffers for it.
    assert_eq!(desk.run(&["search", "quarzomat", "--json"]).await.json()["hits"][0]["kind"], "shelf");

    // What is as it was is not read again, whether only its time is looked at or all of its bytes.
    let all = bombs.len() + 1;
    for command in [&["sync", "--no-embed", "--json"][..], &["shelf", "scan", "--json"]] {
        let again = desk.run(command).await.json();
        let again = if again["shelf"].is_null() { again } else { again["shelf"].clone() };
        assert_eq!((&again["unchanged"], &again["changed"], &again["added"]), (&all.into(), &0.into(), &0.into()));
        assert_eq!((said(&again, "forms.pdf").as_str(), said(&again, "padded.html").as_str()), (LATE, LARGE));
    }

    // Other bytes are another file.
    std::fs::write(folder.path().join("forms.pdf"), pdf("BT /F1 12 Tf 72 700 Td (The zarbifax clause.) Tj ET", ""))
        .unwrap();
    let mended = desk.run(&["sync", "--no-embed", "--json"]).await.json();
    assert_eq!((&mended["shelf"]["changed"], said(&mended["shelf"], "forms.pdf").as_str()), (&Value::from(1), ""));
}

#[tokio::test]
async fn a_file_is_put_aside_for_whatever_it_takes_too_much_of_and_the_next_is_read() {
    let page = "<p>one <i>two</i></p>".repeat(150_000);
    let bytes = page.as_bytes();
    let usual = FileLimits::default();
    let cases = [
        (FileLimits { memory_bytes: 96 << 20, ..usual }, Broke::Memory),
        (FileLimits { processor: Duration::from_millis(60), ..usual }, Broke::Late),
        (FileLimits { answer_bytes: 1_000, memory_bytes: 4 << 30, ..usual }, Broke::Length),
    ];
    for (limits, expected) in cases {
        let mut reader = reader(limits);
        let broke = reader.page("page.html", bytes, &never()).await;
        assert!(matches!(broke, Err(Unread::Broke(broke)) if broke == expected), "{expected:?}: {broke:?}");
        assert_eq!(reader.page("next.md", b"# Next\n\nwords", &never()).await.unwrap().text, "words");
    }
    let waits = FileLimits { wall: Duration::from_millis(60), ..usual };
    assert!(matches!(reader(waits).page("page.html", bytes, &never()).await, Err(Unread::Lost(None))));
    let nowhere = FileReader::of(Path::new("/no/such/program"), usual).page("a.md", b"a", &never()).await;
    assert!(matches!(nowhere, Err(Unread::Lost(Some(_)))));
}

#[tokio::test]
async fn whoever_stops_a_job_does_not_wait_for_its_file() {
    let cancel = never();
    let mut reader = reader(FileLimits::default());
    let page = "<p>one <i>two</i></p>".repeat(150_000);
    let read = reader.page("page.html", page.as_bytes(), &cancel);
    let stop = async {
        tokio::time::sleep(Duration::from_millis(30)).await;
        cancel.cancel();
    };
    let (read, ()) = tokio::join!(read, stop);
    assert!(matches!(read, Err(Unread::Cancelled)), "{read:?}");
}

#[tokio::test]
async fn a_reader_reads_one_file_after_another_and_says_what_each_is() {
    let mut reader = reader(FileLimits::default());
    for round in 0..3 {
        let page = reader.page("a.md", format!("# Plans {round}\n\nwords").as_bytes(), &never()).await.unwrap();
        assert_eq!((page.title, page.text.as_str()), (format!("Plans {round}"), "words"));
        let refused = reader.page("deck.pptx", b"PK", &never()).await.unwrap_err();
        assert_eq!(refused.to_string(), "it is not Markdown, plain text, HTML or PDF");
        let captions = b"WEBVTT\n\n00:00:01.000 --> 00:00:02.000\n<v Ada>Hello there</v>\n";
        let talk = reader.transcripts("talk.vtt", captions, &never()).await.unwrap();
        assert_eq!((talk.len(), talk[0].speakers(), talk[0].turns[0].start_ms), (1, vec!["Ada"], Some(1_000)));
        let picture = reader.transcripts("talk.txt", b"\x89PNG\r\n\x1a\n", &never()).await.unwrap_err();
        assert!(picture.to_string().starts_with("this is a picture"), "{picture}");
        let printed = pdf(
            "BT /F1 12 Tf 72 700 Td 14 TL (Ada: Hello there) Tj T* (Ben: Hello Ada) Tj T* (Ada: The offer holds.) Tj ET",
            "",
        );
        let talk = reader.transcripts("talk.pdf", &printed, &never()).await.unwrap();
        assert_eq!(talk[0].speakers(), ["Ada", "Ben"]);
    }
}
