//! Within what is the author's: their words, how they sign, the footers, and what comes after a signature all the same.

use super::{
    Context, Layer, automatic, footer,
    lines::{Line, Phrases, address, has_any, plain, words},
};

/// The layers of a run of lines that is neither quoted nor forwarded.
pub(super) fn layers_of(lines: &[Line<'_>], context: &Context<'_>) -> Vec<Layer> {
    let automatic = context.subject.is_some_and(automatic::is_automatic) || automatic::is_absence_note(lines);
    let name = context.author.map(name_tokens).unwrap_or_default();
    let footers = footers(lines, &name);
    let mut layers: Vec<Layer> =
        footers.iter().map(|is_footer| if *is_footer { Layer::Footer } else { Layer::Own }).collect();
    let starts = signed_at(lines, &footers, &name);
    sign(lines, &starts, &name, &mut layers);
    if automatic {
        layers.iter_mut().filter(|layer| **layer == Layer::Own).for_each(|layer| *layer = Layer::Automatic);
    }
    layers
}

/// Which lines are footers: alone, with the paragraph they stand in, or because one has begun above them.
fn footers(lines: &[Line<'_>], name: &[String]) -> Vec<bool> {
    let mut found = vec![false; lines.len()];
    let mut signed = false;
    let mut start = 0;
    let mut begun = false;
    while start < lines.len() {
        if lines[start].is_blank() {
            start += 1;
            continue;
        }
        let len = lines[start..].iter().take_while(|line| !line.is_blank()).count();
        let range = start..start + len;
        start = range.end;
        let paragraph = &lines[range.clone()];
        // A paragraph that mail software wrapped is one thought; one of short lines is a list of them.
        let wrapped = paragraph.iter().rev().skip(1).all(|line| 50 <= line.body.chars().count());
        let text: Vec<&str> = paragraph.iter().map(|line| line.plain.as_str()).collect();
        let joined = text.join(" ");
        let count = paragraph.iter().map(|line| line.words).sum();
        let is_footer =
            |plain: &str, words: usize| footer::is_footer(plain, words) || signed && footer::is_legal_below(plain);
        if wrapped && is_footer(&joined, count) && !ends_personally(paragraph) {
            found[range].iter_mut().for_each(|one| *one = true);
            begun = true;
            continue;
        }
        let mut inside = begun && paragraph.iter().all(footer::goes_on);
        for at in range {
            let line = &lines[at];
            inside = is_footer(&line.plain, line.words)
                || inside && (footer::goes_on(line) || at + 1 == start && 80 <= line.body.len());
            found[at] = inside;
            begun |= inside;
        }
        signed |= paragraph.iter().any(|line| closes(line) || is_name_of(line, name));
    }
    // What a person goes on below is no legal notice, whatever its words.
    let mut said = false;
    for (at, line) in lines.iter().enumerate().rev() {
        if found[at] && said && footer::is_legal(&line.plain) {
            found[at] = false;
        }
        said |= !found[at] && is_prose(line) && words(&line.plain).any(|word| PERSONAL.is(word));
    }
    found
}

/// Whether a paragraph ends in a question or in a line of its author's own that is no footer by itself.
fn ends_personally(paragraph: &[Line<'_>]) -> bool {
    paragraph.last().is_some_and(|last| last.plain.ends_with('?'))
}

/// Where the author may sign: closings, the delimiter, and their name on a line of its own.
fn signed_at(lines: &[Line<'_>], footers: &[bool], name: &[String]) -> Vec<bool> {
    let mut found = vec![false; lines.len()];
    let mut last_prose: Option<usize> = None;
    let said: Vec<usize> = (0..lines.len()).filter(|at| !lines[*at].is_blank() && !footers[*at]).collect();
    let prose: Vec<bool> = lines.iter().map(is_prose).collect();
    let first = said.first().copied().unwrap_or_default();
    for (place, at) in said.iter().copied().enumerate() {
        let line = &lines[at];
        // What is said below, and whether nothing of it is a sentence.
        let rest = || said[place + 1..].iter().map(|next| &lines[*next]);
        let bare = |count: usize| said[place + 1..].iter().take(count).all(|next| !prose[*next]);
        let next = rest().next();
        let ends_here = next.is_none();
        let begins = at.checked_sub(1).and_then(|before| lines.get(before)).is_some_and(Line::is_blank);
        let name_next = next.is_some_and(|next| is_name_of(next, name) || is_name_shaped(next));
        let signs = if is_delimiter(line) {
            bare(3)
        } else if is_short_rule(line) {
            // A rule between two parts of a text is none of a signature.
            next.is_some_and(|next| is_name_of(next, name)) && bare(12)
        } else if closes_named(line, name) {
            true
        } else if closes(line) {
            !is_weak(line) && (ends_here || name_next || bare(1))
                || is_weak(line)
                    && (next.is_some_and(|next| is_name_of(next, name) || is_short_form(next, name))
                        || at != first
                            && bare(4)
                            && next.is_some_and(|next| is_name_shaped(next) && next.words <= 3)
                            && (name.is_empty() || line.plain.ends_with(','))
                        || at != first && ends_here && line.plain.ends_with(','))
        } else if line.words <= 3 && line.plain.ends_with(',') && next.is_some_and(|next| is_name_of(next, name)) {
            // "À lundi," right above the name that ends the text is how they close, in whatever words.
            at != first
                && last_prose.is_some()
                && bare(4)
                && begins
                && lines.get(at + 1).is_some_and(|next| !next.is_blank())
        } else if is_short_form(line, name) && ends_here {
            // "Aga" for Agnieszka, alone below a text.
            last_prose.is_some() && begins
        } else if is_name_of(line, name) {
            // The name of the author opens no text; below it nothing but particulars stands, or nothing.
            at != first && (bare(4) || next.is_some_and(is_afterthought)) || at == first && (ends_here || bare(6))
        } else {
            name.is_empty()
                && is_name_shaped(line)
                && last_prose.is_some_and(|prose| prose < at)
                && begins
                && (1 <= rest().take(6).filter(|line| is_particular(line)).count() && bare(6))
        };
        if signs {
            found[at] = true;
        } else if prose[at] {
            last_prose = Some(at);
        }
    }
    found
}

/// Whether a line is one short word that begins as the first name does: "Aga" of Agnieszka.
pub(super) fn is_short_form(line: &Line<'_>, name: &[String]) -> bool {
    line.words == 1
        && line.body.starts_with(char::is_uppercase)
        && line.plain.chars().count() <= 4
        && name.first().is_some_and(|first| is_short_for(line.plain.trim_end_matches(','), first))
}

/// Whether a word of two to five letters is a name cut short: its first two letters are the name's, and it is shorter.
fn is_short_for(word: &str, name: &str) -> bool {
    let len = word.chars().count();
    let alike = word.chars().zip(name.chars()).take_while(|(one, other)| one == other).count();
    (2..=5).contains(&len) && len < name.chars().count() && 2 <= alike && word.chars().all(char::is_alphabetic)
}

/// Whether a line begins with a closing of a few letters.
pub(super) fn begins_short(line: &Line<'_>) -> bool {
    line.words <= 5 && words(&line.plain).next().is_some_and(|first| SHORT.is(first))
}

/// Labels signatures, each from one of its `starts` on; what a person still says below stays theirs.
fn sign(lines: &[Line<'_>], starts: &[bool], name: &[String], layers: &mut [Layer]) {
    let Some(first) = starts.iter().position(|starts| *starts) else { return };
    let ends = paragraph_ends(lines);
    let (mut particulars, mut at, mut forced) = (false, first, true);
    while at < lines.len() {
        let line = &lines[at];
        if line.is_blank() || layers[at] == Layer::Footer {
            at += 1;
            continue;
        }
        let end = ends[at];
        let begins = at.checked_sub(1).and_then(|before| lines.get(before)).is_none_or(Line::is_blank);
        let own = !forced
            && (is_postscript(line)
                || begins && is_own_again(&lines[at..said_until(at, end, layers)], particulars)
                || !begins && is_own_again(&lines[at..=at], particulars) && !is_name_of(line, name));
        forced = false;
        if own {
            // A postscript is its author's to its paragraph's end, or until they sign again.
            let until = if begins || is_postscript(line) { end } else { at + 1 };
            let again = (at + 1..until).find(|next| starts[*next]);
            forced = again.is_some();
            at = again.unwrap_or(until);
            continue;
        }
        particulars |= is_particular(line);
        layers[at] = Layer::Signature;
        at += 1;
    }
}

/// Where a paragraph from `at` to `end` has its first footer, or its end.
fn said_until(at: usize, end: usize, layers: &[Layer]) -> usize {
    let said = layers.get(at..end).unwrap_or_default().iter().take_while(|layer| **layer != Layer::Footer).count();
    at + said
}

/// For each line the place after its paragraph's last.
fn paragraph_ends(lines: &[Line<'_>]) -> Vec<usize> {
    let mut ends = vec![lines.len(); lines.len()];
    let mut end = lines.len();
    for (at, line) in lines.iter().enumerate().rev() {
        if line.is_blank() {
            end = at;
        }
        ends[at] = end;
    }
    ends
}

/// Whether a paragraph below a signature is something its author says all the same. Below particulars a slogan or office hours may stand, so it
/// takes more: it has to ask or to speak of both sides.
fn is_own_again(paragraph: &[Line<'_>], particulars: bool) -> bool {
    let text: Vec<&str> = paragraph.iter().map(|line| line.plain.as_str()).collect();
    let text = text.join(" ");
    let count: usize = paragraph.iter().map(|line| line.words).sum();
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    if HOUSE.any(&text) || footer::is_registry(&text) && (4 <= digits || text.contains(':')) {
        return false;
    }
    let bare = paragraph.iter().all(|line| !is_particular(line) && !text.contains("http"));
    if 2 <= paragraph.len() && bare && paragraph.iter().all(is_listed) {
        return true;
    }
    let personal = words(&text).any(|word| PERSONAL.is(word));
    let (asks, ends) = (text.ends_with('?'), text.ends_with(['.', '?', '!', ':', ')']));
    if !asks && !paragraph.iter().any(is_prose) {
        return false;
    }
    if particulars || !bare {
        return 5 <= count && asks || personal && 8 <= count && ends;
    }
    5 <= count && ends && (personal || 9 <= count) || 3 <= count && asks
}

/// Whether a line is one of a list: a list is none of a signature.
fn is_listed(line: &Line<'_>) -> bool {
    let rest = line.plain.trim_start_matches(|c: char| c.is_ascii_digit());
    let numbered = rest.len() < line.plain.len() && (rest.starts_with(") ") || rest.starts_with(". "));
    numbered || line.body.starts_with(['•', '*']) || line.plain.starts_with("- ")
}

fn is_afterthought(line: &Line<'_>) -> bool {
    is_postscript(line)
}

fn is_postscript(line: &Line<'_>) -> bool {
    let text = line.plain.as_str();
    ["ps", "p.s", "pps", "p.p.s", "p. s", "post scriptum", "post-scriptum", "postscriptum", "p.d", "pd", "nb", "n.b"]
        .iter()
        .any(|mark| {
            text.strip_prefix(mark).is_some_and(|rest| {
                rest.starts_with([':', '.', ' ', '-', ',', '!']) && 2 <= line.words
                    || matches!(text, "ps" | "ps:" | "p.s." | "p.s.:")
            })
        })
}

/// Whether a line separates the signature: "-- ", or a dash alone.
fn is_delimiter(line: &Line<'_>) -> bool {
    matches!(line.plain.as_str(), "--" | "-")
}

fn is_short_rule(line: &Line<'_>) -> bool {
    2 <= line.plain.len()
        && line.words == 0
        && line.plain.chars().all(|c| matches!(c, '-' | '_' | '=' | '~' | '*' | '.' | '#' | '+'))
}

/// Whether a line is a closing formula: "Kind regards,", "Viele Grüße aus Köln", "Best".
pub(super) fn closes(line: &Line<'_>) -> bool {
    let text = line.plain.as_str();
    if line.words <= 24 && FORMULAE.any(text) || line.words <= 12 && text.ends_with(',') && ends_in_closing(text) {
        return true;
    }
    if 7 < line.words || line.words == 0 || text.ends_with(['?', ':', ';']) {
        return false;
    }
    let bare = text.trim_end_matches([',', '.', '!', ' ', ')', '-']).trim_start_matches(['/', '-', ' ']);
    // In two languages.
    if let Some((one, other)) = bare.split_once(" / ")
        && closing(one)
        && closing(other)
    {
        return true;
    }
    closing(bare) && !(text.ends_with('.') && 6 <= line.words) || closes_shortly(line, bare)
}

/// A closing of a few letters, with a name or two: "LG Anna".
fn closes_shortly(line: &Line<'_>, bare: &str) -> bool {
    let said: Vec<&str> = words(bare).collect();
    let short = said.first().is_some_and(|first| SHORT.is(first)) && said.len() <= 3;
    short && line.body.split_whitespace().skip(1).all(|word| word.starts_with(char::is_uppercase))
}

/// Whether a text without its last signs is a closing formula.
fn closing(bare: &str) -> bool {
    if WEAK.is(bare) || SHORT.is(bare) {
        return true;
    }
    // "Vänlig hälsning": a noun of closings at the end, or at the start with few words behind it.
    let said: Vec<&str> = words(bare).collect();
    let noun = |word: Option<&&str>| word.is_some_and(|word| NOUNS.is(word));
    if said.len() <= 5 && (noun(said.last()) || noun(said.first()) && said.len() <= 4) {
        return true;
    }
    STRONG.opening(bare).any(|stem| {
        bare.strip_prefix(stem).is_some_and(|rest| {
            let more = words(rest).count();
            (rest.is_empty() || !rest.starts_with(char::is_alphanumeric)) && more <= 4
        })
    })
}

fn is_weak(line: &Line<'_>) -> bool {
    let bare = line.plain.trim_end_matches([',', '.', '!', ' ', ')', '-']);
    WEAK.is(bare)
}

/// Whether a line closes and names the author: "Viele Grüße Anna", "Thanks, Jo", "/Jo", "- Jo".
fn closes_named(line: &Line<'_>, name: &[String]) -> bool {
    if 9 < line.words || name.is_empty() || line.plain.ends_with(['?', ':']) {
        return false;
    }
    let text = line.plain.trim_end_matches(['.', ',', '!', ' ']);
    let last = words(text).last().unwrap_or_default();
    if !name.iter().any(|token| token == last) {
        return false;
    }
    // What stands before the name has to be a closing by itself.
    let mut head = text;
    while let Some((rest, word)) = head.rsplit_once([' ', ',', '/', '-']).or(Some(("", head))) {
        let word = word.trim_matches(|c: char| !c.is_alphanumeric());
        if !word.is_empty() && !name.iter().any(|token| token == word) {
            break;
        }
        head = rest;
        if head.is_empty() {
            break;
        }
    }
    let head = head.trim_end_matches([',', ' ', '.', '!', '-', '/']);
    if head.is_empty() {
        return text.starts_with(['/', '-']);
    }
    WEAK.is(head) || SHORT.is(head) || STRONG.is(head)
}

/// Closings that may also open or be a text of their own.
static WEAK: Phrases = Phrases::new(&[
    "thanks",
    "thank you",
    "many thanks",
    "thanks a lot",
    "thanks so much",
    "thank you very much",
    "thanks again",
    "thanks in advance",
    "thank you in advance",
    "thx",
    "ta",
    "best",
    "cheers",
    "all good",
    "take care",
    "see you",
    "see you soon",
    "talk soon",
    "speak soon",
    "have a nice day",
    "have a good day",
    "have a great day",
    "have a nice weekend",
    "danke",
    "danke dir",
    "danke ihnen",
    "vielen dank",
    "besten dank",
    "herzlichen dank",
    "danke im voraus",
    "vielen dank im voraus",
    "bis dann",
    "bis bald",
    "bis morgen",
    "merci",
    "merci d'avance",
    "merci beaucoup",
    "a bientot",
    "bonne journee",
    "gracias",
    "muchas gracias",
    "hasta pronto",
    "un saludo y gracias",
    "grazie",
    "grazie mille",
    "a presto",
    "buona giornata",
    "dank je",
    "bedankt",
    "dank u wel",
    "alvast bedankt",
    "tak",
    "tak for hjaelpen",
    "mange tak",
    "tack",
    "tack pa forhand",
    "tusen tack",
    "dzieki",
    "dziekuje",
    "obrigado",
    "obrigada",
    "muito obrigado",
    "valeu",
    "ciao",
    "herzlichst",
    "herzlich",
    "alles gute",
    "schonen tag",
    "schones wochenende",
    "schonen abend",
    "bonne soiree",
    "bonne reception",
    "belle journee",
    "a tres bientot",
    "a plus",
    "quedo a la espera",
    "que tenga un buen dia",
    "buen dia",
    "buon lavoro",
    "buona serata",
    "a risentirci",
    "fijne dag",
    "fijn weekend",
    "prettige dag",
    "prettig weekend",
    "god dag",
    "god weekend",
    "pa forhand tak",
    "ha det gott",
    "trevlig helg",
    "allt gott",
    "ha en bra dag",
    "milego dnia",
    "z gory dziekuje",
    "serdecznosci",
    "bom trabalho",
    "bom dia de trabalho",
    "grato",
    "grata",
    "beijinhos",
]);
/// Closings of a single word, or of its initials, such as "br" and "mfg".
static SHORT: Phrases = Phrases::new(&[
    "mfg", "lg", "vg", "bg", "hg", "glg", "vlg", "br", "kr", "rgds", "regards", "mvh", "mvg", "vh", "kh", "dbh", "mkh",
    "gr", "grt", "groet", "groeten", "gruss", "grusse", "cdt", "cdlt", "bav", "slds", "saludos", "saluti", "pozdr",
    "pozdro", "abs", "abraco", "bises", "bisous", "bjs", "bjos", "beijos",
]);
/// The nouns that closings have, such as "regards".
static NOUNS: Phrases = Phrases::new(&[
    "regards",
    "greetings",
    "wishes",
    "grusse",
    "grussen",
    "gruss",
    "salutations",
    "saludos",
    "saludo",
    "abrazo",
    "abrazos",
    "saluti",
    "saluto",
    "groet",
    "groeten",
    "groetjes",
    "hilsen",
    "hilsner",
    "halsning",
    "halsningar",
    "pozdrowienia",
    "pozdrowieniami",
    "powazaniem",
    "szacunku",
    "cumprimentos",
    "abraco",
    "abracos",
    "bises",
    "amities",
    "abbraccio",
    "abbracci",
    "cordialita",
    "pozdrawiam",
    "uklony",
    "saudacoes",
    "beijinhos",
    "groetjes",
]);
/// Parts of the set sentences that close a letter, such as "veuillez agreer".
static FORMULAE: Phrases = Phrases::new(&[
    "prie d'agreer",
    "prions d'agreer",
    "veuillez agreer",
    "veuillez recevoir",
    "veuillez croire",
    "prie de croire",
    "prie de recevoir",
    "salutations distinguees",
    "porgo distinti",
    "porgo cordiali",
    "porgiamo distinti",
    "voglia gradire",
    "reciba un cordial",
    "sin otro particular",
    "lacze pozdrowienia",
]);

/// Whether a line ends in a closing of two words or more: "Until then, kind regards,".
fn ends_in_closing(text: &str) -> bool {
    let bare = text.trim_end_matches([',', ' ']);
    if !bare.contains([',', '-']) {
        return false;
    }
    STRONG.list.iter().any(|stem| {
        stem.contains(' ') && bare.strip_suffix(stem).is_some_and(|head| head.ends_with(", ") || head.ends_with("- "))
    })
}

/// Words that closings begin with, in plain letters.
static STRONG: Phrases = Phrases::new(&[
    "es grusst",
    "es grussen",
    "alles liebe",
    "yours respectfully",
    "bien amicalement",
    "afectuosamente",
    "hartelijks",
    "met groet",
    "kaerlig hilsen",
    "halsar",
    "z pozdrowieniami",
    "z wyrazami szacunku",
    "um abraco",
    "melhores cumprimentos",
    "best regards",
    "kind regards",
    "kindest regards",
    "warm regards",
    "warmest regards",
    "warmly",
    "with best regards",
    "with kind regards",
    "with warm regards",
    "with regards",
    "regards",
    "thanks and regards",
    "thanks & regards",
    "thanks and best regards",
    "many thanks and best regards",
    "thanks and kind regards",
    "sincerely",
    "sincerely yours",
    "yours sincerely",
    "yours truly",
    "yours faithfully",
    "yours",
    "respectfully",
    "all the best",
    "best wishes",
    "with best wishes",
    "cordially",
    "mit freundlichen grussen",
    "mit freundlichem gruss",
    "mit besten grussen",
    "mit bestem gruss",
    "mit herzlichen grussen",
    "mit herzlichem gruss",
    "mit vielen grussen",
    "mit lieben grussen",
    "mit kollegialen grussen",
    "freundliche grusse",
    "freundlichen gruss",
    "freundlicher gruss",
    "viele grusse",
    "vielen grussen",
    "beste grusse",
    "besten gruss",
    "schone grusse",
    "schonen gruss",
    "herzliche grusse",
    "herzlichen gruss",
    "liebe grusse",
    "lieben gruss",
    "sonnige grusse",
    "grusse",
    "gruss",
    "hochachtungsvoll",
    "ihr",
    "ihre",
    "cordialement",
    "bien cordialement",
    "tres cordialement",
    "bien a vous",
    "bien a toi",
    "sinceres salutations",
    "salutations distinguees",
    "meilleures salutations",
    "mes salutations",
    "avec mes meilleures salutations",
    "salutations",
    "amicalement",
    "respectueusement",
    "saludos",
    "un saludo",
    "un cordial saludo",
    "cordial saludo",
    "saludos cordiales",
    "reciba un cordial saludo",
    "atentamente",
    "atte",
    "un abrazo",
    "muy atentamente",
    "cordiali saluti",
    "distinti saluti",
    "cari saluti",
    "un caro saluto",
    "un cordiale saluto",
    "un saluto",
    "tanti saluti",
    "saluti",
    "cordialmente",
    "met vriendelijke groet",
    "met vriendelijke groeten",
    "vriendelijke groet",
    "vriendelijke groeten",
    "met hartelijke groet",
    "hartelijke groet",
    "hartelijke groeten",
    "groet",
    "groeten",
    "hoogachtend",
    "med venlig hilsen",
    "venlig hilsen",
    "mange hilsner",
    "bedste hilsner",
    "de bedste hilsner",
    "med venlige hilsner",
    "hilsen",
    "hilsner",
    "med vanlig halsning",
    "med vanliga halsningar",
    "vanliga halsningar",
    "vanligen",
    "basta halsningar",
    "halsningar",
    "halsning",
    "z powazaniem",
    "pozdrawiam",
    "serdecznie pozdrawiam",
    "atenciosamente",
    "com os melhores cumprimentos",
    "cumprimentos",
]);

/// The words of a name, in plain letters, without what stands in brackets. An address gives the words before its "@".
pub(super) fn name_tokens(name: &str) -> Vec<String> {
    let bare = name.split(['(', '[']).next().unwrap_or_default();
    let bare = bare.split('@').next().unwrap_or_default().replace(['.', '_'], " ");
    let plain = plain(&bare);
    words(&plain).filter(|word| 2 <= word.chars().count() && !TITLES.is(word)).map(str::to_owned).collect()
}

static TITLES: Phrases = Phrases::new(&[
    "dr", "prof", "ing", "mag", "dipl", "mr", "mrs", "ms", "herr", "frau", "msc", "mba", "phd", "van", "von", "de",
    "der", "den", "ir", "drs", "jr", "sr",
]);

/// Whether a line is the author's name, or begins with it as signatures do: "Jo Lind", "J. Lind", "JL", "Dr. Jo Lind | Buyer".
pub(super) fn is_name_of(line: &Line<'_>, name: &[String]) -> bool {
    if name.is_empty() || line.words == 0 || 24 < line.words {
        return false;
    }
    let text = line.plain.trim_start_matches(['-', '/', ' ', '~']);
    // What comes after a separator is a title, a house, a number.
    let head = text.split([',', '|', '/', '·', '•', '(', '\t', '–']).next().unwrap_or_default();
    let head = head.split(" - ").next().unwrap_or_default();
    let after = text.len() - head.len();
    let tokens: Vec<&str> = words(head).collect();
    let initial = |token: &str| {
        token.chars().count() <= 2
            && token.chars().next().is_some_and(|first| name.iter().any(|word| word.starts_with(first)))
    };
    let initials: String = name.iter().filter_map(|word| word.chars().next()).collect();
    let letters: String = text.chars().filter(|c| c.is_alphabetic()).collect();
    let capital = line.body.chars().filter(|c| c.is_alphabetic()).all(char::is_uppercase);
    if head.contains(':') {
        return false;
    }
    if capital
        && !text.contains(|c: char| c.is_ascii_digit())
        && !letters.is_empty()
        && letters.chars().count() <= 3
        && line.words <= 3
        && initials.starts_with(&letters)
    {
        return true;
    }
    let exact = tokens.iter().filter(|token| name.iter().any(|word| word == *token)).count();
    // "Aga Bielak" signs for Agnieszka Bielak.
    let cut_short = |token: &str| 1 <= exact && tokens.len() <= 3 && name.iter().any(|word| is_short_for(token, word));
    let known =
        exact + tokens.iter().filter(|token| cut_short(token) && !name.iter().any(|word| word == *token)).count();
    let ended = text.ends_with(['?', ':', ';'])
        || text.ends_with('.') && 3 < text.len() && after == 0 && known < 2 && tokens.len() != 1;
    if ended {
        return false;
    }
    let all = tokens.iter().all(|token| {
        name.iter().any(|word| word == *token)
            || initial(token)
            || cut_short(token)
            || TITLES.is(token)
            || matches!(*token, "i" | "a" | "v" | "ppa")
    });
    if tokens.len() <= 6 && all && 1 <= known {
        // "Jo, can you call?" greets or goes on in a sentence.
        return after == 0
            || 2 <= known
            || !text.ends_with(['.', '!'])
                && line.words <= 3 + tokens.len()
                && text.trim_end_matches(',').len() == head.len();
    }
    // Letters behind the name: "Jo Lind MCIPS".
    tokens.len() <= name.len() + 3 && 2 <= known && tokens.len() - known <= 2 && !text.ends_with('.')
}

/// Whether a line looks like somebody's name: two to four words that begin with capitals, and no end of a sentence.
pub(super) fn is_name_shaped(line: &Line<'_>) -> bool {
    let body = line.body.trim_end_matches(',');
    let named = |word: &str| {
        word.starts_with(char::is_uppercase)
            || matches!(word, "van" | "von" | "de" | "der" | "den" | "da" | "di" | "ter" | "zu" | "la")
    };
    line.words <= 4
        && 1 <= line.words
        && !body.ends_with(['.', '?', '!', ':'])
        && !body.contains(|c: char| c.is_ascii_digit() || matches!(c, '@' | '€' | '$'))
        && body.split_whitespace().all(named)
        && body.starts_with(char::is_uppercase)
}

/// Whether a line holds particulars: a number to call, an address, a link, a field with a label, parts set apart by bars.
pub(super) fn is_particular(line: &Line<'_>) -> bool {
    let text = line.plain.as_str();
    if 22 < line.words {
        return false;
    }
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    let phone = 7 <= digits
        && (text.starts_with('+')
            || text.contains(" +")
            || text.contains("(0")
            || has_any!(text, ["tel", "phone", "mob", "fax", "cell", "telefon", "tlf", "m:", "t:", "t +", "m +"])
            || words(text).all(|word| word.bytes().all(|b| b.is_ascii_digit())));
    let link = text.contains("www.")
        || text.contains("http")
        || address(text).is_some() && line.words <= 12
        || text.starts_with("[cid:")
        || text.starts_with("[image");
    let bars = (text.contains(" | ") || text.contains(" · ") || text.contains(" • ")) && !text.ends_with('?');
    let last = words(text).last().unwrap_or_default();
    let house = line.words <= 10
        && (!text.ends_with(['.', '?'])
            || text.ends_with("sp. z o.o.")
            || text.ends_with("s.a.")
            || text.ends_with("b.v.")
            || text.ends_with("inc.")
            || text.ends_with("ltd."))
        && line.body.starts_with(char::is_uppercase)
        && (words(text).any(|word| HOUSES.is(word))
            || matches!(last, "ab" | "ag" | "as" | "bv" | "nv" | "sa" | "sas" | "spa" | "inc" | "kg" | "oy" | "o"));
    phone || link || bars || house
}

/// Legal forms at the end of a company's name.
static HOUSES: Phrases = Phrases::new(&["gmbh", "ltd", "aps", "sarl", "srl", "lda", "plc", "llc"]);

/// Whether a line reads as a sentence or a part of one rather than as a name, a title or a number.
pub(super) fn is_prose(line: &Line<'_>) -> bool {
    if line.words < 4 || is_particular(line) && line.words < 12 || is_postscript(line) {
        return false;
    }
    let ends = line.plain.ends_with(['.', '?', '!', ':', ';', ',']);
    let low = line.body.split_whitespace().filter(|word| word.starts_with(char::is_lowercase)).count();
    let personal = words(&line.plain).any(|word| PERSONAL.is(word));
    (ends && 5 <= line.words && line.words <= 3 * low)
        || 6 <= line.words && line.words < 2 * low + 1
        || personal && 5 <= line.words && 2 <= low
}

/// Words by which somebody speaks of themselves or to somebody.
static PERSONAL: Phrases = Phrases::new(&[
    "i", "i'm", "i'll", "i've", "i'd", "we", "we'll", "we're", "we've", "you", "your", "me", "us", "my", "our",
    "let's", "please", "ich", "wir", "mir", "mich", "uns", "sie", "ihnen", "ihr", "ihre", "ihren", "du", "dir", "dich",
    "bitte", "unser", "unsere", "unseren", "je", "j'ai", "nous", "vous", "votre", "vos", "notre", "nos", "moi",
    "merci", "yo", "nosotros", "usted", "ustedes", "les", "su", "nuestro", "nuestra", "me", "te", "mi", "noi", "lei",
    "voi", "vostro", "vostra", "nostro", "nostra", "vi", "ci", "ik", "wij", "we", "u", "uw", "ons", "onze", "jullie",
    "je", "jeg", "mig", "os", "jer", "jeres", "din", "jag", "mig", "oss", "er", "ert", "ditt", "ni", "nam", "nas",
    "mnie", "panstwa", "panstwo", "pani", "pan", "mamy", "prosze", "eu", "nos", "voce", "voces", "vosso", "nosso",
    "nossa", "lhe", "favor",
]);
/// Words of lines that stand under every mail of somebody, however personal they sound.
static HOUSE: Phrases = Phrases::new(&[
    "working hours",
    "working days",
    "office hours",
    "work flexibly",
    "pronouns",
    "burozeiten",
    "sprechzeiten",
    "arbeitszeiten",
    "arbeitstage",
    "heures de bureau",
    "horaires",
    "horario",
    "orari",
    "orario",
    "werkdagen",
    "werktijden",
    "bereikbaar",
    "kontortid",
    "arbejdsdage",
    "arbetstider",
    "godziny pracy",
    "horario de",
    "visit us",
    "follow us",
    "besuchen sie uns",
    "folgen sie uns",
    "retrouvez",
    "suivez",
    "siguenos",
    "seguici",
    "volg ons",
    "folg os",
    "folj oss",
]);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mail::lines;

    #[test]
    fn closings_are_closings_and_sentences_are_not() {
        let closes = |text: &str| closes(&lines::of(text)[0]);
        for text in [
            "Kind regards,",
            "Mit freundlichen Grüßen",
            "Viele Grüße aus Köln",
            "Bien cordialement,",
            "Mvh",
            "Z poważaniem",
            "Thanks!",
            "Best",
        ] {
            assert!(closes(text), "{text}");
        }
        for text in [
            "Regards the price, we are fine.",
            "Best price we can do is 40:",
            "Thanks for the list",
            "Grüße bitte auch Jan von uns allen dort.",
        ] {
            assert!(!closes(text), "{text}");
        }
    }

    #[test]
    fn names_are_names_of_their_bearers() {
        let name = name_tokens("Dr. Jo van Lind (External)");
        for text in [
            "Jo",
            "Jo van Lind",
            "J. Lind",
            "Lind",
            "JL",
            "Jo Lind, Buyer",
            "Dr. Jo Lind | Head of Purchase | Lind AB",
            "Jo Lind MCIPS",
        ] {
            assert!(is_name_of(&lines::of(text)[0], &name), "{text}");
        }
        for text in [
            "Jo, can you call me today?",
            "Ada",
            "Jo will send it.",
            "Jo Lind will be there on Friday with the papers",
            "OK",
        ] {
            assert!(!is_name_of(&lines::of(text)[0], &name), "{text}");
        }
    }
}
