//! Whose word a quotation is said to be. Whatever the form, "Ada: “…”", "“…” (Ada)", "« … », dixit Ada", everybody named around it has
//! to be who said it: so no form has to be known for a false name to be found.

use crate::{
    evidence::{Body, Footing, Piece},
    flaw::Flaw,
    lexicon::{is_first_name, is_function, is_negation, is_opener, is_role, is_saying, is_speech, is_title, person},
    people::{Person, is_uncased, mention_words},
    quotes::{Quotation, is_bracketed, is_verbatim},
    reading::{Atom, Reading, Sense, is_german, name_words},
    substitution,
    words::Word,
};
use domain::names;
use std::{collections::BTreeSet, ops::Range};

/// What a look around the quotations of a line brought.
#[derive(Debug, Default)]
pub(crate) struct Found {
    /// The reasons that speak against the line.
    pub flaws: BTreeSet<Flaw>,
    /// Where those are named who said what they are said to have said, in bytes of the line.
    pub fitting: Vec<Range<usize>>,
}

/// Somebody who is named outside the quotations.
#[derive(Debug, Clone)]
struct Mention {
    at: Range<usize>,
    who: Who,
}

#[derive(Debug, Clone)]
enum Who {
    /// Somebody named by name; `surely` a person's, or else maybe a company, a place or a thing.
    Name { words: Vec<String>, low: Vec<String>, surely: bool },
    /// Somebody named by their e-mail address.
    Address(String),
    /// Somebody named by what they are, as in "their CFO".
    Role(Vec<String>),
    /// Nobody, as in "nobody said".
    Nobody,
}

/// What stands around one quotation: its own clause, and the sentences beyond.
#[derive(Debug, Clone, Default)]
struct Around {
    near: Vec<Range<usize>>,
    far: Vec<Range<usize>>,
}

struct Scene<'a> {
    text: &'a str,
    line: &'a Reading,
    body: &'a Body,
    everyone: Vec<Person>,
    german: bool,
    /// Where the quotations stand in the line.
    quoted: Vec<Range<usize>>,
}

/// Looks who is named around each quotation. `text` is the line with quotations and addresses blanked out, `line` the same as read. Of a
/// line without quotations, what it reports somebody to have said is looked at in the same way.
pub(crate) fn check(
    text: &str,
    line: &Reading,
    quoted: &[Quotation],
    addressed: &[(Range<usize>, String)],
    body: &Body,
) -> Found {
    let mut everyone: Vec<Person> = Vec::new();
    for named in body.pieces.iter().filter_map(|piece| piece.named.as_deref()) {
        let person = Person::of(named);
        if !everyone.contains(&person) {
            everyone.push(person);
        }
    }
    let whole = quoted.iter().map(|quote| quote.words.as_str()).chain([text]).collect::<Vec<_>>().join(" ");
    let scene = Scene {
        text,
        line,
        body,
        everyone,
        german: is_german(&whole),
        quoted: quoted.iter().map(|quote| quote.at.clone()).collect(),
    };
    let mentions = scene.mentions(addressed);
    if quoted.is_empty() {
        return scene.reported(&mentions).map(|report| scene.judged(&[report], &mentions)).unwrap_or_default();
    }
    let words = quoted.iter().map(|quote| (quote, body.quoting(&quote.words).collect::<Vec<_>>()));
    let mut found = Found::default();
    let mut claims: Vec<Claim> = Vec::new();
    for (quote, holders) in words {
        if holders.is_empty() {
            let words = quote.words.clone();
            let flaw = if is_bracketed(&words) { Flaw::OnlyBrackets { words } } else { Flaw::NotVerbatim { words } };
            found.flaws.insert(flaw);
        }
        claims.push(Claim { at: quote.at.clone(), words: quote.words.clone(), holders });
    }
    let judged = scene.judged(&claims, &mentions);
    found.flaws.extend(judged.flaws);
    found.fitting = judged.fitting;
    found
}

/// Words that somebody is said to have said.
struct Claim<'a> {
    /// Where the words stand in the line.
    at: Range<usize>,
    words: String,
    /// The pieces of the sources that have the words.
    holders: Vec<&'a Piece>,
}

fn is_within(inner: &Range<usize>, outer: &Range<usize>) -> bool {
    outer.start <= inner.start && inner.end <= outer.end
}

impl<'a> Scene<'a> {
    /// Whether whoever is named around each claim said it.
    fn judged(&self, claims: &[Claim<'_>], mentions: &[Mention]) -> Found {
        let mut found = Found::default();
        let arounds = self.arounds(claims, mentions);
        let within = |ranges: &[Range<usize>]| -> Vec<&Mention> {
            mentions.iter().filter(|mention| ranges.iter().any(|range| is_within(&mention.at, range))).collect()
        };
        let is_empty = |around: &Around| within(&around.near).is_empty() && within(&around.far).is_empty();
        for (at, claim) in claims.iter().enumerate() {
            let unknown = claim.holders.iter().any(|piece| piece.speaker.is_none());
            if claim.holders.is_empty() || unknown || !self.body.has_speakers() {
                continue;
            }
            // A quotation beside which nobody is named is the word of whoever was named last, else next.
            let before = arounds[..at].iter().rev().find(|around| !is_empty(around));
            let after = arounds[at + 1..].iter().find(|around| !is_empty(around));
            let own = Some(&arounds[at]).filter(|around| !is_empty(around));
            let Some(around) = own.or(before).or(after) else { continue };
            let (near, far) = (within(&around.near), within(&around.far));
            let fits = |mention: &&Mention| self.fits(mention, claim);
            found.fitting.extend(near.iter().chain(&far).copied().filter(fits).map(|mention| mention.at.clone()));
            let names = |mention: &&&Mention| matches!(mention.who, Who::Name { .. } | Who::Address(_));
            let is_said = near.iter().filter(names).any(&fits);
            let beyond = far.iter().filter(|_| !is_said);
            let foreign = near
                .iter()
                .chain(beyond)
                .find(|mention| !fits(mention) && self.counts(mention, claim, is_said))
                .copied();
            if let Some(mention) = foreign {
                found.flaws.insert(Flaw::Attribution { name: self.written(&mention.at) });
            }
        }
        found
    }

    /// What a line without quotation marks reports, where a clause before or after it does nothing but say whose word it is.
    fn reported(&self, mentions: &[Mention]) -> Option<Claim<'a>> {
        const LONGEST: usize = 9;
        let words = &self.line.words;
        let byte = |at: usize| words.get(at).map_or(self.text.len(), |word| word.bytes.start);
        let leads =
            |at: usize| at.checked_sub(1).is_some_and(|last| is_that(&words[last].low) || is_saying(&words[last].low));
        let breaks = (0..=words.len()).filter(|at| words.get(*at).is_none_or(|word| word.breaks) || leads(*at));
        let mut found: Option<Claim<'a>> = None;
        for at in breaks {
            for (frame, content) in [(at..words.len(), 0..at), (0..at, at..words.len())] {
                // An address is no word any more, so it stands somewhere between the last word and the next.
                let last_end = at.checked_sub(1).and_then(|last| words.get(last)).map_or(0, |word| word.bytes.end);
                let frame_bytes = if content.start == at { 0..byte(at) } else { last_end..self.text.len() };
                let inside: Vec<&Mention> = mentions
                    .iter()
                    .filter(|mention| is_within(&mention.at, &frame_bytes) && !is_guess(mention))
                    .collect();
                let Some(first) = inside.first() else { continue };
                let mark_end = if content.start == at { byte(at) } else { first.at.start.min(byte(at)) };
                let mark = self.between(0, mark_end).trim_end();
                let is_set_off = mark.ends_with([':', '：', '—', '–', '-', '(', '[', ')', ']']);
                let does = words.get(content.start).is_some_and(|word| word.low == "to");
                if content.len() < 3 || LONGEST < frame.len() || does {
                    continue;
                }
                let named = |word: &&Word| inside.iter().any(|mention| is_within(&word.bytes, &mention.at));
                let rest: Vec<&Word> = words[frame.clone()].iter().filter(|word| !named(word)).collect();
                let says = rest.iter().any(|word| is_saying(&word.low) || is_source(&word.low));
                let small = |word: &&Word| {
                    is_saying(&word.low)
                        || is_source(&word.low)
                        || is_function(&word.low)
                        || is_opener(&word.low)
                        || is_speech(&word.low)
                        || is_title(&word.low)
                        || is_role(&word.low)
                        || self.dated().iter().any(|day| day.start == word.bytes.start)
                };
                // "Ada said that Bob, …": what follows is the report.
                let opened = words[frame.clone()].iter().rev().skip(1).any(|word| is_that(&word.low));
                // "Hey Ada, since they last spoke …": it was not Ada who spoke.
                let of_other = rest.iter().enumerate().any(|(at, word)| {
                    person(&word.low).is_some()
                        && rest.get(at + 1..).is_some_and(|after| after.iter().any(|word| is_saying(&word.low)))
                });
                if opened || of_other || !(says || rest.is_empty() && is_set_off) || !rest.iter().all(small) {
                    continue;
                }
                let (first, last) = (&words[content.start], &words[content.end - 1]);
                let at = first.bytes.start..last.bytes.end;
                let said = self.written(&at);
                let verbatim: Vec<&Piece> =
                    self.body.pieces.iter().filter(|piece| is_verbatim(&said, &piece.text)).collect();
                // Of "According to Lang, Petra, we stop" the part that a source has is the report.
                if !verbatim.is_empty() {
                    return Some(Claim { at, words: said, holders: verbatim });
                }
                if found.is_none() {
                    let holders = self.holders(&at);
                    found = Some(Claim { at, words: said, holders });
                }
            }
        }
        found
    }

    /// The pieces that a report in other words rests on best.
    fn holders(&self, at: &Range<usize>) -> Vec<&'a Piece> {
        let of = |atom: &&Atom| is_within(&self.line.words[atom.at.start].bytes, at);
        let content: Vec<Atom> = self.line.atoms.iter().filter(of).cloned().collect();
        let footings = self.body.footings(&content, &|_| true);
        // With less than most of it there the place is a guess.
        let sure = |footing: &&Footing| 3 * content.len() <= 4 * footing.alignment.pairs.len();
        footings.iter().filter(sure).map(|footing| &self.body.pieces[footing.piece]).collect()
    }

    fn written(&self, at: &Range<usize>) -> String {
        self.text.get(at.clone()).unwrap_or_default().trim().to_owned()
    }

    fn between(&self, from: usize, to: usize) -> &str {
        self.text.get(from..to).unwrap_or_default()
    }

    /// Whether a mention may be of somebody who said the quotation, or of whom a source says that they did.
    fn fits(&self, mention: &Mention, claim: &Claim<'_>) -> bool {
        claim.holders.iter().any(|piece| {
            let Some(named) = piece.named.as_deref() else { return true };
            let speaker = Person::of(named);
            match &mention.who {
                Who::Name { words, low, .. } => {
                    speaker.is_meant_by(words, &self.everyone) || substitution::is_reported(piece, low, &claim.words)
                }
                Who::Address(address) => speaker.has_address(address),
                Who::Role(words) => self.has_role(named, &speaker, words),
                Who::Nobody => false,
            }
        })
    }

    /// Whether the sources give a speaker a role: with the name, beside it in a text, or in their own words, "I am the CFO".
    fn has_role(&self, named: &str, speaker: &Person, role: &[String]) -> bool {
        const NEAR: usize = 6;
        let own = name_words(named);
        if role.iter().all(|word| own.contains(word)) {
            return true;
        }
        self.body.pieces.iter().any(|piece| {
            let words = &piece.reading.words;
            let Some(last) = role.last() else { return false };
            (0..words.len()).filter(|at| words[*at].low == *last || role.contains(&words[*at].low)).any(|at| {
                let from = at.saturating_sub(NEAR);
                let to = (at + NEAR).min(words.len());
                let from = (from..=at).rev().find(|near| words[*near].opens).map_or(from, |open| open.max(from));
                let to = (at + 1..to).find(|near| words[*near].opens).unwrap_or(to);
                let near = &words[from..to];
                let all = role.iter().all(|word| near.iter().any(|other| other.low == *word));
                let is_theirs = piece.named.as_deref() == Some(named);
                let beside = near.iter().any(|word| speaker.has(&names::folded(&word.raw)));
                let says_so = near.windows(2).any(|pair| {
                    matches!(
                        (pair[0].low.as_str(), pair[1].low.as_str()),
                        ("i", "am") | ("ich", "bin") | ("je", "suis") | ("me", "as")
                    )
                }) || near.iter().any(|word| word.low == "i'm");
                all && (beside || is_theirs && says_so)
            })
        })
    }

    /// Whether a mention that does not fit speaks against a claim. Beside the right name somebody may be told it, and a company, a place
    /// or an office may stand.
    fn counts(&self, mention: &Mention, claim: &Claim<'_>, is_said: bool) -> bool {
        let before: Vec<&Word> = self.line.words.iter().filter(|word| word.bytes.end <= mention.at.start).collect();
        let bare = |word: &&Word| self.between(word.bytes.end, mention.at.start).trim().is_empty();
        let last = before.last().copied().filter(bare).map_or("", |word| word.low.as_str());
        let says = || before.iter().any(|word| is_saying(&word.low));
        let is_told = matches!(last, "told" | "tells" | "asked" | "asks" | "reminded" | "informed")
            || matches!(last, "to" | "an" | "à") && says()
            || matches!(
                last,
                "hi" | "hello" | "hey" | "dear" | "hallo" | "liebe" | "lieber" | "bonjour" | "cher" | "chere"
            );
        // "Ask Ada whether “…” still holds."
        let is_asked = matches!(last, "ask" | "frag" | "frage" | "demander" | "demandez") && before.len() == 1;
        match &mention.who {
            Who::Name { .. } | Who::Address(_) if is_told && is_said || is_asked => false,
            Who::Name { surely: true, .. } | Who::Address(_) | Who::Nobody => true,
            Who::Role(_) => !is_said,
            Who::Name { .. } => {
                let is_joined = matches!(last, "and" | "und" | "et" | "or" | "oder" | "ou")
                    || self.between(0, mention.at.start).trim_end().ends_with(['&', '/', '+']);
                // "In Ada's mail" is about Ada, "in Lisbon" is not.
                let owns =
                    self.written(&mention.at).ends_with(['s', 'S']) && self.written(&mention.at).contains(['\'', '’']);
                let is_apart = !owns && (is_topic(last) || is_determiner(last));
                is_joined || !is_said && !is_apart && self.leads(&mention.at, claim)
            }
        }
    }

    /// Whether a name stands where one stands that says whose a claim is: close to it, or with a verb of saying.
    fn leads(&self, at: &Range<usize>, claim: &Claim<'_>) -> bool {
        const CLOSE: usize = 3;
        let between = if at.end <= claim.at.start { at.end..claim.at.start } else { claim.at.end..at.start };
        let words = || self.line.words.iter();
        let own = |word: &&Word| !is_function(&word.low) && !is_speech(&word.low);
        let apart = words().filter(|word| is_within(&word.bytes, &between)).filter(own).count();
        let says = words().any(|word| !is_within(&word.bytes, &claim.at) && is_saying(&word.low));
        apart <= CLOSE || says
    }

    /// What stands around each quotation of the line.
    fn arounds(&self, quoted: &[Claim<'_>], mentions: &[Mention]) -> Vec<Around> {
        let mut arounds: Vec<Around> = vec![Around::default(); quoted.len()];
        let mut from = 0;
        for (at, quote) in quoted.iter().enumerate() {
            let gap = from..quote.at.start.max(from);
            // Of what stands between two quotations the first part belongs to the one before.
            let parted = if at == 0 { gap.start } else { self.parted(&gap, &arounds[at - 1], mentions) };
            if 0 < at {
                arounds[at - 1].near.push(gap.start..parted);
            }
            let close = self.clause_starts(&(parted..gap.end), mentions).last().copied().unwrap_or(parted);
            arounds[at].far.push(parted..close);
            arounds[at].near.push(close..gap.end);
            from = quote.at.end;
        }
        if let Some(last) = arounds.last_mut() {
            let rest = from..self.text.len().max(from);
            let close = self.clause_starts(&rest, mentions).first().copied().unwrap_or(rest.end);
            last.near.push(rest.start..close);
            last.far.push(close..rest.end);
        }
        arounds
    }

    /// Where the sentences of a stretch begin after its first, and the parts that name another speaker: "…, and Ada said".
    fn clause_starts(&self, stretch: &Range<usize>, mentions: &[Mention]) -> Vec<usize> {
        let mut starts = self.sentence_starts(stretch);
        let words: Vec<&Word> = self.line.words.iter().filter(|word| is_within(&word.bytes, stretch)).collect();
        for (at, word) in words.iter().enumerate().filter(|(_, word)| is_joint(&word.low)) {
            let named =
                mentions.iter().any(|mention| word.bytes.end <= mention.at.start && mention.at.end <= stretch.end);
            // A quotation stands before, or somebody said something.
            let says = |words: &[&Word]| words.iter().any(|word| is_saying(&word.low));
            let ends = stretch.end == self.text.len();
            let split = if ends { says(&words[at..]) && word.breaks } else { says(&words[..at]) };
            if named && split {
                starts.push(word.bytes.start);
            }
        }
        starts.sort_unstable();
        starts
    }

    /// Where the sentences of a stretch begin after its first, in bytes.
    fn sentence_starts(&self, stretch: &Range<usize>) -> Vec<usize> {
        let words = self.line.words.iter();
        let mut last_end: Option<usize> = None;
        let mut starts = Vec::new();
        for word in words.filter(|word| is_within(&word.bytes, stretch)) {
            let between = self.between(last_end.unwrap_or(stretch.start), word.bytes.start);
            let begins = word.capital || word.raw.starts_with(is_uncased);
            let is_stop = between.contains(['.', '!', '?', '…']) && word.opens && begins && last_end.is_some();
            if is_stop || between.contains([';', '\n']) {
                starts.push(word.bytes.start);
            }
            last_end = Some(word.bytes.end);
        }
        // After the last full stop there may be no word at all.
        if let Some(end) = last_end {
            let rest = self.between(end, stretch.end);
            if stretch.end < self.text.len() && rest.contains(['.', '!', '?', ';', '\n']) {
                starts.push(stretch.end);
            }
        }
        starts
    }

    /// Where the gap between two quotations parts into what belongs to the one before and the one after.
    fn parted(&self, gap: &Range<usize>, before: &Around, mentions: &[Mention]) -> usize {
        let inside = self.between(gap.start, gap.end);
        if let Some(start) = self.clause_starts(gap, mentions).first() {
            return *start;
        }
        let opening = inside.trim_start().chars().next();
        if let Some(close) = matches!(opening, Some('(' | '[' | '（')).then(|| inside.find([')', ']', '）'])).flatten()
        {
            return gap.start + close;
        }
        let joint = self.line.words.iter().find(|word| is_within(&word.bytes, gap) && is_joint(&word.low));
        if let Some(word) = joint {
            return word.bytes.start;
        }
        let named = |range: &Range<usize>| mentions.iter().any(|mention| is_within(&mention.at, range));
        let comma = inside.char_indices().filter(|(at, c)| matches!(c, ',' | '—' | '–') && 0 < *at);
        for (at, _) in comma {
            let at = gap.start + at;
            if named(&(gap.start..at)) && named(&(at..gap.end)) {
                return at;
            }
        }
        let leads = inside.trim_end().ends_with([':', '：']) || before.near.iter().any(named);
        if leads { gap.start } else { gap.end }
    }

    /// Everybody named outside the quotations, in order.
    fn mentions(&self, addressed: &[(Range<usize>, String)]) -> Vec<Mention> {
        let mut mentions: Vec<Mention> = addressed
            .iter()
            .filter(|(_, address)| address.contains('@'))
            .map(|(at, address)| Mention { at: at.clone(), who: Who::Address(address.clone()) })
            .collect();
        let mut words: Vec<&Word> = self.line.words.iter().collect();
        words.dedup_by_key(|word| word.bytes.start);
        let dated = self.dated();
        let mut at = 0;
        while at < words.len() {
            let run = self.run(&words, at, &dated);
            if let Some(mention) = self.name(&words, at..at + run) {
                mentions.push(mention);
            } else if let Some(mention) = self.role(&words, at) {
                mentions.push(mention);
            }
            at += run.max(1);
        }
        mentions.sort_by_key(|mention| mention.at.start);
        mentions
    }

    /// Where days and months stand, in bytes; "Jan" may still be somebody.
    fn dated(&self) -> Vec<Range<usize>> {
        let whens = self.line.atoms.iter().filter(|atom| matches!(atom.sense, Sense::When(_)));
        whens.flat_map(|atom| self.line.words[atom.at.clone()].iter().map(|word| word.bytes.clone())).collect()
    }

    /// How many words from here on are one name; none where none begins.
    fn run(&self, words: &[&Word], start: usize, dated: &[Range<usize>]) -> usize {
        let is_name = |at: usize| {
            words.get(at).is_some_and(|word| {
                !dated.iter().any(|day| day.start == word.bytes.start && !self.is_speakers(word))
                    && self.may_be_name(word)
            })
        };
        let glued = |at: usize| {
            let (Some(one), Some(other)) = (words.get(at - 1), words.get(at)) else { return false };
            let between = self.between(one.bytes.end, other.bytes.start);
            let space = |text: &str| text.chars().all(char::is_whitespace);
            let short = one.low.chars().count() == 1 || is_title(&one.low);
            // A blanked quotation is not between two words of one name.
            between.len() <= 4
                && (space(between)
                    || matches!(between, "-" | "‐" | "'" | "’" | "・")
                    || between.strip_prefix('.').is_some_and(|rest| short && space(rest)))
        };
        if !is_name(start) {
            return 0;
        }
        let mut end = start + 1;
        loop {
            let particles = (end..words.len()).take_while(|at| glued(*at) && is_particle(&words[*at].low)).count();
            let next = end + particles;
            // "(Petra) Lang of": a particle counts only before more of the name.
            if next < words.len() && glued(next) && is_name(next) && (end..next).all(glued) {
                end = next + 1;
            } else {
                return end - start;
            }
        }
    }

    fn is_speakers(&self, word: &Word) -> bool {
        let folded = names::words(&word.raw);
        folded.iter().any(|word| self.everyone.iter().any(|person| person.has(word)))
    }

    /// Whether a word may be part of a name: it has a capital or a script without, or is known as a name.
    fn may_be_name(&self, word: &Word) -> bool {
        let first = word.raw.chars().next().unwrap_or(' ');
        let letters = word.raw.chars().count();
        if letters == 1 {
            // "I", "A" and "À" are words unless somebody is called so, or they stand as a label does; a figure is none.
            let label = || {
                let after = self.between(word.bytes.end, self.text.len()).trim_start();
                after.starts_with([':', '：', ')', ']', '—', '–'])
            };
            let is_word = matches!(first, 'I' | 'A' | 'À' | 'O' | 'Y');
            return is_uncased(first) || first.is_uppercase() && (self.is_speakers(word) || !is_word || label());
        }
        if is_uncased(first) {
            return letters <= 12;
        }
        let known = self.body.known.names.contains(&word.low) || is_first_name(&word.low);
        if !first.is_alphabetic() || !(word.capital || known) {
            return false;
        }
        is_title(&word.low)
            || self.is_speakers(word)
            || !(is_function(&word.low)
                || is_negation(&word.low)
                || is_opener(&word.low)
                || is_saying(&word.low)
                || is_speech(&word.low))
    }

    /// A run of words as a name; none where it is a title alone, or an ordinary word with a capital.
    fn name(&self, words: &[&Word], run: Range<usize>) -> Option<Mention> {
        let all = &words[run.clone()];
        let (first, last) = (all.first()?, all.last()?);
        // "De Maud : « … »" is no "De Maud" where a sentence begins.
        let from = usize::from(1 < all.len() && first.opens && is_particle(&first.low) && !self.is_speakers(first));
        let bare: Vec<&&Word> = all[from..].iter().filter(|word| !is_title(&word.low)).collect();
        if bare.is_empty() {
            return None;
        }
        let at = first.bytes.start..last.bytes.end;
        let titled = bare.len() + from < all.len();
        let of_speaker = bare.iter().any(|word| self.is_speakers(word));
        let raw = bare.iter().map(|word| word.raw.as_str()).collect::<Vec<_>>().join(" ");
        let mentioned = mention_words(&raw);
        let meant = self.everyone.iter().any(|person| person.is_meant_by(&mentioned, &self.everyone));
        let uncased = bare.iter().any(|word| word.raw.chars().all(is_uncased));
        // "P.L." and "Q" name somebody, "5G" and "CFO" need not.
        let initials = bare.iter().any(|word| word.low.chars().count() == 1 || word.raw.contains('.'));
        let given = bare.iter().any(|word| is_first_name(&word.low));
        let known = bare.iter().any(|word| self.is_named(word)) || self.stands_as_speaker(&bare, &at);
        let several = 1 < bare.len() && !self.german;
        // A role in capitals is judged as a role, and a word that nobody knows as a name is held against the sources elsewhere.
        let role = bare.iter().all(|word| is_role(&word.low)) && !of_speaker;
        let surely = titled || of_speaker || meant || uncased || initials || given;
        if role || !(surely || known || several) {
            return None;
        }
        let low = bare.iter().map(|word| word.low.clone()).collect();
        Some(Mention { at, who: Who::Name { words: mentioned, low, surely } })
    }

    /// Whether the sources use a word as a name, or as part of one.
    fn is_named(&self, word: &Word) -> bool {
        let in_name = |atom: &Atom| matches!(&atom.sense, Sense::Name(tokens) if tokens.contains(&word.low));
        self.body.known.names.contains(&word.low)
            || self.body.pieces.iter().any(|piece| piece.reading.atoms.iter().any(in_name))
    }

    /// Whether words with a capital stand where only somebody's name does: right after a quotation, or beside what leads to a name. What
    /// the sources write small is no name.
    fn stands_as_speaker(&self, words: &[&&Word], at: &Range<usize>) -> bool {
        let small = |word: &&Word| {
            let mut said = self.body.pieces.iter().flat_map(|piece| &piece.reading.words);
            said.any(|other| other.low == word.low && !other.capital)
        };
        if words.iter().all(|word| small(word)) {
            return false;
        }
        let before = self.between(0, at.start).trim_end();
        let marks =
            |c: char| c.is_whitespace() || matches!(c, '(' | '[' | '—' | '–' | '-' | '/' | ',' | '~' | '|' | '（');
        let bare = before.trim_end_matches(marks).len();
        let after_quotation = self.quoted.iter().any(|quote| quote.end <= at.start && bare <= quote.end);
        let beside = |word: Option<&Word>| word.is_some_and(|word| is_saying(&word.low) || is_source(&word.low));
        let words = &self.line.words;
        let last = words
            .iter()
            .rev()
            .find(|word| word.bytes.end <= at.start && !self.between(word.bytes.end, at.start).contains(['.', ':']));
        let next = words.iter().find(|word| at.end <= word.bytes.start && !word.breaks);
        after_quotation || beside(last) || next.is_some_and(|word| is_saying(&word.low))
    }

    /// A role that stands for a person here, "their CFO", "the lawyer said", or nobody.
    fn role(&self, words: &[&Word], at: usize) -> Option<Mention> {
        let low = |at: usize| words.get(at).map_or("", |word| word.low.as_str());
        let word = words[at];
        let joined = |at: usize| words.get(at).is_some_and(|word| !word.breaks);
        let mut start = at;
        // "procurement director", "kaufmännischer Leiter"
        while 0 < start
            && at - start < 3
            && joined(start)
            && !is_function(low(start - 1))
            && !is_saying(low(start - 1))
            && !is_determiner(low(start - 1))
            && !is_topic(low(start - 1))
        {
            start -= 1;
        }
        let before = if joined(start) || start == 0 { start.checked_sub(1).map_or("", low) } else { "" };
        let next =
            at + 1 + usize::from(matches!(low(at + 1), "a" | "hat" | "has" | "also" | "then" | "nous" | "uns" | "us"));
        let is_subject = |end: usize| {
            let verb = end + usize::from(matches!(low(end), "a" | "hat" | "has" | "had" | "also" | "then"));
            joined(end) && is_saying(low(verb)) || start.checked_sub(1).is_some_and(|verb| is_saying(low(verb)))
        };
        let whole = |who| Some(Mention { at: word.bytes.clone(), who });
        let no_one = word.low == "no" && low(at + 1) == "one";
        if no_one || matches!(word.low.as_str(), "nobody" | "none" | "niemand" | "keiner" | "personne") {
            let end = at + 1 + usize::from(no_one);
            let says = (end..end + 3).any(|at| is_saying(low(at)) || is_speech(low(at)));
            let alone =
                self.between(word.bytes.end, self.text.len()).trim_start().starts_with([':', '—', '–', '-', ')']);
            let said_by = at.checked_sub(1).is_some_and(|before| is_saying(low(before)) || low(before) == "from");
            return if says || alone || said_by { whole(Who::Nobody) } else { None };
        }
        let is_open = is_subject(next)
            && is_determiner(before)
            && !is_speech(&word.low)
            && !is_function(&word.low)
            && !is_saying(&word.low)
            && !is_generic(&word.low)
            && !self.is_speakers(word);
        if !(is_role(&word.low) || is_open) || is_topic(before) || is_determiner(before) && self.is_about(words, start)
        {
            return None;
        }
        // "head of procurement", "directrice financière", "Leiter Einkauf"
        let mut end = at + 1;
        if matches!(low(end), "of" | "des" | "de" | "du" | "für" | "for" | "der") && joined(end) && joined(end + 1) {
            end += 2;
        } else if joined(end) && !is_function(low(end)) && !is_saying(low(end)) && !is_topic(low(end)) {
            end += 1;
        }
        let own: Vec<String> = words[start..end]
            .iter()
            .map(|word| word.low.clone())
            .filter(|low| {
                !is_function(low) && !is_determiner(low) && person(low).is_none() && low != "des" && low != "du"
            })
            .collect();
        let from = start.checked_sub(1).filter(|_| is_determiner(before)).unwrap_or(start);
        let at = words[from].bytes.start..words[end - 1].bytes.end;
        (!own.is_empty()).then_some(Mention { at, who: Who::Role(own) })
    }

    /// "On the director's question": the article before a role follows a word that says what the line is about.
    fn is_about(&self, words: &[&Word], start: usize) -> bool {
        let before = start.checked_sub(2).and_then(|before| words.get(before)).map_or("", |word| word.low.as_str());
        is_topic(before)
            || matches!(before, "to" | "of" | "aus" | "an" | "für" | "fuer" | "for" | "de" | "du" | "des" | "pour")
    }
}

/// Whether only its place beside a verb makes a word a role: "if the site responds".
fn is_guess(mention: &Mention) -> bool {
    matches!(&mention.who, Who::Role(words) if !words.iter().any(|word| is_role(word)))
}

fn is_joint(low: &str) -> bool {
    matches!(low, "and" | "while" | "but" | "whereas" | "und" | "aber" | "waehrend" | "et" | "mais")
}

fn is_that(low: &str) -> bool {
    matches!(low, "that" | "dass" | "que" | "whether" | "ob")
}

/// Words that lead to who said it: "according to", "laut", "selon".
fn is_source(low: &str) -> bool {
    matches!(
        low,
        "according"
            | "per"
            | "from"
            | "laut"
            | "so"
            | "zufolge"
            | "nach"
            | "wie"
            | "selon"
            | "dapres"
            | "dixit"
            | "comme"
            | "as"
            | "put"
    )
}

fn is_particle(low: &str) -> bool {
    matches!(
        low,
        "van"
            | "von"
            | "de"
            | "der"
            | "den"
            | "di"
            | "da"
            | "la"
            | "le"
            | "el"
            | "zu"
            | "ter"
            | "du"
            | "del"
            | "dos"
            | "bin"
            | "al"
    )
}

/// Words before what a line is about, or where it was said: no name of a speaker follows them.
fn is_topic(low: &str) -> bool {
    matches!(
        low,
        "on" | "about"
            | "in"
            | "at"
            | "re"
            | "regarding"
            | "concerning"
            | "zu"
            | "zum"
            | "zur"
            | "über"
            | "ueber"
            | "bei"
            | "beim"
            | "im"
            | "am"
            | "sur"
            | "chez"
            | "concernant"
            | "à"
            | "en"
            | "au"
    )
}

fn is_determiner(low: &str) -> bool {
    matches!(
        low,
        "the"
            | "their"
            | "our"
            | "his"
            | "her"
            | "its"
            | "your"
            | "my"
            | "a"
            | "an"
            | "der"
            | "die"
            | "das"
            | "ihr"
            | "ihre"
            | "unser"
            | "unsere"
            | "sein"
            | "seine"
            | "ein"
            | "eine"
            | "dem"
            | "den"
            | "ihrem"
            | "ihren"
            | "ihrer"
            | "le"
            | "la"
            | "les"
            | "l"
            | "un"
            | "une"
            | "leur"
            | "leurs"
            | "notre"
            | "votre"
            | "son"
            | "sa"
    )
}

/// Whoever is on the other side: no one of several.
fn is_generic(low: &str) -> bool {
    matches!(
        low,
        "customer"
            | "customers"
            | "client"
            | "clients"
            | "cliente"
            | "contact"
            | "prospect"
            | "kunde"
            | "kundin"
            | "kunden"
            | "ansprechpartner"
            | "ansprechpartnerin"
            | "speaker"
            | "caller"
            | "sender"
            | "author"
            | "interlocuteur"
            | "absender"
    )
}
