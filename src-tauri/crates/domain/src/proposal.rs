//! What the rep is asked to approve, and how far an approved write has come.

use crate::{Citation, Dropped, Item, ItemKind, Sources, Write};
use serde::{Deserialize, Serialize, de::Error};
use specta::Type;
use std::{fmt, str::FromStr};

/// Names a proposal and, once approved, its outbox entry: `p-` and ten letters or digits.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ProposalId(pub String);

impl ProposalId {
    /// The id that these random bits spell: fifty of them, five a letter.
    pub fn of_bits(bits: u64) -> Self {
        // Crockford's alphabet: no letter that reads like a digit.
        const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
        let letter = |at: u32| char::from(ALPHABET[usize::try_from(bits >> (5 * at) & 31).unwrap_or_default()]);
        Self(format!("p-{}", (0..10).map(letter).collect::<String>()))
    }
}

impl fmt::Display for ProposalId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Sixty-four random bits in hex that stand inside what is written to HubSpot, so that it can be found again.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Marker(String);

impl Marker {
    /// The marker that these random bits spell, in hex.
    pub fn of_bits(bits: u64) -> Self {
        Self(format!("{bits:016x}"))
    }

    /// Takes a marker back from where [`Marker::as_str`] was stored.
    pub fn from_stored(digits: String) -> Self {
        Self(digits)
    }

    /// The marker's sixteen hex digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether a body carries this marker, as plain text or as HTML.
    pub fn is_in(&self, body: &str) -> bool {
        body.contains(&format!("ref {}", self.0))
    }

    /// Every marker in a body, in order: `ref` and sixteen hex digits.
    pub fn all_in(body: &str) -> Vec<Self> {
        let marker = |at: usize| {
            let digits: String = body.get(at + 4..)?.chars().take_while(char::is_ascii_hexdigit).collect();
            (digits.len() == 16).then_some(Self(digits))
        };
        body.match_indices("ref ").filter_map(|(at, _)| marker(at)).collect()
    }
}

impl fmt::Display for Marker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Where the log of writes stood when something was drafted. It goes along into HubSpot, where whoever owns the log cannot change it unseen: a log
/// that was cut and written anew no longer has the head that was noted there.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Anchor {
    /// The log's own name: eight random hex digits. A portal may have the logs of several computers.
    pub log: String,
    /// The first sixteen hex digits of its head.
    pub head: String,
}

impl Anchor {
    const LOG: usize = 8;
    const HEAD: usize = 16;

    /// The anchor of a log that stands at `head`.
    pub fn new(log: &str, head: &str) -> Self {
        Self { log: log.to_owned(), head: head.chars().take(Self::HEAD).collect() }
    }

    /// Every anchor in a body, in order: `log`, eight hex digits, a dash and sixteen.
    pub fn all_in(body: &str) -> Vec<Self> {
        let anchor = |at: usize| {
            let (log, rest) = body.get(at + 4..)?.split_once('-')?;
            let head = rest.get(..Self::HEAD)?;
            let is_hex = |text: &str| text.bytes().all(|byte| byte.is_ascii_hexdigit());
            (log.len() == Self::LOG && is_hex(log) && is_hex(head)).then(|| Self::new(log, head))
        };
        body.match_indices("log ").filter_map(|(at, _)| anchor(at)).collect()
    }
}

impl fmt::Display for Anchor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "log {}-{}", self.log, self.head)
    }
}

/// Where a line stands in a note, and whose it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "lowercase")]
pub enum Heading {
    /// A key point: something that was said and matters.
    Point,
    /// A doubt or refusal that the customer voiced.
    Objection,
    /// A promise of ours.
    Ours,
    /// A promise of theirs.
    Theirs,
    /// A line in the rep's own words.
    Yours,
}

impl Heading {
    /// Every heading, in the order a note shows them.
    pub const ALL: [Self; 5] = [Self::Point, Self::Objection, Self::Ours, Self::Theirs, Self::Yours];

    /// The words that stand above the lines of this heading in a note.
    pub fn title(self) -> &'static str {
        match self {
            Self::Point => "Key points",
            Self::Objection => "Objections",
            Self::Ours => "We promised",
            Self::Theirs => "They promised",
            Self::Yours => "Also",
        }
    }
}

/// One line of a note, with what it claims, what it rests on and whose it is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct Line {
    /// The line; of a quotation the words alone, without marks and speaker.
    pub text: String,
    /// What kind of claim the line makes.
    pub kind: ItemKind,
    /// The name of the rule that found the line, `written_by_rep` for the rep's own words, `written_by_program` for another program's; none where
    /// no rule did.
    pub rule: Option<String>,
    /// The stretches of text that the line rests on; none for the rep's own words.
    #[specta(type = Vec<String>)]
    pub citations: Vec<Citation>,
    /// Whether grounding let it pass; never so for the rep's own words.
    pub verified: bool,
    /// How sure the line is, 0 to 1, computed from its sources; `None` where it was not computed.
    pub confidence: Option<f32>,
    /// What the line is and whose: a point, an objection, a promise of ours or theirs, or the rep's own words.
    pub heading: Heading,
    /// The part of the note it stands in. Differs from `heading` where the rep rewrote a line of that part.
    pub under: Heading,
    /// Who said the line, where it is a quotation.
    pub speaker: Option<String>,
}

impl Line {
    /// A line the rep wrote, to stand under a heading of the note: unverified and without citations.
    pub fn of_the_rep(text: &str, under: Heading) -> Self {
        Self {
            text: text.to_owned(),
            kind: ItemKind::Fact,
            rule: Some("written_by_rep".to_owned()),
            citations: Vec::new(),
            verified: false,
            confidence: None,
            heading: Heading::Yours,
            under,
            speaker: None,
        }
    }

    /// A line that another program wrote: unverified, with the citations that the program gave for it.
    pub fn of_a_program(text: &str, citations: Vec<Citation>, under: Heading) -> Self {
        Self { rule: Some("written_by_program".to_owned()), citations, heading: under, ..Self::of_the_rep(text, under) }
    }

    /// The line as the note shows it: a quotation with its speaker and in quotation marks.
    pub fn shown(&self) -> String {
        match (&self.speaker, self.kind) {
            (Some(speaker), ItemKind::Quote) => format!("{speaker}: “{}”", self.text),
            (None, ItemKind::Quote) => format!("“{}”", self.text),
            _ => self.text.clone(),
        }
    }

    /// The line as an [`Item`], as grounding takes it: without heading and speaker.
    pub fn item(&self) -> Item {
        Item {
            text: self.text.clone(),
            kind: self.kind,
            rule: self.rule.clone(),
            citations: self.citations.clone(),
            verified: self.verified,
            confidence: self.confidence,
            promise: None,
        }
    }
}

/// What is proposed, as drafted or edited, with everything the rep is shown of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Proposed {
    /// What is proposed, in words: "Call with Velora Health, 25 February 2026".
    pub title: String,
    /// The name of the account that the proposal is about.
    pub target_name: String,
    /// The proposal's lines, in order; of a property, what the new value rests on.
    pub lines: Vec<Line>,
    /// Lines that grounding refused and that were left out, each with the reason.
    pub dropped: Vec<Dropped>,
    /// The text behind every citation of the lines.
    pub sources: Sources,
    /// The last line, with the approver and the marker; empty for a property.
    pub footer: String,
    /// The random bits inside the footer, by which the write is found again in HubSpot.
    pub marker: Marker,
    /// What an approval would send to HubSpot.
    #[serde(rename = "note")]
    pub write: Write,
}

/// How far an approved write has come on its way to HubSpot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EntryStatus {
    /// Approved, and nothing has been sent.
    Approved,
    /// The intent is written down and the request may be under way.
    Sending,
    /// A request left and no answer came: it may be in HubSpot or not.
    Unknown,
    /// HubSpot accepted it; it has not been read back yet.
    Sent,
    /// It was read back from HubSpot as it was sent.
    Verified,
    /// HubSpot will not have it, for the reason given.
    Refused,
    /// Nothing is wrong with it; it waits for a limit, a scope or a connection.
    Waiting,
    /// It was in HubSpot, and the rep took it back.
    Undone,
}

impl EntryStatus {
    const ALL: [Self; 8] = [
        Self::Approved,
        Self::Sending,
        Self::Unknown,
        Self::Sent,
        Self::Verified,
        Self::Refused,
        Self::Waiting,
        Self::Undone,
    ];

    /// The status's name for scripts, as in `verified`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Approved => "approved",
            Self::Sending => "sending",
            Self::Unknown => "unknown",
            Self::Sent => "sent",
            Self::Verified => "verified",
            Self::Refused => "refused",
            Self::Waiting => "waiting",
            Self::Undone => "undone",
        }
    }

    /// Whether nothing more happens to the entry without the rep.
    pub fn is_final(self) -> bool {
        matches!(self, Self::Verified | Self::Refused | Self::Undone)
    }
}

impl fmt::Display for EntryStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for EntryStatus {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|status| status.as_str() == text).ok_or(())
    }
}

impl Serialize for EntryStatus {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for EntryStatus {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(|()| D::Error::custom("not a status"))
    }
}

/// What the rep has decided about a proposal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Decision {
    /// The rep has not decided yet.
    Open,
    /// To be filed; its entry says how far it has come.
    Approved,
    /// The rep said no: it is not filed.
    Rejected,
    /// A newer draft of the same field, note or part took its place.
    Superseded,
    /// Nobody decided within the days that the rep set, so it was put aside.
    Expired,
}

impl Decision {
    /// The decision's name for scripts, as in `rejected`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Approved => "approved",
            Self::Rejected => "rejected",
            Self::Superseded => "superseded",
            Self::Expired => "expired",
        }
    }
}

impl FromStr for Decision {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let all = [Self::Open, Self::Approved, Self::Rejected, Self::Superseded, Self::Expired];
        all.into_iter().find(|one| one.as_str() == text).ok_or(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_and_markers_are_spelled_from_bits() {
        assert_eq!(ProposalId::of_bits(0).0, "p-0000000000");
        assert_eq!(ProposalId::of_bits(u64::MAX).0, "p-zzzzzzzzzz");
        let marker = Marker::of_bits(0xff);
        assert_eq!(marker.as_str(), "00000000000000ff");
        assert!(marker.is_in("<p>approved by Maren Holt · ref 00000000000000ff</p>"));
        assert_eq!(Marker::all_in("ref x, ref 00000000000000ff and ref 12"), [marker]);
        let anchor = Anchor::new("0a1b2c3d", &"4f".repeat(32));
        assert_eq!(anchor.to_string(), "log 0a1b2c3d-4f4f4f4f4f4f4f4f");
        assert_eq!(Anchor::all_in(&format!("log x-y, log in, · {anchor}</p> log 0a1b2c3d-4f")), [anchor]);
    }

    #[test]
    fn statuses_read_back_as_written() {
        for status in EntryStatus::ALL {
            assert_eq!(status.as_str().parse(), Ok(status));
        }
    }
}
