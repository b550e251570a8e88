use llm::{
    Allowance, Budget, Closed, ConfigError, Failure, Items, Lint, ModelRef, Prices, Provider, ProviderConfig, Secret,
    allowance, chosen, configured, lint_pre_call_summary, next_wait, whole_object,
};
use proptest::prelude::*;
use serde_json::{Value, json};
use std::time::Duration;

fn model(text: &str) -> ModelRef {
    text.parse().unwrap()
}

#[test]
fn models_read_as_they_are_written() {
    for text in ["openai:gpt-4o-mini", "anthropic:claude-sonnet-4-5", "gemini:gemini-2.5-flash", "ollama:llama3.2:3b"] {
        assert_eq!(model(text).to_string(), text);
    }
    assert_eq!(model("OpenAI: gpt-4o ").to_string(), "openai:gpt-4o");
    assert_eq!(chosen("none"), Ok(None));
    assert_eq!(chosen(" "), Ok(None));
    assert_eq!(configured("none", Some("https://models.example/v1"), None), Ok(None));
    let given =
        configured("openai:gpt-4o", Some("https://models.example/v1"), Some(Secret::new("k"))).unwrap().unwrap();
    assert_eq!(given.url.as_str(), "https://models.example/v1/");
    for text in ["gpt-4o", "openai:", "other:thing", "openai:two words"] {
        assert!(text.parse::<ModelRef>().is_err(), "{text}");
    }
}

#[test]
fn a_key_goes_nowhere_in_the_clear() {
    let config = |model_text: &str, url: Option<&str>, key: Option<&str>| {
        ProviderConfig::new(model(model_text), url, key.map(Secret::new))
    };
    assert_eq!(config("openai:gpt-4o", None, None).unwrap_err(), ConfigError::NoKey { provider: Provider::OpenAi });
    assert_eq!(config("compatible:x", None, None).unwrap_err(), ConfigError::NoUrl { provider: Provider::Compatible });
    for url in [
        "http://example.com/v1",
        "https://user:pass@example.com",
        "https://example.com/?key=1",
        "ftp://127.0.0.1/",
        "no",
    ] {
        let refused = config("compatible:x", Some(url), Some("k")).unwrap_err();
        assert_eq!(refused, ConfigError::BadUrl { provider: Provider::Compatible }, "{url}");
    }
    let local = config("compatible:x", Some("http://localhost:8080/v1"), None).unwrap();
    assert!(local.is_local());
    assert_eq!(local.url.as_str(), "http://localhost:8080/v1/");
    assert!(!config("openai:gpt-4o", None, Some("k")).unwrap().is_local());
    assert!(config("ollama:llama3.2", None, None).unwrap().is_local());
}

#[test]
fn an_unknown_price_is_unknown_and_never_nothing() {
    let prices = Prices::shipped();
    assert_eq!(prices.cost(&model("openai:gpt-4o-mini"), 1_000_000, 1_000_000), Some(750_000));
    assert_eq!(prices.cost(&model("openai:gpt-4o-mini-2024-07-18"), 1_000, 0), Some(150));
    assert_eq!(prices.cost(&model("openai:gpt-4o-audio"), 1_000, 0), None);
    assert_eq!(prices.cost(&model("ollama:llama3.2"), 1_000, 1_000), None);
    let own = Prices::read("[\"ollama:llama3.2\"]\ninput = 1.0\noutput = 2.0\nas_of = \"2026-11-01\"").unwrap();
    assert_eq!(Prices::shipped().overridden_by(own).cost(&model("ollama:llama3.2"), 10, 10), Some(30));
    assert!(Prices::read("nonsense").is_err());
}

#[test]
fn the_month_decides_before_anything_is_sent() {
    let budget = Budget { limit_micros: Some(1_000), spent_micros: 900, allow_unpriced: false };
    assert_eq!(allowance(&budget, Some(100), false), Allowance::Go);
    assert_eq!(allowance(&budget, Some(101), false), Allowance::Over { could_cost_micros: 101, left_micros: 100 });
    assert_eq!(allowance(&budget, None, false), Allowance::Unpriced);
    assert_eq!(allowance(&budget, None, true), Allowance::Go);
    assert_eq!(allowance(&Budget { allow_unpriced: true, ..budget }, None, false), Allowance::Go);
    assert_eq!(allowance(&Budget::default(), None, false), Allowance::Go);
    let overdrawn = Budget { limit_micros: Some(10), spent_micros: 20, allow_unpriced: false };
    assert_eq!(allowance(&overdrawn, Some(1), false), Allowance::Over { could_cost_micros: 1, left_micros: 0 });
}

#[test]
fn waits_double_obey_and_end() {
    let left = Duration::from_secs(100);
    let busy =
        |retry_after: Option<u64>| Failure::Busy { status: 429, retry_after: retry_after.map(Duration::from_secs) };
    let wait =
        |failure: &Failure, attempt, jitter| next_wait(failure, attempt, 4, left, jitter).map(|wait| wait.as_millis());
    assert_eq!(wait(&busy(None), 1, 0.0), Some(500));
    assert_eq!(wait(&busy(None), 3, 0.0), Some(2_000));
    assert_eq!(wait(&busy(None), 3, 1.0), Some(1_000));
    assert_eq!(wait(&busy(None), 4, 0.0), None);
    assert_eq!(wait(&busy(Some(7)), 1, 0.0), Some(7_000));
    assert_eq!(wait(&busy(Some(7)), 1, 1.0), Some(7_700));
    assert_eq!(wait(&busy(Some(3_600)), 1, 0.0), None);
    assert_eq!(next_wait(&busy(Some(7)), 1, 4, Duration::from_secs(5), 0.0), None);
    assert_eq!(wait(&Failure::Closed(Closed::KeyRefused), 1, 0.0), None);
    assert_eq!(wait(&Failure::Rejected { status: 400 }, 1, 0.0), None);
}

#[test]
fn a_local_prompt_is_never_longer_than_what_the_server_reads() {
    let config = ProviderConfig::new(model("ollama:llama3.2"), None, None).unwrap();
    assert_eq!(config.context_tokens, 4_096);
}

const ANSWER: &str = r#"Here: ```json
{"note": {"items": [{"text": "no"}]}, "items": [ {"text": "a \"quoted\" {brace}", "sources": ["s1"]}, {"text": "zwölf", "more": {"x": [1, {"y": 2}]}} ], "fields": {"score": 3, "items": [{"text": "no"}]}}
```"#;

fn expected() -> Vec<Value> {
    vec![
        json!({"text": "a \"quoted\" {brace}", "sources": ["s1"]}),
        json!({"text": "zwölf", "more": {"x": [1, {"y": 2}]}}),
    ]
}

#[test]
fn items_come_out_as_soon_as_they_are_closed() {
    let mut items = Items::default();
    let mut seen = Vec::new();
    for (at, c) in ANSWER.char_indices() {
        for item in items.push(&c.to_string()) {
            assert!(ANSWER[..=at].ends_with('}'));
            seen.push(item);
        }
    }
    assert_eq!(seen, expected());
    assert_eq!(whole_object(ANSWER).unwrap()["fields"]["score"], 3);
}

proptest! {
    /// However an answer is cut into pieces, the same items come out.
    #[test]
    fn pieces_do_not_matter(cuts in proptest::collection::vec(0..ANSWER.len(), 0..12)) {
        let mut cuts: Vec<usize> = cuts.into_iter().map(|cut| ANSWER.floor_char_boundary(cut)).chain([0, ANSWER.len()]).collect();
        cuts.sort_unstable();
        let mut items = Items::default();
        let seen: Vec<Value> = cuts.windows(2).flat_map(|pair| items.push(&ANSWER[pair[0]..pair[1]])).collect();
        prop_assert_eq!(seen, expected());
    }

    /// Nothing a model writes breaks the reader.
    #[test]
    fn nonsense_is_read_without_a_panic(text in "[\\[\\]{}\",:\\\\a-z⟦ ]{0,80}") {
        Items::default().push(&text);
        whole_object(&text);
    }
}

#[test]
fn a_pre_call_summary_is_held_to_its_promise() {
    let good = "Harbour Light wants SSO before its pilot. The board released 44,000 euros on 13 November 2026. \
                Petra Lindqvist is likely the economic buyer. What has to be true for the pilot to start?";
    assert_eq!(lint_pre_call_summary(good), []);
    let check = |text: &str| lint_pre_call_summary(text);
    assert!(check("One. Two. Three.").contains(&Lint::Sentences { count: 3 }));
    assert!(check(&good.replace(" on 13 November 2026", "")).contains(&Lint::DatedFacts { count: 0 }));
    assert!(check(&good.replace("its pilot", "its pilot of 2026-12-01")).contains(&Lint::DatedFacts { count: 2 }));
    assert_eq!(check(&good.replace("likely the economic buyer", "in finance")), [Lint::NoRole]);
    assert_eq!(check(&good.replace("start?", "start.")), [Lint::NoQuestion]);
    assert_eq!(check(&good.replace("its pilot.", "its pilot?")), [Lint::Questions { count: 2 }]);
    let sold = check(&good.replace("wants SSO", "wants seamless SSO"));
    assert_eq!(sold, [Lint::Marketing { word: "seamless".to_owned() }]);
    assert_eq!(sold[0].to_string(), "“seamless” is a marketing word");
}
