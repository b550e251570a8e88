//! The rep's day: whom they meet, what is owed, who has gone quiet.

use crate::{
    apart::apart,
    error::AppError,
    portal::open::OpenPortal,
    reading::{
        accounts::day,
        brief::{BriefRequest, brief},
        ledger::{OwedView, promised_to},
        quiet::{QuietView, quiet},
        resolve as who, when,
    },
    review::proposals::{ProposalStatus, ProposalView, proposals},
};
use domain::{Brief, Item, Meeting, ObjectType, Record, RecordId, SectionName, Source, Sources};
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;
use specta::Type;
use std::collections::{BTreeMap, BTreeSet};

/// Promises are looked for in so many accounts at most: those met today, then those last active.
const ACCOUNTS_MAX: usize = 40;
/// Promises that fall due within so many days are shown.
const DUE_WITHIN_DAYS: i32 = 2;
/// The most promises that are handed over. The page shows the first few, and says how many there are.
const PROMISES_MAX: usize = 200;
/// The most quiet accounts that are shown.
const QUIET_MAX: usize = 4;
/// A brief with less read than this stands on thin ground.
const THIN: usize = 3;

/// The rep's day: meetings, promises that are due, drafts that wait, and accounts that have gone quiet.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
pub struct TodayView {
    /// The date of the day in the rep's zone, as in `2026-03-04`.
    pub day: String,
    /// The meetings of the day, earliest first.
    pub meetings: Vec<MeetingView>,
    /// What we owe and is overdue or due soon, the oldest debt first.
    pub promises: Vec<OwedView>,
    /// In how many accounts promises and silence were looked for: those met today, then those last active.
    pub accounts_read: u32,
    /// How many accounts there are.
    pub accounts: u32,
    /// Drafts that wait for a decision.
    pub waiting: Vec<WaitingView>,
    /// Accounts with an open deal that are silent for longer than usual.
    pub quiet: Vec<QuietView>,
    /// How many calendars of the rep's own are read beside HubSpot's meetings.
    pub calendars: u32,
    /// The text behind every citation of the lines.
    #[specta(type = BTreeMap<String, Source>)]
    pub sources: Sources,
}

/// One meeting of the day, with the account it is with and what to know before it.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
pub struct MeetingView {
    /// The meeting's id, as in `meeting:1`.
    pub id: String,
    /// When the meeting starts.
    #[specta(type = String)]
    pub starts_at: Timestamp,
    /// How many minutes the meeting takes; 30 where HubSpot does not say.
    pub minutes: u32,
    /// The meeting's title.
    pub title: String,
    /// The names of the contacts who are invited.
    pub people: Vec<String>,
    /// People who are invited and no contacts here: their names, or addresses where nobody says the name. Only a calendar of the rep's own tells them.
    pub strangers: Vec<String>,
    /// The account that is met, as in `company:1`; none where it is not known.
    pub account: Option<String>,
    /// The name of the account; none where it is not known.
    pub account_name: Option<String>,
    /// The first invitee of the account, as in `contact:1`.
    pub contact: Option<String>,
    /// The web address at which the meeting is joined; none where there is none.
    pub join_url: Option<String>,
    /// Whether this meeting is the one that runs, or else comes next.
    pub is_next: bool,
    /// Whether the meeting is over, runs, or is to come.
    pub standing: MeetingStanding,
    /// The call with a transcript that was the meeting, as in `call:1`; none where there is none, and before the meeting began.
    pub call: Option<String>,
    /// The most useful line of the meeting's brief; none where there is none.
    pub line: Option<Item>,
    /// The first landmine of the meeting's brief; none where there is none.
    pub landmine: Option<Item>,
    /// Whether there is enough to brief from.
    pub readiness: Readiness,
    /// How many activities were read for its brief.
    pub read: u32,
    /// How many activities the account has had so far.
    pub total: u32,
}

/// Where a meeting stands at the moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "lowercase")]
pub enum MeetingStanding {
    /// It has ended, or was held.
    Over,
    /// It has begun and not ended.
    Running,
    /// It has not begun.
    Coming,
}

/// Whether there is enough to brief from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "lowercase")]
pub enum Readiness {
    /// There is.
    Ready,
    /// There is little.
    Thin,
}

/// A draft that waits for the rep's decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct WaitingView {
    /// The id of the proposal.
    pub id: String,
    /// What is proposed, in words.
    pub title: String,
    /// How many lines it has and how many are verified, in words.
    pub detail: String,
}

/// Puts together the rep's day at `now`. Needs no network.
pub fn today(open: &OpenPortal, now: Timestamp) -> Result<TodayView, AppError> {
    let zone = open.zone();
    let date = day(now, &zone);
    let mut sources = Sources::new();
    let meetings = meetings(open, now, &mut sources)?;
    let met: BTreeSet<&str> = meetings.iter().filter_map(|meeting| meeting.account.as_deref()).collect();
    let mut known = open.database.accounts(now)?;
    known.sort_by_key(|account| {
        (!met.contains(account.id.to_string().as_str()), std::cmp::Reverse(account.last_activity))
    });
    let all = known.len();
    let accounts: Vec<RecordId> = known.into_iter().take(ACCOUNTS_MAX).map(|account| account.id).collect();
    let promises = promises(open, &accounts, now, &mut sources)?;
    let mut quiet = quiet(open, &accounts, now)?;
    quiet.truncate(QUIET_MAX);
    let waiting = waiting(open)?;
    let narrow = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    Ok(TodayView {
        day: date.to_string(),
        meetings,
        promises,
        accounts_read: narrow(accounts.len()),
        accounts: narrow(all),
        waiting,
        quiet,
        calendars: narrow(open.database.calendars()?.len()),
        sources,
    })
}

fn meetings(open: &OpenPortal, now: Timestamp, sources: &mut Sources) -> Result<Vec<MeetingView>, AppError> {
    let zone = open.zone();
    let date = day(now, &zone);
    let from = when::instant(&date.to_string(), &zone)?;
    let to = from.saturating_add(SignedDuration::from_hours(26)).unwrap_or(now);
    let next = who::upcoming(open, now)?.map(|upcoming| upcoming.meeting.id);
    let mut views = Vec::new();
    for meeting in open.database.meetings_between(from, to)? {
        let Some(record) = open.database.record(&meeting.id)? else { continue };
        if day(meeting.at, &zone) != date || !record.took_place() || who::is_of_somebody_else(&record, &open.portal) {
            continue;
        }
        let mut view = meeting_view(open, &record, &meeting.title, meeting.at, now)?;
        view.is_next = next.as_ref() == Some(&meeting.id);
        if let Some(account) = view.contact.clone().or_else(|| view.account.clone()) {
            let report = brief(open, &BriefRequest { who: account, ..BriefRequest::default() }, now)?;
            view.line = best_line(&report.brief);
            view.landmine = items(&report.brief, SectionName::Landmines).next().cloned();
            let coverage = &report.brief.coverage;
            view.readiness = if coverage.read < THIN { Readiness::Thin } else { Readiness::Ready };
            view.read = u32::try_from(coverage.read).unwrap_or(u32::MAX);
            view.total = u32::try_from(coverage.total).unwrap_or(u32::MAX);
            let shown = view.line.iter().chain(&view.landmine).flat_map(|item| &item.citations);
            sources.extend(shown.filter_map(|c| report.sources.get(c).map(|source| (c.clone(), source.clone()))));
        }
        views.push(view);
    }
    Ok(views)
}

fn meeting_view(
    open: &OpenPortal,
    record: &Record,
    title: &str,
    at: Timestamp,
    now: Timestamp,
) -> Result<MeetingView, AppError> {
    let database = &open.database;
    let invited = who::invited(database, &record.id)?;
    let contact = invited.first().and_then(|(_, people)| people.first()).map(RecordId::to_string);
    let account = invited.into_iter().next().map(|(account, _)| account);
    let standing = if Meeting(record).is_over(at, now) {
        MeetingStanding::Over
    } else if at <= now {
        MeetingStanding::Running
    } else {
        MeetingStanding::Coming
    };
    let call = match &account {
        Some(account) if standing == MeetingStanding::Over => {
            call_of(open, account, at, Meeting(record).ends(at), now)?
        }
        _ => None,
    };
    let mut people = Vec::new();
    for (attendee, _) in database.associated(&record.id, ObjectType::Contact)? {
        people.extend(database.record(&attendee)?.map(|person| who::name_of(&person)));
    }
    let strangers = database.strangers(&record.id)?.into_iter();
    let strangers = strangers.map(|(name, address)| if name.is_empty() { address } else { name }).collect();
    let minutes = Meeting(record).ends(at).duration_since(at).as_mins();
    let account_record = account.as_ref().map(|id| database.record(id)).transpose()?.flatten();
    Ok(MeetingView {
        id: record.id.to_string(),
        starts_at: at,
        minutes: u32::try_from(minutes).unwrap_or(u32::MAX),
        title: title.to_owned(),
        people,
        strangers,
        account: account.map(|account| account.to_string()),
        account_name: account_record.map(|account| who::name_of(&account)),
        contact,
        join_url: Meeting(record).join_url().map(str::to_owned),
        is_next: false,
        standing,
        call,
        line: None,
        landmine: None,
        readiness: Readiness::Thin,
        read: 0,
        total: 0,
    })
}

/// The call with a transcript that took place while a meeting did, give or take a quarter of an hour.
fn call_of(
    open: &OpenPortal,
    account: &RecordId,
    starts: Timestamp,
    ends: Timestamp,
    now: Timestamp,
) -> Result<Option<String>, AppError> {
    const SLACK: SignedDuration = SignedDuration::from_mins(15);
    let from = starts.saturating_sub(SLACK).unwrap_or(starts);
    let to = ends.saturating_add(SLACK).unwrap_or(ends);
    for entry in open.database.timeline(account, now)? {
        if entry.object() != ObjectType::Call || entry.at < from || to < entry.at {
            continue;
        }
        if open.database.current_documents(&entry.id)?.iter().any(|document| document.part.is_transcript()) {
            return Ok(Some(entry.id.to_string()));
        }
    }
    Ok(None)
}

/// What was said comes before what is planned: the time and title are on the row already.
fn best_line(brief: &Brief) -> Option<Item> {
    let order =
        [SectionName::LastTalk, SectionName::TheirWords, SectionName::Promises, SectionName::Deal, SectionName::WhyNow];
    order.into_iter().find_map(|name| items(brief, name).next().cloned())
}

fn items(brief: &Brief, name: SectionName) -> impl Iterator<Item = &Item> {
    brief.sections.iter().filter(move |section| section.name == name).flat_map(|section| &section.items)
}

fn promises(
    open: &OpenPortal,
    accounts: &[RecordId],
    now: Timestamp,
    sources: &mut Sources,
) -> Result<Vec<OwedView>, AppError> {
    let mut owed = Vec::new();
    for account in accounts {
        let dossier = open.dossier(account, now)?;
        let all = apart(account, || drafting::owed(&dossier)).unwrap_or_default();
        for promise in all.into_iter().filter(|promise| promise.ours) {
            if promise.days_late < -DUE_WITHIN_DAYS {
                continue;
            }
            owed.push(OwedView {
                text: promise.text,
                ours: true,
                whom: promised_to(&dossier, &promise.citation.record),
                account: account.to_string(),
                account_name: who::name_of(&dossier.account),
                due: Some(promise.due.to_string()),
                days_late: Some(promise.days_late),
                mark: None,
                until: None,
                citation: promise.citation.to_string(),
            });
            sources.insert(promise.citation, promise.source);
        }
    }
    // The oldest debt first, then what is due today, then what comes.
    owed.sort_by_key(|promise| (std::cmp::Reverse(promise.days_late), promise.account.clone()));
    owed.truncate(PROMISES_MAX);
    Ok(owed)
}

fn waiting(open: &OpenPortal) -> Result<Vec<WaitingView>, AppError> {
    let open_ones =
        proposals(open)?.proposals.into_iter().filter(|proposal| proposal.status == ProposalStatus::Proposed);
    let view = |proposal: ProposalView| {
        let lines = proposal.lines.len();
        let verified = proposal.lines.iter().filter(|line| line.verified).count();
        let lines_of = if lines == 1 { "line" } else { "lines" };
        let detail = if verified == lines {
            format!("{lines} {lines_of}, all verified")
        } else {
            format!("{lines} {lines_of}, {verified} verified")
        };
        WaitingView { id: proposal.id, title: proposal.title, detail }
    };
    Ok(open_ones.map(view).collect())
}
