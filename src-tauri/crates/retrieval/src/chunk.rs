//! Cutting a document into chunks. Pure, deterministic, versioned.

use domain::{
    Chunk, ChunkLevel, Document, Slices, Span,
    mail::{Context, Layer, layers},
    text,
};

/// The chunker's version. Stored chunks of another version are made anew.
pub const CHUNKER: u32 = 5;

/// How many words a window spans, about.
const WINDOW_WORDS: usize = 100;
/// A unit of written text gathers sentences of one paragraph up to about this many words.
const UNIT_WORDS: usize = 40;
/// A written piece of fewer words says nothing alone: a greeting goes with what follows, a sign-off with what came before.
const UNIT_WORDS_MIN: usize = 4;
/// A longer sentence or utterance is cut, so that the embedder reads all of it.
const UNIT_WORDS_MAX: usize = 160;

/// A unit before it has a name: where it stands, and who says it.
struct Piece {
    span: Span,
    speaker: Option<String>,
    words: usize,
    /// For a mail, whose words the piece is.
    layer: Option<Layer>,
    /// The number of the group it belongs to; a window holds pieces of one group.
    group: usize,
}

/// Cuts a document into units and, where it has more than one, windows of neighbouring units.
///
/// Units of a talk are its utterances; units of written text are sentences of one paragraph, about 40 words together. Windows hold
/// about 100 words and start at every half. No chunk crosses a document.
///
/// Of a mail every line can be found but its footers, which say nothing of anybody's. Only what its author wrote has them as speaker; quoted and
/// forwarded text, signatures and automatic text have none, and are evidence of nothing the author said. Quoted text is cut from the mail alone,
/// without asking whether an earlier mail has it, so that the same text always gives the same chunks; a search puts repeats last. Windows hold
/// the author's words, with what is quoted between them, or text of one other layer.
pub fn chunk(document: &Document) -> Vec<Chunk> {
    let slices = Slices::of(document.text.as_str());
    let pieces = pieces(document, &slices);
    let mut chunks: Vec<Chunk> = pieces
        .iter()
        .map(|piece| {
            // What somebody said in a talk is about its subject; who writes a mail or a message is part of what it is.
            let named_by = piece.speaker.as_deref().filter(|_| !document.part.is_transcript());
            let embedded = with_speaker(slices.get(piece.span), named_by);
            let chunk = made_of(document, &slices, piece.span, ChunkLevel::Unit, embedded);
            Chunk { speaker: piece.speaker.clone(), ..chunk }
        })
        .collect();
    chunks.extend(windows(document, &slices, &pieces));
    chunks
}

/// A unit of a document: one stretch of text that is worth citing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unit {
    /// Where the unit stands in the document's text.
    pub span: Span,
    /// The words of the unit.
    pub text: String,
    /// Who said or wrote it; nobody where a mail quotes, forwards or signs.
    pub speaker: Option<String>,
    /// For a mail, whose words the unit is.
    pub layer: Option<Layer>,
}

/// The units among a document's chunks, in the same places as [`chunk`] has them, without what an embedder reads.
pub fn units(document: &Document) -> Vec<Unit> {
    let slices = Slices::of(document.text.as_str());
    let unit = |Piece { span, speaker, layer, .. }| Unit { span, text: slices.get(span).to_owned(), speaker, layer };
    pieces(document, &slices).into_iter().map(unit).collect()
}

fn pieces(document: &Document, slices: &Slices<&str>) -> Vec<Piece> {
    if document.utterances.is_empty() { written(document, slices) } else { spoken(document, slices) }
}

fn spoken(document: &Document, slices: &Slices<&str>) -> Vec<Piece> {
    document
        .utterances
        .iter()
        .flat_map(|utterance| {
            cut(slices.get(utterance.span), utterance.span.start).into_iter().map(|span| Piece {
                span,
                speaker: Some(utterance.speaker.clone()),
                words: text::word_count(slices.get(span)),
                layer: None,
                group: 0,
            })
        })
        .collect()
}

fn written(document: &Document, slices: &Slices<&str>) -> Vec<Piece> {
    if !document.is_mail_body() {
        return cut_run(document, &document.text, 0, None, 0);
    }
    let context = Context { author: document.speaker.as_deref(), ..Context::default() };
    let runs = layers(&document.text, &context);
    let own = |run: &domain::mail::Layered| run.layer == Layer::Own;
    let (first, last) = (runs.iter().position(own), runs.iter().rposition(own));
    let (mut pieces, mut group, mut before) = (Vec::new(), 0, None);
    for (place, run) in runs.iter().enumerate() {
        // A question that is quoted between answers belongs with them.
        let between = run.layer == Layer::History && first < Some(place) && Some(place) < last;
        let kind = if between { Layer::Own } else { run.layer };
        group += usize::from(before.is_some_and(|before| before != kind));
        before = Some(kind);
        if run.layer != Layer::Footer {
            pieces.extend(cut_run(document, slices.get(run.span), run.span.start, Some(run.layer), group));
        }
    }
    pieces
}

/// Cuts a stretch of written text that begins at character `from`; in a mail it is of one layer.
fn cut_run(document: &Document, body: &str, from: usize, layer: Option<Layer>, group: usize) -> Vec<Piece> {
    let slices = Slices::of(body);
    let speaker = document.speaker.clone().filter(|_| layer.is_none_or(|layer| layer == Layer::Own));
    let mut pieces: Vec<Piece> = Vec::new();
    for sentence in text::sentences(body) {
        for span in cut(slices.get(sentence), sentence.start) {
            let words = text::word_count(slices.get(span));
            match pieces.last_mut() {
                // Sentences of one line belong together; a new line is a new thought.
                Some(last)
                    if last.words + words <= UNIT_WORDS
                        && !slices.get(Span { start: last.span.end, end: span.start }).contains('\n') =>
                {
                    last.span.end = span.end;
                    last.words += words;
                }
                _ => pieces.push(Piece { span, speaker: speaker.clone(), words, layer, group }),
            }
        }
    }
    let mut pieces = without_scraps(pieces);
    for piece in &mut pieces {
        piece.span = Span { start: from + piece.span.start, end: from + piece.span.end };
    }
    pieces
}

fn without_scraps(pieces: Vec<Piece>) -> Vec<Piece> {
    let mut whole: Vec<Piece> = Vec::new();
    for piece in pieces {
        match whole.last_mut() {
            Some(last) if last.words < UNIT_WORDS_MIN || piece.words < UNIT_WORDS_MIN => {
                last.span.end = piece.span.end;
                last.words += piece.words;
            }
            _ => whole.push(piece),
        }
    }
    whole
}

/// Cuts a stretch that begins at character `from` into stretches of at most [`UNIT_WORDS_MAX`] words, at white space.
fn cut(body: &str, from: usize) -> Vec<Span> {
    let mut spans = Vec::new();
    let (mut start, mut words, mut in_word, mut end) = (0, 0, false, 0);
    for (at, c) in body.chars().enumerate() {
        end = at + 1;
        if c.is_whitespace() {
            in_word = false;
        } else if !in_word {
            in_word = true;
            if words == UNIT_WORDS_MAX {
                spans.push(Span { start: from + start, end: from + at });
                (start, words) = (at, 0);
            }
            words += 1;
        }
    }
    if 0 < words {
        spans.push(Span { start: from + start, end: from + end });
    }
    spans
}

fn windows(document: &Document, slices: &Slices<&str>, pieces: &[Piece]) -> Vec<Chunk> {
    let mut windows = Vec::new();
    let mut start = 0;
    for group in pieces.chunk_by(|one, next| one.group == next.group) {
        windows.extend(windows_of(document, slices, group, start));
        start += group.len();
    }
    windows
}

/// The windows of neighbouring pieces, the first of which has the place `start` among all.
fn windows_of(document: &Document, slices: &Slices<&str>, pieces: &[Piece], start: usize) -> Vec<Chunk> {
    let mut windows = Vec::new();
    let mut first = 0;
    while first < pieces.len() {
        let (mut last, mut words) = (first, pieces[first].words);
        while last + 1 < pieces.len() && words + pieces[last + 1].words <= WINDOW_WORDS {
            last += 1;
            words += pieces[last].words;
        }
        let span = Span { start: pieces[first].span.start, end: pieces[last].span.end };
        let embedded = window_text(slices, &pieces[first..=last]);
        let window = made_of(document, slices, span, ChunkLevel::Window, embedded);
        windows.push(Chunk { units: start + first..start + last + 1, ..window });
        if last + 1 == pieces.len() {
            break;
        }
        // The next window starts where this one is half read.
        let mut half = first + 1;
        let mut read = pieces[first].words;
        while half < last && read + pieces[half].words <= words / 2 {
            read += pieces[half].words;
            half += 1;
        }
        first = half;
    }
    windows
}

/// A window as the embedder reads it: speakers named where they change.
fn window_text(slices: &Slices<&str>, pieces: &[Piece]) -> String {
    let mut text = String::new();
    let mut speaking: Option<&str> = None;
    for piece in pieces {
        if !text.is_empty() {
            text.push('\n');
        }
        let speaker = piece.speaker.as_deref();
        let body = slices.get(piece.span);
        if speaker == speaking {
            text.push_str(body);
        } else {
            text.push_str(&with_speaker(body, speaker));
            speaking = speaker;
        }
    }
    text
}

fn with_speaker(text: &str, speaker: Option<&str>) -> String {
    speaker.map_or_else(|| text.to_owned(), |speaker| format!("{speaker}: {text}"))
}

fn made_of(document: &Document, slices: &Slices<&str>, span: Span, level: ChunkLevel, embedded_text: String) -> Chunk {
    let text = slices.get(span).to_owned();
    Chunk {
        record: document.record.clone(),
        part: document.part.clone(),
        span,
        level,
        text,
        embedded_text,
        speaker: None,
        at: document.at,
        units: 0..0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{ObjectType, Part, RecordId, Utterance};
    use jiff::Timestamp;
    use proptest::prelude::*;

    fn mail(text: &str) -> Document {
        Document {
            record: RecordId::new(ObjectType::Email, "6"),
            part: Part("hs_email_text".to_owned()),
            text: text.to_owned(),
            speaker: Some("Petra Lang".to_owned()),
            at: Timestamp::UNIX_EPOCH,
            utterances: Vec::new(),
        }
    }

    fn talk(turns: &[(&str, &str)]) -> Document {
        let (mut text, mut utterances, mut at) = (String::new(), Vec::new(), 0);
        for (speaker, words) in turns {
            if !text.is_empty() {
                text.push('\n');
                at += 1;
            }
            let len = words.chars().count();
            utterances.push(Utterance {
                speaker: (*speaker).to_owned(),
                email: None,
                span: Span { start: at, end: at + len },
                start_ms: 0,
                end_ms: 0,
            });
            text.push_str(words);
            at += len;
        }
        let record = RecordId::new(ObjectType::Call, "7");
        Document { record, part: Part::transcript(), text, speaker: None, at: Timestamp::UNIX_EPOCH, utterances }
    }

    #[test]
    fn a_mail_is_cut_by_paragraph_and_only_its_own_words_have_a_speaker() {
        let chunks = chunk(&mail(
            "Hi Maren,\n\nWe need SOC 2. By Friday.\n\nBest,\nPetra\n\nOn 3 March 2026 Maren wrote:\n> What do you need from us?\n\nThe budget is 40,000.\n\n\
             This e-mail is confidential; if you are not the intended recipient, delete it.",
        ));
        let units: Vec<(&str, Option<&str>)> = chunks
            .iter()
            .filter(|c| c.level == ChunkLevel::Unit)
            .map(|c| (c.text.as_str(), c.speaker.as_deref()))
            .collect();
        assert_eq!(
            units,
            [
                ("Hi Maren,\n\nWe need SOC 2. By Friday.", Some("Petra Lang")),
                ("Best,\nPetra", None),
                ("On 3 March 2026 Maren wrote:", None),
                ("> What do you need from us?", None),
                ("The budget is 40,000.", Some("Petra Lang")),
            ]
        );
        assert!(chunks.iter().all(|c| !c.text.contains("confidential")));
        assert_eq!(chunks[0].embedded_text, "Petra Lang: Hi Maren,\n\nWe need SOC 2. By Friday.");
        assert_eq!(chunks[3].embedded_text, "> What do you need from us?");
        let windows: Vec<&str> =
            chunks.iter().filter(|c| c.level == ChunkLevel::Window).map(|c| c.text.as_str()).collect();
        assert_eq!(windows.len(), 3, "{windows:?}");
        assert!(windows[2].contains("> What do you need") && windows[2].contains("40,000"));
    }

    #[test]
    fn windows_name_speakers_and_overlap() {
        let long = "word ".repeat(45);
        let document = talk(&[("Ada", long.trim()), ("Bo", long.trim()), ("Ada", long.trim())]);
        let windows: Vec<Chunk> = chunk(&document).into_iter().filter(|c| c.level == ChunkLevel::Window).collect();
        assert_eq!(windows.len(), 2);
        assert!(windows[0].embedded_text.contains("Ada: word") && windows[0].embedded_text.contains("Bo: word"));
        assert!(windows[1].span.overlaps(windows[0].span));
    }

    proptest! {
        /// Every word of a mail is in a unit, except in its footers.
        #[test]
        fn no_line_of_a_mail_is_lost(mail_text in "(> |[a-zé]{1,8}|[.,:?]| |\n|On 3 March 2026 Jo wrote:\n|Best regards,\n|Petra\n|-- \n){0,60}") {
            let document = mail(&mail_text);
            let units = super::units(&document);
            let runs = layers(&mail_text, &Context { author: Some("Petra Lang"), ..Context::default() });
            for (at, _) in mail_text.chars().enumerate().filter(|(_, c)| c.is_alphanumeric()) {
                let within = |span: Span| span.start <= at && at < span.end;
                let footer = runs.iter().any(|run| run.layer == Layer::Footer && within(run.span));
                prop_assert!(footer || units.iter().any(|unit| within(unit.span)));
            }
            for unit in &units {
                prop_assert_eq!(unit.speaker.is_some(), unit.layer == Some(Layer::Own));
                prop_assert!(runs.iter().any(|run| Some(run.layer) == unit.layer && run.span.contains(unit.span)));
            }
        }

        /// Chunks quote their document exactly and come out the same every time; every word of a talk is in a unit, every unit in a window.
        #[test]
        fn chunks_cover_and_quote(turns in prop::collection::vec(("[AB]", "[a-zé0-9.]{1,6}( [a-zé?]{1,5}){0,200}"), 1..12)) {
            let turns: Vec<(&str, &str)> = turns.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
            let document = talk(&turns);
            let chunks = chunk(&document);
            let again = chunk(&document);
            prop_assert_eq!(&chunks, &again);
            for chunk in &chunks {
                prop_assert_eq!(chunk.span.of(&document.text), chunk.text.as_str());
            }
            let (units, windows): (Vec<&Chunk>, Vec<&Chunk>) = chunks.iter().partition(|c| c.level == ChunkLevel::Unit);
            let alone = super::units(&document).into_iter().map(|unit| (unit.span, unit.text, unit.speaker));
            let among = units.iter().map(|c| (c.span, c.text.clone(), c.speaker.clone()));
            prop_assert!(alone.eq(among));
            let words: usize = units.iter().map(|c| c.text.split_whitespace().count()).sum();
            prop_assert_eq!(words, document.text.split_whitespace().count());
            for unit in units {
                prop_assert!(windows.iter().any(|window| window.span.contains(unit.span)));
            }
        }
    }
}
