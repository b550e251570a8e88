//! Measuring on data with known answers: retrieval, grounding, redaction, back-tests, what is read out of sales conversations.

pub(crate) mod backtest;
pub(crate) mod corpus;
pub(crate) mod ground;
pub(crate) mod redact;
pub(crate) mod retrieval;
pub(crate) mod sales;
