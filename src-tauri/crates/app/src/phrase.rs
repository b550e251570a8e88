//! Drafts that a language model phrases, where the rep chose one; what rules make of the same, where not or where the model fails.

use crate::{AppError, BriefRequest, DraftView, ErrorCode, OpenPortal, brief::brief, who};
use domain::{Citation, Dossier, Dropped, Item, Mode, ObjectType, RecordId, Source, Sources};
use drafting::Moment;
use drafting::phrased::{Phrase, phrased};
use jiff::Timestamp;
use llm::{
    Budget, Call, Inputs, Kind, Library, MailInputs, Model as _, ModelItem, NudgeInputs, Prices, ProviderConfig,
    Redactor, Remote, Rules, Scene, SceneOnly, ScoreInputs, SourceText, Stops, Tone, Voice,
};
use serde::Serialize;
use serde_json::Value;
use specta::Type;
use std::collections::{BTreeMap, BTreeSet};
use store::{ModelCall, StoredDraft};
use tokio_util::sync::CancellationToken;

/// Tokens kept free of sources: the instructions, the schema and the answer.
const RESERVED_TOKENS: u32 = 4_500;
/// What the rep's team scores by unless it says otherwise.
const CRITERIA: [&str; 4] = ["a named need", "a budget or a sum", "who decides", "a date"];

/// A draft with what it says of itself.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
pub struct PhrasedReport {
    /// The draft.
    pub draft: DraftView,
    /// The ids of its proposals; a text that is copied has none.
    pub proposals: Vec<String>,
    /// What its lines rest on, by citation.
    #[specta(type = BTreeMap<String, Source>)]
    pub sources: Sources,
    /// What the model said that its sources do not.
    pub dropped: Vec<Dropped>,
    /// Why rules made it, where a model was asked or is needed.
    pub note: Option<String>,
    /// What was read for it: "41 of 57 passages; the model takes no more at once".
    pub read: String,
}

/// The language model the rep chose, and what is allowed.
pub struct Phraser {
    remote: Option<Remote>,
    stops: Stops,
    prices: Prices,
    budget: Budget,
}

impl Phraser {
    /// Nobody: what can be made by rules is.
    pub fn none() -> Self {
        Self { remote: None, stops: Stops::default(), prices: Prices::shipped(), budget: Budget::default() }
    }

    /// Reads `FOREWORD_LLM`, `FOREWORD_LLM_URL` and `FOREWORD_LLM_KEY`.
    pub fn from_env() -> Result<Self, AppError> {
        let text = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
        let key = text("FOREWORD_LLM_KEY").map(|key| llm::Secret::new(&key));
        let chosen = text("FOREWORD_LLM").unwrap_or_default();
        let config = llm::configured(&chosen, text("FOREWORD_LLM_URL").as_deref(), key).map_err(not_usable)?;
        Self::of(config)
    }

    /// The model of a configuration.
    pub fn of(config: Option<ProviderConfig>) -> Result<Self, AppError> {
        let remote = config.map(Remote::new).transpose().map_err(not_usable)?;
        Ok(Self { remote, ..Self::none() })
    }

    /// `PROVIDER:MODEL`, where there is one.
    pub fn model(&self) -> Option<String> {
        self.remote.as_ref().map(|remote| remote.config().model.to_string())
    }
}

fn not_usable(error: llm::ConfigError) -> AppError {
    AppError::new(ErrorCode::Usage, error.to_string())
        .hint("FOREWORD_LLM is `none` or PROVIDER:MODEL, as in `ollama:llama3.2`; FOREWORD_LLM_URL and FOREWORD_LLM_KEY go with it.")
}

/// What a draft is about and may use.
struct Matter {
    account: RecordId,
    dossier: Dossier,
    person: Option<String>,
    /// The closed set, in the order of their ids.
    given: Vec<Citation>,
    sources: Sources,
    /// Lines that rules made.
    items: Vec<Item>,
    total: usize,
}

/// Drafts a text of some kind about a person or account. Needs no network without a model.
///
/// Fails with [`ErrorCode::Model`] where the kind needs a model and none is chosen. A model that fails leaves what rules make of it, with
/// one line why; of its answer only lines stand that follow from what they cite.
pub async fn draft_phrased(
    open: &OpenPortal,
    phraser: &Phraser,
    kind: Kind,
    target: &str,
    now: Timestamp,
    cancel: CancellationToken,
) -> Result<PhrasedReport, AppError> {
    let Some(remote) = &phraser.remote else {
        if !works_by_rules(kind) {
            return Err(AppError::new(
                ErrorCode::Model,
                format!("A {kind} needs a language model, and none is chosen"),
            )
            .hint("Set FOREWORD_LLM to one, as in `ollama:llama3.2`, which stays on this machine."));
        }
        let matter = matter(open, target, now, usize::MAX)?;
        return by_rules(open, kind, matter, None, now);
    };
    let config = remote.config();
    let room = config.context_tokens.saturating_sub(RESERVED_TOKENS);
    // A character is a quarter of a token and placeholders weigh more: three characters a token leave room.
    let matter = matter(open, target, now, usize::try_from(room).unwrap_or(usize::MAX).saturating_mul(3))?;
    let library = Library::shipped().map_err(|error| AppError::new(ErrorCode::Model, error.to_string()))?;
    let prompt = library.get(kind, None).map_err(|error| AppError::new(ErrorCode::Model, error.to_string()))?;
    let people = people(open, &matter)?;
    let redactor = Redactor::new(&people, Rules::of(config));
    let rendered = prompt
        .render(&inputs(open, kind, &matter, now)?, &redactor)
        .map_err(|error| AppError::new(ErrorCode::Model, error.to_string()))?;
    let id = llm::request_id(&open.id, &matter.account, &rendered);
    let earlier = Earlier(open.database.model_reply(&id.0, &config.model.to_string())?);
    let call = Call {
        id: id.clone(),
        prompt: &rendered,
        model: remote,
        budget: &phraser.budget,
        prices: &phraser.prices,
        cache: Some(&earlier),
        stops: &phraser.stops,
        cancel,
    };
    let reply = llm::ask(call, &mut |_| {}).await;
    let moment =
        Moment { today: now.to_zoned(open.zone()).date(), zone: open.zone(), labels: crate::digest::labels(open)? };
    let phrases: Vec<Phrase> = reply.items.iter().filter_map(ModelItem::of).map(phrase_of).collect();
    let checked = phrased(&phrases, &matter.given, &matter.sources, &moment, kind.as_str());
    open.database.log_call(&call_of(&reply, kind, &rendered, &matter.account, checked.kept.len(), now))?;
    if let Some(line) = reply.outcome.line() {
        return by_rules_or(open, kind, matter, line, now);
    }
    let mut items: Vec<Item> = checked.kept.iter().map(|kept| kept.item.clone()).collect();
    if matches!(kind, Kind::FollowUp | Kind::Nudge | Kind::FirstTouch | Kind::HandOff) {
        items.extend(checked.courtesies.into_iter().map(|kept| kept.item));
    }
    let mut fields = fields_of(&reply.fields);
    if kind == Kind::PreCallSummary {
        let text = items.iter().map(|item| item.text.as_str()).collect::<Vec<_>>().join(" ");
        let lints = llm::lint_pre_call_summary(&text);
        if !lints.is_empty() {
            let reasons: Vec<String> = lints.iter().map(ToString::to_string).collect();
            fields.insert("lint".to_owned(), reasons.join("; "));
        }
        fields.insert("ai_pre_call_summary".to_owned(), text);
    }
    if items.is_empty() {
        return by_rules_or(
            open,
            kind,
            matter,
            "Nothing the model said follows from its sources, so this is put together by rules.",
            now,
        );
    }
    let read = read_line(&matter);
    let draft = kept(open, kind, &matter.account, items, fields, id.0, Mode::Llm, now)?;
    Ok(PhrasedReport {
        draft,
        proposals: Vec::new(),
        sources: checked.sources,
        dropped: checked.dropped,
        note: None,
        read,
    })
}

/// Whether rules alone make something of a kind.
fn works_by_rules(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::PreCallSummary
            | Kind::Summary
            | Kind::ExecutiveSummary
            | Kind::AccountPlan
            | Kind::NextAction
            | Kind::FollowUp
            | Kind::Nudge
            | Kind::HandOff
            | Kind::DealHealth
    )
}

fn by_rules_or(
    open: &OpenPortal,
    kind: Kind,
    matter: Matter,
    line: &str,
    now: Timestamp,
) -> Result<PhrasedReport, AppError> {
    if works_by_rules(kind) {
        return by_rules(open, kind, matter, Some(line.to_owned()), now);
    }
    let why = line.split(", so this is").next().unwrap_or(line);
    Err(AppError::new(ErrorCode::Model, format!("{why}. A {kind} needs a model"))
        .hint("`foreword calls list` shows what was asked and what came back."))
}

/// The lines of the brief that answer what the kind asks.
fn by_rules(
    open: &OpenPortal,
    kind: Kind,
    matter: Matter,
    note: Option<String>,
    now: Timestamp,
) -> Result<PhrasedReport, AppError> {
    let read = read_line(&matter);
    let items = matter.items;
    let cited: BTreeSet<&Citation> = items.iter().flat_map(|item| &item.citations).collect();
    let sources: Sources =
        matter.sources.iter().filter(|(id, _)| cited.contains(id)).map(|(id, one)| (id.clone(), one.clone())).collect();
    let spelled = serde_json::to_string(&items).unwrap_or_default();
    let hash = outbox::hash_of_parts(&[kind.as_str(), &matter.account.to_string(), &spelled]);
    let request_id = hash.get(..32).unwrap_or_default().to_owned();
    let draft = kept(open, kind, &matter.account, items, BTreeMap::new(), request_id, Mode::Extractive, now)?;
    Ok(PhrasedReport { draft, proposals: Vec::new(), sources, dropped: Vec::new(), note, read })
}

fn read_line(matter: &Matter) -> String {
    if matter.given.len() == matter.total {
        format!("{} passages", matter.total)
    } else {
        format!("{} of {} passages; the model takes no more at once", matter.given.len(), matter.total)
    }
}

/// Gathers what a draft may use: what the full brief cites, best first, as much as there is room for.
fn matter(open: &OpenPortal, target: &str, now: Timestamp, room_chars: usize) -> Result<Matter, AppError> {
    let meant = who::resolve(open, target, now)?;
    let request = BriefRequest { who: target.to_owned(), full: true, as_of: None };
    let report = brief(open, &request, now)?;
    let (brief, sources) = (report.brief, report.sources);
    let dossier =
        retrieval::gather(&open.database, &meant.account, meant.contact.as_ref(), meant.why.clone(), now, now)?;
    let items: Vec<Item> = brief.sections.iter().flat_map(|section| section.items.clone()).collect();
    let mut given: Vec<Citation> = Vec::new();
    let mut left = room_chars;
    for citation in items.iter().flat_map(|item| &item.citations) {
        let Some(source) = sources.get(citation).filter(|_| !given.contains(citation)) else { continue };
        let len = source.text.len() + 80;
        if left < len {
            break;
        }
        left -= len;
        given.push(citation.clone());
    }
    let total = sources.len();
    let person = meant.contact.as_ref().map(|id| open.database.record(id)).transpose()?.flatten();
    Ok(Matter {
        account: meant.account,
        person: person.map(|record| who::name_of(&record)),
        dossier,
        given,
        sources,
        items,
        total,
    })
}

fn inputs(open: &OpenPortal, kind: Kind, matter: &Matter, now: Timestamp) -> Result<Inputs, AppError> {
    let zone = open.zone();
    let day = |at: Timestamp| at.to_zoned(zone.clone()).strftime("%-d %B %Y").to_string();
    let source = |citation: &Citation| {
        let source = matter.sources.get(citation)?;
        let speaker = source.speaker.as_ref().map(|name| format!(", {name}")).unwrap_or_default();
        let about = format!("{}, {}{speaker}", citation.record.object, day(source.time));
        Some(SourceText { about, text: source.text.clone() })
    };
    let scene = Scene {
        account: matter.dossier.account.display_name(),
        person: matter.person.clone(),
        today: now.to_zoned(zone.clone()).date(),
        sources: matter.given.iter().filter_map(source).collect(),
    };
    let voice = || -> Result<Voice, AppError> {
        let rep = crate::draft_note::approver(open)?;
        Ok(Voice { rep, tone: Tone::Brief, language: "English".to_owned(), samples: Vec::new() })
    };
    let only = SceneOnly { scene: scene.clone() };
    Ok(match kind {
        Kind::PreCallSummary => Inputs::PreCallSummary(only),
        Kind::Note => Inputs::Note(only),
        Kind::Signals => Inputs::Signals(only),
        Kind::AccountPlan => Inputs::AccountPlan(only),
        Kind::ExecutiveSummary => Inputs::ExecutiveSummary(only),
        Kind::NextAction => Inputs::NextAction(only),
        Kind::Intent => Inputs::Intent(only),
        Kind::Persona => Inputs::Persona(only),
        Kind::Sentiment => Inputs::Sentiment(only),
        Kind::Score => {
            Inputs::Score(ScoreInputs { scene, criteria: CRITERIA.iter().map(|one| (*one).to_owned()).collect() })
        }
        Kind::FollowUp => Inputs::FollowUp(MailInputs { scene, voice: voice()? }),
        Kind::FirstTouch => Inputs::FirstTouch(MailInputs { scene, voice: voice()? }),
        Kind::Nudge => Inputs::Nudge(NudgeInputs { scene, voice: voice()?, days_silent: days_silent(matter, now) }),
        Kind::Summary => Inputs::Summary(only),
        other => {
            return Err(AppError::new(ErrorCode::Usage, format!("A {other} is not drafted about a person or account"))
                .hint("`foreword draft --help` lists the kinds."));
        }
    })
}

/// Days since anything happened with the account.
fn days_silent(matter: &Matter, now: Timestamp) -> u32 {
    let last = matter.dossier.entries.iter().map(|entry| entry.activity.at).filter(|at| *at <= now).max();
    let hours = last.map_or(0, |last| now.duration_since(last).as_hours());
    u32::try_from(hours / 24).unwrap_or(0)
}

/// Everybody whose name must not leave: contacts, colleagues, and whoever spoke.
fn people(open: &OpenPortal, matter: &Matter) -> Result<Vec<String>, AppError> {
    let mut names: BTreeSet<String> = open.database.owners()?.into_iter().map(|owner| owner.name).collect();
    for id in open.database.members(&matter.account, ObjectType::Contact)? {
        names.extend(open.database.record(&id)?.map(|record| who::name_of(&record)));
    }
    names.extend(matter.sources.values().filter_map(|source| source.speaker.clone()));
    names.remove("");
    Ok(names.into_iter().collect())
}

fn phrase_of(item: ModelItem) -> Phrase {
    Phrase { text: item.text, sources: item.sources, kind: item.kind, section: item.section }
}

/// Typed fields as text: numbers, choices, lists of them.
fn fields_of(fields: &Value) -> BTreeMap<String, String> {
    let spelled = |value: &Value| match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    fields.as_object().into_iter().flatten().map(|(name, value)| (name.clone(), spelled(value))).collect()
}

/// An answer to the same question, from the log.
struct Earlier(Option<String>);

impl llm::Cache for Earlier {
    fn find(&self, _: &llm::RequestId, _: &llm::ModelRef) -> Option<llm::Reply> {
        serde_json::from_str(self.0.as_ref()?).ok()
    }
}

fn call_of(
    reply: &llm::Reply,
    kind: Kind,
    prompt: &llm::Rendered,
    account: &RecordId,
    kept: usize,
    now: Timestamp,
) -> ModelCall {
    let number = |count: Option<u32>| count.map(u64::from);
    ModelCall {
        seq: 0,
        request_id: reply.request_id.0.clone(),
        at: now,
        kind: kind.as_str().to_owned(),
        prompt_version: prompt.version,
        target: account.clone(),
        model: reply.model.to_string(),
        outcome: serde_json::to_value(reply.outcome)
            .ok()
            .and_then(|value| value.as_str().map(str::to_owned))
            .unwrap_or_default(),
        tokens_in: number(reply.tokens_in),
        tokens_out: number(reply.tokens_out),
        latency_ms: reply.latency_ms,
        first_token_ms: reply.first_token_ms,
        cost_micros: reply.cost_micros,
        reused: reply.is_reused,
        items: u64::try_from(reply.items.len()).unwrap_or(u64::MAX),
        kept: u64::try_from(kept).unwrap_or(u64::MAX),
        sent: format!("{}\n\n{}", reply.sent_system, reply.sent_request),
        reply: serde_json::to_string(reply).unwrap_or_default(),
    }
}

#[expect(clippy::too_many_arguments, reason = "the columns of a draft")]
fn kept(
    open: &OpenPortal,
    kind: Kind,
    account: &RecordId,
    items: Vec<Item>,
    fields: BTreeMap<String, String>,
    request_id: String,
    mode: Mode,
    now: Timestamp,
) -> Result<DraftView, AppError> {
    let spelled = serde_json::to_string(&items).unwrap_or_default();
    let draft = StoredDraft {
        id: outbox::new_proposal_id().0.replacen("p-", "d-", 1),
        kind: kind.as_str().to_owned(),
        target: account.clone(),
        request_id: request_id.clone(),
        input_hash: outbox::hash_of_parts(&[kind.as_str(), &request_id, &spelled]),
        mode: if mode == Mode::Llm { "llm" } else { "extractive" }.to_owned(),
        items: items.clone(),
        created_at: now,
    };
    open.database.put_text_draft(&draft)?;
    Ok(DraftView { id: draft.id, kind: draft.kind, mode, request_id, items, fields })
}
