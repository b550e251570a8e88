//! Records on their way into the portal: prepared with their relations before any of them has an id.

use std::{collections::HashMap, sync::Arc};

use crate::{
    objects::ObjectType,
    portal::Portal,
    record::{Source, Version},
    transcripts::{self, Transcript},
};

/// The values of a record: property names, each with its value.
pub(crate) type Values = Vec<(String, String)>;

/// A record that is to be planted in the portal.
#[derive(Debug)]
pub(crate) struct Seedling {
    pub object: ObjectType,
    /// The key it was authored under, such as `harbourline/petra`; none for everyday records.
    pub key: Option<String>,
    pub created_ms: i64,
    /// When the record last changed after it was created; none where it did not.
    pub modified_ms: Option<i64>,
    pub values: Values,
    pub source: Arc<Source>,
    /// Positions of the seedlings it is associated with.
    pub belongs_to: Vec<usize>,
    /// Properties with a past, oldest value first.
    pub history: Vec<(String, Vec<Version>)>,
    /// The transcript of a call, as text; none for other records.
    pub transcript: Option<String>,
}

impl Seedling {
    pub(crate) fn new(object: ObjectType, created_ms: i64, values: Values, source: Arc<Source>) -> Self {
        Self {
            object,
            key: None,
            created_ms,
            modified_ms: None,
            values,
            source,
            belongs_to: Vec::new(),
            history: Vec::new(),
            transcript: None,
        }
    }
}

/// Puts all seedlings into the portal. Ids grow with the creation date within each type, as they do in HubSpot.
pub(crate) fn plant(portal: &mut Portal, mut seedlings: Vec<Seedling>) {
    let mut order: Vec<usize> = (0..seedlings.len()).collect();
    order.sort_by_key(|at| seedlings[*at].created_ms);
    let mut ids = vec![0; seedlings.len()];
    for at in order {
        let seedling = &mut seedlings[at];
        let id =
            portal.create(seedling.object, seedling.created_ms, std::mem::take(&mut seedling.values), &seedling.source);
        ids[at] = id;
        if let Some(key) = seedling.key.take() {
            portal.keys.insert(key, (seedling.object, id));
        }
        for (property, versions) in std::mem::take(&mut seedling.history) {
            portal.write_history(seedling.object, id, &property, versions);
        }
        if let Some(modified_ms) = seedling.modified_ms {
            portal.touch(seedling.object, id, modified_ms);
        }
    }
    for (at, seedling) in seedlings.iter().enumerate() {
        for other in &seedling.belongs_to {
            let to = (seedlings[*other].object, ids[*other]);
            portal.associate((seedling.object, ids[at]), to, None, seedling.created_ms);
        }
    }
    plant_transcripts(portal, &seedlings, &ids);
}

fn plant_transcripts(portal: &mut Portal, seedlings: &[Seedling], ids: &[u64]) {
    let mut speakers: HashMap<String, (String, String)> = HashMap::new();
    for owner in &portal.account.owners {
        speakers.insert(
            format!("{} {}", owner.firstname, owner.lastname),
            (owner.user_id.to_string(), owner.email.clone()),
        );
    }
    if seedlings.iter().any(|seedling| seedling.transcript.is_some()) {
        for contact in portal.records(ObjectType::Contact) {
            let name = [contact.now("firstname"), contact.now("lastname")].map(Option::unwrap_or_default).join(" ");
            speakers.insert(name, (contact.id.to_string(), contact.now("email").unwrap_or_default().to_owned()));
        }
    }
    for (at, seedling) in seedlings.iter().enumerate() {
        let Some(text) = &seedling.transcript else {
            continue;
        };
        let utterances = transcripts::utterances(text, |name| speakers.get(name).cloned());
        let id = 880_000_000 + u64::try_from(portal.transcripts.len()).unwrap_or_default() * 7 + 13;
        portal.transcripts.insert(id, Transcript { id, call_id: ids[at], created_ms: seedling.created_ms, utterances });
        let values = [("hs_call_has_transcript", "true".to_owned()), ("hs_call_transcription_id", id.to_string())];
        let values = values.map(|(name, value)| (name.to_owned(), value)).to_vec();
        portal.update(ObjectType::Call, ids[at], values, seedling.created_ms, &seedling.source);
    }
}
