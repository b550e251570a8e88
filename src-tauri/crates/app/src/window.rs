//! What a running window needs: its session, the day's page, the brief before a meeting, and what it does for commands.

pub(crate) mod briefing;
pub(crate) mod schema;
pub(crate) mod session;
pub(crate) mod today;
pub(crate) mod unsent;
pub(crate) mod uses;
pub(crate) mod window_socket;
