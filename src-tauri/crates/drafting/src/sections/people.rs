//! Who will be there, who decides and has never said a word, who talks most.

use crate::desk::{Desk, item};
use domain::{Item, ItemKind, Record, RecordId, Rule, property};
use facts::Side;
use std::collections::{BTreeMap, BTreeSet};

/// Who will be there, who decides and has never said a word, who talks most.
pub(super) fn people(desk: &mut Desk<'_>, limit: usize) -> Vec<Item> {
    let dossier = desk.dossier;
    let spoken: BTreeMap<String, usize> = desk.statements.iter().filter(|s| s.side == Side::Them && !s.reported).fold(
        BTreeMap::new(),
        |mut counts, s| {
            *counts.entry(s.speaker.to_lowercase()).or_default() += 1;
            counts
        },
    );
    let attending: BTreeSet<RecordId> =
        desk.dossier.next_meeting().map(|entry| entry.participants.iter().cloned().collect()).unwrap_or_default();
    let mut ranked: Vec<(i64, &Record, bool, bool)> = dossier
        .contacts
        .iter()
        .map(|contact| {
            let words = spoken.get(&contact.display_name().to_lowercase()).copied().unwrap_or(0);
            let silent = words == 0;
            let attends = attending.contains(&contact.id);
            // Who was asked for and who will be there come first; among them, whoever signs. Whoever signs and is silent is the deal's
            // blind spot, wherever they are.
            let mut rank = i64::try_from(words.min(40)).unwrap_or(0);
            rank += if dossier.contact.as_ref() == Some(&contact.id) { 100 } else { 0 };
            rank += if attends { 100 } else { 0 };
            rank += 60 * signing_weight(contact);
            rank += if silent && 0 < signing_weight(contact) { 100 } else { 0 };
            (rank, contact, silent, attends)
        })
        .collect();
    ranked.sort_by(|(a, x, ..), (b, y, ..)| b.cmp(a).then_with(|| x.id.cmp(&y.id)));
    ranked
        .into_iter()
        .take(limit)
        .map(|(_, contact, silent, attends)| {
            let citations =
                desk.cite_properties(contact, &[property::FIRST_NAME, property::LAST_NAME, property::JOB_TITLE]);
            let mut text = contact.display_name();
            if let Some(title) = contact.get(property::JOB_TITLE) {
                text.push_str(&format!(", “{title}”"));
            }
            text.push_str(&desk.phrases.presence(silent, attends));
            item(ItemKind::Derived, Some(Rule::People.as_str()), text, citations)
        })
        .collect()
}

/// How likely a title is one that signs: 2 for the top, 1 for whoever heads something, else 0.
fn signing_weight(contact: &Record) -> i64 {
    let title = format!(" {} ", contact.get(property::JOB_TITLE).unwrap_or_default().to_lowercase());
    let has = |words: &[&str]| words.iter().any(|word| title.contains(word));
    if has(&[
        "chief",
        "ceo",
        "cfo",
        "coo",
        "cio",
        "cto",
        "managing director",
        "president",
        " owner",
        "founder",
        "geschäftsführ",
        "vorstand",
    ]) {
        2
    } else {
        i64::from(has(&["director", "head of", "vp ", "leiter", "general counsel"]))
    }
}
