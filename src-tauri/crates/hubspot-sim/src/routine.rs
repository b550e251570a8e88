//! Everyday activities around the authored storylines: voicemails, scheduling mails, auto-replies, ticked-off tasks, brief notes.
//!
//! They make the portal look lived in without telling anything, so no storyline may depend on them and none may be spoiled: a
//! routine activity is never younger than a week and never younger than what the story itself last says about its company.

use std::collections::BTreeMap;

use rand::{Rng as _, seq::IndexedRandom as _};
use rand_chacha::ChaCha8Rng;

use crate::{
    account::{Account, Owner},
    dates::DAY_MS,
    engagements::{self, Mail, Person, Ring},
    objects::ObjectType,
    planting::{Seedling, Values},
    record::Source,
};

/// Everyday activities are at least this many days old.
const YOUNGEST_DAYS: i64 = 8;

/// One company's people and deals, and until when routine may happen there.
struct Neighbourhood {
    company: usize,
    contacts: Vec<usize>,
    deals: Vec<usize>,
    until_ms: i64,
    german: bool,
}

/// Adds `count` routine activities to the companies among the seedlings. Equal inputs give equal activities.
pub(crate) fn surround(
    seedlings: &mut Vec<Seedling>,
    account: &Account,
    now_ms: i64,
    count: usize,
    rng: &mut ChaCha8Rng,
) {
    let places = neighbourhoods(seedlings, now_ms);
    let mut made = 0;
    // The bound only guards against a portal in which nobody was there in time for any routine.
    for attempt in 0..count * 20 {
        if count <= made || places.is_empty() {
            return;
        }
        // Round robin spreads them evenly; the moment and the contact are drawn.
        let place = &places[attempt % places.len()];
        let Some(contact) = place.contacts.choose(rng).copied() else {
            continue;
        };
        let earliest_ms = seedlings[contact].created_ms.max(now_ms - 365 * DAY_MS) + DAY_MS;
        if place.until_ms <= earliest_ms {
            continue;
        }
        let at_ms = office_hours(rng.random_range(earliest_ms..place.until_ms), account, rng);
        if place.until_ms < at_ms || at_ms < earliest_ms {
            continue;
        }
        let owner_id = value(&seedlings[contact], "hubspot_owner_id")
            .or_else(|| value(&seedlings[place.company], "hubspot_owner_id"));
        let owner =
            account.owners.iter().find(|owner| owner_id.is_some_and(|id| owner.id.to_string() == id)).or(account.me());
        let Some(owner) = owner else { return };
        let (object, values) = activity(&seedlings[contact], owner, at_ms, place.german, rng);
        let mut routine = Seedling::new(object, at_ms, values, Source::person(owner.user_id));
        routine.belongs_to = vec![contact, place.company];
        let deal = place.deals.choose(rng).copied().filter(|deal| seedlings[*deal].created_ms < at_ms);
        routine.belongs_to.extend(deal.filter(|_| rng.random_bool(0.3)));
        seedlings.push(routine);
        made += 1;
    }
}

fn neighbourhoods(seedlings: &[Seedling], now_ms: i64) -> Vec<Neighbourhood> {
    let mut places: BTreeMap<usize, Neighbourhood> = BTreeMap::new();
    for (at, seedling) in seedlings.iter().enumerate().filter(|(_, seedling)| seedling.object == ObjectType::Company) {
        let country = value(seedling, "country").unwrap_or_default();
        let german = ["Germany", "Deutschland", "Austria"].contains(&country);
        places.insert(
            at,
            Neighbourhood { company: at, contacts: Vec::new(), deals: Vec::new(), until_ms: i64::MIN, german },
        );
    }
    for (at, seedling) in seedlings.iter().enumerate() {
        for company in &seedling.belongs_to {
            let Some(place) = places.get_mut(company) else {
                continue;
            };
            match seedling.object {
                ObjectType::Contact => place.contacts.push(at),
                ObjectType::Deal => place.deals.push(at),
                // A task or a coming meeting says nothing about when somebody was last spoken to.
                ObjectType::Note | ObjectType::Call | ObjectType::Email => {
                    place.until_ms = place.until_ms.max(seedling.created_ms)
                }
                _ => {}
            }
        }
    }
    for place in places.values_mut() {
        // A whole day before the story's last word, so that this word stays the last.
        place.until_ms = place.until_ms.saturating_sub(DAY_MS).min(now_ms - YOUNGEST_DAYS * DAY_MS);
    }
    places.into_values().collect()
}

/// The same day between half past eight and six in the portal's zone, Monday to Friday.
fn office_hours(at_ms: i64, account: &Account, rng: &mut ChaCha8Rng) -> i64 {
    let Ok(at) = jiff::Timestamp::from_millisecond(at_ms) else {
        return at_ms;
    };
    let mut day = at.to_zoned(account.zone.clone()).date();
    while 4 < day.weekday().to_monday_zero_offset() {
        let Ok(before) = day.yesterday() else {
            return at_ms;
        };
        day = before;
    }
    let minute: i16 = rng.random_range(8 * 60 + 30..18 * 60);
    let time = day.at(
        i8::try_from(minute / 60).unwrap_or(9),
        i8::try_from(minute % 60).unwrap_or(0),
        rng.random_range(0..60),
        0,
    );
    time.to_zoned(account.zone.clone()).map_or(at_ms, |time| time.timestamp().as_millisecond())
}

fn value<'a>(seedling: &'a Seedling, name: &str) -> Option<&'a str> {
    seedling.values.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
}

fn activity(contact: &Seedling, owner: &Owner, at_ms: i64, german: bool, rng: &mut ChaCha8Rng) -> (ObjectType, Values) {
    let part = |name| value(contact, name).unwrap_or_default().to_owned();
    let contact = Person { email: part("email"), firstname: part("firstname"), lastname: part("lastname") };
    let phone = "";
    let colleague =
        Person { email: owner.email.clone(), firstname: owner.firstname.clone(), lastname: owner.lastname.clone() };
    let pick = |choices: &[&'static str], rng: &mut ChaCha8Rng| choices.choose(rng).copied().unwrap_or_default();
    let fill = |text: &str| {
        text.replace("{first}", &contact.firstname)
            .replace("{last}", &contact.lastname)
            .replace("{me}", &colleague.firstname)
    };
    let ring = |title: &str, html: &str, disposition, duration_ms| {
        let title = fill(title);
        engagements::call(&Ring {
            at_ms,
            owner_id: owner.id,
            title: &title,
            html,
            inbound: false,
            disposition,
            duration_ms,
            phone,
        })
    };
    match rng.random_range(0..100) {
        0..20 => {
            let html = format!("<p>{}</p>", fill(pick(if german { &VOICEMAILS_DE } else { &VOICEMAILS }, rng)));
            (
                ObjectType::Call,
                ring("Call with {first} {last}", &html, engagements::VOICEMAIL, rng.random_range(12_000..48_000)),
            )
        }
        20..38 => {
            let busy = rng.random_bool(0.25);
            let disposition = if busy { engagements::BUSY } else { engagements::NO_ANSWER };
            (ObjectType::Call, ring("Call with {first} {last}", "", disposition, rng.random_range(0..9_000)))
        }
        38..62 => {
            let (subject, text) = SCHEDULING.choose(rng).copied().unwrap_or_default();
            let (subject, text) = if german && rng.random_bool(0.7) {
                SCHEDULING_DE.choose(rng).copied().unwrap_or_default()
            } else {
                (subject, text)
            };
            (ObjectType::Email, mail(at_ms, owner, &colleague, &contact, false, &fill(subject), &fill(text), rng))
        }
        62..74 => {
            let replies: &[(&str, &str)] = if german { &AUTO_REPLIES_DE } else { &AUTO_REPLIES };
            let (subject, text) = replies.choose(rng).copied().unwrap_or_default();
            (ObjectType::Email, mail(at_ms, owner, &contact, &colleague, true, &fill(subject), &fill(text), rng))
        }
        74..87 => {
            let subject = fill(pick(&TASKS, rng));
            (ObjectType::Task, engagements::task(at_ms, owner.id, &subject, "", Some(at_ms), "NONE"))
        }
        _ => {
            let html = format!("<p>{}</p>", fill(pick(if german { &NOTES_DE } else { &NOTES }, rng)));
            (ObjectType::Note, engagements::note(at_ms, owner.id, &html))
        }
    }
}

#[allow(clippy::too_many_arguments, reason = "the parts of one short mail")]
fn mail(
    at_ms: i64,
    owner: &Owner,
    from: &Person,
    to: &Person,
    incoming: bool,
    subject: &str,
    text: &str,
    rng: &mut ChaCha8Rng,
) -> Values {
    let thread: u64 = rng.random_range(18_000_000_000..18_900_000_000);
    let domain = from.email.split_once('@').map_or("mail.example", |(_, domain)| domain);
    engagements::email(&Mail {
        at_ms,
        owner_id: owner.id,
        from,
        to: std::slice::from_ref(to),
        cc: &[],
        incoming,
        subject,
        text,
        thread_id: &thread.to_string(),
        message_id: &format!("<{thread:x}@{domain}>"),
    })
}

const VOICEMAILS: [&str; 8] = [
    "Left a voicemail, asked {first} to ring back when convenient.",
    "Voicemail. Will try again later in the week.",
    "Mailbox full, could not leave a message.",
    "Left a short message with my number.",
    "Went to voicemail after four rings.",
    "Left word at reception for {first}.",
    "Voicemail greeting says in meetings until the afternoon.",
    "Left a message: only a quick hello, nothing urgent.",
];
const VOICEMAILS_DE: [&str; 4] = [
    "Auf die Mailbox gesprochen, um Rückruf gebeten.",
    "Mailbox, versuche es später noch einmal.",
    "Zentrale erreicht, {first} {last} gerade nicht am Platz.",
    "Kurze Nachricht auf der Mailbox hinterlassen.",
];
const SCHEDULING: [(&str, &str); 9] = [
    (
        "A few times that could work",
        "Hi {first},\n\nwould any of the slots in my calendar suit you for a short catch-up? Happy to work around your week.\n\nBest,\n{me}",
    ),
    (
        "Moving our slot",
        "Hi {first},\n\nI have to move our slot by half an hour. The invitation is updated; shout if that does not work.\n\nThanks,\n{me}",
    ),
    (
        "Calendar invite",
        "Hi {first},\n\nthe invitation is on its way. Dial-in details are in it.\n\nBest regards,\n{me}",
    ),
    ("Running five minutes late", "Hi {first}, my previous call overruns, I will be with you in five minutes. {me}"),
    ("Thanks for your time", "Hi {first},\n\nthank you for your time today. Have a good rest of the week.\n\n{me}"),
    (
        "Quick check-in",
        "Hi {first},\n\njust checking that the invitation reached you, our mail server had a bad morning.\n\n{me}",
    ),
    (
        "The link again",
        "Hi {first},\n\nhere is the dial-in link again, it seems to have got lost in the thread.\n\n{me}",
    ),
    ("Received, thank you", "Hi {first},\n\nreceived, thank you. I will come back to you.\n\nBest,\n{me}"),
    ("Back from leave", "Hi {first},\n\nI am back at my desk and working through my inbox. Bear with me.\n\n{me}"),
];
const SCHEDULING_DE: [(&str, &str); 4] = [
    (
        "Terminvorschläge",
        "Hallo {first},\n\npasst einer der Termine in meinem Kalender für ein kurzes Gespräch? Ich richte mich gern nach Ihnen.\n\nViele Grüße\n{me}",
    ),
    (
        "Einladung ist unterwegs",
        "Hallo {first},\n\ndie Einladung ist unterwegs, die Einwahldaten stehen darin.\n\nViele Grüße\n{me}",
    ),
    ("Danke für das Gespräch", "Hallo {first},\n\nvielen Dank für Ihre Zeit heute.\n\nViele Grüße\n{me}"),
    ("Fünf Minuten später", "Hallo {first}, mein voriges Gespräch dauert länger, ich bin in fünf Minuten da. {me}"),
];
const AUTO_REPLIES: [(&str, &str); 5] = [
    (
        "Automatic reply: out of office",
        "I am out of the office with limited access to e-mail and will answer when I am back.\n\n{first} {last}",
    ),
    (
        "Automatic reply: on leave",
        "Thank you for your message. I am on annual leave. For anything urgent please ring our main number.\n\n{first} {last}",
    ),
    ("Automatic reply: travelling", "I am travelling and may be slow to answer.\n\nRegards,\n{first}"),
    (
        "Automatic reply: training day",
        "I am at a training all day and will read your message tomorrow.\n\n{first} {last}",
    ),
    (
        "Automatic reply: public holiday",
        "Our offices are closed for a public holiday. We will be back on the next working day.",
    ),
];
const AUTO_REPLIES_DE: [(&str, &str); 3] = [
    (
        "Automatische Antwort: Abwesenheit",
        "Ich bin derzeit nicht im Büro und lese E-Mails nur unregelmäßig.\n\n{first} {last}",
    ),
    (
        "Automatische Antwort: Urlaub",
        "Vielen Dank für Ihre Nachricht. Ich bin im Urlaub und melde mich nach meiner Rückkehr.\n\n{first} {last}",
    ),
    ("Automatische Antwort: Feiertag", "Unser Büro ist heute wegen eines Feiertags geschlossen."),
];
const TASKS: [&str; 8] = [
    "Call {first} back",
    "Check in with {first}",
    "Confirm the time with {first}",
    "Log last week's calls",
    "Update contact details of {first} {last}",
    "Email {first} the dial-in",
    "Tidy up duplicate entries",
    "Thank {first} for the visit",
];
const NOTES: [&str; 8] = [
    "Brief chat, nothing new on either side.",
    "{first} prefers to be rung before noon.",
    "Updated the phone number from the signature.",
    "Met {first} at the stand, exchanged a few words.",
    "Assistant confirmed the address for post.",
    "Connected with {first} on LinkedIn.",
    "Spelling of the surname corrected.",
    "Short hallway talk, no topics.",
];
const NOTES_DE: [&str; 4] = [
    "Kurz gesprochen, nichts Neues.",
    "Telefonnummer aus der Signatur übernommen.",
    "{first} ist vormittags am besten erreichbar.",
    "Am Messestand kurz begrüßt.",
];
