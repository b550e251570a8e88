//! Particulars that signatures and talks name and the CRM has otherwise: a title, a phone number, a headcount.

use crate::desk::Desk;
use crate::pattern;
use domain::property;
use domain::{
    Citation, Document, Dossier, ObjectType, Part, Record, RecordId, Source, Sources, Span,
    mail::{self, Context},
    text,
};
use facts::{Side, Statement};
use jiff::Timestamp;
use regex::Regex;
use std::{collections::BTreeMap, sync::LazyLock};

/// What was said longer ago is no news about a person.
const FRESH_DAYS: i32 = 365;
/// A headcount that differs by less than this share is the same, rounded.
const HEADCOUNT_APART: f64 = 0.05;
/// The most words of a line that can be a job title.
const TITLE_WORDS: usize = 8;
/// Lines of a signature that are read, its closing formula included.
const SIGNATURE_LINES: usize = 12;

/// A value that somebody named for a field and that the CRM does not have.
#[derive(Debug, Clone, PartialEq)]
pub struct Noticed {
    /// The record whose field it is.
    pub record: RecordId,
    /// Which: `jobtitle`, `phone`, `mobilephone` or `numberofemployees`.
    pub property: &'static str,
    /// What the CRM has; none where the field is empty.
    pub current: Option<String>,
    /// What was named, as the field would hold it: a title and a number as written, a headcount in digits.
    pub proposed: String,
    /// When the value was written or said.
    pub at: Timestamp,
    /// The citation of the words that name the value.
    pub citation: Citation,
}

/// Compares what people's signatures and words say of themselves with their records. One value a field, the newest that was named;
/// ordered by record and property. Deterministic; proposes, changes nothing.
pub fn noticed(dossier: &Dossier) -> (Vec<Noticed>, Sources) {
    let known = dossier.as_known();
    let dossier = known.as_ref();
    let mut desk = Desk::of(dossier);
    let mut newest: BTreeMap<(RecordId, &'static str), Noticed> = BTreeMap::new();
    let mut sources = Sources::new();
    let mut found = Vec::new();
    for entry in dossier.entries.iter().filter(|entry| entry.activity.at <= dossier.as_of) {
        for document in entry.documents.iter().filter(|document| document.record.object == ObjectType::Email) {
            found.extend(signed(dossier, document));
        }
    }
    let said: Vec<Statement> = desk.statements.clone();
    for statement in said.iter().filter(|s| s.side == Side::Them && !s.reported && s.at <= dossier.as_of) {
        found.extend(spoken(&mut desk, statement));
    }
    for (value, source) in found {
        if FRESH_DAYS < desk.days_since(desk.day(value.at)) {
            continue;
        }
        sources.insert(value.citation.clone(), source);
        let key = (value.record.clone(), value.property);
        if newest.get(&key).is_none_or(|known| known.at <= value.at) {
            newest.insert(key, value);
        }
    }
    let news: Vec<Noticed> = newest.into_values().filter(differs).collect();
    sources.retain(|citation, _| news.iter().any(|value| value.citation == *citation));
    (news, sources)
}

/// Whether a value says something else than the field.
fn differs(value: &Noticed) -> bool {
    let Some(current) = &value.current else { return true };
    match value.property {
        "phone" | property::MOBILE_PHONE => !same_number(current, &value.proposed),
        property::NUMBER_OF_EMPLOYEES => match (current.parse::<f64>(), value.proposed.parse::<f64>()) {
            (Ok(old), Ok(new)) => HEADCOUNT_APART * old.max(new) < (old - new).abs(),
            _ => true,
        },
        _ => {
            let (current, proposed) = (plain(current), plain(&value.proposed));
            current != proposed && initials(&current) != proposed && initials(&proposed) != current
        }
    }
}

/// The initials of a title's words, so that "Chief Financial Officer" and "CFO" are one.
fn initials(title: &str) -> String {
    title.split(' ').filter_map(|word| word.chars().next()).collect()
}

fn plain(title: &str) -> String {
    let words = title.split(|c: char| !c.is_alphanumeric() && c != '&').filter(|word| !word.is_empty());
    words.map(|word| if word == "&" { "and".to_owned() } else { word.to_lowercase() }).collect::<Vec<_>>().join(" ")
}

/// Whether two phone numbers are one: the national part is the same, whatever stands for the country.
fn same_number(one: &str, other: &str) -> bool {
    let (one, other) = (national(one), national(other));
    !one.is_empty() && (one.ends_with(&other) || other.ends_with(&one))
}

/// The digits without the trunk zero and an international prefix in zeros.
fn national(number: &str) -> String {
    let digits: String = number.replace("(0)", "").chars().filter(char::is_ascii_digit).collect();
    digits.trim_start_matches('0').to_owned()
}

static PHONE: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?:\+\s?|\b00|\b0)\d[\d\s()./–-]{5,18}\d\b"));
static MOBILE: LazyLock<Regex> = LazyLock::new(|| pattern(r"\b(?:m|mob|mobile|mobil|handy|cell)\b[.:]?\s*$"));
static FAX: LazyLock<Regex> = LazyLock::new(|| pattern(r"\b(?:fax|f)\b[.:]?\s*$"));
static ROLE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:chief|head|director|manager|officer|counsel|president|vp|lead|leader|engineer|architect|buyer|analyst|consultant|partner|founder|owner|administrator|controller|coordinator|specialist|secretary|ceo|cfo|coo|cio|cto|\w*leiter(?:in)?|geschäftsführer(?:in)?|vorstand|vorsitzende[rn]?|assisten\w+|referent(?:in)?|einkäufer(?:in)?|prokurist(?:in)?|directeur|directrice|responsable)\b",
    )
});
static NEW_ROLE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:i['’]?m|i am|i have become|i became|ich bin)\s+(?:(?:now|jetzt|nun|seit \w+)\s+(?:the\s+|our\s+|die\s+|der\s+)?(?:new\s+|neue[rn]?\s+)?|(?:the|our|die|der)\s+(?:new|neue)\s+)(?P<title>[\p{L}&][\p{L}& -]{2,60}?)(?:\s+(?:here|now|since|and|from|as|hier|seit|und)\b|[,.;!]|$)",
    )
});
static OWN_NUMBER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:my|mein\w*)\s+(?:new\s+|direct\s+|neue\s+)?(?P<kind>mobile|cell|phone|number|line|handynummer|handy|nummer|durchwahl)\b[^+\d]{0,25}$",
    )
});
static HEADCOUNT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:we\s+(?:are|have|employ|count)|we['’]re|wir\s+(?:sind|haben|beschäftigen))\s+(?:now\s+|about\s+|around\s+|roughly\s+|some\s+|almost\s+|over\s+|jetzt\s+|rund\s+|etwa\s+|knapp\s+)*(?P<number>\d{1,3}(?:[.,']\d{3})+|\d{2,6})\s+(?:people|employees|staff|colleagues|mitarbeiter\w*|beschäftigte\w*|leute)\b(?P<rest>.{0,14})",
    )
});
/// What follows a number of people that counts a part of the company, as in "we have 12 people in support".
static OF_A_PART: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^\s*(?:in|on|at|for|who|that|using|per|waiting|from|im|in|bei|die|am)\b"));

/// Whether what somebody says they are is a role: it has a role's word, and is not what they are doing or with whom.
fn is_role(title: &str) -> bool {
    let first = title.split_whitespace().next().unwrap_or_default().to_lowercase();
    let is_doing = first.ends_with("ing") && first != "managing" && first != "marketing" && first != "engineering";
    let leads_on = ["with", "in", "at", "on", "not", "from", "as", "under", "mit", "bei", "beim", "in", "im", "nicht"];
    ROLE.is_match(title) && !is_doing && !leads_on.contains(&first.as_str()) && text::word_count(title) <= TITLE_WORDS
}

/// The values that a mail's signature names for its author, each with its source.
fn signed(dossier: &Dossier, mail: &Document) -> Vec<(Noticed, Source)> {
    let Some(author) = author(dossier, mail) else { return Vec::new() };
    let context = Context { author: mail.speaker.as_deref(), ..Context::default() };
    let Some(span) = mail::signature(&mail.text, &context) else { return Vec::new() };
    let signature = span.of(&mail.text);
    let start = mail.text.char_indices().nth(span.start).map_or(mail.text.len(), |(byte, _)| byte);
    let last = author.get(property::LAST_NAME).unwrap_or_default().to_lowercase();
    // The closing formula, an empty line, the name; a block that does not bear their name may be anybody's.
    if last.is_empty() || !signature.lines().take(4).any(|line| line.to_lowercase().contains(&last)) {
        return Vec::new();
    }
    let mut found = Vec::new();
    let mut offset = start;
    let account = dossier.account.display_name().to_lowercase();
    for line in signature.split_inclusive('\n').take(SIGNATURE_LINES) {
        let mut add = |property: &'static str, range: std::ops::Range<usize>| {
            let range = offset + range.start..offset + range.end;
            let value = mail.text[range.clone()].trim().to_owned();
            let citation = Citation {
                record: mail.record.clone(),
                part: mail.part.clone(),
                content: mail.content_hash(),
                span: Span::from_bytes(&mail.text, range),
            };
            found.push((noticed_of(author, property, value, mail.at, citation), source_of(mail, signature)));
        };
        if let Some(range) = title_in(line, &last, &account) {
            add(property::JOB_TITLE, range);
        }
        for number in PHONE.find_iter(line).filter(|number| !FAX.is_match(&line[..number.start()])) {
            let is_mobile = MOBILE.is_match(&line[..number.start()]);
            // Where no label tells, a number that either field has is known.
            let known = ["phone", property::MOBILE_PHONE]
                .iter()
                .any(|name| author.get(name).is_some_and(|value| same_number(value, number.as_str())));
            if !known {
                add(if is_mobile { property::MOBILE_PHONE } else { "phone" }, number.range());
            }
        }
        offset += line.len();
    }
    found
}

fn author<'a>(dossier: &'a Dossier, mail: &Document) -> Option<&'a Record> {
    dossier.author(mail.speaker.as_deref()?)
}

/// Where a line of a signature names a title, in bytes: the part of it that has a role in it and is neither name, address nor company.
fn title_in(line: &str, last_name: &str, account: &str) -> Option<std::ops::Range<usize>> {
    let mut offset = 0;
    for piece in line.split_inclusive(['|', '·', '/', '•']) {
        let start = offset;
        offset += piece.len();
        let body = piece.trim_end_matches(['|', '·', '/', '•', '\n', '\r']);
        let mut range = start..start + body.len();
        // "General Counsel, Harbourline Freight": the company is no part of the title.
        if let Some((head, tail)) = body.rsplit_once(", ")
            && (account.contains(&tail.trim().to_lowercase()) || tail.trim().to_lowercase().contains(account))
        {
            range.end = start + head.len();
        }
        let title = &line[range.clone()];
        let lower = title.to_lowercase();
        let is_other = lower.contains('@') || lower.contains("www.") || title.contains(|c: char| c.is_ascii_digit());
        if ROLE.is_match(title) && !is_other && !lower.contains(last_name) && text::word_count(title) <= TITLE_WORDS {
            let lead = title.len() - title.trim_start().len();
            let tail = title.len() - title.trim_end().len();
            return Some(range.start + lead..range.end - tail);
        }
    }
    None
}

/// What somebody says of themselves or of their company.
fn spoken(desk: &mut Desk<'_>, statement: &Statement) -> Vec<(Noticed, Source)> {
    let dossier = desk.dossier;
    let line = statement.text.as_str();
    let speaker = statement.speaker.to_lowercase();
    let person = dossier.contacts.iter().find(|contact| contact.display_name().to_lowercase() == speaker);
    let mut named: Vec<(&Record, &'static str, String, std::ops::Range<usize>)> = Vec::new();
    if let (Some(person), Some(title)) = (person, NEW_ROLE.captures(line).and_then(|found| found.name("title")))
        && is_role(title.as_str())
    {
        named.push((person, property::JOB_TITLE, title.as_str().trim().to_owned(), title.range()));
    }
    for number in PHONE.find_iter(line) {
        let kind = OWN_NUMBER.captures(&line[..number.start()]).and_then(|found| found.name("kind"));
        if let (Some(person), Some(kind)) = (person, kind) {
            let mobile = ["mobile", "cell", "handy", "handynummer"].contains(&kind.as_str().to_lowercase().as_str());
            let property = if mobile { property::MOBILE_PHONE } else { "phone" };
            named.push((person, property, number.as_str().trim().to_owned(), number.range()));
        }
    }
    if let Some(found) = HEADCOUNT.captures(line)
        && let Some(number) = found.name("number")
        && !found.name("rest").is_some_and(|rest| OF_A_PART.is_match(rest.as_str()))
        && dossier.account.id.object == ObjectType::Company
    {
        let digits: String = number.as_str().chars().filter(char::is_ascii_digit).collect();
        named.push((&dossier.account, property::NUMBER_OF_EMPLOYEES, digits, number.range()));
    }
    named
        .into_iter()
        .filter_map(|(record, property, value, range)| {
            let citation = desk.cite(statement, crate::sections::narrowed(statement, range));
            let source = desk.sources.get(&citation)?.clone();
            Some((noticed_of(record, property, value, statement.at, citation), source))
        })
        .collect()
}

fn noticed_of(record: &Record, property: &'static str, proposed: String, at: Timestamp, citation: Citation) -> Noticed {
    let current = record.get(property).map(str::to_owned);
    Noticed { record: record.id.clone(), property, current, proposed, at, citation }
}

fn source_of(mail: &Document, signature: &str) -> Source {
    let Part(property) = &mail.part;
    Source {
        record: mail.record.clone(),
        property: Some(property.clone()),
        time: mail.at,
        speaker: mail.speaker.clone(),
        // Signatures are read of the account's people alone.
        side: Some(Side::Them),
        text: signature.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_stands_in_a_part_of_its_line() {
        let check = |line: &str, wanted: Option<&str>| {
            assert_eq!(title_in(line, "lang", "harbourline freight").map(|range| &line[range]), wanted, "{line}");
        };
        check("General Counsel & Compliance Officer\n", Some("General Counsel & Compliance Officer"));
        check("Contract Manager, Harbourline Freight", Some("Contract Manager"));
        check("Head of Legal | +31 10 555 0142", Some("Head of Legal"));
        check("Depot Manager, Mallow", Some("Depot Manager, Mallow"));
        check("Leiterin Recht · Harbourline Freight", Some("Leiterin Recht"));
        check("Petra Lang", None);
        check("Harbourline Freight", None);
        check("head.of@harbourline.example", None);
    }

    #[test]
    fn one_number_is_written_in_many_ways() {
        assert!(same_number("+31 10 555 0142", "0031-10-555-0142"));
        assert!(same_number("+31 (0)10 555 0142", "010 555 0142"));
        assert!(!same_number("+31 10 555 0142", "+31 10 555 0143"));
        assert!(!same_number("", ""));
        assert_eq!(plain("General Counsel & Compliance Officer"), plain("General counsel and compliance officer"));
    }

    #[test]
    fn only_the_whole_company_is_a_headcount() {
        let count = |line: &str| {
            let found = HEADCOUNT.captures(line)?;
            let part = found.name("rest").is_some_and(|rest| OF_A_PART.is_match(rest.as_str()));
            (!part).then(|| found.name("number").map(|number| number.as_str().to_owned()))?
        };
        assert_eq!(count("By now we are about 1,620 people.").as_deref(), Some("1,620"));
        assert_eq!(count("Wir sind rund 240 Mitarbeiter, und es werden mehr.").as_deref(), Some("240"));
        assert_eq!(count("We have 12 people in support."), None);
        assert_eq!(count("We have 12 people who type."), None);
        assert_eq!(count("We are 3 people."), None);
    }

    #[test]
    fn a_new_role_says_that_it_is_new() {
        let title = |line: &str| {
            let found = NEW_ROLE.captures(line).and_then(|found| found.name("title"));
            found.map(|title| title.as_str().trim().to_owned()).filter(|title| is_role(title))
        };
        assert_eq!(title("I'm now head of operations, by the way.").as_deref(), Some("head of operations"));
        assert_eq!(title("I am the new finance director here.").as_deref(), Some("finance director"));
        assert_eq!(title("Ich bin jetzt Leiterin Einkauf.").as_deref(), Some("Leiterin Einkauf"));
        assert_eq!(title("I am now waiting for the owner."), None);
        assert_eq!(title("I am now with the finance director."), None);
        assert_eq!(title("I am the owner."), None);
    }
}
