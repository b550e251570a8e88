//! Notes and answers of the stories: grounding holds every line against its sources word for word and loses none of them.

use crate::portal::{now, stories, zone};
use drafting::{Inbound, answer, note, reply, signals};

#[test]
fn no_line_of_a_note_or_of_signals_is_lost() {
    let mut lines = 0;
    for dossier in stories() {
        for entry in dossier.entries.iter().filter(|entry| entry.transcript.is_some()) {
            let note = note::note(&dossier, &entry.activity.id).unwrap();
            assert_eq!(note.dropped, []);
            lines += note.lines.len();
        }
        assert_eq!(signals(&dossier).dropped, []);
    }
    assert!(60 <= lines, "{lines}");
}

#[test]
fn no_line_of_an_answer_is_lost() {
    let mut items = 0;
    for dossier in stories() {
        let said = reply::passages(&dossier, &Inbound::pasted("", None));
        let people: Vec<String> = dossier.contacts.iter().map(domain::Record::display_name).collect();
        for question in
            ["What budget do they have?", "Who decides and when?", "Do they use Pactolane?", "Was kostet das?"]
        {
            let answer = answer(&drafting::Inquiry::plain(question), &people, &said, now(), &zone());
            assert_eq!(answer.dropped, [], "{question}");
            items += answer.items.len();
        }
    }
    assert!(50 <= items, "{items}");
}
