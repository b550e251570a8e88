//! Spanish.

use super::{EMPTY, Table};
use crate::Language;

pub(super) const TABLE: Table = Table {
    language: Language::Spanish,
    small: "a al algo como con cual cuando de del desde donde el ella ellos en entre era es esa ese eso esta está estamos este esto están fue \
        ha han hasta hay la las le les lo los más me mi mis mucho muy ni no nos nosotros nuestra nuestro o para pero por porque que quien \
        se ser si sí sin sobre son su sus también te tiene todo tu un una uno usted ustedes vamos y ya yo",
    questions: "qué cuándo dónde cuál cuáles quién quiénes cómo cuánto cuánta cuántos es son hay tiene tienen puede pueden",
    now: "ahora actual actuales actualmente último última reciente recientemente hoy todavía aún",
    ..EMPTY
};
