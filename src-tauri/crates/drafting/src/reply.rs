//! The skeleton of a reply: each thing they ask, what history says to it, and a visible blank where the rep has to write.
//!
//! Where history says nothing to a question, what the shelf says stands beside its blank, named as what it is. No model runs and nothing is
//! made up: beside fixed words of greeting and order, every line is a quotation with its source. A price, a discount or a date stands in it
//! only where somebody said it.

use crate::{
    answer::{Answer, Said},
    asking::Passage,
    desk::{Desk, item, verify},
    phrases::Phrases,
    sections::phrase,
    voice::{Formality, Voice},
};
use domain::property;
use domain::{
    Citation, Document, Dossier, Dropped, Item, ItemKind, ObjectType, Record, RecordId, Source, Sources, Span,
    mail::{Context, own_words},
};
use facts::{Language, PromiseStatus, Side, asked, content_stems, language, own_words_of};
use jiff::civil::Date;
use std::collections::BTreeSet;

/// What stands where nothing is known, for the rep to fill in.
pub const BLANK: &str = "[…]";
/// The most questions of a mail that are answered one by one.
const QUESTIONS_MAX: usize = 8;
/// The most quotations that stand beside one question.
const QUOTES_MAX: usize = 2;
/// The most words of a quotation within the ask at the end.
const PHRASE_WORDS: usize = 16;

/// What is to be answered: a mail that is here, or text the rep pasted.
#[derive(Debug, Clone, PartialEq)]
pub struct Inbound {
    /// The whole text of the mail, quoted history included.
    pub text: String,
    /// Who wrote the mail; `None` where that is not known.
    pub from: Option<String>,
    /// The stretches of the text that its author wrote.
    own: Vec<Span>,
    /// The mail's document, where the mail is here; `None` for pasted text.
    document: Option<Document>,
}

impl Inbound {
    /// A mail of the dossier, by its id; `None` where it is not there or has no text.
    pub fn mail(dossier: &Dossier, id: &RecordId) -> Option<Self> {
        let entry =
            dossier.entries.iter().find(|entry| entry.activity.id == *id && entry.activity.at <= dossier.as_of)?;
        let document = entry.documents.iter().find(|document| document.part.0 != property::EMAIL_SUBJECT)?;
        let own = own_words_of(dossier, entry, document);
        Some(Self {
            text: document.text.clone(),
            from: document.speaker.clone(),
            own,
            document: Some(document.clone()),
        })
    }

    /// Text the rep pasted, with its author's name where they gave one.
    pub fn pasted(text: &str, from: Option<&str>) -> Self {
        let own = own_words(text, &Context { author: from, ..Context::default() });
        Self { text: text.to_owned(), from: from.map(str::to_owned), own, document: None }
    }

    /// The language it is written in, and is answered in.
    pub fn language(&self) -> Language {
        let own: Vec<&str> = self.own.iter().map(|stretch| stretch.of(&self.text)).collect();
        language(&own.join("\n"))
    }

    /// The contact who wrote it, where they are one of the account's.
    pub fn author<'a>(&self, dossier: &'a Dossier) -> Option<&'a Record> {
        dossier.author(self.from.as_deref()?)
    }

    /// The stretches of the text that its author wrote, in order: neither history nor forwarded text, neither signature nor footer.
    pub fn own(&self) -> &[Span] {
        &self.own
    }

    /// The document it stands in; none for pasted text.
    pub fn document(&self) -> Option<&Document> {
        self.document.as_ref()
    }

    /// The id of the mail; `None` for pasted text.
    pub fn record(&self) -> Option<&RecordId> {
        self.document.as_ref().map(|document| &document.record)
    }

    /// The questions and requests in it, in order and word for word, at most eight: what [`reply`] wants an answer to.
    pub fn questions(&self) -> Vec<String> {
        self.spans().into_iter().map(|span| span.of(&self.text).replace('\n', " ")).collect()
    }

    fn spans(&self) -> Vec<Span> {
        asked(&self.text, &self.own).into_iter().take(QUESTIONS_MAX).collect()
    }
}

/// What a line of a reply's skeleton is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ReplyPart {
    /// The salutation of the reply.
    Greeting,
    /// Thanks for their mail, in fixed words.
    Courtesy,
    /// A question of theirs, word for word as they asked it.
    Question,
    /// What history says to it: goes to the rep, beside the text, and out only if the rep takes it over.
    History,
    /// What the shelf says to it where history says nothing: for the rep's eyes too, since a playbook is not for every reader.
    Collateral,
    /// A blank for the rep to fill in.
    Blank,
    /// The one thing that is asked of them at the end.
    Ask,
    /// The closing of the reply.
    Closing,
}

impl ReplyPart {
    /// The part's name for scripts, as in `courtesy`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Greeting => "greeting",
            Self::Courtesy => "courtesy",
            Self::Question => "question",
            Self::History => "history",
            Self::Collateral => "collateral",
            Self::Blank => "blank",
            Self::Ask => "ask",
            Self::Closing => "closing",
        }
    }
}

/// One line of a reply's skeleton.
#[derive(Debug, Clone, PartialEq)]
pub struct ReplyLine {
    /// What the line is for.
    pub part: ReplyPart,
    /// The line as it is shown.
    pub text: String,
    /// What the line claims, with its citations; none for fixed words, blanks, and questions of pasted text.
    pub item: Option<Item>,
}

/// The skeleton of a reply: fixed words, their questions, quotations of what is known, and blanks.
#[derive(Debug, Clone, PartialEq)]
pub struct Reply {
    /// The language of the inbound, and of the fixed words.
    pub language: Language,
    /// The lines of the skeleton, in order.
    pub lines: Vec<ReplyLine>,
    /// Questions that history says something to, and all of them.
    pub answered: (usize, usize),
    /// Questions that only the shelf says something to.
    pub from_shelf: usize,
    /// The text behind every citation of the lines.
    pub sources: Sources,
    /// Lines that grounding refused and that were left out, each with the reason.
    pub dropped: Vec<Dropped>,
}

impl Reply {
    /// The text to send once the blanks are filled: without what history and the shelf say, which is for the rep's eyes.
    pub fn body(&self) -> String {
        let beside = [ReplyPart::History, ReplyPart::Collateral];
        let shown = self.lines.iter().filter(|line| !beside.contains(&line.part));
        shown.map(|line| line.text.as_str()).collect::<Vec<_>>().join("\n\n")
    }

    /// The claims of the lines, in order; fixed words and blanks claim nothing.
    pub fn items(&self) -> Vec<Item> {
        self.lines.iter().filter_map(|line| line.item.clone()).collect()
    }
}

/// Everything that was said on the account before an inbound, as [`crate::answer()`] wants it, without how near its meaning is. For callers
/// that have no index; the inbound itself is left out, since a question does not answer itself.
pub fn passages(dossier: &Dossier, inbound: &Inbound) -> Vec<Said> {
    let known = dossier.as_known();
    let desk = Desk::of(&known);
    let mut sources: Vec<&RecordId> = Vec::new();
    let mut said = Vec::new();
    for statement in desk.statements.iter().filter(|s| s.at <= dossier.as_of && Some(&s.activity) != inbound.record()) {
        let source = sources.iter().position(|known| **known == statement.activity).unwrap_or_else(|| {
            sources.push(&statement.activity);
            sources.len() - 1
        });
        let passage = Passage {
            text: statement.text.clone(),
            speaker: Some(statement.speaker.clone()),
            source,
            day: Some(statement.day),
            ..Passage::default()
        };
        said.push(Said { passage, citation: statement.citation.clone(), at: statement.at });
    }
    said
}

/// What is known to the questions of an inbound, in their order; one that is missing counts as nothing known.
#[derive(Debug, Clone, Copy, Default)]
pub struct Known<'a> {
    /// Answers from the account's history, one a question.
    pub history: &'a [Answer],
    /// From the shelf, for those that history says nothing to.
    pub shelf: &'a [Answer],
}

/// Writes the skeleton. `answers` are those of [`Inbound::questions`], in their order, from [`crate::answer()`]; one that is missing counts
/// as nothing known. Deterministic; ends with exactly one ask.
pub fn reply(dossier: &Dossier, inbound: &Inbound, answers: &[Answer]) -> Reply {
    let known = Known { history: answers, shelf: &[] };
    reply_as(dossier, inbound, known, &Voice::none(inbound.language()), "", false)
}

/// The same in the rep's own voice, signed with their name; a warm one thanks for the mail first.
pub fn reply_as(
    dossier: &Dossier,
    inbound: &Inbound,
    said: Known<'_>,
    voice: &Voice,
    rep: &str,
    is_warm: bool,
) -> Reply {
    let known = dossier.as_known();
    let mut desk = Desk::of(&known);
    let language = inbound.language();
    let words = Words::of(language, voice.formality);
    let mut lines = vec![plain(ReplyPart::Greeting, greeting(dossier, inbound, voice))];
    if is_warm {
        lines.push(plain(ReplyPart::Courtesy, words.thanks.to_owned()));
    }
    let questions = inbound.spans();
    let (mut answered, mut from_shelf) = (0, 0);
    for (index, span) in questions.iter().enumerate() {
        lines.push(question(&mut desk, inbound, *span));
        let asked = span.of(&inbound.text);
        let history = said.history.get(index).map(|answer| history(&mut desk, inbound, asked, answer, words));
        let history = history.unwrap_or_default();
        let shelf = said.shelf.get(index).filter(|_| history.is_empty());
        let shelf = shelf.and_then(|answer| collateral(&mut desk, asked, answer, words));
        answered += usize::from(!history.is_empty());
        from_shelf += usize::from(shelf.is_some());
        lines.extend(history.into_iter().chain(shelf));
        lines.push(plain(ReplyPart::Blank, BLANK.to_owned()));
    }
    if questions.is_empty() {
        lines.push(plain(ReplyPart::Blank, BLANK.to_owned()));
    }
    lines.push(ask(&mut desk, inbound, words));
    lines.push(plain(ReplyPart::Closing, voice.close(rep)));
    checked(desk, words, lines, (answered, questions.len()), from_shelf)
}

fn checked(desk: Desk<'_>, words: Words, lines: Vec<ReplyLine>, answered: (usize, usize), from_shelf: usize) -> Reply {
    let moment = desk.moment();
    let (mut kept, mut dropped) = (Vec::new(), Vec::new());
    for mut line in lines {
        let refused = line.item.as_mut().and_then(|item| verify(item, &desk.sources, &moment, None).err());
        match refused {
            None => kept.push(line),
            Some(refused) => dropped.push(refused),
        }
    }
    // Whatever grounding did to it, a reply asks one thing at the end.
    if !kept.iter().any(|line| line.part == ReplyPart::Ask) {
        let at = kept.len().saturating_sub(1);
        kept.insert(at, plain(ReplyPart::Ask, words.open_ask.to_owned()));
    }
    let cited: BTreeSet<&Citation> =
        kept.iter().filter_map(|line| line.item.as_ref()).flat_map(|item| &item.citations).collect();
    let sources = desk.sources.into_iter().filter(|(citation, _)| cited.contains(citation)).collect();
    Reply { language: words.language, lines: kept, answered, from_shelf, sources, dropped }
}

fn plain(part: ReplyPart, text: String) -> ReplyLine {
    ReplyLine { part, text, item: None }
}

/// The fixed words of a reply in one language.
#[derive(Debug, Clone, Copy)]
struct Words {
    thanks: &'static str,
    open_ask: &'static str,
    question_ask: &'static str,
    promise_ask: &'static str,
    shelf: &'static str,
    language: Language,
}

impl Words {
    fn of(language: Language, formality: Formality) -> Self {
        match (language, formality) {
            (Language::French, Formality::Informal) => Self {
                thanks: "merci pour ton message.",
                open_ask: "De quoi avez-vous besoin de notre part pour la suite ?",
                question_ask: "Je me permets de te reposer la question :",
                promise_ask: "Où en est-on sur ce point :",
                shelf: "D’après nos documents",
                language,
            },
            (Language::French, _) => Self {
                thanks: "merci pour votre message.",
                open_ask: "De quoi avez-vous besoin de notre part pour la suite ?",
                question_ask: "Je me permets de vous reposer la question :",
                promise_ask: "Où en est-on sur ce point :",
                shelf: "D’après nos documents",
                language,
            },
            (Language::German, Formality::Informal) => Self {
                thanks: "danke für deine Nachricht.",
                open_ask: "Was braucht ihr von uns für den nächsten Schritt?",
                question_ask: "Darf ich noch einmal fragen:",
                promise_ask: "Wie steht es hierum:",
                shelf: "Aus den Unterlagen",
                language,
            },
            (Language::German, _) => Self {
                thanks: "vielen Dank für Ihre Nachricht.",
                open_ask: "Was brauchen Sie von uns für den nächsten Schritt?",
                question_ask: "Darf ich noch einmal fragen:",
                promise_ask: "Wie steht es hierum:",
                shelf: "Aus den Unterlagen",
                language,
            },
            _ => Self {
                thanks: "Thank you for your mail.",
                open_ask: "What do you need from us to take the next step?",
                question_ask: "May I ask you once more:",
                promise_ask: "Where does this stand:",
                shelf: "From the shelf",
                language,
            },
        }
    }

    fn date(self, day: Date) -> String {
        Phrases::of(self.language).date(day)
    }
}

fn greeting(dossier: &Dossier, inbound: &Inbound, voice: &Voice) -> String {
    let author = inbound.author(dossier);
    let full = author.map(domain::Record::display_name);
    voice.greet(author.and_then(|contact| contact.get(property::FIRST_NAME)), full.as_deref())
}

/// The line that repeats a question of theirs as it stands in the mail.
fn question(desk: &mut Desk<'_>, inbound: &Inbound, span: Span) -> ReplyLine {
    let words = span.of(&inbound.text);
    let text = format!("> {}", words.replace('\n', " "));
    let Some(document) = &inbound.document else { return plain(ReplyPart::Question, text) };
    let citation = Citation {
        record: document.record.clone(),
        part: document.part.clone(),
        content: document.content_hash(),
        span,
    };
    let source = Source {
        record: document.record.clone(),
        property: Some(document.part.0.clone()),
        time: document.at,
        speaker: document.speaker.clone(),
        side: desk.side_of(document.speaker.as_deref()),
        text: words.replace('\n', " "),
    };
    desk.sources.insert(citation.clone(), source);
    let line = item(ItemKind::Quote, Some("their_question"), words.replace('\n', " "), vec![citation]);
    ReplyLine { part: ReplyPart::Question, text, item: Some(line) }
}

/// What was said to a question, newest first; nothing where only something near it was.
fn history(desk: &mut Desk<'_>, inbound: &Inbound, question: &str, answer: &Answer, words: Words) -> Vec<ReplyLine> {
    let mut found = Vec::new();
    let wanted = content_stems(question);
    let shared = |line: &Item| content_stems(&line.text).intersection(&wanted).count();
    let quotes = answer.items.iter().filter(|line| answer.found() && line.kind == ItemKind::Quote);
    // A customer reads this: what has far fewer of their words than another passage is left to `ask`.
    let most = quotes.clone().map(shared).max().unwrap_or(0);
    for quote in quotes.filter(|line| most == shared(line) || most < 2 * shared(line)).take(QUOTES_MAX) {
        let Some(citation) = quote.citations.first() else { continue };
        let Some(source) = answer.sources.get(citation) else { continue };
        if Some(&source.record) == inbound.record() {
            continue;
        }
        desk.sources.insert(citation.clone(), source.clone());
        let by = source.speaker.as_deref().map(|speaker| format!("{speaker}, ")).unwrap_or_default();
        let text = format!("{by}{}: “{}”", words.date(desk.day(source.time)), quote.text);
        let mut line = quote.clone();
        line.rule = Some("said_before".to_owned());
        found.push(ReplyLine { part: ReplyPart::History, text, item: Some(line) });
    }
    found
}

/// What a document of the shelf says to a question, word for word, under its title: the quotation with most of the question's words.
fn collateral(desk: &mut Desk<'_>, question: &str, answer: &Answer, words: Words) -> Option<ReplyLine> {
    let wanted = content_stems(question);
    let shared = |line: &&Item| content_stems(&line.text).intersection(&wanted).count();
    let quotes = answer.items.iter().filter(|line| answer.found() && line.kind == ItemKind::Quote);
    // Of equals the first, which is the newest.
    let quote = quotes.rev().max_by_key(shared)?;
    let citation = quote.citations.first()?;
    let source = answer.sources.get(citation)?;
    desk.sources.insert(citation.clone(), source.clone());
    let title = source.speaker.as_deref().map(|title| format!(", {title}")).unwrap_or_default();
    let text = format!("{}{title}: “{}”", words.shelf, quote.text);
    let line = Item { rule: Some("on_the_shelf".to_owned()), ..quote.clone() };
    Some(ReplyLine { part: ReplyPart::Collateral, text, item: Some(line) })
}

/// The one ask: what we asked them last and they have not answered, else what they promised and is overdue, else an open one.
fn ask(desk: &mut Desk<'_>, inbound: &Inbound, words: Words) -> ReplyLine {
    // The item is what was said; the words around it are fixed ones and claim nothing.
    let line = |rule: &str, lead: &str, said: String, citation: Citation| {
        let item = item(ItemKind::Question, Some(rule), said.clone(), vec![citation]);
        ReplyLine { part: ReplyPart::Ask, text: format!("{lead} {said}"), item: Some(item) }
    };
    // What the inbound itself answers is not asked again: it counts as an answer to every question before it.
    let ours = desk.questions.iter().rfind(|question| question.asked_by == Side::Us && question.days <= 30).cloned();
    if let Some(question) = ours.filter(|_| inbound.record().is_some()) {
        let (said, citation) = phrase(&question.statement, PHRASE_WORDS);
        let citation = desk.cite(&question.statement, citation);
        return line("our_open_question", words.question_ask, format!("“{said}”"), citation);
    }
    let overdue = desk.promises.iter().rfind(|promise| {
        promise.by == Side::Them
            && promise.statement.at <= desk.dossier.as_of
            && matches!(promise.status, PromiseStatus::Overdue { days } if days <= 30)
            && inbound.from.as_deref() == Some(promise.whom.as_str())
    });
    if let Some(promise) = overdue.cloned() {
        let words_said = promise.text.get(facts::short_quote(&promise.text, PHRASE_WORDS)).unwrap_or(&promise.text);
        let said = format!("“{words_said}”?");
        let citation = desk.cite(&promise.statement, promise.quoted());
        return line("their_overdue_promise", words.promise_ask, said, citation);
    }
    plain(ReplyPart::Ask, words.open_ask.to_owned())
}

/// The one ask of a mail that nothing more pressing has to be asked in.
pub fn open_ask(voice: &Voice) -> &'static str {
    Words::of(voice.language, voice.formality).open_ask
}

/// The newest mail of theirs that nobody has answered, for a draft that names none.
pub fn unanswered(dossier: &Dossier) -> Option<RecordId> {
    let known = dossier.as_known();
    let desk = Desk::of(&known);
    let asked = desk.questions.iter().rfind(|question| question.asked_by == Side::Them);
    let latest = || {
        let mails = dossier
            .entries
            .iter()
            .filter(|entry| entry.activity.object() == ObjectType::Email && entry.activity.at <= dossier.as_of);
        let theirs = |id: &RecordId| desk.statements.iter().any(|s| s.activity == *id && s.side == Side::Them);
        mails.rev().map(|entry| entry.activity.id.clone()).find(|id| theirs(id))
    };
    asked.map(|question| question.statement.activity.clone()).or_else(latest)
}
