//! What the sources say of who does what: promises, requests and the rest, each with whose it is and what it is about.

use super::{
    clauses::{Kind, Language, Mention, Role, Small, Text, Who},
    vocabulary::{
        Act, is_asking, is_coming, is_french_future, is_future, is_having, is_infinitive, is_must, is_polite,
        is_receiving, is_waiting, is_wanting,
    },
};
use crate::{align::says_the_same, evidence::Body, lexicon::is_function, reading::Atom, words::alike};
use std::{collections::BTreeSet, ops::Range};

/// Who does something, by the words of a source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Doer {
    /// Whoever speaks there.
    Speaker,
    /// Whoever is spoken to.
    Addressee,
    /// Somebody by name.
    Named(Vec<String>),
    /// Whoever buys.
    Customer,
    /// Somebody else, who is not said.
    Other,
}

/// How far something said is a promise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Force {
    /// Said by whoever speaks, without saying who does it: enough to rest a line on, and nothing against another.
    Mere,
    /// Told as it is, will be or was.
    Told,
    /// Asked for: whoever is asked has promised nothing.
    Asked,
}

/// What a clause is about.
#[derive(Debug, Clone, Default)]
pub(super) struct Matter {
    /// Its words without names and what frames a promise: folded, stemmed, and whether each is a verb we know.
    pub words: Vec<(String, String, bool)>,
    /// Its numbers, dates and times.
    pub quantities: Vec<Atom>,
    /// What is done.
    pub acts: BTreeSet<Act>,
}

/// Something that somebody does, by a clause of a source.
#[derive(Debug, Clone)]
pub(super) struct Deed {
    /// Which piece says so.
    pub piece: usize,
    /// Which bytes of it.
    pub at: Range<usize>,
    /// Whose deed it is; of something asked for, who asks.
    pub by: Doer,
    /// Whether it is a promise.
    pub force: Force,
    /// Whether it is for somebody else than whoever is spoken to: "to our broker".
    pub to_other: bool,
    /// Whether something asked for is put as a duty: "you need to".
    pub is_duty: bool,
    /// Who is named there, otherwise than as getting something.
    pub names: Vec<Vec<String>>,
    /// What it is about.
    pub matter: Matter,
}

impl Matter {
    /// Of some tokens.
    pub fn of(text: &Text, clause: &Range<usize>, atoms: &[Atom]) -> Self {
        let mut matter = Self::default();
        for at in clause.clone() {
            let Some(token) = text.tokens.get(at) else { continue };
            match &token.kind {
                Kind::Quantity => matter.quantities.extend(atoms.get(token.atom).cloned()),
                Kind::Word => {
                    let acts = text.acts(at);
                    let is_verb = !acts.is_empty() || text.stands_as_verb(at);
                    matter.acts.extend(acts);
                    let is_small = super::vocabulary::is_frame(&token.low) || is_function(&token.low);
                    if !text.acts(at).is_empty() || !is_small {
                        matter.words.push((token.low.clone(), token.stem.clone(), is_verb));
                    }
                }
                // In a line only what is nobody's is left, and that is a word.
                Kind::Name(_) if !text.is_speech() => {}
                Kind::Name(name) => {
                    matter.words.extend(name.iter().map(|word| (word.clone(), crate::words::stem(word), false)));
                }
            }
        }
        matter
    }

    /// Whether there is a thing in it, beyond what is done and when.
    pub fn has_thing(&self) -> bool {
        self.words.iter().any(|(_, _, is_verb)| !is_verb)
    }

    /// How many of its things another has, and how far the two agree.
    pub fn shared(&self, other: &Self) -> (usize, f32) {
        /// What a verb, or a date, counts beside a thing.
        const SMALL: f32 = 0.5;
        let (mut things, mut weight) = (0, 0.0_f32);
        let found = |low: &str, stem: &str| other.words.iter().any(|(other, root, _)| is_alike(low, stem, other, root));
        for (low, stem, is_verb) in &self.words {
            if found(low, stem) {
                things += usize::from(!is_verb);
                weight += if *is_verb { SMALL } else { 1.0 };
            }
        }
        for atom in &self.quantities {
            let same = other.quantities.iter().any(|said| says_the_same(atom, said));
            weight += if same { SMALL } else { 0.0 };
        }
        if self.acts.is_empty() || other.acts.is_empty() {
            weight += SMALL / 2.0;
        } else if self.does_the_same(other) {
            weight += SMALL;
        }
        (things, weight)
    }

    /// Whether what is done may be the same.
    pub fn does_the_same(&self, other: &Self) -> bool {
        let any = |acts: &BTreeSet<Act>| acts.contains(&Act::Do);
        any(&self.acts) || any(&other.acts) || !self.acts.is_disjoint(&other.acts)
    }
}

/// Whether two words are forms of one, or one a compound of the other.
fn is_alike(low: &str, stem: &str, other: &str, root: &str) -> bool {
    const LONG: usize = 5;
    if low == other || alike(stem, root) {
        return true;
    }
    let (short, long) = if low.len() <= other.len() { (low, other) } else { (other, low) };
    let common = low.chars().zip(other.chars()).take_while(|(one, two)| one == two).count();
    let rest = |word: &str| word.chars().count().saturating_sub(common);
    LONG <= common && rest(low) <= 4 && rest(other) <= 4 || LONG <= short.len() && long.ends_with(short)
}

/// Everything that somebody does by the sources.
pub(super) fn deeds(body: &Body, small: &Small) -> Vec<Deed> {
    let mut found: Vec<Deed> = Vec::new();
    let mut around: Vec<Matter> = Vec::new();
    for (piece, read) in body.pieces.iter().enumerate() {
        let text = Text::of_source(&read.text, &read.reading, &body.known, small);
        let mut named: Option<Vec<String>> = None;
        for sentence in &text.sentences {
            for (number, clause) in sentence.clauses.iter().enumerate() {
                let own = Matter::of(&text, clause, &read.reading.atoms);
                let mut matter = own.clone();
                // "I'll do that", "you'll get it on Friday": what it is about was said before.
                if !own.has_thing() && goes_on(&text, clause, &own) {
                    for before in around.iter().rev().take(2) {
                        matter.words.extend(before.words.iter().filter(|(_, _, is_verb)| !is_verb).cloned());
                    }
                    if matter.acts.is_empty() || matter.acts.contains(&Act::Do) {
                        matter.acts.insert(Act::Do);
                    }
                }
                let clause = Clause { text: &text, clause, asks: sentence.asks, is_first: number == 0, named: &named };
                let bytes = clause.bytes();
                let is_duty = clause.has(is_must) || clause.has(|low| matches!(low, "need" | "needs"));
                let to_other = clause.is_to_other();
                let names = clause.names();
                let mut does = clause.deeds(read.named.is_some());
                if does.iter().all(|(by, force)| *by == Doer::Other && *force == Force::Told) && read.named.is_some() {
                    does.push((Doer::Speaker, Force::Mere));
                }
                for (by, force) in does {
                    let (names, matter) = (names.clone(), matter.clone());
                    found.push(Deed { piece, at: bytes.clone(), by, force, is_duty, to_other, names, matter });
                }
                if let Some(name) = clause.subject_name() {
                    named = Some(name);
                }
                if own.has_thing() {
                    around.push(own);
                }
            }
        }
    }
    found
}

/// Whether a clause without a thing of its own speaks of the one before: it has a pronoun for it, or says no more than "I will".
fn goes_on(text: &Text, clause: &Range<usize>, own: &Matter) -> bool {
    let stands_for = |low: &str| {
        matches!(
            low,
            "it" | "that"
                | "this"
                | "them"
                | "those"
                | "these"
                | "das"
                | "es"
                | "dies"
                | "die"
                | "l"
                | "le"
                | "la"
                | "les"
                | "cela"
                | "ca"
                | "en"
        )
    };
    let mut lows = clause.clone().map(|at| text.low(at));
    let speaks = text.mentions(clause).iter().any(|mention| mention.who == Who::First && mention.role == Role::Plain);
    lows.clone().any(stands_for) || own.acts.contains(&Act::Do) || speaks && own.words.is_empty() && lows.any(is_future)
}

/// A clause of a source.
struct Clause<'a> {
    text: &'a Text,
    clause: &'a Range<usize>,
    asks: bool,
    is_first: bool,
    /// Who was named last as doing something.
    named: &'a Option<Vec<String>>,
}

impl Clause<'_> {
    fn bytes(&self) -> Range<usize> {
        let tokens = self.text.tokens.get(self.clause.clone()).unwrap_or_default();
        tokens.first().map_or(0, |token| token.bytes.start)..tokens.last().map_or(0, |token| token.bytes.end)
    }

    fn has(&self, is: impl Fn(&str) -> bool) -> bool {
        self.clause.clone().any(|at| self.is_word(at) && is(self.text.low(at)))
    }

    fn is_word(&self, at: usize) -> bool {
        self.text.tokens.get(at).is_some_and(|token| token.kind == Kind::Word)
    }

    fn has_after(&self, from: usize, is: impl Fn(&str) -> bool) -> bool {
        (from..self.clause.end).any(|at| self.is_word(at) && is(self.text.low(at)))
    }

    fn is_to_other(&self) -> bool {
        self.clause.clone().any(|at| {
            let to = matches!(self.text.low(at), "to" | "an" | "a" | "au");
            let own = matches!(
                self.text.low(at + 1),
                "our" | "my" | "unser" | "unsere" | "unseren" | "meinen" | "meine" | "notre" | "nos" | "mon" | "ma"
            );
            to && own
        })
    }

    fn names(&self) -> Vec<Vec<String>> {
        let part = |mention: &Mention| matches!(mention.role, Role::Plain | Role::Joined | Role::Giver | Role::Bound);
        let named = self.text.mentions(self.clause).into_iter().filter(part);
        named
            .filter_map(|mention| match mention.who {
                Who::Name(name, _) => Some(name),
                _ => None,
            })
            .collect()
    }

    fn subject_name(&self) -> Option<Vec<String>> {
        let mentions = self.text.mentions(self.clause);
        let subject = mentions.iter().find(|mention| matches!(mention.role, Role::Plain | Role::Lead))?;
        match &subject.who {
            Who::Name(tokens, _) => Some(tokens.clone()),
            _ => None,
        }
    }

    /// Who does what here. Of a source whose speaker is not known, what names nobody says nothing.
    fn deeds(&self, is_spoken: bool) -> Vec<(Doer, Force)> {
        let mentions = self.text.mentions(self.clause);
        let subject = mentions.iter().find(|mention| mention.role == Role::Plain);
        // "Sie kommt am Montag", "il viendra" may be a thing, and is one where nobody was named.
        let is_thing = |mention: &&Mention| {
            matches!(mention.who, Who::Third(_)) && self.named.is_none() && self.text.language != Language::English
        };
        // "Before Christmas" does nothing either.
        let does = |mention: &&Mention| match &mention.who {
            Who::Name(_, at) => self.asks || self.acts_beside(*at),
            _ => true,
        };
        let subject = subject.filter(|mention| !is_thing(mention) && does(mention));
        // "Leave it to me."
        let leaves = |low: &str| matches!(low, "leave" | "laissez" | "laisse") || low.starts_with("ueberlass");
        if self.has(leaves) && mentions.iter().any(|mention| mention.who == Who::First) {
            return vec![(Doer::Speaker, Force::Told)];
        }
        let giver = |mention: &&Mention| matches!(mention.role, Role::Giver | Role::Bound);
        let by = mentions.iter().find(giver);
        let polite = self.has(is_polite) && !self.encloses();
        let receives = self.receives();
        let asked = || vec![(Doer::Speaker, Force::Asked)];
        let told = |by: Doer| vec![(by, Force::Told)];
        let Some(subject) = subject else {
            return match by.map(|by| &by.who) {
                _ if self.asks || polite => asked(),
                Some(Who::First) if self.clauses_no_need() => told(Doer::Speaker),
                Some(Who::Customer) => told(Doer::Customer),
                _ if self.is_imperative(&mentions) => asked(),
                Some(Who::Name(name, _)) if self.text.language != Language::French || self.reaches_from() => {
                    told(Doer::Named(name.clone()))
                }
                _ if is_spoken
                    && (self.has(is_future)
                        || self.has(is_coming)
                        || self.has_french_future()
                        || !self.matter_acts().is_empty()
                        || self.reaches()) =>
                {
                    told(Doer::Speaker)
                }
                _ => Vec::new(),
            };
        };
        let mut found = match &subject.who {
            Who::First => self.of_first(&mentions, subject, by, receives),
            Who::Second if !self.asks && by.is_some_and(|by| by.who == Who::First) => told(Doer::Speaker),
            Who::Second => {
                let has = receives || self.has_after(subject.at, is_having);
                if self.is_asked(subject, polite) {
                    asked()
                } else if has || self.is_given(subject) || self.before_subject(subject, is_having) {
                    match by.map(|by| &by.who) {
                        Some(Who::Name(name, _)) => told(Doer::Named(name.clone())),
                        Some(Who::Customer) => told(Doer::Customer),
                        _ => told(Doer::Speaker),
                    }
                } else {
                    told(Doer::Addressee)
                }
            }
            Who::Name(..) if self.asks => asked(),
            Who::Name(name, _) if self.requests(subject) => vec![(Doer::Named(name.clone()), Force::Asked)],
            Who::Name(..) if receives => match by.map(|by| &by.who) {
                Some(Who::Name(giver, _)) => told(Doer::Named(giver.clone())),
                _ => told(Doer::Speaker),
            },
            Who::Name(name, _) => told(Doer::Named(name.clone())),
            Who::Third(_) => match self.named {
                Some(name) if !receives => told(Doer::Named(name.clone())),
                _ => told(Doer::Other),
            },
            Who::Customer => told(Doer::Customer),
        };
        // "Ada and I will send it."
        for joined in mentions.iter().filter(|mention| mention.role == Role::Joined && subject.at < mention.at) {
            let doer = match &joined.who {
                Who::Name(name, _) => Doer::Named(name.clone()),
                Who::First => Doer::Speaker,
                _ => continue,
            };
            if let Some((_, force)) = found.first().cloned() {
                found.push((doer, force));
            }
        }
        found
    }

    /// Of "I" or "we": a promise, unless they ask, need or wait.
    fn of_first(
        &self,
        mentions: &[Mention],
        subject: &Mention,
        by: Option<&Mention>,
        receives: bool,
    ) -> Vec<(Doer, Force)> {
        let asked_person = mentions.iter().find(|mention| mention.role == Role::Asked);
        let names_you = |mention: &Mention| mention.who == Who::Second;
        let you_do = mentions.iter().any(|mention| {
            names_you(mention) && matches!(mention.role, Role::Giver | Role::Plain | Role::Bound | Role::Asked)
        }) && self.text.language != Language::German
            || self.you_to()
            || mentions.iter().any(|mention| names_you(mention) && mention.role == Role::Giver);
        let asks = self.has_after(subject.at, is_asking) || self.before_subject(subject, is_asking);
        // Near whoever wants: "I can send it if you want" is no wish.
        let near = self.clause.start.max(subject.at.saturating_sub(3))..self.clause.end.min(subject.at + 5);
        let gets = |low: &str| is_having(low) || is_receiving(low) || matches!(low, "see" | "know" | "hear" | "find");
        let wants = near.clone().any(|at| {
            // "I need to find it" is something to do.
            let acts = self.text.low(at + 1) == "to" && !gets(self.text.low(at + 2));
            self.is_word(at) && (is_wanting(self.text.low(at)) || is_waiting(self.text.low(at))) && !acts
        });
        let waited = self.has(|low| {
            matches!(low, "waited" | "expected" | "expecting" | "heard" | "received" | "got" | "gewartet" | "recu")
        });
        let promises = self.clause.clone().any(|at| self.text.promises(at));
        if self.asks {
            return vec![(Doer::Speaker, Force::Asked)];
        }
        if asked_person.is_some_and(|mention| matches!(mention.who, Who::Name(..))) {
            // "I'll ask Ada to send it": asking is all that is promised.
            return vec![(Doer::Speaker, Force::Told), (Doer::Speaker, Force::Asked)];
        }
        // "We need it from you", "nous comptons sur vous".
        if mentions.iter().any(|mention| names_you(mention) && mention.role == Role::Giver) {
            return vec![(Doer::Speaker, Force::Asked)];
        }
        if self.text.language == Language::English && self.you_to() && !promises && !self.has(is_future) {
            return vec![(Doer::Speaker, Force::Asked)];
        }
        let beside = |at: usize| {
            let near = [at.checked_sub(1), Some(at + 1)];
            near.into_iter()
                .flatten()
                .any(|near| matches!(self.text.low(near), "you" | "sie" | "vous" | "ihnen" | "dich" | "te" | "t"))
        };
        if self.clause.clone().any(|at| is_asking(self.text.low(at)) && beside(at)) && !promises {
            return vec![(Doer::Speaker, Force::Asked)];
        }
        if asks && !self.has(is_future) && !promises || wants && (you_do || !self.acts_itself()) && !promises {
            return vec![(Doer::Speaker, Force::Asked)];
        }
        if receives || waited || self.has(|low| matches!(low, "get" | "gets")) {
            match by.map(|by| &by.who) {
                Some(Who::Name(name, _)) => return vec![(Doer::Named(name.clone()), Force::Told)],
                Some(Who::Second) => return vec![(Doer::Addressee, Force::Told)],
                Some(Who::Customer) => return vec![(Doer::Customer, Force::Told)],
                _ if receives || waited => return vec![(Doer::Other, Force::Told)],
                _ => {}
            }
        }
        vec![(Doer::Speaker, Force::Told)]
    }

    /// "I need you to", "ich möchte Sie bitten", "je voudrais que vous", "I need your list".
    fn you_to(&self) -> bool {
        let low = |at: usize| self.text.low(at);
        self.clause.clone().any(|at| {
            low(at) == "you" && low(at + 1) == "to" && !is_determiner(low(at + 2))
                || matches!(low(at), "que" | "dass" | "that" | "if" | "wenn" | "si")
                    && (at + 1..at + 3).any(|next| matches!(low(next), "you" | "sie" | "vous" | "du"))
                || low(at) == "vous" && is_asking(low(at + 1))
                || matches!(low(at), "your" | "votre" | "vos" | "ihre" | "ihren" | "ihr") && !self.acts_itself()
        })
    }

    /// Whether a verb says that whoever wants does something: "I'd like to send".
    fn acts_itself(&self) -> bool {
        self.clause.clone().filter(|at| self.is_word(*at)).any(|at| {
            let low = self.text.low(at);
            let last = at + 1 == self.clause.end && self.text.language == Language::German;
            let infinitive = last && is_infinitive(low) && self.text.stands_as_verb(at);
            (!self.text.acts(at).is_empty() || infinitive) && !is_having(low) && !is_wanting(low)
        })
    }

    fn has_french_future(&self) -> bool {
        self.text.language == Language::French && self.has(is_french_future)
    }

    fn matter_acts(&self) -> BTreeSet<Act> {
        self.clause.clone().filter(|at| self.is_word(*at)).flat_map(|at| self.text.acts(at)).collect()
    }

    fn receives(&self) -> bool {
        self.has(is_receiving)
    }

    /// "The list will be with you", "geht an Sie raus", "part chez vous": something reaches whoever is spoken to.
    fn reaches(&self) -> bool {
        self.text
            .mentions(self.clause)
            .iter()
            .any(|mention| mention.who == Who::Second && matches!(mention.role, Role::Taker | Role::Beside))
    }

    /// "Please find attached", "veuillez trouver ci-joint": what is handed over is not asked for.
    fn encloses(&self) -> bool {
        self.has(|low| {
            matches!(low, "attached" | "enclosed" | "anbei" | "anhang" | "beigefuegt" | "joint" | "jointe" | "trouver")
        })
    }

    /// "La liste viendra de Ada", "envoyé par Ada": of what French "de" may mean, only this says who gives.
    fn reaches_from(&self) -> bool {
        self.has(is_coming) || self.has(is_receiving) || self.has(is_waiting) || self.has(|low| low == "par")
    }

    /// Whether a verb stands beside a name, so that it does something: "Ada will", "Ada also sends", "schickt Ada".
    fn acts_beside(&self, at: usize) -> bool {
        let joined = |at: usize| matches!(self.text.low(at), "and" | "und" | "et");
        let is_somebody =
            |at: usize| matches!(self.text.low(at), "i" | "we" | "you" | "they" | "ich" | "wir" | "je" | "nous");
        // "The Techniques draft" is a thing.
        if self.text.language == Language::English && matches!(self.text.before(at, 1), "the" | "a" | "an") {
            return false;
        }
        (at + 1..self.clause.end.min(at + 4)).take_while(|next| !is_somebody(*next)).any(|next| self.text.is_verb(next))
            || at.checked_sub(1).is_some_and(|before| self.clause.start <= before && self.text.is_verb(before))
            || joined(at + 1)
    }

    fn clauses_no_need(&self) -> bool {
        !self.has(is_wanting)
    }

    fn before_subject(&self, subject: &Mention, is: impl Fn(&str) -> bool) -> bool {
        (self.clause.start..subject.at).any(|at| self.is_word(at) && is(self.text.low(at)))
    }

    /// "Ada asked us to", "Ada wants you to".
    fn requests(&self, subject: &Mention) -> bool {
        self.has_after(subject.at, is_asking)
            || self.has_after(subject.at, |low| {
                matches!(
                    low,
                    "want" | "wants" | "wanted" | "needs" | "braucht" | "moechte" | "veut" | "souhaite" | "voudrait"
                )
            }) && !self.has(is_future)
                && (self.clause.clone().any(|at| self.text.low(at + 1) == "to" && self.text.low(at) == "us")
                    || !self.acts_itself())
    }

    /// "You will be sent the list", "Sie werden informiert".
    fn is_given(&self, subject: &Mention) -> bool {
        const GIVEN: [&str; 16] = [
            "sent",
            "given",
            "told",
            "informed",
            "contacted",
            "called",
            "provided",
            "shown",
            "supplied",
            "notified",
            "updated",
            "informiert",
            "benachrichtigt",
            "kontaktiert",
            "informes",
            "contactes",
        ];
        let passive = self.has_after(subject.at, |low| matches!(low, "be" | "are" | "werden" | "serez"));
        passive && self.has_after(subject.at, |low| GIVEN.contains(&low))
    }

    /// Whether what "you" do is asked for: a question, a wish, a condition or a duty.
    fn is_asked(&self, subject: &Mention, polite: bool) -> bool {
        let low = |at: usize| self.text.low(at);
        let modal = self.has(|low| {
            matches!(
                low,
                "could"
                    | "would"
                    | "koennten"
                    | "koennt"
                    | "wuerden"
                    | "pourriez"
                    | "pourrais"
                    | "puissiez"
                    | "pouvez"
                    | "voudriez"
                    | "auriez"
            )
        });
        let condition = (self.clause.start..subject.at).rev().take(3).any(|at| {
            matches!(
                low(at),
                "if" | "when"
                    | "once"
                    | "until"
                    | "unless"
                    | "soon"
                    | "wenn"
                    | "sobald"
                    | "falls"
                    | "bis"
                    | "si"
                    | "quand"
                    | "que"
                    | "lorsque"
            )
        });
        let duty = self.has(is_must) || self.has(|low| matches!(low, "need" | "bitte"));
        // "Schicken Sie uns": the verb stands first.
        let orders = self.text.language == Language::German
            && subject.at.checked_sub(1).is_some_and(|verb| {
                let first = (self.clause.start..verb).all(|at| {
                    is_polite(low(at)) || !self.is_word(at) && self.text.tokens.get(at).is_some_and(|token| token.calls)
                });
                first && is_infinitive(low(verb)) && !is_having(low(verb)) && !is_receiving(low(verb))
            });
        self.asks || polite || modal || condition || duty || orders
    }

    /// "Send us the list", "Envoyez-nous la liste", "Schick mir die Liste": a verb at the very beginning, and nobody is told what they
    /// will get.
    fn is_imperative(&self, mentions: &[Mention]) -> bool {
        if !self.is_first && !self.text.tokens.get(self.clause.start).is_some_and(|token| token.breaks) {
            return false;
        }
        let to_you = mentions.iter().any(|mention| mention.who == Who::Second);
        let mut at = self.clause.start;
        let small = |at: usize| {
            let low = self.text.low(at);
            self.text.tokens.get(at).is_some_and(|token| token.calls || matches!(token.kind, Kind::Quantity))
                || matches!(
                    low,
                    "so" | "n"
                        | "ne"
                        | "and"
                        | "then"
                        | "just"
                        | "also"
                        | "now"
                        | "und"
                        | "dann"
                        | "et"
                        | "alors"
                        | "donc"
                        | "hi"
                        | "hello"
                        | "hallo"
                        | "bonjour"
                )
        };
        while at < self.clause.end && small(at) {
            at += 1;
        }
        let low = self.text.low(at);
        if matches!(low, "do" | "did" | "does") {
            return false;
        }
        let verb = !self.text.acts(at).is_empty();
        let formed = match self.text.language {
            Language::English => !low.ends_with("ing") && !low.ends_with("ed"),
            Language::German => !low.ends_with("end"),
            Language::French if low.ends_with("ez") => return true,
            Language::French => {
                low.ends_with("ez") || mentions.iter().any(|mention| mention.who == Who::First) || low.ends_with("er")
            }
        };
        let lets_know = low == "let" && self.text.low(at + 2) == "know";
        (verb && formed || lets_know) && !to_you
    }
}

/// Words that begin the name of a thing or person.
fn is_determiner(low: &str) -> bool {
    matches!(
        low,
        "the" | "a" | "an" | "our" | "my" | "your" | "their" | "his" | "her" | "this" | "that" | "one" | "some"
    )
}
