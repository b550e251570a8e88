//! Polish.

use super::{EMPTY, Table};
use crate::Language;

pub(super) const TABLE: Table = Table {
    language: Language::Polish,
    small: "a aby ale bez był była było być bo by ci co czy dla do gdy go i ich ich im ja jak jako je jego jej jest jeśli jeszcze już kiedy \
        która które który lub ma mają mamy mi mnie może my na nam nas nasz nasze nie nich niż o od on ona oni oraz po pod przed przez przy \
        się są ta tak także tam te tego tej ten to tu tym ty tylko u w we wam was więc z za ze że",
    questions: "co kiedy gdzie który która które kto dlaczego jak ile czy jest są ma mają może mogą",
    now: "teraz obecny obecna obecne obecnie ostatni ostatnia ostatnio dziś dzisiaj nadal jeszcze",
    ..EMPTY
};
