//! Taking a conversation in: what is known of it, whether it was here before, and where its words go.

use crate::{
    error::{AppError, ErrorCode},
    models::{embedding_model::Model, lines},
    portal::open::OpenPortal,
    reading::resolve as who,
    syncing::{
        conversation_speakers::{named_by, said, with_recorder_named},
        conversation_views::{ConversationView, MatchedView, SpeakerView, SuggestionView},
        readings,
        transcripts::{self, TranscriptView},
    },
};
use domain::{
    Document, Meeting, ObjectType, Part, Record, RecordId, Said, Speaker, UNKNOWN_SPEAKER, Voices,
    matching::{self, Began, Book, Heard, Named, Place, Slot},
    names, property,
};
use jiff::{SignedDuration, Timestamp, civil};
use std::{collections::BTreeSet, path::Path, sync::OnceLock};
use store::{Conversation, ConversationState, Placed, StoreError};
use tokio_util::sync::CancellationToken;
use transcript::{Start, Transcript};

/// Calls and meetings within so much of a conversation's time may be it: another time zone is at most that far off.
const AROUND: SignedDuration = SignedDuration::from_hours(30);
/// Where a conversation has no time, calls and meetings of so long before its file may be it.
const BEFORE: SignedDuration = SignedDuration::from_hours(45 * 24);
/// A call or meeting of the account that the rep names is the conversation where it begins within so much of it.
const NEAR: SignedDuration = SignedDuration::from_mins(20);
/// How sure a title makes that the rep has placed before.
const SETTLED_BEFORE: f32 = 0.86;
/// How much of a conversation is shown where it waits, in characters.
const OPENING_CHARS: usize = 240;

/// Where the rep says that a conversation belongs.
pub(crate) enum Told {
    /// It is this call or meeting.
    Talk(RecordId),
    /// It is this account's, or this person's.
    With(who::Target),
}

/// When a file was saved.
pub(crate) fn modified(path: &Path) -> Option<Timestamp> {
    Timestamp::try_from(std::fs::metadata(path).ok()?.modified().ok()?).ok()
}

/// What several conversations are imported with.
pub(crate) struct Import<'a> {
    open: &'a OpenPortal,
    /// Everybody here; made when somebody is first looked for, since that reads all contacts.
    book: OnceLock<Book>,
    known: Vec<Conversation>,
    now: Timestamp,
    /// Whether any got a place.
    pub placed: bool,
}

impl<'a> Import<'a> {
    pub(crate) fn begin(open: &'a OpenPortal, now: Timestamp) -> Result<Self, AppError> {
        Ok(Self { open, book: OnceLock::new(), known: open.database.known_conversations()?, now, placed: false })
    }

    fn book(&self) -> Result<&Book, AppError> {
        if let Some(book) = self.book.get() {
            return Ok(book);
        }
        let contacts = self.open.database.records(ObjectType::Contact)?;
        let book = Book::of(&self.open.database.owners()?, &contacts, self.open.zone());
        Ok(self.book.get_or_init(|| book))
    }

    fn contact(&self, id: &RecordId) -> Result<Option<Record>, AppError> {
        Ok(self.open.database.record(id)?.filter(|record| !record.archived && record.id.object == ObjectType::Contact))
    }

    /// Takes one conversation in. `saved` is when its file was, which dates nothing and says where to look.
    pub(crate) fn take(
        &mut self,
        file: &str,
        transcript: &Transcript,
        saved: Option<Timestamp>,
        told: Option<&Told>,
    ) -> Result<TranscriptView, AppError> {
        let view = transcripts::view(file, transcript);
        let (conversation, said) = self.conversation(file, transcript)?;
        let same = self.known.iter().find(|known| {
            known.words_hash == conversation.words_hash || transcript::is_same(&known.sketch, &conversation.sketch)
        });
        if let Some(known) = same.cloned() {
            return self.take_again(view, &known, conversation, &said, (saved, told));
        }
        self.put(view, conversation, &said, (saved, told), false)
    }

    /// Takes one that the rep did not hand in: a recorder gave it, or a folder that is looked into. One that was thrown away stays away.
    pub(crate) fn take_unasked(
        &mut self,
        from: &str,
        transcript: &Transcript,
        saved: Option<Timestamp>,
    ) -> Result<(), AppError> {
        let texts = || transcript.turns.iter().map(|turn| turn.text.as_str());
        let hash = transcript::words_hash(texts());
        if self.known.iter().any(|known| known.state == ConversationState::Dropped && known.words_hash == hash) {
            return Ok(());
        }
        self.take(from, transcript, saved, None)?;
        Ok(())
    }

    /// A conversation that was here before: where it is, or where the rep says now.
    fn take_again(
        &mut self,
        view: TranscriptView,
        known: &Conversation,
        new: Conversation,
        said: &[Said],
        (saved, told): (Option<Timestamp>, Option<&Told>),
    ) -> Result<TranscriptView, AppError> {
        match (known.state, told) {
            // Whoever hands it in again wants it after all.
            (ConversationState::Dropped, _) => {
                let again = Conversation { id: known.id, ..new };
                self.put(view, again, said, (saved, told), true)
            }
            (_, Some(_)) => {
                // Its own words stay; another recorder may know when it began.
                let began = if known.began.is_empty() { new.began } else { known.began.clone() };
                let words = self.words_of(known)?;
                self.put(view, Conversation { began, ..known.clone() }, &words, (saved, told), true)
            }
            (_, None) => {
                let matched = known.place.as_ref().map(|place| self.matched(known, place, true)).transpose()?;
                Ok(TranscriptView { matched, conversation: narrow(known.id), ..view })
            }
        }
    }

    /// Gives a conversation its place, or has it wait.
    fn put(
        &mut self,
        view: TranscriptView,
        conversation: Conversation,
        said: &[Said],
        (saved, told): (Option<Timestamp>, Option<&Told>),
        again: bool,
    ) -> Result<TranscriptView, AppError> {
        let decided = match told {
            Some(told) => Some(self.as_told(&conversation, told, saved)?),
            None => self.as_matched(&conversation, saved)?,
        };
        let stored = match decided {
            Some((placed, place)) => self.keep(conversation, said, &placed, &place, told.is_some())?,
            None => {
                let words = serde_json::to_string(said).map_err(|_| StoreError::Unreadable { what: "conversation" })?;
                let waiting = Conversation { words, state: ConversationState::Waiting, ..conversation };
                let id = self.open.database.put_waiting(&waiting)?;
                Conversation { id, ..waiting }
            }
        };
        let matched = stored.place.as_ref().map(|place| self.matched(&stored, place, again)).transpose()?;
        let number = narrow(stored.id);
        self.known.retain(|known| known.id != stored.id);
        self.known.push(stored);
        Ok(TranscriptView { matched, conversation: number, ..view })
    }

    pub(crate) fn keep(
        &mut self,
        conversation: Conversation,
        said: &[Said],
        placed: &Placed,
        place: &Place,
        by_rep: bool,
    ) -> Result<Conversation, AppError> {
        let at = match placed {
            Placed::Talk(talk) => self.slot_of(talk)?.map_or(self.now, |slot| slot.at),
            Placed::Own { at, .. } => *at,
        };
        let people = match placed {
            Placed::Talk(talk) => self.people_on(talk)?,
            Placed::Own { with, .. } => self.people_of(with)?,
        };
        let said = named_by(said, &people);
        let record = match placed {
            Placed::Talk(talk) => talk.clone(),
            Placed::Own { .. } => RecordId::new(ObjectType::Conversation, "0"),
        };
        let mut document =
            Document::spoken(&record, at, said).ok_or(StoreError::Unreadable { what: "conversation" })?;
        self.open.database.forgotten()?.redact_document(&mut document);
        let kept = Conversation {
            state: ConversationState::Kept,
            confidence: if by_rep { 1.0 } else { place.confidence },
            why: if by_rep { "you said so".to_owned() } else { place.why.clone() },
            by_rep,
            words: String::new(),
            ..conversation
        };
        let place = self.open.database.place_conversation(&kept, placed, &document, self.now)?;
        self.placed = true;
        let id = self.open.database.conversation_at(&place)?.map_or(kept.id, |stored| stored.id);
        Ok(Conversation { id, place: Some(place), ..kept })
    }

    /// Where the rep says that it belongs. An account's call or meeting at that time takes it, where it has no words yet.
    pub(crate) fn as_told(
        &self,
        conversation: &Conversation,
        told: &Told,
        saved: Option<Timestamp>,
    ) -> Result<(Placed, Place), AppError> {
        let place = |id: &RecordId| Place { id: id.clone(), confidence: 1.0, why: String::new() };
        let target = match told {
            Told::Talk(talk) => {
                if !self.is_free(talk, conversation)? {
                    return Err(AppError::new(ErrorCode::Usage, format!("{talk} has another transcript already"))
                        .hint("Remove that one first, or name the person instead."));
                }
                return Ok((Placed::Talk(talk.clone()), place(talk)));
            }
            Told::With(target) => target,
        };
        let (heard, book) = (heard(conversation), self.book()?);
        let began = heard.began.and_then(|began| book.moment(began));
        if let Some(Began::At(_) | Began::Local(_)) = heard.began
            && let Some(at) = began
        {
            for slot in self.slots(within(at, NEAR))? {
                if slot.id.object.is_talk()
                    && self.open.database.accounts_of(&slot.id)?.contains(&target.account)
                    && self.is_free(&slot.id, conversation)?
                {
                    return Ok((Placed::Talk(slot.id.clone()), place(&slot.id)));
                }
            }
        }
        let mut with: BTreeSet<RecordId> = BTreeSet::from([target.account.clone()]);
        with.extend(target.contact.clone());
        with.extend(target.about.clone().filter(|about| about.object == ObjectType::Deal));
        with.extend(book.known(&heard).into_iter().filter(|id| self.account_of(id).as_ref() == Some(&target.account)));
        let at = began.or(saved).unwrap_or(self.now).min(self.now);
        Ok((self.own(at, with), place(&target.account)))
    }

    fn own(&self, at: Timestamp, with: BTreeSet<RecordId>) -> Placed {
        Placed::Own { at, with: with.into_iter().collect(), owner: self.open.portal.owner_id.clone() }
    }

    /// Where it belongs, where that is sure.
    fn as_matched(
        &self,
        conversation: &Conversation,
        saved: Option<Timestamp>,
    ) -> Result<Option<(Placed, Place)>, AppError> {
        let places = self.places(conversation, saved)?;
        let Some(place) = matching::settled(&places).cloned() else { return Ok(None) };
        let heard = heard(conversation);
        if place.id.object.is_talk() && self.is_free(&place.id, conversation)? {
            return Ok(Some((Placed::Talk(place.id.clone()), place)));
        }
        let book = self.book()?;
        let Some(at) = heard.began.and_then(|began| book.moment(began)) else { return Ok(None) };
        let with: BTreeSet<RecordId> = if place.id.object.is_activity() {
            // That meeting has other words already, as of the first half, or it is in the rep's calendar alone: these stand beside it.
            [ObjectType::Contact, ObjectType::Company, ObjectType::Deal]
                .into_iter()
                .map(|object| self.open.database.associated(&place.id, object))
                .collect::<Result<Vec<_>, _>>()?
                .into_iter()
                .flatten()
                .map(|(id, _)| id)
                .collect()
        } else {
            let of_account = |id: &RecordId| self.account_of(id).as_ref() == Some(&place.id);
            book.known(&heard).into_iter().filter(of_account).chain([place.id.clone()]).collect()
        };
        if self.now < at || with.is_empty() {
            return Ok(None);
        }
        Ok(Some((self.own(at, with), place)))
    }

    /// Where it may belong, the likeliest first.
    fn places(&self, conversation: &Conversation, saved: Option<Timestamp>) -> Result<Vec<Place>, AppError> {
        let (heard, book) = (heard(conversation), self.book()?);
        let slots = match heard.began.and_then(|began| book.moment(began)) {
            Some(at) => self.slots(within(at, AROUND))?,
            None => {
                let last = saved.unwrap_or(conversation.added_at).min(self.now);
                self.slots((last.saturating_sub(BEFORE).unwrap_or(last), last))?
            }
        };
        let mut places = book.places(&heard, &slots, |contact| self.account_of(contact));
        if let Some(account) = self.settled_before(conversation)?
            && heard.began.is_some()
            && places.first().is_none_or(|first| first.confidence < SETTLED_BEFORE)
        {
            let why = "you placed this title there before".to_owned();
            places.insert(0, Place { id: account, confidence: SETTLED_BEFORE, why });
        }
        Ok(places)
    }

    /// The account that the rep gave conversations of this title to, where it was one.
    fn settled_before(&self, conversation: &Conversation) -> Result<Option<RecordId>, AppError> {
        let title = names::words(&conversation.title);
        if title.is_empty() {
            return Ok(None);
        }
        let mut accounts = BTreeSet::new();
        let same =
            |known: &&Conversation| known.by_rep && known.id != conversation.id && names::words(&known.title) == title;
        for known in self.known.iter().filter(same) {
            if let Some(place) = &known.place {
                accounts.extend(self.open.database.accounts_of(place)?.into_iter().next());
            }
        }
        let mut accounts = accounts.into_iter();
        Ok(accounts.next().filter(|_| accounts.next().is_none()))
    }

    /// Whether a call or meeting has no words yet, or this conversation's own.
    fn is_free(&self, talk: &RecordId, conversation: &Conversation) -> Result<bool, AppError> {
        if conversation.place.as_ref() == Some(talk) {
            return Ok(true);
        }
        Ok(self.open.database.current_document(talk, &Part::transcript())?.is_none())
    }

    /// Calls and meetings of HubSpot's, and meetings of the rep's calendars, that begin within a span of time.
    fn slots(&self, (from, to): (Timestamp, Timestamp)) -> Result<Vec<Slot>, AppError> {
        let talks = self.open.database.talks_between(from, to)?;
        let slots = talks.into_iter().filter(|talk| talk.object() != ObjectType::Conversation);
        slots.filter_map(|talk| self.slot_of(&talk.id).transpose()).collect()
    }

    fn slot_of(&self, talk: &RecordId) -> Result<Option<Slot>, AppError> {
        let Some(record) = self.open.database.record(talk)? else { return Ok(None) };
        if !record.took_place() {
            return Ok(None);
        }
        let Some(at) = Meeting(&record).starts() else { return Ok(None) };
        let (end, title) = match talk.object {
            object if object.is_meeting() => (Some(Meeting(&record).ends(at)), record.get(property::MEETING_TITLE)),
            _ => {
                let lasts = record.get(property::CALL_DURATION).and_then(|ms| ms.parse().ok());
                let lasts = lasts.map(SignedDuration::from_millis).filter(|lasts| SignedDuration::ZERO < *lasts);
                (lasts.and_then(|lasts| at.checked_add(lasts).ok()), record.get(property::CALL_TITLE))
            }
        };
        let contacts =
            self.open.database.associated(talk, ObjectType::Contact)?.into_iter().map(|(id, _)| id).collect();
        Ok(Some(Slot { id: talk.clone(), at, end, title: title.unwrap_or_default().to_owned(), contacts }))
    }

    fn account_of(&self, contact: &RecordId) -> Option<RecordId> {
        self.open.database.accounts_of(contact).ok()?.into_iter().next()
    }

    /// The rep and the contacts of a call or meeting, by name.
    fn people_on(&self, talk: &RecordId) -> Result<Vec<String>, AppError> {
        let contacts: Vec<RecordId> =
            self.open.database.associated(talk, ObjectType::Contact)?.into_iter().map(|(id, _)| id).collect();
        self.people_of(&contacts)
    }

    fn people_of(&self, with: &[RecordId]) -> Result<Vec<String>, AppError> {
        let owners = self.open.database.owners()?;
        let me = owners.into_iter().find(|owner| Some(&owner.id) == self.open.portal.owner_id.as_ref());
        let mut names: Vec<String> = me.map(|owner| owner.name).into_iter().collect();
        for id in with {
            names.extend(self.contact(id)?.as_ref().map(Record::display_name));
        }
        names.retain(|name| !name.is_empty());
        Ok(names)
    }

    /// A conversation as it is stored, and what was said in it.
    fn conversation(&self, file: &str, transcript: &Transcript) -> Result<(Conversation, Vec<Said>), AppError> {
        let forgotten = self.open.database.forgotten()?;
        let clean = |text: &str| forgotten.redacted(text).unwrap_or_else(|| text.to_owned());
        let turns = with_recorder_named(transcript);
        let mut people: Vec<(String, String)> = Vec::new();
        let listed = transcript.participants.iter().map(|one| (one.name.clone(), one.email.clone()));
        let spoken = turns.iter().map(|turn| (turn.speaker.clone(), turn.email.clone()));
        for (name, email) in listed.chain(spoken) {
            let (name, email) = (name.unwrap_or_default(), email.unwrap_or_default());
            let is_known = |one: &(String, String)| {
                !email.is_empty() && one.1.eq_ignore_ascii_case(&email)
                    || one.0 == name && (email.is_empty() || one.1.is_empty())
            };
            match people.iter_mut().find(|one| is_known(one)) {
                Some(one) if one.1.is_empty() => one.1 = email,
                Some(_) => {}
                None if name.is_empty() && email.is_empty() => {}
                None => people.push((name, email)),
            }
        }
        // Nothing is kept of what was said with somebody whom the admin keeps out.
        if people.iter().any(|(_, email)| forgotten.excluded().is_at(email)) {
            return Err(AppError::new(
                ErrorCode::Policy,
                "Somebody in this conversation is at a domain that your admin keeps out",
            )
            .hint("Your admin has set this, and only they can change it."));
        }
        let began = transcript.start.or_else(|| transcript::start_in_name(file)).map(|start| match start {
            Start::At(at) => at.to_string(),
            Start::Local(local) => local.to_string(),
            Start::On(date) => date.to_string(),
        });
        let doubted = transcript::doubtful(&turns, people.len());
        let said: Vec<Said> = turns.iter().map(|turn| said(turn, &doubted)).collect();
        let texts = || transcript.turns.iter().map(|turn| turn.text.as_str());
        let recorder = transcript.recorded_by.as_ref().and_then(|one| one.name.as_ref().or(one.email.as_ref()));
        let conversation = Conversation {
            id: 0,
            state: ConversationState::Waiting,
            file: clean(file),
            format: transcript.format.name().to_owned(),
            title: clean(transcript.title.as_deref().unwrap_or_default()),
            began: began.unwrap_or_default(),
            lasts_ms: transcript.duration_ms().and_then(|ms| i64::try_from(ms).ok()).unwrap_or(0),
            recorded_by: clean(recorder.map_or("", String::as_str)),
            people: people.into_iter().map(|(name, email)| (clean(&name), clean(&email))).collect(),
            place: None,
            confidence: 0.0,
            why: String::new(),
            by_rep: false,
            words_hash: transcript::words_hash(texts()),
            sketch: transcript::sketch(texts()),
            words: String::new(),
            added_at: self.now,
        };
        Ok((conversation, said))
    }

    /// What was said in a conversation that is here.
    pub(crate) fn words_of(&self, known: &Conversation) -> Result<Vec<Said>, AppError> {
        let Some(place) = &known.place else {
            return Ok(serde_json::from_str(&known.words).map_err(|_| StoreError::Unreadable { what: "conversation" })?);
        };
        let stored = self.open.database.current_document(place, &Part::transcript())?;
        let document = stored.ok_or(StoreError::Unreadable { what: "conversation" })?.document;
        let text = |utterance: &domain::Utterance| utterance.span.of(&document.text).to_owned();
        Ok(document
            .utterances
            .iter()
            .map(|utterance| Said {
                speaker: Some(utterance.speaker.clone()).filter(|speaker| speaker != UNKNOWN_SPEAKER),
                email: utterance.email.clone(),
                text: text(utterance),
                start_ms: utterance.start_ms,
                end_ms: utterance.end_ms,
            })
            .collect())
    }

    fn matched(&self, conversation: &Conversation, place: &RecordId, again: bool) -> Result<MatchedView, AppError> {
        let database = &self.open.database;
        let record = database.record(place)?;
        let title = record.as_ref().map(title_of).unwrap_or_default();
        let at = record.as_ref().and_then(|record| Meeting(record).starts());
        let account = database.accounts_of(place)?.into_iter().next();
        let name = account.as_ref().map(|account| database.record(account)).transpose()?.flatten();
        Ok(MatchedView {
            id: place.to_string(),
            title,
            at: at.unwrap_or(conversation.added_at),
            account: account.map(|account| account.to_string()),
            account_name: name.as_ref().map(who::name_of),
            confidence: conversation.confidence,
            why: conversation.why.clone(),
            by_rep: conversation.by_rep,
            again,
        })
    }

    fn suggestion(&self, place: &Place) -> Result<Option<SuggestionView>, AppError> {
        let Some(record) = self.open.database.record(&place.id)? else { return Ok(None) };
        let (label, account_name) = if place.id.object.is_activity() {
            let at = self.slot_of(&place.id)?.map_or(record.created_at, |slot| slot.at);
            let when = at.to_zoned(self.open.zone()).strftime("%-d %B %Y, %H:%M").to_string();
            let account = self.open.database.accounts_of(&place.id)?.into_iter().next();
            let account = account.map(|account| self.open.database.record(&account)).transpose()?.flatten();
            (format!("{}, {when}", title_of(&record)), account.as_ref().map(who::name_of))
        } else {
            (who::name_of(&record), None)
        };
        let (id, confidence, why) = (place.id.to_string(), place.confidence, place.why.clone());
        Ok(Some(SuggestionView { id, label, account_name, confidence, why }))
    }

    pub(crate) fn view(&self, conversation: &Conversation) -> Result<ConversationView, AppError> {
        let words = self.words_of(conversation).unwrap_or_default();
        let owners = self.open.database.owners()?;
        let place = conversation.place.as_ref();
        let account = place.map(|place| self.open.database.accounts_of(place)).transpose()?;
        let account = account.and_then(|accounts| accounts.into_iter().next());
        let mut contacts = Vec::new();
        if let Some(account) = &account {
            for id in self.open.database.members(account, ObjectType::Contact)? {
                contacts.extend(self.contact(&id)?);
            }
            contacts.extend(self.contact(account)?);
        }
        let voices = Voices::from(&owners, &contacts);
        let mut speakers: Vec<SpeakerView> = Vec::new();
        for one in &words {
            let name = one.speaker.clone().unwrap_or_else(|| UNKNOWN_SPEAKER.to_owned());
            match speakers.iter_mut().find(|known| known.name == name) {
                Some(known) => known.turns += 1,
                None => {
                    let known = match voices.by_address(&name, one.email.as_deref().unwrap_or_default()) {
                        Speaker::Known { name, .. } if place.is_some() => Some(name.to_owned()),
                        _ => None,
                    };
                    speakers.push(SpeakerView { name, known, turns: 1 });
                }
            }
        }
        let mut suggestions = Vec::new();
        if place.is_none() {
            for place in self.places(conversation, None)? {
                suggestions.extend(self.suggestion(&place)?);
            }
        }
        let given = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        let opening: String = words
            .iter()
            .take(4)
            .map(|one| one.text.as_str())
            .collect::<Vec<_>>()
            .join(" ")
            .chars()
            .take(OPENING_CHARS)
            .collect();
        let shown = |(name, email): &(String, String)| if name.is_empty() { email.clone() } else { name.clone() };
        let mut candidates: Vec<String> =
            owners.iter().filter(|owner| !owner.archived).map(|owner| owner.name.clone()).collect();
        candidates.extend(contacts.iter().map(Record::display_name));
        candidates.retain(|name| !name.is_empty());
        let minutes = u32::try_from(conversation.lasts_ms / 60_000).ok().filter(|_| 0 < conversation.lasts_ms);
        Ok(ConversationView {
            id: narrow(conversation.id).unwrap_or_default(),
            file: given(&conversation.file),
            format: conversation.format.clone(),
            title: given(&conversation.title),
            began: self.began_in_words(conversation),
            minutes,
            recorded_by: given(&conversation.recorded_by),
            people: conversation.people.iter().map(shown).collect(),
            place: place.map(|place| self.matched(conversation, place, false)).transpose()?,
            suggestions,
            speakers,
            candidates: if place.is_some() { candidates } else { Vec::new() },
            opening,
        })
    }

    fn began_in_words(&self, conversation: &Conversation) -> Option<String> {
        Some(match began(&conversation.began)? {
            Began::At(at) => at.to_zoned(self.open.zone()).strftime("%-d %B %Y, %H:%M").to_string(),
            Began::Local(local) => local.strftime("%-d %B %Y, %H:%M").to_string(),
            Began::On(date) => date.strftime("%-d %B %Y").to_string(),
        })
    }
}

/// From so long before a moment to so long after it.
fn within(at: Timestamp, around: SignedDuration) -> (Timestamp, Timestamp) {
    (at.saturating_sub(around).unwrap_or(at), at.saturating_add(around).unwrap_or(at))
}

/// The title of a call, meeting or conversation; its id where it has none.
fn title_of(record: &Record) -> String {
    let title = record.get(property::MEETING_TITLE).or_else(|| record.get(property::CALL_TITLE));
    title.map_or_else(|| record.id.to_string(), str::to_owned)
}

/// What is known of a stored conversation beside its words.
fn heard(conversation: &Conversation) -> Heard {
    let given = |text: &String| Some(text.clone()).filter(|text| !text.is_empty());
    Heard {
        began: began(&conversation.began),
        lasts: Some(SignedDuration::from_millis(conversation.lasts_ms)).filter(|lasts| SignedDuration::ZERO < *lasts),
        title: given(&conversation.title),
        people: conversation
            .people
            .iter()
            .map(|(name, email)| Named { name: given(name), email: given(email) })
            .collect(),
    }
}

/// A beginning as it is stored.
fn began(stored: &str) -> Option<Began> {
    if let Ok(at) = stored.parse::<Timestamp>() {
        return Some(Began::At(at));
    }
    if !stored.contains('T') {
        return stored.parse::<civil::Date>().ok().map(Began::On);
    }
    stored.parse::<civil::DateTime>().ok().map(Began::Local)
}

fn narrow(id: i64) -> Option<i32> {
    i32::try_from(id).ok()
}

/// Sorts what was placed into accounts, and reads and indexes it.
pub(crate) async fn finish(
    open: &OpenPortal,
    model: &Model,
    placed: bool,
    cancel: &CancellationToken,
) -> Result<(), AppError> {
    if !placed {
        return Ok(());
    }
    open.database.rebuild_membership()?;
    readings::update_readings(&open.database, cancel)?;
    // A damaged index waits for the next job that makes it anew; search reads SQLite until then.
    if open.damage.is_none() {
        let is_cancelled = || cancel.is_cancelled();
        retrieval::update_index(&open.database, &open.index, model.embedder(), &|_| {}, &is_cancelled).await?;
    }
    lines::update_lines(&open.database, model, cancel).await?;
    Ok(())
}

/// Looks once more at what waits, for a call or meeting that HubSpot has by now. The caller reads and indexes. Returns how many got a place.
pub(crate) fn match_waiting(open: &OpenPortal, now: Timestamp) -> Result<usize, AppError> {
    if open.database.conversations_waiting()? == 0 {
        return Ok(0);
    }
    let waiting: Vec<Conversation> =
        open.database.conversations()?.into_iter().filter(|one| one.state == ConversationState::Waiting).collect();
    let mut import = Import::begin(open, now)?;
    let mut found = 0;
    for conversation in waiting {
        let Some((placed, place)) = import.as_matched(&conversation, None)? else { continue };
        let said = import.words_of(&conversation)?;
        import.keep(conversation, &said, &placed, &place, false)?;
        found += 1;
    }
    if 0 < found {
        open.database.rebuild_membership()?;
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn beginnings_come_out_as_they_went_in() {
        assert!(matches!(began("2026-03-02T09:00:00Z"), Some(Began::At(_))));
        assert!(matches!(began("2026-03-02T09:00:00"), Some(Began::Local(_))));
        assert!(matches!(began("2026-03-02"), Some(Began::On(_))));
        assert_eq!(began(""), None);
    }
}
