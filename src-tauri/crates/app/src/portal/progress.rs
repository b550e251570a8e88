//! How far a long job has come, in one vocabulary for bars, channels and tests.

/// One report of how far a job has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Progress {
    /// Records are being read from HubSpot.
    Sync(sync::Progress),
    /// The search index is being brought in step.
    Index(retrieval::IndexProgress),
    /// What was read can be shown and searched by word; the rest goes on.
    Searchable,
}

/// Hears how far a job has come.
pub trait Reporter: Send + Sync {
    /// Takes one report; returns at once.
    fn report(&self, progress: Progress);
}

/// Takes reports and does nothing with them.
#[derive(Debug, Clone, Copy, Default)]
pub struct Silent;

impl Reporter for Silent {
    fn report(&self, _: Progress) {}
}

/// Passes on what the sync of records reports.
pub(crate) struct SyncReporter<'a>(pub(crate) &'a dyn Reporter);

impl sync::Reporter for SyncReporter<'_> {
    fn report(&self, progress: sync::Progress) {
        self.0.report(Progress::Sync(progress));
    }
}
