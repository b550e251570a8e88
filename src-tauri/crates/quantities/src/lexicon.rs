//! What depends on a language, as a table each: number words, scales, names of money, of weekdays and months, and the small words
//! around them. Words are folded, alternatives stand side by side, words that belong together are joined by `_`.

mod english;
mod french;
mod german;
mod others;

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::LazyLock,
};

/// A language, or some that write alike, of which there is a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Language {
    /// The English language.
    English,
    /// The German language.
    German,
    /// The French language.
    French,
    /// Swedish, Danish and Norwegian together.
    Nordic,
    /// The Dutch language.
    Dutch,
    /// The Polish language.
    Polish,
    /// Portuguese, Spanish and Italian together.
    Romance,
    /// The Finnish language.
    Finnish,
    /// Any other: only what multiplies a number is known of it.
    Other,
}

/// The words of one language. Lists are separated by spaces; `word=value` gives a word its value.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Table {
    pub language: Language,
    /// Small words by which a text is known to be of this language.
    pub common: &'static str,
    /// Words for 0 to 20, the tens and the dozen.
    pub numbers: &'static str,
    /// Words for "first", "second" and so on.
    pub ordinals: &'static str,
    /// Words for numbers that are often no number, as "one" is.
    pub weak: &'static str,
    /// Words for a hundred.
    pub hundred: &'static str,
    /// Words that multiply, with their power of ten; abbreviations too.
    pub scales: &'static str,
    /// Words that multiply and may stand without a number before them.
    pub bare_scales: &'static str,
    /// Words for "a" before a scale, as in "a thousand".
    pub one: &'static str,
    /// Words for "and" within a number.
    pub and: &'static str,
    /// Words for the point within a number.
    pub point: &'static str,
    /// Words for a half before a scale.
    pub half: &'static str,
    /// Words for a quarter before a scale.
    pub quarter: &'static str,
    /// Words for "and a half" after a number or a scale.
    pub and_half: &'static str,
    /// Words for "of" between a number and what it counts.
    pub of: &'static str,
    /// Words after which a scale is no number: "a few thousand".
    pub vague: &'static str,
    /// Words for a minus before a number.
    pub minus: &'static str,
    /// Words for per cent.
    pub percent: &'static str,
    /// Words that open a range, such as "between" and "from".
    pub between: &'static str,
    /// Words that stand within a range, such as "to" and "and".
    pub to: &'static str,
    /// Words that stand between alternatives, such as "or".
    pub or: &'static str,
    /// Verbs by which "from 48 to 38" is a change rather than a range.
    pub moves: &'static str,
    /// Words after which a number is a name: room 12, version 1.12.
    pub labels: &'static str,
    /// Words of bookkeeping, beside which brackets around a number are a minus.
    pub accounts: &'static str,
    /// Words beside which pounds are a weight and no money.
    pub weighs: &'static str,
    /// Names of currencies, with their ISO code or the sign of their family.
    pub currencies: &'static str,
    /// Names of parts of a currency, with its code and how many make one.
    pub cents: &'static str,
    /// The weekdays, Monday to Sunday.
    pub weekdays: [&'static str; 7],
    /// The months, January to December.
    pub months: [&'static str; 12],
    /// Names of weekdays and months that often mean something else.
    pub doubtful: &'static str,
    /// Words for days near today, such as "tomorrow", with their distance from it.
    pub relative: &'static str,
    /// Words for units of time, such as "week".
    pub units: &'static str,
    /// Words for "last" before or after a unit or a weekday.
    pub last: &'static str,
    /// Words for "this" before a unit or a weekday.
    pub this: &'static str,
    /// "next", which may be this week's or next week's.
    pub next: &'static str,
    /// Words for "coming": the nearest of its kind.
    pub coming: &'static str,
    /// Words for "the one after next".
    pub after_next: &'static str,
    /// Words before a number of days to come, as "in" is in "in two weeks".
    pub in_lead: &'static str,
    /// Words behind a number of days to come, such as "hence".
    pub hence: &'static str,
    /// Words before a number of days that are over, such as "vor".
    pub ago_lead: &'static str,
    /// Words behind a number of days that are over, such as "ago".
    pub ago: &'static str,
    /// The end, the middle and the start of a stretch of time.
    pub end: &'static str,
    pub middle: &'static str,
    pub start: &'static str,
    /// Words for "late" and "early" right before a month.
    pub late: &'static str,
    pub early: &'static str,
    /// Words for the end of a stretch, with its unit and how many steps away it is.
    pub compounds: &'static str,
    /// Articles between "end" and the stretch that ends.
    pub the: &'static str,
    /// Words for "of" between a day and its month.
    pub of_day: &'static str,
    /// Words before a month that stands without a day or a year.
    pub month_leads: &'static str,
    /// Words before a day of the month that stands alone.
    pub day_leads: &'static str,
    /// What may be written behind the number of a day, such as "th".
    pub ordinal_ends: &'static str,
    /// The letter that quarters are written with, as in Q3.
    pub quarters: &'static str,
    /// Words for a quarter of a year.
    pub quarter_words: &'static str,
    /// First to thirty-first as days are named, where they are not among the ordinals.
    pub day_words: &'static str,
    /// Words before the number of a calendar week, such as "KW".
    pub week_words: &'static str,
    /// Words before a time of day that wish somebody well.
    pub greetings: &'static str,
    /// Words before a weekday or "morgen" that make it something else.
    pub not_before: &'static str,
}

const EMPTY: Table = Table {
    language: Language::English,
    common: "",
    numbers: "",
    ordinals: "",
    weak: "",
    hundred: "",
    scales: "",
    bare_scales: "",
    one: "",
    and: "",
    point: "",
    half: "",
    quarter: "",
    and_half: "",
    of: "",
    vague: "",
    minus: "",
    percent: "",
    between: "",
    to: "",
    or: "",
    moves: "",
    labels: "",
    accounts: "",
    weighs: "",
    currencies: "",
    cents: "",
    weekdays: [""; 7],
    months: [""; 12],
    doubtful: "",
    relative: "",
    units: "",
    last: "",
    this: "",
    next: "",
    coming: "",
    after_next: "",
    in_lead: "",
    hence: "",
    ago_lead: "",
    ago: "",
    end: "",
    middle: "",
    start: "",
    late: "",
    early: "",
    compounds: "",
    the: "",
    of_day: "",
    month_leads: "",
    day_leads: "",
    ordinal_ends: "",
    quarters: "",
    quarter_words: "",
    day_words: "",
    week_words: "",
    greetings: "",
    not_before: "",
};

/// Every table. The order decides where two languages share a word.
pub(crate) const TABLES: [&Table; 9] = [
    &english::TABLE,
    &german::TABLE,
    &french::TABLE,
    &others::NORDIC,
    &others::DUTCH,
    &others::POLISH,
    &others::ROMANCE,
    &others::FINNISH,
    &others::REST,
];

/// The active currencies of ISO 4217, and those that the euro has replaced lately.
pub(crate) const CODES: &str = "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CLF CLP CNH CNY COP \
    CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HRK HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR \
    KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG \
    QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VED VES VND VUV WST XAF \
    XCD XCG XOF XPF YER ZAR ZMW ZWG";

/// Codes that are words of a language; in capital letters before a number they are doubtful.
pub(crate) const CODE_WORDS: &str = "ALL TOP TRY CUP PEN BOB COP MOP MAD SOS GEL";
/// Currency codes that people also write in small letters.
pub(crate) const SMALL_CODES: &str = "eur usd gbp chf jpy cad aud nzd sek nok dkk pln czk huf inr cny sgd hkd brl zar";

/// The codes that a family's sign may stand for; the first is what it means where nothing else is known, `?` where none is meant first.
pub(crate) const FAMILIES: [(&str, &str); 8] = [
    (
        "$",
        "USD AUD CAD NZD HKD SGD MXN TWD ARS CLP COP BRL BBD BMD BND BSD BZD FJD GYD JMD KYD LRD NAD SBD SRD TTD XCD UYU",
    ),
    ("£", "GBP GIP FKP SHP EGP LBP SYP SDG SSP"),
    ("kr", "? SEK NOK DKK ISK"),
    ("¥", "? JPY CNY CNH"),
    ("peso", "? MXN ARS CLP COP PHP UYU CUP DOP"),
    ("dirham", "? AED MAD"),
    ("dinar", "? DZD TND KWD BHD JOD IQD LYD RSD"),
    ("cent", "? EUR USD GBP CHF AUD CAD NZD"),
];

/// Signs of money with the code or family they stand for.
pub(crate) const SIGNS: &str = "€=EUR $=$ £=£ ¥=¥ 円=JPY 元=CNY ₹=INR ₨=INR ₩=KRW ₽=RUB ₴=UAH ₺=TRY ₪=ILS ₦=NGN ฿=THB ₫=VND ₱=PHP ₡=CRC ₲=PYG ₵=GHS ₸=KZT ₮=MNT ₭=LAK ₼=AZN \
    ₾=GEL ﷼=SAR ¢=cent";
/// Letters before a currency sign, with the code they make of it, as in A$.
pub(crate) const SIGN_LEADS: &str = "us$=USD u.s.$=USD a$=AUD au$=AUD c$=CAD ca$=CAD can$=CAD cad$=CAD nz$=NZD hk$=HKD s$=SGD sg$=SGD r$=BRL mx$=MXN mex$=MXN gh₵=GHS nt$=TWD rd$=DOP j$=JMD tt$=TTD b$=BND fj$=FJD z$=ZWG col$=COP ar$=ARS \
    usd$=USD aud$=AUD usd$=USD cl$=CLP jp¥=JPY cn¥=CNY e£=EGP";
/// Letters behind a currency sign, with the code they make of it, as in `$ CA`.
pub(crate) const SIGN_TAILS: &str = "ca=CAD can=CAD us=USD au=AUD nz=NZD hk=HKD";
/// Abbreviations of currencies in letters. What is marked with `!` has to be written so.
pub(crate) const SHORT_NAMES: &str = "rs=INR inr=INR fr=CHF sfr=CHF frs=CHF kr=kr kc=CZK zl=PLN !Ft=HUF lei=RON lv=BGN лв=BGN лева=BGN руб=RUB rmb=CNY tl=TRY dhs=AED !Dh=AED грн=UAH !RM=MYR !Rp=IDR !KSh=KES !Ksh=KES !KSH=KES !TSh=TZS !USh=UGX !Php=PHP !PhP=PHP !SR=SAR !QR=QAR !KD=KWD !BD=BHD !Bs=BOB";
/// One-letter and short scales that stand at a number with money only, with their power of ten.
pub(crate) const LETTER_SCALES: &str =
    "k=3 m=6 mm=6 mn=6 mio=6 mln=6 b=9 bn=9 md=9 mds=9 mrd=9 tsd=3 tys=3 cr=7 t=3 g=9 l=5";
/// Words that multiply and may be joined to a currency code, as in TEUR.
pub(crate) const JOINED_SCALES: &str = "t=3 k=3 m=6 mio=6 mn=6 mrd=9 md=9 mds=9 bn=9";

/// What may stand right at a number without being a part of it: of times, of kilometres, the nineties.
pub(crate) const TAILS: &str = "x h s er ish gb mb kb tb km kg cm mm min ms px ml kw kwh mw";

/// Whether a list of the table has a folded word.
pub(crate) fn has(list: &str, low: &str) -> bool {
    list.split_ascii_whitespace().any(|word| word == low)
}

/// What a word stands for in a list of `word=value`.
pub(crate) fn value<'a>(list: &'a str, low: &str) -> Option<&'a str> {
    list.split_ascii_whitespace()
        .find_map(|entry| entry.split_once('=').filter(|(word, _)| *word == low).map(|(_, value)| value))
}

/// Every table's words of one kind with the table.
pub(crate) type Words = BTreeMap<&'static str, Vec<(Language, &'static str)>>;

/// Gathers `word=value` lists, or plain lists, of all tables.
pub(crate) fn gather(of: impl Fn(&'static Table) -> &'static str) -> Words {
    let mut found = Words::new();
    for table in TABLES {
        for entry in of(table).split_ascii_whitespace() {
            let (word, value) = entry.split_once('=').unwrap_or((entry, ""));
            found.entry(word).or_default().push((table.language, value));
        }
    }
    found
}

/// Every word of every table's lists that `of` names: of phrases the first word.
pub(crate) fn first_words(of: impl Fn(&'static Table) -> Vec<&'static str>) -> BTreeSet<&'static str> {
    let lists = TABLES.iter().flat_map(|table| of(table));
    lists
        .flat_map(str::split_ascii_whitespace)
        .map(|entry| entry.split_once('=').map_or(entry, |(word, _)| word))
        .map(|word| word.split(['_', '\'']).next().unwrap_or(word))
        .collect()
}

static COMMON: LazyLock<Words> = LazyLock::new(|| gather(|table| table.common));

/// Whether a word is a small word of any language.
pub(crate) fn is_common(low: &str) -> bool {
    COMMON.contains_key(low)
}

/// How many words of each language a text has that tell it, in the order of [`TABLES`].
pub(crate) fn evidence<'a>(words: impl Iterator<Item = &'a str>) -> Vec<(Language, usize)> {
    let mut counts: Vec<(Language, usize)> = TABLES.iter().map(|table| (table.language, 0)).collect();
    for word in words {
        for (language, _) in COMMON.get(word).into_iter().flatten() {
            if let Some(count) = counts.iter_mut().find(|(known, _)| known == language) {
                count.1 += 1;
            }
        }
    }
    counts
}

/// The language that most of the telling words of a text are of; `None` where there are none, or two languages have as many.
pub(crate) fn language(counts: &[(Language, usize)]) -> Option<Language> {
    let most = counts.iter().map(|(_, count)| *count).max().filter(|most| 0 < *most)?;
    let mut first = counts.iter().filter(|(_, count)| *count == most).map(|(language, _)| *language);
    let found = first.next()?;
    first.next().is_none().then_some(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_entry_of_every_table_is_folded_and_has_its_value() {
        let code_or_family = |value: &str| has(CODES, value) || FAMILIES.iter().any(|(family, _)| *family == value);
        for table in TABLES {
            for list in [table.numbers, table.ordinals, table.scales, table.relative] {
                for entry in list.split_ascii_whitespace() {
                    let (word, value) = entry.split_once('=').unwrap();
                    assert!(value.parse::<i64>().is_ok(), "{entry}");
                    assert_eq!(crate::fold(word), word, "{entry}");
                }
            }
            for entry in table.currencies.split_ascii_whitespace() {
                assert!(code_or_family(entry.split_once('=').unwrap().1), "{entry}");
            }
            let names = table.weekdays.iter().chain(&table.months).chain([&table.labels, &table.units, &table.common]);
            for word in names.flat_map(|list| list.split_ascii_whitespace()) {
                assert_eq!(crate::fold(word), word);
            }
        }
        for entry in SIGNS
            .split_ascii_whitespace()
            .chain(SIGN_LEADS.split_ascii_whitespace())
            .chain(SHORT_NAMES.split_ascii_whitespace())
        {
            assert!(code_or_family(entry.split_once('=').unwrap().1), "{entry}");
        }
        for (_, codes) in FAMILIES {
            assert!(codes.split_ascii_whitespace().all(|code| code == "?" || has(CODES, code)), "{codes}");
        }
    }
}
