//! Calendars of the rep's own, files and subscriptions: read now and then and at each sync, for meetings that HubSpot does not have.
//!
//! Only what concerns the book is kept: a meeting with a contact, or with somebody at the domain of a company. The rest of a rep's days is their
//! own. What the same meeting is in HubSpot comes before what the calendar says of it.

use crate::{
    error::{AppError, ErrorCode},
    portal::open::OpenPortal,
    syncing::{
        reader::{FileReader, ReadCalendar, ReadMeeting, Unread},
        shelf::UnreadableFile,
    },
};
use domain::{
    ObjectType, RecordId, host_of,
    matching::{Book, Named},
    names, property,
};
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;
use specta::Type;
use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Range,
    path::Path,
    time::Duration,
};
use store::{Appointment, StoredCalendar};
use tokio_util::sync::CancellationToken;
use transport::{FetchError, fetch, is_this_machine};
use url::Url;

/// How far back meetings are read.
const BACK: SignedDuration = SignedDuration::from_hours(14 * 24);
/// How far ahead meetings are read.
const AHEAD: SignedDuration = SignedDuration::from_hours(60 * 24);
/// A calendar is left alone for so long.
const PAUSE: SignedDuration = SignedDuration::from_mins(10);
/// The most calendars that are read.
const CALENDARS_MAX: usize = 10;
/// The largest calendar that is read, in bytes.
const BYTES_MAX: usize = 32 << 20;
/// How long a subscription may take to answer.
const ANSWERS_WITHIN: Duration = Duration::from_secs(30);
/// Two that begin within so much of each other may be the same meeting.
const SAME_TIME: SignedDuration = SignedDuration::from_mins(2);

/// A calendar that is read for meetings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct CalendarView {
    /// The number of the calendar, by which it is removed.
    pub id: i32,
    /// What the calendar calls itself; the file's name or the address's host where it does not.
    pub name: String,
    /// Where it is: a path, or the host of an address. The rest of an address is as good as a password, and not shown.
    pub place: String,
    /// When it was last looked at; none before the first time.
    #[specta(type = Option<String>)]
    pub looked_at: Option<Timestamp>,
    /// Why it could not be read the last time; none where it could.
    pub problem: Option<String>,
}

/// The calendars that are read, and what the one that was just added holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct Calendars {
    /// The calendars, in the order in which they were added.
    pub calendars: Vec<CalendarView>,
    /// What the new one holds; none where none was added.
    pub added: Option<CalendarReport>,
}

/// What reading a calendar brought.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Type)]
pub struct CalendarReport {
    /// Meetings with people or companies that are here, in the weeks that are read.
    pub meetings: u32,
    /// Of these, meetings that HubSpot has too.
    pub in_hubspot: u32,
    /// Meetings with nobody who is here: they are not kept.
    pub others: u32,
    /// Entries that could not be read, each with the reason.
    pub unread: Vec<UnreadableFile>,
}

/// The calendars that are read, in the order in which they were added.
pub fn calendars(open: &OpenPortal) -> Result<Calendars, AppError> {
    let view = |calendar: StoredCalendar| CalendarView {
        id: i32::try_from(calendar.id).unwrap_or_default(),
        place: shown(&calendar.place),
        name: calendar.name,
        looked_at: calendar.looked_at,
        problem: Some(calendar.problem).filter(|problem| !problem.is_empty()),
    };
    Ok(Calendars { calendars: open.database.calendars()?.into_iter().map(view).collect(), added: None })
}

/// Has a calendar read from now on: a file, or an address that begins with `https://` or `webcal://`. It is read once before it is taken.
///
/// Fails with [`ErrorCode::Usage`] where it is neither or holds no calendar, and with [`ErrorCode::Unreachable`] where the address does not answer.
pub async fn add_calendar(
    open: &OpenPortal,
    place: &str,
    now: Timestamp,
    cancel: &CancellationToken,
) -> Result<Calendars, AppError> {
    open.policy.may_change()?;
    let place = placed(open, place)?;
    if CALENDARS_MAX <= open.database.calendars()?.len() {
        return Err(AppError::new(ErrorCode::Usage, format!("No more than {CALENDARS_MAX} calendars are read"))
            .hint("Remove one first."));
    }
    let diary = Diary::of(open, now)?;
    let bytes = fetched(&place).await?;
    let read = diary.read(&bytes, cancel).await.map_err(|unread| no_calendar(&unread.to_string()))?;
    let name = if read.name.is_empty() { shown_name(&place) } else { read.name.clone() };
    let id = open.database.add_calendar(&name, &place, now)?;
    let (report, _) = diary.keep(id, read)?;
    open.database.note_calendar(id, &name, "", now)?;
    open.database.rebuild_membership()?;
    Ok(Calendars { added: Some(report), ..calendars(open)? })
}

/// Has a calendar no longer read, and takes what came from it away.
pub fn remove_calendar(open: &OpenPortal, id: i32, now: Timestamp) -> Result<Calendars, AppError> {
    if !open.database.remove_calendar(i64::from(id), now)? {
        return Err(AppError::new(ErrorCode::NotFound, "This calendar is not read any more"));
    }
    open.database.rebuild_membership()?;
    calendars(open)
}

/// Whether any calendar is due to be read.
pub(crate) fn is_any_due(open: &OpenPortal, now: Timestamp) -> Result<bool, AppError> {
    Ok(open.database.calendars()?.iter().any(|known| is_due(known, now)))
}

/// Reads the calendars that are due, or all of them. One that cannot be read is said and stops no other. Returns whether anything changed.
pub(crate) async fn look(
    open: &OpenPortal,
    all: bool,
    now: Timestamp,
    cancel: &CancellationToken,
) -> Result<bool, AppError> {
    let due: Vec<StoredCalendar> =
        open.database.calendars()?.into_iter().filter(|known| all || is_due(known, now)).collect();
    if due.is_empty() {
        return Ok(false);
    }
    let (diary, mut changed) = (Diary::of(open, now)?, false);
    for known in due {
        if cancel.is_cancelled() {
            break;
        }
        let read = match fetched(&known.place).await {
            Ok(bytes) => diary.read(&bytes, cancel).await,
            Err(error) => Err(Unread::Refused(error.message)),
        };
        let (name, problem) = match read {
            Ok(read) => {
                let name = if read.name.is_empty() { shown_name(&known.place) } else { read.name.clone() };
                changed |= diary.keep(known.id, read)?.1;
                (name, String::new())
            }
            Err(Unread::Cancelled) => break,
            Err(unread) => (known.name.clone(), unread.to_string()),
        };
        open.database.note_calendar(known.id, &name, &problem, now)?;
    }
    if changed {
        open.database.rebuild_membership()?;
    }
    Ok(changed)
}

fn is_due(known: &StoredCalendar, now: Timestamp) -> bool {
    known.looked_at.is_none_or(|looked| PAUSE <= now.duration_since(looked).abs())
}

/// What a calendar is held against: the people and companies that are here, and HubSpot's meetings.
struct Diary<'a> {
    open: &'a OpenPortal,
    now: Timestamp,
    span: Range<Timestamp>,
    book: Book,
    /// Companies by their domain.
    companies: BTreeMap<String, RecordId>,
    /// The rep's addresses, in small letters.
    me: BTreeSet<String>,
    /// The domains of colleagues.
    house: BTreeSet<String>,
    forgotten: store::Forgotten,
}

impl<'a> Diary<'a> {
    fn of(open: &'a OpenPortal, now: Timestamp) -> Result<Self, AppError> {
        let database = &open.database;
        let owners = database.owners()?;
        let book = Book::of(&owners, &database.records(ObjectType::Contact)?, open.zone());
        let mut companies = BTreeMap::new();
        for company in database.records(ObjectType::Company)?.into_iter().filter(|company| !company.archived) {
            let site = company.get(property::DOMAIN).map(domain_of).filter(|domain| !domain.is_empty());
            if let Some(site) = site {
                companies.entry(site).or_insert(company.id);
            }
        }
        let span = now.saturating_sub(BACK).unwrap_or(now)..now.saturating_add(AHEAD).unwrap_or(now);
        let house = owners.iter().map(|owner| domain_of(&owner.email)).filter(|domain| !domain.is_empty()).collect();
        Ok(Self {
            open,
            now,
            span,
            book,
            companies,
            me: open.own_addresses()?,
            house,
            forgotten: database.forgotten()?,
        })
    }

    async fn read(&self, bytes: &[u8], cancel: &CancellationToken) -> Result<ReadCalendar, Unread> {
        let own: Vec<String> = self.me.iter().cloned().collect();
        let read = FileReader::new().calendar(bytes, &self.open.zone(), self.span.clone(), own, cancel).await?;
        // What is missing in the middle of a download would count as called off.
        if read.is_whole { Ok(read) } else { Err(Unread::Refused("it is cut off".to_owned())) }
    }

    /// Stores what concerns the book. Returns what there was, and whether anything is otherwise than before.
    fn keep(&self, id: i64, read: ReadCalendar) -> Result<(CalendarReport, bool), AppError> {
        let narrow = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        let unread = read.unread.into_iter().map(|(path, reason)| UnreadableFile { path, reason }).collect();
        let (mut kept, mut others) = (Vec::new(), 0);
        for meeting in &read.meetings {
            match self.appointment(meeting)? {
                Some(appointment) => kept.push(appointment),
                None => others += 1,
            }
        }
        let owner = self.open.portal.owner_id.as_deref();
        let counts = self.open.database.put_appointments(id, &self.span, &kept, owner, self.now)?;
        let in_hubspot = narrow(kept.iter().filter(|one| one.twin.is_some()).count());
        let report = CalendarReport { meetings: narrow(kept.len()), in_hubspot, others, unread };
        Ok((report, counts != store::AppointmentCounts::default()))
    }

    /// A meeting with somebody who is here; `None` where nobody is.
    fn appointment(&self, meeting: &ReadMeeting) -> Result<Option<Appointment>, AppError> {
        let (mut with, mut strangers) = (BTreeSet::new(), Vec::new());
        for (name, address) in &meeting.people {
            let address = address.to_lowercase();
            // A name alone is nobody: anybody may write one.
            if address.is_empty()
                || self.me.contains(&address)
                || self.house.contains(&domain_of(&address))
                || self.is_kept_out(&address)
            {
                continue;
            }
            let named = Named { name: Some(name.clone()), email: Some(address.clone()) };
            match self.book.one(&named) {
                Some(Some(contact)) => drop(with.insert(contact)),
                Some(None) => {}
                None => {
                    with.extend(self.companies.get(&domain_of(&address)).cloned());
                    let stranger = (self.clean(name), address);
                    if !strangers.contains(&stranger) {
                        strangers.push(stranger);
                    }
                }
            }
        }
        if with.is_empty() {
            return Ok(None);
        }
        let twin = self.twin(meeting, &with)?;
        Ok(Some(Appointment {
            uid: meeting.uid.clone(),
            occurrence: meeting.occurrence,
            title: self.clean(&meeting.title),
            starts: meeting.starts,
            ends: meeting.ends,
            place: self.clean(&meeting.place),
            join: meeting.join.clone(),
            with: with.into_iter().collect(),
            strangers,
            twin,
        }))
    }

    /// The meeting in HubSpot that this is: at the same time, and with somebody of the same or under the same title.
    fn twin(&self, meeting: &ReadMeeting, with: &BTreeSet<RecordId>) -> Result<Option<RecordId>, AppError> {
        let from = meeting.starts.saturating_sub(SAME_TIME).unwrap_or(meeting.starts);
        let to = meeting.starts.saturating_add(SAME_TIME).unwrap_or(meeting.starts);
        let mut accounts = BTreeSet::new();
        for id in with {
            accounts.extend(self.open.database.accounts_of(id)?);
        }
        for other in self.open.database.meetings_between(from, to)? {
            if other.object() != ObjectType::Meeting {
                continue;
            }
            let is_same_title = !meeting.title.is_empty() && names::words(&meeting.title) == names::words(&other.title);
            let of_other = self.open.database.accounts_of(&other.id)?;
            if is_same_title || of_other.iter().any(|account| accounts.contains(account)) {
                return Ok(Some(other.id));
            }
        }
        Ok(None)
    }

    /// Whether nothing of an address may be kept: somebody was forgotten, or the admin keeps the domain out.
    fn is_kept_out(&self, address: &str) -> bool {
        self.forgotten.is_address(address) || self.forgotten.excluded().is_at(address)
    }

    fn clean(&self, text: &str) -> String {
        let seen = domain::visible(text);
        self.forgotten.redacted(&seen).unwrap_or_else(|| seen.into_owned())
    }
}

/// The domain of a mail address, or of a web address without the "www." that sites have and mails do not.
fn domain_of(address: &str) -> String {
    let host = host_of(address);
    host.strip_prefix("www.").unwrap_or(&host).to_owned()
}

/// A path or address as it is stored. Fails where it is neither.
fn placed(open: &OpenPortal, place: &str) -> Result<String, AppError> {
    let place = place.trim();
    let lower = place.to_lowercase();
    let address =
        ["webcal://", "webcals://"].iter().find_map(|scheme| lower.starts_with(scheme).then_some(scheme.len()));
    let address = match address {
        Some(length) => Some(format!("https://{}", place.get(length..).unwrap_or_default())),
        None if lower.starts_with("https://") || lower.starts_with("http://") => Some(place.to_owned()),
        None => None,
    };
    if let Some(address) = address {
        let url = Url::parse(&address).map_err(|_| {
            AppError::new(ErrorCode::Usage, "This is no web address").hint("Copy the calendar's address once more.")
        })?;
        if url.scheme() != "https" && !is_this_machine(&url) {
            return Err(AppError::new(ErrorCode::Usage, "The calendar's address has to begin with https://"));
        }
        return Ok(url.to_string());
    }
    let path = std::fs::canonicalize(place).map_err(|error| {
        AppError::new(ErrorCode::NotFound, format!("There is no file {place}"))
            .hint("Choose an .ics file, or paste the address that your calendar gives out for subscribing.")
            .caused_by(error)
    })?;
    if let Some(folder) = path.parent() {
        open.policy.may_read_folder(folder)?;
    }
    let name = path.to_str().ok_or_else(|| AppError::new(ErrorCode::Usage, "The file's name is not valid text"))?;
    Ok(name.to_owned())
}

/// What is shown of where a calendar is.
fn shown(place: &str) -> String {
    match Url::parse(place) {
        Ok(url) if place.starts_with("http") => url.host_str().unwrap_or_default().to_owned(),
        _ => place.to_owned(),
    }
}

/// What a calendar is called that does not call itself anything.
fn shown_name(place: &str) -> String {
    let file = Path::new(place).file_stem().map(|name| name.to_string_lossy().into_owned());
    if place.starts_with("http") { shown(place) } else { file.unwrap_or_else(|| place.to_owned()) }
}

fn no_calendar(reason: &str) -> AppError {
    AppError::new(ErrorCode::Usage, format!("This is no calendar that can be read: {reason}"))
        .hint("Choose an .ics file, or paste the address that your calendar gives out for subscribing.")
}

/// The bytes of a calendar. What fails is said without the address, which is as good as a password.
async fn fetched(place: &str) -> Result<Vec<u8>, AppError> {
    if !place.starts_with("http") {
        return from_disk(Path::new(place));
    }
    let url = Url::parse(place).map_err(|_| no_calendar("its address is none"))?;
    fetch(&url, ANSWERS_WITHIN, BYTES_MAX).await.map_err(|error| match error {
        FetchError::TooLarge => too_large(),
        FetchError::Refused(_) => AppError::new(ErrorCode::Usage, format!("{} {error}", shown(place)))
            .hint("Copy the address from your calendar once more: it changes when sharing is switched off and on."),
        FetchError::Unreachable | FetchError::Late => {
            AppError::new(ErrorCode::Unreachable, format!("{} {error}", shown(place)))
                .hint("Check the network, and try again.")
        }
    })
}

fn from_disk(path: &Path) -> Result<Vec<u8>, AppError> {
    let failed = |error: std::io::Error| {
        AppError::new(ErrorCode::NotFound, format!("{} cannot be read: {error}", path.display())).caused_by(error)
    };
    let length = std::fs::metadata(path).map_err(failed)?.len();
    if u64::try_from(BYTES_MAX).is_ok_and(|max| max < length) {
        return Err(too_large());
    }
    std::fs::read(path).map_err(failed)
}

fn too_large() -> AppError {
    AppError::new(ErrorCode::Usage, format!("The calendar is larger than {} MB", BYTES_MAX >> 20))
        .hint("Export a shorter span of it.")
}
