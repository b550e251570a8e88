//! What a question asks for, read off its vector by one logistic regression over kinds of questions; and how well lines answer it, read off some
//! figures of theirs by a small network.

use crate::ModelFiles;
use serde::Deserialize;

/// The regression's file, in the folder of the model whose vectors it reads.
const FILE: &str = "questions.json";

/// What reads questions, and weighs what may answer them.
///
/// `docs/reading.md` has what it was trained on and how often it is right.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Questions {
    kinds: Vec<String>,
    /// A row a kind, as wide as the model's vectors.
    weights: Vec<Vec<f32>>,
    bias: Vec<f32>,
    ranker: Vec<Network>,
    certainty: Vec<f32>,
    certainty_bias: f32,
}

/// A network with one hidden layer and one output.
#[derive(Debug, Clone, PartialEq, Deserialize)]
struct Network {
    /// A row a hidden unit, as wide as the figures.
    enter: Vec<Vec<f32>>,
    enter_bias: Vec<f32>,
    leave: Vec<f32>,
    leave_bias: f32,
}

impl Network {
    fn value(&self, figures: &[f32]) -> f32 {
        let hidden = self.enter.iter().zip(&self.enter_bias).map(|(row, bias)| gelu(dot(row, figures) + bias));
        hidden.zip(&self.leave).map(|(value, weight)| value * weight).sum::<f32>() + self.leave_bias
    }
}

fn dot(row: &[f32], values: &[f32]) -> f32 {
    row.iter().zip(values).map(|(weight, value)| weight * value).sum()
}

/// The Gaussian error linear unit, exact: `x/2 · (1 + erf(x/√2))`.
fn gelu(x: f32) -> f32 {
    x / 2.0 * (1.0 + libm::erff(x / std::f32::consts::SQRT_2))
}

impl Questions {
    /// The regression that lies beside an embedding model; `None` where there is none, or none for vectors of this width.
    pub fn beside(files: &ModelFiles) -> Option<Self> {
        let bytes = std::fs::read(files.dir.join(FILE)).ok()?;
        let read: Self = serde_json::from_slice(&bytes)
            .inspect_err(|error| tracing::warn!(%error, "what questions ask for cannot be read"))
            .ok()?;
        let fits = read.weights.iter().all(|row| row.len() == files.dimension);
        (fits && read.weights.len() == read.kinds.len() && read.bias.len() == read.kinds.len()).then_some(read)
    }

    /// The kinds of questions with how likely the question of this unit vector is one; together 1.
    pub fn read(&self, vector: &[f32]) -> Vec<(&str, f32)> {
        let logits: Vec<f32> = self.weights.iter().zip(&self.bias).map(|(row, bias)| dot(row, vector) + bias).collect();
        let most = logits.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        let raised: Vec<f32> = logits.iter().map(|logit| (logit - most).exp()).collect();
        let sum: f32 = raised.iter().sum();
        self.kinds.iter().map(String::as_str).zip(raised.into_iter().map(|value| value / sum)).collect()
    }

    /// How well a line with these figures answers, in the order of training; greater is better, on no fixed scale.
    pub fn rank(&self, figures: &[f32]) -> f32 {
        let sum: f32 = self.ranker.iter().map(|network| network.value(figures)).sum();
        #[allow(clippy::cast_precision_loss)] // A handful.
        let count = self.ranker.len().max(1) as f32;
        sum / count
    }

    /// How surely a question with these signs is answered, in the order of training; above 0 it rather is.
    pub fn certainty(&self, signs: &[f32]) -> f32 {
        dot(&self.certainty, signs) + self.certainty_bias
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// With the real model.
    #[tokio::test]
    async fn a_question_about_money_asks_for_the_budget() {
        let files = ModelFiles::locate(None);
        let questions = Questions::beside(&files).unwrap();
        let embedder = crate::Embedder::start(&files, 1).unwrap();
        for (question, kind) in [
            ("how much can they spend", "budget"),
            ("wer muss unterschreiben?", "authority"),
            ("que leur avons-nous promis ?", "promise"),
        ] {
            let read = questions.read(&embedder.query(question).await.unwrap());
            assert!((read.iter().map(|(_, probability)| probability).sum::<f32>() - 1.0).abs() < 1e-4);
            let likeliest = read.into_iter().max_by(|(_, a), (_, b)| a.total_cmp(b)).unwrap();
            assert_eq!(likeliest.0, kind, "{question}: {likeliest:?}");
        }
    }
}
