//! The kinds of text that can be drafted, and a mail as an address that a mail client opens.

use crate::error::{AppError, ErrorCode};
use domain::ObjectType;
use llm::{Group, Kind};
use serde::Serialize;
use specta::Type;

/// A kind of draft that a page offers, with what it gives and needs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct DraftKindView {
    /// The kind, as commands name it.
    pub kind: Kind,
    /// The kind's name for reading, as in `Follow-up`.
    pub name: String,
    /// What the draft gives the rep, in one line.
    pub gives: String,
    /// What the draft is for.
    pub group: Group,
    /// Whether nothing comes of it without a language model.
    pub needs_model: bool,
    /// Whether the draft is a mail.
    pub is_mail: bool,
    /// What the draft is about.
    pub about: DraftAbout,
    /// How it is put up for review.
    pub files: DraftFiles,
}

/// What a kind of draft is about. A company stands for the account as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "lowercase")]
pub enum DraftAbout {
    /// The account.
    Company,
    /// A person of the account.
    Contact,
    /// A deal of the account.
    Deal,
    /// A ticket of the account.
    Ticket,
    /// A call with the account.
    Call,
}

/// How what a draft says is put up for review.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "lowercase")]
pub enum DraftFiles {
    /// As values of properties, where the portal has them, else as a note.
    Values,
    /// As a note.
    Note,
}

/// Every kind of draft about an account, in the order a page lists them. A reply is asked for at its mail, a digest on the day's page.
pub fn draft_kinds() -> Vec<DraftKindView> {
    let view = |kind: Kind| {
        let spec = kind.spec();
        DraftKindView {
            kind,
            name: spec.title.to_owned(),
            gives: spec.gives.to_owned(),
            group: spec.group,
            needs_model: !kind.works_by_rules(),
            is_mail: kind.is_mail(),
            about: match spec.about {
                ObjectType::Contact => DraftAbout::Contact,
                ObjectType::Deal => DraftAbout::Deal,
                ObjectType::Ticket => DraftAbout::Ticket,
                ObjectType::Call => DraftAbout::Call,
                _ => DraftAbout::Company,
            },
            files: if is_proposed(kind) { DraftFiles::Values } else { DraftFiles::Note },
        }
    };
    Kind::ALL.iter().copied().filter(|kind| kind.is_offered()).map(view).collect()
}

/// Whether a kind of draft says something that goes into properties, where a portal has them.
pub fn is_proposed(kind: Kind) -> bool {
    !kind.spec().proposes.is_empty()
}

/// The most bytes of an address: some systems take no longer ones.
const ADDRESS_BYTES_MAX: usize = 8_000;

/// `mailto:` with subject and text, as RFC 6068 spells it. Fails where blanks are left, where the address is none, and where the text is too
/// long for a mail client to take it that way.
pub fn mail_address(to: Option<&str>, subject: &str, body: &str) -> Result<String, AppError> {
    let to = to.map(str::trim).unwrap_or_default();
    let is_address = to.is_empty()
        || (to.matches('@').count() == 1
            && !to.contains(|c: char| c.is_whitespace() || c.is_control() || ",;<>\"".contains(c)));
    if !is_address {
        return Err(AppError::new(ErrorCode::Usage, format!("“{to}” is not an e-mail address")));
    }
    if has_blanks(subject) || has_blanks(body) {
        return Err(AppError::new(ErrorCode::Usage, "The mail still has blanks").hint("Fill or remove them first."));
    }
    let address = format!(
        "mailto:{}?subject={}&body={}",
        escaped(to),
        escaped(subject),
        // A line ends as mail has it.
        escaped(&body.replace("\r\n", "\n").replace('\n', "\r\n"))
    );
    if ADDRESS_BYTES_MAX < address.len() {
        return Err(AppError::new(ErrorCode::Usage, "The mail is too long for a mail client to take over")
            .hint("Copy it instead."));
    }
    Ok(address)
}

/// Whether something is left for the rep to fill in: a rule's `[…]` or a model's `[[what is missing]]`.
pub(crate) fn has_blanks(text: &str) -> bool {
    text.contains(drafting::reply::BLANK) || text.split_once("[[").is_some_and(|(_, rest)| rest.contains("]]"))
}

fn escaped(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' | b'@' => char::from(byte).to_string(),
            byte => format!("%{byte:02X}"),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mail_is_an_address_with_everything_in_it() {
        let address = mail_address(Some("petra@harbour.example"), "Re: Plan & more", "Hi Petra,\n\nüber 5 %?").unwrap();
        assert_eq!(
            address,
            "mailto:petra@harbour.example?subject=Re%3A%20Plan%20%26%20more&body=Hi%20Petra%2C%0D%0A%0D%0A%C3%BCber%205%20%25%3F"
        );
        assert!(mail_address(None, "", "text").unwrap().starts_with("mailto:?"));
    }

    #[test]
    fn blanks_and_other_headers_are_refused() {
        for body in ["Hi\n\n[…]", "We send it by [[which day]]."] {
            assert_eq!(mail_address(None, "s", body).unwrap_err().code, ErrorCode::Usage);
        }
        for to in ["a@b.example,c@d.example", "a@b.example?bcc=x@y.example&@", "a b@c.example", "nobody"] {
            assert!(mail_address(Some(to), "s", "b").is_err(), "{to}");
        }
        let sneaky = mail_address(Some("a?bcc=x@y.example"), "s", "b").unwrap();
        assert!(sneaky.starts_with("mailto:a%3Fbcc%3Dx@y.example?subject"), "{sneaky}");
        assert!(mail_address(None, "s", &"word ".repeat(3_000)).is_err());
    }
}
