//! The decision: does a sentence follow from its sources? Every check gives its reasons; a sentence without any follows.

use crate::words::Word;
use crate::{
    align::has_matter,
    attribution, directions,
    evidence::{Body, Evidence, Piece},
    flaw::Flaw,
    lexicon::{is_first_name, is_function, is_negation, is_opener, is_speech, is_title},
    numbers::{Number, Unit, is_unit},
    promises, pronouns,
    quotes::{addresses, quotations, without},
    reading::{Atom, Reading, Sense, is_german},
    segments::{Segment, segments},
    states, substitution,
};
use quantities::money::{Currency, currency_of_word};
use std::collections::BTreeSet;

/// Less of a sentence's matter than this in the sources, and it is about something else.
const COVERED_MIN: f32 = 0.34;

/// Checks a sentence against its sources. Returns the reasons against it, each once, in order; none where it follows.
///
/// Quotations have to stand word for word, and whoever is named around one has to be who said it. Numbers, money, dates, percentages,
/// names and addresses have to be in the sources once formats are taken off, and belong to what they belong to there. What somebody is
/// said to have said has to be theirs where the sources name speakers, and what they are said to owe has to be promised by them. Negations, opposites and degrees have to agree. What
/// is said to be approved, signed, cancelled or paid has to be spoken of as such. English and German; of French what says whose words these are, and
/// such states.
pub fn follows(text: &str, evidence: &[Evidence]) -> Vec<Flaw> {
    let body = Body::of(evidence);
    let mut flaws = BTreeSet::new();
    let mut quoted = quotations(text);
    let addressed = addresses(text);
    for (_, address) in &addressed {
        if !body.has_address(address) {
            flaws.insert(Flaw::Address { address: address.clone() });
        }
    }
    let blanks: Vec<_> =
        quoted.iter().map(|quote| quote.at.clone()).chain(addressed.iter().map(|(at, _)| at.clone())).collect();
    let own = pronouns::resolved(&without(text, &blanks), &body.known);
    for quote in &mut quoted {
        quote.at = own.place_of(quote.at.start)..own.place_of(quote.at.end);
    }
    let line = Reading::of(&own.text, None, &body.known);
    let parts = segments(&line);
    let placed: Vec<_> =
        addressed.into_iter().map(|(at, address)| (own.place_of(at.start)..own.place_of(at.end), address)).collect();
    if blanks.is_empty() && is_stretch(&line, &body) {
        flaws.extend(promises::check(&own.text, &line, &body, true));
        return flaws.into_iter().collect();
    }
    let named = attribution::check(&own.text, &line, &quoted, &placed, &body);
    flaws.extend(named.flaws);
    flaws.extend(check_numbers(&line, &body));
    flaws.extend(directions::check(&line, &body));
    flaws.extend(promises::check(&own.text, &line, &body, false));
    flaws.extend(check_times(&line, &parts, &body));
    flaws.extend(states::check(&line, &body));
    flaws.extend(check_names(text, &line, &named.fitting, &body));
    for part in &parts {
        flaws.extend(check_attribution(&line, part, &body, &named.fitting, !quoted.is_empty()));
        flaws.extend(substitution::check(&line, part, &body));
    }
    // What "he" did is checked as what the one named before did, whoever's word the sentences before it are.
    for from in own.names.iter().filter_map(|byte| line.atom_at(*byte)) {
        let to = (from + 1..line.atoms.len()).find(|at| line.atoms[*at].opens).unwrap_or(line.atoms.len());
        let part = Segment { by: None, named_at: None, content: from..to, lead: from..from };
        flaws.extend(substitution::check(&line, &part, &body));
    }
    if flaws.is_empty() {
        flaws.extend(check_coverage(&line, &named.fitting, &body));
    }
    flaws.into_iter().collect()
}

/// Whether the line is, word for word, a stretch of one source, with no negation left out right before it.
fn is_stretch(line: &Reading, body: &Body) -> bool {
    let wanted: Vec<&str> = line.words.iter().map(|word| word.low.as_str()).collect();
    if wanted.is_empty() {
        return false;
    }
    body.pieces.iter().any(|piece| {
        let words = &piece.reading.words;
        (0..(words.len() + 1).saturating_sub(wanted.len())).any(|start| {
            let same = words[start..start + wanted.len()].iter().zip(&wanted).all(|(word, low)| word.low == *low);
            let clause = (0..=start.min(words.len() - 1)).rev().find(|at| words[*at].breaks).unwrap_or(0);
            same && !words[clause.min(start)..start].iter().any(|word| is_negation(&word.low))
                && has_its_numbers(line, &piece.reading, start)
        })
    })
}

/// Whether the numbers of a line are those of the same words of a source: without its minus, or the other end of its range, a number is
/// another one.
fn has_its_numbers(line: &Reading, source: &Reading, start: usize) -> bool {
    line.atoms.iter().all(|atom| match &atom.sense {
        Sense::Number(mine) if mine.code.is_none() => source.atoms.iter().any(|other| match &other.sense {
            Sense::Number(theirs) => {
                other.at.start == atom.at.start + start && mine.equals(theirs) && mine.counts_alike(theirs)
            }
            _ => false,
        }),
        _ => true,
    })
}

/// Whether two names may be one person's: every word of the shorter is in the longer.
pub(crate) fn is_one_person(one: &[String], other: &[String]) -> bool {
    crate::align::is_part_of(one, other) || crate::align::is_part_of(other, one) || one.concat() == other.concat()
}

fn check_numbers(line: &Reading, body: &Body) -> Vec<Flaw> {
    let mut flaws = Vec::new();
    for (at, atom) in line.atoms.iter().enumerate() {
        let Sense::Number(number) = &atom.sense else { continue };
        flaws.extend(check_number(line, at, number, body));
    }
    flaws
}

fn check_number(line: &Reading, at: usize, number: &Number, body: &Body) -> Option<Flaw> {
    let written = shown(line, at);
    let said: Vec<(usize, usize, &Number)> = body
        .pieces
        .iter()
        .enumerate()
        .flat_map(|(piece, read)| {
            let free = read.reading.atoms.iter().enumerate().filter_map(move |(at, atom)| match &atom.sense {
                Sense::Number(number) => Some((piece, at, number)),
                _ => None,
            });
            free.chain(read.reading.counted.iter().map(move |(at, number)| (piece, *at, number)))
        })
        .collect();
    let same: Vec<_> = said.iter().filter(|(_, _, other)| number.equals(other)).collect();
    if same.is_empty() {
        // "one" and "second" are often no numbers, and a day or a year may stand in a date.
        if number.weak || in_a_date(number, body) || half(number, body) {
            return None;
        }
        return Some(Flaw::Number { number: written });
    }
    let unit_is_near = |piece: usize| -> bool {
        number.unit.is_none_or(|unit| match unit {
            Unit::Money(currency) => !other_money(body, piece, currency) && is_carried(body, currency),
            _ => true,
        })
    };
    let fits = |(piece, _, other): &&&(usize, usize, &Number)| {
        number.counts_alike(other)
            && (other.unit.is_some()
                || number.unit.is_none()
                || unit_is_near(*piece) && unit_occurs(line, at, number, body))
    };
    if !same.iter().any(|said| fits(&said)) {
        return Some(Flaw::NumberElsewhere { number: written });
    }
    if number.weak || number.code.is_some() {
        return None;
    }
    // Another number that stands where this one is said to stand.
    let near = |piece: usize, there: usize| {
        crate::align::surroundings(line, at, &body.pieces[piece].reading, there)
            + substitution::speaker_near(line, at, &body.pieces[piece])
    };
    let own = same.iter().map(|(piece, there, _)| near(*piece, *there)).fold(0.0_f32, f32::max);
    let rival = said
        .iter()
        .filter(|(_, _, other)| {
            !number.equals(other) && !other.weak && other.code.is_none() && other.ordinal == number.ordinal
        })
        .map(|(piece, there, _)| near(*piece, *there))
        .fold(0.0_f32, f32::max);
    (1.5 * own + 0.3 < rival).then_some(Flaw::NumberElsewhere { number: written })
}

/// The number as a reason shows it: with the word after it.
fn shown(line: &Reading, at: usize) -> String {
    let next = line.atoms.get(at + 1).filter(|next| !next.breaks).map(|next| format!(" {}", line.written(next)));
    line.written(&line.atoms[at]) + &next.unwrap_or_default()
}

/// Whether a bare number is the day, month or year of a date in the sources.
fn in_a_date(number: &Number, body: &Body) -> bool {
    let Some(value) = number.whole().filter(|_| number.unit.is_none()) else { return false };
    body.whens().any(|(_, _, when)| {
        let day = when.day.map(i64::from);
        let year = when.year.map(i64::from);
        let hour = when.minute.map(|minute| i64::from(minute / 60));
        let of_span =
            when.spans.iter().any(|(first, last)| first == last && i64::from(first.day()) == value && number.ordinal);
        [day, year, hour].contains(&Some(value)) || hour.is_some_and(|hour| hour == value + 12) || of_span
    })
}

/// Whether a number is 50 % and a source says "half".
fn half(number: &Number, body: &Body) -> bool {
    let fifty = matches!(number.unit, Some(Unit::Percent)) && number.whole() == Some(50);
    fifty && body.has_word("half", "half")
}

/// Whether a piece speaks of money that this currency does not follow from.
fn other_money(body: &Body, piece: usize, currency: Currency) -> bool {
    body.pieces[piece].reading.atoms.iter().any(|atom| match &atom.sense {
        Sense::Number(other) => matches!(other.unit, Some(Unit::Money(named)) if !currency.follows_from(named)),
        _ => false,
    })
}

/// Whether any source names a currency that this one follows from: none is invented for a bare figure.
fn is_carried(body: &Body, currency: Currency) -> bool {
    body.pieces.iter().any(|piece| {
        let of_number = piece.reading.atoms.iter().any(|atom| match &atom.sense {
            Sense::Number(other) => matches!(other.unit, Some(Unit::Money(named)) if currency.follows_from(named)),
            _ => false,
        });
        of_number
            || piece
                .reading
                .words
                .iter()
                .any(|word| currency_of_word(&word.raw).is_some_and(|named| currency.follows_from(named)))
    })
}

/// Whether the unit a line gives a number occurs in the sources at all; of money that is asked elsewhere.
fn unit_occurs(line: &Reading, at: usize, number: &Number, body: &Body) -> bool {
    if matches!(number.unit, Some(Unit::Money(_)) | None) {
        return true;
    }
    let after = line.atoms[at].at.end;
    let near = line.words[after..(after + 3).min(line.words.len())].iter();
    near.filter(|word| !is_function(&word.low)).any(|word| body.has_word(&word.low, &word.stem))
}

fn check_times(line: &Reading, parts: &[Segment], body: &Body) -> Vec<Flaw> {
    let mut flaws = Vec::new();
    for (at, atom) in line.atoms.iter().enumerate() {
        let Sense::When(claimed) = &atom.sense else { continue };
        let matching: Vec<(usize, usize)> =
            body.whens().filter(|(_, _, said)| claimed.follows_from(said)).map(|(piece, at, _)| (piece, at)).collect();
        if matching.is_empty() {
            let counted = line.counted.iter().find(|(inside, _)| *inside == at).is_some_and(|(_, number)| {
                body.pieces.iter().flat_map(|piece| &piece.reading.atoms).any(|said| match &said.sense {
                    Sense::Number(other) => number.equals(other) && number.counts_alike(other),
                    _ => false,
                })
            });
            if !counted && !is_time_of_saying(line, at, parts, body) && !spelled_there(line, atom, body) {
                flaws.push(Flaw::Time { time: line.written(atom) });
            }
            continue;
        }
        // Another date that stands where this one is said to stand.
        let near =
            |piece: usize, there: usize| crate::align::surroundings(line, at, &body.pieces[piece].reading, there);
        let own = matching.iter().map(|(piece, there)| near(*piece, *there)).fold(0.0_f32, f32::max);
        let rival = body
            .whens()
            .filter(|(_, _, said)| !claimed.follows_from(said) && said.is_clock() == claimed.is_clock())
            .map(|(piece, there, _)| near(piece, there))
            .fold(0.0_f32, f32::max);
        if 1.5 * own + 0.3 < rival && !is_time_of_saying(line, at, parts, body) {
            flaws.push(Flaw::Time { time: line.written(atom) });
        }
    }
    flaws
}

/// What reads as a date may be spelled the same in a source and be none there: "May" as a name.
fn spelled_there(line: &Reading, atom: &Atom, body: &Body) -> bool {
    let wanted: Vec<&str> = line.words[atom.at.clone()].iter().map(|word| word.low.as_str()).collect();
    body.pieces.iter().any(|piece| {
        let lows: Vec<&str> = piece.reading.words.iter().map(|word| word.low.as_str()).collect();
        let is_time = |at: usize| {
            let atoms = &piece.reading.atoms;
            atoms.iter().any(|atom| atom.at.contains(&at) && matches!(atom.sense, Sense::When(_)))
        };
        (0..lows.len().saturating_sub(wanted.len() - 1))
            .any(|at| lows[at..at + wanted.len()] == wanted[..] && !is_time(at))
    })
}

/// Whether a date is the day a source was said on, and the line uses it as that: beside a verb of saying, or where that source
/// names no day of its own.
fn is_time_of_saying(line: &Reading, at: usize, parts: &[Segment], body: &Body) -> bool {
    let Sense::When(claimed) = &line.atoms[at].sense else { return false };
    if let Some(minute) = claimed.minute {
        let of_day = |said: jiff::civil::DateTime| 60 * i16::from(said.hour()) + i16::from(said.minute());
        return body.pieces.iter().filter_map(|piece| piece.said).any(|said| of_day(said) == minute);
    }
    if !body.moments().any(|moment| claimed.follows_from(&moment)) {
        return false;
    }
    let in_lead = parts.iter().any(|part| {
        part.lead.contains(&at) || (part.by.is_none() && part.content.contains(&at) && part.content.len() <= 3)
    });
    // "On 4 March Ada wrote": the date opens the line and the next thing is a lead.
    let before_lead = parts.iter().any(|part| part.by.is_some() && part.lead.start.abs_diff(at) <= 2);
    // "Ada spoke of it on 4 March": with no clause of its own after the verb, a date at the end is the verb's.
    let of_verb = |part: &Segment| {
        let verb = part.lead.end.checked_sub(1).map_or("", |last| line.atoms[last].low.as_str());
        part.by.is_some() && part.content.contains(&at) && matches!(verb, "spoke" | "mentioned" | "named" | "wrote")
    };
    let trails = line.atoms.get(at + 1).is_none_or(|next| next.opens) && parts.iter().any(of_verb);
    let silent = body.pieces.iter().all(|piece| {
        piece.said.is_none_or(|said| !claimed.follows_from(&crate::days::moment(said)))
            || !piece.reading.atoms.iter().any(|atom| matches!(&atom.sense, Sense::When(when) if !when.is_clock()))
    });
    in_lead || before_lead || trails || silent
}

/// Every name is one of the sources'. Who said a quotation may be named in another spelling; `fitting` says where.
fn check_names(text: &str, line: &Reading, fitting: &[std::ops::Range<usize>], body: &Body) -> Vec<Flaw> {
    let mut flaws = Vec::new();
    let german = is_german(text);
    for (at, atom) in line.atoms.iter().enumerate() {
        let is_theirs =
            |word: &Word| fitting.iter().any(|named| named.start <= word.bytes.start && word.bytes.end <= named.end);
        let words = &line.words[atom.at.clone()];
        if words.iter().all(|word| is_theirs(word) || is_speech(&word.low)) {
            continue;
        }
        if let Sense::Name(tokens) = &atom.sense {
            if !body.has_name(tokens) && !is_ordinary(line, atom, tokens, body) {
                flaws.push(Flaw::Name { name: line.written(atom) });
            }
            continue;
        }
        let word = &line.words[atom.at.start];
        if atom.sense == Sense::Plain
            && speaks(line, at)
            && !is_opener(&word.low)
            && !is_title(&word.low)
            && !body.has_word(&word.low, &word.stem)
        {
            flaws.push(Flaw::Name { name: word.raw.clone() });
            continue;
        }
        let unknown = atom.sense == Sense::Plain
            && word.capital
            && !body.has_word(&word.low, &word.stem)
            && !is_title(&word.low)
            && !is_unit(word);
        if !unknown {
            continue;
        }
        let suspicious = if atom.opens {
            !is_opener(&word.low) && !has_the_ending_of_a_word(&word.low) && may_be_subject(line, at)
        } else {
            // A German noun has a word before it that says so.
            german && !at.checked_sub(1).is_some_and(|before| announces_noun(&line.atoms[before].low))
        };
        if suspicious {
            flaws.push(Flaw::Name { name: word.raw.clone() });
        }
    }
    flaws
}

/// Words with a capital that are no names after all: all of them occur in the sources, in one row or as ordinary words.
fn is_ordinary(line: &Reading, atom: &Atom, tokens: &[String], body: &Body) -> bool {
    let words = &line.words[atom.at.clone()];
    let each_known = words.iter().all(|word| body.has_word(&word.low, &word.stem) && 1 < word.low.chars().count());
    if tokens.len() == 1 {
        return each_known || (atom.opens && is_opener(&tokens[0]));
    }
    if atom.opens && is_opener(&tokens[0]) {
        return body.has_name(&tokens[1..]);
    }
    // Two words that each occur, but never together: a first name with another's last name, unless nobody bears either.
    let bearers: Vec<&Vec<String>> = body
        .known
        .speakers
        .iter()
        .filter(|speaker| 1 < speaker.len() && tokens.iter().any(|token| speaker.contains(token)))
        .collect();
    each_known
        && bearers.is_empty()
        && !rows(body).iter().any(|row| 1 < row.len() && tokens.iter().any(|token| row.contains(token)))
}

/// The names of more than one word in the sources.
fn rows(body: &Body) -> Vec<Vec<String>> {
    body.pieces
        .iter()
        .flat_map(|piece| &piece.reading.atoms)
        .filter_map(|atom| match &atom.sense {
            Sense::Name(tokens) if 1 < tokens.len() => Some(tokens.clone()),
            _ => None,
        })
        .collect()
}

/// Whether a word without a capital stands where a speaker's name would: "pat said", "according to pat doe". "The lawyer said" names
/// nobody.
fn speaks(line: &Reading, at: usize) -> bool {
    let atoms = &line.atoms;
    let low = |at: usize| atoms.get(at).map_or("", |atom| atom.low.as_str());
    let in_name = |at: usize| {
        atoms.get(at).is_some_and(|atom| {
            let initial = atom.low.chars().count() == 1 && !matches!(atom.low.as_str(), "i" | "a");
            let word = matches!(atom.sense, Sense::Plain | Sense::Name(_)) && !crate::lexicon::is_saying(&atom.low);
            initial || word && !is_opener(&atom.low)
        })
    };
    // The run of words that may be the name, up to six.
    let mut start = at;
    while 0 < start && at - start < 5 && !atoms[start].breaks && in_name(start - 1) {
        start -= 1;
    }
    let mut end = at + 1;
    while end - start < 6 && in_name(end) && !atoms[end].breaks {
        end += 1;
    }
    let before = start.checked_sub(1).map_or("", low);
    let by = before == "to" && start.checked_sub(2).map_or("", low) == "according" || before == "laut";
    let bare = start == 0 || atoms[start].breaks || matches!(before, "and" | "while" | "but" | "und" | "that" | "dass");
    let verb = if matches!(low(end), "also" | "then" | "has" | "had" | "later") { end + 1 } else { end };
    let leads = atoms.get(verb + 1).is_none_or(|next| next.breaks || next.opens)
        || (verb + 1..verb + 4).any(|next| matches!(low(next), "that" | "dass" | "whether"));
    by && end - start <= 6 || (bare && crate::lexicon::is_saying(low(verb)) && leads)
}

fn has_the_ending_of_a_word(low: &str) -> bool {
    const ENDINGS: [&str; 12] =
        ["ly", "tion", "tions", "ness", "ity", "ment", "ments", "ings", "ance", "ence", "ship", "ung"];
    !is_first_name(low)
        && (ENDINGS.iter().any(|ending| 5 < low.len() && low.ends_with(ending))
            || 6 < low.len() && low.ends_with("ing"))
}

/// Whether what opens a sentence can be a name there: a verb, a comma or another small word follows, no noun.
fn may_be_subject(line: &Reading, at: usize) -> bool {
    line.atoms.get(at + 1).is_some()
}

fn announces_noun(low: &str) -> bool {
    matches!(
        low,
        "der"
            | "die"
            | "das"
            | "den"
            | "dem"
            | "des"
            | "ein"
            | "eine"
            | "einen"
            | "einem"
            | "einer"
            | "eines"
            | "kein"
            | "keine"
            | "keinen"
            | "keinem"
            | "keiner"
            | "zum"
            | "zur"
            | "im"
            | "am"
            | "beim"
            | "vom"
            | "ins"
            | "ans"
            | "mein"
            | "meine"
            | "unser"
            | "unsere"
            | "unseren"
            | "unserem"
            | "ihr"
            | "ihre"
            | "ihren"
            | "ihrem"
            | "sein"
            | "seine"
            | "seinen"
            | "seinem"
            | "dieser"
            | "diese"
            | "dieses"
            | "diesem"
            | "diesen"
            | "jeder"
            | "jede"
            | "jedes"
            | "alle"
            | "viele"
    ) || 4 < low.len() && (low.ends_with("en") || low.ends_with("er") || low.ends_with("es") || low.ends_with("em"))
}

fn check_attribution(
    line: &Reading,
    part: &Segment,
    body: &Body,
    fitting: &[std::ops::Range<usize>],
    has_quotation: bool,
) -> Option<Flaw> {
    let name = part.by.as_ref()?;
    let at = part.named_at.map(|at| line.words[line.atoms[at].at.start].bytes.start)?;
    // A line that reports one thing was looked at by itself.
    if !has_quotation && fitting.iter().any(|named| named.contains(&at)) {
        return None;
    }
    let content = &line.atoms[part.content.clone()];
    if !body.has_speakers() || content.len() < 3 {
        return None;
    }
    let theirs = |piece: &Piece| piece.speaker.as_ref().is_some_and(|speaker| is_one_person(name, speaker));
    let own = body.footings(content, &theirs);
    let all = body.footings(content, &|_| true);
    let score =
        |footings: &[crate::evidence::Footing]| footings.first().map_or(0.0, |footing| footing.alignment.weight);
    let flaw = || Some(Flaw::Attribution { name: name.join(" ") });
    let best = score(&all);
    // A source may itself report what they said, or speak of them in these words.
    let told = all.iter().any(|footing| substitution::names_in_window(body, footing, name));
    if told || (has_quotation && best < 1.0) {
        return None;
    }
    if own.is_empty() {
        // A source without a speaker may be theirs.
        let open = all.iter().any(|footing| body.pieces[footing.piece].speaker.is_none());
        return if open || all.is_empty() && has_quotation { None } else { flaw() };
    }
    // Another said all of it, and they only part.
    let said = |footings: &[crate::evidence::Footing]| {
        footings.iter().map(|footing| footing.alignment.pairs.len()).max().unwrap_or(0)
    };
    let run = |footings: &[crate::evidence::Footing]| {
        footings.iter().map(|footing| footing.alignment.run()).max().unwrap_or(0)
    };
    let whole = 5 * said(&all) >= 4 * content.len()
        && (said(&own) + 2 <= said(&all) || 4 <= run(&all) && 2 * run(&own) <= run(&all));
    if whole || score(&own) + 0.25 < 0.93 * best { flaw() } else { None }
}

fn check_coverage(line: &Reading, fitting: &[std::ops::Range<usize>], body: &Body) -> Option<Flaw> {
    // Who said it, and in what, is no matter of its own.
    let frames = |atom: &Atom| {
        let at = &line.words[atom.at.start].bytes;
        fitting.iter().any(|named| named.start <= at.start && at.end <= named.end)
            || !fitting.is_empty() && (is_title(&atom.low) || is_opener(&atom.low) || is_speech(&atom.low))
    };
    let matter: Vec<&Atom> = line.atoms.iter().filter(|atom| has_matter(atom) && !frames(atom)).collect();
    if matter.len() < 3 {
        return None;
    }
    let missing: Vec<&&Atom> = matter
        .iter()
        .filter(|atom| {
            atom.sense == Sense::Plain
                && !body.has_word(&atom.low, &atom.stem)
                && !crate::lexicon::is_saying(&atom.low)
                && !promises::only_frames(&atom.low)
        })
        .collect();
    #[allow(clippy::cast_precision_loss)] // A sentence has few words.
    let covered = 1.0 - missing.len() as f32 / matter.len() as f32;
    if COVERED_MIN <= covered {
        return None;
    }
    let words = missing.iter().map(|atom| line.written(atom)).collect::<Vec<_>>().join(" ");
    Some(Flaw::Unsupported { words })
}
