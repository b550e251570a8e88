//! The [`Desk`] that drafts are written at: the dossier, the facts read from it, and the sources of what was proposed so far.

use crate::phrases::{Phrases, language_of};
use domain::{Citation, Dossier, Dropped, Item, ItemKind, Record, Side, Source, Sources, Span, Voices};
use facts::{Line, OpenQuestion, Promise, Statement, language, open_questions, promises, quote_within, statements};
use grounding::{Moment, Parts, check_with_target, confidence};
use jiff::{Timestamp, civil::Date, tz::TimeZone};
use std::ops::RangeInclusive;

/// Everything the sections read, and where they put their sources.
pub(crate) struct Desk<'a> {
    pub dossier: &'a Dossier,
    pub zone: TimeZone,
    pub today: Date,
    pub statements: Vec<Statement>,
    pub promises: Vec<Promise>,
    pub questions: Vec<OpenQuestion>,
    /// The lines that a model has read, oldest first.
    pub lines: Vec<Line>,
    pub sources: Sources,
    /// The fixed words of lines, in the account's language.
    pub phrases: Phrases,
}

impl<'a> Desk<'a> {
    pub fn of(dossier: &'a Dossier) -> Self {
        let zone = dossier.zone.clone();
        let today = dossier.as_of.to_zoned(zone.clone()).date();
        let statements = statements(dossier);
        // What the rep has decided about is no open promise any more, whatever the texts say.
        let mut promises = promises(dossier, &statements, today);
        promises.retain(|promise| dossier.mark_of(&promise.citation, today).is_none());
        let questions = open_questions(dossier, &statements);
        let mut lines = facts::lines(dossier, &statements);
        lines.retain(|line| line.at <= dossier.as_of);
        Self {
            dossier,
            zone,
            today,
            statements,
            promises,
            questions,
            lines,
            sources: Sources::new(),
            phrases: Phrases::of(language_of(dossier)),
        }
    }

    /// A desk at which a question is answered, in the language of the question.
    pub fn answering(question: &str, dossier: &'a Dossier) -> Self {
        Self { phrases: Phrases::of(language(question)), ..Self::of(dossier) }
    }

    /// The moment at which grounding checks the lines, with no labels but the nouns of the fixed words.
    pub fn moment(&self) -> Moment {
        let moment = Moment::new(self.dossier.as_of, &self.zone, &self.dossier.portal_zone);
        Moment { today: self.today, labels: self.phrases.nouns().collect(), ..moment }
    }

    pub fn day(&self, at: Timestamp) -> Date {
        at.to_zoned(self.zone.clone()).date()
    }

    /// Whole days from a day until today; negative for days to come.
    pub fn days_since(&self, day: Date) -> i32 {
        day.until(self.today).map(|span| span.get_days()).unwrap_or(0)
    }

    /// How long ago a day was, in words: "today", "yesterday", "5 days ago".
    pub fn ago(&self, day: Date) -> String {
        self.phrases.ago(self.days_since(day))
    }

    /// "today 10:00", "tomorrow 09:30", "Monday 23 November 14:00".
    pub fn when(&self, at: Timestamp) -> String {
        let zoned = at.to_zoned(self.zone.clone());
        self.phrases.when(&zoned, self.days_since(zoned.date()))
    }

    /// Cites a sentence, or a stretch of it, with its surroundings as the source.
    pub fn cite(&mut self, statement: &Statement, citation: Citation) -> Citation {
        let source = source_of(statement);
        self.sources.insert(citation.clone(), source);
        citation
    }

    /// Cites a line, or a stretch of it, with the whole line as the source.
    pub fn cite_line(&mut self, line: &Line, citation: Citation) -> Citation {
        let source = source_of_line(line);
        self.sources.insert(citation.clone(), source);
        citation
    }

    /// The side of whoever wrote or said a text; none where it is not certain who they are.
    pub fn side_of(&self, speaker: Option<&str>) -> Option<Side> {
        Voices::of(self.dossier).side(speaker?)
    }

    /// Cites a property of a record as it stands; `None` where it has no value.
    pub fn cite_property(&mut self, record: &Record, property: &str) -> Option<Citation> {
        let value = record.get(property)?;
        let citation = Citation::property(record.id.clone(), property, value);
        let changed =
            self.dossier.deals.iter().filter(|deal| deal.record.id == record.id).flat_map(|deal| &deal.history);
        let since =
            changed.filter(|change| change.property == property && change.value == value).map(|change| change.at).max();
        let source = Source {
            record: record.id.clone(),
            property: Some(property.to_owned()),
            time: since.unwrap_or(record.modified_at),
            speaker: None,
            side: None,
            text: value.to_owned(),
        };
        self.sources.insert(citation.clone(), source);
        Some(citation)
    }

    /// The citations of several properties, those without a value left out.
    pub fn cite_properties(&mut self, record: &Record, properties: &[&str]) -> Vec<Citation> {
        properties.iter().filter_map(|property| self.cite_property(record, property)).collect()
    }
}

/// What a sentence, or a stretch of it, is cited from: its surroundings.
pub(crate) fn source_of(statement: &Statement) -> Source {
    Source {
        record: statement.citation.record.clone(),
        property: property_of(&statement.citation),
        time: statement.at,
        speaker: Some(statement.speaker.clone()),
        side: Some(statement.side),
        text: statement.context.clone(),
    }
}

/// What a line, or a stretch of it, is cited from: all of it.
pub(crate) fn source_of_line(line: &Line) -> Source {
    Source {
        record: line.citation.record.clone(),
        property: property_of(&line.citation),
        time: line.at,
        speaker: Some(line.speaker.clone()),
        side: Some(line.side),
        text: line.text.clone(),
    }
}

/// The stretch of a line to quote, by whole clauses: rather the first of two numbers of words, at most the second; with its citation.
pub(crate) fn stretch(line: &Line, words: RangeInclusive<usize>) -> (String, Citation) {
    let range = quote_within(&line.text, words);
    let (inner, start) = (Span::from_bytes(&line.text, range.clone()), line.citation.span.start);
    let span = Span { start: start + inner.start, end: start + inner.end };
    (line.text[range].to_owned(), Citation { span, ..line.citation.clone() })
}

/// The property that a citation stands in; `None` for what was said.
fn property_of(citation: &Citation) -> Option<String> {
    (!citation.part.is_transcript()).then(|| citation.part.0.clone())
}

/// Lets grounding see a line: one that passes is marked so and gets its confidence, one that does not comes back with the reason.
///
/// `target` is what the rep set as a target, for the lines that speak of it.
pub(crate) fn verify(item: &mut Item, sources: &Sources, moment: &Moment, target: Option<u64>) -> Result<(), Dropped> {
    match check_with_target(item, sources, moment, target) {
        Ok(()) => {
            item.verified = true;
            item.confidence = confidence(item, sources, moment).map(Parts::score);
            Ok(())
        }
        Err(flaw) => Err(Dropped { text: item.text.clone(), reason: flaw.to_string() }),
    }
}

/// A line that grounding has not checked yet.
pub(crate) fn item(kind: ItemKind, rule: Option<&str>, text: String, citations: Vec<Citation>) -> Item {
    Item { text, kind, rule: rule.map(str::to_owned), citations, verified: false, confidence: None, promise: None }
}
