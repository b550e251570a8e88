//! One thing that has to work, as it was found, with what to do where it does not.

use crate::error::{Advice, AppError};
use serde::Serialize;

/// What the doctor found about one thing that has to work.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Check {
    /// What was looked at, as in `keychain`.
    pub name: String,
    /// Whether what was looked at is as it should be.
    pub ok: bool,
    /// What was found, in words.
    pub detail: String,
    /// What to do about it at the command line; none where nothing is to be done.
    pub fix: Option<String>,
    /// What to do in the window, which has no command line.
    #[serde(skip)]
    pub window_fix: Option<String>,
}

impl Check {
    pub(crate) fn good(name: impl Into<String>, detail: impl Into<String>) -> Self {
        Self { name: name.into(), ok: true, detail: detail.into(), fix: None, window_fix: None }
    }

    pub(crate) fn bad(name: impl Into<String>, detail: impl Into<String>, fix: Advice) -> Self {
        Self {
            name: name.into(),
            ok: false,
            detail: detail.into(),
            fix: Some(fix.command.to_owned()),
            window_fix: Some(fix.window.to_owned()),
        }
    }

    pub(crate) fn failed(name: impl Into<String>, error: &AppError) -> Self {
        let detail = [vec![error.message.clone()], error.causes()].concat().join(": ");
        let fix = error.for_command().map(str::to_owned);
        Self { name: name.into(), ok: false, detail, fix, window_fix: error.hint.clone() }
    }
}

pub(crate) const CONNECT_AGAIN: Advice = Advice {
    command: "Connect with a token of this portal: `foreword connect --token-stdin`.",
    window: "Connect with a token of this portal, under Portal in Settings.",
};
pub(crate) const TRY_LATER: Advice = Advice::both("Check your connection, then look again.");
pub(crate) const ASK_ADMIN: Advice = Advice {
    command: "`foreword allowed` prints a request for your HubSpot admin.",
    window: "Choose “Ask your admin” under Portal in Settings.",
};
pub(crate) const SHARE_LOW: Advice = Advice {
    command: "Other apps may use them. `foreword share 10` has Foreword take fewer; they are full again after midnight in the portal's time zone.",
    window: "Other apps may use them. Give Foreword a smaller share under Portal in Settings; they are full again after midnight in the portal's time zone.",
};
pub(crate) const HUBSPOT_DIFFERS: Advice = Advice::both(
    "Ask your HubSpot admin whether the connection may read it. If it may, tell the makers of Foreword: your account differs from what HubSpot describes.",
);
