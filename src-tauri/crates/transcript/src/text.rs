//! Text with speakers, times or both, in the many shapes that recorders and people give it. What a line is, the whole text decides: a name is a name
//! because it comes again, because a program set it apart, or because nearly all lines have one.

mod head;
mod inline;
mod recorder;
mod shape;

pub(crate) use head::person;
pub(crate) use shape::of_day_ms;

use crate::{
    Draft,
    error::TranscriptError,
    model::{Format, Reason, Skipped},
    speaker::{self, Candidate, Likeness, Speakers},
    times::Stretch,
    turns::{Order, RawCue},
    words,
};
use shape::{Mark, Shape};

/// The most lines of a text: far more than anybody says in a day.
const LINES_MAX: usize = 1_500_000;
/// Of the lines with words at least this share, in percent, begins a turn; else names before colons were found by chance.
const TURNS_MIN: usize = 12;
/// Where times are all there is, at least this share of the lines in percent has one.
const TIMED_MIN: usize = 25;
/// Entries of an agenda have fewer words on average.
const AGENDA_WORDS_MAX: usize = 9;
/// Titles of chapters have fewer words on average.
const CHAPTER_WORDS_MIN: usize = 3;
/// A first time of at least so many milliseconds is a time of day: no recording is silent for five hours.
const CLOCK_MIN_MS: u64 = 5 * 3_600_000;
/// Half a day, in milliseconds.
const HALF_DAY_MS: u64 = 12 * 3_600_000;

/// Reads a text.
pub(crate) fn read(text: &str, format: Format) -> Result<Draft, TranscriptError> {
    let split = inline::split(text);
    let lines: Vec<(usize, &str)> = match &split {
        Some(parts) => parts.iter().map(|part| (1, *part)).collect(),
        None => words::lines(text).take(LINES_MAX + 1).collect(),
    };
    if LINES_MAX < lines.len() {
        return Err(TranscriptError::TooMuch);
    }
    let participants = head::listed(&lines);
    let listed: Vec<String> = participants.iter().filter_map(|person| person.name.clone()).collect();
    let mut draft = Draft { participants, ..Draft::new(format, Order::File) };
    let mut shapes: Vec<Shape<'_>> = lines.iter().map(|(_, line)| if recorder::wrote(line) { Shape::Empty } else { shape::of(line) }).collect();
    pair_up(&lines, &mut shapes);
    let speakers = learn(&lines, &shapes, &listed);
    settle(&lines, &mut shapes, &speakers);
    stamps(&lines, &mut shapes);
    let first = first_speech(&shapes);
    check(&lines, &shapes, first)?;
    let first = first.unwrap_or(lines.len());
    head::read(lines.get(..first).unwrap_or_default(), &mut draft);
    Emission::new(first).run(&lines, &shapes, &mut draft);
    Ok(draft)
}

/// Names and times on lines of their own become heads: "Ada Reyes", "0:03", words; and "0:0:0.0 --> 0:0:3.4", "Ada Reyes", words.
///
/// The line that is taken into the other becomes empty.
fn pair_up<'a>(lines: &[(usize, &'a str)], shapes: &mut [Shape<'a>]) {
    drop_doubles(lines, shapes);
    let full: Vec<usize> = (0..shapes.len()).filter(|at| shapes.get(*at) != Some(&Shape::Empty)).collect();
    let is_name = |at: usize| {
        let line = lines.get(at).map_or("", |(_, line)| line.trim());
        let shape_fits = matches!(shapes.get(at), Some(Shape::Words | Shape::Title(_)));
        shape_fits && speaker::likeness(line) == Likeness::Strong && !line.ends_with(['.', ',', ':'])
    };
    let is_time = |at: usize| matches!(shapes.get(at), Some(Shape::Time(_)));
    let is_words = |at: Option<&usize>| at.is_some_and(|at| !is_time(*at));
    let times = full.iter().filter(|at| is_time(**at)).count();
    let pairs = |name_first: bool| {
        full.windows(2).enumerate().filter_map(move |(place, pair)| match pair {
            [name, time] if name_first => Some((*name, *time, place + 2)),
            [time, name] => Some((*name, *time, place + 2)),
            _ => None,
        })
    };
    let found = |name_first: bool| -> Vec<(usize, usize)> {
        let fits = |(name, time, next): &(usize, usize, usize)| is_name(*name) && is_time(*time) && is_words(full.get(*next));
        pairs(name_first).filter(fits).map(|(name, time, _)| (name, time)).collect()
    };
    let (before, behind) = (found(true), found(false));
    let best = if behind.len() < before.len() { before } else { behind };
    // Nearly every time has its name, and not by chance.
    if best.len() < 2 || best.len().saturating_mul(10) < times.saturating_mul(8) {
        return;
    }
    for (name, time) in best {
        let (Some(Shape::Time(stretch)), Some((_, line))) = (shapes.get(time).cloned(), lines.get(name)) else { continue };
        let Some(named) = speaker::name(line) else { continue };
        if let Some(shape) = shapes.get_mut(name.min(time)) {
            *shape = Shape::Empty;
        }
        if let Some(shape) = shapes.get_mut(name.max(time)) {
            *shape = Shape::Head { name: named.into(), time: stretch, mark: Mark::Sign };
        }
    }
}

/// Where a page is copied, name and time stand before "Ada Reyes 0 minutes 3 seconds" once more, for the eye.
fn drop_doubles<'a>(lines: &[(usize, &'a str)], shapes: &mut [Shape<'a>]) {
    for at in 0..shapes.len() {
        let Some(Shape::Head { name, time, .. }) = shapes.get(at) else { continue };
        if time.start.places != 0 {
            continue;
        }
        let name = name.clone().into_owned();
        let mut seen = 0;
        for before in (0..at).rev() {
            let line = lines.get(before).map_or("", |(_, line)| line.trim());
            let is_double = line == name || (!line.is_empty() && line.chars().all(|c| c.is_ascii_digit() || matches!(c, ':' | ' ')));
            match is_double {
                true if seen < 2 => seen += 1,
                _ if line.is_empty() => continue,
                _ => break,
            }
            if let Some(shape) = shapes.get_mut(before) {
                *shape = Shape::Empty;
            }
        }
    }
}

/// Who of the names before words and beside times speaks.
fn learn(lines: &[(usize, &str)], shapes: &[Shape<'_>], listed: &[String]) -> Speakers {
    let full = shapes.iter().filter(|shape| **shape != Shape::Empty).count();
    let heads = shapes.iter().filter(|shape| matches!(shape, Shape::Head { .. })).count();
    let labels = shapes.iter().filter(|shape| matches!(shape, Shape::Labelled { .. })).count();
    // A head has its words on lines of their own, so lines are counted where labels are the rule.
    let counted = if heads < labels { full } else { usize::MAX };
    let candidates = shapes.iter().enumerate().filter_map(|(at, shape)| match shape {
        Shape::Head { name, mark, .. } => Some(Candidate { label: name, is_marked: *mark == Mark::Sign && has_words_after(lines, shapes, at) }),
        Shape::Labelled { name, is_marked, .. } if !name.is_empty() => Some(Candidate { label: name, is_marked: *is_marked }),
        Shape::Title(name) if speaker::likeness(name) == Likeness::Strong => Some(Candidate { label: name, is_marked: false }),
        _ => None,
    });
    Speakers::learn(candidates, counted, listed)
}

/// Whether the next line with anything has words rather than another name or time.
fn has_words_after(lines: &[(usize, &str)], shapes: &[Shape<'_>], at: usize) -> bool {
    let next = shapes.iter().zip(lines).skip(at + 1).map(|(shape, _)| shape).find(|shape| **shape != Shape::Empty);
    matches!(next, Some(Shape::Words | Shape::Timed { .. } | Shape::Labelled { .. } | Shape::Title(_)))
}

/// Decides of each line what it is: heads and labels of nobody who speaks become words.
fn settle<'a>(lines: &[(usize, &'a str)], shapes: &mut [Shape<'a>], speakers: &Speakers) {
    let accepted: Vec<(usize, u64)> = shapes
        .iter()
        .enumerate()
        .filter_map(|(at, shape)| match shape {
            Shape::Head { name, time, .. } if name.is_empty() || speakers.has(name) => Some((at, time.start.ms)),
            _ => None,
        })
        .collect();
    let labels = shapes.iter().filter(|shape| matches!(shape, Shape::Labelled { name, .. } if speakers.has(name))).count();
    let mut next = 0;
    for at in 0..shapes.len() {
        while accepted.get(next).is_some_and(|(head, _)| *head < at) {
            next += 1;
        }
        let Some(shape) = shapes.get(at) else { break };
        let settled = match shape {
            Shape::Head { name, .. } if name.is_empty() || speakers.has(name) => continue,
            Shape::Labelled { name, .. } if name.is_empty() || speakers.has(name) => continue,
            // Somebody who speaks once, among heads of the same shape: the time fits between its neighbours'.
            Shape::Head { name, time, .. } if 2 <= accepted.len() && speaker::likeness(name) == Likeness::Strong => {
                let before = next.checked_sub(1).and_then(|before| accepted.get(before)).map_or(0, |(_, ms)| *ms);
                let after = accepted.get(next).map_or(u64::MAX, |(_, ms)| *ms);
                if (before..=after).contains(&time.start.ms) && has_words_after(lines, shapes, at) {
                    continue;
                }
                Shape::Words
            }
            Shape::Head { time, .. } => {
                // "00:00:02 Great": a time and a word, unless the line ends in its time.
                let rest = lines.get(at).map_or("", |(_, line)| line.trim());
                match crate::times::leading(rest) {
                    Some((_, rest)) => Shape::Timed { time: *time, words: rest },
                    None => Shape::Words,
                }
            }
            // A name that comes once, at the beginning of a paragraph: whose words these are is not sure, so nobody is named, and the
            // words stay whole.
            Shape::Labelled { name, is_marked: false, time: None, .. } if 2 <= labels && speaker::likeness(name) == Likeness::Strong => {
                let is_paragraph = at.checked_sub(1).is_none_or(|before| shapes.get(before) == Some(&Shape::Empty));
                let words = lines.get(at).map_or("", |(_, line)| line);
                if is_paragraph { Shape::Labelled { name: "".into(), time: None, words, is_marked: false } } else { Shape::Words }
            }
            Shape::Labelled { time: Some(time), .. } => {
                let line = lines.get(at).map_or("", |(_, line)| line);
                let words = line.trim_start().trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '[' | ']' | '(' | ')' | ':' | '.' | ' '));
                Shape::Timed { time: *time, words }
            }
            Shape::Labelled { .. } => Shape::Words,
            Shape::Title(name) if speakers.has(name) => continue,
            Shape::Title(_) if shape::bare(lines.get(at).map_or("", |(_, line)| line)).is_heading => continue,
            Shape::Title(_) => Shape::Words,
            _ => continue,
        };
        if let Some(shape) = shapes.get_mut(at) {
            *shape = settled;
        }
    }
    // What is left of titles are speakers or headings; speakers become heads without a time.
    for shape in shapes.iter_mut() {
        if let Shape::Title(name) = shape
            && speakers.has(name)
        {
            *shape = Shape::Labelled { name: std::mem::take(name), time: None, words: "", is_marked: false };
        }
    }
}

/// Decides which times at the beginning of lines are stamps, and which somebody says ("10:30 works for me").
///
/// Where heads or labels have times, others are stamps in brackets only, or alone on their line and in order. Where names have none, times in order
/// are stamps if there are some of them. Where nobody is named they are all there is.
fn stamps<'a>(lines: &[(usize, &'a str)], shapes: &mut [Shape<'a>]) {
    let has_names = shapes.iter().any(|shape| matches!(shape, Shape::Head { .. } | Shape::Labelled { .. }));
    let has_timed_names = shapes.iter().any(|shape| matches!(shape, Shape::Head { .. } | Shape::Labelled { time: Some(_), .. }));
    if !has_names {
        return;
    }
    let bare: Vec<(usize, crate::times::Time)> = shapes
        .iter()
        .enumerate()
        .filter_map(|(at, shape)| match shape {
            Shape::Time(time) | Shape::Timed { time, .. } if !lines.get(at)?.1.trim_start().starts_with(['[', '(']) => Some((at, time.start)),
            _ => None,
        })
        .collect();
    let is_in_order = bare.windows(2).all(|pair| matches!(pair, [(_, one), (_, other)] if one.ms <= other.ms));
    let are_blocks = !has_timed_names && is_in_order;
    let mut last_ms = 0;
    let mut bare = bare.into_iter().peekable();
    for at in 0..shapes.len() {
        if let Some(Shape::Head { time, .. } | Shape::Labelled { time: Some(time), .. }) = shapes.get(at) {
            last_ms = time.start.ms;
        }
        let Some((_, time)) = bare.next_if(|(stamp, _)| *stamp == at) else { continue };
        let is_alone = matches!(shapes.get(at), Some(Shape::Time(_)));
        let follows_head = at.checked_sub(1).is_some_and(|before| matches!(shapes.get(before), Some(Shape::Head { .. } | Shape::Labelled { .. })));
        let is_stamp = match (is_alone, has_timed_names) {
            (true, true) => !follows_head && last_ms <= time.ms && next_ms(shapes, at).is_none_or(|next| time.ms <= next),
            (true, false) => are_blocks,
            (false, true) => false,
            (false, false) => are_blocks && time.places == 3,
        };
        if !is_stamp && let Some(shape) = shapes.get_mut(at) {
            *shape = Shape::Words;
        }
    }
}

/// The time of the next name that has one.
fn next_ms(shapes: &[Shape<'_>], at: usize) -> Option<u64> {
    // Names come every few lines; further away a time says little.
    shapes.iter().skip(at).take(200).find_map(|shape| match shape {
        Shape::Head { time, .. } | Shape::Labelled { time: Some(time), .. } => Some(time.start.ms),
        _ => None,
    })
}

/// The line at which speech begins: the first speaker, or the first time where a time has no speaker; a time right before a speaker is part of it.
fn first_speech(shapes: &[Shape<'_>]) -> Option<usize> {
    let spoken = shapes.iter().position(|shape| matches!(shape, Shape::Head { .. } | Shape::Labelled { .. } | Shape::Timed { .. }));
    let Some(spoken) = spoken else {
        return shapes.iter().position(|shape| matches!(shape, Shape::Time(_)));
    };
    let before = shapes.get(..spoken).unwrap_or_default().iter().rposition(|shape| *shape != Shape::Empty);
    let timed = before.filter(|at| matches!(shapes.get(*at), Some(Shape::Time(_))));
    // Times with words on the next line, before anybody is named.
    let early = shapes.windows(2).position(|pair| matches!(pair, [Shape::Time(_), Shape::Words]));
    Some(early.unwrap_or(spoken).min(timed.unwrap_or(spoken)).min(spoken))
}

/// Refuses a text that is no transcript, and says what it looks like.
fn check(lines: &[(usize, &str)], shapes: &[Shape<'_>], first: Option<usize>) -> Result<(), TranscriptError> {
    let first = first.ok_or(TranscriptError::NoSpeakers)?;
    let spoken = shapes.get(first..).unwrap_or_default();
    let full = spoken.iter().filter(|shape| **shape != Shape::Empty).count();
    let (mut heads, mut labels, mut times, mut timed_words, mut blank) = (0_usize, 0_usize, 0_usize, 0_usize, 0_usize);
    let (mut all_round, mut label_time) = (true, false);
    let mut turns = std::collections::BTreeMap::<&str, usize>::new();
    let mut likely = 0_usize;
    for shape in spoken {
        match shape {
            Shape::Head { name, .. } => {
                heads += 1;
                *turns.entry(name).or_default() += 1;
            }
            Shape::Labelled { name, time, words, .. } => {
                labels += usize::from(!name.is_empty());
                blank += usize::from(name.is_empty());
                label_time |= time.is_some();
                likely += usize::from(is_like_speech(name, words));
                *turns.entry(name).or_default() += 1;
            }
            Shape::Time(time) | Shape::Timed { time, .. } => {
                times += 1;
                let unit_ms = if time.start.places == 2 { 5_000 } else { 300_000 };
                all_round &= time.start.ms % unit_ms == 0;
                timed_words += if let Shape::Timed { words, .. } = shape { words.split_whitespace().count() } else { usize::MAX / 4_000_000 };
            }
            _ => {}
        }
    }
    turns.remove("");
    let recurs = turns.values().any(|count| 2 <= *count);
    let is_many = full.saturating_mul(TURNS_MIN) <= (heads + labels + blank).saturating_mul(100);
    match () {
        () if 0 < heads && (2 <= heads + labels || recurs || times == 0) && is_many => Ok(()),
        () if label_time && is_many => Ok(()),
        // Labels alone: somebody speaks twice, or the labels are people's and what follows is said.
        () if 2 <= labels && is_many && (recurs || full.saturating_mul(2) <= likely.saturating_mul(4)) && said(spoken, labels) => Ok(()),
        // Nobody is named, and the colons are still there.
        () if 2 <= blank && full.saturating_mul(60) <= blank.saturating_mul(100) => Ok(()),
        () if 2 <= times && full.saturating_mul(TIMED_MIN) <= times.saturating_mul(100) => {
            let average = timed_words / times.max(1);
            if (4 <= times && all_round && average <= AGENDA_WORDS_MAX) || average < CHAPTER_WORDS_MIN && !lines.is_empty() {
                return Err(TranscriptError::Agenda);
            }
            Ok(())
        }
        () => Err(TranscriptError::NoSpeakers),
    }
}

/// Labels that are people's without being names, in lower case.
const VOICES: [&str; 24] = [
    "me", "them", "you", "ich", "wir", "sie", "moi", "eux", "agent", "customer", "client", "kunde", "kundin", "rep", "host", "guest", "interviewer", "moderator",
    "berater", "beraterin", "vertrieb", "vendeur", "q", "a",
];

/// Whether a label that comes once is a person's and what follows reads as said.
fn is_like_speech(name: &str, words: &str) -> bool {
    let is_person = 2 <= name.split_whitespace().count() || VOICES.contains(&name.to_lowercase().as_str());
    let is_sentence = words.trim_end().ends_with(['.', '!', '?', '…', ',']) || 4 <= words.split_whitespace().count();
    is_person && is_sentence
}

/// Whether what follows the labels is said rather than the values of a form or a list: more than a word or two, and mostly letters.
fn said(spoken: &[Shape<'_>], labels: usize) -> bool {
    let (mut words_count, mut digits, mut letters) = (0_usize, 0_usize, 0_usize);
    let mut rest = false;
    for shape in spoken {
        match shape {
            Shape::Labelled { name, words, .. } if !name.is_empty() => {
                words_count = words_count.saturating_add(words.split_whitespace().count());
                digits = digits.saturating_add(words.chars().filter(char::is_ascii_digit).count());
                letters = letters.saturating_add(words.chars().filter(|c| c.is_alphabetic()).count());
                rest |= words.trim().is_empty();
            }
            _ => {}
        }
    }
    (rest || labels.saturating_mul(3) <= words_count.saturating_mul(2)) && digits.saturating_mul(6) <= letters
}

/// Makes pieces of speech of lines that are settled.
struct Emission {
    first: usize,
    /// The time that stood on a line of its own and belongs to what comes next.
    waiting: Option<Stretch>,
    /// Whether the speaker stands on a line of their own: then times within their words begin new pieces of theirs.
    is_block: bool,
    cues: Vec<(RawCue, Option<Stretch>)>,
}

impl Emission {
    fn new(first: usize) -> Self {
        Self { first, waiting: None, is_block: false, cues: Vec::new() }
    }

    fn run(mut self, lines: &[(usize, &str)], shapes: &[Shape<'_>], draft: &mut Draft) {
        for ((number, line), shape) in lines.iter().zip(shapes).skip(self.first) {
            if recorder::wrote(line) {
                if !line.trim().is_empty() {
                    draft.skipped.push(Skipped { line: *number, reason: Reason::Recorder });
                }
                continue;
            }
            match shape {
                Shape::Empty => {
                    // A name or time that was taken into a head has its words there; nothing else is lost here.
                }
                Shape::Time(time) => self.waiting = Some(*time),
                Shape::Head { name, time, .. } => {
                    self.is_block = true;
                    self.begin(*number, name, Some(*time), "");
                }
                Shape::Labelled { name, time, words, .. } => {
                    self.is_block = words.trim().is_empty();
                    self.begin(*number, name, *time, words);
                }
                Shape::Timed { time, words } => {
                    let speaker = self.speaker();
                    self.begin(*number, &speaker, Some(*time), words);
                }
                Shape::Title(_) => draft.skipped.push(Skipped { line: *number, reason: Reason::Heading }),
                Shape::Words => self.words(*number, line, draft),
            }
        }
        self.finish(draft);
    }

    /// Who goes on speaking where a time stands alone: whoever has a block, else nobody that is named.
    fn speaker(&self) -> String {
        let last = self.cues.last().filter(|_| self.is_block);
        last.and_then(|(cue, _)| cue.speaker.clone()).unwrap_or_default()
    }

    fn begin(&mut self, line: usize, name: &str, time: Option<Stretch>, words: &str) {
        let time = time.or(self.waiting.take());
        self.waiting = None;
        // A head without words that another follows at once says nothing; where times are, the next has its own.
        let speaker = (!name.is_empty()).then(|| name.to_owned());
        self.cues.push((RawCue { speaker, line, text: words.to_owned(), ..RawCue::default() }, time));
    }

    fn words(&mut self, number: usize, line: &str, draft: &mut Draft) {
        if let Some(time) = self.waiting.take() {
            let is_empty = self.cues.last().is_some_and(|(cue, _)| self.is_block && !words::has_words(&cue.text));
            match self.cues.last_mut().filter(|_| is_empty) {
                // "Ada:", then a time, then words.
                Some((cue, own)) => {
                    *own = own.or(Some(time));
                    cue.text.push_str(line);
                }
                None => {
                    let speaker = self.speaker();
                    self.begin(number, &speaker, Some(time), line);
                }
            }
            return;
        }
        match self.cues.last_mut() {
            Some((cue, _)) => {
                cue.text.push('\n');
                cue.text.push_str(line);
            }
            None => draft.skipped.push(Skipped { line: number, reason: Reason::BeforeSpeech }),
        }
    }

    fn finish(self, draft: &mut Draft) {
        let times: Vec<Stretch> = self.cues.iter().filter_map(|(_, time)| *time).collect();
        let clock = times.first().filter(|_| are_clock(&times)).and_then(|first| of_day_ms(first.start));
        draft.clock_ms = clock;
        let place = |time: crate::times::Time| match clock {
            None => Some(time.ms),
            Some(zero) => {
                let ms = of_day_ms(time)?;
                match ms.checked_sub(zero) {
                    Some(since) => Some(since),
                    // Past midnight.
                    None if HALF_DAY_MS < zero.saturating_sub(ms) => ms.checked_add(HALF_DAY_MS.saturating_mul(2))?.checked_sub(zero),
                    None => None,
                }
            }
        };
        draft.cues = self
            .cues
            .into_iter()
            .map(|(cue, time)| RawCue { start_ms: time.and_then(|time| place(time.start)), end_ms: time.and_then(|time| place(time.end?)), ..cue })
            .collect();
    }
}

/// Whether the times of a text are times of day: they say so, or the first is later than any recording begins to speak.
fn are_clock(times: &[Stretch]) -> bool {
    let starts = || times.iter().map(|time| time.start);
    if starts().any(|time| time.is_clock) {
        return true;
    }
    let Some(first) = starts().next() else { return false };
    match first.places {
        3 => CLOCK_MIN_MS <= first.ms && starts().all(|time| of_day_ms(time).is_some()),
        // "10:31" twice in a row, as only minutes of a day come, and all of them within one.
        2 => {
            let all: Vec<u64> = starts().filter_map(of_day_ms).collect();
            let twice = all.windows(2).filter(|pair| matches!(pair, [one, other] if one == other)).count();
            7 * 3_600_000 <= first.ms.saturating_mul(60) && all.len() == times.len() && 3 <= all.len() && all.len() <= twice.saturating_mul(4)
        }
        _ => false,
    }
}

/// Whether a line begins with words set in bold.
pub(crate) fn bold_begins(line: &str) -> bool {
    shape::bare(line).bold.is_some()
}
