//! Who owes whom in talks of more than one promise: givers and takers, what others report, what is only asked for, conditions, and the two
//! sides. Small cases by hand, in three languages.

use domain::Side;
use grounding::{Evidence, Flaw, follows};
use proptest::prelude::*;

/// What was said by whom; "us: Ada" and "them: Ada" say on which side they sit.
fn said(lines: &[(&str, &str)]) -> Vec<Evidence> {
    let one = |(speaker, text): &(&str, &str)| {
        let sides = [("us: ", Side::Us), ("them: ", Side::Them)];
        let found = sides.iter().find_map(|(mark, side)| Some((speaker.strip_prefix(mark)?, *side)));
        let (name, side) = found.map_or((*speaker, None), |(name, side)| (name, Some(side)));
        Evidence {
            text: (*text).to_owned(),
            speaker: (!name.is_empty()).then(|| name.to_owned()),
            time: Some("2026-11-16T10:00:00Z".to_owned()),
            side,
        }
    };
    lines.iter().map(one).collect()
}

#[track_caller]
fn check(lines: &[(&str, &str)], cases: &[(&str, bool)]) {
    let sources = said(lines);
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
fn what_is_given_goes_one_way() {
    check(
        &[
            ("Joost van Dijk", "Petra, I'll send you the customs list on Monday, and Hendrik gets a copy from me."),
            ("Petra Lang", "Lovely, thank you. I'll pass the customs list to our broker then."),
        ],
        &[
            ("Joost will send Petra the customs list on Monday.", true),
            ("Joost will send the customs list to Petra on Monday.", true),
            ("Petra will get the customs list from Joost on Monday.", true),
            ("Petra is waiting for the customs list from Joost.", true),
            ("Petra will send Joost the customs list on Monday.", false),
            ("Petra will send the customs list to Joost on Monday.", false),
            ("Joost will get the customs list from Petra on Monday.", false),
            ("Joost is waiting for the customs list from Petra.", false),
            ("Petra owes Joost the customs list.", false),
            ("Joost owes Petra the customs list.", true),
            ("Petra will pass the customs list to the broker.", true),
            ("Joost will pass the customs list to the broker.", false),
            ("Petra and Joost will send the customs list on Monday.", false),
        ],
    );
    check(
        &[
            ("Ilse Harkort", "Herr Brandt, ich schicke Ihnen am Montag die Zollliste."),
            ("Theo Brandt", "Sehr gut, die gebe ich dann an unseren Spediteur weiter."),
        ],
        &[
            ("Ilse Harkort schickt Theo Brandt am Montag die Zollliste.", true),
            ("Ilse schickt die Zollliste am Montag an Herrn Brandt.", true),
            ("Am Montag schickt Ilse Herrn Brandt die Zollliste.", true),
            ("Theo Brandt bekommt am Montag die Zollliste von Ilse Harkort.", true),
            ("Theo Brandt schickt Ilse Harkort am Montag die Zollliste.", false),
            ("Am Montag schickt Herr Brandt die Zollliste an Ilse.", false),
            ("Ilse Harkort bekommt am Montag die Zollliste von Theo Brandt.", false),
            ("Theo schuldet Ilse noch die Zollliste.", false),
            ("Die Zollliste schickt Theo Brandt am Montag.", false),
        ],
    );
    check(
        &[
            ("Sidonie Lacaze", "Armand, je vous envoie la liste douanière lundi."),
            ("Armand Théret", "Parfait, je la transmettrai à notre transitaire."),
        ],
        &[
            ("Sidonie enverra la liste douanière à Armand lundi.", true),
            ("Armand recevra lundi la liste douanière de Sidonie.", true),
            ("Armand enverra la liste douanière à Sidonie lundi.", false),
            ("Sidonie recevra lundi la liste douanière d'Armand.", false),
            ("La liste douanière sera envoyée lundi par Sidonie.", true),
            ("La liste douanière sera envoyée lundi par Armand.", false),
            ("Armand doit la liste douanière à Sidonie.", false),
        ],
    );
}

#[test]
fn what_somebody_reports_is_whoevers_it_names() {
    check(
        &[
            ("Joost van Dijk", "Petra will send you the wiring plan tomorrow. I'll bring the meters myself."),
            ("Maren Holt", "Fine. Ruben told me that he'll repair the pump on Friday."),
            ("", "Note: Gitta promised to return the loan unit by June."),
        ],
        &[
            ("Petra will send the wiring plan tomorrow.", true),
            ("Petra owes us the wiring plan.", true),
            ("Joost will send the wiring plan tomorrow.", false),
            ("Maren will send the wiring plan tomorrow.", false),
            ("Joost will bring the meters.", true),
            ("Petra will bring the meters.", false),
            ("Ruben will repair the pump on Friday.", true),
            ("Maren will repair the pump on Friday.", false),
            ("Joost promised to repair the pump on Friday.", false),
            ("Gitta has to return the loan unit by June.", true),
            ("Maren has to return the loan unit by June.", false),
            ("Petra promised to return the loan unit by June.", false),
        ],
    );
    check(
        &[
            ("Joost van Dijk", "Petra schickt Ihnen morgen den Schaltplan. Die Zähler bringe ich selbst mit."),
            ("Maren Holt", "Ruben hat mir gesagt, dass er am Freitag die Pumpe repariert."),
        ],
        &[
            ("Petra schickt morgen den Schaltplan.", true),
            ("Joost schickt morgen den Schaltplan.", false),
            ("Joost bringt die Zähler mit.", true),
            ("Petra bringt die Zähler mit.", false),
            ("Ruben repariert am Freitag die Pumpe.", true),
            ("Maren repariert am Freitag die Pumpe.", false),
            ("Maren hat versprochen, am Freitag die Pumpe zu reparieren.", false),
        ],
    );
    check(
        &[
            ("Sidonie Lacaze", "Armand vous enverra demain le schéma. J'apporterai les compteurs moi-même."),
            ("Maëlle Guyon", "Yannick m'a dit qu'il réparerait la pompe vendredi."),
        ],
        &[
            ("Armand enverra demain le schéma.", true),
            ("Sidonie enverra demain le schéma.", false),
            ("Sidonie apportera les compteurs.", true),
            ("Yannick réparera la pompe vendredi.", true),
            ("Maëlle réparera la pompe vendredi.", false),
        ],
    );
}

#[test]
fn what_is_asked_for_is_not_promised() {
    check(
        &[
            ("Joost van Dijk", "Could you send us the insurance papers by Friday, Petra? And please sign the annex."),
            ("Petra Lang", "I'll see. The annex I sign today, sure."),
        ],
        &[
            ("Joost asked Petra to send the insurance papers by Friday.", true),
            ("Petra asked Joost to send the insurance papers by Friday.", false),
            ("Petra promised to send the insurance papers by Friday.", false),
            ("Petra will send the insurance papers by Friday.", false),
            ("Joost will send the insurance papers by Friday.", false),
            ("Petra will sign the annex today.", true),
            ("Joost will sign the annex today.", false),
        ],
    );
    check(
        &[
            ("Joost van Dijk", "Could you send us the insurance papers by Friday?"),
            ("Petra Lang", "Yes, I'll do that."),
        ],
        &[
            ("Petra will send the insurance papers by Friday.", true),
            ("Petra promised to send the insurance papers by Friday.", true),
            ("Joost will send the insurance papers by Friday.", false),
        ],
    );
    check(
        &[
            ("Ilse Harkort", "Können Sie uns bis Freitag die Versicherungspapiere schicken?"),
            ("Theo Brandt", "Ja, das mache ich."),
        ],
        &[
            ("Theo Brandt schickt bis Freitag die Versicherungspapiere.", true),
            ("Ilse Harkort schickt bis Freitag die Versicherungspapiere.", false),
            ("Ilse Harkort bat Theo Brandt, bis Freitag die Versicherungspapiere zu schicken.", true),
            ("Theo Brandt bat Ilse Harkort, bis Freitag die Versicherungspapiere zu schicken.", false),
        ],
    );
    check(
        &[
            ("Sidonie Lacaze", "Pourriez-vous nous envoyer les papiers d'assurance vendredi ?"),
            ("Armand Théret", "On verra."),
        ],
        &[
            ("Sidonie a demandé à Armand d'envoyer les papiers d'assurance vendredi.", true),
            ("Armand a promis d'envoyer les papiers d'assurance vendredi.", false),
            ("Armand enverra les papiers d'assurance vendredi.", false),
            ("Sidonie enverra les papiers d'assurance vendredi.", false),
        ],
    );
    let flaws = follows(
        "Petra promised to send the insurance papers.",
        &said(&[("Joost van Dijk", "Could you send us the insurance papers?"), ("Petra Lang", "Hello.")]),
    );
    assert!(flaws.contains(&Flaw::OnlyAsked { name: "Petra".to_owned() }), "{flaws:?}");
}

#[test]
fn a_promise_that_is_denied_or_hangs_on_something_is_still_somebodys() {
    check(
        &[
            ("Joost van Dijk", "We will not extend the test phase. If the board agrees, we'll buy the second line."),
            ("Petra Lang", "As soon as you send the plan, I'll order the cables."),
        ],
        &[
            ("Joost will not extend the test phase.", true),
            ("Petra will not extend the test phase.", false),
            ("Joost will extend the test phase.", false),
            ("If the board agrees, Joost will buy the second line.", true),
            ("If the board agrees, Petra will buy the second line.", false),
            ("Petra will order the cables.", true),
            ("Joost will order the cables.", false),
            ("Joost promised to send the plan.", false),
        ],
    );
}

#[test]
fn sides_owe_each_other() {
    let lines = [
        ("us: Maren Holt", "We'll send you the offer on Tuesday. Could you fill in the form by then?"),
        ("them: Joost van Dijk (Velora)", "We will return the form on Monday, and I'll book the room."),
    ];
    check(
        &lines,
        &[
            ("We will send them the offer on Tuesday.", true),
            ("We owe the customer the offer.", true),
            ("They will send us the offer on Tuesday.", false),
            ("The customer owes us the offer.", false),
            ("Velora will send us the offer on Tuesday.", false),
            ("They will return the form on Monday.", true),
            ("Velora will return the form on Monday.", true),
            ("The customer promised to return the form on Monday.", true),
            ("We will return the form on Monday.", false),
            ("We owe them the form.", false),
            ("They will book the room.", true),
            ("We'll book the room.", false),
            ("Maren will return the form on Monday.", false),
            ("We will get the form from them on Monday.", true),
            ("They will get the form from us on Monday.", false),
            ("Our promise to send the offer is open.", true),
            ("Their promise to send the offer is open.", false),
        ],
    );
    check(
        &[
            ("us: Maren Holt", "Wir schicken Ihnen am Dienstag das Angebot."),
            ("them: Joost van Dijk (Velora)", "Das Formular senden wir am Montag zurück."),
        ],
        &[
            ("Wir schicken ihnen am Dienstag das Angebot.", true),
            ("Der Kunde schickt uns am Dienstag das Angebot.", false),
            ("Der Kunde sendet am Montag das Formular zurück.", true),
            ("Velora sendet am Montag das Formular zurück.", true),
            ("Wir senden am Montag das Formular zurück.", false),
            ("Velora schuldet uns das Angebot.", false),
        ],
    );
    check(
        &[
            ("us: Maren Holt", "Nous vous envoyons l'offre mardi."),
            ("them: Armand Théret (Velora)", "Nous renverrons le formulaire lundi."),
        ],
        &[
            ("Nous leur envoyons l'offre mardi.", true),
            ("Le client nous envoie l'offre mardi.", false),
            ("Le client renverra le formulaire lundi.", true),
            ("Nous renverrons le formulaire lundi.", false),
            ("Velora doit nous renvoyer le formulaire.", true),
            ("Velora nous doit l'offre.", false),
        ],
    );
}

proptest! {
    /// Whatever a line says of promises, whoever spoke: there is an answer.
    #[test]
    fn no_promise_makes_it_panic(
        line in "[\\PC\n]{0,40}",
        told in "(Ada|Ada's|we |they |will |send |the list|to |from |promised |, and |: |d'|l’|Ich |schicke |Ihnen |die Liste|von |zu |Je |vous |enverra |nous |doit |qu'|'|\\?|\\.|\n| ){0,16}",
        speaker in "\\PC{0,8}",
    ) {
        let sources = [
            Evidence { text: told.clone(), speaker: Some("Ada Berg".to_owned()), side: Some(Side::Us), ..Evidence::default() },
            Evidence { text: format!("I'll send you the list. {line}"), speaker: Some(speaker), ..Evidence::default() },
            Evidence { text: format!("{line}{told}"), side: Some(Side::Them), ..Evidence::default() },
        ];
        for text in [&told, &line, &format!("{told}{line}"), &format!("{line} will send {told}")] {
            let _ = follows(text, &sources);
        }
    }
}
