//! Drafts that a language model phrases, where the rep chose one; what rules make of the same, where not or where the model fails.

use crate::{
    AppError, DraftView, ErrorCode, OpenPortal,
    calls::dollars,
    llm_choice::{Chosen, not_usable},
    llm_settings::month_start,
    phrase_ask::{Asking, Read, read_all},
    phrase_matter::{Matter, by_rules_lines, inputs, matter, people},
    voices,
};
use domain::{Citation, Dropped, Item, ItemKind, Mode, RecordId, Source, Sources};
use drafting::{Voice, phrased::Kept};
use jiff::Timestamp;
use llm::{
    Budget, Call, Inputs, Kind, Library, Model as _, Prices, ProviderConfig, Redactor, Remote, Rules, Scene, SceneOnly,
    SourceText, Stops, Tone,
};
use serde::Serialize;
use specta::Type;
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};
use store::StoredDraft;
use tokio_util::sync::CancellationToken;

/// The blank that stands where the rep has to write.
pub(crate) const BLANK: &str = drafting::reply::BLANK;

/// What to draft, about whom, and how it should sound.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PhraseRequest {
    /// The kind of draft.
    pub kind: Kind,
    /// A person or account; a call for its note, a deal or ticket where the kind is about one.
    pub target: String,
    /// How a mail should sound; of no meaning for other kinds.
    pub tone: Tone,
    /// The name of the colleague who takes over, for a hand-off.
    pub receiver: Option<String>,
    /// Which version of the prompt; the newest where none is named.
    pub version: Option<u32>,
}

impl PhraseRequest {
    /// A draft of a kind about somebody, otherwise as usual.
    pub fn new(kind: Kind, target: &str) -> Self {
        Self { kind, target: target.to_owned(), tone: Tone::default(), receiver: None, version: None }
    }
}

/// A draft with its sources, and what is to be known of how it was made.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
pub struct PhrasedReport {
    /// The draft itself.
    pub draft: DraftView,
    /// The ids of its proposals; a text that is copied has none.
    pub proposals: Vec<String>,
    /// The text behind every citation of the draft's lines.
    #[specta(type = BTreeMap<String, Source>)]
    pub sources: Sources,
    /// Lines of the model's that do not follow from their sources, each with the reason.
    pub dropped: Vec<Dropped>,
    /// Why rules made it, where a model was asked or is needed.
    pub note: Option<String>,
    /// What was read for it: "57 passages in 3 parts".
    pub read: String,
    /// The requests that were made for it, in order: what `calls show` opens.
    pub requests: Vec<String>,
    /// The heading each line belongs under, in the order of the draft's lines; none where the kind has no headings.
    pub headings: Vec<Option<String>>,
    /// The draft as a mail, where the kind is one.
    pub mail: Option<MailView>,
}

/// A mail to be copied or opened in the mail client.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Type)]
pub struct MailView {
    /// The address it goes to; none where none is known.
    pub to: Option<String>,
    /// The subject of the mail.
    pub subject: String,
    /// The text of the mail, blanks included.
    pub body: String,
}

/// A step in the making of a draft, told while it is made.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum DraftStep {
    /// What rules make of it, which stands until the model's lines come.
    Standing {
        /// The draft as rules make it; it is not kept yet, so it has no id.
        report: Box<PhrasedReport>,
    },
    /// The sources do not fit one call, and a part of them is being read.
    Reading {
        /// How many parts have been read.
        done: u32,
        /// How many parts there are.
        total: u32,
    },
    /// The model is asked for the draft itself.
    Asking {
        /// The model that is asked, as `PROVIDER:MODEL`.
        model: String,
        /// Whether the model runs on this machine.
        local: bool,
    },
    /// A line of the model's that follows from its sources.
    Line {
        /// The line with its claim and its citations.
        item: Item,
        /// The heading it belongs under; none where the kind has no headings.
        section: Option<String>,
        /// The text behind every citation of the line.
        #[specta(type = BTreeMap<String, Source>)]
        sources: Sources,
    },
    /// A line of the model's that does not follow from its sources.
    Dropped {
        /// The text of the line, and why it was left out.
        dropped: Dropped,
    },
}

/// Hears how far a draft has come.
pub trait DraftReporter: Send + Sync {
    /// Takes one step; returns at once.
    fn report(&self, step: DraftStep);
}

impl DraftReporter for crate::Silent {
    fn report(&self, _: DraftStep) {}
}

/// A prompt as it would leave this machine, shown before anything is sent.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
pub struct SentView {
    /// The model it would go to, as `PROVIDER:MODEL`.
    pub model: String,
    /// The address it would go to.
    pub url: String,
    /// Whether the model runs on this machine, so that nothing leaves it.
    pub local: bool,
    /// The standing instructions, word for word.
    pub system: String,
    /// The request with its data, word for word. Where the sources do not fit one call, what the first call reads.
    pub request: String,
    /// An estimate of the prompt's tokens.
    pub tokens: u32,
    /// How many calls the draft takes.
    pub calls: u32,
    /// The most that the calls could cost, in US dollars; none where the price is not known.
    pub cost_usd: Option<f64>,
}

/// The language model the rep chose, and what is allowed.
pub struct Phraser {
    pub(crate) remote: Option<Remote>,
    pub(crate) rules: Option<Rules>,
    pub(crate) stops: Arc<Stops>,
    pub(crate) prices: Prices,
    pub(crate) limit_micros: Option<u64>,
    pub(crate) allow_unpriced: bool,
    /// Why the model that is chosen cannot be asked; none where it can, or none is chosen.
    pub(crate) problem: Option<String>,
}

impl Phraser {
    /// Stands for no model: drafts are made by rules, where rules can make them.
    pub fn none() -> Self {
        Self {
            remote: None,
            rules: None,
            stops: Arc::default(),
            prices: Prices::shipped(),
            limit_micros: None,
            allow_unpriced: false,
            problem: None,
        }
    }

    /// The model of a configuration, with the usual rules and no limit.
    pub fn of(config: Option<ProviderConfig>) -> Result<Self, AppError> {
        let remote = config.map(Remote::new).transpose().map_err(not_usable)?;
        Ok(Self { remote, ..Self::none() })
    }

    pub(crate) fn with(chosen: Chosen) -> Result<Self, AppError> {
        let remote = Remote::new(chosen.config).map_err(not_usable)?;
        Ok(Self { remote: Some(remote), rules: Some(chosen.rules), ..Self::none() })
    }

    /// The connection to the model; none where no model is asked.
    pub(crate) fn remote(&self) -> Option<&Remote> {
        self.remote.as_ref()
    }

    /// Why rules put a draft together although a model is chosen.
    pub(crate) fn rules_note(&self) -> Option<String> {
        self.problem.as_ref().map(|problem| format!("{problem}, so this is put together by rules."))
    }

    pub(crate) fn redactor(&self, people: &[String], config: &ProviderConfig) -> Redactor {
        Redactor::new(people, self.rules.clone().unwrap_or_else(|| Rules::of(config)))
    }

    /// What this month allows to be spent in this portal, and what has been.
    pub(crate) fn budget(&self, open: &OpenPortal, now: Timestamp) -> Result<Budget, AppError> {
        Ok(Budget {
            limit_micros: self.limit_micros,
            spent_micros: open.database.spent_since(month_start(open, now))?,
            allow_unpriced: self.allow_unpriced,
        })
    }

    /// Asks the model to phrase two invented sentences.
    pub(crate) async fn test(&self, open: Option<&OpenPortal>, now: Timestamp) -> Result<llm::Reply, AppError> {
        let remote = self.remote.as_ref().ok_or_else(|| {
            let why = self.problem.clone().unwrap_or_else(|| "No language model is chosen".to_owned());
            AppError::new(ErrorCode::Model, why).hint("Choose one in Settings and enter its key.")
        })?;
        let library = Library::shipped().map_err(prompt_error)?;
        let prompt = library.get(Kind::Summary, Some(1)).map_err(prompt_error)?;
        let said = |about: &str, text: &str| SourceText { about: about.to_owned(), text: text.to_owned() };
        let scene = Scene {
            account: "An invented account".to_owned(),
            person: None,
            today: jiff::civil::date(2026, 3, 4),
            sources: vec![
                said("Note, 2 March 2026", "The pilot starts on 12 March with two depots."),
                said("Note, 3 March 2026", "The contract is sent on Friday."),
            ],
        };
        let inputs = Inputs::Summary(SceneOnly { scene });
        let rendered = prompt.render(&inputs, &self.redactor(&[], remote.config())).map_err(prompt_error)?;
        // Nobody is meant: the call is about the connection.
        let nobody = RecordId::new(domain::ObjectType::Company, "0");
        let portal = open.map_or_else(|| domain::PortalId(String::new()), |open| open.id.clone());
        let budget = open.map(|open| self.budget(open, now)).transpose()?.unwrap_or_default();
        let call = Call {
            id: llm::request_id(&portal, &nobody, &rendered),
            prompt: &rendered,
            model: remote,
            budget: &budget,
            prices: &self.prices,
            cache: None,
            stops: &self.stops,
            cancel: CancellationToken::new(),
        };
        let reply = llm::ask(call, &mut |_| {}).await;
        if let Some(open) = open {
            let kept = reply.items.len();
            open.database.log_call(&crate::phrase_ask::call_of(&reply, "test", &rendered, &nobody, kept, now))?;
        }
        Ok(reply)
    }
}

pub(crate) fn prompt_error(error: llm::PromptError) -> AppError {
    AppError::new(ErrorCode::Model, error.to_string())
}

/// Drafts a text of some kind about a person or account. Needs no network without a model.
///
/// What rules make of it is reported at once and stands until the model's lines come; of those only lines are reported, and kept, that follow
/// from what they cite. What does not fit the model at once is read in parts, and nothing is left out. Fails with [`ErrorCode::Model`] where
/// the kind needs a model and there is none or it fails; otherwise a model that fails leaves what rules made, with one line why.
pub async fn draft_phrased(
    open: &OpenPortal,
    phraser: &Phraser,
    request: &PhraseRequest,
    reporter: &dyn DraftReporter,
    now: Timestamp,
    cancel: CancellationToken,
) -> Result<PhrasedReport, AppError> {
    let kind = request.kind;
    let matter = matter(open, request, now)?;
    let voice = voices::of(open, matter.language(), now)?;
    let standing = works_by_rules(kind).then(|| by_rules(open, request, &matter, &voice.voice, None)).transpose()?;
    let Some(remote) = phraser.remote() else {
        let mut report = standing.ok_or_else(|| needs_model(phraser, kind))?;
        report.note = phraser.rules_note();
        return stored(open, &matter, report, now);
    };
    if let Some(standing) = &standing {
        reporter.report(DraftStep::Standing { report: Box::new(standing.clone()) });
    }
    let asking = Asking::of(open, phraser, remote, &matter, now, cancel)?;
    let read = read_all(&asking, request, &voice, reporter).await?;
    let Read { mut kept, courtesies, mut dropped, sources, mut fields, line, requests, parts } = read;
    if kind == Kind::Signals {
        only_quotes(&mut kept, &mut dropped, &mut fields);
    }
    let fall_back = |line: String, dropped: Vec<Dropped>, requests: Vec<String>| {
        let Some(mut report) = standing.clone() else {
            let why = line.split(", so this is").next().unwrap_or(&line).trim_end_matches('.');
            return Err(AppError::new(ErrorCode::Model, format!("{why}. {}", needs(kind)))
                .hint("Try again, or choose another model in Settings.")
                .command_hint("`foreword calls list` shows what was asked and what came back."));
        };
        report.note = Some(line);
        report.dropped = dropped;
        report.requests = requests;
        stored(open, &matter, report, now)
    };
    if let Some(line) = line {
        return fall_back(line, dropped, requests);
    }
    let is_mail = is_mail(kind);
    let mut lines = kept;
    if is_mail {
        // Courtesies go where the model put them, as words of the rep's that claim nothing.
        lines.extend(courtesies);
        lines.sort_by_key(|(place, _)| *place);
    }
    let lines: Vec<Kept> = lines.into_iter().map(|(_, kept)| kept).collect();
    if lines.iter().all(|line| !line.item.verified) {
        let line = "Nothing the model wrote is backed by its sources, so this is put together by rules.".to_owned();
        return fall_back(line, dropped, requests);
    }
    let items: Vec<Item> = lines.iter().map(|line| line.item.clone()).collect();
    if kind == Kind::PreCallSummary {
        let text = items.iter().map(|item| item.text.as_str()).collect::<Vec<_>>().join(" ");
        let lints = llm::lint_pre_call_summary(&text);
        if !lints.is_empty() {
            let reasons: Vec<String> = lints.iter().map(ToString::to_string).collect();
            fields.insert("lint".to_owned(), reasons.join("; "));
        }
        fields.insert("ai_pre_call_summary".to_owned(), text);
    }
    if kind == Kind::Summary {
        let text = items.iter().map(|item| item.text.as_str()).collect::<Vec<_>>().join(" ");
        fields.insert("ai_summary".to_owned(), text);
    }
    let mail = is_mail.then(|| mail_of(request, &lines, &matter, &voice.voice, &asking.rep));
    if let Some(mail) = &mail {
        fields.insert("subject".to_owned(), mail.subject.clone());
        fields.insert("body".to_owned(), mail.body.clone());
    }
    let report = PhrasedReport {
        draft: DraftView {
            id: String::new(),
            kind: kind.as_str().to_owned(),
            mode: Mode::Llm,
            request_id: requests.last().cloned().unwrap_or_default(),
            items,
            fields,
        },
        proposals: Vec::new(),
        sources,
        dropped,
        note: None,
        read: read_line(&matter, parts),
        requests,
        headings: lines.iter().map(|line| line.section.clone()).collect(),
        mail,
    };
    stored(open, &matter, report, now)
}

/// What would be sent for a draft, word for word, without sending anything.
pub fn preview_draft(
    open: &OpenPortal,
    phraser: &Phraser,
    request: &PhraseRequest,
    now: Timestamp,
) -> Result<SentView, AppError> {
    if phraser.remote().is_none() {
        return Err(needs_model(phraser, request.kind));
    }
    let matter = matter(open, request, now)?;
    let voice = voices::of(open, matter.language(), now)?;
    preview(open, phraser, request, &matter, &voice, now)
}

pub(crate) fn preview(
    open: &OpenPortal,
    phraser: &Phraser,
    request: &PhraseRequest,
    matter: &Matter,
    voice: &voices::Learned,
    now: Timestamp,
) -> Result<SentView, AppError> {
    let remote = phraser.remote().ok_or_else(|| needs_model(phraser, request.kind))?;
    let asking = Asking::of(open, phraser, remote, matter, now, CancellationToken::new())?;
    let (rendered, calls) = asking.first(request, voice)?;
    let config = remote.config();
    let tokens = rendered.tokens();
    let cost = phraser.prices.cost(&config.model, tokens, config.limits.answer_tokens_max);
    Ok(SentView {
        model: config.model.to_string(),
        url: config.url.to_string(),
        local: config.is_local(),
        system: rendered.system,
        request: rendered.request,
        tokens,
        calls: u32::try_from(calls).unwrap_or(u32::MAX),
        cost_usd: cost.map(|cost| dollars(cost.saturating_mul(calls as u64))),
    })
}

/// A signal is quoted, not paraphrased; the values are their words.
fn only_quotes(kept: &mut Vec<(usize, Kept)>, dropped: &mut Vec<Dropped>, fields: &mut BTreeMap<String, String>) {
    kept.retain(|(_, line)| {
        let is_quote = line.item.kind == ItemKind::Quote;
        if !is_quote {
            let reason = "a signal has to be quoted word for word".to_owned();
            dropped.push(Dropped { text: line.item.text.clone(), reason });
        }
        is_quote
    });
    let of = |section: &str| {
        let lines = kept.iter().filter(|(_, line)| line.section.as_deref() == Some(section));
        lines.map(|(_, line)| line.item.text.clone()).collect::<Vec<_>>()
    };
    fields.extend(of("stated_objection").into_iter().next().map(|text| ("stated_objection".to_owned(), text)));
    let criteria = of("decision_criterion");
    if !criteria.is_empty() {
        fields.insert("decision_criteria".to_owned(), criteria.join("\n"));
    }
}

/// Whether drafts of a kind are mails.
pub(crate) fn is_mail(kind: Kind) -> bool {
    matches!(kind, Kind::FollowUp | Kind::Nudge | Kind::FirstTouch | Kind::HandOff | Kind::Reply)
}

/// Whether rules alone can make drafts of a kind.
pub(crate) fn works_by_rules(kind: Kind) -> bool {
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
            | Kind::Note
            | Kind::Signals
            | Kind::Digest
    )
}

fn needs(kind: Kind) -> String {
    format!("{} needs a language model", crate::llm_choice::sentence(&kind.as_str().replace('-', " ")))
}

fn needs_model(phraser: &Phraser, kind: Kind) -> AppError {
    let why = phraser.problem.clone().unwrap_or_else(|| "none is chosen".to_owned());
    AppError::new(ErrorCode::Model, format!("{}, and {why}", needs(kind)))
        .hint("Choose one in Settings. A model on this computer sends nothing out.")
        .command_hint("Choose one in Settings, or set FOREWORD_LLM. `ollama:llama3.2`, for one, stays on this machine.")
}

/// The draft that rules alone make of a matter.
fn by_rules(
    open: &OpenPortal,
    request: &PhraseRequest,
    matter: &Matter,
    voice: &Voice,
    note: Option<String>,
) -> Result<PhrasedReport, AppError> {
    let kind = request.kind;
    let (headings, items): (Vec<_>, Vec<_>) = by_rules_lines(kind, matter).into_iter().unzip();
    let cited: BTreeSet<&Citation> = items.iter().flat_map(|item| &item.citations).collect();
    let sources: Sources =
        matter.sources.iter().filter(|(id, _)| cited.contains(id)).map(|(id, one)| (id.clone(), one.clone())).collect();
    let mut fields = matter.fields.clone();
    let mail =
        is_mail(kind).then(|| skeleton(request, matter, voice, &crate::draft_note::approver(open)?)).transpose()?;
    if let Some(mail) = &mail {
        fields.insert("subject".to_owned(), mail.subject.clone());
        fields.insert("body".to_owned(), mail.body.clone());
    }
    let spelled = serde_json::to_string(&(&items, &fields)).unwrap_or_default();
    let hash = outbox::hash_of_parts(&[kind.as_str(), &matter.about.to_string(), &spelled]);
    let request_id = hash.get(..32).unwrap_or_default().to_owned();
    let draft = DraftView {
        id: String::new(),
        kind: kind.as_str().to_owned(),
        mode: Mode::Extractive,
        request_id,
        items,
        fields,
    };
    Ok(PhrasedReport {
        draft,
        proposals: Vec::new(),
        sources,
        dropped: Vec::new(),
        note,
        read: read_line(matter, 1),
        requests: Vec::new(),
        headings,
        mail,
    })
}

/// A mail's frame: greeting, a blank for each thing to say, the one ask, the closing.
fn skeleton(request: &PhraseRequest, matter: &Matter, voice: &Voice, rep: &str) -> Result<MailView, AppError> {
    let greeting = greeting(request, matter, voice);
    // What the brief would ask first is for the rep's eyes: it may speak of what stands in the CRM.
    let ask = (request.kind != Kind::HandOff).then(|| drafting::reply::open_ask(voice).to_owned());
    let body = [Some(greeting), Some(BLANK.to_owned()), ask, Some(voice.close(rep))];
    Ok(MailView {
        to: address(request, matter),
        subject: BLANK.to_owned(),
        body: body.into_iter().flatten().collect::<Vec<_>>().join("\n\n"),
    })
}

/// A hand-off goes to a colleague, every other mail to the person.
fn greeting(request: &PhraseRequest, matter: &Matter, voice: &Voice) -> String {
    let receiver = request.receiver.as_deref().map(str::trim).filter(|name| !name.is_empty());
    match (request.kind, receiver) {
        (Kind::HandOff, Some(name)) => voice.greet(name.split(' ').next(), Some(name)),
        (Kind::HandOff, None) => voice.greet(None, None),
        _ => voice.greet(matter.first_name.as_deref(), matter.person.as_deref()),
    }
}

/// The address that a mail goes to; none for a hand-off, which is not the customer's to read.
fn address(request: &PhraseRequest, matter: &Matter) -> Option<String> {
    if request.kind == Kind::HandOff { None } else { matter.address.clone() }
}

/// A model's lines as a mail: its subject, the rep's greeting, its sentences, one ask, the rep's closing.
pub(crate) fn mail_of(request: &PhraseRequest, lines: &[Kept], matter: &Matter, voice: &Voice, rep: &str) -> MailView {
    let is = |line: &&Kept, section: &str| line.section.as_deref() == Some(section);
    let texts =
        |section: &'static str| lines.iter().filter(move |line| is(line, section)).map(|line| line.item.text.clone());
    let mut parts = vec![greeting(request, matter, voice)];
    parts.extend(texts("body"));
    // One ask, the last one: a second would take the weight off the first.
    parts.push(texts("ask").next_back().unwrap_or_else(|| BLANK.to_owned()));
    parts.push(voice.close(rep));
    MailView {
        to: address(request, matter),
        subject: texts("subject").next().unwrap_or_else(|| BLANK.to_owned()),
        body: parts.join("\n\n"),
    }
}

fn read_line(matter: &Matter, parts: usize) -> String {
    let passages = if matter.given.len() == 1 { "passage" } else { "passages" };
    match parts {
        0 | 1 => format!("{} {passages}", matter.given.len()),
        parts => format!("{} {passages} in {parts} parts", matter.given.len()),
    }
}

/// Keeps a draft and gives it an id.
fn stored(
    open: &OpenPortal,
    matter: &Matter,
    mut report: PhrasedReport,
    now: Timestamp,
) -> Result<PhrasedReport, AppError> {
    report.draft.id = outbox::new_proposal_id().0.replacen("p-", "d-", 1);
    let spelled = serde_json::to_string(&report.draft.items).unwrap_or_default();
    open.database.put_text_draft(&StoredDraft {
        id: report.draft.id.clone(),
        kind: report.draft.kind.clone(),
        target: matter.about.clone(),
        request_id: report.draft.request_id.clone(),
        input_hash: outbox::hash_of_parts(&[&report.draft.kind, &report.draft.request_id, &spelled]),
        mode: if report.draft.mode == Mode::Llm { "llm" } else { "extractive" }.to_owned(),
        items: report.draft.items.clone(),
        created_at: now,
    })?;
    Ok(report)
}

/// The inputs of a draft's prompt, for [`Asking`].
pub(crate) fn inputs_for(
    asking: &Asking<'_>,
    request: &PhraseRequest,
    voice: &voices::Learned,
    sources: Vec<SourceText>,
) -> Result<Inputs, AppError> {
    inputs(asking.open, request, asking.matter, voice, &asking.rep, sources, asking.now)
}

pub(crate) fn people_of(open: &OpenPortal, matter: &Matter) -> Result<Vec<String>, AppError> {
    people(open, matter)
}
