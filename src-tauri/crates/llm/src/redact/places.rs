//! Street addresses as Germany, Austria, Switzerland, the Netherlands, France, Britain and the United States write them.

use super::{Category, Found, pattern};
use regex::Regex;
use std::sync::LazyLock;

/// What may follow a street: a floor or flat, a postcode, a town, a country's letter.
const TOWN: &str =
    r"\p{Lu}[\p{L}.'’-]+(?:[ -](?:am|an der|im|sur|aan den|upon|on|de|la|le|les|\p{Lu}[\p{L}.'’-]+)){0,3}";

static PATTERNS: LazyLock<Vec<Regex>> = LazyLock::new(|| {
    let unit = r"(?:,?\s(?:Suite|Ste\.?|Apt\.?|Unit|Floor|Flat|Room|\#)\s?[\w-]+)?";
    let after_german = format!(r"(?:(?:,|\s-|\n)?\s?(?:(?:D|A|CH|DE|AT)[-\s])?\d{{4,5}}\s{TOWN})?");
    let after_dutch = format!(r"(?:,?\s\d{{4}}\s?[A-Z]{{2}}\b(?:\s{TOWN})?)?");
    let after_french = format!(r"(?:,?\s\d{{4,5}}\s{TOWN}(?:\s\d{{1,2}}\b)?)?");
    let british = r"[A-Z]{1,2}\d[A-Z\d]?\s\d[A-Z]{2}\b";
    let after_english =
        format!(r"(?:{unit}(?:,\s{TOWN}){{0,2}}(?:,?\s(?:{british}|[A-Z]{{2}}\s\d{{5}}(?:-\d{{4}})?))|{unit})?");
    let old = r"(?:(?:Ober|Unter|Alt|Neu|Groß|Klein|Lang|Kurz|Hoh|Oud|Nieuw|Kort|Grot|Kleine|Lange)(?:e|en|er)?\s)?";
    let number = r"\d{1,4}(?:\s?[a-z]\b)?(?:\s?[-–/]\s?\d{1,4}[a-z]?\b)?";
    [
        // 12 High Street, London SW1A 2AA; 1600 Harbor View Drive, Suite 4, Portland, OR 97201
        format!(
            r"\b(?:(?:Flat|Unit|Apt\.?|Suite|Apartment)\s\w+,\s)?\d{{1,5}}[A-Za-z]?\s(?:(?:N|S|E|W|NE|NW|SE|SW|North|South|East|West)\.?\s)?(?:(?:\p{{Lu}}[\p{{L}}.'’-]*|\d{{1,3}}(?:st|nd|rd|th))\s){{1,4}}(?:Street|St|Avenue|Ave|Road|Rd|Lane|Ln|Drive|Dr|Boulevard|Blvd|Court|Ct|Way|Place|Pl|Square|Sq|Terrace|Crescent|Close|Gardens|Parkway|Pkwy|Highway|Hwy|Row|Mews|Quay|Wharf|Walk|Hill|Green|Circle|Trail)\b\.?{after_english}"
        ),
        // Lindenstraße 14a, 10969 Berlin
        format!(
            r"\b{old}\p{{Lu}}[\p{{L}}-]*(?:straße|strasse|str\.|gasse|weg|platz|allee|ring|ufer|damm|steig|graben|kai|quai|zeile|chaussee|promenade|markt)\s{number}{after_german}"
        ),
        // Karl-Muster-Str. 5; Obere Straße 3; Lange Gasse 7
        format!(
            r"\b\p{{Lu}}[\p{{L}}-]*[- ](?:Straße|Strasse|Str\.|Gasse|Weg|Platz|Allee|Ring|Ufer|Damm|Markt|Zeile)\s{number}{after_german}"
        ),
        // Am Alten Hafen 3, 20457 Hamburg: without a telling ending it takes the postcode or a preposition no sentence has before a number.
        format!(
            r"\b(?:Am|An der|An den|Im|In der|In den|Unter den|Auf der|Auf dem|Zum|Zur|Hinter der|Vor dem)\s\p{{Lu}}[\p{{L}}-]+(?:\s\p{{Lu}}[\p{{L}}-]+)?\s{number},\s?(?:(?:D|A|CH|DE|AT)[-\s])?\d{{4,5}}\s{TOWN}"
        ),
        // Prinsengracht 263-2, 1016 GV Amsterdam
        format!(
            r"\b{old}\p{{Lu}}[\p{{L}}'’-]*(?:straat|laan|weg|plein|gracht|kade|dijk|singel|dreef|hof|steeg|pad|markt|haven|wal|baan)\s{number}(?:\s?[A-Z]\b)?{after_dutch}"
        ),
        // Oude Singel 60, 2312 RC Leiden
        format!(
            r"\b(?:Oude|Nieuwe|Lange|Korte|Grote|Kleine)\s(?:Singel|Gracht|Dijk|Weg|Markt|Kade|Haven|Wal|Plein|Hof)\s{number}{after_dutch}"
        ),
        // 12 bis, rue de la Paix, 75002 Paris
        format!(
            r"\b\d{{1,4}}(?:\s?(?:bis|ter|[A-D])\b)?,?\s(?:rue|avenue|av\.|boulevard|bd|place|quai|chemin|allée|impasse|cours|route|square|passage)\s(?:(?:de\sla|de\sl['’]|du|des|de|d['’]|l['’])\s?)?\p{{L}}[\p{{L}}'’-]+(?:[\s-](?:de|du|des|la|le|\p{{Lu}}[\p{{L}}'’-]+))*{after_french}"
        ),
        // Neuer Wall 80, 20354 Hamburg: whatever the street is called, postcode and town give it away. A year is no postcode.
        format!(
            r"\b(?:\p{{Lu}}[\p{{L}}'’-]+\s){{0,2}}\p{{Lu}}[\p{{L}}'’-]+\s{number},\s?(?:(?:D|A|CH|DE|AT|N|DK|S|B|L)[-\s])?(?:\d{{5}}|[03-9]\d{{3}}|1[0-8]\d{{2}}|2[1-9]\d{{2}})(?:\s[A-Z]{{2}}\b)?\s{TOWN}"
        ),
        // P.O. Box 1234; Postfach 12 34; Postbus 99, 3500 BE Utrecht
        format!(
            r"\b(?:P\.?\s?O\.?\s?Box|Postfach|Postbus|Boîte\spostale|BP)\s\d[\d ]{{0,6}}\d\b(?:,\s(?:\d{{4}}\s[A-Z]{{2}}|\d{{4,5}})\s{TOWN}|(?:,\s{TOWN})?,\s[A-Z]{{2}}\s\d{{5}})?"
        ),
        // SW1A 2AA by itself
        r"\b(?:[A-Z]{1,2}\d[A-Z]|[A-Z]{1,2}\d{1,2})\s\d[ABD-HJLNP-UW-Z]{2}\b".to_owned(),
    ]
    .iter()
    .map(|text| pattern(text))
    .collect()
});

/// The street addresses of a text; earlier ones win where two overlap.
pub(super) fn find(text: &str) -> Vec<Found> {
    let all = PATTERNS.iter().flat_map(|pattern| pattern.find_iter(text));
    all.filter(|m| !is_count(m.as_str())).map(|m| Found::plain(m.range(), Category::Address)).collect()
}

/// "3 Way", "Markt 2026", "Der Ring 2": a number and a word of the lists say too little where the number may be a count or a year, or
/// where an article makes the word a thing.
fn is_count(text: &str) -> bool {
    let words: Vec<&str> = text.split_whitespace().collect();
    let is_number = |word: &&str| word.chars().all(|c| c.is_ascii_digit());
    const ARTICLES: [&str; 10] = ["Der", "Die", "Das", "Den", "Dem", "Ein", "Eine", "The", "Unser", "Dieser"];
    let has_article = words.first().is_some_and(|word| ARTICLES.contains(word));
    let is_year =
        |word: &&str| is_number(word) && word.len() == 4 && (word.starts_with("19") || word.starts_with("20"));
    let is_bare = !text.contains(',');
    (words.len() < 3 && words.first().is_some_and(is_number))
        || (is_bare && (has_article || words.last().is_some_and(is_year)))
}
