//! A portal of any size from a seed: plausible names, texts put together from parts, activities spread as unevenly as in real life.

use jiff::tz::TimeZone;
use rand::{Rng as _, SeedableRng as _, seq::IndexedRandom as _};
use rand_chacha::ChaCha8Rng;

use crate::{
    account::{Account, Owner, Pipeline, Stage},
    dates::{self, DAY_MS},
    engagements::{self, Mail, Person, Ring},
    generated_text as text,
    objects::ObjectType,
    planting::{self, Seedling, Values},
    portal::Portal,
    record::Source,
    schema::Schema,
};

/// How many records of each kind.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Scale {
    pub contacts: usize,
    pub companies: usize,
    pub deals: usize,
    pub tickets: usize,
    pub activities: usize,
}

/// How many records one bulk import writes with the same time stamp; more than HubSpot's search returns on a page.
const IMPORT_BATCH: usize = 3_000;

/// Makes the portal. Equal arguments give an equal portal.
pub(crate) fn generate(scale: Scale, seed: u64, now_ms: i64) -> anyhow::Result<Portal> {
    let mut rng = ChaCha8Rng::seed_from_u64(seed ^ 0x6e6);
    let account = account(now_ms)?;
    let owners = account.owners.clone();
    let mut portal = Portal::new(account, Schema::of_a_new_account(now_ms - 900 * DAY_MS), seed);
    let mut seedlings =
        Vec::with_capacity(scale.contacts + scale.companies + scale.deals + scale.tickets + scale.activities);

    let owner_of = |rng: &mut ChaCha8Rng| &owners[rng.random_range(0..owners.len())];
    for at in 0..scale.companies {
        let owner = owner_of(&mut rng);
        let created_ms = past(&mut rng, now_ms, 400, 800, at, scale.companies);
        let seedling = Seedling::new(
            ObjectType::Company,
            created_ms,
            company(at, owner, &mut rng),
            Source::of_kind("IMPORT", Some("88".to_owned())),
        );
        seedlings.push(seedling);
    }
    let first_contact = seedlings.len();
    let mut people_of: Vec<Vec<usize>> = vec![Vec::new(); scale.companies];
    let crowd = Zipf::new(scale.companies);
    for at in 0..scale.contacts {
        // The first round gives every company someone to talk to, the rest goes where the business is.
        let home = if at < scale.companies { Some(at) } else { crowd.draw(&mut rng) };
        let owner = owner_of(&mut rng);
        let created_ms = past(&mut rng, now_ms, 300, 400, at, scale.contacts);
        let domain = home.map_or_else(|| "freemail.example".to_owned(), company_domain);
        let mut seedling = Seedling::new(
            ObjectType::Contact,
            created_ms,
            contact(at, &domain, owner, &mut rng),
            Source::of_kind("IMPORT", Some("89".to_owned())),
        );
        if let Some(home) = home {
            people_of[home].push(seedlings.len());
            seedling.belongs_to.push(home);
        }
        seedlings.push(seedling);
    }
    let mut deals_of: Vec<Vec<usize>> = vec![Vec::new(); scale.companies];
    for at in 0..scale.deals {
        let owner = owner_of(&mut rng);
        let created_ms = past(&mut rng, now_ms, 10, 290, at, 0);
        let mut seedling = Seedling::new(
            ObjectType::Deal,
            created_ms,
            deal(at, owner, now_ms, &mut rng),
            Source::person(owner.user_id),
        );
        if let Some(home) = crowd.draw(&mut rng) {
            deals_of[home].push(seedlings.len());
            seedling.belongs_to.push(home);
            seedling.belongs_to.extend(people_of[home].choose(&mut rng));
        }
        seedlings.push(seedling);
    }
    for at in 0..scale.tickets {
        let owner = owner_of(&mut rng);
        let created_ms = past(&mut rng, now_ms, 1, 200, at, 0);
        let mut seedling =
            Seedling::new(ObjectType::Ticket, created_ms, ticket(at, &mut rng), Source::person(owner.user_id));
        if let Some(home) = crowd.draw(&mut rng) {
            seedling.belongs_to.push(home);
            seedling.belongs_to.extend(people_of[home].choose(&mut rng));
        }
        seedlings.push(seedling);
    }
    for at in 0..scale.activities {
        let home = crowd.draw(&mut rng);
        let contact = match home {
            Some(home) => people_of[home].choose(&mut rng).copied(),
            None if 0 < scale.contacts => Some(first_contact + rng.random_range(0..scale.contacts)),
            None => None,
        };
        let owner = owner_of(&mut rng);
        // One activity in ten came in with an import, in batches that share one stamp.
        let created_ms = past(&mut rng, now_ms, 1, 290, at, scale.activities / 10);
        let (object, values) = activity(contact.map(|at| &seedlings[at]), owner, created_ms, &mut rng);
        let mut seedling = Seedling::new(object, created_ms, values, Source::person(owner.user_id));
        seedling.belongs_to.extend(contact);
        seedling.belongs_to.extend(home);
        seedling
            .belongs_to
            .extend(home.and_then(|home| deals_of[home].choose(&mut rng)).filter(|_| rng.random_bool(0.25)));
        seedlings.push(seedling);
    }
    planting::plant(&mut portal, seedlings);
    Ok(portal)
}

/// A moment in the past; the first `imported` records share the stamp of their import batch.
fn past(rng: &mut ChaCha8Rng, now_ms: i64, youngest_days: i64, oldest_days: i64, at: usize, imported: usize) -> i64 {
    let span = (oldest_days - youngest_days).max(1) * DAY_MS;
    let back = if at < imported {
        i64::try_from(at / IMPORT_BATCH).unwrap_or_default() * 977_000 % span
    } else {
        rng.random_range(0..span)
    };
    now_ms - youngest_days * DAY_MS - back
}

/// Draws companies the way attention falls on them: the r-th one in proportion to 1/r.
struct Zipf {
    /// The running sums of the companies' weights.
    sums: Vec<f64>,
}

impl Zipf {
    fn new(count: usize) -> Self {
        let mut sum = 0.0;
        let weights = (1..=count).map(|rank| {
            let weight = 1.0 / rank as f64;
            sum += weight;
            sum
        });
        Self { sums: weights.collect() }
    }

    fn draw(&self, rng: &mut ChaCha8Rng) -> Option<usize> {
        let total = *self.sums.last()?;
        let point = rng.random_range(0.0..total);
        Some(self.sums.partition_point(|sum| *sum <= point).min(self.sums.len() - 1))
    }
}

fn account(now_ms: i64) -> anyhow::Result<Account> {
    let owners = [
        ("alex", "Alex", "Brandt"),
        ("bea", "Bea", "Lindqvist"),
        ("carlo", "Carlo", "Ferri"),
        ("dana", "Dana", "Okafor"),
    ];
    let owners = (1_u64..).zip(owners).map(|(at, (key, firstname, lastname))| Owner {
        key: key.to_owned(),
        id: 81_000_000 + at * 1_117,
        user_id: 6_400_000 + at * 613,
        email: format!("{key}@vendor.example"),
        firstname: firstname.to_owned(),
        lastname: lastname.to_owned(),
        archived: false,
    });
    let stage = |(id, label, probability): &(&str, &str, f64)| Stage {
        id: (*id).to_owned(),
        label: (*label).to_owned(),
        probability: Some(*probability),
        closed: id.starts_with("closed") || *id == "4",
    };
    let pipeline = |object, id: &str, label: &str, stages: &[(&str, &str, f64)]| Pipeline {
        object,
        id: id.to_owned(),
        label: label.to_owned(),
        stages: stages.iter().map(stage).collect(),
    };
    Ok(Account {
        portal_id: 4712,
        zone: TimeZone::get("Europe/Berlin")?,
        zone_name: "Europe/Berlin".to_owned(),
        currency: "EUR".to_owned(),
        ui_domain: "app.hubspot.com".to_owned(),
        owners: owners.collect(),
        pipelines: vec![
            pipeline(ObjectType::Deal, "default", "Sales pipeline", &text::DEAL_STAGES),
            pipeline(ObjectType::Ticket, "0", "Support pipeline", &text::TICKET_STAGES),
        ],
        me: 0,
        created_ms: now_ms - 900 * DAY_MS,
    })
}

fn company_domain(at: usize) -> String {
    format!("company{at}.example")
}

fn company(at: usize, owner: &Owner, rng: &mut ChaCha8Rng) -> Values {
    let name = format!("{} {} {at}", one_of(&text::COMPANY_FIRST, rng), one_of(&text::COMPANY_LAST, rng));
    pairs([
        ("name", name),
        ("domain", company_domain(at)),
        ("city", one_of(&text::CITIES, rng).to_owned()),
        ("industry", one_of(&text::INDUSTRIES, rng).to_owned()),
        ("numberofemployees", rng.random_range(5..5_000).to_string()),
        ("hubspot_owner_id", owner.id.to_string()),
    ])
}

fn contact(at: usize, domain: &str, owner: &Owner, rng: &mut ChaCha8Rng) -> Values {
    let (firstname, lastname) = (one_of(&text::FIRST_NAMES, rng), one_of(&text::LAST_NAMES, rng));
    pairs([
        ("firstname", firstname.to_owned()),
        ("lastname", lastname.to_owned()),
        ("email", format!("{}.{}{at}@{domain}", firstname.to_lowercase(), lastname.to_lowercase())),
        ("jobtitle", one_of(&text::JOB_TITLES, rng).to_owned()),
        ("lifecyclestage", one_of(&["lead", "opportunity", "customer"], rng).to_owned()),
        ("hubspot_owner_id", owner.id.to_string()),
    ])
}

fn deal(at: usize, owner: &Owner, now_ms: i64, rng: &mut ChaCha8Rng) -> Values {
    let (stage, _, _) = text::DEAL_STAGES[rng.random_range(0..text::DEAL_STAGES.len())];
    pairs([
        ("dealname", format!("{} {at}", one_of(&text::PRODUCTS, rng))),
        ("pipeline", "default".to_owned()),
        ("dealstage", stage.to_owned()),
        ("amount", (rng.random_range(2..200) * 500).to_string()),
        ("closedate", dates::iso((now_ms / DAY_MS + rng.random_range(-60..90)) * DAY_MS)),
        ("hs_is_closed", stage.starts_with("closed").to_string()),
        ("hs_is_closed_won", (stage == "closedwon").to_string()),
        ("hubspot_owner_id", owner.id.to_string()),
    ])
}

fn ticket(at: usize, rng: &mut ChaCha8Rng) -> Values {
    let subject = format!("{} {at}", one_of(&text::TICKET_SUBJECTS, rng));
    let (stage, _, _) = text::TICKET_STAGES[rng.random_range(0..text::TICKET_STAGES.len())];
    pairs([
        ("subject", subject),
        ("content", paragraph(2, rng)),
        ("hs_pipeline", "0".to_owned()),
        ("hs_pipeline_stage", stage.to_owned()),
        ("hs_ticket_priority", one_of(&["LOW", "MEDIUM", "HIGH"], rng).to_owned()),
    ])
}

fn activity(contact: Option<&Seedling>, owner: &Owner, at_ms: i64, rng: &mut ChaCha8Rng) -> (ObjectType, Values) {
    let part = |name| {
        let value = contact.and_then(|contact| contact.values.iter().find(|(known, _)| known == name));
        value.map(|(_, value)| value.clone()).unwrap_or_default()
    };
    let contact = Person { email: part("email"), firstname: part("firstname"), lastname: part("lastname") };
    let topic = one_of(&text::TOPICS, rng);
    match rng.random_range(0..10) {
        0..4 => {
            let colleague = Person {
                email: owner.email.clone(),
                firstname: owner.firstname.clone(),
                lastname: owner.lastname.clone(),
            };
            let incoming = rng.random_bool(0.45);
            let (from, to) = if incoming { (&contact, &colleague) } else { (&colleague, &contact) };
            let body = format!(
                "Hi {},\n\n{}\n\n{}\n\nBest regards,\n{}",
                to.firstname,
                paragraph(3, rng),
                paragraph(2, rng),
                from.firstname
            );
            let thread: u64 = rng.random_range(1..u64::from(u32::MAX));
            let mail = Mail {
                at_ms,
                owner_id: owner.id,
                from,
                to: std::slice::from_ref(to),
                cc: &[],
                incoming,
                subject: topic,
                text: &body,
                thread_id: &thread.to_string(),
                message_id: &format!("<{thread:x}.{at_ms}@vendor.example>"),
            };
            (ObjectType::Email, engagements::email(&mail))
        }
        4..7 => {
            let length = rng.random_range(1..4);
            let body = format!("<p><strong>{topic}</strong></p><p>{}</p>", paragraph(length, rng));
            (ObjectType::Note, engagements::note(at_ms, owner.id, &body))
        }
        7 | 8 => {
            let ring = Ring {
                at_ms,
                owner_id: owner.id,
                title: &format!("Call about {topic}"),
                html: &format!("<p>{}</p>", paragraph(3, rng)),
                inbound: rng.random_bool(0.3),
                disposition: engagements::CONNECTED,
                duration_ms: rng.random_range(60_000..2_400_000),
                phone: "",
            };
            (ObjectType::Call, engagements::call(&ring))
        }
        _ => {
            let done = rng.random_bool(0.8).then_some(at_ms);
            let subject = format!("Follow up on {topic}");
            (
                ObjectType::Task,
                engagements::task(at_ms + 3 * DAY_MS, owner.id, &subject, &paragraph(1, rng), done, "NONE"),
            )
        }
    }
}

/// Sentences from parts: enough different ones (some ten thousand) that full-text search has something to tell apart.
fn paragraph(sentences: usize, rng: &mut ChaCha8Rng) -> String {
    let mut paragraph = String::new();
    for _ in 0..sentences {
        if !paragraph.is_empty() {
            paragraph.push(' ');
        }
        let (who, does) = (one_of(&text::SUBJECTS, rng), one_of(&text::PREDICATES, rng));
        paragraph.push_str(&format!("{who} {does} {} {}.", one_of(&text::TOPICS, rng), one_of(&text::ENDINGS, rng)));
    }
    paragraph
}

fn one_of(choices: &[&'static str], rng: &mut ChaCha8Rng) -> &'static str {
    choices.choose(rng).copied().unwrap_or_default()
}

fn pairs<const N: usize>(values: [(&str, String); N]) -> Values {
    values.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}
