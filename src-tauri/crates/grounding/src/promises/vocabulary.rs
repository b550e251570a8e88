//! The words by which people promise, ask, owe and wait, and what it is that they promise to do, in English, German and French.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::LazyLock,
};

/// What somebody promises to do, so far that two verbs for it are one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Act {
    /// Handing something over, by whatever way.
    Give,
    /// Getting in touch.
    Contact,
    /// Finding something out.
    Look,
    /// Making or preparing something.
    Make,
    /// Signing.
    Sign,
    /// Paying.
    Pay,
    /// Bringing people together.
    Arrange,
    /// Confirming or releasing.
    Confirm,
    /// Whatever it is: "take care of it", "ich kümmere mich".
    Do,
}

/// Verbs of each act; one that ends with a star stands for all that begin so.
const ACTS: [(Act, &str); 9] = [
    (
        Act::Give,
        "send sends sending sent forward* share shares shared sharing provide* providing deliver delivers delivered delivering supply supplies supplied \
        supplying submit* give gives giving gave given hand hands handed handing pass passes passed passing bring brings bringing brought mail mails mailed \
        mailing email* ship ships shipped shipping upload* circulat* distribut* transmit* return returns returned get gets getting got furnish* \
        schick* sende sendet senden send gesandt sandte liefer* uebermitt* leite leitet leiten geleitet gebe gibt geben gegeben gab reiche reicht reichen gereicht \
        zukommen uebergeb* uebergib* lade laedt laden geladen stelle stellt stellen gestellt nenne nennt nennen genannt zugehen besorg* verteil* bring* \
        envoi* envoy* enverr* transm* fourni* livrer* livron* livrez livrent livre livree remet* remis* adress* communiqu* partag* parven* parvien* donner* \
        donne donnez donnons donnent achemin* expedi* delivr* depos* procur* parvenir rendr* rend",
    ),
    (
        Act::Contact,
        "back lets touch call calls called calling phone phones phoned ring rings reply replies replied respond* answer answers answered answering write writes wrote \
        tell tells told inform* update updates know report reports contact* ping notif* follow follows \
        meld* ruf* gerufen antwort* bescheid informier* schreib* geschrieben sage sagt rueckmeld* kontaktier* benachrichtig* beantwort* wissen \
        revien* reven* reviendr* recontact* contact* rappel* appel* repond* inform* tiendr* tien* tenir courant ecri* signal* previen* preven*",
    ),
    (
        Act::Look,
        "check checks checked checking look looks looking find finds clarif* verif* review* investigat* examin* evaluat* test tests testing \
        klaer* abklaer* pruef* schau* ansehen ansieht untersuch* erkundig* nachfrag* frage fragt fragen klaerung \
        clarifi* renseign* regard* etudi* analys* controler* controle",
    ),
    (
        Act::Make,
        "prepare* preparing draft* create* creating build builds building put puts draw draws drew make makes making made compil* produc* design* finish* \
        complet* set sets \
        erstell* vorbereit* bereite bereitet bereiten mache macht machen gemacht arbeite arbeitet setze setzt setzen gesetzt aufsetz* baue baut bauen entwerf* \
        entwirf* fuelle fuellt fuellen gefuellt ausfuell* schreib* \
        prepar* redig* etabli* cree* creer* monter monte montons montera fasse fais fait elabor* dress* finalis* realis* rempli*",
    ),
    (
        Act::Sign,
        "sign signs signed signing countersign* unterschreib* unterschrieb* unterzeichn* signer* signe signez signons signent signee",
    ),
    (
        Act::Pay,
        "pay pays paying paid transfer transfers settle settles zahl* bezahl* ueberweis* begleich* paie* paye* payer* regl* virer vire virons virera virement",
    ),
    (
        Act::Arrange,
        "arrang* organis* organiz* book books booking booked schedul* invit* introduc* organisier* lade laedt buche bucht buchen vereinbar* vermittel* vorstell* stellen stelle \
        stellt vorgestellt reserv* present* fixer* planifi*",
    ),
    (Act::Confirm, "confirm* approv* releas* bestaetig* freigeb* freigib* genehmig* valid*"),
    (
        Act::Do,
        "do does doing done handle* handling care cares faire kuemmer* uebernehm* uebernimm* erledig* occup* charg*",
    ),
];

/// Ways to begin a verb in German that leave open what is done.
const BEGINNINGS: [&str; 17] = [
    "weiter", "zurueck", "zusammen", "bereit", "nach", "hoch", "ueber", "auf", "aus", "mit", "ein", "vor", "ab", "an",
    "zu", "ge", "rueck",
];

struct Lists {
    whole: BTreeMap<&'static str, BTreeSet<Act>>,
    begun: Vec<(&'static str, Act)>,
}

static LISTS: LazyLock<Lists> = LazyLock::new(|| {
    let mut lists = Lists { whole: BTreeMap::new(), begun: Vec::new() };
    for (act, words) in ACTS {
        for word in words.split_whitespace() {
            match word.strip_suffix('*') {
                Some(beginning) => lists.begun.push((beginning, act)),
                None => {
                    lists.whole.entry(word).or_default().insert(act);
                }
            }
        }
    }
    lists
});

/// What a verb does; nothing for any other word.
pub(super) fn acts(low: &str) -> BTreeSet<Act> {
    let mut rest = low;
    for _ in 0..4 {
        let mut found = LISTS.whole.get(rest).cloned().unwrap_or_default();
        found.extend(LISTS.begun.iter().filter(|(beginning, _)| rest.starts_with(beginning)).map(|(_, act)| *act));
        if !found.is_empty() {
            return found;
        }
        let shorter = BEGINNINGS.iter().find_map(|beginning| rest.strip_prefix(beginning));
        match shorter.filter(|shorter| 3 < shorter.len()) {
            Some(shorter) => rest = shorter,
            None => break,
        }
    }
    BTreeSet::new()
}

/// Whether a German word is a participle: "geschickt", "nachgereicht", "uebergeben" is none by itself.
pub(super) fn is_participle(low: &str) -> bool {
    let mut rest = low;
    while let Some(shorter) = BEGINNINGS.iter().filter(|word| **word != "ge").find_map(|word| rest.strip_prefix(word)) {
        rest = shorter;
    }
    let stem = rest.strip_prefix("ge").unwrap_or_default();
    3 < stem.len() && (stem.ends_with('t') || stem.ends_with("en"))
}

/// Whether a word may be a German infinitive.
pub(super) fn is_infinitive(low: &str) -> bool {
    ["en", "ern", "eln"].iter().any(|ending| low.ends_with(ending))
}

/// Whether a German infinitive has its "zu" within: "weiterzugeben".
pub(super) fn is_with_to(low: &str) -> bool {
    let to = |word: &&str| low.strip_prefix(*word).is_some_and(|rest| rest.starts_with("zu") && 4 < rest.len());
    is_infinitive(low) && BEGINNINGS.iter().filter(|word| **word != "ge").any(to)
}

/// A list of words; one that ends with a star stands for all that begin so.
struct Words {
    whole: BTreeSet<&'static str>,
    begun: Vec<&'static str>,
}

impl Words {
    fn of(list: &'static str) -> Self {
        let (begun, whole): (Vec<&str>, Vec<&str>) = list.split_whitespace().partition(|word| word.ends_with('*'));
        Self {
            whole: whole.into_iter().collect(),
            begun: begun.into_iter().map(|word| word.trim_end_matches('*')).collect(),
        }
    }

    fn has(&self, low: &str) -> bool {
        self.whole.contains(low) || self.begun.iter().any(|beginning| low.starts_with(beginning))
    }
}

/// Words by which somebody binds themselves.
pub(super) fn is_promise(low: &str) -> bool {
    static WORDS: LazyLock<Words> = LazyLock::new(|| {
        Words::of(
            "promis* promet* commit commits committed committing commitment* agreed agrees agree undertak* undertook pledg* offered volunteer* vow* vowed guarantee* assured \
        zugesagt zusage zusagen zusagte versproch* versprach* versprich* versprech* verpflicht* zugesichert zusicher* garantiere garantieren garantiert zusicherung bereiterklaert bereit kuendigt kuendigte angekuendigt angeboten bietet wort word parole took takes propose charge chargee \
        engag* accepte acceptee acceptent accepter garantis garantit garantir garantissons assure",
        )
    });
    WORDS.has(low)
}

/// Words of owing.
pub(super) fn is_owing(low: &str) -> bool {
    static WORDS: LazyLock<Words> = LazyLock::new(|| {
        Words::of(
            "owe owes owed owing hook schulde schuldet schulden schuldig doit dois devons doivent devez devra devront",
        )
    });
    WORDS.has(low)
}

/// Words of having to.
pub(super) fn is_must(low: &str) -> bool {
    static WORDS: LazyLock<Words> = LazyLock::new(|| {
        Words::of(
            "must should ought cense censee supposed expected due muss muessen musst soll sollen sollte sollten muesste muessten doit dois devons doivent devez devra devront devriez faut faudrait",
        )
    });
    WORDS.has(low)
}

/// Words of what is to come: "will", "wird", "va".
pub(super) fn is_future(low: &str) -> bool {
    static WORDS: LazyLock<Words> = LazyLock::new(|| {
        Words::of(
            "will shall going would intend intends aims wird werde werden will wollen wollte moechte va vais vas vont allons allez comptons comptent",
        )
    });
    WORDS.has(low)
}

/// Whether a French verb is in the future or conditional.
pub(super) fn is_french_future(low: &str) -> bool {
    const ENDINGS: [&str; 9] = ["rai", "ras", "ra", "rons", "rez", "ront", "rais", "rait", "raient"];
    let long = 4 < low.chars().count() || matches!(low, "fera" | "dira" | "aura" | "sera" | "ira");
    long && !matches!(low, "vrai" | "extra" | "contra" | "mandrai")
        && ENDINGS.iter().any(|ending| low.ends_with(ending))
}

/// Words of waiting for something.
pub(super) fn is_waiting(low: &str) -> bool {
    static WORDS: LazyLock<Words> = LazyLock::new(|| {
        Words::of(
            "wait waits waiting await* expect expects expecting warte wartet warten wartend* erwart* attendre attendons attendez attendent attente",
        )
    });
    WORDS.has(low)
}

/// Words of getting something.
pub(super) fn is_receiving(low: &str) -> bool {
    static WORDS: LazyLock<Words> = LazyLock::new(|| {
        Words::of("receive* receiving bekomm* erhalt* erhaelt kriege kriegen kriegt recev* recoi* hear")
    });
    WORDS.has(low)
}

/// "Have", which gives what will be had: "you'll have it", "Sie haben es", "vous aurez".
pub(super) fn is_having(low: &str) -> bool {
    static WORDS: LazyLock<Words> =
        LazyLock::new(|| Words::of("have has get gets haben habt hast aurez auras aura auront avez"));
    WORDS.has(low)
}

/// Words of asking for something.
pub(super) fn is_asking(low: &str) -> bool {
    static WORDS: LazyLock<Words> = LazyLock::new(|| {
        Words::of(
            "ask asks asked asking request requests requested requesting remind reminds reminded urge* bat bitte bitten bittet baten gebeten bittend* aufgefordert fordert \
        demand* prie prier pria prient priee prions",
        )
    });
    WORDS.has(low)
}

/// Words of wanting: from somebody they ask, before a verb of one's own they promise.
pub(super) fn is_wanting(low: &str) -> bool {
    static WORDS: LazyLock<Words> = LazyLock::new(|| {
        Words::of(
            "want wants wanted like need needs needed hope hopes hoping appreciate wish wishes look looking interested moechte moechten wuensch* brauche brauchen braucht \
        braeucht* benoetig* haette haetten hoffe hoffen freue freuen aimerais aimerions aimerait voudrais voudrions voudrait souhait* besoin espere* esperons \
        attendre attendons",
        )
    });
    WORDS.has(low)
}

/// Words by which something reaches somebody.
pub(super) fn is_coming(low: &str) -> bool {
    static WORDS: LazyLock<Words> =
        LazyLock::new(|| Words::of("come comes coming arrive* kommt kommen vient viendr* viennent arriv* provien*"));
    WORDS.has(low)
}

/// Words that say that something is still to be done, and by whom.
pub(super) fn is_open(low: &str) -> bool {
    static WORDS: LazyLock<Words> = LazyLock::new(|| {
        Words::of(
            "outstanding pending overdue missing open action actions task tasks todo step owner responsible homework turn court plate desk ball obligation debt \
        faellig offen ausstehend* fehlt ueberfaellig aufgabe aufgaben schritt verantwortlich zustaendig reihe dran \
        manque manquent attendu attendus attendue attendues suspens tache etape responsable",
        )
    });
    WORDS.has(low)
}

/// Words that make a request polite.
pub(super) fn is_polite(low: &str) -> bool {
    matches!(low, "please" | "kindly" | "bitte" | "svp" | "veuillez" | "merci" | "priere" | "plait")
}

/// Small words of the three languages that stand in a promise whatever it is about.
pub(super) fn is_small(low: &str) -> bool {
    static WORDS: LazyLock<Words> = LazyLock::new(|| {
        Words::of(
            "able happy glad sure course soon possible thanks thank danke klar natuerlich next still noch encore able volontiers accord side team seite cote \
            le la les l un une des du de d et ou a au aux en dans sur sous avec sans pour par chez vers ce cet cette ces c mon ma mes son sa ses notre nos votre vos leur leurs \
            je j tu il elle on nous vous ils elles me m te t se s lui y ne n pas plus que qu qui dont est sont ete etre ai as avons avez ont avait si mais donc car aussi \
            deja bien tres tout tous toute toutes ainsi puis alors ici quand comme dici jusqu toujours balle camp part cense censee reste restent liegt steht stehen yet prochaine prochain selon lors laut",
        )
    });
    WORDS.has(low)
}

/// Words that only frame a promise and say nothing of what is promised.
pub(super) fn is_frame(low: &str) -> bool {
    is_promise(low)
        || is_customer(low)
        || is_owing(low)
        || is_must(low)
        || is_future(low)
        || is_waiting(low)
        || is_receiving(low)
        || is_having(low)
        || is_asking(low)
        || is_wanting(low)
        || is_coming(low)
        || is_open(low)
        || is_polite(low)
        || is_small(low)
}

/// Whoever buys, where nobody is named.
pub(super) fn is_customer(low: &str) -> bool {
    static WORDS: LazyLock<Words> = LazyLock::new(|| {
        Words::of("customer customers client clients cliente prospect buyer kunde kunden kundin kundenseite")
    });
    WORDS.has(low)
}

/// Verbs that may stand before or after the subject of a clause though they do nothing by themselves.
pub(super) fn is_auxiliary(low: &str) -> bool {
    static WORDS: LazyLock<Words> = LazyLock::new(|| {
        Words::of(
            "will would can could shall should may might must do does did have has had am is are was were need let get \
        wird werden werde will wollen kann koennen koennt* muss muessen soll sollen sollte* hat haben habe hatte* ist sind war darf duerfen moechte* wuerde* \
        va vais vont allons allez peut peux pouvons pouvez peuvent pourr* puiss* ai avons avez ont est sont suis sommes waere* haette* sei seid seien veux veut voul* voudr* sera* auriez vien*",
        )
    });
    WORDS.has(low)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn verbs_are_known_in_their_forms() {
        for (word, act) in [
            ("sends", Act::Give),
            ("zugeschickt", Act::Give),
            ("weiterzuleiten", Act::Give),
            ("nachgereicht", Act::Give),
            ("enverra", Act::Give),
            ("meldet", Act::Contact),
            ("anzurufen", Act::Contact),
            ("reviendrons", Act::Contact),
            ("abzuklaeren", Act::Look),
            ("vorzubereiten", Act::Make),
            ("unterschreibt", Act::Sign),
            ("paiera", Act::Pay),
        ] {
            assert!(acts(word).contains(&act), "{word}");
        }
        for word in ["list", "liste", "price", "angebot", "devis", "harbour", ""] {
            assert!(acts(word).is_empty(), "{word}");
        }
    }
}
