//! A HubSpot of a few records that keeps an account of everything that is done to it.

use crate::disk::Disk;
use domain::{
    ChangeToMake, EventToSend, EventType, Marker, NoteToFile, ObjectType, Priority, ProposalId, RecordId, RoleToGive,
    TaskToFile, TaskType, Write,
};
use hubspot::{Failure, Filed, HubSpotError, RolesNow, ValueNow, ValueVersion, Written};
use jiff::{SignedDuration, Timestamp};
use outbox::{Crm, Entry, FiledOn, LocalCopy, Values};
use std::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    future::Future,
    pin::Pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError, Weak},
    task::{Context, Poll},
};

/// The source under which HubSpot lists our own writes.
const US: &str = "INTEGRATION:99";
/// How many proposals there are to approve.
pub const PROPOSALS: usize = 10;
/// The properties that people and workflows change.
pub const PROPERTIES: usize = 3;

/// What becomes of one call to HubSpot.
#[derive(Debug, Clone, Copy)]
pub enum Fault {
    None,
    /// The call is carried out, and its answer is lost.
    DropAfter,
    /// The call is not carried out, and no answer comes.
    DropBefore,
    /// No answer, and a write is carried out so many seconds later.
    Late(u16),
    /// HubSpot limits requests (429).
    Busy,
    /// The token may not do this (403).
    NotAllowed,
    /// Carried out, and the answer leaves the last input out.
    PartlyUnaccounted,
    /// 400 for the whole batch if it has several inputs, none of it carried out.
    RefusedAsAWhole,
}

/// A write as it arrives at HubSpot.
#[derive(Clone)]
enum Arrival {
    Create(ObjectType, Vec<(String, Write)>),
    Set(Vec<(String, ChangeToMake)>),
    Archive(ObjectType, String),
    Roles(Vec<(String, RoleToGive)>),
    TakeRole(RoleToGive),
    Events(Vec<(String, EventToSend)>),
}

struct Thing {
    object: ObjectType,
    marker: Marker,
    body: String,
    at: Timestamp,
    created_at: Timestamp,
    writers: Vec<String>,
    archived: bool,
    targets: Vec<RecordId>,
}

pub struct World {
    pub now: Timestamp,
    pub disk: Weak<Disk>,
    things: BTreeMap<String, Thing>,
    values: BTreeMap<(RecordId, String), Vec<ValueVersion>>,
    /// The types of the association of the contact and the deal; the plain one is there from the start.
    roles: BTreeSet<u32>,
    events: BTreeSet<String>,
    /// How many versions each process saw when it last looked: of a property, and of a note or task by its id.
    seen: BTreeMap<(u64, RecordId, String), usize>,
    processes: u64,
    /// What each process knows to be done, by the answers it got.
    answered: BTreeSet<(u64, String)>,
    /// Processes that were told that they may not do something.
    not_allowed: BTreeSet<u64>,
    late: Vec<(Timestamp, Arrival)>,
    late_markers: BTreeMap<Marker, usize>,
    faults: VecDeque<Fault>,
    pub faults_met: u64,
    pub edits: u64,
    /// Writes that went over somebody's change, and whether that could not be helped.
    pub overwritten: Vec<(ProposalId, bool)>,
    /// The first thing that must never happen and did.
    pub broken: Option<String>,
    next_id: u64,
}

pub fn lock(world: &Arc<Mutex<World>>) -> MutexGuard<'_, World> {
    world.lock().unwrap_or_else(PoisonError::into_inner)
}

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(second).unwrap()
}

fn contact() -> RecordId {
    "contact:1".parse().unwrap()
}

fn deal() -> RecordId {
    "deal:2".parse().unwrap()
}

fn properties() -> [(RecordId, &'static str); PROPERTIES] {
    [(contact(), "jobtitle"), (contact(), "phone"), (deal(), "hs_next_step")]
}

/// The type id of an association that has no label.
const PLAIN: u32 = 4;

/// A proposal by its number, as an entry that was just approved: three notes and two tasks on shared records, changes of three properties,
/// a part in the deal, an event.
pub fn proposal(number: usize) -> Entry {
    let marker = Marker::of_bits(u64::try_from(number).unwrap() + 1);
    let targets = [vec![contact()], vec![contact(), deal()], vec![deal()]];
    let body = format!("<p>Said.</p><p>Compiled from your CRM · approved by Maren Holt · ref {marker}</p>");
    let write = match number {
        0..3 => Write::Note(NoteToFile { body, at: at(50), owner: None, targets: targets[number].clone() }),
        3 | 4 => Write::Task(TaskToFile {
            subject: "Send it".to_owned(),
            body,
            due: at(60),
            owner: None,
            for_another: false,
            reminder: None,
            task_type: TaskType::Todo,
            priority: Priority::None,
            targets: targets[number - 3].clone(),
        }),
        8 => Write::Role(RoleToGive {
            ends: [contact(), deal()],
            label: "Champion".to_owned(),
            type_id: 1_001,
            category: "USER_DEFINED".to_owned(),
            is_linked: true,
        }),
        9 => Write::Event(EventToSend {
            contact: contact(),
            event_type: EventType::Template("77".to_owned()),
            event_id: marker.as_str().to_owned(),
            at: at(50),
            summary: "Said.".to_owned(),
            source: String::new(),
            confidence: String::new(),
        }),
        _ => {
            let (record, property) = properties()[number - 5].clone();
            Write::Change(ChangeToMake {
                record,
                property: property.to_owned(),
                label: property.to_owned(),
                from: Some("before".to_owned()),
                to: "ours".to_owned(),
                seen_at: at(100),
                provenance: None,
            })
        }
    };
    let proposal = ProposalId(format!("p-{number}"));
    let hash = outbox::hash_of(&write);
    Entry {
        proposal,
        marker,
        hash,
        write,
        approved_by: "Maren Holt".to_owned(),
        approved_at: at(0),
        status: domain::EntryStatus::Approved,
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

impl World {
    pub fn new(faults: Vec<Fault>) -> Self {
        let version =
            |value: &str| ValueVersion { value: value.to_owned(), at: at(90), by: "CRM_UI:userId:5".to_owned() };
        let values: BTreeMap<_, _> = properties()
            .into_iter()
            .map(|(record, name)| ((record, name.to_owned()), vec![version("before")]))
            .collect();
        Self {
            now: at(200),
            disk: Weak::new(),
            things: BTreeMap::new(),
            values,
            roles: BTreeSet::from([PLAIN]),
            events: BTreeSet::new(),
            seen: BTreeMap::new(),
            processes: 0,
            answered: BTreeSet::new(),
            not_allowed: BTreeSet::new(),
            late: Vec::new(),
            late_markers: BTreeMap::new(),
            faults: faults.into(),
            faults_met: 0,
            edits: 0,
            overwritten: Vec::new(),
            broken: None,
            next_id: 1,
        }
    }

    pub fn pass(&mut self, time: SignedDuration) {
        self.now += time;
        let now = self.now;
        let (due, later): (Vec<_>, Vec<_>) = std::mem::take(&mut self.late).into_iter().partition(|(at, _)| *at <= now);
        self.late = later;
        for (_, arrival) in due {
            self.carry_out(&arrival, None);
        }
    }

    pub fn heal(&mut self) {
        self.faults.clear();
        self.pass(SignedDuration::from_hours(1));
    }

    /// Somebody sets a property of the proposal at `at` to something new.
    pub fn edit(&mut self, at: usize, by: &str) {
        self.pass(SignedDuration::from_secs(1));
        self.edits += 1;
        let (record, name) = properties()[at].clone();
        let value = format!("theirs {}", self.edits);
        let version = ValueVersion { value, at: self.now, by: by.to_owned() };
        self.values.entry((record, name.to_owned())).or_default().push(version);
    }

    /// Somebody writes into a note or task that we filed.
    pub fn touch(&mut self, at: usize) {
        self.pass(SignedDuration::from_secs(1));
        let live: Vec<String> =
            self.things.iter().filter(|(_, thing)| !thing.archived).map(|(id, _)| id.clone()).collect();
        let Some(thing) = live.get(at).and_then(|id| self.things.get_mut(id)) else { return };
        self.edits += 1;
        thing.body.push_str("<p>And my own thoughts.</p>");
        thing.writers.push("CRM_UI:userId:5".to_owned());
    }

    fn breaks(&mut self, what: String) {
        self.broken.get_or_insert(what);
    }

    /// How many copies of an approval there are: live ones, then archived ones.
    pub fn copies_of(&self, marker: &Marker) -> (usize, usize) {
        let all = self.things.values().filter(|thing| thing.marker == *marker);
        let (archived, live): (Vec<_>, Vec<_>) = all.partition(|thing| thing.archived);
        (live.len(), archived.len())
    }

    /// How many live copies of an approval somebody has written into.
    pub fn touched_copies_of(&self, marker: &Marker) -> usize {
        let is_touched = |thing: &&Thing| thing.marker == *marker && !thing.archived && 1 < thing.writers.len();
        self.things.values().filter(is_touched).count()
    }

    /// The notes and tasks as a sync would read them.
    pub fn copies(&self) -> Vec<(ObjectType, LocalCopy)> {
        let live = self.things.iter().filter(|(_, thing)| !thing.archived);
        let copy = |(id, thing): (&String, &Thing)| {
            let copy = LocalCopy {
                id: id.clone(),
                body: thing.body.clone(),
                created_at: thing.created_at,
                at: Some(thing.at),
            };
            (thing.object, copy)
        };
        live.map(copy).collect()
    }

    /// How many requests for an approval landed late.
    pub fn late_of(&self, marker: &Marker) -> usize {
        self.late_markers.get(marker).copied().unwrap_or_default()
    }

    /// Whether what is no note and no task was carried out.
    pub fn was_done(&self, entry: &Entry) -> bool {
        match &entry.write {
            Write::Note(_) | Write::Task(_) => false,
            Write::Change(change) => {
                let versions = self.values.get(&(change.record.clone(), change.property.clone()));
                versions.is_some_and(|versions| versions.iter().any(|version| version.value == change.to))
            }
            Write::Role(role) => self.roles.contains(&role.type_id),
            Write::Event(event) => self.events.contains(&event.event_id),
        }
    }

    /// Does what a request asks for, and holds it against what was approved and against what others did. `by` is the process that
    /// asks; none where the request lands late.
    fn carry_out(&mut self, arrival: &Arrival, by: Option<u64>) -> Vec<(String, String)> {
        let is_late = by.is_none();
        // Without a place to write things down nothing was approved.
        let disk = self.disk.upgrade();
        let entries = disk.map(|disk| disk.entries_now()).unwrap_or_default();
        match arrival {
            Arrival::Create(object, inputs) => {
                self.check_order(by, &entries, inputs.iter().map(|(trace, _)| trace));
                inputs
                    .iter()
                    .map(|(trace, write)| (trace.clone(), self.create(*object, trace, write, &entries, is_late)))
                    .collect()
            }
            Arrival::Set(changes) => {
                // Taking something back waits for nobody.
                let is_approved = |(trace, change): &&(String, ChangeToMake)| {
                    entries
                        .iter()
                        .any(|entry| entry.proposal.0 == *trace && entry.write == Write::Change(change.clone()))
                };
                self.check_order(by, &entries, changes.iter().filter(is_approved).map(|(trace, _)| trace));
                changes
                    .iter()
                    .map(|(trace, change)| {
                        self.set(trace, change, &entries, by);
                        (trace.clone(), change.record.id.clone())
                    })
                    .collect()
            }
            Arrival::Roles(roles) => {
                self.check_order(by, &entries, roles.iter().map(|(trace, _)| trace));
                for (trace, role) in roles {
                    self.check_approved(trace, &Write::Role(role.clone()), &entries);
                    self.roles.insert(role.type_id);
                }
                roles.iter().map(|(trace, role)| (trace.clone(), role.ends[1].to_string())).collect()
            }
            Arrival::TakeRole(role) => {
                self.roles.remove(&role.type_id);
                Vec::new()
            }
            Arrival::Events(events) => {
                self.check_order(by, &entries, events.iter().map(|(trace, _)| trace));
                for (trace, event) in events {
                    self.check_approved(trace, &Write::Event(event.clone()), &entries);
                    self.events.insert(event.event_id.clone());
                }
                events.iter().map(|(trace, event)| (trace.clone(), event.event_id.clone())).collect()
            }
            Arrival::Archive(object, id) => {
                let seen =
                    by.and_then(|by| self.seen.get(&(by, RecordId::new(*object, id.as_str()), String::new())).copied());
                if let Some(thing) = self.things.get_mut(id).filter(|thing| thing.object == *object && !thing.archived)
                {
                    thing.archived = true;
                    let versions = thing.writers.len();
                    // An edit that the process could not have seen goes to the recycle bin with it; HubSpot restores it from there.
                    if 1 < versions && seen.is_some_and(|seen| versions <= seen) {
                        self.breaks(format!("{id} was archived with somebody's words in it"));
                    }
                }
                Vec::new()
            }
        }
    }

    fn check_approved(&mut self, trace: &str, write: &Write, entries: &[Entry]) {
        if !entries.iter().any(|entry| entry.proposal.0 == trace && entry.write == *write) {
            self.breaks(format!("{trace} was carried out and not approved"));
        }
    }

    fn create(&mut self, object: ObjectType, trace: &str, write: &Write, entries: &[Entry], is_late: bool) -> String {
        let id = self.next_id.to_string();
        self.next_id += 1;
        let Some(entry) = entries.iter().find(|entry| entry.proposal.0 == trace && entry.write == *write) else {
            self.breaks(format!("{trace} was created and not approved"));
            return id;
        };
        let marker = entry.marker.clone();
        if is_late {
            *self.late_markers.entry(marker.clone()).or_default() += 1;
        } else if self.copies_of(&marker).0 + self.copies_of(&marker).1 > self.late_of(&marker) {
            self.breaks(format!("{trace} was created again, and it is there"));
        }
        let (body, at) = match write {
            Write::Note(note) => (note.body.clone(), note.at),
            Write::Task(task) => (task.body.clone(), task.due),
            _ => (String::new(), Timestamp::UNIX_EPOCH),
        };
        let thing = Thing {
            object,
            marker,
            body,
            at,
            created_at: self.now,
            writers: vec![US.to_owned()],
            archived: false,
            targets: write.targets().to_vec(),
        };
        self.things.insert(id.clone(), thing);
        id
    }

    fn set(&mut self, trace: &str, change: &ChangeToMake, entries: &[Entry], by: Option<u64>) {
        let key = (change.record.clone(), change.property.clone());
        let approved = entries.iter().find(|entry| entry.proposal.0 == trace);
        let is_approved = approved.is_some_and(|entry| match &entry.write {
            // As approved, or back to what was there before.
            Write::Change(own) => own == change || (own.from.as_deref().unwrap_or_default() == change.to),
            _ => false,
        });
        if !is_approved {
            self.breaks(format!("{trace} was set to {} and not approved", change.to));
        }
        let seen = by.and_then(|by| self.seen.get(&(by, key.0.clone(), key.1.clone())).copied()).unwrap_or_default();
        let versions = self.values.entry(key).or_default();
        if versions.last().is_some_and(|last| last.value == change.to) {
            return;
        }
        let replaced = versions.last().is_some_and(|last| change.seen_at < last.at && last.by != US);
        if replaced {
            // It could not be helped where the change came after the process's last look, or the request is late.
            let excused = seen < versions.len();
            self.overwritten.push((ProposalId(trace.to_owned()), excused));
        }
        versions.push(ValueVersion { value: change.to.clone(), at: self.now, by: US.to_owned() });
    }

    /// Nothing that was approved later goes before what was approved earlier for the same record, unless that is done, or in the same
    /// request ahead of it.
    fn check_order<'a>(&mut self, by: Option<u64>, entries: &[Entry], traces: impl Iterator<Item = &'a String>) {
        // A late request was in order when it left. What the token may not do holds nothing up.
        let Some(by) = by.filter(|by| !self.not_allowed.contains(by)) else { return };
        use domain::EntryStatus::{Approved, Sending, Unknown, Waiting};
        let mut ahead: BTreeSet<&str> = BTreeSet::new();
        for trace in traces {
            ahead.insert(trace);
            let Some(entry) = entries.iter().find(|entry| entry.proposal.0 == *trace) else { continue };
            // Without an intent of its own it was approved anew since: this request left for the former approval, and in its order.
            if entry.sends == 0 {
                continue;
            }
            let order = |entry: &Entry| (entry.approved_at, entry.proposal.clone());
            let overtaken = entries.iter().find(|other| {
                order(other) < order(entry)
                    && matches!(other.status, Approved | Sending | Unknown | Waiting)
                    && !ahead.contains(other.proposal.0.as_str())
                    && !self.answered.contains(&(by, other.proposal.0.clone()))
                    && other.write.targets().iter().any(|target| entry.write.targets().contains(target))
            });
            if let Some(other) = overtaken {
                let what = format!("{trace} overtook {} ({})", other.proposal, other.status);
                self.breaks(what);
            }
        }
    }
}

/// Pending once, so that a script can stop a process here.
struct Pause(bool);

impl Future for Pause {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<()> {
        if std::mem::replace(&mut self.0, true) { Poll::Ready(()) } else { Poll::Pending }
    }
}

/// The connection of one process to the world.
pub struct ModelCrm {
    world: Arc<Mutex<World>>,
    process: u64,
}

fn cut() -> HubSpotError {
    HubSpotError::Refused { endpoint: "x".to_owned(), status: 502, message: "cut".to_owned(), correlation_id: None }
}

fn busy() -> HubSpotError {
    HubSpotError::RateLimited { endpoint: "x".to_owned(), policy: "TEN_SECONDLY_ROLLING".to_owned(), retry_after: None }
}

fn not_allowed() -> HubSpotError {
    HubSpotError::MissingScopes { endpoint: "x".to_owned(), scopes: vec!["crm.objects.contacts.write".to_owned()] }
}

impl ModelCrm {
    pub fn new(world: &Arc<Mutex<World>>) -> Self {
        let process = {
            let mut world = lock(world);
            world.processes += 1;
            world.processes
        };
        Self { world: world.clone(), process }
    }

    fn draw(&self) -> Fault {
        let mut world = lock(&self.world);
        let fault = world.faults.pop_front().unwrap_or(Fault::None);
        world.faults_met += u64::from(!matches!(fault, Fault::None));
        if matches!(fault, Fault::NotAllowed) {
            world.not_allowed.insert(self.process);
        }
        fault
    }

    /// Makes one call that reads, with whatever fault comes next.
    async fn read<T>(&self, read: impl FnOnce(&mut World) -> T) -> Result<T, HubSpotError> {
        Pause(false).await;
        let answer = match self.draw() {
            Fault::None | Fault::PartlyUnaccounted | Fault::RefusedAsAWhole => Ok(read(&mut lock(&self.world))),
            Fault::DropAfter | Fault::DropBefore | Fault::Late(_) => Err(cut()),
            Fault::Busy => Err(busy()),
            Fault::NotAllowed => Err(not_allowed()),
        };
        Pause(false).await;
        answer
    }

    /// Makes one call that writes, with whatever fault comes next.
    async fn write(&self, arrival: Arrival) -> Result<Written, HubSpotError> {
        let left_at = lock(&self.world).now;
        Pause(false).await;
        let inputs = match &arrival {
            Arrival::Create(_, inputs) => inputs.len(),
            Arrival::Set(changes) => changes.len(),
            Arrival::Roles(roles) => roles.len(),
            Arrival::Events(events) => events.len(),
            Arrival::Archive(..) | Arrival::TakeRole(_) => 1,
        };
        let fault = self.draw();
        let answer = match fault {
            Fault::None | Fault::DropAfter | Fault::PartlyUnaccounted => {
                let mut world = lock(&self.world);
                // A process that stood still in the middle of a request is as late as a request that the network held up.
                let is_late = outbox::READ_GAP <= world.now.duration_since(left_at);
                let mut done = world.carry_out(&arrival, (!is_late).then_some(self.process));
                drop(world);
                if matches!(fault, Fault::PartlyUnaccounted) {
                    done.pop();
                }
                let written = Written { done: done.into_iter().collect(), ..Written::default() };
                if matches!(fault, Fault::DropAfter) { Err(cut()) } else { Ok(written) }
            }
            Fault::DropBefore => Err(cut()),
            Fault::Late(seconds) => {
                let mut world = lock(&self.world);
                let due = world.now + SignedDuration::from_secs(i64::from(seconds));
                // Archiving late is archiving all the same.
                world.late.push((due, arrival));
                Err(cut())
            }
            Fault::Busy => Err(busy()),
            Fault::NotAllowed => Err(not_allowed()),
            Fault::RefusedAsAWhole if 1 < inputs => Err(HubSpotError::Refused {
                endpoint: "x".to_owned(),
                status: 400,
                message: "no".to_owned(),
                correlation_id: None,
            }),
            Fault::RefusedAsAWhole => match &arrival {
                Arrival::Archive(..) | Arrival::TakeRole(_) => Err(busy()),
                Arrival::Roles(roles) => Ok(refused(roles.iter().map(|(trace, _)| trace))),
                Arrival::Events(events) => Ok(refused(events.iter().map(|(trace, _)| trace))),
                Arrival::Create(_, inputs) => Ok(refused(inputs.iter().map(|(trace, _)| trace))),
                Arrival::Set(changes) => Ok(refused(changes.iter().map(|(trace, _)| trace))),
            },
        };
        if let Ok(written) = &answer {
            let known = written.done.keys().chain(written.failed.keys()).map(|trace| (self.process, trace.clone()));
            lock(&self.world).answered.extend(known);
        }
        Pause(false).await;
        answer
    }
}

fn owned<T: Clone>(traced: &[(&str, &T)]) -> Vec<(String, T)> {
    traced.iter().map(|(trace, one)| ((*trace).to_owned(), (*one).clone())).collect()
}

fn refused<'a>(traces: impl Iterator<Item = &'a String>) -> Written {
    let failure = Failure { category: "VALIDATION_ERROR".to_owned(), message: "no".to_owned() };
    Written { failed: traces.map(|trace| (trace.clone(), failure.clone())).collect(), ..Written::default() }
}

impl Crm for ModelCrm {
    async fn filed_on(&self, object: ObjectType, parents: &BTreeSet<RecordId>) -> Result<FiledOn, HubSpotError> {
        self.read(|world| {
            let of = |parent: &RecordId| {
                let hangs = |(_, thing): &(&String, &Thing)| {
                    thing.object == object && !thing.archived && thing.targets.contains(parent)
                };
                world.things.iter().filter(hangs).map(|(id, _)| id.clone()).collect()
            };
            parents.iter().map(|parent| (parent.clone(), of(parent))).collect()
        })
        .await
    }

    async fn bodies(&self, object: ObjectType, ids: &[String]) -> Result<Vec<Filed>, HubSpotError> {
        self.filed(object, ids).await
    }

    async fn filed(&self, object: ObjectType, ids: &[String]) -> Result<Vec<Filed>, HubSpotError> {
        let process = self.process;
        self.read(|world| {
            let mut filed = Vec::new();
            for id in ids {
                let thing = world.things.get(id).filter(|thing| thing.object == object && !thing.archived);
                let Some(thing) = thing else { continue };
                world.seen.insert((process, RecordId::new(object, id.as_str()), String::new()), thing.writers.len());
                filed.push(Filed {
                    id: id.clone(),
                    body: thing.body.clone(),
                    created_at: thing.created_at,
                    at: Some(thing.at),
                    archived: false,
                    writers: thing.writers.clone(),
                });
            }
            filed
        })
        .await
    }

    async fn values(&self, asked: &BTreeSet<(RecordId, String)>) -> Result<Values, HubSpotError> {
        let process = self.process;
        self.read(|world| {
            let mut values = Values::new();
            for key in asked {
                if let Some(versions) = world.values.get(key) {
                    let mut versions = versions.clone();
                    world.seen.insert((process, key.0.clone(), key.1.clone()), versions.len());
                    versions.reverse();
                    let value = versions.first().map(|version| version.value.clone());
                    values.insert(key.clone(), ValueNow { value, versions });
                } else if let Some(thing) = world.things.get(&key.0.id).filter(|thing| !thing.archived) {
                    world.seen.insert((process, key.0.clone(), String::new()), thing.writers.len());
                    let is_body = key.1.ends_with("_body");
                    let writers = if is_body { thing.writers.as_slice() } else { &thing.writers[..1] };
                    let version =
                        |by: &String| ValueVersion { value: thing.body.clone(), at: thing.created_at, by: by.clone() };
                    let versions = writers.iter().rev().map(version).collect();
                    values.insert(key.clone(), ValueNow { value: Some(thing.body.clone()), versions });
                }
            }
            values
        })
        .await
    }

    async fn create_all(&self, object: ObjectType, all: &[(&str, &Write)]) -> Result<Written, HubSpotError> {
        self.write(Arrival::Create(object, owned(all))).await
    }

    async fn set_all(
        &self,
        _: ObjectType,
        changes: &[(&str, &ChangeToMake)],
        _: &BTreeMap<RecordId, String>,
    ) -> Result<Written, HubSpotError> {
        self.write(Arrival::Set(owned(changes))).await
    }

    async fn roles(&self, asked: &BTreeSet<[RecordId; 2]>) -> Result<RolesNow, HubSpotError> {
        self.read(|world| asked.iter().map(|ends| (ends.clone(), world.roles.clone())).collect()).await
    }

    async fn give_roles(&self, _: ObjectType, roles: &[(&str, &RoleToGive)]) -> Result<Written, HubSpotError> {
        self.write(Arrival::Roles(owned(roles))).await
    }

    async fn take_role(&self, role: &RoleToGive) -> Result<(), HubSpotError> {
        self.write(Arrival::TakeRole(role.clone())).await.map(|_| ())
    }

    async fn event_is_there(&self, event: &EventToSend) -> Result<Option<bool>, HubSpotError> {
        self.read(|world| Some(world.events.contains(&event.event_id))).await
    }

    async fn send_events(&self, _: &EventType, events: &[(&str, &EventToSend)]) -> Result<Written, HubSpotError> {
        self.write(Arrival::Events(owned(events))).await
    }

    async fn archive(&self, object: ObjectType, id: &str) -> Result<(), HubSpotError> {
        self.write(Arrival::Archive(object, id.to_owned())).await.map(|_| ())
    }
}
