//! What an exchange with HubSpot means for an entry. Pure: the caller reads the clock, asks HubSpot and writes the result down.

use crate::Entry;
use domain::EntryStatus;
use jiff::{SignedDuration, Timestamp};

/// How far apart two empty read-backs have to be before a request without an answer counts as lost.
pub const READ_GAP: SignedDuration = SignedDuration::from_secs(60);
/// How often a note is sent at most; then the rep decides.
pub const MAX_SENDS: u32 = 6;
/// Empty read-backs that a request without an answer needs before it is sent again.
const EMPTY_READS: u32 = 2;
/// The longest wait between two attempts.
const LONGEST_WAIT: SignedDuration = SignedDuration::from_mins(30);

/// What came of the last thing that was done for an entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Attempt {
    /// Nothing was done for the entry yet in this run.
    Start,
    /// The write was looked for: the note or task with the marker, if there is one, or the record whose property has the value.
    ReadBack {
        /// HubSpot's id of what was found; `None` where it is not there.
        found: Option<String>,
    },
    /// The look for it failed: HubSpot could not be read.
    ReadFailed {
        /// When HubSpot wants to be asked again, where it said.
        retry_after: Option<SignedDuration>,
        /// Why the look failed, in words for the rep.
        reason: String,
    },
    /// What the write was drafted from is no longer what HubSpot has: nothing is written.
    Moved {
        /// Both values, and who changed it, in words for the rep.
        reason: String,
        /// Which change an earlier request of ours went over before it moved on, in words for the rep; none where it went over nothing.
        wrote_over: Option<String>,
    },
    /// The write is there, and it went over a change that arrived between the last look and the request.
    WroteOver {
        /// HubSpot's id of the record that was changed.
        found: String,
        /// Which change the write went over, in words for the rep.
        reason: String,
    },
    /// HubSpot accepted the write and said so.
    Accepted {
        /// HubSpot's id of what was written.
        remote_id: String,
    },
    /// The request left and no clear answer came. HubSpot may have carried it out or may still do so.
    NoReply {
        /// Why there is no clear answer, in words for the rep.
        reason: String,
    },
    /// HubSpot, or the way there, is busy: nothing was carried out.
    Busy {
        /// When HubSpot wants to be asked again, where it said.
        retry_after: Option<SignedDuration>,
        /// Why nothing was carried out, in words for the rep.
        reason: String,
    },
    /// The token may not do this: nothing was carried out.
    NotAllowed {
        /// What is missing, in words for the rep.
        reason: String,
    },
    /// HubSpot refused the write for what is in it: nothing was carried out.
    Refused {
        /// Why HubSpot refused it, in words for the rep.
        reason: String,
    },
}

/// What to do next for an entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NextStep {
    /// Look for it: by its marker on the records it hangs on, or at the property.
    ReadBack,
    /// Send the write to HubSpot.
    Send,
    /// Leave the entry alone for a while.
    Wait {
        /// When to go on with the entry.
        until: Timestamp,
    },
    /// The write is in HubSpot: the entry is done.
    Verified {
        /// HubSpot's id of what was written.
        remote_id: String,
    },
    /// The write will not be tried again by itself: the rep decides.
    Refused {
        /// Why the write is not tried again, in words for the rep.
        reason: String,
    },
}

/// What one attempt means for an entry.
///
/// A note is sent only after a look at its parents' notes found no marker; after a request without an answer only after two such
/// looks, [`READ_GAP`] apart.
pub fn next_step(entry: &Entry, attempt: &Attempt, now: Timestamp) -> NextStep {
    let wait = |wait: SignedDuration| NextStep::Wait { until: later(now, wait) };
    match attempt {
        Attempt::Start => match (entry.status, &entry.remote_id, entry.wait_until) {
            (EntryStatus::Verified, Some(id), _) => NextStep::Verified { remote_id: id.clone() },
            (EntryStatus::Verified | EntryStatus::Refused, ..) => NextStep::Refused { reason: entry.reason.clone() },
            // Taken back is taken back.
            (EntryStatus::Undone, ..) => NextStep::Wait { until: Timestamp::MAX },
            (_, _, Some(until)) if now < until => NextStep::Wait { until },
            // Whatever was begun: look before writing.
            _ => NextStep::ReadBack,
        },
        Attempt::ReadBack { found: Some(id) } | Attempt::WroteOver { found: id, .. } => {
            NextStep::Verified { remote_id: id.clone() }
        }
        Attempt::ReadBack { found: None } => match entry.status {
            // HubSpot said that it has it. It is never sent again; the association may take a moment to show.
            EntryStatus::Sent => wait(backoff(entry.empty_reads).max(READ_GAP)),
            EntryStatus::Sending | EntryStatus::Unknown => {
                let read = counts(entry, now);
                let reads = entry.empty_reads + u32::from(read);
                if reads < EMPTY_READS {
                    let since = entry.last_empty_at.filter(|_| !read).unwrap_or(now);
                    NextStep::Wait { until: later(since, READ_GAP) }
                } else if MAX_SENDS <= entry.sends {
                    NextStep::Refused { reason: gave_up(entry) }
                } else {
                    NextStep::Send
                }
            }
            _ if MAX_SENDS <= entry.sends => NextStep::Refused { reason: gave_up(entry) },
            _ => NextStep::Send,
        },
        Attempt::ReadFailed { retry_after, .. } => wait(retry_after.unwrap_or_else(|| backoff(entry.empty_reads))),
        Attempt::Accepted { .. } | Attempt::NoReply { .. } => NextStep::ReadBack,
        Attempt::Busy { reason, .. } if MAX_SENDS <= entry.sends => NextStep::Refused { reason: reason.clone() },
        Attempt::Busy { retry_after, .. } => wait(retry_after.unwrap_or_else(|| backoff(entry.sends))),
        // Only somebody's doing changes that, so the next push tries again and this one goes on with others.
        Attempt::NotAllowed { .. } => NextStep::Wait { until: now },
        Attempt::Refused { reason } | Attempt::Moved { reason, .. } => NextStep::Refused { reason: reason.clone() },
    }
}

/// The entry as it stands after an attempt and the step decided on, ready to be written down before the step is taken.
pub fn settle(entry: &Entry, attempt: &Attempt, step: &NextStep, now: Timestamp) -> Entry {
    let mut next = entry.clone();
    match attempt {
        // Found so at the start, it was cut off between the intent and the answer.
        Attempt::Start if entry.status == EntryStatus::Sending => {
            next.status = EntryStatus::Unknown;
            next.in_doubt = true;
            next.reason = "Foreword was interrupted while sending it".to_owned();
        }
        Attempt::Start => {}
        Attempt::ReadBack { found: Some(_) } | Attempt::WroteOver { .. } => {}
        Attempt::ReadBack { found: None } => {
            if counts(entry, now) || entry.status == EntryStatus::Sent {
                next.empty_reads += 1;
                next.last_empty_at = Some(now);
            }
            if entry.status == EntryStatus::Sent {
                next.reason = "HubSpot accepted it but does not list it yet".to_owned();
            } else if entry.in_doubt {
                next.reason = "HubSpot did not answer, and it is not there so far".to_owned();
            }
        }
        Attempt::ReadFailed { reason, .. } => {
            next.reason.clone_from(reason);
            if entry.status == EntryStatus::Approved {
                next.status = EntryStatus::Waiting;
            }
        }
        Attempt::Accepted { remote_id } => {
            next.status = EntryStatus::Sent;
            next.remote_id = Some(remote_id.clone());
            next.reason.clear();
            (next.empty_reads, next.last_empty_at) = (0, None);
        }
        Attempt::NoReply { reason } => {
            next.status = EntryStatus::Unknown;
            next.in_doubt = true;
            next.reason.clone_from(reason);
            (next.empty_reads, next.last_empty_at) = (0, None);
        }
        Attempt::Busy { reason, .. } | Attempt::NotAllowed { reason } => {
            // Not being allowed to look says nothing about what HubSpot has already, or may have.
            if !matches!(entry.status, EntryStatus::Sent | EntryStatus::Unknown) {
                next.status = EntryStatus::Waiting;
            }
            next.reason.clone_from(reason);
        }
        Attempt::Refused { .. } | Attempt::Moved { .. } => {}
    }
    next.wait_until = None;
    match step {
        NextStep::Verified { remote_id } => {
            next.status = EntryStatus::Verified;
            next.remote_id = Some(remote_id.clone());
            match attempt {
                Attempt::WroteOver { reason, .. } => next.reason.clone_from(reason),
                _ => next.reason.clear(),
            }
        }
        NextStep::Refused { reason } => {
            next.status = EntryStatus::Refused;
            next.reason.clone_from(reason);
        }
        NextStep::Wait { until } => next.wait_until = Some(*until),
        NextStep::ReadBack | NextStep::Send => {}
    }
    next
}

/// The entry with the intent to send written into it. It has to be on the disk before the request leaves.
pub fn intent(entry: &Entry) -> Entry {
    Entry {
        status: EntryStatus::Sending,
        sends: entry.sends + 1,
        empty_reads: 0,
        last_empty_at: None,
        wait_until: None,
        reason: String::new(),
        ..entry.clone()
    }
}

/// Whether an empty read-back now is far enough from the one before to count.
fn counts(entry: &Entry, now: Timestamp) -> bool {
    // A clock that was set back counts as no time at all.
    entry.last_empty_at.is_none_or(|last| READ_GAP <= now.duration_since(last))
}

/// The wait before another attempt: half a minute, doubled with every one, up to [`LONGEST_WAIT`].
fn backoff(tries: u32) -> SignedDuration {
    let seconds = 30_i64.saturating_mul(1 << tries.min(10));
    SignedDuration::from_secs(seconds).min(LONGEST_WAIT)
}

fn later(now: Timestamp, wait: SignedDuration) -> Timestamp {
    now.saturating_add(wait).unwrap_or(now)
}

fn gave_up(entry: &Entry) -> String {
    let tries = if entry.sends == 1 { "1 try".to_owned() } else { format!("{} tries", entry.sends) };
    format!("HubSpot gave no answer after {tries}, and it is not there. Approve it again to keep trying.")
}

#[cfg(test)]
mod tests;
