//! Planted attributions: one quotation or report, many ways to say whose it is, in three languages, with names of many shapes. Every line
//! is tried with the name of who said it, and with names of others.

use grounding::{Evidence, Flaw, follows};
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

/// `{n}` is the name, `{q}` what was said.
const ENGLISH_FORMS: [&str; 46] = [
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
];
const GERMAN_FORMS: [&str; 34] = [
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
];
const FRENCH_FORMS: [&str; 32] = [
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
];

/// A way of being called: who speaks in the two sources, how the first may be written, and how others are.
struct Shape {
    name: &'static str,
    speaker: &'static str,
    other: &'static str,
    theirs: &'static [&'static str],
    others: &'static [&'static str],
}

const SHAPES: [Shape; 24] = [
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
        name: "kana",
        speaker: "みどり",
        other: "カオル",
        theirs: &["みどり"],
        others: &["カオル", "ひかり"],
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
];

fn forms() -> impl Iterator<Item = (&'static str, &'static Talk, &'static str)> {
    let of = |language, talk, forms: &'static [&'static str]| forms.iter().map(move |form| (language, talk, *form));
    of("English", &ENGLISH, &ENGLISH_FORMS)
        .chain(of("German", &GERMAN, &GERMAN_FORMS))
        .chain(of("French", &FRENCH, &FRENCH_FORMS))
}

fn sources(talk: &Talk, speaker: &str, other: &str) -> Vec<Evidence> {
    let said = |speaker: &str, text: String| Evidence {
        text,
        speaker: Some(speaker.to_owned()),
        time: Some("2026-11-16T10:00:00Z".to_owned()),
    };
    vec![said(speaker, format!("{}. {}", talk.said, talk.next)), said(other, talk.other.to_owned())]
}

/// Whether a form or shape was kept out of sight while the rules were written: half of each, by a hash of its text.
fn is_held_out(text: &str) -> bool {
    let hash = text.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    });
    (hash >> 32) % 2 == 1
}

#[test]
fn words_are_given_to_nobody_but_their_speaker() {
    let show = std::env::var("FOREWORD_EVAL_SHOW").unwrap_or_default();
    // Right and all, of true and of false lines, by language and by whether the line was held out.
    let mut table: BTreeMap<(bool, bool, &str), (usize, usize)> = BTreeMap::new();
    for (language, talk, form) in forms() {
        for shape in &SHAPES {
            let held_out = is_held_out(form) || is_held_out(shape.name);
            let sources = sources(talk, shape.speaker, shape.other);
            for (holds, names) in [(true, shape.theirs), (false, shape.others)] {
                for name in names {
                    let line = form.replace("{n}", name).replace("{q}", talk.said);
                    let flaws = follows(&line, &sources);
                    let right = flaws.is_empty() == holds;
                    let row = table.entry((holds, held_out, language)).or_default();
                    row.0 += usize::from(right);
                    row.1 += 1;
                    if !right && (show == "all" || show == "seen" && !held_out) {
                        eprintln!("WRONG {holds} [{} | {}] {line}  {flaws:?}", shape.name, shape.speaker);
                    }
                }
            }
        }
    }
    let mut totals: BTreeMap<(bool, bool), (usize, usize)> = BTreeMap::new();
    for ((holds, held_out, language), (right, all)) in &table {
        let kind = if *holds { "true" } else { "false" };
        let seen = if *held_out { "held out" } else { "seen" };
        println!("| {language} | {seen} | {kind} | {right} of {all} right |");
        let total = totals.entry((*holds, *held_out)).or_default();
        *total = (total.0 + right, total.1 + all);
    }
    println!("{totals:?}");
    for ((holds, _), (right, all)) in totals {
        if holds {
            assert!(97 * all <= 100 * right, "{right} of {all} true attributions pass");
        } else {
            assert_eq!(right, all, "{} of {all} false attributions pass", all - right);
        }
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
        time: None,
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
