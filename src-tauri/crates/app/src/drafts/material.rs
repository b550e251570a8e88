//! What a draft is about and what it may use: the account's passages as a closed set with sources, and the few facts that single kinds need.

use crate::{
    drafts::{
        digest::{DigestRequest, digest},
        draft::PhraseRequest,
        note::{call_of, no_transcript},
    },
    error::{AppError, ErrorCode},
    models::embedding_model::Model,
    portal::{ai_properties, open::OpenPortal},
    reading::{
        resolve::{Target, dossier_of, name_of, resolve},
        search::find,
    },
};
use domain::{
    Citation, Deal, Dossier, Item, ObjectType, Record, RecordId, SectionName, Source, Sources, Ticket, property,
};
use drafting::{Stretch, TextsOf, ToRead, read, turns};
use jiff::{Timestamp, tz::TimeZone};
use llm::{Kind, KindSpec, Reads, SourceText};
use std::collections::BTreeMap;
use store::Filter;

/// So many passages are read for each question that a kind asks of the whole history.
const FOUND_MAX: usize = 8;
/// The most letters of sources for each token of the model's window. How many of them fit one call is counted when the prompt is made.
const CHARS_A_TOKEN: usize = 3;
/// A history that does not fit one call is read in so many.
const CALLS_FOR_HISTORY: usize = 2;
/// The most letters that are read, whatever the model could.
const CHARS_MAX: usize = 160_000;

/// What a draft is about, and the texts it may use.
pub(crate) struct Material {
    /// What the draft is filed under: the account, or the person, call, deal or ticket.
    pub about: RecordId,
    /// The account; none for a digest, which speaks of the whole book.
    pub account: Option<RecordId>,
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
    /// What rules make of it, each line with the heading it belongs under.
    pub rules: Vec<(Option<String>, Item)>,
    /// The values that belong to the lines that rules made, by name.
    pub fields: BTreeMap<String, String>,
    /// The text of the mail or ticket that is answered; empty where nothing is.
    pub inbound: String,
    /// Whole days since they were last heard.
    pub days_silent: u32,
    /// The deal that is meant, for the kinds that are about one.
    pub deal: Option<DealFacts>,
    /// The language of the account's latest mail, in which a draft answers.
    pub language: drafting::Language,
    zone: TimeZone,
}

/// A deal as a prompt is told of it.
pub(crate) struct DealFacts {
    /// The deal's name.
    pub name: String,
    /// The name of the stage it is in.
    pub stage: String,
    /// Whole days since it entered the stage.
    pub days_in_stage: u32,
}

impl Material {
    /// Material about a record, without anything to read yet.
    pub fn bare(about: RecordId, account: Option<RecordId>, account_name: String, zone: TimeZone) -> Self {
        Self {
            about,
            account,
            account_name,
            person: None,
            first_name: None,
            address: None,
            given: Vec::new(),
            sources: Sources::new(),
            rules: Vec::new(),
            fields: BTreeMap::new(),
            inbound: String::new(),
            days_silent: 0,
            deal: None,
            language: drafting::Language::English,
            zone,
        }
    }

    /// The material with the person of `record` as the one it is about.
    pub fn meant_for(mut self, record: &Record) -> Self {
        self.person = Some(name_of(record)).filter(|name| !name.is_empty());
        self.first_name = record.get(property::FIRST_NAME).map(str::to_owned);
        self.address = record.get(property::EMAIL).map(str::to_owned);
        self
    }

    /// Adds a source to those that may be cited, unless it is among them.
    pub fn give(&mut self, citation: Citation, source: Source) {
        if !self.given.contains(&citation) {
            self.given.push(citation.clone());
        }
        self.sources.insert(citation, source);
    }

    /// Adds stretches of text to those that may be cited.
    pub fn give_all(&mut self, stretches: Vec<Stretch>) {
        for stretch in stretches {
            self.give(stretch.citation, stretch.source);
        }
    }

    /// A source as prompts name it, with its text: "Call, 12 November 2026, Petra Lang". None where it is not known.
    pub fn about_of(&self, citation: &Citation) -> Option<SourceText> {
        let source = self.sources.get(citation)?;
        let speaker = source.speaker.as_ref().map(|name| format!(", {name}")).unwrap_or_default();
        let day = source.time.to_zoned(self.zone.clone()).strftime("%-d %B %Y");
        Some(SourceText { about: format!("{}, {day}{speaker}", citation.record.object), text: source.text.clone() })
    }
}

/// What a draft is about: the account, with the person, deal, ticket or call that was named or is meant.
pub(crate) struct Subject {
    /// Everything known of the account, with the deal that is meant.
    pub dossier: Dossier,
    /// What the draft is filed under.
    pub about: RecordId,
}

/// Decides what a draft is about. Fails with [`ErrorCode::NotFound`] where the kind is about a deal, ticket or call and there is none.
pub(crate) fn subject(open: &OpenPortal, request: &PhraseRequest, now: Timestamp) -> Result<Subject, AppError> {
    let kind = request.kind.spec();
    if kind.about == ObjectType::Call && kind.by_rules == llm::ByRules::Own {
        // A note is the note of a talk; a follow-up can do without one.
        let (call, account) = call_of(open, &request.target, now)?;
        let target = Target { contact: None, account, about: Some(call.clone()), why: String::new() };
        return Ok(Subject { dossier: dossier_of(open, &target, now, now)?, about: call });
    }
    let target = resolve(open, &request.target, now)?;
    let dossier = dossier_of(open, &target, now, now)?;
    let named = target.about.clone().or_else(|| target.contact.clone());
    let takes = |object| kind.about == object || kind.by_rules == llm::ByRules::Own || has_place_on(kind, object);
    if let Some(named) = named.filter(|named| takes(named.object)) {
        return Ok(Subject { dossier, about: named });
    }
    let lacks = |what: &str, command: &str| {
        AppError::new(ErrorCode::NotFound, format!("{} has no {what}", dossier.account.display_name()))
            .hint("Choose another account.")
            .command_hint(command)
    };
    let about = match kind.about {
        ObjectType::Deal if kind.by_rules != llm::ByRules::Own => {
            let deal = dossier.open_deal().ok_or_else(|| lacks("open deal", "Name a deal, as in deal:45."))?;
            deal.record.id.clone()
        }
        ObjectType::Ticket => {
            let newest = dossier.tickets.iter().max_by_key(|ticket| ticket.created_at);
            newest.ok_or_else(|| lacks("ticket", "Name a ticket, as in ticket:9."))?.id.clone()
        }
        ObjectType::Call => dossier.last_talk().map_or(target.account, |talk| talk.activity.id.clone()),
        ObjectType::Contact => dossier.meant_person().map_or(target.account, |person| person.id.clone()),
        _ => target.account,
    };
    Ok(Subject { dossier, about })
}

/// Whether records of this type have a property that the kind fills: a summary is of whatever was named.
fn has_place_on(kind: &KindSpec, object: ObjectType) -> bool {
    let mut of_object = ai_properties::of_object(object).map(|property| property.name);
    of_object.any(|name| kind.proposes.iter().any(|proposed| proposed.property == name))
}

/// Gathers what rules make of a kind, and the facts that its prompt needs. Reads no more than that: see [`read_for_model`].
pub(crate) fn material(
    open: &OpenPortal,
    request: &PhraseRequest,
    now: Timestamp,
) -> Result<(Material, Subject), AppError> {
    let subject = subject(open, request, now)?;
    let dossier = &subject.dossier;
    let account = dossier.account.id.clone();
    let mut material =
        Material::bare(subject.about.clone(), Some(account), dossier.account.display_name(), open.zone());
    let person = match subject.about.object {
        ObjectType::Contact => dossier.person(&subject.about).or(Some(&dossier.account)),
        _ => dossier.meant_person(),
    };
    if let Some(person) = person {
        material = material.meant_for(person);
    }
    material.language = drafting::language_of(dossier);
    material.days_silent = days_silent(dossier, now);
    material.deal = deal_facts(dossier, now);
    match request.kind {
        Kind::Note => note(&mut material, &subject)?,
        Kind::Signals => signals(&mut material, &subject),
        Kind::Qualification => qualification(&mut material, &subject),
        _ => of_brief(&mut material, dossier, request.kind),
    }
    if subject.about.object == ObjectType::Ticket {
        ticket(&mut material, &subject);
    }
    Ok((material, subject))
}

/// Adds what a language model reads beside the rules' lines: the texts that the kind is about, and passages of the whole history that answer what the
/// kind asks. `context_tokens` is how much the model reads at once; what does not fit one call is read in parts.
pub(crate) async fn read_for_model(
    open: &OpenPortal,
    model: &Model,
    request: &PhraseRequest,
    (material, subject): (&mut Material, &Subject),
    context_tokens: u32,
) -> Result<(), AppError> {
    let spec = request.kind.spec();
    if spec.reads == Reads::Own {
        return Ok(());
    }
    let dossier = &subject.dossier;
    let mut found = Vec::new();
    for question in spec.questions {
        found.extend(passages(open, model, &dossier.account.id, question).await?);
    }
    let one_call = usize::try_from(context_tokens).unwrap_or(usize::MAX).saturating_mul(CHARS_A_TOKEN);
    let room = if spec.reads == Reads::History { one_call.saturating_mul(CALLS_FOR_HISTORY) } else { one_call };
    let talk = Some(&subject.about).filter(|about| about.object.is_talk());
    let person = match subject.about.object {
        ObjectType::Contact => Some(subject.about.clone()),
        _ => dossier.meant_person().map(|person| person.id.clone()),
    };
    let which = match (spec.reads, talk.or_else(|| dossier.last_talk().map(|talk| &talk.activity.id)), &person) {
        (Reads::Talk, Some(talk), _) => TextsOf::Talk(talk),
        (Reads::Person, _, Some(person)) => TextsOf::Person(person),
        _ => TextsOf::Account,
    };
    let reading = ToRead { which, found: &found, chars_max: room.min(CHARS_MAX) };
    material.give_all(read(dossier, &reading));
    Ok(())
}

/// The passages of an account's own history that come nearest to a question. Without an index or a model they are found by word.
async fn passages(
    open: &OpenPortal,
    model: &Model,
    account: &RecordId,
    question: &str,
) -> Result<Vec<Citation>, AppError> {
    let kinds =
        ObjectType::ALL.into_iter().filter(|object| object.is_activity()).map(|object| object.singular().to_owned());
    let filter = Filter {
        accounts: vec![account.to_string()],
        kinds: kinds.chain([domain::Part::TRANSCRIPT.to_owned()]).collect(),
        ..Filter::default()
    };
    let query = retrieval::Query {
        text: question.to_owned(),
        filter,
        limit: FOUND_MAX,
        spread: true,
        ..retrieval::Query::default()
    };
    Ok(find(open, model, &query).await?.answer.hits.iter().map(|hit| hit.chunk.citation()).collect())
}

/// The lines of the full brief that rules make a kind of; all of them may be cited by a model.
fn of_brief(material: &mut Material, dossier: &Dossier, kind: Kind) {
    let (brief, sources) = drafting::brief(dossier, true);
    let mut items: Vec<(SectionName, Item)> = Vec::new();
    for section in brief.sections {
        // Whom else the rep has won is for the rep's eyes: it goes into no text about this account.
        let own = section.items.into_iter().filter(|item| item.rule.as_deref() != Some(drafting::SIMILAR));
        items.extend(own.map(|item| (section.name, item)));
    }
    for citation in items.iter().flat_map(|(_, item)| &item.citations) {
        if let Some(source) = sources.get(citation) {
            material.give(citation.clone(), source.clone());
        }
    }
    let named = |(section, item): &(SectionName, Item)| (Some(section.as_str().to_owned()), item.clone());
    let wanted = match kind.spec().by_rules {
        llm::ByRules::Brief(wanted) => wanted,
        llm::ByRules::Nothing | llm::ByRules::Own => &[],
    };
    let of = |(name, most): &(SectionName, usize)| {
        let lines = items.iter().filter(move |(section, _)| section == name).take(*most);
        lines.map(named).collect::<Vec<_>>()
    };
    let chosen: Vec<(Option<String>, Item)> = wanted.iter().flat_map(of).collect();
    let most = if wanted.is_empty() { usize::MAX } else { 3 };
    material.rules = if chosen.is_empty() { items.iter().take(most).map(named).collect() } else { chosen };
}

/// A call's note as rules make it; the talk itself may be cited.
fn note(material: &mut Material, subject: &Subject) -> Result<(), AppError> {
    let (dossier, call) = (&subject.dossier, &subject.about);
    let note = drafting::note::note(dossier, call).ok_or_else(|| no_transcript(call))?;
    material.give_all(turns(dossier, call));
    let spoken = dossier.entries.iter().find(|entry| entry.activity.id == *call);
    let transcript = spoken.and_then(domain::Entry::spoken);
    material.language = transcript.map_or(material.language, |document| drafting::language(&document.text));
    material.fields.insert("title".to_owned(), note.title);
    material.rules = note.lines.iter().map(|line| (None, line.item())).collect();
    material.sources.extend(note.sources);
    Ok(())
}

/// What is known of each part of the account's deal; by clear words alone where no model has read the account's lines.
fn qualification(material: &mut Material, subject: &Subject) {
    let found = drafting::qualification(&subject.dossier);
    for one in found.elements {
        material.rules.extend(one.known.map(|item| (Some(one.element.as_str().to_owned()), item)));
    }
    found.sources.into_iter().for_each(|(citation, source)| material.give(citation, source));
    if material.rules.is_empty() {
        let said = drafting::signals(&subject.dossier);
        for (signal, item) in said.under_headings() {
            let part = match signal {
                "stated_timeline" => "decision_process",
                "decision_criterion" => "decision_criteria",
                "budget" => "economic_buyer",
                "competitor" => "competition",
                _ => "pain",
            };
            material.rules.push((Some(part.to_owned()), item));
        }
        said.sources.into_iter().for_each(|(citation, source)| material.give(citation, source));
    }
}

/// The account's signals, or those of one call where one was named.
fn signals(material: &mut Material, subject: &Subject) {
    let found = drafting::signals(&subject.dossier);
    let call = Some(&subject.about).filter(|about| about.object.is_talk());
    let is_meant = |citation: &Citation| call.is_none_or(|call| citation.record == *call);
    if let Some(call) = call {
        material.give_all(turns(&subject.dossier, call));
    } else {
        material.fields.insert("stated_timeline".to_owned(), found.timeline.to_owned());
    }
    material.fields.extend(found.objection.as_ref().map(|item| ("stated_objection".to_owned(), item.text.clone())));
    for (heading, item) in found.under_headings() {
        if item.citations.iter().all(is_meant) {
            material.rules.push((Some(heading.to_owned()), item));
        }
    }
    for (citation, source) in found.sources.into_iter().filter(|(citation, _)| is_meant(citation)) {
        material.give(citation, source);
    }
}

/// What the ticket says, as a source and as what is answered.
fn ticket(material: &mut Material, subject: &Subject) {
    let Some(ticket) = subject.dossier.tickets.iter().find(|ticket| ticket.id == subject.about) else { return };
    for name in [property::SUBJECT, property::CONTENT] {
        let Some(value) = ticket.get(name) else { continue };
        let source = Source {
            record: ticket.id.clone(),
            property: Some(name.to_owned()),
            time: ticket.created_at,
            speaker: None,
            side: None,
            text: value.to_owned(),
        };
        material.give(Citation::property(ticket.id.clone(), name, value), source);
    }
    let said = [Some(Ticket(ticket).subject()), ticket.get(property::CONTENT)];
    let said: Vec<&str> = said.into_iter().flatten().filter(|text| !text.is_empty()).collect();
    material.inbound = said.join("\n");
}

/// The material of a digest: the rep's day across all accounts.
pub(crate) fn of_digest(open: &OpenPortal, now: Timestamp) -> Result<Material, AppError> {
    let report = digest(open, &DigestRequest::default(), now)?;
    let mut material = Material::bare(RecordId::book(), None, "All accounts".to_owned(), open.zone());
    for citation in report.draft.items.iter().flat_map(|item| &item.citations) {
        if let Some(source) = report.sources.get(citation) {
            material.give(citation.clone(), source.clone());
        }
    }
    material.rules = report.draft.items.into_iter().map(|item| (None, item)).collect();
    Ok(material)
}

/// The deal that is meant, as prompts are told of it.
fn deal_facts(dossier: &Dossier, now: Timestamp) -> Option<DealFacts> {
    let deal = dossier.meant_deal()?;
    let moved = deal.history.iter().filter(|change| change.property == property::DEAL_STAGE && change.at <= now);
    let since = moved.map(|change| change.at).max().unwrap_or(deal.record.created_at);
    let stage = Deal(&deal.record).stage().unwrap_or_default();
    Some(DealFacts {
        name: deal.record.display_name(),
        stage: dossier.stage(stage).map_or_else(|| stage.to_owned(), |stage| stage.label.clone()),
        days_in_stage: u32::try_from(now.duration_since(since).as_hours() / 24).unwrap_or(0),
    })
}

/// Whole days since they were last heard: since a mail of theirs, a call or a meeting that took place, not since a note or mail of ours.
fn days_silent(dossier: &Dossier, now: Timestamp) -> u32 {
    let heard = dossier.entries.iter().filter(|entry| entry.record.they_were_heard());
    let heard = heard.map(|entry| entry.activity.at).filter(|at| *at <= now).max();
    let hours = heard.map_or(0, |last| now.duration_since(last).as_hours());
    u32::try_from(hours / 24).unwrap_or(0)
}
