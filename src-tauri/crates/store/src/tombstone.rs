//! Who is to stay forgotten: keyed hashes of ids, addresses and names, and what they recognise.
//!
//! A tombstone has to recognise a person without naming them. It is a keyed BLAKE3 hash (a message authentication code) of a record id, an
//! e-mail address or a full name. The key is random, made at the first erasure, and lies in the same sealed file; somebody who has file
//! and key can test a guess, and learns nothing without one.

use crate::{Database, Erasure, Excluded, StoreError, doing};
use domain::{Document, RecordId, Span, names::folded};
use jiff::Timestamp;
use percent_encoding::percent_decode_str;
use rusqlite::Transaction;
use std::collections::{BTreeMap, BTreeSet};

/// The reason given for a record that HubSpot offers and that is kept out because its person was forgotten.
pub const FORGOTTEN: &str = "it belongs to somebody who was to be forgotten";
/// What stands in a text where a person was named who is not there any more.
pub const IN_PLACE: &str = "[forgotten]";
/// The setting that holds the key of the tombstones, in hexadecimal.
const KEY: &str = "tombstone_key";
/// The most words a name may have to be looked for in texts.
const NAME_WORDS_MAX: usize = 5;
/// The most characters that may stand between two words of one name.
const BETWEEN_CHARS_MAX: usize = 2;
/// An at sign as addresses of web pages write it.
const ENCODED_AT: &str = "%40";
/// The kind of tombstone for a first name's letter and a family name, as in "J. Núñez".
const INITIAL: &str = "initial";

/// Recognises people who were forgotten: their records, addresses and names.
#[derive(Debug, Clone, Default)]
pub struct Forgotten {
    key: [u8; 32],
    hashes: BTreeMap<String, BTreeSet<String>>,
    /// Who is kept out beside them, by where they belong.
    excluded: Excluded,
}

/// The tombstones of a database, with what they were made with.
#[derive(Debug, Clone)]
pub struct Tombstones {
    key: Option<String>,
    rows: Vec<(String, String, i64)>,
}

impl Forgotten {
    /// What the tombstones of a planned erasure will recognise, before they are set.
    pub fn of_plan(plan: &Erasure) -> Self {
        let mut forgotten = Self::default();
        let names = plan.names.iter().filter_map(|name| name_key(name)).collect();
        for (kind, value) in values_of(&plan.gone, &plan.addresses, &names) {
            let hash = hash(&forgotten.key, &kind, &value);
            forgotten.hashes.entry(kind).or_default().insert(hash);
        }
        forgotten
    }

    /// Who is kept out by where they belong rather than because they were forgotten.
    pub fn excluded(&self) -> &Excluded {
        &self.excluded
    }

    /// Notes records that are kept out, so that what hangs on them is too.
    pub fn also_excluded(&mut self, records: impl IntoIterator<Item = RecordId>) {
        self.excluded.also(records);
    }

    /// Whether nobody was ever forgotten, so that no text has to be looked at.
    pub fn is_empty(&self) -> bool {
        self.hashes.is_empty()
    }

    /// Whether the record is one of somebody forgotten and is to stay away.
    pub fn is_record(&self, id: &RecordId) -> bool {
        self.holds(id.object.singular(), &id.id)
    }

    /// Whether this is an address of somebody forgotten, in whatever case.
    pub fn is_address(&self, address: &str) -> bool {
        self.holds("address", &address.trim().to_lowercase())
    }

    fn holds(&self, kind: &str, value: &str) -> bool {
        self.hashes.get(kind).is_some_and(|hashes| hashes.contains(&hash(&self.key, kind, value)))
    }

    /// The text without addresses and full names of the forgotten; none where it has none.
    pub fn redacted(&self, text: &str) -> Option<String> {
        if self.is_empty() {
            return None;
        }
        let mut found = self.addresses_in(text);
        let names = self.names_in(text);
        found.extend(
            names
                .into_iter()
                .filter(|name| found.iter().all(|one| name.1 <= one.0 || one.1 <= name.0))
                .collect::<Vec<_>>(),
        );
        if found.is_empty() {
            return None;
        }
        found.sort_unstable();
        let (mut out, mut at) = (String::with_capacity(text.len()), 0);
        for (start, end) in found {
            // Names may overlap, as in "Anne Marie Dupont" where both were forgotten.
            out.push_str(text.get(at..start).unwrap_or_default());
            if at <= start {
                out.push_str(IN_PLACE);
            }
            at = at.max(end);
        }
        out.push_str(text.get(at..).unwrap_or_default());
        Some(out)
    }

    /// Where addresses of the forgotten stand in a text, in bytes.
    fn addresses_in(&self, text: &str) -> Vec<(usize, usize)> {
        let mut found = Vec::new();
        if !self.hashes.contains_key("address") {
            return found;
        }
        let is_part = |c: char| c.is_alphanumeric() || "._%+-'".contains(c);
        for (at, sign) in text.match_indices('@').chain(text.match_indices(ENCODED_AT)) {
            let start = text[..at].char_indices().rev().take_while(|(_, c)| is_part(*c)).last().map_or(at, |(i, _)| i);
            let after = at + sign.len();
            let tail = text[after..].char_indices().take_while(|(_, c)| is_part(*c));
            let end = tail.last().map_or(after, |(i, c)| after + i + c.len_utf8());
            let range = text[start..end].trim_matches(|c| ".'-".contains(c));
            let start = start + text[start..end].find(range).unwrap_or(0);
            if self.is_address(range) || self.is_address(&percent_decode_str(range).decode_utf8_lossy()) {
                found.push((start, start + range.len()));
            }
        }
        found
    }

    /// Where names of the forgotten stand in a text, in bytes.
    fn names_in(&self, text: &str) -> Vec<(usize, usize)> {
        let lengths: Vec<usize> =
            (1..=NAME_WORDS_MAX).filter(|words| self.hashes.contains_key(&format!("name{words}"))).collect();
        let mut found = Vec::new();
        if lengths.is_empty() {
            return found;
        }
        let words = words_of(text);
        let word = |at: (usize, usize)| &text[at.0..at.1];
        let is_letter = |at: &(usize, usize)| word(*at).chars().count() == 1;
        for first in 0..words.len() {
            for count in &lengths {
                if let Some(some) = words.get(first..first + count)
                    && is_together(text, some)
                    && self.is_name(*count, &some.iter().map(|at| word(*at)).collect::<Vec<_>>())
                {
                    found.push((some[0].0, some[count - 1].1));
                }
            }
            // "José M. Núñez": letters between the names of one person are nobody else's.
            let reach = words.get(first..words.len().min(first + 2 * NAME_WORDS_MAX)).unwrap_or_default();
            let mut names = vec![0];
            for (at, pair) in reach.windows(2).enumerate() {
                let goes_on = is_together(text, pair) || is_letter(&pair[0]) && is_initial(text, pair);
                if !goes_on {
                    break;
                }
                if is_letter(&pair[1]) {
                    continue;
                }
                names.push(at + 1);
                let said: Vec<&str> = names.iter().map(|name| word(reach[*name])).collect();
                if names.len() < at + 2 && self.is_name(said.len(), &said) {
                    found.push((reach[0].0, reach[at + 1].1));
                }
            }
            // "J. Núñez"
            if let [letter, name, ..] = reach
                && is_letter(letter)
                && is_initial(text, &[*letter, *name])
                && self.holds(INITIAL, &folded(&format!("{} {}", word(*letter), word(*name))))
            {
                found.push((letter.0, name.1));
            }
        }
        found.sort_unstable();
        found.dedup();
        found
    }

    /// Whether words are the name of somebody forgotten, whatever their case and accents.
    fn is_name(&self, count: usize, words: &[&str]) -> bool {
        let kind = format!("name{count}");
        let name = words.iter().map(|word| domain::visible(word).to_lowercase()).collect::<Vec<_>>().join(" ");
        self.holds(&kind, &name) || self.holds(&kind, &folded(&name))
    }

    /// The document with nobody forgotten in it, and whether anything had to be changed. Spans of utterances move with their words.
    pub fn redact_document(&self, document: &mut Document) -> bool {
        let mut changed = false;
        if let Some(speaker) = document.speaker.as_deref().and_then(|speaker| self.redacted(speaker)) {
            document.speaker = Some(speaker);
            changed = true;
        }
        if document.utterances.is_empty() {
            if let Some(text) = self.redacted(&document.text) {
                document.text = text;
                changed = true;
            }
            return changed;
        }
        let (mut text, mut chars, mut read) = (String::new(), 0, 0);
        let mut append = |words: &str| {
            let start = chars;
            text.push_str(words);
            chars += words.chars().count();
            Span { start, end: chars }
        };
        for utterance in &mut document.utterances {
            append(Span { start: read, end: utterance.span.start }.of(&document.text));
            let words = utterance.span.of(&document.text);
            read = utterance.span.end;
            let redacted = self.redacted(words);
            changed |= redacted.is_some();
            utterance.span = append(redacted.as_deref().unwrap_or(words));
            if let Some(speaker) = self.redacted(&utterance.speaker) {
                utterance.speaker = speaker;
                changed = true;
            }
            if utterance.email.as_deref().is_some_and(|email| self.is_address(email)) {
                utterance.email = None;
                changed = true;
            }
        }
        append(Span { start: read, end: usize::MAX }.of(&document.text));
        document.text = text;
        changed
    }
}

/// Whether words stand side by side as those of one name do.
fn is_together(text: &str, words: &[(usize, usize)]) -> bool {
    words.windows(2).all(|pair| {
        text.get(pair[0].1..pair[1].0)
            .is_some_and(|gap| gap.chars().count() <= BETWEEN_CHARS_MAX && !gap.contains(['.', '!', '?', '|']))
    })
}

/// Whether a letter stands before a word as a first name's does: with a full stop.
fn is_initial(text: &str, pair: &[(usize, usize)]) -> bool {
    text.get(pair[0].1..pair[1].0).is_some_and(|gap| gap.starts_with('.') && gap[1..].trim_matches(' ').is_empty())
}

/// Where the words of a text stand, in bytes: runs of letters, with their accents, and digits.
fn words_of(text: &str) -> Vec<(usize, usize)> {
    let (mut words, mut start) = (Vec::new(), None);
    let is_word = |c: char| c.is_alphanumeric() || matches!(c, '\u{300}'..='\u{36f}');
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        match (start, is_word(c)) {
            (None, true) => start = Some(at),
            (Some(from), false) => {
                words.push((from, at));
                start = None;
            }
            _ => {}
        }
    }
    words
}

fn hash(key: &[u8; 32], kind: &str, value: &str) -> String {
    blake3::keyed_hash(key, format!("{kind}\n{value}").as_bytes()).to_hex()[..32].to_owned()
}

impl Database {
    /// Whom to keep out; nobody in a database that no version with tombstones has written to yet.
    pub fn forgotten(&self) -> Result<Forgotten, StoreError> {
        let key = self.setting(KEY)?.and_then(|hex| bytes_of(&hex));
        let excluded = self.excluded()?;
        let Some(key) = key else { return Ok(Forgotten { excluded, ..Forgotten::default() }) };
        let connection = self.lock();
        let rows: Vec<(String, String)> = connection
            .prepare_cached("SELECT kind, hash FROM tombstone")
            .and_then(|mut select| select.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect())
            .map_err(doing("reading whom to keep out"))?;
        let mut hashes: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for (kind, hash) in rows {
            hashes.entry(kind).or_default().insert(hash);
        }
        Ok(Forgotten { key, hashes, excluded })
    }

    /// The tombstones and their key, to be adopted by a database that is put in this one's place.
    pub fn tombstones(&self) -> Result<Tombstones, StoreError> {
        let key = self.setting(KEY)?;
        let rows = self
            .lock()
            .prepare_cached("SELECT kind, hash, at FROM tombstone")
            .and_then(|mut select| select.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?.collect())
            .map_err(doing("reading whom to keep out"))?;
        Ok(Tombstones { key, rows })
    }

    /// Takes over another database's tombstones. Those that are here and were made with another key recognise nobody any more.
    pub fn adopt_tombstones(&self, others: &Tombstones) -> Result<(), StoreError> {
        let Some(key) = &others.key else { return Ok(()) };
        self.set_setting(KEY, key)?;
        self.transaction("noting whom to keep out", |tx| {
            let mut insert = tx
                .prepare_cached("INSERT OR IGNORE INTO tombstone (kind, hash, at) VALUES (?1, ?2, ?3)")
                .map_err(doing("noting whom to keep out"))?;
            for row in &others.rows {
                insert.execute(rusqlite::params![row.0, row.1, row.2]).map_err(doing("noting whom to keep out"))?;
            }
            Ok(())
        })
    }

    /// How many records of a type are kept out on purpose.
    pub fn forgotten_count(&self, object: domain::ObjectType) -> Result<usize, StoreError> {
        let connection = self.lock();
        let exists: bool = connection
            .query_row("SELECT count(*) FROM sqlite_schema WHERE name = 'tombstone'", [], |row| row.get(0))
            .map_err(doing("counting whom to keep out"))?;
        if !exists {
            return Ok(0);
        }
        connection
            .query_row("SELECT count(*) FROM tombstone WHERE kind = ?1", [object.singular()], |row| row.get(0))
            .map_err(doing("counting whom to keep out"))
    }
}

/// Sets tombstones, making the key at the first one. Returns them with all earlier ones.
pub(crate) fn bury(
    tx: &Transaction<'_>,
    records: &[RecordId],
    addresses: &BTreeSet<String>,
    names: &BTreeSet<String>,
    now: Timestamp,
) -> Result<(), StoreError> {
    let what = doing("noting whom to keep out");
    tx.execute("INSERT OR IGNORE INTO setting (name, value) VALUES (?1, lower(hex(randomblob(32))))", [KEY])
        .map_err(&what)?;
    let key: String =
        tx.query_row("SELECT value FROM setting WHERE name = ?1", [KEY], |row| row.get(0)).map_err(&what)?;
    let key = bytes_of(&key).ok_or(StoreError::Unreadable { what: "tombstone key" })?;
    for (kind, value) in values_of(records, addresses, names) {
        tx.execute(
            "INSERT OR IGNORE INTO tombstone (kind, hash, at) VALUES (?1, ?2, ?3)",
            rusqlite::params![kind, hash(&key, &kind, &value), now.as_millisecond()],
        )
        .map_err(&what)?;
    }
    Ok(())
}

/// What is hashed of each record, address and name, with its kind.
fn values_of(records: &[RecordId], addresses: &BTreeSet<String>, names: &BTreeSet<String>) -> Vec<(String, String)> {
    let mut values: Vec<(String, String)> =
        records.iter().map(|id| (id.object.singular().to_owned(), id.id.clone())).collect();
    values.extend(addresses.iter().map(|address| ("address".to_owned(), address.clone())));
    for name in names {
        let words: Vec<&str> = name.split(' ').collect();
        let kind = format!("name{}", words.len());
        let mut spellings = vec![name.clone()];
        if let Some((last, first)) = words.split_last() {
            // As lists write it: family name first.
            spellings.push(format!("{last} {}", first.join(" ")));
            let letter: String = name.chars().take(1).collect();
            values.push((INITIAL.to_owned(), folded(&format!("{letter} {last}"))));
        }
        for spelling in spellings {
            values.push((kind.clone(), folded(&spelling)));
            values.push((kind.clone(), spelling));
        }
    }
    values
}

/// A name as tombstones know it: its words in lower case with one space between. None for one word, which is nobody's alone, and for
/// more than are looked for.
pub(crate) fn name_key(name: &str) -> Option<String> {
    let name = domain::visible(name);
    let words: Vec<String> = words_of(&name).iter().map(|(start, end)| name[*start..*end].to_lowercase()).collect();
    (2..=NAME_WORDS_MAX).contains(&words.len()).then(|| words.join(" "))
}

fn bytes_of(hex: &str) -> Option<[u8; 32]> {
    let bytes: Option<Vec<u8>> = (0..32).map(|at| u8::from_str_radix(hex.get(2 * at..2 * at + 2)?, 16).ok()).collect();
    bytes?.try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{ObjectType, Part, Utterance};

    fn forgotten() -> Forgotten {
        let dir = tempfile::tempdir().unwrap();
        let database = Database::open(&dir.path().join("store.db"), &[7; 32]).unwrap();
        let set = |values: &[&str]| values.iter().map(|value| (*value).to_owned()).collect::<BTreeSet<_>>();
        let contact = RecordId::new(ObjectType::Contact, "7");
        database
            .transaction("burying", |tx| {
                bury(tx, &[contact], &set(&["ada.o'neill@x.example"]), &set(&["ada o neill"]), Timestamp::UNIX_EPOCH)
            })
            .unwrap();
        database.forgotten().unwrap()
    }

    #[test]
    fn records_and_addresses_are_recognised() {
        let forgotten = forgotten();
        assert!(forgotten.is_record(&RecordId::new(ObjectType::Contact, "7")));
        assert!(!forgotten.is_record(&RecordId::new(ObjectType::Deal, "7")));
        assert!(forgotten.is_address(" Ada.O'Neill@X.example"));
        assert!(!forgotten.is_address("ada@x.example"));
    }

    #[test]
    fn names_and_addresses_go_from_texts_and_nothing_else() {
        let forgotten = forgotten();
        let cases = [
            ("Ask Ada O'Neill, or Bo.", Some("Ask [forgotten], or Bo.")),
            ("O’Neill is Irish; Ada is not.", None),
            ("neill, ADA O <ada.o'neill@x.example>.", Some("[forgotten] <[forgotten]>.")),
            ("Ada. O Neill", None),
            ("Größe: ada o'neill@y.example", Some("Größe: [forgotten]@y.example")),
            ("", None),
        ];
        for (text, expected) in cases {
            assert_eq!(forgotten.redacted(text).as_deref(), expected, "{text}");
        }
        assert_eq!(Forgotten::default().redacted("Ada O'Neill"), None);
    }

    #[test]
    fn every_spelling_of_a_name_and_an_address_goes() {
        let mut plan = Erasure { addresses: ["jose.nunez@evil.example".to_owned()].into(), ..Erasure::default() };
        plan.names = ["José Núñez".to_owned()].into();
        let forgotten = Forgotten::of_plan(&plan);
        for spelt in [
            "José Núñez",
            "JOSÉ NÚÑEZ",
            "Núñez, José",
            "Jose\u{301} Nu\u{301}n\u{303}ez",
            "Jose Nunez",
            "José M. Núñez",
            "José M Núñez",
            "J. Núñez",
            "jose.nunez@evil.example",
            "jose.nunez%40evil.example",
            "jose%2Enunez%40evil.example",
        ] {
            let text = format!("Ask {spelt} about it.");
            assert_eq!(forgotten.redacted(&text).as_deref(), Some("Ask [forgotten] about it."), "{spelt}");
        }
        for other in
            ["José. Núñez is a town", "K. Núñez", "José Maria Gomez", "J Núñez", "Nunez%40evil.example", "A. J. Gomez"]
        {
            assert_eq!(forgotten.redacted(other), None, "{other}");
        }
    }

    #[test]
    fn utterances_keep_pointing_at_their_words() {
        let utterance = |speaker: &str, start, end| Utterance {
            speaker: speaker.to_owned(),
            email: None,
            span: Span { start, end },
            start_ms: 0,
            end_ms: 0,
        };
        let mut document = Document {
            record: RecordId::new(ObjectType::Call, "1"),
            part: Part::transcript(),
            text: "Grüß Ada O'Neill von mir.\nJa.".to_owned(),
            speaker: None,
            at: Timestamp::UNIX_EPOCH,
            utterances: vec![utterance("Bo", 0, 25), utterance("Ada O'Neill", 26, 29)],
        };
        assert!(forgotten().redact_document(&mut document));
        assert_eq!(document.text, "Grüß [forgotten] von mir.\nJa.");
        let said: Vec<(&str, &str)> =
            document.utterances.iter().map(|u| (u.speaker.as_str(), u.span.of(&document.text))).collect();
        assert_eq!(said, [("Bo", "Grüß [forgotten] von mir."), ("[forgotten]", "Ja.")]);
        assert!(!forgotten().redact_document(&mut document));
    }

    #[test]
    fn a_name_is_two_to_five_words() {
        assert_eq!(name_key("Ada  O’Neill").as_deref(), Some("ada o neill"));
        assert_eq!(name_key("Ada"), None);
    }
}
