//! The kinds of text that can be drafted, and a mail as an address that a mail client opens.

use crate::error::{AppError, ErrorCode};
use llm::Kind;
use serde::Serialize;
use specta::Type;

/// A kind of draft that a page offers, with what it gives and needs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct DraftKindView {
    /// The kind's name in commands, as in `follow-up`.
    pub kind: String,
    /// The kind's name for reading, as in `Follow-up`.
    pub name: String,
    /// What the draft gives the rep, in one line.
    pub gives: String,
    /// What the draft is for: `prepare`, `write` or `judge`.
    pub group: String,
    /// Whether nothing comes of it without a language model.
    pub needs_model: bool,
    /// Whether the draft is a mail.
    pub is_mail: bool,
    /// Whether what the draft says can be put up for review.
    pub is_proposed: bool,
    /// What the draft is about, where that is no person or account: `call`, `deal` or `ticket`; none otherwise.
    pub about: Option<String>,
}

/// Every kind of draft about an account, in the order a page lists them. A reply is asked for at its mail, a digest on the day's page.
pub fn draft_kinds() -> Vec<DraftKindView> {
    const PREPARE: &str = "prepare";
    const WRITE: &str = "write";
    const JUDGE: &str = "judge";
    let all: [(Kind, &str, &str, &str, Option<&str>); 17] = [
        (Kind::PreCallSummary, PREPARE, "Pre-call summary", "Four sentences for the minute before a call.", None),
        (Kind::Summary, PREPARE, "Summary", "Where things stand, in two or three sentences.", None),
        (Kind::NextAction, PREPARE, "Next action", "What to do next, and why.", None),
        (Kind::AccountPlan, PREPARE, "Account plan", "Goals, people, position, risks and steps.", None),
        (Kind::ExecutiveSummary, PREPARE, "Executive summary", "One page for someone new to the account.", None),
        (Kind::Note, PREPARE, "Call note", "What a colleague needs to know about the last call.", Some("call")),
        (Kind::FollowUp, WRITE, "Follow-up", "The mail after a call: what was agreed, who does what.", None),
        (Kind::Nudge, WRITE, "Nudge", "A mail after a long silence.", None),
        (Kind::FirstTouch, WRITE, "First touch", "The first mail to a person.", None),
        (Kind::HandOff, WRITE, "Hand-off", "The mail to the colleague who takes over.", None),
        (Kind::Signals, JUDGE, "Deal signals", "Objection, timing and criteria, in their words.", None),
        (
            Kind::DealHealth,
            JUDGE,
            "Deal health",
            "Whether the deal is moving, and what is holding it up.",
            Some("deal"),
        ),
        (Kind::Intent, JUDGE, "Intent", "Signs that they intend to buy.", None),
        (Kind::Score, JUDGE, "Lead score", "A score from 0 to 100, with reasons.", None),
        (Kind::Persona, JUDGE, "Persona", "Their role, their problems and how well we fit.", None),
        (Kind::Sentiment, JUDGE, "Sentiment", "How they feel, and whether they may leave.", None),
        (Kind::Triage, JUDGE, "Ticket triage", "Category, priority, owner and a first answer.", Some("ticket")),
    ];
    let view = |(kind, group, name, gives, about): (Kind, &str, &str, &str, Option<&str>)| DraftKindView {
        kind: kind.as_str().to_owned(),
        name: name.to_owned(),
        gives: gives.to_owned(),
        group: group.to_owned(),
        needs_model: !works_by_rules(kind),
        is_mail: is_mail(kind),
        is_proposed: is_proposed(kind),
        about: about.map(str::to_owned),
    };
    all.into_iter().map(view).collect()
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

/// Whether drafts of a kind are mails.
pub(crate) fn is_mail(kind: Kind) -> bool {
    matches!(kind, Kind::FollowUp | Kind::Nudge | Kind::FirstTouch | Kind::HandOff | Kind::Reply)
}

/// Whether rules alone can make drafts of a kind.
pub(crate) fn works_by_rules(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::PreCallSummary
            | Kind::Summary
            | Kind::ExecutiveSummary
            | Kind::AccountPlan
            | Kind::NextAction
            | Kind::FollowUp
            | Kind::Nudge
            | Kind::HandOff
            | Kind::DealHealth
            | Kind::Note
            | Kind::Signals
            | Kind::Digest
    )
}

/// Whether a kind of draft says something that is put up for review. Mails and plans are read or copied.
pub fn is_proposed(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::Summary
            | Kind::PreCallSummary
            | Kind::NextAction
            | Kind::Signals
            | Kind::Intent
            | Kind::Score
            | Kind::Persona
            | Kind::Sentiment
            | Kind::DealHealth
    )
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

    #[test]
    fn every_kind_but_parts_replies_and_digests_is_offered_once() {
        let mut offered: Vec<String> = draft_kinds().into_iter().map(|kind| kind.kind).collect();
        offered.sort();
        let mut wanted: Vec<String> = Kind::ALL
            .into_iter()
            .filter(|kind| !matches!(kind, Kind::Condense | Kind::Reply | Kind::Digest))
            .map(|kind| kind.as_str().to_owned())
            .collect();
        wanted.sort();
        assert_eq!(offered, wanted);
    }
}
