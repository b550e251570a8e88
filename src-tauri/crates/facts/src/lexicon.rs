//! What the rules know of a language, as a table each. Every list is an alternative of regular expressions over a sentence in whatever case;
//! an empty one means that the language lacks it, and a test says so. A language is added by its file.

mod english;
mod french;
mod german;

use crate::pattern;
use regex::Regex;

/// Declares the lists of a table, each empty unless a language fills it.
macro_rules! table {
    ($($(#[$doc:meta])* $list:ident,)*) => {
        /// The patterns of one language.
        #[derive(Debug, Clone, Copy)]
        pub(crate) struct Table {
            $($(#[$doc])* pub $list: &'static str,)*
        }

        #[cfg(test)]
        impl Table {
            fn lists(&self) -> Vec<(&'static str, &'static str)> {
                vec![$((stringify!($list), self.$list),)*]
            }
        }
    };
}

table! {
    /// The speaker says that they will hand something over or do it.
    promises,
    /// The listener will have it: the speaker's side delivers.
    you_get,
    /// Somebody else will hand something over: `name` is who. Where `titled` stands in the pattern, what is before the name belongs to it.
    third,
    /// A nameless colleague of the speaker's will.
    colleague,
    /// A bare deliverable with a day, at the beginning of a sentence.
    bare,
    /// What leads to a day to deliver by, at its end.
    by,
    /// What is promised stands behind the day and begins so.
    tells,
    /// A sentence that promises nothing, whatever else stands in it.
    no_promise,
    /// What leads from the thing to its day and is no part of the thing.
    and_so,
    /// Something was handed over.
    handed_over,
    /// Something was done or has come, said after the event.
    done,
    /// The speaker has something that was handed over to them.
    received,
    /// Something has not been done, or cannot be.
    not_done,
    /// Something is still owed.
    not_yet,
    /// The speaker takes back what was said.
    taken_back,
    /// Looks like taking back and is none: "do not forget it".
    not_taken_back,
    /// What is promised hangs on something that is not in the speaker's hands.
    condition,
    /// Looks like a condition and is none: "ask if", "if you like".
    no_condition,
    /// The speaker promises to hand something over, with no day.
    undated,
    /// A request that ends in a full stop.
    requests,
    /// A question or request that asks for nothing.
    idle,
    /// A question that asks for a slot, or only whether all is well.
    polite,
    /// Somebody asks not to be called.
    not_called,
    /// The speaker decides or signs.
    decides,
    /// It is paid from the speaker's budget.
    pays,
    /// The speaker reviews the contract.
    legal,
    /// The speaker carries it to those who decide.
    carries,
    /// The speaker works with it every day.
    uses,
    /// A sentence that denies, doubts or asks.
    denied,
    /// Contracts, purchasing and signatures.
    papers,
    /// The speaker says of something that it is a doubt, a fear or a refusal.
    objects,
    /// The speaker says of something that it has to be so.
    insists,
    /// Money is released, or no more of it is to be had.
    grants,
}

/// The languages that the rules know.
const TABLES: [&Table; 3] = [&english::TABLE, &french::TABLE, &german::TABLE];

/// A pattern that any of the languages matches.
pub(crate) fn any(list: fn(&Table) -> &'static str) -> Regex {
    let alternatives: Vec<&str> = TABLES.iter().map(|table| list(table)).filter(|list| !list.is_empty()).collect();
    pattern(&alternatives.join("|"))
}

/// A pattern for each language that has the list, for groups that each of them names.
pub(crate) fn each(list: fn(&Table) -> &'static str) -> Vec<Regex> {
    TABLES.iter().map(|table| list(table)).filter(|list| !list.is_empty()).map(pattern).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_says_what_it_still_lacks() {
        let lacking = |table: &Table| {
            let empty = table.lists().into_iter().filter(|(_, list)| list.trim().is_empty());
            empty.map(|(name, _)| name).collect::<Vec<_>>()
        };
        for (at, table) in TABLES.iter().enumerate() {
            assert_eq!(lacking(table), [""; 0], "table {at} of TABLES");
            for (name, list) in table.lists() {
                assert!(regex::Regex::new(list).is_ok(), "{name} of table {at} is no pattern");
            }
        }
    }
}
