//! How the copy is kept: syncing, upkeep, the shelf, what is gone from HubSpot, forgetting, and checks of all of it.

pub(crate) mod backup;
pub(crate) mod conversation_folders;
pub(crate) mod conversation_import;
pub(crate) mod conversation_speakers;
pub(crate) mod conversation_views;
pub(crate) mod conversations;
pub(crate) mod demo;
pub(crate) mod doctor;
pub(crate) mod files;
pub(crate) mod forget;
pub(crate) mod gone;
pub(crate) mod maintain;
pub(crate) mod overview;
pub(crate) mod power;
pub(crate) mod reader;
pub(crate) mod readings;
pub(crate) mod repair;
pub(crate) mod shelf;
pub(crate) mod shelf_folder;
pub(crate) mod sync;
pub(crate) mod transcripts;
