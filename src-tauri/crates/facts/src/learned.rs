//! What a dossier's texts tell of the customer: facts of fourteen categories, each with the line it stands in, its value and whether it still
//! holds. Which line tells what is read by a model beforehand (`Dossier::lines`); sums, days, counts and names are read by rules.

use crate::{Side, Statement, content_stems, lexicon, order::is_of_the_order};
use domain::{Act, Category, Citation, Deal, Dossier, ReadLine, RecordId, Says, Slices, Span, names, property};
use jiff::{Timestamp, civil::Date};
use quantities::{
    Decimal,
    days::mentions,
    money::{Currency, Figure, figures, sums},
};
use regex::Regex;
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::LazyLock,
};

/// From which probability on a line is taken to tell something of a category, and from which on it is sure to: of ten such lines eight do. Where
/// the model hesitates the bars lie lower. Chosen on accounts that it was not trained on.
pub(crate) fn bars(category: Category) -> Bars {
    let (tells, sure) = match category {
        Category::Size => (0.2, 0.3),
        Category::Pain => (0.2, 0.55),
        Category::Incumbent => (0.2, 0.5),
        Category::Authority => (0.25, 0.4),
        Category::Competitor => (0.25, 0.4),
        Category::Process => (0.25, 0.4),
        Category::Metric => (0.25, 0.6),
        Category::Objection => (0.25, 0.6),
        Category::Timeline => (0.3, 0.7),
        Category::Blocker => (0.3, 0.7),
        Category::Criteria => (0.45, 0.75),
        Category::Budget => (0.45, 0.6),
        Category::NextStep => (0.5, 0.5),
        Category::Champion => (0.55, 0.8),
    };
    Bars { tells, sure }
}

/// From here on a line is likely a joke, a guess or talk about other things, whatever else it tells.
const MEANT_BELOW: f32 = 0.4;

/// The bars of a category, as probabilities.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Bars {
    /// From here on a line tells something of it.
    pub tells: f32,
    /// From here on it is sure to.
    pub sure: f32,
}

/// A line of a text as it was read: an utterance of a talk, or the sentences of one line of a mail or note.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// The citation of the whole line.
    pub citation: Citation,
    /// The words of the line.
    pub text: String,
    /// The name of whoever said it.
    pub speaker: String,
    /// Which side the speaker is on.
    pub side: Side,
    /// When it was said or written.
    pub at: Timestamp,
    /// The day it was said or written, in the rep's zone.
    pub day: Date,
    /// The note, call, mail or meeting that it stands in.
    pub activity: RecordId,
    /// Whether a colleague noted it down rather than the speaker saying it.
    pub reported: bool,
    /// What the model reads in it.
    pub says: Says,
    /// How much the rules' cues weigh in its weightiest sentence; 0 without, about 2 to 9 else.
    pub cues: f32,
}

/// The value that a fact names.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Value {
    /// The sum of money in whole units; `None` where it names none.
    pub amount: Option<u64>,
    /// The currency of the sum: as named, else the deal's.
    pub currency: Option<Currency>,
    /// The day; `None` where it names none.
    pub day: Option<Date>,
    /// The number of things; `None` where it counts none.
    pub count: Option<Decimal>,
    /// The person or firm; `None` where it names none.
    pub name: Option<String>,
}

/// Something a line tells of the customer.
#[derive(Debug, Clone, PartialEq)]
pub struct Fact {
    /// Of which category it is.
    pub category: Category,
    /// The line it stands in.
    pub line: Line,
    /// How likely the line tells something of the category, 0 to 1.
    pub probability: f32,
    /// The value it names.
    pub value: Value,
    /// The line that says it otherwise later; `None` while it holds.
    pub superseded_by: Option<Citation>,
}

impl Fact {
    /// Whether nothing later says it otherwise.
    pub fn is_current(&self) -> bool {
        self.superseded_by.is_none()
    }

    /// Whether it is sure enough to be shown or proposed where nobody asked for it.
    pub fn is_sure(&self) -> bool {
        let says = &self.line.says;
        let besides = [Act::Joke, Act::Hypothetical, Act::SmallTalk, Act::ThirdParty, Act::Logistics, Act::Pitch];
        let is_meant = besides.into_iter().all(|act| says.does(act) < MEANT_BELOW);
        bars(self.category).sure <= self.probability && is_meant
    }
}

/// The lines of a dossier's timeline that the model has read, oldest first; `statements` are its sentences. A line of which no sentence is
/// anybody's own words is left out.
pub fn lines(dossier: &Dossier, statements: &[Statement]) -> Vec<Line> {
    let texts: BTreeMap<_, _> = dossier
        .entries
        .iter()
        .flat_map(|entry| &entry.documents)
        .map(|document| ((&document.record, &document.part), Slices::of(document.text.as_str())))
        .collect();
    let mut lines: Vec<Line> = Vec::new();
    for statement in statements {
        let place = &statement.citation;
        let key = (place.record.clone(), place.part.clone());
        let Some(line) = dossier.lines.get(&key).and_then(|read| ReadLine::at(read, place.span.start)) else {
            continue;
        };
        let cues = f32::from(statement.marks.weight) / 100.0;
        if let Some(last) = lines.last_mut().filter(|last| is_line(last, place, line.span)) {
            last.cues = last.cues.max(cues);
            continue;
        }
        let Some(text) = texts.get(&(&place.record, &place.part)) else { continue };
        let text = text.get(line.span).replace('\n', " ");
        lines.push(Line {
            citation: Citation { span: line.span, ..place.clone() },
            speaker: statement.speaker.clone(),
            side: statement.side,
            at: statement.at,
            day: statement.day,
            activity: statement.activity.clone(),
            reported: statement.reported,
            says: heard(line.says, statement.side, &text),
            cues,
            text,
        });
    }
    lines
}

/// Words that say of themselves that they are a doubt or a refusal.
pub(crate) static OBJECTS: LazyLock<Regex> = LazyLock::new(|| lexicon::any(|table| table.objects));
/// Words that say of something that it has to be so.
static INSISTS: LazyLock<Regex> = LazyLock::new(|| lexicon::any(|table| table.insists));
/// Words that say of money that it is there, and no more.
static GRANTS: LazyLock<Regex> = LazyLock::new(|| lexicon::any(|table| table.grants));
/// How likely a line with such words is what they say, at least.
const PLAIN: f32 = 0.6;
/// "That has to be Friday" insists, too: the model has to see a criterion coming.
const MAY_INSIST: f32 = 0.2;
/// "The court approved 40,000 in damages": the model has to see a budget coming.
const MAY_GRANT: f32 = 0.1;

/// What a model reads in a line or sentence, put right where its words leave no doubt: "my worry is" is a doubt,
/// "is a must" a criterion, a sum that "is released" a budget.
pub(crate) fn heard(says: Says, side: Side, text: &str) -> Says {
    if side != Side::Them || text.trim_end().ends_with('?') {
        return says;
    }
    let says = if OBJECTS.is_match(text) { says.at_least(Category::Objection, PLAIN) } else { says };
    let is_near = MAY_INSIST <= says.tells(Category::Criteria);
    let says = if is_near && INSISTS.is_match(text) { says.at_least(Category::Criteria, PLAIN) } else { says };
    let has_sum = || MAY_GRANT <= says.tells(Category::Budget) && !sums(text).is_empty();
    if has_sum() && GRANTS.is_match(text) { says.at_least(Category::Budget, PLAIN) } else { says }
}

fn is_line(line: &Line, place: &Citation, span: Span) -> bool {
    line.citation.record == place.record && line.citation.part == place.part && line.citation.span == span
}

/// What the lines tell, oldest first; of one line the likelier category first. Deterministic.
pub fn learned(dossier: &Dossier, lines: &[Line]) -> Vec<Fact> {
    let cast = Cast::of(dossier);
    let mut facts = Vec::new();
    for line in lines {
        let mut told: Vec<(f32, Category)> = Category::ALL
            .into_iter()
            .map(|category| (line.says.tells(category), category))
            .filter(|(probability, category)| bars(*category).tells <= *probability)
            .collect();
        told.sort_by(|(a, x), (b, y)| b.total_cmp(a).then_with(|| x.cmp(y)));
        for (probability, category) in told {
            let value = cast.value(category, line);
            facts.push(Fact { category, line: line.clone(), probability, value, superseded_by: None });
        }
    }
    let superseded: Vec<Option<Citation>> = facts.iter().map(|fact| superseded_by(fact, &facts)).collect();
    for (fact, by) in facts.iter_mut().zip(superseded) {
        fact.superseded_by = by;
    }
    facts
}

/// How many words two facts of a category share, at least, for the later one to say the earlier one anew; `None` for a category in which facts
/// stand beside each other.
fn shared_words(category: Category) -> Option<usize> {
    match category {
        Category::Budget => Some(0),
        Category::Authority => Some(1),
        Category::Timeline | Category::Size => Some(2),
        _ => None,
    }
}

/// The latest fact of the same kind in a later text that gives another value.
fn superseded_by(fact: &Fact, all: &[Fact]) -> Option<Citation> {
    let shared = shared_words(fact.category)?;
    let stems = content_stems(&fact.line.text);
    let says_anew = |other: &&Fact| {
        other.category == fact.category
            && fact.line.at < other.line.at
            && fact.line.activity != other.line.activity
            && is_another_value(fact, other)
            && (shared == 0 || shared <= stems.intersection(&content_stems(&other.line.text)).count())
    };
    all.iter().filter(says_anew).max_by_key(|other| other.line.at).map(|other| other.line.citation.clone())
}

fn is_another_value(fact: &Fact, other: &Fact) -> bool {
    match fact.category {
        Category::Budget => other.value.amount.is_some() && fact.value.amount != other.value.amount,
        Category::Timeline => other.value.day.is_some() && fact.value.day != other.value.day,
        Category::Size => other.value.count.is_some() && fact.value.count != other.value.count,
        Category::Authority => fact.value.name != other.value.name,
        _ => false,
    }
}

/// Everybody with a part in the account, what is ordinary in its texts, and what its deal is worth.
struct Cast {
    /// The customer's people: full name, and its words folded.
    theirs: Vec<(String, Vec<String>)>,
    /// Words, folded, that are no other firm's name: of people, of the account, of its domain.
    known: BTreeSet<String>,
    /// Words, folded, that the texts write small somewhere.
    small: BTreeSet<String>,
    /// Words, folded, that stand somewhere with a capital that no sentence and no article gave them.
    named: BTreeSet<String>,
    /// The deal's amount in whole units, where it has one.
    deal: Option<u64>,
    /// The currency of sums that name none.
    currency: Option<Currency>,
}

/// Words before which a German noun stands, and never a name alone.
const ARTICLES: &str = " der die das den dem des ein eine einen einem einer eines kein keine keinen keinem keiner mein meine meinen meinem meiner \
    dein deine unser unsere unseren unserem unserer ihr ihre ihren ihrem ihrer sein seine seinen seinem seiner euer eure zum zur im am beim vom ins \
    ans jede jeder jedes jeden diese dieser dieses diesen viele alle mehr zwei drei vier pro ";

impl Cast {
    fn of(dossier: &Dossier) -> Self {
        let theirs: Vec<(String, Vec<String>)> = dossier
            .contacts
            .iter()
            .map(|contact| contact.display_name())
            .map(|name| (name.clone(), names::words(&name)))
            .collect();
        let mut known: BTreeSet<String> = theirs.iter().flat_map(|(_, words)| words.clone()).collect();
        known.extend(dossier.owners.iter().flat_map(|owner| names::words(&owner.name)));
        known.extend(names::words(&dossier.account.display_name()));
        known.extend(dossier.owners.iter().flat_map(|owner| names::words(&owner.email)));
        let (mut small, mut named) = (BTreeSet::new(), BTreeSet::new());
        for document in dossier.entries.iter().flat_map(|entry| &entry.documents) {
            for Word { bare, place, after_article, .. } in words(&document.text) {
                let folded = names::folded(bare);
                if bare.starts_with(char::is_lowercase) {
                    small.insert(folded);
                } else if place == Place::Within && !after_article && bare.starts_with(char::is_uppercase) {
                    named.insert(folded);
                }
            }
        }
        let record = dossier.meant_deal().map(|deal| &deal.record);
        let code = record.and_then(|deal| deal.get(property::CURRENCY_CODE)).unwrap_or(&dossier.currency);
        let deal = record.and_then(|deal| Deal(deal).amount());
        Self { theirs, known, small, named, deal, currency: Currency::from_code(code) }
    }

    /// The value that a line gives for a category.
    fn value(&self, category: Category, line: &Line) -> Value {
        let money = || self.money(&line.text, category);
        match category {
            Category::Budget => money(),
            Category::Timeline | Category::NextStep => Value { day: coming_day(line), ..Value::default() },
            Category::Size => Value { count: counts(line).into_iter().max(), ..Value::default() },
            Category::Pain | Category::Metric | Category::Criteria | Category::Objection => {
                let value = money();
                let count = if value.amount.is_none() { counts(line).into_iter().next_back() } else { None };
                Value { count, ..value }
            }
            Category::Process => Value { day: coming_day(line), name: self.person(line), ..money() },
            Category::Authority | Category::Blocker => Value { name: self.person(line), ..money() },
            Category::Champion => Value { name: self.champion(line), ..Value::default() },
            Category::Competitor => Value { name: self.firm(&line.text, line.day), ..money() },
            Category::Incumbent => Value { day: coming_day(line), name: self.firm(&line.text, line.day), ..money() },
        }
    }

    /// The sum of a line: the last that is named, since people work their way to it. Where a line is about money and names a bare number, as in
    /// "we can do forty-six", it is read in thousands if that is of the deal's order.
    fn money(&self, text: &str, category: Category) -> Value {
        if let Some(sum) = sums(text).into_iter().rfind(|sum| sum.whole().is_some()) {
            return Value { amount: sum.whole(), currency: sum.currency.or(self.currency), ..Value::default() };
        }
        let is_of_money = matches!(category, Category::Budget | Category::Competitor | Category::Authority);
        let Some(deal) = self.deal.filter(|deal| is_of_money && 0 < *deal) else { return Value::default() };
        let bare = |figure: &Figure| {
            !figure.is_broken && !figure.is_ordinal && !figure.is_percent && !figure.is_weak && !figure.is_range()
        };
        let mut amounts = figures(text).into_iter().filter(bare).filter_map(|figure| {
            let thousands = figure.low.times(1000).and_then(|value| u64::try_from(value.rounded()).ok());
            thousands.filter(|amount| is_of_the_order(*amount, deal))
        });
        let amount = amounts.next_back();
        Value { amount, currency: amount.and(self.currency), ..Value::default() }
    }

    /// The person a line is about: whom of the customer's people it names first, else whom else, else whoever speaks of themselves.
    fn person(&self, line: &Line) -> Option<String> {
        self.of_theirs(&line.text).or_else(|| self.firm(&line.text, line.day)).or_else(|| speaks_of_self(line))
    }

    /// Whoever pushes for us: the speaker, where they speak of what they do, else whom the line names.
    fn champion(&self, line: &Line) -> Option<String> {
        let of_self = names_self(&line.text).then(|| speaks_of_self(line)).flatten();
        of_self.or_else(|| self.person(line))
    }

    /// The first of the customer's people whom a text names.
    fn of_theirs(&self, text: &str) -> Option<String> {
        let mut words = text.split(|c: char| !c.is_alphanumeric()).map(names::folded);
        words.find_map(|word| {
            let bears = |(_, parts): &&(String, Vec<String>)| 2 < word.len() && parts.contains(&word);
            self.theirs.iter().find(bears).map(|(name, _)| name.clone())
        })
    }

    /// The first name in a text that is of nobody here: words with capitals that no sentence gave them, that the texts never write small and that
    /// are no day or month.
    fn firm(&self, text: &str, day: Date) -> Option<String> {
        let days: Vec<_> = mentions(text, day).into_iter().map(|mention| mention.range).collect();
        let mut name: Vec<&str> = Vec::new();
        for Word { bare, at, place, after_article, ends } in words(text) {
            let folded = names::folded(bare);
            let is_day = days.iter().any(|range| range.contains(&at));
            let stands_out = match place {
                Place::Within => !after_article,
                Place::Opens => self.named.contains(&folded),
            };
            let is_name = bare.starts_with(char::is_uppercase)
                && 1 < bare.chars().count()
                && stands_out
                && !is_day
                && !self.known.contains(&folded)
                && !self.small.contains(&folded);
            if is_name {
                name.push(bare);
            }
            if !name.is_empty() && (!is_name || ends) {
                break;
            }
        }
        (!name.is_empty()).then(|| name.join(" "))
    }
}

/// Where a word stands: at the start of a sentence, whose capital says nothing, or within it.
#[derive(Clone, Copy, PartialEq)]
enum Place {
    Opens,
    Within,
}

/// A word of a text.
struct Word<'a> {
    /// Without signs and without a genitive's ending.
    bare: &'a str,
    /// Where it begins, in bytes.
    at: usize,
    place: Place,
    after_article: bool,
    /// Whether a sign of punctuation stands behind it.
    ends: bool,
}

fn words(text: &str) -> Vec<Word<'_>> {
    let (mut found, mut place, mut after_article) = (Vec::new(), Place::Opens, false);
    for token in text.split_whitespace() {
        let bare = token.trim_matches(|c: char| !c.is_alphanumeric());
        // "Marta's", and of "l'Ardoise" what stands behind the article.
        let bare = bare.strip_suffix("'s").or_else(|| bare.strip_suffix("’s")).unwrap_or(bare);
        let bare = bare.split_once(['\'', '’']).map_or(bare, |(before, after)| {
            if before.chars().count() <= 2 && after.starts_with(char::is_uppercase) { after } else { bare }
        });
        if bare.is_empty() {
            continue;
        }
        let at = bare.as_ptr() as usize - text.as_ptr() as usize;
        let ends = token.ends_with([',', '.', ';', ':', '?', '!', '…', ')']);
        found.push(Word { bare, at, place, after_article, ends });
        place =
            if token.ends_with(['.', '?', '!', ':', '…', '"', '“', '„']) { Place::Opens } else { Place::Within };
        after_article = ARTICLES.contains(&format!(" {} ", bare.to_lowercase()));
    }
    found
}

/// Whether a text speaks of its speaker.
fn names_self(text: &str) -> bool {
    const SELF: [&str; 14] =
        ["i", "i'm", "i've", "i'd", "i'll", "my", "ich", "mein", "meine", "je", "j'ai", "mon", "ma", "moi"];
    text.split_whitespace().any(|word| {
        let word = word.trim_matches(|c: char| !c.is_alphanumeric()).replace('’', "'").to_lowercase();
        SELF.contains(&word.as_str()) || word.starts_with("j'")
    })
}

/// The speaker of a line, where it is one of theirs who says it themselves.
fn speaks_of_self(line: &Line) -> Option<String> {
    (line.side == Side::Them && !line.reported).then(|| line.speaker.clone())
}

/// The first day of a line that was still to come when it was said.
fn coming_day(line: &Line) -> Option<Date> {
    let due: Vec<Date> = mentions(&line.text, line.day).into_iter().filter_map(|mention| mention.due()).collect();
    due.iter().find(|day| line.day <= **day).or(due.first()).copied()
}

/// The numbers of a line that count things: no sum, no day, and not one of which. Weak ones, such as "one", only where there is no other.
fn counts(line: &Line) -> Vec<Decimal> {
    let days: Vec<_> = mentions(&line.text, line.day).into_iter().map(|mention| mention.range).collect();
    let within = |figure: &Figure| days.iter().any(|day| day.start < figure.range.end && figure.range.start < day.end);
    let counts = |figure: &Figure| {
        !figure.is_broken && !figure.is_unclear && !figure.is_ordinal && figure.currency.is_none() && !within(figure)
    };
    let found: Vec<Figure> = figures(&line.text).into_iter().filter(counts).collect();
    let some_are_strong = found.iter().any(|figure| !figure.is_weak);
    found.into_iter().filter(|figure| !(some_are_strong && figure.is_weak)).map(|figure| figure.high).collect()
}

/// How much a line counts that certainly tells something of a category, beside what it is worth by itself.
const OF_TELLING: f32 = 0.3;
/// How much a line counts for each point of its cues.
const OF_CUES: f32 = 0.02;

/// What a line of the first text counts of what it would count in the latest.
const FIRST_TEXT: f32 = 0.3;

/// How much each line is worth before the next talk, whatever it is about: what the model reads, more where it tells something of a category,
/// and less the older its text is. In the order of the lines.
pub fn worths(lines: &[Line]) -> Vec<f32> {
    let times: BTreeSet<Timestamp> = lines.iter().map(|line| line.at).collect();
    let times: Vec<Timestamp> = times.into_iter().collect();
    #[allow(clippy::cast_precision_loss)] // Texts of an account.
    let newness = |line: &Line| match times.len() {
        0 | 1 => 1.0,
        many => times.partition_point(|time| *time < line.at) as f32 / (many - 1) as f32,
    };
    let read = |line: &Line| {
        line.says.does(Act::Worth) + OF_TELLING * line.says.likeliest().1 + OF_CUES * line.cues
            - 0.1 * line.says.does(Act::Tempting)
    };
    lines.iter().map(|line| read(line) * (FIRST_TEXT + (1.0 - FIRST_TEXT) * newness(line))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        statements,
        statements::tests::{BUYER, REP, mails},
    };
    use jiff::civil::date;

    fn says(told: &[(Category, f32)]) -> Says {
        let mut probabilities = [0.0; Says::COUNT];
        for (category, probability) in told {
            probabilities[category.place()] = *probability;
        }
        Says::of(&probabilities).unwrap()
    }

    /// Whose mail, its one line, and what a model reads in it.
    type Sent<'a> = ((&'a str, &'a str), &'a str, &'a [(Category, f32)]);

    fn read(sent: &[Sent<'_>]) -> Vec<Fact> {
        let written: Vec<_> = sent.iter().map(|(by, text, _)| (*by, "Offer", *text)).collect();
        let mut dossier = mails(&written);
        for (entry, (.., told)) in dossier.entries.iter().zip(sent) {
            let document = &entry.documents[0];
            let line = ReadLine { span: Span::whole(&document.text), says: says(told) };
            dossier.lines.insert((document.record.clone(), document.part.clone()), vec![line]);
        }
        let lines = lines(&dossier, &statements(&dossier));
        assert_eq!(lines.len(), sent.len());
        learned(&dossier, &lines)
    }

    #[test]
    fn a_later_sum_takes_the_place_of_an_earlier_one_and_both_stay() {
        let budget = [(Category::Budget, 0.9)];
        let facts = read(&[
            (BUYER, "We can find 60,000 euros for it.", &budget),
            (BUYER, "It will be 55,000 after all, said the board.", &budget),
            (REP, "Understood, thank you.", &[(Category::Pain, 0.1)]),
        ]);
        let found: Vec<_> = facts.iter().map(|fact| (fact.value.amount, fact.is_current(), fact.is_sure())).collect();
        assert_eq!(found, [(Some(60_000), false, true), (Some(55_000), true, true)]);
        assert_eq!(facts[0].superseded_by.as_ref(), Some(&facts[1].line.citation));
        assert_eq!(facts[1].value.currency, Currency::from_code("EUR"), "what names no currency is in the deal's");
    }

    #[test]
    fn rivals_and_people_are_found_by_name() {
        let of = |category: Category, text: &str| read(&[(BUYER, text, &[(category, 0.8)])])[0].value.name.clone();
        assert_eq!(of(Category::Competitor, "There is an offer from Aerolot on my desk.").as_deref(), Some("Aerolot"));
        assert_eq!(of(Category::Competitor, "Naturally we looked around.").as_deref(), None);
        assert_eq!(of(Category::Competitor, "Die Gesellschafter reden auch mit Wulfert.").as_deref(), Some("Wulfert"));
        assert_eq!(of(Category::Incumbent, "Since November we have l'Ardoise for it.").as_deref(), Some("Ardoise"));
        assert_eq!(of(Category::Champion, "I told everybody that we need it.").as_deref(), Some(BUYER.0));
    }

    #[test]
    fn days_and_counts_are_values_and_a_bare_number_is_read_by_the_deal() {
        let facts = read(&[(
            BUYER,
            "Nineteen crews by 14 May, and 240 seats.",
            &[(Category::Size, 0.8), (Category::Timeline, 0.7)],
        )]);
        assert_eq!(facts[0].value.count, Decimal::whole(240));
        assert_eq!(facts[1].value.day, Some(date(2026, 5, 14)));
        // Without a deal nobody knows whether forty-six are thousands.
        assert_eq!(read(&[(BUYER, "We can do forty-six.", &[(Category::Budget, 0.8)])])[0].value.amount, None);
    }

    #[test]
    fn the_latest_line_is_worth_most() {
        let worth = |share: f32| {
            let mut probabilities = [0.0; Says::COUNT];
            probabilities[Category::ALL.len() + Act::Worth as usize] = share;
            Says::of(&probabilities).unwrap()
        };
        let mut dossier =
            mails(&[(BUYER, "One", "The first thing to know."), (BUYER, "Two", "The last thing to know.")]);
        for entry in &dossier.entries {
            let document = &entry.documents[0];
            let line = ReadLine { span: Span::whole(&document.text), says: worth(0.6) };
            dossier.lines.insert((document.record.clone(), document.part.clone()), vec![line]);
        }
        let lines = lines(&dossier, &statements(&dossier));
        let worths = worths(&lines);
        assert!((worths[0] - FIRST_TEXT * 0.6).abs() < 0.01 && (worths[1] - 0.6).abs() < 0.01, "{worths:?}");
    }
}
