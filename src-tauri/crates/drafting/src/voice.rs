//! How the rep writes, learned from mails they sent: greeting, closing, length of sentences, formality. Pure; nothing of it leaves unless the
//! rep asks a model for a mail, and then as a few sentences, redacted like everything else.

use domain::{
    mail::{Context, own_text, signature},
    text::{sentences, word_count},
};
use facts::Language;
use std::collections::BTreeMap;

/// The most sentences that are kept as samples.
const SAMPLES_MAX: usize = 3;
/// So many mails make a habit; of fewer nothing is learned.
const HABIT_FROM: usize = 2;

/// How formally somebody writes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Formality {
    /// Formal: "Dear", "Sie", no contractions.
    Formal,
    /// Neither formal nor informal.
    #[default]
    Plain,
    /// "Hey", "du", contractions in every other sentence.
    Informal,
}

impl Formality {
    /// The word for it: `formal`, `plain` or `informal`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Formal => "formal",
            Self::Plain => "plain",
            Self::Informal => "informal",
        }
    }
}

/// How the rep writes in one language. What was not learned is as everybody writes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Voice {
    /// The language whose mails were read.
    pub language: Language,
    /// How many mails were read.
    pub read: usize,
    /// How they greet, with `{first}` or `{full}` where the name goes, and in how many mails.
    pub greeting: Option<(String, usize)>,
    /// How they close a mail, and in how many; `None` where there is no habit.
    pub closing: Option<(String, usize)>,
    /// What they sign a mail with, and in how many; `None` where there is no habit.
    pub signed: Option<(String, usize)>,
    /// The median of their sentences' words; 0 where no sentence was read.
    pub sentence_words: usize,
    /// How formally they write.
    pub formality: Formality,
    /// A few sentences of theirs, newest first.
    pub samples: Vec<String>,
}

impl Voice {
    /// The voice of nobody: what everybody writes in that language.
    pub fn none(language: Language) -> Self {
        Self {
            language,
            read: 0,
            greeting: None,
            closing: None,
            signed: None,
            sentence_words: 0,
            formality: Formality::default(),
            samples: Vec::new(),
        }
    }

    /// Learns from mails the rep sent, newest first; those in another language are passed over. Deterministic.
    ///
    /// Only a mail's own words count, without quoted history. A habit is what at least two mails share.
    pub fn learn(mails: &[&str], language: Language) -> Self {
        let mut voice = Self::none(language);
        let (mut greetings, mut closings, mut names) = (Counts::default(), Counts::default(), Counts::default());
        let (mut lengths, mut formal, mut informal) = (Vec::new(), 0_usize, 0_usize);
        for mail in mails {
            let own = own_text(mail, &Context::default());
            if facts::language(&own) != language {
                continue;
            }
            voice.read += 1;
            let (greeting, body) = split_greeting(&own);
            if let Some(greeting) = greeting {
                greetings.count(greeting);
            }
            let signed = signature(mail, &Context::default()).map_or("", |span| span.of(mail));
            let rest: Vec<&str> = signed.lines().collect();
            if let Some(closing) = rest.first().map(|line| line.trim()).filter(|line| is_short(line, 5)) {
                closings.count(closing.to_owned());
                let name =
                    rest.get(1..).unwrap_or_default().iter().map(|line| line.trim()).find(|line| !line.is_empty());
                if let Some(name) = name.filter(|line| is_short(line, 3)) {
                    names.count(name.to_owned());
                }
            }
            for span in sentences(body) {
                let sentence = span.of(body).replace('\n', " ");
                let words = word_count(&sentence);
                if words < 2 {
                    continue;
                }
                lengths.push(words);
                let (up, down) = marks(&sentence, language);
                formal += up;
                informal += down;
                let is_sample = (6..=22).contains(&words)
                    && voice.samples.len() < SAMPLES_MAX
                    && !sentence.contains(|c: char| c.is_numeric() || c == '@' || c == '?');
                if is_sample {
                    voice.samples.push(sentence.trim().to_owned());
                }
            }
        }
        voice.greeting = greetings.habit();
        voice.closing = closings.habit();
        voice.signed = names.habit();
        lengths.sort_unstable();
        voice.sentence_words = lengths.get(lengths.len() / 2).copied().unwrap_or(0);
        let opener = voice.greeting.as_ref().map(|(text, _)| text.to_lowercase()).unwrap_or_default();
        voice.formality = formality(&opener, formal, informal, lengths.len());
        voice
    }

    /// A salutation to somebody: as the rep greets, else as everybody does.
    pub fn greet(&self, first: Option<&str>, full: Option<&str>) -> String {
        let usual = match self.language {
            // Whether it is "Herr" or "Frau" no record says.
            Language::German => "Guten Tag {full},",
            Language::French => "Bonjour {full},",
            _ => "Hi {first},",
        };
        let unnamed = match self.language {
            Language::German => "Guten Tag,",
            Language::French => "Bonjour,",
            _ => "Hello,",
        };
        let template = self.greeting.as_ref().map_or(usual, |(text, _)| text.as_str());
        let first = first.filter(|first| !first.is_empty()).or(full);
        let Some((first, full)) = first.zip(full.or(first)) else {
            return if template.contains('{') { unnamed.to_owned() } else { template.to_owned() };
        };
        template.replace("{first}", first).replace("{full}", full)
    }

    /// The closing with what the rep signs with, `rep` where that is not known; the closing alone where `rep` is empty too.
    pub fn close(&self, rep: &str) -> String {
        let usual = match self.language {
            Language::German => "Mit freundlichen Grüßen",
            Language::French => "Cordialement,",
            _ => "Best regards,",
        };
        let closing = self.closing.as_ref().map_or(usual, |(text, _)| text.as_str());
        let name = self.signed.as_ref().map_or(rep, |(name, _)| name.as_str());
        if name.is_empty() { closing.to_owned() } else { format!("{closing}\n{name}") }
    }
}

#[derive(Default)]
struct Counts(BTreeMap<String, (usize, usize)>);

impl Counts {
    fn count(&mut self, text: String) {
        let order = self.0.len();
        self.0.entry(text).or_insert((0, order)).0 += 1;
    }

    /// What came most often, at least twice; of equals the newest.
    fn habit(self) -> Option<(String, usize)> {
        let most = self.0.into_iter().max_by_key(|(_, (count, order))| (*count, std::cmp::Reverse(*order)))?;
        let (text, (count, _)) = most;
        (HABIT_FROM <= count).then_some((text, count))
    }
}

/// The salutation as a template, and what stands after it.
fn split_greeting(own: &str) -> (Option<String>, &str) {
    let Some(line) = own.lines().find(|line| !line.trim().is_empty()) else { return (None, own) };
    let after = own.find(line).map_or(own, |at| own.get(at + line.len()..).unwrap_or_default());
    let line = line.trim();
    const OPENERS: [&str; 23] = [
        "sehr geehrte frau",
        "sehr geehrter herr",
        "sehr geehrte",
        "guten morgen",
        "guten tag",
        "good morning",
        "good afternoon",
        "liebe",
        "lieber",
        "hallo",
        "moin",
        "hello",
        "dear",
        "hey",
        "hi",
        "servus",
        "bonjour",
        "bonsoir",
        "salut",
        "coucou",
        "chère",
        "cher",
        "madame",
    ];
    let lower = line.to_lowercase();
    let opener = OPENERS.iter().find(|opener| {
        lower.strip_prefix(*opener).is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', ',', '!']))
    });
    let (Some(opener), true) = (opener, is_short(line, 6)) else { return (None, own) };
    let said = line.get(..opener.len()).unwrap_or_default();
    let rest = line.get(opener.len()..).unwrap_or_default();
    let name = rest.trim_matches([' ', ',', '!', '.']);
    let end: String = rest.chars().rev().take_while(|c| [',', '!'].contains(c)).collect();
    // "Dear Frau Lang", "Bonjour Madame Lang" and "Hi all" name nobody that a template could fill in.
    let is_title = |word: &str| ["Madame", "Monsieur", "Mme", "M."].contains(&word);
    let is_name =
        !name.is_empty() && name.split(' ').all(|word| word.starts_with(char::is_uppercase) && !is_title(word));
    let template = match name.split(' ').count() {
        _ if name.is_empty() => format!("{said}{end}"),
        _ if !is_name => return (None, after),
        1 if !opener.starts_with("sehr") => format!("{said} {{first}}{end}"),
        _ if opener.starts_with("sehr") => return (None, after),
        _ => format!("{said} {{full}}{end}"),
    };
    (Some(template), after)
}

fn is_short(line: &str, words_max: usize) -> bool {
    let words = line.split_whitespace().count();
    (1..=words_max).contains(&words)
        && line.chars().all(|c| c.is_alphabetic() || [' ', ',', '.', '!', '-', '\'', '’'].contains(&c))
}

/// Signs of formality and of its opposite in one sentence.
fn marks(sentence: &str, language: Language) -> (usize, usize) {
    let words =
        || sentence.split(|c: char| !c.is_alphabetic() && c != '\'' && c != '’').filter(|word| !word.is_empty());
    match language {
        Language::German => {
            let formal =
                words().skip(1).filter(|word| matches!(*word, "Sie" | "Ihnen" | "Ihr" | "Ihre" | "Ihren")).count();
            let informal = words()
                .filter(|word| matches!(word.to_lowercase().as_str(), "du" | "dir" | "dich" | "euch" | "eure"))
                .count();
            (formal.min(1), informal.min(1))
        }
        Language::French => {
            let has = |list: &[&str]| words().any(|word| list.contains(&word.to_lowercase().as_str()));
            let (formal, informal) = (has(&["vous", "votre", "vos"]), has(&["tu", "te", "toi", "ton", "tes"]));
            (usize::from(formal), usize::from(informal))
        }
        Language::English => {
            let short = words().any(|word| {
                let word = word.to_lowercase().replace('’', "'");
                // "'s" is a genitive too, save with these.
                ["'m", "'ll", "'re", "'ve", "n't", "'d"].iter().any(|end| word.ends_with(end))
                    || matches!(word.as_str(), "here's" | "it's" | "that's" | "let's" | "there's" | "what's")
            });
            (usize::from(!short), usize::from(short))
        }
        _ => (0, 0),
    }
}

fn formality(opener: &str, formal: usize, informal: usize, sentences: usize) -> Formality {
    if sentences == 0 {
        return Formality::default();
    }
    let starts = |with: &[&str]| with.iter().any(|word| opener.starts_with(word));
    if starts(&["hey", "moin", "servus", "salut", "coucou"]) || sentences <= informal * 3 {
        Formality::Informal
    } else if starts(&["dear", "sehr geehrte", "madame", "chère", "cher"])
        || (starts(&["guten tag", "bonjour"]) && informal == 0 && 0 < formal)
    {
        Formality::Formal
    } else {
        Formality::Plain
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SENT: [&str; 3] = [
        "Hi Petra,\n\nI'll send the pilot plan tomorrow morning. Thanks for the open words about the archive.\n\nBest,\nMaren\n\nOn Monday Petra wrote:\n> Dear Maren, we do not need it.",
        "Hi Joost,\n\nHere's the data sheet you asked for. Let me know what security says about it.\n\nBest,\nMaren",
        "Guten Tag Jan Peters,\n\nwir schicken Ihnen den Plan bis Freitag zu.\n\nMit freundlichen Grüßen\nMaren Holt",
    ];

    #[test]
    fn habits_are_what_mails_share() {
        let voice = Voice::learn(&SENT, Language::English);
        assert_eq!(voice.read, 2);
        assert_eq!(voice.greeting, Some(("Hi {first},".to_owned(), 2)));
        assert_eq!(voice.closing, Some(("Best,".to_owned(), 2)));
        assert_eq!(voice.signed, Some(("Maren".to_owned(), 2)));
        assert_eq!(voice.formality, Formality::Informal);
        assert!((7..=10).contains(&voice.sentence_words), "{}", voice.sentence_words);
        assert!(voice.samples.iter().any(|sample| sample.starts_with("Thanks for the open words")));
        assert!(!voice.samples.iter().any(|sample| sample.contains("Dear Maren")), "quoted history is not theirs");
    }

    #[test]
    fn one_mail_is_no_habit() {
        let voice = Voice::learn(&SENT, Language::German);
        assert_eq!((voice.read, voice.greeting.clone(), voice.closing.clone()), (1, None, None));
        assert_eq!(voice.greet(Some("Jan"), Some("Jan Peters")), "Guten Tag Jan Peters,");
        assert_eq!(voice.close("Maren Holt"), "Mit freundlichen Grüßen\nMaren Holt");
    }

    #[test]
    fn greetings_are_filled_in_or_said_without_a_name() {
        let voice = Voice::learn(&SENT, Language::English);
        assert_eq!(voice.greet(Some("Ada"), Some("Ada Reyes")), "Hi Ada,");
        assert_eq!(voice.greet(None, None), "Hello,");
        assert_eq!(voice.close("Somebody"), "Best,\nMaren");
        let none = Voice::none(Language::English);
        assert_eq!(
            (none.greet(None, Some("Ada Reyes")), none.close("")),
            ("Hi Ada Reyes,".to_owned(), "Best regards,".to_owned())
        );
    }

    #[test]
    fn formality_is_counted() {
        let formal =
            ["Dear Petra,\n\nPlease find the plan below. We will send the sheet on Friday.\n\nKind regards,\nM"; 2];
        assert_eq!(Voice::learn(&formal, Language::English).formality, Formality::Formal);
        let german = ["Hallo Petra,\n\nkannst du mir bitte sagen, ob der Plan so passt und ob wir ihn euch schicken?\n\nGruß\nM";
            2];
        assert_eq!(Voice::learn(&german, Language::German).formality, Formality::Informal);
    }
}
