//! What a running window holds on to: the home's lock, the open portal, the model, the sample portal, the job in progress.

use crate::{
    automation::work::{Worked, work_events},
    drafts::{
        digest_filing::propose_health_of,
        draft::{DraftReport, DraftReporter, PhraseRequest, PhrasedReport},
        phrase::draft_phrased,
        propose::propose_draft,
        reply::{ReplyReport, ReplyRequest, draft_reply_phrased},
    },
    error::{AppError, ErrorCode},
    models::{embedding_model::Model, phraser::Phraser},
    portal::{
        allowed::{self, KeepRequest},
        connect::{ConnectRequest, Connected, connect, renew_token},
        keys,
        noted::{Noted, note},
        oauth::{OAuthRequest, connect_oauth},
        open::{self, OpenPortal},
        portals::{Disconnected, disconnect, portals},
        preferences::Preferences,
        progress::{Progress, Reporter, Silent},
        settings::Settings,
    },
    programs::noting::{Noting, note_in},
    reading::{
        accounts::keep_from_models,
        called::{CalledView, KnownNames, called},
        resolve::resolve,
    },
    review::{
        push::{PushReport, PushRequest, push},
        undo::undo,
    },
    syncing::{
        backup::{BackupKey, BackupReport, RestoreReport, backup, restore},
        calendars::{Calendars, add_calendar, remove_calendar},
        conversation_folders::{is_any_to_look, look_for_conversations},
        conversation_views::{Conversations, ImportRequest, RecorderRequest},
        conversations::{
            conversations, drop_conversation, import, name_speaker, settle_conversation, unwatch_folder, watch_folder,
        },
        demo,
        forget::{ForgetReport, forget},
        gone::forget_erased,
        look,
        maintain::{MaintainReport, maintain},
        passphrase::{KeyView, change_passphrase, key_view, remove_passphrase, set_passphrase},
        recorders::{connect_recorder, disconnect_recorder},
        repair::{database_damage, repair_if_damaged},
        shelf::{
            PageView, Pages, SavePageRequest, ShelfScan, ShelfView, add_shelf_folder, drop_page, remove_shelf_folder,
            save_page, scan_shelf,
        },
        sync::{SyncReport, SyncRequest, sync},
        transcripts::TranscriptReport,
    },
};
use hubspot_sim::HubSpotSim;
use jiff::Timestamp;
use llm::Stops;
use llm::Tone;
use outbox::Reporter as PushReporter;
use secrets::Passphrase;
use serde::Serialize;
use specta::Type;
use std::{
    collections::BTreeMap,
    path::Path,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant, SystemTime},
};
use store::Home;
use tokio::sync::{
    OwnedRwLockReadGuard, OwnedRwLockWriteGuard, RwLock,
    mpsc::{UnboundedSender, unbounded_channel},
};
use tokio_util::sync::CancellationToken;

/// How long to wait between two looks at whether a job has ended.
const TURN: Duration = Duration::from_millis(50);

/// A window's session. One per process; every method may be called from any task.
pub struct Session {
    /// The settings of the rep's own home, whatever portal is shown.
    own: Settings,
    shown: Mutex<Option<Arc<Shown>>>,
    model: Mutex<Option<Arc<Model>>>,
    /// The job in progress; one at a time, since they all write.
    job: Mutex<Option<CancellationToken>>,
    /// Pages change the portal side by side, and none does while a command writes or somebody is being forgotten.
    turns: Arc<RwLock<()>>,
    /// Providers of language models that are stopped until the rep resumes them.
    stops: Arc<Stops>,
    /// What ends the draft that a model is being asked for.
    asking: Mutex<CancellationToken>,
    /// The accounts that were looked at again a moment ago, and when.
    looked_at: Mutex<BTreeMap<(domain::PortalId, domain::RecordId), Instant>>,
    /// Whether nothing opens before somebody has unlocked the window.
    is_locked: AtomicBool,
    /// When a hand was last on the window.
    last_active: Mutex<Seen>,
}

/// A moment by two clocks: one that is never set, and one that goes on while the computer sleeps.
#[derive(Debug, Clone, Copy)]
struct Seen {
    steady: Instant,
    wall: SystemTime,
}

impl Seen {
    fn now() -> Self {
        Self { steady: Instant::now(), wall: SystemTime::now() }
    }

    /// How long ago this was, by whichever clock says longer: a night asleep counts, and a clock that is set back hides nothing. Pure.
    fn before(self, now: Self) -> Duration {
        let wall = now.wall.duration_since(self.wall).unwrap_or_default();
        now.steady.saturating_duration_since(self.steady).max(wall)
    }
}

/// Whether the window is locked, and what opens it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct LockView {
    /// Whether the window is locked: nothing of the portal is in memory.
    pub is_locked: bool,
    /// How the portal's key is kept; none where no portal of the rep's is here.
    pub key: Option<KeyView>,
    /// Whether the window can be locked: something has to be asked for when it is opened again.
    pub can_lock: bool,
    /// After how many minutes without a hand on it the window locks itself; none for never.
    pub after_minutes: Option<u32>,
}

/// Longer than a day is never.
const LOCK_AFTER_MINUTES_MAX: u32 = 24 * 60;

/// The portal that is on screen, with its opened data.
pub struct Shown {
    /// The settings that its home is opened with.
    pub settings: Settings,
    /// The portal's opened data.
    pub open: OpenPortal,
    /// The running sample portal, kept for as long as it is on screen; none for the rep's own portal.
    sample: Option<Arc<HubSpotSim>>,
    names: KnownNames,
}

impl Shown {
    /// Who and what goes by a name that is being typed, best first. The names are read once and then kept in memory.
    pub fn called(&self, query: &str, now: Timestamp) -> Result<Vec<CalledView>, AppError> {
        called(&self.open, &self.names, query, now)
    }

    /// Whether the portal is the sample portal.
    pub fn is_sample(&self) -> bool {
        self.sample.is_some()
    }
}

impl Session {
    /// Starts on the rep's home as its one writer. Fails with [`ErrorCode::Busy`] while another process writes to it.
    pub fn start(settings: Settings) -> Result<Self, AppError> {
        // The window takes its token from the keychain alone.
        let settings = Settings { access_token: None, ..settings };
        let (_, lock) = open::lock(&settings)?;
        let own = Settings { lock: Some(lock), ..settings };
        Ok(Self {
            own,
            shown: Mutex::new(None),
            model: Mutex::default(),
            job: Mutex::new(None),
            turns: Arc::default(),
            stops: Arc::default(),
            asking: Mutex::default(),
            looked_at: Mutex::default(),
            is_locked: AtomicBool::new(false),
            last_active: Mutex::new(Seen::now()),
        })
    }

    /// The settings of the home that holds the rep's own data.
    pub fn settings(&self) -> &Settings {
        &self.own
    }

    /// The portal on screen; fails with [`ErrorCode::NotConnected`] where there is none.
    pub fn shown(&self) -> Result<Arc<Shown>, AppError> {
        self.unless_locked()?;
        locked(&self.shown).clone().ok_or_else(|| open::not_connected(&self.own))
    }

    /// The portal on screen, to add something to it or change it; fails with [`ErrorCode::Policy`] where the admin's policy cannot be followed.
    pub(crate) fn changing(&self) -> Result<Arc<Shown>, AppError> {
        self.own.policy.may_change()?;
        self.shown()
    }

    /// The models that are chosen.
    pub fn model(&self) -> Arc<Model> {
        let mut held = locked(&self.model);
        if let Some(model) = held.as_ref().filter(|model| model.is_chosen(&self.own)) {
            return Arc::clone(model);
        }
        Arc::clone(held.insert(Arc::new(Model::load(&self.own))))
    }

    /// The providers of language models that are stopped until the rep resumes them.
    pub fn stops(&self) -> &Arc<Stops> {
        &self.stops
    }

    /// The language model that the rep chose. Blocks for as long as the keychain does.
    pub fn phraser(&self) -> Result<Phraser, AppError> {
        Phraser::chosen(&self.own, Arc::clone(&self.stops))
    }

    /// Drafts a text; one at a time, so a new one ends the one before. Reads and writes the portal on screen.
    pub async fn draft(
        &self,
        request: &PhraseRequest,
        reporter: &dyn DraftReporter,
    ) -> Result<PhrasedReport, AppError> {
        let (_turn, shown, phraser, cancel) = (self.turn()?, self.shown()?, self.phraser()?, self.ask_anew());
        let model = self.model();
        draft_phrased(&shown.open, &model, &phraser, request, reporter, self.own.now(), cancel).await
    }

    /// Drafts a text and puts what it says up for review.
    pub async fn propose(&self, request: &PhraseRequest) -> Result<DraftReport, AppError> {
        let report = self.draft(request, &Silent).await?;
        let _turn = self.turn()?;
        propose_draft(&self.shown()?.open, request, &report, self.own.now())
    }

    /// Puts the health of one stalled deal up for review; one draft at a time.
    pub async fn propose_health(&self, deal: &str) -> Result<DraftReport, AppError> {
        let (_turn, shown, phraser, cancel) = (self.turn()?, self.shown()?, self.phraser()?, self.ask_anew());
        let model = self.model();
        propose_health_of(&shown.open, &model, &phraser, deal, self.own.now(), &cancel).await
    }

    /// Drafts a reply; one at a time, so a new one ends the one before.
    pub async fn reply(
        &self,
        request: &ReplyRequest,
        tone: Tone,
        reporter: &dyn DraftReporter,
    ) -> Result<ReplyReport, AppError> {
        let (_turn, shown, phraser, cancel) = (self.turn()?, self.shown()?, self.phraser()?, self.ask_anew());
        let model = self.model();
        draft_reply_phrased(&shown.open, &model, &phraser, request, tone, reporter, self.own.now(), cancel).await
    }

    /// Ends the draft in progress, if there is one: what rules made of it stands.
    pub fn cancel_draft(&self) {
        locked(&self.asking).cancel();
    }

    fn ask_anew(&self) -> CancellationToken {
        let mut asking = locked(&self.asking);
        asking.cancel();
        *asking = CancellationToken::new();
        asking.clone()
    }

    /// The right of a page to change what the portal on screen holds, until it is dropped. [`ErrorCode::Busy`] while a command writes or somebody
    /// is being forgotten: what is written then could bring back what is being erased.
    pub fn turn(&self) -> Result<Turn, AppError> {
        self.own.policy.may_change()?;
        self.turns.clone().try_read_owned().map(|held| Turn { _held: held }).map_err(|_| {
            AppError::new(ErrorCode::Busy, "Foreword is busy with its data and cannot save this right now")
                .hint("Try again in a moment. What you wrote is still here.")
        })
    }

    /// Notes the call of another program, in the portal that it asked about. Waits for no job; refused while the window is locked, and while a command
    /// writes or somebody is being forgotten, as a page is.
    pub(crate) fn note_program_call(&self, noting: &Noting) -> Result<(), AppError> {
        let _turn = self.turn()?;
        self.unless_locked()?;
        let shown = locked(&self.shown).clone();
        match shown.filter(|shown| shown.open.id.0 == noting.portal && shown.settings.home == self.own.home) {
            Some(shown) => note_in(&shown.open.database, noting)?,
            None => {
                let home = Home::open(&self.own.home)?;
                note_in(&open::open_database(&home, &domain::PortalId(noting.portal.clone()), &self.own)?, noting)?
            }
        };
        Ok(())
    }

    /// Whether a job is running, such as a sync.
    pub fn is_busy(&self) -> bool {
        locked(&self.job).is_some()
    }

    /// Stops the job in progress, if there is one. What it did stays, and the next one resumes.
    pub fn cancel(&self) {
        if let Some(job) = locked(&self.job).as_ref() {
            job.cancel();
        }
    }

    fn unless_locked(&self) -> Result<(), AppError> {
        if self.is_locked.load(Ordering::Acquire) {
            return Err(AppError::new(ErrorCode::Locked, "Foreword is locked").hint("Unlock it first."));
        }
        Ok(())
    }

    /// Whether the window is locked, and what opens it.
    pub fn lock_view(&self) -> LockView {
        // Without a portal of the rep's there is nothing to lock.
        let key = key_view(&self.own).ok();
        LockView {
            is_locked: self.is_locked.load(Ordering::Acquire),
            can_lock: key.as_ref().is_some_and(|key| !key.is_weak),
            key,
            after_minutes: Preferences::load(&self.own.home).lock_after_minutes,
        }
    }

    /// Notes that a hand is on the window.
    pub fn note_activity(&self) {
        *locked(&self.last_active) = Seen::now();
    }

    /// Chooses after how many minutes without a hand on it the window locks itself; none for never.
    ///
    /// # Errors
    /// [`ErrorCode::Usage`] where nothing would be asked for when it is opened again, or for no minutes or more than a day.
    pub fn set_auto_lock(&self, after_minutes: Option<u32>) -> Result<LockView, AppError> {
        if let Some(minutes) = after_minutes {
            if !(1..=LOCK_AFTER_MINUTES_MAX).contains(&minutes) {
                return Err(AppError::new(ErrorCode::Usage, "That is no time to lock after")
                    .hint("Choose between one minute and a day."));
            }
            self.lockable()?;
        }
        Preferences { lock_after_minutes: after_minutes, ..Preferences::load(&self.own.home) }.save(&self.own.home)?;
        self.note_activity();
        let after = after_minutes.map_or_else(|| "never".to_owned(), |minutes| format!("after {minutes} minutes"));
        self.noted(Noted::Setting, &format!("the window locks itself: {after}"));
        Ok(self.lock_view())
    }

    fn lockable(&self) -> Result<(), AppError> {
        let is_sample = locked(&self.shown).as_ref().is_some_and(|shown| shown.is_sample());
        if is_sample || key_view(&self.own)?.is_weak {
            return Err(AppError::new(ErrorCode::Usage, "Nothing would be asked for when Foreword is opened again")
                .hint("Set a passphrase first.")
                .command_hint("Run `foreword passphrase set` first."));
        }
        Ok(())
    }

    /// Locks the window: the job in progress stops where it can go on later, and the portal, its index, the models and every key leave memory.
    ///
    /// # Errors
    /// [`ErrorCode::Usage`] where nothing would be asked for when it is opened again.
    pub async fn lock(&self) -> Result<LockView, AppError> {
        self.lockable()?;
        self.shut().await;
        Ok(self.lock_view())
    }

    /// Locks the window if it was left alone for as long as the rep chose. Returns whether it did.
    pub async fn lock_if_left_alone(&self) -> bool {
        let Some(minutes) = Preferences::load(&self.own.home).lock_after_minutes else { return false };
        let left_for = locked(&self.last_active).before(Seen::now());
        let is_due = Duration::from_secs(u64::from(minutes) * 60) <= left_for;
        if !is_due || self.is_locked.load(Ordering::Acquire) || self.lockable().is_err() {
            return false;
        }
        self.shut().await;
        true
    }

    async fn shut(&self) {
        // From here on nothing opens; what is under way ends, and what it holds goes with it.
        self.is_locked.store(true, Ordering::Release);
        self.cancel();
        let (_job, _alone) = (self.begin_when_free().await, self.alone().await);
        self.noted(Noted::Lock, "");
        *locked(&self.shown) = None;
        *locked(&self.model) = None;
        locked(&self.looked_at).clear();
        self.own.keyring.clear();
    }

    /// Opens the window again: with the passphrase where one seals the key, else with what the keychain says.
    ///
    /// # Errors
    /// [`ErrorCode::WrongPassphrase`], and the window stays locked; [`ErrorCode::Locked`] where a passphrase is wanted and none was given.
    pub async fn unlock(&self, words: Option<&Passphrase>) -> Result<LockView, AppError> {
        let outcome = self.open_up(words).await;
        if outcome.is_err() {
            self.is_locked.store(true, Ordering::Release);
            self.own.keyring.clear();
        }
        outcome.map(|()| self.lock_view())
    }

    async fn open_up(&self, words: Option<&Passphrase>) -> Result<(), AppError> {
        if let Some(words) = words {
            let home = Home::open(&self.own.home)?;
            // The one that is shown first has to open; others may have words of their own.
            for (at, id) in home.portals()?.iter().enumerate() {
                match keys::unlock(&self.own, &home, id, words) {
                    Err(_) if 0 < at => {}
                    outcome => outcome?,
                }
            }
        }
        self.is_locked.store(false, Ordering::Release);
        self.open_own(None).await?;
        self.noted(Noted::Unlock, "");
        self.note_activity();
        Ok(())
    }

    /// Notes in the log of the portal on screen that the rep chose something which lies outside its data.
    pub fn note_setting(&self, why: &str) {
        self.noted(Noted::Setting, why);
    }

    /// Adds a line to the log of the portal on screen, if there is one. What was done is done: a log that cannot be written to is said in the program's.
    fn noted(&self, what: Noted, why: &str) {
        let Some(shown) = locked(&self.shown).clone() else { return };
        if let Err(error) = note(&shown.open.database, what, why, self.own.now()) {
            tracing::warn!(error.message, ?what, "the log of writes could not be added to");
        }
    }

    /// Seals the portal's key with a passphrase for the first time. The portal is closed meanwhile, and opened again.
    pub async fn set_passphrase(&self, words: &Passphrase, reporter: &dyn Reporter) -> Result<LockView, AppError> {
        let closed = self.close().await?;
        let outcome = set_passphrase(&closed.settings, words, reporter, &closed.job.cancel).await;
        self.open_after(closed, outcome).await
    }

    /// Puts another passphrase in the place of the one there is.
    pub async fn change_passphrase(&self, old: &Passphrase, words: &Passphrase) -> Result<LockView, AppError> {
        let closed = self.close().await?;
        let outcome = change_passphrase(&closed.settings, old, words).await;
        self.open_after(closed, outcome).await
    }

    /// Takes the passphrase away; `machine` says that this computer's weaker key will do where there is no keychain.
    pub async fn remove_passphrase(
        &self,
        words: &Passphrase,
        machine: bool,
        reporter: &dyn Reporter,
    ) -> Result<LockView, AppError> {
        let closed = self.close().await?;
        let outcome = remove_passphrase(&closed.settings, words, machine, reporter, &closed.job.cancel).await;
        self.open_after(closed, outcome).await
    }

    /// Closes the rep's own portal for work on its keys.
    async fn close(&self) -> Result<Closed<'_>, AppError> {
        let shown = self.shown()?;
        if shown.is_sample() {
            return Err(AppError::new(ErrorCode::Usage, "The sample portal holds nothing to protect")
                .hint("Connect HubSpot first."));
        }
        let (job, alone) = (self.begin()?, self.alone().await);
        *locked(&self.shown) = None;
        Ok(Closed { settings: shown.settings.clone(), _alone: alone, job })
    }

    /// Opens it again, whatever came of the work.
    async fn open_after(&self, closed: Closed<'_>, outcome: Result<KeyView, AppError>) -> Result<LockView, AppError> {
        let reopened = self.show(&closed.settings, None).await;
        let key = outcome?;
        reopened?;
        self.noted(Noted::Setting, &format!("the key of the data: {}", key.detail));
        // What locks itself has to have something to ask for.
        if self.lockable().is_err() {
            self.set_auto_lock(None)?;
        }
        Ok(self.lock_view())
    }

    /// Opens the portal that was connected before, if there is one. A damaged database is made anew first.
    pub async fn reopen(&self) -> Result<Option<Arc<Shown>>, AppError> {
        self.open_own(None).await
    }

    /// Opens a portal of the rep's home: the one named, else the first.
    async fn open_own(&self, id: Option<&str>) -> Result<Option<Arc<Shown>>, AppError> {
        let mut known = portals(&self.own).await?.portals.into_iter();
        let meant = known.find(|portal| id.is_none_or(|id| portal.portal_id == id));
        let Some(portal) = meant else { return Ok(None) };
        // A token never goes anywhere but to the address it was stored for.
        let settings = Settings {
            portal: Some(domain::PortalId(portal.portal_id)),
            base_url: portal.base_url.or_else(|| self.own.base_url.clone()),
            ..self.own.clone()
        };
        match self.show(&settings, None).await {
            Err(damaged) if damaged.code == ErrorCode::Damaged => {
                let job = self.begin()?;
                repair_if_damaged(&settings, &Silent, &job.cancel).await?;
                self.show(&settings, None).await.map(Some)
            }
            Err(sealed) if sealed.code == ErrorCode::Locked => {
                self.is_locked.store(true, Ordering::Release);
                Err(sealed)
            }
            other => other.map(Some),
        }
    }

    /// Opens the portal on screen once more, so that nothing of before is in memory. Does nothing where none is on screen.
    pub async fn open_anew(&self) -> Result<(), AppError> {
        let Ok(shown) = self.shown() else { return Ok(()) };
        self.show(&shown.settings, shown.sample.clone()).await.map(|_| ())
    }

    /// Starts the sample portal anew and syncs it. It can be shown, and searched by word, before this returns: see [`Progress::Searchable`].
    pub async fn try_sample(&self, reporter: &dyn Reporter) -> Result<SyncReport, AppError> {
        let job = self.begin()?;
        *locked(&self.shown) = None;
        let (sample, settings) = demo::start(&self.own).await?;
        let request = SyncRequest { full: true, ..SyncRequest::default() };
        let report = self.run(&settings, Some(Arc::new(sample)), request, reporter, &job.cancel).await?;
        self.remember(true)?;
        Ok(report)
    }

    /// Connects the rep's portal. The caller syncs next.
    pub async fn connect(&self, request: &ConnectRequest) -> Result<Connected, AppError> {
        let _job = self.begin()?;
        let connected = connect(&self.own, request).await?;
        let portal = Some(domain::PortalId(connected.portal_id.clone()));
        self.show(&Settings { portal, ..self.own.clone() }, None).await?;
        self.remember(false)?;
        Ok(connected)
    }

    /// Connects the rep's portal through HubSpot's page, which `browse` opens. The caller syncs next.
    pub async fn connect_oauth(
        &self,
        request: &OAuthRequest,
        browse: &(dyn Fn(&str) + Send + Sync),
    ) -> Result<Connected, AppError> {
        let job = self.begin()?;
        let connected = connect_oauth(&self.own, request, browse, &job.cancel).await?;
        let portal = Some(domain::PortalId(connected.portal_id.clone()));
        self.show(&Settings { portal, ..self.own.clone() }, None).await?;
        self.remember(false)?;
        Ok(connected)
    }

    /// Notes who the rep is and which part of the portal on screen to keep, after the job in progress, if there is one.
    pub async fn keep(&self, request: &KeepRequest) -> Result<(), AppError> {
        let shown = self.shown()?;
        let _job = self.begin_when_free().await;
        allowed::keep(&shown.open, request)?;
        self.show(&shown.settings, shown.sample.clone()).await?;
        Ok(())
    }

    /// Puts another token of the portal on screen in the place of the one that is kept, as where HubSpot has refused that.
    pub async fn renew_token(&self, token: hubspot::Secret) -> Result<(), AppError> {
        let shown = self.shown()?;
        let _job = self.begin()?;
        renew_token(&shown.settings, &shown.open.id, token).await
    }

    /// Brings the portal on screen up to date; fails with [`ErrorCode::Busy`] while another job runs.
    pub async fn sync(&self, request: SyncRequest, reporter: &dyn Reporter) -> Result<SyncReport, AppError> {
        let shown = self.shown()?;
        let job = self.begin()?;
        self.run(&shown.settings, shown.sample.clone(), request, reporter, &job.cancel).await
    }

    /// Looks at the account of `who` in HubSpot once more, as its brief is asked for; at most once a minute. Returns whether anything is here
    /// otherwise than before. Nothing is done while another job runs, and for the sample portal, which changes only by what the rep files there.
    pub async fn look_again(&self, who: &str) -> Result<bool, AppError> {
        let (shown, now) = (self.shown()?, self.own.now());
        if shown.is_sample() {
            return Ok(false);
        }
        let target = resolve(&shown.open, who, now)?;
        let Ok(job) = self.begin() else { return Ok(false) };
        if !self.may_look_at((shown.open.id.clone(), target.account.clone())) {
            return Ok(false);
        }
        look::look_at_account(&shown.settings, &shown.open, &target, now, &job.cancel).await
    }

    /// Whether an account was not looked at a moment ago; then it is noted as looked at now.
    fn may_look_at(&self, account: (domain::PortalId, domain::RecordId)) -> bool {
        let mut looked_at = locked(&self.looked_at);
        looked_at.retain(|_, at| at.elapsed() < look::PAUSE);
        let is_long_ago = !looked_at.contains_key(&account);
        if is_long_ago {
            looked_at.insert(account, Instant::now());
        }
        is_long_ago
    }

    /// Files what is approved, after the job in progress, if there is one.
    pub async fn push(&self, request: PushRequest, reporter: &dyn PushReporter) -> Result<PushReport, AppError> {
        let shown = self.shown()?;
        let job = self.begin_when_free().await;
        push(&shown.settings, request, reporter, &job.cancel).await
    }

    /// Takes back what was filed, after the job in progress, if there is one.
    pub async fn undo(&self, id: &str) -> Result<PushReport, AppError> {
        let shown = self.shown()?;
        let _job = self.begin_when_free().await;
        undo(&shown.settings, id).await
    }

    /// Looks after the files of the portal on screen, after the job in progress, if there is one. A damaged database or index is made anew.
    pub async fn maintain(&self, reporter: &dyn Reporter) -> Result<MaintainReport, AppError> {
        let shown = self.shown()?;
        let job = self.begin_when_free().await;
        // A repair puts another file in the place of the one that is open here: what a page wrote into that one meanwhile would be lost.
        let is_damaged = database_damage(&shown.settings)?.is_some();
        let _alone = if is_damaged { Some(self.alone().await) } else { None };
        let outcome = maintain(&shown.settings, reporter, &job.cancel).await;
        if shown.open.damage.is_some() || outcome.as_ref().is_ok_and(|report| report.repaired.is_some()) {
            self.show(&shown.settings, shown.sample.clone()).await?;
        }
        outcome
    }

    /// Writes a backup of the portal on screen. Takes no turn: a backup reads, and holds one moment.
    pub async fn back_up(&self, file: &Path, key: &BackupKey) -> Result<BackupReport, AppError> {
        let report = backup(&self.shown()?.settings, file, key).await?;
        self.noted(Noted::Export, &format!("a backup to {}", file.display()));
        Ok(report)
    }

    /// Puts a backup in the place of what the rep's home holds of its portal, and opens it. Where that fails, what was there is opened again.
    pub async fn restore(
        &self,
        file: &Path,
        key: &BackupKey,
        reporter: &dyn Reporter,
    ) -> Result<RestoreReport, AppError> {
        let (job, _alone) = (self.begin()?, self.alone().await);
        // Nothing of it is open while its files are replaced.
        let before = locked(&self.shown).take().map(|shown| (shown.settings.clone(), shown.sample.clone()));
        let outcome = restore(&self.own, file, key, true, reporter, &job.cancel).await;
        drop(job);
        match &outcome {
            Ok(report) => {
                self.remember(false)?;
                self.open_own(Some(&report.portal_id)).await?;
            }
            Err(_) => {
                if let Some((settings, sample)) = before
                    && let Err(error) = self.show(&settings, sample).await
                {
                    tracing::warn!(error.message, "the portal could not be opened again after a restore that failed");
                }
            }
        }
        outcome
    }

    /// Forgets a person in the portal on screen. What the window holds of the portal is opened anew, so that nothing is left in memory.
    pub async fn forget(&self, who: &str, reporter: &dyn Reporter) -> Result<ForgetReport, AppError> {
        let shown = self.shown()?;
        let (job, _alone) = (self.begin_when_free().await, self.alone().await);
        let outcome = forget(&shown.settings, who, reporter, &job.cancel).await;
        self.show(&shown.settings, shown.sample.clone()).await?;
        outcome
    }

    /// Erases everybody of whom it is certain that HubSpot has erased them, after the job in progress, if there is one.
    pub async fn forget_erased(&self, reporter: &dyn Reporter) -> Result<ForgetReport, AppError> {
        let shown = self.shown()?;
        let (job, _alone) = (self.begin_when_free().await, self.alone().await);
        let outcome = forget_erased(&shown.settings, reporter, &job.cancel).await;
        self.show(&shown.settings, shown.sample.clone()).await?;
        outcome
    }

    /// Puts a folder on the shelf of the portal on screen, after the job in progress, if there is one.
    pub async fn add_shelf_folder(&self, folder: &Path) -> Result<ShelfScan, AppError> {
        let (shown, model, job) = (self.changing()?, self.model(), self.begin_when_free().await);
        add_shelf_folder(&shown.open, &model, folder, self.own.now(), &job.cancel).await
    }

    /// Takes a folder off the shelf of the portal on screen, after the job in progress, if there is one.
    pub async fn remove_shelf_folder(&self, folder: &str) -> Result<ShelfView, AppError> {
        let (shown, job) = (self.shown()?, self.begin_when_free().await);
        remove_shelf_folder(&shown.open, folder, &job.cancel).await
    }

    /// Reads every folder on the shelf again, after the job in progress, if there is one.
    pub async fn scan_shelf(&self) -> Result<ShelfScan, AppError> {
        let (shown, model, job) = (self.changing()?, self.model(), self.begin_when_free().await);
        scan_shelf(&shown.open, &model, self.own.now(), &job.cancel).await
    }

    /// Saves a page for an account, after the job in progress, if there is one.
    pub async fn save_page(&self, request: &SavePageRequest) -> Result<PageView, AppError> {
        let (shown, model, job) = (self.changing()?, self.model(), self.begin_when_free().await);
        save_page(&shown.open, &model, request, self.own.now(), &job.cancel).await
    }

    /// Takes a saved page away. Answers those that are left to its account.
    pub async fn drop_page(&self, id: &str) -> Result<Pages, AppError> {
        let (shown, job) = (self.shown()?, self.begin_when_free().await);
        drop_page(&shown.open, id, &job.cancel).await
    }

    /// Imports conversations into the portal on screen, after the job in progress, if there is one.
    pub async fn import(&self, request: &ImportRequest) -> Result<TranscriptReport, AppError> {
        let (shown, model, job) = (self.changing()?, self.model(), self.begin_when_free().await);
        import(&shown.open, &model, request, self.own.now(), &job.cancel).await
    }

    /// Puts a conversation where the rep says that it belongs.
    pub async fn settle_conversation(&self, id: i32, target: &str) -> Result<Conversations, AppError> {
        let (shown, model, job) = (self.changing()?, self.model(), self.begin_when_free().await);
        settle_conversation(&shown.open, &model, id, target, self.own.now(), &job.cancel).await
    }

    /// Says who a speaker of a conversation is.
    pub async fn name_speaker(&self, id: i32, speaker: &str, name: &str) -> Result<Conversations, AppError> {
        let (shown, model, job) = (self.changing()?, self.model(), self.begin_when_free().await);
        name_speaker(&shown.open, &model, id, (speaker, name), self.own.now(), &job.cancel).await
    }

    /// Throws a conversation away.
    pub async fn drop_conversation(&self, id: i32) -> Result<Conversations, AppError> {
        let (shown, job) = (self.shown()?, self.begin_when_free().await);
        drop_conversation(&shown.open, id, self.own.now(), &job.cancel).await
    }

    /// Has a folder looked into for conversations from now on, and looks.
    pub async fn watch_folder(&self, folder: &Path) -> Result<Conversations, AppError> {
        let (shown, model, job) = (self.changing()?, self.model(), self.begin_when_free().await);
        watch_folder(&shown.open, &model, folder, self.own.now(), &job.cancel).await
    }

    /// Has a folder no longer looked into.
    pub async fn unwatch_folder(&self, folder: &str) -> Result<Conversations, AppError> {
        let (shown, _job) = (self.shown()?, self.begin_when_free().await);
        unwatch_folder(&shown.open, folder, self.own.now())
    }

    /// Looks into the watched folders, unless a job is in progress. Returns whether anything came in, and whether a file is still being written.
    pub async fn look_for_conversations(&self) -> Result<(bool, bool), AppError> {
        let (shown, model) = (self.shown()?, self.model());
        if !is_any_to_look(&shown.open, self.own.now())? {
            return Ok((false, false));
        }
        let Ok(job) = self.begin() else { return Ok((false, true)) };
        look_for_conversations(&shown.settings, &shown.open, &model, self.own.now(), &job.cancel).await
    }

    /// Has the rules that are on draft what they draft of what happened. None where no rule is on, or while another job runs.
    pub async fn work_events(&self) -> Result<Option<Worked>, AppError> {
        let shown = self.shown()?;
        let is_on = shown.open.database.rule_switches()?.values().any(|is_on| *is_on);
        let Some(job) = is_on.then(|| self.begin().ok()).flatten() else { return Ok(None) };
        let (phraser, model, now) = (self.phraser()?, self.model(), self.own.now());
        work_events(&shown.settings, &shown.open, &model, &phraser, now, &job.cancel).await.map(Some)
    }

    /// Has a calendar read from now on: a file, or the address of a subscription.
    pub async fn add_calendar(&self, place: &str) -> Result<Calendars, AppError> {
        let (shown, job) = (self.changing()?, self.begin_when_free().await);
        let added = add_calendar(&shown.open, place, self.own.now(), &job.cancel).await?;
        let name = added.calendars.last().map(|calendar| calendar.name.clone()).unwrap_or_default();
        self.note_setting(&format!("calendar added: {name}"));
        Ok(added)
    }

    /// Has a calendar no longer read.
    pub async fn remove_calendar(&self, id: i32) -> Result<Calendars, AppError> {
        let (shown, _job) = (self.changing()?, self.begin_when_free().await);
        let left = remove_calendar(&shown.open, id, self.own.now())?;
        self.note_setting("calendar removed");
        Ok(left)
    }

    /// Has a recorder asked for conversations from now on, and asks it.
    pub async fn connect_recorder(&self, request: &RecorderRequest) -> Result<Conversations, AppError> {
        let (shown, model, job) = (self.changing()?, self.model(), self.begin_when_free().await);
        connect_recorder(&shown.settings, &shown.open, request, self.own.now()).await?;
        look_for_conversations(&shown.settings, &shown.open, &model, self.own.now(), &job.cancel).await?;
        conversations(&shown.open, self.own.now())
    }

    /// Has a recorder no longer asked.
    pub async fn disconnect_recorder(&self, kind: &str) -> Result<Conversations, AppError> {
        let (shown, _job) = (self.shown()?, self.begin_when_free().await);
        disconnect_recorder(&shown.settings, &shown.open, kind)?;
        conversations(&shown.open, self.own.now())
    }

    /// Keeps a person's words from language models, or lets them go there again.
    pub async fn keep_from_models(&self, contact: &str, is_kept: bool) -> Result<(), AppError> {
        let (shown, _job) = (self.shown()?, self.begin_when_free().await);
        keep_from_models(&shown.open, contact, is_kept, self.own.now()).map(|_| ())
    }

    /// Forgets the portal on screen: its token, and with `purge` its local copy. The sample portal is just closed.
    pub async fn disconnect(&self, purge: bool) -> Result<Disconnected, AppError> {
        let shown = self.shown()?;
        let _job = self.begin()?;
        *locked(&self.shown) = None;
        if shown.is_sample() {
            self.remember(false)?;
            return Ok(Disconnected { disconnected: true, purged: false, verified: true });
        }
        let settings = shown.settings.clone();
        drop(shown);
        disconnect(&settings, purge).await
    }

    fn begin(&self) -> Result<Job<'_>, AppError> {
        let mut job = locked(&self.job);
        if job.is_some() {
            return Err(AppError::new(ErrorCode::Busy, "A sync is running").hint("Wait for it to finish, or stop it."));
        }
        let cancel = CancellationToken::new();
        *job = Some(cancel.clone());
        Ok(Job { session: self, cancel })
    }

    /// Waits for the job in progress and keeps others from starting until the result is dropped.
    pub(crate) async fn begin_when_free(&self) -> Job<'_> {
        loop {
            match self.begin() {
                Ok(job) => return job,
                Err(_) => tokio::time::sleep(TURN).await,
            }
        }
    }

    /// Waits for what pages have begun to change and lets none begin until the result is dropped. Drafts in progress are ended.
    async fn alone(&self) -> OwnedRwLockWriteGuard<()> {
        self.cancel_draft();
        self.turns.clone().write_owned().await
    }

    /// Waits until nobody here writes, and keeps it so until the result is dropped.
    pub(crate) async fn begin_loan(&self) -> OnLoan<'_> {
        let job = self.begin_when_free().await;
        OnLoan { _alone: self.alone().await, job }
    }

    async fn run(
        &self,
        settings: &Settings,
        sample: Option<Arc<HubSpotSim>>,
        request: SyncRequest,
        reporter: &dyn Reporter,
        cancel: &CancellationToken,
    ) -> Result<SyncReport, AppError> {
        let (searchable, mut is_searchable) = unbounded_channel();
        let relay = Relay { reporter, searchable };
        let syncing = sync(settings, request, &relay, cancel);
        tokio::pin!(syncing);
        let mut is_shown = locked(&self.shown).is_some();
        let report = loop {
            tokio::select! {
                report = &mut syncing => break report,
                Some(()) = is_searchable.recv(), if !is_shown => {
                    self.show(settings, sample.clone()).await?;
                    is_shown = true;
                    reporter.report(Progress::Searchable);
                }
            }
        };
        // An index that was made anew, or that was damaged when it was opened, is opened again.
        let is_stale = locked(&self.shown).as_ref().is_some_and(|shown| shown.open.damage.is_some());
        if report.is_ok() && (!is_shown || is_stale) {
            self.show(settings, sample).await?;
            reporter.report(Progress::Searchable);
        }
        report
    }

    async fn show(&self, settings: &Settings, sample: Option<Arc<HubSpotSim>>) -> Result<Arc<Shown>, AppError> {
        self.unless_locked()?;
        let (home, _lock) = open::lock(settings)?;
        let id = open::chosen(settings, &home)?;
        let open = open::open(&home, &id, open::Access::Write, settings).await?;
        let shown = Arc::new(Shown { settings: settings.clone(), open, sample, names: KnownNames::default() });
        *locked(&self.shown) = Some(shown.clone());
        Ok(shown)
    }

    fn remember(&self, sample: bool) -> Result<(), AppError> {
        Preferences { sample, ..Preferences::load(&self.own.home) }.save(&self.own.home)
    }
}

/// The job in progress; dropping it says that it is over.
pub(crate) struct Job<'a> {
    session: &'a Session,
    cancel: CancellationToken,
}

/// The rep's own portal while nothing of it is open here.
struct Closed<'a> {
    settings: Settings,
    // Given back first: whoever waits for the job may change something at once.
    _alone: OwnedRwLockWriteGuard<()>,
    job: Job<'a>,
}

/// The right of a page to change something; see [`Session::turn`].
#[derive(Debug)]
pub struct Turn {
    /// Given back when dropped.
    _held: OwnedRwLockReadGuard<()>,
}

/// The right to write while a command has it.
pub(crate) struct OnLoan<'a> {
    // Given back first: whoever waits for the job may change something at once.
    _alone: OwnedRwLockWriteGuard<()>,
    job: Job<'a>,
}

impl OnLoan<'_> {
    /// Ends when the rep stops the job.
    pub async fn cancelled(&self) {
        self.job.cancel.cancelled().await;
    }
}

impl Drop for Job<'_> {
    fn drop(&mut self) {
        *locked(&self.session.job) = None;
    }
}

/// Passes progress on, and tells when the first text can be found by word.
struct Relay<'a> {
    reporter: &'a dyn Reporter,
    searchable: UnboundedSender<()>,
}

impl Reporter for Relay<'_> {
    fn report(&self, progress: Progress) {
        if matches!(progress, Progress::Index(retrieval::IndexProgress::Vectors { .. })) {
            // Nobody listens any more once the portal is shown.
            let _ = self.searchable.send(());
        }
        self.reporter.report(progress);
    }
}

/// A panic elsewhere leaves nothing half done behind these locks: each holds one value that is replaced whole.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_is_left_alone_for_as_long_as_either_clock_says() {
        let then = Seen::now();
        let after = |steady: u64, wall: i64| {
            let by = Duration::from_secs(wall.unsigned_abs());
            let wall = if wall < 0 { then.wall - by } else { then.wall + by };
            then.before(Seen { steady: then.steady + Duration::from_secs(steady), wall }).as_secs()
        };
        assert_eq!(after(60, 60), 60);
        // A night asleep, in which the steady clock stood still.
        assert_eq!(after(60, 8 * 3_600), 8 * 3_600);
        // The clock was set back meanwhile.
        assert_eq!(after(60, -3_600), 60);
    }
}
