//! What is approved, what is proposed and never approved, and what somebody else changes meanwhile.

use crate::programs::Programs;
use anyhow::{Context as _, Result};
use domain::{
    ChangeToMake, EntryStatus, Marker, NoteToFile, ObjectType, Priority, ProposalId, RecordId, TaskToFile, TaskType,
    Write,
};
use jiff::SignedDuration;
use journeys::proposing::{approve, footer, propose};
use rand::{Rng as _, seq::IndexedRandom as _};
use rand_chacha::ChaCha8Rng;
use std::collections::BTreeSet;
use store::StoredProposal;

/// The properties that are changed, each of a contact at most once by us.
const PROPERTIES: [&str; 3] = ["jobtitle", "city", "phone"];

/// Everything that was proposed and approved in a run, and what others changed meanwhile.
pub struct Approvals {
    contacts: Vec<String>,
    used: BTreeSet<(String, &'static str)>,
    /// What was approved and stayed so.
    pub approved: Vec<StoredProposal>,
    /// What was never approved, or was rejected before anything left.
    pub not_approved: Vec<StoredProposal>,
    /// How many changes somebody else made.
    pub edits: usize,
    made: usize,
}

impl Approvals {
    pub async fn new(programs: &Programs) -> Result<Self> {
        let contacts = programs.records("contacts").await?;
        let ids =
            contacts.iter().filter(|contact| contact["archived"] == false).filter_map(|contact| contact["id"].as_str());
        let contacts: Vec<String> = ids.map(str::to_owned).collect();
        Ok(Self { contacts, used: BTreeSet::new(), approved: Vec::new(), not_approved: Vec::new(), edits: 0, made: 0 })
    }

    /// Proposes a handful, and approves most of them.
    pub async fn make(&mut self, programs: &Programs, rng: &mut ChaCha8Rng) -> Result<()> {
        let mut writes = Vec::new();
        for _ in 0..rng.random_range(2..9) {
            writes.push(match rng.random_range(0..3) {
                0 => self.note(programs, rng, false)?,
                1 => self.note(programs, rng, true)?,
                _ => match self.change(programs, rng).await? {
                    Some(change) => change,
                    None => self.note(programs, rng, false)?,
                },
            });
        }
        let writable = app::open_for_writing(&programs.settings()).await?;
        let database = &writable.open.database;
        for (marker, write) in writes {
            self.made += 1;
            let proposal = propose(database, marker, write, programs.now);
            match rng.random_range(0..10) {
                0 => self.not_approved.push(proposal),
                1 => {
                    approve(database, &proposal, programs.now);
                    let gone = database.put_aside(
                        &proposal.id,
                        domain::Decision::Rejected,
                        "on second thoughts",
                        programs.now,
                    )?;
                    if gone { self.not_approved.push(proposal) } else { self.approved.push(proposal) }
                }
                _ => {
                    approve(database, &proposal, programs.now);
                    self.approved.push(proposal);
                }
            }
        }
        Ok(())
    }

    /// One of the contacts.
    pub fn any_contact(&self, rng: &mut ChaCha8Rng) -> Result<RecordId> {
        self.contact(rng, usize::MAX)
    }

    fn contact(&self, rng: &mut ChaCha8Rng, of: usize) -> Result<RecordId> {
        let some = &self.contacts[..of.min(self.contacts.len())];
        Ok(RecordId::new(ObjectType::Contact, some.choose(rng).context("a contact")?.as_str()))
    }

    /// A note or a task on one of a few contacts, so that several hang on the same.
    fn note(&self, programs: &Programs, rng: &mut ChaCha8Rng, is_task: bool) -> Result<(Marker, Write)> {
        let targets = vec![self.contact(rng, 60)?];
        let marker = outbox::new_marker();
        let body = format!("<p>Said, {}.</p>{}", self.made, footer(&marker));
        // Each at a moment of its own: two talks at one moment would be one talk.
        let at = programs.now
            - SignedDuration::from_secs(i64::try_from(self.made)?)
            - SignedDuration::from_millis(rng.random_range(0..1_000));
        let write = if is_task {
            Write::Task(TaskToFile {
                subject: format!("Send {}", self.made),
                body,
                due: at,
                owner: None,
                for_another: false,
                reminder: None,
                task_type: TaskType::Todo,
                priority: Priority::None,
                targets,
            })
        } else {
            Write::Note(NoteToFile { body, at, owner: None, targets })
        };
        Ok((marker, write))
    }

    async fn change(&mut self, programs: &Programs, rng: &mut ChaCha8Rng) -> Result<Option<(Marker, Write)>> {
        let record = self.any_contact(rng)?;
        let property = PROPERTIES.choose(rng).copied().context("a property")?;
        if !self.used.insert((record.id.clone(), property)) {
            return Ok(None);
        }
        let there = programs.record("contacts", &record.id).await?;
        let change = ChangeToMake {
            property: property.to_owned(),
            label: property.to_owned(),
            from: there["properties"][property].as_str().filter(|value| !value.is_empty()).map(str::to_owned),
            to: format!("Ours {}", self.used.len()),
            seen_at: programs.now,
            provenance: None,
            record,
        };
        Ok(Some((outbox::new_marker(), Write::Change(change))))
    }

    /// Somebody changes a property of which a change of ours is among the latest: before it is sent, at that moment, or after.
    pub async fn edit_meanwhile(&mut self, programs: &Programs, rng: &mut ChaCha8Rng) -> Result<()> {
        let changes: Vec<&ChangeToMake> = self
            .approved
            .iter()
            .rev()
            .filter_map(
                |proposal| if let Write::Change(change) = &proposal.content.write { Some(change) } else { None },
            )
            .take(6)
            .collect();
        let Some(change) = changes.choose(rng) else { return Ok(()) };
        let source = if rng.random_bool(0.5) { "CRM_UI" } else { "WORKFLOWS" };
        programs.edit(&change.record.id, &change.property, &format!("Theirs {}", self.edits), source).await?;
        self.edits += 1;
        Ok(())
    }

    /// Approves again what was given up, as a rep would. Whether anything is left to do.
    pub async fn reopen(&self, programs: &Programs) -> Result<bool> {
        let writable = app::open_for_writing(&programs.settings()).await?;
        let database = &writable.open.database;
        let mut is_open = false;
        for entry in database.entries()? {
            let given_up = entry.status == EntryStatus::Refused && entry.write.body().is_some();
            is_open |= given_up || !entry.status.is_final();
            if given_up {
                let proposal = self.approved.iter().find(|proposal| proposal.id == entry.proposal);
                approve(database, proposal.context("an entry that nobody approved")?, programs.now);
            }
        }
        Ok(is_open)
    }

    /// The change that a proposal makes, where it is approved and makes one.
    pub fn change_of(&self, id: &ProposalId) -> Option<&ChangeToMake> {
        let proposal = self.approved.iter().find(|proposal| proposal.id == *id)?;
        if let Write::Change(change) = &proposal.content.write { Some(change) } else { None }
    }
}
