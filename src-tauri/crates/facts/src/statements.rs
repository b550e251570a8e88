//! Sentences with who said them, on which side, when, and where they stand.

use crate::{
    learned::heard,
    marks::{RULES, read, read_own},
};
use domain::property;
use domain::{
    Citation, ContentHash, Document, Dossier, Entry, Marked, Marks, Mode, ObjectType, ReadLine, Reading, RecordId,
    Says, Side, Slices, Span, Speaker, Voices,
    mail::{Context, Earlier, Layer, is_automatic, layers, own_words, stretches},
};
use jiff::{Timestamp, civil::Date};
use rust_stemmers::{Algorithm, Stemmer};
use std::{
    collections::{BTreeSet, HashSet},
    sync::LazyLock,
};

/// One sentence of the account's texts, with who said it, when and where.
#[derive(Debug, Clone, PartialEq)]
pub struct Statement {
    /// The citation of the sentence.
    pub citation: Citation,
    /// The words of the sentence.
    pub text: String,
    /// What stands around it: the whole utterance or paragraph.
    pub context: String,
    /// The name of whoever said it.
    pub speaker: String,
    /// Which side the speaker is on.
    pub side: Side,
    /// When the sentence was said or written.
    pub at: Timestamp,
    /// The day it was said or written, in the rep's zone.
    pub day: Date,
    /// The note, call, mail or meeting that it stands in.
    pub activity: RecordId,
    /// Whether the sentence was spoken rather than written.
    pub spoken: bool,
    /// Whether a colleague noted it down rather than the speaker saying it.
    pub reported: bool,
    /// What the rules see in the sentence.
    pub marks: Marks,
    /// What a model reads in the line that the sentence stands in; `None` where none has read it.
    pub says: Option<Says>,
}

/// All sentences of a dossier's timeline, oldest first. Titles, quoted history, signatures and automatic replies are left out, as is
/// whoever is on neither side.
///
/// What the rules see in them comes from the dossier's readings; a text without one by these rules is read here and now.
pub fn statements(dossier: &Dossier) -> Vec<Statement> {
    let voices = Voices::of(dossier);
    let zone = dossier.zone.clone();
    let mut all = Vec::new();
    let mut earlier = Earlier::default();
    // What reached nobody promises, keeps and answers nothing; a transcript shows that somebody was there.
    let reached = |entry: &&Entry| {
        !is_automatic(&entry.activity.title) && (entry.record.took_place() || entry.spoken().is_some())
    };
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
            let text = Text {
                document,
                content: document.content_hash(),
                day: document.at.to_zoned(zone.clone()).date(),
                lines: dossier.lines.get(&(document.record.clone(), document.part.clone())).map_or(&[], Vec::as_slice),
            };
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

/// A text, with what all its sentences have in common.
struct Text<'a> {
    document: &'a Document,
    content: ContentHash,
    day: Date,
    /// Its lines as a model has read them, in order.
    lines: &'a [ReadLine],
}

fn is_title(part: &str) -> bool {
    matches!(
        part,
        property::CALL_TITLE
            | property::EMAIL_SUBJECT
            | property::MEETING_TITLE
            | property::TASK_SUBJECT
            | property::TASK_BODY
            | "card"
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
    let words = slices.get(sentence.span).replace('\n', " ");
    let says = ReadLine::at(text.lines, sentence.span.start).map(|line| heard(line.says, side, &words));
    Statement {
        citation: Citation {
            record: document.record.clone(),
            part: document.part.clone(),
            content: text.content.clone(),
            span: sentence.span,
        },
        text: words,
        context: context.replace('\n', " "),
        speaker: speaker.to_owned(),
        side,
        at: document.at,
        day: text.day,
        activity: document.record.clone(),
        spoken: document.part.is_transcript(),
        reported,
        marks: sentence.marks,
        says,
    }
}

/// Words that carry what a sentence is about, stemmed: without function words, names of days and months, and the verbs of promising.
pub fn content_stems(text: &str) -> BTreeSet<String> {
    static ENGLISH: LazyLock<Stemmer> = LazyLock::new(|| Stemmer::create(Algorithm::English));
    content_words(text).map(|word| ENGLISH.stem(&word).into_owned()).collect()
}

/// The same words in small letters, as they stand, in their order.
pub(crate) fn content_words(text: &str) -> impl Iterator<Item = String> {
    const EMPTY: &str = " the a an and or but of to in on at by for with from about into than then that this these those it its is are was were be been \
        have has had will would shall should can could may might must do does did not no yes i you he she we they me him her us them my your his our \
        their who what when where why how which there here as if so just also only even very more most some any all every both each one two three \
        send sent get got give given bring let know tell told come back want need said say mail call week today tomorrow please thank thanks page attached \
        monday tuesday wednesday thursday friday saturday sunday january february march april june july august september october november december \
        der die das den dem des ein eine einen einem einer und oder aber von zu im am an auf bei für mit aus über ist sind war waren sein haben hat wird \
        werden kann können muss nicht kein keine ich sie er es wir ihr mich uns ihnen ihre unser unsere dazu bis noch auch nur schon dass wenn wie was \
        montag dienstag mittwoch donnerstag freitag samstag sonntag schicken schickt bekommen bekommt herr herrn frau ";
    static EMPTY_WORDS: LazyLock<HashSet<&str>> = LazyLock::new(|| EMPTY.split_whitespace().collect());
    text.split(|c: char| !c.is_alphanumeric())
        .map(str::to_lowercase)
        .filter(|word| 3 <= word.chars().count() && !EMPTY_WORDS.contains(word.as_str()))
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::promises;
    use domain::{Activity, Owner, Part, Record};
    use jiff::civil::date;
    use std::collections::BTreeMap;

    pub(crate) const REP: (&str, &str) = ("Jo Lind", "jo@lind.example");
    pub(crate) const BUYER: (&str, &str) = ("Ada Berg", "ada@berg.example");

    fn record(object: ObjectType, id: &str, properties: &[(&str, &str)]) -> Record {
        let at = Timestamp::UNIX_EPOCH;
        let properties = properties.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        Record {
            id: RecordId::new(object, id),
            properties: properties.collect::<BTreeMap<_, _>>(),
            created_at: at,
            modified_at: at,
            archived: false,
        }
    }

    /// A dossier of mails, oldest first: from whom, under which subject, with which text.
    pub(crate) fn mails(sent: &[((&str, &str), &str, &str)]) -> Dossier {
        let mut entries = Vec::new();
        for (place, ((name, _), subject, text)) in sent.iter().enumerate() {
            let at: Timestamp = format!("2026-03-{:02}T09:00:00Z", place + 2).parse().unwrap();
            let id = RecordId::new(ObjectType::Email, format!("{place}"));
            let document = Document {
                record: id.clone(),
                part: Part("hs_email_text".to_owned()),
                text: (*text).to_owned(),
                speaker: Some((*name).to_owned()),
                at,
                utterances: Vec::new(),
            };
            entries.push(Entry {
                activity: Activity { id, at, created_at: at, title: (*subject).to_owned() },
                record: record(ObjectType::Email, &place.to_string(), &[]),
                participants: Vec::new(),
                documents: vec![document],
                transcript: None,
            });
        }
        Dossier {
            account: record(ObjectType::Company, "1", &[("name", "Berg Glas")]),
            contact: None,
            why: String::new(),
            as_of: "2026-03-20T09:00:00Z".parse().unwrap(),
            fresh_as_of: None,
            zone: jiff::tz::TimeZone::UTC,
            portal_zone: jiff::tz::TimeZone::UTC,
            deal: None,
            currency: "EUR".to_owned(),
            owners: vec![Owner {
                id: "9".to_owned(),
                name: REP.0.to_owned(),
                email: REP.1.to_owned(),
                archived: false,
            }],
            contacts: vec![record(
                ObjectType::Contact,
                "5",
                &[("firstname", "Ada"), ("lastname", "Berg"), ("email", BUYER.1)],
            )],
            deals: Vec::new(),
            tickets: Vec::new(),
            pipelines: Vec::new(),
            entries,
            readings: domain::Readings::new(),
            lines: domain::ReadLines::new(),
            pages: Vec::new(),
            gaps: Vec::new(),
            marks: Vec::new(),
            alike: Vec::new(),
        }
    }

    /// Who says what, with and without kept readings, which must not differ.
    fn said(dossier: &Dossier) -> Vec<(Side, String)> {
        let scratch = statements(dossier);
        let mut kept = dossier.clone();
        for document in dossier.entries.iter().flat_map(|entry| &entry.documents) {
            kept.readings.insert((document.record.clone(), document.part.clone()), read(document));
        }
        assert_eq!(statements(&kept), scratch);
        scratch.into_iter().map(|statement| (statement.side, statement.text)).collect()
    }

    fn theirs(dossier: &Dossier) -> String {
        let said = said(dossier).into_iter().filter(|(side, _)| *side == Side::Them);
        said.map(|(_, text)| text).collect::<Vec<_>>().join(" | ")
    }

    #[test]
    fn answers_between_quoted_lines_are_said_and_promised() {
        let answers = "Dear Jo,\n\nOn Tue, 3 Mar 2026 at 10:41, Jo Lind <jo@lind.example> wrote:\n> Who signs the annex?\n\nOur lawyer. I'll send you her comments by Friday.\n\n\
            > And what is the most you can spend?\n\n18,300 euros, not one euro more.\n\nAda";
        let dossier = mails(&[(BUYER, "Re: Points", answers)]);
        let found = statements(&dossier);
        assert!(
            promises(&dossier, &found, date(2026, 3, 20))
                .iter()
                .any(|promise| promise.by == Side::Them && promise.text.contains("comments"))
        );
        let theirs = theirs(&dossier);
        let sums: Vec<_> = quantities::money::sums(&theirs).iter().filter_map(quantities::money::Sum::whole).collect();
        assert_eq!(sums, [18_300]);
        assert!(!theirs.contains("Who signs"), "{theirs}");
        assert!(found.iter().all(|statement| !statement.context.contains("And what is the most")));
    }

    #[test]
    fn what_they_quote_of_ours_is_no_promise_of_theirs() {
        let ours = "Hi Ada, I'll send you the sampling plan by Friday.";
        for header in [
            "De : Jo Lind\nEnvoyé : mardi 3 mars 2026 10:05\nÀ : Ada Berg\nObjet : Suite",
            "Am Di., 3. März 2026 um 10:41 Uhr schrieb Jo Lind\n<jo@lind.example>:",
            "________________________________\nFrom: Jo Lind\nSent: Tuesday, March 3, 2026 9:15 AM\nTo: Ada Berg\nSubject: Next",
            // Nothing but our own words shows that this is a quotation.
            "This is what stands in your mail",
        ] {
            let reply = format!("Fine with me.\n\nAda\n\n{header}\n\n{ours}");
            let dossier = mails(&[(REP, "Next", ours), (BUYER, "Re: Next", &reply)]);
            let theirs = theirs(&dossier);
            assert!(theirs.contains("Fine with me") && !theirs.contains("sampling plan"), "{header}: {theirs}");
            let promises = promises(&dossier, &statements(&dossier), date(2026, 3, 20));
            assert!(promises.iter().all(|promise| promise.by == Side::Us), "{header}");
        }
    }

    #[test]
    fn answers_without_marks_are_told_from_the_questions_we_hold() {
        let ours = "Hi Ada,\n\nwho reads the meters in the northern district today?\nWhat can you spend on it in this year?\n\nJo";
        let reply = "Hi Jo, see below.\n\nAda\n\nVon: Jo Lind\nGesendet: Dienstag, 3. März 2026 10:41\nAn: Ada Berg\nBetreff: Fragen\n\nHi Ada,\n\n\
            who reads the meters in the northern district today?\nNobody since May.\nWhat can you spend on it in this year?\n9,400 euros.\n\nJo";
        let theirs = theirs(&mails(&[(REP, "Questions", ours), (BUYER, "AW: Questions", reply)]));
        assert!(theirs.contains("Nobody since May") && theirs.contains("9,400"), "{theirs}");
        assert!(!theirs.contains("who reads"), "{theirs}");
    }

    #[test]
    fn a_template_of_two_colleagues_is_nobodys_quotation() {
        let text =
            "Hi Ada,\n\nI'll send you the sampling plan for all twelve sites by Friday, with the price of each.\n\nJo";
        let mut dossier = mails(&[(REP, "Plan", text), (("Kim Tran", ""), "Plan", text)]);
        dossier.owners.push(Owner {
            id: "8".to_owned(),
            name: "Kim Tran".to_owned(),
            email: "kim@lind.example".to_owned(),
            archived: false,
        });
        let times = said(&dossier).iter().filter(|(_, text)| text.contains("sampling plan")).count();
        assert_eq!(times, 2);
    }

    #[test]
    fn forwarded_words_footers_and_absence_notes_are_not_the_senders() {
        let forward = "See below.\n\nAda\n\n---------- Forwarded message ---------\nFrom: Kim Tran <kim@berg.example>\nDate: Tue, Mar 3, 2026\nSubject: Pumps\n\nWe'll pay 70,000 euros at most.";
        let footer = "The trial may begin.\n\nAda\n\nThis message is confidential. If you are not the intended recipient, you must delete it.";
        let away = "Je suis absente. I'll answer by Friday.";
        let dossier = mails(&[
            (BUYER, "Fwd: Pumps", forward),
            (BUYER, "Trial", footer),
            (BUYER, "[EXTERNAL] Réponse automatique : Essai", away),
        ]);
        let theirs = theirs(&dossier);
        assert!(theirs.contains("See below") && theirs.contains("The trial may begin"), "{theirs}");
        for others in ["70,000", "must delete", "I'll answer"] {
            assert!(!theirs.contains(others), "{theirs}");
        }
    }
}
