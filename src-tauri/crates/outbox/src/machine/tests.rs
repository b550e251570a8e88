//! The machine alone, and against a world that loses, delays and doubles.

use super::*;
use domain::{Marker, NoteToFile, ProposalId, Write};
use proptest::prelude::*;

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(second).unwrap()
}

fn approved() -> Entry {
    Entry {
        proposal: ProposalId("p-1".to_owned()),
        marker: Marker::of_bits(7),
        hash: "h".to_owned(),
        write: Write::Note(NoteToFile {
            body: "<p>ref 0000000000000007</p>".to_owned(),
            at: at(0),
            owner: None,
            targets: Vec::new(),
        }),
        approved_by: "Maren Holt".to_owned(),
        approved_at: at(0),
        status: EntryStatus::Approved,
        remote_id: None,
        sends: 0,
        empty_reads: 0,
        last_empty_at: None,
        wait_until: None,
        in_doubt: false,
        reason: String::new(),
        revision: 0,
    }
}

fn nothing() -> Attempt {
    Attempt::ReadBack { found: None }
}

/// Takes one step and returns the entry as it is written down.
fn step(entry: &Entry, attempt: &Attempt, now: i64) -> (Entry, NextStep) {
    let next = next_step(entry, attempt, at(now));
    (settle(entry, attempt, &next, at(now)), next)
}

#[test]
fn it_looks_before_it_sends_and_afterwards() {
    let (entry, next) = step(&approved(), &Attempt::Start, 10);
    assert_eq!(next, NextStep::ReadBack);
    let (entry, next) = step(&entry, &nothing(), 11);
    assert_eq!(next, NextStep::Send);
    let entry = intent(&entry);
    assert_eq!((entry.status, entry.sends), (EntryStatus::Sending, 1));
    let (entry, next) = step(&entry, &Attempt::Accepted { remote_id: "5".to_owned() }, 12);
    assert_eq!((entry.status, next), (EntryStatus::Sent, NextStep::ReadBack));
    let (entry, _) = step(&entry, &Attempt::ReadBack { found: Some("5".to_owned()) }, 13);
    assert_eq!((entry.status, entry.remote_id.as_deref()), (EntryStatus::Verified, Some("5")));
    assert_eq!(step(&entry, &Attempt::Start, 14).1, NextStep::Verified { remote_id: "5".to_owned() });
}

#[test]
fn what_is_there_already_is_not_sent() {
    let (entry, next) = step(&approved(), &Attempt::ReadBack { found: Some("5".to_owned()) }, 10);
    assert_eq!(next, NextStep::Verified { remote_id: "5".to_owned() });
    assert_eq!((entry.status, entry.sends), (EntryStatus::Verified, 0));
}

#[test]
fn without_an_answer_it_takes_two_looks_a_minute_apart() {
    let entry = intent(&approved());
    let (entry, next) = step(&entry, &Attempt::NoReply { reason: "cut".to_owned() }, 10);
    assert_eq!((entry.status, entry.in_doubt, next), (EntryStatus::Unknown, true, NextStep::ReadBack));
    let (entry, next) = step(&entry, &nothing(), 11);
    assert_eq!(next, NextStep::Wait { until: at(71) });
    assert_eq!(step(&entry, &Attempt::Start, 40).1, NextStep::Wait { until: at(71) });
    // Looked again too early, it still waits for the same moment.
    let (entry, next) = step(&entry, &nothing(), 40);
    assert_eq!(next, NextStep::Wait { until: at(71) });
    assert_eq!(step(&entry, &Attempt::Start, 71).1, NextStep::ReadBack);
    let (entry, next) = step(&entry, &nothing(), 71);
    assert_eq!((entry.status, next), (EntryStatus::Unknown, NextStep::Send));
}

#[test]
fn an_interruption_while_sending_counts_as_no_answer() {
    let (entry, next) = step(&intent(&approved()), &Attempt::Start, 10);
    assert_eq!((entry.status, entry.in_doubt, next), (EntryStatus::Unknown, true, NextStep::ReadBack));
    assert!(matches!(step(&entry, &nothing(), 11).1, NextStep::Wait { .. }));
}

#[test]
fn limits_and_scopes_wait_and_refusals_do_not() {
    let entry = intent(&approved());
    let busy = Attempt::Busy { retry_after: Some(SignedDuration::from_secs(9)), reason: "busy".to_owned() };
    let (waiting, next) = step(&entry, &busy, 10);
    assert_eq!(
        (waiting.status, waiting.in_doubt, next),
        (EntryStatus::Waiting, false, NextStep::Wait { until: at(19) })
    );
    assert_eq!(step(&waiting, &Attempt::Start, 12).1, NextStep::Wait { until: at(19) });
    let tired = Entry { sends: MAX_SENDS, ..entry.clone() };
    assert!(matches!(step(&tired, &busy, 10).1, NextStep::Refused { .. }));

    let (waiting, _) = step(&entry, &Attempt::NotAllowed { reason: "no scope".to_owned() }, 10);
    assert_eq!((waiting.status, waiting.reason.as_str()), (EntryStatus::Waiting, "no scope"));
    assert_eq!(step(&waiting, &Attempt::Start, 10).1, NextStep::ReadBack);

    let (refused, _) = step(&entry, &Attempt::Refused { reason: "no such contact".to_owned() }, 10);
    assert_eq!((refused.status, refused.reason.as_str()), (EntryStatus::Refused, "no such contact"));
    assert!(matches!(step(&refused, &Attempt::Start, 99).1, NextStep::Refused { .. }));
}

#[test]
fn losing_a_scope_does_not_make_what_was_sent_unsent() {
    let lost = Attempt::NotAllowed { reason: "no scope".to_owned() };
    let (sent, _) = step(&intent(&approved()), &Attempt::Accepted { remote_id: "5".to_owned() }, 10);
    assert_eq!(step(&sent, &lost, 11).0.status, EntryStatus::Sent);
    let (unknown, _) = step(&intent(&approved()), &Attempt::NoReply { reason: "cut".to_owned() }, 10);
    assert_eq!(step(&unknown, &lost, 11).0.status, EntryStatus::Unknown);
}

#[test]
fn what_hubspot_took_is_never_sent_again() {
    let (mut entry, _) = step(&intent(&approved()), &Attempt::Accepted { remote_id: "5".to_owned() }, 10);
    for round in 0..40 {
        let (next, decided) = step(&entry, &nothing(), 100 * round);
        assert!(matches!(decided, NextStep::Wait { .. }));
        entry = next;
    }
    assert_eq!(entry.status, EntryStatus::Sent);
}

/// What the world does with one request, and where the process dies.
#[derive(Debug, Clone, Copy)]
enum Event {
    /// The write is carried out and the answer arrives.
    Answer,
    /// The write is carried out and the answer is lost.
    DropAfter,
    /// The write is not carried out, and no answer comes.
    DropBefore,
    /// HubSpot limits requests (429): the write is not carried out.
    Busy,
    /// The token may not write (403): the write is not carried out.
    NotAllowed,
    /// Reading the notes fails.
    ReadFails,
    /// The process dies before the next thing it would do.
    Crash,
    /// Somebody lets this many seconds pass and pushes again.
    Pass(u8),
}

fn event() -> impl Strategy<Value = Event> {
    prop_oneof![
        4 => Just(Event::Answer),
        3 => Just(Event::DropAfter),
        3 => Just(Event::DropBefore),
        1 => Just(Event::Busy),
        1 => Just(Event::NotAllowed),
        1 => Just(Event::ReadFails),
        3 => Just(Event::Crash),
        2 => (0_u8..200).prop_map(Event::Pass),
    ]
}

/// A HubSpot of one record, and what of the entry is on the disk.
struct World {
    notes: u32,
    disk: Entry,
    now: i64,
    looks_since_doubt: Vec<i64>,
}

impl World {
    /// One push: from the disk, until it waits, ends or dies. `events` says what becomes of each thing it does.
    fn push(&mut self, events: &mut impl Iterator<Item = Event>) -> Result<(), TestCaseError> {
        let mut attempt = Attempt::Start;
        for _ in 0..50 {
            self.now += 1;
            let (next, decided) = step(&self.disk, &attempt, self.now);
            self.disk = next;
            attempt = match decided {
                NextStep::Wait { .. } | NextStep::Verified { .. } | NextStep::Refused { .. } => return Ok(()),
                NextStep::ReadBack => match events.next().unwrap_or(Event::Answer) {
                    Event::Crash => return Ok(()),
                    Event::ReadFails => Attempt::ReadFailed { retry_after: None, reason: "cut".to_owned() },
                    _ => {
                        self.looks_since_doubt.push(self.now);
                        Attempt::ReadBack { found: (0 < self.notes).then(|| "1".to_owned()) }
                    }
                },
                NextStep::Send => {
                    prop_assert_eq!(self.notes, 0, "it is there already");
                    if self.disk.in_doubt && self.disk.status == EntryStatus::Unknown {
                        let (first, last) = (self.looks_since_doubt.first(), self.looks_since_doubt.last());
                        prop_assert!(60 <= last.unwrap_or(&0) - first.unwrap_or(&0), "sent again too soon");
                    }
                    self.disk = intent(&self.disk);
                    self.looks_since_doubt.clear();
                    match events.next().unwrap_or(Event::Answer) {
                        // Dies with the request on its way; it arrives.
                        Event::Crash => {
                            self.notes += 1;
                            return Ok(());
                        }
                        Event::DropAfter => {
                            self.notes += 1;
                            Attempt::NoReply { reason: "cut".to_owned() }
                        }
                        Event::DropBefore => Attempt::NoReply { reason: "cut".to_owned() },
                        Event::Busy => Attempt::Busy { retry_after: None, reason: "busy".to_owned() },
                        Event::NotAllowed => Attempt::NotAllowed { reason: "scope".to_owned() },
                        _ => {
                            self.notes += 1;
                            Attempt::Accepted { remote_id: "1".to_owned() }
                        }
                    }
                }
            };
        }
        prop_assert!(false, "a push that does not end");
        Ok(())
    }
}

proptest! {
    /// However answers are lost and processes die, one approval is never two notes, and once the world is whole it is exactly one.
    #[test]
    fn one_approval_is_one_note(events in prop::collection::vec(event(), 0..60)) {
        let mut world = World { notes: 0, disk: approved(), now: 0, looks_since_doubt: Vec::new() };
        let mut events = events.into_iter().peekable();
        while let Some(event) = events.peek().copied() {
            if let Event::Pass(seconds) = event {
                events.next();
                world.now += i64::from(seconds);
            }
            let before = events.len();
            world.push(&mut events)?;
            prop_assert!(world.notes <= 1);
            if events.len() == before {
                // It waits: let it, or nothing would move.
                world.now += 3_600;
                if world.disk.status.is_final() {
                    break;
                }
            }
        }
        // The world heals; somebody pushes now and then, and approves again what was given up.
        for _ in 0..20 {
            if world.disk.status == EntryStatus::Refused {
                world.disk = Entry { status: EntryStatus::Approved, sends: 0, empty_reads: 0, last_empty_at: None, ..world.disk };
            }
            world.now += 3_600;
            world.push(&mut std::iter::empty())?;
        }
        prop_assert_eq!((world.notes, world.disk.status), (1, EntryStatus::Verified));
    }
}
