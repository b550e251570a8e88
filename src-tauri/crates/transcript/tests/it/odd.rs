//! Files as they are in the field: cut off, out of order, half labelled, with what recorders add.

use transcript::{Format, Participant, Reason, Start, Transcript, read, read_text};

fn one(text: &str) -> Transcript {
    let mut all = read_text(text).unwrap_or_else(|error| panic!("{error}\n{text}"));
    assert_eq!(all.len(), 1);
    all.remove(0)
}

/// Turns as "Ada 2000-3000: words"; "?" is nobody.
fn turns(transcript: &Transcript) -> Vec<String> {
    let ms = |ms: Option<u64>| ms.map(|ms| ms.to_string()).unwrap_or_default();
    let line = |turn: &transcript::Turn| {
        format!("{} {}-{}: {}", turn.speaker.as_deref().unwrap_or("?"), ms(turn.start_ms), ms(turn.end_ms), turn.text)
    };
    transcript.turns.iter().map(line).collect()
}

fn skipped(transcript: &Transcript) -> Vec<(usize, Reason)> {
    transcript.skipped.iter().map(|skipped| (skipped.line, skipped.reason)).collect()
}

#[test]
fn a_caption_file_that_is_cut_off_is_read_as_far_as_it_goes() {
    let transcript = one(
        "WEBVTT\n\n1\n00:00:01.000 --> 00:00:02.000\nAda: One.\n\n2\n00:00:03.000 --> 00:00:04.000\nBen: Two and a ha\n\n3\n00:00:0",
    );
    assert_eq!(turns(&transcript), ["Ada 1000-2000: One.", "Ben 3000-4000: Two and a ha"]);
    assert_eq!(skipped(&transcript), [(11, Reason::CutOff), (12, Reason::CutOff)]);
}

#[test]
fn captions_without_times_or_with_bad_ones_keep_their_words() {
    let transcript = one(
        "WEBVTT\n\n00:00:01.000 --> 00:00:02.000\n<v Ada>One.</v>\n\n<v Ben>Lost its time.</v>\n\n00:00:xx --> 00:00:09\n<v Ada>Bad time.</v>\n\n00:00:10.000 -->\n<v Ben>No end.</v>\n\n00:00:12.000 --> 00:00:13.000\n\n",
    );
    assert_eq!(
        turns(&transcript),
        ["Ada 1000-2000: One.", "Ben -: Lost its time.", "Ada -: Bad time.", "Ben 10000-: No end."]
    );
    assert_eq!(skipped(&transcript), [(8, Reason::BadTime), (14, Reason::NoWords)]);
}

#[test]
fn captions_overlap_and_come_out_of_order() {
    let transcript = one(
        "1\n00:00:05,000 --> 00:00:07,000\nBen: Second.\n\n2\n00:00:01,000 --> 00:00:06,000\nAda: First.\n\n3\n00:00:08,000 --> 00:00:07,500\nAda: Third.\n",
    );
    assert_eq!(transcript.format, Format::SubRip);
    assert_eq!(turns(&transcript), ["Ada 1000-6000: First.", "Ben 5000-7000: Second.", "Ada 8000-: Third."]);
}

#[test]
fn a_caption_that_names_nobody_is_nobodys() {
    let transcript = one(
        "WEBVTT\n\n00:01.000 --> 00:02.000\nAda: First.\n\n00:02.000 --> 00:03.000\nsomething else\n\n00:03.000 --> 00:04.000\nAda: Then.\nBen: Right.\n\n00:04.000 --> 00:05.000\nBen: And here is the thing: money.\n",
    );
    assert_eq!(
        turns(&transcript),
        [
            "Ada 1000-2000: First.",
            "? 2000-3000: something else",
            "Ada 3000-4000: Then.",
            "Ben 3000-5000: Right. And here is the thing: money."
        ]
    );
    let plain = one(
        "WEBVTT\nLanguage: en\n\n00:00.000 --> 00:02.000\nso what we wanted\n\n00:02.000 --> 00:04.000\nto see is this: it works.\n\n00:04.500 --> 00:06.000\n- Good.\n- Really?\n",
    );
    assert_eq!(
        turns(&plain),
        ["? 0-4000: so what we wanted to see is this: it works.", "? 4500-6000: - Good. - Really?"]
    );
    assert_eq!(plain.language.as_deref(), Some("en"));
}

#[test]
fn rolling_captions_say_nothing_twice() {
    let transcript = one(
        "WEBVTT\n\n00:00.000 --> 00:02.000\ngood morning everybody today\n\n00:02.000 --> 00:02.010\ngood morning everybody today\n\n00:02.010 --> 00:04.000\ngood morning everybody today\nwe look at the new price\n\n00:04.000 --> 00:04.010\nwe look at the new price\n\n00:04.010 --> 00:06.000\nwe look at the new price\nand at what it means\n",
    );
    assert_eq!(
        transcript.turns.iter().map(|turn| turn.text.as_str()).collect::<Vec<_>>().join(" "),
        "good morning everybody today we look at the new price and at what it means"
    );
    let growing = one(
        "WEBVTT\n\n00:01.000 --> 00:02.000\n<v Ada>We could</v>\n\n00:01.000 --> 00:03.000\n<v Ada>We could start</v>\n\n00:01.000 --> 00:04.000\n<v Ada>We could start in May.</v>\n\n00:04.000 --> 00:05.000\n<v Ben>May.</v>\n\n00:05.000 --> 00:06.000\n<v Ada>May.</v>\n\n00:06.000 --> 00:07.000\n<v Ada>May.</v>\n",
    );
    assert_eq!(
        turns(&growing),
        ["Ada 1000-4000: We could start in May.", "Ben 4000-5000: May.", "Ada 5000-7000: May. May."]
    );
}

#[test]
fn one_cue_may_have_two_voices() {
    let transcript = one(
        "WEBVTT\n\n00:01.000 --> 00:02.000\n<v Ada Reyes>Is it 5 &lt; 6?</v>\n<v Ben>R&amp;D says <i>yes</i>.</v>\n",
    );
    assert_eq!(turns(&transcript), ["Ada Reyes 1000-2000: Is it 5 < 6?", "Ben 1000-2000: R&D says yes."]);
}

#[test]
fn the_head_of_a_text_is_read() {
    let transcript = one(
        "Preisrunde mit Halden\nMo., 12. Januar 2026 09:00 • 32:10\n\nSCHLAGWÖRTER\nPreis, Budget\n\nSPEAKERS\nJörg Weiß, Agnieszka Łęcka\n\nJörg Weiß  00:02\nGrüß Gott.\n\nAgnieszka Łęcka  00:04\nHallo.\n\nJörg Weiß  00:06\nLos.\n\nTranscribed by https://otter.ai\n",
    );
    assert_eq!(transcript.title.as_deref(), Some("Preisrunde mit Halden"));
    assert_eq!(transcript.start, Some(Start::Local("2026-01-12T09:00:00".parse().unwrap())));
    let named = |name: &str| Participant { name: Some(name.to_owned()), email: None };
    assert_eq!(transcript.participants, [named("Jörg Weiß"), named("Agnieszka Łęcka")]);
    assert_eq!(skipped(&transcript), [(4, Reason::BeforeSpeech), (5, Reason::BeforeSpeech), (19, Reason::Recorder)]);
    assert_eq!(turns(&transcript).len(), 3);
}

#[test]
fn times_of_day_count_from_the_first() {
    let transcript = one(
        "12 January 2026\n\nAda Reyes 10:31 AM\nHello.\nBen Ode 10:31 AM\nHi.\nAda Reyes 10:33 AM\nSo.\nBen Ode 10:34 AM\nGood.\n",
    );
    assert_eq!(
        turns(&transcript),
        ["Ada Reyes 0-: Hello.", "Ben Ode 0-: Hi.", "Ada Reyes 120000-: So.", "Ben Ode 180000-: Good."]
    );
    assert_eq!(transcript.start, Some(Start::Local("2026-01-12T10:31:00".parse().unwrap())));
    let midnight =
        one("[Ada] 23:59:58\nLate.\n\n[Ben] 00:00:02\nVery.\n\n[Ada] 00:00:05\nBye.\n\n[Ben] 00:00:06\nBye.\n");
    assert_eq!(turns(&midnight), ["Ada 0-: Late.", "Ben 4000-: Very.", "Ada 7000-: Bye.", "Ben 8000-: Bye."]);
}

#[test]
fn colons_within_speech_name_nobody() {
    let transcript = one(
        "Ada: Here is what we do.\nAnd one more thing: we need the contract.\nWarning: it is long.\n\nBen: Fine: send it.\n\nAda: Will do.\n\nBen: Good.\n\nKarin: I would sign it.\n\nAda: Thanks.\n",
    );
    assert_eq!(
        turns(&transcript),
        [
            "Ada -: Here is what we do. And one more thing: we need the contract. Warning: it is long.",
            "Ben -: Fine: send it.",
            "Ada -: Will do.",
            "Ben -: Good.",
            "Karin -: I would sign it.",
            "Ada -: Thanks."
        ]
    );
}

#[test]
fn a_name_that_comes_once_between_long_turns_is_nobodys_and_its_words_stay() {
    let long = "We looked at it for a long time.\nThe team wants it.\nThe price is fine.\nMarch is fine too.\n";
    let transcript = one(&format!("Ada: {long}\nBen: {long}\nConclusion: it is a go.\n\nAda: {long}\nBen: {long}"));
    let turns = turns(&transcript);
    assert_eq!(turns.len(), 5);
    assert_eq!(turns[2], "? -: Conclusion: it is a go.");
}

#[test]
fn stamps_within_a_turn_are_its_pieces_and_times_that_are_said_are_words() {
    let transcript = one(
        "Ada:\n[00:00:02] Hello.\n[00:00:05] And so on.\n\nBen:\n[00:00:09] 10:30 works for me.\n\nAda:\n[00:00:12] Fine.\n\nBen:\n[00:00:15] Bye.\n",
    );
    assert_eq!(
        turns(&transcript),
        ["Ada 2000-: Hello. And so on.", "Ben 9000-: 10:30 works for me.", "Ada 12000-: Fine.", "Ben 15000-: Bye."]
    );
    assert_eq!(transcript.cues(), 5);
    let said = one("Ada  0:03\nWhen?\n\nBen  0:05\n10:30\n\nAda  0:07\n10:30 it is.\n\nBen  0:09\nMonday 10:30\n");
    assert_eq!(
        turns(&said),
        ["Ada 3000-: When?", "Ben 5000-: 10:30", "Ada 7000-: 10:30 it is.", "Ben 9000-: Monday 10:30"]
    );
}

#[test]
fn somebody_who_speaks_once_is_named_where_the_shape_says_so() {
    let transcript = one("Ada 0:03\nWhen?\nBen 0:05\nSoon.\nAda 0:07\nGood.\nKarin 0:09\nI agree.\nBen 0:12\nGreat.\n");
    assert_eq!(transcript.speakers(), ["Ada", "Ben", "Karin"]);
    let times = one("0:03\nso what do we do\n0:06\nwe call them again\n0:09\nand then we see.\n");
    assert_eq!(turns(&times).len(), 3);
    assert!(times.speakers().is_empty());
}

#[test]
fn blank_and_unknown_speakers_are_nobody() {
    let transcript = one(
        "Ada: Hello.\nUnknown Speaker: Who is there?\nAda: Me.\nUnbekannt: So?\nSpeaker 2: Me too.\nSpeaker 2: Yes.\n",
    );
    assert_eq!(turns(&transcript)[1], "? -: Who is there?");
    assert_eq!(transcript.speakers(), ["Ada", "Speaker 2"]);
}

#[test]
fn what_recorders_add_is_not_said() {
    let transcript = one(
        "0:02 - Ada\n  Let us send it.\n  ACTION ITEM: Send it - WATCH: https://fathom.example/a\n\n0:05 - Ben\n  Good.\n  SCREEN SHARING: Ben started sharing\n\n0:09 - Ada\n  Bye.\n",
    );
    assert_eq!(turns(&transcript), ["Ada 2000-: Let us send it.", "Ben 5000-: Good.", "Ada 9000-: Bye."]);
    assert_eq!(skipped(&transcript), [(3, Reason::Recorder), (7, Reason::Recorder)]);
    let chapters = one(
        "# Call\n\n## Pricing\n\n**Ada** (0:02): It is 490.\n\n**Ben** (0:05): Fine.\n\n## Security\n\n**Ada** (0:09): It is sealed.\n\n**Ben** (0:12): Fine.\n",
    );
    assert_eq!(turns(&chapters)[2], "Ada 9000-: It is sealed.");
    assert!(skipped(&chapters).contains(&(9, Reason::Heading)));
}

#[test]
fn a_cache_has_many_conversations() {
    let row = |text: &str, second: u32| serde_json::json!({"source": "microphone", "text": text, "start_timestamp": format!("2026-01-12T09:00:{second:02}Z")});
    let state = serde_json::json!({"documents": {"a": {"title": "One", "people": {"attendees": [{"name": "Ada", "email": "ada@acme.example"}]}}, "b": {"title": "Two"}},
        "transcripts": {"a": [row("First.", 1), row("Later.", 3)], "b": [row("Other.", 5)], "c": []}});
    let all =
        read_text(&serde_json::json!({"cache": serde_json::json!({"state": state}).to_string()}).to_string()).unwrap();
    assert_eq!(all.iter().map(|one| one.title.as_deref().unwrap()).collect::<Vec<_>>(), ["One", "Two"]);
    assert_eq!(turns(&all[0]), ["Me 0-: First. Later."]);
    assert_eq!(all[0].start, Some(Start::At("2026-01-12T09:00:01Z".parse().unwrap())));
    assert_eq!(all[0].participants[0].email.as_deref(), Some("ada@acme.example"));
}

#[test]
fn speakers_without_names_are_told_apart_and_entries_of_other_shapes_are_listed() {
    let transcript = one(
        r#"{"callTranscripts":[{"callId":"1","transcript":[{"speakerId":"77","sentences":[{"start":0,"end":900,"text":"Hi."}]},{"speakerId":"88","sentences":[{"start":1000,"end":1900,"text":"Hello."},{"start":2000,"end":2100}]},{"speakerId":"77","sentences":[{"start":3000,"end":3900,"text":"So."}]}]}]}"#,
    );
    assert_eq!(turns(&transcript), ["Speaker 1 0-900: Hi.", "Speaker 2 1000-1900: Hello.", "Speaker 1 3000-3900: So."]);
    assert_eq!(skipped(&transcript), [(3, Reason::OtherShape)]);
    let seconds = one(
        r#"{"segments":[{"speaker":0,"text":"What we see here is quite new to all of us.","start":0.0,"end":3.5},{"speaker":1,"text":"It is.","start":4.0,"end":5.0}]}"#,
    );
    assert_eq!(
        turns(&seconds),
        ["Speaker 1 0-3500: What we see here is quite new to all of us.", "Speaker 2 4000-5000: It is."]
    );
}

#[test]
fn tables_without_names_of_columns_are_read_by_what_is_in_them() {
    let rows = "00:00:01,Ada,Shall we start with the pilot then?\n00:00:04,Ben,\"Yes, of course we can do that.\"\n00:00:09,Ada,Good to hear that from you.\n00:00:12,Ben,I will ask Karin about it tomorrow.\n";
    assert_eq!(turns(&one(rows))[1], "Ben 4000-: Yes, of course we can do that.");
    // A quotation mark without an end does not swallow the rest.
    let open = format!("Speaker,Text\nAda,\"It never ends\n{}", "Ben,Right.\nAda,Yes.\n".repeat(60));
    let transcript = one(&open);
    assert_eq!(transcript.cues(), 121);
    assert_eq!(transcript.turns[1].text, "Right.");
}

#[test]
fn letters_that_cannot_be_read_are_listed() {
    let mut bytes =
        "Jörg: Grüß Gott, wie geht's?\nÉlodie: Très bien, mürrisch wäre übertrieben.\nJörg: Schön, größer, höher.\n"
            .as_bytes()
            .to_vec();
    let at = bytes.windows(4).position(|window| window == b"wie ").unwrap();
    bytes[at] = 0xff;
    let transcript = read(&bytes).unwrap().remove(0);
    assert_eq!(skipped(&transcript), [(1, Reason::BrokenLetters)]);
    let western = transcript::read(
        &[b"J\xf6rg: Gr\xfc\xdf Gott.\nBen: Hallo zusammen.\nJ\xf6rg: Gut so weit.\n".as_slice()].concat(),
    )
    .unwrap()
    .remove(0);
    assert_eq!(western.speakers(), ["Jörg", "Ben"]);
    assert_eq!(skipped(&western), [(1, Reason::GuessedEncoding)]);
}

#[test]
fn a_document_of_old_has_ranges_and_names() {
    let paragraphs =
        ["0:0:0.0 --> 0:0:3.450", "Ada Reyes", "Hello &amp; welcome.", "0:0:3.500 --> 0:0:5.0", "Ben Ode", "Hi."];
    let xml: String = paragraphs.iter().map(|text| format!("<w:p><w:r><w:t>{text}</w:t></w:r></w:p>")).collect();
    let transcript =
        read(&crate::render::docx(&format!("<w:document><w:body>{xml}</w:body></w:document>"))).unwrap().remove(0);
    assert_eq!(turns(&transcript), ["Ada Reyes 0-3450: Hello & welcome.", "Ben Ode 3500-5000: Hi."]);
    assert_eq!(transcript.format, Format::Docx);
}

#[test]
fn a_company_in_brackets_above_the_words_is_no_program() {
    let transcript = one(
        "Jonas (Halden):\nThe offer came\n\nAda:\nGood\n\nJonas (Halden):\nWe need it by March\n\nAda:\nOr April\n",
    );
    let said =
        ["Jonas (Halden) -: The offer came", "Ada -: Good", "Jonas (Halden) -: We need it by March", "Ada -: Or April"];
    assert_eq!(turns(&transcript), said);
}

#[test]
fn talk_of_days_and_sums_is_talk() {
    let transcript = one(
        "Ada: So 2026-01-12 or 2026-02-16, both at 10:30\nBen: No, 4.200 and 12.500 € for us until 2026-03-31 would do\nAda: Then 3.900 from 2026-04-01 on\n",
    );
    assert_eq!(transcript.turns.len(), 3);
}
