//! Whom we ask: providers, models, keys, limits, and the small trait behind which a provider stands.

use crate::{Failure, Secret};
use futures::stream::BoxStream;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::{fmt, str::FromStr, time::Duration};
use transport::is_this_machine;
use url::Url;

/// A kind of provider, by the wire format it speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Provider {
    /// OpenAI itself, not a server that speaks like it.
    OpenAi,
    /// Any server that speaks OpenAI's chat completions; its address has to be given.
    Compatible,
    /// Anthropic, through its messages interface.
    Anthropic,
    /// Google's Gemini.
    Gemini,
    /// Ollama, through its OpenAI-compatible address: its own one cannot be given a schema by the client library.
    Ollama,
}

impl Provider {
    /// Every kind, in the order a settings page lists them.
    pub const ALL: [Self; 5] = [Self::OpenAi, Self::Anthropic, Self::Gemini, Self::Ollama, Self::Compatible];

    /// The provider's id: the word before the colon in `PROVIDER:MODEL`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::OpenAi => "openai",
            Self::Compatible => "compatible",
            Self::Anthropic => "anthropic",
            Self::Gemini => "gemini",
            Self::Ollama => "ollama",
        }
    }

    /// What people call it, as a sentence begins.
    pub fn name(self) -> &'static str {
        match self {
            Self::OpenAi => "OpenAI",
            Self::Compatible => "A compatible server",
            Self::Anthropic => "Anthropic",
            Self::Gemini => "Gemini",
            Self::Ollama => "Ollama",
        }
    }

    /// Where it answers unless told otherwise; `None` where that has to be given.
    pub fn default_url(self) -> Option<&'static str> {
        match self {
            Self::OpenAi => Some("https://api.openai.com/v1/"),
            Self::Compatible => None,
            Self::Anthropic => Some("https://api.anthropic.com/v1/"),
            Self::Gemini => Some("https://generativelanguage.googleapis.com/v1beta/"),
            Self::Ollama => Some("http://127.0.0.1:11434/v1/"),
        }
    }

    /// Whether the provider refuses to answer without a key.
    pub fn needs_key(self) -> bool {
        matches!(self, Self::OpenAi | Self::Anthropic | Self::Gemini)
    }

    /// Tokens a model of this provider reads at least, where nothing better is known. Ollama loads models with 4,096 unless set
    /// otherwise, and cuts what is longer from the front without a word; so nothing longer is sent to it.
    pub fn context_tokens(self) -> u32 {
        match self {
            Self::OpenAi | Self::Anthropic | Self::Gemini => 120_000,
            Self::Compatible => 8_192,
            Self::Ollama => 4_096,
        }
    }
}

impl fmt::Display for Provider {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A model of a provider, written `PROVIDER:MODEL` as in `FOREWORD_LLM`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ModelRef {
    /// The provider that has the model.
    pub provider: Provider,
    /// The model's name at that provider.
    pub model: String,
}

impl ModelRef {
    /// Whether the model thinks before it writes, by its family's name. Thoughts count as answer, so its cap has to be higher.
    pub fn thinks(&self) -> bool {
        const LOCAL: [&str; 9] =
            ["qwen3", "qwq", "deepseek-r1", "gpt-oss", "magistral", "glm-4", "glm-5", "kimi-k2", "smollm3"];
        const MARKS: [&str; 3] = ["think", "reason", "-r1"];
        let name = self.name().to_lowercase();
        self.refuses_temperature()
            || ["gemini-2.5", "gemini-3"].iter().chain(&LOCAL).any(|family| name.starts_with(family))
            || MARKS.iter().any(|mark| name.contains(mark))
    }

    /// Whether it is one of OpenAI's thinking models, which are told how much to think and refuse a temperature.
    pub fn refuses_temperature(&self) -> bool {
        const FAMILIES: [&str; 5] = ["o1", "o3", "o4", "gpt-5", "gpt-6"];
        let name = self.name();
        FAMILIES.iter().any(|family| name.starts_with(family))
    }

    fn name(&self) -> &str {
        self.model.rsplit('/').next().unwrap_or(&self.model)
    }
}

impl fmt::Display for ModelRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.provider, self.model)
    }
}

impl FromStr for ModelRef {
    type Err = ConfigError;

    /// Reads `PROVIDER:MODEL`. A model's own name may hold colons (`ollama:llama3.2:3b`).
    fn from_str(text: &str) -> Result<Self, ConfigError> {
        let unreadable = || ConfigError::NotAModel { text: text.to_owned() };
        let (provider, model) = text.trim().split_once(':').ok_or_else(unreadable)?;
        let provider = match provider.trim().to_ascii_lowercase().as_str() {
            "openai" => Provider::OpenAi,
            "compatible" | "openai-compatible" | "local" => Provider::Compatible,
            "anthropic" => Provider::Anthropic,
            "gemini" | "google" => Provider::Gemini,
            "ollama" => Provider::Ollama,
            _ => return Err(unreadable()),
        };
        let model = model.trim();
        let is_name = !model.is_empty() && model.len() <= 200 && !model.chars().any(|c| c.is_control() || c == ' ');
        if is_name { Ok(Self { provider, model: model.to_owned() }) } else { Err(unreadable()) }
    }
}

/// Reads `FOREWORD_LLM`: `none` or nothing is no model.
pub fn chosen(text: &str) -> Result<Option<ModelRef>, ConfigError> {
    match text.trim() {
        "" | "none" => Ok(None),
        text => text.parse().map(Some),
    }
}

/// Puts a configuration together from what `FOREWORD_LLM`, `FOREWORD_LLM_URL` and `FOREWORD_LLM_KEY` say, or the settings page; `None`
/// where no model is chosen.
pub fn configured(llm: &str, url: Option<&str>, key: Option<Secret>) -> Result<Option<ProviderConfig>, ConfigError> {
    chosen(llm)?.map(|model| ProviderConfig::new(model, url, key)).transpose()
}

/// Why a provider cannot be set up as asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ConfigError {
    /// The text is not of the form `PROVIDER:MODEL`.
    #[error("“{text}” is not PROVIDER:MODEL, where PROVIDER is openai, anthropic, gemini, ollama or compatible")]
    NotAModel {
        /// The text that was given.
        text: String,
    },
    /// The provider cannot be at this address.
    #[error("the address for {provider} has to be https, or http on this computer, without user, query or fragment")]
    BadUrl {
        /// The provider whose address it is.
        provider: Provider,
    },
    /// A provider without an address of its own, and none was given.
    #[error("{} needs the address of its server", .provider.name())]
    NoUrl {
        /// The provider that needs an address.
        provider: Provider,
    },
    /// The provider needs a key, and none was given.
    #[error("{} needs a key", .provider.name())]
    NoKey {
        /// The provider that needs a key.
        provider: Provider,
    },
    /// The HTTP client could not be made, say for want of certificates.
    #[error("could not set up the connection to {provider}")]
    NoClient {
        /// The provider that was to be reached.
        provider: Provider,
    },
}

/// How a provider makes a model keep to the schema of the answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Forcing {
    /// The provider decodes along the JSON schema.
    Schema,
    /// The model must call one tool whose arguments have the schema.
    Tool,
    /// The schema stands in the prompt only; for servers that refuse both.
    Asked,
}

/// Time-outs and caps of one call. Every one is finite.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Limits {
    /// The longest that opening a connection may take.
    pub connect: Duration,
    /// The longest wait from sending to the first piece of the answer.
    pub first_token: Duration,
    /// The longest silence between two pieces of the answer.
    pub idle: Duration,
    /// The longest that everything may take, retries and their waits included.
    pub total: Duration,
    /// The most tokens an answer may have; sent along, and watched here.
    pub answer_tokens_max: u32,
    /// The most bytes an answer may have, thinking included: a server may stream for ever.
    pub answer_bytes_max: usize,
    /// The most attempts of one call.
    pub attempts_max: u32,
}

impl Default for Limits {
    /// What suits a remote provider and a model that does not think first.
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(5),
            first_token: Duration::from_secs(30),
            idle: Duration::from_secs(15),
            total: Duration::from_secs(120),
            answer_tokens_max: 2_048,
            answer_bytes_max: 128 * 1024,
            attempts_max: 4,
        }
    }
}

/// Everything that is needed to ask one model.
#[derive(Debug, Clone, PartialEq)]
pub struct ProviderConfig {
    /// The provider and the model.
    pub model: ModelRef,
    /// The address the model is asked at, always ending in a slash.
    pub url: Url,
    /// The provider's key; local servers need none.
    pub key: Option<Secret>,
    /// The time-outs and caps of a call.
    pub limits: Limits,
    /// How the answer is held to its schema.
    pub forcing: Forcing,
    /// Tokens the model reads, prompt and answer together.
    pub context_tokens: u32,
}

impl ProviderConfig {
    /// Puts a configuration together. `url` replaces the provider's own address. Fails where key or address are missing, and where a
    /// key or a text would travel in the clear: http is for this machine only.
    pub fn new(model: ModelRef, url: Option<&str>, key: Option<Secret>) -> Result<Self, ConfigError> {
        let provider = model.provider;
        let given = url.map(str::trim).filter(|url| !url.is_empty());
        let text = given.or(provider.default_url()).ok_or(ConfigError::NoUrl { provider })?;
        let url = base_url(text).ok_or(ConfigError::BadUrl { provider })?;
        let key = key.filter(|key| !key.reveal().is_empty());
        if key.is_none() && provider.needs_key() {
            return Err(ConfigError::NoKey { provider });
        }
        let mut limits = Limits::default();
        if model.thinks() {
            limits.answer_tokens_max = 8_192;
            limits.first_token = Duration::from_secs(60);
        }
        if is_this_machine(&url) {
            // A model on this machine is loaded from the disk first and thinks on the CPU.
            limits.first_token = Duration::from_secs(120);
            limits.idle = Duration::from_secs(30);
            limits.total = Duration::from_secs(300);
        }
        let forcing = if provider == Provider::Anthropic { Forcing::Tool } else { Forcing::Schema };
        Ok(Self { context_tokens: provider.context_tokens(), model, url, key, limits, forcing })
    }

    /// Whether it runs on this machine, so that nothing leaves.
    pub fn is_local(&self) -> bool {
        is_this_machine(&self.url)
    }
}

fn base_url(text: &str) -> Option<Url> {
    let text = if text.ends_with('/') { text.to_owned() } else { format!("{text}/") };
    let url = Url::parse(&text).ok()?;
    let plain = url.username().is_empty() && url.password().is_none();
    let bare = url.query().is_none() && url.fragment().is_none();
    let safe = url.scheme() == "https" || (url.scheme() == "http" && is_this_machine(&url));
    (plain && bare && safe).then_some(url)
}

/// What one model is asked, ready to send. `Debug` leaves the texts out.
#[derive(Clone, PartialEq, Serialize)]
pub struct Ask {
    /// The standing instructions.
    pub system: String,
    /// The request with its fenced data.
    pub request: String,
    /// The JSON schema of the answer.
    pub schema: Value,
    /// A name for the schema: letters, digits, `_` and `-`.
    pub schema_name: String,
    /// At most [`TEMPERATURE_MAX`] is sent, whatever stands here.
    pub temperature: f64,
    /// How the answer is held to the schema.
    pub forcing: Forcing,
}

impl fmt::Debug for Ask {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Ask({})", self.schema_name)
    }
}

/// The highest temperature that is sent: a structured answer wants a calm model.
pub const TEMPERATURE_MAX: f64 = 0.2;

/// Why a model stopped writing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stop {
    /// The model was done.
    Finished,
    /// The answer hit the cap on tokens.
    TooLong,
    /// The model or its provider refused to go on.
    Refused,
    /// The provider did not say why.
    Unsaid,
}

/// A piece of a streamed answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// More text of the answer's JSON.
    Text(String),
    /// The model is thinking, so many bytes; the thoughts are not kept.
    Thought(usize),
    /// A sign that the connection lives, without text.
    Beat,
    /// The end of the answer.
    End {
        /// How many tokens were read, as the provider counts them; `None` where it does not say.
        tokens_in: Option<u32>,
        /// Tokens written, thinking included, as the provider counts.
        tokens_out: Option<u32>,
        /// Why the model stopped.
        stop: Stop,
    },
}

/// A model that can be asked. [`crate::Remote`] is the real one; tests have others.
pub trait Model: Send + Sync {
    /// The provider and model that answer, with key, limits and address.
    fn config(&self) -> &ProviderConfig;

    /// Asks once and streams the answer. The stream ends after [`Piece::End`], after a failure, or, cut off, without either. Dropping it
    /// closes the connection.
    fn stream(&self, ask: &Ask) -> BoxStream<'static, Result<Piece, Failure>>;
}
