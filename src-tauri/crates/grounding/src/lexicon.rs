//! The words whose meaning the rules know: what negates, what points to somebody, what is the opposite of what. English and German.

use crate::words::{fold, stem};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::LazyLock,
};

/// Whom a pronoun points to: the speaker, the one spoken to, or a third.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Person {
    /// The one who speaks: "I", "we".
    First,
    /// The one who is spoken to: "you".
    Second,
    /// Somebody else: "he", "she", "they".
    Third,
}

fn set(words: &'static str) -> BTreeSet<&'static str> {
    words.split_whitespace().collect()
}

static FUNCTION: LazyLock<BTreeSet<&str>> = LazyLock::new(|| {
    set(
        "the a an and or but of to in on at by for with from about into onto than then that this these those there here as if so just also even very \
        is are was were be been being am has have had having do does did done doing will would shall should can could may might must ought \
        who whom whose what which when where why how whether because since while although though however therefore thus hence yet still \
        too well oh ah uh um hmm mm yeah yes ok okay right like really quite rather actually basically kind sort bit anyway now \
        hey hi hello hallo again already ever such own same other another else up down out off over under back away through during between among against per via \
        get gets got getting go goes going gone let lets one ones thing things way said says say saying tell tells told \
        der die das den dem des ein eine einen einem einer eines und oder aber von vom zu zum zur im in am an auf bei beim fuer mit aus ueber unter \
        ist sind war waren sein hat habe haben hatte hatten wird werden wurde wurden worden kann koennen konnte muss muessen soll sollen darf will \
        dass wenn weil ob als wie was wer wo wann warum dann denn doch noch auch nur schon sehr so da hier dort dies diese dieser dieses diesem diesen \
        sich man mal ja eben halt etwa also bis seit vor nach durch gegen um",
    )
});
static FIRST: LazyLock<BTreeSet<&str>> = LazyLock::new(|| {
    set(
        "i me my mine myself we us our ours ourselves ich mich mir mein meine meinen meinem meiner meines wir uns unser unsere unseren unserem unserer",
    )
});
static SECOND: LazyLock<BTreeSet<&str>> = LazyLock::new(|| {
    set("you your yours yourself yourselves du dich dir dein deine deinen deinem ihnen euch euer eure")
});
static THIRD: LazyLock<BTreeSet<&str>> = LazyLock::new(|| {
    set(
        "he him his himself she her hers herself they them their theirs themselves it its itself somebody someone everybody everyone \
        er ihn ihm sie es ihr ihre ihren ihrem ihrer seine seinen seinem seiner",
    )
});
static NEGATION: LazyLock<BTreeSet<&str>> = LazyLock::new(|| {
    set(
        "not no never none nobody nothing nowhere neither nor without nicht kein keine keinen keinem keiner keines nie niemals niemand niemanden \
        nichts ohne weder nirgends keinesfalls hardly barely",
    )
});
/// Words that deny something without a "not".
static DENIAL: LazyLock<BTreeSet<String>> = LazyLock::new(|| {
    stems(
        "refuse fail lack avoid reject deny unable impossible decline prevent stop against miss missing absent unlikely disagree oppose forbid \
        prohibit dislike hate doubt cannot ablehnen weigern fehlen verweigern unmoeglich verhindern gegen instead rather less fewer exclude except cancel",
    )
});

fn stems(words: &str) -> BTreeSet<String> {
    words.split_whitespace().map(stem).collect()
}

/// Whether a word carries grammar rather than matter.
pub(crate) fn is_function(low: &str) -> bool {
    FUNCTION.contains(low) || person(low).is_some() || low.chars().count() == 1 && low.chars().all(char::is_alphabetic)
}

/// Whom a pronoun points to; none for any other word.
pub(crate) fn person(low: &str) -> Option<Person> {
    [(&FIRST, Person::First), (&SECOND, Person::Second), (&THIRD, Person::Third)]
        .into_iter()
        .find_map(|(set, person)| set.contains(low).then_some(person))
}

/// Whether a folded word negates.
pub(crate) fn is_negation(low: &str) -> bool {
    NEGATION.contains(low)
}

/// Whether a stem denies without a "not": refuse, fail, lack.
pub(crate) fn is_denial(stem: &str) -> bool {
    DENIAL.contains(stem)
}

/// Verbs of saying, thinking and wanting: what stands after them is somebody's word.
pub(crate) fn is_saying(low: &str) -> bool {
    static SAYING: LazyLock<BTreeSet<&str>> = LazyLock::new(|| {
        set(
            "said says say told tells tell wrote writes asked asks mentioned mentions noted notes explained explains added adds stated states \
            replied replies answered answers responded responds reported reports promised promises suggested suggests thought thinks believes believed \
            claimed claims argued argues confirmed confirms pointed insisted insists agreed agrees hopes hoped warned warns complained complains admitted \
            admits announced announces proposed proposes recommended recommends remarked commented comments expressed expresses wondered wonders feels felt \
            stressed emphasized emphasised described describes shared clarified concluded recalled recalls acknowledged spoke \
            sagte sagt gesagt schrieb schreibt geschrieben fragte fragt meinte meint erklaerte erklaert erwaehnte erwaehnt antwortete antwortet versprach \
            bestaetigte betonte ergaenzte aeusserte berichtete \
            dit ecrit ecrivait repond repondu precise explique ajoute confirme indique affirme declare demande signale promet promis",
        )
    });
    SAYING.contains(low)
}

/// What a word is the opposite of, or another degree of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Place {
    /// The number of the scale that the word is on.
    pub scale: usize,
    /// Where on it: words of one scale and different degrees exclude each other.
    pub degree: usize,
    /// Whether saying the opposite and negating it comes to the same.
    pub flips: bool,
    /// Whether it counts only where one word stands in the place of the other.
    pub in_place_only: bool,
}

/// Opposites: the words before the bar against those after it.
const OPPOSITES: &str = "
increase increasing grow growth rise rose risen rising raise climb climbed gain more higher | decrease decline fall fell fallen drop shrink shrank reduce reduction cut less fewer lower sink sank loss
before earlier prior beforehand | after afterwards later following
above | below beneath
accept accepted approve approval allow allowed permit agree agreed support confirm | reject refuse deny denied forbid prohibit ban disagree oppose cancel decline
buy bought purchase | sell sold
win won | lose lost
open opened opening | close closed closing shut
start started begin began begun beginning | stop stopped end ended finish finished quit
include including | exclude excluding
early | late
first | last
best | worst
better improve improved improvement | worse worsen worsened
good great excellent | bad terrible awful poor
happy glad pleased excited | unhappy sad upset angry
love loved like liked enjoy | hate hated dislike disliked
easy easily simple | hard difficult complicated
cheap cheaper cheapest | expensive pricier
fast faster quick quickly | slow slower slowly
big bigger large larger huge | small smaller tiny little
long longer | short shorter
high | low
strong stronger | weak weaker
new newer | old older
safe | dangerous unsafe
possible | impossible
success succeed succeeded successful | failure fail failed unsuccessful
remember remembered | forget forgot forgotten
add added | remove removed delete deleted
send sent | receive received
arrive arrived | leave left depart departed
hire hired | fire fired dismiss dismissed
internal internally | external externally
minimum min least | maximum max most
public | private
inside | outside
true correct correctly | false wrong incorrect
positive | negative
temporary temporarily | permanent permanently
mandatory required compulsory obligatory | optional voluntary
with | without
everybody everyone everything | nobody none nothing
able | unable
likely | unlikely
certain sure | uncertain unsure
full | empty
hot warm | cold cool
young younger | old older
rich | poor
push | pull
borrow | lend lent
upstream | downstream
online | offline
wireless | wired
morning | evening afternoon night
yes | no
steigen steigt stieg gestiegen erhoehen erhoeht mehr hoeher wachsen | sinken sinkt sank gesunken senken gesenkt weniger niedriger fallen schrumpfen
vor vorher frueher | nach danach spaeter
annehmen angenommen zustimmen zustimmung genehmigen genehmigt | ablehnen abgelehnt ablehnung verweigern
gewinnen gewonnen | verlieren verloren
kaufen gekauft | verkaufen verkauft
groesser gross | kleiner klein
teurer teuer | billiger billig guenstiger guenstig
oeffnen geoeffnet offen | schliessen geschlossen zu
anfang anfangen beginn beginnen | ende enden aufhoeren
mit | ohne
gut besser | schlecht schlechter
schnell schneller | langsam langsamer
neu neuer | alt aelter
lang laenger | kurz kuerzer";

/// Opposites that are so only in one another's place: elsewhere these words mean too much.
const IN_PLACE: &str = "
up upward upwards | down downward downwards
over | under
in into | out
on | off
must shall need has muss muessen | may might can could darf kann
left | right
man men boy father husband brother son he him his | woman women girl mother wife sister daughter she her hers
both | either neither
until till by bis | from since ab seit
only just nur | also too auch
hoch hinauf | runter hinunter
ueber | unter";

/// Degrees: of a whole, of time, of units; each part between bars is one degree.
const DEGREES: &str = "
all every each entire whole both alle alles jeder jede jedes saemtliche | most majority meisten mehrheit | many lots numerous viele | some several certain einige manche mehrere | few wenige
always constantly immer stets | usually often frequently regularly oft meistens haeufig | sometimes occasionally manchmal gelegentlich | rarely seldom selten | never nie niemals
once einmal | twice zweimal | thrice dreimal
spring fruehling | summer sommer | autumn fall herbst | winter
north northern norden | south southern sueden | east eastern osten | west western westen
single | double | triple | quadruple
half haelfte | third drittel | quarter viertel";

/// Degrees that are so only in one another's place, or beside a number.
const IN_PLACE_DEGREES: &str = "
second sekunde | minute min minuten | hour hr stunde stunden | day tag tage tagen | week woche wochen | fortnight | month monat monate monaten | quarter quartal | year jahr jahre jahren | decade jahrzehnt | century jahrhundert
dollar dollars usd $ | euro euros eur € | pound pounds gbp £ | franc francs franken chf | cent cents | yen
percent prozent % | point points
kilobyte kb | megabyte mb | gigabyte gb | terabyte tb
millimeter mm millimetre | centimeter cm centimetre | meter metre | kilometer kilometre km | mile miles | foot feet | inch inches
gram | kilogram kg kilo | ton tonne
morning vormittag | afternoon nachmittag | evening abend | night nacht
daily taeglich | weekly woechentlich | monthly monatlich | quarterly vierteljaehrlich | yearly annually annual jaehrlich";

static PLACES: LazyLock<BTreeMap<String, Vec<Place>>> = LazyLock::new(|| {
    let mut places: BTreeMap<String, Vec<Place>> = BTreeMap::new();
    let mut scale = 0;
    for (list, flips, in_place_only) in
        [(OPPOSITES, true, false), (IN_PLACE, true, true), (DEGREES, false, false), (IN_PLACE_DEGREES, false, true)]
    {
        for line in list.lines().filter(|line| !line.trim().is_empty()) {
            scale += 1;
            for (degree, words) in line.split('|').enumerate() {
                for word in words.split_whitespace() {
                    let place = Place { scale, degree, flips, in_place_only };
                    let known = places.entry(stem(word)).or_default();
                    if !known.contains(&place) {
                        known.push(place);
                    }
                }
            }
        }
    }
    places
});

/// Where a stem stands on the scales the rules know; nothing for most words.
pub(crate) fn places(stem: &str) -> &'static [Place] {
    PLACES.get(stem).map_or(&[], Vec::as_slice)
}

/// Whether one stem is "un-", "in-", "dis-" or "non-" before the other.
pub(crate) fn is_prefixed(one: &str, other: &str) -> bool {
    let (short, long) = if one.len() < other.len() { (one, other) } else { (other, one) };
    4 <= short.len()
        && ["un", "in", "im", "dis", "non", "ir"].iter().any(|prefix| long.strip_prefix(prefix) == Some(short))
}

/// First names that are not words of their own; a name is known by them even without a capital.
pub(crate) fn is_first_name(low: &str) -> bool {
    static NAMES: LazyLock<BTreeSet<String>> =
        LazyLock::new(|| include_str!("names.txt").split_whitespace().map(fold).collect());
    NAMES.contains(low)
}

/// Whether a folded word is a title before a name.
pub(crate) fn is_title(low: &str) -> bool {
    matches!(
        low,
        "mr" | "mrs"
            | "ms"
            | "miss"
            | "dr"
            | "doctor"
            | "docteur"
            | "prof"
            | "professor"
            | "herr"
            | "herrn"
            | "frau"
            | "hon"
            | "sir"
            | "madam"
            | "lord"
            | "lady"
            | "mme"
            | "mlle"
            | "monsieur"
            | "madame"
            | "maitre"
    )
}

/// What people are in a company, rather than who: "the CFO", "unsere Leiterin", "le directeur".
pub(crate) fn is_role(low: &str) -> bool {
    static ROLES: LazyLock<BTreeSet<&str>> = LazyLock::new(|| {
        set(
            "ceo cfo cto coo cio ciso cro cmo cpo vp evp svp head director directors manager leader chief officer president chair chairman chairwoman founder \
            cofounder owner buyer purchaser engineer developer architect analyst consultant counsel lawyer attorney accountant controller treasurer secretary \
            assistant administrator boss colleague supervisor coordinator specialist representative executive technician spokesman spokeswoman spokesperson \
            leiter leiterin chef chefin direktor direktorin vorstand vorstaendin einkaeufer einkaeuferin controllerin assistent assistentin ingenieur \
            ingenieurin entwickler entwicklerin berater beraterin anwalt anwaeltin kollege kollegin sprecher sprecherin vertreter vertreterin \
            verantwortliche verantwortlicher beauftragte beauftragter buchhalter buchhalterin inhaber inhaberin gruender gruenderin mitarbeiter mitarbeiterin \
            directeur directrice responsable cheffe gerant gerante presidente acheteur acheteuse ingenieure comptable conseiller conseillere \
            avocat avocate juriste assistante collegue dsi daf pdg drh patron patronne fondateur fondatrice technicien technicienne developpeur secretaire tresorier",
        )
    });
    const ENDINGS: [&str; 10] = [
        "leiter",
        "leiterin",
        "chef",
        "chefin",
        "fuehrer",
        "fuehrerin",
        "manager",
        "managerin",
        "direktor",
        "beauftragte",
    ];
    ROLES.contains(low) || ENDINGS.iter().any(|ending| ending.len() + 2 < low.len() && low.ends_with(ending))
}

/// What things are said or written in, and words about saying: they stand beside a name and are none.
pub(crate) fn is_speech(low: &str) -> bool {
    static SPEECH: LazyLock<BTreeSet<&str>> = LazyLock::new(|| {
        set(
            "mail mails email emails e-mail note notes message messages call calls letter letters meeting text chat phone word words quote quotation answer reply \
            question statement comment remark minutes transcript document contract report summary \
            source excerpt verbatim direct heard offer proposal recording quoting citing writing speaking asked answering \
            telefon telefonat anruf brief nachricht gespraech angabe angaben wort worte worten zitat aussage antwort frage termin besprechung protokoll \
            quelle auszug originalton vertrag angebot aufnahme ton woertlich gehoert \
            courriel message lettre appel reunion compte rendu propos mot mots citation reponse question telephone aux dires extrait entendu citant",
        )
    });
    SPEECH.contains(low)
}

/// Words a sentence may open with though no source has them; a capital there is no name.
pub(crate) fn is_opener(low: &str) -> bool {
    static OPENERS: LazyLock<BTreeSet<&str>> = LazyLock::new(|| {
        set(
            "according instead meanwhile unfortunately fortunately finally firstly secondly lastly additionally moreover furthermore overall currently \
            recently previously originally initially eventually apparently perhaps maybe please thanks thank today yesterday tomorrow earlier later before \
            after during despite unlike regarding concerning besides apart given both all some most many several few each every any no not nothing nobody \
            nowadays sometimes often usually always never everyone everybody someone somebody people otherwise similarly likewise consequently specifically \
            especially generally clearly obviously indeed only once twice until upon within without toward towards across along around behind beyond \
            having being doing making getting taking using asked answering responding speaking talking writing replying together next last first \
            one two three four five six seven eight nine ten eleven twelve dozens hundreds thousands half more less fewer \
            hey hi hello wow yeah woah nope yep cool great awesome sure good nice glad sorry dear congrats congratulations cheers hallo liebe lieber \
            customers customer colleagues management company team group meeting talk call email mail letter note message question answer reason \
            leider allerdings ausserdem zudem dennoch trotzdem deshalb daher heute gestern morgen spaeter zuerst zunaechst schliesslich laut bisher \
            kunde kunden firma frage antwort grund gespraech wie von nach dazu zitat aussage \
            from per quote quotation as via said wrote ask frag frage demander demandez \
            selon dapres dans pour comme hier lors dixit mais puis ensuite enfin aujourdhui demain cependant aussi ainsi citation reponse avant apres \
            prochaine prochain cest naechster naechste naechstes vereinbart aufgabe zustaendig offen noch responsible responsable engagement open pending outstanding le la les un une des du nous vous ils elles il elle leur leurs notre votre ce cette ces sur avec sans chez",
        )
    });
    OPENERS.contains(low)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn opposites_are_on_one_scale() {
        let check = |one: &str, other: &str, wanted: bool| {
            let clash = places(&stem(&fold(one)))
                .iter()
                .any(|a| places(&stem(&fold(other))).iter().any(|b| a.scale == b.scale && a.degree != b.degree));
            assert_eq!(clash, wanted, "{one} {other}");
        };
        check("increased", "decreases", true);
        check("before", "after", true);
        check("all", "some", true);
        check("never", "always", true);
        check("days", "weeks", true);
        check("dollars", "euros", true);
        check("steigt", "gesunken", true);
        check("accepted", "approves", false);
        check("table", "chair", false);
    }
}
