//! English.

use super::{EMPTY, Table};
use crate::Language;

pub(super) const TABLE: Table = Table {
    language: Language::English,
    small: "a an and are as at be been but by can could did do does for from had has have he her him his how i if in into is it its me my \
        no not of on or our she should so such than that the their them then there these they this those to us was we were what when \
        where which who whom whose why will with would you your about am any because being just let's over some too very while",
    questions: "what when where which who whom whose why how is are was were do does did has have can could will would should",
    now: "now current currently latest newest recent recently today still meanwhile",
    ..EMPTY
};
