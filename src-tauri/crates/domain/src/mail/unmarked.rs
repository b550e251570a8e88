//! A quoted or forwarded mail without marks: how far it goes, and where the author goes on.

use super::{
    Author, Context, Label, Layer, automatic,
    closing::{begins_short, closes},
    footer::{self, Place},
    lines::{Line, words},
    opening::{FORWARD, Opening, opening},
    phrases::Phrases,
    signer::{is_name_of, is_name_shaped, is_short_form, name_tokens},
    wording::{is_particular, is_prose},
};

static ENDS: Phrases = Phrases::of(|table| table.ends);

/// Labels what follows an introduction without marks; says where the rules go on. It reaches to the end, unless earlier mails, a marker or the
/// way it is signed show that the author goes on.
///
/// `alone` says that the author has said nothing above, so that they may be expected below.
pub(super) fn unmarked(
    lines: &[Line<'_>],
    opening: &Opening,
    first: Label,
    labels: &mut [Label],
    context: &Context<'_>,
    alone: bool,
    system: bool,
) -> usize {
    let mut label = first;
    let mut by = opening.by.clone();
    let mut start = opening.end;
    let mut at = opening.end;
    while let Some(line) = lines.get(at) {
        if 4 <= line.plain.len()
            && line.words <= 8
            && line.depth == 0
            && ENDS.any(&line.plain)
            && FORWARD.any(&line.plain)
        {
            labels[start..=at].iter_mut().for_each(|one| *one = label.clone());
            return at + 1;
        }
        let found = if line.is_blank() { None } else { self::opening(lines, at) };
        if let Some(found) = found {
            stretch(lines, start..at, &label, by.as_ref(), labels, context, alone);
            if label.layer == Layer::Forwarded && found.by.is_some() {
                label.by.clone_from(&found.by);
            }
            labels[at..found.end].iter_mut().for_each(|one| *one = label.clone());
            by = found.by;
            (start, at) = (found.end, found.end);
            continue;
        }
        at += 1;
    }
    stretch(lines, start..lines.len(), &label, by.as_ref(), labels, context, alone);
    added(lines, start, label.layer == Layer::History, labels, context, system);
    lines.len()
}

/// Labels what a program or a house adds below everything, which is none of the mail it stands under: scans, ways out of a list, and in a
/// paragraph of its own the notice of the author's house. `history` says that the mail above is quoted: the one who forwards a mail forwards
/// its notice.
fn added(lines: &[Line<'_>], start: usize, history: bool, labels: &mut [Label], context: &Context<'_>, system: bool) {
    let held = |line: &Line<'_>| context.earlier.is_some_and(|earlier| earlier.holds(&line.plain));
    let mut end = lines.len();
    for _ in 0..4 {
        while start < end && lines[end - 1].is_blank() {
            end -= 1;
        }
        if end <= start || labels[end - 1].layer == Layer::Own {
            return;
        }
        let line = &lines[end - 1];
        if footer::is_added(&line.plain, line.words) {
            end -= 1;
            labels[end] = Label { layer: Layer::Footer, by: None };
            continue;
        }
        if system && (automatic::is_status(line) || automatic::is_code(line) || automatic::is_service(line)) {
            end -= 1;
            labels[end] = Label { layer: Layer::Automatic, by: None };
            continue;
        }
        let first = (start..end).rev().take_while(|at| !lines[*at].is_blank()).last().unwrap_or(end);
        let alone =
            first.checked_sub(1).and_then(|above| lines.get(above)).is_some_and(Line::is_blank) && start < first;
        let notice = |line: &Line<'_>| footer::is_house_line(&line.plain, line.words) && !held(line);
        let paragraph = &lines[first..end];
        let text: Vec<&str> = paragraph.iter().map(|line| line.plain.as_str()).collect();
        let count = paragraph.iter().map(|line| line.words).sum();
        let whole = footer::is_house_line(&text.join(" "), count) && !paragraph.iter().any(held);
        let goes_on = || paragraph.iter().skip(1).all(|line| notice(line) || footer::goes_on(line) && !held(line));
        let is_notice = whole || paragraph.first().is_some_and(notice) && goes_on();
        if !history || !alone || !is_notice {
            return;
        }
        labels[first..end].iter_mut().for_each(|label| *label = Label { layer: Layer::Footer, by: None });
        end = first;
    }
}

/// Labels one quoted mail without marks, answers within and below it apart.
fn stretch(
    lines: &[Line<'_>],
    range: std::ops::Range<usize>,
    label: &Label,
    by: Option<&Author>,
    labels: &mut [Label],
    context: &Context<'_>,
    alone: bool,
) {
    labels[range.clone()].iter_mut().for_each(|one| *one = label.clone());
    let own = Label { layer: Layer::Own, by: None };
    let said = || range.clone().filter(|at| lines.get(*at).is_some_and(|line| !line.is_blank()));
    if let Some(earlier) = context.earlier.filter(|earlier| !earlier.is_empty()) {
        let held: Vec<usize> = said().filter(|at| earlier.holds(&lines[*at].plain)).collect();
        let telling = held.iter().any(|at| 4 <= lines[*at].words);
        if telling && said().count() <= 2 * held.len() {
            let last = held.last().copied().unwrap_or(range.start);
            let names = by.and_then(|by| by.name.as_deref()).map(name_tokens).unwrap_or_default();
            let mut signing = true;
            for at in said().filter(|at| !held.contains(at)) {
                let line = &lines[at];
                // What is below the last line that we hold may be how the other signs, which our copy need not have.
                let theirs = closes(line)
                    || is_name_of(line, &names)
                    || is_particular(line)
                    || footer::is_footer(&line.plain, line.words, Place::Below);
                signing &= at < last || theirs;
                if 0 < line.depth || last < at && signing {
                    continue;
                }
                labels[at] = own.clone();
            }
            return;
        }
    }
    let from = signed_off(lines, range.clone(), by, context, (alone, label.layer == Layer::Forwarded));
    labels[from..range.end].iter_mut().for_each(|one| *one = own.clone());
}

/// Where the author goes on below an unmarked mail that its own author has signed; the range's end where nothing shows that. It takes that the
/// one signs by name and the other at the end of all; where the author has said nothing above, one of both is enough, and in what is forwarded
/// the author's signature at the end of all.
fn signed_off(
    lines: &[Line<'_>],
    range: std::ops::Range<usize>,
    by: Option<&Author>,
    context: &Context<'_>,
    (alone, forwarded): (bool, bool),
) -> usize {
    let end = range.end;
    if end != lines.len() {
        return end;
    }
    let author = context.author.map(name_tokens).unwrap_or_default();
    let theirs = by.and_then(|by| by.name.as_deref()).map(name_tokens).unwrap_or_default();
    if theirs.iter().any(|token| author.contains(token)) {
        return end;
    }
    let said: Vec<usize> = range.filter(|at| lines.get(*at).is_some_and(|line| !line.is_blank())).collect();
    let signed = said.iter().rposition(|at| signs_as(&lines[*at], &author)).filter(|at| said.len() <= at + 10);
    // What stands right above the author's name is how they close.
    let begins = |place: usize| {
        said.get(place).is_some_and(|at| at.checked_sub(1).and_then(|at| lines.get(at)).is_none_or(Line::is_blank))
    };
    let upto = signed.map_or(said.len(), |signed| (0..=signed).rev().find(|place| begins(*place)).unwrap_or_default());
    let before = said.get(..upto).unwrap_or_default();
    let by_name = before.iter().rposition(|at| signs_as(&lines[*at], &theirs));
    let by_shape = || {
        let mut last = before.len();
        while let Some(start) = (0..last).rev().find(|place| *place == 0 || begins(*place)) {
            // All of it, or its last two lines.
            let signed = |from: usize| {
                before.get(from..last).is_some_and(|lines_of| is_signed(lines_of.iter().map(|at| &lines[*at])))
            };
            let closed = last.checked_sub(2).filter(|closing| start < *closing && closes(&lines[before[*closing]]));
            if 0 < start && signed(start) || closed.is_some_and(signed) {
                return Some(last - 1);
            }
            last = start;
        }
        None
    };
    let off = match (by_name, signed) {
        (Some(off), Some(_)) => Some(off),
        (Some(off), None) if alone => Some(off),
        (None, Some(_)) if alone || forwarded => by_shape(),
        _ => None,
    };
    let Some(off) = off.and_then(|off| before.get(off)).copied() else { return end };
    let ours = |line: &Line<'_>| signs_as(line, &author);
    let mut next = off + 1;
    // Their particulars go with their name.
    while lines.get(next).is_some_and(|line| !line.is_blank() && !ours(line)) && next < end {
        next += 1;
    }
    while lines.get(next).is_some_and(|line| line.is_blank() || is_particular(line) && !ours(line)) && next < end {
        next += 1;
    }
    let goes_on = signed.is_some() || lines.get(next..).is_some_and(|rest| rest.iter().any(is_prose));
    if goes_on { next.min(end) } else { end }
}

/// Whether a paragraph is how somebody signs: a few short lines, with a closing or a name at the end.
fn is_signed<'a>(paragraph: impl Iterator<Item = &'a Line<'a>>) -> bool {
    let (mut count, mut closed, mut named) = (0, false, false);
    for line in paragraph {
        count += 1;
        if 8 < count || 6 < line.words || is_prose(line) || line.plain.ends_with(['?', ':']) {
            return false;
        }
        closed |= closes(line) || begins_short(line);
        named = is_name_shaped(line);
    }
    closed || named
}

fn signs_as(line: &Line<'_>, name: &[String]) -> bool {
    line.depth == 0
        && (is_name_of(line, name)
            || is_short_form(line, name)
            || closes(line) && words(&line.plain).last().is_some_and(|last| name.iter().any(|token| token == last)))
}
