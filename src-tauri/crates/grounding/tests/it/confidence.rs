//! Confidence: where it comes from, and that it never runs against its parts.

use domain::{Citation, Item, ItemKind, Source, Sources};
use grounding::{Calibration, Moment, Outcome, Parts, check, confidence};
use proptest::{collection::vec, prelude::*};
use std::collections::BTreeSet;

fn moment() -> Moment {
    Moment {
        today: jiff::civil::date(2026, 11, 20),
        zone: jiff::tz::TimeZone::UTC,
        portal_zone: jiff::tz::TimeZone::UTC,
        labels: BTreeSet::new(),
    }
}

fn parts_of(kind: ItemKind, text: &str, said: &[(&str, &str, &str)]) -> Option<Parts> {
    let mut sources = Sources::new();
    for (record, time, words) in said {
        let record: domain::RecordId = record.parse().unwrap();
        let citation = Citation::property(record.clone(), "transcript", words);
        let source = Source {
            record,
            property: None,
            time: time.parse().unwrap(),
            speaker: Some("Petra Lang".to_owned()),
            side: None,
            text: (*words).to_owned(),
        };
        sources.insert(citation, source);
    }
    let citations = sources.keys().cloned().collect();
    let mut item =
        Item { text: text.to_owned(), kind, rule: None, citations, verified: false, confidence: None, promise: None };
    item.verified = check(&item, &sources, &moment()).is_ok();
    confidence(&item, &sources, &moment())
}

const BOARD: (&str, &str, &str) = ("call:7", "2026-11-20T09:00:00Z", "The board has released 44,000 euros.");

#[test]
fn a_line_is_as_sure_as_what_it_rests_on() {
    let now = parts_of(ItemKind::Quote, BOARD.2, &[BOARD]).unwrap();
    assert_eq!((now.coverage, now.recency), (1.0, 1.0));
    assert!((now.agreement - 2.0 / 3.0).abs() < 1e-6 && (now.score() - 0.9).abs() < 1e-6);
    let old = parts_of(ItemKind::Quote, BOARD.2, &[("call:7", "2026-08-22T09:00:00Z", BOARD.2)]).unwrap();
    assert!((old.recency - 0.5).abs() < 1e-6 && old.score() < now.score());
    let again = ("email:8", "2026-11-19T09:00:00Z", "As I said, the board has released 44,000 euros.");
    let twice = parts_of(ItemKind::Fact, "Petra Lang: the board has released 44,000 euros.", &[BOARD, again]).unwrap();
    assert!(now.agreement < twice.agreement, "{twice:?}");
    let denied = ("email:8", "2026-11-19T09:00:00Z", "The board has not released 44,000 euros.");
    let clash = parts_of(ItemKind::Fact, "The board has released 44,000 euros.", &[BOARD, denied]).unwrap();
    assert!(clash.agreement < now.agreement, "{clash:?}");
}

#[test]
fn what_cannot_be_computed_is_null() {
    assert_eq!(parts_of(ItemKind::Question, "Does 44,000 still hold?", &[BOARD]), None);
    assert_eq!(parts_of(ItemKind::Fact, "The board has released 45,000 euros.", &[BOARD]), None);
    assert_eq!(parts_of(ItemKind::Fact, "Is it?", &[BOARD]), None);
    assert_eq!(parts_of(ItemKind::Quote, "anything", &[]), None);
}

#[test]
fn decisions_move_it_and_no_history_leaves_it() {
    let parts = |coverage: f32| Parts { coverage, agreement: 1.0, recency: 1.0 };
    let fresh = Calibration::default();
    for score in [0.0, 0.05, 0.33, 0.7, 1.0] {
        assert!((fresh.confidence(parts(score)) - score).abs() < 1e-5, "{score}");
    }
    let rejected = vec![(parts(0.9), Outcome::Rejected); 40];
    let approved = vec![(parts(0.9), Outcome::Approved); 40];
    let edited = vec![(parts(0.9), Outcome::Edited); 40];
    let at = |history: &[(Parts, Outcome)]| Calibration::fit(history).confidence(parts(0.9));
    assert!(at(&rejected) < 0.4 && at(&rejected) < at(&edited) && at(&edited) < at(&approved) && 0.95 < at(&approved));
    assert!((at(&rejected[..1]) - 0.9).abs() < 0.2);
}

fn any_parts() -> impl Strategy<Value = Parts> {
    (0.0_f32..=1.0, 0.0_f32..=1.0, 0.0_f32..=1.0).prop_map(|(coverage, agreement, recency)| Parts {
        coverage,
        agreement,
        recency,
    })
}

fn any_outcome() -> impl Strategy<Value = Outcome> {
    prop_oneof![Just(Outcome::Approved), Just(Outcome::Edited), Just(Outcome::Rejected)]
}

proptest! {
    /// Whatever reps decided, confidence lies between 0 and 1 and does not fall where a part rises.
    #[test]
    fn it_never_runs_against_its_parts(history in vec((any_parts(), any_outcome()), 0..80), a in any_parts(), b in any_parts()) {
        let fit = Calibration::fit(&history);
        let low = Parts {
            coverage: a.coverage.min(b.coverage),
            agreement: a.agreement.min(b.agreement),
            recency: a.recency.min(b.recency),
        };
        let high = Parts {
            coverage: a.coverage.max(b.coverage),
            agreement: a.agreement.max(b.agreement),
            recency: a.recency.max(b.recency),
        };
        let (below, above) = (fit.confidence(low), fit.confidence(high));
        prop_assert!((0.0..=1.0).contains(&below) && (0.0..=1.0).contains(&above));
        prop_assert!(low.score() <= high.score());
        prop_assert!(below <= above + 1e-6, "{below} {above}");
    }

    /// The order of a history does not matter, and one more approval never lowers what it approves.
    #[test]
    fn an_approval_never_lowers(history in vec((any_parts(), any_outcome()), 0..40), one in any_parts()) {
        let before = Calibration::fit(&history);
        let mut turned = history.clone();
        turned.reverse();
        prop_assert_eq!(&before, &Calibration::fit(&turned));
        turned.push((one, Outcome::Approved));
        prop_assert!(before.confidence(one) <= Calibration::fit(&turned).confidence(one) + 1e-3);
    }
}
