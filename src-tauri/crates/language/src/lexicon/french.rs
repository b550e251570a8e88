//! French.

use super::{EMPTY, Table};
use crate::Language;

pub(super) const TABLE: Table = Table {
    language: Language::French,
    small: "a ai alors au aucun aussi aux avec avez avons c ça ce ceci cela ces cet cette chez ci comme d dans de des donc du elle elles en \
        est et été être eu eux fait il ils j je l la le les leur leurs lui m ma mais me mes moi mon n ne nos notre nous on ont ou où par \
        pas pour qu que qui s sa sans se ses si son sont sur t ta te tes toi ton tous tout très tu un une vos votre vous y",
    questions: "que quoi quand où qui quel quelle quels quelles pourquoi comment combien est sont a ont peut peuvent faut",
    now: "maintenant actuel actuelle actuels actuelles actuellement récent récente récemment dernier dernière aujourd hui désormais encore",
    ..EMPTY
};
