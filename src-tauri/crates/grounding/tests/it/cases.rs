//! Small cases, each for one rule.

use grounding::{Evidence, follows};

fn said(speaker: &str, text: &str) -> Evidence {
    Evidence {
        text: text.to_owned(),
        speaker: Some(speaker.to_owned()),
        time: Some("2026-11-13T10:00:00Z".to_owned()),
        ..Evidence::default()
    }
}

fn board() -> Vec<Evidence> {
    vec![
        said(
            "Petra Lang",
            "The board has released 44,000 euros, but not a cent beyond it. We will decide by Friday. Joost van Dijk signs in two weeks.",
        ),
        said("Maren Holt", "I'll send you the data sheet on Monday. Hendrik has not answered my three mails yet."),
        said(
            "Jonas Reuter",
            "Der Betriebsrat muss zustimmen, sonst wird das nichts. Mehr als 28.000 Euro bekomme ich nicht. Herr Lutz kommt am 3. März.",
        ),
    ]
}

#[track_caller]
fn check(text: &str, wanted: bool) {
    let flaws = follows(text, &board());
    assert_eq!(flaws.is_empty(), wanted, "{text}: {flaws:?}");
}

#[test]
fn numbers_and_money() {
    check("The board has released 44k euros.", true);
    check("The board released forty-four thousand euros.", true);
    check("The board released € 44.000.", true);
    check("The board has released 45,000 euros.", false);
    check("The board has released 44,000 dollars.", false);
    check("Hendrik has not answered 3 mails.", true);
    check("Hendrik has not answered two mails.", false);
    check("Joost van Dijk signs in 14 days.", true);
    check("Joost van Dijk signs in three weeks.", false);
    check("Joost van Dijk signs in two months.", false);
    check("Jonas bekommt nicht mehr als 28000 Euro.", true);
    check("Jonas bekommt nicht mehr als 29.000 Euro.", false);
}

#[test]
fn dates() {
    check("They will decide by Friday.", true);
    check("They will decide by Thursday.", false);
    check("They will decide by 20 November 2026.", true);
    check("They will decide by 21 November 2026.", false);
    check("Maren sends the data sheet on 16 November.", true);
    check("Maren sends the data sheet on 17 November.", false);
    check("Herr Lutz kommt am 3.3.2027.", true);
    check("Herr Lutz kommt am 4. März.", false);
    check("On 13 November Petra Lang said that they will decide by Friday.", true);
    check("On 14 November Petra Lang said that they will decide by Friday.", false);
    check("They will decide on 13 November 2026.", false);
}

#[test]
fn names() {
    check("Joost signs in two weeks.", true);
    check("Hendrik signs in two weeks.", false);
    check("hendrik signs in two weeks", false);
    check("klaus signs in two weeks", false);
    check("Klaus signs in two weeks.", false);
    check("Pactolane signs in two weeks.", false);
    check("Maren will send the data sheet on Monday.", true);
    check("Petra will send the data sheet on Monday.", false);
    check("Joost has not answered Maren's three mails.", false);
    check("Herr Lutz kommt am 3. März.", true);
    check("Herr Reuter kommt am 3. März.", false);
    check("Joost van Berg signs in two weeks.", false);
}

#[test]
fn negations_and_opposites() {
    check("Hendrik has answered three mails.", false);
    check("Hendrik has not answered three mails.", true);
    check("The board has not released 44,000 euros.", false);
    check("We will never decide by Friday.", false);
    check("Der Betriebsrat muss nicht zustimmen.", false);
    check("Joost van Dijk signs after two weeks.", true);
    check("We will decide before Friday.", true);
}

#[test]
fn quotations_and_who_said_them() {
    check("Petra Lang said: “not a cent beyond it”", true);
    check("Petra Lang said: “not one cent beyond it”", false);
    check("Maren Holt said: “not a cent beyond it”", false);
    check("“We will decide by Friday”, said Petra.", true);
    check("“We will decide by Friday”, said Maren.", false);
    check("Petra said that the board has released 44,000 euros.", true);
    check("Maren said that the board has released 44,000 euros.", false);
    check("According to Jonas, the board has released 44,000 euros.", false);
    check("Petra said the board released 44,000 euros, and Maren wrote that Hendrik has not answered.", true);
    check("Maren said the board released 44,000 euros, and Petra wrote that Hendrik has not answered.", false);
}

#[test]
fn what_is_of_something_else() {
    check("The weather in Lisbon improves every morning over the harbour.", false);
    check("Write to joost@harbour.example.", false);
    check("", true);
}

#[test]
fn a_first_name_may_be_a_month() {
    let sources = [said("Jan Richards", "I will send the draft in April."), said("April Jones", "I wait for it.")];
    for (text, wanted) in [
        ("Jan will send the draft in April.", true),
        ("Jan will send the draft in May.", false),
        ("April will send the draft in April.", false),
    ] {
        assert_eq!(follows(text, &sources).is_empty(), wanted, "{text}");
    }
}

#[test]
fn a_title_is_no_part_of_a_name() {
    let sources = [said("Hon. Bill Blair", "Again, Madam Chair, let me be very clear. We will go.")];
    let flaws = follows("Hon. Bill Blair said: “Again, Madam Chair, let me be very clear”", &sources);
    assert_eq!(flaws, []);
}

#[test]
fn bare_texts_that_name_their_speakers() {
    let sources = [
        Evidence {
            text: "The board approved a budget of EUR 44.000 on 12 March. Petra Lang will sign before Easter. Support costs rise by 3.5 percent."
                .to_owned(),
            ..Evidence::default()
        },
        Evidence { text: "Joost van Dijk: we can't sign before the 15th of April.".to_owned(), ..Evidence::default() },
    ];
    for (text, wanted) in [
        ("A budget of €44,000 was approved by the board on March 12th.", true),
        ("A budget of €44,000 was approved by the board on March 13th.", false),
        ("A budget of £44,000 was approved by the board.", false),
        ("The board rejected a budget of EUR 44,000.", false),
        ("Petra Lang will sign after Easter.", false),
        ("Joost van Dijk will sign before Easter.", false),
        ("Petra will sign before Easter, and support costs rise by 3.5%.", true),
        ("Support costs fall by 3.5 percent.", false),
        ("Support costs rise by 5.3 percent.", false),
        ("Joost said they cannot sign before 15 April.", true),
        ("Joost said they can sign before 15 April.", false),
        ("Joost said they cannot sign before 16 April.", false),
        ("Petra said they cannot sign before 15 April.", false),
        ("They can't sign until 15 April, according to Joost van Dijk.", true),
        ("Der Vorstand hat am 12. März ein Budget von 44.000 Euro genehmigt.", true),
        ("Der Vorstand hat am 12. März ein Budget von 45.000 Euro genehmigt.", false),
    ] {
        let flaws = follows(text, &sources);
        assert_eq!(flaws.is_empty(), wanted, "{text}: {flaws:?}");
    }
}

/// Holds sentences against one source that one person said.
#[track_caller]
fn of_one(source: &str, cases: &[(&str, bool)]) {
    let wrong: Vec<String> = cases
        .iter()
        .filter_map(|(text, wanted)| {
            let flaws = follows(text, &[said("Petra Lang", source)]);
            (flaws.is_empty() != *wanted).then(|| format!("{text}: {flaws:?}"))
        })
        .collect();
    assert!(wrong.is_empty(), "of “{source}”: {wrong:#?}");
}

#[test]
fn the_way_a_figure_moves() {
    of_one(
        "Our headcount in Rotterdam will rise to 40 by the summer.",
        &[
            ("Headcount will rise to 40.", true),
            ("Headcount will fall to 40.", false),
            ("It will fall to 40.", false),
            ("It will rise to 40.", true),
            ("The headcount drops to 40.", false),
            ("The headcount goes down to 40.", false),
            ("The headcount goes up to 40.", true),
            ("They expect it to shrink to 40 by the summer.", false),
            ("They expect it to grow to 40 by the summer.", true),
            ("The team in Rotterdam is cut to 40.", false),
            ("Falling to 40 by the summer is the plan.", false),
        ],
    );
    of_one(
        "The price went down from 60 to 48 euros a seat, and usage is rising.",
        &[
            ("The price went up from 48 to 60 euros a seat.", false),
            ("The price went down to 48 euros a seat.", true),
            ("The price rose to 48 euros a seat.", false),
            ("Usage is falling.", false),
            ("Usage is growing.", true),
        ],
    );
    of_one(
        "Die Kosten steigen auf 40 Prozent.",
        &[
            ("Die Kosten sinken auf 40 Prozent.", false),
            ("Sie sinken auf 40 Prozent.", false),
            ("Die Kosten steigen auf 40 Prozent.", true),
        ],
    );
}

#[test]
fn a_pronoun_is_whoever_was_named_before() {
    let sources = [
        said("Petra Lang", "I agree to the three years. I will sign on Monday."),
        said("Joost van Dijk", "The controller has checked the nine cases. I have doubts about the migration."),
    ];
    for (text, wanted) in [
        ("Joost has doubts about the migration. He will sign on Monday.", false),
        ("Joost van Dijk has doubts about the migration. He agrees to the three years.", false),
        ("Joost van Dijk has doubts. He agreed to the three years.", false),
        ("Joost van Dijk has doubts about the migration, and he will sign on Monday.", false),
        ("Petra agrees to the three years, and she will sign on Monday.", true),
        ("Petra agrees to the three years. She will sign on Monday.", true),
        ("Petra Lang agreed to the three years. She has doubts about the migration.", false),
        ("Joost said that the controller has checked the nine cases. He has doubts about the migration.", true),
        ("Petra will sign on Monday. Joost has doubts about the migration.", true),
    ] {
        let flaws = follows(text, &sources);
        assert_eq!(flaws.is_empty(), wanted, "{text}: {flaws:?}");
    }
}

#[test]
fn what_became_of_something_has_to_be_said() {
    of_one(
        "The contract was discussed on Monday.",
        &[
            ("The contract was discussed.", true),
            ("The contract is approved.", false),
            ("The contract was signed.", false),
            ("The contract is not signed.", false),
            ("The contract was cancelled.", false),
            ("The contract is paid.", false),
            ("The contract was lost.", false),
            ("The contract is won.", false),
            ("The contract was refused.", false),
            ("The contract is agreed.", false),
            ("The contract was renewed.", false),
            ("Der Vertrag ist genehmigt.", false),
            ("Le contrat est signé.", false),
        ],
    );
    of_one(
        "Purchasing gave the green light for the contract, and the CFO has put her signature under it.",
        &[
            ("The contract is approved.", true),
            ("The contract is signed.", true),
            ("Der Vertrag ist unterschrieben.", true),
            ("Le contrat est approuvé.", true),
            ("The contract is paid.", false),
        ],
    );
    of_one(
        "Die Budgetfreigabe ist da, aber die Rechnung bezahlen wir erst im Mai.",
        &[("The budget is approved.", true), ("Das Budget ist genehmigt.", true), ("The budget is signed.", false)],
    );
    of_one(
        "Le devis est validé, mais le comité a refusé la remise.",
        &[("The quote is approved.", true), ("The discount was refused.", true), ("Le devis est résilié.", false)],
    );
    // What was turned down is not approved, and what was not approved is turned down.
    of_one(
        "The board rejected the discount.",
        &[("The discount is not approved.", true), ("The discount is approved.", false)],
    );
    of_one("The board did not approve the discount.", &[("The discount was refused.", true)]);
    // What somebody does is no state of anything.
    of_one(
        "I will send the data protection agreement.",
        &[("Petra agreed to send the data protection agreement.", true)],
    );
}
