//! Numbers in words: forty-five thousand, anderthalb, fünfundvierzigtausend, quatre-vingt-dix mille, half a million.

use super::{HUNDRED, Reader, SCALES, dash};
use crate::{
    Decimal, Language,
    lexicon::{TABLES, Table, first_words, has, value},
    tokens::{Gap, Token},
};
use std::{collections::BTreeSet, sync::LazyLock};

/// A number that is written in words.
#[derive(Debug, Clone)]
pub(crate) struct Spoken {
    /// The number of the token behind it.
    pub end: usize,
    pub value: Decimal,
    /// Whether a scale of a thousand or more belongs to it.
    pub is_scaled: bool,
    /// The power of ten of the largest scale in it.
    pub exponent: u32,
    pub is_ordinal: bool,
    /// Whether it is a single word that is often no number.
    pub is_weak: bool,
    /// Whether its scale means different numbers in different languages.
    pub is_unclear: bool,
    /// Whether it begins with a scale: "thousand", without an "a".
    pub is_bare: bool,
    /// Whether it is "a million" and nothing more, which counts nothing by itself: thanks a million.
    pub is_idiom: bool,
}

/// Says that no further word belongs to the number.
const NO_ROOM: i64 = 0;

impl Reader {
    /// The longest number in words that begins at `at`, in any language that has number words.
    pub(crate) fn spoken(&self, at: usize) -> Option<Spoken> {
        let token = self.at(at).filter(|token| token.is_word())?;
        if token.gap == Gap::None && at.checked_sub(1).and_then(|before| self.at(before)).is_some_and(Token::is_digits)
        {
            return None;
        }
        if !may_begin(&token.low) {
            return None;
        }
        let tables = TABLES.iter().filter(|table| !table.numbers.is_empty() && self.speaks(table.language));
        // Of equals the first table's.
        tables.filter_map(|table| self.spoken_in(at, table)).min_by_key(|spoken| std::cmp::Reverse(spoken.end))
    }

    /// French number words are words of other languages too: six, cent, dix.
    fn speaks(&self, language: Language) -> bool {
        language != Language::French || matches!(self.language, None | Some(Language::French))
    }

    fn spoken_in(&self, start: usize, table: &Table) -> Option<Spoken> {
        let mut total = Decimal::default();
        let mut group: Option<Decimal> = None;
        let (mut room, mut least_scale, mut largest) = (i64::MAX, u32::MAX, 0_u32);
        let (mut parts, mut is_ordinal, mut is_unclear, mut is_bare, mut article) = (0, false, false, false, false);
        // Whether the last scale was a word of its own, and whether "and" stands after it.
        let (mut has_scale_word, mut joined) = (false, false);
        let mut at = start;
        loop {
            let here = self.next_word(at, start, 0 < parts)?;
            let Some(here) = here else { break };
            let low = self.low(here);
            let next = self.next_word(here + 1, start, true).flatten();
            let next_low = next.map_or("", |next| self.low(next));
            if parts == 0 && !article && has(table.one, low) && self.multiplies(table, next_low) {
                (article, at) = (true, here + 1);
                continue;
            }
            if let Some((part, taken)) = self.fraction(table, here, parts == 0) {
                // "half a million", "a quarter of a million", "halbe Million"
                if group.is_some() || 0 < parts {
                    break;
                }
                (group, room, parts, at) = (Some(part), NO_ROOM, parts + 1, here + taken);
                continue;
            }
            // "quatre-vingts"
            if table.language == Language::French
                && matches!(low, "vingt" | "vingts")
                && group == Decimal::whole(4)
                && room == NO_ROOM
            {
                (group, room, parts, at) = (Decimal::whole(80), 20, parts + 1, here + 1);
                continue;
            }
            // Alone, "un" is an article.
            if table.language == Language::French && parts == 0 && matches!(low, "un" | "une") {
                break;
            }
            if let Some((part, size)) = part(table, low) {
                let ahead = size;
                if room <= ahead && room != i64::MAX || group.is_some() && room == i64::MAX {
                    break;
                }
                if 1_000 <= size {
                    if least_scale <= 3 {
                        break;
                    }
                    (total, least_scale, largest, room) =
                        (total.plus(part)?, 3, largest.max(3), if size % 1_000 == 0 { 1_000 } else { NO_ROOM });
                } else {
                    group = Some(group.unwrap_or_default().plus(part)?);
                    room = room_after(table, size, part);
                }
                (parts, at) = (parts + 1, here + 1);
                continue;
            }
            if let Some(number) = value(table.ordinals, low).and_then(|value| value.parse::<i64>().ok()) {
                if room <= number && room != i64::MAX {
                    break;
                }
                group = Some(group.unwrap_or_default().plus(Decimal::whole(number)?)?);
                (is_ordinal, parts, at) = (true, parts + 1, here + 1);
                break;
            }
            if has(table.hundred, low) {
                let fits =
                    group.is_none_or(|group| group < Decimal::whole(100).unwrap_or_default() && group.is_whole());
                if !fits
                    || room < 100 && room != NO_ROOM && group.is_none()
                    || group.is_none() && parts == 0 && !article && !self.may_be_bare(table, here)
                {
                    break;
                }
                is_bare |= parts == 0 && !article;
                group = Some(group.map_or_else(|| Decimal::whole(100), |group| group.times(100))?);
                (room, parts, at) = (100, parts + 1, here + 1);
                continue;
            }
            if let Some((exponent, unclear)) = self.scale_of(table, here) {
                let bare = group.is_none() && !article;
                if least_scale <= exponent || bare && !self.may_be_bare(table, here) || bare && 0 < parts {
                    break;
                }
                is_bare |= bare;
                is_unclear |= unclear;
                let counted = group.take().or_else(|| Decimal::whole(1))?.shifted(exponent);
                let counted = total.plus(counted?)?;
                (total, least_scale, largest) = (counted, exponent, largest.max(exponent));
                (has_scale_word, joined) = (true, false);
                room = 10_i64.checked_pow(exponent)?;
                (parts, at) = (parts + 1, here + 1);
                // "un million et demi", "two million and a half"
                if let Some(taken) = self.and_half(table, at) {
                    total = total.plus(Decimal::whole(1)?.shifted(exponent)?.over(2)?)?;
                    at += taken;
                    break;
                }
                continue;
            }
            if 0 < parts && has(table.and, low) {
                if let Some(taken) = self.and_half(table, here) {
                    if group.is_none() {
                        break;
                    }
                    group = Some(group?.plus(Decimal::of_digits("0", "5")?)?);
                    (room, parts, at) = (NO_ROOM, parts + 1, here + taken);
                    continue;
                }
                // "two hundred and twenty", "vingt et un"
                let goes_on = part(table, next_low).is_some_and(|(_, size)| size < room) && room != i64::MAX
                    || has(table.one, next_low)
                        && self.multiplies(table, self.low(next.unwrap_or(here) + 1))
                        && 1_000 <= room
                        && room != i64::MAX;
                if goes_on && table.language != Language::German {
                    joined |= group.is_none();
                    at = here + 1;
                    continue;
                }
                break;
            }
            if has(table.point, low) && group.is_some() && least_scale == u32::MAX {
                let Some((decimals, taken)) = self.decimals(table, here + 1) else { break };
                group = Some(group?.plus(Decimal::of_digits("0", &decimals)?)?);
                (room, parts, at) = (NO_ROOM, parts + 1, here + 1 + taken);
                continue;
            }
            break;
        }
        if parts == 0 {
            return None;
        }
        let value = total.plus(group.unwrap_or_default())?;
        // "three million two hundred" and "dix mille neuf" say 3.2 million and 10,900 as often as what the words add up to.
        let rest = group.map_or(0, Decimal::rounded);
        let elliptic = 0 < rest && !joined && (6 <= least_scale && rest < 1_000 || least_scale == 3 && rest < 10);
        is_unclear |= elliptic && least_scale != u32::MAX && has_scale_word;
        let first = self.low(start);
        let is_weak = parts == 1 && !article && has(table.weak, first);
        Some(Spoken {
            end: at,
            value,
            is_scaled: 3 <= largest,
            exponent: largest,
            is_ordinal,
            is_weak,
            is_unclear,
            is_bare,
            is_idiom: article && parts == 1 && 0 < largest,
        })
    }

    /// The next word of a number: at `at`, or after a hyphen. `None` ends the number for good, `Some(None)` ends it here.
    #[allow(clippy::option_option)] // Kept private; the outer one never is `None`.
    fn next_word(&self, at: usize, start: usize, inside: bool) -> Option<Option<usize>> {
        if at == start {
            return Some(Some(at));
        }
        let Some(token) = self.at(at) else { return Some(None) };
        if dash(token)
            && token.gap == Gap::None
            && self.joins(at + 1)
            && self.at(at + 1).is_some_and(Token::is_word)
            && inside
        {
            return Some(Some(at + 1));
        }
        let near = matches!(token.gap, Gap::Space | Gap::Thin) && token.is_word();
        Some(near.then_some(at))
    }

    /// Whether a word multiplies, so that an "a" before it counts.
    fn multiplies(&self, table: &Table, low: &str) -> bool {
        has(table.hundred, low)
            || value(table.scales, low).is_some()
            || has(table.half, low)
            || has(table.quarter, low)
            || matches!(low, "dozen" | "dutzend" | "douzaine")
    }

    /// Whether a scale may begin a number here: "thousand euros", but not "a few thousand".
    fn may_be_bare(&self, table: &Table, at: usize) -> bool {
        let before = at.checked_sub(1).map_or("", |before| self.low(before));
        let after = self.low(at + 1);
        // "cent" is French where the text is, or where a French number goes on.
        let next = self.low(at + 1);
        let goes_on = value(table.numbers, next).is_some()
            || value(table.scales, next).is_some()
            || matches!(next, "euros" | "euro");
        let french = !matches!(self.low(at), "cent" | "cents") || self.language == Some(Language::French) || goes_on;
        french
            && has(table.bare_scales, self.low(at))
            && !TABLES
                .iter()
                .any(|table| has(table.vague, before) || has(table.half, before) || has(table.quarter, before))
            && !HUNDRED.contains_key(before)
            && !SCALES.contains_key(before)
            && !has(table.vague, after)
    }

    fn scale_of(&self, table: &Table, at: usize) -> Option<(u32, bool)> {
        let low = self.low(at);
        value(table.scales, low)?;
        if matches!(low, "cr" | "md" | "mds") {
            return None;
        }
        // "Viertelmillion" and its like are fractions, abbreviations stand at digits.
        self.settled(at, SCALES.get(low)?)
    }

    /// A half, a quarter or three quarters before a scale, and how many tokens that takes, "of" and "a" included.
    fn fraction(&self, table: &Table, at: usize, first: bool) -> Option<(Decimal, usize)> {
        let low = self.low(at);
        let (quarters, mut taken) = if has(table.half, low) {
            (2, 1)
        } else if has(table.quarter, low) {
            (1, 1)
        } else if first && matches!((low, self.low(at + 1)), ("three", "quarters") | ("trois", "quarts")) {
            (3, 2)
        } else {
            return None;
        };
        if has(table.of, self.low(at + taken)) {
            taken += 1;
        }
        if has(table.one, self.low(at + taken)) {
            taken += 1;
        }
        let hyphen = usize::from(self.joins(at + taken) && self.at(at + taken).is_some_and(dash));
        let scale = self.low(at + taken + hyphen);
        let scaled = value(table.scales, scale).is_some() || has(table.hundred, scale);
        (scaled && self.near(at + taken))
            .then_some(())
            .and_then(|()| Some((Decimal::whole(quarters)?.over(4)?, taken + hyphen)))
    }

    /// "and a half" at a place, and how many tokens it takes.
    fn and_half(&self, table: &Table, at: usize) -> Option<usize> {
        let wanted: Vec<&str> = table.and_half.split_ascii_whitespace().collect();
        let fits = !wanted.is_empty()
            && wanted.iter().enumerate().all(|(ahead, word)| self.low(at + ahead) == *word && self.near(at + ahead));
        let feminine = wanted.len() == 2 && self.low(at) == "et" && self.low(at + 1) == "demie";
        (fits || feminine).then_some(wanted.len())
    }

    /// The decimals of a number in words, behind its "point".
    fn decimals(&self, table: &Table, at: usize) -> Option<(String, usize)> {
        let mut found = String::new();
        let mut taken = 0;
        while let Some((_, size)) = part(table, self.low(at + taken)).filter(|(_, size)| *size < 10) {
            found.push_str(&size.to_string());
            taken += 1;
        }
        (!found.is_empty()).then_some((found, taken))
    }
}

static STARTS: LazyLock<BTreeSet<&str>> = LazyLock::new(|| {
    first_words(|table| {
        if table.numbers.is_empty() {
            return Vec::new();
        }
        vec![table.numbers, table.ordinals, table.hundred, table.scales, table.one, table.half, table.quarter]
    })
});

/// Whether a number can begin with a word: it is in a table, or looks like a German compound.
fn may_begin(low: &str) -> bool {
    let compound =
        || ["tausend", "hundert", "zig", "ssig", "halb", "million", "zehn"].iter().any(|part| low.contains(part));
    STARTS.contains(low) || 6 < low.len() && compound()
}

/// Whether a word is one of a number that was not read: "some cent" before "cinquante".
pub(super) fn is_number_word(low: &str) -> bool {
    static PARTS: LazyLock<BTreeSet<&str>> =
        LazyLock::new(|| first_words(|table| vec![table.numbers, table.hundred, table.scales]));
    PARTS.contains(low)
        && !matches!(low, "ein" | "one" | "un" | "une" | "mi" | "mil" | "md" | "mn" | "cr" | "million" | "acht")
}

/// Whether a word makes what follows it no number: a few thousand.
pub(super) fn is_vague(low: &str) -> bool {
    TABLES.iter().any(|table| has(table.vague, low))
}

/// The size below which a further word still belongs to the number.
fn room_after(table: &Table, size: i64, part: Decimal) -> i64 {
    match size {
        _ if !part.is_whole() => NO_ROOM,
        60 | 80 if table.language == Language::French => 20,
        10 if table.language == Language::French => 10,
        20..=99 if size % 10 == 0 && table.language != Language::German => 10,
        100..=999 if size % 100 == 0 => 100,
        _ => NO_ROOM,
    }
}

/// One word of a number: its value, and that value in whole.
fn part(table: &Table, low: &str) -> Option<(Decimal, i64)> {
    if low.is_empty() {
        return None;
    }
    if let Some(size) = value(table.numbers, low).and_then(|value| value.parse::<i64>().ok()) {
        return Some((Decimal::whole(size)?, size));
    }
    if table.language != Language::German {
        return None;
    }
    let half = low.strip_suffix('e').filter(|head| head.ends_with("halb")).unwrap_or(low);
    if half == "anderthalb" {
        return Some((Decimal::of_digits("1", "5")?, 1));
    }
    if let Some(head) = half.strip_suffix("einhalb") {
        let size = german(table, head.strip_suffix("und").unwrap_or(head))?;
        return Some((Decimal::whole(size)?.plus(Decimal::of_digits("0", "5")?)?, size));
    }
    if let Some(head) =
        low.strip_suffix("millionen").or_else(|| low.strip_suffix("million")).filter(|head| !head.is_empty())
    {
        let quarters = match head {
            "viertel" => 1,
            "halbe" => 2,
            "dreiviertel" => 3,
            _ => return None,
        };
        return Some((Decimal::whole(quarters)?.shifted(6)?.over(4)?, 250_000 * quarters));
    }
    let size = german(table, low)?;
    Some((Decimal::whole(size)?, size))
}

/// "achtundzwanzigtausendfünfhundert"; at most so many letters as such a number has.
fn german(table: &Table, low: &str) -> Option<i64> {
    if 80 < low.len() || low.is_empty() {
        return None;
    }
    let small = |word: &str| value(table.numbers, word).and_then(|value| value.parse::<i64>().ok());
    if let Some(size) = small(low) {
        return Some(size);
    }
    if let Some((head, tail)) = low.split_once("tausend") {
        if head.is_empty() && tail.is_empty() {
            return None;
        }
        let head = match head {
            "" => 1,
            "hundert" => 100,
            head => german(table, head).filter(|size| *size < 1_000)?,
        };
        let tail = if tail.is_empty() {
            0
        } else {
            german(table, tail.strip_prefix("und").unwrap_or(tail)).filter(|size| *size < 1_000)?
        };
        return Some(1_000 * head + tail);
    }
    if let Some((head, tail)) = low.split_once("hundert") {
        if head.is_empty() && tail.is_empty() {
            return None;
        }
        let head = if head.is_empty() { 1 } else { small(head).filter(|size| *size < 100)? };
        let tail = if tail.is_empty() {
            0
        } else {
            german(table, tail.strip_prefix("und").unwrap_or(tail)).filter(|size| *size < 100)?
        };
        return Some(100 * head + tail);
    }
    let (ones, tens) = low.split_once("und")?;
    let (ones, tens) = (
        small(ones).filter(|size| (1..10).contains(size))?,
        small(tens).filter(|size| 20 <= *size && *size % 10 == 0)?,
    );
    Some(ones + tens)
}
