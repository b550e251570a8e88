//! Figures that belong together: both ends of a range, alternatives that share a currency, a million and two hundred thousand.

use super::{Figure, Reader, dash, is_year};
use crate::{
    Language,
    lexicon::{TABLES, Words, gather, has},
    tokens::{Gap, Token},
};
use std::sync::LazyLock;

/// A range whose ends are further apart than this was written with a scale that is missing at one of them.
const WIDEST: i128 = 20;
/// So many tokens before "from" a verb of change may stand.
const REACH: usize = 8;

static BETWEEN: LazyLock<Words> = LazyLock::new(|| gather(|table| table.between));
static TO: LazyLock<Words> = LazyLock::new(|| gather(|table| table.to));
static OR: LazyLock<Words> = LazyLock::new(|| gather(|table| table.or));

/// Whether a word may stand between both ends of a range.
pub(super) fn is_joint(low: &str) -> bool {
    TO.contains_key(low)
}

/// What stands between two figures and ties them together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Tie {
    /// A hyphen or a dash.
    Dash,
    /// The word "to", or "and" behind "between".
    To,
    /// The words "or" and "and", and "to" where something changes.
    Or,
    /// A slash between them.
    Slash,
    /// Nothing but white space.
    Beside,
}

/// Joins the figures of a text that belong together.
pub(super) fn join(reader: &Reader, figures: Vec<Figure>) -> Vec<Figure> {
    let mut found: Vec<Figure> = Vec::new();
    // Whether the last figure is a range that a dash made: "40-500-12" is none.
    let mut dashed = false;
    for figure in figures {
        let Some(before) = found.last_mut() else {
            found.push(figure);
            continue;
        };
        let mut figure = figure;
        let tie = tie(reader, before, &figure);
        match tie {
            Some(Tie::Beside) if merges(before, &figure) => {
                before.range.end = figure.range.end;
                before.number.end = figure.number.end;
                before.tokens.end = figure.tokens.end;
                let sum = before.low.plus(figure.low);
                before.is_broken |= sum.is_none();
                let sum = sum.unwrap_or_default();
                (before.low, before.high, before.currency) = (sum, sum, figure.currency);
                (before.currency_after, before.is_crowded) = (figure.currency_after, figure.is_crowded);
                continue;
            }
            Some(Tie::Dash) if dashed || before.is_broken || figure.is_broken => {
                before.is_broken = true;
                figure.is_broken = true;
                dashed = true;
                found.push(figure);
                continue;
            }
            Some(tie @ (Tie::Dash | Tie::To)) => {
                if let Some(range) = range(before, &figure) {
                    *before = range;
                    dashed = tie == Tie::Dash;
                    continue;
                }
                if tie == Tie::Dash {
                    before.is_broken = true;
                    figure.is_broken = true;
                } else if before.is_broken && !before.is_ordinal {
                    // The other end was not read.
                    figure.is_unclear = true;
                } else {
                    share(reader, before, &figure);
                }
            }
            Some(Tie::Or) => share(reader, before, &figure),
            Some(Tie::Slash) => {
                before.is_crowded = true;
                figure.is_crowded = true;
            }
            _ => {}
        }
        dashed = false;
        found.push(figure);
    }
    found
}

fn tie(reader: &Reader, before: &Figure, after: &Figure) -> Option<Tie> {
    let between = before.tokens.end..after.tokens.start;
    if between.is_empty() {
        return reader.near(after.tokens.start).then_some(Tie::Beside);
    }
    let token = reader.at(between.start)?;
    if token.gap == Gap::Wide || !reader.near(between.end) {
        return None;
    }
    if between.len() == 2 {
        // "dreißig- und vierzigtausend", "€35,000 up to €45,000"
        let word = reader.low(between.start + 1);
        let hanging = dash(token) && reader.joins(between.start) && !reader.joins(between.start + 1);
        let up_to = matches!((token.low.as_str(), word), ("up", "to") | ("bis", "zu"));
        let lead = before.tokens.start.checked_sub(1).map_or("", |lead| reader.low(lead));
        let led = BETWEEN.contains_key(lead);
        return match (hanging && is_joint(word), up_to) {
            (_, true) => Some(Tie::To),
            (true, _) if led || !TABLES.iter().any(|table| has(table.and, word)) => Some(Tie::To),
            (true, _) => Some(Tie::Or),
            _ => None,
        };
    }
    if between.len() != 1 {
        return None;
    }
    if dash(token) {
        return Some(Tie::Dash);
    }
    if token.is('/') {
        return Some(Tie::Slash);
    }
    let low = token.low.as_str();
    let lead = before.tokens.start.checked_sub(1).map_or("", |lead| reader.low(lead));
    let led = BETWEEN.contains_key(lead);
    // "from 48 to 38", "by 2,000 to 12,000"
    let changes = (led || matches!(lead, "by" | "um"))
        && (before.tokens.start.saturating_sub(REACH)..before.tokens.start).any(|at| {
            TABLES.iter().any(|table| has(table.moves, reader.low(at)) && !has(table.between, reader.low(at)))
        });
    let is_and = TABLES.iter().any(|table| has(table.and, low));
    // The English "a" is no "à".
    let is_to = TO.contains_key(low)
        && (low != "a" || token.raw == "à" || reader.language == Some(Language::Romance))
        && (!is_and || led);
    match (is_to, OR.contains_key(low)) {
        (true, _) if !changes => Some(Tie::To),
        (true, _) | (_, true) => Some(Tie::Or),
        _ => None,
    }
}

/// Whether two figures are one number: "1 million 200 thousand".
fn merges(before: &Figure, after: &Figure) -> bool {
    before.currency.is_none()
        && !before.is_broken
        && !after.is_broken
        && 6 <= before.exponent
        && after.exponent < before.exponent
        && after.is_scaled
        && !before.is_range()
        && !after.is_range()
}

/// The range from one figure to another; `None` where they make none.
fn range(before: &Figure, after: &Figure) -> Option<Figure> {
    let usable =
        |figure: &Figure| !figure.is_broken && !figure.is_ordinal && !figure.is_range() && !figure.low.is_negative();
    if !usable(before) || !usable(after) || before.is_percent && !after.is_percent {
        return None;
    }
    let currency = match (before.currency, after.currency) {
        (Some(one), Some(two)) => Some(one.narrowed(two)?),
        (one, two) => one.or(two),
    };
    let (low, unclear) = lower_end(before, after)?;
    (low < after.low).then(|| Figure {
        range: before.range.start..after.range.end,
        number: before.number.start..after.number.end,
        low,
        high: after.low,
        currency,
        is_percent: after.is_percent,
        is_weak: false,
        is_unclear: unclear || before.is_unclear || after.is_unclear,
        is_scaled: before.is_scaled || after.is_scaled,
        is_grouped: before.is_grouped || after.is_grouped,
        is_crowded: before.is_crowded || after.is_crowded,
        needs_money: before.needs_money || after.needs_money,
        exponent: before.exponent.max(after.exponent),
        currency_after: after.currency_after,
        tokens: before.tokens.start..after.tokens.end,
        ..after.clone()
    })
}

/// The lower end with the scale of the upper one, where it has to have it, and whether that is open.
fn lower_end(before: &Figure, after: &Figure) -> Option<(crate::Decimal, bool)> {
    if before.is_scaled || !after.is_scaled {
        // "40 à 50 000" may be forty thousand.
        let wide = before.low.times(WIDEST).is_some_and(|most| most < after.low);
        let short = after.is_grouped && !before.is_grouped && !before.is_scaled && !before.currency_after;
        return Some((before.low, wide && short));
    }
    let scaled = before.low.shifted(after.exponent);
    // "40-50k" is forty thousand; "500 to 1k" is not half a million.
    if let Some(scaled) = scaled.filter(|scaled| *scaled < after.low && !before.is_grouped && !before.currency_after) {
        return Some((scaled, false));
    }
    let wide = before.low.times(WIDEST).is_some_and(|most| most < after.low);
    Some((before.low, wide))
}

/// Gives the first of two alternatives the currency and scale that stand only at the second.
fn share(reader: &Reader, before: &mut Figure, after: &Figure) {
    let year = reader.at(before.tokens.start).is_some_and(|token: &Token| is_year(token)) && !before.is_grouped;
    if before.currency.is_some() || before.is_broken || after.is_broken || year || before.is_percent || before.is_weak {
        return;
    }
    if after.is_scaled && !before.is_scaled && !before.is_grouped {
        match before.low.shifted(after.exponent) {
            Some(scaled) if scaled < after.low.times(WIDEST).unwrap_or(scaled) => {
                (before.low, before.high) = (scaled, scaled);
                (before.is_scaled, before.exponent) = (true, after.exponent);
            }
            _ => return,
        }
    }
    before.needs_money = after.needs_money;
    before.currency = after.currency;
    before.is_percent |= after.is_percent && before.currency.is_none() && !before.is_scaled;
}
