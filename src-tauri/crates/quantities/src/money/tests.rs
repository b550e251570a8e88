use super::*;

fn shown(text: &str) -> Vec<String> {
    let one = |sum: &Sum| {
        let value = if sum.low == sum.high {
            sum.low.to_plain()
        } else {
            format!("{}..{}", sum.low.to_plain(), sum.high.to_plain())
        };
        format!("{value} {}", sum.currency.map_or("?", Currency::as_str))
    };
    sums(text).iter().map(one).collect()
}

#[track_caller]
fn check(cases: &[(&str, &[&str])]) {
    let wrong: Vec<String> = cases
        .iter()
        .filter(|(text, wanted)| shown(text) != *wanted)
        .map(|(text, wanted)| format!("“{text}”: {:?}, not {wanted:?}", shown(text)))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn sums_are_read_as_written_and_as_said() {
    check(&[
        ("The board has released 44,000 euros.", &["44000 EUR"]),
        ("Mehr als 28.000 Euro bekomme ich nicht", &["28000 EUR"]),
        ("it is forty-five thousand euros now", &["45000 EUR"]),
        ("sixty thousand or two hundred and twenty thousand", &["60000 ?", "220000 ?"]),
        ("€40k, EUR 1.5 million", &["40000 EUR", "1500000 EUR"]),
        ("We will pay 34,300 as last year", &["34300 ?"]),
        ("24 months, 135 seats, thousand ways, 2026", &[]),
        ("Our ceiling is $1.2M.", &["1200000 $"]),
        ("nous paierons 1\u{a0}450 € par an", &["1450 EUR"]),
        ("nous paierons 1\u{202f}450,50\u{a0}€ par an", &["1450.50 EUR"]),
    ]);
}

#[test]
fn signs_and_names_of_money() {
    check(&[
        ("It costs US$ 400 here", &["400 USD"]),
        ("It costs A$400 here", &["400 AUD"]),
        ("It costs C$ 400 here", &["400 CAD"]),
        ("HK$1,500 and S$900 and NZ$70", &["1500 HKD", "900 SGD", "70 NZD"]),
        ("R$ 1.250,00 por mês", &["1250 BRL"]),
        ("MX$ 85,000 in total", &["85000 MXN"]),
        ("¥12,000 or 12000円 or 300元", &["12000 ¥", "12000 JPY", "300 CNY"]),
        ("RMB 4,000 for the fair", &["4000 CNY"]),
        ("₹1,20,000 and Rs. 500 and Rs 75", &["120000 INR", "500 INR", "75 INR"]),
        ("₩90,000; ₽ 500; ₴ 700; ₺80; ₪60", &["90000 KRW", "500 RUB", "700 UAH", "80 TRY", "60 ILS"]),
        ("450 zł za sztukę", &["450 PLN"]),
        ("4 500 kr per år och 300 SEK", &["4500 kr", "300 SEK"]),
        ("12 500 Kč a 900 Ft", &["12500 CZK", "900 HUF"]),
        ("75 lei, 40 лв", &["75 RON", "40 BGN"]),
        ("CHF 1'234.50 or Fr. 20.50 or SFr. 9.-", &["1234.50 CHF", "20.50 CHF", "9 CHF"]),
        ("1’234.50 Franken, 300 francs", &["1234.50 CHF", "300 CHF"]),
        ("12 pounds sterling, 30 Pfund, 40 livres sterling", &["12 GBP", "30 £", "40 GBP"]),
        ("900 Norwegian kroner, 20 Canadian dollars", &["900 NOK", "20 CAD"]),
        ("It is $450 CAD a head", &["450 CAD"]),
        ("50 cents a page, 20 pence more", &["0.50 cent", "0.20 GBP"]),
        ("45,- € und € 100.000,-- und 9.800,00 EUR", &["45 EUR", "100000 EUR", "9800 EUR"]),
        ("a 40,000-euro deal, eine 50.000-Euro-Grenze", &["40000 EUR", "50000 EUR"]),
    ]);
    for code in lexicon::CODES.split_ascii_whitespace() {
        let wanted = format!("48000 {code}");
        assert_eq!(shown(&format!("They will pay 48,000 {code} for it.")), [wanted.as_str()]);
        if !matches!(code, "ALL" | "TOP") {
            assert_eq!(shown(&format!("They will pay {code} 48,000 for it.")), [wanted.as_str()]);
        }
    }
}

#[test]
fn scales() {
    check(&[
        ("€45K, €45 k, 45k€, 45 k€", &["45000 EUR", "45000 EUR", "45000 EUR", "45000 EUR"]),
        ("45 tsd. Euro, 45 Tsd Euro, 45 Tausend Euro", &["45000 EUR", "45000 EUR", "45000 EUR"]),
        ("TEUR 45 und T€ 250", &["45000 EUR", "250000 EUR"]),
        ("45 TEUR und 30 KEUR und 2 MEUR", &["45000 EUR", "30000 EUR", "2000000 EUR"]),
        ("45 mille euros et 2 millions d'euros", &["45000 EUR", "2000000 EUR"]),
        ("1,5 Mio. € oder 1,5 Mio € oder 2 Millionen Euro", &["1500000 EUR", "1500000 EUR", "2000000 EUR"]),
        (
            "€2bn, $3B, 4 milliards d'euros, 5 Mrd. €",
            &["2000000000 EUR", "3000000000 $", "4000000000 EUR", "5000000000 EUR"],
        ),
        ("The market is worth 2 billion euros and we know it.", &["2000000000 EUR"]),
        ("Das sind 2 Billionen Euro für die Rente.", &["2000000000000 EUR"]),
        ("La dette est de 2 billions d'euros pour le pays.", &["2000000000000 EUR"]),
        ("Total 2 Billion Euro", &[]),
        ("₹12 lakh, ₹2.5 cr, 3 crore rupees, ₹12L", &["1200000 INR", "25000000 INR", "30000000 INR", "1200000 INR"]),
        ("12 kSEK och 4 MSEK och 3 mkr", &["12000 SEK", "4000000 SEK", "3000000 kr"]),
    ]);
}

#[test]
fn numbers_in_words() {
    check(&[
        ("fünfundvierzigtausend Euro", &["45000 EUR"]),
        ("quarante-cinq mille euros", &["45000 EUR"]),
        ("quatre-vingt-dix mille euros", &["90000 EUR"]),
        ("soixante-quinze mille cinq cents euros", &["75500 EUR"]),
        ("anderthalb Millionen Euro und eineinhalb Millionen Euro", &["1500000 EUR", "1500000 EUR"]),
        ("one and a half million dollars", &["1500000 $"]),
        ("a quarter million dollars, half a million euros", &["250000 $", "500000 EUR"]),
        ("eine halbe Million Euro, eine Viertelmillion Euro", &["500000 EUR", "250000 EUR"]),
        ("un million et demi d'euros", &["1500000 EUR"]),
        ("zwölfhundert Euro, twelve hundred euros", &["1200 EUR", "1200 EUR"]),
        ("one point five million euros", &["1500000 EUR"]),
        ("a couple of thousand euros", &[]),
        ("a few hundred thousand euros", &[]),
        ("ein paar Tausend Euro, mehrere Millionen Euro", &[]),
        ("quelques milliers d'euros, plusieurs millions d'euros", &[]),
        ("tens of thousands of euros", &[]),
        ("not one euro more", &[]),
        ("it's three million two hundred", &[]),
        ("dix mille neuf, trois millions neuf, eine Million eins", &[]),
        ("two thousand and five euros, two million five hundred thousand euros", &["2005 EUR", "2500000 EUR"]),
        ("deux mille cinq cents euros, huit mille quatre cents", &["2500 EUR", "8400 ?"]),
    ]);
}

#[test]
fn ranges_are_never_one_end() {
    check(&[
        ("€40-50k", &["40000..50000 EUR"]),
        ("€40–50k", &["40000..50000 EUR"]),
        ("40 bis 50 Tausend Euro", &["40000..50000 EUR"]),
        ("between 40 and 50k", &["40000..50000 ?"]),
        ("40k–50k", &["40000..50000 ?"]),
        ("de 40 à 50 k€", &["40000..50000 EUR"]),
        ("zwischen 40.000 und 50.000 Euro", &["40000..50000 EUR"]),
        ("from $40,000 to $50,000", &["40000..50000 $"]),
        ("forty to fifty thousand euros", &["40000..50000 EUR"]),
        ("500 € bis 1.000 €", &["500..1000 EUR"]),
        ("€40k-$50k", &[]),
        ("Es kostet zwischen dreißig- und vierzigtausend Euro.", &["30000..40000 EUR"]),
        ("€35,000 up to €45,000", &["35000..45000 EUR"]),
        ("5.000 - 6.000 €", &["5000..6000 EUR"]),
        ("The fee rose by €2,000 to €12,000.", &["2000 EUR", "12000 EUR"]),
        ("The price rose from €38 to €48.", &["38 EUR", "48 EUR"]),
        ("it went from 60 to 48 euros", &["60 EUR", "48 EUR"]),
        ("40 or 50 thousand euros", &["40000 EUR", "50000 EUR"]),
    ]);
}

#[test]
fn signs_brackets_and_shares() {
    check(&[
        ("-€450, −€450, €-450, - 450", &["-450 EUR", "-450 EUR", "-450 EUR"]),
        ("(45,300) EUR and $(1,200)", &["-45300 EUR", "-1200 $"]),
        ("A deposit (€500, refundable) is due", &["500 EUR"]),
        ("+€450", &["450 EUR"]),
        ("12.5 %, 12,5 Prozent, 12 pour cent, twelve percent of 5,000 %", &[]),
        ("minus 300 thousand euros", &["-300000 EUR"]),
        ("Le minimum est d'au moins 20 k€.", &["20000 EUR"]),
    ]);
}

#[test]
fn what_stands_beside_something_unread_is_no_sum() {
    for text in [
        "$1.2Q",
        "A4 $12x",
        "SKU-45000-B",
        "SKU-45,000-B",
        "v1.2",
        "version 1.200",
        "Call +49 30 123 456",
        "DE89 3704 0044 0532 0130 00",
        "FR14 2004 1010 0505 0001 3M02 606",
        "15.12.2026",
        "2026-12-15",
        "10:30",
        "order 4500012345",
        "order number 100.234.567",
        "€1.2.3.4",
        "…,50 €",
        "€12a",
        "12€x",
        "1,200,50 EUR",
        "12 50 000 €",
        "B2B",
        "€99999999999999999999999",
        "99999999999999999999 million euros",
        "#45,000",
        "ticket 45,000",
        "401(k)",
        "EUR/USD 1.0845",
        "24/7",
        "0049 30 123456",
        "Variante 3 450 €",
        "Lot 3 450 €",
    ] {
        assert_eq!(shown(text), [""; 0], "{text}");
    }
}

#[test]
fn a_currency_follows_from_its_own_family_only() {
    let of = |text: &str| sums(text)[0].currency.unwrap();
    let check = |line: &str, source: &str, wanted: bool| {
        assert_eq!(of(line).follows_from(of(source)), wanted, "{line} of {source}");
    };
    check("$5", "A$5", true);
    check("US$5", "$5", true);
    check("A$5", "$5", false);
    check("SEK 5", "5 kr", true);
    check("5 kr", "NOK 5", true);
    check("DKK 5", "NOK 5", false);
    check("EUR 5", "$5", false);
    check("$5", "€5", false);
}
