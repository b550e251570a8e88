//! What the lines of a text say: a small model on top of the embedding model's vectors reads the lines of a talk, mail or note, each with its
//! neighbours, and gives a row of probabilities for each.
//!
//! `docs/reading.md` has what it was trained on and how well it reads.

use crate::{EmbeddingError, ModelFiles, embedder::SPINNING_STOPS, environment};
use ort::{session::Session, value::Tensor};
use serde::Deserialize;
use std::sync::{Mutex, PoisonError};

/// The graph, in the folder of the embedding model whose vectors it reads.
const GRAPH: &str = "classifier.onnx";
/// What the graph says of itself: its name, and the names of its outputs.
const CARD: &str = "classifier.json";
/// The figures that stand beside a line's vector. As in training.
const FIGURES: usize = 10;
/// A line of so many words counts as long, and a longer one no more. As in training.
const WORDS_MAX: u16 = 60;

/// Who a line is from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Teller {
    /// The rep or a colleague.
    Us,
    /// The customer, or anybody else.
    Them,
    /// A note that one of us wrote.
    Note,
}

/// A line of a text, with its unit vector.
#[derive(Debug, Clone, PartialEq)]
pub struct Line<'a> {
    /// Who the line is from.
    pub by: Teller,
    /// The name of whoever says it; neighbours of one name are one turn.
    pub speaker: &'a str,
    /// Whether it stands in a mail.
    pub is_mail: bool,
    /// The words of the line.
    pub text: &'a str,
    /// Its unit vector as a passage, by the embedding model that the classifier lies beside.
    pub vector: &'a [f32],
}

#[derive(Deserialize)]
struct Card {
    name: String,
    outputs: Vec<String>,
}

/// A loaded classifier of lines.
pub struct Classifier {
    session: Mutex<Session>,
    card: Card,
}

impl Classifier {
    /// The classifier that lies beside an embedding model, loaded; `None` where there is none, as beside a model of the rep's own.
    ///
    /// Fails when a file cannot be read or the runtime refuses the graph.
    pub fn beside(files: &ModelFiles) -> Result<Option<Self>, EmbeddingError> {
        let Some(card) = card(files) else { return Ok(None) };
        let failed = |reason: String| EmbeddingError::Model { reason };
        let builder = Session::builder(&environment(files)?).map_err(|error| failed(error.to_string()))?;
        let builder = builder.with_intra_threads(1).map_err(|error| failed(error.to_string()))?;
        let mut builder =
            builder.with_config_entry(SPINNING_STOPS.0, SPINNING_STOPS.1).map_err(|error| failed(error.to_string()))?;
        let session = builder.commit_from_file(files.dir.join(GRAPH)).map_err(|error| failed(error.to_string()))?;
        Ok(Some(Self { session: Mutex::new(session), card }))
    }

    /// The name of the classifier beside an embedding model; `None` where there is none.
    pub fn name_beside(files: &ModelFiles) -> Option<String> {
        card(files).map(|card| card.name)
    }

    /// The name of the classifier; what one of another name has read has to be read again.
    pub fn name(&self) -> &str {
        &self.card.name
    }

    /// What the numbers of a row stand for, in their order.
    pub fn outputs(&self) -> &[String] {
        &self.card.outputs
    }

    /// Reads the lines of one text, in order. Returns a row of probabilities a line, in the order of [`Classifier::outputs`].
    ///
    /// Blocks for about a millisecond for each hundred lines.
    pub fn read(&self, lines: &[Line<'_>]) -> Result<Vec<Vec<f32>>, EmbeddingError> {
        let failed = |error: ort::Error| EmbeddingError::Model { reason: error.to_string() };
        let Some(first) = lines.first() else { return Ok(Vec::new()) };
        let (count, width) = (lines.len(), first.vector.len());
        let vectors: Vec<f32> = lines.iter().flat_map(|line| line.vector).copied().collect();
        let figures: Vec<f32> = (0..count).flat_map(|at| figures(lines, at)).collect();
        let vectors = Tensor::from_array(([count, width], vectors)).map_err(failed)?;
        let figures = Tensor::from_array(([count, FIGURES], figures)).map_err(failed)?;
        let mut session = self.session.lock().unwrap_or_else(PoisonError::into_inner);
        let outputs = session.run(ort::inputs!["vectors" => vectors, "figures" => figures]).map_err(failed)?;
        let (_, values) = outputs["probabilities"].try_extract_tensor::<f32>().map_err(failed)?;
        if values.len() != count * self.card.outputs.len() {
            let reason = format!("{count} lines gave {} probabilities", values.len());
            return Err(EmbeddingError::Model { reason });
        }
        Ok(values.chunks(self.card.outputs.len().max(1)).map(<[f32]>::to_vec).collect())
    }
}

fn card(files: &ModelFiles) -> Option<Card> {
    let card = std::fs::read(files.dir.join(CARD)).ok()?;
    let card =
        serde_json::from_slice(&card).inspect_err(|error| tracing::warn!(%error, "{CARD} cannot be read")).ok()?;
    files.dir.join(GRAPH).is_file().then_some(card)
}

/// What is told of a line beside its vector: who it is from, whether it is a mail's, asks, has a digit, where it stands, how long it is, and
/// whether the same person spoke before and goes on after.
fn figures(lines: &[Line<'_>], at: usize) -> [f32; FIGURES] {
    let line = &lines[at];
    let is = |holds: bool| f32::from(u8::from(holds));
    let words = u16::try_from(line.text.split_whitespace().count()).unwrap_or(u16::MAX);
    let says_also = |other: Option<&Line<'_>>| is(other.is_some_and(|other| other.speaker == line.speaker));
    #[allow(clippy::cast_precision_loss)] // Lines of a text are far below 2^24.
    let place = at as f32 / lines.len() as f32;
    [
        is(line.by == Teller::Us),
        is(line.by == Teller::Them),
        is(line.by == Teller::Note),
        is(line.is_mail),
        is(line.text.contains('?')),
        is(line.text.chars().any(|c| c.is_ascii_digit())),
        place,
        f32::from(words.min(WORDS_MAX)) / f32::from(WORDS_MAX),
        says_also(at.checked_sub(1).and_then(|before| lines.get(before))),
        says_also(lines.get(at + 1)),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Embedder;

    /// With the real models: a line is read with its neighbours, the same twice over.
    #[tokio::test]
    async fn lines_are_read_with_what_stands_around_them() {
        let files = ModelFiles::locate(None);
        let classifier = Classifier::beside(&files).unwrap().unwrap();
        let embedder = Embedder::start(&files, 1).unwrap();
        let texts = [
            "And who else have you talked to about this?",
            "Nordwind were here on Tuesday with their van, they asked thirty-one thousand.",
            "Good coffee, that.",
        ]
        .map(str::to_owned);
        let vectors = embedder.passages(&texts).await.unwrap();
        let line = |at: usize| {
            let by = if at == 0 { Teller::Us } else { Teller::Them };
            Line { by, speaker: ["Jo", "Ada", "Ada"][at], is_mail: false, text: &texts[at], vector: &vectors[at] }
        };
        let talk = [line(0), line(1), line(2)];
        let rows = classifier.read(&talk).unwrap();
        assert_eq!(rows.len(), 3);
        assert!(rows.iter().flatten().all(|probability| (0.0..=1.0).contains(probability)));
        assert_eq!(classifier.read(&talk).unwrap(), rows);
        assert_ne!(classifier.read(&talk[1..2]).unwrap()[0], rows[1]);
        let rival = classifier.outputs().iter().position(|name| name == "competitor").unwrap();
        assert!(0.3 < rows[1][rival] && rows[2][rival] < 0.1, "{rows:?}");
        assert_eq!(classifier.read(&[]).unwrap(), Vec::<Vec<f32>>::new());
    }
}
