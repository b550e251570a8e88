//! Files from elsewhere are read in a process of their own.
//!
//! Whatever a file's bytes do to the program that reads them, they do to a child that holds nothing: no store, no key, no token. It has
//! [`FileLimits`] on time, memory and what it answers, and is ended when the rep stops the job. The child is our own program, started again with
//! one hidden argument; [`serve_reader`] answers for it and stands first in each of our programs.
//!
//! Its time and memory are watched from within, everywhere; on Linux the system holds the memory too, to the byte. On macOS and Windows a
//! file that takes memory faster than the watch looks may pass the limit for a moment.

mod child;
mod meetings;
mod wire;

pub(crate) use meetings::{ReadCalendar, ReadMeeting};

use jiff::{Timestamp, tz::TimeZone};
use serde::de::DeserializeOwned;
use shelf::Page;
use std::{
    fmt, io,
    ops::Range,
    path::{Path, PathBuf},
    process::{ExitCode, Stdio},
    sync::atomic::{AtomicBool, Ordering},
    time::Duration,
};
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader},
    process::{Child, ChildStdin, ChildStdout, Command},
    time::timeout,
};
use tokio_util::sync::CancellationToken;
use transcript::Transcript;
use wire::{Asked, Shape};

/// What makes our own program read files for another of its kind, and nothing else.
const ARGUMENT: &str = "--read-files-apart";
/// How long a child that has ended its output may take to end.
const END_MAX: Duration = Duration::from_secs(2);
/// How much of what a child says of its end is read.
const LAST_WORDS_MAX: u64 = 4096;

static IS_READ_HERE: AtomicBool = AtomicBool::new(false);

/// What one file may take before it is put aside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FileLimits {
    /// The processor's time.
    pub processor: Duration,
    /// Time on the wall. A file that is late by it need not be at fault: the machine may be busy.
    pub wall: Duration,
    /// The memory of the process that reads.
    pub memory_bytes: u64,
    /// What was read, as it is handed over.
    pub answer_bytes: u64,
}

impl Default for FileLimits {
    fn default() -> Self {
        Self {
            processor: Duration::from_secs(10),
            wall: Duration::from_secs(30),
            memory_bytes: 512 << 20,
            answer_bytes: 64 << 20,
        }
    }
}

/// Why a file was not read.
#[derive(Debug)]
pub enum Unread {
    /// It is none that is read, and the words say why.
    Refused(String),
    /// It broke what read it, or took more than its limits. The same bytes would do so again.
    Broke(Broke),
    /// The reader could not be started, was ended from outside or not given its turn. The file may be innocent.
    Lost(Option<io::Error>),
    /// The rep stopped the job.
    Cancelled,
}

impl fmt::Display for Unread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused(reason) => f.write_str(reason),
            Self::Broke(broke) => f.write_str(match broke {
                Broke::Late => "it takes too long to read",
                Broke::Memory => "it takes too much memory to read",
                Broke::Depth => "it is nested too deep to read",
                Broke::Length => "its text is too long for one file. Split it",
                Broke::Reader => "reading it failed",
            }),
            Self::Lost(Some(error)) => write!(f, "what reads files did not start: {error}. It is tried again"),
            Self::Lost(None) => f.write_str("reading it was cut off. It is tried again"),
            Self::Cancelled => f.write_str("reading was stopped"),
        }
    }
}

/// What a file took too much of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Broke {
    /// Time.
    Late,
    /// Memory.
    Memory,
    /// The stack: its parts lie too deep within each other.
    Depth,
    /// The room for what it says.
    Length,
    /// It ended the reader in another way.
    Reader,
}

/// Reads files, each within its limits. One child reads them one after another, and a new one where that has ended; it ends with this.
pub struct FileReader {
    place: Place,
    limits: FileLimits,
    running: Option<Running>,
}

/// Where files are read.
enum Place {
    /// In our own program, started again.
    Apart,
    /// In another program that serves as reader.
    Program(PathBuf),
    /// In this process.
    Here,
}

impl FileReader {
    /// A reader that starts this program again, unless [`read_files_here`] was called.
    pub fn new() -> Self {
        let place = if IS_READ_HERE.load(Ordering::Relaxed) { Place::Here } else { Place::Apart };
        Self { place, limits: FileLimits::default(), running: None }
    }

    /// A reader that starts `program`, which calls [`serve_reader`].
    pub fn of(program: &Path, limits: FileLimits) -> Self {
        Self { place: Place::Program(program.to_owned()), limits, running: None }
    }

    /// The title and the text of a document, whose name says what it is.
    pub async fn page(&mut self, name: &str, bytes: &[u8], cancel: &CancellationToken) -> Result<Page, Unread> {
        self.read(Shape::Page, name, bytes, cancel).await
    }

    /// The conversations in a recorder's file; a PDF is read for its text first.
    pub async fn transcripts(
        &mut self,
        name: &str,
        bytes: &[u8],
        cancel: &CancellationToken,
    ) -> Result<Vec<Transcript>, Unread> {
        self.read(Shape::Transcripts, name, bytes, cancel).await
    }

    /// The meetings of a calendar that start within `span`; times without a zone are in `zone`, `own` are the rep's addresses.
    pub(crate) async fn calendar(
        &mut self,
        bytes: &[u8],
        zone: &TimeZone,
        span: Range<Timestamp>,
        own: Vec<String>,
        cancel: &CancellationToken,
    ) -> Result<ReadCalendar, Unread> {
        let zone = zone.iana_name().unwrap_or("UTC").to_owned();
        let shape = Shape::Calendar { zone, from: span.start, to: span.end, own };
        self.read(shape, "calendar.ics", bytes, cancel).await
    }

    async fn read<T: DeserializeOwned>(
        &mut self,
        shape: Shape,
        name: &str,
        bytes: &[u8],
        cancel: &CancellationToken,
    ) -> Result<T, Unread> {
        let asked = Asked { shape, name: name.to_owned(), bytes: bytes.len() };
        let answer = if matches!(self.place, Place::Here) {
            child::answer(&asked, bytes)
        } else {
            // Taken out: where this is left half-way, the child is ended.
            let mut running = match self.running.take() {
                Some(running) => running,
                None => Running::start(&self.place, self.limits).map_err(|error| Unread::Lost(Some(error)))?,
            };
            let exchanged = tokio::select! {
                exchanged = timeout(self.limits.wall, running.exchange(&asked, bytes, self.limits)) => exchanged,
                () = cancel.cancelled() => return Err(Unread::Cancelled),
            };
            match exchanged {
                Ok(Ok(answer)) => {
                    self.running = Some(running);
                    answer
                }
                Ok(Err(ended)) => return Err(running.why(ended).await),
                Err(_) => return Err(Unread::Lost(None)),
            }
        };
        let read: Result<T, String> = serde_json::from_slice(&answer).map_err(|_| Unread::Broke(Broke::Reader))?;
        read.map_err(Unread::Refused)
    }
}

impl Default for FileReader {
    fn default() -> Self {
        Self::new()
    }
}

/// How a child stopped answering.
enum Ended {
    /// It says nothing more.
    Silent,
    /// It says more than it may.
    Long,
}

/// A child that reads.
struct Running {
    child: Child,
    to: ChildStdin,
    from: BufReader<ChildStdout>,
}

impl Running {
    fn start(place: &Place, limits: FileLimits) -> io::Result<Self> {
        let mut command = Command::new(program(place)?);
        command.arg(ARGUMENT).args(wire::told(limits));
        // It is told nothing that it could tell: tokens and keys may stand in these.
        for (name, _) in std::env::vars_os().filter(|(name, _)| name.as_encoded_bytes().starts_with(b"FOREWORD_")) {
            command.env_remove(name);
        }
        // Ctrl-C is for us: we end it, and know why.
        #[cfg(unix)]
        command.process_group(0).arg0("foreword-reader");
        #[cfg(windows)]
        command.creation_flags(0x0800_0200); // CREATE_NO_WINDOW and CREATE_NEW_PROCESS_GROUP
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true);
        let mut child = command.spawn()?;
        let (to, from) = (child.stdin.take(), child.stdout.take());
        let (to, from) = to.zip(from).ok_or(io::ErrorKind::BrokenPipe)?;
        Ok(Self { child, to, from: BufReader::new(from) })
    }

    async fn exchange(&mut self, asked: &Asked, bytes: &[u8], limits: FileLimits) -> Result<Vec<u8>, Ended> {
        // One that has ended takes nothing more; what it says last is read all the same.
        let mut head = serde_json::to_vec(asked).map_err(|_| Ended::Silent)?;
        head.push(b'\n');
        self.to.write_all(&head).await.map_err(|_| Ended::Silent)?;
        self.to.write_all(bytes).await.map_err(|_| Ended::Silent)?;
        self.to.flush().await.map_err(|_| Ended::Silent)?;
        let mut answer = Vec::new();
        let mut from = (&mut self.from).take(limits.answer_bytes.saturating_add(1));
        from.read_until(b'\n', &mut answer).await.map_err(|_| Ended::Silent)?;
        match answer.last() {
            Some(b'\n') => Ok(answer),
            _ if u64::try_from(answer.len()).is_ok_and(|len| limits.answer_bytes < len) => Err(Ended::Long),
            _ => Err(Ended::Silent),
        }
    }

    /// Why it has ended, by its last words and by how the system says that it did.
    async fn why(mut self, ended: Ended) -> Unread {
        if matches!(ended, Ended::Long) {
            return Unread::Broke(Broke::Length);
        }
        let Ok(Ok(status)) = timeout(END_MAX, self.child.wait()).await else { return Unread::Lost(None) };
        let mut words = Vec::new();
        if let Some(errors) = self.child.stderr.take() {
            // What it left unsaid says nothing.
            let _ = timeout(END_MAX, errors.take(LAST_WORDS_MAX).read_to_end(&mut words)).await;
        }
        let words = String::from_utf8_lossy(&words);
        tracing::debug!(%status, %words, "the reader of files has ended");
        if words.contains(child::LATE) {
            Unread::Broke(Broke::Late)
        } else if words.contains(child::LARGE) || words.contains("memory allocation of") {
            Unread::Broke(Broke::Memory)
        } else if words.contains("has overflowed its stack") {
            Unread::Broke(Broke::Depth)
        } else if is_from_outside(status) {
            Unread::Lost(None)
        } else {
            Unread::Broke(Broke::Reader)
        }
    }
}

/// Whether a process was ended by somebody, and not by what it did.
fn is_from_outside(status: std::process::ExitStatus) -> bool {
    #[cfg(unix)]
    {
        // SIGHUP, SIGINT, SIGKILL, SIGTERM: a session's end, a person, the system when memory is short.
        std::os::unix::process::ExitStatusExt::signal(&status).is_some_and(|signal| matches!(signal, 1 | 2 | 9 | 15))
    }
    #[cfg(not(unix))]
    {
        let _ = status;
        false
    }
}

/// The program to start.
fn program(place: &Place) -> io::Result<PathBuf> {
    if let Place::Program(program) = place {
        return Ok(program.clone());
    }
    // An update may have put another program in our place, which is asked in other words. This is the one that runs.
    let running = Path::new("/proc/self/exe");
    if cfg!(target_os = "linux") && running.exists() { Ok(running.to_owned()) } else { std::env::current_exe() }
}

/// Serves as reader of files, if this process was started for that: then its exit status. `None` where it was started for anything else.
///
/// Stands first in `main`, before anything is opened: a reader needs nothing but its standard streams.
pub fn serve_reader() -> Option<ExitCode> {
    let mut given = std::env::args_os().skip(1);
    if given.next()? != ARGUMENT {
        return None;
    }
    let limits = wire::limits(given);
    Some(limits.map_or(ExitCode::from(2), child::serve))
}

/// Reads files in this process from now on, without limits on time and memory. For tests, whose programs cannot be started again.
pub fn read_files_here() {
    IS_READ_HERE.store(true, Ordering::Relaxed);
}
