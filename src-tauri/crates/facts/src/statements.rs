//! Sentences with who said them, on which side, when, and where they stand.

use crate::marks::{RULES, read, read_own};
use domain::{
    Citation, ContentHash, Document, Dossier, Entry, Marked, Marks, Mode, ObjectType, Reading, RecordId, Side, Slices,
    Span, Speaker, Voices,
    mail::{Context, Earlier, Layer, is_automatic, layers, own_words, stretches},
};
use jiff::{Timestamp, civil::Date, tz::TimeZone};
use rust_stemmers::{Algorithm, Stemmer};
use std::{
    collections::{BTreeSet, HashSet},
    sync::LazyLock,
};

/// One sentence.
#[derive(Debug, Clone, PartialEq)]
pub struct Statement {
    /// Where it stands.
    pub citation: Citation,
    /// Its words.
    pub text: String,
    /// What stands around it: the whole utterance or paragraph.
    pub context: String,
    /// Who said it.
    pub speaker: String,
    /// On which side they are.
    pub side: Side,
    /// When.
    pub at: Timestamp,
    /// The day, in the rep's zone.
    pub day: Date,
    /// The note, call, mail or meeting it stands in.
    pub activity: RecordId,
    /// Whether it was spoken rather than written.
    pub spoken: bool,
    /// Whether a colleague noted it down rather than the speaker saying it.
    pub reported: bool,
    /// What the rules see in it.
    pub marks: Marks,
}

/// All sentences of a dossier's timeline, oldest first. Titles, quoted history, signatures and automatic replies are left out, as is
/// whoever is on neither side.
///
/// What the rules see in them comes from the dossier's readings; a text without one by these rules is read here and now.
pub fn statements(dossier: &Dossier) -> Vec<Statement> {
    let voices = Voices::of(dossier);
    let zone = TimeZone::get(&dossier.time_zone).unwrap_or(TimeZone::UTC);
    let mut all = Vec::new();
    let mut earlier = Earlier::default();
    // What reached nobody promises, keeps and answers nothing; a transcript shows that somebody was there.
    let was_heard = |entry: &Entry| entry.documents.iter().any(|document| document.part.is_transcript());
    let reached =
        |entry: &&Entry| !is_automatic(&entry.activity.title) && (entry.record.took_place() || was_heard(entry));
    for entry in dossier.entries.iter().filter(reached) {
        // What Foreword filed itself repeats what others said. It is no evidence of its own, and keeps no promise by quoting it.
        for document in entry.documents.iter().filter(|d| !is_title(&d.part.0) && !Mode::is_filed(&d.text)) {
            let kept = dossier.readings.get(&(document.record.clone(), document.part.clone()));
            let made;
            let reading = match kept.filter(|kept| kept.rules == RULES) {
                Some(kept) => kept,
                None => {
                    made = read(document);
                    &made
                }
            };
            let layered =
                document.is_mail_body().then(|| in_thread(document, &entry.activity.title, &voices, &mut earlier));
            let again = layered.flatten().map(|own| read_own(document, &own, reading));
            let reading = again.as_ref().unwrap_or(reading);
            let text =
                Text { document, content: document.content_hash(), day: document.at.to_zoned(zone.clone()).date() };
            if document.utterances.is_empty() {
                written(&text, reading, &voices, &mut all);
            } else {
                spoken(&text, reading, &voices, &mut all);
            }
        }
    }
    all
}

/// The author's own stretches of a mail in the light of what was written before it; `None` where nothing of it is in the mail, so that a reading
/// of the mail alone stands. The mail is added to what was written.
fn in_thread(document: &Document, subject: &str, voices: &Voices, earlier: &mut Earlier) -> Option<Vec<Span>> {
    let party = party_of(document, voices);
    let context =
        Context { author: document.speaker.as_deref(), subject: Some(subject), earlier: Some(earlier), party };
    let found = layers(&document.text, &context);
    let own = earlier.touches(&document.text).then(|| stretches(&document.text, &found, Layer::Own));
    if let Some(party) = party {
        earlier.add_mail(party, &document.text, &found);
    }
    own
}

/// The stretches of one mail of a dossier that its author wrote, in the light of the mails before it.
pub fn own_words_of(dossier: &Dossier, mail: &Entry, document: &Document) -> Vec<Span> {
    let voices = Voices::of(dossier);
    let mut earlier = Earlier::default();
    for entry in dossier.entries.iter().take_while(|entry| entry.activity.id != mail.activity.id) {
        for document in entry.documents.iter().filter(|document| document.is_mail_body()) {
            in_thread(document, &entry.activity.title, &voices, &mut earlier);
        }
    }
    let context = Context {
        author: document.speaker.as_deref(),
        subject: Some(&mail.activity.title),
        earlier: Some(&earlier),
        party: party_of(document, &voices),
    };
    own_words(&document.text, &context)
}

/// The side a mail's author sits on, as [`Context::party`] wants it.
fn party_of<'a>(document: &'a Document, voices: &Voices) -> Option<&'a str> {
    let author = document.speaker.as_deref();
    match author.and_then(|author| voices.side(author)) {
        Some(Side::Us) => Some("us"),
        Some(Side::Them) => Some("them"),
        None => author,
    }
}

/// A text with what its sentences share.
struct Text<'a> {
    document: &'a Document,
    content: ContentHash,
    day: Date,
}

fn is_title(part: &str) -> bool {
    matches!(
        part,
        "hs_call_title" | "hs_email_subject" | "hs_meeting_title" | "hs_task_subject" | "hs_task_body" | "card"
    )
}

fn spoken(text: &Text<'_>, reading: &Reading, voices: &Voices, all: &mut Vec<Statement>) {
    let document = text.document;
    let slices = Slices::of(document.text.as_str());
    let mut sentences = reading.sentences.as_slice();
    for utterance in &document.utterances {
        // Sentences come in the order of the turns, and none crosses one.
        let before = sentences.partition_point(|sentence| sentence.span.start < utterance.span.start);
        let within = sentences[before..].partition_point(|sentence| sentence.span.start < utterance.span.end);
        let (own, rest) = sentences[before..].split_at(within);
        sentences = rest;
        let address = utterance.email.as_deref().unwrap_or_default();
        let Speaker::Known { side, .. } = voices.by_address(&utterance.speaker, address) else { continue };
        let turn = slices.get(utterance.span);
        for sentence in own {
            all.push(statement(text, &slices, sentence, turn, &utterance.speaker, side, false));
        }
    }
}

fn written(text: &Text<'_>, reading: &Reading, voices: &Voices, all: &mut Vec<Statement>) {
    let Some(speaker) = &text.document.speaker else { return };
    let Some(side) = voices.side(speaker) else { return };
    let is_mail = text.document.record.object == ObjectType::Email;
    let slices = Slices::of(text.document.text.as_str());
    let sentences = &reading.sentences;
    // What is quoted between two sentences of theirs is not around either.
    let goes_on = |from: &Marked, to: &Marked| {
        let between = Span { start: from.span.end, end: to.span.start };
        !slices.get(between).contains(char::is_alphanumeric)
    };
    for (index, sentence) in sentences.iter().enumerate() {
        let before = index.checked_sub(1).and_then(|before| sentences.get(before));
        let after = sentences.get(index + 1);
        let start = before.filter(|before| goes_on(before, sentence)).unwrap_or(sentence).span.start;
        let end = after.filter(|after| goes_on(sentence, after)).unwrap_or(sentence).span.end;
        let context = slices.get(Span { start, end });
        all.push(statement(text, &slices, sentence, context, speaker, side, !is_mail));
    }
}

fn statement(
    text: &Text<'_>,
    slices: &Slices<&str>,
    sentence: &Marked,
    context: &str,
    speaker: &str,
    side: Side,
    reported: bool,
) -> Statement {
    let document = text.document;
    Statement {
        citation: Citation {
            record: document.record.clone(),
            part: document.part.clone(),
            content: text.content.clone(),
            span: sentence.span,
        },
        text: slices.get(sentence.span).replace('\n', " "),
        context: context.replace('\n', " "),
        speaker: speaker.to_owned(),
        side,
        at: document.at,
        day: text.day,
        activity: document.record.clone(),
        spoken: document.part.is_transcript(),
        reported,
        marks: sentence.marks,
    }
}

/// Words that carry what a sentence is about, stemmed: without function words, names of days and months, and the verbs of promising.
pub fn content_stems(text: &str) -> BTreeSet<String> {
    const EMPTY: &str = " the a an and or but of to in on at by for with from about into than then that this these those it its is are was were be been \
        have has had will would shall should can could may might must do does did not no yes i you he she we they me him her us them my your his our \
        their who what when where why how which there here as if so just also only even very more most some any all every both each one two three \
        send sent get got give given bring let know tell told come back want need said say mail call week today tomorrow please thank thanks page attached \
        monday tuesday wednesday thursday friday saturday sunday january february march april june july august september october november december \
        der die das den dem des ein eine einen einem einer und oder aber von zu im am an auf bei für mit aus über ist sind war waren sein haben hat wird \
        werden kann können muss nicht kein keine ich sie er es wir ihr mich uns ihnen ihre unser unsere dazu bis noch auch nur schon dass wenn wie was \
        montag dienstag mittwoch donnerstag freitag samstag sonntag schicken schickt bekommen bekommt herr herrn frau ";
    static EMPTY_WORDS: LazyLock<HashSet<&str>> = LazyLock::new(|| EMPTY.split_whitespace().collect());
    static ENGLISH: LazyLock<Stemmer> = LazyLock::new(|| Stemmer::create(Algorithm::English));
    text.split(|c: char| !c.is_alphanumeric())
        .map(str::to_lowercase)
        .filter(|word| 3 <= word.chars().count() && !EMPTY_WORDS.contains(word.as_str()))
        .map(|word| ENGLISH.stem(&word).into_owned())
        .collect()
}
