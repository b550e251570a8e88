//! What depends on a language, as a table each: the fixed words of mail programs, and those of closings, notices, absence notes. Phrases are
//! in plain letters ([`super::lines::plain`]) and separated by spaces; words that belong together are joined by `_`, and a `_` at the end says
//! that the word ends there: `hrb_` is no beginning of a longer word. A language is added by its file.

mod common;
mod danish;
mod dutch;
mod english;
mod french;
mod german;
mod italian;
mod others;
mod polish;
mod portuguese;
mod spanish;
mod swedish;

/// Declares the lists of a table, each empty unless a language fills it; a test goes through all of them.
macro_rules! table {
    ($($(#[$doc:meta])* $list:ident,)*) => {
        /// The phrases of one language: a list for each thing they say.
        #[derive(Debug, Clone, Copy)]
        pub(super) struct Table {
            $($(#[$doc])* pub $list: &'static str,)*
        }

        const EMPTY: Table = Table { $($list: "",)* };

        #[cfg(test)]
        impl Table {
            fn lists(&self) -> Vec<(&'static str, &'static str)> {
                vec![$((stringify!($list), self.$list),)*]
            }
        }
    };
}

table! {
    /// Header fields: who wrote.
    from,
    /// Header fields: when.
    sent,
    /// Header fields: to whom.
    to,
    /// Header fields: who has a copy.
    copy,
    /// Header fields: about what.
    subject,
    /// Further header fields, which say nothing of who or when.
    other_fields,
    /// What stands before the colon in the subject of a forwarded mail.
    forward_prefixes,
    /// Words an attribution begins with: "on".
    openers,
    /// Verbs of an attribution: "wrote".
    wrote,
    /// Words of somebody who tells of a letter rather than quotes it.
    tells,
    /// Small words within a name.
    particles,
    /// Words of the line above a quoted mail.
    original,
    /// Words of the line above a forwarded mail.
    forwarded,
    /// "begin", in the line above a forwarded mail.
    begins,
    /// "end of", in the line below it.
    ends,
    /// How closings begin.
    strong,
    /// Closings that may also open a text or be one.
    weak,
    /// "until", before a weekday.
    until,
    /// Closings of a few letters, and abbreviated ones.
    short,
    /// The noun of a closing, at its end or start.
    nouns,
    /// Sentences that close a letter, wherever in a line.
    formulae,
    /// Words between a closing and a place or a name: "from".
    places,
    /// "your", before the name of a team.
    yours,
    /// Titles and particles, which are no part of a name that tells somebody.
    titles,
    /// What a company is by law.
    houses,
    /// Words and signs before a telephone number.
    phone,
    /// Words by which somebody speaks of themselves or to somebody.
    personal,
    /// Words of lines that stand under every mail of somebody, however personal they sound: office hours, invitations to follow.
    hours,
    /// Weekdays and their short forms, as office hours name them.
    weekdays,
    /// Marks of a postscript.
    postscripts,
    /// Legal notices: "this message".
    message,
    /// Legal notices: whom it is for.
    recipient,
    /// Legal notices: what it is.
    confidential,
    /// Legal notices: what may not be done with it, and what was done about viruses.
    forbids,
    /// What notices below a signature speak of besides.
    notice,
    /// Phrases that only notices have.
    legal,
    /// Words of somebody who speaks: a notice has no I.
    myself,
    /// Words of somebody who speaks for their house, as whole words.
    ourselves,
    /// Registers, capital and managers, which a house has to name under its letters.
    registry,
    /// Of what links to privacy notes speak.
    privacy,
    /// "Sent from" and "get Outlook".
    sent_from,
    /// Devices and mail programs.
    devices,
    /// How lines begin that end in "sent": "Von meinem iPhone gesendet".
    from_my,
    /// "with", between "sent" and a program.
    with,
    /// "outside the organisation".
    outside,
    /// "outside", "external".
    beyond,
    /// "originated from", beside it.
    origin,
    /// What a banner begins with.
    cautions,
    /// What banners warn of.
    warns,
    /// Banners on senders who seldom write.
    seldom,
    /// What scanners look for.
    virus,
    /// Names of scanners.
    scanners,
    /// What scanners say they did.
    scanned,
    /// Printing.
    print,
    /// What printing costs.
    environment,
    /// Phrases that only lines on printing have.
    before_printing,
    /// How lines on printing ask to spare paper.
    think,
    /// Ways out of a list.
    unsubscribe,
    /// How such a way is offered.
    offers,
    /// "no longer wish to receive".
    no_longer,
    /// Mailing lists: "you receive this because".
    received,
    /// Newsletters: where to read them.
    browser,
    /// What a service says of itself.
    delivered_by,
    /// How subjects of absence notes begin.
    absent_subjects,
    /// How subjects of delivery failures begin.
    failed_subjects,
    /// How a text says that it is automatic.
    says_automatic,
    /// How an absence note thanks for the mail.
    thanks_for_mail,
    /// How it says that somebody is away.
    away,
    /// How it says where to turn.
    instead,
    /// Ticket systems: "reply".
    reply,
    /// Ticket systems: "above this line".
    above_this_line,
    /// Lines that say that nobody reads replies.
    no_reply,
    /// How ticket systems name the request.
    your_request,
    /// Words for a request.
    requests,
    /// What ticket systems call themselves.
    services,
    /// Programs that meetings are held in.
    meeting_programs,
    /// Words beside such a program.
    meeting,
    /// How programs invite: "is inviting you".
    invites,
    /// How a joining block begins.
    begins_joining,
    /// Lines of a joining block.
    joining,
    /// Invitations: the name of the hour.
    when,
    /// Invitations: the name of the place.
    place,
}

/// All tables, in the order in which their phrases are looked up.
pub(super) static TABLES: [&Table; 12] = [
    &common::TABLE,
    &english::TABLE,
    &german::TABLE,
    &french::TABLE,
    &spanish::TABLE,
    &italian::TABLE,
    &dutch::TABLE,
    &danish::TABLE,
    &swedish::TABLE,
    &polish::TABLE,
    &portuguese::TABLE,
    &others::TABLE,
];

/// One list of a table.
pub(super) type List = fn(&Table) -> &'static str;

/// The phrases of one kind, of all languages, as they stand in a plain text.
pub(super) fn phrases(of: List) -> Vec<String> {
    let mut found: Vec<String> =
        TABLES.iter().flat_map(|table| of(table).split_whitespace()).map(|phrase| phrase.replace('_', " ")).collect();
    let mut seen = std::collections::HashSet::new();
    found.retain(|phrase| seen.insert(phrase.clone()));
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mail::lines::plain;

    /// A phrase with a capital or an accent would never be found.
    #[test]
    fn phrases_are_in_plain_letters_and_stand_once_in_a_list() {
        for (list, phrases) in TABLES.iter().flat_map(|table| table.lists()) {
            let mut seen = std::collections::HashSet::new();
            for phrase in phrases.split_whitespace() {
                let words = phrase.replace('_', " ");
                assert_eq!(plain(&words), words.trim_end(), "{list}: {phrase}");
                assert!(seen.insert(phrase), "{list}: {phrase} stands twice");
            }
        }
    }
}
