//! What a page hears when something fails: a code to branch on, words to show, and what to do.

use app::{AppError, ErrorCode};
use serde::Serialize;
use specta::Type;

/// A failure, as it crosses to the pages. Never holds a token or a mail's body.
#[derive(Debug, Clone, Serialize, Type)]
pub struct CommandError {
    /// What kind of failure it is; pages branch on this and on nothing else.
    pub code: ErrorCode,
    /// What happened, in words for the rep.
    pub message: String,
    /// What to do about it; none where there is nothing to do.
    pub hint: Option<String>,
    /// Whether the same request may succeed later.
    pub retryable: bool,
    /// What a button beside it does.
    pub action: ErrorAction,
    /// What an ambiguous name may have meant; empty for other failures.
    pub candidates: Vec<CandidateView>,
}

/// What the button beside a failure does. There always is one: a page on which nothing can be pressed leaves a rep alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum ErrorAction {
    /// Asks for the same once more.
    Retry,
    /// Brings the local copy up to date.
    Sync,
    /// Goes to the page on which a portal is connected, or its token replaced.
    Connect,
    /// Goes to the settings.
    Settings,
    /// Goes to the settings of the language model.
    Model,
    /// Goes to what waits for a decision.
    Review,
    /// Puts the message away.
    Dismiss,
}

/// One of several things that an ambiguous name may mean.
#[derive(Debug, Clone, Serialize, Type)]
pub struct CandidateView {
    /// The id to name instead, as in `contact:1`.
    pub id: String,
    /// The name of the person, company, deal or portal.
    pub name: String,
    /// The name of the account it belongs to; none where it is an account itself or belongs to none.
    pub account: Option<String>,
}

impl CommandError {
    /// A failure of the window itself, not of a use case in `app`.
    pub fn new(code: ErrorCode, message: impl Into<String>, hint: impl Into<Option<String>>) -> Self {
        let (message, hint): (String, Option<String>) = (message.into(), hint.into());
        Self {
            code,
            message: sentence(&message),
            hint: hint.as_deref().map(sentence),
            retryable: false,
            action: words(code).action,
            candidates: Vec::new(),
        }
    }
}

impl CommandError {
    /// What a page hears of an error that somebody else goes on with.
    pub fn told_of(error: &AppError) -> Self {
        let words = words(error.code);
        let causes = error.causes();
        let message = if words.stands_alone {
            // What the transport or the keychain said helps nobody on a page; it stands in the log.
            tracing::warn!(?causes, "{}", error.message);
            words.title.to_owned()
        } else {
            sentence(&std::iter::once(error.message.clone()).chain(causes).collect::<Vec<_>>().join(": "))
        };
        let view =
            |c: &app::Candidate| CandidateView { id: c.id.clone(), name: c.name.clone(), account: c.account.clone() };
        Self {
            code: error.code,
            message,
            // Never the command line's hint: a page has none.
            hint: Some(error.hint.as_deref().map_or_else(|| words.todo.to_owned(), sentence)),
            retryable: error.code.is_retryable(),
            action: words.action,
            candidates: error.candidates.iter().map(view).collect(),
        }
    }
}

impl From<AppError> for CommandError {
    fn from(error: AppError) -> Self {
        Self::told_of(&error)
    }
}

/// What the window says of a kind of failure.
struct Words {
    /// The failure in a sentence, as a page heads it.
    title: &'static str,
    /// What to do, where the failure itself does not say.
    todo: &'static str,
    /// What its button does.
    action: ErrorAction,
    /// Whether the title is shown in place of the failure's own message, which is for those who read logs.
    stands_alone: bool,
}

/// The window's words for each kind of failure. Pure.
fn words(code: ErrorCode) -> Words {
    use ErrorAction::{Connect, Dismiss, Model, Retry, Review, Settings, Sync};
    let own = |title, todo, action| Words { title, todo, action, stands_alone: false };
    let alone = |title, todo, action| Words { title, todo, action, stands_alone: true };
    match code {
        ErrorCode::Usage => own("That did not work.", "Check what you entered and try again.", Dismiss),
        ErrorCode::Ambiguous => own("That name fits several.", "Choose one of them.", Dismiss),
        ErrorCode::NotFound => own("Nothing was found.", "Sync to bring your copy up to date, then try again.", Sync),
        ErrorCode::NotConnected => alone(
            "HubSpot is not connected.",
            "Connect HubSpot, or try the sample portal, in the main window.",
            Connect,
        ),
        ErrorCode::Unauthorized => alone(
            "HubSpot refused the token.",
            "Copy the token from HubSpot again (Settings, Integrations, Private apps) and paste it under Portal in Settings. Your data on this computer stays.",
            Connect,
        ),
        ErrorCode::MissingScopes => own(
            "The token lacks a scope.",
            "Ask an admin to add the scope to the private app in HubSpot, then try again.",
            Retry,
        ),
        ErrorCode::WrongPortal => own("The token belongs to another portal.", "Use a token of this portal.", Connect),
        ErrorCode::Unreachable => alone(
            "No connection to HubSpot.",
            "Check your connection and try again. Everything already on this computer can be searched meanwhile.",
            Retry,
        ),
        ErrorCode::RateLimited => alone("HubSpot is limiting requests.", "Try again in a minute.", Retry),
        ErrorCode::HubSpot => own("HubSpot could not do that.", "Try again later.", Retry),
        ErrorCode::NoKeychain => alone(
            "No keychain answers on this computer.",
            "Unlock the keychain, or set one up, then try again. Foreword never keeps a token in a file.",
            Retry,
        ),
        ErrorCode::Keychain => own("The keychain refused.", "Unlock the keychain and try again.", Retry),
        ErrorCode::Locked => own("Foreword is locked.", "Type your passphrase.", Dismiss),
        ErrorCode::WrongPassphrase => {
            own("That is not the passphrase.", "Try again. Nothing was changed, and tries are not counted.", Dismiss)
        }
        ErrorCode::Policy => {
            own("Your admin's policy forbids this.", "Your admin has set this, and only they can change it.", Dismiss)
        }
        ErrorCode::Busy => own("Foreword is busy.", "Wait until it has finished, then try again.", Retry),
        ErrorCode::Changed => own("This changed since it was shown.", "Read it again, then approve it.", Review),
        ErrorCode::InFlight => own("This is on its way to HubSpot.", "If it is in HubSpot, change it there.", Review),
        ErrorCode::HotkeyTaken => own("The shortcut is taken.", "Choose another one in Settings.", Settings),
        ErrorCode::Update => {
            own("The update was not put in place.", "Try again later. Foreword goes on working as it is.", Retry)
        }
        ErrorCode::Model => own("The model did not work.", "Choose a model in Settings, or go on without one.", Model),
        ErrorCode::Storage => {
            own("Foreword could not read or write its files.", "Look at the checks in Settings.", Settings)
        }
        ErrorCode::Damaged => own(
            "The database is damaged.",
            "Start Foreword again. It makes the database anew of what can be read.",
            Settings,
        ),
        ErrorCode::DiskFull => own("The disk is too full.", "Free some space and try again.", Retry),
        ErrorCode::Cancelled => own("Stopped.", "Start it again when you like. Nothing is lost.", Retry),
        ErrorCode::NotInThisVersion => own("This version cannot do that.", "Update Foreword.", Settings),
        ErrorCode::Internal => own("Foreword made a mistake.", "Try again. If it stays, please report it.", Retry),
    }
}

/// A text as a sentence of a page: with a full stop, and without the marks that commands and code stand in.
fn sentence(text: &str) -> String {
    let text = text.trim().replace('`', "'");
    if text.is_empty() || text.ends_with(['.', '!', '?', '…']) { text } else { format!("{text}.") }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whether a page can show a text to somebody who has never opened a terminal.
    fn is_for_a_page(text: &str) -> bool {
        let for_terminals = ["`", "FOREWORD_", "cargo", "foreword ", "--"];
        !text.trim().is_empty() && text.ends_with('.') && !for_terminals.iter().any(|word| text.contains(word))
    }

    #[test]
    fn every_failure_has_words_for_the_window() {
        for code in ErrorCode::ALL {
            let Words { title, todo, .. } = words(code);
            assert!(is_for_a_page(title) && is_for_a_page(todo), "{code:?}: {title} {todo}");
            let error = AppError::new(code, "It failed").command_hint("Run `foreword doctor`, or set FOREWORD_HOME.");
            let shown = CommandError::from(error);
            assert!(is_for_a_page(&shown.message), "{code:?}: {}", shown.message);
            assert_eq!(shown.hint.as_deref(), Some(todo), "{code:?}");
            // Where asking again may help, that is what the button does.
            assert!(!code.is_retryable() || shown.action == ErrorAction::Retry, "{code:?}");
        }
    }

    #[test]
    fn a_failure_says_itself_what_happened_and_what_to_do() {
        let cause = std::io::Error::other("no such file");
        let error =
            AppError::new(ErrorCode::Storage, "Could not read offer.pdf").hint("Choose another").caused_by(cause);
        let shown = CommandError::from(error);
        assert_eq!(shown.message, "Could not read offer.pdf: no such file.");
        assert_eq!(shown.hint.as_deref(), Some("Choose another."));
    }

    #[test]
    fn what_the_transport_said_stays_in_the_log() {
        let cause = std::io::Error::other("tcp connect error (os error 111)");
        let error = AppError::new(ErrorCode::Unreachable, "HubSpot could not be reached for POST /crm/objects/search");
        let shown = CommandError::from(error.caused_by(cause));
        assert_eq!(shown.message, "No connection to HubSpot.");
        assert!(shown.retryable);
    }
}
