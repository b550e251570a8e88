//! Asking a model for a draft: in one call where everything fits, else part by part. Every call is on the books, and only what follows from the
//! original sources counts, in the parts as in the whole.

use crate::{
    drafts::{
        criteria::{self, Criteria},
        draft::{DraftReporter, DraftStep, PhraseRequest},
        kept_back::KeptBack,
        material::Material,
        no_answer::NoAnswer,
        triage, voices,
    },
    error::{AppError, ErrorCode},
    models::{
        calls::call_of,
        phraser::{Phraser, prompt_error},
        prompts::Prompts,
    },
    portal::open::OpenPortal,
    reading::resolve::name_of,
};
use domain::{Dropped, ObjectType, Sources};
use drafting::{
    Moment,
    phrased::{Kept, Phrase, Phrased, phrased},
};
use jiff::Timestamp;
use llm::{
    Call, Inputs, Kind, Model as _, ModelItem, More, Needs, Outcome, Redactor, Remote, Rendered, Scene, SourceText,
    context::{Piece, Plan, Window, plan},
};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use tokio_util::sync::CancellationToken;

/// The most calls one draft may take: whoever needs more needs a model that reads more.
const CALLS_MAX: usize = 24;
/// A condensed part takes a third of what is left for sources, within these bounds, so that two of them always fit one call.
const CONDENSED_MIN: u32 = 120;
const CONDENSED_MAX: u32 = 900;

/// A draft that is being asked for, with everything the calls need.
pub(crate) struct Asking<'a> {
    pub open: &'a OpenPortal,
    pub material: &'a Material,
    pub now: Timestamp,
    pub rep: String,
    phraser: &'a Phraser,
    remote: &'a Remote,
    redactor: Redactor,
    prompts: Prompts,
    moment: Moment,
    /// Sources by people whose words no model reads, by their place.
    kept_back: BTreeSet<usize>,
    cancel: CancellationToken,
}

/// What came of asking a model for a draft.
#[derive(Default)]
pub(crate) struct Read {
    /// Lines that follow, with their place in the answer.
    pub kept: Vec<(usize, Kept)>,
    /// Lines that claim nothing, with their place in the answer.
    pub courtesies: Vec<(usize, Kept)>,
    /// Lines that do not follow, each with the reason.
    pub dropped: Vec<Dropped>,
    /// The text behind every citation of the kept lines.
    pub sources: Sources,
    /// The typed values of the answer, by name, as text.
    pub fields: BTreeMap<String, String>,
    /// Why there is no answer; none where there is one.
    pub failed: Option<NoAnswer>,
    /// The ids of the requests that were made, in order.
    pub requests: Vec<String>,
    /// The number of parts in which the sources were read; 1 where they fitted one call.
    pub parts: usize,
}

/// A text the model reads, and the original sources it stands for, by their place.
#[derive(Clone)]
struct Passage {
    text: SourceText,
    from: Vec<usize>,
}

impl<'a> Asking<'a> {
    pub fn of(
        open: &'a OpenPortal,
        phraser: &'a Phraser,
        remote: &'a Remote,
        material: &'a Material,
        now: Timestamp,
        cancel: CancellationToken,
    ) -> Result<Self, AppError> {
        let people = people(open, material)?;
        let theirs = KeptBack::of(open)?;
        let mut kept_back = BTreeSet::new();
        for (place, citation) in material.given.iter().enumerate() {
            if let Some(source) = material.sources.get(citation)
                && theirs.covers(open, citation, source)?
            {
                kept_back.insert(place);
            }
        }
        Ok(Self {
            rep: crate::portal::open::approver(open)?,
            redactor: phraser.redactor(&people, remote.config()),
            prompts: Prompts::of(&open.home)?,
            moment: Moment { labels: crate::drafts::digest::labels(open)?, ..open.moment(now) },
            open,
            material,
            now,
            phraser,
            remote,
            kept_back,
            cancel,
        })
    }

    /// What the first call would send, and how many calls there are.
    pub fn first(&self, request: &PhraseRequest, voice: &voices::Learned) -> Result<(Rendered, usize), AppError> {
        let passages = self.passages();
        match self.plan(request, voice, &passages)? {
            Some(Plan::Parts { batches, levels }) => {
                let calls = Plan::Parts { batches: batches.clone(), levels }.calls();
                let batch = batches.first().map(|batch| pieces_of(batch, &passages)).unwrap_or_default();
                Ok((self.condensing(request, &batch, 1, batches.len())?, calls))
            }
            Some(Plan::Whole) | None => Ok((self.whole(request, voice, &passages)?, 1)),
        }
    }

    /// How many of the sources one call holds, but no fewer than `least`.
    pub fn most_for_one_call(
        &self,
        request: &PhraseRequest,
        voice: &voices::Learned,
        least: usize,
    ) -> Result<usize, AppError> {
        let passages = self.passages();
        let (mut fits, mut beyond) = (least.min(passages.len()), passages.len() + 1);
        // Each further source takes more room, so the most is found by halving.
        while fits + 1 < beyond {
            let middle = usize::midpoint(fits, beyond);
            let some = passages.get(..middle).unwrap_or(&passages);
            if matches!(self.plan(request, voice, some)?, Some(Plan::Whole)) {
                fits = middle;
            } else {
                beyond = middle;
            }
        }
        Ok(fits)
    }

    fn passages(&self) -> Vec<Passage> {
        let texts = self.material.given.iter().enumerate();
        texts
            .filter(|(place, _)| !self.kept_back.contains(place))
            .filter_map(|(place, citation)| {
                Some(Passage { text: self.material.about_of(citation)?, from: vec![place] })
            })
            .collect()
    }

    fn whole(
        &self,
        request: &PhraseRequest,
        voice: &voices::Learned,
        passages: &[Passage],
    ) -> Result<Rendered, AppError> {
        let sources = passages.iter().map(|passage| passage.text.clone()).collect();
        let inputs = Inputs { kind: request.kind, scene: self.scene(sources), more: self.more(request, voice)? };
        let prompt = self.prompts.choose(request.kind, request.version, &self.material.about)?;
        prompt.render(&inputs, &self.redactor).map_err(prompt_error)
    }

    fn condensing(
        &self,
        request: &PhraseRequest,
        batch: &[Passage],
        part: usize,
        parts: usize,
    ) -> Result<Rendered, AppError> {
        let narrow = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        let sources = batch.iter().map(|passage| passage.text.clone()).collect();
        let more = More::Part {
            purpose: request.kind.as_str().to_owned(),
            part: narrow(part),
            parts: narrow(parts),
            words: self.condensed(self.remote.config().context_tokens) / 2,
        };
        let inputs = Inputs { kind: Kind::Condense, scene: self.scene(sources), more };
        let prompt = self.prompts.get(Kind::Condense, None)?;
        prompt.render(&inputs, &self.redactor).map_err(prompt_error)
    }

    fn scene(&self, sources: Vec<SourceText>) -> Scene {
        Scene {
            account: self.material.account_name.clone(),
            person: self.material.person.clone(),
            today: self.moment.today,
            sources,
        }
    }

    /// What the prompt is filled with beside the scene, by what its kind needs.
    fn more(&self, request: &PhraseRequest, learned: &voices::Learned) -> Result<More, AppError> {
        let material = self.material;
        let voice = llm::Voice {
            rep: self.rep.clone(),
            tone: request.tone,
            language: format!("{:?}", material.language),
            samples: learned.voice.samples.clone(),
        };
        Ok(match request.kind.spec().needs {
            Needs::Nothing => More::Nothing {},
            Needs::Voice => More::Voice { voice },
            Needs::Silence => More::Silence { voice, days_silent: material.days_silent },
            Needs::Receiver => {
                let receiver = request.receiver.clone().filter(|name| !name.trim().is_empty());
                More::Receiver { voice, receiver: receiver.unwrap_or_else(|| "a colleague".to_owned()) }
            }
            Needs::Inbound => More::Inbound { voice, inbound: material.inbound.clone() },
            Needs::Criteria => More::Criteria { criteria: judged_by(request.kind, self.criteria()?) },
            Needs::Deal => {
                let deal = material.deal.as_ref();
                More::Deal {
                    deal: deal.map(|deal| deal.name.clone()).unwrap_or_default(),
                    stage: deal.map(|deal| deal.stage.clone()).unwrap_or_default(),
                    days_in_stage: deal.map_or(0, |deal| deal.days_in_stage),
                }
            }
            Needs::Ticket => More::Ticket {
                inbound: material.inbound.clone(),
                categories: self.criteria()?.tickets,
                owners: names(triage::owners(self.open)?),
                stages: names(triage::stages(self.open, &material.about)?),
            },
            Needs::Target => More::Target { target: None },
            Needs::Part => {
                return Err(AppError::new(
                    ErrorCode::Usage,
                    "Condensing is a step of other drafts, not a draft of its own",
                )
                .hint("Choose another kind of draft.")
                .command_hint("`foreword draft --help` lists the kinds."));
            }
        })
    }

    fn condensed(&self, room: u32) -> u32 {
        (room / 6).clamp(CONDENSED_MIN, CONDENSED_MAX)
    }

    /// How to read the passages; `None` where the model's window is too small for any way.
    fn plan(
        &self,
        request: &PhraseRequest,
        voice: &voices::Learned,
        passages: &[Passage],
    ) -> Result<Option<Plan>, AppError> {
        let config = self.remote.config();
        let overhead = self.whole(request, voice, &[])?.tokens().max(self.condensing(request, &[], 1, 1)?.tokens());
        let empty = self.condensing(request, &[], 1, 1)?;
        let window = Window { overhead, ..Window::of(config, &empty, self.condensed(config.context_tokens)) };
        let texts: Vec<&str> = passages.iter().map(|passage| passage.text.text.as_str()).collect();
        Ok(plan(&texts, window, &|text| self.redactor.weigh(text)).ok())
    }

    /// Asks once, writes it down, and answers what came.
    async fn ask(
        &self,
        kind: &str,
        rendered: &Rendered,
        on_item: &mut (dyn FnMut(&Value) + Send),
        judge: impl FnOnce(&llm::Reply) -> usize + Send,
    ) -> Result<llm::Reply, AppError> {
        let model = self.remote.config().model.to_string();
        let id = llm::request_id(&self.open.id, &self.material.about, rendered);
        let earlier = Earlier(self.open.database.model_reply(&id.0, &model)?);
        let budget = self.phraser.budget(self.open, self.now)?;
        let call = Call {
            id,
            prompt: rendered,
            model: self.remote,
            budget: &budget,
            prices: &self.phraser.prices,
            cache: Some(&earlier),
            stops: &self.phraser.stops,
            cancel: self.cancel.clone(),
        };
        let reply = llm::ask(call, on_item).await;
        let kept = judge(&reply);
        self.open.database.log_call(&call_of(&reply, kind, rendered, &self.material.about, kept, self.now))?;
        Ok(reply)
    }

    /// Holds one item of an answer against the original sources.
    fn held(&self, item: &ModelItem, passages: &[Passage], rule: &str) -> Phrased {
        let originals = |id: &String| -> Vec<String> {
            let place = id.strip_prefix('s').and_then(|number| number.parse::<usize>().ok()?.checked_sub(1));
            match place.and_then(|place| passages.get(place)) {
                Some(passage) => passage.from.iter().map(|place| format!("s{}", place + 1)).collect(),
                // Not of the closed set, and it has to stay so.
                None => vec![format!("?{id}")],
            }
        };
        let phrase = Phrase {
            text: item.text.clone(),
            sources: item.sources.iter().flat_map(originals).collect(),
            kind: item.kind,
            section: item.section.clone(),
        };
        phrased(&[phrase], &self.material.given, &self.material.sources, &self.moment, rule)
    }
}

/// Reads everything and asks for the draft. Bounded by [`CALLS_MAX`] calls, each of which ends in its time.
pub(crate) async fn read_all(
    asking: &Asking<'_>,
    request: &PhraseRequest,
    voice: &voices::Learned,
    reporter: &dyn DraftReporter,
) -> Result<Read, AppError> {
    let mut read = Read { parts: 1, ..Read::default() };
    let mut passages = asking.passages();
    let too_long = || NoAnswer::of(Outcome::TooLong);
    if passages.is_empty() && !asking.kept_back.is_empty() {
        let why = "All there is to read was said by people whose words are kept from language models".to_owned();
        read.failed = Some(NoAnswer::by_rules(why));
        return Ok(read);
    }
    loop {
        let batches = match asking.plan(request, voice, &passages)? {
            Some(Plan::Whole) => break,
            Some(Plan::Parts { batches, .. }) => batches,
            None => {
                read.failed = too_long();
                return Ok(read);
            }
        };
        if CALLS_MAX < read.requests.len() + batches.len() + 1 {
            read.failed = too_long();
            return Ok(read);
        }
        if read.requests.is_empty() {
            read.parts = batches.len();
        }
        let before = weight(asking, &passages);
        let (narrow, total) = (|count: usize| u32::try_from(count).unwrap_or(u32::MAX), batches.len());
        let mut condensed = Vec::new();
        for (at, batch) in batches.iter().enumerate() {
            reporter.report(DraftStep::Reading { done: narrow(at), total: narrow(total) });
            let pieces = pieces_of(batch, &passages);
            let rendered = asking.condensing(request, &pieces, at + 1, total)?;
            let mut found = Vec::new();
            let rule = format!("condense@{}", rendered.version);
            let reply = asking
                .ask(Kind::Condense.as_str(), &rendered, &mut |_| {}, |reply| {
                    let items: Vec<ModelItem> = reply.items.iter().filter_map(ModelItem::of).collect();
                    found.extend(items.into_iter().map(|item| (asking.held(&item, &pieces, &rule), item)));
                    found.iter().filter(|(held, _)| !held.kept.is_empty()).count()
                })
                .await?;
            read.requests.push(reply.request_id.0.clone());
            if let Some(failed) = NoAnswer::to(&reply) {
                read.failed = Some(failed);
                return Ok(read);
            }
            for (held, item) in found {
                read.dropped.extend(held.dropped);
                if !held.kept.is_empty() {
                    condensed.push(passage_of(&item, &pieces));
                }
            }
        }
        reporter.report(DraftStep::Reading { done: narrow(total), total: narrow(total) });
        // What does not shrink will not fit at the next level either.
        if before <= weight(asking, &condensed) {
            read.failed = too_long();
            return Ok(read);
        }
        passages = condensed;
    }
    let config = asking.remote.config();
    reporter.report(DraftStep::Asking { model: config.model.to_string(), local: config.is_local() });
    let rendered = asking.whole(request, voice, &passages)?;
    let rule = format!("{}@{}", request.kind, rendered.version);
    let mut on_item = |value: &Value| {
        let Some(item) = ModelItem::of(value) else { return };
        let held = asking.held(&item, &passages, &rule);
        for kept in held.kept {
            let sources = held.sources.clone();
            reporter.report(DraftStep::Line { item: kept.item, section: kept.section, sources });
        }
        held.dropped.into_iter().for_each(|dropped| reporter.report(DraftStep::Dropped { dropped }));
    };
    let mut held_all = Vec::new();
    let reply = asking
        .ask(request.kind.as_str(), &rendered, &mut on_item, |reply| {
            let items = reply.items.iter().filter_map(ModelItem::of);
            held_all.extend(items.map(|item| asking.held(&item, &passages, &rule)));
            held_all.iter().filter(|held| !held.kept.is_empty()).count()
        })
        .await?;
    for (place, held) in held_all.into_iter().enumerate() {
        read.kept.extend(held.kept.into_iter().map(|kept| (place, kept)));
        read.courtesies.extend(held.courtesies.into_iter().map(|kept| (place, kept)));
        read.dropped.extend(held.dropped);
        read.sources.extend(held.sources);
    }
    read.requests.push(reply.request_id.0.clone());
    read.failed = NoAnswer::to(&reply);
    read.fields = asking.fields_of(request.kind, &reply.fields)?;
    Ok(read)
}

fn weight(asking: &Asking<'_>, passages: &[Passage]) -> u64 {
    passages.iter().map(|passage| asking.redactor.weigh(&passage.text.text)).sum()
}

/// The stretches of a batch as passages of their own.
fn pieces_of(batch: &[Piece], passages: &[Passage]) -> Vec<Passage> {
    let piece = |piece: &Piece| {
        let passage = passages.get(piece.part)?;
        let text = passage.text.text.get(piece.at.clone())?.to_owned();
        Some(Passage { text: SourceText { about: passage.text.about.clone(), text }, from: passage.from.clone() })
    };
    batch.iter().filter_map(piece).collect()
}

/// A condensed item as a passage that stands for the originals it was made of.
fn passage_of(item: &ModelItem, pieces: &[Passage]) -> Passage {
    let cited = item.sources.iter().filter_map(|id| {
        let place: usize = id.strip_prefix('s')?.parse().ok()?;
        pieces.get(place.checked_sub(1)?)
    });
    let cited: Vec<&Passage> = cited.collect();
    let mut from: Vec<usize> = Vec::new();
    for place in cited.iter().flat_map(|passage| &passage.from) {
        if !from.contains(place) {
            from.push(*place);
        }
    }
    let about = cited.first().map(|passage| passage.text.about.clone()).unwrap_or_default();
    Passage { text: SourceText { about, text: item.text.clone() }, from }
}

impl Asking<'_> {
    /// What the team judges by; read where a kind asks for it, so that a mistake in it stops no other.
    fn criteria(&self) -> Result<Criteria, AppError> {
        criteria::read(&self.open.home)
    }

    /// Typed fields as text: numbers, choices, lists of them. What is chosen from a list is named.
    fn fields_of(&self, kind: Kind, fields: &Value) -> Result<BTreeMap<String, String>, AppError> {
        let named = |list: &[String], value: &Value| {
            let place = value.as_u64().and_then(|number| usize::try_from(number).ok()?.checked_sub(1));
            place.and_then(|place| list.get(place).cloned())
        };
        let (mut owners, mut stages, mut lines) = (Vec::new(), Vec::new(), Vec::new());
        match kind {
            Kind::Triage => {
                (owners, stages) =
                    (names(triage::owners(self.open)?), names(triage::stages(self.open, &self.material.about)?));
                lines = self.criteria()?.tickets;
            }
            Kind::Score => lines = self.criteria()?.leads,
            _ => {}
        }
        let spelled = |name: &str, value: &Value| match (kind, name, value) {
            (_, _, Value::Null) => None,
            (Kind::Triage, "category", value) => named(&lines, value),
            (Kind::Triage, "owner", value) => named(&owners, value),
            (Kind::Triage, "stage", value) => named(&stages, value),
            (Kind::Score, "unknown", Value::Array(list)) => {
                let names: Vec<String> = list.iter().filter_map(|one| named(&lines, one)).collect();
                (!names.is_empty()).then(|| names.join(", "))
            }
            (_, _, Value::String(text)) => Some(text.clone()),
            (_, _, other) => Some(other.to_string()),
        };
        let all = fields.as_object().into_iter().flatten();
        Ok(all.filter_map(|(name, value)| Some((name.clone(), spelled(name, value)?))).collect())
    }
}

/// What a kind of draft is judged by.
fn judged_by(kind: Kind, criteria: Criteria) -> Vec<String> {
    match kind {
        Kind::Persona => criteria.personas,
        Kind::Sentiment => criteria.leaving,
        _ => criteria.leads,
    }
}

fn names(all: Vec<(String, String)>) -> Vec<String> {
    all.into_iter().map(|(_, name)| name).collect()
}

/// The earlier answer to the same question, as the log has it; none where there is none.
struct Earlier(Option<String>);

impl llm::Cache for Earlier {
    fn find(&self, _: &llm::RequestId, _: &llm::ModelRef) -> Option<llm::Reply> {
        serde_json::from_str(self.0.as_ref()?).ok()
    }
}

/// Everybody whose name must not leave: contacts, colleagues, and whoever spoke. Of a draft about the whole book everybody in it.
fn people(open: &OpenPortal, material: &Material) -> Result<Vec<String>, AppError> {
    let mut names: BTreeSet<String> = open.database.owners()?.into_iter().map(|owner| owner.name).collect();
    let contacts = match &material.account {
        Some(account) => open.database.members(account, ObjectType::Contact)?,
        None => open.database.records(ObjectType::Contact)?.into_iter().map(|record| record.id).collect(),
    };
    for id in contacts {
        names.extend(open.database.record(&id)?.map(|record| name_of(&record)));
    }
    // What speaks in a document of the shelf is its title, and that is nobody's name.
    let spoken = material.sources.values().filter(|source| source.record.object != ObjectType::Shelf);
    names.extend(spoken.filter_map(|source| source.speaker.clone()));
    names.extend(material.person.clone());
    names.remove("");
    Ok(names.into_iter().collect())
}
