//! How a mail of somebody else begins within this one: a rule, a header block, an attribution.

use super::{
    Author,
    attribution::attribution,
    automatic,
    header::header,
    lines::{Line, plain},
    phrases::Phrases,
};

/// How a mail of somebody else begins within this one.
pub(super) struct Opening {
    /// The line after its introduction.
    pub end: usize,
    pub means: Means,
    /// Whether a block of header lines introduces it.
    pub has_header: bool,
    /// Who wrote it, as the introduction says.
    pub by: Option<Author>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Means {
    Forward,
    Original,
    Unsaid,
}

/// The introduction that begins at a line, if one does: a rule, a header block, an attribution, or a rule and one of the others.
pub(super) fn opening(lines: &[Line<'_>], at: usize) -> Option<Opening> {
    let line = lines.get(at)?;
    let marker = marker(line);
    if let Some(marker) = marker {
        let next = next_said(lines, at + 1).filter(|next| *next <= at + 2 + usize::from(marker != Marker::Bare));
        let depth = |next: usize| lines.get(next).map_or(0, |line| line.depth);
        let introduced = next.filter(|next| depth(*next) == line.depth).and_then(|next| {
            header(lines, next, true).or_else(|| attribution(lines, next).filter(|_| marker != Marker::Bare))
        });
        match (marker, introduced) {
            (Marker::Named(means), Some(found)) => return Some(Opening { means, ..found }),
            (Marker::Named(means), None) => {
                // Apple quotes the header of what is forwarded.
                let by = next.and_then(|next| header(lines, next, true)).and_then(|found| found.by);
                return Some(Opening { end: at + 1, means, has_header: false, by });
            }
            (Marker::Bare, Some(found)) => return Some(found),
            (Marker::Bare, None) => {}
        }
    }
    header(lines, at, false).or_else(|| attribution(lines, at))
}

pub(super) fn next_said(lines: &[Line<'_>], from: usize) -> Option<usize> {
    lines.iter().skip(from).position(|line| !line.is_empty()).map(|next| from + next)
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Marker {
    /// "-----Original Message-----", "Begin forwarded message:".
    Named(Means),
    /// A rule, with or without words that we do not know.
    Bare,
}

fn marker(line: &Line<'_>) -> Option<Marker> {
    let text = line.plain.as_str();
    let rule = |c: char| matches!(c, '-' | '_' | '=' | '~' | '#' | '·');
    let lead = text.chars().take_while(|c| rule(*c)).count();
    let tail = text.chars().rev().take_while(|c| rule(*c)).count();
    if 8 < line.words {
        return None;
    }
    if 2 <= lead {
        if line.words == 0 {
            return (5 <= lead).then_some(Marker::Bare);
        }
        if 2 <= tail || 4 <= lead {
            let named = if FORWARD.any(text) {
                Some(Means::Forward)
            } else if ORIGINAL.any(text) {
                Some(Means::Original)
            } else {
                None
            };
            return Some(named.map_or(Marker::Bare, Marker::Named));
        }
    }
    let begins = line.words <= 7 && text.ends_with(':') && BEGINS.any(text) && FORWARD.any(text);
    if begins {
        return Some(Marker::Named(Means::Forward));
    }
    // The words without their dashes count where a header follows.
    (line.words <= 4 && ORIGINAL.is(text)).then_some(Marker::Bare)
}

pub(super) static FORWARD: Phrases = Phrases::of(|table| table.forwarded);
static BEGINS: Phrases = Phrases::of(|table| table.begins);

static ORIGINAL: Phrases = Phrases::of(|table| table.original);

/// Whether a subject begins as one of a mail that was passed on, in ten languages and behind a tag.
pub(super) fn is_forward(subject: &str) -> bool {
    let bare = automatic::without_tags(&plain(subject));
    let Some((prefix, _)) = bare.split_once(':') else { return false };
    let prefix = prefix.trim().split('[').next().unwrap_or_default();
    FORWARD_PREFIXES.is(prefix)
}

static FORWARD_PREFIXES: Phrases = Phrases::of(|table| table.forward_prefixes);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mail::lines;

    fn opens(text: &str) -> Option<usize> {
        opening(&lines::of(text), 0).map(|opening| opening.end)
    }

    #[test]
    fn introductions_are_known_by_their_shape() {
        for (text, end) in [
            ("On 3 March 2026 at 10:41, Jo Lind <jo@lind.example> wrote:\n\nHi", 1),
            ("Am Di., 3. März 2026 um 10:41 Uhr schrieb Jo Lind\n<jo@lind.example>:\n\nHi", 2),
            ("Le mar. 3 mars 2026 à\n10:41, Jo Lind\n<jo@lind.example> a écrit :\n> Salut", 3),
            ("Jo Lind skrev den 2026-03-03 10:41:\n> Hej", 1),
            ("3.3.2026 klo 10.41 Jo Lind <jo@lind.example>:\n> Hei", 1),
            ("---- On Tue, 03 Mar 2026 10:41:00 +0100 Jo Lind <jo@lind.example> wrote ----\n\nHi", 1),
            ("De : Jo Lind\nEnvoyé : mardi 3 mars 2026 10:41\nÀ : Ada Berg\nObjet : Offre\n\nBonjour", 4),
            ("*Van:* Jo Lind\n*Verzonden:* dinsdag 3 maart 2026 10:41\n\nHoi", 2),
            ("-----Opprinnelig melding-----\nFra: Jo\nSendt: 3. mars 2026 10:41\nTil: Ada\nEmne: X\n\nHei", 5),
            (
                "Odosielateľ: Jo Lind <jo@lind.example>\nOdoslané: 3. 3. 2026 10:41, 2026-03-03\nKomu: <ada@berg.example>\nPredmet: X\n\nAhoj",
                4,
            ),
        ] {
            assert_eq!(opens(text), Some(end), "{text}");
        }
        for text in [
            "We met on 3 March 2026 and agreed:\n- a\n- b",
            "On 3 March 2026 we wrote to your office:\n\nnothing came back.",
            "From: Hamburg\nTo: Bremen\n\nis what we need.",
            "Date: 3 March 2026, 14:00\nPlace: Hamburg\nParticipants: jo@lind.example",
            "Here are my answers:\n> one?",
            "_______________\nPrices\n",
        ] {
            assert_eq!(opens(text), None, "{text}");
        }
    }

    #[test]
    fn who_wrote_what_is_forwarded_is_read() {
        let by = |text: &str| opening(&lines::of(text), 0).and_then(|opening| opening.by).unwrap_or_default();
        let lind = by("Von: Lind, Jo <jo@lind.example>\nGesendet: Dienstag, 3. März 2026 10:41\nAn: Ada\nBetreff: X\n");
        assert_eq!((lind.name.as_deref(), lind.address.as_deref()), (Some("Lind, Jo"), Some("jo@lind.example")));
        let lind = by("Op di 3 mrt 2026 om 10:41 schreef Jo van Lind <jo@lind.example>:\n> Hoi");
        assert_eq!(lind.name.as_deref(), Some("Jo van Lind"));
    }
}
