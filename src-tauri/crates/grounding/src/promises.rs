//! Who owes whom: a line that says who will do something is held against who said they would.
//!
//! Both sides are read as clauses with the people in them. A promise in the words of one who speaks is theirs, one that a source reports
//! is whoever's it names, and what is only asked for is nobody's. A line may put it into any words, but only on the one who owes: where
//! the sources have the same thing from somebody else and not from them, it is refused. "We" in a line is the rep's side and "they" the
//! other; that is asked only where the sources say on which side their speakers sit.

mod clauses;
mod deeds;
mod vocabulary;

use crate::{
    claim::is_one_person,
    evidence::{Body, Piece},
    flaw::Flaw,
    lexicon::{is_first_name, is_role, is_title},
    people::{Person, mention_words},
    reading::Reading,
};
use clauses::{Kind, Language, Mention, Role, Small, Text, Who};
use deeds::{Deed, Doer, Force, Matter, deeds};
use domain::{Side, names};
use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Range,
};
use vocabulary::{
    Act, acts, is_asking, is_coming, is_customer, is_french_future, is_future, is_infinitive, is_must, is_open,
    is_owing, is_participle, is_promise, is_receiving, is_small, is_waiting, is_wanting, is_with_to,
};

/// By so much the words of another have to fit better than those of whoever is said to owe.
const BETTER: f32 = 0.3;

/// Whom a line makes owe something, or get it.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Party {
    /// By name, as folded words and as written; `is_named` where the name stands there, and not a pronoun for it.
    Named { low: Vec<String>, written: String, is_person: bool, is_named: bool },
    /// A side.
    Side(Side, String),
}

/// What a clause of a line says of a promise.
#[derive(Debug, Clone, Default)]
struct Claim {
    owes: Vec<Party>,
    gets: Vec<Party>,
    asks: Vec<Party>,
    /// Whether it tells of what somebody will do. Else it tells of what was done, and only a plain contradiction counts.
    tells: bool,
    /// Whether it says that somebody bound themselves.
    binds: bool,
    /// Whether it says no more than that somebody is to do it.
    is_wish: bool,
    /// Whether it says no more than that somebody has to.
    is_duty: bool,
    matter: Matter,
}

/// Whether somebody is who a source means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fit {
    Yes,
    No,
    /// The sources do not tell.
    Open,
}

/// What speaks against what a line says of promises. `text` is the line as read in `line`. Of a line that stands word for word in a
/// source only its "we" and "they" may be wrong.
pub(crate) fn check(text: &str, line: &Reading, body: &Body, is_verbatim: bool) -> Vec<Flaw> {
    if !body.has_speakers() && !body.pieces.iter().any(|piece| piece.side.is_some()) {
        return Vec::new();
    }
    let around = small(body);
    let deeds = deeds(body, &around);
    let world = World::of(body, &around);
    let claims = claims(text, line, &world, &deeds, &around, is_verbatim);
    let mut flaws = Vec::new();
    for claim in &claims {
        flaws.extend(world.against(claim, &deeds));
    }
    flaws
}

/// Whether a word only says that somebody owes something, and nothing of what: no source needs to have it.
pub(crate) fn only_frames(low: &str) -> bool {
    is_owing(low) || is_promise(low) || is_waiting(low) || is_coming(low) || is_customer(low) || is_small(low)
}

/// What speaks against the label of a derived line, as "We owe, 2 days overdue:", before words that stand in a source: whoever is said
/// to owe has to be who promises there.
pub(crate) fn check_label(label: &str, quoted: &[&str], body: &Body) -> Option<Flaw> {
    let around = small(body);
    let deeds = deeds(body, &around);
    let world = World::of(body, &around);
    let line = Reading::of(label, None, &body.known);
    let is_somebody = |low: &[String], written: &str| world.is_known(low, written, &deeds);
    let text = Text::of_line(label, &line, &body.known, &around, &is_somebody);
    let whole = 0..text.tokens.len();
    let owes = whole.clone().any(|at| is_owing(text.low(at)) || is_promise(text.low(at)));
    let party = Reader { text: &text, before: None, is_verbatim: false }.debtor(&whole).filter(|_| owes)?;
    let mut meant = deeds.iter().filter(|deed| {
        let words = body.pieces.get(deed.piece).map_or("", |piece| piece.text.as_str());
        quoted
            .iter()
            .any(|quote| words.find(quote).is_some_and(|at| deed.at.start < at + quote.len() && at < deed.at.end))
    });
    let first = meant.clone().next()?;
    meant.all(|deed| world.fit(&party, deed) == Fit::No).then(|| world.flaw(&party, first))
}

fn small(body: &Body) -> Small {
    Small::of(&body.pieces.iter().map(|piece| &piece.reading).collect::<Vec<_>>(), &body.known)
}

/// The promises a line speaks of.
fn claims(
    text: &str,
    line: &Reading,
    world: &World<'_>,
    deeds: &[Deed],
    around: &Small,
    is_verbatim: bool,
) -> Vec<Claim> {
    let is_somebody = |low: &[String], written: &str| world.is_known(low, written, deeds);
    let text = Text::of_line(text, line, &world.body.known, around, &is_somebody);
    let mut found = Vec::new();
    let mut last: Option<Party> = None;
    for sentence in &text.sentences {
        let opens = sentence.clauses.first().map_or(0, |clause| clause.start);
        // "Will Ada send it?" claims nothing; "When will Ada send it?" does.
        let only_asks = sentence.asks && text.is_verb(opens);
        for clause in &sentence.clauses {
            // "Ada said that I": whose word it is stands nearer than who did something before.
            let reader = Reader { text: &text, before: last.as_ref(), is_verbatim };
            let lead = reader.lead(clause);
            let reader = Reader { before: lead.as_ref().or(last.as_ref()), ..reader };
            let (claim, subject) = reader.read(clause, &line.atoms);
            last = subject.or(last);
            found.extend(claim.filter(|_| !only_asks));
        }
    }
    found
}

/// What in a clause says that something is still to be done.
struct Cues {
    future: bool,
    owing: bool,
    promising: bool,
    must: bool,
    waiting: bool,
    receiving: bool,
    coming: bool,
    open: bool,
    does: bool,
}

impl Cues {
    fn any(&self) -> bool {
        let said = [self.future, self.owing, self.promising, self.must, self.waiting, self.receiving];
        said.contains(&true) || self.coming || self.open || self.does
    }
}

/// Reads the clauses of a line.
struct Reader<'a> {
    text: &'a Text,
    /// Who did something in the clause before.
    before: Option<&'a Party>,
    is_verbatim: bool,
}

impl Reader<'_> {
    fn has(&self, clause: &Range<usize>, is: impl Fn(&str) -> bool) -> bool {
        clause.clone().any(|at| self.is_word(at) && is(self.text.low(at)))
    }

    fn is_word(&self, at: usize) -> bool {
        self.text.tokens.get(at).is_some_and(|token| token.kind == Kind::Word)
    }

    /// Whom a mention means.
    fn party(&self, mention: &Mention) -> Option<Party> {
        let token = self.text.tokens.get(mention.at)?;
        let side = |side| Some(Party::Side(side, token.raw.clone()));
        match &mention.who {
            Who::Name(..) if self.is_verbatim => None,
            Who::Name(low, at) => {
                let titled =
                    at.checked_sub(1).is_some_and(|before| is_title(self.text.low(before))) || is_titled(&token.raw);
                let is_person = titled || low.iter().any(|word| is_first_name(word));
                Some(Party::Named { low: low.clone(), written: token.raw.clone(), is_person, is_named: true })
            }
            Who::First if self.is_plural(mention.at) => side(Side::Us),
            Who::First => self.before.map(Party::meant).filter(|_| !self.is_verbatim),
            Who::Second => None,
            Who::Third(false) => self.before.map(Party::meant).filter(|_| !self.is_verbatim),
            // "Ada said that they will": they are Ada.
            Who::Third(true) => match self.before {
                Some(named @ Party::Named { .. }) => Some(named.meant()).filter(|_| !self.is_verbatim),
                _ => side(Side::Them),
            },
            Who::Customer => side(Side::Them),
        }
    }

    fn is_plural(&self, at: usize) -> bool {
        matches!(self.text.low(at), "we" | "us" | "wir" | "uns" | "nous" | "on")
    }

    /// Whose word a clause is said to be.
    fn lead(&self, clause: &Range<usize>) -> Option<Party> {
        let mentions = self.text.mentions(clause);
        mentions.iter().find(|mention| mention.role == Role::Lead).and_then(|mention| self.party(mention))
    }

    /// Who is made to owe by a label.
    fn debtor(&self, clause: &Range<usize>) -> Option<Party> {
        let mentions = self.text.mentions(clause);
        let plain = mentions.iter().find(|mention| matches!(mention.role, Role::Plain | Role::Owner));
        plain.and_then(|mention| self.party(mention)).or_else(|| self.possessed(clause))
    }

    /// "Our promise", "their lawyer", "nous devons": the side that a clause begins with.
    fn possessed(&self, clause: &Range<usize>) -> Option<Party> {
        (clause.start..clause.end.min(clause.start + 3)).find_map(|at| {
            let side = match self.text.low(at) {
                "our" | "unser" | "unsere" | "unserem" | "unseren" | "notre" | "nos" => Side::Us,
                "their" => Side::Them,
                "wir" | "nous" if at == clause.start => Side::Us,
                "leur" | "leurs" if self.text.language == Language::French && at == clause.start => Side::Them,
                _ => return None,
            };
            Some(Party::Side(side, self.text.low(at).to_owned()))
        })
    }

    /// What a clause says of a promise, and who does something in it.
    fn read(&self, clause: &Range<usize>, atoms: &[crate::reading::Atom]) -> (Option<Claim>, Option<Party>) {
        let mentions = self.text.mentions(clause);
        let plain = mentions.iter().find(|mention| mention.role == Role::Plain);
        let lead = mentions.iter().find(|mention| mention.role == Role::Lead);
        let subject = plain.or(lead).and_then(|mention| self.party(mention));
        let of = |role: Role| -> Vec<Party> {
            mentions.iter().filter(|mention| mention.role == role).filter_map(|mention| self.party(mention)).collect()
        };
        let cues = self.cues(clause, &mentions, plain);
        let bound = of(Role::Bound);
        let mut claim = Claim {
            binds: cues.owing || cues.promising || cues.waiting || cues.must,
            is_duty: cues.must && !cues.owing && !cues.promising && !cues.waiting && !cues.future,
            is_wish: !cues.owing
                && !cues.promising
                && self.has(clause, |low| matches!(low, "should" | "soll" | "sollen" | "sollte" | "supposed")),
            // Nobody does anything, and somebody is named: "Open with Ada: the list".
            tells: cues.any() || plain.is_none() && lead.is_none() && !mentions.is_empty(),
            matter: Matter::of(self.text, clause, atoms),
            ..Claim::default()
        };
        let condition = plain.is_some_and(|mention| {
            let conditions = ["if", "whether", "wenn", "falls", "ob", "si"];
            (clause.start..mention.at).any(|at| conditions.contains(&self.text.low(at)))
        });
        if condition {
            return (None, subject);
        }
        let plainly = |with: Option<&Mention>| -> Vec<Party> {
            let joined = with.map_or(0, |mention| mention.at);
            let others = mentions.iter().filter(|mention| mention.role == Role::Joined && joined < mention.at);
            let first = with.and_then(|mention| self.party(mention));
            first.into_iter().chain(others.filter_map(|mention| self.party(mention))).collect()
        };
        claim.gets = of(Role::Taker);
        // "Ada asked Bob to send it", "Ada wants the list": who asks.
        let asked = mentions.iter().any(|mention| mention.role == Role::Asked);
        let likes = |at: usize| self.text.low(at) != "like" || self.text.before(at, 1) == "would";
        let wants = clause.clone().any(|at| self.is_word(at) && is_wanting(self.text.low(at)) && likes(at))
            && !cues.owing
            && !cues.promising
            && !self.wants_to_act(clause);
        if asked || self.has(clause, is_asking) || wants && !cues.waiting && !cues.must {
            claim.asks = plainly(plain);
            claim.gets.clear();
            return (Some(claim), subject);
        }
        let givers = of(Role::Giver);
        let owners = of(Role::Owner);
        if !bound.is_empty() {
            claim.owes = bound;
            claim.gets.clear();
        } else if cues.receiving || cues.waiting || self.is_given(clause, plain) {
            claim.gets = plainly(plain);
            claim.owes = if givers.is_empty() { owners } else { givers };
        } else if plain.is_some() && (!cues.coming || givers.is_empty()) {
            claim.owes = plainly(plain);
        } else if !givers.is_empty() {
            claim.owes = givers;
        } else if !owners.is_empty() {
            claim.owes = owners;
        } else {
            claim.owes = self.possessed(clause).into_iter().collect();
        }
        (Some(claim), subject)
    }

    /// The words of a clause by which it tells of what is to come.
    fn cues(&self, clause: &Range<usize>, mentions: &[Mention], plain: Option<&Mention>) -> Cues {
        let low = |at: usize| self.text.low(at);
        // "Compte envoyer"
        let infinitive = |at: usize| ["er", "ir", "re"].iter().any(|ending| low(at).ends_with(ending));
        let intends = |at: usize| matches!(low(at), "compte" | "comptent") && infinitive(at + 1);
        let french = self.text.language == Language::French && self.has(clause, is_french_future);
        // "It must have been great" is a guess.
        let guesses = |at: usize| low(at) == "must" && matches!(low(at + 1), "have" | "be");
        let must = self.has(clause, is_must) || self.has_duty(clause) || self.has_to(clause);
        // A verb of what is to come stands near whoever does it; further on it is of something else.
        let near = |at: usize| plain.is_none_or(|mention| at.abs_diff(mention.at) <= 4);
        let acts = |at: usize| near(at) && !self.text.acts(at).is_empty() && !self.is_past(at);
        Cues {
            future: self.has(clause, is_future) || french || clause.clone().any(intends),
            owing: self.has(clause, is_owing),
            promising: clause.clone().any(|at| self.text.promises(at)),
            must: must && !clause.clone().any(guesses),
            waiting: self.has(clause, is_waiting),
            receiving: self.has(clause, is_receiving) || self.gets(clause, mentions),
            coming: self.has(clause, is_coming),
            open: self.has(clause, is_open),
            does: clause.clone().any(acts) || plain.is_some_and(|mention| self.is_present(mention.at + 1)),
        }
    }

    /// "Has to", "needs to", "is to", "hat … zu".
    fn has_duty(&self, clause: &Range<usize>) -> bool {
        clause.clone().any(|at| {
            let low = self.text.low(at);
            matches!(low, "has" | "have" | "needs" | "need" | "is" | "are") && self.text.low(at + 1) == "to"
        })
    }

    /// "We'll get the list from Ada": getting is all that is done.
    fn gets(&self, clause: &Range<usize>, mentions: &[Mention]) -> bool {
        let got = |low: &str| matches!(low, "get" | "gets" | "getting" | "have" | "has" | "haben" | "aurons" | "aura");
        let from = mentions.iter().any(|mention| mention.role == Role::Giver);
        let plain = mentions.iter().find(|mention| mention.role == Role::Plain).map_or(clause.start, |plain| plain.at);
        let does = |low: &str| got(low) || !acts(low).is_empty() || is_promise(low) || is_owing(low);
        let main = (plain..clause.end).find(|at| self.is_word(*at) && does(self.text.low(*at)));
        from && main.is_some_and(|at| got(self.text.low(at))) && !self.has_duty(clause)
    }

    /// "Ada will be sent the list", "Ada is owed the list", "Ada was promised it".
    fn is_given(&self, clause: &Range<usize>, plain: Option<&Mention>) -> bool {
        let Some(plain) = plain else { return false };
        (plain.at + 1..clause.end.min(plain.at + 4)).any(|at| {
            let be = matches!(self.text.low(at), "is" | "are" | "was" | "were" | "be" | "been");
            be && (at + 1..clause.end.min(at + 3)).any(|next| {
                matches!(
                    self.text.low(next),
                    "sent"
                        | "given"
                        | "owed"
                        | "promised"
                        | "told"
                        | "informed"
                        | "offered"
                        | "shown"
                        | "called"
                        | "contacted"
                        | "guaranteed"
                        | "assured"
                )
            })
        })
    }

    /// "Wants to send": whoever wants does it.
    fn wants_to_act(&self, clause: &Range<usize>) -> bool {
        let gets = |low: &str| is_receiving(low) || matches!(low, "get" | "have" | "find" | "know" | "see" | "hear");
        clause.clone().filter(|at| self.is_word(*at)).any(|at| {
            let low = self.text.low(at);
            let next = self.text.low(at + 1);
            let infinitive = match self.text.language {
                Language::English => next == "to" && !gets(self.text.low(at + 2)),
                Language::German => false,
                Language::French => ["er", "ir", "re"].iter().any(|ending| next.ends_with(ending)),
            };
            let last = self.text.tokens.get(at + 1).is_none_or(|next| next.breaks || next.opens);
            let german =
                self.text.language == Language::German && last && is_infinitive(low) && self.text.stands_as_verb(at);
            let acts = !self.text.acts(at).is_empty() && !is_wanting(low) && !gets(low);
            acts || is_wanting(low) && infinitive || german
        })
    }

    /// Whether a word behind somebody is a verb of what they do now or will: "fixes", "repariert".
    fn is_present(&self, at: usize) -> bool {
        let low = self.text.low(at);
        let is_being = matches!(
            low,
            "is" | "was" | "has" | "does" | "says" | "ist" | "hat" | "sagt" | "meint" | "needs" | "wants" | "likes"
        );
        let formed = match self.text.language {
            Language::English => low.ends_with('s') && !low.ends_with("ss"),
            Language::German => low.ends_with('t') || low.ends_with("en"),
            Language::French => false,
        };
        self.is_word(at) && formed && !is_being && self.text.stands_as_verb(at)
    }

    /// "Hat noch … zu schicken".
    fn has_to(&self, clause: &Range<usize>) -> bool {
        let have = self.has(clause, |low| matches!(low, "hat" | "haben"));
        let to = |at: usize| {
            self.text.low(at) == "zu" && is_infinitive(self.text.low(at + 1)) || is_with_to(self.text.low(at))
        };
        self.text.language == Language::German && have && clause.clone().any(to)
    }

    /// Whether a verb tells of what is over: "sent", "geschickt", "envoyé".
    fn is_past(&self, at: usize) -> bool {
        let Some(token) = self.text.tokens.get(at) else { return false };
        let low = token.low.as_str();
        match self.text.language {
            Language::English => {
                low.ends_with("ed")
                    || matches!(
                        low,
                        "sent"
                            | "gave"
                            | "given"
                            | "got"
                            | "brought"
                            | "wrote"
                            | "told"
                            | "did"
                            | "done"
                            | "made"
                            | "paid"
                            | "found"
                            | "built"
                            | "drew"
                            | "put"
                            | "set"
                            | "back"
                            | "report"
                            | "reports"
                            | "test"
                            | "tests"
                            | "care"
                            | "update"
                            | "design"
                            | "book"
                            | "phone"
                            | "transfer"
                            | "return"
                            | "know"
                            | "touch"
                    )
            }
            Language::German => is_participle(low),
            Language::French => {
                ["é", "ée", "és", "ées"].iter().any(|ending| token.raw.ends_with(ending))
                    || matches!(low, "remis" | "fait" | "ecrit")
            }
        }
    }
}

fn is_titled(raw: &str) -> bool {
    raw.split(' ').any(|word| is_title(&crate::words::fold(word.trim_end_matches('.'))))
}

/// Who speaks in the sources, for whom, and on which side.
struct World<'a> {
    body: &'a Body,
    everyone: Vec<Person>,
    /// By piece: the words of the companies its speaker is of.
    companies: Vec<BTreeSet<String>>,
    /// The sides of companies, by the words of their names.
    sides: BTreeMap<String, Side>,
}

impl<'a> World<'a> {
    fn of(body: &'a Body, around: &Small) -> Self {
        let mut everyone: Vec<Person> = Vec::new();
        for named in body.pieces.iter().filter_map(|piece| piece.named.as_deref()) {
            let person = Person::of(named);
            if !everyone.contains(&person) {
                everyone.push(person);
            }
        }
        let companies: Vec<BTreeSet<String>> =
            body.pieces.iter().map(|piece| companies_of(piece, body, around)).collect();
        let mut sides = BTreeMap::new();
        for (piece, words) in body.pieces.iter().zip(&companies) {
            let Some(side) = piece.side else { continue };
            let named =
                if piece.named.is_some() { words.clone() } else { names::words(&piece.text).into_iter().collect() };
            sides.extend(named.into_iter().map(|word| (word, side)));
        }
        Self { body, everyone, companies, sides }
    }

    /// What speaks against one claim.
    fn against(&self, claim: &Claim, deeds: &[Deed]) -> Option<Flaw> {
        let relevant = relevant(claim, deeds);
        let told = |deed: &Deed| deed.force == Force::Told;
        if let Some(flaw) =
            claim.owes.iter().filter_map(|party| self.against_party(party, claim, &relevant, deeds)).next()
        {
            return Some(flaw);
        }
        if let Some(flaw) = self.against_asking(claim, &relevant) {
            return Some(flaw);
        }
        // Who gets it is not who promised it. Where a side owes and nobody knows which, that is all there is to go by.
        let is_sure = claim
            .owes
            .iter()
            .any(|party| relevant.iter().any(|(deed, _)| told(deed) && self.fit(party, deed) == Fit::Yes));
        let promised: Vec<&Deed> = relevant.iter().map(|(deed, _)| *deed).filter(|deed| told(deed)).collect();
        let gives =
            |party: &&Party| !promised.is_empty() && promised.iter().all(|deed| self.fit(party, deed) == Fit::Yes);
        // Ada passes it on to somebody else, and who is said to get it from her gave it to her.
        let passes_on = |party: &&Party| {
            let own = |deed: &&Deed| claim.owes.iter().any(|owner| self.fit(owner, deed) == Fit::Yes);
            is_sure
                && promised.iter().filter(|deed| own(deed)).all(|deed| deed.to_other)
                && promised.iter().any(|deed| self.fit(party, deed) == Fit::Yes)
        };
        let said = claim.gets.iter().filter(|party| party.is_said());
        let giver = said.clone().find(|party| if is_sure { passes_on(party) } else { gives(party) })?;
        Some(Flaw::NameElsewhere { name: giver.written() })
    }

    /// What speaks against one who is said to owe: another promised it, or nobody did.
    fn against_party(&self, party: &Party, claim: &Claim, relevant: &[(&Deed, f32)], deeds: &[Deed]) -> Option<Flaw> {
        let best = |is: &dyn Fn(&Deed) -> bool| -> Option<(&Deed, f32)> {
            let matching = relevant.iter().filter(|(deed, _)| is(deed));
            matching.max_by(|(_, one), (_, other)| one.total_cmp(other)).copied()
        };
        let told = |deed: &Deed| deed.force == Force::Told;
        let fit = |deed: &Deed| self.fit(party, deed);
        let own = best(&|deed| told(deed) && fit(deed) != Fit::No);
        let own = own.or_else(|| best(&|deed| deed.force == Force::Mere && fit(deed) == Fit::Yes));
        if !claim.tells {
            // What was done is another's only where the sources say so of nearly the same.
            let other = best(&|deed| told(deed) && fit(deed) == Fit::No && claim.is_nearly(deed));
            return other.filter(|_| own.is_none()).map(|(deed, _)| self.flaw(party, deed));
        }
        let is_better = |other: f32| own.is_none_or(|(_, weight)| weight + BETTER < other);
        if let Some((deed, weight)) = best(&|deed| told(deed) && fit(deed) == Fit::No)
            && is_better(weight)
            && (party.is_said() || claim.is_nearly(deed))
        {
            return Some(self.flaw(party, deed));
        }
        if own.is_some_and(|(deed, _)| told(deed)) {
            return None;
        }
        let asked = best(&|deed| {
            let is_open = fit(deed) == Fit::Open && !matches!(party, Party::Named { .. });
            let (ours, theirs) = (&claim.matter.acts, &deed.matter.acts);
            let is_it = claim.binds || ours.is_empty() || theirs.is_empty() || !ours.is_disjoint(theirs);
            // "We will find out" answers whatever was asked, and promises nothing of it.
            let looks = matches!(party, Party::Side(Side::Us, _)) && !claim.binds && claim.only_looks();
            let may = claim.is_wish || claim.is_duty && deed.is_duty;
            let of_other = fit(deed) == Fit::No;
            deed.force == Force::Asked
                && !looks
                && is_it
                && !is_open
                && !(may && of_other)
                && (of_other || party.is_said())
        });
        let promised_nothing = || {
            own.is_none()
                && claim.binds
                && claim.matter.has_thing()
                && self.is_speaker(party)
                && !deeds.iter().any(|deed| told(deed) && fit(deed) != Fit::No)
        };
        let only_asked = asked.is_some_and(|(_, weight)| is_better(weight)) || promised_nothing();
        if only_asked {
            return Some(Flaw::OnlyAsked { name: party.written() });
        }
        // Said by another, in whatever words, and not by them.
        let said = best(&|deed| deed.force == Force::Mere && fit(deed) == Fit::No && claim.shares_a_thing(deed));
        said.filter(|_| own.is_none()).map(|(deed, _)| self.flaw(party, deed))
    }

    /// Who asks for something is who asks in the sources.
    fn against_asking(&self, claim: &Claim, relevant: &[(&Deed, f32)]) -> Option<Flaw> {
        let asked: Vec<&Deed> =
            relevant.iter().map(|(deed, _)| *deed).filter(|deed| deed.force == Force::Asked).collect();
        let wrong = |party: &&Party| !asked.is_empty() && asked.iter().all(|deed| self.fit(party, deed) == Fit::No);
        claim
            .asks
            .iter()
            .filter(|party| party.is_said())
            .find(wrong)
            .map(|party| Flaw::Attribution { name: party.written() })
    }

    fn flaw(&self, party: &Party, deed: &Deed) -> Flaw {
        let said = match &deed.by {
            Doer::Speaker => self.body.pieces.get(deed.piece).and_then(|piece| piece.named.clone()),
            Doer::Named(name) => {
                Some(name.iter().map(|word| domain::text::capital_first(word)).collect::<Vec<_>>().join(" "))
            }
            Doer::Addressee => Some("whoever is spoken to".to_owned()),
            Doer::Customer => Some("the customer".to_owned()),
            Doer::Other => None,
        };
        Flaw::WhoOwes { name: party.written(), said: said.unwrap_or_else(|| "somebody else".to_owned()) }
    }

    /// Whether a name is anybody's the sources know of; "Next Step" owes nothing.
    fn is_known(&self, low: &[String], written: &str, deeds: &[Deed]) -> bool {
        is_titled(written)
            || low.iter().any(|word| is_first_name(word))
            || self.speaks(written)
            || self.companies.iter().any(|words| low.iter().all(|word| words.contains(word)))
            || low.iter().any(|word| self.sides.contains_key(word))
            || deeds.iter().any(|deed| matches!(&deed.by, Doer::Named(name) if is_one_person(low, name)))
    }

    /// Whether a name is one of a speaker.
    fn speaks(&self, written: &str) -> bool {
        let words = mention_words(written);
        self.everyone.iter().any(|person| person.is_meant_by(&words, &self.everyone))
    }

    fn is_speaker(&self, party: &Party) -> bool {
        match party {
            Party::Named { written, .. } => self.speaks(written),
            Party::Side(..) => false,
        }
    }

    /// Whether a party is who a deed is by.
    fn fit(&self, party: &Party, deed: &Deed) -> Fit {
        let Some(piece) = self.body.pieces.get(deed.piece) else { return Fit::Open };
        match party {
            Party::Side(side, _) => match self.side_of(deed, piece) {
                None => Fit::Open,
                Some(known) if known == *side => Fit::Yes,
                Some(_) => Fit::No,
            },
            Party::Named { .. } if deed.by == Doer::Other && !party.is_said() => Fit::Open,
            Party::Named { low, written, is_person, .. } => self.fit_named(low, written, *is_person, deed, piece),
        }
    }

    fn fit_named(&self, low: &[String], written: &str, is_person: bool, deed: &Deed, piece: &Piece) -> Fit {
        let words = mention_words(written);
        let means = |named: &str| Person::of(named).is_meant_by(&words, &self.everyone);
        let speaks = self.everyone.iter().any(|person| person.is_meant_by(&words, &self.everyone));
        let of_speaker = |named: &str| means(named);
        let company = || self.fit_company(low, deed, piece);
        match (&deed.by, piece.named.as_deref()) {
            (Doer::Speaker, None) => Fit::Open,
            (Doer::Speaker, Some(named)) if of_speaker(named) => Fit::Yes,
            _ if deed.names.iter().any(|name| is_one_person(low, name)) => Fit::Open,
            (_, Some(named)) if of_speaker(named) && deed.names.iter().flatten().any(|word| low.contains(word)) => {
                Fit::Open
            }
            (Doer::Speaker, Some(_)) if speaks || is_person => Fit::No,
            (Doer::Speaker, Some(_)) => company(),
            (Doer::Named(name), _) => {
                let one = is_one_person(low, name)
                    || self.everyone.iter().any(|person| {
                        person.is_meant_by(&words, &self.everyone) && person.is_meant_by(name, &self.everyone)
                    });
                if one {
                    Fit::Yes
                } else if speaks || is_person {
                    self.works_for(low, name)
                } else {
                    company()
                }
            }
            (Doer::Addressee, Some(named)) if of_speaker(named) => Fit::No,
            (Doer::Other, Some(named)) if of_speaker(named) => Fit::No,
            _ => Fit::Open,
        }
    }

    /// Whether a company that a source names is the one that somebody speaks for.
    fn works_for(&self, person: &[String], company: &[String]) -> Fit {
        let of_person = |named: &str| Person::of(named).is_meant_by(person, &self.everyone);
        let works = self.body.pieces.iter().zip(&self.companies).any(|(piece, words)| {
            piece.named.as_deref().is_some_and(of_person) && company.iter().all(|word| words.contains(word))
        });
        if works { Fit::Open } else { Fit::No }
    }

    /// Whether a name that is no speaker's is that of the company whoever promises speaks for.
    fn fit_company(&self, name: &[String], deed: &Deed, piece: &Piece) -> Fit {
        let own = self.companies.get(deed.piece);
        let has = |words: &BTreeSet<String>| name.iter().all(|word| words.contains(word));
        if deed.by == Doer::Speaker && own.is_some_and(has) {
            return Fit::Yes;
        }
        let named_side = name.iter().find_map(|word| self.sides.get(word)).copied();
        match (named_side, self.side_of(deed, piece)) {
            (Some(one), Some(other)) if one != other => Fit::No,
            (Some(_), Some(_)) => Fit::Yes,
            _ if deed.by == Doer::Speaker && own.is_some_and(|words| !words.is_empty()) => {
                if self.companies.iter().any(has) { Fit::No } else { Fit::Open }
            }
            _ => Fit::Open,
        }
    }

    fn side_of(&self, deed: &Deed, piece: &Piece) -> Option<Side> {
        match &deed.by {
            Doer::Speaker => piece.side,
            Doer::Customer => Some(Side::Them),
            // A customer speaks to us; a colleague may speak to another.
            Doer::Addressee => (piece.side == Some(Side::Them)).then_some(Side::Us),
            Doer::Named(name) => {
                let of_person = |named: &str| Person::of(named).is_meant_by(name, &self.everyone);
                let speaker = self.body.pieces.iter().find(|piece| piece.named.as_deref().is_some_and(of_person));
                speaker.map_or_else(|| name.iter().find_map(|word| self.sides.get(word)).copied(), |piece| piece.side)
            }
            Doer::Other => None,
        }
    }
}

impl Claim {
    /// Whether a deed is about two thirds of what it is about.
    fn is_nearly(&self, deed: &Deed) -> bool {
        let things = self.matter.words.iter().filter(|(_, _, is_verb)| !is_verb).count();
        0 < things && 2 * things <= 3 * self.matter.shared(&deed.matter).0
    }

    /// Whether all that is done is finding out and saying so.
    fn only_looks(&self) -> bool {
        let acts = &self.matter.acts;
        !acts.is_empty() && acts.iter().all(|act| matches!(act, Act::Look | Act::Contact))
    }

    fn shares_a_thing(&self, deed: &Deed) -> bool {
        0 < self.matter.shared(&deed.matter).0
    }
}

impl Party {
    /// The same, meant by a pronoun.
    fn meant(&self) -> Self {
        match self.clone() {
            Self::Named { low, written, is_person, .. } => Self::Named { low, written, is_person, is_named: false },
            side => side,
        }
    }

    /// Whether it stands there itself.
    fn is_said(&self) -> bool {
        !matches!(self, Self::Named { is_named: false, .. })
    }

    fn written(&self) -> String {
        match self {
            Self::Named { written, .. } | Self::Side(_, written) => written.clone(),
        }
    }
}

/// The deeds of the sources that a claim may be about, each with how well it fits: those that share half of its things; where it has
/// none, or none does, those that do the same.
fn relevant<'a>(claim: &Claim, deeds: &'a [Deed]) -> Vec<(&'a Deed, f32)> {
    let things = claim.matter.words.iter().filter(|(_, _, is_verb)| !is_verb).count();
    let shared: Vec<(&Deed, usize, f32)> = deeds
        .iter()
        .map(|deed| {
            let (found, weight) = claim.matter.shared(&deed.matter);
            (deed, found, weight)
        })
        .collect();
    let same = |deed: &Deed| !claim.matter.acts.is_disjoint(&deed.matter.acts);
    let of_thing: Vec<(&Deed, f32)> = shared
        .iter()
        .filter(|(deed, found, _)| 0 < *found && (things <= 2 * found || 2 <= *found || same(deed)))
        .map(|(deed, _, weight)| (*deed, *weight))
        .collect();
    if !of_thing.is_empty() {
        return of_thing;
    }
    shared.into_iter().filter(|(deed, ..)| same(deed)).map(|(deed, _, weight)| (deed, weight)).collect()
}

/// The companies that a piece's speaker is of: behind the name, in the address, or in "we at Velora".
fn companies_of(piece: &Piece, body: &Body, around: &Small) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let Some(named) = piece.named.as_deref() else { return found };
    let person = names::words(named);
    let mut add = |text: &str| found.extend(names::words(text).into_iter().filter(|word| !is_role(word)));
    for behind in named.split(['(', '[', ',']).skip(1) {
        add(behind.trim_end_matches([')', ']']));
    }
    if let Some((_, domain)) = named.split_once('@') {
        let host: Vec<&str> = domain.trim_end_matches('>').split('.').collect();
        host.iter().rev().skip(1).take(1).for_each(|label| add(label));
    }
    let text = Text::of_source(&piece.text, &piece.reading, &body.known, around);
    for (at, token) in text.tokens.iter().enumerate() {
        let Kind::Name(name) = &token.kind else { continue };
        let at_home = matches!(text.before(at, 1), "at" | "from" | "bei" | "von" | "chez" | "de")
            && matches!(
                text.before(at, 2),
                "we" | "us" | "i" | "wir" | "ich" | "uns" | "nous" | "je" | "here" | "hier" | "ici"
            );
        if at_home {
            found.extend(name.iter().cloned());
        }
    }
    // "Lang, Petra" has no company behind the comma.
    if named.contains(',') && found.iter().all(|word| person.contains(word)) && person.len() == 2 {
        found.clear();
    }
    found
}
