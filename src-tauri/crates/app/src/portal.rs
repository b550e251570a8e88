//! What a portal is opened with: the settings of a run, the lock, the connection, what HubSpot has there of properties and labels.

pub(crate) mod ai_properties;
pub(crate) mod allowed;
pub(crate) mod calls;
pub(crate) mod connect;
pub(crate) mod drift;
pub(crate) mod keys;
pub(crate) mod lease;
pub(crate) mod noted;
pub(crate) mod oauth;
pub(crate) mod open;
pub(crate) mod own_fields;
pub(crate) mod own_files;
pub(crate) mod policy;
pub(crate) mod portals;
pub(crate) mod preferences;
pub(crate) mod progress;
pub(crate) mod properties;
pub(crate) mod roles;
pub(crate) mod schema;
pub(crate) mod scope;
pub(crate) mod settings;
pub(crate) mod socket;
pub(crate) mod token;
