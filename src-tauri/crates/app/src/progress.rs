//! How far a long job has come, in one vocabulary for bars, channels and tests.

/// One report of progress.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Progress {
    /// Reading from HubSpot.
    Sync(sync::Progress),
    /// Bringing the search index in step.
    Index(retrieval::IndexProgress),
    /// What was read can be shown and searched by word; the rest goes on.
    Searchable,
}

/// Hears of progress.
pub trait Reporter: Send + Sync {
    /// Takes one report; returns at once.
    fn report(&self, progress: Progress);
}

/// Hears nothing.
#[derive(Debug, Clone, Copy, Default)]
pub struct Silent;

impl Reporter for Silent {
    fn report(&self, _: Progress) {}
}

/// Passes what a sync reports on.
pub(crate) struct SyncReporter<'a>(pub(crate) &'a dyn Reporter);

impl sync::Reporter for SyncReporter<'_> {
    fn report(&self, progress: sync::Progress) {
        self.0.report(Progress::Sync(progress));
    }
}
