//! The property values of notes, calls, e-mails, meetings and tasks, put together the way HubSpot's own tools log them.

use serde_json::json;

use crate::{dates, planting::Values};

/// Someone on one end of an e-mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Person {
    pub email: String,
    pub firstname: String,
    pub lastname: String,
}

pub(crate) fn note(at_ms: i64, owner_id: u64, html: &str) -> Values {
    values(at_ms, owner_id, [("hs_note_body", html.to_owned()), ("hs_body_preview", preview(html))])
}

/// One e-mail as logged from a mailbox.
#[derive(Debug)]
pub(crate) struct Mail<'a> {
    pub at_ms: i64,
    pub owner_id: u64,
    pub from: &'a Person,
    pub to: &'a [Person],
    pub cc: &'a [Person],
    pub incoming: bool,
    pub subject: &'a str,
    pub text: &'a str,
    pub thread_id: &'a str,
    pub message_id: &'a str,
}

pub(crate) fn email(mail: &Mail<'_>) -> Values {
    let address = |person: &Person| {
        let raw = format!("{} {} <{}>", person.firstname, person.lastname, person.email);
        json!({ "email": person.email, "firstName": person.firstname, "lastName": person.lastname, "raw": raw.trim() })
    };
    let addresses = |people: &[Person]| people.iter().map(address).collect::<Vec<_>>();
    let joined = |people: &[Person], part: fn(&Person) -> &String| {
        people.iter().map(|person| part(person).as_str()).collect::<Vec<_>>().join(";")
    };
    let headers = json!({
        "from": address(mail.from), "to": addresses(mail.to), "cc": addresses(mail.cc), "bcc": [], "sender": { "email": mail.from.email },
    });
    values(
        mail.at_ms,
        mail.owner_id,
        [
            ("hs_email_subject", mail.subject.to_owned()),
            ("hs_email_text", mail.text.to_owned()),
            ("hs_email_html", html_of(mail.text)),
            ("hs_email_direction", if mail.incoming { "INCOMING_EMAIL" } else { "EMAIL" }.to_owned()),
            ("hs_email_status", "SENT".to_owned()),
            ("hs_email_headers", headers.to_string()),
            ("hs_email_from_email", mail.from.email.clone()),
            ("hs_email_from_firstname", mail.from.firstname.clone()),
            ("hs_email_from_lastname", mail.from.lastname.clone()),
            ("hs_email_to_email", joined(mail.to, |person| &person.email)),
            ("hs_email_to_firstname", joined(mail.to, |person| &person.firstname)),
            ("hs_email_to_lastname", joined(mail.to, |person| &person.lastname)),
            ("hs_email_cc_email", joined(mail.cc, |person| &person.email)),
            ("hs_email_thread_id", mail.thread_id.to_owned()),
            ("hs_email_message_id", mail.message_id.to_owned()),
        ],
    )
}

/// One call; `disposition` is HubSpot's GUID for how it ended.
#[derive(Debug)]
pub(crate) struct Ring<'a> {
    pub at_ms: i64,
    pub owner_id: u64,
    pub title: &'a str,
    pub html: &'a str,
    pub inbound: bool,
    pub disposition: &'a str,
    pub duration_ms: u64,
    pub phone: &'a str,
}

pub(crate) const CONNECTED: &str = "f240bbac-87c9-4f6e-bf70-924b57d47db7";
pub(crate) const NO_ANSWER: &str = "73a0d17f-1163-4015-bdd5-ec830791da20";
pub(crate) const BUSY: &str = "9d9162e7-6cf3-4944-bf63-4dff82258764";
pub(crate) const VOICEMAIL: &str = "b2cf5968-551e-4856-9783-52b3da59a7d0";

pub(crate) fn call(ring: &Ring<'_>) -> Values {
    let status = match ring.disposition {
        NO_ANSWER => "NO_ANSWER",
        BUSY => "BUSY",
        _ => "COMPLETED",
    };
    values(
        ring.at_ms,
        ring.owner_id,
        [
            ("hs_call_title", ring.title.to_owned()),
            ("hs_call_body", ring.html.to_owned()),
            ("hs_body_preview", preview(ring.html)),
            ("hs_call_direction", if ring.inbound { "INBOUND" } else { "OUTBOUND" }.to_owned()),
            ("hs_call_disposition", ring.disposition.to_owned()),
            ("hs_call_duration", ring.duration_ms.to_string()),
            ("hs_call_status", status.to_owned()),
            (if ring.inbound { "hs_call_from_number" } else { "hs_call_to_number" }, ring.phone.to_owned()),
            ("hs_call_source", "INTEGRATIONS_PLATFORM".to_owned()),
        ],
    )
}

/// One meeting, past or to come.
#[derive(Debug)]
pub(crate) struct Appointment<'a> {
    pub at_ms: i64,
    pub minutes: i64,
    pub owner_id: u64,
    pub title: &'a str,
    pub outcome: &'a str,
    pub location: &'a str,
    pub html: &'a str,
    pub internal: &'a str,
}

pub(crate) fn meeting(appointment: &Appointment<'_>) -> Values {
    let link = if appointment.location.starts_with("http") { appointment.location } else { "" };
    values(
        appointment.at_ms,
        appointment.owner_id,
        [
            ("hs_meeting_title", appointment.title.to_owned()),
            ("hs_meeting_body", appointment.html.to_owned()),
            ("hs_body_preview", preview(appointment.html)),
            ("hs_internal_meeting_notes", appointment.internal.to_owned()),
            ("hs_meeting_start_time", dates::iso(appointment.at_ms)),
            ("hs_meeting_end_time", dates::iso(appointment.at_ms + appointment.minutes * 60_000)),
            ("hs_meeting_outcome", appointment.outcome.to_owned()),
            ("hs_meeting_location", appointment.location.to_owned()),
            ("hs_meeting_external_url", link.to_owned()),
            ("hs_meeting_source", "CRM_UI".to_owned()),
        ],
    )
}

/// One task; its `hs_timestamp` is the due date.
pub(crate) fn task(
    due_ms: i64,
    owner_id: u64,
    subject: &str,
    html: &str,
    done_ms: Option<i64>,
    priority: &str,
) -> Values {
    let lower = subject.to_lowercase();
    let kind = if lower.starts_with("call") || lower.contains("anrufen") {
        "CALL"
    } else if lower.starts_with("email") || lower.starts_with("e-mail") {
        "EMAIL"
    } else {
        "TODO"
    };
    values(
        due_ms,
        owner_id,
        [
            ("hs_task_subject", subject.to_owned()),
            ("hs_task_body", html.to_owned()),
            ("hs_body_preview", preview(html)),
            ("hs_task_status", if done_ms.is_some() { "COMPLETED" } else { "NOT_STARTED" }.to_owned()),
            ("hs_task_priority", priority.to_owned()),
            ("hs_task_type", kind.to_owned()),
            ("hs_task_completion_date", done_ms.map(dates::iso).unwrap_or_default()),
        ],
    )
}

fn values<const N: usize>(at_ms: i64, owner_id: u64, own: [(&str, String); N]) -> Values {
    let common = [("hs_timestamp", dates::iso(at_ms)), ("hubspot_owner_id", owner_id.to_string())];
    common
        .into_iter()
        .chain(own)
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| (name.to_owned(), value))
        .collect()
}

/// HTML as a mailbox writes it: a `div` a line, quoted history in a `blockquote`.
fn html_of(text: &str) -> String {
    let mut html = String::from("<div dir=\"ltr\">");
    let mut quoted = false;
    for line in text.lines() {
        let is_quote = line.starts_with('>');
        if is_quote != quoted {
            html.push_str(if is_quote { "<blockquote class=\"gmail_quote\">" } else { "</blockquote>" });
            quoted = is_quote;
        }
        let line = line.trim_start_matches('>').trim();
        let escaped = line.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
        html.push_str("<div>");
        html.push_str(if escaped.is_empty() { "<br>" } else { &escaped });
        html.push_str("</div>");
    }
    html.push_str(if quoted { "</blockquote></div>" } else { "</div>" });
    html
}

/// The first words of an HTML body, without its tags.
fn preview(html: &str) -> String {
    let mut inside_tag = false;
    let mut text = String::new();
    for letter in html.chars() {
        match letter {
            '<' => inside_tag = true,
            '>' if inside_tag => {
                inside_tag = false;
                text.push(' ');
            }
            _ if !inside_tag => text.push(letter),
            _ => {}
        }
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(200).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quoted_history_becomes_a_blockquote() {
        let html = html_of("Fine by me.\n\n> Is 5 < 6?\n> M.");
        assert_eq!(
            html,
            "<div dir=\"ltr\"><div>Fine by me.</div><div><br></div><blockquote class=\"gmail_quote\"><div>Is 5 &lt; 6?</div><div>M.</div></blockquote></div>"
        );
        assert_eq!(preview("<p>One<br>two</p><p>three</p>"), "One two three");
    }
}
