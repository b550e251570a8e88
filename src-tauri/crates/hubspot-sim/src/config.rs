//! How a simulator is set up.

use std::path::PathBuf;

use anyhow::bail;
use jiff::Timestamp;

use crate::{faults::FaultRates, limits::Tier};

/// Which portal the simulator serves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum PortalKind {
    /// The twelve authored storylines with everyday activities around them.
    #[default]
    Sample,
    /// A portal of the given size, made from the seed.
    Generated {
        /// How many contacts there are.
        contacts: usize,
        /// How many companies there are; activities fall on them as 1/rank.
        companies: usize,
        /// How many deals there are.
        deals: usize,
        /// How many tickets there are.
        tickets: usize,
        /// How many e-mails, notes, calls and tasks there are together.
        activities: usize,
    },
}

/// Everything that can be chosen at the start. The default is the sample portal on a free port, without faults or lag.
#[derive(Debug, Clone, Default)]
pub struct SimConfig {
    /// The port on 127.0.0.1 to listen on; 0 takes a free one.
    pub port: u16,
    /// Decides ids, the token, generated texts and drawn faults.
    pub seed: u64,
    /// The portal to serve.
    pub portal: PortalKind,
    /// How often requests fail on purpose, by fault.
    pub faults: FaultRates,
    /// How far search lags behind the records, in milliseconds.
    pub lag_ms: u64,
    /// Where the clock starts; real time where absent.
    pub now: Option<Timestamp>,
    /// The scopes that the access token does not carry.
    pub without_scopes: Vec<String>,
    /// A file for one JSON line a request; it is overwritten.
    pub log: Option<PathBuf>,
    /// A folder for a file with one JSON line a request answered, both with their bodies; what a test has ordered to go wrong is left out.
    pub exchanges: Option<PathBuf>,
    /// The account's subscription, which sets the rate limits.
    pub tier: Tier,
    /// A daily budget of calls in place of the tier's.
    pub daily_limit: Option<u32>,
    /// Serves without refusing anything for its rate; headers still count. For loading large portals in benchmarks.
    pub unlimited: bool,
    /// The behaviours nobody has confirmed with HubSpot.
    pub switches: Switches,
}

/// What HubSpot may do one way or the other. Each default is the likelier way, or the stricter one; a client must live with both.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Switches {
    /// `access-token-info` answers for this kind of token; a service key may get a 404. Default true.
    pub token_info: bool,
    /// Associating two records moves the modified date of both. Default false.
    pub association_moves_modified: bool,
    /// Notes, tasks and other engagements may have properties with unique values. Default false.
    pub unique_on_engagements: bool,
    /// `hs_unique_creation_key` can be written when an engagement is created, and a second create with the same key is a 409. Default false.
    pub creation_key_writable: bool,
    /// Search takes sorts as strings such as `-hs_lastmodifieddate`. Default false.
    pub string_sorts: bool,
    /// Search passes over the sort it is asked for and returns the latest changed first. Default false.
    pub sorts_ignored: bool,
    /// A merge keeps the survivor's id; otherwise it makes a new record, and both former ids lead there. Default false.
    pub merge_keeps_id: bool,
    /// Transcripts are for OAuth apps alone: no other token carries their scope. Default true.
    pub transcripts_oauth_only: bool,
    /// Calls do not say which transcript is theirs. Default true.
    pub transcription_ids_empty: bool,
    /// Moments of whole seconds come without milliseconds. Default false.
    pub whole_seconds: bool,
    /// Without `sales-email-read` e-mails are refused with 403; otherwise they come without their bodies. Default true.
    pub email_bodies_refused: bool,
    /// A GET by the id of a merged record reaches the survivor; otherwise 404. Default true.
    pub merged_get: bool,
    /// A batch read of associations lists inputs without any under `errors`; otherwise they are left out. Default false.
    pub empty_associations_as_errors: bool,
    /// Whether a 429 carries `Retry-After`. Default false.
    pub retry_after: bool,
    /// A refresh token is good once, and another one comes back with the access token. HubSpot's do not rotate today, but may. Default true.
    pub refresh_rotates: bool,
    /// A named property without a value comes back as `null`; otherwise it is absent. Default true.
    pub missing_as_null: bool,
}

impl Default for Switches {
    fn default() -> Self {
        Self {
            token_info: true,
            association_moves_modified: false,
            unique_on_engagements: false,
            creation_key_writable: false,
            string_sorts: false,
            sorts_ignored: false,
            merge_keeps_id: false,
            transcripts_oauth_only: true,
            transcription_ids_empty: true,
            whole_seconds: false,
            email_bodies_refused: true,
            merged_get: true,
            empty_associations_as_errors: false,
            retry_after: false,
            refresh_rotates: true,
            missing_as_null: true,
        }
    }
}

impl Switches {
    /// The names of switches that [`Self::flip`] takes.
    pub const NAMES: [&'static str; 16] = [
        "token-info",
        "association-moves-modified",
        "unique-on-engagements",
        "creation-key-writable",
        "string-sorts",
        "sorts-ignored",
        "merge-keeps-id",
        "transcripts-oauth-only",
        "transcription-ids-empty",
        "whole-seconds",
        "email-bodies-refused",
        "merged-get",
        "empty-associations-as-errors",
        "retry-after",
        "refresh-rotates",
        "missing-as-null",
    ];

    /// Sets a switch by name: `retry-after` flips its default, `retry-after=true` says it outright.
    ///
    /// # Errors
    /// Where there is no such switch, or the value is neither `true` nor `false`.
    pub fn flip(&mut self, setting: &str) -> anyhow::Result<()> {
        let (name, value) = setting.split_once('=').unwrap_or((setting, ""));
        let switch = match name {
            "token-info" => &mut self.token_info,
            "association-moves-modified" => &mut self.association_moves_modified,
            "unique-on-engagements" => &mut self.unique_on_engagements,
            "creation-key-writable" => &mut self.creation_key_writable,
            "string-sorts" => &mut self.string_sorts,
            "sorts-ignored" => &mut self.sorts_ignored,
            "merge-keeps-id" => &mut self.merge_keeps_id,
            "transcripts-oauth-only" => &mut self.transcripts_oauth_only,
            "transcription-ids-empty" => &mut self.transcription_ids_empty,
            "whole-seconds" => &mut self.whole_seconds,
            "email-bodies-refused" => &mut self.email_bodies_refused,
            "merged-get" => &mut self.merged_get,
            "empty-associations-as-errors" => &mut self.empty_associations_as_errors,
            "retry-after" => &mut self.retry_after,
            "refresh-rotates" => &mut self.refresh_rotates,
            "missing-as-null" => &mut self.missing_as_null,
            _ => bail!("there is no switch `{name}`; there are {}", Self::NAMES.join(", ")),
        };
        *switch = match value {
            "" => !*switch,
            "true" => true,
            "false" => false,
            _ => bail!("`{setting}` is neither true nor false"),
        };
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_named_switch_flips() {
        for name in Switches::NAMES {
            let mut switches = Switches::default();
            switches.flip(name).unwrap();
            assert_ne!(switches, Switches::default(), "{name}");
            switches.flip(name).unwrap();
            assert_eq!(switches, Switches::default(), "{name}");
        }
        assert!(Switches::default().flip("luck").is_err());
    }
}
