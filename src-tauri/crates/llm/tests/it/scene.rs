//! What most tests are about.

use llm::{
    CondenseInputs, DealHealthInputs, DigestInputs, HandOffInputs, Inputs, Kind, MailInputs, NudgeInputs, ReplyInputs,
    Scene, SceneOnly, ScoreInputs, SourceText, Tone, TriageInputs, Voice,
};

pub fn scene() -> Scene {
    let source = |about: &str, text: &str| SourceText { about: about.to_owned(), text: text.to_owned() };
    Scene {
        account: "Harbour Light".to_owned(),
        person: Some("Petra Lindqvist".to_owned()),
        today: jiff::civil::date(2026, 11, 20),
        sources: vec![
            source(
                "Call, 13 November 2026, Petra Lindqvist",
                "The board has released 44,000 euros. Security worries me: we need SSO before the pilot.",
            ),
            source(
                "E-mail, 17 November 2026, Petra Lindqvist",
                "Could you send the data sheet to petra@harbourlight.example? Our number is +49 30 23125 014.",
            ),
        ],
    }
}

fn voice() -> Voice {
    Voice {
        rep: "Grace Ibekwe".to_owned(),
        tone: Tone::Warm,
        language: "English".to_owned(),
        samples: vec!["Happy to help, just say when.".to_owned()],
    }
}

/// Inputs for a kind, the same every time.
pub fn inputs(kind: Kind) -> Inputs {
    let (scene, voice) = (scene(), voice());
    let list = |items: &[&str]| items.iter().map(|item| (*item).to_owned()).collect::<Vec<_>>();
    let only = SceneOnly { scene: scene.clone() };
    match kind {
        Kind::PreCallSummary => Inputs::PreCallSummary(only),
        Kind::Note => Inputs::Note(only),
        Kind::Signals => Inputs::Signals(only),
        Kind::Reply => Inputs::Reply(ReplyInputs { scene, voice, inbound: "Does it do SSO? Petra".to_owned() }),
        Kind::FollowUp => Inputs::FollowUp(MailInputs { scene, voice }),
        Kind::Nudge => Inputs::Nudge(NudgeInputs { scene, voice, days_silent: 12 }),
        Kind::FirstTouch => Inputs::FirstTouch(MailInputs { scene, voice }),
        Kind::HandOff => Inputs::HandOff(HandOffInputs { scene, voice, receiver: "Kofi Mensah-Otu".to_owned() }),
        Kind::AccountPlan => Inputs::AccountPlan(only),
        Kind::ExecutiveSummary => Inputs::ExecutiveSummary(only),
        Kind::Summary => Inputs::Summary(only),
        Kind::NextAction => Inputs::NextAction(only),
        Kind::Intent => Inputs::Intent(only),
        Kind::Score => {
            Inputs::Score(ScoreInputs { scene, criteria: list(&["More than 200 staff", "A budget", "A date"]) })
        }
        Kind::Persona => Inputs::Persona(only),
        Kind::Sentiment => Inputs::Sentiment(only),
        Kind::DealHealth => Inputs::DealHealth(DealHealthInputs {
            scene,
            deal: "Pilot 2027".to_owned(),
            stage: "Contract sent".to_owned(),
            days_in_stage: 14,
        }),
        Kind::Triage => Inputs::Triage(TriageInputs {
            scene,
            inbound: "The login page shows an error since this morning.".to_owned(),
            categories: list(&["Login", "Billing"]),
            owners: list(&["Kofi Mensah-Otu", "Grace Ibekwe"]),
        }),
        Kind::Digest => Inputs::Digest(DigestInputs { scene, target: Some("Four new deals this month".to_owned()) }),
        Kind::Condense => {
            Inputs::Condense(CondenseInputs { scene, purpose: "note".to_owned(), part: 1, parts: 3, words: 200 })
        }
    }
}
