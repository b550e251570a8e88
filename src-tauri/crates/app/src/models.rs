//! The models that are asked: the embedding model and its files, the language model, what it was asked and what that cost.

pub(crate) mod calls;
pub(crate) mod embedding_model;
pub(crate) mod lines;
pub(crate) mod llm_choice;
pub(crate) mod llm_settings;
pub(crate) mod phraser;
pub(crate) mod prompts;
pub(crate) mod split;
pub(crate) mod switch_model;
