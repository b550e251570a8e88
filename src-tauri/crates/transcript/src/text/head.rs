//! What stands before the first word of a text: a title, a day, a list of people. The rest of it is listed as skipped.

use crate::{
    Draft,
    model::{Participant, Reason, Skipped},
    speaker, start, words,
};

/// The words before a title, in lower case.
const TITLES: [&str; 10] =
    ["meeting title", "title", "titel", "titre", "meeting", "topic", "thema", "sujet", "besprechung", "réunion"];
/// The words before a list of people, in lower case.
const LISTS: [&str; 16] = [
    "attendees",
    "participants",
    "meeting participants",
    "speakers",
    "invitees",
    "invited",
    "teilnehmer",
    "teilnehmende",
    "teilnehmer:innen",
    "anwesend",
    "sprecher",
    "eingeladen",
    "présents",
    "intervenants",
    "invités",
    "participantes",
];
/// The words before somebody who made the recording, in lower case.
const RECORDED_BY: [&str; 4] = ["recorded by", "aufgezeichnet von", "enregistré par", "host"];
/// Lists of people are looked for in so many lines.
pub(crate) const LINES_MAX: usize = 80;
/// The most characters of a title.
const TITLE_MAX: usize = 200;

/// A field of a head: "Date: …", "Participants: …".
fn field<'a>(line: &'a str, names: &[&str]) -> Option<&'a str> {
    let line = line.trim().trim_start_matches(['#', '*', '_', ' ']);
    let end = line.find([':', '*']).unwrap_or(line.len());
    let (name, rest) = line.split_at_checked(end)?;
    // "Teilnehmer:innen: …" has a colon in its name.
    let (name, rest) = rest.strip_prefix(":innen").map_or((name, rest), |rest| (name, rest));
    names.contains(&name.trim().to_lowercase().as_str()).then(|| rest.trim_start_matches([':', '*', ' ']).trim())
}

/// The people that the first lines of a text list, as names.
pub(crate) fn listed(lines: &[(usize, &str)]) -> Vec<Participant> {
    let head = lines.get(..lines.len().min(LINES_MAX)).unwrap_or_default();
    let mut people = Vec::new();
    let mut block: Option<Vec<&str>> = None;
    for (_, line) in head {
        let line = line.trim();
        if let Some(rest) = field(line, &LISTS) {
            people.extend(block.take().map(|lines| of_block(&lines)).unwrap_or_default());
            block = Some(if rest.is_empty() { Vec::new() } else { vec![rest] });
        } else if let Some(lines) = &mut block {
            let is_end = line.is_empty() && !lines.is_empty();
            if is_end || super::recorder::wrote(line) || (line.contains(": ") && !line.contains('@')) {
                people.extend(of_block(lines));
                block = None;
            } else if !line.is_empty() {
                lines.push(line);
            }
        }
    }
    people.extend(block.map(|lines| of_block(&lines)).unwrap_or_default());
    people
}

/// The people of a list: one line with signs between them, or a line each with their title or company behind a comma.
fn of_block(lines: &[&str]) -> Vec<Participant> {
    let parts: Vec<&str> = match lines {
        [line] => line.split(if line.contains(';') { ';' } else { ',' }).collect(),
        // Where some have a title behind their name, a line without is a company's.
        lines if lines.iter().any(|line| line.contains(',')) => {
            lines.iter().filter_map(|line| Some(line.split_once(',')?.0)).collect()
        }
        lines => lines.to_vec(),
    };
    parts.into_iter().filter_map(person).collect()
}

/// "Ada Reyes <ada@acme.example>", "ada@acme.example", "- Ada Reyes".
pub(crate) fn person(part: &str) -> Option<Participant> {
    let part = part.trim().trim_start_matches(['-', '*', '•', ' ']).trim();
    let is_address = |text: &&str| text.contains('@') && !text.contains(char::is_whitespace);
    let (name, email) = match part.split_once('<') {
        Some((name, rest)) => (name.trim(), Some(rest.trim_end_matches('>').trim()).filter(is_address)),
        None => (part, None),
    };
    let (name, email) = match email {
        None if is_address(&name) => ("", Some(name)),
        email => (name, email),
    };
    let name = speaker::name(name).filter(|name| speaker::likeness(name) != speaker::Likeness::None);
    (name.is_some() || email.is_some()).then(|| Participant { name, email: email.map(str::to_owned) })
}

/// Reads the lines before the first word into a draft.
pub(crate) fn read(lines: &[(usize, &str)], draft: &mut Draft) {
    let mut in_list = false;
    for (number, line) in lines {
        let line = line.trim();
        if line.is_empty() {
            in_list = false;
            continue;
        }
        if super::recorder::wrote(line) {
            draft.skipped.push(Skipped { line: *number, reason: Reason::Recorder });
            continue;
        }
        if field(line, &LISTS).is_some() || in_list {
            in_list = true;
            continue;
        }
        if let Some(who) = field(line, &RECORDED_BY) {
            draft.recorded_by = person(who).or(draft.recorded_by.take());
            continue;
        }
        let begun = start::in_line(line);
        let is_first_day = draft.start.is_none() && begun.is_some();
        draft.start = draft.start.or(begun);
        let titled = field(line, &TITLES).filter(|title| !title.is_empty());
        let line = titled.unwrap_or(line).trim_matches(['#', '*', '_', ' ']);
        let text = without_stamp(line).unwrap_or_else(|| words::tidy(line));
        let is_title = titled.is_some() || (draft.title.is_none() && !is_only_a_day(line) && !text.contains(": "));
        if is_title && text.chars().count() <= TITLE_MAX && !text.is_empty() {
            draft.title = Some(text);
        } else if !is_first_day {
            draft.skipped.push(Skipped { line: *number, reason: Reason::BeforeSpeech });
        }
    }
}

/// A title without the day in brackets that Meet puts behind it: "Sync with Acme (2024-05-02 10:01 GMT-7) - Transcript".
fn without_stamp(line: &str) -> Option<String> {
    let (title, behind) = line.rsplit_once(" (")?;
    let (stamp, behind) = behind.split_once(')')?;
    let is_nothing = behind.trim().trim_start_matches(['-', '–', '—']).split_whitespace().count() <= 1;
    (start::in_line(stamp).is_some() && is_nothing).then(|| words::tidy(title)).filter(|title| !title.is_empty())
}

/// Whether a line names a day and hardly more: it is no title.
fn is_only_a_day(line: &str) -> bool {
    const AROUND: [&str; 8] = ["recorded", "aufgezeichnet", "enregistré", "date", "datum", "zoom", "teams", "uhr"];
    let Some(rest) = start::without_day(line) else { return start::in_line(line).is_some() };
    let words = rest
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| 2 < word.chars().count() && word.chars().all(char::is_alphabetic));
    let is_weekday = |word: &str| !quantities::days::read(word, None).is_empty();
    words.filter(|word| !AROUND.contains(&word.to_lowercase().as_str()) && !is_weekday(word)).count() == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_is_a_title_a_day_and_a_rest() {
        let of = |text: &str| {
            let lines: Vec<(usize, &str)> = words::lines(text).collect();
            let mut draft = Draft::new(crate::Format::Text, crate::turns::Order::File);
            read(&lines, &mut draft);
            (draft.title, draft.start.is_some(), draft.skipped.len())
        };
        let title = |text: &str| Some(text.to_owned());
        assert_eq!(of("Sync (Acme) (2024-05-02 10:01 GMT-7) - Transcript"), (title("Sync (Acme)"), true, 0));
        assert_eq!(
            of("Sync with Acme (2024-05-02 10:01 GMT-7) - Transcript\n\nSome summary."),
            (title("Sync with Acme"), true, 1)
        );
        assert_eq!(of("Thu, May 02, 2024 10:01AM • 32:10\nPlans for May"), (title("Plans for May"), true, 0));
        assert_eq!(
            of("# Titel: Abstimmung\nTeilnehmer:\nAda\nBen\n\nDatum: 2. Mai 2024"),
            (title("Abstimmung"), true, 0)
        );
    }

    #[test]
    fn people_are_listed_in_three_ways() {
        let names = |text: &str| {
            let lines: Vec<(usize, &str)> = words::lines(text).collect();
            listed(&lines).into_iter().map(|who| who.name.or(who.email).unwrap_or_default()).collect::<Vec<_>>()
        };
        assert_eq!(names("Attendees\nAda Reyes (Acme), Ben Ode\n\nAda Reyes: hi"), ["Ada Reyes (Acme)", "Ben Ode"]);
        assert_eq!(
            names("Participants\nAcme\nAda Reyes, Account Executive\nBen Ode, CTO\n\nTranscript"),
            ["Ada Reyes", "Ben Ode"]
        );
        assert_eq!(names("Teilnehmer: Lang, Petra; Ode, Ben\n"), ["Lang, Petra", "Ode, Ben"]);
        assert_eq!(names("Participants : Ada <ada@acme.example>, ben@acme.example\n"), ["Ada", "ben@acme.example"]);
        assert_eq!(names("Nothing here\n"), [""; 0]);
    }
}
