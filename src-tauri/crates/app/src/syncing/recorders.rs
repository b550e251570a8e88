//! Recorders that are asked for conversations with a key of the rep's own, now and then and at each sync.
//!
//! What one gives is read like a recorder's file, in a process apart, and goes the way of every conversation: matched, or waiting for the rep. A
//! recorder that refuses or fails is said and stops neither the others nor a sync. Only conversations that the rep takes part in are fetched:
//! some keys read a whole company.

use crate::{
    error::{AppError, ErrorCode},
    portal::{open::OpenPortal, settings::Settings},
    syncing::{
        conversation_import::Import,
        conversation_views::{RecorderRequest, RecorderView},
        reader::{FileReader, Unread},
    },
};
use domain::names;
use jiff::{SignedDuration, Timestamp};
use recorders::{Access, Fetched, Item, Kind, Recorder, RecorderError, Secret};
use secrets::Vault;
use std::{collections::BTreeSet, path::Path};
use store::{ItemState, RecorderItem, StoredRecorder};
use tokio_util::sync::CancellationToken;
use transcript::Transcript;

/// How far back the first look goes.
const FIRST_LOOK: SignedDuration = SignedDuration::from_hours(30 * 24);
/// Each look lists so much once more: conversations turn up in a list only when they are ready, some by the day they took place.
const OVERLAP: SignedDuration = SignedDuration::from_hours(3 * 24);
/// The most pages of a list in one look.
const PAGES_MAX: usize = 100;
/// The most conversations that one look fetches, so that it holds nothing up for long; the next goes on.
const FETCHED_MAX: usize = 25;
/// The first pause before one that is not ready is asked for again; it doubles each time.
const PAUSE: SignedDuration = SignedDuration::from_mins(10);
/// After so many times in vain it is left alone.
const TIMES_MAX: u32 = 9;

/// All recorders that can be asked, those that are first.
pub(crate) fn recorders(open: &OpenPortal) -> Result<Vec<RecorderView>, AppError> {
    let asked = open.database.recorders()?;
    let mut views = Vec::new();
    for kind in Kind::ALL {
        let known = asked.iter().find(|one| one.kind == kind.as_str());
        let items = open.database.recorder_items(kind.as_str())?;
        let count = |state: ItemState| {
            u32::try_from(items.values().filter(|item| item.state == state).count()).unwrap_or(u32::MAX)
        };
        let given = |text: &String| Some(text.clone()).filter(|text| !text.is_empty());
        views.push(RecorderView {
            kind: kind.as_str().to_owned(),
            title: kind.title().to_owned(),
            key_is_in: kind.key_is_in().to_owned(),
            has_secret: kind.has_secret(),
            wants_address: kind.default_address().is_none(),
            is_asked: known.is_some(),
            owner: known.and_then(|one| given(&one.owner)),
            looked_at: known.and_then(|one| one.looked_at),
            problem: known.and_then(|one| given(&one.problem)),
            taken: count(ItemState::Taken),
            waiting: count(ItemState::Waiting),
        });
    }
    views.sort_by_key(|view| !view.is_asked);
    Ok(views)
}

/// Has a recorder asked for conversations from now on. The key is tried first, and goes into the keychain and nowhere else.
///
/// Fails with [`ErrorCode::Usage`] where there is no such recorder, something is missing, or the service does not accept the key.
pub async fn connect_recorder(
    settings: &Settings,
    open: &OpenPortal,
    request: &RecorderRequest,
    now: Timestamp,
) -> Result<(), AppError> {
    let kind = kind_named(&request.kind)?;
    let given =
        |text: &Option<String>| text.as_deref().map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned);
    let access = Access {
        key: Secret::new(&request.key),
        secret: given(&request.secret).map(|secret| Secret::new(&secret)),
        address: given(&request.address),
    };
    let recorder = recorders::open(kind, &access).map_err(|error| refused(kind, &error))?;
    let owner = recorder.check().await.map_err(|error| refused(kind, &error))?;
    let address = access.address.clone().unwrap_or_default();
    let both = format!("{}\n{}", access.key.reveal(), access.secret.as_ref().map_or("", Secret::reveal));
    Vault::of_home(&settings.home)?.set_recorder_key(kind.as_str(), &address, &both)?;
    open.database.add_recorder(
        &StoredRecorder {
            kind: kind.as_str().to_owned(),
            address,
            owner: owner.unwrap_or_default(),
            listed_to: now.saturating_sub(FIRST_LOOK).unwrap_or(now),
            looked_at: None,
            not_before: None,
            problem: String::new(),
        },
        now,
    )?;
    Ok(())
}

/// Has a recorder no longer asked, and removes its key. What came from it stays.
pub fn disconnect_recorder(settings: &Settings, open: &OpenPortal, kind: &str) -> Result<(), AppError> {
    let kind = kind_named(kind)?;
    let known = open.database.recorders()?.into_iter().find(|one| one.kind == kind.as_str());
    let known =
        known.ok_or_else(|| AppError::new(ErrorCode::NotFound, format!("{} is not connected", kind.title())))?;
    Vault::of_home(&settings.home)?.remove_recorder_key(kind.as_str(), &known.address)?;
    open.database.remove_recorder(kind.as_str())?;
    Ok(())
}

/// Whether any recorder is due to be asked.
pub(crate) fn is_any_due(open: &OpenPortal, now: Timestamp) -> Result<bool, AppError> {
    Ok(open.database.recorders()?.iter().any(|known| is_due(known, now)))
}

/// Asks the recorders that are due for conversations, and takes in what they have. The caller reads and indexes. Returns whether any got a place.
pub(crate) async fn look(
    settings: &Settings,
    open: &OpenPortal,
    now: Timestamp,
    cancel: &CancellationToken,
) -> Result<bool, AppError> {
    let due: Vec<StoredRecorder> = open.database.recorders()?.into_iter().filter(|known| is_due(known, now)).collect();
    if due.is_empty() {
        return Ok(false);
    }
    let mut look = Look {
        open,
        now,
        cancel,
        import: Import::begin(open, now)?,
        reader: FileReader::new(),
        me: open.own_addresses()?,
    };
    for known in due {
        if cancel.is_cancelled() {
            break;
        }
        let outcome = match opened(&settings.home, &known) {
            Ok((kind, recorder)) => look.ask(kind, recorder.as_ref(), &known).await,
            Err(reason) => Err(Stopped::Said(reason)),
        };
        let (listed_to, not_before, problem) = match outcome {
            Ok(listed_to) => (listed_to, None, String::new()),
            Err(Stopped::Local(error)) => return Err(error),
            Err(Stopped::Said(reason)) => (known.listed_to, None, reason),
            Err(Stopped::Service(error)) => {
                let wait = match &error {
                    RecorderError::Wait { for_how_long, .. } => SignedDuration::try_from(*for_how_long).ok(),
                    _ => None,
                };
                let until = wait.and_then(|wait| now.checked_add(wait).ok());
                let said = match until {
                    Some(until) => {
                        let until = until.to_zoned(open.zone()).strftime("%-d %B, %H:%M");
                        format!("{error}. It is asked again on {until}.")
                    }
                    None => in_words(&error),
                };
                (known.listed_to, until, said)
            }
        };
        open.database.note_recorder(&known.kind, listed_to, not_before, &problem, now)?;
    }
    Ok(look.import.placed)
}

/// Why a look at a recorder ended early.
enum Stopped {
    /// The service refused, failed or asked to wait.
    Service(RecorderError),
    /// Something that is said as it is.
    Said(String),
    /// Something of our own failed, as the disk does.
    Local(AppError),
}

impl From<RecorderError> for Stopped {
    fn from(error: RecorderError) -> Self {
        Self::Service(error)
    }
}

impl From<AppError> for Stopped {
    fn from(error: AppError) -> Self {
        Self::Local(error)
    }
}

impl From<store::StoreError> for Stopped {
    fn from(error: store::StoreError) -> Self {
        Self::Local(error.into())
    }
}

/// What one look at all recorders shares.
struct Look<'a> {
    open: &'a OpenPortal,
    now: Timestamp,
    cancel: &'a CancellationToken,
    import: Import<'a>,
    reader: FileReader,
    /// The rep's addresses, in small letters.
    me: BTreeSet<String>,
}

impl Look<'_> {
    /// Asks one recorder. Returns up to when everything is listed and dealt with.
    async fn ask(&mut self, kind: Kind, recorder: &dyn Recorder, known: &StoredRecorder) -> Result<Timestamp, Stopped> {
        let name = kind.as_str();
        let seen = self.open.database.recorder_items(name)?;
        let since = known.listed_to.saturating_sub(OVERLAP).unwrap_or(known.listed_to);
        let (mut page, mut fetched, mut is_whole) = (None::<String>, 0, true);
        for count in 0.. {
            if PAGES_MAX <= count {
                return Err(Stopped::Said(format!(
                    "{} lists more than {PAGES_MAX} pages: the rest was not read",
                    kind.title()
                )));
            }
            let listed = recorder.list(since, self.now, page.as_deref()).await?;
            for item in listed.items {
                if self.cancel.is_cancelled() {
                    return Ok(known.listed_to);
                }
                if !is_wanted(seen.get(&item.id), self.now) {
                    continue;
                }
                if FETCHED_MAX <= fetched {
                    is_whole = false;
                    break;
                }
                let times = seen.get(&item.id).map_or(0, |seen| seen.times);
                let (state, problem) = if item.is_private || !is_ours(&item.people, &self.me) {
                    (ItemState::None, String::new())
                } else {
                    fetched += 1;
                    self.take(kind, recorder, &item).await?
                };
                let times = if state == ItemState::Waiting { times.saturating_add(1) } else { times };
                let item_now = RecorderItem { state, asked_at: self.now, times, problem };
                self.open.database.note_recorder_item(name, &item.id, &item_now)?;
            }
            match listed.next {
                Some(next) if is_whole && page.as_deref() != Some(next.as_str()) => page = Some(next),
                _ => break,
            }
        }
        Ok(if is_whole { self.now } else { known.listed_to })
    }

    /// Fetches one conversation and takes it in. What its words make impossible is said of it and stops no other.
    async fn take(&mut self, kind: Kind, recorder: &dyn Recorder, item: &Item) -> Result<(ItemState, String), Stopped> {
        let words = match recorder.fetch(item).await? {
            Fetched::Conversation(words) => words,
            Fetched::NotReady => return Ok((ItemState::Waiting, String::new())),
            Fetched::NoWords => return Ok((ItemState::None, String::new())),
        };
        let read =
            match self.reader.transcripts(&format!("{}.json", kind.as_str()), words.as_bytes(), self.cancel).await {
                Ok(read) => read,
                Err(Unread::Cancelled) => return Ok((ItemState::Waiting, String::new())),
                Err(Unread::Lost(_)) => return Ok((ItemState::Waiting, "it could not be read yet".to_owned())),
                Err(unread) => return Ok((ItemState::None, unread.to_string())),
            };
        for transcript in read.iter().filter(|transcript| is_ours(&people_of(transcript), &self.me)) {
            self.import.take_unasked(kind.title(), transcript, None)?;
        }
        Ok((ItemState::Taken, String::new()))
    }
}

/// A recorder with its key from the keychain; why it cannot be opened, in words.
fn opened(home: &Path, known: &StoredRecorder) -> Result<(Kind, Box<dyn Recorder>), String> {
    let kind = Kind::named(&known.kind).ok_or_else(|| format!("{} cannot be asked by this version", known.kind))?;
    let kept = Vault::of_home(home).and_then(|vault| vault.recorder_key(kind.as_str(), &known.address));
    let kept = kept.map_err(|error| format!("The key of {} cannot be had: {error}", kind.title()))?;
    let both =
        kept.ok_or_else(|| format!("The key of {} is not in the keychain any more. Connect it again.", kind.title()))?;
    let (key, secret) = both.split_once('\n').unwrap_or((&both, ""));
    let access = Access {
        key: Secret::new(key),
        secret: Some(Secret::new(secret)).filter(|secret| !secret.reveal().is_empty()),
        address: Some(known.address.clone()).filter(|address| !address.is_empty()),
    };
    recorders::open(kind, &access).map(|recorder| (kind, recorder)).map_err(|error| error.to_string())
}

fn is_due(known: &StoredRecorder, now: Timestamp) -> bool {
    let pause = Kind::named(&known.kind).map_or(FIRST_LOOK, Kind::pause);
    let is_rested = known.looked_at.is_none_or(|looked| pause <= now.duration_since(looked).abs());
    is_rested && known.not_before.is_none_or(|until| until <= now)
}

/// Whether a conversation is to be fetched: it is new, or was not ready and has been left alone for long enough.
fn is_wanted(seen: Option<&RecorderItem>, now: Timestamp) -> bool {
    match seen {
        None => true,
        Some(RecorderItem { state: ItemState::Waiting, asked_at, times, .. }) => {
            let doubled = 2_i32.saturating_pow(times.saturating_sub(1));
            *times < TIMES_MAX && PAUSE.saturating_mul(doubled) <= now.duration_since(*asked_at)
        }
        Some(_) => false,
    }
}

/// Whether the rep takes part, as far as the addresses say: where none is known, nothing speaks against it.
fn is_ours(people: &[String], me: &BTreeSet<String>) -> bool {
    people.is_empty() || me.is_empty() || people.iter().any(|one| me.contains(&one.to_lowercase()))
}

fn people_of(transcript: &Transcript) -> Vec<String> {
    let listed = transcript.participants.iter().chain(&transcript.recorded_by).filter_map(|one| one.email.clone());
    listed.chain(transcript.turns.iter().filter_map(|turn| turn.email.clone())).collect()
}

fn kind_named(name: &str) -> Result<Kind, AppError> {
    Kind::named(&names::folded(name.trim())).ok_or_else(|| {
        let all: Vec<&str> = Kind::ALL.iter().map(|kind| kind.as_str()).collect();
        AppError::new(ErrorCode::Usage, format!("“{name}” is no recorder that can be asked"))
            .hint(format!("There are {}. Of any other recorder, import its files.", all.join(", ")))
    })
}

/// What a recorder's refusal says, with what to do.
fn in_words(error: &RecorderError) -> String {
    match error {
        RecorderError::Refused { .. } => format!("{error} any more. Make a new one and connect it again."),
        RecorderError::NotAllowed { .. } | RecorderError::Usage(_) => format!("{error}."),
        _ => format!("{error}. It is asked again later."),
    }
}

fn refused(kind: Kind, error: &RecorderError) -> AppError {
    let hint = match error {
        RecorderError::Wait { for_how_long, .. } => {
            format!("Try again in {} minutes.", for_how_long.as_secs().div_ceil(60).max(1))
        }
        RecorderError::Unreachable { .. } | RecorderError::Unreadable { .. } => {
            "Check the network and, where one is given, the address; then try again.".to_owned()
        }
        _ => format!("The key is in {}.", kind.key_is_in()),
    };
    // The codes of a failing connection are HubSpot's: their titles name it.
    AppError::new(ErrorCode::Usage, error.to_string()).hint(hint)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn what_is_not_ready_is_asked_for_after_a_growing_pause_and_in_the_end_no_more() {
        let waiting = |times: u32| RecorderItem {
            state: ItemState::Waiting,
            asked_at: at("2026-03-04T08:00:00Z"),
            times,
            problem: String::new(),
        };
        assert!(is_wanted(None, at("2026-03-04T08:00:00Z")));
        assert!(!is_wanted(Some(&waiting(1)), at("2026-03-04T08:09:59Z")));
        assert!(is_wanted(Some(&waiting(1)), at("2026-03-04T08:10:00Z")));
        assert!(!is_wanted(Some(&waiting(3)), at("2026-03-04T08:39:00Z")));
        assert!(is_wanted(Some(&waiting(3)), at("2026-03-04T08:40:00Z")));
        assert!(!is_wanted(Some(&waiting(TIMES_MAX)), at("2027-03-04T08:40:00Z")));
        let taken = RecorderItem { state: ItemState::Taken, ..waiting(0) };
        assert!(!is_wanted(Some(&taken), at("2027-03-04T08:40:00Z")));
    }

    #[test]
    fn a_recorder_is_left_alone_for_as_long_as_it_asks() {
        let known = |looked: Option<&str>, not_before: Option<&str>| StoredRecorder {
            kind: "fathom".to_owned(),
            address: String::new(),
            owner: String::new(),
            listed_to: at("2026-03-01T00:00:00Z"),
            looked_at: looked.map(at),
            not_before: not_before.map(at),
            problem: String::new(),
        };
        let now = at("2026-03-04T08:00:00Z");
        assert!(is_due(&known(None, None), now));
        assert!(!is_due(&known(Some("2026-03-04T07:50:00Z"), None), now));
        assert!(is_due(&known(Some("2026-03-04T07:45:00Z"), None), now));
        assert!(!is_due(&known(Some("2026-03-04T07:00:00Z"), Some("2026-03-04T08:00:01Z")), now));
        assert!(is_due(&known(Some("2027-03-04T07:00:00Z"), None), now), "a clock that went back");
    }

    #[test]
    fn a_colleagues_conversation_is_left_alone() {
        let me = BTreeSet::from(["maren@x.example".to_owned()]);
        assert!(is_ours(&[], &me) && is_ours(&["a@y.example".to_owned()], &BTreeSet::new()));
        assert!(is_ours(&["a@y.example".to_owned(), "Maren@X.example".to_owned()], &me));
        assert!(!is_ours(&["a@y.example".to_owned(), "tom@x.example".to_owned()], &me));
    }
}
