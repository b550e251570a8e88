//! A text as clauses, each with the people in it and what part they have: who does it, for whom, from whom.

use super::vocabulary::{
    Act, acts, is_asking, is_auxiliary, is_coming, is_customer, is_frame, is_french_future, is_having, is_open,
    is_owing, is_promise, is_receiving, is_waiting,
};
use crate::{
    lexicon::{is_first_name, is_function, is_opener, is_saying, is_title},
    reading::{Known, Reading, Sense},
    words::fold,
};
use std::{collections::BTreeSet, ops::Range};

/// Says of a line's name, by its folded words and as it is written, whether it is a person's or a company's.
type IsSomebody<'a> = dyn Fn(&[String], &str) -> bool + 'a;

/// The language that a text seems to be in: small words mean different things in each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Language {
    English,
    German,
    French,
}

/// What a token is, so far as promises go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Kind {
    /// A word.
    Word,
    /// Somebody's or something's name, folded, word by word.
    Name(Vec<String>),
    /// A number, date or time.
    Quantity,
}

/// A word of a text; "d'envoyer" is two.
#[derive(Debug, Clone)]
pub(super) struct Token {
    /// The word in lower case, without accents.
    pub low: String,
    /// The word without its ending, by which forms of one word are alike.
    pub stem: String,
    /// The word as it is written.
    pub raw: String,
    /// What it is.
    pub kind: Kind,
    /// Which atom of the reading it belongs to.
    pub atom: usize,
    /// Where it stands, in bytes.
    pub bytes: Range<usize>,
    /// Whether a clause may begin with it.
    pub breaks: bool,
    /// Whether a sentence begins with it.
    pub opens: bool,
    /// Whether it says whose something is: "Ada's", "Adas".
    pub owns: bool,
    /// Whether it only calls somebody.
    pub calls: bool,
}

/// Whom a mention means, seen from the one who speaks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Who {
    /// By name; the token that names them.
    Name(Vec<String>, usize),
    /// "I", or "we".
    First,
    /// "You".
    Second,
    /// "She" or "they"; whether several.
    Third(bool),
    /// "The customer".
    Customer,
}

/// What part somebody has in a clause.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// Nothing says otherwise: the first such is who does it.
    Plain,
    /// "And Ada": the same part as the one before.
    Joined,
    /// "To Ada", "for Ada", "us".
    Taker,
    /// "With Ada", "at Ada's", "about Ada": no part of their own.
    Beside,
    /// "From Ada", "by Ada".
    Giver,
    /// "Ada's list".
    Owner,
    /// "Up to Ada to send": who has to.
    Bound,
    /// "Asked Ada": who is asked.
    Asked,
    /// "Ada said that", "according to Ada": whose word it is.
    Lead,
}

/// Somebody in a clause.
#[derive(Debug, Clone)]
pub(super) struct Mention {
    pub who: Who,
    pub role: Role,
    /// The place of the name or pronoun among the text's tokens.
    pub at: usize,
}

/// A sentence.
#[derive(Debug, Clone)]
pub(super) struct Sentence {
    /// Its clauses, in tokens.
    pub clauses: Vec<Range<usize>>,
    /// Whether it ends with a question mark.
    pub asks: bool,
}

/// A text, divided.
pub(super) struct Text {
    pub tokens: Vec<Token>,
    pub language: Language,
    pub sentences: Vec<Sentence>,
    /// Whether it speaks to somebody, as a source does; a line speaks of people.
    is_speech: bool,
}

/// French words that lose their vowel before another.
const ELIDED: [&str; 13] = ["l", "d", "j", "m", "t", "s", "n", "c", "qu", "jusqu", "lorsqu", "puisqu", "quelqu"];

impl Text {
    /// Divides a source: what speaks to somebody.
    pub fn of_source(text: &str, reading: &Reading, known: &Known, around: &Small) -> Self {
        Self::of(text, tokens(reading, known), known, around, None)
    }

    /// Divides a line: what speaks of people. Only what `is_somebody` of its names is somebody's.
    pub fn of_line(text: &str, reading: &Reading, known: &Known, around: &Small, is_somebody: &IsSomebody<'_>) -> Self {
        Self::of(text, tokens(reading, known), known, around, Some(is_somebody))
    }

    fn of(
        text: &str,
        mut tokens: Vec<Token>,
        known: &Known,
        around: &Small,
        is_somebody: Option<&IsSomebody<'_>>,
    ) -> Self {
        let language = language(&tokens, around);
        match language {
            Language::German => without_nouns(&mut tokens, known),
            // "Attend" is another word in English.
            Language::French => {
                for token in tokens.iter_mut().filter(|token| matches!(token.low.as_str(), "attend" | "attends")) {
                    "attendre".clone_into(&mut token.low);
                }
            }
            Language::English => {}
        }
        if language != Language::German {
            name_openers(&mut tokens);
        }
        // Where a line begins, a capital says nothing; what the sources have as somebody's name does.
        for token in tokens.iter_mut().filter(|token| token.opens && token.kind == Kind::Word) {
            let name = vec![token.low.clone()];
            let is_word = is_function(&token.low) || is_opener(&token.low) || is_frame(&token.low);
            if !is_word
                && token.raw.starts_with(char::is_uppercase)
                && is_somebody.is_some_and(|is| is(&name, &token.raw))
            {
                token.kind = Kind::Name(name);
            }
        }
        let is_nobody = |token: &Token| match (&token.kind, is_somebody) {
            (Kind::Name(name), Some(is_somebody)) => !is_somebody(name, &token.raw),
            _ => false,
        };
        for token in &mut tokens {
            if is_nobody(token) {
                token.kind = Kind::Word;
            }
        }
        let is_speech = is_somebody.is_none();
        let mut divided = Self { tokens, language, sentences: Vec::new(), is_speech };
        let mut start = 0;
        for at in 1..=divided.tokens.len() {
            let ends = divided.tokens.get(at).is_none_or(|token| token.opens && divided.stops(text, at));
            if ends && start < at {
                let after = divided.tokens[at - 1].bytes.end;
                let next = divided.tokens.get(at).map_or(text.len(), |token| token.bytes.start);
                let asks = text.get(after..next).is_some_and(|between| between.contains('?'));
                let clauses = divided.clauses(start..at);
                divided.sentences.push(Sentence { clauses, asks });
                start = at;
            }
        }
        divided
    }

    /// Whether it speaks to somebody.
    pub fn is_speech(&self) -> bool {
        self.is_speech
    }

    /// A token's word, folded; empty beyond the ends.
    pub fn low(&self, at: usize) -> &str {
        self.tokens.get(at).map_or("", |token| token.low.as_str())
    }

    /// What a token does, if it is a verb. In German a noun is none, whatever it begins with.
    pub fn acts(&self, at: usize) -> BTreeSet<Act> {
        let Some(token) = self.tokens.get(at).filter(|token| token.kind == Kind::Word) else { return BTreeSet::new() };
        let is_noun = self.language == Language::German && !token.opens && token.raw.starts_with(char::is_uppercase);
        if is_noun { BTreeSet::new() } else { acts(&token.low) }
    }

    /// Whether a token says that somebody binds themselves: "agrees to send it" does, "agrees with it" does not.
    pub fn promises(&self, at: usize) -> bool {
        let (low, next) = (self.low(at), self.low(at + 1));
        let ends = self.tokens.get(at + 1).is_none_or(|next| next.breaks);
        let is_loose = low.starts_with("agree")
            || matches!(
                low,
                "offered"
                    | "accepte"
                    | "acceptee"
                    | "propose"
                    | "charge"
                    | "chargee"
                    | "word"
                    | "wort"
                    | "parole"
                    | "took"
                    | "takes"
            );
        let binds = matches!(next, "to" | "de" | "d")
            || low == "wort" && ends
            || matches!(low, "took" | "takes") && matches!(next, "on" | "over");
        let is_word = self.tokens.get(at).is_some_and(|token| token.kind == Kind::Word);
        is_word && is_promise(low) && (!is_loose || binds)
    }

    /// The word so many tokens before another.
    pub fn before(&self, at: usize, by: usize) -> &str {
        at.checked_sub(by).map_or("", |at| self.low(at))
    }

    /// Whether a sentence ends before a token: a colon or a quotation mark alone ends none.
    fn stops(&self, text: &str, at: usize) -> bool {
        let after = at.checked_sub(1).and_then(|before| self.tokens.get(before)).map_or(0, |token| token.bytes.end);
        let next = self.tokens.get(at).map_or(text.len(), |token| token.bytes.start);
        text.get(after..next).is_some_and(|between| between.contains(['.', '!', '?', '\n', '…', '•', ';']))
    }

    /// The clauses of a sentence: a new one begins where another subject does something.
    fn clauses(&self, sentence: Range<usize>) -> Vec<Range<usize>> {
        let mut found = Vec::new();
        let (mut start, mut has_subject, mut has_verb) = (sentence.start, false, false);
        for at in sentence.clone() {
            let joint = is_joint(self.low(at));
            let leads =
                at.checked_sub(1).is_some_and(|before| is_saying(self.low(before)) || is_promise(self.low(before)));
            let bare = self.language == Language::English && matches!(self.low(at), "i" | "we" | "they" | "he" | "she");
            let may_begin = start < at && (self.tokens[at].breaks || joint || leads || bare);
            let from = at + usize::from(joint);
            let condition = matches!(self.low(at), "if" | "whether" | "wenn" | "falls");
            // "The tour was fine, and I'll call": what stands before needs no subject of ours.
            let joined = matches!(self.low(at), "and" | "but" | "und" | "aber" | "et" | "mais") && start + 2 < at;
            // "… said that I am": whoever is said in one word begins a clause by it; so does "wenn Sie".
            let plainly = bare && has_subject && has_verb;
            let german = self.language == Language::German
                && self.tokens[at].breaks
                && has_verb
                && self.has_own(at..sentence.end);
            let under = matches!(self.low(at), "wenn" | "dass" | "sobald" | "ob" | "weil" | "falls");
            let under = under && (at + 1..at + 3).any(|next| self.is_subject(next));
            let stands = condition || self.begins_clause(from..sentence.end);
            let begins = plainly || german || under || (has_subject && has_verb || joined) && stands;
            if may_begin && begins {
                found.push(start..at);
                (start, has_subject, has_verb) = (at, false, false);
            }
            has_subject |= self.is_subject(at);
            has_verb |= self.is_verb(at);
        }
        found.push(start..sentence.end);
        found
    }

    /// Whether "ich" or "wir" stands before the next break: "…, den Scanner tauschen wir aus".
    fn has_own(&self, stretch: Range<usize>) -> bool {
        let start = stretch.start;
        let mut part = stretch.take_while(|at| *at == start || !self.tokens[*at].breaks);
        part.any(|at| matches!(self.low(at), "ich" | "wir"))
    }

    /// Whether somebody does something right here.
    fn begins_clause(&self, stretch: Range<usize>) -> bool {
        const NEAR: usize = 4;
        let mut small = 0;
        for at in stretch.clone() {
            if self.is_subject(at) {
                let ahead = (at + 1..stretch.end.min(at + 1 + NEAR)).any(|next| self.is_verb(next));
                let inverted = stretch.start < at && self.is_verb(at - 1);
                return ahead || inverted;
            }
            let quantity = self.tokens[at].kind == Kind::Quantity;
            small += usize::from(!quantity);
            if 2 < small || !(quantity || is_function(self.low(at)) || self.is_verb(at) || is_joint(self.low(at))) {
                return false;
            }
        }
        false
    }

    fn is_name(&self, at: usize) -> bool {
        self.tokens.get(at).is_some_and(|token| matches!(token.kind, Kind::Name(_)))
    }

    /// Whether a token does something or helps to.
    pub fn is_verb(&self, at: usize) -> bool {
        let low = self.low(at);
        let Some(token) = self.tokens.get(at).filter(|token| token.kind == Kind::Word) else { return false };
        is_auxiliary(low)
            || !self.acts(at).is_empty()
            || is_promise(low)
            || is_owing(low)
            || is_saying(low)
            || is_asking(low)
            || is_waiting(low)
            || is_receiving(low)
            || is_coming(low)
            || self.language == Language::French && is_french_future(low) && !token.opens
    }

    /// Whether a token is somebody who may do something: a pronoun in the nominative or a bare name.
    fn is_subject(&self, at: usize) -> bool {
        match self.mentioned(at) {
            Some((who, role)) => role == Role::Plain && !matches!(who, Who::Third(_) if self.low(at) == "ihr"),
            None => false,
        }
    }

    /// Everybody in a clause.
    pub fn mentions(&self, clause: &Range<usize>) -> Vec<Mention> {
        let found = self.mentions_with(clause, false);
        // "To do, Ada: …" calls nobody.
        let is_greeting = clause.clone().any(|at| {
            matches!(
                self.low(at),
                "hi" | "hello" | "hey" | "dear" | "hallo" | "liebe" | "lieber" | "bonjour" | "you" | "thanks"
            )
        });
        let acts = |mention: &Mention| !matches!(mention.role, Role::Taker | Role::Beside);
        if self.is_speech || is_greeting || found.iter().any(acts) { found } else { self.mentions_with(clause, true) }
    }

    fn mentions_with(&self, clause: &Range<usize>, calls: bool) -> Vec<Mention> {
        let mut found: Vec<Mention> = Vec::new();
        for at in clause.clone() {
            let called = || match self.tokens.get(at) {
                Some(Token { kind: Kind::Name(name), calls: true, .. }) if calls => {
                    Some((Who::Name(name.clone(), at), Role::Plain))
                }
                _ => None,
            };
            let Some((who, mut role)) = self.mentioned(at).or_else(called) else { continue };
            let plain_before = found.iter().any(|mention| mention.role == Role::Plain);
            if role == Role::Plain {
                let after = self.before(at, 1);
                let joined = matches!(after, "and" | "und" | "et" | "or" | "oder" | "ou");
                // "In the call Ada undertook": a noun gives nothing.
                let two = self.before(at, 2);
                let is_noun = is_article(two) || matches!(two, "a" | "an" | "this" | "that" | "his" | "her" | "my");
                let gives = !acts(after).is_empty() && !is_noun || is_promise(after) || is_owing(after);
                let gives = gives && !self.tokens[at].breaks;
                let asks = is_asking(after) || matches!(after, "want" | "wants" | "wanted");
                let is_pronoun = !matches!(who, Who::Name(..) | Who::Customer);
                if joined && at.checked_sub(2).is_some_and(|two| found.iter().any(|mention| mention.at == two)) {
                    role = Role::Joined;
                } else if asks && !is_pronoun {
                    role = Role::Asked;
                } else if gives && !is_pronoun && (plain_before || self.language == Language::English) {
                    // "send Ada the list"; in German "schickt Ada die Liste" says who sends, unless that is said already.
                    role = Role::Taker;
                } else if plain_before && !is_pronoun && self.asks_before(clause.start..at) {
                    role = Role::Asked;
                }
            }
            if matches!(role, Role::Plain | Role::Joined) && self.leads(at, clause) {
                role = Role::Lead;
            }
            found.push(Mention { who, role, at });
        }
        found
    }

    /// Whether somebody only says what follows or went before: "Ada said that", "…, said Ada".
    fn leads(&self, at: usize, clause: &Range<usize>) -> bool {
        let says = |at: usize| is_saying(self.low(at)) && !is_promise(self.low(at));
        let ends = |at: usize| clause.end <= at || self.tokens.get(at).is_none_or(|token| token.breaks || token.opens);
        if at.checked_sub(1).is_some_and(|verb| says(verb) && clause.start <= verb) && ends(at + 1) {
            return true;
        }
        let small = |low: &str| {
            matches!(
                low,
                "also"
                    | "then"
                    | "has"
                    | "had"
                    | "have"
                    | "a"
                    | "ont"
                    | "hat"
                    | "haben"
                    | "nous"
                    | "uns"
                    | "auch"
                    | "again"
                    | "just"
                    | "later"
                    | "is"
                    | "was"
            )
        };
        let Some(verb) =
            (at + 1..at + 4).find(|next| !small(self.low(*next)) && !self.is_name(*next)).filter(|verb| says(*verb))
        else {
            return false;
        };
        // "sagte zu" is a promise.
        let promises = (verb + 1..clause.end.min(verb + 4)).any(|next| self.low(next) == "zu" && ends(next + 1));
        let surely = matches!(
            self.low(verb),
            "said"
                | "says"
                | "say"
                | "told"
                | "tells"
                | "mentioned"
                | "mentions"
                | "explained"
                | "explains"
                | "noted"
                | "notes"
                | "stated"
                | "states"
                | "thought"
                | "thinks"
                | "believed"
                | "believes"
                | "hopes"
                | "hoped"
                | "feels"
                | "felt"
                | "added"
                | "adds"
                | "wrote"
                | "dit"
                | "ajoute"
                | "indique"
                | "explique"
                | "precise"
                | "suggests"
                | "suggested"
                | "proposes"
                | "proposed"
                | "responds"
                | "responded"
                | "replies"
                | "replied"
                | "argues"
                | "argued"
                | "wonders"
                | "wondered"
                | "recommends"
                | "recommended"
                | "warns"
                | "warned"
        ) && self.low(verb + 1) != "to";
        let is_that = |at: usize| matches!(self.low(at), "that" | "dass" | "que" | "qu" | "whether" | "ob");
        let that = ends(verb + 1) || (verb + 1..verb + 3).any(is_that) || (clause.end..clause.end + 2).any(is_that);
        !promises && (surely || that)
    }

    /// Whether a word is a verb by where it stands, though no list has it: behind whoever does it, behind "will" or "to", at the end of a
    /// German clause. In German what is no noun is no thing.
    pub fn stands_as_verb(&self, at: usize) -> bool {
        let Some(token) = self.tokens.get(at) else { return false };
        let before = self.before(at, 1);
        let behind_somebody =
            at.checked_sub(1).is_some_and(|before| matches!(self.mentioned(before), Some((_, Role::Plain))));
        let infinitive = ["er", "ir", "re"].iter().any(|ending| token.low.ends_with(ending));
        behind_somebody
            || match self.language {
                Language::English => is_auxiliary(before) || before == "to",
                Language::German => !token.raw.starts_with(char::is_uppercase),
                Language::French => {
                    infinitive
                        && (token.breaks
                            || is_auxiliary(before)
                            || matches!(before, "de" | "d" | "a" | "pour" | "vouloir"))
                        || is_french_future(&token.low)
                }
            }
    }

    /// "hat Ada gebeten", "a prié Ada": whether a verb of asking stands in the clause before a name, or its auxiliary does.
    fn asks_before(&self, stretch: Range<usize>) -> bool {
        stretch.clone().any(|at| is_asking(self.low(at)))
            || self.language == Language::German
                && stretch.clone().last().is_some_and(|last| matches!(self.low(last), "hat" | "haben"))
                && (stretch.end..self.tokens.len().min(stretch.end + 4)).any(|at| is_asking(self.low(at)))
    }

    /// Whom a token means, and in what part as far as the words beside it say.
    fn mentioned(&self, at: usize) -> Option<(Who, Role)> {
        let token = self.tokens.get(at)?;
        if let Kind::Name(tokens) = &token.kind {
            if token.calls {
                return None;
            }
            let who = Who::Name(tokens.clone(), at);
            // "The Polish translation" is nobody.
            let before = self.before(at, 1);
            let thing = match self.language {
                Language::English => matches!(before, "the" | "a" | "an" | "our" | "your" | "this" | "my"),
                Language::French => matches!(before, "le" | "la" | "les" | "l" | "un" | "une" | "du" | "au"),
                Language::German => matches!(before, "unser" | "unsere" | "mein" | "meine" | "ein" | "eine"),
            };
            if thing {
                return None;
            }
            // "Ada's sending it" is "Ada is".
            let is = matches!(self.low(at + 1), "going" | "sending" | "bringing" | "preparing" | "taking" | "getting");
            if token.owns && !is {
                return Some((who, Role::Owner));
            }
            // An article or title may stand between: "von der Ada", "à M. Roux".
            let mut first = at;
            while 0 < first && (is_article(self.low(first - 1)) || is_title(self.low(first - 1))) {
                first -= 1;
            }
            return Some((who, self.part(first, at + 1)));
        }
        if token.kind != Kind::Word {
            return None;
        }
        if is_customer(&token.low) {
            let mut first = at;
            while 0 < first && is_article(self.low(first - 1)) {
                first -= 1;
            }
            let named = first < at || token.opens;
            let role = if token.owns { Role::Owner } else { self.part(first, at + 1) };
            return named.then_some((Who::Customer, role));
        }
        let (who, is_subject) = self.pronoun(at)?;
        // "Merci de nous envoyer": to us, not from us.
        let infinitive = ["er", "ir", "re"].iter().any(|ending| self.low(at + 1).ends_with(ending));
        if self.language == Language::French && infinitive && matches!(self.before(at, 1), "de" | "d") {
            return Some((who, Role::Taker));
        }
        let role = match self.part(at, at + 1) {
            Role::Plain if !is_subject => Role::Taker,
            role => role,
        };
        Some((who, role))
    }

    /// The part that the words before and after a name give it.
    fn part(&self, first: usize, next: usize) -> Role {
        let (before, two, three) = (self.before(first, 1), self.before(first, 2), self.before(first, 3));
        let acts_next = self.acts_next(next);
        let french = self.language == Language::French;
        let english = self.language == Language::English;
        match before {
            "to" if two == "according" => Role::Lead,
            "laut" | "selon" | "dapres" | "per" => Role::Lead,
            "to" if matches!(two, "up" | "down" | "falls") => Role::Bound,
            "expect" | "expects" | "expecting" if acts_next => Role::Bound,
            "on" if english && (acts_next || matches!(two, "is" | "it" | "waiting" | "wait" | "waits" | "depends")) => {
                Role::Bound
            }
            "for" if acts_next && (is_waiting(two) || !is_open(two) && self.is_infinitive(next)) => Role::Bound,
            "for" | "fuer" | "pour" if is_open(two) || is_open(three) => Role::Bound,
            "with" | "mit" | "bei" | "chez" if is_open(two) || matches!(two, "lies" | "liegt" | "rests") => Role::Bound,
            "an" if self.language == Language::German
                && (matches!(two, "liegt" | "ist") || acts_next && two == "es") =>
            {
                Role::Bound
            }
            "a" if french && acts_next && matches!(two, "est" | "cest" | "revient" | "incombe") => Role::Bound,
            "sur" if french => Role::Giver,
            "on" if english && !acts_next => Role::Bound,
            "auf" if self.language == Language::German && is_waiting(two) => Role::Bound,
            "from" | "by" | "von" | "vom" | "durch" | "par" | "seitens" => Role::Giver,
            "de" | "d" if french => Role::Giver,
            "to" | "for" | "an" | "fuer" | "pour" => Role::Taker,
            "before" | "until" | "since" | "avant" | "depuis" | "pendant" | "bis" | "vor" | "seit" | "in" | "into"
            | "over" | "under" | "against" | "between" | "among" | "than" | "during" | "dans" | "sous" | "entre"
            | "unter" | "gegen" | "with" | "mit" | "avec" | "zu" | "zum" | "about" | "ueber" | "at" | "bei"
            | "chez" | "vers" | "after" | "nach" | "near" | "of" | "without" | "ohne" | "thank" | "thanks" | "see"
            | "like" => Role::Beside,
            "a" if french => {
                // "a demandé à Ada de", beside "envoyer à Ada".
                if is_asking(two) { Role::Asked } else { Role::Taker }
            }
            _ => Role::Plain,
        }
    }

    /// Whether a verb follows as what somebody has to do: "to send", "zu schicken", "d'envoyer".
    fn acts_next(&self, next: usize) -> bool {
        self.is_infinitive(next) || matches!(self.low(next), "zu" | "de" | "d") && self.tokens.get(next).is_some()
    }

    fn is_infinitive(&self, next: usize) -> bool {
        self.low(next) == "to" && !matches!(self.low(next + 1), "the" | "us" | "them" | "me" | "you")
    }

    /// A pronoun's person, and whether it may do something where it stands.
    fn pronoun(&self, at: usize) -> Option<(Who, bool)> {
        match self.language {
            Language::English => self.english(at),
            Language::German => self.german(at),
            Language::French => self.french(at),
        }
    }

    fn english(&self, at: usize) -> Option<(Who, bool)> {
        let (before, next) = (self.before(at, 1), self.low(at + 1));
        let found = match self.low(at) {
            "i" | "we" => (Who::First, true),
            "me" | "us" => (Who::First, matches!(before, "let" | "lets") && next != "know"),
            "you" => {
                let asked = matches!(
                    before,
                    "could" | "can" | "would" | "will" | "do" | "did" | "should" | "may" | "are" | "have"
                );
                let joined = matches!(
                    before,
                    "if" | "when" | "once" | "that" | "as" | "what" | "whether" | "until" | "and" | "so" | "hope"
                );
                let does =
                    is_auxiliary(next) || is_having(next) || is_receiving(next) || is_owing(next) || is_promise(next);
                let does = does || self.tokens.get(at).is_some_and(|token| token.opens) && !acts(next).is_empty();
                (Who::Second, asked || joined || does && !matches!(before, "thank" | "see"))
            }
            "he" | "she" => (Who::Third(false), true),
            "they" => (Who::Third(true), true),
            "him" => (Who::Third(false), false),
            "them" => (Who::Third(true), false),
            _ => return None,
        };
        Some(found)
    }

    fn german(&self, at: usize) -> Option<(Who, bool)> {
        let token = self.tokens.get(at)?;
        let capital = token.raw.starts_with(char::is_uppercase);
        let plural = |at: usize| self.low(at).ends_with("en") || self.low(at).ends_with("ind");
        let found = match token.low.as_str() {
            "ich" | "wir" => (Who::First, true),
            "mich" | "mir" | "uns" => (Who::First, false),
            "du" => (Who::Second, true),
            "dich" | "dir" | "euch" => (Who::Second, false),
            // At the beginning of a sentence the capital says nothing; in a mail "Sie" is who reads it.
            "sie" if capital && !token.opens => (Who::Second, true),
            "sie" if capital && plural(at + 1) && self.is_speech => (Who::Second, true),
            "sie" => (Who::Third(plural(at + 1)), true),
            "ihnen" if capital && !token.opens => (Who::Second, false),
            "ihnen" => (Who::Third(true), false),
            "er" => (Who::Third(false), true),
            "ihm" | "ihn" => (Who::Third(false), false),
            _ => return None,
        };
        Some(found)
    }

    fn french(&self, at: usize) -> Option<(Who, bool)> {
        let verb = (at + 1..at + 4).map(|next| self.low(next)).find(|low| {
            !matches!(
                *low,
                "vous"
                    | "nous"
                    | "me"
                    | "m"
                    | "te"
                    | "t"
                    | "le"
                    | "la"
                    | "les"
                    | "l"
                    | "lui"
                    | "leur"
                    | "y"
                    | "en"
                    | "ne"
                    | "n"
                    | "se"
                    | "s"
            )
        });
        let (verb, before) = (verb.unwrap_or_default(), self.before(at, 1));
        let found = match self.low(at) {
            "je" | "j" | "on" => (Who::First, true),
            "nous" => (Who::First, verb.ends_with("ons") || before.ends_with("ons") || verb == "sommes"),
            "me" | "m" | "moi" => (Who::First, false),
            "tu" => (Who::Second, true),
            "te" | "t" | "toi" => (Who::Second, false),
            // "Le rendez-vous"
            "vous" if before == "rendez" => return None,
            "vous" => (
                Who::Second,
                verb.ends_with("ez") || before.ends_with("ez") || matches!(verb, "etes" | "faites" | "dites"),
            ),
            "il" if matches!(verb, "faut" | "faudrait" | "faudra") => return None,
            "il" | "elle" => (Who::Third(false), true),
            "ils" | "elles" => (Who::Third(true), true),
            "eux" | "leur" if verb.ends_with("ons") || verb.ends_with("ra") || verb.ends_with("ront") => {
                (Who::Third(true), false)
            }
            "eux" => (Who::Third(true), false),
            _ => return None,
        };
        Some(found)
    }
}

/// Words between which two clauses are joined.
pub(super) fn is_joint(low: &str) -> bool {
    matches!(
        low,
        "and"
            | "but"
            | "while"
            | "whereas"
            | "because"
            | "so"
            | "that"
            | "then"
            | "if"
            | "when"
            | "once"
            | "und"
            | "aber"
            | "waehrend"
            | "weil"
            | "dass"
            | "dann"
            | "wenn"
            | "sobald"
            | "falls"
            | "et"
            | "mais"
            | "que"
            | "qu"
            | "tandis"
            | "puis"
            | "si"
            | "quand"
            | "car"
            | "donc"
    )
}

fn is_article(low: &str) -> bool {
    matches!(
        low,
        "the"
            | "our"
            | "their"
            | "your"
            | "der"
            | "die"
            | "das"
            | "dem"
            | "den"
            | "des"
            | "unser"
            | "unsere"
            | "unserem"
            | "unseren"
            | "le"
            | "la"
            | "l"
            | "les"
            | "notre"
            | "leur"
            | "du"
            | "au"
    )
}

/// The words of a reading, French elisions opened.
fn tokens(reading: &Reading, known: &Known) -> Vec<Token> {
    let mut found: Vec<Token> = Vec::new();
    for (number, atom) in reading.atoms.iter().enumerate() {
        let words = reading.words.get(atom.at.clone()).unwrap_or_default();
        let (Some(first), Some(last)) = (words.first(), words.last()) else { continue };
        let next = reading.words.get(atom.at.end);
        // Of "Ada's" the ending is no part of the word; of "Ada'll" the rest is a word of its own.
        let cut = last.raw.len() < last.bytes.len() && next.is_none_or(|next| next.bytes != last.bytes);
        let kind = match &atom.sense {
            Sense::Name(tokens) => Kind::Name(tokens.clone()),
            Sense::When(_) | Sense::Number(_) => Kind::Quantity,
            _ => Kind::Word,
        };
        let token = Token {
            low: first.low.clone(),
            stem: first.stem.clone(),
            raw: words.iter().map(|word| word.raw.as_str()).collect::<Vec<_>>().join(" "),
            kind,
            atom: number,
            bytes: first.bytes.start..last.bytes.end,
            breaks: atom.breaks,
            opens: atom.opens,
            owns: cut && !matches!(atom.sense, Sense::When(_) | Sense::Number(_)),
            calls: atom.calls,
        };
        match elision(&token).filter(|_| token.kind == Kind::Word) {
            Some((head, tail)) => {
                let (low, rest) = (fold(head), fold(tail));
                let capital = tail.starts_with(char::is_uppercase);
                let kind = if capital && !is_function(&rest) { Kind::Name(vec![rest.clone()]) } else { Kind::Word };
                let (head, tail) = (head.to_owned(), tail.to_owned());
                found.push(Token { stem: low.clone(), low, raw: head, ..token.clone() });
                let stem = crate::words::stem(&rest);
                found.push(Token { low: rest, stem, raw: tail, kind, breaks: false, opens: false, ..token });
            }
            None => found.push(token),
        }
    }
    let capital = |token: &Token| token.raw.starts_with(char::is_uppercase);
    for token in found.iter_mut().filter(|token| token.kind == Kind::Word && capital(token)) {
        // "Adas Liste"
        let bare = token.low.strip_suffix('s').filter(|bare| known.names.contains(*bare) || is_first_name(bare));
        if let Some(bare) = bare.map(str::to_owned) {
            token.kind = Kind::Name(vec![bare]);
            token.owns = true;
        }
    }
    found
}

/// Where a capital says nothing, whoever promises or will do something right behind it is somebody: "Gitta promised", "Armand vous
/// enverra".
fn name_openers(tokens: &mut [Token]) {
    let low = |tokens: &[Token], at: usize| tokens.get(at).map(|token| token.low.clone()).unwrap_or_default();
    for at in 0..tokens.len() {
        let token = &tokens[at];
        let opens = token.opens && token.kind == Kind::Word && token.raw.starts_with(char::is_uppercase);
        let is_word =
            is_function(&token.low) || is_opener(&token.low) || is_customer(&token.low) || is_frame(&token.low);
        if !opens || is_word || !acts(&token.low).is_empty() || token.low.ends_with("ing") {
            continue;
        }
        let clitic =
            |low: &str| matches!(low, "vous" | "nous" | "te" | "t" | "l" | "le" | "la" | "les" | "lui" | "leur");
        let next = (at + 1..at + 4).find(|next| !clitic(&low(tokens, *next))).unwrap_or(at + 1);
        let (verb, object) = (low(tokens, next), low(tokens, next + 1));
        let will = verb == "will" && !acts(&object).is_empty();
        let french = is_french_future(&verb) && !acts(&verb).is_empty();
        if is_promise(&verb) || will || french {
            tokens[at].kind = Kind::Name(vec![tokens[at].low.clone()]);
        }
    }
}

/// In German a capital makes no name of a noun.
fn without_nouns(tokens: &mut [Token], known: &Known) {
    for at in 0..tokens.len() {
        let titled = at.checked_sub(1).is_some_and(|before| is_title(&tokens[before].low));
        let token = &mut tokens[at];
        let Kind::Name(words) = &token.kind else { continue };
        let is_speaker = |word: &String| known.speakers.iter().any(|speaker| speaker.contains(word));
        let is_known = words.iter().any(|word| is_first_name(word) || is_speaker(word) || known.names.contains(word));
        let has_title = token.raw.split(' ').any(|word| is_title(&fold(word.trim_end_matches('.'))));
        if !(titled || is_known || has_title || 1 < words.len()) {
            token.kind = Kind::Word;
        }
    }
}

/// "d'envoyer" as "d" and "envoyer".
fn elision(token: &Token) -> Option<(&str, &str)> {
    let (head, tail) = token.raw.split_once(['\'', '’'])?;
    let is_elided = ELIDED.contains(&fold(head).as_str()) && tail.starts_with(char::is_alphabetic) && 1 < tail.len();
    is_elided.then_some((head, tail))
}

/// How many small words of each language a text has.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Small {
    english: usize,
    german: usize,
    french: usize,
}

impl Small {
    /// Of all that is read together: a short line is in the language of what it rests on.
    pub fn of(readings: &[&Reading], known: &Known) -> Self {
        let mut all = Self::default();
        for reading in readings {
            let own = small(&tokens(reading, known));
            all.english += own.english;
            all.german += own.german;
            all.french += own.french;
        }
        all
    }
}

/// The language with the most small words of its own; where a text has few, that of what is around it.
fn language(tokens: &[Token], around: &Small) -> Language {
    let own = small(tokens);
    let few = own.english + own.german + own.french;
    let most = own.english.max(own.german).max(own.french);
    let rivals = [own.english, own.german, own.french].into_iter().filter(|count| most <= count + 1).count();
    let Small { english, german, french } = if few == 0 || 1 < rivals { *around } else { own };
    if english < french && german < french {
        Language::French
    } else if english < german {
        Language::German
    } else {
        Language::English
    }
}

fn small(tokens: &[Token]) -> Small {
    const ENGLISH: [&str; 26] = [
        "the", "to", "you", "we", "i", "will", "and", "of", "is", "for", "by", "us", "they", "from", "has", "on",
        "with", "our", "that", "it", "are", "have", "owes", "please", "at", "be",
    ];
    const GERMAN: [&str; 42] = [
        "der", "die", "das", "und", "ich", "wir", "sie", "ihnen", "uns", "den", "dem", "ein", "eine", "einen", "ist",
        "zu", "von", "bis", "mit", "auf", "wird", "nicht", "hat", "noch", "fuer", "im", "am", "bitte", "mir", "ihm",
        "muss", "soll", "schickt", "kommt", "werden", "haben", "kunde", "zum", "zur", "vor", "nach", "es",
    ];
    const FRENCH: [&str; 40] = [
        "le", "la", "les", "l", "d", "de", "des", "du", "je", "j", "nous", "vous", "et", "une", "un", "est", "pour",
        "par", "va", "que", "qu", "sur", "avec", "a", "ils", "elle", "il", "notre", "votre", "au", "aux", "ce", "doit",
        "promis", "merci", "lundi", "s", "se", "vers", "dans",
    ];
    let count = |list: &[&str]| {
        tokens.iter().filter(|token| token.kind == Kind::Word && list.contains(&token.low.as_str())).count()
    };
    Small { english: count(&ENGLISH), german: count(&GERMAN), french: count(&FRENCH) }
}
