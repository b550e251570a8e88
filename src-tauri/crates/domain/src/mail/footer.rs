//! What stands under every mail of a house or a program, and says nothing of its author's: legal lines, scans, banners, "Sent from my phone".
//!
//! Footers are the one layer that no search finds, so a line is one only where its words leave no other reading, or where it stands at the top
//! or below a signature as footers do.

use super::{
    lines::{Line, words as words_of},
    phrases::Phrases,
};

/// Where a line stands among what its author says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// Nothing was said before it.
    Top,
    /// Amid what is said.
    Within,
    /// Somebody has signed above it, or a footer has begun.
    Below,
}

/// Whether a line, or the paragraph it stands in, is a footer.
pub(super) fn is_footer(plain: &str, words: usize, place: Place) -> bool {
    if !TELLING.any(plain) && !plain.contains("aka.ms") && !plain.contains("-leave@") {
        return false;
    }
    is_device(plain, words)
        || is_banner(plain, words, place)
        || is_legal(plain)
        || place == Place::Below
            && (is_legal_below(plain) || is_privacy_link(plain, words) || REGISTRY.any(plain) && PRIVACY.any(plain))
        || is_scan(plain, words)
        || is_environment(plain, words)
        || is_unsubscribe(plain, words)
        || is_list(plain, words) && (place == Place::Below || has_link(plain) || UNSUBSCRIBE.any(plain))
        || place == Place::Top && is_browser_line(plain, words)
}

/// What every footer has one of: most lines have none, and are done with.
static TELLING: Phrases = Phrases::of_all(
    |table| table.sent_from,
    &[
        |table| table.outside,
        |table| table.beyond,
        |table| table.seldom,
        |table| table.message,
        |table| table.legal,
        |table| table.notice,
        |table| table.privacy,
        |table| table.virus,
        |table| table.scanners,
        |table| table.print,
        |table| table.before_printing,
        |table| table.unsubscribe,
        |table| table.no_longer,
        |table| table.delivered_by,
        |table| table.received,
        |table| table.browser,
    ],
);

/// Whether a line was added below everything by a program on the way: a scan, a way out of a list.
pub(super) fn is_added(plain: &str, words: usize) -> bool {
    let service = DELIVERED_BY.any(plain) || has_link(plain) || plain.contains(" | ");
    is_scan(plain, words) || is_list(plain, words) || service && is_unsubscribe(plain, words)
}

/// Whether a paragraph below everything is one that a house adds to each of its mails.
pub(super) fn is_house_line(plain: &str, words: usize) -> bool {
    is_legal_below(plain) || is_environment(plain, words) || is_privacy_link(plain, words) || is_added(plain, words)
}

/// Whether a line is one only once a footer has begun: registrations, addresses of privacy notes, lists of managers.
pub(super) fn goes_on(line: &Line<'_>) -> bool {
    let text = line.plain.as_str();
    speaks_of_mail(text).hits + MESSAGE.count(text) != 0
        || REGISTRY.any(text)
        || ENVIRONMENT.any(text)
        || PRIVACY.any(text)
        || text.starts_with("http")
        || text.starts_with("www.")
}

/// Whether a line begins with "this mail" and nobody speaks in it of themselves.
pub(super) fn is_about_this_mail(text: &str) -> bool {
    MESSAGE.opening(text).next().is_some() && !is_personal(text) && !text.ends_with('?')
}

/// The same of the first lines of a new paragraph, which may also be somebody's own.
pub(super) fn goes_on_below(line: &Line<'_>) -> bool {
    let text = line.plain.as_str();
    let about = MESSAGE.any(text) && speaks_of_mail(text).hits != 0;
    (about || REGISTRY.any(text) || PRIVACY.any(text) || line.words <= 2 && has_link(text))
        && !is_personal(text)
        && !text.ends_with('?')
}

/// Whether a line names registers, capital and managers, as a house has to under its letters.
pub(super) fn is_registry(plain: &str) -> bool {
    REGISTRY.any(plain)
}

static REGISTRY: Phrases = Phrases::of(|table| table.registry);

/// Whether somebody speaks in it of themselves or of their house.
pub(super) fn is_personal(plain: &str) -> bool {
    SELF.any(plain) || words_of(plain).any(|word| OURSELVES.is(word))
}

static SELF: Phrases = Phrases::of(|table| table.myself);
static OURSELVES: Phrases = Phrases::of(|table| table.ourselves);

/// "Sent from my iPhone", "Get Outlook for iOS", in any language: few words that begin with how it was sent or where to get the program, or end
/// with it ("Von meinem iPhone gesendet"), or are about this message; with a device or program. Somebody who writes that they sent the offer
/// from their phone begins otherwise.
fn is_device(text: &str, words: usize) -> bool {
    let bare = text.trim_start_matches(|c: char| !c.is_alphanumeric());
    // "Sent via Tern ( https://tern.example/r )": a program's link, whatever its name.
    let linked = || bare.split_once("http").is_some_and(|(head, _)| words_of(head).count() <= 4);
    let named = || DEVICES.any(text) || is_some_mail(text, words) || linked();
    if !(2..=16).contains(&words) || text.ends_with(['?', ':']) || !named() {
        return false;
    }
    let link = text.contains("aka.ms") && text.contains("outlook");
    let with = |word: Option<&str>| word.is_some_and(|word| WITH.is(word));
    let first = SENT_FROM.opening(bare).any(|sent| {
        let rest = bare.strip_prefix(sent).unwrap_or_default();
        let from = with(words_of(sent).last()) || with(words_of(rest).next());
        !rest.starts_with(char::is_alphanumeric) && (from || sent.contains("outlook"))
    });
    // "Von unterwegs gesendet. Tippfehler bitte ich zu entschuldigen."
    let sentence = bare.split(['.', ',']).next().and_then(|first| first.split(" - ").next()).unwrap_or_default();
    let ends = words_of(sentence).count() <= 8
        && FROM_MY.opening(bare).next().is_some()
        && words_of(sentence).last().is_some_and(|last| SENT_FROM.is(last));
    let about = MESSAGE.opening(bare).next().is_some() && SENT_FROM.any(text);
    link || (first || ends || about) && !words_of(text).any(|word| OURSELVES.is(word))
}

/// "You receive this message because you are subscribed to the group", and addresses by which one leaves a list.
pub(super) fn is_list(text: &str, words: usize) -> bool {
    if 60 < words || is_personal(text) {
        return false;
    }
    let leaves = ["-leave@", "unsubscribe@", "-request@", "/listinfo/", "googlegroups.com"]
        .iter()
        .any(|sign| text.contains(sign));
    RECEIVED.opening(text).next().is_some() && !text.ends_with('?')
        || leaves && (UNSUBSCRIBE.any(text) || NO_LONGER.any(text) || words <= 12)
}

static RECEIVED: Phrases = Phrases::of(|table| table.received);

/// "No pictures? Read this in your browser: https://…", over a newsletter.
fn is_browser_line(text: &str, words: usize) -> bool {
    words <= 20 && BROWSER.any(text) && has_link(text) && (text.contains('?') || words <= 8) && !is_personal(text)
}

static BROWSER: Phrases = Phrases::of(|table| table.browser);

/// "Sent with Tern Mail": a program by whatever name, after a word for how it was sent.
fn is_some_mail(text: &str, words: usize) -> bool {
    if 7 < words {
        return false;
    }
    let mut words = words_of(text).skip_while(|word| !WITH.is(word)).skip(1);
    let mut program = words.by_ref().take(3);
    program.next().is_some_and(|name| name != "mail") && program.any(|word| word == "mail" || word == "app")
}

static SENT_FROM: Phrases = Phrases::of(|table| table.sent_from);
static DEVICES: Phrases = Phrases::of(|table| table.devices);
static FROM_MY: Phrases = Phrases::of(|table| table.from_my);
static WITH: Phrases = Phrases::of(|table| table.with);

/// A notice about a sender from outside, or one that is new to the reader.
fn is_banner(text: &str, words: usize, place: Place) -> bool {
    if 70 < words {
        return false;
    }
    let bare = text.trim_matches(['[', ']', '*', '!', ' ', '-', '<', '>', '(', ')', '⚠', '\u{fe0f}']);
    let tag = words <= 3 && text.starts_with('[') && text.ends_with(']') && BEYOND.any(bare);
    let head = text.trim_start_matches(|c: char| !c.is_alphanumeric());
    let headed = text.starts_with('[')
        || CAUTIONS.opening(head).any(|caution| {
            head.strip_prefix(caution).is_some_and(|rest| rest.trim_start().starts_with([':', ']', '!', '-', ')']))
        });
    let warns = || WARNS.any(text) || ORIGIN.any(text);
    let known = OUTSIDE.any(text)
        && WARNS.any(text)
        && (headed || place == Place::Top && (ORIGIN.any(text) || MESSAGE.any(text)));
    let top = place == Place::Top
        && BEYOND.any(text)
        && (headed && warns() || ORIGIN.any(text) && MESSAGE.any(text))
        && !SELF.any(text);
    tag || known || top || SELDOM.any(text)
}

static OUTSIDE: Phrases = Phrases::of(|table| table.outside);
static BEYOND: Phrases = Phrases::of(|table| table.beyond);
static ORIGIN: Phrases = Phrases::of(|table| table.origin);
static CAUTIONS: Phrases = Phrases::of(|table| table.cautions);
static WARNS: Phrases = Phrases::of(|table| table.warns);
static SELDOM: Phrases = Phrases::of(|table| table.seldom);

/// What a text says as legal notices do: of so many of three things (for whom, how secret, what is forbidden), by so many words.
struct Notice {
    things: usize,
    hits: usize,
}

fn speaks_of_mail(text: &str) -> Notice {
    let counts = [RECIPIENT.count(text), CONFIDENTIAL.count(text), FORBIDS.count(text)];
    Notice { things: counts.iter().filter(|count| 0 < **count).count(), hits: counts.iter().sum() }
}

/// A legal notice: it speaks of this message, of who may read it and what may be done with it. A sentence about the confidentiality of
/// something else lacks one of these, and a notice has no I.
pub(super) fn is_legal(text: &str) -> bool {
    if text.ends_with('?') || SELF.any(text) {
        return false;
    }
    let notice = || {
        let notice = speaks_of_mail(text);
        2 <= notice.things && 3 <= notice.hits
    };
    LEGAL_ALONE.any(text) || MESSAGE.any(text) && notice()
}

/// Whether a line, or the paragraph it stands in, is a legal notice below a signature, where less tells it than in the text.
fn is_legal_below(text: &str) -> bool {
    if text.ends_with('?') || SELF.any(text) {
        return false;
    }
    let notice = speaks_of_mail(text);
    let message = MESSAGE.any(text);
    LEGAL_ALONE.any(text)
        || message && (2 <= notice.things || 3 <= notice.hits)
        || message && 1 <= notice.things && 12 <= words_of(text).count()
        || NOTICE.any(text) && 2 <= notice.things
}

static MESSAGE: Phrases = Phrases::of(|table| table.message);
static RECIPIENT: Phrases = Phrases::of(|table| table.recipient);
static CONFIDENTIAL: Phrases = Phrases::of(|table| table.confidential);
static FORBIDS: Phrases = Phrases::of(|table| table.forbids);
static LEGAL_ALONE: Phrases = Phrases::of(|table| table.legal);
/// Of what notices speak beside "this message".
static NOTICE: Phrases = Phrases::of(|table| table.notice);

/// "How we treat your data: www.lind.example/privacy".
fn is_privacy_link(text: &str, words: usize) -> bool {
    words <= 30 && PRIVACY.any(text) && has_link(text) && !text.ends_with('?') && !SELF.any(text)
}

static PRIVACY: Phrases = Phrases::of(|table| table.privacy);

fn has_link(text: &str) -> bool {
    text.contains("http") || text.contains("www.") || text.contains('<') || text.contains('@')
}

/// A scanner names itself, or somebody has scanned this message. "We scanned the files for viruses" is their own.
fn is_scan(text: &str, words: usize) -> bool {
    let virus = || VIRUS.any(text);
    let scanner = || SCANNERS.any(text);
    words <= 40
        && (virus() && (scanner() || SCANNED.any(text)) && (MESSAGE.any(text) || has_link(text) || words <= 6)
            || scanner() && has_link(text) && words <= 8)
        && !is_personal(text)
        && !text.ends_with('?')
}

static VIRUS: Phrases = Phrases::of(|table| table.virus);
static SCANNERS: Phrases = Phrases::of(|table| table.scanners);
static SCANNED: Phrases = Phrases::of(|table| table.scanned);

/// "Think of the environment before you print this mail".
fn is_environment(text: &str, words: usize) -> bool {
    if 45 < words || text.ends_with('?') && 16 < words || SELF.any(text) {
        return false;
    }
    let (nature, about) = (ENVIRONMENT.any(text), MESSAGE.any(text));
    (nature || about) && (PRINT.any(text) && THINK.any(text) || BEFORE_PRINTING.any(text))
        || words <= 16 && BEFORE_PRINTING.any(text) && THINK.any(text)
}

static PRINT: Phrases = Phrases::of(|table| table.print);
static ENVIRONMENT: Phrases = Phrases::of(|table| table.environment);
static THINK: Phrases = Phrases::of(|table| table.think);
static BEFORE_PRINTING: Phrases = Phrases::of(|table| table.before_printing);

/// A way out of a list: it has a link, or few words and says where to click. Who asks to be taken off a list speaks of themselves.
fn is_unsubscribe(text: &str, words: usize) -> bool {
    if 45 < words || SELF.any(text) {
        return false;
    }
    let link = text.contains("://") || text.contains('<') || text.contains("www.") || text.contains(" | ");
    let out = UNSUBSCRIBE.any(text);
    let brief =
        words <= 10 && OFFERS.any(text) && !words_of(text).any(|word| OURSELVES.is(word)) && !text.ends_with('?');
    link && (out || NO_LONGER.any(text))
        || out && NO_LONGER.any(text) && words <= 14 && !text.ends_with('?')
        || out && (brief || words <= 2 && !text.ends_with('?'))
        || words <= 25 && DELIVERED_BY.any(text) && !words_of(text).any(|word| matches!(word, "we" | "i"))
}

static UNSUBSCRIBE: Phrases = Phrases::of(|table| table.unsubscribe);
static NO_LONGER: Phrases = Phrases::of(|table| table.no_longer);
static OFFERS: Phrases = Phrases::of(|table| table.offers);
static DELIVERED_BY: Phrases = Phrases::of(|table| table.delivered_by);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mail::lines;

    fn check(text: &str) -> bool {
        let line = lines::of(text).remove(0);
        is_footer(&line.plain, line.words, Place::Top)
    }

    #[test]
    fn footers_are_footers_and_points_are_not() {
        for footer in [
            "This e-mail may contain confidential information. If you are not the intended recipient you must delete it.",
            "Diese Nachricht ist vertraulich und nur für den Empfänger bestimmt; die Weitergabe ist untersagt.",
            "Ce message est confidentiel et réservé à son destinataire ; toute diffusion est interdite.",
            "Este mensaje es confidencial. Si lo ha recibido por error, elimínelo.",
            "Envoyé de mon iPhone",
            "Wysłane z iPhone'a",
            "[EXTERN] Diese Mail kommt von außerhalb der Organisation. Vorsicht bei Links.",
            "Please consider the environment before printing this e-mail.",
        ] {
            assert!(check(footer), "{footer}");
        }
        for point in [
            "The confidentiality clause has to cover unauthorised disclosure by subcontractors.",
            "Please delete the old price list.",
            "Please unsubscribe me.",
            "Our auditors scan every attachment.",
            "I sent the order from Hamburg on Monday.",
            "Wie vertraulich ist das Angebot?",
        ] {
            assert!(!check(point), "{point}");
        }
    }
}
