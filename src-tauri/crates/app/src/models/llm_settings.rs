//! The settings of the language model: whom to ask, with which key, for how much, and what is held back.

use crate::{
    error::{AppError, ErrorCode},
    models::{
        calls::month_start,
        llm_choice::{address, checked, chosen, from_env, kept_key, not_usable, rules_key, sentence, with_rules},
        phraser::Phraser,
    },
    portal::{
        open::OpenPortal,
        policy::Policy,
        preferences::{LlmChoice, Preferences, Redaction},
        settings::Settings,
    },
};
use jiff::Timestamp;
use llm::{Model as _, ModelRef, Prices, Provider, Stops};
use secrets::Vault;
use serde::{Deserialize, Serialize};
use specta::Type;

/// Days that prompts and answers are kept; see `store`.
pub const CALLS_KEPT_DAYS: u32 = 30;

/// Everything the settings page shows. Holds no key and never will.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
pub struct LlmView {
    /// The providers there are, in the order of the page.
    pub providers: Vec<ProviderView>,
    /// The model that is asked; none where no model is chosen.
    pub chosen: Option<ChosenView>,
    /// What `FOREWORD_LLM` says, where it decides in place of this page.
    pub from_env: Option<String>,
    /// Why the model that is chosen cannot be asked; none where it can.
    pub problem: Option<String>,
    /// Why no key can be kept on this machine, where none can.
    pub keychain_problem: Option<String>,
    /// What a month may cost, in US dollars; none for no limit.
    pub budget_usd: Option<f64>,
    /// What this month's calls cost, as far as prices are known.
    pub spent_usd: f64,
    /// How many of this month's calls have no known price.
    pub unpriced_calls: u32,
    /// Whether a model without a price may be asked although there is a limit.
    pub allow_unpriced: bool,
    /// For how many days prompts and answers are kept.
    pub kept_days: u32,
}

/// A provider of language models that the rep can choose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct ProviderView {
    /// The provider's id: the word before the colon in `PROVIDER:MODEL`.
    pub id: String,
    /// The provider's name for reading.
    pub name: String,
    /// The address at which the provider answers; none where the rep has to give it.
    pub address: Option<String>,
    /// Whether the provider refuses to answer without a key.
    pub needs_key: bool,
    /// Models whose price is known, to choose from; any other name may be typed.
    pub models: Vec<String>,
    /// Where it works at its own address: `local`, `eu`, `us`, `global`, or `unknown`.
    pub region: String,
    /// What is known of how long it keeps what it is sent.
    pub retention: String,
    /// What is known of whether models are trained with it.
    pub training: String,
    /// Why the admin does not let it be asked at its own address; none where it may be.
    pub refused: Option<String>,
}

/// The language model that is chosen, and how it is asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct ChosenView {
    /// The id of the provider, as in `openai`.
    pub provider: String,
    /// The name of the provider for reading.
    pub provider_name: String,
    /// The name of the model at its provider.
    pub model: String,
    /// The address the model is asked at.
    pub url: String,
    /// Whether that is this machine, so that nothing leaves it.
    pub is_local: bool,
    /// Whether the provider refuses to answer without a key.
    pub needs_key: bool,
    /// Whether a key is set. The key itself is never shown.
    pub has_key: bool,
    /// How many tokens the model reads at once, prompt and answer together.
    pub context_tokens: u32,
    /// "$2.50 read and $10.00 written a million tokens, as of 2025-11-28"; none where nobody knows.
    pub price: Option<String>,
    /// What is replaced before anything is sent to this provider.
    pub redaction: Redaction,
    /// Why the model is not asked at the moment, with what to do; none where it is.
    pub stopped: Option<String>,
}

/// The model that the rep wants to be asked, and where.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Type)]
pub struct LlmRequest {
    /// The model as `PROVIDER:MODEL`; none to ask no model.
    pub model: Option<String>,
    /// The address, where it is not the provider's own.
    pub url: Option<String>,
    /// Tokens the model reads at once; none for the provider's usual number.
    pub context_tokens: Option<u32>,
}

/// A model server that was found on this machine.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct LocalServerView {
    /// The id of the provider to choose for it.
    pub provider: String,
    /// The name of the program that usually listens at this address.
    pub name: String,
    /// The address of the server.
    pub url: String,
    /// The models that the server names.
    pub models: Vec<String>,
}

/// What came of asking the chosen model for a test.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct LlmTest {
    /// Whether the model answered as it has to.
    pub ok: bool,
    /// What happened, in one line.
    pub line: String,
    /// Milliseconds from asking to the first piece of the answer; none where none came.
    pub first_token_ms: Option<u32>,
    /// Milliseconds from asking to the end of the answer.
    pub latency_ms: u32,
    /// Exactly what was wrong, a line each; empty where nothing was.
    pub details: Vec<String>,
}

/// The settings as they are. `open` is the portal whose calls count towards the month. Blocks for as long as the keychain does.
pub fn llm_settings(
    settings: &Settings,
    stops: &Stops,
    open: Option<&OpenPortal>,
    now: Timestamp,
) -> Result<LlmView, AppError> {
    let choice = Preferences::load(&settings.home).llm;
    let prices = Prices::shipped();
    let env = from_env();
    let (shown, problem) = match shown(settings, &choice, stops, &prices) {
        Ok(shown) => (shown, None),
        Err(error) => (None, Some(error.message)),
    };
    let problem = problem.or_else(|| {
        let lacks = shown.as_ref().filter(|shown| shown.needs_key && !shown.has_key)?;
        Some(format!("{} needs a key. Until there is one, drafts are made without a model", lacks.provider_name))
    });
    let month = open.map(|open| month(open, now)).transpose()?.unwrap_or_default();
    Ok(LlmView {
        providers: Provider::ALL
            .into_iter()
            .map(|provider| provider_view(provider, &prices, &settings.policy))
            .collect(),
        chosen: shown,
        from_env: env,
        problem,
        keychain_problem: secrets::probe().err().map(|error| sentence(&error.to_string())),
        budget_usd: choice.budget_cents.map(|cents| f64::from(cents) / 100.0),
        spent_usd: month.spent_usd,
        unpriced_calls: month.unpriced,
        allow_unpriced: choice.allow_unpriced,
        kept_days: CALLS_KEPT_DAYS,
    })
}

fn shown(
    settings: &Settings,
    choice: &LlmChoice,
    stops: &Stops,
    prices: &Prices,
) -> Result<Option<ChosenView>, AppError> {
    let named = from_env().or_else(|| choice.model.clone()).unwrap_or_default();
    let Some(model) = llm::chosen(&named).map_err(not_usable)? else { return Ok(None) };
    // Where only the key is missing the page still has something to show.
    let (config, has_key) = match chosen(settings) {
        Ok(Some(chosen)) => {
            let has_key = chosen.config.key.is_some();
            (chosen.config, has_key)
        }
        Ok(None) => return Ok(None),
        Err(error) if model.provider.needs_key() => {
            let config = address(&model, choice.url.as_deref()).map_err(|_| error)?;
            (with_rules(config, choice, &settings.policy).config, false)
        }
        Err(error) => return Err(error),
    };
    let mut redaction = choice.redaction.get(&rules_key(&config)).cloned().unwrap_or_else(|| Redaction::usual(&config));
    // As it is sent: the admin's rules stand over the rep's.
    let rules = settings.policy.tightened(redaction.rules(&config), &config);
    (redaction.is_on, redaction.names) = (rules.is_on, rules.names);
    redaction.withheld.extend(rules.fields.into_keys());
    let stopped = stops.why(model.provider).map(|why| {
        let stopped = llm::Stopped { provider: model.provider, why, is_new: false };
        sentence(&stopped.notice())
    });
    Ok(Some(ChosenView {
        provider: model.provider.as_str().to_owned(),
        provider_name: model.provider.name().to_owned(),
        model: model.model.clone(),
        url: config.url.to_string(),
        is_local: config.is_local(),
        needs_key: model.provider.needs_key(),
        has_key,
        context_tokens: config.context_tokens,
        price: prices.of(&model).map(|price| {
            format!(
                "${:.2} per million tokens read, ${:.2} per million written, as of {}",
                price.input, price.output, price.as_of
            )
        }),
        redaction,
        stopped,
    }))
}

fn provider_view(provider: Provider, prices: &Prices, policy: &Policy) -> ProviderView {
    let model = ModelRef { provider, model: String::new() };
    // One whose address the rep has to give is unknown until then.
    let own = address(&model, None).ok();
    let llm::Terms { region, retention, training } = own.as_ref().map_or(llm::Terms::UNKNOWN, llm::terms);
    let refused = own.and_then(|config| policy.may_ask(&config).err()).map(|refused| refused.message);
    ProviderView {
        id: provider.as_str().to_owned(),
        name: provider.name().to_owned(),
        address: provider.default_url().map(str::to_owned),
        needs_key: provider.needs_key(),
        models: prices.models(provider),
        region: region.to_owned(),
        retention: retention.to_owned(),
        training: training.to_owned(),
        refused,
    }
}

#[derive(Default)]
struct Month {
    spent_usd: f64,
    unpriced: u32,
}

fn month(open: &OpenPortal, now: Timestamp) -> Result<Month, AppError> {
    let since = month_start(open, now);
    let unpriced = open.database.calls(since)?.iter().filter(|call| !call.reused && call.cost_micros.is_none()).count();
    Ok(Month {
        spent_usd: crate::models::calls::dollars(open.database.spent_since(since)?),
        unpriced: u32::try_from(unpriced).unwrap_or(u32::MAX),
    })
}

/// Chooses a model, or none. A key that comes along goes into the keychain, under provider and address, and nowhere else; without one the
/// key that is there already is used. Fails where the address is no safe one, and where a key cannot be kept. Blocks.
pub fn choose_llm(
    settings: &Settings,
    stops: &Stops,
    request: &LlmRequest,
    key: Option<llm::Secret>,
) -> Result<(), AppError> {
    let mut preferences = Preferences::load(&settings.home);
    let Some(model) = llm::chosen(request.model.as_deref().unwrap_or_default()).map_err(not_usable)? else {
        preferences.llm.model = None;
        preferences.llm.url = None;
        return preferences.save(&settings.home);
    };
    let url = request.url.as_deref().map(str::trim).filter(|url| !url.is_empty());
    let config = address(&model, url)?;
    settings.policy.may_ask(&config)?;
    if let Some(key) = key.filter(|key| !key.reveal().is_empty()) {
        let vault = Vault::of_home(&settings.home)?;
        vault.set_model_key(model.provider.as_str(), config.url.as_str(), key.reveal())?;
    }
    stops.resume(model.provider);
    preferences.llm.model = Some(model.to_string());
    preferences.llm.url = url.map(|_| config.url.to_string());
    preferences.llm.context_tokens = request.context_tokens.filter(|tokens| *tokens != config.context_tokens);
    preferences.save(&settings.home)
}

/// Removes the key of the provider that is chosen from the keychain. Blocks.
pub fn remove_llm_key(settings: &Settings) -> Result<(), AppError> {
    let choice = Preferences::load(&settings.home).llm;
    let Some(model) = llm::chosen(choice.model.as_deref().unwrap_or_default()).map_err(not_usable)? else {
        return Ok(());
    };
    let config = address(&model, choice.url.as_deref())?;
    Ok(Vault::of_home(&settings.home)?.remove_model_key(model.provider.as_str(), config.url.as_str())?)
}

/// Sets what a month may cost, in US dollars; none for no limit. Fails for a sum below zero or beyond a million.
pub fn set_llm_budget(settings: &Settings, budget_usd: Option<f64>, allow_unpriced: bool) -> Result<(), AppError> {
    let cents = budget_usd.map(|budget| budget * 100.0);
    if cents.is_some_and(|cents| !(0.0..=100_000_000.0).contains(&cents)) {
        return Err(AppError::new(ErrorCode::Usage, "A monthly budget is between 0 and 1,000,000 dollars"));
    }
    let mut preferences = Preferences::load(&settings.home);
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // It was held to the range above.
    let whole = cents.map(|cents| cents.round() as u32);
    preferences.llm.budget_cents = whole;
    preferences.llm.allow_unpriced = allow_unpriced;
    preferences.save(&settings.home)
}

/// Sets what is redacted for the provider that is chosen, at its address.
pub fn set_redaction(settings: &Settings, redaction: &Redaction) -> Result<(), AppError> {
    checked(redaction)?;
    settings.policy.may_change()?;
    let mut preferences = Preferences::load(&settings.home);
    let named = from_env().or_else(|| preferences.llm.model.clone()).unwrap_or_default();
    let Some(model) = llm::chosen(&named).map_err(not_usable)? else {
        return Err(AppError::new(ErrorCode::Usage, "No model is chosen, so nothing is sent to anyone"));
    };
    let url = if from_env().is_some() { std::env::var("FOREWORD_LLM_URL").ok() } else { preferences.llm.url.clone() };
    let config = address(&model, url.as_deref())?;
    preferences.llm.redaction.insert(rules_key(&config), redaction.clone());
    preferences.save(&settings.home)
}

/// Lets the provider that is chosen be asked again.
pub fn resume_llm(settings: &Settings, stops: &Stops) -> Result<(), AppError> {
    if let Some(chosen) = chosen(settings)? {
        stops.resume(chosen.config.model.provider);
    }
    Ok(())
}

/// Looks for model servers on this machine's usual ports. What is found is offered; nothing is sent to it.
pub async fn find_local_models() -> Vec<LocalServerView> {
    let found = llm::probe(&llm::USUAL).await;
    let name = |url: &str| match url::Url::parse(url).ok().and_then(|url| url.port()) {
        Some(11434) => "Ollama",
        Some(1234) => "LM Studio",
        Some(8080) => "llama.cpp",
        Some(8000) => "vLLM",
        Some(1337) => "Jan",
        _ => "A model server",
    };
    found
        .into_iter()
        .map(|server| LocalServerView {
            provider: server.provider.as_str().to_owned(),
            name: name(&server.url).to_owned(),
            url: server.url,
            models: server.models,
        })
        .collect()
}

/// Asks the model to phrase two invented sentences, in the shape that every draft has. Nothing of the CRM is sent. Where a portal is open
/// the call is on the books like any other.
pub async fn test_llm(phraser: &Phraser, open: Option<&OpenPortal>, now: Timestamp) -> Result<LlmTest, AppError> {
    let reply = phraser.test(open, now).await?;
    let narrow = |ms: u64| u32::try_from(ms).unwrap_or(u32::MAX);
    let ok = reply.outcome == llm::Outcome::Ok;
    let line = match reply.outcome.why() {
        None => format!("{} works: its answer had the right shape.", reply.model.model),
        Some(why) => {
            let stopped = reply.stopped.as_ref().map(|stopped| sentence(&stopped.notice()));
            stopped.unwrap_or_else(|| format!("{why}."))
        }
    };
    Ok(LlmTest {
        ok,
        line,
        first_token_ms: reply.first_token_ms.map(narrow),
        latency_ms: narrow(reply.latency_ms),
        details: reply.details,
    })
}

/// Whether a key is kept for a model at an address. Blocks.
pub fn has_llm_key(settings: &Settings, model: &str, url: Option<&str>) -> Result<bool, AppError> {
    let model: ModelRef = model.parse().map_err(not_usable)?;
    Ok(kept_key(settings, &model, url)?.is_some())
}

impl Phraser {
    /// The model that `FOREWORD_LLM` names, else the one the rep chose; nobody where there is neither. A provider that stopped stays so
    /// for as long as `stops` lives. Blocks for as long as the keychain does.
    pub fn chosen(settings: &Settings, stops: std::sync::Arc<Stops>) -> Result<Self, AppError> {
        let choice = Preferences::load(&settings.home).llm;
        let lacks_key = |model: &ModelRef| format!("{} needs a key", model.provider.name());
        let mut phraser = match chosen(settings) {
            Ok(None) => Self::none(),
            Ok(Some(chosen)) => Self::with(chosen)?,
            // A choice without its key leaves drafts to the rules; what the environment says wrongly is an error.
            Err(error) => match choice.model.as_deref().and_then(|model| model.parse().ok()) {
                Some(model) if from_env().is_none() => {
                    let why = if error.code == ErrorCode::Usage { lacks_key(&model) } else { error.message };
                    Self { problem: Some(why), ..Self::none() }
                }
                _ => return Err(error),
            },
        };
        phraser.stops = stops;
        phraser.limit_micros = choice.budget_cents.map(|cents| u64::from(cents) * 10_000);
        phraser.allow_unpriced = choice.allow_unpriced;
        Ok(phraser)
    }

    /// `PROVIDER:MODEL` and where it is asked, where there is one.
    pub fn whom(&self) -> Option<(String, bool)> {
        self.remote.as_ref().map(|remote| (remote.config().model.to_string(), remote.config().is_local()))
    }
}
