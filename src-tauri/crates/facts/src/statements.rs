//! Sentences with who said them, on which side, when, and where they stand.

use crate::pattern;
use domain::{Citation, Document, Dossier, ObjectType, RecordId, Span, text};
use jiff::{Timestamp, civil::Date, tz::TimeZone};
use regex::Regex;
use rust_stemmers::{Algorithm, Stemmer};
use std::{collections::BTreeSet, sync::LazyLock};

/// On which side of the table somebody sits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Side {
    /// A colleague.
    Us,
    /// Somebody of the account.
    Them,
}

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
}

/// Knows who is a colleague and who is of the account.
pub struct Voices {
    us: BTreeSet<String>,
    them: BTreeSet<String>,
}

impl Voices {
    /// From a dossier's owners and contacts.
    pub fn of(dossier: &Dossier) -> Self {
        let us = dossier.owners.iter().flat_map(|owner| [owner.name.to_lowercase(), owner.email.to_lowercase()]);
        let them = dossier.contacts.iter().flat_map(|contact| {
            [contact.display_name().to_lowercase(), contact.get("email").unwrap_or_default().to_lowercase()]
        });
        Self { us: us.filter(|name| !name.is_empty()).collect(), them: them.filter(|name| !name.is_empty()).collect() }
    }

    /// The side of a speaker; nobody's when they are not known.
    pub fn side(&self, speaker: &str) -> Option<Side> {
        let speaker = speaker.to_lowercase();
        if self.us.contains(&speaker) {
            Some(Side::Us)
        } else if self.them.contains(&speaker) {
            Some(Side::Them)
        } else {
            None
        }
    }
}

/// All sentences of a dossier's timeline, oldest first. Titles, quoted history, signatures and automatic replies are left out, as is
/// whoever is on neither side.
pub fn statements(dossier: &Dossier) -> Vec<Statement> {
    let voices = Voices::of(dossier);
    let zone = TimeZone::get(&dossier.time_zone).unwrap_or(TimeZone::UTC);
    let mut all = Vec::new();
    for entry in dossier.entries.iter().filter(|entry| !is_automatic(&entry.activity.title)) {
        for document in entry.documents.iter().filter(|d| !is_title(&d.part.0) && !is_compiled(&d.text)) {
            if document.utterances.is_empty() {
                written(document, &voices, &zone, &mut all);
            } else {
                spoken(document, &voices, &zone, &mut all);
            }
        }
    }
    all
}

/// Whether a mail's subject says that no person wrote it: an absence note is no word of theirs and answers nothing.
fn is_automatic(subject: &str) -> bool {
    static AUTOMATIC: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"^\s*(?:auto(?:matic)?[- ]?(?:reply|response|antwort)|automatische antwort|abwesenheit\w*|out of (?:the )?office|undeliverable|delivery (?:status notification|failure)|unzustellbar)\b",
        )
    });
    AUTOMATIC.is_match(subject)
}

/// What Foreword filed itself repeats what others said. It is no evidence of its own, and keeps no promise by quoting it.
fn is_compiled(text: &str) -> bool {
    text.contains("Compiled from your CRM · approved by ")
}

fn is_title(part: &str) -> bool {
    matches!(
        part,
        "hs_call_title" | "hs_email_subject" | "hs_meeting_title" | "hs_task_subject" | "hs_task_body" | "card"
    )
}

fn spoken(document: &Document, voices: &Voices, zone: &TimeZone, all: &mut Vec<Statement>) {
    for utterance in &document.utterances {
        let side =
            voices.side(&utterance.speaker).or_else(|| utterance.email.as_deref().and_then(|email| voices.side(email)));
        let Some(side) = side else { continue };
        let turn = utterance.span.of(&document.text);
        for span in text::sentences(turn) {
            let span = Span { start: utterance.span.start + span.start, end: utterance.span.start + span.end };
            let speaker = utterance.speaker.clone();
            all.push(statement(document, span, turn, speaker, side, zone, false));
        }
    }
}

fn written(document: &Document, voices: &Voices, zone: &TimeZone, all: &mut Vec<Statement>) {
    let Some(speaker) = &document.speaker else { return };
    let Some(side) = voices.side(speaker) else { return };
    let is_mail = document.record.object == ObjectType::Email;
    let own = if is_mail { text::own_words(&document.text) } else { Span::whole(&document.text) };
    let body = own.of(&document.text);
    let spans = text::sentences(body);
    for (index, span) in spans.iter().enumerate() {
        let start = spans[index.saturating_sub(1)].start;
        let end = spans[(index + 1).min(spans.len() - 1)].end;
        let context = Span { start, end }.of(body);
        all.push(statement(document, *span, context, speaker.clone(), side, zone, !is_mail));
    }
}

fn statement(
    document: &Document,
    span: Span,
    context: &str,
    speaker: String,
    side: Side,
    zone: &TimeZone,
    reported: bool,
) -> Statement {
    Statement {
        citation: Citation {
            record: document.record.clone(),
            part: document.part.clone(),
            content: document.content_hash(),
            span,
        },
        text: span.of(&document.text).replace('\n', " "),
        context: context.replace('\n', " "),
        speaker,
        side,
        at: document.at,
        day: document.at.to_zoned(zone.clone()).date(),
        activity: document.record.clone(),
        spoken: document.part.is_transcript(),
        reported,
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
    let english = Stemmer::create(Algorithm::English);
    text.split(|c: char| !c.is_alphanumeric())
        .map(str::to_lowercase)
        .filter(|word| 3 <= word.chars().count() && !EMPTY.contains(&format!(" {word} ")))
        .map(|word| english.stem(&word).into_owned())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn absence_notes_are_nobodys_words() {
        for subject in [
            "Automatic reply: travelling",
            "Auto-reply: your order",
            "Automatische Antwort: Abwesenheit",
            "Abwesenheitsnotiz: Urlaub",
            "Out of Office: back on Monday",
            "Undeliverable: Redlines",
        ] {
            assert!(is_automatic(subject), "{subject}");
        }
        for subject in ["Re: Automatic replies in the portal", "Office hours", "Autumn offer", ""] {
            assert!(!is_automatic(subject), "{subject}");
        }
    }
}
