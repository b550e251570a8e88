//! What is no transcript is refused, and says what it is and what to do.

use transcript::{TranscriptError as No, read, read_text};

fn check(texts: &[&str], expected: No) {
    for text in texts {
        assert_eq!(read(text.as_bytes()).err(), Some(expected), "{text}");
    }
}

#[test]
fn mails_are_mails() {
    check(
        &[
            "From: Ada Reyes <ada@acme.example>\nTo: Ben Ode\nSubject: The offer\nDate: Mon, 12 Jan 2026\n\nHi Ben,\n\nhere is the offer: see below.\nAda: I told you so.\n",
            "Von: Jörg Weiß\nGesendet: Montag, 12. Januar 2026 09:00\nAn: Agnieszka Łęcka\nBetreff: AW: Angebot\n\nHallo Frau Łęcka,\nanbei das Angebot.\n",
            "De : Élodie d'Arc\nEnvoyé : lundi 12 janvier 2026\nÀ : Jean-Noël\nObjet : Offre\n\nBonjour,\nvoici l'offre.\n",
            "Received: from mx.acme.example\nMIME-Version: 1.0\nMessage-ID: <1@acme.example>\n\nAda: hello\nBen: hello\n",
        ],
        No::Mail,
    );
}

#[test]
fn tables_of_other_things_are_no_transcripts() {
    check(
        &[
            "Product,Price,Quantity\nPilot,490,1\nTeam,1200,14\nEnterprise,on request,1\n",
            "Artikel;Preis\nPilot;490,00 €\nTeam;1.200,00 €\nSchnittstelle;2.000,00 €\n",
            "id\tname\tamount\n1\tAda\t300\n2\tBen\t200\n",
        ],
        No::NoTextColumn,
    );
}

#[test]
fn programs_and_logs_are_no_transcripts() {
    check(
        &[
            "fn main() {\n    let a = 1;\n    println!(\"{a}\");\n}\n",
            "import os\nimport sys\n\ndef main():\n    return os.name\n",
            "switch (kind) {\n  case A:\n    run();\n    break;\n  case B:\n    stop();\n    break;\n  default:\n    wait();\n}\n",
            "2026-01-12 09:00:01 INFO: started\n2026-01-12 09:00:02 WARN: slow\n2026-01-12 09:00:03 INFO: done\n2026-01-12 09:00:04 ERROR: gone\n",
        ],
        No::Code,
    );
}

#[test]
fn notes_without_speakers_are_no_transcripts() {
    check(
        &[
            "We met on Monday and talked about the pilot.\n\nThe price is above what they planned. Karin signs.\n\n- Send the offer by Friday\n- Ask for the contract\n",
            "Protokoll der Sitzung\n\nOrt: Köln\nThema: Angebot\n\nDie Schnittstelle ist zu teuer. Wir prüfen das bis Mittwoch.\nNächste Schritte: Angebot senden\n",
            "Compte rendu\n\nNous avons parlé de l'offre. Le délai inquiète.\n\nProchaines étapes : envoyer un planning\n",
            "## Summary\n\n**Budget:** they have 12.500 €.\n\n**Timeline:** they want to start in March.\n\n**Next steps:** we send an offer, they ask Karin.\n",
            "name: pilot\nversion: 2\nregion: eu\nowner: sales\nplan: team\n",
            "Starter: 49 € a month\nTeam: 99 € a month\nEnterprise: on request\n",
            "Just one line.",
            "1\nsome text",
            "Let's meet at 10:30\nor at 14:15, as you like\n",
        ],
        No::NoSpeakers,
    );
    check(
        &[
            "10:00 Welcome\n10:15 The product\n11:00 Break\n11:20 Questions and answers\n12:00 End\n",
            "0:00 Intro\n1:21 Pricing\n5:42 Security\n9:03 Q&A\n",
        ],
        No::Agenda,
    );
}

#[test]
fn files_that_are_no_text_say_what_they_are() {
    let files: [(&[u8], No); 14] = [
        (b"", No::Empty),
        (b" \r\n\t\n", No::Empty),
        (b"\x89PNG\r\n\x1a\n\0\x01\x02\x03", No::Picture),
        (b"\xff\xd8\xff\xe0\0\x10JFIF", No::Picture),
        (b"RIFF\x24\0\0\0WAVEfmt ", No::Recording),
        (b"\0\0\0\x20ftypisom\0\0", No::Recording),
        (b"%PDF-1.7\n%\xe2\xe3", No::Pdf),
        (b"{\\rtf1\\ansi Ada: hi}", No::OldDocument),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0\0", No::OldDocument),
        (b"\x1f\x8b\x08\0\0\0\0\0", No::Archive),
        (b"PK\x03\x04\x14\0\x06\0", No::BrokenDocument),
        (b"\x01\x02\x03\x04\x05\x06ab\xff\xfe\xfd", No::Binary),
        (b"<!DOCTYPE html><html><body>Ada: hi</body></html>", No::WebPage),
        (b"<?xml version=\"1.0\"?><tt xmlns=\"http://www.w3.org/ns/ttml\"></tt>", No::Xml),
    ];
    for (bytes, expected) in files {
        assert_eq!(read(bytes).err(), Some(expected), "{bytes:?}");
    }
    let cyrillic: Vec<u8> =
        [0xd1, 0xea, 0xe8, 0xe4, 0xea, 0xe0, 0x20, 0xe4, 0xee, 0x20, 0xec, 0xe0, 0xf0, 0xf2, 0xe0].repeat(9);
    assert_eq!(read(&cyrillic).err(), Some(No::UnknownEncoding));
    // A spreadsheet is packed like a document.
    let mut sheet = crate::render::docx("");
    let name = sheet.windows(17).position(|window| window == b"word/document.xml").unwrap();
    sheet[name] = b'x';
    let second = sheet.windows(17).rposition(|window| window == b"word/document.xml").unwrap();
    sheet[second] = b'x';
    assert_eq!(read(&sheet).err(), Some(No::Archive));
}

#[test]
fn json_of_other_things_is_refused() {
    check(&["{\"data\": {\"transcript\": {\"sentences\": [{\"text\": \"so we"], No::CutOff);
    check(
        &[
            "{\"name\": \"pilot\", \"price\": 490}",
            "[{\"id\": 1, \"text\": \"a note\"}]",
            "[]",
            "[{\"name\": \"Team\", \"content\": \"99 €\"}]",
        ],
        No::NoRows,
    );
    check(
        &[
            "{\"transcriptUtterances\": []}",
            "{\"callTranscripts\": [{\"callId\": \"1\", \"transcript\": []}]}",
            "WEBVTT",
            "WEBVTT\n\nNOTE nobody came\n",
        ],
        No::NoSpeech,
    );
    assert_eq!(read_text(&"[".repeat(100_000)).err(), Some(No::TooDeep));
    assert_eq!(read_text(&format!("{{\"a\":{}", "[".repeat(200))).err(), Some(No::TooDeep));
}

#[test]
fn every_refusal_says_what_to_do() {
    for error in [
        No::Empty,
        No::TooLarge,
        No::TooMuch,
        No::TooDeep,
        No::NoSpeech,
        No::CutOff,
        No::BrokenDocument,
        No::UnknownEncoding,
        No::Binary,
        No::Picture,
        No::Recording,
        No::Pdf,
        No::Archive,
        No::OldDocument,
        No::WebPage,
        No::Xml,
        No::Mail,
        No::Code,
        No::Agenda,
        No::NoTextColumn,
        No::NoRows,
        No::NoSpeakers,
    ] {
        let text = error.to_string();
        let (what, rest) = text.split_once(['.', ';', ':', ',']).unwrap();
        assert!(!what.is_empty() && 10 < rest.len() && !text.ends_with('.'), "{text}");
    }
}
