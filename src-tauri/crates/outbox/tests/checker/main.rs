//! The outbox against a world that loses, delays and doubles, dies at any point, and changes things on its own.
//!
//! The code under test is the real one: [`outbox::push`], [`outbox::reconcile`], [`outbox::undo`] with every decision they make. A model
//! stands in for HubSpot and one for the disk, and each call to HubSpot can be stopped before it is carried out and before its answer
//! arrives; a step of the script says which of two processes goes on, or that all of them die there.
//!
//! Held in every case:
//! - nothing is created or set that was not approved, word for word, at that moment;
//! - no approval is in HubSpot twice, but by a request that landed late, and then the second copy is found, archived and logged;
//! - no change of anybody is written over, but by a request that was under way or landed late, and then the log says so;
//! - on one record, nothing that was approved later overtakes what was approved earlier;
//! - what was taken back stays away, and nobody's edit goes with it;
//! - once the world is whole, each approval is in HubSpot exactly once, or refused with a reason.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod disk;
mod world;

use disk::Disk;
use domain::EntryStatus;
use jiff::{SignedDuration, Timestamp};
use outbox::{Clock, PushOptions, Silent, push, reconcile, undo};
use proptest::{
    prelude::*,
    test_runner::{Config, RngAlgorithm, TestRng, TestRunner},
};
use serde::Serialize;
use std::{
    future::Future,
    pin::Pin,
    sync::{Arc, Mutex},
    task::{Context, Poll, Waker},
    time::Duration,
};
use tokio_util::sync::CancellationToken;
use world::{Fault, ModelCrm, World};

/// How many cases an ordinary run of the tests checks.
const CASES: u32 = 2_500;
/// The environment variable that says how many to check instead.
const CASES_VARIABLE: &str = "FOREWORD_INTERLEAVINGS";
/// The environment variable that names a file to write the count to, as JSON.
const REPORT_VARIABLE: &str = "FOREWORD_INTERLEAVINGS_REPORT";

/// One step of a script that the checker plays.
#[derive(Debug, Clone, Copy)]
enum Step {
    /// The rep approves a proposal, by its number.
    Approve(usize),
    /// The rep rejects or rewrites a proposal, by its number.
    Withdraw(usize),
    /// Somebody sets a property: a person or a workflow.
    Edit(usize, bool),
    /// Somebody changes the text of something we filed.
    Touch(usize),
    /// One of two processes starts to push, if it is idle.
    Push(bool),
    /// A process starts to read what is there and to look for doubles.
    Sync(bool),
    /// One of two processes starts to take back a proposal's write.
    Undo(bool, usize),
    /// A process goes on to its next call, or from there to its answer, so often.
    Go(bool, u8),
    /// Both processes die at this moment.
    Crash,
    /// So many seconds pass.
    Pass(u16),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        5 => (0..world::PROPOSALS).prop_map(Step::Approve),
        1 => (0..world::PROPOSALS).prop_map(Step::Withdraw),
        2 => (0..world::PROPERTIES, any::<bool>()).prop_map(|(at, by)| Step::Edit(at, by)),
        1 => (0_usize..8).prop_map(Step::Touch),
        6 => any::<bool>().prop_map(Step::Push),
        2 => any::<bool>().prop_map(Step::Sync),
        1 => (any::<bool>(), 0..world::PROPOSALS).prop_map(|(process, at)| Step::Undo(process, at)),
        12 => (any::<bool>(), 1_u8..9).prop_map(|(process, calls)| Step::Go(process, calls)),
        2 => Just(Step::Crash),
        4 => (1_u16..400).prop_map(Step::Pass),
    ]
}

fn fault() -> impl Strategy<Value = Fault> {
    prop_oneof![
        16 => Just(Fault::None),
        2 => Just(Fault::DropAfter),
        2 => Just(Fault::DropBefore),
        1 => (10_u16..600).prop_map(Fault::Late),
        1 => Just(Fault::Busy),
        1 => Just(Fault::NotAllowed),
        1 => Just(Fault::PartlyUnaccounted),
        1 => Just(Fault::RefusedAsAWhole),
    ]
}

/// What all the cases that were checked came to.
#[derive(Debug, Default, Clone, Copy, Serialize)]
struct Tally {
    interleavings: u64,
    crashes: u64,
    faults: u64,
    approved: u64,
    filed: u64,
    refused: u64,
    undone: u64,
    late_doubles: u64,
    doubles_left: u64,
    unapproved_writes: u64,
    edits: u64,
    overwritten_and_logged: u64,
    overwritten_unsaid: u64,
}

type Task = Pin<Box<dyn Future<Output = ()>>>;

/// The world's clock. Nobody waits by it: what has to wait is left for the next push.
struct WorldClock(Arc<Mutex<World>>);

impl Clock for WorldClock {
    fn now(&self) -> Timestamp {
        world::lock(&self.0).now
    }

    fn sleep(&self, wait: Duration) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        world::lock(&self.0).pass(SignedDuration::try_from(wait).unwrap());
        Box::pin(std::future::ready(()))
    }
}

/// Two processes, or two windows of one, over one disk and one HubSpot.
struct Stage {
    world: Arc<Mutex<World>>,
    disk: Arc<Disk>,
    tasks: [Option<Task>; 2],
    crashes: u64,
}

impl Stage {
    fn new(faults: Vec<Fault>) -> Self {
        let world = Arc::new(Mutex::new(World::new(faults)));
        let disk = Arc::new(Disk::new(world.clone()));
        world::lock(&world).disk = Arc::downgrade(&disk);
        Self { world, disk, tasks: [None, None], crashes: 0 }
    }

    fn take(&mut self, step: Step) {
        let slot = |process: bool| usize::from(process);
        match step {
            Step::Approve(at) => self.disk.approve(at),
            Step::Withdraw(at) => self.disk.withdraw(at),
            Step::Edit(at, by) => world::lock(&self.world).edit(at, if by { "CRM_UI:userId:5" } else { "WORKFLOWS:3" }),
            Step::Touch(at) => world::lock(&self.world).touch(at),
            Step::Push(process) => self.start(slot(process), Self::pushing),
            Step::Sync(process) => self.start(slot(process), Self::syncing),
            Step::Undo(process, at) => self.start(slot(process), |stage| stage.undoing(at)),
            Step::Go(process, calls) => (0..calls).for_each(|_| self.poll(slot(process))),
            Step::Crash => {
                self.crashes += u64::from(self.tasks.iter().any(Option::is_some));
                self.tasks = [None, None];
            }
            Step::Pass(seconds) => world::lock(&self.world).pass(SignedDuration::from_secs(i64::from(seconds))),
        }
    }

    fn start(&mut self, slot: usize, task: impl FnOnce(&Self) -> Task) {
        if self.tasks[slot].is_none() {
            self.tasks[slot] = Some(task(self));
        }
        self.poll(slot);
    }

    fn poll(&mut self, slot: usize) {
        let Some(task) = &mut self.tasks[slot] else { return };
        if task.as_mut().poll(&mut Context::from_waker(Waker::noop())) == Poll::Ready(()) {
            self.tasks[slot] = None;
        }
    }

    fn finish(&mut self, slot: usize) {
        for _ in 0..100_000 {
            if self.tasks[slot].is_none() {
                return;
            }
            self.poll(slot);
        }
        panic!("it does not end");
    }

    fn pushing(&self) -> Task {
        let (disk, crm, clock) = (self.disk.clone(), ModelCrm::new(&self.world), WorldClock(self.world.clone()));
        Box::pin(async move {
            let options = PushOptions { patience: SignedDuration::ZERO };
            push(&*disk, &crm, &clock, options, &Silent, &CancellationToken::new()).await.unwrap();
        })
    }

    fn syncing(&self) -> Task {
        let (disk, crm, world) = (self.disk.clone(), ModelCrm::new(&self.world), self.world.clone());
        Box::pin(async move {
            disk.read_copies();
            let now = world::lock(&world).now;
            reconcile(&*disk, &crm, now).await.unwrap();
        })
    }

    fn undoing(&self, at: usize) -> Task {
        let (disk, crm, world) = (self.disk.clone(), ModelCrm::new(&self.world), self.world.clone());
        Box::pin(async move {
            let now = world::lock(&world).now;
            let id = world::proposal(at).proposal;
            // Two processes may meet over it; then the other one has done it.
            let _ = undo(&*disk, &crm, &id, "Maren Holt", now).await;
        })
    }

    /// The world heals: what is under way ends, late requests land, and somebody syncs and pushes now and then.
    fn heal(&mut self) {
        world::lock(&self.world).heal();
        (0..2).for_each(|slot| self.finish(slot));
        for round in 0..24 {
            world::lock(&self.world).pass(SignedDuration::from_secs(1_900));
            // What was given up, or refused as part of a batch, is approved once more, a few times.
            if round % 4 == 3 {
                self.disk.approve_given_up();
            }
            let task = if round % 2 == 0 { self.pushing() } else { self.syncing() };
            self.tasks[0] = Some(task);
            self.finish(0);
        }
    }
}

/// Plays a script and checks everything. Adds to the tally.
fn play(steps: &[Step], faults: Vec<Fault>, tally: &mut Tally) -> Result<(), TestCaseError> {
    let mut stage = Stage::new(faults);
    for step in steps {
        stage.take(*step);
        let broken = world::lock(&stage.world).broken.clone();
        prop_assert!(broken.is_none(), "{step:?}: {}", broken.unwrap_or_default());
    }
    stage.heal();
    let entries = stage.disk.entries_now();
    let log = stage.disk.log_now();
    let world = world::lock(&stage.world);
    prop_assert!(world.broken.is_none(), "{:?}", world.broken);
    let logged = |id: &domain::ProposalId, what: &str| {
        log.iter().filter(|line| line.proposal == *id && line.what == what).count()
    };

    for entry in &entries {
        prop_assert!(
            matches!(entry.status, EntryStatus::Verified | EntryStatus::Refused | EntryStatus::Undone),
            "{} is {} in a whole world: {}",
            entry.proposal,
            entry.status,
            entry.reason
        );
        if entry.write.body().is_some() {
            let (live, archived) = world.copies_of(&entry.marker);
            let touched = world.touched_copies_of(&entry.marker);
            let expected = usize::from(entry.status == EntryStatus::Verified);
            // A copy that somebody has put words into is theirs, and stays.
            prop_assert!(
                live == expected || live <= expected + touched,
                "{}: {live} copies of {} stand",
                entry.status,
                entry.proposal
            );
            prop_assert!(expected == 0 || 0 < live, "{} is nowhere", entry.proposal);
            let doubles = (live + archived).saturating_sub(1);
            prop_assert!(doubles <= world.late_of(&entry.marker), "{} was sent twice knowingly", entry.proposal);
            let told = logged(&entry.proposal, "double_archived")
                + logged(&entry.proposal, "double_kept")
                + usize::from(entry.status == EntryStatus::Undone);
            prop_assert!(doubles <= told, "{doubles} doubles of {}, {told} logged", entry.proposal);
            tally.late_doubles += u64::try_from(doubles).unwrap();
            tally.doubles_left += u64::try_from(live.saturating_sub(expected + touched)).unwrap();
        } else if entry.status == EntryStatus::Verified {
            prop_assert!(world.was_done(entry), "{} is verified and was never carried out", entry.proposal);
        }
        match entry.status {
            EntryStatus::Verified => tally.filed += 1,
            EntryStatus::Undone => tally.undone += 1,
            _ => {
                prop_assert!(!entry.reason.is_empty());
                tally.refused += 1;
            }
        }
    }
    for (id, excused) in &world.overwritten {
        prop_assert!(*excused, "{id} went over a change that could have been seen");
        prop_assert!(0 < logged(id, "wrote_over"), "{id} went over a change, and the log does not say so");
        tally.overwritten_and_logged += 1;
    }
    tally.interleavings += 1;
    tally.crashes += stage.crashes;
    tally.faults += world.faults_met;
    tally.approved += u64::try_from(entries.len()).unwrap();
    tally.edits += world.edits;
    Ok(())
}

/// A value was written over while a second process was inside a push, and the rep approved it again before anybody had looked: once the log
/// did not say so. Which process does what was not kept, so all ways are played.
#[test]
fn a_value_written_over_is_logged_though_it_was_approved_again() {
    for ways in 0_u16..1 << 8 {
        let by = |step: u16| ways >> step & 1 == 1;
        let script = [
            Step::Approve(2),
            Step::Approve(6),
            Step::Approve(4),
            Step::Push(by(0)),
            Step::Push(by(1)),
            Step::Approve(0),
            Step::Push(by(2)),
            Step::Sync(by(3)),
            Step::Edit(1, true),
            Step::Push(by(4)),
            Step::Push(by(5)),
            Step::Edit(1, by(7)),
            Step::Go(by(6), 3),
            Step::Approve(6),
        ];
        play(&script, vec![Fault::DropAfter], &mut Tally::default()).unwrap();
    }
}

#[test]
fn approved_is_filed_exactly_once_and_nothing_is_overwritten() {
    let asked = std::env::var(CASES_VARIABLE).ok().and_then(|cases| cases.parse().ok());
    let cases = asked.unwrap_or(CASES);
    let config = Config { cases, failure_persistence: None, max_shrink_iters: 20_000, ..Config::default() };
    let scripts = (prop::collection::vec(step(), 5..90), prop::collection::vec(fault(), 0..60));
    let tally = std::cell::RefCell::new(Tally::default());
    // The same cases each time in the ordinary test; `cargo xtask chaos` goes on to others.
    let mut runner = match asked {
        None => TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha)),
        Some(_) => TestRunner::new(config),
    };
    let outcome = runner.run(&scripts, |(steps, faults)| play(&steps, faults, &mut tally.borrow_mut()));
    let tally = tally.into_inner();
    println!("{}", serde_json::to_string(&tally).unwrap());
    if let Some(path) = std::env::var_os(REPORT_VARIABLE) {
        std::fs::write(path, serde_json::to_string(&tally).unwrap()).unwrap();
    }
    if let Err(error) = outcome {
        panic!("{error}");
    }
}

/// A process put a late double into the recycle bin and died before it had noted so: once the log did not say so.
#[test]
fn a_double_that_was_archived_is_logged_though_the_process_died_there() {
    let script = [
        Step::Approve(0),
        Step::Push(true),
        Step::Push(true),
        Step::Approve(1),
        Step::Crash,
        Step::Push(true),
        Step::Go(true, 5),
        Step::Push(false),
        Step::Go(false, 4),
        Step::Pass(208),
        Step::Push(false),
        Step::Go(false, 4),
        Step::Pass(110),
        Step::Push(false),
        Step::Pass(96),
        Step::Go(false, 5),
        Step::Sync(false),
        Step::Sync(false),
        Step::Push(false),
        Step::Go(false, 2),
        Step::Go(false, 3),
        Step::Crash,
    ];
    // Wherever in looking for doubles it dies.
    for more in 0..6 {
        let steps: Vec<Step> =
            script[..21].iter().copied().chain([Step::Go(false, more)]).chain([Step::Crash]).collect();
        let faults = vec![Fault::None, Fault::None, Fault::PartlyUnaccounted, Fault::Late(209)];
        let mut tally = Tally::default();
        play(&steps, faults, &mut tally).unwrap();
        assert!(0 < tally.late_doubles, "the script is to make one, {more}");
    }
}

/// A batch was refused as a whole, and before its first half left again the process stood still for so long that another took the entries
/// for lost, looked twice and sent them: once the half left all the same.
#[test]
fn a_batch_that_is_halved_leaves_only_what_nobody_has_sent_meanwhile() {
    // Wherever the process stands still, and however far the other one gets.
    for (stands, goes) in (0..12).flat_map(|stands| (0..12).map(move |goes| (stands, goes))) {
        let script = [
            Step::Approve(0),
            Step::Approve(1),
            Step::Push(false),
            Step::Go(false, stands),
            Step::Push(true),
            Step::Go(true, 12),
            Step::Pass(60),
            Step::Push(true),
            Step::Go(true, goes),
            Step::Go(false, 2),
        ];
        let faults = vec![Fault::None, Fault::None, Fault::RefusedAsAWhole];
        play(&script, faults.clone(), &mut Tally::default()).unwrap();
        let faults = [vec![Fault::None], faults].concat();
        play(&script, faults, &mut Tally::default()).unwrap();
    }
}
