//! A provider behind genai. The one place that knows the library, and the one that reveals a key.

use crate::{
    Ask, ConfigError, Failure, Forcing, Model, Piece, Provider, ProviderConfig, Secret, Stop, TEMPERATURE_MAX,
    failure::{of_status, of_stream_error},
};
use futures::{
    Stream, StreamExt, TryStreamExt,
    future::ready,
    stream::{self, BoxStream},
};
use genai::{
    Client, ModelIden, ServiceTarget,
    adapter::AdapterKind,
    chat::{
        ChatMessage, ChatOptions, ChatRequest, ChatStreamEvent, JsonSpec, ReasoningEffort, StopReason, Tool, ToolChoice,
    },
    resolver::{AuthData, Endpoint},
};
use std::{
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

/// The name of the tool whose arguments are the answer.
const TOOL: &str = "answer";

/// A provider's model, reached over HTTP.
#[derive(Debug, Clone)]
pub struct Remote {
    config: ProviderConfig,
    client: Client,
}

impl Remote {
    /// Sets up the connection and asks nothing yet; an error where no HTTP client can be made.
    pub fn new(config: ProviderConfig) -> Result<Self, ConfigError> {
        let mut builder = transport::client_builder()
            .connect_timeout(config.limits.connect)
            // A redirect would carry the key and the text to whoever it names.
            .redirect(reqwest::redirect::Policy::none())
            .tcp_nodelay(true)
            .pool_max_idle_per_host(2);
        if config.is_local() {
            builder = builder.no_proxy();
        }
        let http = builder.build().map_err(|_| ConfigError::NoClient { provider: config.model.provider })?;
        let client = Client::builder()
            .with_reqwest(http)
            .build()
            .map_err(|_| ConfigError::NoClient { provider: config.model.provider })?;
        Ok(Self { config, client })
    }

    fn target(&self) -> ServiceTarget {
        let adapter = match self.config.model.provider {
            Provider::OpenAi | Provider::Compatible | Provider::Ollama => AdapterKind::OpenAI,
            Provider::Anthropic => AdapterKind::Anthropic,
            Provider::Gemini => AdapterKind::Gemini,
        };
        // The library insists on a key for this wire format; local servers ignore it.
        let key = self.config.key.as_ref().map_or("none", Secret::reveal);
        ServiceTarget {
            endpoint: Endpoint::from_owned(self.config.url.as_str()),
            auth: AuthData::from_single(key),
            model: ModelIden::new(adapter, self.config.model.model.clone()),
        }
    }

    fn options(&self, ask: &Ask) -> ChatOptions {
        let mut options = ChatOptions::default()
            .with_capture_usage(true)
            // Then a tool's arguments come as they have grown so far, the same way from every provider.
            .with_capture_tool_calls(true)
            .with_max_tokens(self.config.limits.answer_tokens_max);
        let speaks_openai =
            matches!(self.config.model.provider, Provider::OpenAi | Provider::Compatible | Provider::Ollama);
        let temperature = ask.temperature.clamp(0.0, TEMPERATURE_MAX);
        options = match (speaks_openai, self.config.model.refuses_temperature()) {
            // These refuse a temperature of their caller's. Phrasing and finding take little thought.
            (true, true) => options.with_reasoning_effort(ReasoningEffort::Low),
            // No budget sends nothing, and keeps the library from reading "-max" or "-high" at the end of a model's name as a wish.
            (true, false) => options.with_temperature(temperature).with_reasoning_effort(ReasoningEffort::Budget(0)),
            (false, _) => options.with_temperature(temperature),
        };
        match ask.forcing {
            Forcing::Schema => options.with_response_format(JsonSpec::new(ask.schema_name.clone(), ask.schema.clone())),
            Forcing::Tool => options.with_tool_choice(ToolChoice::Tool { name: TOOL.to_owned() }),
            Forcing::Asked => options,
        }
    }
}

impl Model for Remote {
    fn config(&self) -> &ProviderConfig {
        &self.config
    }

    fn stream(&self, ask: &Ask) -> BoxStream<'static, Result<Piece, Failure>> {
        let mut request =
            ChatRequest::new(vec![ChatMessage::user(ask.request.clone())]).with_system(ask.system.clone());
        if ask.forcing == Forcing::Tool {
            let tool = Tool::new(TOOL).with_description("Gives the answer.").with_schema(ask.schema.clone());
            request = request.with_tools([tool]);
        }
        let (client, target, options) = (self.client.clone(), self.target(), self.options(ask));
        let opened = async move { client.exec_chat_stream(target, request, Some(&options)).await };
        let events = stream::once(opened).map_ok(|response| response.stream).try_flatten();
        let mut grown = 0;
        let pieces = events
            .map(move |event| match event {
                Ok(event) => Ok(piece(event, &mut grown)),
                Err(error) => Err(failure(&error)),
            })
            // After a failure the library may go on; we do not.
            .scan(false, |is_over, piece| {
                let go_on = !*is_over;
                *is_over = matches!(piece, Err(_) | Ok(Piece::End { .. }));
                ready(go_on.then_some(piece))
            });
        Quiet(pieces.boxed()).boxed()
    }
}

/// Turns one event into a piece. `grown` is how much of a tool's arguments was seen before.
fn piece(event: ChatStreamEvent, grown: &mut usize) -> Piece {
    match event {
        ChatStreamEvent::Chunk(chunk) => Piece::Text(chunk.content),
        ChatStreamEvent::ReasoningChunk(chunk) | ChatStreamEvent::ThoughtSignatureChunk(chunk) => {
            Piece::Thought(chunk.content.len())
        }
        ChatStreamEvent::ToolCallChunk(chunk) => {
            let arguments = match chunk.tool_call.fn_arguments {
                serde_json::Value::String(text) => text,
                whole => whole.to_string(),
            };
            let new = arguments.get(*grown..).unwrap_or_default().to_owned();
            *grown = (*grown).max(arguments.len());
            Piece::Text(new)
        }
        ChatStreamEvent::Start | ChatStreamEvent::Heartbeat => Piece::Beat,
        ChatStreamEvent::End(end) => {
            let count = |tokens: Option<i32>| tokens.and_then(|tokens| u32::try_from(tokens).ok());
            let usage = end.captured_usage.unwrap_or_default();
            let stop = match end.captured_stop_reason {
                Some(StopReason::Completed(_) | StopReason::ToolCall(_) | StopReason::StopSequence(_)) => {
                    Stop::Finished
                }
                Some(StopReason::MaxTokens(_)) => Stop::TooLong,
                Some(StopReason::ContentFilter(_)) => Stop::Refused,
                Some(StopReason::Other(_)) | None => Stop::Unsaid,
            };
            Piece::End { tokens_in: count(usage.prompt_tokens), tokens_out: count(usage.completion_tokens), stop }
        }
    }
}

/// Sorts the library's errors; their texts stay behind, since they repeat what the server said.
fn failure(error: &genai::Error) -> Failure {
    use genai::Error;
    match error {
        Error::HttpError { status, body, headers, .. } => of_status(status.as_u16(), body, retry_after(headers)),
        Error::WebStream { error, .. } => match error.downcast_ref::<Error>() {
            Some(inner) => failure(inner),
            None => match error.downcast_ref::<reqwest::Error>() {
                Some(error) if error.is_connect() || error.is_request() => Failure::Unreachable,
                _ => Failure::Cut,
            },
        },
        Error::ChatResponse { body, .. } => of_stream_error(body),
        Error::WebModelCall { .. } | Error::WebAdapterCall { .. } => match error.status() {
            Some(status) => of_status(status.as_u16(), "", error.headers().and_then(retry_after)),
            None => Failure::Unreachable,
        },
        _ => Failure::Unreadable,
    }
}

/// `retry-after` in seconds (a date counts as not said) or `retry-after-ms`.
fn retry_after(headers: &reqwest::header::HeaderMap) -> Option<Duration> {
    let number = |name: &str| headers.get(name)?.to_str().ok()?.trim().parse::<f64>().ok();
    let seconds = number("retry-after-ms").map(|ms| ms / 1_000.0).or_else(|| number("retry-after"))?;
    Duration::try_from_secs_f64(seconds).ok()
}

/// Polls a stream with logging off: the library logs what servers answer, and a refusal may repeat the key.
struct Quiet(BoxStream<'static, Result<Piece, Failure>>);

impl Stream for Quiet {
    type Item = Result<Piece, Failure>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        tracing::dispatcher::with_default(&tracing::Dispatch::none(), || self.0.poll_next_unpin(cx))
    }
}
