//! Portuguese.

use super::{EMPTY, Table};
use crate::Language;

pub(super) const TABLE: Table = Table {
    language: Language::Portuguese,
    small: "a ao aos as até com como da das de dela dele do dos e é ela ele eles em entre era essa esse esta está este eu foi foram há isso \
        isto já lhe mais mas me meu minha muito na não nas nem no nos nós nossa nosso num numa o os ou para pela pelo por porque quando \
        que quem se sem ser seu sua são só também te tem temos ter um uma você vocês",
    questions: "que quando onde qual quais quem porquê porque como quanto quanta quantos é são tem têm há pode podem",
    now: "agora atual atuais atualmente último última recente recentemente hoje ainda",
    ..EMPTY
};
