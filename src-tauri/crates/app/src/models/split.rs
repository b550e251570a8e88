//! Two versions of a prompt side by side: a part of the records is drafted with one, the rest with the other.
//!
//! `prompts/split.toml` in the data folder says which, in one place:
//!
//! ```toml
//! [score]
//! versions = [1, 2]
//! share = 0.5
//! ```
//!
//! `share` is how much goes to the second. A record always gets the same version, so that drafting again changes nothing.

use crate::portal::own_files::own_file;
use domain::RecordId;
use llm::Kind;
use serde::Deserialize;
use std::{collections::BTreeMap, path::Path};

/// The file, in the folder of the team's own prompts.
const FILE: &str = "split.toml";
/// The records are divided into so many equal parts.
const PARTS: u32 = 10_000;

/// How the records of one kind of draft are divided between two versions of its prompt.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Split {
    /// The two versions.
    pub versions: [u32; 2],
    /// How much of the records goes to the second, 0 to 1.
    #[serde(default = "half")]
    pub share: f64,
}

fn half() -> f64 {
    0.5
}

impl Split {
    /// The version that drafts about a record are made by. Deterministic.
    pub fn version_for(self, kind: Kind, about: &RecordId) -> u32 {
        let [first, second] = self.versions;
        let hash = outbox::hash_of_parts(&["split", kind.as_str(), &about.to_string()]);
        let place = u32::from_str_radix(hash.get(..8).unwrap_or_default(), 16).unwrap_or(0) % PARTS;
        if f64::from(place) < self.share * f64::from(PARTS) { second } else { first }
    }
}

/// The splits that the team has set, by kind; none where there is no file. Fails, in words, where the file cannot be used.
pub(crate) fn splits(folder: &Path) -> Result<BTreeMap<Kind, Split>, String> {
    let file = folder.join(FILE);
    let Some(text) = own_file(&file) else { return Ok(BTreeMap::new()) };
    let told = |reason: String| format!("{}: {reason}", file.display());
    let text = text.map_err(&told)?;
    let named: BTreeMap<String, Split> = toml::from_str(&text).map_err(|error| told(error.message().to_owned()))?;
    let mut splits = BTreeMap::new();
    for (name, split) in named {
        let kind: Kind = name.parse().map_err(|_| told(format!("there is no draft called {name}")))?;
        if !(0.0..=1.0).contains(&split.share) {
            return Err(told(format!("the share of {name} is not between 0 and 1")));
        }
        if split.versions[0] == split.versions[1] {
            return Err(told(format!("{name} has the same version twice")));
        }
        splits.insert(kind, split);
    }
    Ok(splits)
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::ObjectType;

    fn deal(number: u32) -> RecordId {
        RecordId::new(ObjectType::Deal, number.to_string())
    }

    #[test]
    fn a_record_keeps_its_version_and_the_share_holds() {
        let split = Split { versions: [1, 2], share: 0.2 };
        let second = (0..5_000).filter(|number| split.version_for(Kind::Score, &deal(*number)) == 2).count();
        assert!((850..1_150).contains(&second), "{second} of 5000");
        assert_eq!(split.version_for(Kind::Score, &deal(7)), split.version_for(Kind::Score, &deal(7)));
        let none = Split { share: 0.0, ..split };
        let all = Split { share: 1.0, ..split };
        for number in 0..200 {
            assert_eq!(none.version_for(Kind::Score, &deal(number)), 1);
            assert_eq!(all.version_for(Kind::Score, &deal(number)), 2);
        }
    }

    #[test]
    fn a_file_that_cannot_be_used_is_told() {
        let folder = tempfile::tempdir().unwrap();
        assert!(splits(folder.path()).unwrap().is_empty());
        let write = |text: &str| std::fs::write(folder.path().join(FILE), text).unwrap();
        write("[score]\nversions = [1, 2]\n");
        assert_eq!(splits(folder.path()).unwrap()[&Kind::Score], Split { versions: [1, 2], share: 0.5 });
        for (text, told) in [
            ("[score]\nversions = [1]\n", "split.toml"),
            ("[score]\nversions = [1, 1]\n", "twice"),
            ("[score]\nversions = [1, 2]\nshare = 2.0\n", "between 0 and 1"),
            ("[scores]\nversions = [1, 2]\n", "no draft called scores"),
            ("[score]\nversions = [1, 2]\nof = 3\n", "split.toml"),
            ("nothing", "split.toml"),
        ] {
            write(text);
            let problem = splits(folder.path()).unwrap_err();
            assert!(problem.contains(told), "{problem}");
        }
    }
}
