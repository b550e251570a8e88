//! HubSpot, typed. The sole owner of its JSON, its paths, its limits and its errors.
//!
//! [`Client`] reads; what it returns are the domain's words. It paces itself below the account's limits ([`Pace`]), retries only
//! what is safe to send twice, and counts its calls. Its few methods that write send once; crate `outbox` alone calls them.
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic))]

mod client;
mod error;
mod events;
mod filed;
mod filing;
mod journal;
mod limits;
mod oauth;
mod paths;
mod properties;
mod roles;
mod schema;
mod wire;

pub use client::{Client, DEFAULT_BASE_URL, Daily, SEARCH_RESULTS_MAX, SearchFilter, Usage};
pub use error::HubSpotError;
pub use events::TIMELINE_SCOPE;
pub use filed::{Filed, ValueNow, ValueVersion};
pub use filing::{FILE_BATCH, Failure, Written, plain_association};
pub use journal::{JournalEvent, JournalPage};
pub use limits::{Pace, Policy, SHARE_USUAL, Share, Throttle};
pub use oauth::{Asking, Granted, Introspected, Later, OAuthApp, Renewal, as_text, authorize_url};
pub use properties::{HISTORIED, modified_property, properties_of};
pub use roles::{AssociationLabel, RolesNow};
pub use schema::PropertyToMake;
pub use transport::Secret;
pub use wire::{
    Account, BatchRead, Fetched, Listing, SearchPage, TokenInfo, TranscriptReply, parse_instant, parse_listing,
    parse_search,
};
