//! What a draft is about: the account's passages, what rules make of them, and the few facts that single kinds need.

use crate::{
    drafts::{draft::PhraseRequest, voices},
    error::{AppError, ErrorCode},
    portal::open::OpenPortal,
    reading::{
        brief::{BriefRequest, brief},
        resolve as who,
    },
};
use domain::{Citation, Dossier, Item, ObjectType, Part, Record, RecordId, SectionName, Source, Sources, Span, Voices};
use facts_language::of_mails;
use jiff::{Timestamp, tz::TimeZone};
use llm::{
    DealHealthInputs, DigestInputs, HandOffInputs, Inputs, Kind, MailInputs, NudgeInputs, ReplyInputs, Scene,
    SceneOnly, ScoreInputs, SourceText, TriageInputs,
};
use std::collections::{BTreeMap, BTreeSet};

/// What the rep's team scores by unless it says otherwise.
pub(crate) const CRITERIA: [&str; 4] = ["a named need", "a budget or a sum", "who decides", "a date"];
/// The categories of tickets that HubSpot has from the start.
pub(crate) const CATEGORIES: [&str; 4] = ["Product issue", "Billing issue", "Feature request", "General inquiry"];

/// What a draft is about, and the texts it may use.
pub(crate) struct Matter {
    /// What the draft is filed under: the account, or the call, deal or ticket.
    pub about: RecordId,
    /// The account; the portal's whole book for a digest.
    pub account: RecordId,
    /// The name of the account.
    pub account_name: String,
    /// The person's full name; none where nobody in particular is meant.
    pub person: Option<String>,
    /// The person's first name; none where it is not known.
    pub first_name: Option<String>,
    /// The person's e-mail address; none where it is not known.
    pub address: Option<String>,
    /// The citations of the sources that may be cited, in the order of their ids: the first is `s1`.
    pub given: Vec<Citation>,
    /// What the closed set and the rules' lines lead to.
    pub sources: Sources,
    /// The lines of the full brief, each with its section.
    pub items: Vec<(SectionName, Item)>,
    /// What rules make of kinds that have rules of their own.
    pub rules: Option<Vec<Item>>,
    /// The values that belong to the lines that rules made, by name.
    pub fields: BTreeMap<String, String>,
    /// The text of the mail or ticket that is answered; empty where nothing is.
    pub inbound: String,
    days_silent: u32,
    deal: Option<DealFacts>,
    language: drafting::Language,
    zone: TimeZone,
}

struct DealFacts {
    name: String,
    stage: String,
    days_in_stage: u32,
}

impl Matter {
    /// The language of the account's latest mail, in which a draft answers.
    pub fn language(&self) -> drafting::Language {
        self.language
    }

    /// A matter about a record of an account, without anything to read yet.
    pub fn bare(about: RecordId, account: RecordId, account_name: String, zone: TimeZone) -> Self {
        Self {
            about,
            account,
            account_name,
            person: None,
            first_name: None,
            address: None,
            given: Vec::new(),
            sources: Sources::new(),
            items: Vec::new(),
            rules: None,
            fields: BTreeMap::new(),
            inbound: String::new(),
            days_silent: 0,
            deal: None,
            language: drafting::Language::English,
            zone,
        }
    }

    /// The matter with `language` as the one to answer in.
    pub fn in_language(mut self, language: drafting::Language) -> Self {
        self.language = language;
        self
    }

    /// The matter with the person of `record` as the one a mail goes to.
    pub fn meant_for(mut self, record: &Record) -> Self {
        self.person = Some(who::name_of(record)).filter(|name| !name.is_empty());
        self.first_name = record.get("firstname").map(str::to_owned);
        self.address = record.get("email").map(str::to_owned);
        self
    }

    /// Adds a source to those that may be cited, unless it is among them.
    pub fn give(&mut self, citation: Citation, source: Source) {
        if !self.given.contains(&citation) {
            self.given.push(citation.clone());
        }
        self.sources.insert(citation, source);
    }

    /// A source as prompts name it, with its text: "Call, 12 November 2026, Petra Lang". None where it is not known.
    pub fn about_of(&self, citation: &Citation) -> Option<SourceText> {
        let source = self.sources.get(citation)?;
        let speaker = source.speaker.as_ref().map(|name| format!(", {name}")).unwrap_or_default();
        let day = source.time.to_zoned(self.zone.clone()).strftime("%-d %B %Y");
        Some(SourceText { about: format!("{}, {day}{speaker}", citation.record.object), text: source.text.clone() })
    }
}

/// Gathers what a draft may use: what the full brief cites, best first; the whole talk for a call's note or signals.
pub(crate) fn matter(open: &OpenPortal, request: &PhraseRequest, now: Timestamp) -> Result<Matter, AppError> {
    match request.kind {
        Kind::Digest => return digest_matter(open, now),
        Kind::Note => return call_matter(open, request, now),
        Kind::Signals if request.target.trim().starts_with("call:") => return call_matter(open, request, now),
        _ => {}
    }
    let meant = who::resolve(open, &request.target, now)?;
    let named = request.target.trim().parse::<RecordId>().ok();
    // A deal or ticket is briefed as its account.
    let who = if named.as_ref().is_some_and(|id| matches!(id.object, ObjectType::Deal | ObjectType::Ticket)) {
        meant.account.to_string()
    } else {
        request.target.clone()
    };
    let report = brief(open, &BriefRequest { who, full: true, as_of: None }, now)?;
    let dossier =
        retrieval::gather(&open.database, &meant.account, meant.contact.as_ref(), meant.why.clone(), now, now)?;
    let mut matter =
        Matter::bare(meant.account.clone(), meant.account.clone(), dossier.account.display_name(), open.zone());
    let contact = meant.contact.clone().or_else(|| dossier.contacts.first().map(|contact| contact.id.clone()));
    if let Some(record) = contact.as_ref().map(|id| open.database.record(id)).transpose()?.flatten() {
        matter = matter.meant_for(&record);
    }
    if request.kind == Kind::Triage {
        ticket_of(&mut matter, &dossier, named.as_ref())?;
    }
    for section in &report.brief.sections {
        // Whom else the rep has won is for the rep's eyes: it goes into no text about this account.
        let items = section.items.iter().filter(|item| item.rule.as_deref() != Some(drafting::SIMILAR));
        matter.items.extend(items.map(|item| (section.name, item.clone())));
    }
    let cited: Vec<Citation> = matter.items.iter().flat_map(|(_, item)| item.citations.clone()).collect();
    for citation in cited {
        if let Some(source) = report.sources.get(&citation) {
            matter.give(citation, source.clone());
        }
    }
    matter.language = of_mails(&dossier);
    matter.days_silent = days_silent(&dossier, now);
    match request.kind {
        Kind::DealHealth => deal_of(&mut matter, &dossier, named.as_ref(), now)?,
        Kind::Signals => signals(&mut matter, &dossier),
        _ => {}
    }
    Ok(matter)
}

mod facts_language {
    use domain::{
        Document, Dossier, ObjectType,
        mail::{Context, own_text},
    };

    /// The language of the latest mail of an account.
    pub fn of_mails(dossier: &Dossier) -> drafting::Language {
        let mails = dossier.entries.iter().rev().filter(|entry| entry.activity.object() == ObjectType::Email);
        let documents = mails.flat_map(|entry| &entry.documents).filter(|one| one.part.0 != "hs_email_subject");
        let own =
            |one: &Document| own_text(&one.text, &Context { author: one.speaker.as_deref(), ..Context::default() });
        let text = documents.map(own).find(|text| 40 < text.len());
        text.map_or(drafting::Language::English, |text| drafting::language(&text))
    }
}

fn signals(matter: &mut Matter, dossier: &Dossier) {
    let found = drafting::signals(dossier);
    matter.fields.insert("stated_timeline".to_owned(), found.timeline.to_owned());
    let items = found.items();
    for citation in items.iter().flat_map(|item| &item.citations) {
        if let Some(source) = found.sources.get(citation) {
            matter.give(citation.clone(), source.clone());
        }
    }
    matter.rules = Some(items);
}

/// A call's whole talk, turn by turn; turns of one speaker in a row are one source.
fn call_matter(open: &OpenPortal, request: &PhraseRequest, now: Timestamp) -> Result<Matter, AppError> {
    let (call, account) = crate::drafts::note::call_of(open, &request.target, now)?;
    let dossier = retrieval::gather(&open.database, &account, None, format!("the talk of {call}"), now, now)?;
    let mut matter = Matter::bare(call.clone(), account, dossier.account.display_name(), open.zone());
    let document = open.database.current_document(&call, &Part::transcript())?.map(|stored| stored.document);
    let document = document.ok_or_else(|| crate::drafts::note::no_transcript(&call))?;
    let content = document.content_hash();
    let mut turns: Vec<(String, Span)> = Vec::new();
    for turn in &document.utterances {
        match turns.last_mut() {
            Some((speaker, span)) if *speaker == turn.speaker => span.end = turn.span.end,
            _ => turns.push((turn.speaker.clone(), turn.span)),
        }
    }
    let voices = Voices::of(&dossier);
    for (speaker, span) in turns {
        let citation = Citation { record: call.clone(), part: Part::transcript(), content: content.clone(), span };
        let source = Source {
            record: call.clone(),
            property: None,
            time: document.at,
            side: voices.side(&speaker),
            speaker: Some(speaker),
            text: span.of(&document.text).to_owned(),
        };
        matter.give(citation, source);
    }
    matter.language = drafting::language(&document.text);
    if request.kind == Kind::Signals {
        signals_of_call(&mut matter, &dossier);
        return Ok(matter);
    }
    let note = drafting::note::note(&dossier, &call).ok_or_else(|| crate::drafts::note::no_transcript(&call))?;
    matter.fields.insert("title".to_owned(), note.title);
    matter.rules = Some(note.lines.iter().map(domain::Line::item).collect());
    matter.sources.extend(note.sources);
    Ok(matter)
}

/// The account's signals that were said on this call.
fn signals_of_call(matter: &mut Matter, dossier: &Dossier) {
    let found = drafting::signals(dossier);
    let call = matter.about.clone();
    let is_of_call = |item: &Item| item.citations.iter().all(|citation| citation.record == call);
    matter.rules = Some(found.items().into_iter().filter(is_of_call).collect());
    matter.sources.extend(found.sources.into_iter().filter(|(citation, _)| citation.record == call));
}

/// The matter of a digest: the rep's day across all accounts.
fn digest_matter(open: &OpenPortal, now: Timestamp) -> Result<Matter, AppError> {
    let report = crate::drafts::digest::digest(open, &crate::drafts::digest::DigestRequest::default(), now)?;
    // A digest is about no single record.
    let nobody = RecordId::new(ObjectType::Company, "0");
    let mut matter = Matter::bare(nobody.clone(), nobody, "All accounts".to_owned(), open.zone());
    for citation in report.draft.items.iter().flat_map(|item| &item.citations) {
        if let Some(source) = report.sources.get(citation) {
            matter.give(citation.clone(), source.clone());
        }
    }
    matter.rules = Some(report.draft.items);
    Ok(matter)
}

/// The deal that is meant: the one named, else the account's open one that moved last.
fn deal_of(matter: &mut Matter, dossier: &Dossier, named: Option<&RecordId>, now: Timestamp) -> Result<(), AppError> {
    let is_open = |deal: &&domain::DealFile| {
        let stage = deal.record.get("dealstage").and_then(|id| dossier.stage(id));
        stage.is_none_or(|stage| !stage.closed)
    };
    let deal = match named.filter(|id| id.object == ObjectType::Deal) {
        Some(id) => dossier.deals.iter().find(|deal| deal.record.id == *id),
        None => dossier.deals.iter().filter(is_open).max_by_key(|deal| deal.record.modified_at),
    };
    let deal = deal.ok_or_else(|| {
        AppError::new(ErrorCode::NotFound, format!("{} has no open deal", matter.account_name))
            .hint("Choose another deal.")
            .command_hint("Name a deal, as in deal:45.")
    })?;
    let moved = deal.history.iter().filter(|change| change.property == "dealstage" && change.at <= now);
    let since = moved.map(|change| change.at).max().unwrap_or(deal.record.created_at);
    let stage = deal.record.get("dealstage").unwrap_or_default();
    matter.about = deal.record.id.clone();
    matter.deal = Some(DealFacts {
        name: deal.record.display_name(),
        stage: dossier.stage(stage).map_or_else(|| stage.to_owned(), |stage| stage.label.clone()),
        days_in_stage: u32::try_from(now.duration_since(since).as_hours() / 24).unwrap_or(0),
    });
    Ok(())
}

/// The ticket that is meant: the one named, else the account's newest.
fn ticket_of(matter: &mut Matter, dossier: &Dossier, named: Option<&RecordId>) -> Result<(), AppError> {
    let ticket = match named.filter(|id| id.object == ObjectType::Ticket) {
        Some(id) => dossier.tickets.iter().find(|ticket| ticket.id == *id),
        None => dossier.tickets.iter().max_by_key(|ticket| ticket.created_at),
    };
    let ticket = ticket.ok_or_else(|| {
        AppError::new(ErrorCode::NotFound, format!("{} has no ticket", matter.account_name))
            .hint("Choose another account.")
            .command_hint("Name a ticket, as in ticket:9.")
    })?;
    for property in ["subject", "content"] {
        let Some(value) = ticket.get(property) else { continue };
        let source = Source {
            record: ticket.id.clone(),
            property: Some(property.to_owned()),
            time: ticket.created_at,
            speaker: None,
            side: None,
            text: value.to_owned(),
        };
        matter.give(Citation::property(ticket.id.clone(), property, value), source);
        if !matter.inbound.is_empty() {
            matter.inbound.push('\n');
        }
        matter.inbound.push_str(value);
    }
    matter.about = ticket.id.clone();
    Ok(())
}

/// Whole days since they were last heard: since a mail of theirs, a call or a meeting that took place, not since a note or mail of ours.
fn days_silent(dossier: &Dossier, now: Timestamp) -> u32 {
    let heard = dossier.entries.iter().filter(|entry| entry.record.they_were_heard());
    let heard = heard.map(|entry| entry.activity.at).filter(|at| *at <= now).max();
    let hours = heard.map_or(0, |last| now.duration_since(last).as_hours());
    u32::try_from(hours / 24).unwrap_or(0)
}

/// What rules make of a kind: lines of the brief that answer what it asks.
pub(crate) fn by_rules_lines(kind: Kind, matter: &Matter) -> Vec<(Option<String>, Item)> {
    use SectionName::{AskFirst, Deal, Landmines, LastTalk, People, Promises, TheirWords, WhyNow};
    if let Some(items) = &matter.rules {
        return items.iter().map(|item| (None, item.clone())).collect();
    }
    let named = |(section, item): &(SectionName, Item)| (Some(section.as_str().to_owned()), item.clone());
    let wanted: &[(SectionName, usize)] = match kind {
        Kind::PreCallSummary => &[(Landmines, 1), (WhyNow, 1), (LastTalk, 1), (AskFirst, 1)],
        Kind::Summary => &[(LastTalk, 1), (Deal, 1), (Promises, 1)],
        Kind::NextAction => &[(Landmines, 1), (Promises, 1), (AskFirst, 1)],
        Kind::FollowUp => &[(LastTalk, 4), (Promises, 4), (AskFirst, 1)],
        Kind::Nudge => &[(Promises, 2), (LastTalk, 2), (TheirWords, 1), (AskFirst, 1)],
        Kind::HandOff => &[(People, 6), (Deal, 4), (Promises, 6), (LastTalk, 3), (Landmines, 4)],
        Kind::DealHealth => &[(Deal, 6), (Landmines, 4), (Promises, 3)],
        _ => return matter.items.iter().map(named).collect(),
    };
    let of = |(name, most): &(SectionName, usize)| {
        let lines = matter.items.iter().filter(move |(section, _)| section == name).take(*most);
        lines.map(named).collect::<Vec<_>>()
    };
    let chosen: Vec<(Option<String>, Item)> = wanted.iter().flat_map(of).collect();
    if chosen.is_empty() { matter.items.iter().take(3).map(named).collect() } else { chosen }
}

/// The inputs that the prompt of a kind is filled with.
pub(crate) fn inputs(
    open: &OpenPortal,
    request: &PhraseRequest,
    matter: &Matter,
    learned: &voices::Learned,
    rep: &str,
    sources: Vec<SourceText>,
    now: Timestamp,
) -> Result<Inputs, AppError> {
    let scene = Scene {
        account: matter.account_name.clone(),
        person: matter.person.clone(),
        today: now.to_zoned(open.zone()).date(),
        sources,
    };
    let voice = llm::Voice {
        rep: rep.to_owned(),
        tone: request.tone,
        language: format!("{:?}", matter.language),
        samples: learned.voice.samples.clone(),
    };
    let only = SceneOnly { scene: scene.clone() };
    Ok(match request.kind {
        Kind::PreCallSummary => Inputs::PreCallSummary(only),
        Kind::Note => Inputs::Note(only),
        Kind::Signals => Inputs::Signals(only),
        Kind::AccountPlan => Inputs::AccountPlan(only),
        Kind::ExecutiveSummary => Inputs::ExecutiveSummary(only),
        Kind::NextAction => Inputs::NextAction(only),
        Kind::Intent => Inputs::Intent(only),
        Kind::Persona => Inputs::Persona(only),
        Kind::Sentiment => Inputs::Sentiment(only),
        Kind::Summary => Inputs::Summary(only),
        Kind::Score => {
            Inputs::Score(ScoreInputs { scene, criteria: CRITERIA.iter().map(|one| (*one).to_owned()).collect() })
        }
        Kind::FollowUp => Inputs::FollowUp(MailInputs { scene, voice }),
        Kind::FirstTouch => Inputs::FirstTouch(MailInputs { scene, voice }),
        Kind::Nudge => Inputs::Nudge(NudgeInputs { scene, voice, days_silent: matter.days_silent }),
        Kind::HandOff => {
            let receiver = request.receiver.clone().filter(|name| !name.trim().is_empty());
            Inputs::HandOff(HandOffInputs {
                scene,
                voice,
                receiver: receiver.unwrap_or_else(|| "a colleague".to_owned()),
            })
        }
        Kind::Reply => Inputs::Reply(ReplyInputs { scene, voice, inbound: matter.inbound.clone() }),
        Kind::DealHealth => {
            let deal = matter.deal.as_ref();
            Inputs::DealHealth(DealHealthInputs {
                scene,
                deal: deal.map(|deal| deal.name.clone()).unwrap_or_default(),
                stage: deal.map(|deal| deal.stage.clone()).unwrap_or_default(),
                days_in_stage: deal.map_or(0, |deal| deal.days_in_stage),
            })
        }
        Kind::Triage => Inputs::Triage(TriageInputs {
            scene,
            inbound: matter.inbound.clone(),
            categories: CATEGORIES.iter().map(|one| (*one).to_owned()).collect(),
            owners: owners(open)?,
        }),
        Kind::Digest => Inputs::Digest(DigestInputs { scene, target: None }),
        Kind::Condense => {
            return Err(AppError::new(
                ErrorCode::Usage,
                "Condensing is a step of other drafts, not a draft of its own",
            )
            .hint("Choose another kind of draft.")
            .command_hint("`foreword draft --help` lists the kinds."));
        }
    })
}

/// The colleagues a ticket can go to, as the triage prompt numbers them.
pub(crate) fn owners(open: &OpenPortal) -> Result<Vec<String>, AppError> {
    Ok(open.database.owners()?.into_iter().map(|owner| owner.name).filter(|name| !name.is_empty()).collect())
}

/// Everybody whose name must not leave: contacts, colleagues, and whoever spoke.
pub(crate) fn people(open: &OpenPortal, matter: &Matter) -> Result<Vec<String>, AppError> {
    let mut names: BTreeSet<String> = open.database.owners()?.into_iter().map(|owner| owner.name).collect();
    if matter.account.id == "0" {
        // A digest speaks of everybody.
        for record in open.database.records(ObjectType::Contact)? {
            names.insert(who::name_of(&record));
        }
    }
    for id in open.database.members(&matter.account, ObjectType::Contact)? {
        names.extend(open.database.record(&id)?.map(|record| who::name_of(&record)));
    }
    // What speaks in a document of the shelf is its title, and that is nobody's name.
    let spoken = matter.sources.values().filter(|source| source.record.object != ObjectType::Shelf);
    names.extend(spoken.filter_map(|source| source.speaker.clone()));
    names.extend(matter.person.clone());
    names.remove("");
    Ok(names.into_iter().collect())
}
