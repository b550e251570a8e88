//! The process that reads: it takes files from its standard input, one after another, and keeps an eye on itself.

use super::{
    FileLimits, ReadCalendar,
    wire::{Asked, Shape},
};
use cpu_time::ProcessTime;
use jiff::tz::TimeZone;
use serde::Serialize;
use std::{
    io::{self, BufRead, Read, Write},
    panic::{self, AssertUnwindSafe},
    process::{self, ExitCode},
    sync::{Mutex, PoisonError},
    thread,
    time::Duration,
};
use transcript::Transcript;

/// What the child says last where a file takes too long.
pub(super) const LATE: &str = "foreword-reader: too long";
/// What the child says last where a file takes too much memory.
pub(super) const LARGE: &str = "foreword-reader: too large";

/// How often the child looks at itself.
const LOOK_EVERY: Duration = Duration::from_millis(20);
/// The most bytes of the line that asks.
const ASKED_MAX: u64 = 64 << 10;

/// When the file in hand was begun, by the processor's time.
static BEGUN: Mutex<Option<ProcessTime>> = Mutex::new(None);

/// Reads files until there are no more.
pub(super) fn serve(limits: FileLimits) -> ExitCode {
    crate::private::keep_to_oneself();
    confine(limits);
    // What a file does to its reader is said by the answer. Words of a panic may be words of the file.
    panic::set_hook(Box::new(|_| {}));
    if thread::Builder::new().spawn(move || watch(limits)).is_err() {
        return ExitCode::FAILURE;
    }
    let (mut from, mut to) = (io::stdin().lock(), io::stdout().lock());
    loop {
        match one(&mut from, &mut to) {
            Ok(true) => {}
            Ok(false) => return ExitCode::SUCCESS,
            Err(_) => return ExitCode::FAILURE,
        }
    }
}

/// Reads one file; whether there was one.
fn one(from: &mut impl BufRead, to: &mut impl Write) -> io::Result<bool> {
    let mut line = Vec::new();
    from.by_ref().take(ASKED_MAX).read_until(b'\n', &mut line)?;
    if line.is_empty() {
        return Ok(false);
    }
    let asked: Asked = serde_json::from_slice(&line)?;
    let mut bytes = Vec::new();
    let length = u64::try_from(asked.bytes).unwrap_or(u64::MAX);
    if from.by_ref().take(length).read_to_end(&mut bytes)? < asked.bytes {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    begun(Some(ProcessTime::now()));
    let answer = answer(&asked, &bytes);
    begun(None);
    to.write_all(&answer)?;
    to.flush()?;
    Ok(true)
}

fn begun(at: Option<ProcessTime>) {
    *BEGUN.lock().unwrap_or_else(PoisonError::into_inner) = at;
}

/// What a file says, or why it is not read, as a line.
pub(super) fn answer(asked: &Asked, bytes: &[u8]) -> Vec<u8> {
    let name = &asked.name;
    let mut line = match &asked.shape {
        Shape::Page => said(|| shelf::read(name, bytes).map_err(|error| error.to_string())),
        Shape::Transcripts => said(|| transcripts(bytes)),
        Shape::Calendar { zone, from, to, own } => said(|| {
            let zone = TimeZone::get(zone).unwrap_or(TimeZone::UTC);
            let own: Vec<&str> = own.iter().map(String::as_str).collect();
            let read = calendar::read(bytes, &zone, *from..*to, &own);
            read.map(ReadCalendar::from).map_err(|error| error.to_string())
        }),
    };
    line.push(b'\n');
    line
}

/// A recorder's file. One that is a PDF is read for its text, which is a transcript or none.
fn transcripts(bytes: &[u8]) -> Result<Vec<Transcript>, String> {
    if bytes.starts_with(b"%PDF-") {
        let page = shelf::read("a.pdf", bytes).map_err(|error| error.to_string())?;
        return transcript::read_text(&page.text).map_err(|error| error.to_string());
    }
    transcript::read(bytes).map_err(|error| error.to_string())
}

fn said<T: Serialize>(read: impl FnOnce() -> Result<T, String>) -> Vec<u8> {
    let read = panic::catch_unwind(AssertUnwindSafe(read)).unwrap_or_else(|_| Err("reading it failed".to_owned()));
    // What does not become JSON is no answer, and the parent says so.
    serde_json::to_vec(&read).unwrap_or_default()
}

/// Lets the system hold what it can: no more memory than the limit, and not a byte into any file.
fn confine(limits: FileLimits) {
    #[cfg(unix)]
    {
        let memory = limits.memory_bytes;
        for (what, most) in [(rlimit::Resource::DATA, memory), (rlimit::Resource::FSIZE, 0)] {
            if rlimit::setrlimit(what, most, most).is_err() {
                // The watch below holds without it.
                tracing::debug!(?what, "the system sets no limit");
            }
        }
    }
    #[cfg(not(unix))]
    let _ = limits;
}

/// Ends this process where a file takes more than it may.
fn watch(limits: FileLimits) {
    loop {
        thread::sleep(LOOK_EVERY);
        let begun = *BEGUN.lock().unwrap_or_else(PoisonError::into_inner);
        let late = begun.is_some_and(|begun| begun.try_elapsed().is_ok_and(|spent| limits.processor < spent));
        let resident = memory_stats::memory_stats().map_or(0, |now| now.physical_mem);
        let large = u64::try_from(resident).is_ok_and(|resident| limits.memory_bytes < resident);
        if late || large {
            // Nobody may be left to hear it.
            let _ = writeln!(io::stderr(), "{}", if late { LATE } else { LARGE });
            process::abort();
        }
    }
}
