//! Swedish.

use super::{EMPTY, Table};
use crate::Language;

pub(super) const TABLE: Table = Table {
    language: Language::Swedish,
    small: "alla att av blev bli blir de dem den denna det detta dig din du där efter eller en er ert ett från för ha hade han har hon hur \
        här i in inte jag kan kom kunde man med men mig min mot mycket när något några och om oss på sig sin ska skulle som så till \
        under upp ut var vara vi vid vill var vad vem är även över",
    questions: "vad när var vart vilken vilket vilka vem varför hur är har kan ska finns",
    now: "nu nuvarande senaste aktuell aktuella idag fortfarande nyligen",
    ..EMPTY
};
