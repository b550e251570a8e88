//! Who speaks: which name or address is whose, and on which side of the table they sit. Pure.
//!
//! The address decides. A display name is what its sender typed: it is believed only where no address stands beside it, or where the
//! person has none on record.

use crate::property;
use crate::{Document, Dossier, Entry, ObjectType, Owner, Record, RecordId, names};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Which side of the table somebody sits on: ours or the customer's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "lowercase")]
pub enum Side {
    /// The rep or a colleague.
    Us,
    /// Somebody of the account.
    Them,
}

/// Stands behind a speaker's name that the talk itself casts doubt on, as when somebody thanks themselves: nobody is taken for a person by it.
pub const DOUBTED: char = '?';

/// Whom a name and an address mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Speaker<'a> {
    /// A colleague or a contact of the account, by the name this dossier uses for them everywhere.
    Known {
        /// The person's name; with the address behind it where two share the name.
        name: &'a str,
        /// The side they sit on.
        side: Side,
    },
    /// Somebody who bears the name of a known person, but writes from an address that is not theirs.
    Impostor {
        /// The name of the known person whom they seem to be.
        name: &'a str,
    },
    /// Somebody who is not known, or one of several people of that name.
    Unknown,
}

/// The people of a dossier: its owners and contacts, with every name and address they are known by.
pub struct Voices {
    people: Vec<Person>,
    by_address: BTreeMap<String, usize>,
}

struct Person {
    /// The name that texts are given; with an address behind it where somebody else is called the same.
    name: String,
    words: Vec<String>,
    side: Side,
    has_address: bool,
    /// The owner id, for a colleague.
    owner: Option<String>,
    /// The contact's id, for somebody of the account.
    contact: Option<RecordId>,
}

impl Voices {
    /// The voices of a dossier's owners and contacts.
    pub fn of(dossier: &Dossier) -> Self {
        Self::from(&dossier.owners, &dossier.contacts)
    }

    /// From colleagues and the contacts of an account.
    pub fn from(owners: &[Owner], contacts: &[Record]) -> Self {
        let colleagues = owners.iter().map(|owner| {
            let is = (Some(owner.id.clone()), None);
            (owner.name.clone(), vec![owner.email.clone()], is)
        });
        let customers = contacts
            .iter()
            .map(|contact| (contact.display_name(), addresses_of(contact), (None, Some(contact.id.clone()))));
        let everybody: Vec<_> = colleagues.chain(customers).collect();
        let mut names: BTreeMap<Vec<String>, usize> = BTreeMap::new();
        for (name, ..) in &everybody {
            *names.entry(names::words(name)).or_default() += 1;
        }
        let mut voices = Self { people: Vec::new(), by_address: BTreeMap::new() };
        for (name, addresses, (owner, contact)) in everybody {
            let addresses: Vec<String> =
                addresses.into_iter().map(|address| normal(&address)).filter(|address| !address.is_empty()).collect();
            let name = if name.is_empty() { addresses.first().cloned().unwrap_or_default() } else { name };
            if name.is_empty() {
                continue;
            }
            let number = voices.people.len();
            for address in &addresses {
                // An address that two records claim is the first one's: colleagues', then the older contact's.
                voices.by_address.entry(address.clone()).or_insert(number);
            }
            let words = names::words(&name);
            let is_shared = names.get(&words).is_some_and(|bearers| 1 < *bearers);
            let full = match addresses.first() {
                Some(address) if is_shared => format!("{name} <{address}>"),
                _ => name,
            };
            let side = if owner.is_some() { Side::Us } else { Side::Them };
            voices.people.push(Person { words, name: full, side, has_address: !addresses.is_empty(), owner, contact });
        }
        voices
    }

    /// Whom a name means that stands alone, as before a line of a transcript.
    pub fn by_name(&self, name: &str) -> Speaker<'_> {
        if name.ends_with(DOUBTED) {
            return Speaker::Unknown;
        }
        // An address behind the name decides here too.
        if let Some((bare, address)) = name.strip_suffix('>').and_then(|name| name.rsplit_once(" <"))
            && address.contains('@')
        {
            return self.by_address(bare, address);
        }
        match self.candidates(name).as_slice() {
            [only] => Speaker::Known { name: &only.name, side: only.side },
            _ => Speaker::Unknown,
        }
    }

    /// Whom a name and the address beside it mean; the address decides.
    pub fn by_address(&self, name: &str, address: &str) -> Speaker<'_> {
        let address = normal(address);
        if address.is_empty() {
            return self.by_name(name);
        }
        if let Some(person) = self.by_address.get(&address).and_then(|number| self.people.get(*number)) {
            return Speaker::Known { name: &person.name, side: person.side };
        }
        match self.candidates(name).as_slice() {
            // What looks like a known name and is spelled with other letters was meant to be taken for it.
            [] => match self.people.iter().find(|person| letters::looks_like(without_address(&person.name), name)) {
                Some(person) => Speaker::Impostor { name: &person.name },
                None => Speaker::Unknown,
            },
            [only] if !only.has_address => Speaker::Known { name: &only.name, side: only.side },
            [first, ..] => Speaker::Impostor { name: &first.name },
        }
    }

    /// The domain of somebody known that the domain of this address looks like and is not; none where it looks like nobody's.
    pub fn looks_like_domain(&self, address: &str) -> Option<&str> {
        let address = normal(address);
        let (_, domain) = address.rsplit_once('@')?;
        let known: BTreeSet<&str> =
            self.by_address.keys().filter_map(|known| known.rsplit_once('@')).map(|(_, domain)| domain).collect();
        if known.contains(domain) {
            return None;
        }
        known.into_iter().find(|known| letters::domain_looks_like(domain, known))
    }

    /// The name of the colleague with this owner id.
    pub fn owner(&self, id: &str) -> Option<&str> {
        self.people.iter().find(|person| person.owner.as_deref() == Some(id)).map(|person| person.name.as_str())
    }

    /// The contact that a speaker is, by the name or address a dossier's texts have.
    pub fn contact(&self, speaker: &str) -> Option<&RecordId> {
        let name = match self.of_speaker(speaker) {
            Speaker::Known { name, .. } => name,
            _ => return None,
        };
        self.people.iter().find(|person| person.name == name)?.contact.as_ref()
    }

    /// The side of a speaker by name or address; nobody's when they are not known or not certain.
    pub fn side(&self, speaker: &str) -> Option<Side> {
        match self.of_speaker(speaker) {
            Speaker::Known { side, .. } => Some(side),
            _ => None,
        }
    }

    /// The sides whose words stand in texts that [`Voices::name_texts`] has named: a written text is its author's, a talk is whoever's who spoke.
    pub fn sides(&self, documents: &[Document]) -> BTreeSet<Side> {
        let mut sides = BTreeSet::new();
        for document in documents {
            if document.utterances.is_empty() {
                sides.extend(document.speaker.as_deref().and_then(|author| self.side(author)));
            }
            for utterance in &document.utterances {
                let address = utterance.email.as_deref().unwrap_or_default();
                if let Speaker::Known { side, .. } = self.by_address(&utterance.speaker, address) {
                    sides.insert(side);
                }
            }
        }
        sides
    }

    /// Gives the texts of an activity, and every turn of a talk, the name of the person they come from: so a nickname, another spelling or a
    /// former address does not make a stranger. A mail under a known name from an unknown address keeps that address in its name, and is
    /// nobody's.
    pub fn name_texts(&self, record: &Record, documents: &mut [Document]) {
        let from = record.get(property::EMAIL_FROM).unwrap_or_default();
        // Anything but a mail is written by the colleague who owns it.
        let by_owner = record.get(property::OWNER).and_then(|id| self.owner(id));
        let is_mail = record.id.object == ObjectType::Email;
        for document in documents {
            if let Some(speaker) = document.speaker.as_mut() {
                match self.by_address(speaker, from) {
                    _ if !is_mail => by_owner.unwrap_or(speaker).to_owned().clone_into(speaker),
                    Speaker::Known { name, .. } => name.clone_into(speaker),
                    Speaker::Impostor { .. } => *speaker = with_address(speaker, from),
                    Speaker::Unknown => {}
                }
            }
            for utterance in &mut document.utterances {
                let address = utterance.email.as_deref().unwrap_or_default();
                match self.by_address(&utterance.speaker, address) {
                    Speaker::Known { name, .. } => name.clone_into(&mut utterance.speaker),
                    Speaker::Impostor { .. } => {
                        utterance.speaker = with_address(&utterance.speaker, address);
                    }
                    Speaker::Unknown => {}
                }
            }
        }
    }

    fn of_speaker(&self, speaker: &str) -> Speaker<'_> {
        let is_address = speaker.contains('@') && !speaker.contains(char::is_whitespace);
        if is_address { self.by_address("", speaker) } else { self.by_name(speaker) }
    }

    /// Everybody a name may mean: those called exactly so; else those spelt so; else those it may be a shorter or longer form of.
    fn candidates(&self, name: &str) -> Vec<&Person> {
        let exact: Vec<&Person> = self.people.iter().filter(|person| person.name == name).collect();
        if !exact.is_empty() {
            return exact;
        }
        let words = names::words(name);
        if words.is_empty() {
            return Vec::new();
        }
        let same: Vec<&Person> = self.people.iter().filter(|person| names::same_words(&person.words, &words)).collect();
        if !same.is_empty() {
            return same;
        }
        self.people.iter().filter(|person| names::may_be_one_person(&person.words.join(" "), name)).collect()
    }
}

/// The host of a mail or web address, in small letters: `acme.example` of "Ann@Acme.example" and of "https://acme.example/about". Empty where there is
/// none.
pub fn host_of(address: &str) -> String {
    let host = address.rsplit('@').next().unwrap_or(address).trim().to_lowercase();
    let host = host.trim_start_matches("https://").trim_start_matches("http://");
    host.split(['/', ':', '?', '>']).next().unwrap_or_default().trim_end_matches('.').to_owned()
}

/// Every address of a contact: the one it is known by, and those that HubSpot keeps beside it, former ones of merged records included.
pub fn addresses_of(contact: &Record) -> Vec<String> {
    let main = contact.get(property::EMAIL).map(str::to_owned);
    let others = contact.get(property::ADDITIONAL_EMAILS).unwrap_or_default();
    main.into_iter()
        .chain(others.split([';', ',']).map(|address| address.trim().to_owned()))
        .filter(|a| !a.is_empty())
        .collect()
}

fn normal(address: &str) -> String {
    address.trim().trim_matches(['<', '>']).to_lowercase()
}

/// Somebody whose sentences are in the dossier and are credited to nobody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unrecognised {
    /// The name as it stands there; for mails with the address behind it.
    pub name: String,
    /// How many texts or turns are theirs.
    pub texts: usize,
    /// Whether the name is a known person's, and the address is not.
    pub is_impostor: bool,
    /// The domain of somebody known that the address looks like and is not; none where it looks like nobody's.
    pub looks_like: Option<String>,
    /// The mail or talk with the newest of their texts.
    pub last: RecordId,
}

impl Dossier {
    /// The contact of the account who wrote or said a text, by the speaker it names.
    pub fn author(&self, speaker: &str) -> Option<&Record> {
        let voices = Voices::of(self);
        voices.contact(speaker).and_then(|id| self.person(id))
    }

    /// Names whoever wrote or spoke in the dossier, as [`Voices::name_texts`] does for one activity.
    pub fn name_speakers(&mut self) {
        let voices = Voices::of(self);
        for entry in &mut self.entries {
            voices.name_texts(&entry.record, &mut entry.documents);
        }
    }

    /// Who wrote or spoke in this dossier and is not recognised, with how much; those who bear a known name first, then by how much.
    pub fn unrecognised(&self) -> Vec<Unrecognised> {
        let voices = Voices::of(self);
        let mut found: BTreeMap<String, Unrecognised> = BTreeMap::new();
        let mut past: Vec<&Entry> = self.entries.iter().filter(|entry| entry.activity.at <= self.as_of).collect();
        past.sort_by_key(|entry| entry.activity.at);
        for entry in past {
            let last = &entry.record.id;
            let mut count = |name: &str, address: &str, is_impostor: bool| {
                let looks_like = voices.looks_like_domain(address).map(str::to_owned);
                let new =
                    || Unrecognised { name: name.to_owned(), texts: 0, is_impostor, looks_like, last: last.clone() };
                let one = found.entry(name.to_owned()).or_insert_with(new);
                one.texts += 1;
                one.last.clone_from(last);
            };
            let from = entry.record.get(property::EMAIL_FROM).unwrap_or_default();
            let is_mail = entry.activity.object() == ObjectType::Email;
            let mut counted = false;
            for document in &entry.documents {
                if let Some(speaker) = document.speaker.as_deref().filter(|_| is_mail && !counted)
                    && voices.side(speaker).is_none()
                {
                    counted = true;
                    let bare = without_address(speaker);
                    let is_impostor = matches!(voices.by_address(bare, from), Speaker::Impostor { .. });
                    count(&with_address(bare, from), from, is_impostor);
                }
                for utterance in &document.utterances {
                    let address = utterance.email.as_deref().unwrap_or_default();
                    let bare = without_address(&utterance.speaker);
                    match voices.by_address(bare, address) {
                        Speaker::Known { .. } => {}
                        Speaker::Impostor { .. } => count(&with_address(bare, address), address, true),
                        Speaker::Unknown => count(&utterance.speaker, address, false),
                    }
                }
            }
        }
        let mut all: Vec<Unrecognised> = found.into_values().collect();
        all.sort_by_key(|one| (!one.is_impostor, std::cmp::Reverse(one.texts)));
        all
    }
}

/// A name with the address behind it, where it is not there yet: how somebody is shown whose name alone would mislead.
pub fn with_address(name: &str, address: &str) -> String {
    if address.is_empty() || name.contains(address) { name.to_owned() } else { format!("{name} <{address}>") }
}

/// The name that [`with_address`] was given, without the address behind it.
pub fn without_address(shown: &str) -> &str {
    shown.split(" <").next().unwrap_or(shown)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::RecordId;
    use jiff::Timestamp;

    fn contact(id: &str, first: &str, last: &str, email: &str, others: &str) -> Record {
        let properties = [("firstname", first), ("lastname", last), ("email", email), ("hs_additional_emails", others)];
        Record {
            id: RecordId::new(ObjectType::Contact, id),
            properties: properties
                .into_iter()
                .filter(|(_, value)| !value.is_empty())
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .collect(),
            created_at: Timestamp::UNIX_EPOCH,
            modified_at: Timestamp::UNIX_EPOCH,
            archived: false,
        }
    }

    fn voices() -> Voices {
        let owner = |id: &str, name: &str, email: &str| Owner {
            id: id.to_owned(),
            name: name.to_owned(),
            email: email.to_owned(),
            archived: false,
        };
        Voices::from(
            &[owner("1", "Maren Holt", "maren@us.example"), owner("2", "Anna Berg", "anna@us.example")],
            &[
                contact("1", "Agnieszka", "Kowalczyk", "sales@kowalczyk.example", "aga@old.example;a.k@older.example"),
                contact("2", "Jörg", "Rosendahl", "joerg@rosendahl.example", ""),
                contact("3", "Anna", "Berg", "anna@them.example", ""),
                contact("4", "Petra", "Lindgren", "", ""),
                contact("5", "Wei", "Li", "wei@them.example", ""),
            ],
        )
    }

    fn known<'a>(name: &'a str, side: Side) -> Speaker<'a> {
        Speaker::Known { name, side }
    }

    #[test]
    fn the_address_decides_however_the_name_is_spelt() {
        let voices = voices();
        for (name, address, expected) in [
            ("Aga Kowalczyk", "sales@kowalczyk.example", known("Agnieszka Kowalczyk", Side::Them)),
            ("", "AGA@old.example", known("Agnieszka Kowalczyk", Side::Them)),
            ("Kowalczyk, A.", "<a.k@older.example>", known("Agnieszka Kowalczyk", Side::Them)),
            ("Rosendahl, Jörg", "joerg@rosendahl.example", known("Jörg Rosendahl", Side::Them)),
            ("Anna Berg", "anna@them.example", known("Anna Berg <anna@them.example>", Side::Them)),
            ("Anna Berg", "anna@us.example", known("Anna Berg <anna@us.example>", Side::Us)),
            ("Petra Lindgren", "petra@anywhere.example", known("Petra Lindgren", Side::Them)),
            ("Somebody Else", "x@y.example", Speaker::Unknown),
        ] {
            assert_eq!(voices.by_address(name, address), expected, "{name} {address}");
        }
    }

    #[test]
    fn a_text_is_on_the_side_of_whoever_wrote_it_and_a_talk_on_those_that_spoke() {
        let voices = voices();
        let written = |object: ObjectType, speaker: &str, from: &str| {
            let mut record = contact("7", "", "", "", "");
            record.id = RecordId::new(object, "7");
            record.properties.insert(property::EMAIL_FROM.to_owned(), from.to_owned());
            record.properties.insert(property::OWNER.to_owned(), "1".to_owned());
            let mut texts = [Document {
                record: record.id.clone(),
                part: crate::Part(property::EMAIL_TEXT.to_owned()),
                text: "Yes.".to_owned(),
                speaker: Some(speaker.to_owned()),
                at: Timestamp::UNIX_EPOCH,
                utterances: Vec::new(),
            }];
            voices.name_texts(&record, &mut texts);
            voices.sides(&texts).into_iter().collect::<Vec<Side>>()
        };
        assert_eq!(written(ObjectType::Email, "Aga", "aga@old.example"), [Side::Them]);
        assert_eq!(written(ObjectType::Email, "Maren Holt", "maren@us.example"), [Side::Us]);
        assert_eq!(written(ObjectType::Email, "Maren Holt", "maren@elsewhere.example"), Vec::<Side>::new());
        assert_eq!(written(ObjectType::Note, "Wei Li", ""), [Side::Us], "a note is its owner's");
        let said = |speaker: &str| crate::Said {
            speaker: Some(speaker.to_owned()),
            text: "Yes.".to_owned(),
            ..crate::Said::default()
        };
        let call = RecordId::new(ObjectType::Call, "8");
        let talk = Document::spoken(&call, Timestamp::UNIX_EPOCH, [said("Wei Li"), said("Maren Holt"), said("Nobody")]);
        assert_eq!(voices.sides(talk.as_slice()), BTreeSet::from([Side::Us, Side::Them]));
    }

    #[test]
    fn a_known_name_from_an_unknown_address_is_a_stranger() {
        let voices = voices();
        for name in ["Jörg Rosendahl", "Joerg Rosendahl", "ROSENDAHL, Jorg", "Maren Holt"] {
            assert!(matches!(voices.by_address(name, "joerg@rosendahI.example"), Speaker::Impostor { .. }), "{name}");
        }
    }

    #[test]
    fn a_name_alone_is_believed_in_any_spelling_unless_two_bear_it() {
        let voices = voices();
        assert_eq!(voices.by_name("Petra Lindgren (External)"), known("Petra Lindgren", Side::Them));
        assert_eq!(voices.by_name("Jorg Rosendahl"), known("Jörg Rosendahl", Side::Them));
        assert_eq!(voices.by_name("Jörg P. Rosendahl"), known("Jörg Rosendahl", Side::Them));
        assert_eq!(voices.by_name("Li Wei"), known("Wei Li", Side::Them));
        assert_eq!(voices.by_name("Speaker 2"), Speaker::Unknown);
        assert_eq!(voices.by_name("Wei Li?"), Speaker::Unknown, "the talk belies the name");
        assert_eq!(voices.side("Anna Berg"), None, "a customer and a colleague are called so");
        assert_eq!(voices.side("Anna Berg <anna@them.example>"), Some(Side::Them));
    }
}
