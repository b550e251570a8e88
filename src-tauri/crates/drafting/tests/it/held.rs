//! Check before you send, on the sample portal's texts.

use crate::portal::story;
use drafting::{
    Standing::{self, Contradicted, Supported, Unknown},
    held,
};

/// How each sentence of a text that claims something stands, with what speaks for or against it.
fn standings(key: &str, written: &str) -> Vec<(String, Standing, String)> {
    let (found, sources) = held(written, &story(key));
    for one in &found {
        assert_eq!(one.citation.is_none(), one.standing == Unknown, "{one:?}");
        assert!(one.citation.iter().all(|citation| sources.contains_key(citation)), "{one:?}");
    }
    found.into_iter().map(|one| (one.span.of(written).to_owned(), one.standing, one.quote)).collect()
}

#[test]
fn sums_and_days_are_held_against_what_was_said_and_the_crm() {
    for (key, sentence, wanted, ground) in [
        ("harbourline", "The board released 44,000 euros.", Supported, "44,000 euros"),
        ("harbourline", "Your board has released 46,000 euros.", Contradicted, "44,000 euros"),
        ("harbourline", "The price is EUR 48,000.", Supported, "EUR 48,000"),
        ("harbourline", "Pactolane offers 33,500.", Supported, "33,500"),
        ("harbourline", "Pactolane offers 39,000.", Contradicted, "Pactolane"),
        ("velora", "The board decides on 28 December.", Supported, "28 December"),
        ("velora", "The board decides on 11 December.", Contradicted, "28 December"),
        ("velora", "You can go up to 82,500 euros a year.", Supported, "82,500"),
        ("steinbach", "Sie bekommen dieses Jahr nicht mehr als 28.000 Euro durch.", Supported, "28.000 Euro"),
        ("steinbach", "Sie bekommen dieses Jahr bis zu 34.000 Euro durch.", Contradicted, "28.000 Euro"),
        (
            "steinbach",
            "Bestellt werden muss bis zum 11. Dezember, danach ist das Budget weg.",
            Supported,
            "11. Dezember",
        ),
        ("velora", "Pactolane offers 39,000.", Unknown, ""),
        ("velora", "The price is EUR 48,000 for 135 seats.", Unknown, ""),
    ] {
        let found = standings(key, &format!("Hello,\n\n{sentence}\n\nBest regards\nMaren"));
        let [(text, standing, quote)] = found.as_slice() else { panic!("{sentence}: {found:?}") };
        assert_eq!((text.as_str(), *standing), (sentence, wanted), "{quote}");
        assert!(quote.contains(ground), "{sentence}: {quote}");
    }
}

#[test]
fn what_asks_greets_or_was_written_before_is_not_checked() {
    let mail = "Hi Petra,\n\nthank you for your mail. Is 46,000 euros what the board released?\n\nBest\nMaren\n\n\
                On 3 Nov 2026, at 10:00, Petra Lang <petra.lang@harbourline.example> wrote:\n> The board released 12,000 euros.\n";
    assert_eq!(standings("harbourline", mail), []);
}

/// Texts that nobody would send, and long ones, end all the same.
#[test]
fn any_text_is_checked() {
    for text in
        ["", "\u{0}", "1 2 3 4 5 6", "99999999999999999999 euros on 31 February.", &"Petra 44,000. ".repeat(2_000)]
    {
        let (found, _) = held(text, &story("harbourline"));
        assert!(found.iter().all(|one| one.span.end <= text.chars().count()));
    }
}
