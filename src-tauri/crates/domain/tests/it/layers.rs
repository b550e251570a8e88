//! Mails of the kinds that were once read wrongly, and what holds of any text.

use domain::mail::{Context, Earlier, Layer, Layered, layers, own_text, own_words, signature};
use proptest::prelude::*;

fn by(author: &str) -> Context<'_> {
    Context { author: Some(author), ..Context::default() }
}

fn of(mail: &str, context: &Context<'_>, layer: Layer) -> String {
    let runs: Vec<Layered> = layers(mail, context);
    let wanted: Vec<&str> = runs.iter().filter(|run| run.layer == layer).map(|run| run.span.of(mail).trim()).collect();
    wanted.join("\n")
}

fn check(mail: &str, author: &str, own: &[&str], others: &[&str]) {
    let context = by(author);
    let said = own_text(mail, &context);
    own.iter().for_each(|line| assert!(said.contains(line), "{line:?} is lost of\n{mail}\n=>\n{said}"));
    others.iter().for_each(|line| assert!(!said.contains(line), "{line:?} is put into {author}'s mouth in\n{mail}"));
}

#[test]
fn answers_between_quoted_lines_are_the_authors() {
    let mail = "Dear Jo,\n\nanswers inline.\n\nOn Tue, 3 Mar 2026 at 10:41, Jo Lind <jo@lind.example> wrote:\n> Dear Ada,\n>\n> how many meters\n> do you have?\n\n\
        Four hundred and twelve.\n\n> Who reads them?\n\nNobody since May. I'll send you the list by Tuesday.\n> And the budget?\n18,300 euros.\n\nAda";
    check(
        mail,
        "Ada Berg",
        &["answers inline", "Four hundred", "send you the list by Tuesday", "18,300 euros"],
        &["how many meters", "Who reads", "And the budget", "wrote:", "do you have"],
    );
}

#[test]
fn what_stands_below_the_quotation_is_the_authors() {
    let mail = "On 03/03/2026 10:41, Jo Lind wrote:\n> Shall we come on Monday?\n> We bring the\nsampler with us.\n> Jo\n\nMonday is fine.\n\nAda";
    check(mail, "Ada Berg", &["Monday is fine."], &["Shall we come"]);
}

#[test]
fn our_own_drafts_come_back_whole() {
    let mail = "Hi Ada,\n\nthanks for your mail.\n\n> How many seats does the plan have?\nTwenty-five, and more on request.\n\n> What does it cost for the second year?\n\
        4,800 euros. I'll send the offer by Friday.\n\nKind regards,\nJo Lind";
    check(
        mail,
        "Jo Lind",
        &["Hi Ada", "Twenty-five", "4,800 euros", "send the offer by Friday"],
        &["How many seats", "What does it cost", "Kind regards"],
    );
    let inline = "> How many seats does the plan have?\nTwenty-five.";
    assert_eq!(own_text(inline, &by("Jo Lind")), "Twenty-five.");
    // And with what Outlook puts below it.
    let sent = format!(
        "{mail}\n\n________________________________\nFrom: Ada Berg\nSent: Tuesday, March 3, 2026 9:15 AM\nTo: Jo Lind\nSubject: Questions\n\nHi Jo,\nhow many seats does the plan have? \
         What does it cost for the second year?\nAda"
    );
    check(
        &sent,
        "Jo Lind",
        &["Twenty-five", "4,800 euros"],
        &["How many seats", "What does it cost", "how many seats"],
    );
}

#[test]
fn a_thank_you_is_no_end() {
    for mail in [
        "Hi Jo,\n\nthanks!\n\nThe board has agreed, so we begin on 4 May. I'll send the form by Friday.\nWe have 22,400 euros.\n\nAda",
        "Dear Jo,\nthe visit was good.\nThank you very much.\nOne thing before we begin: it has to run in our own cellar, or the board has agreed to nothing. We have 22,400 euros and I'll send the form by Friday.\nAda Berg",
        "Thanks,\nThe board has agreed. We have 22,400 euros. I'll send the form by Friday.",
    ] {
        check(
            mail,
            "Ada Berg",
            &["The board has agreed", "22,400", "send the form"]
                .map(|line| if line == "The board has agreed" { "board has agreed" } else { line }),
            &[],
        );
    }
    for whole in ["Danke\nPasst", "Thanks,\nFriday works", "Best price\nFour thousand", "Ok", "Ja, gerne!\n\nDanke"] {
        assert_eq!(own_text(whole, &by("Ada Berg")), whole);
    }
    let listed = "Hi Jo,\n\nwe take these:\n\nThanks,\nAda\n\n- forty seats\n- delivery in May";
    check(listed, "Ada Berg", &["forty seats", "delivery in May"], &[]);
    assert_eq!(own_text("Thank you!", &by("Ada Berg")), "Thank you!");
    assert_eq!(own_text("Thanks", &by("Ada Berg")), "Thanks");
}

#[test]
fn foreign_headers_put_nothing_into_anybodys_mouth() {
    for header in [
        "De : Jo Lind\nEnvoyé : mardi 3 mars 2026 10:41\nÀ : Ada Berg\nObjet : Suite",
        "Fra: Jo Lind\nSendt: 3. marts 2026 10:41\nTil: Ada Berg\nEmne: Aftale",
        "Am Di., 3. März 2026 um 10:41 Uhr schrieb Jo Lind\n<jo.lind@lind.example>:",
        "________________________________\nFrom: Jo Lind\nSent: Tuesday, March 3, 2026 10:41 AM\nTo: Ada Berg\nSubject: Next",
        "Op di 3 mrt 2026 om 10:41 schreef Jo Lind <jo.lind@lind.example>:",
        "Le mar. 3 mars 2026 à 10:41, Jo Lind <jo.lind@lind.example> a\nécrit :",
        "El mar, 3 mar 2026 a las 10:41, Jo Lind (<jo.lind@lind.example>) escribió:",
        "Il giorno mar 3 mar 2026 alle ore 10:41 Jo Lind <jo.lind@lind.example>\nha scritto:",
        "Den tis 3 mars 2026 kl 10:41 skrev Jo Lind <jo.lind@lind.example>:",
        "wt., 3 mar 2026 o 10:41 Jo Lind <jo.lind@lind.example> napisał(a):",
        "Em ter., 3 de mar. de 2026 às 10:41, Jo Lind <jo.lind@lind.example> escreveu:",
        "-----Ursprungligt meddelande-----\nFrån: Jo Lind\nSkickat: den 3 mars 2026 10:41\nTill: Ada Berg\nÄmne: Nästa steg",
        "Från: Jo Lind\n\nSkickat: den 3 mars 2026 10:41\n\nTill: Ada Berg\n\nÄmne: Nästa steg",
        "2026年3月3日(火) 10:41 Jo Lind <jo.lind@lind.example>:",
        "Dana 3. ožujka 2026. u 10:41 Jo Lind <jo.lind@lind.example> piše:",
        "Kimden: Jo Lind <jo.lind@lind.example>\nTarih: 3.03.2026 10:41\nKime: Ada Berg <ada@berg.example>\nKonu: Teklif",
        "From: Jo Lind <jo.lind@lind.example> Sent: Tuesday, March 3, 2026 10:41 AM To: Ada Berg <ada@berg.example> Subject: Next",
    ] {
        let mail = format!(
            "Hej Jo,\n\nc'est bien noté.\n\nAda\n\n{header}\n\nHi Ada, I'll send you the sampling plan by Friday. Our floor is 9,000 euros."
        );
        check(&mail, "Ada Berg", &["bien noté"], &["sampling plan", "9,000", "10:41", "Jo Lind"]);
        let marked = format!(
            "Hej Jo,\n\nc'est bien noté.\n\n{header}\n> Hi Ada, I'll send you the sampling plan by Friday.\n\nAnd one thing more."
        );
        check(&marked, "Ada Berg", &["bien noté", "one thing more"], &["sampling plan", "10:41"]);
    }
}

#[test]
fn footers_are_nobodys_words() {
    let mail = "Hi Jo,\n\nthe trial may begin in May.\n\nAda\n\nAda Berg | Head of Purchase | Berg Glas\nThis message is confidential. If it is not addressed to you, you must not copy it and \
        must delete it at once.\nNo liability is accepted for viruses; every attachment must be scanned first.";
    check(mail, "Ada Berg", &["the trial may begin"], &["must delete", "must be scanned", "Purchase"]);
    let long = "Dear Jo,\n\nwe need the order number on it.\n\nBest regards,\nAda Berg\nTeam lead\nBerg Glas\nHafen 3\n20457 Hamburg\nT +49 40 555 0101\nM +49 170 555 0102\nwww.berg.example\n\n\
        Managing directors: I. Berg, P. Kunz\nRegister court Hamburg\nPlease think of the environment: no page of this mail must be printed unless it has to be.\nThe recipient must not forward this message; breaches may be prosecuted.";
    check(long, "Ada Berg", &["order number"], &["must be printed", "must not forward", "Register court", "Team lead"]);
    assert!(of(long, &by("Ada Berg"), Layer::Footer).contains("must not forward"));
}

#[test]
fn a_point_about_confidence_is_no_footer() {
    let mail = "Hi Jo,\n\nthe trial may begin. Confidential information must not leave our network, and every attachment has to be scanned by your side.\n\n\
        This message may be forwarded to the works council; the confidential part must not. Please tell me that you agree.\n\nBest,\nAda\n\n\
        Confidentiality notice: the information contained herein is intended only for the addressee. Unauthorised copying is prohibited.";
    check(
        mail,
        "Ada Berg",
        &["must not leave our network", "has to be scanned", "works council"],
        &["Unauthorised copying", "addressee"],
    );
}

#[test]
fn what_is_forwarded_is_its_authors() {
    let mail = "Jo, see below. We'd like the same.\n\nAda\n\n---------- Forwarded message ---------\nFrom: Kim Tran <kim@berg.example>\nDate: Tue, Mar 3, 2026 at 10:41 AM\nSubject: Pumps\n\
        To: Ada Berg <ada@berg.example>\n\nWe will pay 70,000 euros at most.\n";
    check(mail, "Ada Berg", &["We'd like the same"], &["70,000"]);
    let runs = layers(mail, &by("Ada Berg"));
    let forwarded = runs.iter().find(|run| run.layer == Layer::Forwarded).unwrap();
    let author = forwarded.by.clone().unwrap();
    assert_eq!((author.name.as_deref(), author.address.as_deref()), (Some("Kim Tran"), Some("kim@berg.example")));
    // Outlook only says so in the subject.
    let outlook = "See below.\n\nVon: Kim Tran\nGesendet: Dienstag, 3. März 2026 10:41\nAn: Ada Berg\nBetreff: Pumpen\n\nWir zahlen höchstens 70.000 Euro.";
    let context = Context { author: Some("Ada Berg"), subject: Some("[EXTERN] WG: Pumpen"), ..Context::default() };
    assert!(of(outlook, &context, Layer::Forwarded).contains("70.000"));
    assert!(of(outlook, &by("Ada Berg"), Layer::History).contains("70.000"));
}

#[test]
fn earlier_mails_tell_answers_from_questions_without_marks() {
    let ours = "Hi Ada,\n\nhow many meters do you have in the northern district?\nWho reads them in winter, and how often?\n\nRegards,\nJo";
    let theirs = "Hi Jo,\n\nsee below in red.\n\nAda\n\nFrom: Jo Lind\nSent: Tuesday, March 3, 2026 10:41 AM\nTo: Ada Berg\nSubject: Meters\n\nHi Ada,\n\n\
        how many meters do you have in the northern district?\nFour hundred and twelve, all of them old.\nWho reads them in winter, and how often?\nNobody. I'll send you the list by Tuesday.\n\nRegards,\nJo\n";
    let mut earlier = Earlier::default();
    earlier.add_mail("Jo Lind", ours, &layers(ours, &by("Jo Lind")));
    let context = Context { author: Some("Ada Berg"), earlier: Some(&earlier), ..Context::default() };
    let own = own_text(theirs, &context);
    assert!(own.contains("Four hundred and twelve") && own.contains("send you the list"), "{own}");
    assert!(!own.contains("northern district") && !own.contains("in winter") && !own.contains("Regards"), "{own}");
    // Without it nothing says which lines are whose, so they stay quoted.
    assert!(!own_text(theirs, &by("Ada Berg")).contains("northern district"));
    // Pasted without any mark.
    let pasted = "Hi Jo,\n\nWho reads them in winter, and how often?\nNobody does.\n\nAda";
    let own = own_text(pasted, &context);
    assert!(own.contains("Nobody does.") && !own.contains("in winter"), "{own}");
}

#[test]
fn a_postscript_is_its_authors() {
    let mail = "Hi Jo,\n\nagreed.\n\nKind regards,\nAda Berg\nHead of Purchase\nBerg Glas\n+49 40 555 0101\n\nP.S. We need the invoice before 31 March.\n";
    check(mail, "Ada Berg", &["agreed", "invoice before 31 March"], &["Head of Purchase"]);
    let span = signature(mail, &by("Ada Berg")).unwrap();
    assert_eq!(span.of(mail), "Kind regards,\nAda Berg\nHead of Purchase\nBerg Glas\n+49 40 555 0101");
}

#[test]
fn an_own_list_is_no_header() {
    let mail = "Hi Jo,\n\nhere is the run:\n\nFrom: Hamburg\nTo: Bremen\nDate: on Friday at 9:30\nSubject: to weather\n\n-- second part --\n\n----------\n\nThe price stays at 640 euros.\n\nAda";
    check(mail, "Ada Berg", &["From: Hamburg", "Subject: to weather", "second part", "640 euros"], &[]);
    let order = "Order no. 4711\n\nDate: 3 December 2026\nTo: Lind AB\nSubject: 40 seats\nPrice: 12,000 euros\n\nAda";
    check(order, "Ada Berg", &["To: Lind AB", "12,000 euros"], &[]);
    let initials = "See below - AB\n\n> Budget?\nAB: 40,000.\n> Start?\nAB: March.";
    check(initials, "Ada Berg", &["AB: 40,000.", "AB: March."], &["Budget?"]);
}

#[test]
fn an_absence_note_is_automatic_whatever_tag_stands_before_it() {
    let mail = "Bonjour,\n\nje suis absente jusqu'au 9 mars. Je vous répondrai à mon retour.\n\nAda Berg";
    let context = Context {
        author: Some("Ada Berg"),
        subject: Some("[EXTERNAL] Réponse automatique : Offre"),
        ..Context::default()
    };
    assert!(own_words(mail, &context).is_empty());
    let here = "Hi Jo, I am out of the office until Monday, but the list is attached and the order stands.";
    check(here, "Ada Berg", &["the order stands"], &[]);
}

proptest! {
    /// Runs tile any text: in order, without a gap, to its end; no text makes it panic.
    #[test]
    fn layers_tile_a_text(text in "(> ?|>> |[a-zäß]{1,9}|[.!?:,<@_*-]|\n|\r\n| |[0-9]{1,4}|[A-Z]|From: |Sent: 3 March 2026 10:41|To: a@b.example|On 3 March 2026 Jo wrote:|Best regards,|-- |PS: x|﻿){0,120}") {
        let mut earlier = Earlier::default();
        earlier.add_mail("B", &text, &layers(&text, &by("B")));
        for context in [
            Context::default(),
            Context { author: Some("Jo Lind"), subject: Some("Fwd: x"), earlier: Some(&earlier), ..Context::default() },
            Context { author: Some("b"), subject: Some("Automatic reply"), earlier: Some(&earlier), ..Context::default() },
        ] {
            let runs = layers(&text, &context);
            let mut end = 0;
            for run in &runs {
                prop_assert_eq!(run.span.start, end);
                prop_assert!(run.span.start < run.span.end);
                end = run.span.end;
            }
            prop_assert_eq!(end, text.chars().count());
            for span in own_words(&text, &context) {
                prop_assert!(!span.of(&text).is_empty());
                prop_assert!(runs.iter().any(|run| run.layer == Layer::Own && run.span.contains(span)));
            }
        }
    }
}

/// Whatever a mail repeats a hundred thousand times over, each of its lines gets a layer. Time that grew with the square would be noticed here
/// by whoever waits; `cargo test` holds no clock.
#[test]
fn long_mails_are_read_to_their_end() {
    let pieces = [
        "> quoted line that goes on for a while and says something\n",
        "A line of somebody's own that says a thing or two about it.\n",
        "From: Ada\n",
        "On 3 March 2026 at 10:41 Jo Lind said that\n",
        "________________________________\n",
        "Best regards,\n",
        "Ada Berg\n",
        "Best regards,\nAda\n",
        "Jo\n3 March 2026 10:41\n",
        "##- Please type your reply above this line -##\nJo\n",
        "To: a@b.example; c@d.example\n",
        "\n",
        "PS: and\n",
        "x: y\n",
        "Join Zoom Meeting\n",
        "a",
        "- ",
    ];
    for (place, piece) in pieces.iter().enumerate() {
        for mix in [
            "",
            "On 3 March 2026 at 10:41, Jo Lind <jo@lind.example> wrote:\n\n",
            "##- Please type your reply above this line -##\n",
        ] {
            let text = format!("{mix}{}", piece.repeat(200_000 / piece.len()));
            let found = layers(&text, &by("Ada Berg"));
            let end = found.last().map(|run| run.span.end);
            assert_eq!(end, Some(text.chars().count()), "{place} {mix:?}");
        }
    }
}
