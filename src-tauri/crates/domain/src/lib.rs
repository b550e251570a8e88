//! The words Foreword thinks in: ids, records, the layers of a mail, documents, spans, citations, dossiers, briefs, proposals and writes.
//!
//! Values only. No IO, no clock, no dependency on how HubSpot spells its JSON or how a table is laid out.

#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic))]

mod alike;
mod asks;
mod brief;
mod citation;
mod document;
mod dossier;
mod drift;
mod id;
mod jotting;
pub mod mail;
pub mod matching;
mod meant;
pub mod names;
mod promise_mark;
pub mod property;
mod proposal;
mod provenance;
mod reading;
mod record;
mod rule;
mod says;
mod slices;
mod standing;
pub mod text;
pub mod tokens;
mod value_type;
mod views;
mod voices;
mod write;

pub use alike::{Alike, DealEnd, SavedPage};
pub use asks::Asks;
pub use brief::{Brief, Coverage, Dropped, Item, ItemKind, Mode, Promised, Section, SectionName, Who};
pub use citation::{Citation, CitationError, ContentHash, Source, Sources};
pub use document::{Activity, Chunk, ChunkId, ChunkLevel, Document, Part, Said, Span, UNKNOWN_SPEAKER, Utterance};
pub use dossier::{DealFile, Dossier, Entry};
pub use drift::{Drift, drift, likeness, successor};
pub use id::{IdError, ObjectType, PortalId, RecordId};
pub use jotting::{JotMark, Jotting};
pub use letters::{hidden, marked, mixes_scripts, visible};
pub use meant::which_first;
pub use promise_mark::{MarkedPromise, PromiseMark};
pub use proposal::{Anchor, Decision, EntryStatus, Heading, Line, Marker, ProposalId, Proposed};
pub use provenance::{BOOKKEEPING, INPUT_HASH, LAST_RUN_AT, PROMPT_VERSION, PROVENANCE, Provenance, runs, with_runs};
pub use reading::{Marked, Marks, Reading, Readings};
pub use record::{Association, Owner, Pipeline, PropertyChange, PropertyDefinition, Record, Stage, TranscriptState};
pub use rule::{Rule, UnknownRule};
pub use says::{Act, Category, ReadLine, ReadLines, Says};
pub use slices::Slices;
pub use standing::MeetingState;
pub use value_type::ValueType;
pub use views::{Contact, Deal, Meeting, Ticket, USUAL_MEETING, stored_day, stored_time};
pub use voices::{DOUBTED, Side, Speaker, Unrecognised, Voices, addresses_of, host_of, with_address, without_address};
pub use write::{
    ChangeToMake, EventToSend, EventType, NoteToFile, Priority, RoleToGive, TEXT_MAX, TaskToFile, TaskType, Tier,
    Write, too_long,
};
