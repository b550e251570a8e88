//! Which language model the rep chose, what it may be sent, and what it may cost.

use crate::{
    error::{AppError, ErrorCode},
    portal::{
        policy::Policy,
        preferences::{LlmChoice, Preferences, Redaction},
        settings::Settings,
    },
};
use llm::{ModelRef, ProviderConfig, Rules};
use secrets::Vault;

/// The most tokens anybody may say a model reads at once.
const CONTEXT_MAX: u32 = 2_000_000;
/// The fewest tokens a model has to read at once to be asked for a draft.
const CONTEXT_MIN: u32 = 2_048;
/// Fields of the inputs that the rep can hold back as a whole.
const CAN_BE_WITHHELD: [&str; 2] = ["account", "samples"];

/// A model with everything that is needed to ask it.
pub(crate) struct Chosen {
    /// The provider and model to ask, with key, address and limits.
    pub config: ProviderConfig,
    /// What is redacted before anything is sent.
    pub rules: Rules,
}

/// Under what a provider's rules are kept: another address is somebody else.
pub(crate) fn rules_key(config: &ProviderConfig) -> String {
    format!("{} {}", config.model.provider, config.url)
}

/// What `FOREWORD_LLM` says; none where it says nothing, so that the rep's choice holds.
pub(crate) fn from_env() -> Option<String> {
    text("FOREWORD_LLM")
}

fn text(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.trim().is_empty())
}

/// The model that is asked: what `FOREWORD_LLM` names, else what the rep chose; none where neither names one.
///
/// The key comes from `FOREWORD_LLM_KEY`, for a model that the environment names, else from the keychain, where it lies under provider and
/// address. Blocks for as long as the keychain does.
pub(crate) fn chosen(settings: &Settings) -> Result<Option<Chosen>, AppError> {
    let choice = Preferences::load(&settings.home).llm;
    let (named, url, key) = match from_env() {
        Some(named) => (named, text("FOREWORD_LLM_URL"), text("FOREWORD_LLM_KEY").map(|key| llm::Secret::new(&key))),
        None => (choice.model.clone().unwrap_or_default(), choice.url.clone(), None),
    };
    let Some(model) = llm::chosen(&named).map_err(not_usable)? else { return Ok(None) };
    let key = match key {
        Some(key) => Some(key),
        None => kept_key(settings, &model, url.as_deref())?,
    };
    let config = ProviderConfig::new(model, url.as_deref(), key).map_err(not_usable)?;
    settings.policy.may_ask(&config)?;
    Ok(Some(with_rules(config, &choice, &settings.policy)))
}

/// A configuration with the rep's number of tokens, and with the rep's rules where the admin has set no stricter ones.
pub(crate) fn with_rules(mut config: ProviderConfig, choice: &LlmChoice, policy: &Policy) -> Chosen {
    if let Some(tokens) = choice.context_tokens {
        config.context_tokens = tokens.clamp(CONTEXT_MIN, CONTEXT_MAX);
    }
    // A small model would otherwise have half its window kept free for an answer that is never that long.
    let share = if config.model.thinks() { 2 } else { 4 };
    config.limits.answer_tokens_max = config.limits.answer_tokens_max.min(config.context_tokens / share);
    let redaction = choice.redaction.get(&rules_key(&config)).cloned().unwrap_or_else(|| Redaction::usual(&config));
    Chosen { rules: policy.tightened(redaction.rules(&config), &config), config }
}

/// The address a model would be asked at, spelled as keys are kept under; none where it would not be usable.
pub(crate) fn address(model: &ModelRef, url: Option<&str>) -> Result<ProviderConfig, AppError> {
    // A stand-in, so that a key that is still missing is not what is complained about.
    ProviderConfig::new(model.clone(), url, Some(llm::Secret::new("-"))).map_err(not_usable)
}

/// The key in the keychain for a model's provider at its address. A machine without a keychain has none.
pub(crate) fn kept_key(
    settings: &Settings,
    model: &ModelRef,
    url: Option<&str>,
) -> Result<Option<llm::Secret>, AppError> {
    if !settings.home.is_dir() {
        return Ok(None);
    }
    let url = address(model, url)?.url;
    let vault = Vault::of_home(&settings.home)?;
    match vault.model_key(model.provider.as_str(), url.as_str()) {
        Ok(key) => Ok(key.map(|key| llm::Secret::new(&key))),
        Err(secrets::SecretsError::NoKeychain { .. }) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// Fails where the rep wants a field held back that cannot be.
pub(crate) fn checked(redaction: &Redaction) -> Result<(), AppError> {
    match redaction.withheld.iter().find(|field| !CAN_BE_WITHHELD.contains(&field.as_str())) {
        None => Ok(()),
        Some(field) => Err(AppError::new(ErrorCode::Usage, format!("“{field}” cannot be held back as a whole"))),
    }
}

pub(crate) fn not_usable(error: llm::ConfigError) -> AppError {
    AppError::new(ErrorCode::Usage, sentence(&error.to_string()))
        .hint("Choose a model in Settings.")
        .command_hint("Choose a model in Settings, or set FOREWORD_LLM to PROVIDER:MODEL, as in `ollama:llama3.2`.")
}

/// Libraries start their messages small; a page shows sentences.
pub(crate) fn sentence(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use llm::FieldRule;
    use std::collections::{BTreeMap, BTreeSet};

    fn config(model: &str, url: Option<&str>) -> ProviderConfig {
        ProviderConfig::new(model.parse().unwrap(), url, Some(llm::Secret::new("k"))).unwrap()
    }

    #[test]
    fn rules_belong_to_an_address() {
        let local = config("compatible:m", Some("http://127.0.0.1:8080/v1"));
        let remote = config("compatible:m", Some("https://models.example/v1"));
        let open = Redaction { is_on: false, names: false, withheld: BTreeSet::new() };
        let choice = LlmChoice { redaction: BTreeMap::from([(rules_key(&local), open)]), ..LlmChoice::default() };
        let here = with_rules(local, &choice, &Policy::default());
        assert!(!here.rules.is_on && !here.rules.names);
        let there = with_rules(remote, &choice, &Policy::default());
        assert!(there.rules.is_on && there.rules.names, "what was allowed here is not allowed elsewhere");
    }

    #[test]
    fn numbers_and_addresses_never_leave_as_they_are() {
        let remote = config("openai:m", None);
        let off = Redaction { is_on: false, names: false, withheld: BTreeSet::from(["samples".to_owned()]) };
        let rules = off.rules(&remote);
        assert!(rules.is_on && !rules.names);
        assert_eq!(rules.fields.get("samples"), Some(&FieldRule::Withhold));
        let unknown = Redaction { withheld: BTreeSet::from(["sources".to_owned()]), ..off };
        assert_eq!(checked(&unknown).unwrap_err().code, ErrorCode::Usage);
    }

    #[test]
    fn a_small_window_keeps_room_for_sources() {
        let chosen = with_rules(config("ollama:m", None), &LlmChoice::default(), &Policy::default());
        assert_eq!((chosen.config.context_tokens, chosen.config.limits.answer_tokens_max), (4_096, 1_024));
        let raised = LlmChoice { context_tokens: Some(32_000), ..LlmChoice::default() };
        assert_eq!(
            with_rules(config("ollama:m", None), &raised, &Policy::default()).config.limits.answer_tokens_max,
            2_048
        );
    }
}
