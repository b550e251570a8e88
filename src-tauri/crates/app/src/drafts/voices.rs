//! How the rep writes (greeting, closing, length, formality), learned on this machine from mails they sent.

use crate::{error::AppError, portal::open::OpenPortal};
use domain::property;
use domain::{ObjectType, Record};
use drafting::{Language, Voice};
use jiff::Timestamp;
use serde::Serialize;
use specta::Type;

/// The most mails of the rep's that are read.
const MAILS_MAX: usize = 200;

/// How the rep writes in one language, as it was learned.
pub(crate) struct Learned {
    /// The learned voice.
    pub voice: Voice,
}

/// How the rep writes in one language, for them to look at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct VoiceView {
    /// The name of the language: `English` or `German`.
    pub language: String,
    /// How many of the rep's mails it was learned from.
    pub read: u32,
    /// How they greet: "Hi {first}, in 12 of 14 mails"; none where there is no habit.
    pub greeting: Option<String>,
    /// How they close, with the number of mails; none where there is no habit.
    pub closing: Option<String>,
    /// The median of their sentences' words; none where nothing was read.
    pub sentence_words: Option<u32>,
    /// How formal they are: `formal`, `plain` or `informal`.
    pub formality: String,
    /// Sentences of theirs that a model would be shown, before redaction.
    pub samples: Vec<String>,
}

/// How the rep writes in each language they wrote mails in. Read from the local copy; nothing is kept and nothing leaves.
pub fn voice(open: &OpenPortal, now: Timestamp) -> Result<Vec<VoiceView>, AppError> {
    let mut views = Vec::new();
    for language in Language::ALL {
        let learned = of(open, *language, now)?;
        if 0 < learned.voice.read {
            views.push(view(&learned.voice));
        }
    }
    Ok(views)
}

pub(crate) fn view(voice: &Voice) -> VoiceView {
    let narrow = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    let habit = |(text, count): &(String, usize)| format!("{text} in {count} of {} mails", voice.read);
    VoiceView {
        language: format!("{:?}", voice.language),
        read: narrow(voice.read),
        greeting: voice.greeting.as_ref().map(habit),
        closing: voice.closing.as_ref().map(habit),
        sentence_words: (0 < voice.sentence_words).then(|| narrow(voice.sentence_words)),
        formality: voice.formality.as_str().to_owned(),
        samples: voice.samples.clone(),
    }
}

/// The voice in a language, from the newest mails the rep sent by `now`.
pub(crate) fn of(open: &OpenPortal, language: Language, now: Timestamp) -> Result<Learned, AppError> {
    let owners = open.database.owners()?;
    let me = owners.iter().find(|owner| Some(&owner.id) == open.portal.owner_id.as_ref());
    let mut addresses: Vec<String> = open.portal.user_email.iter().map(|email| email.to_lowercase()).collect();
    addresses.extend(me.map(|me| me.email.to_lowercase()).filter(|email| !email.is_empty()));
    let is_mine = |mail: &Record| {
        let from = mail.get(property::EMAIL_FROM).unwrap_or_default().to_lowercase();
        mail.get(property::EMAIL_DIRECTION) != Some("INCOMING_EMAIL") && addresses.contains(&from)
    };
    let at = |mail: &Record| mail.time(domain::property::TIMESTAMP).unwrap_or(mail.created_at);
    let mut sent: Vec<(Timestamp, Record)> = open
        .database
        .records(ObjectType::Email)?
        .into_iter()
        .filter(|mail| is_mine(mail))
        .map(|mail| (at(&mail), mail))
        .filter(|(at, _)| *at <= now)
        .collect();
    sent.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.id.cmp(&b.1.id)));
    let mut texts = Vec::new();
    for (_, mail) in sent.into_iter().take(MAILS_MAX) {
        let documents = open.database.current_documents(&mail.id)?;
        texts.extend(documents.into_iter().filter(|one| one.part.0 != property::EMAIL_SUBJECT).map(|one| one.text));
    }
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    Ok(Learned { voice: Voice::learn(&texts, language) })
}
