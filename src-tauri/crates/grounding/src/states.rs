//! What became of something: approved, signed, cancelled, paid. A line that says so changes what the rep does next, so its word has to be in a
//! source, in any of three languages. English, German and French.

use crate::{
    evidence::Body,
    flaw::Flaw,
    lexicon::is_negation,
    reading::{Reading, Sense},
    words::{alike, fold, stem},
};
use std::sync::LazyLock;

/// A state, with the words that claim it and those that speak of it.
struct State {
    /// Forms that say that it was reached, as they are written.
    claims: Vec<&'static str>,
    /// Such forms where "is" or "was" stands beside them. In the active voice they say what somebody did: "Petra agreed to call".
    passive: Vec<&'static str>,
    /// Words of the sources that such a line may rest on, folded, with their stems.
    said: Vec<(String, String)>,
    /// The same in several words, in small letters.
    phrases: Vec<&'static str>,
    /// The number of the state that is its opposite.
    opposite: Option<usize>,
}

/// By state: what claims it; what claims it in the passive voice; what else speaks of it; phrases, between strokes. The numbers of opposites
/// follow.
const STATES: [([&str; 4], Option<usize>); 9] = [
    (
        [
            "approved authorised authorized genehmigt freigegeben bewilligt approuvé approuvée approuvés approuvées autorisé autorisée validé validée",
            "",
            "approve approval authorise authorize authorisation genehmigen genehmigung freigeben freigabe bewilligen bewilligung zustimmen zugestimmt \
             approuver approuve approbation autoriser autorise autorisation valider valide validation accord",
            "green light|signed off|sign off|sign-off|go-ahead|grünes licht|feu vert|bon pour accord|released|release",
        ],
        Some(1),
    ),
    (
        [
            "refused rejected declined denied abgelehnt verweigert zurückgewiesen zurueckgewiesen refusé refusée refusés refusées rejeté rejetée",
            "",
            "refuse refusal reject rejection decline deny denial ablehnen ablehnung lehnt lehnen lehnte verweigern verweigerung absage absagen \
             refuser refus rejeter rejet decliner",
            "turned down|turn down|turns down|said no|says no|will not accept|won't accept|sagt nein|sagte nein|dit non",
        ],
        Some(0),
    ),
    (
        [
            "signed countersigned unterschrieben unterzeichnet signé signée signés signées",
            "",
            "sign signature signatory signing unterschreiben unterschreibt unterschrift unterzeichnen unterzeichnung signieren signiert signer signe executed",
            "",
        ],
        None,
    ),
    (
        [
            "cancelled canceled storniert gekündigt gekuendigt abgesagt annulé annulée annulés annulées résilié résiliée",
            "",
            "cancel cancellation terminate terminated termination stornieren stornierung storno kuendigen kuendigung kuendigt absagen absage abgebrochen \
             annuler annulation annule resilier resiliation resilie",
            "called off|call off|calling off|sagt ab|sagen ab|sagte ab|dropped|withdrawn|withdraw",
        ],
        None,
    ),
    (
        [
            "paid prepaid bezahlt überwiesen ueberwiesen beglichen payé payée payés payées",
            "",
            "pay payment pays paying settle settled settlement transferred zahlen zahlt gezahlt zahlung bezahlen ueberweisen ueberweisung begleichen payer \
             paie paye paiement regle reglement regler verse versement virement",
            "",
        ],
        None,
    ),
    (
        [
            "won gewonnen gagné gagnée remporté remportée",
            "",
            "win wins winning winner gewinnen gewinn gewinnt gagner gagne remporter",
            "closedwon",
        ],
        Some(6),
    ),
    (
        [
            "lost verloren perdu perdue",
            "",
            "lose loses losing loss verlieren verlust verliert perdre perte perd",
            "closedlost",
        ],
        Some(5),
    ),
    (
        [
            "accepted accepté acceptée",
            "agreed vereinbart zugesagt angenommen convenu convenue",
            "accept acceptance agree agreement deal okay ok yes confirm confirmed vereinbaren vereinbarung zusagen zusage annehmen annahme akzeptiert \
             akzeptieren einverstanden geeinigt einigung einigen zustimmen zugestimmt zustimmung ja gut accepter acceptation accepte accord convenir oui",
            "d'accord|sounds good|works for us|we take|go ahead|go with|passt",
        ],
        Some(1),
    ),
    (
        [
            "renewed extended verlängert verlaengert renouvelé renouvelée prolongé prolongée",
            "",
            "renew renewal extend extension prolong verlaengern verlaengerung erneuert erneuern renouveler renouvellement prolonger prolongation",
            "",
        ],
        None,
    ),
];

static READ: LazyLock<Vec<State>> = LazyLock::new(|| {
    let of = |([claims, passive, said, phrases], opposite): &([&'static str; 4], Option<usize>)| {
        let own = claims.split_whitespace().chain(passive.split_whitespace());
        State {
            claims: claims.split_whitespace().collect(),
            passive: passive.split_whitespace().collect(),
            said: own
                .chain(said.split_whitespace())
                .map(|word| {
                    let low = fold(word);
                    let stem = stem(&low);
                    (low, stem)
                })
                .collect(),
            phrases: phrases.split('|').filter(|phrase| !phrase.is_empty()).collect(),
            opposite: *opposite,
        }
    };
    STATES.iter().map(of).collect()
});

/// What makes a form after or before it passive.
const BEING: [&str; 22] = [
    "is", "are", "was", "were", "be", "been", "being", "got", "ist", "sind", "war", "waren", "wird", "werden", "wurde",
    "wurden", "worden", "est", "sont", "ete", "etait", "fut",
];
/// How far from the form that may stand.
const BESIDE: usize = 4;
/// Words of compounds are looked for from this length on: "freigabe" in "Budgetfreigabe".
const COMPOUND_MIN: usize = 7;

/// Every state that a line claims is spoken of in a source.
///
/// What is denied may rest on the opposite ("not approved" on "rejected"), and what is refused on a denial of it.
pub(crate) fn check(line: &Reading, body: &Body) -> Vec<Flaw> {
    let mut flaws = Vec::new();
    let denies = line.words.iter().any(|word| is_negation(&word.low));
    for atom in line.atoms.iter().filter(|atom| atom.sense == Sense::Plain) {
        let Some(word) = line.words.get(atom.at.start) else { continue };
        let written = word.raw.to_lowercase();
        let is_passive = || {
            let from = atom.at.start.saturating_sub(BESIDE);
            let near = line.words.iter().skip(from).take(BESIDE + 1 + BESIDE / 2);
            near.into_iter().any(|word| BEING.contains(&word.low.as_str()))
        };
        let claimed = READ.iter().find(|state| {
            state.claims.contains(&written.as_str()) || state.passive.contains(&written.as_str()) && is_passive()
        });
        let Some(state) = claimed else { continue };
        let opposite = state.opposite.and_then(|opposite| READ.get(opposite));
        let rests = is_said(state, body, false) || opposite.is_some_and(|opposite| is_said(opposite, body, !denies));
        if !rests {
            flaws.push(Flaw::Unsupported { words: word.raw.clone() });
        }
    }
    flaws
}

/// Whether a source speaks of a state; with `denied`, whether one that denies something does.
fn is_said(state: &State, body: &Body, denied: bool) -> bool {
    body.pieces.iter().any(|piece| {
        let words = &piece.reading.words;
        if denied && !words.iter().any(|word| is_negation(&word.low)) {
            return false;
        }
        let speaks = |(low, stem): &(String, String)| {
            words.iter().any(|word| {
                word.low == *low || alike(&word.stem, stem) || COMPOUND_MIN <= low.len() && word.low.contains(low)
            })
        };
        let text = piece.text.to_lowercase();
        state.said.iter().any(speaks) || state.phrases.iter().any(|phrase| text.contains(phrase))
    })
}
