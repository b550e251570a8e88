//! Sums, made false in one place: another currency, sign, scale or end of a range. In English, German and French.

use grounding::{Evidence, follows};

fn source(text: &str) -> Vec<Evidence> {
    vec![Evidence {
        text: text.to_owned(),
        speaker: Some("Petra Lang".to_owned()),
        time: Some("2026-11-13T10:00:00Z".to_owned()),
        ..Evidence::default()
    }]
}

/// Every sentence of `holds` follows from `said`, none of `fails` does.
#[track_caller]
fn check(said: &str, holds: &[&str], fails: &[&str]) {
    let mut wrong: Vec<String> = Vec::new();
    for (texts, wanted) in [(holds, true), (fails, false)] {
        for text in texts {
            let flaws = follows(text, &source(said));
            if flaws.is_empty() != wanted {
                wrong.push(format!("{text}: {flaws:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "of “{said}”: {wrong:#?}");
}

/// The active codes of ISO 4217 that stand in the sentences.
const CODES: &str = "AED AFN AMD AOA ARS AUD AWG AZN BAM BBD BDT BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CLP CNY COP CRC CUP CVE CZK DJF DKK \
    DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD \
    KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON \
    RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TRY TTD TWD TZS UAH UGX USD UYU UZS VES VND VUV WST XAF XCD \
    XOF XPF YER ZAR ZMW ZWG ALL TOP";

#[test]
fn no_currency_stands_for_another() {
    let codes: Vec<&str> = CODES.split_ascii_whitespace().collect();
    let mut passed = Vec::new();
    let mut refused = Vec::new();
    for (at, code) in codes.iter().enumerate() {
        for (said, line) in [
            ("The board has approved 48,000 {} for the rollout.", "The board approved 48,000 {} for the rollout."),
            ("Der Vorstand hat 48.000 {} für die Einführung genehmigt.", "Der Vorstand hat 48.000 {} genehmigt."),
            (
                "Le conseil a approuvé 48\u{a0}000 {} pour le projet.",
                "Le conseil a approuvé 48\u{a0}000 {} pour le projet.",
            ),
        ] {
            let said = source(&said.replace("{}", code));
            if !follows(&line.replace("{}", code), &said).is_empty() {
                refused.push(format!("{line} {code}"));
            }
            for step in [1, 7, 40] {
                let other = codes[(at + step) % codes.len()];
                if follows(&line.replace("{}", other), &said).is_empty() {
                    passed.push(format!("{line} {other} of {code}"));
                }
            }
        }
    }
    assert!(passed.is_empty(), "{passed:#?}");
    assert!(refused.is_empty(), "{refused:#?}");
}

#[test]
fn signs_of_money_tell_apart() {
    for (sign, others) in [
        ("€", ["$", "£", "¥", "₹", "CHF ", "A$"]),
        ("$", ["€", "£", "A$", "C$", "₹", "R$"]),
        ("£", ["€", "$", "¥", "CHF ", "₺", "S$"]),
        ("¥", ["€", "$", "£", "₩", "₹", "kr "]),
        ("₹", ["€", "$", "£", "₩", "¥", "zł "]),
        ("A$", ["€", "C$", "NZ$", "US$", "HK$", "R$"]),
        ("R$", ["€", "US$", "MX$", "A$", "£", "₽"]),
    ] {
        let said = format!("The budget for the year is {sign}48,000 and no more.");
        let fails: Vec<String> =
            others.iter().map(|other| format!("The budget for the year is {other}48,000.")).collect();
        let fails: Vec<&str> = fails.iter().map(String::as_str).collect();
        check(&said, &[&format!("The budget for the year is {sign}48,000.")], &fails);
    }
    check(
        "Das Budget liegt bei 48.000 zł im Jahr.",
        &["Das Budget liegt bei 48.000 PLN im Jahr."],
        &[
            "Das Budget liegt bei 48.000 € im Jahr.",
            "Das Budget liegt bei 48.000 Kč im Jahr.",
            "Das Budget liegt bei 48.000 Franken im Jahr.",
        ],
    );
    check(
        "Le budget est de 48\u{202f}000 francs suisses par an.",
        &["Le budget est de 48\u{202f}000 CHF par an."],
        &[
            "Le budget est de 48\u{202f}000 € par an.",
            "Le budget est de 48\u{202f}000 dollars par an.",
            "Le budget est de 48\u{202f}000 livres sterling par an.",
        ],
    );
}

#[test]
fn no_currency_is_invented_for_a_bare_figure() {
    check(
        "The plan is worth 48,000 this year.",
        &["The plan is worth 48,000 this year."],
        &["The plan is worth EUR 48,000 this year.", "The plan is worth $48,000 this year."],
    );
    check(
        "The deal is 48000, the portal's currency AUD.",
        &["The deal is AUD 48,000."],
        &["The deal is NZD 48,000.", "The deal is EUR 48,000."],
    );
}

#[test]
fn a_minus_belongs_to_its_sum() {
    check(
        "The account shows -€450 after the correction.",
        &["The account shows −€450 after the correction.", "The account shows minus 450 euros after the correction."],
        &["The account shows €450 after the correction.", "The account shows +€450 after the correction."],
    );
    check(
        "Der Saldo beträgt 450 € nach der Korrektur.",
        &["Der Saldo beträgt 450 Euro nach der Korrektur."],
        &["Der Saldo beträgt -450 € nach der Korrektur.", "Der Saldo beträgt minus 450 € nach der Korrektur."],
    );
    check(
        "Le solde est de −1\u{a0}250 € ce mois-ci.",
        &["Le solde est de -1\u{a0}250 € ce mois-ci."],
        &["Le solde est de 1\u{a0}250 € ce mois-ci."],
    );
    check(
        "Net cash flow was (45,300) EUR last year.",
        &["Net cash flow was -45,300 EUR last year."],
        &["Net cash flow was 45,300 EUR last year."],
    );
}

#[test]
fn a_scale_belongs_to_its_sum() {
    check(
        "Our ceiling for the year is $1.2M.",
        &["The ceiling for the year is $1,200,000.", "The ceiling is $1.2 million for the year."],
        &[
            "The ceiling for the year is $1.2k.",
            "The ceiling for the year is $1.2bn.",
            "The ceiling for the year is $1.2.",
            "The ceiling for the year is $1.",
            "The ceiling is $1.2 lakh.",
            "The ceiling is $12M.",
        ],
    );
    check(
        "Der Rahmen liegt bei 85 TEUR für das Jahr.",
        &["Der Rahmen liegt bei 85.000 € für das Jahr.", "Der Rahmen liegt bei 85 Tsd. Euro für das Jahr."],
        &[
            "Der Rahmen liegt bei 85 € für das Jahr.",
            "Der Rahmen liegt bei 85 Mio. € für das Jahr.",
            "Der Rahmen liegt bei 85 Mrd. € für das Jahr.",
            "Der Rahmen liegt bei 8.500 € für das Jahr.",
        ],
    );
    check(
        "L'enveloppe est de 4,2 M€ pour le projet.",
        &["L'enveloppe est de 4,2 millions d'euros pour le projet."],
        &[
            "L'enveloppe est de 4,2 k€ pour le projet.",
            "L'enveloppe est de 4,2 milliards d'euros pour le projet.",
            "L'enveloppe est de 42 M€ pour le projet.",
            "L'enveloppe est de 4,2 € pour le projet.",
        ],
    );
    check(
        "We can pay ₹12 lakh for it.",
        &["They can pay ₹12,00,000 for it."],
        &["They can pay ₹12 crore for it.", "They can pay ₹12,000 for it.", "They can pay ₹12 million for it."],
    );
}

#[test]
fn a_range_is_neither_of_its_ends() {
    check(
        "The budget is €40-50k, depending on the seats.",
        &["The budget is €40,000 to €50,000, depending on the seats.", "The budget is between 40 and 50k euros."],
        &[
            "The budget is €40k, depending on the seats.",
            "The budget is €50k, depending on the seats.",
            "The budget is €40-60k, depending on the seats.",
            "The budget is €45k.",
            "The budget is €40-50.",
        ],
    );
    check(
        "Das Projekt kostet 40 bis 50 Tausend Euro im Jahr.",
        &["Das Projekt kostet 40.000 bis 50.000 Euro im Jahr."],
        &[
            "Das Projekt kostet 40.000 Euro im Jahr.",
            "Das Projekt kostet 50 Tausend Euro im Jahr.",
            "Das Projekt kostet 30 bis 50 Tausend Euro im Jahr.",
        ],
    );
    check(
        "Il faudra de 40 à 50 k€ pour le projet.",
        &["Il faudra entre 40\u{a0}000 et 50\u{a0}000 euros pour le projet."],
        &[
            "Il faudra 40 k€ pour le projet.",
            "Il faudra 50 k€ pour le projet.",
            "Il faudra de 40 à 55 k€ pour le projet.",
        ],
    );
    check(
        "The budget is €45k this year.",
        &["The budget is €45,000 this year."],
        &["The budget is €40-45k this year.", "The budget is between €45k and €50k this year."],
    );
}

#[test]
fn no_words_about_days_make_it_panic() {
    for text in [
        "We will sign in 8000000 days.",
        "in 99999999999999999999 weeks",
        "900000 years ago",
        "vor 8000000 Tagen",
        "dans 80000000 jours",
        "in 8000000 months",
    ] {
        assert!(follows(text, &source(text)).is_empty(), "{text}");
    }
}
