//! The answer to a question that the records answer by themselves: what a field of the CRM holds, who somebody is and how to reach them, when we
//! last heard from them.

use crate::{
    account,
    answer::{Answer, proven},
    conflicts::close_date,
    desk::{Desk, item},
    pattern,
    question::asks_for_a_day,
};
use domain::{Deal, Dossier, Item, ItemKind, ObjectType, Record, Rule, names, property, text};
use facts::{Side, Statement, content_stems, short_quote};
use jiff::tz::TimeZone;
use regex::Regex;
use std::{collections::BTreeSet, sync::LazyLock};

/// A sentence of fewer words says nothing of a talk.
const SAYS_FROM: usize = 6;
/// The most words of a quotation.
const QUOTE_WORDS: usize = 25;

/// A field of the CRM as people see it in HubSpot.
#[derive(Debug, Clone, PartialEq)]
pub struct Field {
    /// The type of record that has it.
    pub object: ObjectType,
    /// The property's internal name.
    pub property: String,
    /// The field's label.
    pub label: String,
    /// HubSpot's type of its values: string, number, date, datetime, enumeration, bool.
    pub value_type: String,
    /// Its values with their labels, where it allows certain ones only.
    pub options: Vec<(String, String)>,
    /// Whether the rep has chosen it among those that the account has added: then a question need not name it by its whole label.
    pub is_chosen: bool,
}

impl Field {
    /// A value as people read it: a day, a number with its thousands apart, options by their labels, anything else as it stands. Moments are days
    /// of `zone`, the portal's.
    pub fn shown(&self, value: &str, zone: &TimeZone) -> String {
        let label = |one: &str| {
            let option = self.options.iter().find(|(name, _)| name == one.trim());
            option.map_or_else(|| one.trim().to_owned(), |(_, label)| label.clone())
        };
        match self.value_type.as_str() {
            "date" | "datetime" => domain::stored_day(value, zone)
                .map_or_else(|| value.to_owned(), |day| day.strftime("%-d %B %Y").to_string()),
            "number" => value.parse().map_or_else(|_| value.to_owned(), text::grouped),
            "bool" if self.options.is_empty() => label(if value == "true" { "Yes" } else { "No" }),
            "enumeration" | "bool" => value.split(';').map(label).collect::<Vec<_>>().join(", "),
            _ => value.to_owned(),
        }
    }

    /// Whether its values are words of the account's own, to be shown as such.
    fn is_prose(&self) -> bool {
        !matches!(self.value_type.as_str(), "date" | "datetime" | "number" | "enumeration" | "bool")
    }
}

/// A field that has words of its own in a question.
struct Asked {
    object: ObjectType,
    property: &'static str,
    title: &'static str,
    words: Regex,
}

static FIELDS: LazyLock<Vec<Asked>> = LazyLock::new(|| {
    let field = |object, property, title, words: &str| Asked { object, property, title, words: pattern(words) };
    vec![
        field(
            ObjectType::Deal,
            property::CLOSE_DATE,
            "Close date",
            r"\b(?:clos(?:e|ing) ?dates?|expected to close|when (?:does|will|should|is) (?:it|this|the deal|the opportunity)(?: supposed to| due to)? close)\b|\babschluss(?:datum|termin)\b|\bdate de (?:clôture|closing)\b",
        ),
        field(
            ObjectType::Deal,
            property::AMOUNT,
            "Amount",
            r"\b(?:deal|opportunity|crm|hubspot) (?:amount|value|size|volume|worth)\b|\b(?:amount|value|size|worth) (?:of (?:the|this|our) (?:deal|opportunity)|in (?:the )?(?:crm|hubspot))\b|\bhow (?:big|large|much) is (?:the|this|our) deal\b|\bdeal worth\b|\b(?:deal|auftrags|geschäfts)(?:wert|summe|betrag|volumen|größe)\b|\bbetrag im (?:crm|hubspot)\b|\bmontant (?:du deal|de l['’]affaire|de la transaction|dans (?:le crm|hubspot))\b",
        ),
        field(
            ObjectType::Deal,
            property::DEAL_STAGE,
            "Stage",
            r"\b(?:deal|pipeline|sales|crm) ?stages?\b|\b(?:which|what) stage (?:is|are) (?:the deal|this deal|the opportunity|it|we|they)\b|\bstage of the (?:deal|opportunity)\b|\b(?:deal|verkaufs|vertriebs)phase\b|\bin welcher phase\b|\bphase (?:du deal|de l['’]affaire|de la transaction)\b|\bà quel stade\b",
        ),
        field(
            ObjectType::Deal,
            property::OWNER,
            "Owner",
            r"\b(?:deal|account|record|contact) owner\b|\bowner of the (?:deal|account)\b|\bwho owns (?:the|this) (?:deal|account|opportunity)\b|\bwho(?:se| is the) account (?:is|manager)\b|\bwem gehört (?:der deal|der kunde|das konto)\b|\bdeal-?inhaber\w*\b|\bpropriétaire (?:du deal|de l['’]affaire|du compte)\b",
        ),
        field(
            ObjectType::Deal,
            property::NEXT_STEP,
            "Next step",
            r"\bnext[- ]step (?:field|in (?:the )?(?:crm|hubspot))\b",
        ),
        field(
            ObjectType::Company,
            property::INDUSTRY,
            "Industry",
            r"\b(?:what|which) industry\b|\b(?:welche|in welcher) branche\b|\bquel secteur\b",
        ),
        field(
            ObjectType::Company,
            property::NUMBER_OF_EMPLOYEES,
            "Employees",
            r"\b(?:how many|number of) (?:employees|people work|staff)\b|\bwie viele (?:mitarbeiter\w*|beschäftigte|angestellte)\b|\bcombien (?:de salariés|d['’]employés|de collaborateurs)\b",
        ),
        field(
            ObjectType::Company,
            property::CITY,
            "City",
            r"\b(?:which|what) city\b|\bwhere (?:are they|is the company) (?:based|located|headquartered)\b|\bwo (?:sitzen sie|ist (?:ihr|der) sitz)\b|\boù (?:sont-ils|se trouvent-ils|est leur siège)\b",
        ),
        field(
            ObjectType::Company,
            property::DOMAIN,
            "Website",
            r"\btheir (?:website|web ?site|domain)\b|\b(?:ihre|deren) (?:website|webseite|domain)\b|\bleur site (?:web|internet)\b",
        ),
    ]
});

/// Words of a label that say what kind of value a field has, which a question says otherwise: by "when", by "how many".
const KINDS: &str = "date day number amount count name type status value field flag";
/// Words beside a field's label with which somebody asks for what it holds.
const ASKING: &str = "crm hubspot deal company account contact ticket field value which customer use using run running much many long often next current wann wie viele welche welches nutzen haben quand combien quel quelle utilisent";
/// "Who is …?" and nothing else.
static WHO_IS: LazyLock<Regex> = LazyLock::new(|| pattern(r"^\W*(?:who(?:['’]s| is| was)|wer (?:ist|war)|qui est)\b"));
/// How to reach somebody, or what they are called: each with the properties that tell.
static PERSON_FIELDS: LazyLock<[(Regex, &'static [&'static str]); 3]> = LazyLock::new(|| {
    [
        (
            pattern(
                r"\b(?:(?:tele)?phone|mobile|cell)(?: numbers?)?\b|\b(?:telefon|handy)\w*\b|\brufnummer\b|\b(?:numéro|téléphone|portable)\b",
            ),
            &[property::PHONE, property::MOBILE_PHONE],
        ),
        (
            pattern(r"\be-?mail(?: address)?\b|\bmailadresse\b|\badresse (?:e-?mail|mail)\b|\bcourriel\b"),
            &[property::EMAIL],
        ),
        (
            pattern(
                r"\b(?:job )?title\b|\b(?:role|position|function)\b|\bwhat does \S+(?: \S+)? do\b|\b(?:rolle|funktion|titel|stelle)\b|\b(?:rôle|poste|fonction)\b",
            ),
            &[property::JOB_TITLE],
        ),
    ]
});
/// A question for what somebody says.
static SAYS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:say|says|said|thinks?|thought|told|tell|mention\w*|wants?|wanted|about)\b|\b(?:sag(?:t|te|en)|gesagt|denk\w*|meint\w*|über|will)\b|\b(?:dit|pense\w*|veut)\b",
    )
});
/// When there was contact last.
static LAST_CONTACT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\bwhen (?:did|have|was|were)\b[^?]*\blast\b|\bwhen (?:was|is) (?:the|our) (?:last|latest|most recent)\b|\blast (?:contact|spoke|spoken)\b|\bwann\b[^?]*\b(?:zuletzt|letzte\w*)\b|\bquand\b[^?]*\bderni(?:er|ère)\w*\b|\bderni(?:er contact|er échange|ère fois)\b",
    )
});
/// Words of such a question that say nothing of what it was about; stems.
const CONTACT_WORDS: &str = "last latest recent speak spoke spoken talk talked heard hear call phone meet met meeting contact mail email write wrote \
    touch with time conversation our someone anybody anyone somebody zuletzt letzt letzte letzten letztes gesprochen gespräch telefoniert kontakt gehört \
    geschrieben termin getroffen haben wir wann dernier dernière fois parlé parler échange appel contact rendez vous avons nous quand avec eu";
/// Whether it asks for talks, rather than for whatever came.
static SPOKE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:sp(?:eak|oken?)|talk\w*|call\w*|phone\w*|met|meet\w*)\b|\b(?:gesprochen|telefoniert|getroffen|gespräch|anruf|termin)\b|\b(?:parl\w+|appel\w*|rendez-vous|vu)\b",
    )
});
/// What people call a part of a company, and how titles of those in it read.
const PARTS: [(&str, &str); 5] = [
    (
        "legal lawyer lawyers recht rechtsabteilung juristen juristin juriste juridique",
        "legal counsel jurist lawyer attorney recht juridique",
    ),
    (
        "finance financial finanzen finanzabteilung finances",
        "cfo finance financial finanz controller controlling treasur",
    ),
    ("it informatics informatik edv informatique", "cio cto it information technology informatik"),
    ("procurement purchasing einkauf achats", "procurement purchas einkauf achat buyer"),
    ("hr personnel personalabteilung rh", "hr human personal people ressources"),
];

/// Whether a question may be one that records answer, so that a look at them pays. By its words alone.
pub fn may_be_recorded(question: &str) -> bool {
    WHO_IS.is_match(question)
        || LAST_CONTACT.is_match(question)
        || PERSON_FIELDS.iter().any(|(words, _)| words.is_match(question))
        || FIELDS.iter().any(|field| field.words.is_match(question))
}

/// The answer that the records of an account give to a question; `None` where they give none. `fields` are those that HubSpot has, for a question that
/// names one by its label.
pub fn recorded(question: &str, dossier: &Dossier, fields: &[Field]) -> Option<Answer> {
    let known = dossier.as_known();
    let dossier = known.as_ref();
    let mut desk = Desk::answering(question, dossier);
    let people = named(question, dossier);
    let mut items = last_contact(&mut desk, question, &people);
    if items.is_empty() {
        items = person(&mut desk, question, &people);
    }
    if items.is_empty() && people.is_empty() {
        items = field(&mut desk, question, fields);
    }
    if items.is_empty() && !people.is_empty() {
        items = field_of_people(&mut desk, question, &people, fields);
    }
    finished(desk, items, fields)
}

/// The lines that grounding lets pass, as an answer.
fn finished(desk: Desk<'_>, items: Vec<Item>, fields: &[Field]) -> Option<Answer> {
    let mut moment = desk.moment();
    let stages = desk.dossier.pipelines.iter().flat_map(|pipeline| &pipeline.stages).map(|stage| stage.label.clone());
    moment.labels.extend(stages);
    moment.labels.extend(account::currencies(desk.dossier));
    moment.labels.extend(desk.dossier.owners.iter().map(|owner| owner.name.clone()));
    moment.labels.extend(fields.iter().map(|field| field.label.clone()));
    moment.labels.extend(fields.iter().flat_map(|field| &field.options).map(|(_, label)| label.clone()));
    proven(desk, items, &moment)
}

/// The account's contacts whom a question names, by a word of their name or by the part of the company that their title stands for.
fn named<'a>(question: &str, dossier: &'a Dossier) -> Vec<&'a Record> {
    let asked: Vec<String> = question
        .split(|c: char| !c.is_alphanumeric() && c != '-')
        .map(|word| names::folded(word.trim_end_matches("'s").trim_end_matches("’s")))
        .filter(|word| 2 < word.len())
        .collect();
    let by_name = |contact: &&Record| {
        names::words(&contact.display_name()).iter().any(|part| 2 < part.len() && asked.contains(part))
    };
    let found: Vec<&Record> = dossier.contacts.iter().filter(by_name).collect();
    // A full name means one, where a first name alone may mean two.
    let full = |contact: &&&Record| names::words(&contact.display_name()).iter().all(|part| asked.contains(part));
    let exact: Vec<&Record> = found.iter().filter(full).copied().collect();
    if !exact.is_empty() {
        return exact;
    }
    if !found.is_empty() || !LAST_CONTACT.is_match(question) {
        return found;
    }
    let words: Vec<String> = question.split(|c: char| !c.is_alphanumeric()).map(str::to_lowercase).collect();
    let part = PARTS.iter().find(|(called, _)| called.split(' ').any(|name| words.iter().any(|word| word == name)));
    let Some((_, titles)) = part else { return Vec::new() };
    let is_of_it = |contact: &&Record| {
        let title = contact.get(property::JOB_TITLE).unwrap_or_default().to_lowercase();
        let mut own = title.split(|c: char| !c.is_alphanumeric());
        own.any(|word| {
            titles.split(' ').any(|start| if start.len() < 4 { word == start } else { word.starts_with(start) })
        })
    };
    dossier.contacts.iter().filter(is_of_it).collect()
}

/// Whether a question is about nothing but what `words` say, the account, and the people it names.
fn is_about_nothing_else(question: &str, dossier: &Dossier, words: &str) -> bool {
    let mut known = content_stems(words);
    known.extend(content_stems(&dossier.account.display_name()));
    known.extend(dossier.contacts.iter().flat_map(|contact| content_stems(&contact.display_name())));
    known.extend(dossier.owners.iter().flat_map(|owner| content_stems(&owner.name)));
    known.extend(PARTS.iter().flat_map(|(called, _)| content_stems(called)));
    content_stems(question).is_subset(&known)
}

/// When one of `people`, or anybody of theirs where nobody is named, last spoke or wrote to us.
fn last_contact(desk: &mut Desk<'_>, question: &str, people: &[&Record]) -> Vec<Item> {
    if !LAST_CONTACT.is_match(question) || !is_about_nothing_else(question, desk.dossier, CONTACT_WORDS) {
        return Vec::new();
    }
    let wanted: Vec<String> = people.iter().map(|person| person.display_name()).collect();
    let names_nobody = wanted.is_empty();
    let theirs = |statement: &&Statement| {
        let is_of = names_nobody || wanted.iter().any(|name| names::same(name, &statement.speaker));
        statement.side == Side::Them && !statement.reported && statement.at <= desk.dossier.as_of && is_of
    };
    let latest = |spoken: bool| {
        desk.statements.iter().filter(theirs).filter(|one| !spoken || one.spoken).max_by_key(|one| one.at)
    };
    let found = if SPOKE.is_match(question) { latest(true).or_else(|| latest(false)) } else { latest(false) };
    let Some(last) = found.cloned() else { return Vec::new() };
    let of_it = desk.statements.iter().filter(|one| one.activity == last.activity && one.speaker == last.speaker);
    let says = of_it
        .filter(|one| SAYS_FROM <= text::word_count(&one.text))
        .max_by_key(|one| (one.marks.weight, std::cmp::Reverse(one.citation.span.start)));
    let says = says.cloned().unwrap_or_else(|| last.clone());
    let talk = last.spoken.then_some(last.activity.object);
    let told = desk.phrases.last_contact(last.day, desk.days_since(last.day), talk, &last.speaker);
    let range = short_quote(&says.text, QUOTE_WORDS);
    let words = says.text.get(range.clone()).unwrap_or_default().to_owned();
    let citation = desk.cite(&says, crate::sections::narrowed(&says, range));
    vec![
        item(ItemKind::Derived, Some(Rule::LastContact.as_str()), told, vec![citation.clone()]),
        item(ItemKind::Quote, None, words, vec![citation]),
    ]
}

/// Who the people are whom a question names, or the property of theirs that it asks for.
fn person(desk: &mut Desk<'_>, question: &str, people: &[&Record]) -> Vec<Item> {
    let asked: Vec<&str> = PERSON_FIELDS
        .iter()
        .filter(|(words, _)| words.is_match(question))
        .flat_map(|(_, properties)| properties.iter().copied())
        .collect();
    // What somebody says or thinks stands in no record.
    if SAYS.is_match(question) {
        return Vec::new();
    }
    let is_who = WHO_IS.is_match(question);
    let plain = "who phone number telephone mobile cell mail email address title role position function does what telefon handy nummer adresse rolle est les des leur \
        funktion titel stelle numéro téléphone portable courriel rôle poste fonction wer wie lautet qui est quel quelle";
    if !is_who && asked.is_empty() || !is_about_nothing_else(question, desk.dossier, plain) {
        return Vec::new();
    }
    let mut items = Vec::new();
    for contact in people {
        let properties: &[&str] = if asked.is_empty() { &[property::JOB_TITLE] } else { &asked };
        let told: Vec<String> =
            properties.iter().filter_map(|name| contact.get(name)).map(|value| format!("“{value}”")).collect();
        if told.is_empty() {
            continue;
        }
        let mut citations = desk.cite_properties(contact, properties);
        citations.extend(desk.cite_properties(contact, &[property::FIRST_NAME, property::LAST_NAME]));
        let text = format!("{}: {}", contact.display_name(), told.join(", "));
        items.push(item(ItemKind::Derived, Some(Rule::CrmField.as_str()), text, citations));
    }
    items
}

/// What a field of the deal or the company holds that a question asks for by its usual words or by its label.
fn field(desk: &mut Desk<'_>, question: &str, fields: &[Field]) -> Vec<Item> {
    if let Some(asked) = FIELDS.iter().find(|field| field.words.is_match(question)) {
        return of_records(desk, asked.object, asked.property, asked.title, fields);
    }
    let rest = "crm hubspot deal company account field value what which their the customer";
    let nothing_else =
        |field: &&Field| is_about_nothing_else(question, desk.dossier, &format!("{} {rest}", field.label));
    match by_label(question, fields).find(nothing_else) {
        Some(field) => of_records(desk, field.object, &field.property, &field.label, fields),
        None => match by_sense(question, fields).find(|field| is_asked_alone(desk.dossier, question, field)) {
            Some(field) => of_records(desk, field.object, &field.property, &field.label, fields),
            None => Vec::new(),
        },
    }
}

/// What a chosen field of people's holds, of those whom a question names.
fn field_of_people(desk: &mut Desk<'_>, question: &str, people: &[&Record], fields: &[Field]) -> Vec<Item> {
    let asked = by_sense(question, fields)
        .find(|field| field.object == ObjectType::Contact && is_asked_alone(desk.dossier, question, field));
    let Some(field) = asked else { return Vec::new() };
    let mut items = Vec::new();
    for person in people {
        let Some(value) = shown(desk.dossier, person, &field.property, fields) else { continue };
        let mut citations = desk.cite_properties(person, &[&field.property]);
        citations.extend(desk.cite_properties(person, &[property::FIRST_NAME, property::LAST_NAME]));
        let text = format!("{}: {}: {value}", person.display_name(), field.label);
        items.push(item(ItemKind::Derived, Some(Rule::CrmField.as_str()), text, citations));
    }
    items
}

/// Whether a question is for a field and for nothing beside it.
fn is_asked_alone(dossier: &Dossier, question: &str, field: &Field) -> bool {
    is_about_nothing_else(question, dossier, &format!("{} {ASKING} {KINDS}", field.label))
}

/// The chosen fields that a question asks for by what they are about, the one with the most words of it first. A label's words for the kind of value
/// need not stand in it, but a day is asked for as one.
fn by_sense<'a>(question: &str, fields: &'a [Field]) -> impl Iterator<Item = &'a Field> {
    let (stems, kinds) = (content_stems(question), content_stems(KINDS));
    let mut found: Vec<(usize, &Field)> = fields
        .iter()
        .filter(|field| field.is_chosen)
        .filter_map(|field| {
            let label = content_stems(&field.label);
            let about: BTreeSet<&String> = label.difference(&kinds).collect();
            let is_day = matches!(field.value_type.as_str(), "date" | "datetime");
            let is_asked = !about.is_empty() && about.iter().all(|stem| stems.contains(*stem));
            (is_asked && (!is_day || asks_for_a_day(question))).then_some((about.len(), field))
        })
        .collect();
    found.sort_by_key(|(words, _)| std::cmp::Reverse(*words));
    found.into_iter().map(|(_, field)| field)
}

/// Whether a question asks for one of the chosen fields. By its words alone.
pub fn names_a_chosen_field(question: &str, fields: &[Field]) -> bool {
    by_sense(question, fields).next().is_some()
}

/// The fields whose whole label stands in a question; a label of one word may mean anything.
fn by_label<'a>(question: &str, fields: &'a [Field]) -> impl Iterator<Item = &'a Field> {
    let stems = content_stems(question);
    fields.iter().filter(move |field| {
        let label = content_stems(&field.label);
        2 <= label.len() && label.is_subset(&stems)
    })
}

/// Whether a question names one of the fields by its label. By its words alone.
pub fn names_a_field(question: &str, fields: &[Field]) -> bool {
    by_label(question, fields).next().is_some() || names_a_chosen_field(question, fields)
}

/// What the account's records of a type have in a property, a line each; of deals the open ones.
pub(crate) fn of_records(
    desk: &mut Desk<'_>,
    object: ObjectType,
    property: &str,
    title: &str,
    fields: &[Field],
) -> Vec<Item> {
    let dossier = desk.dossier;
    let records: Vec<&Record> = match object {
        ObjectType::Deal => {
            let open: Vec<&Record> =
                dossier.deals.iter().map(|deal| &deal.record).filter(|deal| is_open(dossier, deal)).collect();
            let meant = dossier.meant_deal().map(|deal| &deal.record);
            // The deal that is meant first.
            let mut ordered: Vec<&Record> = meant.into_iter().collect();
            ordered.extend(open.into_iter().filter(|deal| meant.is_none_or(|meant| meant.id != deal.id)));
            ordered
        }
        ObjectType::Company => vec![&dossier.account],
        ObjectType::Ticket => dossier.tickets.iter().filter(|ticket| is_running(dossier, ticket)).collect(),
        _ => Vec::new(),
    };
    let records: Vec<&Record> = records.into_iter().filter(|record| record.get(property).is_some()).collect();
    let many = 1 < records.len();
    let mut items = Vec::new();
    for record in records {
        let Some(value) = shown(dossier, record, property, fields) else { continue };
        let mut citations = desk.cite_properties(record, &[property]);
        let mut text = format!("{title}: {value}");
        if many {
            text.push_str(&format!(", “{}”", record.display_name()));
            citations.extend(desk.cite_properties(record, &[property::DEAL_NAME, property::SUBJECT]));
        }
        items.push(item(ItemKind::Derived, Some(Rule::CrmField.as_str()), text, citations));
    }
    items
}

fn is_running(dossier: &Dossier, ticket: &Record) -> bool {
    let stage = ticket.get(property::TICKET_STAGE).and_then(|id| dossier.stage(id));
    stage.is_none_or(|stage| !stage.closed)
}

fn is_open(dossier: &Dossier, deal: &Record) -> bool {
    let stage = deal.get(property::DEAL_STAGE).and_then(|id| dossier.stage(id));
    stage.is_none_or(|stage| !stage.closed)
}

/// A value as people read it: a stage by its label, an amount with its currency, a day, an owner by name; else as it stands.
fn shown(dossier: &Dossier, record: &Record, property: &str, fields: &[Field]) -> Option<String> {
    let value = record.get(property)?;
    let field = fields.iter().find(|field| field.object == record.id.object && field.property == property);
    let chosen = field.filter(|field| field.is_chosen && !field.is_prose());
    let option =
        || field.and_then(|field| field.options.iter().find(|(name, _)| name == value)).map(|(_, label)| label.clone());
    match property {
        property::DEAL_STAGE => {
            Some(dossier.stage(value).map_or_else(|| format!("“{value}”"), |stage| stage.label.clone()))
        }
        property::AMOUNT => Some(account::money(account::currency_code(dossier, record), Deal(record).amount()?)),
        property::CLOSE_DATE => Some(close_date(dossier, record)?.strftime("%-d %B %Y").to_string()),
        property::OWNER => dossier.owners.iter().find(|owner| owner.id == value).map(|owner| owner.name.clone()),
        _ => Some(match chosen {
            Some(field) => field.shown(value, &dossier.portal_zone),
            None => option().unwrap_or_else(|| format!("“{value}”")),
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_read_as_people_write_them() {
        let zone = TimeZone::get("Europe/Berlin").unwrap();
        let shown = |value_type: &str, value: &str| {
            let options = vec![("a".to_owned(), "SAP".to_owned()), ("b".to_owned(), "Oracle".to_owned())];
            let options = if value_type == "enumeration" { options } else { Vec::new() };
            let field = Field {
                object: ObjectType::Company,
                property: "p".to_owned(),
                label: "P".to_owned(),
                value_type: value_type.to_owned(),
                options,
                is_chosen: true,
            };
            field.shown(value, &zone)
        };
        assert_eq!(shown("date", "2027-06-30"), "30 June 2027");
        assert_eq!(shown("datetime", "2027-06-29T23:30:00Z"), "30 June 2027", "a day of the portal");
        assert_eq!(shown("date", "soon"), "soon");
        assert_eq!((shown("number", "48000"), shown("number", "12.5")), ("48,000".to_owned(), "12.5".to_owned()));
        assert_eq!(shown("enumeration", "a;b;c"), "SAP, Oracle, c");
        assert_eq!((shown("bool", "true"), shown("bool", "false")), ("Yes".to_owned(), "No".to_owned()));
        assert_eq!(shown("string", "as it stands"), "as it stands");
    }
}
