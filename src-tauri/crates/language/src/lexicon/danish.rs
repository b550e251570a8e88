//! Danish.

use super::{EMPTY, Table};
use crate::Language;

pub(super) const TABLE: Table = Table {
    language: Language::Danish,
    small: "af alle andre at blev blive bliver da de dem den denne der deres det dette dig din du efter ej eller en end er et for fra få ham \
        han har hende her hun hvad hvem hver hvis hvor i ikke ind jeg jer kan kunne man med meget men mig min mod når og også om op os \
        over på sig sin skal skulle som så til ud under var vi vil ville være været",
    questions: "hvad hvornår hvor hvilken hvilket hvilke hvem hvorfor hvordan er har kan skal findes",
    now: "nu nuværende seneste aktuel aktuelle dag stadig nylig",
    ..EMPTY
};
