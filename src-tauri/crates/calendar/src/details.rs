//! What an event says beside its times: title, people, place, link, text.

use crate::{
    Answer, DESCRIPTION_CHARS_MAX, INVITEES_MAX, Invitee, TITLE_CHARS_MAX, join,
    lines::{Line, RawLine, unescape},
    own_lines, plain,
};
use std::{collections::BTreeSet, sync::Arc};

/// See [`Meeting`](crate::Meeting), which has it all.
#[derive(Debug, Clone)]
pub(crate) struct Details {
    pub title: Arc<str>,
    pub organiser: Option<Invitee>,
    pub invitees: Arc<[Invitee]>,
    pub place: Option<Arc<str>>,
    pub join: Option<Arc<str>>,
    pub description: Arc<str>,
    pub own_answer: Answer,
    pub is_private: bool,
    pub is_free: bool,
}

/// No address is longer (RFC 5321, 4.5.3.1).
const ADDRESS_BYTES_MAX: usize = 320;

/// A place that a link can stand in, the surest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum LinkIn {
    Conference,
    Url,
    Place,
    Text,
    Markup,
}

/// Reads the lines of an event. `own` are the rep's addresses.
pub(crate) fn read(body: &[u8], own: &[&str]) -> Details {
    let mut found = Found::default();
    for line in own_lines(body) {
        found.line(&line);
    }
    found.finish(own)
}

#[derive(Default)]
struct Found {
    title: Option<String>,
    organiser: Option<Invitee>,
    invitees: Vec<Invitee>,
    addresses: BTreeSet<String>,
    place: Option<String>,
    join: Option<(LinkIn, String)>,
    description: Option<String>,
    markup: Option<String>,
    is_private: bool,
    is_free: Option<bool>,
    is_busy_free: bool,
}

impl Found {
    fn line(&mut self, line: &RawLine<'_>) {
        let name = line.name().to_ascii_uppercase();
        match name.as_slice() {
            b"SUMMARY" => {
                _ = self.title.get_or_insert_with(|| plain::line(&unescape(&line.read().value), TITLE_CHARS_MAX))
            }
            b"LOCATION" => {
                let text = unescape(&line.read().value);
                self.look_for_link(LinkIn::Place, &text);
                let place = plain::line(&text, TITLE_CHARS_MAX);
                self.place = self.place.take().or((!place.is_empty()).then_some(place));
            }
            b"DESCRIPTION" => {
                let text = unescape(&line.read().value);
                self.look_for_link(LinkIn::Text, &text);
                self.description.get_or_insert_with(|| plain::lines(&text, DESCRIPTION_CHARS_MAX));
            }
            // Outlook's and Thunderbird's ways to say the same in HTML.
            b"X-ALT-DESC" | b"STYLED-DESCRIPTION" => {
                let text = unescape(&line.read().value);
                self.look_for_link(LinkIn::Markup, &text);
                self.markup.get_or_insert_with(|| plain::lines(&text, DESCRIPTION_CHARS_MAX));
            }
            b"X-GOOGLE-CONFERENCE"
            | b"X-MICROSOFT-SKYPETEAMSMEETINGURL"
            | b"X-MICROSOFT-ONLINEMEETINGEXTERNALLINK"
            | b"CONFERENCE" => {
                self.look_for_link(LinkIn::Conference, &line.read().value);
            }
            b"URL" => self.look_for_link(LinkIn::Url, &line.read().value),
            b"ORGANIZER" => self.organiser = self.organiser.take().or_else(|| Some(invitee(&line.read()))),
            b"ATTENDEE" if self.invitees.len() < INVITEES_MAX => {
                let invitee = invitee(&line.read());
                let key = if invitee.address.is_empty() {
                    invitee.name.clone().unwrap_or_default()
                } else {
                    invitee.address.clone()
                };
                if !key.is_empty() && self.addresses.insert(key.to_lowercase()) {
                    self.invitees.push(invitee);
                }
            }
            b"CLASS" | b"X-CALENDARSERVER-ACCESS" => {
                let class = line.read().value.trim().to_ascii_uppercase();
                self.is_private |= matches!(class.as_str(), "PRIVATE" | "CONFIDENTIAL" | "RESTRICTED");
            }
            b"TRANSP" => self.is_free = Some(line.read().value.trim().eq_ignore_ascii_case("TRANSPARENT")),
            b"X-MICROSOFT-CDO-BUSYSTATUS" => self.is_busy_free = line.read().value.trim().eq_ignore_ascii_case("FREE"),
            _ => {}
        }
    }

    fn look_for_link(&mut self, place: LinkIn, text: &str) {
        if self.join.as_ref().is_none_or(|(known, _)| place < *known)
            && let Some(link) = join::link_in(text)
        {
            self.join = Some((place, link));
        }
    }

    fn finish(mut self, own: &[&str]) -> Details {
        let is_own = |address: &str| {
            let address = address.trim();
            !address.is_empty() && own.iter().any(|own| own.trim().to_lowercase() == address.to_lowercase())
        };
        let asked = self.invitees.iter().find(|invitee| is_own(&invitee.address));
        let own_answer = match (asked, &self.organiser) {
            (Some(asked), _) => asked.answer,
            (None, Some(organiser)) if is_own(&organiser.address) => Answer::Accepted,
            (None, _) => Answer::Unknown,
        };
        if let Some(organiser) = &mut self.organiser {
            let same = self.invitees.iter().find(|invitee| invitee.address.eq_ignore_ascii_case(&organiser.address));
            organiser.answer = same.map_or(organiser.answer, |same| same.answer);
        }
        let description = self.description.filter(|text| !text.is_empty()).or(self.markup).unwrap_or_default();
        Details {
            title: self.title.unwrap_or_default().into(),
            organiser: self.organiser.filter(|organiser| !organiser.address.is_empty() || organiser.name.is_some()),
            invitees: self.invitees.into(),
            place: self.place.map(Arc::from),
            join: self.join.map(|(_, link)| link.into()),
            description: description.into(),
            own_answer,
            is_private: self.is_private,
            is_free: self.is_free.unwrap_or(self.is_busy_free),
        }
    }
}

/// Who a line names.
fn invitee(line: &Line) -> Invitee {
    let one_line = |text: &str| plain::line(text, TITLE_CHARS_MAX);
    let address = mail_address(&line.value).or_else(|| line.parameter("EMAIL").and_then(bare_address));
    let name = line.parameter("CN").map(one_line).filter(|name| !name.is_empty());
    // Some write the address as a name where they know none.
    let address = address.or_else(|| name.as_deref().and_then(bare_address)).unwrap_or_default();
    let name = name.filter(|name| !name.eq_ignore_ascii_case(&address));
    let answer = match line.parameter("PARTSTAT").unwrap_or_default().to_ascii_uppercase().as_str() {
        "ACCEPTED" => Answer::Accepted,
        "DECLINED" => Answer::Declined,
        "TENTATIVE" => Answer::Tentative,
        _ => Answer::Unknown,
    };
    let kind = line.parameter("CUTYPE").unwrap_or_default().to_ascii_uppercase();
    Invitee { address, name, answer, is_room: matches!(kind.as_str(), "ROOM" | "RESOURCE") }
}

/// The address behind "mailto:", wherever that stands: a name with a colon that nobody quoted comes before it.
fn mail_address(value: &str) -> Option<String> {
    let small = value.to_ascii_lowercase();
    let behind = small.rfind("mailto:").map_or(value, |at| value.get(at + 7..).unwrap_or_default());
    bare_address(behind)
}

/// An address, if it may be one.
fn bare_address(text: &str) -> Option<String> {
    let text = text.split('?').next().unwrap_or_default();
    let text = text.trim_matches(|sign: char| sign.is_whitespace() || matches!(sign, '<' | '>' | '"' | '\''));
    let (user, host) = text.rsplit_once('@')?;
    let is_one = !user.is_empty() && (host.contains('.') || host == "localhost");
    let is_odd = |sign: char| sign.is_whitespace() || sign.is_control() || matches!(sign, ':' | '/');
    let is_plain = text.len() <= ADDRESS_BYTES_MAX && !text.contains(is_odd);
    (is_one && is_plain).then(|| text.to_owned())
}
