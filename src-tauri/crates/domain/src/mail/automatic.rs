//! What no person wrote: absence notes, delivery failures, joining lines of a meeting, marks of ticket systems.

use super::lines::{Line, Phrases, has_any, plain, shape, words};

/// Whether a mail's subject says that no person wrote it: an absence note or a delivery failure is no word of anybody's and answers nothing.
/// Tags in brackets and reply prefixes may stand before what says so.
pub fn is_automatic(subject: &str) -> bool {
    let bare = without_tags(&plain(subject));
    ABSENT_SUBJECTS.list.iter().any(|opening| opens(&bare, opening)) || failed(&bare)
}

/// Whether a subject reports that a mail could not be delivered.
pub(super) fn is_failure(subject: &str) -> bool {
    failed(&without_tags(&plain(subject)))
}

/// Whether a name or an address is one that mail servers write under.
pub(super) fn is_machine(author: &str) -> bool {
    let author = plain(author);
    let local = author.split('@').next().unwrap_or_default().trim();
    matches!(
        local,
        "mailer-daemon"
            | "postmaster"
            | "mail delivery subsystem"
            | "mail delivery system"
            | "posta-certificata"
            | "microsoft outlook"
    )
}

fn failed(bare: &str) -> bool {
    FAILED_SUBJECTS.list.iter().any(|opening| opens(bare, opening))
}

fn opens(bare: &str, opening: &str) -> bool {
    bare.strip_prefix(opening).is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
}

/// A plain subject without "[EXTERNAL]", "(ext)" and the like at its start.
pub(super) fn without_tags(subject: &str) -> String {
    let mut rest = subject.trim();
    loop {
        let closing = match rest.chars().next() {
            Some('[') => ']',
            Some('(') => ')',
            Some('{') => '}',
            Some('<') => '>',
            _ => {
                // "EXTERNAL: Automatic reply", "EXT: …"
                let tag =
                    ["external", "extern", "externe", "externo", "esterno", "ext", "eksternt", "ekstern", "zewnetrzny"];
                match rest.split_once(':') {
                    Some((head, tail)) if tag.contains(&head.trim_matches(['*', ' '])) => {
                        rest = tail.trim_start();
                        continue;
                    }
                    _ => return rest.to_owned(),
                }
            }
        };
        match rest.split_once(closing) {
            Some((tag, tail)) if tag.len() <= 40 && !tail.is_empty() => rest = tail.trim_start_matches([' ', '-', ':']),
            _ => return rest.to_owned(),
        }
    }
}

/// How subjects of absence notes begin, in plain letters.
static ABSENT_SUBJECTS: Phrases = Phrases::new(&[
    "automatic reply",
    "automatic response",
    "automated reply",
    "automated response",
    "auto reply",
    "auto-reply",
    "autoreply",
    "auto response",
    "auto-response",
    "autoresponse",
    "autoresponder",
    "auto:",
    "out of office",
    "out of the office",
    "out-of-office",
    "ooo:",
    "away from the office",
    "on vacation:",
    "vacation reply",
    "automatische antwort",
    "automatische antwoord",
    "autoantwort",
    "auto-antwort",
    "abwesenheit",
    "abwesenheitsnotiz",
    "abwesenheitsmeldung",
    "abwesenheitsnachricht",
    "abwesenheitsassistent",
    "abwesend",
    "nicht im buro",
    "reponse automatique",
    "reponse auto",
    "message d'absence",
    "absence du bureau",
    "absent du bureau",
    "absente du bureau",
    "notification d'absence",
    "respuesta automatica",
    "respuesta automatizada",
    "fuera de la oficina",
    "fuera de oficina",
    "ausente de la oficina",
    "risposta automatica",
    "risposta automatizzata",
    "fuori ufficio",
    "fuori sede",
    "assente dall'ufficio",
    "automatisch antwoord",
    "automatisch bericht",
    "afwezigheidsbericht",
    "afwezigheid",
    "afwezig",
    "niet op kantoor",
    "automatisk svar",
    "autosvar",
    "fravaer",
    "fravaersbesked",
    "ikke til stede",
    "ikke pa kontoret",
    "automatiskt svar",
    "franvaromeddelande",
    "franvaro",
    "inte pa kontoret",
    "automatyczna odpowiedz",
    "odpowiedz automatyczna",
    "autoodpowiedz",
    "poza biurem",
    "nieobecnosc",
    "resposta automatica",
    "fora do escritorio",
    "ausencia do escritorio",
]);

/// How subjects of delivery failures begin, in plain letters.
static FAILED_SUBJECTS: Phrases = Phrases::new(&[
    "undeliverable",
    "undelivered mail",
    "undelivered",
    "delivery status notification",
    "delivery failure",
    "delivery failed",
    "delivery has failed",
    "delivery notification",
    "mail delivery failed",
    "mail delivery failure",
    "mail delivery system",
    "returned mail",
    "failure notice",
    "message not delivered",
    "unzustellbar",
    "nicht zugestellt",
    "nicht zustellbar",
    "fehler bei der zustellung",
    "zustellung fehlgeschlagen",
    "non remis",
    "non distribuable",
    "non remise",
    "echec de la remise",
    "echec de remise",
    "no entregado",
    "no se puede entregar",
    "no se ha podido entregar",
    "error de entrega",
    "non recapitabile",
    "mancato recapito",
    "impossibile recapitare",
    "onbestelbaar",
    "kan ikke leveres",
    "ikke leveret",
    "kan inte levereras",
    "olevererat",
    "niedostarczone",
    "nao entregue",
    "nao e possivel entregar",
]);

/// Whether a body without a telling subject is an absence note: it says that it is automatic, or it thanks for the mail, says that its author
/// is away, and whom to turn to, and no more than that.
pub(super) fn is_absence_note(lines: &[Line<'_>]) -> bool {
    let said = lines.iter().filter(|line| !line.is_blank());
    if 14 < said.clone().count() {
        return false;
    }
    // They thank first, ask nothing, and say where to turn.
    let thanks = said.clone().take(2).any(|line| THANKS_FOR_MAIL.any(&line.plain));
    if said.clone().any(|line| line.plain.ends_with('?')) {
        return false;
    }
    let text: Vec<&str> = said.map(|line| line.plain.as_str()).collect();
    let text = text.join(" ");
    let away = AWAY.any(&text);
    let instead = INSTEAD.any(&text);
    SAYS_AUTOMATIC.any(&text) && away || thanks && away && instead
}

static SAYS_AUTOMATIC: Phrases = Phrases::new(&[
    "automatic reply",
    "automated reply",
    "auto-reply",
    "automatically generated",
    "automatic response",
    "automatische antwort",
    "automatisch erstellt",
    "automatisch generiert",
    "automatische abwesenheit",
    "reponse automatique",
    "message automatique",
    "respuesta automatica",
    "mensaje automatico",
    "risposta automatica",
    "messaggio automatico",
    "automatisch antwoord",
    "automatisch bericht",
    "automatisk svar",
    "automatiskt svar",
    "automatyczna odpowiedz",
    "wiadomosc automatyczna",
    "resposta automatica",
]);
static THANKS_FOR_MAIL: Phrases = Phrases::new(&[
    "thank you for your e",
    "thank you for your m",
    "thanks for your e",
    "thanks for your m",
    "thank you for contacting",
    "danke fur ihre",
    "danke fur deine",
    "vielen dank fur ihre",
    "vielen dank fur deine",
    "merci de votre",
    "merci pour votre",
    "je vous remercie de votre",
    "gracias por su",
    "gracias por tu",
    "gracias por contactar",
    "grazie per la",
    "grazie per avermi",
    "grazie del",
    "dank voor uw",
    "bedankt voor uw",
    "bedankt voor je",
    "dank u voor uw",
    "tak for din",
    "tak for deres",
    "tak for jeres",
    "tack for ditt",
    "tack for er",
    "dziekuje za wiadomosc",
    "dziekuje za kontakt",
    "dziekuje za",
    "obrigado pela",
    "obrigada pela",
    "obrigado pelo",
    "agradeco a sua",
]);
static AWAY: Phrases = Phrases::new(&[
    "out of the office",
    "out of office",
    "away from the office",
    "away from my desk",
    "on holiday",
    "on vacation",
    "on leave",
    "on annual leave",
    "on parental leave",
    "nicht im haus",
    "nicht im buro",
    "nicht erreichbar",
    "ausser haus",
    "im urlaub",
    "abwesend",
    "absent du",
    "absente du",
    "absent jusqu",
    "absente jusqu",
    "absent(e)",
    "en conge",
    "en vacances",
    "fuera de la oficina",
    "de vacaciones",
    "estoy ausente",
    "estare ausente",
    "de baja",
    "fuori ufficio",
    "fuori sede",
    "in ferie",
    "saro assente",
    "sono assente",
    "afwezig",
    "met vakantie",
    "op vakantie",
    "niet op kantoor",
    "met verlof",
    "pa ferie",
    "ikke pa kontoret",
    "holder ferie",
    "holder sommerferie",
    "fravaerende",
    "pa semester",
    "semester till",
    "inte pa kontoret",
    "franvarande",
    "tjanstledig",
    "na urlopie",
    "nieobecn",
    "poza biurem",
    "ausente",
    "de ferias",
    "em ferias",
    "fora do escritorio",
    "fora do pais",
]);
static INSTEAD: Phrases = Phrases::new(&[
    "urgent",
    "in my absence",
    "please contact",
    "when i return",
    "on my return",
    "dringend",
    "in dringenden",
    "wenden sie sich",
    "ruckkehr",
    "meine vertretung",
    "urgence",
    "urgente",
    "a mon retour",
    "en mi ausencia",
    "a mi regreso",
    "urgencia",
    "in mia assenza",
    "al mio rientro",
    "urgenze",
    "spoed",
    "dringende",
    "mijn terugkomst",
    "haster",
    "hastesager",
    "bradskande",
    "ar tillbaka",
    "er tilbage",
    "pilnych",
    "pilne",
    "po powrocie",
    "na minha ausencia",
    "meu regresso",
]);

/// Whether a line is a ticket system's mark or says that nobody reads replies.
pub(super) fn is_system_line(line: &Line<'_>) -> bool {
    let text = line.plain.as_str();
    let marked =
        text.starts_with("##") && text.ends_with("##") || text.starts_with("#-") || text.starts_with("--- reply above");
    let reply_above = line.words <= 14 && ABOVE_THIS_LINE.any(text) && REPLY.any(text);
    let request =
        has_any!(text, ["your request (#", "your ticket (#", "ihre anfrage (#", "votre demande (#", "su solicitud (#"]);
    let no_reply = line.words <= 30 && NO_REPLY.any(text);
    marked || reply_above || request || no_reply
}

static ABOVE_THIS_LINE: Phrases = Phrases::new(&[
    "above this line",
    "uber dieser zeile",
    "oberhalb dieser",
    "oberhalb dieser linie",
    "au-dessus de cette ligne",
    "encima de esta linea",
    "por encima de esta",
    "sopra questa riga",
    "sopra questa linea",
    "boven deze regel",
    "boven deze lijn",
    "over denne linje",
    "ovanfor denna",
    "ovanfor den har",
    "powyzej tej linii",
    "acima desta linha",
]);
static REPLY: Phrases = Phrases::new(&[
    "reply",
    "type",
    "write",
    "antwort",
    "schreiben",
    "repon",
    "ecri",
    "respon",
    "escrib",
    "rispo",
    "scriv",
    "antwoord",
    "typ",
    "svar",
    "skriv",
    "odpowied",
    "escrev",
]);
static NO_REPLY: Phrases = Phrases::new(&[
    "automatic message from",
    "automatiskt utskick",
    "automatiskt meddelande",
    "automatisk besked",
    "wiadomosc wygenerowana automatycznie",
    "mensagem automatica",
    "mensaje generado automaticamente",
    "do not reply to this",
    "please do not reply",
    "this is an automated message",
    "this is an automatically generated",
    "this message was generated automatically",
    "bitte antworten sie nicht auf diese",
    "automatisch generierte",
    "automatisch erzeugt",
    "ne pas repondre a ce",
    "merci de ne pas repondre",
    "no responda a este",
    "non rispondere a quest",
    "niet op dit bericht antwoorden",
    "besvar ikke denne",
    "svara inte pa det",
    "prosimy nie odpowiadac",
    "nao responda a est",
]);

/// The lines of a meeting's joining block that begins at `at`, as the line after its last; `None` where none begins there.
pub(super) fn join_block(lines: &[Line<'_>], at: usize) -> Option<usize> {
    let mut first = at;
    if lines.get(at).is_some_and(is_long_rule) {
        first = (at + 1..lines.len().min(at + 3)).find(|next| !lines[*next].is_blank())?;
    }
    if !lines.get(first).is_some_and(begins_joining) {
        return None;
    }
    // Where a second rule closes it, all between is the block.
    if first != at {
        let rule = |from: usize| (from..lines.len().min(first + 40)).find(|next| is_long_rule(&lines[*next]));
        let linked = |closing: &usize| (first..*closing).any(|line| lines[line].plain.contains("://"));
        if let Some(closing) = rule(first).filter(linked) {
            // How to dial in may stand below it, with a rule of its own.
            let dials = joins_soon(lines, closing + 1);
            return Some(rule(closing + 1).filter(|_| dials).unwrap_or(closing) + 1);
        }
    }
    // One line alone may be somebody's own: a block has a link, a number or a rule to it.
    let (mut end, mut telling) = (first + 1, usize::from(first != at));
    let mut next = end;
    while let Some(line) = lines.get(next) {
        if line.is_blank() {
            if end + 3 < next {
                break;
            }
            next += 1;
            continue;
        }
        let code = is_pair(line) && line.words <= 5 && line.plain.contains(|c: char| c.is_ascii_digit());
        if is_joining(line) || code && 0 < telling {
            telling += 1;
        } else if !(is_long_rule(line) || between(line) && joins_soon(lines, next + 1)) {
            break;
        }
        next += 1;
        end = next;
        if is_long_rule(line) && lines.get(at).is_some_and(is_long_rule) {
            break;
        }
    }
    (0 < telling).then_some(end)
}

/// "Topic: pump", as a block has it between its joining lines.
pub(super) fn is_pair(line: &Line<'_>) -> bool {
    line.words <= 12
        && line.plain.split_once(':').is_some_and(|(name, value)| {
            !value.trim().is_empty() && !name.contains(['.', ',']) && name.trim().split(' ').count() <= 3
        })
}

/// "Status: open | Priority: high", as ticket systems end with.
pub(super) fn is_status(line: &Line<'_>) -> bool {
    line.words <= 20 && line.plain.contains(" | ") && line.plain.split(" | ").all(|part| part.contains(':'))
}

/// Whether a line may stand between joining lines: a pair, a rule, a few words without an end.
fn between(line: &Line<'_>) -> bool {
    is_pair(line) || line.words <= 6 && !line.plain.ends_with(['.', '?', '!', ','])
}

fn joins_soon(lines: &[Line<'_>], from: usize) -> bool {
    lines
        .iter()
        .skip(from)
        .take(8)
        .filter(|line| !line.is_blank())
        .take(4)
        .any(|line| is_joining(line) && !is_pair(line) || begins_joining(line))
}

/// A rule as calendars draw it around what they add.
pub(super) fn is_long_rule(line: &Line<'_>) -> bool {
    20 <= line.plain.len() && line.plain.bytes().all(|b| matches!(b, b'_' | b'-' | b'.' | b'~' | b':'))
}

fn begins_joining(line: &Line<'_>) -> bool {
    let text = line.plain.as_str();
    let names = has_any!(text, ["microsoft teams", "zoom", "google meet", "webex", "gotomeeting", "teams-"]);
    line.words <= 12 && names && MEETING.any(text)
        || line.words <= 8
            && has_any!(
                text,
                [
                    "join zoom",
                    "join microsoft",
                    "meeting-id",
                    "meeting id",
                    "join with google meet",
                    "join the meeting now"
                ]
            )
        || names && has_any!(text, ["is inviting you to a scheduled"])
}

static MEETING: Phrases = Phrases::new(&[
    "meeting",
    "besprechung",
    "reunion",
    "riunione",
    "vergadering",
    "mode",
    "mote",
    "spotkani",
    "reuniao",
    "join",
    "beitreten",
    "rejoindre",
    "unirse",
    "unete",
    "partecipa",
    "deelnemen",
    "deltag",
    "dolacz",
]);

fn is_joining(line: &Line<'_>) -> bool {
    let text = line.plain.as_str();
    let link = text.contains("http") || text.contains("://") || text.contains("teams.") || text.contains("zoom.us");
    let id = JOINING.any(text);
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    let dial = 8 <= digits && (text.starts_with('+') || text.contains(",,") || text.contains('#'));
    line.words <= 25 && (link || id || dial || begins_joining(line))
}

static JOINING: Phrases = Phrases::new(&[
    "meeting id",
    "passcode",
    "meeting options",
    "join on your computer",
    "join on the web",
    "click here to join",
    "download teams",
    "or call in",
    "dial in",
    "dial by",
    "one tap mobile",
    "find your local number",
    "find a local number",
    "phone conference id",
    "conference id",
    "reset pin",
    "for organizers",
    "learn more",
    "need help",
    "besprechungs-id",
    "besprechungsoptionen",
    "kenncode",
    "kennung",
    "telefonkonferenz-id",
    "hier klicken, um an der besprechung",
    "an der besprechung teilnehmen",
    "nehmen sie auf dem computer",
    "oder rufen sie",
    "weitere informationen",
    "id de reunion",
    "id de la reunion",
    "code secret",
    "rejoignez sur",
    "rejoindre sur",
    "cliquez ici pour",
    "ou appelez",
    "options de reunion",
    "id. de reunion",
    "codigo de acceso",
    "unase",
    "unirse",
    "haga clic aqui para unirse",
    "opciones de reunion",
    "id riunione",
    "passcode",
    "partecipa da",
    "fare clic qui per partecipare",
    "opzioni riunione",
    "vergadering-id",
    "wachtwoordcode",
    "deelnemen op",
    "klik hier om deel te nemen",
    "meer informatie",
    "mode-id",
    "adgangskode",
    "deltag pa",
    "klik her for at deltage",
    "eller ring",
    "motes-id",
    "losenord",
    "ga med",
    "klicka har for att ansluta",
    "identyfikator spotkania",
    "kliknij tutaj, aby dolaczyc",
]);

/// Whether a line of a ticket system's mail says what became of a request, by its number.
pub(super) fn is_about_a_request(line: &Line<'_>) -> bool {
    let number = words(&line.plain).any(|word| 3 <= word.len() && word.bytes().all(|b| b.is_ascii_digit()));
    number
        && line.words <= 25
        && has_any!(
            &line.plain,
            [
                "request",
                "ticket",
                "case",
                "anfrage",
                "vorgang",
                "demande",
                "solicitud",
                "peticion",
                "richiesta",
                "aanvraag",
                "verzoek",
                "sag",
                "henvendelse",
                "arende",
                "zgloszeni",
                "sprawa",
                "pedido"
            ]
        )
}

/// Whether a line names a moment and nothing else, as ticket systems write it over a comment.
pub(super) fn is_moment(line: &Line<'_>) -> bool {
    let shape = shape(&line.plain);
    shape.day
        && shape.time
        && line.words <= 10
        && !line.plain.contains("wrote")
        && words(&line.plain).filter(|word| 4 < word.len()).count() <= 2
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn absence_notes_and_failures_are_known_by_their_subject() {
        for subject in [
            "Automatic reply: travelling",
            "[EXTERNAL] Automatic reply: travelling",
            "(extern) Abwesenheitsnotiz: Urlaub",
            "EXTERNAL: Out of Office: back on Monday",
            "Auto-reply: your order",
            "Automatische Antwort: Abwesenheit",
            "Réponse automatique : Devis",
            "Respuesta automática: Oferta",
            "Risposta automatica: Offerta",
            "Automatisch antwoord: Offerte",
            "Automatisk svar: Tilbud",
            "Automatiskt svar: Offert",
            "Automatyczna odpowiedź: Oferta",
            "Resposta automática: Proposta",
            "[EXT] Undeliverable: Redlines",
            "Unzustellbar: Angebot",
        ] {
            assert!(is_automatic(subject), "{subject}");
        }
        for subject in [
            "Re: Automatic replies in the portal",
            "Office hours",
            "Autumn offer",
            "Abwesenheiten im Dezember planen",
            "[EXTERNAL] Offer",
            "",
            "[]",
            "(",
        ] {
            assert!(!is_automatic(subject), "{subject}");
        }
    }
}
