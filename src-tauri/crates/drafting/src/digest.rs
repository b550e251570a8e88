//! The day's digest of a rep's pipeline: meetings and promises of the day, deals at risk, stalled, incomplete or likely to close. Every line
//! is cited and recomputed.

use crate::{
    account,
    conflicts::close_date,
    desk::{Desk, item, verify},
    sections::phrase,
    tasks::{self, ProposedTask},
};
use domain::property;
use domain::{
    Citation, Deal, DealFile, Dossier, Dropped, Entry, Item, ItemKind, ObjectType, RecordId, Rule, Source, Sources,
    Stage, text::grouped,
};
use facts::{Promise, PromiseStatus, Side, Statement, is_pressing, short_quote, substance};
use grounding::Moment;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// The version of the rules that make a [`DigestShare`]; whoever changes what a share says raises it.
pub const DIGEST_RULES: u32 = 2;
/// A deal stalls after so many days in which nothing moved.
pub const STALLED_DAYS: i32 = 10;
/// After this many days of silence of theirs a deal is at risk.
const SILENT_DAYS: i32 = 14;
/// A close date so near, at a late stage, is likely to hold.
const CLOSING_DAYS: i32 = 30;
/// A late stage: HubSpot's own likelihood of winning is at least this.
const LATE_STAGE: f32 = 0.6;
/// Promises due within this many days are shown.
const DUE_DAYS: i32 = 2;
/// A promise later than this many days is history.
const STALE_DAYS: i32 = 90;
/// The most words of a quotation within a line.
const PHRASE_WORDS: usize = 13;

/// What the lines of a digest are about, in the order they are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DigestPart {
    /// Meetings of the day, earliest first.
    Meetings,
    /// What was promised for about now or is overdue, ours first.
    Promises,
    /// Deals at risk, a line a reason: silence, an urgent ticket, our overdue promise, a close date past.
    AtRisk,
    /// Deals in which nothing has moved for [`STALLED_DAYS`] days or more.
    Stalled,
    /// Deals that lack a field the rep's other deals have.
    MissingFields,
    /// Deals likely to close soon: a late stage, a close date within 30 days, and they still talk to us.
    LikelyToClose,
    /// The pipeline's sum, against the target where one is set.
    Total,
}

impl DigestPart {
    /// The part's name for scripts, as in `at_risk`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Meetings => "meetings",
            Self::Promises => "promises",
            Self::AtRisk => "at_risk",
            Self::Stalled => "stalled",
            Self::MissingFields => "missing_fields",
            Self::LikelyToClose => "likely_to_close",
            Self::Total => "total",
        }
    }
}

/// How much the rep wants to sell within a stretch of days.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// The amount in whole units of the currency.
    pub amount: u64,
    /// ISO 4217 code; deals in other currencies do not count towards it.
    pub currency: String,
    /// The first day whose deals count.
    pub from: Date,
    /// The last day whose deals count.
    pub to: Date,
}

/// One line of the digest, with what it is about.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DigestLine {
    /// The part of the digest it belongs to.
    pub part: DigestPart,
    /// The account it is about; `None` for the pipeline's total.
    pub account: Option<RecordId>,
    /// The deal, meeting or talk it is about; none for the total.
    pub record: Option<RecordId>,
    /// The line with its claim and its citations.
    pub item: Item,
}

/// The digest of a rep's pipeline on one day.
#[derive(Debug, Clone, PartialEq)]
pub struct Digest {
    /// The day that the digest is for.
    pub day: Date,
    /// The lines, part by part, most pressing first.
    pub lines: Vec<DigestLine>,
    /// The text behind every citation of the lines.
    pub sources: Sources,
    /// Lines that grounding refused and that were left out, each with the reason.
    pub dropped: Vec<Dropped>,
}

impl Digest {
    /// The claims of all lines, in order.
    pub fn items(&self) -> Vec<Item> {
        self.lines.iter().map(|line| line.item.clone()).collect()
    }
}

/// What one account gives to the digest of a day, checked. It depends on the account, the day, the rep's own number and the version of the
/// rules ([`DIGEST_RULES`]) and on nothing else, so it can be kept and used again as long as none of those changes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DigestShare {
    /// The account's name.
    pub account_name: String,
    lines: Checked,
    /// What its deals lack, where open deals of the rep's have a next step and where none has.
    lacking: Checked,
    lacking_but_next_step: Checked,
    /// The rep's own deals that have an amount.
    sums: Vec<DealSum>,
    /// Whether an open deal of the rep's has a next step.
    uses_next_step: bool,
    /// The text behind the citations of lines and sums.
    sources: Sources,
    /// On which side the speakers of those texts sit, which a source does not keep by itself.
    sides: BTreeMap<Citation, Side>,
}

/// Lines that passed, each with how pressing it is, greater first, and those that did not.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
struct Checked {
    lines: Vec<(i64, DigestLine)>,
    dropped: Vec<Dropped>,
}

/// What a deal adds to the pipeline's total.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct DealSum {
    currency: String,
    amount: u64,
    is_open: bool,
    is_won: bool,
    close: Option<Date>,
    amount_cited: Option<Citation>,
    close_cited: Option<Citation>,
}

/// Reads what an account gives to the digest of `moment`'s day. Deterministic; its lines cite this account only.
///
/// The dossier should be gathered at the moment's day: what happened after [`Dossier::as_of`] is not looked at.
pub fn digest_share(dossier: &Dossier, owner: Option<&str>, moment: &Moment) -> DigestShare {
    let mut moment = moment.clone();
    let stages = dossier.pipelines.iter().flat_map(|pipeline| &pipeline.stages);
    moment.labels.extend(stages.map(|stage| stage.label.clone()));
    moment.labels.extend(account::currencies(dossier));
    let known = dossier.as_known();
    let mut desk = Desk::of(&known);
    (desk.today, desk.zone) = (moment.today, moment.zone.clone());
    let open: Vec<&DealFile> =
        known.deals.iter().filter(|deal| is_theirs(deal, owner) && is_open(&known, deal)).collect();
    let lines = of_account(&mut desk, &open);
    let lacking = |desk: &mut Desk<'_>, with_next_step: bool| -> Vec<(i64, DigestLine)> {
        open.iter().filter_map(|deal| missing(desk, deal, with_next_step)).collect()
    };
    let (all, but_next_step) = (lacking(&mut desk, true), lacking(&mut desk, false));
    let sums = sums(&mut desk, owner);
    let mut sources = std::mem::take(&mut desk.sources);
    let lines = checked(lines, &sources, &moment);
    let lacking = checked(all, &sources, &moment);
    let lacking_but_next_step = checked(but_next_step, &sources, &moment);
    let cited: BTreeSet<&Citation> = [&lines, &lacking, &lacking_but_next_step]
        .into_iter()
        .flat_map(|checked| &checked.lines)
        .flat_map(|(_, line)| &line.item.citations)
        .chain(sums.iter().flat_map(|sum| sum.amount_cited.iter().chain(&sum.close_cited)))
        .collect();
    sources.retain(|citation, _| cited.contains(citation));
    let sides = sources.iter().filter_map(|(citation, source)| Some((citation.clone(), source.side?))).collect();
    DigestShare {
        account_name: known.account.display_name(),
        lines,
        lacking,
        lacking_but_next_step,
        sums,
        uses_next_step: open.iter().any(|deal| deal.record.get(property::NEXT_STEP).is_some()),
        sources,
        sides,
    }
}

/// Puts the digest of a day together from what each account gives, with the total of the pipeline. Deterministic.
pub fn digest_of(shares: &[DigestShare], target: Option<&Target>, moment: &Moment) -> Digest {
    // A field that no open deal of the rep's has is not one they use.
    let uses_next_step = shares.iter().any(|share| share.uses_next_step);
    let (mut lines, mut dropped, mut sources) = (Vec::new(), Vec::new(), Sources::new());
    for share in shares {
        let lacking = if uses_next_step { &share.lacking } else { &share.lacking_but_next_step };
        for checked in [&share.lines, lacking] {
            lines.extend(checked.lines.iter().cloned());
            dropped.extend(checked.dropped.iter().cloned());
        }
        sources.extend(share.sources.iter().map(|(citation, source)| {
            (citation.clone(), Source { side: share.sides.get(citation).copied(), ..source.clone() })
        }));
    }
    let sums: Vec<&DealSum> = shares.iter().flat_map(|share| &share.sums).collect();
    let mut moment = moment.clone();
    moment.labels.extend(sums.iter().map(|sum| sum.currency.clone()));
    moment.labels.extend(target.map(|target| target.currency.clone()));
    for (weight, mut line) in total(&sums, target) {
        match verify(&mut line.item, &sources, &moment, target.map(|target| target.amount)) {
            Ok(()) => lines.push((weight, line)),
            Err(refused) => dropped.push(refused),
        }
    }
    lines.sort_by(|(a, x), (b, y)| (x.part, -a, &x.record, &x.item.text).cmp(&(y.part, -b, &y.record, &y.item.text)));
    let lines: Vec<DigestLine> = lines.into_iter().map(|(_, line)| line).collect();
    let cited: BTreeSet<&Citation> = lines.iter().flat_map(|line| &line.item.citations).collect();
    sources.retain(|citation, _| cited.contains(citation));
    Digest { day: moment.today, lines, sources, dropped }
}

fn checked(lines: Vec<(i64, DigestLine)>, sources: &Sources, moment: &Moment) -> Checked {
    let mut checked = Checked::default();
    for (weight, mut line) in lines {
        match verify(&mut line.item, sources, moment, None) {
            Ok(()) => checked.lines.push((weight, line)),
            Err(refused) => checked.dropped.push(refused),
        }
    }
    checked
}

/// What is drafted of an account and not yet checked; a line with how pressing it is, greater first.
#[derive(Default)]
struct Drafted {
    lines: Vec<(i64, DigestLine)>,
}

impl Drafted {
    fn add(&mut self, desk: &Desk<'_>, part: DigestPart, record: &RecordId, weight: i64, item: Item) {
        self.lines.push((weight, line_about(desk, part, record, item)));
    }
}

fn line_about(desk: &Desk<'_>, part: DigestPart, record: &RecordId, item: Item) -> DigestLine {
    DigestLine { part, account: Some(desk.dossier.account.id.clone()), record: Some(record.clone()), item }
}

fn of_account(desk: &mut Desk<'_>, open: &[&DealFile]) -> Vec<(i64, DigestLine)> {
    let mut drafted = Drafted::default();
    meetings(desk, &mut drafted);
    promises(desk, &mut drafted);
    for deal in open {
        close_date_past(desk, deal, &mut drafted);
        stalled(desk, deal, &mut drafted);
        likely(desk, deal, &mut drafted);
    }
    // What hangs between us and an account endangers its largest deal first; said of each of them it would only be noise.
    if let Some(deal) = open.iter().max_by_key(|deal| Deal(&deal.record).amount()) {
        at_risk(desk, deal, &mut drafted);
    }
    drafted.lines
}

fn is_theirs(deal: &DealFile, owner: Option<&str>) -> bool {
    owner.is_none_or(|owner| deal.record.get(property::OWNER) == Some(owner))
}

fn stage_of<'a>(dossier: &'a Dossier, deal: &DealFile) -> Option<&'a Stage> {
    dossier.stage(deal.record.get(property::DEAL_STAGE)?)
}

fn is_open(dossier: &Dossier, deal: &DealFile) -> bool {
    !stage_of(dossier, deal).is_some_and(|stage| stage.closed)
}

fn meetings(desk: &mut Desk<'_>, drafted: &mut Drafted) {
    let dossier = desk.dossier;
    for entry in dossier.entries.iter().filter(|entry| entry.activity.object().is_meeting()) {
        let off = !entry.record.took_place();
        if off || desk.day(entry.activity.at) != desk.today || dossier.as_of < entry.activity.created_at {
            continue;
        }
        let mut citations = desk.cite_properties(&entry.record, &[property::MEETING_TITLE, property::MEETING_START]);
        if citations.len() < 2 {
            citations.extend(desk.cite_property(&entry.record, property::TIMESTAMP));
        }
        citations.extend(desk.cite_property(&dossier.account, property::NAME));
        let text = format!(
            "{}: “{}”, “{}”",
            entry.activity.at.to_zoned(desk.zone.clone()).strftime("%H:%M"),
            entry.activity.title,
            dossier.account.display_name()
        );
        let line = item(ItemKind::Derived, Some(Rule::TodaysMeeting.as_str()), text, citations);
        drafted.add(desk, DigestPart::Meetings, &entry.activity.id, -entry.activity.at.as_second(), line);
    }
}

fn promises(desk: &mut Desk<'_>, drafted: &mut Drafted) {
    let is_due = |promise: &&Promise| {
        let late = promise.last_day().until(desk.today).map_or(0, |span| span.get_days());
        promise.status.is_owed()
            && promise.statement.at <= desk.dossier.as_of
            && (-DUE_DAYS..=STALE_DAYS).contains(&late)
    };
    let due: Vec<Promise> = desk.promises.iter().filter(is_due).cloned().collect();
    for promise in due {
        let late = desk.days_since(promise.last_day());
        let who = if promise.by == Side::Us { "We owe".to_owned() } else { format!("{} owes", promise.whom) };
        let text = format!("{who}, {}: “{}”", due_in_words(late, promise.last_day()), short(&promise.text));
        let mut citations = vec![desk.cite(&promise.statement, promise.quoted())];
        let whom = desk.dossier.contacts.iter().find(|contact| contact.display_name() == promise.whom);
        if let Some(contact) = whom.filter(|_| promise.by == Side::Them && promise.whom != promise.statement.speaker) {
            citations.extend(desk.cite_properties(contact, &[property::FIRST_NAME, property::LAST_NAME]));
        }
        let line = item(ItemKind::Derived, Some(Rule::DuePromise.as_str()), text, citations);
        let ours = if promise.by == Side::Us { 1_000 } else { 0 };
        let record = promise.statement.activity.clone();
        // Today first, then what is latest among the overdue, then what comes.
        drafted.add(desk, DigestPart::Promises, &record, ours - i64::from(late.abs()), line);
    }
}

fn due_in_words(late: i32, due: Date) -> String {
    match late {
        1 => "1 day overdue".to_owned(),
        2.. => format!("{late} days overdue"),
        0 => "due today".to_owned(),
        _ => format!("due {}", due.strftime("%-d %B")),
    }
}

fn short(text: &str) -> &str {
    text.get(short_quote(text, PHRASE_WORDS)).unwrap_or(text)
}

fn risk(
    desk: &mut Desk<'_>,
    drafted: &mut Drafted,
    deal: &DealFile,
    weight: i32,
    rule: &str,
    (text, cites): (String, Vec<Citation>),
) {
    let mut citations = cites;
    citations.extend(desk.cite_property(&deal.record, property::DEAL_NAME));
    let text = format!("“{}”: {text}", deal.record.display_name());
    let line = item(ItemKind::Derived, Some(rule), text, citations);
    drafted.add(desk, DigestPart::AtRisk, &deal.record.id, i64::from(weight), line);
}

fn close_date_past(desk: &mut Desk<'_>, deal: &DealFile, drafted: &mut Drafted) {
    let Some(close) = close_date(desk.dossier, &deal.record).filter(|close| *close < desk.today) else { return };
    let late = desk.days_since(close);
    let line = (format!("close date {} past", days(late)), desk.cite_properties(&deal.record, &[property::CLOSE_DATE]));
    risk(desk, drafted, deal, 300 + late.min(90), Rule::AtRiskCloseDate.as_str(), line);
}

/// What hangs between us and the account, a line a reason: urgent tickets, our latest promise, their silence.
fn at_risk(desk: &mut Desk<'_>, deal: &DealFile, drafted: &mut Drafted) {
    for ticket in &desk.dossier.tickets {
        let stage = ticket.get(property::TICKET_STAGE).and_then(|id| desk.dossier.stage(id));
        let Some(subject) = ticket.get(property::SUBJECT) else { continue };
        if is_pressing(ticket, stage.is_some_and(|stage| stage.closed)) {
            let citations = desk.cite_properties(ticket, &["subject", property::TICKET_PRIORITY]);
            let line = (format!("a pressing ticket is open, “{subject}”"), citations);
            risk(desk, drafted, deal, 400, Rule::AtRiskTicket.as_str(), line);
        }
    }
    if let Some(promise) = worst_promise(desk) {
        let late = desk.days_since(promise.last_day());
        let text = format!("our promise is {} overdue, “{}”", days(late), short(&promise.text));
        let line = (text, vec![desk.cite(&promise.statement, promise.quoted())]);
        risk(desk, drafted, deal, 200 + late.min(90), Rule::AtRiskOverduePromise.as_str(), line);
    }
    if let Some(heard) = last_heard(desk).filter(|heard| SILENT_DAYS <= desk.days_since(heard.day)) {
        let silent = desk.days_since(heard.day);
        let text = format!("no word from them for {}, last from {}", days(silent), heard.speaker);
        let line = (text, vec![desk.cite(&heard, heard.citation.clone())]);
        risk(desk, drafted, deal, 100 + silent.min(90), Rule::AtRiskSilence.as_str(), line);
    }
}

fn days(count: i32) -> String {
    if count == 1 { "1 day".to_owned() } else { format!("{count} days") }
}

/// Our most overdue promise that is no history yet.
fn worst_promise(desk: &Desk<'_>) -> Option<Promise> {
    let overdue = desk.promises.iter().filter(|promise| {
        promise.by == Side::Us
            && matches!(promise.status, PromiseStatus::Overdue { .. })
            && promise.statement.at <= desk.dossier.as_of
            && (1..=STALE_DAYS).contains(&desk.days_since(promise.last_day()))
    });
    overdue.min_by_key(|promise| promise.last_day()).cloned()
}

/// The last thing anybody of theirs said or wrote themselves: of that talk or mail, the sentence that tells most.
fn last_heard(desk: &Desk<'_>) -> Option<Statement> {
    let theirs = |s: &&Statement| s.side == Side::Them && !s.reported && s.at <= desk.dossier.as_of;
    let newest = desk.statements.iter().filter(theirs).max_by_key(|s| s.at)?;
    // What ends without a full stop is a greeting's or a signature's line.
    let is_said = |s: &&Statement| s.activity == newest.activity && s.text.trim_end().ends_with(['.', '!', '?']);
    let beside = desk.statements.iter().filter(theirs).filter(is_said);
    let telling = beside.max_by(|a, b| substance(a).total_cmp(&substance(b)).then_with(|| b.citation.cmp(&a.citation)));
    telling.or(Some(newest)).cloned()
}

fn stalled(desk: &mut Desk<'_>, deal: &DealFile, drafted: &mut Drafted) {
    let dossier = desk.dossier;
    let stage = deal.record.get(property::DEAL_STAGE).unwrap_or_default();
    let moves = deal.history.iter().filter(|change| change.property == property::DEAL_STAGE && change.value == stage);
    // Without a history nobody knows that it stood still before the last edit.
    let moved = moves.map(|change| change.at).max().unwrap_or(deal.record.modified_at);
    let happened = |entry: &&Entry| {
        entry.activity.at <= dossier.as_of && entry.activity.object() != ObjectType::Task && !entry.documents.is_empty()
    };
    let last = dossier.entries.iter().filter(happened).max_by_key(|entry| entry.activity.at);
    let newest = desk.day(last.map_or(moved, |entry| entry.activity.at.max(moved)));
    let still = desk.days_since(newest);
    if still < STALLED_DAYS {
        return;
    }
    let mut citations = desk.cite_properties(&deal.record, &[property::DEAL_NAME, property::DEAL_STAGE]);
    citations.extend(last.and_then(|entry| cite_entry(desk, entry)));
    let label = stage_of(dossier, deal).map_or(stage, |stage| stage.label.as_str());
    let text = format!("“{}”: nothing has moved for {}, stage {label}", deal.record.display_name(), days(still));
    let line = item(ItemKind::Derived, Some(Rule::Stalled.as_str()), text, citations);
    drafted.add(desk, DigestPart::Stalled, &deal.record.id, i64::from(still), line);
}

/// Cites an activity by its title or, where it has none, by its first sentence that was read.
fn cite_entry(desk: &mut Desk<'_>, entry: &Entry) -> Option<Citation> {
    let document = entry.documents.first()?;
    let citation = Citation {
        record: document.record.clone(),
        part: document.part.clone(),
        content: document.content_hash(),
        span: domain::text::sentences(&document.text).first().copied()?,
    };
    let source = domain::Source {
        record: document.record.clone(),
        property: (!document.part.is_transcript()).then(|| document.part.0.clone()),
        time: document.at,
        speaker: document.speaker.clone(),
        side: desk.side_of(document.speaker.as_deref()),
        text: citation.span.of(&document.text).to_owned(),
    };
    desk.sources.insert(citation.clone(), source);
    Some(citation)
}

/// Fields a deal ought to have, with what people call them.
const FIELDS: [(&str, &str); 3] =
    [(property::AMOUNT, property::AMOUNT), (property::CLOSE_DATE, "close date"), (property::NEXT_STEP, "next step")];

fn missing(desk: &mut Desk<'_>, deal: &DealFile, with_next_step: bool) -> Option<(i64, DigestLine)> {
    let is_missing = |property: &str| match property {
        property::AMOUNT => Deal(&deal.record).amount().is_none(),
        _ => deal.record.get(property).is_none(),
    };
    let missing: Vec<&str> = FIELDS
        .iter()
        .filter(|(property, _)| (with_next_step || *property != property::NEXT_STEP) && is_missing(property))
        .map(|(_, label)| *label)
        .collect();
    let citation = desk.cite_property(&deal.record, property::DEAL_NAME).filter(|_| !missing.is_empty())?;
    let text = format!("“{}”: no {}", deal.record.display_name(), missing.join(", no "));
    let line = item(ItemKind::Derived, Some(Rule::MissingFields.as_str()), text, vec![citation]);
    let weight = i64::try_from(missing.len()).unwrap_or(0);
    Some((weight, line_about(desk, DigestPart::MissingFields, &deal.record.id, line)))
}

fn likely(desk: &mut Desk<'_>, deal: &DealFile, drafted: &mut Drafted) {
    let Some(stage) = stage_of(desk.dossier, deal) else { return };
    let Some(close) = close_date(desk.dossier, &deal.record) else { return };
    let left = -desk.days_since(close);
    let silent = last_heard(desk).is_none_or(|heard| SILENT_DAYS <= desk.days_since(heard.day));
    let early = stage.probability.is_none_or(|share| share < LATE_STAGE);
    if early || silent || !(0..=CLOSING_DAYS).contains(&left) {
        return;
    }
    let citations = desk.cite_properties(
        &deal.record,
        &[property::DEAL_NAME, property::DEAL_STAGE, property::AMOUNT, property::CLOSE_DATE],
    );
    let money = Deal(&deal.record)
        .amount()
        .map(|amount| format!(", {}", account::money(account::currency_code(desk.dossier, &deal.record), amount)));
    let text = format!(
        "Likely to close: “{}”, {}{}, {}",
        deal.record.display_name(),
        stage.label,
        money.unwrap_or_default(),
        close.strftime("%-d %B")
    );
    let line = item(ItemKind::Inferred, Some("likely_to_close"), text, citations);
    drafted.add(desk, DigestPart::LikelyToClose, &deal.record.id, -i64::from(left), line);
}

/// A task that takes a silent account up again, by its last words.
pub(crate) fn re_engage(desk: &mut Desk<'_>) -> Option<ProposedTask> {
    let heard = last_heard(desk)?;
    let silent = desk.days_since(heard.day);
    // Who is met soon or has a task is not forgotten.
    let planned = desk.dossier.next_meeting().is_some() || tasks::has_open_task(desk.dossier);
    if silent < SILENT_DAYS || planned {
        return None;
    }
    let (words, citation) = phrase(&heard, PHRASE_WORDS);
    let citation = desk.cite(&heard, citation);
    let speaker = heard.speaker.to_lowercase();
    let person = desk.dossier.contacts.iter().find(|contact| contact.display_name().to_lowercase() == speaker);
    let mut targets: Vec<RecordId> = person.map(|person| person.id.clone()).into_iter().collect();
    targets.extend(desk.dossier.open_deal().map(|deal| deal.record.id.clone()));
    targets.push(desk.dossier.account.id.clone());
    Some(ProposedTask {
        title: format!("Follow up with {}, silent for {}: “{words}”", heard.speaker, days(silent)),
        rule: Rule::ReEngage.as_str(),
        due: Some(desk.today),
        promised_for: None,
        targets,
        citations: vec![citation],
    })
}

/// What the rep's deals of an account add to the total; those without an amount add nothing.
fn sums(desk: &mut Desk<'_>, owner: Option<&str>) -> Vec<DealSum> {
    let dossier = desk.dossier;
    let mut sums = Vec::new();
    for deal in dossier.deals.iter().filter(|deal| is_theirs(deal, owner)) {
        let Some(amount) = Deal(&deal.record).amount() else { continue };
        sums.push(DealSum {
            currency: account::currency_code(dossier, &deal.record).to_owned(),
            amount,
            is_open: is_open(dossier, deal),
            is_won: stage_of(dossier, deal).is_some_and(|stage| stage.closed && stage.probability == Some(1.0)),
            close: close_date(dossier, &deal.record),
            amount_cited: desk.cite_property(&deal.record, property::AMOUNT),
            close_cited: desk.cite_property(&deal.record, property::CLOSE_DATE),
        });
    }
    sums
}

/// The sum of the open deals, by currency; with a target, what is won and what closes in its time, against it.
fn total(sums: &[&DealSum], target: Option<&Target>) -> Vec<(i64, DigestLine)> {
    let mut open: BTreeMap<&str, (u64, Vec<Citation>)> = BTreeMap::new();
    let mut counted: (u64, Vec<Citation>) = (0, Vec::new());
    for deal in sums {
        if deal.is_open {
            let sum = open.entry(&deal.currency).or_default();
            sum.0 = sum.0.saturating_add(deal.amount);
            sum.1.extend(deal.amount_cited.clone());
        }
        let counts = |target: &Target| {
            target.currency == deal.currency && deal.close.is_some_and(|day| (target.from..=target.to).contains(&day))
        };
        if target.is_some_and(counts) && (deal.is_won || deal.is_open) {
            counted.0 = counted.0.saturating_add(deal.amount);
            counted.1.extend(deal.amount_cited.iter().chain(&deal.close_cited).cloned());
        }
    }
    let line = |item: Item| DigestLine { part: DigestPart::Total, account: None, record: None, item };
    let mut lines = Vec::new();
    for (currency, (sum, citations)) in open {
        let text = format!("Open deals: {}", account::money(currency, sum));
        lines.push((0, line(item(ItemKind::Derived, Some(Rule::PipelineTotal.as_str()), text, citations))));
    }
    if let Some(target) = target.filter(|target| 0 < target.amount && !counted.1.is_empty()) {
        let (sum, amount) = (u128::from(counted.0), u128::from(target.amount));
        let share = (100 * sum + amount / 2) / amount;
        let text = format!(
            "Won and closing in the target's time: {} of {}, {share} %",
            account::money(&target.currency, counted.0),
            grouped(target.amount)
        );
        lines.push((1, line(item(ItemKind::Derived, Some(Rule::AgainstTarget.as_str()), text, counted.1))));
    }
    lines
}
