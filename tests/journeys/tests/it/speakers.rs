//! Who said what, to whom, in which account: people under other names, in other companies, from other addresses.

use crate::shared::shared;
use app::{BriefRequest, PromiseView, SearchRequest};
use domain::Side;
use jiff::{SignedDuration, Timestamp};
use journeys::{TestApp, create, sample};
use serde_json::{Value, json};

/// A little after the simulator has made what a journey asks for.
fn now() -> Timestamp {
    journeys::now() + SignedDuration::from_mins(10)
}

fn company(app: &TestApp, name: &str) -> String {
    create(app, "company", json!({"name": name}), &[])
}

fn contact(app: &TestApp, company: &str, first: &str, last: &str, email: &str) -> String {
    create(app, "contact", json!({"firstname": first, "lastname": last, "email": email}), &[("company", company)])
}

/// A mail of theirs, the day before [`NOW`]: who it says it is from, and what.
fn mail(app: &TestApp, contact: &str, from: (&str, &str, &str), text: &str) -> String {
    mail_with(app, contact, from, text, json!({}))
}

fn mail_with(app: &TestApp, contact: &str, from: (&str, &str, &str), text: &str, more: Value) -> String {
    let (first, last, address) = from;
    let mut properties = json!({
        "hs_timestamp": "2026-03-03T09:00:00Z", "hs_email_subject": "Order", "hs_email_direction": "INCOMING_EMAIL",
        "hs_email_status": "SENT", "hs_email_from_firstname": first, "hs_email_from_lastname": last,
        "hs_email_from_email": address, "hs_email_to_email": "maren@us.example", "hs_email_text": text,
    });
    for (name, value) in more.as_object().unwrap() {
        properties[name] = value.clone();
    }
    create(app, "email", properties, &[("contact", contact)])
}

async fn promises(app: &TestApp, company: &str) -> Vec<PromiseView> {
    let open = app.open().await;
    app::promises(&open, Some(&format!("company:{company}")), now()).unwrap().promises
}

async fn brief(app: &TestApp, who: &str) -> app::BriefReport {
    let request = BriefRequest { who: who.to_owned(), as_of: None, full: true };
    app::brief(&app.open().await, &request, now()).unwrap()
}

fn lines(report: &app::BriefReport) -> String {
    let items = report.brief.sections.iter().flat_map(|section| &section.items);
    items.map(|item| item.text.as_str()).collect::<Vec<_>>().join("\n")
}

#[tokio::test]
async fn a_person_is_known_by_the_address_however_the_name_is_spelt() {
    let app = TestApp::connected_to(sample()).await;
    let mut companies = Vec::new();
    for (first, last, shown_first, shown_last) in [
        ("Margarethe", "Oberloh", "Gretel", "Oberloh"),
        ("Björn", "Tannert", "Tannert,", "Björn"),
        ("Solène", "Marchetti", "Solene", "Marchetti"),
        ("Thomas", "Wickham", "Thomas K.", "Wickham"),
        ("Priya", "Raman", "Priya Raman (External)", ""),
    ] {
        let address = format!("office@{}.example", last.to_lowercase());
        let company = company(&app, &format!("{last} Works"));
        let person = contact(&app, &company, first, last, &address);
        mail(
            &app,
            &person,
            (shown_first, shown_last, &address),
            "Hi Maren,\n\nI'll send you the signed annex by Friday.",
        );
        companies.push((company, format!("{first} {last}")));
    }
    app.sync().await;
    for (company, name) in companies {
        let found = promises(&app, &company).await;
        assert!(found.iter().any(|one| one.by == "them" && one.text.contains("signed annex")), "{name}: {found:?}");
        assert!(!lines(&brief(&app, &format!("company:{company}")).await).contains("silent so far"), "{name}");
    }
}

#[tokio::test]
async fn the_timeline_tells_whose_words_an_entry_holds_and_when_they_were_last_spoken_with() {
    let app = TestApp::connected_to(sample()).await;
    let company = company(&app, "Tannert Works");
    let person = contact(&app, &company, "Björn", "Tannert", "office@tannert.example");
    let theirs = mail(&app, &person, ("Tannert,", "Björn", "office@tannert.example"), "We agree.");
    let strangers = mail(&app, &person, ("Björn", "Tannert", "bjorn@elsewhere.example"), "We do not agree.");
    app.sync().await;
    let open = app.open().await;
    let page = app::timeline(&open, &format!("company:{company}"), None, now()).unwrap();
    let sides = |id: &str| {
        let entry = page.entries.iter().find(|entry| entry.record == format!("email:{id}"));
        entry.unwrap().sides.clone()
    };
    assert_eq!(sides(&theirs), [Side::Them]);
    assert_eq!(sides(&strangers), Vec::<Side>::new());
    assert_eq!(page.last_talk, None);

    let open = shared().open().await;
    let account = shared().record("harbourline").to_string();
    let (mut entries, mut next, mut last_talk) = (Vec::new(), None, None);
    loop {
        let page = app::timeline(&open, &account, next.as_deref(), journeys::now()).unwrap();
        entries.extend(page.entries);
        last_talk = last_talk.or(page.last_talk);
        next = page.next;
        if next.is_none() {
            break;
        }
    }
    let talked = |entry: &&app::TimelineEntry| entry.has_transcript && entry.at <= journeys::now();
    let talk = entries.iter().find(talked).unwrap();
    assert_eq!(talk.sides, [Side::Us, Side::Them]);
    let last = entries.iter().find(|entry| Some(&entry.record) == last_talk.as_ref()).unwrap();
    assert!(talk.at <= last.at, "the last talk is none before the last call with a transcript");
    assert!(entries.iter().any(|entry| entry.kind == "email" && entry.sides == [Side::Us]));
}

#[tokio::test]
async fn a_known_name_from_an_unknown_address_is_a_stranger_and_said_to_be() {
    let app = TestApp::connected_to(sample()).await;
    let company = company(&app, "Quarrington Mills");
    let person = contact(&app, &company, "Edith", "Quarrington", "edith@quarrington.example");
    let text = "Hi Maren,\n\nour new budget is 75,000 euros. I'll send you the signed order by Friday.\n\nKind regards,\nEdith Quarrington\n\
        Head of Purchasing\nPhone +44 20 5550 1999";
    mail(&app, &person, ("Edith", "Quarrington", "edith@quarringt0n.example"), text);
    app.sync().await;

    assert_eq!(promises(&app, &company).await, []);
    let report = brief(&app, &format!("company:{company}")).await;
    assert!(!lines(&report).contains("75,000"), "{}", lines(&report));
    let missing = report.brief.coverage.missing.join("; ");
    assert!(missing.contains("edith@quarringt0n.example"), "{missing}");

    let open = app.open().await;
    let found = app::search(
        &open,
        &app::Model::none(),
        &SearchRequest { query: "new budget signed order".to_owned(), limit: 3, ..SearchRequest::default() },
        now(),
    )
    .await
    .unwrap();
    let hit = found.hits.iter().find(|hit| hit.text.contains("75,000")).unwrap();
    assert!(hit.speaker.as_deref().unwrap().contains("quarringt0n"), "{:?}", hit.speaker);
    drop(open);

    let writable = app::open_for_writing(&app.settings).await.unwrap();
    let fields = app::draft_fields(&writable.open, &format!("company:{company}"), now());
    assert_eq!(fields.unwrap_err().code, app::ErrorCode::NotFound, "nothing of it reaches a field");
}

#[tokio::test]
async fn a_look_alikes_mail_is_answered_to_nobody_and_marked_whatever_it_is_called() {
    let app = TestApp::connected_to(sample()).await;
    let company = company(&app, "Quarrington Mills");
    let person = contact(&app, &company, "Edith", "Quarrington", "edith@quarrington.example");
    let asks = "Hi Maren,\n\ncould you send me the signed order form? And which discount do we get?\n\nKind regards";
    let own = mail(&app, &person, ("Edith", "Quarrington", "edith@quarrington.example"), asks);
    let forged = [
        // Her name from another domain; her name in letters that look like hers; and somebody unknown from a domain like hers.
        mail(&app, &person, ("Edith", "Quarrington", "edith@quarringt0n.example"), asks),
        mail(&app, &person, ("\u{415}dith", "Quarrington", "edith@elsewhere.example"), asks),
        mail(&app, &person, ("Billing", "Desk", "billing@quarringtom.example"), asks),
    ];
    app.sync().await;
    let open = app.open().await;
    let reply = async |mail: &str| {
        let request = app::ReplyRequest { target: format!("email:{mail}"), pasted: None };
        app::draft_reply(&open, &app::Model::none(), &request, now()).await.unwrap().mail.to
    };
    assert_eq!(reply(&own).await.as_deref(), Some("edith@quarrington.example"));
    for mail in &forged {
        assert_eq!(reply(mail).await, None, "email:{mail}");
    }
    let missing = brief(&app, &format!("company:{company}")).await.brief.coverage.missing.join("; ");
    assert!(missing.contains("under a known name from an unknown address: \u{415}dith Quarrington"), "{missing}");
    assert!(missing.contains("looks like quarrington.example and is not: Billing Desk"), "{missing}");
}

#[tokio::test]
async fn a_name_of_several_alphabets_is_marked_in_the_brief_and_on_the_card() {
    let app = TestApp::connected_to(sample()).await;
    let company = company(&app, "Larkfield Foods");
    let person = contact(&app, &company, "Ow\u{435}n", "Larkfield", "owen@larkfield.example");
    mail(
        &app,
        &person,
        ("Ow\u{435}n", "Larkfield", "owen@larkfield.example"),
        "Hi Maren,\n\ncould you send me the price list by Friday?\n\nBest\nOwen",
    );
    app.sync().await;
    let missing = brief(&app, &format!("company:{company}")).await.brief.coverage.missing.join("; ");
    assert!(missing.contains("has letters of several alphabets"), "{missing}");
    let writable = app::open_for_writing(&app.settings).await.unwrap();
    let shown = app::draft_tasks(&writable.open, &format!("company:{company}"), now()).unwrap().shown;
    let names: Vec<&str> =
        shown.iter().flat_map(|card| &card.attached_to).map(|attached| attached.name.as_str()).collect();
    assert!(names.contains(&"Ow\u{435}n Larkfield (letters of several alphabets)"), "{names:?}");
}

#[tokio::test]
async fn what_hangs_on_a_person_is_read_in_the_company_they_are_with_now() {
    let app = TestApp::connected_to(sample()).await;
    let (now_with, left) = (company(&app, "Tidewater Rail"), company(&app, "Moorland Rail"));
    let person = contact(&app, &now_with, "Carla", "Ferris", "carla@tidewater.example");
    app.crm
        .mutate(&json!({"op": "associate", "from": {"type": "contact", "id": person}, "to": {"type": "company", "id": left}}))
        .unwrap();
    mail(
        &app,
        &person,
        ("Carla", "Ferris", "carla@tidewater.example"),
        "Hi Maren,\n\nour secret ceiling is 91,000 euros, we must beat Moorland with it.",
    );
    for full in [false, true] {
        if full {
            app.sync_fully().await
        } else {
            app.sync().await
        };
        assert!(lines(&brief(&app, &format!("company:{now_with}")).await).contains("91,000"), "full: {full}");
        assert!(!lines(&brief(&app, &format!("company:{left}")).await).contains("91,000"), "full: {full}");
        let by_address = brief(&app, "carla@tidewater.example").await;
        assert_eq!(by_address.brief.who.account.to_string(), format!("company:{now_with}"), "full: {full}");
    }
}

#[tokio::test]
async fn a_mail_that_did_not_arrive_keeps_no_promise() {
    let app = TestApp::connected_to(sample()).await;
    let company = company(&app, "Larkfield Foods");
    let person = contact(&app, &company, "Owen", "Larkfield", "owen@larkfield.example");
    app.sync().await;
    let (rep, rep_email) = app.crm.me();
    let of_us = |at: &str, subject: &str, status: &str| json!({"hs_timestamp": at, "hs_email_direction": "EMAIL", "hs_email_status": status, "hs_email_subject": subject, "hubspot_owner_id": rep});
    let from = ("Maren", "Holt", rep_email.as_str());
    mail_with(
        &app,
        &person,
        from,
        "Hi Owen,\n\nI'll send you the price list by Monday.",
        of_us("2026-02-20T09:00:00Z", "Prices", "SENT"),
    );
    mail_with(
        &app,
        &person,
        from,
        "Hi Owen,\n\nattached is the price list.",
        of_us("2026-02-23T09:00:00Z", "Price list", "BOUNCED"),
    );
    app.sync().await;
    let open = promises(&app, &company).await;
    assert!(
        open.iter().any(|one| one.by == "us" && one.text.contains("price list") && one.status != "kept"),
        "{open:?}"
    );
    let missing = brief(&app, &format!("company:{company}")).await.brief.coverage.missing.join("; ");
    assert!(missing.contains("did not arrive"), "{missing}");

    mail_with(
        &app,
        &person,
        from,
        "Hi Owen,\n\nattached is the price list.",
        of_us("2026-02-24T09:00:00Z", "Price list", "SENT"),
    );
    app.sync().await;
    let kept = promises(&app, &company).await;
    assert!(kept.iter().all(|one| !one.text.contains("price list") || one.status == "kept"), "{kept:?}");
}

#[tokio::test]
async fn a_meeting_that_was_deleted_is_not_announced_after_the_next_sync() {
    let app = TestApp::connected_to(sample()).await;
    let company = company(&app, "Ellerby Foods");
    let person = contact(&app, &company, "Pia", "Ellerby", "pia@ellerby.example");
    let meeting = create(
        &app,
        "meeting",
        json!({"hs_timestamp": "2026-03-04T08:20:00Z", "hs_meeting_start_time": "2026-03-04T08:20:00Z", "hs_meeting_title": "Ellerby: price talk",
            "hs_meeting_outcome": "SCHEDULED", "hubspot_owner_id": app.crm.me().0}),
        &[("contact", &person), ("company", &company)],
    );
    app.sync().await;
    assert_eq!(brief(&app, "next").await.brief.who.account.to_string(), format!("company:{company}"));
    app.crm.mutate(&json!({"op": "delete", "type": "meeting", "id": meeting})).unwrap();
    let report = app.sync().await;
    assert!(!report.full);
    assert_ne!(brief(&app, "next").await.brief.who.account.to_string(), format!("company:{company}"));
}

#[tokio::test]
async fn a_merged_person_is_found_by_both_addresses_and_keeps_every_word() {
    let app = TestApp::connected_to(sample()).await;
    let company = company(&app, "Underhill Skis");
    let one = contact(&app, &company, "Nils", "Underhill", "nils@underhill.example");
    let other = contact(&app, &company, "Nils", "Underhill", "n.underhill@oldmail.example");
    mail(
        &app,
        &other,
        ("Nils", "Underhill", "n.underhill@oldmail.example"),
        "Hi Maren,\n\nI'll send you the floor plan by Friday.",
    );
    app.sync().await;
    let merge = json!({"op": "merge", "type": "contact", "id": one, "loser": other});
    let merged = app.crm.mutate(&merge).unwrap()["id"].as_str().unwrap().to_owned();
    app.sync().await;
    for who in [
        "Nils Underhill",
        "Underhill, Nils",
        "nils@underhill.example",
        "n.underhill@oldmail.example",
        &format!("contact:{one}"),
        &format!("contact:{other}"),
    ] {
        let report = brief(&app, who).await;
        assert_eq!(report.brief.who.contact.map(|id| id.id), Some(merged.clone()), "{who}");
    }
    assert!(promises(&app, &company).await.iter().any(|promise| promise.text.contains("floor plan")));
}

#[tokio::test]
async fn names_are_found_as_they_are_typed() {
    let app = TestApp::connected_to(sample()).await;
    let mut people = Vec::new();
    for (first, last, typed) in [
        ("Iñaki", "Echevarría", "Inaki Echevarria"),
        ("Ruedi", "Stüssi", "Stuessi"),
        ("Siobhán", "O’Dowd", "O'Dowd"),
        ("Siobhán", "O’Dowd", "ODowd"),
        ("Thị Mai", "Nguyễn", "Nguyen Thi Mai"),
        ("小红", "李", "李小红"),
        ("Łucja", "Żak", "Lucja Zak"),
    ] {
        let address = format!("{}@typed.example", people.len());
        let company = company(&app, &format!("Firm {}", people.len()));
        people.push((typed, contact(&app, &company, first, last, &address), first, last));
    }
    app.sync().await;
    for (typed, id, first, last) in &people {
        let open = app.open().await;
        let request = BriefRequest { who: (*typed).to_owned(), as_of: None, full: false };
        // Two of them are one name; either is right.
        match app::brief(&open, &request, now()) {
            Ok(report) => assert_eq!(report.brief.who.contact.map(|found| found.id).as_ref(), Some(id), "{typed}"),
            Err(error) => {
                let same = people.iter().filter(|(_, _, f, l)| f == first && l == last).count();
                assert!(1 < same && error.candidates.len() == same, "{typed}: {error:?}");
            }
        }
    }
}

#[tokio::test]
async fn words_without_spaces_and_codes_are_found() {
    let app = TestApp::connected_to(sample()).await;
    let company = company(&app, "Partsmith");
    let person = contact(&app, &company, "Dagny", "Smith", "dagny@partsmith.example");
    let mut notes = Vec::new();
    for text in [
        "先方の最大の懸念はデータ移行の期間です。見積書は来週までに必要とのこと。",
        "客户最担心的是数据迁移的时间。报价单需要在下周二之前提供。",
        "고객의 가장 큰 걱정은 데이터이전기간입니다. 견적서는 화요일까지 필요합니다.",
        "The valve NOR.0812-55 leaks again.",
        "The pump KX/4500-B runs hot under load.",
        "Drawer front 17-08 has the wrong colour.",
    ] {
        let properties = json!({"hs_timestamp": "2026-03-02T09:00:00Z", "hs_note_body": format!("<p>{text}</p>")});
        notes.push(create(&app, "note", properties, &[("contact", &person)]));
    }
    app.sync().await;
    let open = app.open().await;
    for (query, note) in [
        ("データ移行", 0),
        ("見積書", 0),
        ("\"見積書\"", 0),
        ("数据迁移", 1),
        ("报价单", 1),
        ("견적서", 2),
        ("데이터이전", 2),
        ("NOR.0812-55", 3),
        ("NOR 0812 55", 3),
        ("KX4500B", 4),
        ("kx/4500-b", 4),
        ("17-08", 5),
    ] {
        let request = SearchRequest { query: query.to_owned(), limit: 3, ..SearchRequest::default() };
        let found = app::search(&open, &app::Model::none(), &request, now()).await.unwrap();
        assert_eq!(found.hits.first().map(|hit| hit.record.id.as_str()), Some(notes[note].as_str()), "{query}");
    }
}

#[tokio::test]
async fn a_reply_between_their_questions_that_was_sent_and_synced_back_is_found_answer_by_answer() {
    let app = TestApp::connected_to(sample()).await;
    let company = company(&app, "Ravenscar Glass");
    let person = contact(&app, &company, "Odile", "Ravenscar", "odile@ravenscar.example");
    let asked = "Hi Maren,\n\nwhich storage region do you use for our archive?\n\nWhen can we have the revised order form?\n\nOdile";
    let inbound = mail(&app, &person, ("Odile", "Ravenscar", "odile@ravenscar.example"), asked);
    app.sync().await;
    let open = app.open().await;
    let request = app::ReplyRequest { target: format!("email:{inbound}"), pasted: None };
    let drafted = app::draft_reply(&open, &app::Model::none(), &request, now()).await.unwrap();
    drop(open);
    // The rep fills the blanks and sends the mail; HubSpot logs it.
    assert!(drafted.mail.body.contains("> "), "{}", drafted.mail.body);
    let mut answers =
        ["We keep the archive in the Turku region.", "I'll send you the revised order form by Friday."].into_iter();
    let mut body = String::new();
    for line in drafted.mail.body.lines() {
        let is_blank = line.contains("[…") || line.contains("[...") || line.trim_start().starts_with('[');
        body += if is_blank { answers.next().unwrap_or(line) } else { line };
        body.push('\n');
    }
    assert_eq!(answers.next(), None, "{}", drafted.mail.body);
    let (rep, rep_email) = app.crm.me();
    let sent = json!({"hs_timestamp": "2026-03-04T07:55:00Z", "hs_email_direction": "EMAIL", "hs_email_subject": "Re: Order", "hubspot_owner_id": rep});
    let reply = mail_with(&app, &person, ("Maren", "Holt", &rep_email), &body, sent);
    app.sync().await;

    let open = app.open().await;
    let search = SearchRequest { query: "Turku region".to_owned(), limit: 3, ..SearchRequest::default() };
    let found = app::search(&open, &app::Model::none(), &search, now()).await.unwrap();
    let hit = found.hits.first().unwrap();
    assert!(
        hit.record.id == reply && hit.text.contains("Turku") && hit.speaker.as_deref() == Some("Maren Holt"),
        "{hit:?}"
    );
    drop(open);
    let all = promises(&app, &company).await;
    assert!(all.iter().any(|one| one.by == "us" && one.text.contains("revised order form")), "{all:?}");
    assert!(all.iter().all(|one| one.by == "us"), "their questions, quoted, are nobody's promise: {all:?}");
}

#[tokio::test]
async fn what_is_moved_between_companies_is_in_its_new_account_after_the_next_sync() {
    let app = TestApp::connected_to(sample()).await;
    let (one, other) = (company(&app, "Wharfedale Mills"), company(&app, "Nidderdale Mills"));
    let person = contact(&app, &one, "Tessa", "Brook", "tessa@wharfedale.example");
    let properties = json!({"hs_timestamp": "2026-03-02T09:00:00Z", "hs_note_body": "<p>Their ceiling is 66,000 euros, keep it to yourself.</p>"});
    let note = create(&app, "note", properties, &[("company", &one)]);
    mail(
        &app,
        &person,
        ("Tessa", "Brook", "tessa@wharfedale.example"),
        "Hi Maren,\n\nour worry is the old archive in the cellar.",
    );
    app.sync().await;
    let accounts = async |record: &str| {
        let open = app.open().await;
        open.database.accounts_of(&record.parse().unwrap()).unwrap().iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    let (at_one, at_other) = (format!("company:{one}"), format!("company:{other}"));
    assert_eq!(accounts(&format!("note:{note}")).await, [at_one.as_str()]);
    let change = |op: &str, from: (&str, &str), to: &str| {
        app.crm
            .mutate(&json!({"op": op, "from": {"type": from.0, "id": from.1}, "to": {"type": "company", "id": to}}))
            .unwrap();
    };

    // The note is put to the other company; nothing of the note itself changes.
    change("associate", ("note", &note), &other);
    change("dissociate", ("note", &note), &one);
    assert!(!app.sync().await.full);
    assert_eq!(accounts(&format!("note:{note}")).await, [at_other.as_str()]);
    assert!(!lines(&brief(&app, &at_one).await).contains("66,000"));

    // She changes employers: what hangs on her alone goes with her.
    change("associate", ("contact", &person), &other);
    change("dissociate", ("contact", &person), &one);
    assert!(!app.sync().await.full);
    assert_eq!(accounts(&format!("contact:{person}")).await, [at_other.as_str()]);
    assert!(!lines(&brief(&app, &at_one).await).contains("archive in the cellar"));
    assert!(lines(&brief(&app, &at_other).await).contains("archive in the cellar"));

    // A consultant of both, neither of them primary: it is read to neither. With a primary one it is there.
    change("associate", ("contact", &person), &one);
    app.sync().await;
    for account in [&at_one, &at_other] {
        assert!(!lines(&brief(&app, account).await).contains("archive in the cellar"), "{account}");
    }
    let primary = json!({"op": "associate", "from": {"type": "contact", "id": person}, "to": {"type": "company", "id": other}, "type_id": 1});
    app.crm.mutate(&primary).unwrap();
    app.sync().await;
    assert!(lines(&brief(&app, &at_other).await).contains("archive in the cellar"));
    assert!(!lines(&brief(&app, &at_one).await).contains("archive in the cellar"));
    assert_eq!(accounts(&format!("contact:{person}")).await.first(), Some(&at_other));
}
