//! What stands under every mail of a house or a program, and says nothing of its author's: legal lines, scans, banners, "Sent from my phone".

use super::{
    lines::{Line, words as words_of},
    phrases::Phrases,
};

/// Whether a line, or the paragraph it stands in, is a legal notice below a signature, where less tells it than in the text.
pub(super) fn is_legal_below(plain: &str) -> bool {
    let classes = [RECIPIENT.any(plain), CONFIDENTIAL.any(plain), FORBIDS.any(plain)];
    let classes = classes.into_iter().filter(|class| *class).count();
    let about_it = MESSAGE.any(plain) && 1 <= classes && 12 <= words_of(plain).count() && !SELF.any(plain);
    is_legal(plain) || about_it || !plain.ends_with('?') && NOTICE.any(plain) && 2 <= classes
}

/// Of what notices speak beside "this message".
static NOTICE: Phrases = Phrases::of(|table| table.notice);

/// Whether a line, or the paragraph it stands in, is a footer wherever in the author's text it stands.
pub(super) fn is_footer(plain: &str, words: usize) -> bool {
    is_device(plain, words)
        || is_banner(plain, words)
        || is_legal(plain)
        || is_scan(plain, words)
        || is_environment(plain, words)
        || is_unsubscribe(plain, words)
}

/// Whether a line was added below everything by a program on the way: a scan, a way out of a list.
pub(super) fn is_added(plain: &str, words: usize) -> bool {
    is_scan(plain, words) || is_unsubscribe(plain, words)
}

/// Whether a line is one only once a footer has begun: registrations, addresses of privacy notes, lists of managers.
pub(super) fn goes_on(line: &Line<'_>) -> bool {
    let text = line.plain.as_str();
    let hits = MESSAGE.count(text) + CONFIDENTIAL.count(text) + FORBIDS.count(text) + RECIPIENT.count(text);
    1 <= hits || REGISTRY.any(text) || ENVIRONMENT.any(text) || text.starts_with("http") || text.starts_with("www.")
}

/// Whether a line names registers, capital and managers, as a house has to under its letters.
pub(super) fn is_registry(plain: &str) -> bool {
    REGISTRY.any(plain)
}

/// "Sent from my iPhone", "Get Outlook for iOS", in any language: few words, a word of sending or getting, and a device or program.
fn is_device(text: &str, words: usize) -> bool {
    words <= 16 && SENT_FROM.any(text) && DEVICES.any(text) && !text.ends_with('?')
}

static SENT_FROM: Phrases = Phrases::of(|table| table.sent_from);
static DEVICES: Phrases = Phrases::of(|table| table.devices);

/// A notice about a sender from outside, or one that is new to the reader.
fn is_banner(text: &str, words: usize) -> bool {
    let bare = text.trim_matches(['[', ']', '*', '!', ' ', '-']);
    let tag = words <= 3 && text.starts_with('[') && text.ends_with(']') && EXTERNAL.any(bare);
    words <= 70 && (tag || OUTSIDE.any(text) && WARNS.any(text) || SELDOM.any(text))
}

static OUTSIDE: Phrases = Phrases::of(|table| table.outside);
static WARNS: Phrases = Phrases::of(|table| table.warns);
static SELDOM: Phrases = Phrases::of(|table| table.seldom);

/// A legal notice: it speaks of this message and of who may read it or what may be done with it. A sentence about the confidentiality of
/// something else lacks one of these.
pub(super) fn is_legal(text: &str) -> bool {
    let message = MESSAGE.any(text);
    let classes = [RECIPIENT.any(text), CONFIDENTIAL.any(text), FORBIDS.any(text)];
    let hits = FORBIDS.count(text) + CONFIDENTIAL.count(text) + RECIPIENT.count(text);
    let classes = classes.into_iter().filter(|class| *class).count();
    // A notice has no I.
    let asks = text.ends_with('?') || SELF.any(text);
    !asks && (message && (2 <= classes || 3 <= hits) || LEGAL_ALONE.any(text))
}

static SELF: Phrases = Phrases::of(|table| table.myself);
static MESSAGE: Phrases = Phrases::of(|table| table.message);
static RECIPIENT: Phrases = Phrases::of(|table| table.recipient);
static CONFIDENTIAL: Phrases = Phrases::of(|table| table.confidential);
static FORBIDS: Phrases = Phrases::of(|table| table.forbids);
static LEGAL_ALONE: Phrases = Phrases::of(|table| table.legal);

fn is_scan(text: &str, words: usize) -> bool {
    let virus = VIRUS.any(text);
    let program = SCANNERS.any(text);
    words <= 40 && (program && (virus || words <= 4) || virus && SCANNED.any(text))
}

fn is_environment(text: &str, words: usize) -> bool {
    words <= 45 && PRINT.any(text) && ENVIRONMENT.any(text) || words <= 16 && BEFORE_PRINTING.any(text)
}

static PRINT: Phrases = Phrases::of(|table| table.print);
static ENVIRONMENT: Phrases = Phrases::of(|table| table.environment);

fn is_unsubscribe(text: &str, words: usize) -> bool {
    let asks_out = UNSUBSCRIBE.any(text);
    let offers = text.contains("http") || text.contains('<') || text.contains("www.") || OFFERS.any(text);
    let quits = NO_LONGER.any(text) && (text.contains("://") || text.contains('<'));
    quits && words <= 45
        || asks_out && words <= 45 && (offers || words <= 2)
        || words <= 25 && DELIVERED_BY.any(text) && !words_of(text).any(|word| matches!(word, "we" | "i"))
}

static UNSUBSCRIBE: Phrases = Phrases::of(|table| table.unsubscribe);
static NO_LONGER: Phrases = Phrases::of(|table| table.no_longer);
static OFFERS: Phrases = Phrases::of(|table| table.offers);

static REGISTRY: Phrases = Phrases::of(|table| table.registry);

static EXTERNAL: Phrases = Phrases::of(|table| table.external);
static VIRUS: Phrases = Phrases::of(|table| table.virus);
static SCANNERS: Phrases = Phrases::of(|table| table.scanners);
static SCANNED: Phrases = Phrases::of(|table| table.scanned);
static BEFORE_PRINTING: Phrases = Phrases::of(|table| table.before_printing);
static DELIVERED_BY: Phrases = Phrases::of(|table| table.delivered_by);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mail::lines;

    fn check(text: &str) -> bool {
        let line = lines::of(text).remove(0);
        is_footer(&line.plain, line.words)
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
