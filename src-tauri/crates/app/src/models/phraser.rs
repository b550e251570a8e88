//! The language model that the rep chose, with what it may be sent and what it may cost.

use crate::{
    error::{AppError, ErrorCode},
    models::{
        calls::{call_of, month_start},
        llm_choice::{Chosen, not_usable},
    },
    portal::open::OpenPortal,
};
use domain::RecordId;
use jiff::Timestamp;
use llm::{
    Budget, Call, Inputs, Kind, Library, Model as _, More, Prices, ProviderConfig, Redactor, Remote, Rules, Scene,
    SourceText, Stops,
};
use std::sync::Arc;
use tokio_util::sync::CancellationToken;

/// The language model the rep chose, and what is allowed.
pub struct Phraser {
    pub(crate) remote: Option<Remote>,
    pub(crate) rules: Option<Rules>,
    pub(crate) stops: Arc<Stops>,
    pub(crate) prices: Prices,
    pub(crate) limit_micros: Option<u64>,
    pub(crate) allow_unpriced: bool,
    /// Why the model that is chosen cannot be asked; none where it can, or none is chosen.
    pub(crate) problem: Option<String>,
}

impl Phraser {
    /// Stands for no model: drafts are made by rules, where rules can make them.
    pub fn none() -> Self {
        Self {
            remote: None,
            rules: None,
            stops: Arc::default(),
            prices: Prices::shipped(),
            limit_micros: None,
            allow_unpriced: false,
            problem: None,
        }
    }

    /// The model of a configuration, with the usual rules and no limit.
    pub fn of(config: Option<ProviderConfig>) -> Result<Self, AppError> {
        let remote = config.map(Remote::new).transpose().map_err(not_usable)?;
        Ok(Self { remote, ..Self::none() })
    }

    pub(crate) fn with(chosen: Chosen) -> Result<Self, AppError> {
        let remote = Remote::new(chosen.config).map_err(not_usable)?;
        Ok(Self { remote: Some(remote), rules: Some(chosen.rules), ..Self::none() })
    }

    /// The connection to the model; none where no model is asked.
    pub(crate) fn remote(&self) -> Option<&Remote> {
        self.remote.as_ref()
    }

    /// Why rules put a draft together although a model is chosen.
    pub(crate) fn rules_note(&self) -> Option<String> {
        self.problem.as_ref().map(|problem| format!("{problem}, so this is put together by rules."))
    }

    pub(crate) fn redactor(&self, people: &[String], config: &ProviderConfig) -> Redactor {
        Redactor::new(people, self.rules.clone().unwrap_or_else(|| Rules::of(config)))
    }

    /// What this month allows to be spent in this portal, and what has been.
    pub(crate) fn budget(&self, open: &OpenPortal, now: Timestamp) -> Result<Budget, AppError> {
        Ok(Budget {
            limit_micros: self.limit_micros,
            spent_micros: open.database.spent_since(month_start(open, now))?,
            allow_unpriced: self.allow_unpriced,
        })
    }

    /// Asks the model to phrase two invented sentences.
    pub(crate) async fn test(&self, open: Option<&OpenPortal>, now: Timestamp) -> Result<llm::Reply, AppError> {
        let remote = self.remote.as_ref().ok_or_else(|| {
            let why = self.problem.clone().unwrap_or_else(|| "No language model is chosen".to_owned());
            AppError::new(ErrorCode::Model, why).hint("Choose one in Settings and enter its key.")
        })?;
        let library = Library::shipped().map_err(prompt_error)?;
        let prompt = library.get(Kind::Summary, Some(1)).map_err(prompt_error)?;
        let said = |about: &str, text: &str| SourceText { about: about.to_owned(), text: text.to_owned() };
        let scene = Scene {
            account: "An invented account".to_owned(),
            person: None,
            today: jiff::civil::date(2026, 3, 4),
            sources: vec![
                said("Note, 2 March 2026", "The pilot starts on 12 March with two depots."),
                said("Note, 3 March 2026", "The contract is sent on Friday."),
            ],
        };
        let inputs = Inputs { kind: Kind::Summary, scene, more: More::Nothing {} };
        let rendered = prompt.render(&inputs, &self.redactor(&[], remote.config())).map_err(prompt_error)?;
        let nobody = RecordId::book();
        let portal = open.map_or_else(|| domain::PortalId(String::new()), |open| open.id.clone());
        let budget = open.map(|open| self.budget(open, now)).transpose()?.unwrap_or_default();
        let call = Call {
            id: llm::request_id(&portal, &nobody, &rendered),
            prompt: &rendered,
            model: remote,
            budget: &budget,
            prices: &self.prices,
            cache: None,
            stops: &self.stops,
            cancel: CancellationToken::new(),
        };
        let reply = llm::ask(call, &mut |_| {}).await;
        if let Some(open) = open {
            let kept = reply.items.len();
            open.database.log_call(&call_of(&reply, "test", &rendered, &nobody, kept, now))?;
        }
        Ok(reply)
    }
}

pub(crate) fn prompt_error(error: llm::PromptError) -> AppError {
    AppError::new(ErrorCode::Model, error.to_string())
}
