//! What became of promises: which later text shows one kept, and which takes it back.
//!
//! Certain is what says that it was handed over and names it. Beyond that no single word tells: what counts is which of the promise's words come again, how rare they are in the account, and whether somebody says
//! beside them that a thing was done; a regression weighs these and makes it likely. It was fitted on the promises of the accounts in `training/`;
//! `docs/reading.md` has how often it is right.

use crate::{
    Statement, content_stems, content_words,
    lexicon::any,
    promises::{Promise, is_given},
};
use domain::{Act, Dossier, Entry, Marks, RecordId, names};
use jiff::Timestamp;
use regex::Regex;
use std::{
    cell::OnceCell,
    collections::{BTreeMap, BTreeSet},
    sync::LazyLock,
};

/// Words by which something was done or has come.
static DONE: LazyLock<Regex> = LazyLock::new(|| any(|table| table.done));
/// Words by which somebody says that a thing has not been done, or cannot be.
static NOT_DONE: LazyLock<Regex> = LazyLock::new(|| any(|table| table.not_done));
/// Words by which a thing is still owed.
static NOT_YET: LazyLock<Regex> = LazyLock::new(|| any(|table| table.not_yet));
/// Words by which somebody takes back what they said.
static TAKEN_BACK: LazyLock<Regex> = LazyLock::new(|| any(|table| table.taken_back));
/// "Do not forget it" takes nothing back.
static NOT_TAKEN_BACK: LazyLock<Regex> = LazyLock::new(|| any(|table| table.not_taken_back));

/// From this value on a sentence makes it likely that a promise was kept. `docs/quality.md` has how often it then was.
const LIKELY_FROM: f32 = -0.5;
/// A thing of so many words is not named by one of them.
const MANY: usize = 4;
/// A line takes something back where the model is so sure of it, whatever its words.
const TAKEN_BACK_FROM: f32 = 0.5;
/// Enough of the promise's words come again from this share of their weight on.
const ENOUGH: f32 = 0.34;
/// A word is rare from this share of the greatest rarity on.
const RARE: f32 = 0.5;

/// Who takes something back names so much of it, as a share of the weight of its words.
const MUCH: f32 = 0.3;

/// Words count by so many first letters, so that their forms are one.
const STEM: usize = 6;
/// A compound has at least so many bytes, and so many of them are its last part: "Statikgutachten", "Gutachten".
const COMPOUND: usize = 8;
const LAST_PART: usize = 5;

/// Words that say little about a thing, folded; those of [`content_words`] besides.
const SMALL: &str = " les des une que qui pas pour vous nous est sur avec dans par plus tout tous toute bien aussi mais donc comme sans chez fait faire \
    ete sont ont avez avons suis etes elle ils elles leur lui son ses sa mon mes ma ton tes vos votre nos notre cela ceci cette ces ce aux quand alors \
    deja encore ici oui non peut peux dit dire avoir etre semaine lundi mardi mercredi jeudi vendredi janvier fevrier mars avril mai juin juillet aout \
    septembre octobre novembre decembre merci bonjour madame monsieur jour mois sinon rien personne apres avant moi toi envoie envoyer \
    ihnen sich mal gut ganz schon mehr alle alles etwas hier dann denn doch jetzt heute morgen mache machen einmal wieder sowie gern gerne habe hat \
    okay well right good really much many thing things going make made sure also day days year years month months first last next new time can got like \
    put out off over now one know think back away hello dear best regards ";

/// A word that carries what a text is about, folded.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Word {
    text: String,
    /// Where its stem ends, in bytes.
    stem_end: usize,
}

impl Word {
    fn new(text: String) -> Self {
        let stem_end = text.char_indices().nth(STEM).map_or(text.len(), |(at, _)| at);
        Self { text, stem_end }
    }

    fn stem(&self) -> &str {
        self.text.get(..self.stem_end).unwrap_or(&self.text)
    }

    fn is_like(&self, other: &Self) -> bool {
        let (long, short) = if self.text.len() < other.text.len() { (other, self) } else { (self, other) };
        let is_compound =
            COMPOUND <= long.text.len() && LAST_PART <= short.text.len() && long.text.ends_with(&short.text);
        self.stem() == other.stem() || is_compound
    }
}

/// What became of a promise.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Fate {
    /// A later text shows that it was kept.
    Kept(RecordId),
    /// A later text makes it likely that it was kept.
    LikelyKept(RecordId),
    /// A later text takes it back.
    Withdrawn(RecordId),
    /// Nothing says.
    Open,
}

/// What a sentence shows of a promise.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Shows {
    Nothing,
    LikelyKept,
    Kept,
}

/// The sentences of an account, to be held against each promise.
pub(crate) struct Fates<'a> {
    as_of: Timestamp,
    /// The words of everybody's names, folded, which say nothing about a thing.
    names: BTreeSet<String>,
    /// Their stems.
    stems_of_names: BTreeSet<String>,
    texts: Vec<Text<'a>>,
    /// In how many sentences a stem occurs.
    told: BTreeMap<String, usize>,
    sentences: usize,
}

/// A note, mail or talk by which something may have been done.
struct Text<'a> {
    entry: &'a Entry,
    title: Vec<Word>,
    sentences: Vec<Sentence<'a>>,
    title_stems: OnceCell<BTreeSet<String>>,
}

impl Text<'_> {
    fn title_stems(&self) -> &BTreeSet<String> {
        self.title_stems.get_or_init(|| content_stems(&self.entry.activity.title))
    }
}

/// A sentence with what is asked of it for every promise that came before; found once.
struct Sentence<'a> {
    statement: &'a Statement,
    words: Vec<Word>,
    says: OnceCell<Says>,
    stems: OnceCell<BTreeSet<String>>,
}

/// What a sentence says of any thing, by its words.
#[derive(Clone, Copy)]
struct Says {
    done: bool,
    not_done: bool,
    not_yet: bool,
    taken_back: bool,
    given: bool,
}

impl<'a> Sentence<'a> {
    fn of(statement: &'a Statement, names: &BTreeSet<String>) -> Self {
        let words = words(&statement.text, names);
        Self { statement, words, says: OnceCell::new(), stems: OnceCell::new() }
    }

    fn says(&self) -> Says {
        let said = self.statement.text.as_str();
        *self.says.get_or_init(|| Says {
            done: DONE.is_match(said),
            not_done: NOT_DONE.is_match(said),
            not_yet: NOT_YET.is_match(said),
            taken_back: takes_back(said),
            given: is_given(said),
        })
    }

    fn stems(&self) -> &BTreeSet<String> {
        self.stems.get_or_init(|| content_stems(&self.statement.text))
    }
}

/// The words that a sentence has to have to speak of a promise.
struct Wanted {
    /// Those of the promise.
    named: Vec<Word>,
    /// Those of what stands around it.
    around: Vec<Word>,
    /// The stems of the promise without anybody's name; where they are fewer than two, `wide` has those of what stands around it.
    stems: BTreeSet<String>,
    /// The stems that have to come again where somebody says that a thing was handed over.
    wide: BTreeSet<String>,
}

impl<'a> Fates<'a> {
    pub fn of(dossier: &'a Dossier, statements: &'a [Statement]) -> Self {
        let contacts = dossier.contacts.iter().map(domain::Record::display_name);
        let everybody = contacts.chain(dossier.owners.iter().map(|owner| owner.name.clone()));
        let everybody: Vec<String> = everybody.collect();
        let stems_of_names = everybody.iter().flat_map(|name| content_stems(name)).collect();
        let account = dossier.account.display_name();
        let names: BTreeSet<String> = everybody.iter().chain([&account]).flat_map(|name| names::words(name)).collect();
        let mut by_entry: BTreeMap<&RecordId, Vec<&Statement>> = BTreeMap::new();
        for statement in statements {
            by_entry.entry(&statement.activity).or_default().push(statement);
        }
        let mut told: BTreeMap<String, usize> = BTreeMap::new();
        let mut texts = Vec::new();
        for entry in &dossier.entries {
            let Some(own) = by_entry.remove(&entry.activity.id) else { continue };
            let own: Vec<_> = own.into_iter().map(|statement| Sentence::of(statement, &names)).collect();
            for sentence in &own {
                let stems: BTreeSet<&str> = sentence.words.iter().map(Word::stem).collect();
                for stem in stems {
                    *told.entry(stem.to_owned()).or_default() += 1;
                }
            }
            let title = words(&entry.activity.title, &names);
            texts.push(Text { entry, title, sentences: own, title_stems: OnceCell::new() });
        }
        Self { as_of: dossier.as_of, names, stems_of_names, texts, told, sentences: statements.len() }
    }

    /// What became of a promise by the dossier's moment; `has_day` is whether it names a day to be kept by.
    pub fn fate(&self, promise: &Promise, has_day: bool) -> Fate {
        let wanted = self.wanted(promise);
        let mut kept: Option<(Shows, Timestamp, &RecordId)> = None;
        let mut owed = None;
        for text in self.later(promise) {
            let shows = (0..text.sentences.len()).map(|at| self.shows(promise, has_day, &wanted, text, at));
            let shows = shows.max().unwrap_or(Shows::Nothing);
            if kept.is_none_or(|(before, ..)| before < shows) && shows != Shows::Nothing {
                kept = Some((shows, text.entry.activity.at, &text.entry.activity.id));
            }
            let is_owed = |sentence: &Sentence<'_>| {
                sentence.says().not_yet && self.shares_a_rare_word(&wanted.named, &sentence.words)
            };
            if text.sentences.iter().any(is_owed) {
                owed = Some(text.entry.activity.at);
            }
        }
        // "I'll write to them this week" names nothing; what stands around it does.
        let back = self.taken_back(promise, if wanted.named.len() < 2 { &wanted.around } else { &wanted.named });
        // What came first stands: a thing that was done is not taken back. Who says later that it is still to come knows better.
        if let Some((_, by)) = back.filter(|(at, _)| kept.is_none_or(|(_, kept, _)| *at <= kept)) {
            return Fate::Withdrawn(by.clone());
        }
        match kept.filter(|(_, at, _)| owed.is_none_or(|owed| owed <= *at)) {
            Some((Shows::Kept, _, by)) => Fate::Kept(by.clone()),
            Some((_, _, by)) => Fate::LikelyKept(by.clone()),
            None => Fate::Open,
        }
    }

    fn wanted(&self, promise: &Promise) -> Wanted {
        let about = |text: &str| -> BTreeSet<String> {
            content_stems(text).into_iter().filter(|stem| !self.stems_of_names.contains(stem)).collect()
        };
        let (named, around) = (&promise.text, &promise.statement.context);
        let stems = about(named);
        // "You'll get the login" says little by itself; what was spoken of in the same breath says what it is about.
        let wide = if stems.len() < 2 { about(around) } else { stems.clone() };
        Wanted { named: words(named, &self.names), around: words(around, &self.names), stems, wide }
    }

    fn later(&self, promise: &Promise) -> impl Iterator<Item = &Text<'a>> {
        let given = promise.statement.at;
        self.texts.iter().filter(move |text| given < text.entry.activity.at && text.entry.activity.at <= self.as_of)
    }

    /// When and by which record a promise was taken back: after it somebody says of what it names that it will not be.
    fn taken_back(&self, promise: &Promise, named: &[Word]) -> Option<(Timestamp, &'a RecordId)> {
        let given = &promise.statement;
        let takes_it_back = |sentence: &Sentence<'_>| {
            let (statement, own) = (sentence.statement, sentence.words.as_slice());
            let says_so = sentence.says().taken_back
                || statement.says.is_some_and(|says| TAKEN_BACK_FROM <= says.does(Act::Withdrawn));
            let is_after = given.at < statement.at
                || given.activity == statement.activity && given.citation.span.end <= statement.citation.span.start;
            let names_it = || MUCH <= self.weight(&shared(named, own)) / self.weight(named).max(self.rarest());
            says_so && is_after && self.shares_a_rare_word(named, own) && names_it()
        };
        let of_it = |text: &&Text<'a>| text.sentences.iter().any(takes_it_back);
        let mut known = self.texts.iter().filter(|text| text.entry.activity.at <= self.as_of);
        known.find(of_it).map(|text| (text.entry.activity.at, &text.entry.activity.id))
    }

    /// What one sentence of a text shows of a promise: the logit of a regression, see [`LIKELY_FROM`].
    fn shows(&self, promise: &Promise, has_day: bool, wanted: &Wanted, text: &Text<'a>, at: usize) -> Shows {
        let Some(sentence) = text.sentences.get(at) else { return Shows::Nothing };
        let (statement, says) = (sentence.statement, sentence.says());
        let [hits, near] = [&wanted.named, &wanted.around].map(|wanted| shared(wanted, &sentence.words));
        let rarest = near.iter().chain(&hits).map(|word| self.rarity(word)).fold(0.0, f32::max) / self.rarest();
        let is_owed = says.not_yet && 0.0 < rarest;
        let is_given_again = statement.side == promise.by && !statement.marks.has(Marks::HANDED_OVER) && says.given;
        if is_owed || is_given_again || statement.text.trim_end().ends_with('?') || says.taken_back {
            return Shows::Nothing;
        }
        let is = |holds: bool| f32::from(u8::from(holds));
        let share = |hits: &[Word], wanted: &[Word]| self.weight(hits) / self.weight(wanted).max(self.rarest());
        // Whoever promised says that it went, or whoever waited for it that it came; a note tells of both.
        let theirs = statement.side == promise.by || statement.reported;
        let hands = theirs && statement.marks.has(Marks::HANDED_OVER);
        let receives = (!theirs || statement.reported) && statement.marks.has(Marks::RECEIVED);
        let in_title = self.weight(&shared(&wanted.named, &text.title)) / self.rarest();
        let value = 0.53 * share(&hits, &wanted.named)
            + 1.31 * share(&near, &wanted.around)
            + 2.40 * rarest
            + 0.83 * is(2 <= near.len())
            + 0.88 * is(hands)
            + 0.57 * is(receives)
            + 0.84 * is(hands || receives || says.done) * rarest
            + 0.77 * is(says.done)
            + 0.34 * is(theirs && !statement.reported && !statement.spoken)
            - 0.63 * is(says.not_done)
            - 0.74 * is(hits.is_empty())
            + 2.80 * in_title
            + 1.03 * is(at < 2)
            + 0.66 * is(has_day)
            - 3.55;
        // One common word of a thing with many is another thing.
        let names_it =
            0.0 < in_title || 2 <= hits.len() || ENOUGH <= share(&hits, &wanted.named) || wanted.named.len() < MANY;
        match LIKELY_FROM <= value && names_it {
            _ if hands_it_over(wanted, text, sentence, theirs, hands || receives) => Shows::Kept,
            true => Shows::LikelyKept,
            false => Shows::Nothing,
        }
    }

    fn shares_a_rare_word(&self, wanted: &[Word], own: &[Word]) -> bool {
        shared(wanted, own).iter().any(|word| RARE <= self.rarity(word) / self.rarest())
    }

    #[allow(clippy::cast_precision_loss)] // Sentences of an account.
    fn rarity(&self, word: &Word) -> f32 {
        let told = self.told.get(word.stem()).copied().unwrap_or(0) as f32;
        (1.0 + self.sentences as f32 / (told + 0.5)).ln()
    }

    /// The rarity of a word that stands nowhere.
    #[allow(clippy::cast_precision_loss)] // Sentences of an account.
    fn rarest(&self) -> f32 {
        (1.0 + self.sentences as f32 / 0.5).ln()
    }

    fn weight(&self, words: &[Word]) -> f32 {
        words.iter().map(|word| self.rarity(word)).sum()
    }
}

/// Whether a sentence shows for certain that a thing was handed over: it says so and has two of the promise's words, or half of them, itself or in
/// the subject; a mail of theirs whose very subject is the thing needs not say so.
fn hands_it_over(wanted: &Wanted, text: &Text<'_>, said: &Sentence<'_>, theirs: bool, says_so: bool) -> bool {
    if 2 <= wanted.stems.len() && theirs && wanted.stems.is_subset(text.title_stems()) {
        return true;
    }
    if !says_so {
        return false;
    }
    let comes_again = |stem: &&String| said.stems().contains(*stem) || text.title_stems().contains(*stem);
    let shared = wanted.wide.iter().filter(comes_again).count();
    0 < shared && (2 <= shared || wanted.wide.len() <= 2 * shared)
}

fn takes_back(said: &str) -> bool {
    TAKEN_BACK.is_match(said) && !NOT_TAKEN_BACK.is_match(said)
}

/// The words of one text that the other has, too, in whatever form.
fn shared(wanted: &[Word], had: &[Word]) -> Vec<Word> {
    wanted.iter().filter(|word| had.iter().any(|other| word.is_like(other))).cloned().collect()
}

/// The words of a text that may name a thing, each once.
fn words(text: &str, names: &BTreeSet<String>) -> Vec<Word> {
    let is_small = |word: &str| SMALL.contains(&format!(" {word} "));
    let folded = content_words(text).map(|word| names::folded(&word));
    let words: BTreeSet<Word> = folded.filter(|word| !names.contains(word) && !is_small(word)).map(Word::new).collect();
    words.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use crate::{
        promises, statements,
        statements::tests::{BUYER, REP, mails},
    };
    use jiff::civil::date;

    /// What became of the promises of some mails by 20 March, in order.
    fn fates(sent: &[((&str, &str), &str, &str)]) -> Vec<&'static str> {
        let dossier = mails(sent);
        let found = promises(&dossier, &statements(&dossier), date(2026, 3, 20));
        found.iter().map(|promise| promise.status.as_str()).collect()
    }

    #[test]
    fn what_was_done_is_known_by_the_words_of_the_promise() {
        let promise = (REP, "Offer", "I'll send you the load calculation for the roof by Friday.");
        let check = |by, later: &str, fate: &str| {
            let other = "We met the fire brigade about the gates. The canteen opens again in May. Our driver has a new lorry. Two of the \
                cranes are for sale. The yard was paved in autumn. My daughter rides. Nobody parks at the back any more.";
            let filler = (BUYER, "Re: Offer", other);
            assert_eq!(fates(&[promise, filler, (by, "Next", later)]), [fate], "{later}");
        };
        check(REP, "Here is the calculation for your roof, twelve pages.", "kept");
        check(BUYER, "Thank you, the load calculation arrived this morning.", "kept");
        check(BUYER, "I am still waiting for the load calculation.", "overdue");
        check(REP, "The load calculation is not done yet, our engineer is ill.", "overdue");
        check(BUYER, "Where is the load calculation for the roof?", "overdue");
        check(BUYER, "The gates were painted yesterday.", "overdue");
        check(REP, "I have to take the load calculation back, our engineer has left.", "withdrawn");
    }

    #[test]
    fn what_hangs_on_others_is_not_overdue_and_what_is_moved_is_owed_once() {
        let check = |first: &str, fate: &str| assert_eq!(fates(&[(REP, "Offer", first)]), [fate], "{first}");
        check("If your bank agrees, I'll send you the leasing contract by Friday.", "conditional");
        check("Sobald die Bank zustimmt, schicken wir Ihnen bis Freitag den Leasingvertrag.", "conditional");
        check("Si la banque est d'accord, je vous envoie le contrat de location d'ici vendredi.", "conditional");
        check("I'll ask if the bank agrees and send you the leasing contract by Friday.", "overdue");
        let again = "The leasing contract needs another week, I'll send you the leasing contract by 27 March.";
        let moved = [(REP, "Offer", "I'll send you the leasing contract by Friday."), (REP, "Offer", again)];
        assert_eq!(fates(&moved), ["moved", "open"]);
    }
}
