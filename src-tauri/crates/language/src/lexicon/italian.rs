//! Italian.

use super::{EMPTY, Table};
use crate::Language;

pub(super) const TABLE: Table = Table {
    language: Language::Italian,
    small: "a ad al alla alle anche ai abbiamo che chi ci come con cosa da dal dalla dei del della delle di e è ed era gli ha hanno ho i il \
        in io la le lei lo loro lui ma mi mia mio molto ne nei nel nella noi non nostra nostro o per perché più poi quando quello questa \
        questo se sei si sì siamo sono sta su sua suo sui sulla ti tra tu tutto un una uno vi voi",
    questions: "che cosa quando dove quale quali chi perché come quanto quanta quanti è sono ha hanno può possono",
    now: "ora adesso attuale attuali attualmente ultimo ultima recente recentemente oggi ancora",
    ..EMPTY
};
