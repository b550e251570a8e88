//! Reading the lines of new texts with the classifier, so that briefs and answers find what each says.

use crate::{apart::apart, error::AppError, models::embedding_model::Model};
use domain::{ChunkLevel, Document, ObjectType, ReadLine, Says, Side, Span, Speaker, Voices, mail::Layer};
use embedding::{Classifier, Embedder, EmbeddingError, Line, Teller};
use std::collections::BTreeMap;
use store::{Database, TextHash};
use tokio_util::sync::CancellationToken;

/// So many texts are read between two looks at whether to stop.
const TEXTS_AT_ONCE: usize = 50;

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

/// The vectors of lines by the hash of what is embedded of them: from the cache, else made now.
async fn vectors(
    database: &Database,
    embedder: &Embedder,
    lines: &Lines,
) -> Result<BTreeMap<TextHash, Vec<f32>>, AppError> {
    let hashes: Vec<TextHash> = lines.own.iter().map(|line| line.hash).collect();
    let mut vectors = database.cached_vectors(embedder.model(), &hashes)?;
    let missing: Vec<&OwnLine> = lines.own.iter().filter(|line| !vectors.contains_key(&line.hash)).collect();
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
    own: Vec<OwnLine>,
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
        let line = |(chunk, unit): (domain::Chunk, retrieval::Unit)| {
            let speaker = unit.speaker.unwrap_or_default();
            let by = teller(&speaker);
            let hash = TextHash::of(&chunk.embedded_text);
            OwnLine { span: unit.span, by, speaker, text: unit.text, embedded: chunk.embedded_text, hash }
        };
        Self { is_mail, own: own.map(line).collect() }
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
        let Some(lines) = self.own.iter().map(line).collect::<Option<Vec<Line<'_>>>>() else { return Ok(Vec::new()) };
        let rows = classifier.read(&lines)?;
        let read = |(own, row): (&OwnLine, Vec<f32>)| Says::of(&row).map(|says| ReadLine { span: own.span, says });
        Ok(self.own.iter().zip(rows).filter_map(read).collect())
    }
}
