//! The words Foreword thinks in: ids, records, documents, spans, citations, briefs.
//!
//! Values only. No IO, no clock, no dependency on how HubSpot spells its JSON or how a table is laid out.

mod brief;
mod citation;
mod document;
mod id;
mod record;

pub use brief::{Brief, Coverage, Dropped, Item, ItemKind, Mode, Section, SectionName, Who};
pub use citation::{Citation, CitationError, ContentHash, Source, Sources};
pub use document::{Activity, Chunk, ChunkId, ChunkLevel, Document, Part, Span, Utterance};
pub use id::{IdError, ObjectType, PortalId, RecordId};
pub use record::{
    Association, Owner, Pipeline, PropertyChange, PropertyDefinition, Record, Stage, TranscriptState,
};
