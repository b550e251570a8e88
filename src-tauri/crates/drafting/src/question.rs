//! A question taken apart: whom it names, which words matter, when it means, and whether it wants a number. Pure.

use crate::pattern;
use facts::content_stems;
use jiff::{ToSpan as _, civil::Date};
use regex::Regex;
use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Range,
    sync::LazyLock,
};

/// Whether a question asks for a day: "when", "until", "wann", "jusqu'à quand".
pub(crate) fn asks_for_a_day(question: &str) -> bool {
    static WHEN: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"\b(?:when|what day|which day|what date|which date|date|until|how long|expir\w+)\b|\b(?:bis wann|wann|wie lange|datum)\b|\b(?:quand|jusqu['’]à quand)\b",
        )
    });
    WHEN.is_match(question)
}

/// A question taken apart, in the form in which passages are held against it.
pub(crate) struct Question {
    /// The question's words with matter, each once, without those that only ask, dates and the people.
    pub terms: Vec<Term>,
    /// The person the question is about; `None` where it is about no single person.
    pub subject: Option<Subject>,
    /// The days that the question asks about; `None` where it does not say when.
    pub days: Option<Range<Date>>,
    /// Whether the question wants a number: "how many", "what does it cost", "wie lange".
    pub wants_number: bool,
}

/// Whom a question is about: the only person it names, or the one it says does something with another.
pub(crate) struct Subject {
    /// The parts of the name that it uses, in lower case.
    pub parts: BTreeSet<String>,
    /// Whether the question names somebody else too: "What did Petra send to Joost?"
    pub with_another: bool,
}

/// A word of the question that matters, and what may stand for it.
pub(crate) struct Term {
    /// The word as it stands in the question.
    pub written: String,
    /// The stems of the word itself.
    pub stems: Vec<String>,
    /// The stems of words that may stand for it.
    pub synonyms: Vec<String>,
    /// A name, a number or a code: nothing else will do in its place.
    pub is_exact: bool,
    /// It may be a name: it has a capital that no sentence gave it. In German every noun has.
    pub is_capital: bool,
    /// It says little, and counts only where the question has little else.
    pub is_light: bool,
}

impl Question {
    /// Takes a question apart; `people` are the names of those who take part, `latest` the day of the newest passage, where known.
    pub fn of(question: &str, people: &[String], latest: Option<Date>) -> Self {
        let persons = persons(question, people);
        Self {
            terms: terms(&without_dates(question), &persons),
            days: days(question, latest),
            wants_number: WANTS_NUMBER.is_match(question),
            subject: subject(question, persons),
        }
    }
}

/// The question as it would be put to the person it names: "What did Petra approve?" as "What did you approve?".
///
/// A turn of a talk says "I" and "my" where the question says the name, so its meaning is nearer to this form. `None` where the
/// question names nobody of `people`.
pub fn addressed(question: &str, people: &[String]) -> Option<String> {
    let persons = persons(question, people);
    let parts: BTreeSet<&String> = persons.iter().flatten().collect();
    if parts.is_empty() {
        return None;
    }
    let mut out = String::new();
    let mut rest = 0;
    let mut named_until = None;
    for (at, word) in words_at(question) {
        let (bare, owns) = without_genitive(word);
        let lower = bare.to_lowercase();
        let put = if parts.contains(&lower) {
            // First and last name are one person and one "you".
            let goes_on = named_until.is_some_and(|end: usize| question[end..at].trim().is_empty());
            named_until = Some(at + word.len());
            match (goes_on, owns) {
                (true, false) => "",
                (true, true) => "r",
                (false, true) => "your",
                (false, false) => "you",
            }
        } else if matches!(lower.as_str(), "his" | "her" | "their") {
            "your"
        } else {
            continue;
        };
        let before = &question[rest..at];
        let joined = matches!(put, "" | "r");
        out.push_str(if joined { before.trim_end() } else { before });
        out.push_str(put);
        rest = at + word.len();
    }
    out.push_str(&question[rest..]);
    Some(out)
}

static DATE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        r"\b(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th|\.)? (?:of )?)?\b(?P<month>{MONTHS})\b(?: (?P<after>\d{{1,2}})(?:st|nd|rd|th)?\b)?,?(?: (?P<year>(?:19|20)\d\d)\b)?|\b(?:19|20)\d\d(?:-\d\d-\d\d)?\b"
    ))
});
const MONTHS: &str = "january|february|march|april|may|june|july|august|september|october|november|december|januar|februar|märz|mai|juni|juli|oktober|dezember";
static WANTS_NUMBER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\bhow (?:many|much|old|long|often)\b|\b(?:costs?|price|ceiling)\b|\bwie (?:viel\w*|oft|lange|alt|hoch|teuer)\b|\bkostet\b",
    )
});

/// The question without the dates in it: they say when, not what.
fn without_dates(question: &str) -> String {
    let without = DATE.replace_all(question, |found: &regex::Captures<'_>| {
        // "May" alone is as often a verb.
        let is_date = found.name("month").is_none_or(|month| is_month(question, found, month.as_str()));
        if is_date { " ".to_owned() } else { found[0].to_owned() }
    });
    without.into_owned()
}

/// Whether a month's name is one: "may" and "march" in small letters without a day or a year are verbs.
fn is_month(question: &str, found: &regex::Captures<'_>, month: &str) -> bool {
    let ambiguous = matches!(month.to_lowercase().as_str(), "may" | "march");
    let opens = question.trim_start().starts_with(month);
    let dated = ["day", "after", "year"].iter().any(|part| found.name(part).is_some());
    !ambiguous || dated || (month.starts_with(char::is_uppercase) && !opens)
}

/// Around the day, or in and shortly after the month, that a question names. What happened on a day is told some days later.
///
/// Without a year the last such month before `latest` is meant.
fn days(question: &str, latest: Option<Date>) -> Option<Range<Date>> {
    let found = DATE.captures_iter(question).find(|found| found.name("month").is_some())?;
    let name = found.name("month")?.as_str();
    if !is_month(question, &found, name) {
        return None;
    }
    let prefix: String = name.to_lowercase().chars().take(3).collect();
    let month = 1 + ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
        .iter()
        .position(|known| match prefix.as_str() {
            "mär" => *known == "mar",
            "mai" => *known == "may",
            "okt" => *known == "oct",
            "dez" => *known == "dec",
            other => *known == other,
        })?;
    let month = i8::try_from(month).ok()?;
    let number = |part: &str| found.name(part).and_then(|digits| digits.as_str().parse::<i16>().ok());
    let day = number("day").or(number("after")).and_then(|day| i8::try_from(day).ok());
    let first = |year: i16| Date::new(year, month, day.unwrap_or(1)).ok();
    let start = match (number("year"), latest) {
        (Some(year), _) => first(year)?,
        (None, Some(latest)) => {
            [latest.year(), latest.year() - 1].into_iter().filter_map(first).find(|day| *day <= latest)?
        }
        (None, None) => return None,
    };
    let told_within = if day.is_some() { 9 } else { 45 };
    Some(start.checked_sub(2.days()).ok()?..start.checked_add(told_within.days()).ok()?)
}

/// Whom a question is about: the first person it names, unless it names two as one ("Petra and Joost").
fn subject(question: &str, persons: Vec<BTreeSet<String>>) -> Option<Subject> {
    let with_another = 1 < persons.len();
    let parts = persons.into_iter().next()?;
    let is_part = |word: &str| parts.contains(&without_genitive(word).0.to_lowercase());
    let mut after =
        words_at(question).map(|(_, word)| word).skip_while(|word| !is_part(word)).skip_while(|word| is_part(word));
    let joined = after.next().is_some_and(|word| matches!(word, "and" | "or" | "und" | "oder"));
    (!with_another || !joined).then_some(Subject { parts, with_another })
}

/// The people a question names in the order it names them, each by the parts of the name it uses. Where several go by the same part, they
/// count as one.
///
/// A capitalised beginning of three letters or more stands for its name: "Deb" for Deborah.
fn persons(question: &str, people: &[String]) -> Vec<BTreeSet<String>> {
    let words: Vec<&str> = words_at(question).map(|(_, word)| without_genitive(word).0).collect();
    let mut named: BTreeMap<BTreeSet<String>, usize> = BTreeMap::new();
    for name in people {
        let parts: Vec<String> =
            name.split_whitespace().map(str::to_lowercase).filter(|part| 2 < part.chars().count()).collect();
        let mut used = BTreeSet::new();
        let mut first = None;
        for (number, word) in words.iter().enumerate() {
            let lower = word.to_lowercase();
            let short = word.chars().next().is_some_and(char::is_uppercase) && 3 <= word.chars().count();
            let is_short_for = |part: &String| {
                short && 5 <= part.chars().count() && part.starts_with(&lower) && lower.len() < part.len()
            };
            if parts.contains(&lower) || parts.first().is_some_and(is_short_for) {
                used.insert(lower);
                first = first.or(Some(number));
            }
        }
        if let Some(first) = first {
            named.insert(used, first);
        }
    }
    // "Petra Lang" names Petra Lang, not also every other Lang.
    let narrower = |used: &BTreeSet<String>| named.keys().any(|other| used != other && used.is_subset(other));
    let mut all: Vec<(usize, &BTreeSet<String>)> =
        named.iter().filter(|(used, _)| !narrower(used)).map(|(used, first)| (*first, used)).collect();
    all.sort();
    all.into_iter().map(|(_, used)| used.clone()).collect()
}

/// The words of a text with where they begin, in bytes.
pub(crate) fn words_at(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.split(|c: char| !c.is_alphanumeric() && !matches!(c, '\'' | '’'))
        .map(|word| word.trim_matches(['\'', '’']))
        .filter(|word| !word.is_empty())
        .map(move |word| (word.as_ptr() as usize - text.as_ptr() as usize, word))
}

/// A word without a genitive's ending, and whether it had one.
pub(crate) fn without_genitive(word: &str) -> (&str, bool) {
    match word.strip_suffix("'s").or_else(|| word.strip_suffix("’s")) {
        Some(bare) => (bare, true),
        None => (word, false),
    }
}

/// A question needs this many words of weight; where it has fewer, light ones count too.
const ENOUGH: usize = 2;

fn terms(question: &str, persons: &[BTreeSet<String>]) -> Vec<Term> {
    const ASKING: &str = " what who whom whose when where why how which did does do is are was were has have had will would can could should \
        much many often long kind type sort thing things way ways happen happened happening mention mentioned mentions discuss discussed say said \
        talk talked think thought tell told ever any there their they about anyone anybody somebody something anything still like \
        according during after before since between own \
        wer wen wem wessen wann wo warum wie welche welcher welches hat haben hatte ist sind war wird gibt gab gesagt sagt erwähnt schon jemals ";
    // They say little, yet more than nothing: "What does Willem want from day one?"
    const LIGHT: &str = " old recently go going went make made take took get got use used using plan planning start started work working feel felt \
        look help name year month day time one two new first last describe recommend suggest ";
    let german = is_german(question);
    let mut seen = BTreeSet::new();
    let mut terms: Vec<Term> = Vec::new();
    let mut light = Vec::new();
    for (number, (_, word)) in words_at(question).enumerate() {
        let bare = without_genitive(word).0;
        let lower = bare.to_lowercase();
        let numeric = lower.chars().any(|c| c.is_ascii_digit());
        let capital = 0 < number && bare.chars().next().is_some_and(char::is_uppercase);
        let asks = ASKING.contains(&format!(" {lower} ")) && !capital;
        if asks || persons.iter().any(|person| person.contains(&lower)) {
            continue;
        }
        let stems: Vec<String> = if numeric { vec![lower.clone()] } else { content_stems(bare).into_iter().collect() };
        let Some(first) = stems.first().cloned() else { continue };
        if seen.insert(first.clone()) {
            let is_light = !capital && LIGHT.contains(&format!(" {lower} "));
            let into = if is_light { &mut light } else { &mut terms };
            let written = bare.to_owned();
            into.push(Term {
                written,
                stems,
                synonyms: synonyms(&first),
                is_exact: numeric || (capital && !german),
                is_capital: capital,
                is_light,
            });
        }
    }
    if terms.len() < ENOUGH {
        terms.append(&mut light);
    }
    terms
}

/// Stems that stand for one another in sales talk.
fn synonyms(stem: &str) -> Vec<String> {
    const GROUPS: [&str; 18] = [
        "price cost pay charg budget fee",
        "buy purchas acquir",
        "cancel termin quit",
        "renew extend prolong",
        "compani firm busi organis organiz",
        "meet call talk session",
        "contract agreement",
        "competitor competit rival altern consid undercut",
        "budget approv releas ceil",
        "phone telephon mobil",
        "job work career profession",
        "hobbi interest activ",
        "holiday vacat trip travel",
        "child children kid son daughter",
        "car vehicl",
        "photo pictur",
        "begin start launch",
        "worri concern afraid fear",
    ];
    /// Forms of one verb that no stemmer brings together.
    const IRREGULAR: &str = "begin began begun|break broke broken|build built|buy bought|catch caught|choos chose chosen|draw drew drawn|drink drank drunk|\
        drive drove driven|eat ate eaten|fall fell fallen|fight fought|find found|fli flew flown|freez froze frozen|grow grew grown|hear heard|hide hid hidden|\
        hold held|know knew known|lead led|leav left|lend lent|lose lost|meet met|pay paid|ride rode ridden|rise rose risen|run ran|see saw seen|sell sold|\
        sing sang sung|sit sat|sleep slept|speak spoke spoken|spend spent|stand stood|steal stole stolen|swim swam|teach taught|throw threw thrown|\
        understand understood|wake woke woken|wear wore worn|win won|write wrote written";
    let irregular = IRREGULAR.split('|').map(str::trim);
    GROUPS
        .into_iter()
        .chain(irregular)
        .filter(|group| group.split(' ').any(|member| member == stem))
        .flat_map(|group| group.split(' '))
        .filter(|member| *member != stem)
        .map(str::to_owned)
        .collect()
}

/// Whether a question is German, where a capital makes no name.
fn is_german(question: &str) -> bool {
    const GERMAN: &str = " wer wen wem wessen wann wo warum wie welche welcher welches der die das dem den des ist hat haben wird muss ein eine und ";
    2 <= words_at(question).filter(|(_, word)| GERMAN.contains(&format!(" {} ", word.to_lowercase()))).count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn people() -> Vec<String> {
        ["Petra Lang", "Joost van Dijk", "Deborah Lang"].map(str::to_owned).to_vec()
    }

    #[test]
    fn whom_a_question_names_is_addressed() {
        for (question, wanted) in [
            ("What did Petra approve?", "What did you approve?"),
            ("What is Joost van Dijk's view of their offer?", "What is your view of your offer?"),
            ("What did Deb say?", "What did you say?"),
        ] {
            assert_eq!(addressed(question, &people()).as_deref(), Some(wanted));
        }
        assert_eq!(addressed("What was approved?", &people()), None);
    }

    #[test]
    fn a_question_is_about_who_does_something() {
        let about = |question: &str| {
            let subject = Question::of(question, &people(), None).subject?;
            Some((subject.parts.into_iter().collect::<Vec<_>>().join(" "), subject.with_another))
        };
        assert_eq!(about("What did Petra Lang say?"), Some(("lang petra".to_owned(), false)));
        assert_eq!(about("What did Petra send to Joost?"), Some(("petra".to_owned(), true)));
        assert_eq!(about("What is Joost's view of Petra?"), Some(("joost".to_owned(), true)));
        assert_eq!(about("What did Petra and Joost say?"), None);
        assert_eq!(about("What did the langoustine say?"), None);
    }

    #[test]
    fn dates_say_when_and_not_what() {
        let days = |text: &str| Question::of(text, &[], Some(date(2026, 3, 4))).days;
        assert_eq!(days("What did he buy on 4 February, 2026?"), Some(date(2026, 2, 2)..date(2026, 2, 13)));
        assert_eq!(days("What was said in November?"), Some(date(2025, 10, 30)..date(2025, 12, 16)));
        assert_eq!(days("Was wurde im März 2025 gesagt?"), Some(date(2025, 2, 27)..date(2025, 4, 15)));
        assert_eq!(days("May they export the data?"), None);
        assert_eq!(days("What may happen?"), None);
        let terms = Question::of("What did they order in August 2025?", &[], None).terms;
        assert_eq!(terms.iter().map(|term| term.written.as_str()).collect::<Vec<_>>(), ["order"]);
    }
}
