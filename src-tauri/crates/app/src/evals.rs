//! Measuring on data with known answers: retrieval, grounding, redaction, back-tests.

pub(crate) mod backtest;
pub(crate) mod corpus;
pub(crate) mod ground;
pub(crate) mod redact;
pub(crate) mod retrieval;
