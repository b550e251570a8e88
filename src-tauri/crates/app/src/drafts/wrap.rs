//! The call that nobody recorded: lines noted down as it goes, and one draft of all that follows from them.
//!
//! What the rep writes is shown as theirs and cites nothing. Where there is a transcript too, its lines stand beside them.

use crate::{
    drafts::{
        draft::DraftReport,
        fields::changed,
        keep_draft::{Drafted, New, NewWrite, about, keep},
        note::targets,
        tasks::due,
    },
    error::{AppError, ErrorCode},
    portal::open::OpenPortal,
    reading::resolve::{dossier, is_of_somebody_else, resolve},
    review::edit_task::TITLE_MAX,
};
use domain::{
    Dossier, Entry, Heading, JotMark, Jotting, Line, Meeting, MeetingState, Mode, ObjectType, Priority, Record,
    RecordId, Sources, TaskType, property,
};
use jiff::{SignedDuration, Timestamp, civil::Date};
use serde::Serialize;
use specta::Type;

/// Stands for the account that is met right now or was last.
const LAST: &str = "last";
/// The name of this kind of draft in rows and reports.
const WRAP: &str = "wrap";
/// A meeting that ended longer ago than this is not the one being written up.
const WRITTEN_UP_WITHIN: SignedDuration = SignedDuration::from_hours(12);
/// The most characters of a line.
const LINE_MAX: usize = 2_000;

/// A line that the rep noted down.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct JottingView {
    /// The number of the line, by which it is changed.
    pub id: i32,
    /// When it was noted.
    #[specta(type = String)]
    pub at: Timestamp,
    /// What it is.
    pub mark: JotMark,
    /// The words.
    pub text: String,
}

/// What was noted down about an account and not written up yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct Jottings {
    /// The account.
    pub account: String,
    /// The name of the account.
    pub account_name: String,
    /// The meeting that runs or was last today, as in `meeting:9`; none where there is none.
    pub meeting: Option<String>,
    /// The title of that meeting.
    pub meeting_title: Option<String>,
    /// The lines, oldest first.
    pub jottings: Vec<JottingView>,
}

/// What was noted down about the account of `target`.
pub fn jottings(open: &OpenPortal, target: &str, now: Timestamp) -> Result<Jottings, AppError> {
    let dossier = dossier(open, &whose(open, target, now)?, now)?;
    let meeting = meeting(&dossier, now);
    let view = |jotting: Jotting| JottingView {
        id: i32::try_from(jotting.id).unwrap_or_default(),
        at: jotting.at,
        mark: jotting.mark,
        text: jotting.text,
    };
    Ok(Jottings {
        account: dossier.account.id.to_string(),
        account_name: dossier.account.display_name(),
        meeting: meeting.map(|entry| entry.activity.id.to_string()),
        meeting_title: meeting.map(|entry| entry.activity.title.clone()),
        jottings: open.database.jottings(&dossier.account.id)?.into_iter().map(view).collect(),
    })
}

/// Notes a line down about the account of `target`; a sign at its beginning says what it is (see [`JotMark::SIGNS`]). It is on the disk when
/// this returns.
pub fn jot(open: &OpenPortal, target: &str, line: &str, now: Timestamp) -> Result<Jottings, AppError> {
    let (mark, text) = read_line(line)?;
    let account = resolve(open, &whose(open, target, now)?, now)?.account;
    let dossier = open.dossier(&account, now)?;
    let meeting = meeting(&dossier, now).map(|entry| entry.activity.id.clone());
    open.database.jot(&Jotting { id: 0, account: account.clone(), meeting, at: now, mark, text })?;
    jottings(open, &account.to_string(), now)
}

/// Gives a line other words, or takes it away where there are none.
pub fn change_jotting(
    open: &OpenPortal,
    id: i32,
    line: &str,
    target: &str,
    now: Timestamp,
) -> Result<Jottings, AppError> {
    let change = if line.trim().is_empty() { None } else { Some(read_line(line)?) };
    let change = change.as_ref().map(|(mark, text)| (*mark, text.as_str()));
    if !open.database.change_jotting(i64::from(id), change)? {
        return Err(AppError::new(ErrorCode::NotFound, "This line is not here any more")
            .hint("It may have been written up already."));
    }
    jottings(open, target, now)
}

fn read_line(line: &str) -> Result<(JotMark, String), AppError> {
    let seen = domain::visible(line);
    let (mark, text) = JotMark::of(&seen);
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if text.is_empty() {
        return Err(AppError::new(ErrorCode::Usage, "There is nothing to note down"));
    }
    if LINE_MAX < text.chars().count() {
        return Err(AppError::new(ErrorCode::Usage, format!("A line has at most {LINE_MAX} characters"))
            .hint("Enter it as several lines."));
    }
    Ok((mark, text))
}

/// Drafts what follows from the lines noted down about the account of `target`, and from the transcript of its meeting where there is one: the note,
/// a task for each promise of ours and each next step, the deal's next step, the meeting's outcome. Needs no network.
///
/// The same lines give the same proposals, however far those have come.
pub fn wrap(open: &OpenPortal, target: &str, now: Timestamp) -> Result<DraftReport, AppError> {
    let dossier = dossier(open, &whose(open, target, now)?, now)?;
    let lines = open.database.jottings(&dossier.account.id)?;
    let meeting = meeting(&dossier, now);
    let heard = spoken(&dossier, meeting, now).map(|entry| &entry.activity.id);
    let note = heard.and_then(|talk| drafting::note::note(&dossier, talk)).filter(|note| !note.lines.is_empty());
    if lines.is_empty() && note.is_none() {
        return Err(AppError::new(ErrorCode::NotFound, "Nothing was noted down about this account")
            .hint("Type a line in the brief while you talk, or import the conversation."));
    }
    let (mut said, mut sources, title) = match note {
        Some(note) => (note.lines, note.sources, note.title),
        None => (Vec::new(), Sources::new(), title(open, &dossier, meeting, &lines)),
    };
    said.extend(lines.iter().map(of_the_rep));
    let at = meeting.map(|entry| entry.activity.at).or(lines.first().map(|line| line.at)).unwrap_or(now);
    let on = match meeting {
        Some(meeting) => targets(open, &meeting.activity.id)?,
        None => {
            let person = dossier.contact.as_ref();
            about(person, dossier.open_deal().map(|deal| &deal.record.id), &dossier.account.id)
        }
    };
    let owner = open.portal.owner_id.clone();
    // A meeting of the rep's calendar alone says when it was and with whom; in HubSpot there is nothing to file on.
    let logged = meeting.filter(|meeting| !meeting.activity.object().is_own());
    let mut new = vec![New {
        target: logged.map_or_else(|| dossier.account.id.clone(), |meeting| meeting.activity.id.clone()),
        title,
        lines: said,
        write: NewWrite::Note { at, owner: owner.clone(), targets: on.clone() },
    }];
    for line in lines.iter().filter(|line| matches!(line.mark, JotMark::Ours | JotMark::Next)) {
        new.push(task(open, (&dossier.account.id, &on), line, owner.clone(), now));
    }
    let next = lines.iter().rev().find(|line| line.mark == JotMark::Next);
    if let (Some(next), Some(deal)) = (next, dossier.open_deal()) {
        let current = deal.record.get(property::NEXT_STEP).map(str::to_owned);
        if current.as_deref() != Some(next.text.as_str()) {
            let place = (&deal.record.id, property::NEXT_STEP);
            new.extend(changed(open, place, current, next.text.clone(), vec![of_the_rep(next)])?);
        }
    }
    if let Some(meeting) = logged.filter(|meeting| is_over(meeting, now)) {
        let line = Line::of_the_rep("You wrote this meeting up.", Heading::Point);
        let current = meeting.record.get(property::MEETING_OUTCOME).map(str::to_owned);
        let place = (&meeting.activity.id, property::MEETING_OUTCOME);
        new.extend(changed(open, place, current, "COMPLETED".to_owned(), vec![line])?);
    }
    // Only what a line cites goes with the draft.
    sources.retain(|citation, _| new.iter().any(|one| one.lines.iter().any(|line| line.citations.contains(citation))));
    let drafted = Drafted {
        kind: WRAP,
        mode: Mode::Extractive,
        account: dossier.account.id.clone(),
        account_name: dossier.account.display_name(),
        sources: &sources,
    };
    keep(open, &drafted, new, now)
}

/// Notes that these lines of the account of `target` were written up: they are offered no more. One that was noted down since stays.
pub fn finish_wrap(open: &OpenPortal, target: &str, written_up: &[i32], now: Timestamp) -> Result<(), AppError> {
    let account = resolve(open, &whose(open, target, now)?, now)?.account;
    let lines = open.database.jottings(&account)?.into_iter().map(|line| line.id);
    let ids: Vec<i64> = lines.filter(|id| written_up.iter().any(|one| i64::from(*one) == *id)).collect();
    Ok(open.database.wrap_jottings(&ids, now)?)
}

/// Puts a note in the rep's own words up for review: a line of the note for each line of `text`. `target` is a person, an account, a deal, a call or
/// a meeting.
pub fn write_note(open: &OpenPortal, target: &str, text: &str, now: Timestamp) -> Result<DraftReport, AppError> {
    let lines: Vec<Line> = text
        .lines()
        .map(|line| domain::visible(line).trim().to_owned())
        .filter(|line| !line.is_empty())
        .map(|line| Line::of_the_rep(&line, Heading::Point))
        .collect();
    if lines.is_empty() {
        return Err(AppError::new(ErrorCode::Usage, "A note needs at least one line"));
    }
    let (dossier, on, named) = place(open, target, now)?;
    let title = format!("Note on {}", dossier.account.display_name());
    let write = NewWrite::Note { at: now, owner: open.portal.owner_id.clone(), targets: on };
    kept(open, &dossier, New { target: named, title, lines, write }, now)
}

/// Puts a task in the rep's own words up for review. Its day is `due`, else the one that its words name, else three days from now.
pub fn write_task(
    open: &OpenPortal,
    target: &str,
    (subject, due_on): (&str, Option<Date>),
    now: Timestamp,
) -> Result<DraftReport, AppError> {
    let (_, text) = read_line(subject)?;
    let (dossier, on, named) = place(open, target, now)?;
    let line =
        Jotting { id: 0, account: dossier.account.id.clone(), meeting: None, at: now, mark: JotMark::Ours, text };
    let mut new = task(open, (&named, &on), &line, open.portal.owner_id.clone(), now);
    if let (Some(day), NewWrite::Task { due: at, .. }) = (due_on, &mut new.write) {
        *at = due(open, Some(day), now);
    }
    kept(open, &dossier, new, now)
}

fn kept(open: &OpenPortal, dossier: &Dossier, new: New, now: Timestamp) -> Result<DraftReport, AppError> {
    let drafted = Drafted {
        kind: "written",
        mode: Mode::Extractive,
        account: dossier.account.id.clone(),
        account_name: dossier.account.display_name(),
        sources: &Sources::new(),
    };
    keep(open, &drafted, vec![new], now)
}

/// `last` is the account that is met right now or was last; everything else is whom it names.
fn whose(open: &OpenPortal, target: &str, now: Timestamp) -> Result<String, AppError> {
    if target.trim() != LAST {
        return Ok(target.to_owned());
    }
    let from = now.saturating_sub(WRITTEN_UP_WITHIN.saturating_mul(2)).unwrap_or(now);
    let begun = open.database.meetings_between(from, now)?;
    for meeting in begun.into_iter().rev() {
        let Some(record) = open.database.record(&meeting.id)? else { continue };
        if !is_written_up(&record, meeting.at, now) || is_of_somebody_else(&record, &open.portal) {
            continue;
        }
        if let Some(account) = open.database.accounts_of(&meeting.id)?.into_iter().next() {
            return Ok(account.to_string());
        }
    }
    Err(AppError::new(ErrorCode::NotFound, "No meeting of yours has ended in the last twelve hours")
        .hint("Open an account, and write up the call there."))
}

/// Where something that is written about `target` hangs, and what it is filed under.
pub(crate) fn place(
    open: &OpenPortal,
    target: &str,
    now: Timestamp,
) -> Result<(Dossier, Vec<RecordId>, RecordId), AppError> {
    let dossier = dossier(open, &whose(open, target, now)?, now)?;
    let named = resolve(open, target, now)?.about;
    if let Some(talk) = named.as_ref().filter(|named| named.object.is_talk()) {
        return Ok((dossier, targets(open, talk)?, talk.clone()));
    }
    let deal = named.filter(|named| named.object == ObjectType::Deal);
    let on = about(dossier.contact.as_ref(), deal.as_ref(), &dossier.account.id);
    let filed = deal.or(dossier.contact.clone()).unwrap_or_else(|| dossier.account.id.clone());
    Ok((dossier, on, filed))
}

fn task(
    open: &OpenPortal,
    (target, on): (&RecordId, &[RecordId]),
    line: &Jotting,
    owner: Option<String>,
    now: Timestamp,
) -> New {
    let said_on = line.at.to_zoned(open.zone()).date();
    let day = quantities::days::mentions(&line.text, said_on).into_iter().find_map(|mention| mention.due());
    let subject: String = line.text.chars().take(TITLE_MAX).collect();
    let due = due(open, day, now);
    New {
        target: target.clone(),
        title: subject.clone(),
        lines: vec![Line::of_the_rep(&line.text, Heading::Ours)],
        write: NewWrite::Task {
            subject,
            due,
            owner,
            targets: on.to_vec(),
            task_type: TaskType::default(),
            priority: Priority::default(),
        },
    }
}

/// A line as a note shows it: theirs where the rep marked it as a quotation, and in marks.
fn of_the_rep(line: &Jotting) -> Line {
    let text = match line.mark {
        JotMark::Quote => format!("“{}”", line.text),
        JotMark::Next => format!("{}: {}", drafting::Phrases::of(drafting::language(&line.text)).next(), line.text),
        _ => line.text.clone(),
    };
    Line::of_the_rep(&text, line.mark.heading())
}

fn title(open: &OpenPortal, dossier: &Dossier, meeting: Option<&Entry>, lines: &[Jotting]) -> String {
    let at = meeting.map(|entry| entry.activity.at).or(lines.first().map(|line| line.at)).unwrap_or(dossier.as_of);
    let (day, phrases) = (at.to_zoned(open.zone()).date(), drafting::Phrases::of(drafting::language_of(dossier)));
    let what = meeting.map(|entry| entry.activity.title.clone()).filter(|title| !title.is_empty());
    match what {
        Some(what) => format!("{what}, {}", phrases.date(day)),
        None => phrases.note_title(&dossier.account.display_name(), day),
    }
}

/// The meeting that is being written up: the last one that is (see [`is_written_up`]).
fn meeting(dossier: &Dossier, now: Timestamp) -> Option<&Entry> {
    let is_it =
        |entry: &&Entry| entry.activity.object().is_meeting() && is_written_up(&entry.record, entry.activity.at, now);
    dossier.entries.iter().filter(is_it).max_by_key(|entry| entry.activity.at)
}

/// Whether a meeting is one to write up: it runs, or ended within twelve hours, and was not called off.
fn is_written_up(meeting: &Record, at: Timestamp, now: Timestamp) -> bool {
    at <= now && meeting.took_place() && now.duration_since(Meeting(meeting).ends(at)) <= WRITTEN_UP_WITHIN
}

/// The talk whose words are here: the meeting's own, else one of the same hour, else the last that was spoken lately.
fn spoken<'a>(dossier: &'a Dossier, meeting: Option<&'a Entry>, now: Timestamp) -> Option<&'a Entry> {
    if let Some(own) = meeting.filter(|meeting| meeting.spoken().is_some()) {
        return Some(own);
    }
    let about = meeting.map_or(now, |meeting| meeting.activity.at);
    let within = if meeting.is_some() { drafting::SAME_TALK } else { WRITTEN_UP_WITHIN };
    let is_it = |entry: &&Entry| {
        entry.spoken().is_some() && entry.activity.at <= now && about.duration_since(entry.activity.at).abs() <= within
    };
    dossier.entries.iter().filter(is_it).max_by_key(|entry| entry.activity.at)
}

/// Whether its outcome can be said: it ended and nobody has.
fn is_over(meeting: &Entry, now: Timestamp) -> bool {
    meeting.record.meeting_state() == MeetingState::Planned && Meeting(&meeting.record).ends(meeting.activity.at) <= now
}
