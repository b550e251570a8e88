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
    Citation, Deal, DealFile, Dossier, Dropped, Entry, Item, ItemKind, ObjectType, RecordId, Rule, Sources, Stage,
    text::grouped,
};
use facts::{Promise, PromiseStatus, Side, Statement, is_pressing, short_quote, substance};
use grounding::Moment;
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

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
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
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

/// The rep whose pipeline is looked at.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rep {
    /// The value of `hubspot_owner_id`: only deals of theirs are looked at. None looks at all.
    pub owner: Option<String>,
    /// The target that the rep has set; `None` where there is none.
    pub target: Option<Target>,
}

/// One line of the digest, with what it is about.
#[derive(Debug, Clone, PartialEq)]
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
    /// Tasks that would take a silent account up again, a task an account.
    pub tasks: Vec<ProposedTask>,
    /// The text behind every citation of lines and tasks.
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

/// Writes the digest of a rep's accounts as they are known at `moment`. Deterministic; one account's lines cite that account only,
/// the total the deals it adds up.
///
/// The dossiers should be gathered at the moment's day: what happened after [`Dossier::as_of`] is not looked at.
pub fn digest(dossiers: &[Dossier], rep: &Rep, moment: &Moment) -> Digest {
    let mut moment = moment.clone();
    let stages = dossiers.iter().flat_map(|dossier| &dossier.pipelines).flat_map(|pipeline| &pipeline.stages);
    moment.labels.extend(stages.map(|stage| stage.label.clone()));
    moment.labels.extend(dossiers.iter().flat_map(account::currencies));
    moment.labels.extend(rep.target.as_ref().map(|target| target.currency.clone()));
    let fields = fields_in_use(dossiers, rep);
    let mut drafted = Drafted::default();
    for dossier in dossiers {
        let known = dossier.as_known();
        let mut desk = Desk::of(&known);
        (desk.today, desk.zone) = (moment.today, moment.zone.clone());
        of_account(&mut desk, rep, &fields, &mut drafted);
        drafted.sources.append(&mut desk.sources);
    }
    total(dossiers, rep, &moment, &mut drafted);
    checked(drafted, rep, &moment)
}

/// What is drafted and not yet checked; a line with how pressing it is, greater first.
#[derive(Default)]
struct Drafted {
    lines: Vec<(i64, DigestLine)>,
    tasks: Vec<ProposedTask>,
    sources: Sources,
}

impl Drafted {
    fn add(&mut self, desk: &Desk<'_>, part: DigestPart, record: &RecordId, weight: i64, item: Item) {
        let account = Some(desk.dossier.account.id.clone());
        self.lines.push((weight, DigestLine { part, account, record: Some(record.clone()), item }));
    }
}

fn checked(drafted: Drafted, rep: &Rep, moment: &Moment) -> Digest {
    let Drafted { mut lines, tasks, mut sources } = drafted;
    lines.sort_by(|(a, x), (b, y)| (x.part, -a, &x.record, &x.item.text).cmp(&(y.part, -b, &y.record, &y.item.text)));
    let target = rep.target.as_ref().map(|target| target.amount);
    let (mut kept, mut dropped) = (Vec::new(), Vec::new());
    for (_, mut line) in lines {
        match verify(&mut line.item, &sources, moment, target) {
            Ok(()) => kept.push(line),
            Err(refused) => dropped.push(refused),
        }
    }
    let tasks = tasks::verified(tasks, &sources, moment, &mut dropped);
    let cited: BTreeSet<&Citation> = kept
        .iter()
        .flat_map(|line| &line.item.citations)
        .chain(tasks.iter().flat_map(|task| &task.citations))
        .collect();
    sources.retain(|citation, _| cited.contains(citation));
    Digest { day: moment.today, lines: kept, tasks, sources, dropped }
}

fn of_account(desk: &mut Desk<'_>, rep: &Rep, fields: &BTreeSet<&'static str>, drafted: &mut Drafted) {
    let dossier = desk.dossier;
    meetings(desk, drafted);
    promises(desk, drafted);
    let deals: Vec<&DealFile> =
        dossier.deals.iter().filter(|deal| is_theirs(deal, rep) && is_open(dossier, deal)).collect();
    for deal in &deals {
        close_date_past(desk, deal, drafted);
        stalled(desk, deal, drafted);
        missing(desk, deal, fields, drafted);
        likely(desk, deal, drafted);
    }
    // What hangs between us and an account endangers its largest deal first; said of each of them it would only be noise.
    if let Some(deal) = deals.iter().max_by_key(|deal| Deal(&deal.record).amount()) {
        at_risk(desk, deal, drafted);
        drafted.tasks.extend(re_engage(desk));
    }
}

fn is_theirs(deal: &DealFile, rep: &Rep) -> bool {
    rep.owner.as_deref().is_none_or(|owner| deal.record.get(property::OWNER) == Some(owner))
}

fn stage_of<'a>(dossier: &'a Dossier, deal: &DealFile) -> Option<&'a Stage> {
    dossier.stage(deal.record.get(property::DEAL_STAGE)?)
}

fn is_open(dossier: &Dossier, deal: &DealFile) -> bool {
    !stage_of(dossier, deal).is_some_and(|stage| stage.closed)
}

fn meetings(desk: &mut Desk<'_>, drafted: &mut Drafted) {
    let dossier = desk.dossier;
    for entry in dossier.entries.iter().filter(|entry| entry.activity.object() == ObjectType::Meeting) {
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

/// Fields a deal ought to have, with what people call them. A field that no open deal of the rep has is not one they use.
const FIELDS: [(&str, &str); 3] =
    [(property::AMOUNT, property::AMOUNT), (property::CLOSE_DATE, "close date"), (property::NEXT_STEP, "next step")];

fn fields_in_use(dossiers: &[Dossier], rep: &Rep) -> BTreeSet<&'static str> {
    let open = dossiers
        .iter()
        .flat_map(|dossier| dossier.deals.iter().filter(move |deal| is_theirs(deal, rep) && is_open(dossier, deal)));
    let filled: Vec<&DealFile> = open.collect();
    FIELDS
        .iter()
        .map(|(property, _)| *property)
        .filter(|property| {
            *property != property::NEXT_STEP || filled.iter().any(|deal| deal.record.get(property).is_some())
        })
        .collect()
}

fn missing(desk: &mut Desk<'_>, deal: &DealFile, fields: &BTreeSet<&'static str>, drafted: &mut Drafted) {
    let is_missing = |property: &str| match property {
        property::AMOUNT => Deal(&deal.record).amount().is_none(),
        _ => deal.record.get(property).is_none(),
    };
    let missing: Vec<&str> = FIELDS
        .iter()
        .filter(|(property, _)| fields.contains(property) && is_missing(property))
        .map(|(_, label)| *label)
        .collect();
    let Some(citation) = desk.cite_property(&deal.record, property::DEAL_NAME).filter(|_| !missing.is_empty()) else {
        return;
    };
    let text = format!("“{}”: no {}", deal.record.display_name(), missing.join(", no "));
    let line = item(ItemKind::Derived, Some(Rule::MissingFields.as_str()), text, vec![citation]);
    let weight = i64::try_from(missing.len()).unwrap_or(0);
    drafted.add(desk, DigestPart::MissingFields, &deal.record.id, weight, line);
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

/// The sum of the open deals, by currency; with a target, what is won and what closes in its time, against it.
fn total(dossiers: &[Dossier], rep: &Rep, moment: &Moment, drafted: &mut Drafted) {
    let mut open: BTreeMap<String, (u64, usize, Vec<Citation>)> = BTreeMap::new();
    let mut counted: (u64, Vec<Citation>) = (0, Vec::new());
    for dossier in dossiers {
        let mut desk = Desk::bare(dossier, moment);
        for deal in dossier.deals.iter().filter(|deal| is_theirs(deal, rep)) {
            let Some(amount) = Deal(&deal.record).amount() else { continue };
            let currency = account::currency_code(dossier, &deal.record);
            let won = stage_of(dossier, deal).is_some_and(|stage| stage.closed && stage.probability == Some(1.0));
            if is_open(dossier, deal) {
                let sum = open.entry(currency.to_owned()).or_default();
                (sum.0, sum.1) = (sum.0 + amount, sum.1 + 1);
                sum.2.extend(desk.cite_property(&deal.record, property::AMOUNT));
            }
            let close = close_date(dossier, &deal.record);
            let counts = |target: &Target| {
                target.currency == currency && close.is_some_and(|day| (target.from..=target.to).contains(&day))
            };
            if rep.target.as_ref().is_some_and(counts) && (won || is_open(dossier, deal)) {
                counted.0 += amount;
                counted.1.extend(desk.cite_properties(&deal.record, &[property::AMOUNT, property::CLOSE_DATE]));
            }
        }
        drafted.sources.append(&mut desk.sources);
    }
    let mut add = |weight: i64, item: Item| {
        drafted.lines.push((weight, DigestLine { part: DigestPart::Total, account: None, record: None, item }));
    };
    for (currency, (sum, _, citations)) in open {
        let text = format!("Open deals: {}", account::money(&currency, sum));
        add(0, item(ItemKind::Derived, Some(Rule::PipelineTotal.as_str()), text, citations));
    }
    if let Some(target) = rep.target.as_ref().filter(|target| 0 < target.amount && !counted.1.is_empty()) {
        let share = (100 * counted.0 + target.amount / 2) / target.amount;
        let text = format!(
            "Won and closing in the target's time: {} of {}, {share} %",
            account::money(&target.currency, counted.0),
            grouped(target.amount)
        );
        add(1, item(ItemKind::Derived, Some(Rule::AgainstTarget.as_str()), text, counted.1));
    }
}
