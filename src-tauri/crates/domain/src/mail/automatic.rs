//! What no person wrote: absence notes, delivery failures, joining lines of a meeting, marks of ticket systems.

use super::{
    lines::{Line, plain, shape, words},
    phrases::Phrases,
};

/// Whether a mail's subject says that no person wrote it: an absence note or a delivery failure is no word of anybody's and answers nothing.
/// Tags in brackets and reply prefixes may stand before what says so.
pub fn is_automatic(subject: &str) -> bool {
    let bare = without_tags(&plain(subject));
    ABSENT_SUBJECTS.list().any(|opening| opens(&bare, opening)) || failed(&bare)
}

/// Whether a subject reports that a mail could not be delivered.
pub(super) fn is_failure(subject: &str) -> bool {
    failed(&without_tags(&plain(subject)))
}

/// Whether a name or an address is one that mail servers write under.
pub(super) fn is_machine(author: &str) -> bool {
    let author = plain(author);
    let local = author.split('@').next().unwrap_or_default().trim();
    matches!(
        local,
        "mailer-daemon"
            | "postmaster"
            | "mail delivery subsystem"
            | "mail delivery system"
            | "posta-certificata"
            | "microsoft outlook"
    )
}

fn failed(bare: &str) -> bool {
    FAILED_SUBJECTS.list().any(|opening| opens(bare, opening))
}

fn opens(bare: &str, opening: &str) -> bool {
    bare.strip_prefix(opening).is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
}

/// A plain subject without "[EXTERNAL]", "(ext)" and the like at its start.
pub(super) fn without_tags(subject: &str) -> String {
    let mut rest = subject.trim();
    loop {
        let closing = match rest.chars().next() {
            Some('[') => ']',
            Some('(') => ')',
            Some('{') => '}',
            Some('<') => '>',
            _ => {
                // "EXTERNAL: Automatic reply", "EXT: …"
                let tag =
                    ["external", "extern", "externe", "externo", "esterno", "ext", "eksternt", "ekstern", "zewnetrzny"];
                match rest.split_once(':') {
                    Some((head, tail)) if tag.contains(&head.trim_matches(['*', ' '])) => {
                        rest = tail.trim_start();
                        continue;
                    }
                    _ => return rest.to_owned(),
                }
            }
        };
        match rest.split_once(closing) {
            Some((tag, tail)) if tag.len() <= 40 && !tail.is_empty() => rest = tail.trim_start_matches([' ', '-', ':']),
            _ => return rest.to_owned(),
        }
    }
}

/// How subjects of absence notes begin, in plain letters.
static ABSENT_SUBJECTS: Phrases = Phrases::of(|table| table.absent_subjects);

/// How subjects of delivery failures begin, in plain letters.
static FAILED_SUBJECTS: Phrases = Phrases::of(|table| table.failed_subjects);

/// Whether a body without a telling subject is an absence note: it says that it is automatic, or it thanks for the mail, says that its author
/// is away, and whom to turn to, and no more than that.
pub(super) fn is_absence_note(lines: &[Line<'_>]) -> bool {
    let said = lines.iter().filter(|line| !line.is_blank());
    if 14 < said.clone().count() {
        return false;
    }
    // They thank first, ask nothing, and say where to turn.
    let thanks = said.clone().take(2).any(|line| THANKS_FOR_MAIL.any(&line.plain));
    if said.clone().any(|line| line.plain.ends_with('?')) {
        return false;
    }
    let text: Vec<&str> = said.map(|line| line.plain.as_str()).collect();
    let text = text.join(" ");
    let away = AWAY.any(&text);
    let instead = INSTEAD.any(&text);
    SAYS_AUTOMATIC.any(&text) && away || thanks && away && instead
}

static SAYS_AUTOMATIC: Phrases = Phrases::of(|table| table.says_automatic);
static THANKS_FOR_MAIL: Phrases = Phrases::of(|table| table.thanks_for_mail);
static AWAY: Phrases = Phrases::of(|table| table.away);
static INSTEAD: Phrases = Phrases::of(|table| table.instead);

/// Whether a line is a ticket system's mark or says that nobody reads replies.
pub(super) fn is_system_line(line: &Line<'_>) -> bool {
    let text = line.plain.as_str();
    let marked =
        text.starts_with("##") && text.ends_with("##") || text.starts_with("#-") || text.starts_with("--- reply above");
    let reply_above = line.words <= 14 && ABOVE_THIS_LINE.any(text) && REPLY.any(text);
    let request = YOUR_REQUEST.any(text);
    let no_reply = line.words <= 30 && NO_REPLY.any(text);
    marked || reply_above || request || no_reply
}

static ABOVE_THIS_LINE: Phrases = Phrases::of(|table| table.above_this_line);
static REPLY: Phrases = Phrases::of(|table| table.reply);
static NO_REPLY: Phrases = Phrases::of(|table| table.no_reply);

/// The lines of a meeting's joining block that begins at `at`, as the line after its last; `None` where none begins there.
pub(super) fn join_block(lines: &[Line<'_>], at: usize) -> Option<usize> {
    if let Some(end) = invitation(lines, at) {
        return Some(end);
    }
    let mut first = at;
    if lines.get(at).is_some_and(is_long_rule) {
        first = (at + 1..lines.len().min(at + 3)).find(|next| !lines[*next].is_blank())?;
    }
    if !lines.get(first).is_some_and(begins_joining) {
        return None;
    }
    // Where a second rule closes it, all between is the block.
    if first != at {
        // The rule that closes a block is as long as the one that opens it; shorter ones divide it.
        let alike = |next: &usize| lines[*next].plain == lines[at].plain;
        let within = || first..lines.len().min(first + 40);
        if let Some(closing) = within().find(alike)
            && within().take_while(|next| *next < closing).any(|line| lines[line].plain.contains("://"))
        {
            let dials = joins_soon(lines, closing + 1);
            let next = (closing + 1..lines.len().min(closing + 40)).find(|next| is_long_rule(&lines[*next]));
            return Some(next.filter(|_| dials).unwrap_or(closing) + 1);
        }
        let rule = |from: usize| (from..lines.len().min(first + 40)).find(|next| is_long_rule(&lines[*next]));
        let linked = |closing: &usize| (first..*closing).any(|line| lines[line].plain.contains("://"));
        if let Some(closing) = rule(first).filter(linked) {
            // How to dial in may stand below it, with a rule of its own.
            let dials = joins_soon(lines, closing + 1);
            return Some(rule(closing + 1).filter(|_| dials).unwrap_or(closing) + 1);
        }
    }
    // One line alone may be somebody's own: a block has a link, a number or a rule to it.
    let (mut end, mut telling) = (first + 1, usize::from(first != at));
    let mut next = end;
    while let Some(line) = lines.get(next) {
        if line.is_blank() {
            if end + 3 < next {
                break;
            }
            next += 1;
            continue;
        }
        let code = is_pair(line) && line.words <= 5 && line.plain.contains(|c: char| c.is_ascii_digit());
        if is_joining(line) || code && 0 < telling {
            telling += 1;
        } else if !(is_long_rule(line) || between(line) && joins_soon(lines, next + 1)) {
            break;
        }
        next += 1;
        end = next;
        if is_long_rule(line) && lines.get(at).is_some_and(is_long_rule) {
            break;
        }
    }
    (0 < telling).then_some(end)
}

/// "When: … (UTC+01:00) …", "Where: …", "*~*~*~*": what a calendar writes above or below the words of who invites or answers. Somebody who proposes
/// a place and an hour writes neither the zone like that nor the line of stars.
fn invitation(lines: &[Line<'_>], at: usize) -> Option<usize> {
    let (when, place) = (lines.get(at)?, lines.get(at + 1)?);
    if !is_pair_of(when, &WHEN) || !is_pair_of(place, &PLACE) {
        return None;
    }
    let waves = (at + 2..lines.len().min(at + 6)).find(|next| lines[*next].body.contains("*~*~*"));
    let zoned = ["(utc", "(gmt"].iter().any(|zone| when.plain.contains(zone));
    waves.map(|waves| waves + 1).or_else(|| zoned.then_some(at + 2))
}

fn is_pair_of(line: &Line<'_>, names: &Phrases) -> bool {
    line.plain.split_once(':').is_some_and(|(name, _)| names.is(name.trim()))
}

static WHEN: Phrases = Phrases::of(|table| table.when);
static PLACE: Phrases = Phrases::of(|table| table.place);

/// "Topic: pump", as a block has it between its joining lines.
pub(super) fn is_pair(line: &Line<'_>) -> bool {
    line.words <= 12
        && line.plain.split_once(':').is_some_and(|(name, value)| {
            !value.trim().is_empty() && !name.contains(['.', ',']) && name.trim().split(' ').count() <= 3
        })
}

/// "Status: open | Priority: high", as ticket systems end with.
pub(super) fn is_status(line: &Line<'_>) -> bool {
    line.words <= 20 && line.plain.contains(" | ") && line.plain.split(" | ").all(|part| part.contains([':', '#']))
}

/// "[7KQ2ZL-M04R]", by which a ticket system knows its mails again.
pub(super) fn is_code(line: &Line<'_>) -> bool {
    if line.plain.strip_prefix("ref:").is_some_and(|code| 8 <= code.len() && !code.trim().contains(' ')) {
        return true;
    }
    let inner = line.body.strip_prefix(['[', '{', '(']).and_then(|rest| rest.strip_suffix([']', '}', ')']));
    inner.is_some_and(|inner| {
        6 <= inner.len()
            && inner.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || matches!(c, '-' | ':' | '#'))
            && inner.contains(|c: char| c.is_ascii_digit())
    })
}

/// Whether a line of a ticket system's mail is the system's own. `spoke` says that the author has said something above it, `below` that the system
/// has written what stands right above.
pub(super) fn is_of_system(line: &Line<'_>, spoke: bool, below: bool) -> bool {
    let brief = !spoke || line.words <= 8 && !super::wording::is_prose(line);
    brief && is_about_a_request(line)
        || is_pair(line) && (!spoke || is_request_link(line))
        || is_status(line)
        || is_code(line)
        || is_service(line)
        || !spoke && is_entry(line)
        || below && is_choice(line)
}

/// "View the request: https://…".
fn is_request_link(line: &Line<'_>) -> bool {
    line.plain.contains("://") && REQUESTS.any(&line.plain)
}

/// "Were you content? Good | Bad", as ticket systems ask below an answer.
fn is_choice(line: &Line<'_>) -> bool {
    line.words <= 12 && line.plain.contains(" | ")
}

/// "2026-03-03 10:41:14 CET - Jo Lind, comments", over an entry of a ticket's journal.
fn is_entry(line: &Line<'_>) -> bool {
    let Some((moment, name)) = line.body.split_once(" - ") else { return false };
    let shape = shape(&plain(moment));
    shape.day
        && shape.time
        && line.words <= 16
        && name.starts_with(char::is_uppercase)
        && !line.plain.ends_with(['.', '?', '!'])
}

/// Whether a line of a ticket system's mail says of itself that a service sent it.
pub(super) fn is_service(line: &Line<'_>) -> bool {
    line.words <= 25 && super::footer::is_about_this_mail(&line.plain) && SERVICES.any(&line.plain)
}

static SERVICES: Phrases = Phrases::of(|table| table.services);

/// Whether a line may stand between joining lines: a pair, a rule, a few words without an end.
fn between(line: &Line<'_>) -> bool {
    is_pair(line) || line.words <= 6 && !line.plain.ends_with(['.', '?', '!', ','])
}

fn joins_soon(lines: &[Line<'_>], from: usize) -> bool {
    lines
        .iter()
        .skip(from)
        .take(8)
        .filter(|line| !line.is_blank())
        .take(4)
        .any(|line| is_joining(line) && !is_pair(line) || begins_joining(line))
}

/// A rule as calendars draw it around what they add.
pub(super) fn is_long_rule(line: &Line<'_>) -> bool {
    20 <= line.plain.len() && line.plain.bytes().all(|b| matches!(b, b'_' | b'-' | b'.' | b'~' | b':'))
}

fn begins_joining(line: &Line<'_>) -> bool {
    let text = line.plain.as_str();
    let names = MEETING_PROGRAMS.any(text);
    let invites = INVITES.any(text) && !text.ends_with('?');
    let speaks = !invites && (super::wording::is_prose(line) || text.ends_with(['?', ':', ',']));
    line.words <= 12 && names && MEETING.any(text) && !speaks
        || line.words <= 8 && BEGINS_JOINING.any(text)
        || names && invites && line.words <= 16
}

static INVITES: Phrases = Phrases::of(|table| table.invites);
static MEETING: Phrases = Phrases::of(|table| table.meeting);

fn is_joining(line: &Line<'_>) -> bool {
    let text = line.plain.as_str();
    let link = text.contains("http") || text.contains("://") || text.contains("teams.") || text.contains("zoom.us");
    let id = JOINING.any(text);
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    let dial = 8 <= digits && (text.starts_with('+') || text.contains(",,") || text.contains('#'));
    line.words <= 25 && (link || id || dial || begins_joining(line))
}

static JOINING: Phrases = Phrases::of(|table| table.joining);

/// Whether a line of a ticket system's mail says what became of a request, by its number.
fn is_about_a_request(line: &Line<'_>) -> bool {
    let digits = |word: &str| word.bytes().filter(u8::is_ascii_digit).count();
    let number = words(&line.plain).any(|word| {
        3 <= word.len() && digits(word) == word.len() || 4 <= digits(word) && word.len() <= digits(word) + 4
    });
    number && line.words <= 25 && REQUESTS.any(&line.plain)
}

/// Whether a line names a moment and nothing else, as ticket systems write it over a comment.
pub(super) fn is_moment(line: &Line<'_>) -> bool {
    let shape = shape(&line.plain);
    shape.day
        && shape.time
        && line.words <= 10
        && !line.plain.contains("wrote")
        && words(&line.plain).filter(|word| 4 < word.len()).count() <= 2
}

static YOUR_REQUEST: Phrases = Phrases::of(|table| table.your_request);
static MEETING_PROGRAMS: Phrases = Phrases::of(|table| table.meeting_programs);
static BEGINS_JOINING: Phrases = Phrases::of(|table| table.begins_joining);
static REQUESTS: Phrases = Phrases::of(|table| table.requests);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn absence_notes_and_failures_are_known_by_their_subject() {
        for subject in [
            "Automatic reply: travelling",
            "[EXTERNAL] Automatic reply: travelling",
            "(extern) Abwesenheitsnotiz: Urlaub",
            "EXTERNAL: Out of Office: back on Monday",
            "Auto-reply: your order",
            "Automatische Antwort: Abwesenheit",
            "Réponse automatique : Devis",
            "Respuesta automática: Oferta",
            "Risposta automatica: Offerta",
            "Automatisch antwoord: Offerte",
            "Automatisk svar: Tilbud",
            "Automatiskt svar: Offert",
            "Automatyczna odpowiedź: Oferta",
            "Resposta automática: Proposta",
            "[EXT] Undeliverable: Redlines",
            "Unzustellbar: Angebot",
        ] {
            assert!(is_automatic(subject), "{subject}");
        }
        for subject in [
            "Re: Automatic replies in the portal",
            "Office hours",
            "Autumn offer",
            "Abwesenheiten im Dezember planen",
            "[EXTERNAL] Offer",
            "",
            "[]",
            "(",
        ] {
            assert!(!is_automatic(subject), "{subject}");
        }
    }
}
