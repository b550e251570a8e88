//! Progress on standard error, where that is a terminal.

use app::{Progress, Reporter};
use indicatif::{ProgressBar, ProgressStyle};
use std::time::Duration;

/// One line that says what is being done. Hidden where nobody watches.
pub struct Bars {
    line: ProgressBar,
}

impl Bars {
    /// Starts a line that shows what is being done.
    pub fn start() -> Self {
        let line = ProgressBar::new_spinner();
        line.enable_steady_tick(Duration::from_millis(120));
        Self { line }
    }

    fn counting(&self, message: String) {
        self.line.set_style(ProgressStyle::default_spinner());
        self.line.set_message(message);
    }

    fn filling(&self, message: &'static str, done: usize, total: usize) {
        if let Ok(style) = ProgressStyle::with_template("{msg} [{bar:30}] {pos}/{len}") {
            self.line.set_style(style);
        }
        self.line.set_length(u64::try_from(total).unwrap_or(u64::MAX));
        self.line.set_position(u64::try_from(done).unwrap_or(u64::MAX));
        self.line.set_message(message);
    }
}

impl Drop for Bars {
    fn drop(&mut self) {
        self.line.finish_and_clear();
    }
}

impl Reporter for Bars {
    fn report(&self, progress: Progress) {
        match progress {
            Progress::Sync(sync) => match sync {
                app::SyncProgress::Resuming => self.counting("Resuming the sync that was cut off".to_owned()),
                app::SyncProgress::ReadingReference => {
                    self.counting("Reading owners, pipelines and properties".to_owned());
                }
                app::SyncProgress::Reading { object, done } => {
                    self.counting(format!("Reading {}: {done}", object.plural()));
                }
                app::SyncProgress::ReadingTranscripts { done, total } => {
                    self.filling("Reading transcripts", done, total)
                }
            },
            Progress::Searchable => {}
            Progress::Index(app::IndexProgress::Texts { done }) => self.counting(format!("Indexing texts: {done}")),
            Progress::Index(app::IndexProgress::Vectors { done, total }) => {
                self.filling("Embedding texts", done, total)
            }
        }
    }
}

impl app::PushReporter for Bars {
    fn report(&self, progress: app::PushProgress) {
        match progress {
            app::PushProgress::Moved { proposal, status } => self.counting(format!("{proposal}: {status}")),
            app::PushProgress::Waiting { until } => {
                self.counting(format!("Waiting to look again at {}", until.strftime("%H:%M:%S UTC")));
            }
        }
    }
}
