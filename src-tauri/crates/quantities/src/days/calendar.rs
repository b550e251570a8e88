//! Days by the calendar: 3 March 2026, December 5th, Friday next week, week 50, Q3, the 15th.

use super::{
    Days, Draft, Named, Span, Which,
    numeric::{is_date, small},
    shifted,
};
use crate::{
    Language,
    lexicon::{TABLES, Words, gather, has},
    tokens::{Gap, Kind, Token},
};
use jiff::{
    ToSpan,
    civil::{Date, ISOWeekDate, Weekday},
};
use std::{collections::BTreeMap, sync::LazyLock};

/// Names with the number of what they name, by language.
fn numbered(of: impl Fn(&'static crate::lexicon::Table) -> &'static [&'static str]) -> Names {
    let mut found = Names::new();
    for table in TABLES {
        for (number, names) in (1_i8..).zip(of(table)) {
            for name in names.split_ascii_whitespace() {
                found.entry(name).or_default().push((table.language, number));
            }
        }
    }
    found
}

type Names = BTreeMap<&'static str, Vec<(Language, i8)>>;

static MONTHS: LazyLock<Names> = LazyLock::new(|| numbered(|table| &table.months));
static WEEKDAYS: LazyLock<Names> = LazyLock::new(|| numbered(|table| &table.weekdays));
static MONTH_LEADS: LazyLock<Words> = LazyLock::new(|| gather(|table| table.month_leads));
static OF: LazyLock<Words> = LazyLock::new(|| gather(|table| table.of_day));
/// A day of a month that is taken for one though it stands alone and in words.
const DAY_IN_WORDS: i8 = 4;
static ENDS: LazyLock<Words> = LazyLock::new(|| gather(|table| table.ordinal_ends));
static DAY_WORDS: LazyLock<Words> = LazyLock::new(|| gather(|table| table.day_words));
static NOT_BEFORE: LazyLock<Words> = LazyLock::new(|| gather(|table| table.not_before));
static WEEK: LazyLock<Words> = LazyLock::new(|| gather(|table| table.week_words));
static QUARTERS: LazyLock<Words> = LazyLock::new(|| gather(|table| table.quarters));
static QUARTER: LazyLock<Words> = LazyLock::new(|| gather(|table| table.quarter_words));
static TO: LazyLock<Words> = LazyLock::new(|| gather(|table| table.to));

/// "Mr", "Frau", "Mme": a month after it is a name.
const TITLES: &str =
    "mr mrs ms miss dr herr herrn frau mme m monsieur madame mlle prof sir lady dear liebe lieber hallo hi hello";
/// Parts of a day at a weekday's name, as in Freitagabend.
const DAYTIMES: [&str; 7] = ["morgen", "frueh", "vormittag", "mittag", "nachmittag", "abend", "nacht"];

impl Days {
    /// The month that a token names, wherever it stands.
    pub(super) fn month_at(&self, at: usize) -> Option<(i8, Language)> {
        let token = self.at(at).filter(|token| token.is_word())?;
        let own = self.reader.language();
        let hits = MONTHS.get(token.low.as_str())?;
        let (language, month) = hits.iter().find(|(language, _)| Some(*language) == own).or_else(|| hits.first())?;
        Some((*month, *language))
    }

    /// The token after a month's name: its full stop too, as in "Dez."
    fn after_month(&self, at: usize) -> usize {
        let short = self.low(at).len() <= 5 && self.low(at) != "march";
        let dotted = short && self.joins(at + 1) && self.is(at + 1, '.');
        let goes_on = dotted
            && self
                .at(at + 2)
                .is_some_and(|next| next.is_digits() || next.raw.chars().next().is_some_and(char::is_lowercase));
        at + 1 + usize::from(goes_on)
    }

    /// Four digits that are a year, after a comma or "of" at most.
    pub(super) fn year_at(&self, at: usize) -> Option<(i16, usize)> {
        let comma = usize::from(self.is(at, ',') || (self.is(at, '/') || self.is(at, '-')) && self.joins(at));
        let of = usize::from(comma == 0 && matches!(self.low(at), "de" | "of"));
        let here = at + comma + of;
        let token =
            self.at(here).filter(|token| token.is_digits() && token.gap != Gap::Wide && token.raw.len() == 4)?;
        let year = token.raw.parse::<i16>().ok().filter(|year| (1900..2100).contains(year))?;
        let more = self.joins(here + 1) && self.at(here + 1).is_some_and(|next| next.is_word() || next.is_digits())
            || self.joins(here + 1) && self.joins(here + 2) && self.at(here + 2).is_some_and(Token::is_digits);
        let money = self.near(here + 1)
            && self.at(here + 1).is_some_and(|next| matches!(next.kind, Kind::Sign('€' | '$' | '£')));
        (!more && !money).then_some((year, here + 1))
    }

    /// The number of a day: "15", "15th", "15.", "third", "dritten"; and the token after it.
    fn day_number(&self, at: usize) -> Option<(i8, usize, bool)> {
        let token = self.at(at)?;
        if token.is_digits() {
            let free = token.gap != Gap::None
                || at == 0
                || self.at(at - 1).is_some_and(|before| {
                    matches!(before.kind, Kind::Sign('(' | '"' | '“' | '\'' | '’' | ':' | '–' | '-'))
                });
            let day = small(&token.raw).filter(|day| (1..=31).contains(day) && free)?;
            if self.joins(at + 1) && ENDS.contains_key(self.low(at + 1)) {
                return Some((day, at + 2, true));
            }
            let dotted = self.joins(at + 1)
                && self.is(at + 1, '.')
                && !(self.joins(at + 2) && self.at(at + 2).is_some_and(Token::is_digits));
            if dotted {
                return Some((day, at + 2, true));
            }
            return (!self.joins(at + 1) || self.at(at + 1).is_some_and(|next| !next.is_word())).then_some((
                day,
                at + 1,
                false,
            ));
        }
        if let Some((end, value)) = self.value(at, &DAY_WORDS) {
            return value.parse().ok().map(|day| (day, end, true));
        }
        // "Le quinze mai", "el quince de mayo": there, days are counted.
        let counts_days = matches!(self.reader.language(), Some(Language::French | Language::Romance));
        let spoken = self.reader.spoken(at).filter(|spoken| spoken.is_ordinal || counts_days)?;
        let day = i8::try_from(spoken.value.rounded()).ok().filter(|day| (1..=31).contains(day))?;
        Some((day, spoken.end, true))
    }

    /// "3 March 2026", "5. Oktober", "December 5th, 2025", "March 2026", "in March".
    pub(super) fn date(&self, at: usize) -> Option<Draft> {
        self.day_and_month(at).or_else(|| self.month_and_day(at)).or_else(|| self.year_alone(at))
    }

    /// Reads a day and its month with the article: "the third of March 2027".
    fn day_and_month(&self, at: usize) -> Option<Draft> {
        let (day, after, _) = self.day_number(at)?;
        let of = after + usize::from(self.near(after) && OF.contains_key(self.low(after)));
        let apostrophe = usize::from(
            of != after && self.joins(of) && self.at(of).is_some_and(|token| token.is('\'') || token.is('’')),
        );
        let month_at = of + apostrophe;
        // "15-Jan-2027"
        let hyphen = usize::from(of == after && self.joins(after) && self.is(after, '-') && self.joins(after + 1));
        let month_at = month_at + hyphen;
        let (month, language) = self.month_at(month_at).filter(|_| self.near(after) && self.near(month_at))?;
        // "3 mar" is no date, "3 Mar" is; "5 may" is none in English.
        let token = self.at(month_at)?;
        let needs_capital = matches!(language, Language::English | Language::German)
            && has("may march mar jan mai sat", token.low.as_str());
        if needs_capital && !token.capital() || !is_date(month, day) {
            return None;
        }
        let end = self.after_month(month_at);
        let (year, end) = self.year_at(end).map_or((None, end), |(year, end)| (Some(year), end));
        Some(self.dated(at, end, year, month, day))
    }

    fn dated(&self, start: usize, end: usize, year: Option<i16>, month: i8, day: i8) -> Draft {
        let spans = self.of_year(year, month, day).into_iter().collect();
        Draft { start, end, named: Named { year, month: Some(month), day: Some(day), ..Named::default() }, spans }
    }

    fn month_and_day(&self, at: usize) -> Option<Draft> {
        let (month, language) = self.month_at(at)?;
        let token = self.at(at)?;
        // "31 November" is no day, so it is no November either.
        let numbered =
            at.checked_sub(1).map(|before| if self.is(before, '.') { before.wrapping_sub(1) } else { before });
        if self.is_domain(at)
            || numbered
                .and_then(|before| self.at(before))
                .is_some_and(|before| before.is_digits() && before.raw.len() <= 2)
                && self.near(at)
        {
            return None;
        }
        let after = self.after_month(at);
        let dotted = usize::from(
            self.joins(at + 1)
                && self.is(at + 1, '.')
                && after == at + 1
                && self.near(at + 2)
                && self.at(at + 2).is_some_and(Token::is_digits),
        );
        let after = after + dotted;
        let doubtful = TABLES.iter().any(|table| table.language == language && has(table.doubtful, &token.low))
            || token.low.len() <= 3;
        let capital = token.capital();
        let capitals = matches!(language, Language::English | Language::German);
        if let Some((year, end)) = self.year_at(after) {
            if doubtful && capitals && !capital {
                return None;
            }
            let spans = month_span(year, month).into_iter().collect();
            return Some(Draft {
                start: at,
                end,
                named: Named { year: Some(year), month: Some(month), ..Named::default() },
                spans,
            });
        }
        let the = after + usize::from(self.low(after) == "the");
        if let Some((day, end, marked)) =
            self.day_number(the).filter(|_| self.near(the) && language == Language::English && is_date(month, 1))
        {
            let lead = self.before(at);
            // "in March 3 people" counts people.
            let counts = !marked && matches!(lead, "in" | "since" | "") && !self.is_small(end) && self.near(end);
            let is_time = self.is(end, ':') && self.joins(end)
                || matches!(self.low(end), "am" | "pm" | "uhr" | "percent")
                || self.counts_something(end);
            if !counts && !is_time && is_date(month, day) && (!doubtful || capital) {
                let (year, end) = self.year_at(end).map_or((None, end), |(year, end)| (Some(year), end));
                return Some(self.dated(at, end, year, month, day));
            }
        }
        self.month_alone(at, language, doubtful).then(|| Draft {
            start: at,
            end: self.after_month(at),
            named: Named { month: Some(month), ..Named::default() },
            spans: self.nearest(|year| month_span(year, month)).into_iter().collect(),
        })
    }

    /// Whether a month's name without day and year is one.
    fn month_alone(&self, at: usize, language: Language, doubtful: bool) -> bool {
        let Some(token) = self.at(at) else { return false };
        let before = self.before(at);
        let is_led = self.near(at) && MONTH_LEADS.contains_key(before);
        let joined = at
            .checked_sub(1)
            .and_then(|before| self.at(before))
            .is_some_and(|before| before.is('-') || before.is('\'') || before.is('’'))
            && self.joins(at);
        let capitals = matches!(language, Language::English | Language::German);
        let named = has(TITLES, before) && !before.is_empty();
        let surname = capitals
            && self.near(at + 1)
            && self.at(at + 1).is_some_and(|next| next.is_word() && next.capital())
            && !is_led;
        // "sept" is seven in French; an abbreviation alone has its full stop or a capital.
        let full = "march april may june july mai juni juli maerz mars avril juin aout maj mei maart marca maja lipca";
        let short = token.low.len() <= 5 && !has(full, &token.low);
        let dotted = self.joins(at + 1) && self.is(at + 1, '.');
        if named || surname || capitals && !token.capital() || short && !dotted && !(capitals && token.capital()) {
            return false;
        }
        is_led || joined && !capitals || !doubtful && capitals
    }

    /// Reads a year that stands alone behind a preposition: "in 2027", "by 2026".
    fn year_alone(&self, at: usize) -> Option<Draft> {
        let token = self.at(at).filter(|token| token.is_digits() && token.gap != Gap::None)?;
        let (year, end) = self.year_at(at).filter(|(_, end)| *end == at + 1)?;
        let led = has(
            "in since by until of from seit bis year summer winter spring fall early late jahr en depuis annee jahres",
            self.before(at),
        );
        let counted = self.near(end) && self.at(end).is_some_and(|next| next.is_word() && !self.is_small(end))
            || self.counts_something(end);
        let of_month = at.checked_sub(1).is_some_and(|before| {
            self.month_at(before).is_some() || self.at(before).is_some_and(|token| token.is_digits() || token.is('.'))
        });
        if token.raw.len() != 4 || of_month || counted && !led || self.is_labelled(at) {
            return None;
        }
        let span = Span::between(Date::new(year, 1, 1).ok()?, Date::new(year, 12, 31).ok()?)?;
        Some(Draft { start: at, end, named: Named { year: Some(year), ..Named::default() }, spans: vec![span] })
    }

    /// "from 4 to 8 May", "13. bis 17. September", "4–8 May".
    pub(super) fn day_range(&self, at: usize) -> Option<Draft> {
        let (first, after, _) = self.day_number(at).filter(|_| self.at(at).is_some_and(Token::is_digits))?;
        let token = self.at(after)?;
        let joint = matches!(token.kind, Kind::Sign('-' | '–'))
            || TO.contains_key(self.low(after)) && (token.low != "a" || token.raw == "à")
            || self.low(after) == "au";
        let and = has("and und et", self.low(after));
        let led = has("between zwischen entre", self.before(at));
        if !joint || and && !led {
            return None;
        }
        let second = self.day_and_month(after + 1)?;
        let (month, day) = (second.named.month?, second.named.day?);
        let span = second.spans.first().and_then(|last| {
            let start = if first <= day { Date::new(last.last.year(), month, first).ok()? } else { return None };
            Span::between(start, last.last)
        });
        let named = Named { day: None, which: Which::Fixed, ..second.named };
        (first < day).then(|| Draft { start: at, end: second.end, named, spans: span.into_iter().collect() })
    }

    /// The weekday that a token names, wherever it stands.
    pub(super) fn weekday_at(&self, at: usize) -> Option<(i8, Language)> {
        let token = self.at(at).filter(|token| token.is_word())?;
        let low = token.low.as_str();
        let own = self.reader.language();
        if self.is_domain(at) {
            return None;
        }
        let daytime = DAYTIMES.iter().find_map(|time| low.strip_suffix(time)).filter(|head| 5 < head.len());
        let name = daytime.unwrap_or(low);
        let hits = WEEKDAYS.get(name)?;
        let (language, number) = hits.iter().find(|(language, _)| Some(*language) == own).or_else(|| hits.first())?;
        let short = low.len() <= 4 && has("mo di mi do fr sa so mon tue tues wed thu thur fri sat sun", low);
        let two_letters = low.len() == 2;
        let dotted = self.joins(at + 1) && self.is(at + 1, '.');
        let fits = match (*language, short) {
            (Language::Romance, _) if has("segunda terca quarta quinta sexta", low) => {
                self.is(at + 1, '-') && self.low(at + 2) == "feira"
            }
            (Language::Romance, _) if has("sabado marco", low) => own == Some(Language::Romance),
            // "so" and "do" are words; "Do., 3. März" is a day.
            (_, true) if two_letters => {
                token.capital()
                    && dotted
                    && (self.is(at + 2, ',') || self.at(at + 2).is_some_and(Token::is_digits))
                    && own != Some(Language::English)
            }
            (_, true) if has("sat sun", low) => token.capital() && !self.opens(at),
            // "Mon ami" is French.
            (_, true) => token.capital() && own.is_none_or(|own| own == *language),
            _ => true,
        };
        let before = self.before(at);
        // What comes back every week is no day to wait for.
        let counted = has(
            "first second third fourth fifth ersten zweiten dritten vierten premier deuxieme troisieme quatrieme",
            before,
        );
        // "the Monday after" is counted from something else.
        let after = has("after before danach darauf davor", self.low(at + 1))
            && (!self.near(at + 2)
                || self.at(at + 2).is_some_and(|next| !next.is_word() || has("that this the we you it i", &next.low)));
        let again = counted
            || after
            || has("every each jeden jede jedem chaque varje hver elke", before)
            || before == "les" && self.before(at.saturating_sub(1)) == "tous";
        let other = again
            || NOT_BEFORE.contains_key(before) && self.near(at)
            || self.joins(at)
                && at.checked_sub(1).is_some_and(|before| self.is(before, '-'))
                && !self.joins(at.saturating_sub(1));
        (fits && !other && !self.joins_black(at)).then_some((*number, *language))
    }

    /// Whether a weekday is a part of a domain name: "monday.com".
    fn is_domain(&self, at: usize) -> bool {
        self.is(at + 1, '.')
            && self.joins(at + 1)
            && self.joins(at + 2)
            && self.at(at + 2).is_some_and(|next| next.is_word() && !next.capital())
    }

    /// Whether a weekday is a part of a compound: "Black-Friday-Angebot".
    fn joins_black(&self, at: usize) -> bool {
        let Some(before) = at.checked_sub(2) else { return false };
        self.joins(at) && self.is(at - 1, '-') && self.low(before) == "black"
    }

    /// A weekday, with what says which one: "next Friday", "vendredi prochain", "Friday next week", "Freitag, den 15.12."
    pub(super) fn weekday(&self, at: usize) -> Option<Draft> {
        let (which, name_at) = match self.which(at) {
            Some((which, next)) if self.weekday_at(next).is_some() && self.near(next) => (which, next),
            _ => (Which::Any, at),
        };
        let (weekday, language) = self.weekday_at(name_at)?;
        let mut end = name_at + 1;
        if self.low(name_at).len() == 2 && self.is(end, '.') {
            end += 1;
        }
        if self.is(end, '-') && self.low(end + 1) == "feira" {
            end += 2;
        }
        let named = Named { weekday: Some(weekday), which, ..Named::default() };
        // "Friday, 4 December": the date says which.
        let comma = end + usize::from(self.is(end, ','));
        let article = comma + usize::from(has("the den dem der le", self.low(comma)));
        for start in [article, comma] {
            let date = if self.near(start) {
                self.numeric(start)
                    .or_else(|| self.day_and_month(start))
                    .or_else(|| self.month_and_day(start).filter(|draft| draft.named.day.is_some()))
            } else {
                None
            };
            if let Some(mut date) = date {
                // "Tuesday 4/8": of two readings the weekday decides.
                let on = |span: &Span| span.first.weekday().to_monday_one_offset() == weekday;
                if date.spans.iter().any(on) {
                    date.spans.retain(on);
                }
                return Some(Draft {
                    start: at,
                    named: Named { weekday: Some(weekday), which: Which::Fixed, ..date.named },
                    ..date
                });
            }
        }
        // "jeudi 17", "lundi quinze", "Freitag, 29.": the nearest such weekday with that number.
        if let Some((day, next)) = self.amount(comma).filter(|_| self.near(comma)) {
            let next = next + usize::from(self.joins(next) && self.is(next, '.'));
            let goes_on = self.at(next).is_some_and(|token| matches!(token.kind, Kind::Sign(':' | '/' | '-' | '%')));
            let of_clock = goes_on && self.joins(next)
                || has("am pm uhr h heures heure o'clock to bis a", self.low(next))
                || self.counts_something(next);
            let near = self.said.and_then(|said| {
                let days = (-31..=92).filter_map(|ahead| Some((shifted(said, ahead)?, ahead)));
                let fits =
                    |date: &Date| i64::from(date.day()) == day && date.weekday().to_monday_one_offset() == weekday;
                days.filter(|(date, _)| fits(date)).min_by_key(|(_, ahead)| ahead.abs())
            });
            if let Some((date, _)) = near.filter(|_| !of_clock) {
                let named =
                    Named { weekday: Some(weekday), day: Some(date.day()), which: Which::Fixed, ..Named::default() };
                return Some(Draft { start: at, end: next, named, spans: vec![Span::day(date)] });
            }
        }
        // "Friday the 27th"
        if article != comma
            && let Some((day, next, true)) = self.day_number(article).filter(|_| self.near(article))
        {
            let spans: Vec<Span> = self.next_day(day).map(Span::day).into_iter().collect();
            let named = Named { weekday: Some(weekday), day: Some(day), which: Which::Fixed, ..Named::default() };
            return Some(Draft { start: at, end: next, named, spans });
        }
        // "Friday the 15th"
        if let Some(date) = self.day_alone(comma).or_else(|| self.day_alone(article)).filter(|_| self.near(comma)) {
            return Some(Draft {
                start: at,
                named: Named { weekday: Some(weekday), which: Which::Fixed, ..date.named },
                ..date
            });
        }
        if which == Which::Any {
            // "Friday next week", "vendredi de la semaine prochaine", "Freitag in einer Woche"
            if let Some((monday, next)) = self.week_after(end) {
                let spans = monday.and_then(|monday| shifted(monday, i64::from(weekday) - 1)).map(Span::day);
                return Some(Draft {
                    start: at,
                    end: next,
                    named: Named { which: Which::Fixed, ..named },
                    spans: spans.into_iter().collect(),
                });
            }
            if self.low(end) == "week"
                && language == Language::English
                && self.near(end)
                && self.at(end + 1).is_none_or(|next| !next.is_digits())
            {
                let spans = self.coming(weekday).and_then(|day| shifted(day, 7)).map(Span::day);
                return Some(Draft {
                    start: at,
                    end: end + 1,
                    named: Named { which: Which::Fixed, ..named },
                    spans: spans.into_iter().collect(),
                });
            }
            if (self.low(end), self.low(end + 1)) == ("en", "huit") {
                let spans = self.coming(weekday).and_then(|day| shifted(day, 7)).map(Span::day);
                return Some(Draft {
                    start: at,
                    end: end + 2,
                    named: Named { which: Which::Fixed, ..named },
                    spans: spans.into_iter().collect(),
                });
            }
            if (self.low(end), self.low(end + 1)) == ("after", "next") {
                let spans = self.of_week(weekday, 2).map(Span::day);
                return Some(Draft {
                    start: at,
                    end: end + 2,
                    named: Named { which: Which::Fixed, ..named },
                    spans: spans.into_iter().collect(),
                });
            }
            // "Freitag in einer Woche"; people say eight days and mean seven.
            if let Some(counted) = self.counted(end).filter(|_| self.near(end) && has("in dans om", self.low(end))) {
                let days =
                    counted.named.relative.as_deref().and_then(|key| key.strip_prefix("day ")?.parse::<i64>().ok());
                let days = days.map(|days| if days == 8 { 7 } else { days }).filter(|days| days % 7 == 0);
                if let Some(days) = days {
                    let spans =
                        self.coming(weekday).and_then(|day| shifted(day, days)).map(Span::day).into_iter().collect();
                    return Some(Draft {
                        start: at,
                        end: counted.end,
                        named: Named { which: Which::Fixed, ..named },
                        spans,
                    });
                }
            }
            // "vendredi prochain"
            if let Some((which, next)) =
                self.which(end).filter(|_| self.near(end) && matches!(language, Language::French | Language::Romance))
            {
                let named = Named { which, ..named };
                return Some(Draft { start: at, end: next, spans: self.weekday_spans(weekday, which), named });
            }
        }
        if which == Which::Fixed {
            let spans = self.of_week(weekday, 2).map(Span::day).into_iter().collect();
            return Some(Draft { start: at, end, named, spans });
        }
        Some(Draft { start: at, end, spans: self.weekday_spans(weekday, which), named })
    }

    /// The next such weekday after the day it was said on.
    fn coming(&self, weekday: i8) -> Option<Date> {
        let said = self.said?;
        let ahead = (weekday - said.weekday().to_monday_one_offset() + 6).rem_euclid(7) + 1;
        shifted(said, i64::from(ahead))
    }

    /// Such a weekday so many weeks from the week it was said in.
    fn of_week(&self, weekday: i8, weeks: i64) -> Option<Date> {
        shifted(self.monday()?, 7 * weeks + i64::from(weekday) - 1)
    }

    /// The Monday of the week the text was said in; `None` where that is not known.
    pub(super) fn monday(&self) -> Option<Date> {
        let said = self.said?;
        shifted(said, -i64::from(said.weekday().to_monday_zero_offset()))
    }

    pub(super) fn weekday_spans(&self, weekday: i8, which: Which) -> Vec<Span> {
        let coming = self.coming(weekday);
        let mut days: Vec<Date> = match which {
            Which::Any | Which::Coming | Which::Fixed => coming.into_iter().collect(),
            Which::This => {
                let own = self.of_week(weekday, 0).filter(|day| self.said.is_some_and(|said| said <= *day));
                own.or(coming).into_iter().collect()
            }
            // This week's or next week's.
            Which::Next => coming.into_iter().chain(self.of_week(weekday, 1)).collect(),
            Which::Last => coming
                .and_then(|day| shifted(day, -7))
                .map(|day| if Some(day) == self.said { shifted(day, -7).unwrap_or(day) } else { day })
                .into_iter()
                .collect(),
        };
        days.dedup();
        days.into_iter().map(Span::day).collect()
    }

    /// "KW 50", "week 22", "calendar week 12 of 2027".
    pub(super) fn week_number(&self, at: usize) -> Option<Draft> {
        let (after, _) = self.value(at, &WEEK)?;
        let dotted = usize::from(self.joins(after) && self.is(after, '.'));
        let digits = after + dotted;
        let token = self.at(digits).filter(|token| token.is_digits() && token.gap != Gap::Wide)?;
        let week = small(&token.raw).filter(|week| (1..=53).contains(week))?;
        let end = digits + 1;
        let more =
            self.joins(end) && self.at(end).is_some_and(|next| next.is_word() || next.is_digits() || next.is('%'));
        let year = self.year_at(end).filter(|(_, next)| end < *next);
        // "week 2 of the pilot" is another count.
        if more || year.is_none() && matches!(self.low(end), "of" | "des" | "der" | "du") {
            return None;
        }
        let of = |year: i16| {
            let monday = ISOWeekDate::new(year, week, Weekday::Monday).ok()?.date();
            Span::between(monday, shifted(monday, 6)?)
        };
        let span = match year {
            Some((year, _)) => of(year),
            None => self.nearest(of),
        };
        let relative = format!("week {week} of {}", year.map_or_else(String::new, |(year, _)| year.to_string()));
        let named = Named { relative: Some(relative), ..Named::default() };
        Some(Draft { start: at, end: year.map_or(end, |(_, end)| end), named, spans: span.into_iter().collect() })
    }

    /// A quarter: "Q3 2027", "third quarter", "3. Quartal"; its number, year and the token after it.
    pub(super) fn quarter(&self, at: usize) -> Option<(Option<i16>, i8, usize)> {
        let (number, end) =
            if self.at(at).is_some_and(Token::is_word) && self.joins(at + 1) && QUARTERS.contains_key(self.low(at)) {
                let token = self.at(at + 1).filter(|token| token.is_digits())?;
                let french = self.low(at) != "t"
                    || self.reader.language() == Some(Language::French)
                    || has("au du en", self.before(at));
                let free = self.at(at)?.gap != Gap::None || self.opens(at);
                (small(&token.raw).filter(|_| french && free && self.at(at).is_some_and(Token::capital))?, at + 2)
            } else {
                let (number, after, _) = self.day_number(at).or_else(|| self.named_ordinal(at))?;
                let end = after + 1;
                (QUARTER.contains_key(self.low(after)) && self.near(after)).then_some((number, end))?
            };
        if !(1..=4).contains(&number)
            || self.joins(end) && self.at(end).is_some_and(|next| next.is_digits() || next.is_word())
        {
            return None;
        }
        let year = self.year_at(end);
        Some((year.map(|(year, _)| year), number, year.map_or(end, |(_, end)| end)))
    }

    /// Reads a quarter whose number is a word: "erstes Quartal", "deuxième trimestre".
    fn named_ordinal(&self, at: usize) -> Option<(i8, usize, bool)> {
        let low = self.low(at);
        let number = [
            "ersten erstes erste premier",
            "zweiten zweites zweite deuxieme second",
            "dritten drittes dritte troisieme",
            "vierten viertes vierte quatrieme",
        ]
        .iter()
        .position(|words| has(words, low))?;
        Some((i8::try_from(number + 1).ok()?, at + 1, true))
    }

    /// The stretch of a quarter; without a year the one that has not ended yet.
    pub(super) fn quarter_span(&self, year: Option<i16>, number: i8) -> Option<Span> {
        let of = |year: i16| {
            let first = Date::new(year, 3 * number - 2, 1).ok()?;
            Span::between(first, first.checked_add(2.months()).ok()?.last_of_month())
        };
        match year {
            Some(year) => of(year),
            None => {
                let said = self.said?;
                (0..=1).filter_map(|ahead| of(said.year().checked_add(ahead)?)).find(|span| said <= span.last)
            }
        }
    }

    /// "the 15th", "by the fifteenth", "am 15.", "bis zum elften", "le 15": the next such day.
    pub(super) fn day_alone(&self, at: usize) -> Option<Draft> {
        let before = self.before(at);
        let before_that = at.checked_sub(2).map_or("", |at| self.low(at));
        // The article may be read with the day: "the 15th".
        let has_article = match self.low(at) {
            "the" => self.at(at + 1).is_some_and(|next| next.is_digits() || next.is_word()),
            "le" => self.at(at + 1).is_some_and(Token::is_digits),
            _ => false,
        };
        let (start, number_at) = if has_article { (at, at + 1) } else { (at, at) };
        let in_digits = self.at(number_at).is_some_and(Token::is_digits);
        // In words, "the second" and "zum dritten" are rarely days.
        let (day, end, marked) = self.day_number(number_at).filter(|(day, ..)| in_digits || DAY_IN_WORDS <= *day)?;
        if self.day_and_month(number_at).is_some() {
            return None;
        }
        let follows_noun = self.joins(end)
            && self.at(end).is_some_and(|next| matches!(next.kind, Kind::Sign(':' | '/' | '-' | '%')))
            || self.near(end)
                && self.at(end).is_some_and(|next| {
                    next.is_word() && !self.is_small(end) || next.is_digits() || next.is('%') || next.is('€')
                });
        let capital_follows = self.near(end) && self.at(end).is_some_and(|next| next.is_word() && next.capital());
        let is_led = match self.reader.language() {
            Some(Language::French) => start < number_at && !follows_noun && (self.low(start) == "le" || marked),
            Some(Language::German) => {
                marked
                    && has("am zum den der vom dem bis ab", before)
                    && !capital_follows
                    && !(before == "der" && before_that.is_empty())
            }
            None if start < number_at && self.low(start) == "le" => marked && !follows_noun,
            Some(Language::English) | None if start < number_at => {
                marked
                    && !self.is(end - 1, '.')
                    && !follows_noun
                    && has(
                        if in_digits {
                            "by on until till before after from since due for to"
                        } else {
                            "by on until till before"
                        },
                        before,
                    )
            }
            Some(Language::English) | None => {
                marked && in_digits && has("am zum", before) && self.is(end - 1, '.') && !capital_follows
            }
            _ => false,
        };
        if !is_led || self.counts_something(end) || self.is_labelled(number_at) {
            return None;
        }
        // The full stop of "the 15." may end the sentence, too.
        let spans = self.next_day(day).map(Span::day).into_iter().collect();
        Some(Draft { start, end, named: Named { day: Some(day), ..Named::default() }, spans })
    }

    fn next_day(&self, day: i8) -> Option<Date> {
        let said = self.said?;
        let month = said.first_of_month();
        (0..4_i64)
            .filter_map(|ahead| {
                let month = month.checked_add(ahead.months()).ok()?;
                Date::new(month.year(), month.month(), day).ok()
            })
            .find(|date| said < *date)
    }
}

/// The stretch of all days of a month.
pub(super) fn month_span(year: i16, month: i8) -> Option<Span> {
    let first = Date::new(year, month, 1).ok()?;
    Span::between(first, first.last_of_month())
}
