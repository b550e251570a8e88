use llm::context::{Plan, TooSmall, Window, plan, tokens};
use proptest::prelude::*;

const WINDOW: Window = Window { context: 4_000, overhead: 800, answer: 600, fence: 30, condensed: 270 };

fn talk(turns: usize) -> String {
    (0..turns)
        .map(|turn| format!("Petra: This is what was said in turn {turn}, and it went on for a while.\n"))
        .collect()
}

#[test]
fn what_fits_is_one_call() {
    assert_eq!(plan(&["a short mail", "another one"], WINDOW), Ok(Plan::Whole));
}

/// 60 minutes at 150 words a minute are 9,000 words, about 560 turns of 16 words.
#[test]
fn an_hours_talk_takes_the_fewest_calls_its_context_allows() {
    let talk = talk(560);
    let least = tokens(&talk).div_ceil(WINDOW.room() - WINDOW.fence);
    let Ok(Plan::Parts { batches, levels }) = plan(&[&talk], WINDOW) else { panic!("it does not fit") };
    assert_eq!(batches.len(), least as usize);
    assert_eq!(levels, Vec::<Vec<usize>>::new());
    println!(
        "{} tokens by estimate, {} condensing calls of {} each, and one more",
        tokens(&talk),
        least,
        WINDOW.room()
    );
}

#[test]
fn condensed_parts_are_condensed_again_until_they_fit() {
    let talk = talk(8_000);
    let plan = plan(&[&talk], Window { condensed: 770, ..WINDOW }).unwrap();
    let Plan::Parts { batches, levels } = &plan else { panic!("it does not fit") };
    assert!(2 <= levels.len());
    assert_eq!(levels[0].iter().sum::<usize>(), batches.len());
    assert!(levels.last().unwrap().len() <= 3);
    assert_eq!(plan.calls(), batches.len() + levels.iter().map(Vec::len).sum::<usize>() + 1);
}

#[test]
fn a_window_too_small_to_condense_is_said_and_nothing_is_cut() {
    let talk = talk(500);
    let window = Window { context: 1_500, ..WINDOW };
    assert_eq!(plan(&[&talk], window), Err(TooSmall { room: 100, needed: 600 }));
    assert!(plan(&[&talk], Window { context: 100, ..WINDOW }).is_err());
}

proptest! {
    /// Whatever the parts, every byte is read once and in order, and no call is too full.
    #[test]
    fn nothing_is_left_out(parts in proptest::collection::vec("[a-zà-ÿ一-三 .!?\n]{0,400}", 1..8), context in 40_u32..400) {
        let window = Window { context, overhead: 10, answer: 10, fence: 3, condensed: 6 };
        let texts: Vec<&str> = parts.iter().map(String::as_str).collect();
        match plan(&texts, window) {
            Err(_) => prop_assert!(window.room() < 18),
            Ok(Plan::Whole) => prop_assert!(texts.iter().map(|text| u64::from(tokens(text))).sum::<u64>() <= u64::from(window.room())),
            Ok(Plan::Parts { batches, .. }) => {
                let mut read = vec![0; texts.len()];
                for batch in &batches {
                    let whole: String = batch.iter().map(|piece| &texts[piece.part][piece.at.clone()]).collect();
                    prop_assert!(tokens(&whole) + 3 * batch.len() as u32 <= window.room());
                    for piece in batch {
                        prop_assert_eq!(piece.at.start, read[piece.part]);
                        read[piece.part] = piece.at.end;
                    }
                }
                for (text, end) in texts.iter().zip(read) {
                    prop_assert!(text[end..].trim().is_empty());
                }
            }
        }
    }
}
