//! What most tests are about.

use llm::{Inputs, Kind, More, Needs, Scene, SourceText, Tone, Voice};

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
    let more = match kind.spec().needs {
        Needs::Nothing => More::Nothing {},
        Needs::Voice => More::Voice { voice },
        Needs::Silence => More::Silence { voice, days_silent: 12 },
        Needs::Receiver => More::Receiver { voice, receiver: "Kofi Mensah-Otu".to_owned() },
        Needs::Inbound => More::Inbound { voice, inbound: "Does it do SSO? Petra".to_owned() },
        Needs::Criteria => More::Criteria { criteria: list(&["More than 200 staff", "A budget", "A date"]) },
        Needs::Deal => {
            More::Deal { deal: "Pilot 2027".to_owned(), stage: "Contract sent".to_owned(), days_in_stage: 14 }
        }
        Needs::Ticket => More::Ticket {
            inbound: "The login page shows an error since this morning.".to_owned(),
            categories: list(&["Login", "Billing"]),
            owners: list(&["Kofi Mensah-Otu", "Grace Ibekwe"]),
            stages: list(&["New", "Waiting on us", "Closed"]),
        },
        Needs::Target => More::Target { target: Some("Four new deals this month".to_owned()) },
        Needs::Part => More::Part { purpose: "note".to_owned(), part: 1, parts: 3, words: 200 },
    };
    Inputs { kind, scene, more }
}
