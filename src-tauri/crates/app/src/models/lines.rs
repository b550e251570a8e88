//! Reading the lines of new texts with the classifier, so that briefs and answers find what each says.

use crate::{apart::apart, error::AppError, models::embedding_model::Model};
use domain::{
    ChunkLevel, Document, ObjectType, ReadLine, Says, Side, Slices, Span, Speaker, Voices, mail::Layer, text,
};
use embedding::{Classifier, Embedder, EmbeddingError, Line, Teller};
use std::collections::BTreeMap;
use store::{Database, TextHash};
use tokio_util::sync::CancellationToken;

/// So many texts are read between two looks at whether to stop.
const TEXTS_AT_ONCE: usize = 50;
/// A unit of more words is read as a whole, as answers are looked for, and again in parts, each of whole sentences and of at most so many words
/// where they allow: what a model has learned from are lines as people say them, most of ten to twenty-five words.
const LINE_WORDS: usize = 28;
/// The version of the cut. Whoever changes which lines there are raises it, so that they are read anew.
const CUT: &str = "5";

/// Reads the lines of every current text that the classifier has not read, newest first, and keeps what it found. What was read stays read if
/// it is cut off. Returns how many texts; 0 where there is no classifier.
///
/// The vectors are those of the index; what it has not embedded yet is embedded here.
pub(crate) async fn update_lines(
    database: &Database,
    model: &Model,
    cancel: &CancellationToken,
) -> Result<usize, AppError> {
    let (Some(name), Some(embedder)) = (model.classifier_name(), model.embedder()) else { return Ok(0) };
    let name = format!("{name}/{CUT}");
    let (mut read, mut loaded) = (0, None);
    while !cancel.is_cancelled() {
        let texts = database.documents_without_lines(&name, TEXTS_AT_ONCE)?;
        if texts.is_empty() {
            break;
        }
        if loaded.is_none() {
            loaded = model.classifier()?;
        }
        let Some(classifier) = &loaded else { break };
        let voices = Voices::from(&database.owners()?, &[]);
        let mut found = Vec::with_capacity(texts.len());
        for text in &texts {
            let lines = Lines::of(&text.document, &voices);
            let vectors = vectors(database, embedder, &lines).await?;
            found.push((text.id, lines.said(classifier, &vectors)?));
        }
        database.put_read_lines(&name, &found)?;
        read += texts.len();
    }
    Ok(read)
}

/// The vectors of lines by the hash of what is embedded of them: from the cache, else made now, as those of parts of units always are.
async fn vectors(
    database: &Database,
    embedder: &Embedder,
    lines: &Lines,
) -> Result<BTreeMap<TextHash, Vec<f32>>, AppError> {
    let hashes: Vec<TextHash> = lines.all().map(|line| line.hash).collect();
    let mut vectors = database.cached_vectors(embedder.model(), &hashes)?;
    let missing: Vec<&OwnLine> = lines.all().filter(|line| !vectors.contains_key(&line.hash)).collect();
    if !missing.is_empty() {
        let texts: Vec<String> = missing.iter().map(|line| line.embedded.clone()).collect();
        vectors.extend(missing.iter().map(|line| line.hash).zip(embedder.passages(&texts).await?));
    }
    Ok(vectors)
}

/// The lines of a text in its author's or speakers' own words.
#[derive(Default)]
struct Lines {
    is_mail: bool,
    /// The units that are searched.
    units: Vec<OwnLine>,
    /// What facts and briefs are made of: units, and the parts of long ones.
    parts: Vec<OwnLine>,
}

struct OwnLine {
    span: Span,
    by: Teller,
    speaker: String,
    text: String,
    embedded: String,
    hash: TextHash,
}

impl Lines {
    fn of(document: &Document, voices: &Voices) -> Self {
        // What cannot be cut into lines has none; it can still be searched and opened.
        apart(&document.record, || Self::cut(document, voices)).unwrap_or_default()
    }

    fn cut(document: &Document, voices: &Voices) -> Self {
        let is_mail = document.record.object == ObjectType::Email;
        let teller = |speaker: &str| match (document.utterances.is_empty(), document.record.object) {
            (true, ObjectType::Email) if voices.side(speaker) == Some(Side::Us) => Teller::Us,
            (true, ObjectType::Email | ObjectType::Ticket) => Teller::Them,
            (true, _) => Teller::Note,
            (false, _) => match voices.by_name(speaker) {
                Speaker::Known { side: Side::Us, .. } => Teller::Us,
                _ => Teller::Them,
            },
        };
        let chunks = retrieval::chunk(document).into_iter().filter(|chunk| chunk.level == ChunkLevel::Unit);
        let own = chunks.zip(retrieval::units(document)).filter(|(_, unit)| {
            // Whose words a unit is of a mail is known; of other texts they are their writer's.
            unit.layer.is_none_or(|layer| layer == Layer::Own)
        });
        let lines = |(chunk, unit): (domain::Chunk, retrieval::Unit)| {
            let speaker = unit.speaker.unwrap_or_default();
            let by = teller(&speaker);
            // What stands before the words is who says them.
            let before = chunk.embedded_text.strip_suffix(unit.text.as_str()).unwrap_or_default().to_owned();
            let slices = Slices::of(unit.text.as_str());
            let line = |part: Span| {
                let text = slices.get(part).to_owned();
                let span = Span { start: unit.span.start + part.start, end: unit.span.start + part.end };
                let embedded = format!("{before}{text}");
                OwnLine { span, by, speaker: speaker.clone(), hash: TextHash::of(&embedded), text, embedded }
            };
            (line(Span::whole(&unit.text)), parts(&unit.text).into_iter().map(line).collect::<Vec<OwnLine>>())
        };
        let (units, parts): (Vec<OwnLine>, Vec<Vec<OwnLine>>) = own.map(lines).unzip();
        Self { is_mail, units, parts: parts.into_iter().flatten().collect() }
    }

    fn all(&self) -> impl Iterator<Item = &OwnLine> {
        self.units.iter().chain(&self.parts)
    }

    fn said(
        &self,
        classifier: &Classifier,
        vectors: &BTreeMap<TextHash, Vec<f32>>,
    ) -> Result<Vec<ReadLine>, EmbeddingError> {
        let line = |own| {
            let OwnLine { by, speaker, text, hash, .. }: &OwnLine = own;
            Some(Line { by: *by, speaker, is_mail: self.is_mail, text, vector: vectors.get(hash)? })
        };
        let mut found = Vec::new();
        // Each with neighbours of its kind.
        for own in [&self.units, &self.parts] {
            let Some(lines) = own.iter().map(line).collect::<Option<Vec<Line<'_>>>>() else { return Ok(Vec::new()) };
            let rows = classifier.read(&lines)?;
            let read = |(own, row): (&OwnLine, Vec<f32>)| Says::of(&row).map(|says| ReadLine { span: own.span, says });
            found.extend(own.iter().zip(rows).filter_map(read));
        }
        // A unit before its parts; one without parts once.
        found.sort_by_key(|line| (line.span.start, std::cmp::Reverse(line.span.end)));
        found.dedup_by_key(|line| line.span);
        Ok(found)
    }
}

/// The parts of a unit that are read by themselves: all of it where it is short, else runs of whole sentences. In scalar values.
fn parts(unit: &str) -> Vec<Span> {
    if text::word_count(unit) <= LINE_WORDS {
        return vec![Span::whole(unit)];
    }
    let slices = Slices::of(unit);
    let mut parts: Vec<Span> = Vec::new();
    for sentence in text::sentences(unit) {
        let joined = parts.last().map(|last| Span { start: last.start, end: sentence.end });
        match joined.filter(|joined| text::word_count(slices.get(*joined)) <= LINE_WORDS) {
            Some(joined) => {
                parts.pop();
                parts.push(joined);
            }
            None => parts.push(sentence),
        }
    }
    if parts.is_empty() { vec![Span::whole(unit)] } else { parts }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_turn_is_read_in_parts_of_whole_sentences() {
        let short = "We need it by March.";
        assert_eq!(parts(short), [Span::whole(short)]);
        let long = "We have nine hotels open and two that open next month, so it is the high season for all of us here. \
            Every supplier contract above three thousand needs an approval. The approvals come by e-mail. And since two days ago they do not.";
        let slices = Slices::of(long);
        let read: Vec<&str> = parts(long).into_iter().map(|part| slices.get(part)).collect();
        assert_eq!(read.len(), 2);
        assert!(read[0].ends_with("all of us here.") && read[1].starts_with("Every supplier"));
        let endless = "word ".repeat(60);
        assert_eq!(parts(endless.trim()).len(), 1, "a sentence is never cut");
    }
}
