//! What the shelf says to a question: collateral, and pages saved for the account that asks; no other account's.

use crate::{error::AppError, models::embedding_model::Model, portal::open::OpenPortal, reading::search::find};
use domain::{ChunkId, ChunkLevel, ObjectType, RecordId};
use drafting::{Answer, Inquiry, Passage, Said, answer};
use jiff::Timestamp;
use std::collections::BTreeMap;
use store::Filter;

/// A line of so few words, with others under it, is a heading.
const HEADING_WORDS_MAX: usize = 3;
/// So many passages of the shelf, by word and by meaning, are held against a question.
const READ_MAX: usize = 200;

/// What an account's drafts may read of the shelf: collateral, and its own pages.
pub(crate) fn readable_by(account: &RecordId) -> Filter {
    Filter {
        accounts: vec![account.to_string(), RecordId::collateral().to_string()],
        kinds: vec![ObjectType::Shelf.singular().to_owned()],
        ..Filter::default()
    }
}

/// Answers a question from the shelf, as `ask` does from an account's history. It is an answer only where it is found; nothing near
/// counts for one.
pub(crate) async fn answered(
    open: &OpenPortal,
    model: &Model,
    account: &RecordId,
    question: &str,
    now: Timestamp,
) -> Result<Answer, AppError> {
    if open.database.shelf_folders()?.is_empty() && open.database.saved_pages(Some(account))?.is_empty() {
        return Ok(Answer::default());
    }
    let filter = readable_by(account);
    let near = nearness(open, model, question, &filter).await?;
    let query = retrieval::Query { text: question.to_owned(), filter, limit: READ_MAX, ..retrieval::Query::default() };
    let mut hits = find(open, model, &query).await?.answer.hits;
    // A title is what a document is called, not what it says. In reading order, since neighbours speak of one thing.
    hits.retain(|hit| hit.chunk.part.0 != "title");
    hits.sort_by_key(|hit| hit.chunk.id);
    let zone = open.zone();
    let said: Vec<Said> = hits
        .into_iter()
        .map(|hit| {
            let (heading, text) = without_heading(&hit.chunk.text);
            let mut citation = hit.chunk.citation();
            citation.span.start += heading;
            let passage = Passage {
                text: text.to_owned(),
                speaker: hit.chunk.speaker,
                source: usize::try_from(hit.chunk.id.document()).unwrap_or_default(),
                day: Some(hit.chunk.at.to_zoned(zone.clone()).date()),
                says: None,
                similarity: near.get(&hit.chunk.id).copied(),
                addressed: None,
            };
            Said { passage, citation, at: hit.chunk.at }
        })
        .collect();
    let answer = answer(&Inquiry::plain(question), &[], &said, now, &zone);
    Ok(if answer.found() { answer } else { Answer::default() })
}

/// A passage without the headings that were read together with it: how many characters they take, and the rest.
fn without_heading(text: &str) -> (usize, &str) {
    let mut rest = text;
    while let Some((line, below)) = rest.split_once('\n') {
        if HEADING_WORDS_MAX < domain::text::word_count(line) || line.ends_with(['.', '!', '?']) {
            break;
        }
        rest = below.trim_start();
    }
    (text.chars().count() - rest.chars().count(), rest)
}

/// How near the shelf's units are to a question, the nearest of them; nothing without a model or an index.
async fn nearness(
    open: &OpenPortal,
    model: &Model,
    question: &str,
    filter: &Filter,
) -> Result<BTreeMap<ChunkId, f32>, AppError> {
    let embedder = model.searching(&open.database)?.filter(|_| open.damage.is_none());
    let Some(embedder) = embedder else { return Ok(BTreeMap::new()) };
    let vector = embedder.query(question).await?;
    let all = open.database.chunk_count()?.max(1);
    let scored = open.index.search_meaning(embedder.model(), ChunkLevel::Unit, &vector, filter, all).await?;
    Ok(scored.into_iter().map(|scored| (scored.id, embedder.scale().of(scored.score))).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_are_not_quoted() {
        for (text, words) in [
            ("Where data is\n\nIn Frankfurt, and nowhere else.", "In Frankfurt, and nowhere else."),
            ("Größe\nPreise\n\n40 € im Monat.", "40 € im Monat."),
            ("In Frankfurt and nowhere else.\nNever moved.", "In Frankfurt and nowhere else.\nNever moved."),
            ("Never moved.\nSince 2019.", "Never moved.\nSince 2019."),
            ("One line", "One line"),
        ] {
            let (skipped, rest) = without_heading(text);
            assert_eq!(rest, words);
            assert_eq!(text.chars().skip(skipped).collect::<String>(), words);
        }
    }
}
