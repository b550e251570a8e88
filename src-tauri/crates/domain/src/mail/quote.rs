//! Where a mail quotes or forwards another: marks, header blocks, attributions, rules; and where its author goes on.

use super::{
    Context, Label, Layer,
    attribution::ATTRIBUTION_LINES,
    automatic,
    header::{author_of, header},
    lines::{Line, plain, shape, words},
    opening::{Means, Opening, is_forward, next_said, opening},
    signer::name_tokens,
    unmarked::unmarked,
};

/// So many words in a row are not said twice by chance, by the one and by the other; "I look forward to hearing from you" is.
const REPEATED_WORDS: usize = 8;

/// Lines within which a marked line shows that answers stand between them.
const ANSWERS_WITHIN: usize = 60;

/// Says of each line whether it is quoted, forwarded or automatic; the rest, signature and footers included, is left as the author's own.
pub(super) fn labels(lines: &[Line<'_>], context: &Context<'_>) -> Vec<Label> {
    let own = Label { layer: Layer::Own, by: None };
    let mut labels = vec![own.clone(); lines.len()];
    let subject = context.subject.unwrap_or_default();
    if automatic::is_failure(subject) || context.author.is_some_and(automatic::is_machine) {
        labels.iter_mut().for_each(|label| label.layer = Layer::Automatic);
        return labels;
    }
    let forwards = is_forward(subject);
    let mut at = 0;
    // `spoke`: whether the author has said something so far.
    let (mut opened, mut system, mut first, mut spoke) = (false, false, true, false);
    // What a `>` means from here on.
    let mut quoted = Label { layer: Layer::History, by: None };
    while let Some(line) = lines.get(at) {
        if 0 < line.depth {
            // Apple marks what it forwards.
            let begins = !opened
                && at.checked_sub(1).and_then(|before| lines.get(before)).is_none_or(|before| before.depth == 0);
            if begins && let Some(found) = opening(lines, at) {
                let forward = found.means == Means::Forward || forwards && found.has_header;
                quoted = if forward { Label { layer: Layer::Forwarded, by: found.by } } else { quoted };
                opened = true;
            }
            labels[at] = quoted.clone();
            at += 1;
            continue;
        }
        if line.is_blank() {
            at += 1;
            continue;
        }
        let comment = if system { comment(lines, at, context) } else { None };
        if let Some((end, true)) = comment {
            labels[at..end].iter_mut().for_each(|label| label.layer = Layer::Automatic);
            at = end;
            continue;
        }
        let comment =
            comment.map(|(end, _)| Opening { end, means: Means::Unsaid, has_header: true, by: author_of(line.body) });
        let Some(opening) = opening(lines, at).or(comment) else {
            if at.checked_sub(1).and_then(|before| lines.get(before)).is_some_and(|before| 0 < before.depth)
                && is_lost_tail(lines, at, context)
            {
                labels[at] = quoted.clone();
            } else if let Some(end) = automatic::join_block(lines, at) {
                labels[at..end].iter_mut().for_each(|label| label.layer = Layer::Automatic);
                at = end;
                continue;
            } else if automatic::is_system_line(line)
                || system && automatic::is_of_system(line, spoke, stands_below(Layer::Automatic, lines, &labels, at))
            {
                system = true;
                labels[at].layer = Layer::Automatic;
            }
            spoke |= labels[at].layer == Layer::Own;
            at += 1;
            continue;
        };
        let layer = match opening.means {
            Means::Forward => Layer::Forwarded,
            Means::Unsaid if forwards && !opened && opening.has_header => Layer::Forwarded,
            Means::Original if forwards && !opened => Layer::Forwarded,
            _ => Layer::History,
        };
        opened = true;
        let by = |opening: &Opening| opening.by.clone().filter(|_| layer == Layer::Forwarded);
        quoted = Label { layer, by: by(&opening) };
        labels[at..opening.end].iter_mut().for_each(|label| *label = quoted.clone());
        let next = next_said(lines, opening.end);
        let marked = next.and_then(|next| lines.get(next)).is_none_or(|next| 0 < next.depth);
        if marked || !opening.has_header && is_answered_between(lines, opening.end) {
            at = opening.end;
            continue;
        }
        if first {
            arrows(lines, at, opening.end, &mut labels, context);
        }
        let alone = first && !spoke;
        first = false;
        at = unmarked(lines, &opening, quoted.clone(), &mut labels, context, alone, system);
    }
    if !opened && is_new(subject) {
        arrows(lines, lines.len(), lines.len(), &mut labels, context);
    }
    arrows_between(lines, &mut labels, context);
    pasted(lines, &mut labels, context);
    labels
}

/// Whether what is said above a line has a layer.
fn stands_below(layer: Layer, lines: &[Line<'_>], labels: &[Label], at: usize) -> bool {
    (0..at).rev().find(|above| !lines[*above].is_blank()).is_some_and(|above| labels[above].layer == layer)
}

/// Whether a subject is given and has no prefix of a reply: nothing is quoted in such a mail by habit.
fn is_new(subject: &str) -> bool {
    let bare = automatic::without_tags(&plain(subject));
    !bare.is_empty() && bare.split_once(':').is_none_or(|(prefix, _)| 6 < prefix.trim().chars().count())
}

/// Gives back to the author lines that merely begin with an arrow: they stand above the first introduction, which begins at `at`, nothing
/// introduces them, and neither what is quoted below nor any earlier mail has their words.
fn arrows(lines: &[Line<'_>], at: usize, below: usize, labels: &mut [Label], context: &Context<'_>) {
    let marked: Vec<usize> = (0..at).filter(|above| 0 < lines[*above].depth).collect();
    if marked.is_empty()
        || labels[..at].iter().zip(lines).any(|(label, line)| line.depth == 0 && label.layer != Layer::Own)
    {
        return;
    }
    let mut quoted = super::Earlier::default();
    lines.iter().skip(below).for_each(|line| quoted.add("", line.body));
    let held = |line: &Line<'_>| {
        quoted.holds(&line.plain) || context.earlier.is_some_and(|earlier| earlier.holds(&line.plain))
    };
    let mut telling = marked.iter().map(|at| &lines[*at]).filter(|line| 4 <= line.words).peekable();
    let asks = marked.iter().any(|at| lines[*at].plain.ends_with('?') || lines[*at].is_blank());
    if telling.peek().is_some() && !asks && !telling.any(held) {
        marked.into_iter().for_each(|at| labels[at].layer = Layer::Own);
    }
}

/// Gives back to the author lines further below that merely begin with an arrow: a run that a line of theirs with a colon introduces, in which
/// nothing asks, and of which no earlier mail has a word. It has to be a ladder of numbers ("> 250 pieces", "> 500 pieces"), or we hold what
/// is quoted around it, so that this would be held too.
fn arrows_between(lines: &[Line<'_>], labels: &mut [Label], context: &Context<'_>) {
    let earlier = context.earlier.filter(|earlier| !earlier.is_empty());
    let held = |line: &Line<'_>| earlier.is_some_and(|earlier| earlier.holds(&line.plain));
    let telling = |line: &&Line<'_>| line.depth == 1 && 4 <= line.words;
    let known = earlier.is_some() && lines.iter().filter(telling).any(held);
    let mut at = 0;
    while at < lines.len() {
        let len = lines[at..].iter().take_while(|line| 0 < line.depth).count();
        let run = at..at + len;
        at = run.end.max(at + 1);
        if run.is_empty() {
            continue;
        }
        let above = (0..run.start).rev().find(|above| !lines[*above].is_blank());
        let introduced = above.is_some_and(|above| {
            labels[above].layer == Layer::Own && lines[above].depth == 0 && lines[above].plain.ends_with(':')
        });
        let marked = &lines[run.clone()];
        let plain = |line: &Line<'_>| line.depth == 1 && !line.is_blank() && !line.plain.ends_with('?');
        if 12 < marked.len() || !marked.iter().all(plain) || marked.iter().any(held) {
            continue;
        }
        if goes_on_ladder(lines, run.clone(), labels) {
            labels[run].iter_mut().for_each(|label| *label = Label { layer: Layer::Own, by: None });
            continue;
        }
        if !introduced {
            continue;
        }
        let ladder = is_ladder(marked.iter());
        if ladder || known && marked.iter().any(|line| telling(&line)) {
            labels[run].iter_mut().for_each(|label| *label = Label { layer: Layer::Own, by: None });
        }
    }
}

/// Whether two lines or more each begin with a number that is no place in a list, in order of size.
fn is_ladder<'a>(lines: impl Iterator<Item = &'a Line<'a>>) -> bool {
    let number = |line: &Line<'_>| -> Option<f64> {
        let text = line.plain.trim_start_matches(['€', '$', '£', '=', '~', '<']).trim_start();
        let (sign, digits) = text.strip_prefix('-').map_or((1.0, text), |rest| (-1.0, rest));
        let len = digits.bytes().take_while(|b| b.is_ascii_digit() || matches!(b, b'.' | b',')).count();
        let (number, rest) = digits.split_at_checked(len)?;
        let listed = number.ends_with('.') || rest.starts_with(')') || !rest.starts_with([' ', '%', '€']);
        let value: String = number.chars().filter(char::is_ascii_digit).collect();
        (!listed).then(|| value.parse().ok()).flatten().map(|value: f64| sign * value)
    };
    let numbers: Option<Vec<f64>> = lines.map(number).collect();
    numbers.is_some_and(|numbers| {
        let ordered = |by: fn(&f64, &f64) -> bool| numbers.windows(2).all(|pair| by(&pair[0], &pair[1]));
        2 <= numbers.len() && (ordered(|a, b| a <= b) || ordered(|a, b| b <= a))
    })
}

/// Whether a run with arrows is the last step of a ladder whose first ones the author wrote right above it without: "3 kW", "5 kW", "> 5 kW".
fn goes_on_ladder(lines: &[Line<'_>], run: std::ops::Range<usize>, labels: &[Label]) -> bool {
    let own = |at: &usize| labels[*at].layer == Layer::Own && lines[*at].depth == 0 && !lines[*at].is_blank();
    let begins =
        |at: &usize| lines[*at].plain.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '<' | '=' | '€' | '$'));
    let first = (0..run.start).rev().take(8).take_while(|at| own(at) && begins(at)).last();
    first.is_some_and(|first| {
        let unit = |word: &&str| 2 <= word.len() && word.bytes().all(|b| b.is_ascii_lowercase());
        let units: Vec<&str> = words(&lines[first].plain).filter(unit).take(1).collect();
        let shared = lines[run.clone()].iter().all(|line| words(&line.plain).any(|word| units.contains(&word)));
        shared && is_ladder(lines[first..run.end].iter())
    })
}

/// In a mail of a ticket system: a name over a moment, as it heads each comment. The line after both, and whether the author is meant.
fn comment(lines: &[Line<'_>], at: usize, context: &Context<'_>) -> Option<(usize, bool)> {
    let line = lines.get(at)?;
    let below = line.words <= 6
        && !line.plain.ends_with(['.', '?', '!', ','])
        && lines.get(at + 1).is_some_and(automatic::is_moment);
    // "Jo Lind (3 Mar 2026, 10:41)"
    let seen = shape(&line.plain);
    let beside = line.words <= 10
        && line.plain.contains(['(', ','])
        && line.plain.ends_with([')', ':'])
        && seen.day
        && seen.time;
    // "Jo Lind Mar 3, 2026, 10:41 AM EST"
    let names = line.body.split_whitespace().take_while(|word| !word.contains(|c: char| c.is_ascii_digit()));
    let named = |word: &str| word.trim_start_matches('(').starts_with(char::is_uppercase) || word == "&";
    let ahead = 4 <= line.words
        && line.words <= 14
        && seen.day
        && seen.time
        && !line.plain.ends_with(['.', '?', '!'])
        && names.clone().nth(1).is_some()
        && names.clone().all(named);
    if !below && !beside && !ahead {
        return None;
    }
    let name = context.author.map(name_tokens).unwrap_or_default();
    Some((at + 1 + usize::from(below), words(&line.plain).any(|word| name.iter().any(|token| token == word))))
}

/// Whether the lines below an unmarked introduction are answers between marked ones, rather than a mail that quotes an older one with marks.
fn is_answered_between(lines: &[Line<'_>], from: usize) -> bool {
    let Some(first) =
        lines.iter().skip(from).take(ANSWERS_WITHIN).position(|line| 0 < line.depth).map(|first| from + first)
    else {
        return false;
    };
    // What is introduced here ends where the next introduction stands.
    let introduced = (from..first)
        .rev()
        .take(ATTRIBUTION_LINES + 2)
        .any(|at| opening(lines, at).is_some_and(|o| first <= o.end + 2));
    !introduced && (from..first).all(|at| header(lines, at, false).is_none())
}

/// Whether a line between quoted ones lost its mark when they were wrapped.
fn is_lost_tail(lines: &[Line<'_>], at: usize, context: &Context<'_>) -> bool {
    let Some((before, line)) = at.checked_sub(1).and_then(|before| lines.get(before)).zip(lines.get(at)) else {
        return false;
    };
    if before.is_blank() {
        return false;
    }
    let next = lines.get(at + 1).filter(|next| 0 < next.depth);
    if let Some(earlier) = context.earlier.filter(|earlier| !earlier.is_empty()) {
        let mut last: Vec<&str> = words(&before.plain).collect();
        last.drain(..last.len().saturating_sub(3));
        let joined = format!("{} {}", last.join(" "), line.plain);
        if last.len() == 3 && earlier.holds(&joined) {
            return true;
        }
    }
    let ended = |text: &str| text.ends_with(['.', '!', '?', ':', ';']);
    let begins_low = |body: &str| body.starts_with(|c: char| c.is_lowercase());
    let len = before.body.chars().count();
    let resumed = next.is_some_and(|next| begins_low(next.body));
    let between = resumed && !ended(&before.plain) && !ended(&line.plain) && 40 <= len && line.words <= 6;
    let goes_on =
        begins_low(line.body) && !ended(&before.plain) && line.words <= 8 && 50 <= len && (next.is_some() || 66 <= len);
    between || goes_on
}

/// Takes from the author what was pasted without any mark: lines that somebody else wrote earlier, where they are too long, too many or too
/// pointed to be said twice by chance.
fn pasted(lines: &[Line<'_>], labels: &mut [Label], context: &Context<'_>) {
    let Some(earlier) = context.earlier.filter(|earlier| !earlier.is_empty()) else { return };
    let mut run: Vec<usize> = Vec::new();
    let mut close = |run: &mut Vec<usize>| {
        let count: usize = run.iter().map(|at| lines[*at].words).sum();
        let asks = run.iter().any(|at| lines[*at].plain.ends_with('?') && 5 <= lines[*at].words);
        if REPEATED_WORDS <= count || asks {
            run.iter().for_each(|at| labels[*at].layer = Layer::History);
        }
        run.clear();
    };
    let own: Vec<bool> = labels_own(lines, context, earlier);
    for (at, line) in lines.iter().enumerate() {
        if line.is_blank() {
            continue;
        }
        if own[at] {
            run.push(at);
        } else {
            close(&mut run);
        }
    }
    close(&mut run);
}

fn labels_own(lines: &[Line<'_>], context: &Context<'_>, earlier: &super::Earlier) -> Vec<bool> {
    let of_others =
        |line: &Line<'_>| line.depth == 0 && 4 <= line.words && earlier.holds_of_others(&line.plain, context.party());
    lines.iter().map(of_others).collect()
}
