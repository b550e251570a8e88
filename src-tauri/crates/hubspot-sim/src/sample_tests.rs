//! A tiny portal read from text, so that these tests do not depend on the authored one.

use super::*;

const PORTAL: &str = r#"
    portal_id = 1
    time_zone = "Europe/Berlin"
    currency = "EUR"
    ui_domain = "app.hubspot.com"
    me = "maren"
    [[owner]]
    key = "maren"
    firstname = "Maren"
    lastname = "Holt"
    email = "maren@vendor.example"
    [[pipeline]]
    object = "deals"
    id = "default"
    label = "Sales"
    stages = [{ id = "contractsent", label = "Contract sent", probability = 0.9, closed = false }]
"#;
const STORY: &str = r#"
    [company]
    key = "acme"
    name = "Acme"
    owner = "maren"
    created = "-200d 09:00"
    properties = { favourite_colour = "blue" }
    [[contact]]
    key = "ann"
    firstname = "Ann"
    lastname = "Lee"
    email = "ann@acme.example"
    created = "-190d 10:00"
    [[deal]]
    key = "big"
    dealname = "Big one"
    pipeline = "default"
    dealstage = "contractsent"
    created = "-90d 11:00"
    contacts = ["ann"]
    properties = { amount = "48000", closedate = "+30d" }
    history = [
      { property = "amount", value = "60000", at = "-90d 11:00", by = "maren" },
      { property = "amount", value = "48000", at = "-21d 16:10", by = "maren" },
    ]
    [[email]]
    key = "e-1"
    at = "-12d 09:41"
    from = "ann"
    to = ["@maren"]
    subject = "Re: Dates"
    contacts = ["ann"]
    deals = ["big"]
    text = "We decide on {date:+2d}."
    [[call]]
    key = "c-1"
    at = "-11d 10:00"
    contacts = ["ann"]
    transcript = "talk.txt"
"#;

fn portal() -> Portal {
    let files = [
        ("portal.toml", PORTAL),
        ("acme/story.toml", STORY),
        ("acme/talk.txt", "Ann Lee: One two three.\nMaren Holt: Four."),
    ];
    let now = "2026-03-04T10:00:00Z".parse::<jiff::Timestamp>().unwrap();
    load(&files, 7, now.as_millisecond(), 40).unwrap()
}

#[test]
fn a_story_becomes_records() {
    let portal = portal();
    let get = |key: &str| {
        let (object, id) = portal.keys[key];
        (object, portal.get(object, id).unwrap())
    };
    let (_, email) = get("acme/e-1");
    assert_eq!(email.now("hs_email_text"), Some("We decide on 6 March."));
    assert_eq!(email.now("hs_email_from_email"), Some("ann@acme.example"));
    assert_eq!(email.now("hs_email_direction"), Some("INCOMING_EMAIL"));
    let (_, deal) = get("acme/big");
    assert_eq!(deal.now("amount"), Some("48000"));
    assert_eq!(deal.now("closedate"), Some("2026-04-03T00:00:00.000Z"));
    assert_eq!(deal.history(ObjectType::Deal, "amount").len(), 2);
    let (_, company) = get("acme");
    assert_eq!(company.now("favourite_colour"), Some("blue"));
    let (_, ann) = get("acme/ann");
    assert_eq!(ann.now("associatedcompanyid"), Some(company.id.to_string().as_str()));
    let (_, call) = get("acme/c-1");
    let transcript = &portal.transcripts[&call.now("hs_call_transcription_id").unwrap().parse().unwrap()];
    assert_eq!(transcript.call_id, call.id);
    assert_eq!(transcript.utterances[0].speaker_id, ann.id.to_string());
    for (object, id) in [(ObjectType::Contact, ann.id), (ObjectType::Company, company.id), (ObjectType::Deal, deal.id)]
    {
        assert!(portal.links.are_associated(ObjectType::Email, email.id, object, id), "{object:?}");
    }
}

#[test]
fn routine_stays_behind_the_story() {
    let portal = portal();
    let activities = [ObjectType::Note, ObjectType::Call, ObjectType::Email, ObjectType::Task];
    let all: Vec<_> = activities.into_iter().flat_map(|object| portal.records(object)).collect();
    assert_eq!(all.len(), 2 + 40);
    let (_, last) = portal.keys["acme/c-1"];
    let last = portal.get(ObjectType::Call, last).unwrap().created_ms;
    assert!(all.iter().all(|record| record.created_ms <= last));
}

#[test]
fn equal_seeds_give_equal_portals() {
    let ids = |portal: &Portal| {
        ObjectType::ALL.map(|object| portal.records(object).map(|record| record.id).collect::<Vec<_>>())
    };
    assert_eq!(ids(&portal()), ids(&portal()));
}
