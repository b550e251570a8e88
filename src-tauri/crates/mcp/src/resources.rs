//! Briefs and citations as resources, by addresses like `foreword://brief/contact:1`. Reading one is a call of the tool of the same name.

use app::ProgramRequest;
use rmcp::model::{Resource, ResourceTemplate};

/// The most characters of an address.
const URI_MAX: usize = 1_000;
const TEXT: &str = "text/plain";

/// The resource that is always there.
pub(crate) fn listed() -> Vec<Resource> {
    vec![
        Resource::new("foreword://brief/next", "brief_next")
            .with_title("Brief of the next meeting")
            .with_description("The cited brief of whoever is met next")
            .with_mime_type(TEXT),
    ]
}

/// The forms of addresses.
pub(crate) fn templates() -> Vec<ResourceTemplate> {
    vec![
        ResourceTemplate::new("foreword://brief/{who}", "brief")
            .with_title("Brief of a person or account")
            .with_description("The cited brief; who is an e-mail address, an id as in contact:123, a name, or next")
            .with_mime_type(TEXT),
        ResourceTemplate::new("foreword://cite/{id}", "cite")
            .with_title("Source of a citation")
            .with_description("What a citation points to; its id as answers give it, percent-encoded")
            .with_mime_type(TEXT),
    ]
}

/// The call that an address stands for; none where it is none of ours.
pub(crate) fn request(uri: &str) -> Option<ProgramRequest> {
    if URI_MAX < uri.chars().count() {
        return None;
    }
    let (kind, rest) = uri.strip_prefix("foreword://")?.split_once('/')?;
    let meant = decoded(rest)?;
    let meant = Some(meant.trim().to_owned()).filter(|meant| !meant.is_empty())?;
    match kind {
        "brief" => Some(ProgramRequest::Brief(meant)),
        "cite" => Some(ProgramRequest::Cite(meant)),
        _ => None,
    }
}

/// A text without its percent signs; none where that is no text.
fn decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte != b'%' {
            bytes.push(byte);
            continue;
        }
        let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
        let (high, low) = (digit(rest.next()?)?, digit(rest.next()?)?);
        bytes.push(high * 16 + low);
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_read_and_others_refused() {
        assert_eq!(request("foreword://brief/Petra%20Lang"), Some(ProgramRequest::Brief("Petra Lang".to_owned())));
        let id = "email:6/hs_email_text@1f0c9a72b3de#1-2";
        assert_eq!(request(&format!("foreword://cite/{id}")), Some(ProgramRequest::Cite(id.to_owned())));
        let encoded = "foreword://cite/email%3A6%2Fhs_email_text%401f0c9a72b3de%231-2";
        assert_eq!(request(encoded), Some(ProgramRequest::Cite(id.to_owned())));
        for other in [
            "foreword://brief/",
            "foreword://approve/p-1",
            "file:///etc/passwd",
            "foreword://brief/%zz",
            "foreword://brief/%ff",
            "",
        ] {
            assert_eq!(request(other), None, "{other}");
        }
        assert_eq!(request(&format!("foreword://brief/{}", "x".repeat(URI_MAX))), None);
    }
}
