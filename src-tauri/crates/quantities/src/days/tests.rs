use super::*;
use jiff::civil::date;

fn shown(text: &str, said: Date) -> Vec<String> {
    let span =
        |span: &Span| if span.is_day() { span.first.to_string() } else { format!("{}..{}", span.first, span.last) };
    let one = |mention: &Mention| mention.spans.iter().map(span).collect::<Vec<_>>().join("|");
    mentions(text, said).iter().map(one).collect()
}

/// Said on Monday 23 November 2026.
#[track_caller]
fn check(cases: &[(&str, &[&str])]) {
    let said = date(2026, 11, 23);
    let wrong: Vec<String> = cases
        .iter()
        .filter(|(text, wanted)| shown(text, said) != *wanted)
        .map(|(text, wanted)| format!("“{text}”: {:?}, not {wanted:?}", shown(text, said)))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn weekdays() {
    check(&[
        ("by Friday", &["2026-11-27"]),
        ("by this Friday", &["2026-11-27"]),
        ("by next Friday", &["2026-11-27|2026-12-04"]),
        ("bis nächsten Freitag", &["2026-11-27|2026-12-04"]),
        ("bis kommenden Freitag", &["2026-11-27"]),
        ("vendredi prochain", &["2026-11-27|2026-12-04"]),
        ("on Friday next week", &["2026-12-04"]),
        ("Freitag nächster Woche", &["2026-12-04"]),
        ("vendredi de la semaine prochaine", &["2026-12-04"]),
        ("last Friday", &["2026-11-20"]),
        ("on Monday", &["2026-11-30"]),
        ("Friday, 4 December", &["2026-12-04"]),
        ("Freitag, den 4.12.", &["2026-12-04"]),
        ("am Freitagabend", &["2026-11-27"]),
        ("by EOD Friday", &["2026-11-27"]),
        ("Friday COB", &["2026-11-27"]),
        ("übernächsten Freitag", &["2026-12-11"]),
        ("next week on Thursday, nächste Woche Mittwoch", &["2026-12-03", "2026-12-02"]),
        ("Freitag in einer Woche, Freitag in acht Tagen", &["2026-12-04", "2026-12-04"]),
        ("Friday the 27th", &["2026-11-27"]),
        ("between Monday and Wednesday", &["2026-11-30..2026-12-02"]),
        ("every Monday, jeden Freitag, tous les lundis", &[]),
        ("a Black Friday deal", &[]),
    ]);
}

#[test]
fn dates_in_digits() {
    check(&[
        ("am 15.12.2026", &["2026-12-15"]),
        ("bis zum 15.12.", &["2026-12-15"]),
        ("on 15/12/2026", &["2026-12-15"]),
        ("by 15/12", &["2026-12-15"]),
        ("by 12/4", &["2027-04-12|2026-12-04"]),
        ("on Friday 12/4", &["2026-12-04"]),
        ("bis 12/4 brauchen wir das und die Liste", &["2027-04-12"]),
        ("on 2026-12-15", &["2026-12-15"]),
        ("on 15-12-26, 15-Jan-2027, am 15. 1. 2027", &["2026-12-15", "2027-01-15", "2027-01-15"]),
        ("2026-02-30, 31.04.2026", &[]),
        ("the ratio is 1/2, open 24/7, version 1.12, 10.0.0.1", &[]),
        ("RE-2026-0415 and 030-12.12.26-x", &[]),
        ("at 2026-12-15T10:00:00Z", &["2026-12-15"]),
    ]);
}

#[test]
fn dates_in_words() {
    check(&[
        ("on 3 March and 12. Dezember", &["2027-03-03", "2026-12-12"]),
        ("since 28 October", &["2026-10-28"]),
        ("December 5th, 2025", &["2025-12-05"]),
        ("we may go in march", &[]),
        ("in March", &["2027-03-01..2027-03-31"]),
        ("im Jänner 2027", &["2027-01-01..2027-01-31"]),
        ("am 3. Jänner", &["2027-01-03"]),
        ("le 1er décembre", &["2026-12-01"]),
        ("le 18 déc. 2026", &["2026-12-18"]),
        ("fin janv. 2027", &["2027-01-31"]),
        ("by the 15th", &["2026-12-15"]),
        ("am 15ten", &["2026-12-15"]),
        ("Zwanzigster Dezember, der siebte Januar", &["2026-12-20", "2027-01-07"]),
        ("avant sept heures", &[]),
        ("jeudi 26 à 10 heures, Freitag, 4.", &["2026-11-26", "2026-12-04"]),
        ("vendredi 13, lundi sept décembre, lundi sept", &["2026-11-13", "2026-12-07", "2026-12-07"]),
        ("on the third Thursday, the Monday after", &[]),
        ("Monday after lunch", &["2026-11-30"]),
        ("bis zum 15. muss das gehen", &["2026-12-15"]),
        ("avant le 15, merci", &["2026-12-15"]),
        ("from 4 to 8 May", &["2027-05-04..2027-05-08"]),
        ("the 15th floor, the 3rd option", &[]),
    ]);
}

#[test]
fn days_counted_from_today() {
    check(&[
        ("in two weeks", &["2026-12-07"]),
        ("within 10 days", &["2026-12-03"]),
        ("in 14 Tagen", &["2026-12-07"]),
        ("innerhalb von zwei Wochen", &["2026-12-07"]),
        ("dans deux semaines", &["2026-12-07"]),
        ("sous quinzaine", &["2026-12-08"]),
        ("within 48 hours, sous 48 h", &["2026-11-25", "2026-11-25"]),
        ("in 2 hours", &[]),
        ("two weeks from Monday, a week after 15 December", &["2026-12-14", "2026-12-22"]),
        ("within 30 days of receipt, innerhalb von 14 Tagen nach Erhalt, sous 30 jours après réception", &[]),
        ("in two weeks' time", &["2026-12-07"]),
        ("two weeks from now", &["2026-12-07"]),
        ("übermorgen, the day after tomorrow, après-demain", &["2026-11-25", "2026-11-25", "2026-11-25"]),
        (
            "tomorrow, today, tonight, heute, demain, aujourd'hui",
            &["2026-11-24", "2026-11-23", "2026-11-23", "2026-11-23", "2026-11-24", "2026-11-23"],
        ),
        ("morgen früh", &["2026-11-24"]),
        ("Guten Morgen, am Morgen", &[]),
        ("Morgen zusammen!", &[]),
        ("Morgen ist frei", &["2026-11-24"]),
        ("vor drei Tagen", &["2026-11-20"]),
        ("il y a trois jours", &["2026-11-20"]),
        ("in 8000000 days, in 99999999999999999999 weeks, in 900000 Jahren", &[]),
        ("in 5 working days", &["2026-11-30"]),
    ]);
}

#[test]
fn stretches_and_their_ends() {
    check(&[
        ("next week", &["2026-11-30..2026-12-06"]),
        ("nächste Woche", &["2026-11-30..2026-12-06"]),
        ("la semaine prochaine", &["2026-11-30..2026-12-06"]),
        ("KW 50, KW50, calendar week 50, semaine 50", &["2026-12-07..2026-12-13"; 4]),
        ("by the end of the month, EOM, Ende des Monats, Monatsende, fin du mois", &["2026-11-30"; 5]),
        ("by the end of next month", &["2026-12-31"]),
        ("by the end of next week, Ende nächster Woche", &["2026-12-04..2026-12-06"; 2]),
        ("EOW, end of the week, fin de semaine", &["2026-11-27..2026-11-29"; 3]),
        ("by the end of Q1", &["2027-03-31"]),
        ("by the end of the year, Jahresende, year-end, fin d'année", &["2026-12-31"; 4]),
        ("EOD", &["2026-11-23"]),
        (
            "early December, mid December, late December",
            &["2026-12-01..2026-12-10", "2026-12-11..2026-12-20", "2026-12-21..2026-12-31"],
        ),
        (
            "Anfang Dezember, Mitte Dezember, Ende Dezember",
            &["2026-12-01..2026-12-10", "2026-12-11..2026-12-20", "2026-12-31"],
        ),
        (
            "début décembre, mi-décembre, fin décembre",
            &["2026-12-01..2026-12-10", "2026-12-11..2026-12-20", "2026-12-31"],
        ),
        ("the week after next", &["2026-12-07..2026-12-13"]),
        ("this weekend", &["2026-11-28..2026-11-29"]),
    ]);
}

#[test]
fn what_is_due_is_late_after_the_later_of_two_days() {
    let due = |text: &str| mentions(text, date(2026, 11, 23))[0].due();
    assert_eq!(due("by next Friday"), Some(date(2026, 12, 4)));
    assert_eq!(due("by 12/4"), Some(date(2027, 4, 12)));
    assert_eq!(due("next week"), Some(date(2026, 12, 4)));
    assert_eq!(due("by the end of next week"), Some(date(2026, 12, 4)));
    assert_eq!(due("EOW"), Some(date(2026, 11, 27)));
    assert_eq!(due("by Friday"), Some(date(2026, 11, 27)));
}
