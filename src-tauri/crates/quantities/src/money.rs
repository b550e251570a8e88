//! Numbers and sums of money, read whole or not at all.
//!
//! [`figures`] reads every number of a text with what stands at it: sign, scale, currency, percent, and the other end of a range.
//! [`sums`] are those that may be money. What stands beside an unread letter, sign or group of digits is [`Figure::is_broken`], what has
//! two readings that nothing decides between is [`Figure::is_unclear`]; neither is a sum.

mod currency;
mod numeral;
mod ranges;
mod spoken;

pub use currency::{Currency, currency_of_word};

use crate::{
    Decimal, Language,
    lexicon::{self, Words, gather, has, value},
    tokens::{Gap, Kind, Token, tokens},
};
use std::{ops::Range, sync::LazyLock};

/// A number that a text names, with what stands at it.
#[derive(Debug, Clone, PartialEq)]
pub struct Figure {
    /// The bytes of the text that it takes: with its sign, scale and currency, and of a range both ends.
    pub range: Range<usize>,
    /// Where the number itself stands, in bytes: without sign and currency.
    pub number: Range<usize>,
    /// The number's value; of a range the lower end.
    pub low: Decimal,
    /// The number's value; of a range the upper end.
    pub high: Decimal,
    /// The currency that stands at it; `None` where none does.
    pub currency: Option<Currency>,
    /// Whether it counts hundredths, as per cent do.
    pub is_percent: bool,
    /// Whether it says which one rather than how many: "15th", not "15".
    pub is_ordinal: bool,
    /// Whether the word means a number only sometimes: one, ein, second.
    pub is_weak: bool,
    /// Whether it has two readings and nothing decides; [`Figure::low`] is then the one with thousands.
    pub is_unclear: bool,
    /// Whether it only looks like a number, or is a part of something that could not be read: B2B, 1.2.3.4, SKU 40-500-12.
    pub is_broken: bool,
    /// Whether a scale such as k, thousand or Mio. belongs to it.
    is_scaled: bool,
    /// Whether the thousands of its digits are set apart.
    is_grouped: bool,
    /// Whether it stands so close to other digits or signs that it may be a part of them.
    is_crowded: bool,
    /// Whether its scale means one beside money only: 1.5m may be metres.
    needs_money: bool,
    /// The power of ten of the scale that belongs to it, such as 6 for a million.
    exponent: u32,
    /// Whether its currency stands behind it.
    currency_after: bool,
    /// The tokens that it is made of.
    tokens: Range<usize>,
}

impl Figure {
    /// Whether it is a range of values rather than one.
    pub fn is_range(&self) -> bool {
        self.low != self.high
    }
}

/// A sum of money in a text: a figure with a currency, with a scale of thousands or more, or with its thousands set apart.
#[derive(Debug, Clone, PartialEq)]
pub struct Sum {
    /// The bytes of the text that the sum takes, sign and currency included.
    pub range: Range<usize>,
    /// The sum's value; of a range the lower end.
    pub low: Decimal,
    /// The sum's value; of a range the upper end.
    pub high: Decimal,
    /// The currency named with it; none for a bare figure.
    pub currency: Option<Currency>,
}

impl Sum {
    /// The value of a sum that is no range; `None` for a range.
    pub fn value(&self) -> Option<Decimal> {
        (self.low == self.high).then_some(self.low)
    }

    /// The one value in whole units of its currency, rounded; `None` for a range and for what is below zero.
    pub fn whole(&self) -> Option<u64> {
        u64::try_from(self.value()?.rounded()).ok()
    }

    /// Whether a value in whole units is this sum, or lies within this range.
    pub fn holds(&self, whole: u64) -> bool {
        let rounded = |value: Decimal| u64::try_from(value.rounded()).unwrap_or(0);
        !self.high.is_negative() && rounded(self.low) <= whole && whole <= rounded(self.high)
    }
}

/// The sums of money that a text names, in order.
pub fn sums(text: &str) -> Vec<Sum> {
    let found = Reader::of(text).figures();
    let kept = found.into_iter().filter(Figure::is_sum);
    kept.map(|figure| Sum { range: figure.range, low: figure.low, high: figure.high, currency: figure.currency })
        .collect()
}

/// The numbers of a text, in order, whatever they count.
pub fn figures(text: &str) -> Vec<Figure> {
    Reader::of(text).figures()
}

/// The language that most of a text's small words are of; `None` where nothing tells.
pub fn language(text: &str) -> Option<Language> {
    Reader::of(text).language
}

impl Figure {
    fn is_sum(&self) -> bool {
        let is_number = !self.is_broken && !self.is_unclear && !self.is_crowded && !self.is_percent && !self.is_ordinal;
        let is_number = is_number && !(self.needs_money && self.currency.is_none());
        is_number && !self.is_weak && (self.currency.is_some() || 3 <= self.exponent || self.is_grouped)
    }
}

static SCALES: LazyLock<Words> = LazyLock::new(|| gather(|table| table.scales));
static HUNDRED: LazyLock<Words> = LazyLock::new(|| gather(|table| table.hundred));
static PERCENT: LazyLock<Words> = LazyLock::new(|| gather(|table| table.percent));
static MINUS: LazyLock<Words> = LazyLock::new(|| gather(|table| table.minus));
static LABELS: LazyLock<Words> = LazyLock::new(|| gather(|table| table.labels));
static ACCOUNTS: LazyLock<Words> = LazyLock::new(|| gather(|table| table.accounts));
static ORDINAL_ENDS: LazyLock<Words> = LazyLock::new(|| gather(|table| table.ordinal_ends));

/// A text as tokens, in which figures are looked for.
pub(crate) struct Reader {
    tokens: Vec<Token>,
    language: Option<Language>,
}

/// What was read behind a number: its scale, its currency, a percent sign.
#[derive(Default)]
struct Tail {
    end: usize,
    /// Where the whole begins, where a bracket or what stands before it belongs to it.
    start: Option<usize>,
    number_end: usize,
    exponent: u32,
    is_scaled: bool,
    is_unclear: bool,
    currency: Option<Currency>,
    cents: Option<Decimal>,
    parts: i128,
    is_percent: bool,
    is_ordinal: bool,
    is_negative: bool,
    is_broken: bool,
    is_measured: bool,
    needs_money: bool,
}

/// What was read before a number: its sign, its currency, a scale.
struct Head {
    start: usize,
    currency: Option<Currency>,
    /// The power of ten of a scale before the number, as in TEUR 45.
    exponent: u32,
    is_negative: bool,
    is_broken: bool,
    is_crowded: bool,
    in_brackets: bool,
}

fn is_dash(c: char) -> bool {
    matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}')
}

fn dash(token: &Token) -> bool {
    matches!(token.kind, Kind::Sign(c) if is_dash(c))
}

fn is_year(token: &Token) -> bool {
    token.raw.len() == 4 && (token.raw.starts_with("19") || token.raw.starts_with("20"))
}

impl Reader {
    pub(crate) fn of(text: &str) -> Self {
        let tokens = tokens(text);
        // Parts of addresses are words of no language.
        let mut before: Option<&Token> = None;
        let words = tokens.iter().filter(|token| {
            let of_address = token.gap == Gap::None
                && before.is_some_and(|before| matches!(before.kind, Kind::Sign('.' | '@' | '/' | ':' | '_')));
            before = Some(token);
            token.is_word() && !of_address
        });
        let counts = lexicon::evidence(words.map(|token| token.low.as_str()));
        let language = lexicon::language(&counts);
        Self { tokens, language }
    }

    pub(crate) fn at(&self, index: usize) -> Option<&Token> {
        self.tokens.get(index)
    }

    /// The folded word at a place; empty for anything else.
    fn low(&self, index: usize) -> &str {
        self.at(index).filter(|token| token.is_word()).map_or("", |token| token.low.as_str())
    }

    /// Whether a token stands right at the one before.
    fn joins(&self, index: usize) -> bool {
        self.at(index).is_some_and(|token| token.gap == Gap::None)
    }

    /// Whether at most one space stands before a token.
    fn near(&self, index: usize) -> bool {
        self.at(index).is_some_and(|token| token.gap != Gap::Wide)
    }

    fn sign(&self, index: usize) -> Option<char> {
        match self.at(index)?.kind {
            Kind::Sign(c) => Some(c),
            _ => None,
        }
    }

    /// The language of the text; `None` where nothing tells.
    pub(crate) fn language(&self) -> Option<Language> {
        self.language
    }

    /// The bytes of the text that a range of tokens takes.
    pub(crate) fn bytes(&self, range: Range<usize>) -> Range<usize> {
        let start = self.at(range.start).map_or(0, |token| token.range.start);
        let end = range.end.checked_sub(1).and_then(|last| self.at(last)).map_or(start, |token| token.range.end);
        start..end.max(start)
    }

    fn figures(&self) -> Vec<Figure> {
        let mut found: Vec<Figure> = Vec::new();
        let mut at = 0;
        while let Some(token) = self.at(at) {
            let floor = found.last().map_or(0, |figure| figure.tokens.end);
            let read = match token.kind {
                Kind::Digits => Some(self.written(at, floor)),
                Kind::Word => self.said(at, floor),
                Kind::Sign(_) => None,
            };
            at = read.as_ref().map_or(at + 1, |figure| figure.tokens.end.max(at + 1));
            found.extend(read);
        }
        ranges::join(self, found)
    }

    /// Reads the number in digits that begins at a token.
    fn written(&self, at: usize, floor: usize) -> Figure {
        let mut numeral = self.numeral(at);
        let head = self.head(at, floor);
        let mut tail = self.tail(numeral.end, &head, numeral.is_plain, None);
        if numeral.by_spaces && !self.groups_by_spaces(at, &tail, &head) {
            numeral = self.numeral_with(at, false);
            tail = self.tail(numeral.end, &head, numeral.is_plain, None);
        }
        let mut figure = self.figure(&head, &tail, at);
        figure.is_grouped = numeral.is_grouped;
        let labelled = self.is_label(head.start);
        let value = numeral.value.filter(|_| !(labelled && numeral.by_spaces));
        figure.is_unclear = tail.is_unclear || labelled && numeral.by_spaces && numeral.value.is_some();
        figure.is_crowded |= head.is_crowded || (labelled && figure.currency.is_none());
        let (chosen, unclear) = self.chosen(&numeral, &head, &tail, &figure);
        figure.is_unclear |= unclear;
        figure.needs_money |= self.wants_money(&numeral, &tail);
        let value = value.and(chosen).or(numeral.value);
        self.set_value(&mut figure, value, &tail, head.is_negative);
        figure.is_broken |= numeral.is_code;
        figure
    }

    /// Whether thousands set apart by plain spaces are one number here: in a language that writes so, or with a currency at them.
    fn groups_by_spaces(&self, at: usize, tail: &Tail, head: &Head) -> bool {
        let thin = self.at(at + 1).is_some_and(|token| token.gap == Gap::Thin);
        // "40 000 à 50 000 €": what stands at the other end of a range stands for both.
        let end = self.numeral(at).end;
        let other = self.at(end).is_some_and(|joint| dash(joint) || ranges::is_joint(&joint.low))
            && self.numeral(end + 1).by_spaces;
        // A telephone number is in groups, too.
        let dialled =
            head.is_crowded || head.start < at && self.sign(head.start) == Some('+') || self.is_label(head.start);
        let writes_so = matches!(
            self.language,
            Some(Language::French | Language::Nordic | Language::Polish | Language::Finnish | Language::Romance)
        );
        thin || (writes_so || other) && !dialled || tail.currency.is_some() || head.currency.is_some()
    }

    /// Which of two readings of "1.234" is meant, and whether that is open.
    fn chosen(&self, numeral: &numeral::Numeral, head: &Head, tail: &Tail, figure: &Figure) -> (Option<Decimal>, bool) {
        let Some((mark, head_len, tail_text)) = &numeral.single else { return (numeral.value, false) };
        let decimal_mark = match self.language {
            Some(Language::English) => Some('.'),
            Some(_) => Some(','),
            None => None,
        };
        if figure.is_percent {
            return (numeral.as_decimals, false);
        }
        if tail.is_scaled {
            return match decimal_mark {
                Some(decimal) if decimal == *mark && head.exponent == 0 => (numeral.as_decimals, false),
                // "TEUR 1.450" is no decimal; "1.250 Mio." may be one of somebody who writes English.
                _ if 0 < head.exponent => (numeral.value, false),
                Some('.') => (numeral.value, false),
                _ => (numeral.value, true),
            };
        }
        let unclear = match (self.language, mark) {
            // "€1.500" may be a price with three decimals, "€44.000" hardly.
            (Some(Language::English), '.') => *head_len < 2,
            (_, '.') => false,
            (Some(Language::English) | None, ',') => false,
            (Some(_), _) => *head_len < 2 || !tail_text.ends_with("00"),
            _ => false,
        };
        (numeral.value, unclear)
    }

    /// Whether "1.234" is a thousand only where money stands at it, or at the other end of its range.
    fn wants_money(&self, numeral: &numeral::Numeral, tail: &Tail) -> bool {
        let Some(('.', head_len, _)) = numeral.single.as_ref().map(|(mark, head_len, rest)| (*mark, *head_len, rest))
        else {
            return false;
        };
        match self.language {
            _ if tail.is_scaled => false,
            None | Some(Language::English | Language::French) => true,
            // Nobody counts what stands alone at the end.
            Some(_) => head_len < 2 && !self.at(numeral.end).is_some_and(Token::is_word),
        }
    }

    fn set_value(&self, figure: &mut Figure, value: Option<Decimal>, tail: &Tail, negative: bool) {
        let scaled = value.and_then(|value| value.shifted(tail.exponent));
        let scaled = if tail.parts == 0 { scaled } else { scaled.and_then(|value| value.over(tail.parts)) };
        let scaled = match tail.cents {
            Some(cents) => scaled.and_then(|value| value.plus(cents)),
            None => scaled,
        };
        match scaled {
            Some(value) => {
                let value = if negative || tail.is_negative { value.negated() } else { value };
                (figure.low, figure.high) = (value, value);
            }
            None => figure.is_broken = true,
        }
    }

    /// Reads the number in words that begins at a token; `None` where none does.
    fn said(&self, at: usize, floor: usize) -> Option<Figure> {
        let spoken = self.spoken(at)?;
        let mut head = self.head(at, floor);
        if head.start == at && self.joins(at) && self.sign(at.wrapping_sub(1)).is_some_and(is_dash) {
            head.is_broken = false;
        }
        let tail = self.tail(spoken.end, &head, false, Some(&spoken));
        let mut figure = self.figure(&head, &tail, at);
        figure.is_ordinal = spoken.is_ordinal;
        figure.is_weak = spoken.is_weak && figure.exponent == 0;
        figure.is_unclear = tail.is_unclear || spoken.is_unclear;
        figure.exponent = figure.exponent.max(spoken.exponent);
        let before = head.start.checked_sub(1).filter(|before| floor <= *before && self.near(head.start));
        let compound = self.low(at).starts_with("hundert") || self.low(at).starts_with("tausend");
        figure.is_crowded |= before.is_some_and(|before| {
            spoken::is_number_word(self.low(before)) || compound && spoken::is_vague(self.low(before))
        });
        figure.is_crowded |= self.near(tail.end) && self.spoken(tail.end).is_some_and(|next| !next.is_weak);
        let value = spoken.value.shifted(tail.exponent);
        let value = if tail.parts == 0 { value } else { value.and_then(|value| value.over(tail.parts)) };
        match value {
            Some(value) => {
                let value = if head.is_negative { value.negated() } else { value };
                (figure.low, figure.high) = (value, value);
            }
            None => figure.is_broken = true,
        }
        // A bare hundred or thousand is a sum only where it counts money.
        if (spoken.is_bare || spoken.is_idiom) && figure.currency.is_none() {
            figure.exponent = 0;
        }
        Some(figure)
    }

    fn figure(&self, head: &Head, tail: &Tail, at: usize) -> Figure {
        let (currency, clash) = match (head.currency, tail.currency) {
            (Some(one), Some(two)) => (one.narrowed(two), one.narrowed(two).is_none()),
            (one, two) => (one.or(two), false),
        };
        let start = tail.start.unwrap_or(head.start);
        Figure {
            range: self.bytes(start..tail.end),
            number: self.bytes(at..tail.number_end),
            low: Decimal::default(),
            high: Decimal::default(),
            currency,
            is_percent: tail.is_percent,
            is_ordinal: tail.is_ordinal,
            is_weak: false,
            is_unclear: false,
            is_broken: head.is_broken || tail.is_broken || clash,
            is_scaled: tail.is_scaled,
            is_grouped: false,
            is_crowded: head.is_crowded || tail.is_measured,
            needs_money: tail.needs_money,
            exponent: tail.exponent,
            currency_after: tail.currency.is_some(),
            tokens: start..tail.end,
        }
    }

    /// Whether what stands before a token makes the number there a name: room 12, order number 4500.
    fn is_label(&self, start: usize) -> bool {
        let Some(before) = start.checked_sub(1) else { return false };
        let before = if self.sign(before).is_some_and(|c| matches!(c, '.' | ':' | '#' | '°')) {
            before.wrapping_sub(1)
        } else {
            before
        };
        let low = self.low(before);
        LABELS.contains_key(low) || low.ends_with("nummer") || low.ends_with("number")
    }

    /// What stands before the number at `at`: a sign and a currency, and whether something unread does.
    fn head(&self, at: usize, floor: usize) -> Head {
        let mut head = Head {
            start: at,
            currency: None,
            exponent: 0,
            is_negative: false,
            is_broken: false,
            is_crowded: false,
            in_brackets: false,
        };
        loop {
            let start = head.start;
            let Some(before) = start.checked_sub(1).filter(|before| floor <= *before) else { break };
            let Some(sign) = self.sign(before) else {
                let near = self.near(start);
                if let Some((exponent, currency)) =
                    self.joined_scale(before).filter(|_| near && head.currency.is_none())
                {
                    (head.exponent, head.currency, head.start) = (exponent, Some(currency), before);
                    continue;
                }
                match self.currency_before(before, floor, self.joins(start)).filter(|_| near && head.currency.is_none())
                {
                    Some((currency, from)) => {
                        head.currency = Some(currency);
                        head.start = from;
                        continue;
                    }
                    None => break,
                }
            };
            let apart = before == 0 || !self.joins(before) || self.opens(before);
            let before_is_currency = before.checked_sub(1).is_some_and(|at| self.ends_currency(at, floor));
            let at_number = is_dash(sign) && self.joins(start) && (apart || before_is_currency);
            if !head.is_negative && (at_number || sign == '\u{2212}' && self.near(start) && apart) {
                head.is_negative = true;
                head.start = before;
            } else if sign == '+' && self.joins(start) && apart {
                head.start = before;
            } else if head.currency.is_none() && self.near(start) {
                match self.currency_before(before, floor, self.joins(start)) {
                    Some((currency, from)) => {
                        head.currency = Some(currency);
                        head.start = from;
                        // "T€ 250"
                        let lead =
                            from.checked_sub(1).filter(|lead| floor <= *lead && self.joins(from) && !self.joins(start));
                        let scale = lead.and_then(|lead| {
                            value(lexicon::JOINED_SCALES, self.low(lead))?.parse().ok().map(|exponent| (lead, exponent))
                        });
                        if let Some((lead, exponent)) = scale {
                            (head.start, head.exponent) = (lead, exponent);
                        }
                    }
                    None => break,
                }
            } else {
                break;
            }
        }
        if let Some(before) = head.start.checked_sub(1) {
            let word = self.low(before);
            // "au moins 20" is no minus.
            let least = word == "moins"
                && matches!(self.low(before.wrapping_sub(1)), "au" | "du" | "le" | "pas" | "plus" | "ou");
            if MINUS.contains_key(word) && !least && self.near(head.start) && floor <= before && !head.is_negative {
                head.is_negative = true;
                head.start = before;
            }
        }
        self.check_left(&mut head);
        head
    }

    /// Whether an opening mark or nothing stands right before a token.
    fn opens(&self, index: usize) -> bool {
        index
            .checked_sub(1)
            .and_then(|before| self.sign(before))
            .is_some_and(|c| matches!(c, '(' | '[' | '"' | '“' | '„' | '«' | '\'' | '‘' | '=' | ':' | '~' | '≈'))
    }

    fn check_left(&self, head: &mut Head) {
        let Some(before) = head.start.checked_sub(1) else { return };
        let Some(token) = self.at(before) else { return };
        if !self.joins(head.start) {
            let own_year = is_year(token) && !token_is_thousands(self, head.start);
            head.is_crowded = self.near(head.start) && token.is_digits() && !own_year;
            return;
        }
        match token.kind {
            Kind::Word | Kind::Digits => head.is_broken = true,
            Kind::Sign('(') => head.in_brackets = true,
            Kind::Sign('.' | ',') => {
                // "ca.65" and "ja,50" go on after a word; "…,50" is the rest of a number.
                head.is_broken = !before
                    .checked_sub(1)
                    .is_some_and(|at| self.joins(before) && self.at(at).is_some_and(Token::is_word));
            }
            Kind::Sign('\'' | '’') => {
                head.is_broken = before
                    .checked_sub(1)
                    .is_some_and(|at| self.joins(before) && self.at(at).is_some_and(Token::is_digits));
            }
            Kind::Sign(c) if is_dash(c) => {
                // After digits or money it may join a range; after a word it makes a name.
                head.is_crowded = before
                    .checked_sub(1)
                    .is_some_and(|at| self.joins(before) && self.at(at).is_some_and(Token::is_word))
                    && !before.checked_sub(1).is_some_and(|at| self.is_scale_or_money(at));
            }
            Kind::Sign('/') => head.is_crowded = true,
            Kind::Sign(':') => {
                head.is_broken = before
                    .checked_sub(1)
                    .is_some_and(|at| self.joins(before) && self.at(at).is_some_and(Token::is_digits));
            }
            Kind::Sign('#' | '@' | '_' | '\\' | '§' | '№' | '^' | '&' | '°' | '$' | '…') => head.is_broken = true,
            Kind::Sign(c) if value(lexicon::SIGNS, c.to_string().as_str()).is_some() => head.is_broken = true,
            Kind::Sign('×' | '*' | '+' | '=' | '~' | '<' | '>' | ';' | '|') => {}
            // Whatever else stands between digits makes one thing of them.
            Kind::Sign(_) => {
                head.is_broken = before
                    .checked_sub(1)
                    .is_some_and(|at| self.joins(before) && self.at(at).is_some_and(Token::is_digits));
            }
        }
    }

    fn is_scale_or_money(&self, at: usize) -> bool {
        let low = self.low(at);
        SCALES.contains_key(low)
            || value(lexicon::LETTER_SCALES, low).is_some()
            || self.ends_currency(at, 0)
            || self.joined_scale(at).is_some()
    }

    /// What stands after the number that ends before `end`.
    fn tail(&self, end: usize, head: &Head, is_plain: bool, spoken: Option<&spoken::Spoken>) -> Tail {
        let written = spoken.is_none();
        let is_scaled = spoken.is_some_and(|spoken| spoken.is_scaled);
        let is_scaled = is_scaled || 0 < head.exponent;
        let mut tail = Tail { end, number_end: end, is_scaled, exponent: head.exponent, ..Tail::default() };
        let dash_at = |at: usize| self.joins(at) && self.at(at).is_some_and(dash);
        if written {
            // "45,-", "100.000,--", "2'400.-", "4,75,000/-"
            if self.joins(end) && self.sign(end).is_some_and(|c| matches!(c, ',' | '.' | '/')) && dash_at(end + 1) {
                tail.end = end + 2;
                while dash_at(tail.end) {
                    tail.end += 1;
                }
            } else if dash_at(end) && !self.joins(end + 1) && !(self.at(end + 1).is_some_and(Token::is_digits)) {
                let money_after = self.currency_after(end + 1, false).is_some();
                if money_after || head.currency.is_some() && self.at(end + 1).is_none() {
                    tail.is_negative = true;
                    tail.end = end + 1;
                }
            }
            if head.in_brackets && self.joins(tail.end) && self.sign(tail.end) == Some(')') {
                let outside =
                    head.start.checked_sub(2).is_some_and(|at| self.near(head.start - 1) && self.ends_currency(at, 0))
                        && !self.low(head.start.wrapping_sub(2)).is_empty();
                let after = self.near(tail.end + 1).then(|| self.currency_after(tail.end + 1, false)).flatten();
                if let Some((currency, next)) = after.filter(|_| head.currency.is_none()) {
                    tail.is_negative = true;
                    tail.currency = Some(currency);
                    tail.start = head.start.checked_sub(1);
                    tail.end = next;
                    return tail;
                }
                let sign_outside = head.start.checked_sub(2).and_then(|at| self.sign(at)).is_some_and(|c| {
                    value(lexicon::SIGNS, c.to_string().as_str()).is_some() && self.joins(head.start - 1)
                });
                if (outside || sign_outside) && head.currency.is_none() {
                    if let Some((currency, from)) =
                        head.start.checked_sub(2).and_then(|at| self.currency_before(at, 0, false))
                    {
                        tail.is_negative = true;
                        tail.currency = Some(currency);
                        tail.start = Some(from);
                        tail.end += 1;
                    }
                    return tail;
                }
            }
        }
        if head.exponent == 0 {
            self.scale(&mut tail, head, written);
        }
        tail.number_end = tail.end.max(end);
        self.after_scale(&mut tail, head, is_plain);
        let of_accounts = head.in_brackets
            && self.joins(tail.end)
            && self.sign(tail.end) == Some(')')
            && self.is_of_accounts(head.start);
        tail.is_negative |= of_accounts && (head.currency.is_some() || tail.currency.is_some());
        self.check_right(&mut tail, head);
        tail
    }

    /// Whether the words before a sum are those of accounts, where brackets are a minus.
    fn is_of_accounts(&self, start: usize) -> bool {
        (start.saturating_sub(8)..start).any(|at| ACCOUNTS.contains_key(self.low(at)))
    }

    /// Percent, ordinals and money after a number and its scale.
    fn after_scale(&self, tail: &mut Tail, head: &Head, is_plain: bool) {
        let at = tail.end;
        if tail.currency.is_none() {
            if self.near(at) && self.sign(at) == Some('%') {
                tail.is_percent = true;
                tail.end = at + 1;
                return;
            }
            let two = format!("{}_{}", self.low(at), self.low(at + 1));
            let hyphen = usize::from(self.joins(at) && self.at(at).is_some_and(dash));
            if self.near(at) && PERCENT.contains_key(self.low(at + hyphen)) {
                tail.is_percent = true;
                tail.end = at + hyphen + 1;
                return;
            }
            if self.near(at) && self.near(at + 1) && (PERCENT.contains_key(two.as_str()) || two == "per_cent") {
                tail.is_percent = true;
                tail.end = at + 2;
                return;
            }
            if self.joins(at) && ORDINAL_ENDS.contains_key(self.low(at)) && is_plain {
                tail.is_ordinal = true;
                tail.end = at + 1;
                return;
            }
            if let Some((currency, parts, next)) = self.cents_after(at) {
                tail.currency = Some(currency);
                tail.parts = parts;
                tail.end = next;
                return;
            }
        }
        let found = if tail.currency.is_some() { None } else { self.currency_after(at, tail.is_scaled) };
        let Some((currency, next)) = found else { return };
        // "40 Euro-Cent"
        let hyphen = usize::from(self.joins(next) && self.at(next).is_some_and(dash));
        if let Some((_, parts, end)) = self.cents_after(next + hyphen) {
            (tail.currency, tail.parts, tail.end) = (Some(currency), parts, end);
            return;
        }
        // "USD 60,000 EUR 54,000": the second belongs to what follows it.
        let of_next = head.currency.is_some() && self.near(next) && self.at(next).is_some_and(Token::is_digits);
        if of_next {
            return;
        }
        let is_pounds =
            currency == Currency::named("£").unwrap_or(currency) && self.sign(next.wrapping_sub(1)).is_none();
        if is_pounds && self.is_weight(head.start, next) {
            return;
        }
        tail.currency = Some(currency);
        tail.end = next;
        // "12€50"
        if let Some(cents) =
            self.at(next).filter(|token| token.gap == Gap::None && token.is_digits() && token.raw.len() == 2)
            && is_plain
            && !tail.is_scaled
        {
            tail.cents = Decimal::of_digits("0", &cents.raw);
            tail.end = next + 1;
        } else if let Some(digits) =
            self.at(next).filter(|token| token.is_digits() && matches!(token.gap, Gap::Space | Gap::Thin))
            && is_plain
            && !tail.is_scaled
            && head.currency.is_none()
            && !is_year(digits)
        {
            // "45 Euro 50." is one sum; with a word after it nobody knows.
            let ends = self
                .at(next + 1)
                .is_none_or(|after| matches!(after.kind, Kind::Sign('.' | ',' | '!' | '?' | ';' | ')' | '"' | '”')))
                && !(self.joins(next + 1) && self.joins(next + 2) && self.at(next + 2).is_some_and(Token::is_digits));
            if ends && digits.raw.len() == 2 {
                tail.cents = Decimal::of_digits("0", &digits.raw);
                tail.end = next + 1;
            } else if digits.raw.len() <= 2 {
                tail.is_broken = true;
            }
        }
    }

    fn is_weight(&self, start: usize, next: usize) -> bool {
        let weighs = |low: &str| lexicon::TABLES.iter().any(|table| has(table.weighs, low));
        (start.saturating_sub(5)..start).any(|at| self.low(at) != "of" && weighs(self.low(at)))
            || weighs(self.low(next))
    }

    /// A scale after a number: "k", "Mio.", "thousand", "TEUR", "lakh".
    fn scale(&self, tail: &mut Tail, head: &Head, written: bool) {
        for _ in 0..3 {
            let hyphen =
                usize::from(self.joins(tail.end) && self.at(tail.end).is_some_and(dash) && self.joins(tail.end + 1));
            let at = tail.end + hyphen;
            if !self.near(tail.end) || !self.at(at).is_some_and(Token::is_word) {
                return;
            }
            if !tail.is_scaled && hyphen == 0 && written {
                if let Some((exponent, currency)) = self.joined_scale(at) {
                    tail.exponent = exponent;
                    tail.is_scaled = true;
                    tail.currency = Some(currency);
                    tail.end = at + 1;
                    return;
                }
                if self.letter_scale(tail, head, at) {
                    return;
                }
            }
            let Some((exponent, unclear)) = self.word_scale(at, tail) else { return };
            tail.exponent = tail.exponent.saturating_add(exponent);
            tail.is_scaled = true;
            tail.is_unclear |= unclear;
            tail.end = at + 1;
            // The full stop of "Mio." is the word's where money follows it.
            if self.joins(tail.end)
                && self.sign(tail.end) == Some('.')
                && self.currency_after(tail.end + 1, true).is_some()
            {
                tail.end += 1;
            }
        }
    }

    /// The power of ten of a scale in words, and whether languages disagree about it.
    fn word_scale(&self, at: usize, tail: &Tail) -> Option<(u32, bool)> {
        let low = self.low(at);
        if HUNDRED.contains_key(low) && low != "cent" && low != "cents" && tail.exponent == 0 {
            return Some((2, false));
        }
        let is_code = self.at(at).is_some_and(|token| has(lexicon::CODES, token.raw.as_str()));
        let known = SCALES.get(low).filter(|_| !is_code)?;
        self.settled(at, known)
    }

    /// The one power of ten that a word of several languages has here.
    fn settled(&self, at: usize, known: &[(Language, &'static str)]) -> Option<(u32, bool)> {
        let parse = |value: &str| value.parse::<u32>().ok();
        let (_, first) = known.first()?;
        let first = parse(first)?;
        let token = self.at(at)?;
        let is_own = self.language.is_none_or(|own| known.iter().any(|(language, _)| *language == own));
        if known.iter().all(|(_, value)| parse(value) == Some(first)) {
            // "2 Billionen" in an English text may be a slip.
            return Some((first, !is_own && (token.low.starts_with("bill") || token.low.starts_with("trill"))));
        }
        let of =
            |language: Language| known.iter().find(|(known, _)| *known == language).and_then(|(_, value)| parse(value));
        // German writes it with a capital, and "2 Billionen" in the plural; with a capital elsewhere nothing is sure.
        let found = match self.language {
            Some(Language::German) if token.capital() && self.is_one_before(at) => of(Language::German),
            Some(Language::English | Language::French) if token.capital() => None,
            Some(language @ (Language::English | Language::French)) => of(language),
            None if !token.capital() && self.has_english_shape(at) => of(Language::English),
            Some(Language::German) | None => None,
            Some(language) => of(language),
        };
        Some(found.map_or((first, true), |exponent| (exponent, false)))
    }

    fn is_one_before(&self, at: usize) -> bool {
        at.checked_sub(1)
            .and_then(|before| self.at(before))
            .is_some_and(|token| token.raw == "1" || matches!(token.low.as_str(), "eine" | "einer" | "ein"))
    }

    /// "$1.2 billion": the sign before it, or a decimal point.
    fn has_english_shape(&self, at: usize) -> bool {
        let sign = (at.saturating_sub(4)..at).any(|at| {
            self.sign(at).is_some_and(|c| value(lexicon::SIGNS, c.to_string().as_str()).is_some())
                && self.at(at + 1).is_some_and(|next| next.is_digits() && next.gap != Gap::Wide)
        });
        let comma = (at.saturating_sub(3)..at).any(|at| self.sign(at) == Some(','));
        sign && !comma
    }

    /// "k", "M", "bn": right at the number, or at a sign of money after it.
    fn letter_scale(&self, tail: &mut Tail, head: &Head, at: usize) -> bool {
        let Some(token) = self.at(at) else { return false };
        let Some(exponent) = value(lexicon::LETTER_SCALES, token.low.as_str()).and_then(|value| value.parse().ok())
        else {
            return false;
        };
        let low = token.low.as_str();
        let attached = token.gap == Gap::None;
        let dotted = usize::from(self.joins(at + 1) && self.sign(at + 1) == Some('.'));
        let after = self.currency_after(at + 1, true).map(|found| (found, 0));
        let after = after
            .or_else(|| (dotted == 1).then(|| self.currency_after(at + 2, true)).flatten().map(|found| (found, 1)));
        // "5 k EUR 30": the money belongs to what follows.
        let after =
            after.filter(|((_, next), _)| head.currency.is_none() || !self.at(*next).is_some_and(Token::is_digits));
        let joined = after.is_some() && self.joins(at + 1) && self.sign(at + 1).is_some();
        let has_money = head.currency.is_some() || after.is_some();
        let long = matches!(low, "mio" | "mrd" | "tsd" | "mln" | "tys" | "mn" | "bn");
        let indian = head
            .currency
            .or(after.map(|((currency, _), _)| currency))
            .is_some_and(|currency| currency.code() == Some("INR"));
        let fits = match low {
            "k" => attached || has_money,
            "t" => joined,
            "l" | "cr" => indian,
            "g" => false,
            "mm" | "md" | "mds" => attached && has_money || joined,
            // "1.5m" without money may be metres.
            "b" => attached || joined,
            "m" => attached || has_money && (joined || token.raw == "M"),
            _ => long,
        };
        if !fits {
            return false;
        }
        let a_display = token.raw == "K"
            && at
                .checked_sub(1)
                .and_then(|before| self.at(before))
                .is_some_and(|before| matches!(before.raw.as_str(), "2" | "4" | "5" | "8"));
        tail.needs_money |= (matches!(low, "m" | "b") || a_display) && !has_money;
        tail.exponent = exponent;
        tail.is_scaled = true;
        tail.end = at + 1;
        if let Some(((currency, next), _)) = after {
            tail.currency = Some(currency);
            tail.end = next;
            if let Some(own) = head.currency {
                tail.currency = own.narrowed(currency);
                tail.is_broken |= tail.currency.is_none();
            }
        }
        true
    }

    /// "TEUR", "kUSD", "tkr", "MSEK": a scale and a currency in one word.
    fn joined_scale(&self, at: usize) -> Option<(u32, Currency)> {
        let token = self.at(at).filter(|token| token.is_word())?;
        if has(lexicon::CODES, token.raw.as_str()) {
            return None;
        }
        lexicon::JOINED_SCALES.split_ascii_whitespace().find_map(|entry| {
            let (scale, exponent) = entry.split_once('=')?;
            let rest = token.low.strip_prefix(scale)?;
            let written = token.raw.get(token.raw.len().checked_sub(rest.len())?..)?;
            let money = match rest {
                "kr" => Currency::named("kr"),
                "euro" | "euros" => Currency::from_code("EUR"),
                _ => Currency::from_code(written),
            }?;
            Some((exponent.parse().ok()?, money))
        })
    }

    fn check_right(&self, tail: &mut Tail, head: &Head) {
        let at = tail.end;
        let Some(token) = self.at(at) else { return };
        let has_money = tail.currency.is_some() || head.currency.is_some();
        let next_joins = self.joins(at + 1);
        let next_is = |test: fn(&Token) -> bool| next_joins && self.at(at + 1).is_some_and(test);
        if matches!(token.low.as_str(), "uhr" | "h" | "heures" | "o'clock") && self.near(at) {
            tail.is_broken |= has_money;
        }
        if !self.joins(at) {
            if token.is_digits() && self.near(at) && tail.currency.is_none() && !tail.is_percent && !is_year(token) {
                // "12 50 000" is no number, "60,000 2026" is.
                tail.is_broken |= has_money;
            }
            return;
        }
        match token.kind {
            // "3h" and "12x" are numbers, though no money.
            Kind::Word
                if has(lexicon::TAILS, token.low.as_str())
                    && !(self.joins(at + 1)
                        && self.at(at + 1).is_some_and(|next| next.is_digits() || next.is_word())) =>
            {
                tail.is_measured = true;
                tail.end = at + 1;
            }
            Kind::Word | Kind::Digits => tail.is_broken = true,
            Kind::Sign('(' | '@' | '#' | '_' | '=' | '\\' | '^' | '§' | '&' | '°') => tail.is_broken = true,
            Kind::Sign('.' | ',' | ':') => tail.is_broken |= next_is(Token::is_digits),
            Kind::Sign('\'' | '’') => tail.is_broken |= next_is(Token::is_digits),
            Kind::Sign('/') => tail.is_broken |= next_is(Token::is_digits) && has_money,
            Kind::Sign(c) if is_dash(c) => {
                // "45000-B" is a name, "40k-Budget" is not.
                let letter = next_is(|next| next.is_word() && next.raw.chars().count() == 1);
                tail.is_broken |= letter && !has_money && !tail.is_scaled;
            }
            Kind::Sign(c) if value(lexicon::SIGNS, c.to_string().as_str()).is_some() => tail.is_broken = true,
            Kind::Sign(_) => {}
        }
    }
}

/// Whether the number that begins at a token is one of several groups set apart by spaces.
fn token_is_thousands(reader: &Reader, at: usize) -> bool {
    let first = (at..at + 3).find(|at| reader.at(*at).is_some_and(Token::is_digits));
    first.is_some_and(|at| reader.numeral(at).by_spaces)
}

#[cfg(test)]
mod tests;
