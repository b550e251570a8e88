//! Within what is the author's: their words, how they sign, the footers, and what comes after a signature all the same.

use super::{
    Context, Layer, automatic,
    closing::{closes, closes_named, is_weak},
    footer::{self, Place},
    lines::{Line, words},
    signer::{is_called, is_name_of, is_name_shaped, is_short_form, name_tokens, shares_name},
    wording::{HOURS, PERSONAL, is_listed, is_particular, is_postscript, is_prose},
};

/// The layers of a run of lines that is neither quoted nor forwarded; `top` says that the mail begins with it.
pub(super) fn layers_of(lines: &[Line<'_>], context: &Context<'_>, top: bool) -> Vec<Layer> {
    let automatic = context.subject.is_some_and(automatic::is_automatic) || automatic::is_absence_note(lines);
    let name = context.author.map(name_tokens).unwrap_or_default();
    let footers = footers(lines, &name, top);
    let mut layers: Vec<Layer> =
        footers.iter().map(|is_footer| if *is_footer { Layer::Footer } else { Layer::Own }).collect();
    let starts = signed_at(lines, &footers, &name, top);
    sign(lines, &starts, &name, &mut layers);
    if automatic {
        layers.iter_mut().filter(|layer| **layer == Layer::Own).for_each(|layer| *layer = Layer::Automatic);
    }
    layers
}

/// Which lines are footers: alone, with the paragraph they stand in, or because a notice has begun above them. `top` says that the mail begins
/// with these lines.
fn footers(lines: &[Line<'_>], name: &[String], top: bool) -> Vec<bool> {
    let mut found = vec![false; lines.len()];
    let (mut said, mut signed, mut begun) = (!top, false, false);
    let mut start = 0;
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
        let place = |said: bool, below: bool| match (said, below) {
            (_, true) => Place::Below,
            (false, false) => Place::Top,
            (true, false) => Place::Within,
        };
        let ends_personally = joined.ends_with('?') || paragraph.first().is_some_and(is_postscript);
        if wrapped
            && !ends_personally
            && !(1 < paragraph.len() && paragraph.first().is_some_and(is_particular))
            && footer::is_footer(&joined, count, place(said, signed || begun))
        {
            found[range].iter_mut().for_each(|one| *one = true);
            begun |= footer::is_legal(&joined);
            continue;
        }
        let first = range.start;
        // A rule above the lines of a mailing list is a part of them, as is what stands between.
        let ruled = is_delimiter(&lines[first]) || automatic::is_long_rule(&lines[first]);
        let listed = |line: &Line<'_>| footer::is_list(&line.plain, line.words);
        if ruled && paragraph.len() <= 8 && paragraph.iter().skip(1).any(listed) && !paragraph.iter().any(speaks) {
            found[range].iter_mut().for_each(|one| *one = true);
            continue;
        }
        // What a list says of itself may go on with its name and address.
        let of_list = listed(&lines[first])
            && paragraph.iter().skip(1).any(|line| footer::is_added(&line.plain, line.words))
            && !paragraph.iter().any(speaks);
        let mut inside = begun && paragraph.iter().all(footer::goes_on_below);
        for at in range {
            let line = &lines[at];
            // A line that goes on in small letters is a part of what stands above it.
            let begins = at == first || !line.body.starts_with(char::is_lowercase);
            let alone = begins && of_list && at == first
                || begins
                    && !ends_personally
                    && footer::is_footer(&line.plain, line.words, place(said, signed || begun));
            inside = alone
                || inside
                    && (of_list && !is_prose(line)
                        || footer::goes_on(line)
                        || 0 < at && at + 1 == start && 80 <= line.body.len());
            found[at] = inside;
            begun |= alone && footer::is_legal(&line.plain);
            said |= !inside;
            signed |= closes(line) || is_name_of(line, name) || is_delimiter(line);
        }
    }
    // What a person goes on below is no legal notice, whatever its words.
    let mut said = false;
    for (at, line) in lines.iter().enumerate().rev() {
        if found[at] && said && footer::is_legal(&line.plain) {
            found[at] = false;
        }
        said |= !found[at] && is_prose(line) && words(&line.plain).any(|word| PERSONAL.is(word));
    }
    // A delimiter above nothing but footers is one of them.
    let mut below = false;
    for (at, line) in lines.iter().enumerate().rev().filter(|(_, line)| !line.is_blank()) {
        if !found[at] {
            found[at] = below && is_delimiter(line);
            break;
        }
        below = true;
    }
    found
}

/// Whether somebody speaks in a line to somebody.
fn speaks(line: &Line<'_>) -> bool {
    line.plain.ends_with('?') || is_listed(line) || footer::is_personal(&line.plain)
}

/// Where the author may sign: closings, the delimiter, and their name on a line of its own.
fn signed_at(lines: &[Line<'_>], footers: &[bool], name: &[String], top: bool) -> Vec<bool> {
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
            bare(3) || line.body == "--" && ends_in_block(lines, &said[place + 1..])
        } else if is_short_rule(line) {
            // A rule between two parts of a text is none of a signature.
            next.is_some_and(|next| is_name_of(next, name)) && bare(12)
        } else if closes_named(line, name) {
            true
        } else if closes(line) {
            // "Thanks for all." is a sentence unless it stands right above the name; "See you Monday" is one where nothing else is said.
            let says = line.plain.ends_with('.') && 2 <= line.words && lines.get(at + 1).is_none_or(Line::is_blank)
                || top && !said[..place].iter().any(|before| says_something(&lines[*before]));
            let brief = |next: &Line<'_>| {
                let speaks = words(&next.plain).any(|word| PERSONAL.is(word));
                next.words <= 8 && !next.plain.ends_with(['.', '?', '!', ':']) && !speaks
            };
            let closed = line.plain.ends_with(',') && next.is_some_and(brief);
            !is_weak(line) && (ends_here || name_next || bare(1) || closed)
                || is_weak(line)
                    && !says
                    && (next.is_some_and(|next| {
                        is_name_of(next, name) || is_short_form(next, name) || is_called(next, name)
                    }) || at != first
                        && bare(4)
                        && next.is_some_and(|next| is_name_shaped(next) && next.words <= 3)
                        && (name.is_empty() || line.plain.ends_with(',') || rest().take(6).any(is_particular))
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
        } else if ends_here && begins && last_prose.is_some() && (is_called(line, name) || shares_name(line, name)) {
            true
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

/// Whether a line says more than a greeting does.
fn says_something(line: &Line<'_>) -> bool {
    4 <= line.words || !line.plain.ends_with(',') && line.plain.ends_with(['.', '?', '!', ':']) && line.words != 2
}

/// Whether what stands below "-- " is a block at the end: a few lines without an empty one between them, of which none asks or lists, with
/// particulars among them or without a word to anybody.
fn ends_in_block(lines: &[Line<'_>], below: &[usize]) -> bool {
    let Some(first) = below.first().copied() else { return false };
    let block: Vec<&Line<'_>> = lines[first..].iter().take(9).take_while(|line| !line.is_blank()).collect();
    let speaks = |line: &&&Line<'_>| is_prose(line) && words(&line.plain).any(|word| PERSONAL.is(word));
    let told = block.iter().any(|line| is_particular(line));
    let speaking = block.iter().filter(speaks).count();
    (2..=8).contains(&block.len())
        && block.iter().filter(|line| is_prose(line)).count() <= 1
        && !block.iter().any(|line| line.plain.ends_with('?') || is_listed(line))
        && (speaking == 0 || told)
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
    if HOURS.any(&text) || footer::is_registry(&text) && (4 <= digits || text.contains(':')) {
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

fn is_afterthought(line: &Line<'_>) -> bool {
    is_postscript(line)
}

/// "-- ", or a dash alone.
fn is_delimiter(line: &Line<'_>) -> bool {
    matches!(line.plain.as_str(), "--" | "-")
}

fn is_short_rule(line: &Line<'_>) -> bool {
    2 <= line.plain.len()
        && line.words == 0
        && line.plain.chars().all(|c| matches!(c, '-' | '_' | '=' | '~' | '*' | '.' | '#' | '+'))
}
