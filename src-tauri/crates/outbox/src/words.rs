//! Words: of two notes, compared; and for the rep, about what HubSpot said.
//!
//! HubSpot sanitises HTML, so what comes back is not byte for byte what was sent.

use hubspot::HubSpotError;
use jiff::SignedDuration;
use std::time::Duration;

/// The words of an HTML text in lower case, white space and markup aside.
pub(crate) fn words_of(html: &str) -> Vec<String> {
    let mut text = String::with_capacity(html.len());
    let mut in_tag = false;
    for c in html.chars() {
        match c {
            '<' => in_tag = true,
            '>' if in_tag => {
                in_tag = false;
                text.push(' ');
            }
            _ if in_tag => {}
            _ => text.push(c),
        }
    }
    for (entity, plain) in [
        ("&nbsp;", " "),
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#39;", "'"),
        ("&middot;", "·"),
        ("&amp;", "&"),
    ] {
        text = text.replace(entity, plain);
    }
    text.split_whitespace().map(str::to_lowercase).collect()
}

/// Whether two HTML texts have the same words in the same order.
pub(crate) fn say_the_same(one: &str, other: &str) -> bool {
    words_of(one) == words_of(other)
}

/// HubSpot's source of a version, as in `CRM_UI:userId:5`, in words: "a person", "a workflow".
pub fn who(source: &str) -> String {
    let (kind, id) = source.split_once(':').unwrap_or((source, ""));
    match kind {
        "CRM_UI" | "MOBILE_IOS" | "MOBILE_ANDROID" => "a person".to_owned(),
        "WORKFLOWS" | "AUTOMATION_PLATFORM" => "a workflow".to_owned(),
        "IMPORT" => "an import".to_owned(),
        "SEQUENCES" => "a sequence".to_owned(),
        "INTEGRATION" | "API" => format!("another app ({id})"),
        "" => "somebody".to_owned(),
        other => other.to_lowercase().replace('_', " "),
    }
}

/// How long to wait when a limit of HubSpot's is used up.
pub(crate) fn limit_wait(policy: &str, retry_after: Option<Duration>) -> SignedDuration {
    let told = retry_after.and_then(|wait| SignedDuration::try_from(wait).ok());
    told.unwrap_or_else(|| match policy {
        // It comes back at the portal's midnight; until then an hour is as good as any.
        "DAILY" => SignedDuration::from_hours(1),
        "SECONDLY" => SignedDuration::from_secs(1),
        _ => SignedDuration::from_secs(10),
    })
}

/// What the rep is told while HubSpot limits requests.
pub(crate) fn limited() -> String {
    "HubSpot is limiting requests. It is safe here and goes out later".to_owned()
}

/// What the rep is told while HubSpot cannot be reached.
pub(crate) fn offline() -> String {
    "HubSpot could not be reached. It is safe here and goes out later".to_owned()
}

/// What the rep is told where the token may not do something.
pub(crate) fn not_allowed(error: &HubSpotError) -> String {
    match error {
        HubSpotError::MissingScopes { .. } => {
            format!("It is safe here: {error}. It goes out once an admin has added the scope.")
        }
        HubSpotError::NotGranted { message, .. } => {
            format!("It is safe here: {message}. It goes out once HubSpot is connected again.")
        }
        _ => "It is safe here: HubSpot refused the token. It goes out once there is a valid one.".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_is_no_difference_and_words_are() {
        assert!(say_the_same("<p>Größe &amp; Preis</p><p>x</p>", "<p class=\"a\">Größe & Preis </p> <p>x"));
        assert!(!say_the_same("<p>44,000</p>", "<p>45,000</p>"));
    }
}
