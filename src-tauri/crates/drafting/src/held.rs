//! Check before you send: each sentence that a rep has written, held against what the account's history and the CRM say. Sums, numbers, days, names
//! and promises are compared; a sentence without any of them claims nothing that could be wrong.

use crate::{
    account,
    conflicts::close_date,
    desk::{Desk, source_of},
    promised::names_somebody,
    sections::phrase,
};
use domain::{
    Citation, Deal, Dossier, Side, Source, Sources, Span,
    mail::{Context, own_words},
    property, text,
};
use facts::{PromiseStatus, Statement, content_stems, is_of_the_order};
use grounding::{Evidence, Flaw, follows};
use jiff::civil::Date;
use quantities::{
    Decimal,
    days::{Mention, mentions},
    money::figures,
};
use std::collections::{BTreeMap, BTreeSet};

/// So many words of what speaks for or against a sentence are quoted.
const QUOTE_WORDS: usize = 25;
/// So many sentences of the history are looked at closely for each that is checked.
const CANDIDATES_MAX: usize = 12;
/// A sentence of the history that has less of a sentence's matter is about something else.
const ABOUT_IT: f32 = 0.34;
/// From here on it speaks of the same, so that another value in it is a contradiction.
const THE_SAME: f32 = 0.5;
/// Without a value to compare, so much of a sentence has to stand in the history.
const SAID_ALREADY: f32 = 0.6;

/// How a sentence stands beside what is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Something that was said or that the CRM has says the same.
    Supported,
    /// Something says otherwise.
    Contradicted,
    /// Nothing is known of it.
    Unknown,
}

impl Standing {
    /// The standing's name for scripts: `supported`, `contradicted` or `unknown`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Supported => "supported",
            Self::Contradicted => "contradicted",
            Self::Unknown => "unknown",
        }
    }
}

/// A sentence that was checked.
#[derive(Debug, Clone, PartialEq)]
pub struct Held {
    /// Where the sentence stands in the text, in characters.
    pub span: Span,
    /// How it stands.
    pub standing: Standing,
    /// What speaks for or against it; `None` where nothing is known.
    pub citation: Option<Citation>,
    /// The words of that, or the value of a field.
    pub quote: String,
    /// The name of whoever said that; `None` for a field of the CRM.
    pub speaker: Option<String>,
    /// The day it was said; `None` for a field of the CRM.
    pub said_on: Option<Date>,
}

/// Holds each sentence that claims something against an account. Quoted history and the signature are left out, and so is what asks.
/// Deterministic; needs no model.
pub fn held(written: &str, dossier: &Dossier) -> (Vec<Held>, Sources) {
    let known = dossier.as_known();
    let desk = Desk::of(known.as_ref());
    let history = History::of(&desk);
    let (mut found, mut sources) = (Vec::new(), Sources::new());
    for stretch in own_words(written, &Context::default()) {
        for inner in text::sentences(stretch.of(written)) {
            let span = Span { start: stretch.start + inner.start, end: stretch.start + inner.end };
            let sentence = span.of(written);
            let Some(claim) = Claim::of(sentence, &desk) else { continue };
            let (standing, ground) = history.judge(&claim);
            let ground = ground.map(|ground| ground.cite(&mut sources));
            let (citation, quote, speaker, said_on) = ground.unwrap_or_default();
            found.push(Held { span, standing, citation, quote, speaker, said_on });
        }
    }
    (found, sources)
}

/// A value that two sentences may agree on or not.
#[derive(Debug, Clone)]
struct Values {
    figures: Vec<(Decimal, Decimal)>,
    days: Vec<Mention>,
}

impl Values {
    fn of(text: &str, said_on: Date) -> Self {
        let days = mentions(text, said_on);
        // The figure of a date is no number of its own.
        let within = |range: &std::ops::Range<usize>| {
            days.iter().any(|day| day.range.start < range.end && range.start < day.range.end)
        };
        let figures =
            figures(text).into_iter().filter(|one| !within(&one.range)).map(|one| (one.low, one.high)).collect();
        Self { figures, days }
    }

    fn is_empty(&self) -> bool {
        self.figures.is_empty() && self.days.is_empty()
    }
}

/// What a sentence claims.
struct Claim<'a> {
    sentence: &'a str,
    stems: BTreeSet<String>,
    values: Values,
}

impl<'a> Claim<'a> {
    /// `None` where nothing in it could be wrong: it asks, greets or names no value and nobody.
    fn of(sentence: &'a str, desk: &Desk<'_>) -> Option<Self> {
        if sentence.trim_end().ends_with('?') {
            return None;
        }
        let values = Values::of(sentence, desk.today);
        let stems: BTreeSet<String> = content_stems(sentence);
        let claims = !values.is_empty() || (3 < stems.len() && names_somebody(sentence, desk.dossier));
        (claims && !stems.is_empty()).then_some(Self { sentence, stems, values })
    }
}

/// How one thing that is known stands beside a claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fit {
    Same,
    Other,
    Silent,
}

/// What speaks for or against a claim.
enum Ground<'a> {
    Said(&'a Statement),
    Field(Box<(Citation, Source)>),
}

/// A citation with its words, and who said them when.
type Cited = (Option<Citation>, String, Option<String>, Option<Date>);

impl Ground<'_> {
    fn cite(self, sources: &mut Sources) -> Cited {
        match self {
            Self::Said(statement) => {
                let (quote, citation) = phrase(statement, QUOTE_WORDS);
                sources.insert(citation.clone(), source_of(statement));
                (Some(citation), quote, Some(statement.speaker.clone()), Some(statement.day))
            }
            Self::Field(field) => {
                let (citation, source) = *field;
                let value = source.text.clone();
                sources.insert(citation.clone(), source);
                (Some(citation), value, None, None)
            }
        }
    }
}

/// What is known of an account, ready to be compared.
struct History<'a> {
    desk: &'a Desk<'a>,
    said: Vec<(&'a Statement, BTreeSet<String>)>,
    /// In how many sentences each stem stands.
    counts: BTreeMap<String, usize>,
}

impl<'a> History<'a> {
    fn of(desk: &'a Desk<'a>) -> Self {
        let said: Vec<(&Statement, BTreeSet<String>)> = desk
            .statements
            .iter()
            .filter(|statement| statement.at <= desk.dossier.as_of && !statement.text.trim_end().ends_with('?'))
            .map(|statement| (statement, content_stems(&statement.text)))
            .collect();
        let mut counts = BTreeMap::new();
        for stem in said.iter().flat_map(|(_, stems)| stems) {
            *counts.entry(stem.clone()).or_insert(0) += 1;
        }
        Self { desk, said, counts }
    }

    /// How much a stem tells: rare ones more, those of figures nothing, since values are compared as values.
    fn weight(&self, stem: &str) -> f32 {
        if stem.chars().any(|c| c.is_ascii_digit()) {
            return 0.0;
        }
        #[allow(clippy::cast_precision_loss)]
        let (all, of_it) = (self.said.len() as f32, self.counts.get(stem).copied().unwrap_or(0) as f32);
        ((1.0 + all) / (1.0 + of_it)).ln()
    }

    fn judge(&self, claim: &Claim<'_>) -> (Standing, Option<Ground<'a>>) {
        let whole: f32 = claim.stems.iter().map(|stem| self.weight(stem)).sum();
        let mut near: Vec<(f32, &Statement)> = Vec::new();
        for (statement, stems) in &self.said {
            let shared: f32 = claim.stems.intersection(stems).map(|stem| self.weight(stem)).sum();
            let share = if 0.0 < whole { shared / whole } else { 0.0 };
            if ABOUT_IT <= share {
                near.push((share, statement));
            }
        }
        near.sort_by(|(a, x), (b, y)| b.total_cmp(a).then_with(|| y.at.cmp(&x.at)));
        near.truncate(CANDIDATES_MAX);
        let judged: Vec<(Fit, f32, &Statement)> =
            near.into_iter().map(|(share, statement)| (fit(claim, statement, share), share, statement)).collect();
        let best = |wanted: Fit| judged.iter().find(|(fit, ..)| *fit == wanted);
        let field = self.field(claim);
        match (best(Fit::Same), best(Fit::Other)) {
            // What was said later counts, where it speaks of the same as much.
            (Some((_, share, same)), Some((_, against, other))) if same.at < other.at && *share <= *against => {
                (Standing::Contradicted, Some(Ground::Said(other)))
            }
            (Some((.., same)), _) => (Standing::Supported, Some(Ground::Said(same))),
            (None, _) if field.is_some() => (Standing::Supported, field),
            (None, Some((_, share, other))) if THE_SAME <= *share => {
                (Standing::Contradicted, Some(Ground::Said(other)))
            }
            _ => match self.promised_otherwise(claim) {
                Some(statement) => (Standing::Contradicted, Some(Ground::Said(statement))),
                None => (Standing::Unknown, None),
            },
        }
    }

    /// The field of the deal that has a value of the claim.
    fn field(&self, claim: &Claim<'_>) -> Option<Ground<'a>> {
        let deal = &self.desk.dossier.meant_deal()?.record;
        let amount = Deal(deal).amount().and_then(|amount| Decimal::whole(i64::try_from(amount).ok()?));
        let has_amount = amount
            .is_some_and(|amount| claim.values.figures.iter().any(|(low, high)| *low == amount && *high == amount));
        let closes = close_date(self.desk.dossier, deal);
        let has_day = closes.is_some_and(|close| claim.values.days.iter().any(|day| holds(day, close)));
        let property = match (has_amount, has_day) {
            (true, _) => property::AMOUNT,
            (_, true) => property::CLOSE_DATE,
            _ => return None,
        };
        let value = deal.get(property)?;
        let text = match property {
            property::AMOUNT => account::money(account::currency_code(self.desk.dossier, deal), Deal(deal).amount()?),
            _ => self.desk.phrases.date(closes?),
        };
        let source = Source {
            record: deal.id.clone(),
            property: Some(property.to_owned()),
            time: deal.modified_at,
            speaker: None,
            side: None,
            text,
        };
        Some(Ground::Field(Box::new((Citation::property(deal.id.clone(), property, value), source))))
    }

    /// An open promise of ours of the same thing, for another day.
    fn promised_otherwise(&self, claim: &Claim<'_>) -> Option<&'a Statement> {
        let day = claim.values.days.first()?;
        let open = self.desk.promises.iter().filter(|promise| {
            promise.by == Side::Us
                && promise.status.is_owed()
                && !matches!(promise.status, PromiseStatus::Overdue { .. })
        });
        let mut same = open.filter(|promise| {
            let shared = content_stems(&promise.text).intersection(&claim.stems).count();
            2 <= shared && !holds(day, promise.due) && !promise.or_due.is_some_and(|or| holds(day, or))
        });
        same.next_back().map(|promise| &promise.statement)
    }
}

/// Whether a day that somebody named may be this one.
fn holds(mention: &Mention, day: Date) -> bool {
    mention.spans.iter().any(|span| span.first <= day && day <= span.last)
}

/// How a sentence of the history stands beside a claim of which it has so much.
fn fit(claim: &Claim<'_>, statement: &Statement, share: f32) -> Fit {
    let known = Values::of(&statement.text, statement.day);
    if claim.values.is_empty() {
        return in_words(claim, statement, share);
    }
    let mut fits = Vec::new();
    for (low, high) in &claim.values.figures {
        let same = |(other_low, other_high): &(Decimal, Decimal)| other_low <= low && high <= other_high;
        // What is of another order counts something else.
        let whole = |one: Decimal| one.rounded().unsigned_abs();
        let alike = |(other, _): &(Decimal, Decimal)| is_of_the_order(whole(*other), whole(*low));
        fits.push(if known.figures.iter().any(same) {
            Fit::Same
        } else if known.figures.iter().any(alike) {
            Fit::Other
        } else {
            Fit::Silent
        });
    }
    for day in &claim.values.days {
        let same = |other: &Mention| {
            other
                .spans
                .iter()
                .any(|theirs| day.spans.iter().any(|ours| ours.first <= theirs.last && theirs.first <= ours.last))
        };
        fits.push(match known.days.as_slice() {
            [] => Fit::Silent,
            days if days.iter().any(same) => Fit::Same,
            _ => Fit::Other,
        });
    }
    // What names less than the claim does neither bears it out nor speaks against it.
    if fits.contains(&Fit::Silent) {
        Fit::Silent
    } else if fits.contains(&Fit::Other) {
        Fit::Other
    } else {
        Fit::Same
    }
}

/// The same without values: whether it says so in words, or the opposite of it.
fn in_words(claim: &Claim<'_>, statement: &Statement, share: f32) -> Fit {
    if share < SAID_ALREADY {
        return Fit::Silent;
    }
    let evidence = Evidence {
        text: statement.text.clone(),
        speaker: Some(statement.speaker.clone()),
        time: Some(statement.day.to_string()),
        side: Some(statement.side),
    };
    let flaws = follows(claim.sentence, &[evidence]);
    let turns = |flaw: &Flaw| matches!(flaw, Flaw::Negation { .. } | Flaw::Opposite { .. });
    match flaws.as_slice() {
        [] => Fit::Same,
        flaws if flaws.iter().all(turns) => Fit::Other,
        _ => Fit::Silent,
    }
}
