//! Reply skeletons of the stories' mails.

use crate::portal::{now, stories, story, zone};
use domain::{Citation, Dossier, ItemKind, ObjectType, RecordId};
use drafting::{Answer, Certainty, Inbound, Known, Passage, Reply, ReplyPart, Said, Voice, answer, reply, reply_as};
use facts::Language;
use std::fmt::Write as _;

fn people(dossier: &Dossier) -> Vec<String> {
    let contacts = dossier.contacts.iter().map(domain::Record::display_name);
    contacts.chain(dossier.owners.iter().map(|owner| owner.name.clone())).collect()
}

fn skeleton(dossier: &Dossier, inbound: &Inbound) -> Reply {
    let said = reply::passages(dossier, inbound);
    let people = people(dossier);
    let answers: Vec<Answer> = inbound
        .questions()
        .iter()
        .map(|question| answer(&drafting::Inquiry::plain(question), &people, &said, now(), &zone()))
        .collect();
    reply(dossier, inbound, &answers)
}

fn shown(reply: &Reply) -> String {
    let mut shown = String::new();
    for line in &reply.lines {
        let cites = line.item.as_ref().map(|item| format!(" [{}]", item.citations[0])).unwrap_or_default();
        writeln!(shown, "{:8} {}{cites}", line.part.as_str(), line.text).unwrap();
    }
    shown
}

fn check(reply: &Reply) {
    assert_eq!(reply.dropped, []);
    assert_eq!(reply.lines.iter().filter(|line| line.part == ReplyPart::Ask).count(), 1);
    assert!(reply.lines.iter().rev().take(2).any(|line| line.part == ReplyPart::Ask));
    for line in &reply.lines {
        if let Some(item) = &line.item {
            assert!(item.verified && item.citations.iter().all(|citation| reply.sources.contains_key(citation)));
        } else {
            // Fixed words name no figure; what a rep pasted is theirs.
            let fixed = line.part != ReplyPart::Question;
            assert!(!fixed || !line.text.contains(|c: char| c.is_ascii_digit()), "{}", line.text);
        }
    }
    assert!(!reply.body().contains("[["));
}

#[test]
fn an_english_mail() {
    let dossier = story("harbourline");
    let mail = reply::unanswered(&dossier).unwrap();
    let reply = skeleton(&dossier, &Inbound::mail(&dossier, &mail).unwrap());
    check(&reply);
    insta::assert_snapshot!(shown(&reply));
}

#[test]
fn a_german_mail() {
    let dossier = story("steinbach");
    let mail = dossier.entries.iter().rev().find(|entry| {
        entry.activity.object() == ObjectType::Email
            && entry.record.get("hs_email_from_email").is_some_and(|from| from.contains("@steinbach"))
    });
    let inbound = Inbound::mail(&dossier, &mail.unwrap().activity.id).unwrap();
    let reply = skeleton(&dossier, &inbound);
    check(&reply);
    assert_eq!(reply.language, Language::German);
    insta::assert_snapshot!(shown(&reply));
}

#[test]
fn what_was_pasted_has_answers_and_blanks() {
    let dossier = story("harbourline");
    let text = "Hello Maren,\n\nWhat budget has the board released? And do you support Klingon?\n\nBest,\nPetra Lang";
    let reply = skeleton(&dossier, &Inbound::pasted(text, Some("Petra Lang")));
    check(&reply);
    assert_eq!(reply.answered, (1, 2));
    let blanks = reply.lines.iter().filter(|line| line.part == ReplyPart::Blank).count();
    assert_eq!(blanks, 2);
    assert!(reply.body().starts_with("Hi Petra,"));
    assert!(!reply.body().contains("44,000"), "what history says is the rep's to take over: {}", reply.body());
    insta::assert_snapshot!(shown(&reply));
}

#[test]
fn every_mail_of_every_story_has_a_skeleton_that_verifies() {
    let mut asked = 0;
    for dossier in stories() {
        for entry in dossier.entries.iter().filter(|entry| entry.activity.object() == ObjectType::Email) {
            let inbound = Inbound::mail(&dossier, &entry.activity.id).unwrap();
            let reply = skeleton(&dossier, &inbound);
            check(&reply);
            asked += reply.answered.1;
            let history = reply.lines.iter().filter(|line| line.part == ReplyPart::History);
            for line in history {
                let item = line.item.as_ref().unwrap();
                assert_eq!(item.kind, ItemKind::Quote);
                assert_ne!(Some(&item.citations[0].record), inbound.record());
            }
        }
    }
    assert!(10 <= asked, "{asked}");
}

#[test]
fn a_text_without_questions_still_ends_with_one_ask() {
    let reply = reply(&story("harbourline"), &Inbound::pasted("Vielen Dank für die Unterlagen.", None), &[]);
    check(&reply);
    assert_eq!(
        reply.body(),
        "Guten Tag,\n\n[…]\n\nWas brauchen Sie von uns für den nächsten Schritt?\n\nMit freundlichen Grüßen"
    );
}

/// What a document of the shelf says to a question.
fn on_the_shelf(question: &str, title: &str, text: &str) -> Answer {
    let passage =
        Passage { text: text.to_owned(), speaker: Some(title.to_owned()), similarity: Some(0.8), ..Passage::default() };
    let citation = Citation::property(RecordId::new(ObjectType::Shelf, "3"), "text", text);
    answer(&drafting::Inquiry::plain(question), &[], &[Said { passage, citation, at: now() }], now(), &zone())
}

#[test]
fn what_history_does_not_answer_the_shelf_is_quoted_for_beside_the_text() {
    let dossier = story("harbourline");
    let inbound =
        Inbound::pasted("Hi Maren,\n\nWhere are backups of the contracts restored for practice?\n\nPetra", None);
    let asked = &inbound.questions()[0];
    let text = "Backups of the contracts are restored for practice once in a quarter, in Frankfurt.";
    let shelf = [on_the_shelf(asked, "Security overview", text)];
    assert_eq!(shelf[0].certainty, Certainty::Found);
    let voice = Voice::none(inbound.language());
    let known = Known { history: &[Answer::default()], shelf: &shelf };
    let reply = reply_as(&dossier, &inbound, known, &voice, "", false);
    check(&reply);
    assert_eq!((reply.answered, reply.from_shelf), ((0, 1), 1));
    let line = reply.lines.iter().find(|line| line.part == ReplyPart::Collateral).unwrap();
    assert_eq!(line.text, format!("From the shelf, Security overview: “{text}”"));
    assert_eq!(line.item.as_ref().unwrap().kind, ItemKind::Quote);
    assert!(!reply.body().contains("Frankfurt") && reply.body().contains(drafting::reply::BLANK));

    // Where history answers, the shelf is not asked; what it only comes near to it does not say.
    let history = [on_the_shelf(asked, "Petra Lang", text)];
    let known = Known { history: &history, shelf: &shelf };
    assert_eq!(reply_as(&dossier, &inbound, known, &voice, "", false).from_shelf, 0);
    let unsure = [Answer { certainty: Certainty::Unsure, ..shelf[0].clone() }];
    let known = Known { history: &[], shelf: &unsure };
    assert_eq!(reply_as(&dossier, &inbound, known, &voice, "", false).from_shelf, 0);
}
