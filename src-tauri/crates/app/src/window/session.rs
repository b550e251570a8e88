//! What a running window holds on to: the home's lock, the open portal, the model, the sample portal, the job in progress.

use crate::{
    drafts::{
        draft::{DraftReport, DraftReporter, PhraseRequest, PhrasedReport},
        phrase::draft_phrased,
        propose::propose_draft,
        reply::{ReplyReport, ReplyRequest, draft_reply_phrased},
    },
    error::{AppError, ErrorCode},
    models::{embedding_model::Model, phraser::Phraser},
    portal::{
        connect::{ConnectRequest, Connected, connect, renew_token},
        open::{self, OpenPortal},
        portals::{Disconnected, disconnect, portals},
        preferences::Preferences,
        progress::{Progress, Reporter, Silent},
        settings::Settings,
    },
    review::{
        push::{PushReport, PushRequest, push},
        undo::undo,
    },
    syncing::{
        backup::{BackupKey, BackupReport, RestoreReport, backup, restore},
        conversation_folders::look_for_conversations,
        conversation_views::{Conversations, ImportRequest},
        conversations::{drop_conversation, import, name_speaker, settle_conversation, unwatch_folder, watch_folder},
        demo,
        forget::{ForgetReport, forget},
        gone::forget_erased,
        maintain::{MaintainReport, maintain},
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
use llm::Stops;
use llm::Tone;
use outbox::Reporter as PushReporter;
use std::{
    path::Path,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};
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
}

/// The portal that is on screen, with its opened data.
pub struct Shown {
    /// The settings that its home is opened with.
    pub settings: Settings,
    /// The portal's opened data.
    pub open: OpenPortal,
    /// The running sample portal, kept for as long as it is on screen; none for the rep's own portal.
    sample: Option<Arc<HubSpotSim>>,
}

impl Shown {
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
        })
    }

    /// The settings of the home that holds the rep's own data.
    pub fn settings(&self) -> &Settings {
        &self.own
    }

    /// The portal on screen; fails with [`ErrorCode::NotConnected`] where there is none.
    pub fn shown(&self) -> Result<Arc<Shown>, AppError> {
        locked(&self.shown).clone().ok_or_else(|| open::not_connected(&self.own))
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
        self.turns.clone().try_read_owned().map(|held| Turn { _held: held }).map_err(|_| {
            AppError::new(ErrorCode::Busy, "Foreword is busy with its data and cannot save this right now")
                .hint("Try again in a moment. What you wrote is still here.")
        })
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
        backup(&self.shown()?.settings, file, key).await
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
        let (shown, model, job) = (self.shown()?, self.model(), self.begin_when_free().await);
        add_shelf_folder(&shown.open, &model, folder, self.own.now(), &job.cancel).await
    }

    /// Takes a folder off the shelf of the portal on screen, after the job in progress, if there is one.
    pub async fn remove_shelf_folder(&self, folder: &str) -> Result<ShelfView, AppError> {
        let (shown, job) = (self.shown()?, self.begin_when_free().await);
        remove_shelf_folder(&shown.open, folder, &job.cancel).await
    }

    /// Reads every folder on the shelf again, after the job in progress, if there is one.
    pub async fn scan_shelf(&self) -> Result<ShelfScan, AppError> {
        let (shown, model, job) = (self.shown()?, self.model(), self.begin_when_free().await);
        scan_shelf(&shown.open, &model, self.own.now(), &job.cancel).await
    }

    /// Saves a page for an account, after the job in progress, if there is one.
    pub async fn save_page(&self, request: &SavePageRequest) -> Result<PageView, AppError> {
        let (shown, model, job) = (self.shown()?, self.model(), self.begin_when_free().await);
        save_page(&shown.open, &model, request, self.own.now(), &job.cancel).await
    }

    /// Takes a saved page away. Answers those that are left to its account.
    pub async fn drop_page(&self, id: &str) -> Result<Pages, AppError> {
        let (shown, job) = (self.shown()?, self.begin_when_free().await);
        drop_page(&shown.open, id, &job.cancel).await
    }

    /// Imports conversations into the portal on screen, after the job in progress, if there is one.
    pub async fn import(&self, request: &ImportRequest) -> Result<TranscriptReport, AppError> {
        let (shown, model, job) = (self.shown()?, self.model(), self.begin_when_free().await);
        import(&shown.open, &model, request, self.own.now(), &job.cancel).await
    }

    /// Puts a conversation where the rep says that it belongs.
    pub async fn settle_conversation(&self, id: i32, target: &str) -> Result<Conversations, AppError> {
        let (shown, model, job) = (self.shown()?, self.model(), self.begin_when_free().await);
        settle_conversation(&shown.open, &model, id, target, self.own.now(), &job.cancel).await
    }

    /// Says who a speaker of a conversation is.
    pub async fn name_speaker(&self, id: i32, speaker: &str, name: &str) -> Result<Conversations, AppError> {
        let (shown, model, job) = (self.shown()?, self.model(), self.begin_when_free().await);
        name_speaker(&shown.open, &model, id, (speaker, name), self.own.now(), &job.cancel).await
    }

    /// Throws a conversation away.
    pub async fn drop_conversation(&self, id: i32) -> Result<Conversations, AppError> {
        let (shown, job) = (self.shown()?, self.begin_when_free().await);
        drop_conversation(&shown.open, id, self.own.now(), &job.cancel).await
    }

    /// Has a folder looked into for conversations from now on, and looks.
    pub async fn watch_folder(&self, folder: &Path) -> Result<Conversations, AppError> {
        let (shown, model, job) = (self.shown()?, self.model(), self.begin_when_free().await);
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
        if shown.open.database.conversation_folders()?.is_empty() {
            return Ok((false, false));
        }
        let Ok(job) = self.begin() else { return Ok((false, true)) };
        look_for_conversations(&shown.open, &model, self.own.now(), &job.cancel).await
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
        let (home, _lock) = open::lock(settings)?;
        let id = open::chosen(settings, &home)?;
        let open = open::open(&home, &id, open::Access::Write, settings.zone()).await?;
        let shown = Arc::new(Shown { settings: settings.clone(), open, sample });
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
