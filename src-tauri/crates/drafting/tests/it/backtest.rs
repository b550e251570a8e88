//! The stories' calls held against the briefs of their mornings.

use crate::portal::stories;
use domain::{Document, Dossier};
use drafting::{backtest, backtest_sum, brief};
use jiff::ToSpan;

/// The dossier as it was before a call: nothing of its hour or later, and no planned meeting that was only made later.
fn before(dossier: &Dossier, call: &Document) -> Dossier {
    let mut past = dossier.clone();
    past.as_of = call.at - 1.hours();
    past.entries.retain(|entry| entry.activity.at < past.as_of);
    for deal in &mut past.deals {
        deal.history.retain(|change| change.at <= past.as_of);
    }
    past
}

#[test]
fn briefs_foresee_more_than_the_last_sentences_do() {
    let mut scores = Vec::new();
    for dossier in stories() {
        let documents = dossier.entries.iter().flat_map(|entry| &entry.documents);
        for call in documents.filter(|document| document.part.is_transcript()) {
            let past = before(&dossier, call);
            let made = brief(&past, false).0;
            let hits = vec!["migration of the documents".to_owned(), "x".to_owned()];
            let result = backtest(&past, &made, call, &hits).unwrap();
            for figure in [result.brief.coverage, result.known, result.recent.coverage] {
                assert!((0.0..=1.0).contains(&figure));
            }
            assert!(result.brief.named_hit <= result.named_total);
            assert!(result.recent.words <= result.brief.words && result.search.unwrap().words <= result.brief.words);
            assert!(result.sections.iter().all(|(_, share)| *share <= result.brief.coverage + 1e-6));
            scores.push(result);
        }
    }
    let sum = backtest_sum(&scores);
    println!("{sum:?}");
    assert!(10 <= sum.calls && sum.search.is_some());
    assert!(sum.recent < sum.coverage && sum.recent_named_hit < sum.named_items_hit && sum.coverage < sum.known);
    assert_eq!(backtest_sum(&[]), drafting::BacktestSum::default());
}

#[test]
fn what_the_brief_says_is_what_counts() {
    let dossier = stories().remove(3);
    let call =
        dossier.entries.iter().flat_map(|entry| &entry.documents).rfind(|document| document.part.is_transcript());
    let call = call.unwrap();
    let past = before(&dossier, call);
    let (mut made, _) = brief(&past, true);
    let full = backtest(&past, &made, call, &[]).unwrap();
    assert_eq!(full.search, None);
    made.sections.iter_mut().for_each(|section| section.items.clear());
    let none = backtest(&past, &made, call, &[]).unwrap();
    assert_eq!((none.brief.coverage, none.brief.named_hit, none.recent.words), (0.0, 0, 0));
    assert!(none.sections.is_empty() && 0.0 < full.brief.coverage && full.brief.coverage <= full.known + 0.2);
    let mut silent = call.clone();
    silent.text = String::new();
    assert_eq!(backtest(&past, &made, &silent, &[]), None);
}
