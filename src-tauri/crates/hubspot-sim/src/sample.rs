//! The sample portal: the authored storylines of `portal/`, dated from the simulator's clock, with everyday routine around them.

use std::collections::HashMap;

use anyhow::{Context as _, bail};
use rand::SeedableRng as _;
use rand_chacha::ChaCha8Rng;

use crate::{
    account::Owner,
    dates::{self, Calendar, DAY_MS},
    engagements::{self, Appointment, Mail, Person, Ring},
    objects::ObjectType,
    planting::{self, Seedling},
    portal::Portal,
    record::{Source, Version},
    routine, sample_account,
    schema::{Definition, Schema},
    story::{Belonging, HistoryEntry, PortalFile, Story, Values},
    transcripts,
};

/// The files of `portal/` as they were when the crate was built: path below `portal/`, text.
pub(crate) static FILES: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/portal_files.rs"));

/// How many routine activities surround the authored ones.
pub(crate) const ROUTINE_COUNT: usize = 450;

/// What people can be called in a deal of this portal.
const DEAL_LABELS: [&str; 4] = ["Decision maker", "Budget holder", "Champion", "End user"];

/// Reads the portal from its files. Fails on anything an author got wrong, naming the file.
pub(crate) fn load(files: &[(&str, &str)], seed: u64, now_ms: i64, routine_count: usize) -> anyhow::Result<Portal> {
    let file = files.iter().find(|(name, _)| *name == "portal.toml").context("the sample portal has no portal.toml")?;
    let file: PortalFile = toml::from_str(file.1).context("cannot read portal.toml")?;
    let account = sample_account::read(&file, seed, now_ms)?;
    let calendar = Calendar::new(now_ms, account.zone.clone())?;
    let created_ms = account.created_ms;
    let mut portal = Portal::new(account, Schema::of_a_new_account(created_ms), seed);
    for label in DEAL_LABELS {
        portal.links.define_label(ObjectType::Contact, ObjectType::Deal, label);
    }
    let mut teller = Teller {
        portal,
        calendar,
        now_ms,
        files,
        seedlings: Vec::new(),
        by_key: HashMap::new(),
        threads: HashMap::new(),
    };

    let mut stories = Vec::new();
    for (name, text) in files.iter().filter(|(name, _)| name.ends_with("/story.toml")) {
        let text = teller.calendar.fill(text);
        let story: Story = toml::from_str(&text).with_context(|| format!("cannot read {name}"))?;
        stories.push((name.trim_end_matches("story.toml").to_owned(), story));
    }
    // People and deals first, so that a story may mention another's.
    for (folder, story) in &stories {
        teller.records(story).with_context(|| format!("in {folder}story.toml"))?;
    }
    for (folder, story) in &stories {
        teller.activities(folder, story).with_context(|| format!("in {folder}story.toml"))?;
    }
    let mut rng = ChaCha8Rng::seed_from_u64(seed ^ 0x707);
    routine::surround(&mut teller.seedlings, &teller.portal.account, now_ms, routine_count, &mut rng);
    planting::plant(&mut teller.portal, teller.seedlings);
    Ok(teller.portal)
}

/// Turns the authored stories into records that are to be planted.
struct Teller<'a> {
    portal: Portal,
    calendar: Calendar,
    now_ms: i64,
    files: &'a [(&'a str, &'a str)],
    seedlings: Vec<Seedling>,
    /// Positions of companies, contacts, deals and tickets by full key.
    by_key: HashMap<String, usize>,
    /// The ids of mail threads, by story and subject.
    threads: HashMap<String, u64>,
}

impl Teller<'_> {
    fn records(&mut self, story: &Story) -> anyhow::Result<()> {
        let company = &story.company;
        let home = company.key.as_str();
        let values = self.values(
            ObjectType::Company,
            &[("name", Some(&company.name)), ("domain", company.domain.as_ref())],
            company.owner.as_deref(),
            &company.properties,
        )?;
        self.add(
            ObjectType::Company,
            home.to_owned(),
            &company.created,
            values,
            company.owner.as_deref(),
            &company.history,
            &[],
        )?;
        for contact in &story.contacts {
            let named = [
                ("firstname", contact.firstname.as_ref()),
                ("lastname", contact.lastname.as_ref()),
                ("email", contact.email.as_ref()),
                ("company", Some(&company.name)),
            ];
            let values = self.values(ObjectType::Contact, &named, contact.owner.as_deref(), &contact.properties)?;
            self.add(
                ObjectType::Contact,
                format!("{home}/{}", contact.key),
                &contact.created,
                values,
                contact.owner.as_deref(),
                &contact.history,
                &[home.to_owned()],
            )?;
        }
        for deal in &story.deals {
            let currency = self.portal.account.currency.clone();
            let named = [
                ("dealname", Some(&deal.dealname)),
                ("pipeline", Some(&deal.pipeline)),
                ("dealstage", Some(&deal.dealstage)),
                ("deal_currency_code", Some(&currency)),
            ];
            let mut values = self.values(ObjectType::Deal, &named, deal.owner.as_deref(), &deal.properties)?;
            let stage = self.portal.account.stage(ObjectType::Deal, &deal.pipeline, &deal.dealstage);
            let stage =
                stage.with_context(|| format!("deal {} stands in an unknown stage `{}`", deal.key, deal.dealstage))?;
            values.push(("hs_is_closed".to_owned(), stage.closed.to_string()));
            values.push((
                "hs_is_closed_won".to_owned(),
                (stage.closed && 0.99 < stage.probability.unwrap_or_default()).to_string(),
            ));
            values.push(("hs_deal_stage_probability".to_owned(), stage.probability.unwrap_or_default().to_string()));
            let people = self.full_keys(home, &deal.contacts);
            self.add(
                ObjectType::Deal,
                format!("{home}/{}", deal.key),
                &deal.created,
                values,
                deal.owner.as_deref(),
                &deal.history,
                &people,
            )?;
        }
        for ticket in &story.tickets {
            let named = [
                ("subject", Some(&ticket.subject)),
                ("content", Some(&ticket.content)),
                ("hs_pipeline", Some(&ticket.pipeline)),
                ("hs_pipeline_stage", Some(&ticket.stage)),
                ("hs_ticket_priority", ticket.priority.as_ref()),
            ];
            let mut values = self.values(ObjectType::Ticket, &named, ticket.owner.as_deref(), &ticket.properties)?;
            let stage = self.portal.account.stage(ObjectType::Ticket, &ticket.pipeline, &ticket.stage);
            let stage = stage
                .with_context(|| format!("ticket {} stands in an unknown stage `{}`", ticket.key, ticket.stage))?;
            values.push(("hs_is_closed".to_owned(), stage.closed.to_string()));
            let people = self.full_keys(home, &[ticket.contacts.as_slice(), ticket.deals.as_slice()].concat());
            self.add(
                ObjectType::Ticket,
                format!("{home}/{}", ticket.key),
                &ticket.created,
                values,
                ticket.owner.as_deref(),
                &ticket.history,
                &people,
            )?;
        }
        Ok(())
    }

    fn activities(&mut self, folder: &str, story: &Story) -> anyhow::Result<()> {
        let home = story.company.key.as_str();
        let default_owner = story.company.owner.as_deref();
        for note in &story.notes {
            let at_ms = self.calendar.moment(&note.at)?;
            let owner = self.owner(note.owner.as_deref().or(default_owner))?;
            let values = engagements::note(at_ms, owner.id, &note.html);
            self.log(ObjectType::Note, home, &note.key, at_ms, values, &owner, &note.of)?;
        }
        for email in &story.emails {
            self.email(home, default_owner, email).with_context(|| format!("e-mail {}", email.key))?;
        }
        for meeting in &story.meetings {
            let at_ms = self.calendar.moment(&meeting.at)?;
            let owner = self.owner(meeting.owner.as_deref().or(default_owner))?;
            let values = engagements::meeting(&Appointment {
                at_ms,
                minutes: meeting.minutes,
                owner_id: owner.id,
                title: &meeting.title,
                outcome: &meeting.outcome,
                location: meeting.location.as_deref().unwrap_or_default(),
                html: meeting.html.as_deref().unwrap_or_default(),
                internal: meeting.internal.as_deref().unwrap_or_default(),
            });
            // Meetings stand in the calendar a few days before they take place.
            let booked_ms = (at_ms - 4 * DAY_MS).min(self.now_ms - DAY_MS);
            let at = self.log(ObjectType::Meeting, home, &meeting.key, booked_ms, values, &owner, &meeting.of)?;
            self.seedlings[at].modified_ms = Some(at_ms + meeting.minutes * 60_000).filter(|end| *end < self.now_ms);
        }
        for call in &story.calls {
            let at_ms = self.calendar.moment(&call.at)?;
            let owner = self.owner(call.owner.as_deref().or(default_owner))?;
            let transcript =
                call.transcript.as_ref().map(|name| self.transcript(&format!("{folder}{name}"))).transpose()?;
            let spoken_ms = transcript
                .as_ref()
                .and_then(|text| transcripts::utterances(text, |_| None).last().map(|last| last.end_ms));
            let disposition = match call.outcome.as_deref().map(str::to_lowercase).as_deref() {
                Some("no answer" | "no_answer") => engagements::NO_ANSWER,
                Some("busy") => engagements::BUSY,
                Some("voicemail" | "left voicemail") => engagements::VOICEMAIL,
                _ => engagements::CONNECTED,
            };
            let minutes = call.minutes.and_then(|minutes| u64::try_from(minutes).ok()).unwrap_or(12);
            let duration_ms = spoken_ms.unwrap_or(minutes * 60_000);
            let title =
                if call.title.is_empty() { format!("Call with {}", story.company.name) } else { call.title.clone() };
            let values = engagements::call(&Ring {
                at_ms,
                owner_id: owner.id,
                title: &title,
                html: call.html.as_deref().unwrap_or_default(),
                inbound: call.direction == "INBOUND",
                disposition,
                duration_ms,
                phone: "",
            });
            let ended_ms = at_ms.saturating_add_unsigned(duration_ms);
            let at = self.log(ObjectType::Call, home, &call.key, ended_ms, values, &owner, &call.of)?;
            self.seedlings[at].transcript = transcript;
        }
        for task in &story.tasks {
            let due_ms = self.calendar.moment(&task.due)?;
            let created_ms = self.calendar.moment(&task.created)?;
            let owner = self.owner(task.owner.as_deref().or(default_owner))?;
            let done_ms = (task.status == "COMPLETED").then(|| due_ms.min(self.now_ms).max(created_ms));
            let priority = task.priority.as_deref().unwrap_or("NONE");
            let values = engagements::task(
                due_ms,
                owner.id,
                &task.subject,
                task.html.as_deref().unwrap_or_default(),
                done_ms,
                priority,
            );
            let at = self.log(ObjectType::Task, home, &task.key, created_ms, values, &owner, &task.of)?;
            self.seedlings[at].modified_ms = done_ms;
        }
        Ok(())
    }

    fn email(
        &mut self,
        home: &str,
        default_owner: Option<&str>,
        email: &crate::story::EmailEntry,
    ) -> anyhow::Result<()> {
        let at_ms = self.calendar.moment(&email.at)?;
        let from = self.person(home, &email.from)?;
        let everyone = |teller: &Self, keys: &[String]| {
            keys.iter().map(|key| teller.person(home, key)).collect::<anyhow::Result<Vec<_>>>()
        };
        let (to, cc) = (everyone(self, &email.to)?, everyone(self, &email.cc)?);
        let incoming = !email.from.starts_with('@');
        // The mailbox that logged it: the sender's, or that of the first colleague it was sent to.
        let colleague = std::iter::once(&email.from).chain(&email.to).find_map(|key| key.strip_prefix('@'));
        let owner = self.owner(email.owner.as_deref().or(colleague).or(default_owner))?;
        let thread_id = self.thread(home, &email.subject);
        let domain = from.email.split_once('@').map_or("mail.example", |(_, domain)| domain);
        let message_id = format!("<{}.{}@{domain}>", email.key, at_ms / 1000);
        let values = engagements::email(&Mail {
            at_ms,
            owner_id: owner.id,
            from: &from,
            to: &to,
            cc: &cc,
            incoming,
            subject: &email.subject,
            text: &email.text,
            thread_id: &thread_id,
            message_id: &message_id,
        });
        let at = self.log(ObjectType::Email, home, &email.key, at_ms, values, &owner, &email.of)?;
        if incoming {
            self.seedlings[at].source = Source::of_kind("EMAIL_INTEGRATION", None);
        }
        Ok(())
    }

    /// Adds a company, contact, deal or ticket, which belongs to its story's company unless it is that.
    #[allow(clippy::too_many_arguments, reason = "one argument per column of the story's table")]
    fn add(
        &mut self,
        object: ObjectType,
        key: String,
        created: &str,
        values: planting::Values,
        owner: Option<&str>,
        history: &[HistoryEntry],
        others: &[String],
    ) -> anyhow::Result<()> {
        let created_ms = self.calendar.moment(created)?.min(self.now_ms - 1);
        let source = Source::person(self.owner(owner)?.user_id);
        let mut seedling = Seedling::new(object, created_ms, values, source);
        seedling.history = self.history(object, history)?;
        let home = key.split('/').next().unwrap_or_default().to_owned();
        for other in others.iter().chain((object != ObjectType::Company).then_some(&home)) {
            let at = *self.by_key.get(other).with_context(|| format!("{key} mentions `{other}`, which is nowhere"))?;
            if !seedling.belongs_to.contains(&at) {
                seedling.belongs_to.push(at);
            }
        }
        self.by_key.insert(key.clone(), self.seedlings.len());
        seedling.key = Some(key);
        self.seedlings.push(seedling);
        Ok(())
    }

    /// Adds an activity and returns its position.
    #[allow(clippy::too_many_arguments, reason = "one argument per column of the story's table")]
    fn log(
        &mut self,
        object: ObjectType,
        home: &str,
        key: &str,
        created_ms: i64,
        values: planting::Values,
        owner: &Owner,
        of: &Belonging,
    ) -> anyhow::Result<usize> {
        let mut seedling =
            Seedling::new(object, created_ms.min(self.now_ms - 1), values, Source::person(owner.user_id));
        let others =
            self.full_keys(home, &[of.contacts.as_slice(), of.deals.as_slice(), of.tickets.as_slice()].concat());
        for other in others.iter().map(String::as_str).chain([home]) {
            let at = *self.by_key.get(other).with_context(|| format!("{key} mentions `{other}`, which is nowhere"))?;
            if !seedling.belongs_to.contains(&at) {
                seedling.belongs_to.push(at);
            }
        }
        seedling.key = Some(format!("{home}/{key}"));
        self.seedlings.push(seedling);
        Ok(self.seedlings.len() - 1)
    }

    fn values(
        &mut self,
        object: ObjectType,
        named: &[(&str, Option<&String>)],
        owner: Option<&str>,
        properties: &Values,
    ) -> anyhow::Result<planting::Values> {
        let mut values: planting::Values =
            named.iter().filter_map(|(name, value)| Some(((*name).to_owned(), (*value)?.clone()))).collect();
        if owner.is_some() {
            values.push(("hubspot_owner_id".to_owned(), self.owner(owner)?.id.to_string()));
        }
        for (name, value) in properties {
            let value = self.value(object, name, value)?;
            values.retain(|(known, _)| known != name);
            values.push((name.clone(), value));
        }
        Ok(values)
    }

    /// One authored value as text, relative dates resolved. A property HubSpot does not bring along becomes one of the account's own.
    fn value(&mut self, object: ObjectType, name: &str, value: &toml::Value) -> anyhow::Result<String> {
        let text = match value {
            toml::Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        let Some(definition) = self.portal.schema.get(object, name) else {
            let definition = Definition::custom_text(name, self.portal.account.created_ms);
            self.portal.schema.define(object, definition);
            return Ok(text);
        };
        if name == "hubspot_owner_id" {
            return Ok(self.owner(Some(&text))?.id.to_string());
        }
        if matches!(definition.kind.as_str(), "date" | "datetime")
            && dates::parse_ms(&text).is_none()
            && !text.is_empty()
        {
            return Ok(dates::iso(
                self.calendar.date_or_moment(&text).with_context(|| format!("the value of {name}"))?,
            ));
        }
        Ok(text)
    }

    /// Groups the history by property, in the order of time.
    fn history(&mut self, object: ObjectType, entries: &[HistoryEntry]) -> anyhow::Result<Vec<(String, Vec<Version>)>> {
        let mut history: Vec<(String, Vec<Version>)> = Vec::new();
        for entry in entries {
            let at_ms = self.calendar.moment(&entry.at)?.min(self.now_ms - 1);
            let source = match &entry.by {
                Some(key) if entry.source == "CRM_UI" => Source::person(self.owner(Some(key))?.user_id),
                // A machine's change carries no user id; `by` says on whose behalf it was set up, or what it is called.
                Some(key) => {
                    let set_up_by =
                        self.portal.account.owner(key).map(|owner| format!("enrollmentId:{}", owner.user_id));
                    Source::of_kind(&entry.source, Some(set_up_by.unwrap_or_else(|| key.clone())))
                }
                None => Source::of_kind(&entry.source, None),
            };
            let version = Version { value: self.value(object, &entry.property, &entry.value)?, at_ms, source };
            match history.iter_mut().find(|(property, _)| *property == entry.property) {
                Some((_, versions)) => versions.push(version),
                None => history.push((entry.property.clone(), vec![version])),
            }
        }
        for (_, versions) in &mut history {
            versions.sort_by_key(|version| version.at_ms);
        }
        Ok(history)
    }

    /// `petra` is a contact of this story, `other/petra` one of another, `@maren` a colleague; anything with an @ inside is an address.
    fn person(&self, home: &str, key: &str) -> anyhow::Result<Person> {
        if let Some(key) = key.strip_prefix('@') {
            let owner = self.owner(Some(key))?;
            return Ok(Person { email: owner.email, firstname: owner.firstname, lastname: owner.lastname });
        }
        if key.contains('@') {
            return Ok(Person { email: key.to_owned(), firstname: String::new(), lastname: String::new() });
        }
        let full = full_key(home, key);
        let Some(at) = self.by_key.get(&full) else { bail!("`{full}` is nowhere") };
        let value = |name| {
            self.seedlings[*at]
                .values
                .iter()
                .find(|(known, _)| known == name)
                .map(|(_, value)| value.clone())
                .unwrap_or_default()
        };
        Ok(Person { email: value("email"), firstname: value("firstname"), lastname: value("lastname") })
    }

    fn owner(&self, key: Option<&str>) -> anyhow::Result<Owner> {
        let account = &self.portal.account;
        let owner = match key {
            Some(key) => account.owner(key.trim_start_matches('@')),
            None => account.me(),
        };
        owner.cloned().with_context(|| format!("there is no owner `{}`", key.unwrap_or_default()))
    }

    fn full_keys(&self, home: &str, keys: &[String]) -> Vec<String> {
        keys.iter().map(|key| full_key(home, key)).collect()
    }

    fn transcript(&self, name: &str) -> anyhow::Result<String> {
        let (_, text) = self
            .files
            .iter()
            .find(|(known, _)| *known == name)
            .with_context(|| format!("there is no transcript {name}"))?;
        Ok(self.calendar.fill(text))
    }

    /// Replies share their thread with what they answer: same story, same subject without its prefixes.
    fn thread(&mut self, home: &str, subject: &str) -> String {
        let mut bare = subject.trim();
        while let Some((prefix, rest)) = bare.split_once(':')
            && ["re", "fw", "fwd", "aw", "wg"].contains(&prefix.trim().to_lowercase().as_str())
        {
            bare = rest.trim();
        }
        let next = 17_900_000_000 + u64::try_from(self.threads.len()).unwrap_or_default() * 31;
        let id = self.threads.entry(format!("{home}\n{}", bare.to_lowercase())).or_insert(next);
        id.to_string()
    }
}

fn full_key(home: &str, key: &str) -> String {
    if key.contains('/') { key.to_owned() } else { format!("{home}/{key}") }
}

#[cfg(test)]
#[path = "sample_tests.rs"]
mod tests;
