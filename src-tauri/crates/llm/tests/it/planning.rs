use crate::{prompts::redactor, scene::scene};
use llm::context::{Plan, TooSmall, Window, millitokens, plan, tokens};
use llm::{Inputs, Kind, Library, More, ProviderConfig, Scene, SourceText};
use proptest::prelude::*;

const WINDOW: Window = Window { context: 4_000, overhead: 800, answer: 600, fence: 30, condensed: 270 };

fn talk(turns: usize) -> String {
    (0..turns)
        .map(|turn| format!("Petra: This is what was said in turn {turn}, and it went on for a while.\n"))
        .collect()
}

#[test]
fn what_fits_is_one_call() {
    assert_eq!(plan(&["a short mail", "another one"], WINDOW, &millitokens), Ok(Plan::Whole));
}

/// 60 minutes at 150 words a minute are 9,000 words, about 560 turns of 16 words.
#[test]
fn an_hours_talk_takes_the_fewest_calls_its_context_allows() {
    let talk = talk(560);
    let least = tokens(&talk).div_ceil(WINDOW.room() - WINDOW.fence);
    let Ok(Plan::Parts { batches, levels }) = plan(&[&talk], WINDOW, &millitokens) else { panic!("it does not fit") };
    assert_eq!(batches.len(), least as usize);
    assert_eq!(levels, Vec::<Vec<usize>>::new());
    println!(
        "{} tokens by estimate, {} condensing calls of {} each, and one more",
        tokens(&talk),
        least,
        WINDOW.room()
    );
}

/// What was planned fits when it is rendered: the estimate of a prompt is the sum of its parts, or less.
#[test]
fn what_is_planned_fits_when_it_is_rendered() {
    let library = Library::shipped().unwrap();
    let render = |sources: Vec<SourceText>| {
        let scene = Scene { sources, ..scene() };
        let inputs = Inputs { kind: Kind::Note, scene, more: More::Nothing {} };
        library.get(Kind::Note, None).unwrap().render(&inputs, &redactor()).unwrap().tokens()
    };
    let mut config = ProviderConfig::new("ollama:m".parse().unwrap(), None, None).unwrap();
    config.limits.answer_tokens_max = 600;
    let empty = library.get(Kind::Note, None).unwrap();
    let empty = empty
        .render(
            &Inputs { kind: Kind::Note, scene: Scene { sources: vec![], ..scene() }, more: More::Nothing {} },
            &redactor(),
        )
        .unwrap();
    let window = Window::of(&config, &empty, 300);
    let mails: Vec<String> = (0..40).map(|at| talk(3 + at % 7)).collect();
    let parts: Vec<&str> = mails.iter().map(String::as_str).collect();
    let weigh = |text: &str| redactor().weigh(text);
    let Ok(Plan::Parts { batches, .. }) = plan(&parts, window, &weigh) else { panic!("it does not fit") };
    for batch in batches {
        let about = "Call, 13 November 2026, Petra Lindqvist".to_owned();
        let texts = batch.iter().map(|piece| parts[piece.part][piece.at.clone()].to_owned());
        let tokens = render(texts.map(|text| SourceText { about: about.clone(), text }).collect());
        assert!(tokens + 600 <= config.context_tokens, "{tokens}");
    }
}

#[test]
fn condensed_parts_are_condensed_again_until_they_fit() {
    let talk = talk(8_000);
    let plan = plan(&[&talk], Window { condensed: 770, ..WINDOW }, &millitokens).unwrap();
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
    assert_eq!(plan(&[&talk], window, &millitokens), Err(TooSmall { room: 100, needed: 600 }));
    assert!(plan(&[&talk], Window { context: 100, ..WINDOW }, &millitokens).is_err());
}

proptest! {
    /// Whatever the parts, every byte is read once and in order, and no call is too full.
    #[test]
    fn nothing_is_left_out(parts in proptest::collection::vec("[a-zà-ÿ一-三 .!?\n]{0,400}", 1..8), context in 40_u32..400) {
        let window = Window { context, overhead: 10, answer: 10, fence: 3, condensed: 6 };
        let texts: Vec<&str> = parts.iter().map(String::as_str).collect();
        match plan(&texts, window, &millitokens) {
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
