//! The fixed words of briefs, notes and tasks, in the language in which an account is written and spoken with. English stands in for a language
//! that nobody has written them in.

use domain::{
    Dossier, Heading, ObjectType,
    mail::{Context, own_text},
    text::{capital_first, grouped},
};
use facts::{Language, language};
use jiff::{Zoned, civil::Date};

/// A shorter text does not tell its language for certain.
const LANGUAGE_CHARS: usize = 40;
/// So much of a talk tells its language.
const ENOUGH_CHARS: usize = 4_000;
/// So many of the latest texts tell an account's language.
const TEXTS_MAX: usize = 10;

/// The language of an account: the one that most of its latest mails and talks are in, up to the moment of the dossier; of two that as many are in,
/// that of the latest.
pub fn language_of(dossier: &Dossier) -> Language {
    let until = dossier.entries.iter().rev().filter(|entry| entry.activity.at <= dossier.as_of);
    let texts = until.flat_map(|entry| &entry.documents).filter_map(|one| match &one.part {
        part if part.is_transcript() => Some(one.text.chars().take(ENOUGH_CHARS).collect()),
        _ if one.is_mail_body() => {
            Some(own_text(&one.text, &Context { author: one.speaker.as_deref(), ..Context::default() }))
        }
        _ => None,
    });
    let telling = texts.filter(|text: &String| LANGUAGE_CHARS < text.chars().count()).take(TEXTS_MAX);
    let mut counts: Vec<(Language, usize)> = Vec::new();
    for language in telling.map(|text| language(&text)) {
        match counts.iter_mut().find(|(known, _)| *known == language) {
            Some((_, count)) => *count += 1,
            None => counts.push((language, 1)),
        }
    }
    // Of equals the last counts, so the latest is looked at last.
    counts.into_iter().rev().max_by_key(|(_, count)| *count).map_or(Language::English, |(language, _)| language)
}

/// The fixed words of one language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Phrases(Language);

/// Gives the words of the language at hand, English last.
macro_rules! said {
    ($phrases:expr, German $german:expr, French $french:expr, $english:expr $(,)?) => {
        match $phrases.0 {
            Language::German => $german.to_string(),
            Language::French => $french.to_string(),
            _ => $english.to_string(),
        }
    };
}

impl Phrases {
    /// The words of a language.
    pub fn of(language: Language) -> Self {
        Self(language)
    }

    /// The nouns among the fixed words, which German writes with a capital: they are nobody's name.
    pub(crate) fn nouns(self) -> impl Iterator<Item = String> {
        const NOUNS: &str = "Tag Tage Tagen Ticket Priorität Anruf Termin Abschluss Abschlussdatum Phase Betrag Mail E-Mail E-Mails Adresse Formular \
            Formulare Seiten Beschäftigte Team Kunden Gespräch";
        let german = NOUNS.split_whitespace().chain(GERMAN_DAYS).chain(GERMAN_MONTHS);
        german.filter(move |_| self.0 == Language::German).map(str::to_owned)
    }

    /// "23 November".
    pub fn day(self, day: Date) -> String {
        said!(
            self,
            German format!("{}. {}", day.day(), month(day, GERMAN_MONTHS)),
            French format!("{}{} {}", day.day(), if day.day() == 1 { "er" } else { "" }, month(day, FRENCH_MONTHS)),
            day.strftime("%-d %B"),
        )
    }

    /// "23 November 2026".
    pub fn date(self, day: Date) -> String {
        format!("{} {}", self.day(day), day.year())
    }

    /// "Monday 23 November".
    pub fn weekday(self, day: Date) -> String {
        let named =
            |names: [&'static str; 7]| names[usize::from(day.weekday().to_monday_zero_offset().unsigned_abs()) % 7];
        said!(
            self,
            German format!("{}, {}", named(GERMAN_DAYS), self.day(day)),
            French format!("{} {}", named(FRENCH_DAYS), self.day(day)),
            day.strftime("%A %-d %B"),
        )
    }

    /// How long ago a day was: "today", "yesterday", "5 days ago".
    pub fn ago(self, days: i32) -> String {
        match days {
            0 => said!(self, German "heute", French "aujourd’hui", "today"),
            1 => said!(self, German "gestern", French "hier", "yesterday"),
            _ => {
                said!(self, German format!("vor {days} Tagen"), French format!("il y a {days} jours"), format!("{days} days ago"))
            }
        }
    }

    /// "today 10:00", "tomorrow 09:30", "Monday 23 November 14:00"; `days` is how long ago that was, negative for what is to come.
    pub fn when(self, at: &Zoned, days: i32) -> String {
        let time = at.strftime("%H:%M");
        let day = match days {
            0 => said!(self, German "heute", French "aujourd’hui", "today"),
            -1 => said!(self, German "morgen", French "demain", "tomorrow"),
            _ => self.weekday(at.date()),
        };
        said!(self, German format!("{day}, {time}"), French format!("{day}, {time}"), format!("{day} {time}"))
    }

    /// A whole number with its thousands apart.
    pub fn number(self, number: u64) -> String {
        let english = grouped(number);
        said!(self, German english.replace(',', "."), French english.replace(',', "\u{a0}"), english)
    }

    /// "EUR 48,000"; without a currency the figure alone.
    pub fn money(self, currency: &str, amount: u64) -> String {
        let figure = self.number(amount);
        if currency.is_empty() { figure } else { format!("{currency} {figure}") }
    }

    /// Where the deal has no amount.
    pub(crate) fn no_amount(self) -> String {
        said!(self, German "kein Betrag", French "sans montant", "no amount")
    }

    /// "closes 20 December", after the deal's stage and amount.
    pub(crate) fn closes(self, day: Date) -> String {
        let day = self.day(day);
        said!(self, German format!("Abschluss {day}"), French format!("signature prévue le {day}"), format!("closes {day}"))
    }

    /// "close date 9 days past".
    pub(crate) fn close_date_past(self, days: i32) -> String {
        said!(
            self,
            German format!("Abschlussdatum seit {days} Tagen vorbei"),
            French format!("date de signature dépassée de {days} jours"),
            format!("close date {days} days past"),
        )
    }

    /// "23 days in stage".
    pub(crate) fn in_stage(self, days: i32) -> String {
        said!(self, German format!("{days} Tage in der Phase"), French format!("{days} jours dans l’étape"), format!("{days} days in stage"))
    }

    /// "CRM closes 20 December", before what somebody said.
    pub(crate) fn crm_closes(self, day: Date) -> String {
        let day = self.day(day);
        said!(self, German format!("CRM: Abschluss {day}"), French format!("CRM : signature le {day}"), format!("CRM closes {day}"))
    }

    /// "No meeting is planned; Lena Fischer last spoke with us 4 days ago".
    pub(crate) fn no_meeting(self, who: &str, days: i32) -> String {
        let ago = self.ago(days);
        said!(
            self,
            German format!("Kein Termin geplant; {who} sprach zuletzt {ago} mit uns"),
            French format!("Aucun rendez-vous prévu ; {who} nous a parlé la dernière fois {ago}"),
            format!("No meeting is planned; {who} last spoke with us {ago}"),
        )
    }

    /// "We owe" or "Petra Lang owes": whose promise it is, `None` for ours.
    pub(crate) fn owes(self, whom: Option<&str>) -> String {
        match whom {
            None => said!(self, German "Wir schulden", French "Nous devons", "We owe"),
            Some(whom) => {
                said!(self, German format!("{whom} schuldet"), French format!("{whom} doit"), format!("{whom} owes"))
            }
        }
    }

    /// "2 days overdue".
    pub(crate) fn overdue(self, days: i32) -> String {
        match days {
            1 => said!(self, German "1 Tag überfällig", French "1 jour de retard", "1 day overdue"),
            _ => {
                said!(self, German format!("{days} Tage überfällig"), French format!("{days} jours de retard"), format!("{days} days overdue"))
            }
        }
    }

    /// "due 20 December", or either of two days where both are possible.
    pub(crate) fn due(self, day: Date, or: Option<Date>) -> String {
        let (first, other) = (self.day(day), or.map(|day| self.day(day)));
        let days = match other {
            Some(other) => {
                said!(self, German format!("{first} oder {other}"), French format!("{first} ou {other}"), format!("{first} or {other}"))
            }
            None => first,
        };
        said!(self, German format!("fällig {days}"), French format!("pour le {days}"), format!("due {days}"))
    }

    /// "Jonas Weiss, unanswered for 29 days".
    pub(crate) fn unanswered(self, who: &str, days: i32) -> String {
        let waiting = match days {
            ..=0 => said!(self, German "seit heute", French "depuis aujourd’hui", "since today"),
            1 => said!(self, German "seit 1 Tag", French "depuis 1 jour", "for 1 day"),
            _ => {
                said!(self, German format!("seit {days} Tagen"), French format!("depuis {days} jours"), format!("for {days} days"))
            }
        };
        said!(
            self,
            German format!("{who}, {waiting} unbeantwortet"),
            French format!("{who}, sans réponse {waiting}"),
            format!("{who}, unanswered {waiting}"),
        )
    }

    /// "Petra Lang has opted out of e-mail".
    pub(crate) fn opted_out(self, who: &str) -> String {
        said!(self, German format!("{who} will keine E-Mails"), French format!("{who} ne veut plus d’e-mails"), format!("{who} has opted out of e-mail"))
    }

    /// "High ticket": what a ticket of this priority is called.
    pub(crate) fn ticket(self, priority: &str) -> String {
        let german = match priority.to_uppercase().as_str() {
            "URGENT" => "Dringendes Ticket",
            "HIGH" => "Ticket mit hoher Priorität",
            _ => "Ticket",
        };
        let french = match priority.to_uppercase().as_str() {
            "URGENT" => "Ticket urgent",
            "HIGH" => "Ticket prioritaire",
            _ => "Ticket",
        };
        let english = match priority {
            "" => "Ticket".to_owned(),
            _ => format!("{} ticket", capital_first(&priority.to_lowercase())),
        };
        said!(self, German german, French french, english)
    }

    /// "Mail as Petra Lang, 3 days ago, from an address that is not on record", before the address.
    pub(crate) fn impostor(self, name: &str, days: i32) -> String {
        let ago = self.ago(days);
        said!(
            self,
            German format!("Mail als {name}, {ago}, von einer unbekannten Adresse"),
            French format!("Mail au nom de {name}, {ago}, depuis une adresse inconnue"),
            format!("Mail as {name}, {ago}, from an address that is not on record"),
        )
    }

    /// "5 days ago, call: Petra Lang named", before the sum.
    pub(crate) fn named(self, days: i32, talk: ObjectType, who: &str) -> String {
        let (ago, talk) = (capital_first(&self.ago(days)), self.talk(talk));
        said!(self, German format!("{ago}, {talk}: {who} nannte"), French format!("{ago}, {talk} : {who} a cité"), format!("{ago}, {talk}: {who} named"))
    }

    /// "5 days ago, call with Petra Lang".
    pub(crate) fn talked(self, days: i32, talk: ObjectType, who: &str) -> String {
        let (ago, talk) = (capital_first(&self.ago(days)), self.talk(talk));
        said!(self, German format!("{ago}, {talk} mit {who}"), French format!("{ago}, {talk} avec {who}"), format!("{ago}, {talk} with {who}"))
    }

    fn talk(self, talk: ObjectType) -> String {
        match talk {
            ObjectType::Call => said!(self, German "Anruf", French "appel", "call"),
            object if object.is_meeting() => said!(self, German "Termin", French "rendez-vous", "meeting"),
            other => other.singular().to_owned(),
        }
    }

    /// What is said of somebody who will be there, and of somebody who has said nothing yet; empty for neither.
    pub(crate) fn presence(self, is_silent: bool, attends: bool) -> String {
        let attending = said!(self, German ", nimmt teil", French ", participe", ", attends");
        let silent = said!(self, German ", bisher still", French ", muet jusqu’ici", ", silent so far");
        match (attends, is_silent) {
            (true, true) => attending + &silent,
            (true, false) => attending,
            (false, true) => silent,
            (false, false) => String::new(),
        }
    }

    /// The question which of two sums holds: theirs in their words, or the CRM's.
    pub(crate) fn which_holds(self, words: &str, crm: u64) -> String {
        let crm = self.number(crm);
        said!(
            self,
            German format!("Was gilt: “{words}” oder {crm} im CRM?"),
            French format!("Lequel est juste : “{words}”, ou {crm} dans le CRM ?"),
            format!("Which holds: “{words}”, or {crm} in the CRM?"),
        )
    }

    /// The question what became of a promise.
    pub(crate) fn where_stands(self, words: &str) -> String {
        said!(
            self,
            German format!("Wie steht es hierum: “{words}”?"),
            French format!("Où en est-on : “{words}” ?"),
            format!("Where does this stand: “{words}”?"),
        )
    }

    /// The question whether what somebody said is still so.
    pub(crate) fn still_holds(self, words: &str) -> String {
        said!(
            self,
            German format!("Ist das noch so: “{words}”?"),
            French format!("Est-ce toujours le cas : “{words}” ?"),
            format!("Does this still hold: “{words}”?"),
        )
    }

    /// The question for a first talk about which nothing is known.
    pub(crate) fn went_well(self) -> String {
        said!(
            self,
            German "Was müsste geschehen, damit sich dieses Gespräch für Sie gelohnt hat?",
            French "Que faudrait-il pour que cet échange vous soit utile ?",
            "What would have to be true for you to say this went well?",
        )
    }

    /// A task for a mail that waits: whom to answer, before their words.
    pub(crate) fn answer(self, who: &str) -> String {
        said!(self, German format!("{who} antworten"), French format!("Répondre à {who}"), format!("Answer {who}"))
    }

    /// A task for a promise of ours: to whom, before its words.
    pub(crate) fn promised_to(self, whom: &str) -> String {
        said!(self, German format!("{whom} zugesagt"), French format!("Promis à {whom}"), format!("Promised to {whom}"))
    }

    /// "by Friday 28 February": until when something was promised.
    pub(crate) fn by(self, day: Date) -> String {
        let day = self.weekday(day);
        said!(self, German format!("bis {day}"), French format!("pour le {day}"), format!("by {day}"))
    }

    /// The title of a call's note: "Call with Velora Health, 25 February 2026".
    pub fn note_title(self, account: &str, day: Date) -> String {
        let day = self.date(day);
        said!(self, German format!("Gespräch mit {account}, {day}"), French format!("Échange avec {account}, {day}"), format!("Call with {account}, {day}"))
    }

    /// The words above a part of a note.
    pub fn heading(self, heading: Heading) -> String {
        match heading {
            Heading::Point => said!(self, German "Kernpunkte", French "Points clés", heading.title()),
            Heading::Objection => said!(self, German "Einwände", French "Objections", heading.title()),
            Heading::Ours => said!(self, German "Von uns zugesagt", French "Promis par nous", heading.title()),
            Heading::Theirs => {
                said!(self, German "Vom Kunden zugesagt", French "Promis par le client", heading.title())
            }
            Heading::Yours => said!(self, German "Außerdem", French "Par ailleurs", heading.title()),
        }
    }

    /// "First talk: logistics, 240 employees": what is known of an account nobody has spoken with.
    pub(crate) fn first_talk(self, known: &str) -> String {
        said!(self, German format!("Erstes Gespräch: {known}"), French format!("Premier échange : {known}"), format!("First talk: {known}"))
    }

    /// "240 employees".
    pub(crate) fn employees(self, heads: u64) -> String {
        let heads = self.number(heads);
        said!(self, German format!("{heads} Beschäftigte"), French format!("{heads} salariés"), format!("{heads} employees"))
    }

    /// Before the title of a page that was saved.
    pub(crate) fn saved(self) -> String {
        said!(self, German "Für diesen Kunden gespeichert", French "Enregistré pour ce compte", "Saved for this account")
    }

    /// "Ana Marques filled in", before the form's name.
    pub(crate) fn filled_in(self, who: &str) -> String {
        said!(self, German format!("{who}, Formular ausgefüllt:"), French format!("{who} a rempli"), format!("{who} filled in"))
    }

    /// ", 3 forms in all".
    pub(crate) fn forms_in_all(self, count: &str) -> String {
        said!(self, German format!(", insgesamt {count} Formulare"), French format!(", {count} formulaires en tout"), format!(", {count} forms in all"))
    }

    /// "Ana Marques last saw", before the page.
    pub(crate) fn last_saw(self, who: &str) -> String {
        said!(self, German format!("{who}, zuletzt angesehen:"), French format!("{who} a vu en dernier"), format!("{who} last saw"))
    }

    /// ", 7 pages in all".
    pub(crate) fn pages_in_all(self, count: &str) -> String {
        said!(self, German format!(", insgesamt {count} Seiten"), French format!(", {count} pages en tout"), format!(", {count} pages in all"))
    }

    /// "Kim Berg of our team called them 3 days ago".
    pub(crate) fn in_touch(self, who: &str, by: ObjectType, days: i32) -> String {
        let ago = self.ago(days);
        match by {
            ObjectType::Email => said!(
                self,
                German format!("{who} aus unserem Team hat ihnen {ago} geschrieben"),
                French format!("{who}, de notre équipe, leur a écrit {ago}"),
                format!("{who} of our team wrote to them {ago}"),
            ),
            ObjectType::Call => said!(
                self,
                German format!("{who} aus unserem Team hat sie {ago} angerufen"),
                French format!("{who}, de notre équipe, les a appelés {ago}"),
                format!("{who} of our team called them {ago}"),
            ),
            object if object.is_meeting() => said!(
                self,
                German format!("{who} aus unserem Team hat sie {ago} getroffen"),
                French format!("{who}, de notre équipe, les a rencontrés {ago}"),
                format!("{who} of our team met them {ago}"),
            ),
            _ => said!(
                self,
                German format!("{who} aus unserem Team hat {ago} etwas notiert"),
                French format!("{who}, de notre équipe, a noté quelque chose {ago}"),
                format!("{who} of our team noted something {ago}"),
            ),
        }
    }

    /// The question why somebody filled in a form.
    pub(crate) fn why_form(self, form: &str) -> String {
        said!(
            self,
            German format!("Warum haben Sie “{form}” ausgefüllt?"),
            French format!("Qu’est-ce qui vous a fait remplir “{form}” ?"),
            format!("What made you fill in “{form}”?"),
        )
    }

    /// The question what somebody looked for on a page.
    pub(crate) fn why_page(self, page: &str) -> String {
        said!(
            self,
            German format!("Was haben Sie auf “{page}” gesucht?"),
            French format!("Que cherchiez-vous sur “{page}” ?"),
            format!("What were you looking for on “{page}”?"),
        )
    }

    /// The question how many would work with what is offered.
    pub(crate) fn how_many(self, heads: u64) -> String {
        let heads = self.number(heads);
        said!(
            self,
            German format!("Wie viele Ihrer {heads} Leute würden damit arbeiten?"),
            French format!("Combien de vos {heads} personnes s’en serviraient ?"),
            format!("How many of your {heads} people would work with this?"),
        )
    }

    /// The question who decides beside somebody of this title.
    pub(crate) fn who_decides(self, title: &str) -> String {
        said!(
            self,
            German format!("Wer entscheidet mit Ihnen, als “{title}”?"),
            French format!("Qui décide avec vous, en tant que “{title}” ?"),
            format!("Who decides with you, as “{title}”?"),
        )
    }

    /// The question what happens without us.
    pub(crate) fn if_nothing_changes(self) -> String {
        said!(self, German "Was passiert, wenn alles bleibt, wie es ist?", French "Que se passe-t-il si rien ne change ?", "What happens if nothing changes?")
    }

    /// "10 November 2026, 5 days ago: call with Petra Lang": when somebody was last heard, and how.
    pub(crate) fn last_contact(self, day: Date, days: i32, talk: Option<ObjectType>, who: &str) -> String {
        let (date, ago) = (self.date(day), self.ago(days));
        match talk {
            Some(talk) => {
                let talk = self.talk(talk);
                said!(
                    self,
                    German format!("{date}, {ago}: {talk} mit {who}"),
                    French format!("{date}, {ago} : {talk} avec {who}"),
                    format!("{date}, {ago}: {talk} with {who}"),
                )
            }
            None => said!(
                self,
                German format!("{date}, {ago}: E-Mail von {who}"),
                French format!("{date}, {ago} : e-mail de {who}"),
                format!("{date}, {ago}: e-mail from {who}"),
            ),
        }
    }

    /// "said 10 November 2026", after what was said.
    pub(crate) fn said_on(self, day: Date) -> String {
        let day = self.date(day);
        said!(self, German format!("gesagt am {day}"), French format!("dit le {day}"), format!("said {day}"))
    }

    /// "champion in the CRM": what somebody is by HubSpot.
    pub(crate) fn in_the_crm(self, role: &str) -> String {
        said!(self, German format!("{role} im CRM"), French format!("{role} dans le CRM"), format!("{role} in the CRM"))
    }

    /// Before a next step that the rep noted.
    pub fn next(self) -> String {
        said!(self, German "Als Nächstes", French "Prochaine étape", "Next")
    }
}

fn month(day: Date, names: [&'static str; 12]) -> &'static str {
    names[usize::from(day.month().unsigned_abs().saturating_sub(1)) % 12]
}

const GERMAN_DAYS: [&str; 7] = ["Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag"];
const FRENCH_DAYS: [&str; 7] = ["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"];
const GERMAN_MONTHS: [&str; 12] = [
    "Januar",
    "Februar",
    "März",
    "April",
    "Mai",
    "Juni",
    "Juli",
    "August",
    "September",
    "Oktober",
    "November",
    "Dezember",
];
const FRENCH_MONTHS: [&str; 12] = [
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
];

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn days_and_sums_are_written_as_in_the_language() {
        let (english, german, french) =
            (Phrases::of(Language::English), Phrases::of(Language::German), Phrases::of(Language::French));
        let day = date(2026, 3, 1);
        assert_eq!(english.weekday(day), "Sunday 1 March");
        assert_eq!(german.weekday(day), "Sonntag, 1. März");
        assert_eq!(french.weekday(day), "dimanche 1er mars");
        assert_eq!(
            (german.date(day), french.date(date(2026, 8, 23))),
            ("1. März 2026".to_owned(), "23 août 2026".to_owned())
        );
        assert_eq!(
            (english.ago(1), german.ago(5), french.ago(0)),
            ("yesterday".to_owned(), "vor 5 Tagen".to_owned(), "aujourd’hui".to_owned())
        );
        assert_eq!(
            (german.number(82_500), french.money("EUR", 1_082_500)),
            ("82.500".to_owned(), "EUR 1\u{a0}082\u{a0}500".to_owned())
        );
        assert_eq!(german.due(day, Some(date(2026, 3, 8))), "fällig 1. März oder 8. März");
    }

    /// What a language lacks would be shown in English in the middle of it.
    #[test]
    fn german_and_french_have_words_of_their_own() {
        let day = date(2026, 3, 4);
        let all = |phrases: Phrases| {
            vec![
                phrases.no_amount(),
                phrases.closes(day),
                phrases.close_date_past(3),
                phrases.in_stage(3),
                phrases.crm_closes(day),
                phrases.no_meeting("A", 3),
                phrases.owes(None),
                phrases.owes(Some("A")),
                phrases.overdue(1),
                phrases.overdue(3),
                phrases.due(day, None),
                phrases.unanswered("A", 3),
                phrases.opted_out("A"),
                phrases.ticket("HIGH"),
                phrases.impostor("A", 3),
                phrases.named(3, ObjectType::Call, "A"),
                phrases.talked(3, ObjectType::Meeting, "A"),
                phrases.presence(true, true),
                phrases.which_holds("a", 4000),
                phrases.where_stands("a"),
                phrases.still_holds("a"),
                phrases.went_well(),
                phrases.answer("A"),
                phrases.promised_to("A"),
                phrases.by(day),
                phrases.note_title("A", day),
                phrases.first_talk("a"),
                phrases.employees(4),
                phrases.saved(),
                phrases.filled_in("A"),
                phrases.forms_in_all("2"),
                phrases.last_saw("A"),
                phrases.pages_in_all("2"),
                phrases.in_touch("A", ObjectType::Call, 3),
                phrases.why_form("a"),
                phrases.why_page("a"),
                phrases.how_many(4),
                phrases.who_decides("a"),
                phrases.if_nothing_changes(),
                phrases.next(),
                phrases.last_contact(day, 3, None, "A"),
                phrases.last_contact(day, 3, Some(ObjectType::Call), "A"),
                phrases.said_on(day),
                phrases.in_the_crm("a"),
            ]
        };
        let english = all(Phrases::of(Language::English));
        for language in [Language::German, Language::French] {
            for (own, english) in all(Phrases::of(language)).iter().zip(&english) {
                assert_ne!(own, english, "{language:?}");
            }
        }
        assert_eq!(all(Phrases::of(Language::Dutch)), english);
    }
}
