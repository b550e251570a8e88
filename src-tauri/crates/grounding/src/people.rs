//! Whether a name as somebody wrote it is a speaker's: in any spelling of one name, by part of it, by initials or by address.

use crate::{
    lexicon::{is_role, is_title},
    quotes::{addresses, without},
};
use domain::names;

/// A speaker of the sources: the words of the name, and what stands beside it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Person {
    /// The words of the name, folded, without titles and without what stands in brackets.
    words: Vec<String>,
    /// What stands beside the name: in brackets, or an office.
    beside: Vec<String>,
    /// The e-mail addresses that stand with the name.
    addresses: Vec<String>,
}

impl Person {
    /// Reads what names a speaker: a name, an address, or both.
    pub fn of(named: &str) -> Self {
        let found = addresses(named);
        let blanks: Vec<_> = found.iter().map(|(at, _)| at.clone()).collect();
        let addresses: Vec<String> = found.into_iter().map(|(_, address)| address).collect();
        let bare = without(named, &blanks);
        let all = names::words(&bare.replace(['(', ')', '[', ']', '（', '）'], " "));
        let mut words = untitled(names::words(&bare));
        // "Ada Berg, CFO" is called Ada Berg; "Project Manager" is all there is of some names.
        let office = bare.split_once(',').map(|(_, behind)| names::words(behind)).unwrap_or_default();
        words.retain(|word| !(office.contains(word) && is_role(word)));
        let beside = untitled(all).into_iter().filter(|word| !words.contains(word)).collect();
        if let Some(address) = addresses.first().filter(|_| words.is_empty()) {
            words = local_words(address);
        }
        Self { words, beside, addresses }
    }

    /// Whether a folded word is a part of the name.
    pub fn has(&self, word: &str) -> bool {
        self.words.iter().any(|own| own == word)
    }

    /// Whether an address is this person's. Where none is known, the part before the "@" has to fit the name.
    pub fn has_address(&self, address: &str) -> bool {
        match self.addresses.as_slice() {
            [] => {
                let local = local_words(address);
                !local.is_empty() && (is_part(&local, &self.words) || has_initials(&local, &self.words))
            }
            known => known.iter().any(|own| own == address),
        }
    }

    /// Whether a name may mean this person, of all who speak.
    pub fn is_meant_by(&self, mention: &[String], everyone: &[Self]) -> bool {
        let mention = untitled(mention.to_vec());
        if mention.is_empty() || self.words.is_empty() {
            return false;
        }
        if names::same_words(&mention, &self.words) {
            return true;
        }
        // What is all of another's name is the other's, unless that may be short for this one.
        let of_other = |other: &Self| names::same_words(&mention, &other.words) && !is_part(&other.words, &self.words);
        if everyone.iter().any(of_other) {
            return false;
        }
        let beyond = |word: &String| !self.words.contains(word);
        let is_longer = is_part(&self.words, &mention)
            && !mention.iter().filter(|word| beyond(word)).any(|word| everyone.iter().any(|other| other.has(word)));
        is_part(&mention, &self.words)
            || is_part(&mention, &self.beside)
            || is_longer
            || has_initials(&mention, &self.words)
            || is_written_whole(&mention.concat(), &self.words.concat())
            || nicknames(&mention).any(|full| is_part(&full, &self.words))
    }
}

/// The words of a name as it stands in a line: folded, dotted initials letter by letter.
pub(crate) fn mention_words(written: &str) -> Vec<String> {
    names::words(&written.replace('.', " "))
}

/// Whether a letter belongs to a script without capitals, as Chinese or Japanese.
pub(crate) fn is_uncased(c: char) -> bool {
    c.is_alphabetic() && !c.is_lowercase() && !c.is_uppercase()
}

fn untitled(mut words: Vec<String>) -> Vec<String> {
    if words.iter().any(|word| !is_title(word)) {
        words.retain(|word| !is_title(word));
    }
    words
}

fn local_words(address: &str) -> Vec<String> {
    let local = address.split_once('@').map_or("", |(local, _)| local);
    names::words(&local.replace(|c: char| !c.is_alphanumeric(), " "))
}

fn is_part(one: &[String], other: &[String]) -> bool {
    !one.is_empty() && one.iter().all(|word| other.contains(word))
}

/// Whether the words are this name with some of it as initials: "P. Lang", "Petra L.", "PL".
fn has_initials(mention: &[String], name: &[String]) -> bool {
    let initial = |word: &String| word.chars().next();
    if let [one] = mention {
        let initials: String = name.iter().filter_map(initial).collect();
        if 1 < initials.chars().count() && *one == initials {
            return true;
        }
    }
    let mut left: Vec<&String> = name.iter().collect();
    let (letters, full): (Vec<&String>, Vec<&String>) = mention.iter().partition(|word| word.chars().count() == 1);
    !letters.is_empty()
        && full.iter().chain(&letters).all(|word| {
            let is_it = |own: &&String| *own == *word || word.chars().count() == 1 && initial(own) == initial(word);
            left.iter().position(is_it).map(|at| left.remove(at)).is_some()
        })
}

/// Whether a name in a script that puts no spaces is the family or given name of another, perhaps with a form of address.
fn is_written_whole(mention: &str, name: &str) -> bool {
    const ADDRESSED: [&str; 12] =
        ["さん", "さま", "様", "氏", "君", "くん", "先生", "女士", "小姐", "总", "経理", "部長"];
    if !name.chars().all(is_uncased) {
        return false;
    }
    let bare = ADDRESSED.iter().find_map(|form| mention.strip_suffix(form)).filter(|bare| !bare.is_empty());
    bare.is_some_and(|bare| name.starts_with(bare) || name.ends_with(bare))
        || 1 < mention.chars().count() && (name.starts_with(mention) || name.ends_with(mention))
}

/// Short forms of first names, each with the names it may stand for.
const SHORT_FORMS: [(&str, &str); 44] = [
    ("alex", "alexander alexandra alexandre aleksandra"),
    ("andy", "andrew andreas"),
    ("becky", "rebecca"),
    ("ben", "benjamin benedikt"),
    ("bernie", "bernard bernhard"),
    ("beth", "elizabeth elisabeth"),
    ("bill", "william"),
    ("bob", "robert"),
    ("chris", "christopher christian christine christina christoph"),
    ("dan", "daniel"),
    ("dave", "david"),
    ("ed", "edward edmund edgar"),
    ("fritz", "friedrich"),
    ("gabi", "gabriele gabriela"),
    ("greg", "gregory gregor"),
    ("hans", "johannes"),
    ("jack", "john"),
    ("jeff", "jeffrey geoffrey"),
    ("jim", "james"),
    ("jo", "joanna josephine johanna joseph"),
    ("joe", "joseph josef"),
    ("josh", "joshua"),
    ("kate", "katherine catherine katharina"),
    ("kathi", "katharina"),
    ("ken", "kenneth"),
    ("liz", "elizabeth elisabeth"),
    ("manu", "manuel manuela emmanuel emmanuelle"),
    ("matt", "matthew matthias"),
    ("max", "maximilian maxime maxwell"),
    ("mike", "michael mikhail"),
    ("nick", "nicholas nikolaus nicolas"),
    ("pat", "patrick patricia"),
    ("peggy", "margaret"),
    ("pete", "peter"),
    ("phil", "philip philipp philippe"),
    ("rob", "robert"),
    ("sam", "samuel samantha"),
    ("sepp", "josef"),
    ("steffi", "stefanie stephanie"),
    ("steve", "steven stephen stefan"),
    ("sue", "susan susanne"),
    ("tom", "thomas"),
    ("tony", "anthony antonio"),
    ("uli", "ulrich ulrike"),
];

/// The names that a name with a short form may stand for; a full name for a short one too.
fn nicknames(mention: &[String]) -> impl Iterator<Item = Vec<String>> + '_ {
    let first = mention.first().map_or("", String::as_str);
    let of = move |(short, full): &(&'static str, &'static str)| -> Vec<&'static str> {
        if *short == first {
            full.split(' ').collect()
        } else if full.split(' ').any(|full| full == first) {
            vec![*short]
        } else {
            Vec::new()
        }
    };
    SHORT_FORMS
        .iter()
        .flat_map(of)
        .map(|full| std::iter::once(names::folded(full)).chain(mention.iter().skip(1).cloned()).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_known_in_many_forms() {
        let everyone: Vec<Person> = [
            "Petra Lang",
            "Jan Weber",
            "Jana Weber",
            "王小明",
            "王小",
            "Q",
            "Robert Tennick",
            "ada@x.example",
            "Oda Reimsbach (Brightwell)",
        ]
        .iter()
        .map(|named| Person::of(named))
        .collect();
        for (mention, speaker, wanted) in [
            ("Petra", "Petra Lang", true),
            ("Lang, Petra", "Petra Lang", true),
            ("P.L.", "Petra Lang", true),
            ("P. Lang", "Petra Lang", true),
            ("Petra L.", "Petra Lang", true),
            ("PL", "Petra Lang", true),
            ("Frau Lang", "Petra Lang", true),
            ("Petra M.", "Petra Lang", false),
            ("P.M.", "Petra Lang", false),
            ("Petra Weber", "Petra Lang", false),
            ("Jana Weber", "Jan Weber", false),
            ("Jan Weber", "Jana Weber", false),
            ("王小明", "王小明", true),
            ("小明", "王小明", true),
            ("王さん", "王小明", true),
            ("王小", "王小明", false),
            ("王小朋", "王小明", false),
            ("Q", "Q", true),
            ("R", "Q", false),
            ("Bob Tennick", "Robert Tennick", true),
            ("Bob", "Robert Tennick", true),
            ("Bill Tennick", "Robert Tennick", false),
            ("Ada", "ada@x.example", true),
            ("Oda Reimsbach", "Oda Reimsbach (Brightwell)", true),
            ("", "Petra Lang", false),
        ] {
            let found = Person::of(speaker).is_meant_by(&mention_words(mention), &everyone);
            assert_eq!(found, wanted, "{mention} for {speaker}");
        }
    }

    #[test]
    fn an_address_is_one_persons() {
        for (address, speaker, wanted) in [
            ("ada@x.example", "ada@x.example", true),
            ("ada@y.example", "ada@x.example", false),
            ("ada@x.example", "Ada Berg <ada@x.example>", true),
            ("a.berg@y.example", "Ada Berg", true),
            ("ada.holt@y.example", "Ada Berg", false),
        ] {
            assert_eq!(Person::of(speaker).has_address(address), wanted, "{address} for {speaker}");
        }
    }
}
