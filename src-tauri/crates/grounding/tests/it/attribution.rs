//! Planted attributions: one quotation or report, many ways to say whose it is, in three languages, with names of many shapes. Every line
//! is tried with the name of who said it, and with names of others.

use grounding::{Evidence, Flaw, follows};
use proptest::prelude::*;
use std::collections::BTreeMap;

/// Sentences said by the true speaker, what they said next, and what the other one said.
struct Talk {
    said: &'static str,
    next: &'static str,
    other: &'static str,
}

const ENGLISH: Talk = Talk {
    said: "We need the migration finished before the summer break",
    next: "The archive can wait until the team has more people.",
    other: "The offer is still with our lawyers, and Sverre Holmdal reads it next. Brightwell is a good partner.",
};
const GERMAN: Talk = Talk {
    said: "Wir brauchen die Umstellung vor der Sommerpause",
    next: "Das Archiv kann warten, bis das Team mehr Leute hat.",
    other: "Der Vertrag liegt noch bei den Juristen, danach liest ihn Herr Holmdal. Die Firma Brightwell ist ein guter Partner.",
};
const FRENCH: Talk = Talk {
    said: "Il nous faut la migration avant les vacances de printemps",
    next: "Les archives peuvent attendre que le service grandisse.",
    other: "Le contrat est encore chez les juristes, puis Sverre Holmdal doit le lire. La maison Brightwell nous aide bien.",
};

/// Forms of attribution in English: `{n}` is the name, `{q}` what was said.
const ENGLISH_FORMS: [&str; 76] = [
    "“{q}” ({n})",
    "“{q}” - {n}",
    "“{q}” – {n}",
    "“{q}” — {n}",
    "“{q}” ― {n}",
    "\"{q}\" ({n})",
    "\"{q}\" -- {n}",
    "“{q}” [{n}]",
    "“{q}”, {n}",
    "“{q}” / {n}",
    "{n} — “{q}”",
    "{n} - \"{q}\"",
    "{n}: “{q}”",
    "{n} – '{q}'",
    "{n}, ‘{q}’",
    "As {n} put it: “{q}”",
    "From {n}: “{q}”",
    "Quote from {n}: “{q}”",
    "{n} from procurement said: “{q}”",
    "{n}, in an e-mail: “{q}”",
    "{n} in the call: “{q}”",
    "{n} was clear: “{q}”",
    "In the words of {n}: “{q}”",
    "{n}'s words: “{q}”",
    "On Monday {n} wrote: “{q}”",
    "“{q}”, said {n}.",
    "“{q}”, {n} said.",
    "“{q}”, {n} wrote on Monday.",
    "“{q}”, according to {n}.",
    "“{q}” was what {n} asked for.",
    "“{q}” is how {n} put it.",
    "Per {n}, “{q}”.",
    "According to {n}, “{q}”.",
    "The wish of {n} stands: “{q}”",
    "{n} told us “{q}”.",
    "Answer by {n} — «{q}»",
    "From: {n}. “{q}”",
    "{n} > “{q}”",
    "({n}) “{q}”",
    "“{q}” ~{n}",
    "{q}, said {n}.",
    "{q}, {n} said.",
    "{q}, according to {n}.",
    "{q}, {n} wrote on Monday.",
    "According to {n}, {q}.",
    "{n} said that {q}.",
    "{n} (by phone): “{q}”",
    "Direct quote, {n}: “{q}”",
    "“{q}” | {n}",
    "“{q}”, as {n} says.",
    "“{q}”, said by {n}.",
    "{n} => “{q}”",
    "• {n}: “{q}”",
    "“{q}”\n— {n}",
    "“{q}” (source: {n})",
    "**{n}**: “{q}”",
    "“{q}” is {n}'s position.",
    "{n} insists on this: “{q}”",
    "“{q}” comes from {n}.",
    "Heard from {n} again: “{q}”",
    "{n}, verbatim: “{q}”",
    "In {n}'s mail: “{q}”",
    "“{q}” were the words of {n}.",
    "{n} again: “{q}”",
    "Quoting {n}: “{q}”",
    "To quote {n}, “{q}”.",
    "“{q}” writes {n}.",
    "“{q},” {n} added.",
    "{n} is on record with “{q}”.",
    "{n} – {q}.",
    "({n}) {q}.",
    "{q} ({n}).",
    "{q} — {n}",
    "{q}, as {n} put it.",
    "{n} told us that {q}.",
    "{n} wrote {q}.",
];
const GERMAN_FORMS: [&str; 54] = [
    "„{q}“ ({n})",
    "„{q}“ - {n}",
    "„{q}“ – {n}",
    "„{q}“, {n}",
    "„{q}“ [{n}]",
    "»{q}« ({n})",
    "‚{q}‘ ({n})",
    "›{q}‹ — {n}",
    "{n}: „{q}“",
    "{n} – „{q}“",
    "{n}, »{q}«",
    "Laut {n}: „{q}“",
    "Wie {n} schrieb: „{q}“",
    "Von {n}: „{q}“",
    "Zitat {n}: „{q}“",
    "{n} in der Mail: „{q}“",
    "{n} aus dem Einkauf sagte: „{q}“",
    "{n} meinte dazu: „{q}“",
    "Am Montag schrieb {n}: „{q}“",
    "Dazu {n}: „{q}“",
    "In den Worten von {n}: „{q}“",
    "„{q}“, sagte {n}.",
    "„{q}“, so {n}.",
    "„{q}“, schreibt {n} in der Mail.",
    "„{q}“, hat {n} gesagt.",
    "„{q}“ (so {n} am Telefon)",
    "„{q}“, laut {n}.",
    "Nach Angaben von {n}: „{q}“",
    "{n} hat geschrieben: „{q}“",
    "{q}, sagte {n}.",
    "{q}, so {n}.",
    "{q}, schrieb {n}.",
    "Laut {n}: {q}.",
    "{n}: {q}.",
    "Originalton {n}: „{q}“",
    "„{q}“ (Zitat {n})",
    "{n} zufolge: „{q}“",
    "„{q}“, {n} zufolge.",
    "„{q}“ (Quelle: {n})",
    "„{q}“ – Mail von {n}",
    "O-Ton {n}: „{q}“",
    "In der Mail von {n} steht: „{q}“",
    "{n} dazu: „{q}“",
    "{n} (am Telefon): „{q}“",
    "„{q}“, betont {n}.",
    "„{q}“, meint {n} dazu.",
    "Aussage von {n}: \"{q}\"",
    "„{q}“\n– {n}",
    "• {n}: „{q}“",
    "{q} ({n}).",
    "{q}, meinte {n}.",
    "{n} sagte, {q}.",
    "{q}, laut {n}.",
    "{n} zufolge: {q}.",
];
const FRENCH_FORMS: [&str; 52] = [
    "« {q} » ({n})",
    "« {q} » - {n}",
    "« {q} » — {n}",
    "«{q}», {n}",
    "‹ {q} › ({n})",
    "“{q}” ({n})",
    "{n} : « {q} »",
    "{n}\u{a0}: «\u{a0}{q}\u{a0}»",
    "{n} — « {q} »",
    "Selon {n} : « {q} »",
    "D’après {n} : « {q} »",
    "{n}, dans son mail : « {q} »",
    "Dans son mail, {n} : « {q} »",
    "Comme {n} l’a écrit : « {q} »",
    "De {n} : « {q} »",
    "{n} a écrit : « {q} »",
    "{n} nous a dit : « {q} »",
    "Pour {n}, « {q} ».",
    "{n} précise : « {q} »",
    "Lundi, {n} a répondu : « {q} »",
    "« {q} », a dit {n}.",
    "« {q} », dixit {n}.",
    "« {q} » (dixit {n})",
    "« {q} », selon {n}.",
    "« {q} », écrit {n}.",
    "« {q} », a écrit {n} lundi.",
    "« {q} », explique {n}.",
    "« {q} », d’après {n}.",
    "{q}, a dit {n}.",
    "{q}, selon {n}.",
    "Selon {n}, {q}.",
    "{n} : {q}.",
    "« {q} » — propos de {n}",
    "D’après le mail de {n} : « {q} »",
    "{n} l’affirme : « {q} »",
    "Citation de {n} : « {q} »",
    "« {q} » (source : {n})",
    "Aux dires de {n}, « {q} ».",
    "« {q} », nous écrit {n}.",
    "« {q} »\n— {n}",
    "{n} (au téléphone) : « {q} »",
    "Réponse de {n} : « {q} »",
    "« {q} », ajoute {n}.",
    "« {q} », rappelle {n}.",
    "« {q} » : {n}",
    "• {n} : « {q} »",
    "{q} ({n}).",
    "{q}, dixit {n}.",
    "{q}, d’après {n}.",
    "D’après {n}, {q}.",
    "{n} a dit que {q}.",
    "{q}, écrit {n}.",
];

/// A way of being called: who speaks in the two sources, how the first may be written, and how others are.
struct Shape {
    name: &'static str,
    speaker: &'static str,
    other: &'static str,
    theirs: &'static [&'static str],
    others: &'static [&'static str],
}

const SHAPES: [Shape; 32] = [
    Shape {
        name: "two words",
        speaker: "Ilka Vornholt",
        other: "Torben Askild",
        theirs: &["Ilka Vornholt", "Ilka", "Vornholt"],
        others: &["Torben Askild", "Torben", "Askild", "Runa Seidlitz", "Holmdal", "Ilka Askild", "Torben Vornholt"],
    },
    Shape {
        name: "three words",
        speaker: "Maud van Esbroek",
        other: "Rhea Lin Castell",
        theirs: &["Maud van Esbroek", "Maud", "van Esbroek"],
        others: &["Rhea Lin Castell", "Rhea Castell", "Maud van Castell", "Ineke van der Loo"],
    },
    Shape { name: "one letter", speaker: "Q", other: "Z", theirs: &["Q"], others: &["Z", "X"] },
    Shape {
        name: "a word and a letter",
        speaker: "Speaker F",
        other: "Speaker K",
        theirs: &["Speaker F"],
        others: &["Speaker K", "Speaker T"],
    },
    Shape {
        name: "Chinese",
        speaker: "李雨桐",
        other: "陈嘉木",
        theirs: &["李雨桐"],
        others: &["陈嘉木", "李雨彤", "周子涵"],
    },
    Shape {
        name: "Chinese of two letters",
        speaker: "沈月",
        other: "沈",
        theirs: &["沈月"],
        others: &["沈", "韩", "沈阅"],
    },
    Shape {
        name: "Japanese",
        speaker: "高橋 美緒",
        other: "藤井 蓮",
        theirs: &["高橋 美緒", "高橋美緒", "美緒"],
        others: &["藤井 蓮", "藤井蓮", "藤井 美緒", "高橋 美桜"],
    },
    Shape {
        name: "kana", speaker: "みどり", other: "カオル", theirs: &["みどり"], others: &["カオル", "ひかり"]
    },
    Shape {
        name: "accents",
        speaker: "Zoé Škvařilová",
        other: "Björn Ælfsøn",
        theirs: &["Zoé Škvařilová", "Zoe Skvarilova", "Škvařilová"],
        others: &["Björn Ælfsøn", "Bjorn", "Léa Škvorecká"],
    },
    Shape {
        name: "decomposed letters",
        speaker: "Jose\u{301} Nun\u{303}era",
        other: "Ana Mun\u{303}era",
        theirs: &["José Nuñera", "Jose Nunera"],
        others: &["Ana Muñera", "José Muñera"],
    },
    Shape {
        name: "hyphens",
        speaker: "Jean-Éloi Marchand-Roux",
        other: "Anne-Lise Marchand-Faure",
        theirs: &["Jean-Éloi Marchand-Roux", "Jean-Éloi", "Marchand-Roux"],
        others: &["Anne-Lise Marchand-Faure", "Anne-Lise", "Jean-Éloi Marchand-Faure", "Jean-Noël Marchand-Roux"],
    },
    Shape {
        name: "apostrophes",
        speaker: "Aoife O’Darragh",
        other: "Ciarán D'Alesso",
        theirs: &["Aoife O’Darragh", "Aoife O'Darragh", "O’Darragh"],
        others: &["Ciarán D'Alesso", "D’Alesso", "Aoife O’Dannagh"],
    },
    Shape {
        name: "addresses",
        speaker: "ilka@hafen.example",
        other: "torben@werft.example",
        theirs: &["ilka@hafen.example"],
        others: &["torben@werft.example", "runa@werft.example", "ilka@werft.example"],
    },
    Shape {
        name: "address of a name",
        speaker: "Ilka Vornholt <ilka.vornholt@hafen.example>",
        other: "Torben Askild <torben.askild@werft.example>",
        theirs: &["Ilka Vornholt", "ilka.vornholt@hafen.example"],
        others: &["Torben Askild", "torben.askild@werft.example"],
    },
    Shape {
        name: "one letter apart, first",
        speaker: "Jorin Maas",
        other: "Jorik Maas",
        theirs: &["Jorin Maas", "Jorin"],
        others: &["Jorik Maas", "Jorik", "Jorit Maas"],
    },
    Shape {
        name: "one letter apart, last",
        speaker: "Elin Brandt",
        other: "Elin Brands",
        theirs: &["Elin Brandt", "Brandt"],
        others: &["Elin Brands", "Brands", "Elin Brandtt"],
    },
    Shape {
        name: "one letter more",
        speaker: "Anne Kessel",
        other: "Annes Kessel",
        theirs: &["Anne Kessel", "Anne"],
        others: &["Annes Kessel", "Annes", "Annet Kessel"],
    },
    Shape {
        name: "capitals",
        speaker: "Dagny Ullmer",
        other: "Pavel Krantz",
        theirs: &["DAGNY ULLMER", "DAGNY", "dagny ullmer"],
        others: &["PAVEL KRANTZ", "KRANTZ", "pavel krantz", "DAGNY KRANTZ"],
    },
    Shape {
        name: "titles",
        speaker: "Dr. Wanda Petrikowski",
        other: "Emil Straub",
        theirs: &["Dr. Wanda Petrikowski", "Dr. Petrikowski", "Frau Petrikowski", "Mme Petrikowski", "Ms Petrikowski"],
        others: &["Dr. Emil Straub", "Herr Straub", "Mr. Straub", "M. Straub", "Dr. Tilda Auerbeck", "Frau Straub"],
    },
    Shape {
        name: "last, first",
        speaker: "Dagny Ullmer",
        other: "Ullmer, Pavel",
        theirs: &["Ullmer, Dagny"],
        others: &["Ullmer, Pavel", "Krantz, Pavel"],
    },
    Shape {
        name: "company behind",
        speaker: "Oda Reimsbach (Brightwell)",
        other: "Luuk Terborg (Brightwell)",
        theirs: &["Oda Reimsbach (Brightwell)", "Oda Reimsbach, Brightwell", "Oda Reimsbach"],
        others: &["Luuk Terborg (Brightwell)", "Luuk Terborg, Brightwell", "Luuk Terborg"],
    },
    Shape {
        name: "office behind",
        speaker: "Oda Reimsbach, CFO",
        other: "Luuk Terborg, CTO",
        theirs: &["Oda Reimsbach, CFO", "Oda Reimsbach (CFO)", "Oda Reimsbach"],
        others: &["Luuk Terborg, CTO", "Luuk Terborg (CTO)", "Luuk Terborg"],
    },
    Shape {
        name: "initials",
        speaker: "Petrine Lowenau",
        other: "Gustav Ehrich",
        theirs: &["P.L.", "P. Lowenau", "Petrine L.", "P. L."],
        others: &["G.E.", "G. Ehrich", "Gustav E.", "G. E.", "K.W.", "P. Ehrich", "Petrine E."],
    },
    Shape {
        name: "nickname beside the name",
        speaker: "Katarzyna “Kasia” Wrzos",
        other: "Mateusz “Mati” Wrzos",
        theirs: &["Kasia Wrzos", "Katarzyna Wrzos", "Kasia"],
        others: &["Mati Wrzos", "Mati", "Mateusz Wrzos", "Gosia Wrzos"],
    },
    Shape {
        name: "Korean",
        speaker: "박서윤",
        other: "최도현",
        theirs: &["박서윤"],
        others: &["최도현", "박서연", "윤지아"],
    },
    Shape {
        name: "Cyrillic",
        speaker: "Злата Мороз",
        other: "Остап Гринько",
        theirs: &["Злата Мороз", "Злата"],
        others: &["Остап Гринько", "Гринько", "Злата Гринько", "Влада Мороз"],
    },
    Shape {
        name: "Vietnamese",
        speaker: "Đặng Thuỳ Trâm Anh",
        other: "Lương Bảo Khánh",
        theirs: &["Đặng Thuỳ Trâm Anh", "Dang Thuy Tram Anh", "Trâm Anh"],
        others: &["Lương Bảo Khánh", "Luong Bao Khanh", "Đặng Bảo Khánh"],
    },
    Shape {
        name: "particles",
        speaker: "Inés de la Torrente",
        other: "Rui dos Sandros",
        theirs: &["Inés de la Torrente", "Ines de la Torrente", "de la Torrente"],
        others: &["Rui dos Sandros", "dos Sandros", "Inés dos Sandros"],
    },
    Shape {
        name: "Mac and Mc",
        speaker: "Fergus McInroy",
        other: "Fergus MacInrow",
        theirs: &["Fergus McInroy", "McInroy"],
        others: &["Fergus MacInrow", "MacInrow", "Fergus McInrow"],
    },
    Shape {
        name: "words that mean something",
        speaker: "May Winter",
        other: "Mark Sommer",
        theirs: &["May Winter"],
        others: &["Mark Sommer", "Mark Winter", "May Sommer"],
    },
    Shape {
        name: "Hebrew",
        speaker: "נועה ברקאי",
        other: "אורי שחם",
        theirs: &["נועה ברקאי", "נועה"],
        others: &["אורי שחם", "נועה שחם"],
    },
    Shape {
        name: "two letters",
        speaker: "Li Wu",
        other: "Bo Ng",
        theirs: &["Li Wu", "Wu"],
        others: &["Bo Ng", "Ng", "Li Ng", "Wu Bo"],
    },
];

fn sources(talk: &Talk, speaker: &str, other: &str) -> Vec<Evidence> {
    let said = |speaker: &str, text: String| Evidence {
        text,
        speaker: Some(speaker.to_owned()),
        time: Some("2026-11-16T10:00:00Z".to_owned()),
        ..Evidence::default()
    };
    vec![said(speaker, format!("{}. {}", talk.said, talk.next)), said(other, talk.other.to_owned())]
}

/// Whether a form or shape was kept out of sight while the rules were written: half of each, by a hash of its text.
fn is_held_out(text: &str) -> bool {
    let hash = text
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3));
    (hash >> 32) % 2 == 1
}

/// Tries every form with every shape. None of the false lines may pass, and of the true ones no more than three in a hundred may be
/// refused.
fn try_all(language: &str, talk: &Talk, forms: &[&str]) {
    let show = std::env::var("FOREWORD_EVAL_SHOW").unwrap_or_default();
    // Right and all, of true and of false lines, and by whether they were held out.
    let mut table: BTreeMap<(bool, bool), (usize, usize)> = BTreeMap::new();
    for form in forms {
        for shape in &SHAPES {
            let held_out = is_held_out(form) || is_held_out(shape.name);
            let sources = sources(talk, shape.speaker, shape.other);
            let lines =
                shape.theirs.iter().map(|name| (true, name)).chain(shape.others.iter().map(|name| (false, name)));
            for (holds, name) in lines {
                let line = form.replace("{n}", name).replace("{q}", talk.said);
                let flaws = follows(&line, &sources);
                let right = flaws.is_empty() == holds;
                let row = table.entry((holds, held_out)).or_default();
                row.0 += usize::from(right);
                row.1 += 1;
                if !right && (show == "all" || show == "seen" && !held_out) {
                    eprintln!("WRONG {holds} [{} | {}] {line}  {flaws:?}", shape.name, shape.speaker);
                }
            }
        }
    }
    for ((holds, held_out), (right, all)) in &table {
        let kind = if *holds { "true" } else { "false" };
        println!("| {language} | {} | {kind} | {right} of {all} right |", if *held_out { "held out" } else { "seen" });
    }
    for ((holds, _), (right, all)) in table {
        if holds {
            assert!(97 * all <= 100 * right, "{right} of {all} true attributions pass");
        } else {
            assert_eq!(right, all, "{} of {all} false attributions pass", all - right);
        }
    }
}

#[test]
fn words_are_given_to_nobody_but_their_speaker_in_english() {
    try_all("English", &ENGLISH, &ENGLISH_FORMS);
}

#[test]
fn words_are_given_to_nobody_but_their_speaker_in_german() {
    try_all("German", &GERMAN, &GERMAN_FORMS);
}

#[test]
fn words_are_given_to_nobody_but_their_speaker_in_french() {
    try_all("French", &FRENCH, &FRENCH_FORMS);
}

proptest! {
    /// Whatever a line says, whoever spoke: there is an answer.
    #[test]
    fn no_line_makes_it_panic(
        line in "[\\PC\n]{0,60}",
        named in "(ada|Ada Berg|A\\.B\\.|王小明|a@x\\.example|Ada’s|CFO|nobody|, and|said|\\(|:|„|“|”|«|»| |he|\u{301}|ß|Dr\\.){0,14}",
        speaker in "\\PC{0,12}",
    ) {
        let sources = [
            Evidence { text: line.clone(), speaker: Some("Ada Berg".to_owned()), ..Evidence::default() },
            Evidence {
                text: "Ada said: we sign. We sign in May.".to_owned(),
                speaker: Some(speaker),
                ..Evidence::default()
            },
        ];
        let _ = follows(&line, &sources);
        let _ = follows(&format!("{named}“We sign in May”{line}"), &sources);
        let _ = follows(&format!("{line}“sign”{named}“May”{named}"), &sources);
        let _ = follows(&format!("{named}{line}, We sign in May, {named}"), &sources);
    }
}

#[track_caller]
fn check(sources: &[(&str, &str)], cases: &[(&str, bool)]) {
    let sources: Vec<Evidence> = sources
        .iter()
        .map(|(speaker, text)| Evidence {
            text: (*text).to_owned(),
            speaker: Some((*speaker).to_owned()),
            time: Some("2026-11-16T10:00:00Z".to_owned()),
            ..Evidence::default()
        })
        .collect();
    let wrong: Vec<String> = cases
        .iter()
        .filter_map(|(text, wanted)| {
            let flaws = follows(text, &sources);
            (flaws.is_empty() != *wanted).then(|| format!("{wanted} {text}: {flaws:?}"))
        })
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn what_stands_in_brackets_only_is_no_quotation() {
    let sources = [Evidence {
        text: "We will sign in May. [laughs]".to_owned(),
        speaker: Some("Ilka Vornholt".to_owned()),
        ..Evidence::default()
    }];
    let flaws = follows("Ilka Vornholt said: “[We will sign in May]”", &sources);
    assert_eq!(flaws, [Flaw::OnlyBrackets { words: "[We will sign in May]".to_owned() }]);
    assert_eq!(follows("Ilka Vornholt: “[laughs]”", &sources), []);
    assert_eq!(follows("Ilka Vornholt said: “[…] sign in May”", &sources), []);
}

#[test]
fn roles_and_nobody_are_judged() {
    let sources = [
        ("Oda Reimsbach, CFO", "We can pay in two parts. The board signs in May."),
        ("Luuk Terborg", "I am the procurement director here. The list is still open."),
        ("Mirle Quandt", "Ich bin hier Einkaufsleiterin. Wir warten noch auf das Muster."),
        ("Basile Hémon", "Je suis directeur technique. Il nous faut une copie des essais."),
        ("Runa Seidlitz", "Kind regards. The samples came late."),
    ];
    check(
        &sources,
        &[
            ("Their CFO said: “We can pay in two parts”", true),
            ("Their CFO said: “The list is still open”", false),
            ("“The list is still open” (their CFO)", false),
            ("“We can pay in two parts”, said the CFO.", true),
            ("The procurement director: “The list is still open”", true),
            ("The procurement director: “We can pay in two parts”", false),
            ("The procurement director said: “The samples came late”", false),
            ("Their head of engineering said: “The samples came late”", false),
            ("Their lawyer wrote: “The samples came late”", false),
            ("Die Einkaufsleiterin: „Wir warten noch auf das Muster“", true),
            ("Die Einkaufsleiterin: „The samples came late“", false),
            ("Der Geschäftsführer sagte: „Wir warten noch auf das Muster“", false),
            ("Le directeur technique : « Il nous faut une copie des essais »", true),
            ("Le directeur technique : « The samples came late »", false),
            ("La directrice financière a dit : « Il nous faut une copie des essais »", false),
            ("Nobody said: “The samples came late”", false),
            ("“The samples came late” (nobody)", false),
            ("No one wrote: “The samples came late”", false),
            ("Niemand sagte: „Wir warten noch auf das Muster“", false),
            ("Personne n’a dit : « Il nous faut une copie des essais »", false),
            ("“The samples came late” (Runa Seidlitz, not their CFO)", true),
            ("They said: “The samples came late”", true),
            ("The customer wrote: “The samples came late”", true),
            ("On the samples: “The samples came late”", true),
            ("Their CFO said that they can pay in two parts.", true),
            ("Their CFO said that the samples came late.", false),
        ],
    );
}

#[test]
fn each_quotation_of_a_line_is_somebodys() {
    let sources = [
        ("Oda Reimsbach", "We can pay in two parts. Runa will see to it. Luuk Terborg wrote: the list is closed."),
        ("Luuk Terborg", "The list is still open. I call Oda on Monday."),
        ("Runa Seidlitz", "The samples came late."),
    ];
    check(
        &sources,
        &[
            ("Oda: “We can pay in two parts”; Luuk: “The list is still open”", true),
            ("Luuk: “We can pay in two parts”; Oda: “The list is still open”", false),
            ("“We can pay in two parts” (Oda), “The list is still open” (Luuk)", true),
            ("“We can pay in two parts” (Luuk), “The list is still open” (Oda)", false),
            ("Oda: “We can pay in two parts”, Luuk: “The list is still open”", true),
            ("Oda: “We can pay in two parts”, Luuk: “The samples came late”", false),
            ("“We can pay”, said Oda, “in two parts”.", true),
            ("“We can pay”, said Runa, “in two parts”.", false),
            ("Oda said “We can pay in two parts” and Runa said “The samples came late”.", true),
            ("Oda said “The samples came late” and Runa said “We can pay in two parts”.", false),
            ("“We can pay in two parts”, said Oda. “The list is still open”, said Luuk.", true),
            ("“We can pay in two parts”, said Oda. “The list is still open”, said Runa.", false),
            ("Oda said: “We can pay in two parts” and “Runa will see to it”", true),
            ("Runa said: “We can pay in two parts” and “Runa will see to it”", false),
            // A name that stands inside names nobody as the speaker, outside it does.
            ("Oda: “Runa will see to it”", true),
            ("“Runa will see to it” (Runa)", false),
            ("“I call Oda on Monday” (Luuk)", true),
            ("“I call Oda on Monday” (Oda)", false),
            // A source may itself say whose words it has, and only of those.
            ("Luuk Terborg wrote: “the list is closed”", true),
            ("Luuk Terborg wrote: “We can pay in two parts”", false),
            ("Oda Reimsbach and Luuk Terborg: “We can pay in two parts”", false),
            // Who is told or asked something did not say it.
            ("Oda told Runa: “We can pay in two parts”", true),
            ("Runa told Oda: “We can pay in two parts”", false),
            ("Luuk told Runa: “We can pay in two parts”", false),
            ("Oda told Runa that they can pay in two parts.", true),
            ("Runa told Oda that they can pay in two parts.", false),
            ("Ask Runa: “We can pay in two parts”?", true),
            ("Hi Luuk, Oda said: “We can pay in two parts”", true),
            ("Hi Luuk, you said: “We can pay in two parts”", false),
            ("Hi Luuk, Runa said: “We can pay in two parts”", false),
            ("In the call about the list, Oda said: “We can pay in two parts”", true),
            ("Runa Seidlitz called on Monday. “We can pay in two parts.”", false),
            ("“We can pay in two parts”, said Oda. Runa wrote that the samples came late.", true),
        ],
    );
}

#[test]
fn a_short_form_stands_for_its_name() {
    let sources = [("Robert Tennick", "The samples came late."), ("William Tennick", "The list is still open.")];
    check(
        &sources,
        &[
            ("Bob Tennick: “The samples came late”", true),
            ("“The samples came late”, said Bob.", true),
            ("Bill Tennick: “The samples came late”", false),
            ("“The list is still open” (Bill)", true),
            ("“The list is still open” (Rob)", false),
        ],
    );
}

#[test]
fn whoever_is_named_around_it() {
    let sources = [
        (
            "Oda Reimsbach",
            "We can pay in two parts. The pilot in Lisbon went well with Brightwell. Wir zahlen in zwei Raten. Nous payons en deux fois.",
        ),
        ("Luuk Terborg", "The list is still open. Sverre Holmdal decides. I met Zarko at Harbour Mills."),
        ("Rob Tenn", "It is late now, so we wait."),
    ];
    check(
        &sources,
        &[
            ("“We can pay in two parts” (Luuk T.)", false),
            ("\"We can pay in two parts\" (L. Terborg, Brightwell)", false),
            ("\"We can pay in two parts\" – Sverre", false),
            ("Zarko: \"We can pay in two parts\"", false),
            ("\"We can pay in two parts\" (Zarko)", false),
            ("Holmdal said “We can pay in two parts”", false),
            ("“We can pay in two parts” was Holmdal's answer.", false),
            ("The pilot in Lisbon went well, and Luuk said “We can pay in two parts”.", false),
            ("The pilot in Lisbon went well, and Oda said “We can pay in two parts”.", true),
            ("In Lisbon, Oda said: “We can pay in two parts”", true),
            ("Luuk at Harbour Mills: “We can pay in two parts”", false),
            ("Oda of Brightwell said: “We can pay in two parts”", true),
            ("Harbour Mills: “We can pay in two parts”", false),
            ("On Brightwell: “The pilot in Lisbon went well with Brightwell”", true),
            ("“We can pay in two parts”", true),
            ("They want to split it: “We can pay in two parts”", true),
            ("They said “We can pay in two parts” and “The list is still open”.", true),
            ("Oda: “We can pay in two parts” and “The list is still open”", false),
            ("O.T.: “We can pay in two parts”", false),
            ("O.R.: “We can pay in two parts”", true),
            ("LT: “We can pay in two parts”", false),
            ("OR: “We can pay in two parts”", true),
            ("Hans-Peter: “We can pay in two parts”", false),
            ("klaus said: “We can pay in two parts”", false),
            ("luuk: “We can pay in two parts”", false),
            ("luuk terborg - “We can pay in two parts”", false),
            ("„Wir zahlen in zwei Raten“ (Hr. Terborg)", false),
            ("„Wir zahlen in zwei Raten“, sagte Hr. Terborg.", false),
            ("Herr Terborg sagte: „Wir zahlen in zwei Raten“", false),
            ("„Wir zahlen in zwei Raten“, so der Einkaufsleiter.", false),
            ("So der Einkaufsleiter: „Wir zahlen in zwei Raten“", false),
            ("Ihr CFO sagte: „Wir zahlen in zwei Raten“", false),
            ("Der Vorstand: „Wir zahlen in zwei Raten“", false),
            ("Laut ihrem CFO: „Wir zahlen in zwei Raten“", false),
            ("Leur directeur financier : « Nous payons en deux fois »", false),
            ("Selon leur DAF : « Nous payons en deux fois »", false),
            ("« Nous payons en deux fois » (le directeur des achats)", false),
            ("« Nous payons en deux fois », a déclaré M. Terborg.", false),
            ("« Nous payons en deux fois », a déclaré Mme Holmdal.", false),
            ("« Nous payons en deux fois », a déclaré Mme Reimsbach.", true),
            ("Monsieur Terborg : « Nous payons en deux fois »", false),
            ("The CFO: “We can pay in two parts”", false),
            ("“We can pay in two parts” - their CFO", false),
            ("“We can pay in two parts”, their CFO said.", false),
            ("According to their CFO, “We can pay in two parts”.", false),
            ("A colleague of hers said: “We can pay in two parts”", false),
            ("The finance lead put it this way: “We can pay in two parts”", false),
            ("Procurement said: “We can pay in two parts”", false),
            ("Their procurement team wrote: “We can pay in two parts”", false),
            ("[Luuk Terborg] We can pay in two parts.", false),
            ("TERBORG: WE CAN PAY IN TWO PARTS.", false),
            ("Luuk Terborg, CEO, said they can pay in two parts.", false),
            ("Luuk reports that they can pay in two parts.", false),
            ("Luuk: they can pay in two parts.", false),
            ("Oda: they can pay in two parts.", true),
            ("They can pay in two parts (Luuk).", false),
            ("They can pay in two parts — Luuk", false),
            ("They can pay in two parts, Luuk wrote on 16 November.", false),
            ("They can pay in two parts, Oda wrote on 16 November.", true),
            ("Laut Luuk zahlen sie in zwei Raten.", false),
            ("Wie Luuk schreibt, zahlen sie in zwei Raten.", false),
            ("Selon Luuk, ils payent en deux fois.", false),
            ("“We can pay in two parts” (via Luuk)", false),
            ("Luuk's note: “We can pay in two parts”", false),
            ("Luuk's team: “We can pay in two parts”", false),
            ("“We can pay in two parts” was said by nobody else than Luuk.", false),
            ("Nobody: “We can pay in two parts”", false),
            ("Nobody's words: “We can pay in two parts”", false),
            ("“We can pay in two parts” (nobody's)", false),
            ("“We can pay in two parts.” Luuk", false),
            ("“We can pay in two parts.” Oda", true),
            ("Luuk, “We can pay in two parts.”", false),
            ("“We can pay in two parts” 王伟", false),
            ("王伟：「We can pay in two parts」", false),
            ("“We can pay in two parts”（王伟）", false),
            ("Mr T: “We can pay in two parts”", false),
            ("oda@x.example.com: “The list is still open”", false),
            ("“The list is still open” (oda.reimsbach@example.com)", false),
            ("O: “The list is still open”", false),
            ("A: “The list is still open”", false),
            ("I: “The list is still open”", false),
            ("“It is late now, so we wait.” said Oda", false),
            ("It is late now, so we wait, said Rob.", true),
            ("It is late now, so we wait, said Oda.", false),
            ("Rob Tenn said it is late now.", true),
            ("Oda said it is late now.", false),
            ("Oda thinks it is late now.", false),
            ("Oda confirmed: it is late now, so we wait.", false),
            ("The list is still open, confirmed Oda Reimsbach, Brightwell.", false),
            ("„Wir zahlen in zwei Raten“ (Holmdal)", false),
            ("„Wir zahlen in zwei Raten“, so Holmdal.", false),
            ("„Wir zahlen in zwei Raten“ – Zarko", false),
            ("„Wir zahlen in zwei Raten“ (Mail)", true),
            ("The pilot: “The pilot in Lisbon went well with Brightwell”", true),
            ("“We can pay in two parts” (call)", true),
            ("“We can pay in two parts” – their answer to the list", true),
            ("“We can pay in two parts” (Oda, in Lisbon)", true),
            ("“We can pay in two parts” (Oda, 16 November)", true),
            ("On 16 November Oda wrote: “We can pay in two parts”", true),
            ("Oda (16.11.2026): “We can pay in two parts”", true),
            ("On Monday, Oda Reimsbach wrote: “We can pay in two parts”", true),
        ],
    );
}
