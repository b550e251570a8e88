//! Where a mail quotes or forwards another: marks, header blocks, attributions, rules; and where its author goes on.

use super::{
    Author, Context, Label, Layer, automatic, footer,
    lines::{Line, Phrases, Shape, address, plain, shape, words},
    signature::{
        begins_short, closes, is_name_of, is_name_shaped, is_particular, is_prose, is_short_form, name_tokens,
    },
};

/// The most lines an attribution ("On … wrote:") may be broken over.
const ATTRIBUTION_LINES: usize = 4;
/// The most words an attribution may have.
const ATTRIBUTION_WORDS: usize = 36;
/// So many words in a row are not said twice by chance, by the one and by the other; "I look forward to hearing from you" is.
const REPEATED_WORDS: usize = 8;
/// Lines within which a marked line shows that answers stand between them.
const ANSWERS_WITHIN: usize = 60;
/// The most lines a list of recipients may go on for.
const CONTINUED_LINES: usize = 6;

/// Says of each line whether it is quoted, forwarded or automatic; the rest, signature and footers included, is left as the author's own.
pub(super) fn labels(lines: &[Line<'_>], context: &Context<'_>) -> Vec<Label> {
    let own = Label { layer: Layer::Own, by: None };
    let mut labels = vec![own.clone(); lines.len()];
    let subject = context.subject.unwrap_or_default();
    if automatic::is_failure(subject) || context.author.is_some_and(automatic::is_machine) {
        labels.iter_mut().for_each(|label| label.layer = Layer::Automatic);
        return labels;
    }
    let forwards = is_forward(subject);
    let mut at = 0;
    // `spoke`: whether the author has said something so far.
    let (mut opened, mut system, mut first, mut spoke) = (false, false, true, false);
    // What a `>` means from here on.
    let mut quoted = Label { layer: Layer::History, by: None };
    while let Some(line) = lines.get(at) {
        if 0 < line.depth {
            // Apple marks what it forwards.
            let begins = !opened
                && at.checked_sub(1).and_then(|before| lines.get(before)).is_none_or(|before| before.depth == 0);
            if begins && let Some(found) = opening(lines, at) {
                let forward = found.means == Means::Forward || forwards && found.has_header;
                quoted = if forward { Label { layer: Layer::Forwarded, by: found.by } } else { quoted };
                opened = true;
            }
            labels[at] = quoted.clone();
            at += 1;
            continue;
        }
        if line.is_blank() {
            at += 1;
            continue;
        }
        let comment = if system { comment(lines, at, context) } else { None };
        if let Some((end, true)) = comment {
            labels[at..end].iter_mut().for_each(|label| label.layer = Layer::Automatic);
            at = end;
            continue;
        }
        let comment =
            comment.map(|(end, _)| Opening { end, means: Means::Unsaid, has_header: true, by: author_of(line.body) });
        let Some(opening) = opening(lines, at).or(comment) else {
            if at.checked_sub(1).and_then(|before| lines.get(before)).is_some_and(|before| 0 < before.depth)
                && is_lost_tail(lines, at, context)
            {
                labels[at] = quoted.clone();
            } else if let Some(end) = automatic::join_block(lines, at) {
                labels[at..end].iter_mut().for_each(|label| label.layer = Layer::Automatic);
                at = end;
                continue;
            } else if automatic::is_system_line(line)
                || system && automatic::is_about_a_request(line)
                || system && automatic::is_pair(line) && !spoke
                || system && automatic::is_status(line)
            {
                system = true;
                labels[at].layer = Layer::Automatic;
            }
            spoke |= labels[at].layer == Layer::Own;
            at += 1;
            continue;
        };
        let layer = match opening.means {
            Means::Forward => Layer::Forwarded,
            Means::Unsaid if forwards && !opened && opening.has_header => Layer::Forwarded,
            Means::Original if forwards && !opened => Layer::Forwarded,
            _ => Layer::History,
        };
        opened = true;
        let by = |opening: &Opening| opening.by.clone().filter(|_| layer == Layer::Forwarded);
        quoted = Label { layer, by: by(&opening) };
        labels[at..opening.end].iter_mut().for_each(|label| *label = quoted.clone());
        let next = next_said(lines, opening.end);
        let marked = next.and_then(|next| lines.get(next)).is_none_or(|next| 0 < next.depth);
        if marked || !opening.has_header && is_answered_between(lines, opening.end) {
            at = opening.end;
            continue;
        }
        if first {
            arrows(lines, at, opening.end, &mut labels, context);
        }
        let alone = first && !spoke;
        first = false;
        at = unmarked(lines, &opening, quoted.clone(), &mut labels, context, alone);
    }
    if !opened && is_new(subject) {
        arrows(lines, lines.len(), lines.len(), &mut labels, context);
    }
    pasted(lines, &mut labels, context);
    labels
}

/// Whether a subject is given and has no prefix of a reply: nothing is quoted in such a mail by habit.
fn is_new(subject: &str) -> bool {
    let bare = automatic::without_tags(&plain(subject));
    !bare.is_empty() && bare.split_once(':').is_none_or(|(prefix, _)| 6 < prefix.trim().chars().count())
}

/// Gives back to the author lines that merely begin with an arrow: they stand above the first introduction, which begins at `at`, nothing
/// introduces them, and neither what is quoted below nor any earlier mail has their words.
fn arrows(lines: &[Line<'_>], at: usize, below: usize, labels: &mut [Label], context: &Context<'_>) {
    let marked: Vec<usize> = (0..at).filter(|above| 0 < lines[*above].depth).collect();
    if marked.is_empty()
        || labels[..at].iter().zip(lines).any(|(label, line)| line.depth == 0 && label.layer != Layer::Own)
    {
        return;
    }
    let mut quoted = super::Earlier::default();
    lines.iter().skip(below).for_each(|line| quoted.add("", line.body));
    let held = |line: &Line<'_>| {
        quoted.holds(&line.plain) || context.earlier.is_some_and(|earlier| earlier.holds(&line.plain))
    };
    let mut telling = marked.iter().map(|at| &lines[*at]).filter(|line| 4 <= line.words).peekable();
    let asks = marked.iter().any(|at| lines[*at].plain.ends_with('?') || lines[*at].is_blank());
    if telling.peek().is_some() && !asks && !telling.any(held) {
        marked.into_iter().for_each(|at| labels[at].layer = Layer::Own);
    }
}

/// In a mail of a ticket system: a name over a moment, as it heads each comment. The line after both, and whether the author is meant.
fn comment(lines: &[Line<'_>], at: usize, context: &Context<'_>) -> Option<(usize, bool)> {
    let line = lines.get(at)?;
    let below = line.words <= 6
        && !line.plain.ends_with(['.', '?', '!', ','])
        && lines.get(at + 1).is_some_and(automatic::is_moment);
    // "Jo Lind (3 Mar 2026, 10:41)"
    let seen = shape(&line.plain);
    let beside = line.words <= 10
        && line.plain.contains(['(', ','])
        && line.plain.ends_with([')', ':'])
        && seen.day
        && seen.time;
    if !below && !beside {
        return None;
    }
    let name = context.author.map(name_tokens).unwrap_or_default();
    Some((at + 1 + usize::from(below), words(&line.plain).any(|word| name.iter().any(|token| token == word))))
}

/// How a mail of somebody else begins within this one.
struct Opening {
    /// The number of the line after the introduction.
    end: usize,
    means: Means,
    /// Whether a block of header lines introduces it.
    has_header: bool,
    /// Who wrote the other mail, as its introduction says.
    by: Option<Author>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Means {
    Forward,
    Original,
    Unsaid,
}

/// The introduction that begins at a line, if one does: a rule, a header block, an attribution, or a rule and one of the others.
fn opening(lines: &[Line<'_>], at: usize) -> Option<Opening> {
    let line = lines.get(at)?;
    let marker = marker(line);
    if let Some(marker) = marker {
        let next = next_said(lines, at + 1).filter(|next| *next <= at + 2 + usize::from(marker != Marker::Bare));
        let depth = |next: usize| lines.get(next).map_or(0, |line| line.depth);
        let introduced = next.filter(|next| depth(*next) == line.depth).and_then(|next| {
            header(lines, next, true).or_else(|| attribution(lines, next).filter(|_| marker != Marker::Bare))
        });
        match (marker, introduced) {
            (Marker::Named(means), Some(found)) => return Some(Opening { means, ..found }),
            (Marker::Named(means), None) => {
                // Apple quotes the header of what is forwarded.
                let by = next.and_then(|next| header(lines, next, true)).and_then(|found| found.by);
                return Some(Opening { end: at + 1, means, has_header: false, by });
            }
            (Marker::Bare, Some(found)) => return Some(found),
            (Marker::Bare, None) => {}
        }
    }
    header(lines, at, false).or_else(|| attribution(lines, at))
}

fn next_said(lines: &[Line<'_>], from: usize) -> Option<usize> {
    lines.iter().skip(from).position(|line| !line.is_empty()).map(|next| from + next)
}

/// Whether the lines below an unmarked introduction are answers between marked ones, rather than a mail that quotes an older one with marks.
fn is_answered_between(lines: &[Line<'_>], from: usize) -> bool {
    let Some(first) =
        lines.iter().skip(from).take(ANSWERS_WITHIN).position(|line| 0 < line.depth).map(|first| from + first)
    else {
        return false;
    };
    // What is introduced here ends where the next introduction stands.
    let introduced = (from..first)
        .rev()
        .take(ATTRIBUTION_LINES + 2)
        .any(|at| opening(lines, at).is_some_and(|o| first <= o.end + 2));
    !introduced && (from..first).all(|at| header(lines, at, false).is_none())
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Marker {
    /// "-----Original Message-----", "Begin forwarded message:".
    Named(Means),
    /// A rule, with or without words that we do not know.
    Bare,
}

fn marker(line: &Line<'_>) -> Option<Marker> {
    let text = line.plain.as_str();
    let rule = |c: char| matches!(c, '-' | '_' | '=' | '~' | '#' | '·');
    let lead = text.chars().take_while(|c| rule(*c)).count();
    let tail = text.chars().rev().take_while(|c| rule(*c)).count();
    if 8 < line.words {
        return None;
    }
    if 2 <= lead {
        if line.words == 0 {
            return (5 <= lead).then_some(Marker::Bare);
        }
        if 2 <= tail || 4 <= lead {
            let named = if FORWARD.any(text) {
                Some(Means::Forward)
            } else if ORIGINAL.any(text) {
                Some(Means::Original)
            } else {
                None
            };
            return Some(named.map_or(Marker::Bare, Marker::Named));
        }
    }
    let begins = line.words <= 7 && text.ends_with(':') && BEGINS.any(text) && FORWARD.any(text);
    if begins {
        return Some(Marker::Named(Means::Forward));
    }
    // The words without their dashes count where a header follows.
    (line.words <= 4 && ORIGINAL.is(text)).then_some(Marker::Bare)
}

static FORWARD: Phrases = Phrases::new(&[
    "forwarded message",
    "forwarded by",
    "forwarded mail",
    "forwarded email",
    "forwarded letter",
    "weitergeleitete nachricht",
    "weitergeleiteten nachricht",
    "weitergeleitete mail",
    "weitergeleitete e-mail",
    "weitergeleitet",
    "message transfere",
    "message reexpedie",
    "courriel transfere",
    "message transmis",
    "mensaje reenviado",
    "mensaje reexpedido",
    "correo reenviado",
    "messaggio inoltrato",
    "messaggio rispedito",
    "inoltrato",
    "doorgestuurd bericht",
    "doorgestuurde bericht",
    "doorgezonden bericht",
    "doorgestuurd",
    "videresendt",
    "viderestillet",
    "vidarebefordrat",
    "vidarebefordrad",
    "vidarebefordrade",
    "przekazana wiadomosc",
    "przekazanej wiadomosci",
    "przekazywanej wiadomosci",
    "wiadomosc przekazana",
    "przekazywana wiadomosc",
    "mensagem encaminhada",
    "mensagem reencaminhada",
]);
static BEGINS: Phrases = Phrases::new(&[
    "begin",
    "anfang",
    "debut",
    "inicio",
    "inizio",
    "begin",
    "start",
    "vidarebefordrat",
    "poczatek",
    "inicio",
    "weitergeleitet",
    "forwarded",
]);
static ORIGINAL: Phrases = Phrases::new(&[
    "original message",
    "original mail",
    "original e-mail",
    "original email",
    "originalnachricht",
    "original-nachricht",
    "ursprungliche nachricht",
    "ursprungliche mail",
    "urspr. nachricht",
    "message original",
    "message d'origine",
    "message precedent",
    "mensaje original",
    "messaggio originale",
    "messaggio originario",
    "oorspronkelijk bericht",
    "oorspronkelijke bericht",
    "origineel bericht",
    "original bericht",
    "oprindelig meddelelse",
    "oprindelig besked",
    "original besked",
    "originalbesked",
    "ursprungligt meddelande",
    "originalmeddelande",
    "ursprungligt brev",
    "oryginalna wiadomosc",
    "wiadomosc oryginalna",
    "pierwotna wiadomosc",
    "mensagem original",
    "reply message",
]);
static ENDS: Phrases = Phrases::new(&[
    "end of",
    "end forwarded",
    "ende der",
    "fin du",
    "fin del",
    "fine del",
    "fine messaggio",
    "einde ",
    "koniec ",
    "fim da",
]);

/// Whether a subject begins as one of a mail that was passed on, in ten languages and behind a tag.
fn is_forward(subject: &str) -> bool {
    let bare = automatic::without_tags(&plain(subject));
    let Some((prefix, _)) = bare.split_once(':') else { return false };
    let prefix = prefix.trim().split('[').next().unwrap_or_default();
    matches!(
        prefix,
        "fw" | "fwd"
            | "wg"
            | "tr"
            | "rv"
            | "i"
            | "inoltra"
            | "doorst"
            | "vs"
            | "vb"
            | "pd"
            | "enc"
            | "fs"
            | "wtr"
            | "vl"
            | "rif"
            | "fwd fwd"
            | "res fw"
    )
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Field {
    From,
    Sent,
    To,
    Copy,
    Subject,
    Other,
}

/// A line of a header block: which field, and its value in plain letters.
fn field(text: &str) -> Option<(Field, &str)> {
    let (name, value) = text.split_once(':')?;
    let name = name.trim().trim_matches(['_', '|', ' ', '-']);
    let known = match name {
        "from" | "von" | "de" | "da" | "van" | "fra" | "fran" | "od" | "absender" | "expediteur" | "remitente"
        | "mittente" | "afzender" | "afsender" | "avsandare" | "nadawca" | "remetente" | "emetteur" | "envoye par"
        | "lahettaja" | "от" | "от кого" | "发件人" | "差出人" | "kimden" => Field::From,
        "sent"
        | "date"
        | "gesendet"
        | "gesendet am"
        | "datum"
        | "envoye"
        | "envoye le"
        | "date d'envoi"
        | "enviado"
        | "enviado el"
        | "enviada el"
        | "enviada"
        | "enviada em"
        | "enviado em"
        | "fecha"
        | "fecha de envio"
        | "inviato"
        | "inviata"
        | "inviato il"
        | "data"
        | "data invio"
        | "verzonden"
        | "verzonden op"
        | "verstuurd"
        | "sendt"
        | "dato"
        | "skickat"
        | "skickades"
        | "skickat den"
        | "wyslano"
        | "data wysylki"
        | "wyslane"
        | "on"
        | "отправлено"
        | "дата"
        | "发送时间"
        | "送信日時"
        | "lahetetty"
        | "gonderilen"
        | "sent on"
        | "le"
        | "am"
        | "el"
        | "op"
        | "den"
        | "time"
        | "quando"
        | "zeit" => Field::Sent,
        "to" | "an" | "a" | "para" | "aan" | "til" | "till" | "do" | "empfanger" | "destinataire" | "destinatario"
        | "destinatari" | "ontvanger" | "modtager" | "mottagare" | "adresat" | "кому" | "收件人" | "宛先"
        | "vastaanottaja" | "per" => Field::To,
        "cc" | "kopie" | "kopi" | "copia" | "kopia" | "dw" | "copie" | "copie a" | "bcc" | "udw" | "kopie an"
        | "do wiadomosci" | "cci" | "ccn" | "cco" | "bilag cc" | "c.c" | "con copia" | "in kopie" => Field::Copy,
        "subject" | "betreff" | "betr." | "objet" | "sujet" | "asunto" | "oggetto" | "onderwerp" | "emne" | "amne"
        | "arende" | "temat" | "assunto" | "re" | "тема" | "主题" | "件名" | "aihe" | "konu" => Field::Subject,
        "reply-to" | "antwort an" | "repondre a" | "responder a" | "rispondi a" | "antwoord aan" | "svar til"
        | "svar till" | "svara till" | "odpowiedz do" | "importance" | "priority" | "wichtigkeit" | "prioritat"
        | "importancia" | "importanza" | "urgentie" | "prioriteit" | "prioritet" | "vigtighed" | "attachments"
        | "anlagen" | "anhange" | "pieces jointes" | "datos adjuntos" | "allegati" | "bijlagen"
        | "vedhaeftede filer" | "vedhaeftet" | "bifogade filer" | "zalaczniki" | "anexos" | "organization"
        | "organisation" | "sensitivity" | "vertraulichkeit" | "message-id" | "company" => Field::Other,
        _ => return None,
    };
    Some((known, value.trim()))
}

/// A block of header lines that begins at a line, below a rule or a marker or not.
fn header(lines: &[Line<'_>], at: usize, ruled: bool) -> Option<Opening> {
    let first = lines.get(at)?;
    if !first.plain.contains(':') {
        return None;
    }
    if let Some(end) = fields_in_one(lines, at) {
        return Some(end);
    }
    field(&first.plain).and_then(|_| known_header(lines, at, ruled)).or_else(|| shaped_header(lines, at))
}

/// A header of fields we know by name. Without a rule above it has an address or a moment, as software writes them: "From: Hamburg,
/// To: Bremen, Date: on Friday" is somebody's own list.
fn known_header(lines: &[Line<'_>], at: usize, ruled: bool) -> Option<Opening> {
    let depth = lines.get(at)?.depth;
    let (mut end, mut next) = (at, at);
    let mut seen: Vec<Field> = Vec::new();
    let mut total = Shape::default();
    let (mut by, mut lone, mut bare) = (None, false, 0_usize);
    while let Some(line) = lines.get(next).filter(|line| line.depth == depth && next < at + 40) {
        if line.is_blank() {
            // Paragraphs of HTML leave an empty line between two header lines.
            let goes_on = lines.get(next + 1).is_some_and(|line| {
                line.depth == depth && field(&line.plain).is_some_and(|(field, _)| !seen.contains(&field))
            });
            if !goes_on || next == at {
                break;
            }
            next += 1;
            continue;
        }
        if let Some((field, value)) =
            field(&line.plain).filter(|(field, _)| *field == Field::Other || !seen.contains(field))
        {
            if field == Field::From {
                by = author_of(line.body.split_once([':', '：']).map_or("", |(_, value)| value));
            }
            seen.push(field);
            bare += usize::from(value.is_empty());
            lone = value.is_empty();
            let shape = shape(value);
            total.address |= shape.address;
            total.day |= shape.day && shape.time;
            next += 1;
            end = next;
            continue;
        }
        // A value on the line after its name, or a list of recipients that goes on.
        let continued = seen.last().is_some_and(|last| *last != Field::Sent || lone)
            && (lone
                || lines[next..]
                    .iter()
                    .take(CONTINUED_LINES)
                    .take_while(|line| !line.is_blank())
                    .any(|line| field(&line.plain).is_some())
                || line.body.starts_with('<')
                || line.plain.contains('@'))
            && line.words <= 30;
        if !continued {
            break;
        }
        if lone {
            let shape = shape(&line.plain);
            total.address |= shape.address;
            total.day |= shape.day && shape.time;
            if seen.last() == Some(&Field::From) {
                by = author_of(line.body);
            }
        }
        lone = false;
        next += 1;
        end = next;
    }
    seen.sort_unstable();
    seen.dedup();
    let has = |field: Field| seen.contains(&field);
    let from = has(Field::From);
    let named = seen.iter().filter(|field| **field != Field::Other).count();
    let told = total.day || total.address;
    let holds = from && 2 <= named && (told || ruled)
        || has(Field::Sent) && total.day && has(Field::To) && (has(Field::Subject) || total.address);
    (holds && bare <= seen.len()).then_some(Opening { end, means: Means::Unsaid, has_header: true, by })
}

/// A header whose lines were run together: "From: … Sent: … To: … Subject: …".
fn fields_in_one(lines: &[Line<'_>], at: usize) -> Option<Opening> {
    let line = lines.get(at)?;
    if line.words < 6 || 80 < line.words || line.plain.matches(':').count() < 3 {
        return None;
    }
    let (first, _) = field(&line.plain)?;
    let mut seen = vec![first];
    let mut rest = line.plain.as_str();
    while let Some((head, tail)) = rest.split_once(':') {
        let name = head.trim_end().rsplit(' ').next().unwrap_or_default();
        let name = format!("{name}:");
        if let Some((field, _)) = field(&name).filter(|(field, _)| !seen.contains(field)) {
            seen.push(field);
        }
        rest = tail;
    }
    let by = author_of(line.body.split_once([':', '：']).map_or("", |(_, value)| value));
    let holds = 3 <= seen.len()
        && seen.contains(&Field::From)
        && seen.contains(&Field::Subject)
        && (shape(&line.plain).day || shape(&line.plain).address);
    holds.then_some(Opening { end: at + 1, means: Means::Unsaid, has_header: true, by })
}

/// A header in a language we do not know: four or more "Word: value" lines, somebody first, then a moment.
fn shaped_header(lines: &[Line<'_>], at: usize) -> Option<Opening> {
    let depth = lines.get(at)?.depth;
    let pair = |line: &Line<'_>| -> Option<Shape> {
        let (name, value) = line.plain.split_once(':')?;
        let short = !name.is_empty()
            && name.chars().count() <= 20
            && words(name).count() <= 2
            && !name.contains(|c: char| c.is_ascii_digit());
        (short && !value.trim().is_empty() && !value.starts_with("//")).then(|| shape(value))
    };
    let shapes: Vec<Shape> =
        lines[at..].iter().take(8).take_while(|line| line.depth == depth && !line.is_blank()).map_while(pair).collect();
    let (first, second) = (shapes.first()?, shapes.get(1)?);
    let holds = 4 <= shapes.len()
        && !first.day
        && !first.time
        && first.address
        && second.day
        && second.time
        && shapes.get(2)?.address;
    let by = author_of(lines.get(at)?.body.split_once([':', '：']).map_or("", |(_, value)| value));
    holds.then_some(Opening { end: at + shapes.len(), means: Means::Unsaid, has_header: true, by })
}

/// The line that says when and who: "On 3 March 2026 at 10:41, Jo Lind <jo@lind.example> wrote:", over up to four lines.
fn attribution(lines: &[Line<'_>], at: usize) -> Option<Opening> {
    let first = lines.get(at)?;
    let begins = shape(&first.plain);
    if !(begins.day || begins.time || begins.address || says_wrote(&first.plain) || opens_attribution(first)) {
        return None;
    }
    let mut joined = String::new();
    for (len, line) in lines[at..].iter().take(ATTRIBUTION_LINES).enumerate() {
        if line.depth != first.depth || line.is_blank() {
            return None;
        }
        if !joined.is_empty() {
            joined.push(' ');
        }
        joined.push_str(&line.plain);
        let count = words(&joined).count();
        if ATTRIBUTION_WORDS < count {
            return None;
        }
        let next = next_said(lines, at + len + 1);
        let marked = next.and_then(|next| lines.get(next)).is_some_and(|next| first.depth < next.depth);
        if is_attribution(&joined, marked) {
            let text: Vec<&str> = lines[at..=at + len].iter().map(|line| line.body).collect();
            return Some(Opening {
                end: at + len + 1,
                means: Means::Unsaid,
                has_header: false,
                by: attributed_to(&text.join(" ")),
            });
        }
        // A sentence that ends is nobody's attribution; an abbreviation is.
        let last = line.plain.rsplit(' ').next().unwrap_or_default();
        if line.plain.ends_with(['!', '?']) || line.plain.ends_with('.') && 6 < last.len() || line.plain.ends_with(':')
        {
            return None;
        }
    }
    None
}

fn is_attribution(text: &str, marked: bool) -> bool {
    let shape = shape(text);
    let wrote = says_wrote(text);
    let dashed = text.ends_with("---") && text.starts_with("--");
    let bare = text.trim_end_matches(['-', ' ', '_']);
    let ends = bare.ends_with(':') || dashed;
    let verb_last = wrote && words(bare).last().is_some_and(|last| WROTE.is(last)) && shape.day && shape.time;
    // "On 3 March Jo Lind wrote:" has no year.
    let brief = wrote
        && words(text).next().is_some_and(|word| OPENERS.is(word))
        && words(bare).last().is_some_and(|last| WROTE.is(last))
        && words(text).count() <= 12
        && text.contains(|c: char| c.is_ascii_digit());
    // Who speaks of themselves or to somebody tells a story; they introduce no quotation.
    let tells = words(text).any(|word| TELLS.is(word)) && !shape.address;
    if tells && !marked {
        return false;
    }
    if wrote && (ends || verb_last) {
        return shape.day
            || brief
            || shape.address
            || dashed
            || marked && words(text).count() <= 12 && !tells
            || shape.time && marked;
    }
    ends && !tells && (shape.day && (shape.address || shape.time && marked)) || dashed && shape.day && shape.address
}

fn says_wrote(text: &str) -> bool {
    words(text).any(|word| WROTE.is(word))
}

fn opens_attribution(line: &Line<'_>) -> bool {
    let first = words(&line.plain).next().unwrap_or_default();
    line.words <= 12 && OPENERS.is(first)
}

/// The words that attributions begin with, such as "On" and "Am".
static OPENERS: Phrases = Phrases::new(&["on", "am", "le", "el", "il", "op", "den", "em", "dnia", "no", "dne"]);
static WROTE: Phrases = Phrases::new(&[
    "wrote",
    "writes",
    "schrieb",
    "schreibt",
    "ecrit",
    "ecrivait",
    "escribio",
    "escribia",
    "scritto",
    "scrive",
    "scriveva",
    "scrisse",
    "schreef",
    "schrijft",
    "geschreven",
    "skrev",
    "skriver",
    "skrevet",
    "napisal",
    "napisala",
    "napisali",
    "pisze",
    "escreveu",
    "escreve",
    "escrevia",
    "napsal",
    "napsala",
    "kirjoitti",
    "irta",
    "yazdi",
    "написал",
    "написала",
    "пишет",
    "пише",
    "написав",
    "scris",
    "said",
    "写道",
]);
/// Words of somebody who tells of a letter rather than quotes it.
static TELLS: Phrases = Phrases::new(&[
    "i", "we", "you", "my", "our", "your", "me", "us", "ich", "wir", "mir", "uns", "ihnen", "euch", "dir", "je",
    "nous", "vous", "yo", "nos", "nosotros", "usted", "noi", "mi", "ci", "ik", "wij", "jij", "jeg", "vi", "jag", "du",
    "ja", "nam", "mnie", "eu", "voce", "lui", "jeres",
]);

/// The author that the value of a `From` header names; `None` where it names nobody.
fn author_of(value: &str) -> Option<Author> {
    let value = value.trim().trim_matches(['*', ' ', '\u{a0}']);
    let address = address(value).map(str::to_owned);
    let name = value.split(['<', '[', '(']).next().unwrap_or_default().replace("mailto:", "");
    let name = name.trim().trim_matches(['"', '\'', '“', '”', ',', ';', ' ']).to_owned();
    let name = Some(name).filter(|name| !name.is_empty() && !name.contains('@') && words(&plain(name)).count() <= 8);
    (name.is_some() || address.is_some()).then_some(Author { name, address })
}

/// The author an attribution names: what stands before an address, behind the last number, comma and verb.
fn attributed_to(text: &str) -> Option<Author> {
    let address = address(text).map(str::to_owned);
    let head = text.split(['<', '[']).next().unwrap_or_default().trim_end_matches([':', ' ', ',', '(']);
    let mut name: Vec<&str> = Vec::new();
    for word in head.rsplit([' ', ',']).skip_while(|word| {
        let word = plain(word);
        word.is_empty()
            || WROTE.is(word.trim_end_matches([':', '(', 'a', ')']))
            || WROTE.is(word.as_str())
            || matches!(word.as_str(), "a" | "ha" | "has" | "hat" | "napisal(a)")
    }) {
        let plain = plain(word);
        if word.is_empty()
            || WROTE.is(plain.as_str())
            || !word.starts_with(char::is_uppercase) && !PARTICLES.is(plain.as_str())
            || 5 < name.len()
        {
            break;
        }
        name.push(word);
    }
    while name.last().is_some_and(|word| {
        PARTICLES.is(plain(word).as_str())
            || matches!(plain(word).as_str(), "uhr" | "cet" | "cest" | "gmt" | "pm" | "am")
    }) {
        name.pop();
    }
    name.reverse();
    let name = Some(name.join(" ")).filter(|name| !name.is_empty() && !name.contains(['@', '/']));
    (name.is_some() || address.is_some()).then_some(Author { name, address })
}

static PARTICLES: Phrases = Phrases::new(&[
    "von", "van", "de", "der", "den", "da", "di", "du", "la", "le", "zu", "ter", "ten", "del", "dos", "af",
]);

/// Whether a line between quoted ones lost its mark when they were wrapped.
fn is_lost_tail(lines: &[Line<'_>], at: usize, context: &Context<'_>) -> bool {
    let Some((before, line)) = at.checked_sub(1).and_then(|before| lines.get(before)).zip(lines.get(at)) else {
        return false;
    };
    if before.is_blank() {
        return false;
    }
    let next = lines.get(at + 1).filter(|next| 0 < next.depth);
    if let Some(earlier) = context.earlier.filter(|earlier| !earlier.is_empty()) {
        let mut last: Vec<&str> = words(&before.plain).collect();
        last.drain(..last.len().saturating_sub(3));
        let joined = format!("{} {}", last.join(" "), line.plain);
        if last.len() == 3 && earlier.holds(&joined) {
            return true;
        }
    }
    let ended = |text: &str| text.ends_with(['.', '!', '?', ':', ';']);
    let begins_low = |body: &str| body.starts_with(|c: char| c.is_lowercase());
    let len = before.body.chars().count();
    let resumed = next.is_some_and(|next| begins_low(next.body));
    let between = resumed && !ended(&line.plain) && 40 <= len && line.words <= 6;
    let goes_on =
        begins_low(line.body) && !ended(&before.plain) && line.words <= 8 && 50 <= len && (next.is_some() || 66 <= len);
    between || goes_on
}

/// Labels what follows an introduction without marks; says where the rules go on. It reaches to the end, unless earlier mails, a marker or the
/// way it is signed show that the author goes on.
///
/// `alone` says that the author has said nothing above, so that they may be expected below.
fn unmarked(
    lines: &[Line<'_>],
    opening: &Opening,
    first: Label,
    labels: &mut [Label],
    context: &Context<'_>,
    alone: bool,
) -> usize {
    let mut label = first;
    let mut by = opening.by.clone();
    let mut start = opening.end;
    let mut at = opening.end;
    while let Some(line) = lines.get(at) {
        if 4 <= line.plain.len()
            && line.words <= 8
            && line.depth == 0
            && ENDS.any(&line.plain)
            && FORWARD.any(&line.plain)
        {
            labels[start..=at].iter_mut().for_each(|one| *one = label.clone());
            return at + 1;
        }
        let found = if line.is_blank() { None } else { self::opening(lines, at) };
        if let Some(found) = found {
            stretch(lines, start..at, &label, by.as_ref(), labels, context, alone);
            if label.layer == Layer::Forwarded && found.by.is_some() {
                label.by.clone_from(&found.by);
            }
            labels[at..found.end].iter_mut().for_each(|one| *one = label.clone());
            by = found.by;
            (start, at) = (found.end, found.end);
            continue;
        }
        at += 1;
    }
    stretch(lines, start..lines.len(), &label, by.as_ref(), labels, context, alone);
    // What a program adds below everything is none of the mail it stands under.
    for at in (start..lines.len()).rev().filter(|at| !lines[*at].is_blank()).take(4) {
        if !footer::is_added(&lines[at].plain, lines[at].words) {
            break;
        }
        labels[at] = Label { layer: Layer::Footer, by: None };
    }
    lines.len()
}

/// Labels one quoted mail without marks, answers within and below it apart.
fn stretch(
    lines: &[Line<'_>],
    range: std::ops::Range<usize>,
    label: &Label,
    by: Option<&Author>,
    labels: &mut [Label],
    context: &Context<'_>,
    alone: bool,
) {
    labels[range.clone()].iter_mut().for_each(|one| *one = label.clone());
    let own = Label { layer: Layer::Own, by: None };
    let said = || range.clone().filter(|at| lines.get(*at).is_some_and(|line| !line.is_blank()));
    if let Some(earlier) = context.earlier.filter(|earlier| !earlier.is_empty()) {
        let held: Vec<usize> = said().filter(|at| earlier.holds(&lines[*at].plain)).collect();
        let telling = held.iter().any(|at| 4 <= lines[*at].words);
        if telling && said().count() <= 2 * held.len() {
            let last = held.last().copied().unwrap_or(range.start);
            let names = by.and_then(|by| by.name.as_deref()).map(name_tokens).unwrap_or_default();
            let mut signing = true;
            for at in said().filter(|at| !held.contains(at)) {
                let line = &lines[at];
                // What is below the last line that we hold may be how the other signs, which our copy need not have.
                let theirs = closes(line)
                    || is_name_of(line, &names)
                    || is_particular(line)
                    || footer::is_footer(&line.plain, line.words);
                signing &= at < last || theirs;
                if 0 < line.depth || last < at && signing {
                    continue;
                }
                labels[at] = own.clone();
            }
            return;
        }
    }
    let from = signed_off(lines, range.clone(), by, context, (alone, label.layer == Layer::Forwarded));
    labels[from..range.end].iter_mut().for_each(|one| *one = own.clone());
}

/// Where the author goes on below an unmarked mail that its own author has signed; the range's end where nothing shows that. It takes that the
/// one signs by name and the other at the end of all; where the author has said nothing above, one of both is enough, and in what is forwarded
/// the author's signature at the end of all.
fn signed_off(
    lines: &[Line<'_>],
    range: std::ops::Range<usize>,
    by: Option<&Author>,
    context: &Context<'_>,
    (alone, forwarded): (bool, bool),
) -> usize {
    let end = range.end;
    if end != lines.len() {
        return end;
    }
    let author = context.author.map(name_tokens).unwrap_or_default();
    let theirs = by.and_then(|by| by.name.as_deref()).map(name_tokens).unwrap_or_default();
    if theirs.iter().any(|token| author.contains(token)) {
        return end;
    }
    let said: Vec<usize> = range.filter(|at| lines.get(*at).is_some_and(|line| !line.is_blank())).collect();
    let signed = said.iter().rposition(|at| signs_as(&lines[*at], &author)).filter(|at| said.len() <= at + 10);
    // What stands right above the author's name is how they close.
    let begins = |place: usize| {
        said.get(place).is_some_and(|at| at.checked_sub(1).and_then(|at| lines.get(at)).is_none_or(Line::is_blank))
    };
    let upto = signed.map_or(said.len(), |signed| (0..=signed).rev().find(|place| begins(*place)).unwrap_or_default());
    let before = said.get(..upto).unwrap_or_default();
    let by_name = before.iter().rposition(|at| signs_as(&lines[*at], &theirs));
    let by_shape = || {
        let mut last = before.len();
        while let Some(start) = (0..last).rev().find(|place| *place == 0 || begins(*place)) {
            // All of it, or its last two lines.
            let signed = |from: usize| {
                before.get(from..last).is_some_and(|lines_of| is_signed(lines_of.iter().map(|at| &lines[*at])))
            };
            let closed = last.checked_sub(2).filter(|closing| start < *closing && closes(&lines[before[*closing]]));
            if 0 < start && signed(start) || closed.is_some_and(signed) {
                return Some(last - 1);
            }
            last = start;
        }
        None
    };
    let off = match (by_name, signed) {
        (Some(off), Some(_)) => Some(off),
        (Some(off), None) if alone => Some(off),
        (None, Some(_)) if alone || forwarded => by_shape(),
        _ => None,
    };
    let Some(off) = off.and_then(|off| before.get(off)).copied() else { return end };
    let ours = |line: &Line<'_>| signs_as(line, &author);
    let mut next = off + 1;
    // Their particulars go with their name.
    while lines.get(next).is_some_and(|line| !line.is_blank() && !ours(line)) && next < end {
        next += 1;
    }
    while lines.get(next).is_some_and(|line| line.is_blank() || is_particular(line) && !ours(line)) && next < end {
        next += 1;
    }
    let goes_on = signed.is_some() || lines.get(next..).is_some_and(|rest| rest.iter().any(is_prose));
    if goes_on { next.min(end) } else { end }
}

/// Whether a paragraph is how somebody signs: a few short lines, with a closing or a name at the end.
fn is_signed<'a>(paragraph: impl Iterator<Item = &'a Line<'a>>) -> bool {
    let (mut count, mut closed, mut named) = (0, false, false);
    for line in paragraph {
        count += 1;
        if 8 < count || 6 < line.words || is_prose(line) || line.plain.ends_with(['?', ':']) {
            return false;
        }
        closed |= closes(line) || begins_short(line);
        named = is_name_shaped(line);
    }
    closed || named
}

fn signs_as(line: &Line<'_>, name: &[String]) -> bool {
    line.depth == 0
        && (is_name_of(line, name)
            || is_short_form(line, name)
            || closes(line) && words(&line.plain).last().is_some_and(|last| name.iter().any(|token| token == last)))
}

/// Takes from the author what was pasted without any mark: lines that somebody else wrote earlier, where they are too long, too many or too
/// pointed to be said twice by chance.
fn pasted(lines: &[Line<'_>], labels: &mut [Label], context: &Context<'_>) {
    let Some(earlier) = context.earlier.filter(|earlier| !earlier.is_empty()) else { return };
    let mut run: Vec<usize> = Vec::new();
    let mut close = |run: &mut Vec<usize>| {
        let count: usize = run.iter().map(|at| lines[*at].words).sum();
        let asks = run.iter().any(|at| lines[*at].plain.ends_with('?') && 5 <= lines[*at].words);
        if REPEATED_WORDS <= count || asks {
            run.iter().for_each(|at| labels[*at].layer = Layer::History);
        }
        run.clear();
    };
    let own: Vec<bool> = labels_own(lines, context, earlier);
    for (at, line) in lines.iter().enumerate() {
        if line.is_blank() {
            continue;
        }
        if own[at] {
            run.push(at);
        } else {
            close(&mut run);
        }
    }
    close(&mut run);
}

fn labels_own(lines: &[Line<'_>], context: &Context<'_>, earlier: &super::Earlier) -> Vec<bool> {
    let of_others =
        |line: &Line<'_>| line.depth == 0 && 4 <= line.words && earlier.holds_of_others(&line.plain, context.party());
    lines.iter().map(of_others).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mail::lines;

    fn opens(text: &str) -> Option<usize> {
        opening(&lines::of(text), 0).map(|opening| opening.end)
    }

    #[test]
    fn introductions_are_known_by_their_shape() {
        for (text, end) in [
            ("On 3 March 2026 at 10:41, Jo Lind <jo@lind.example> wrote:\n\nHi", 1),
            ("Am Di., 3. März 2026 um 10:41 Uhr schrieb Jo Lind\n<jo@lind.example>:\n\nHi", 2),
            ("Le mar. 3 mars 2026 à\n10:41, Jo Lind\n<jo@lind.example> a écrit :\n> Salut", 3),
            ("Jo Lind skrev den 2026-03-03 10:41:\n> Hej", 1),
            ("3.3.2026 klo 10.41 Jo Lind <jo@lind.example>:\n> Hei", 1),
            ("---- On Tue, 03 Mar 2026 10:41:00 +0100 Jo Lind <jo@lind.example> wrote ----\n\nHi", 1),
            ("De : Jo Lind\nEnvoyé : mardi 3 mars 2026 10:41\nÀ : Ada Berg\nObjet : Offre\n\nBonjour", 4),
            ("*Van:* Jo Lind\n*Verzonden:* dinsdag 3 maart 2026 10:41\n\nHoi", 2),
            ("-----Opprinnelig melding-----\nFra: Jo\nSendt: 3. mars 2026 10:41\nTil: Ada\nEmne: X\n\nHei", 5),
            (
                "Odosielateľ: Jo Lind <jo@lind.example>\nOdoslané: 3. 3. 2026 10:41, 2026-03-03\nKomu: <ada@berg.example>\nPredmet: X\n\nAhoj",
                4,
            ),
        ] {
            assert_eq!(opens(text), Some(end), "{text}");
        }
        for text in [
            "We met on 3 March 2026 and agreed:\n- a\n- b",
            "On 3 March 2026 we wrote to your office:\n\nnothing came back.",
            "From: Hamburg\nTo: Bremen\n\nis what we need.",
            "Date: 3 March 2026, 14:00\nPlace: Hamburg\nParticipants: jo@lind.example",
            "Here are my answers:\n> one?",
            "_______________\nPrices\n",
        ] {
            assert_eq!(opens(text), None, "{text}");
        }
    }

    #[test]
    fn who_wrote_what_is_forwarded_is_read() {
        let by = |text: &str| opening(&lines::of(text), 0).and_then(|opening| opening.by).unwrap_or_default();
        let lind = by("Von: Lind, Jo <jo@lind.example>\nGesendet: Dienstag, 3. März 2026 10:41\nAn: Ada\nBetreff: X\n");
        assert_eq!((lind.name.as_deref(), lind.address.as_deref()), (Some("Lind, Jo"), Some("jo@lind.example")));
        let lind = by("Op di 3 mrt 2026 om 10:41 schreef Jo van Lind <jo@lind.example>:\n> Hoi");
        assert_eq!(lind.name.as_deref(), Some("Jo van Lind"));
    }
}
