//! What was asked of the simulator, counted for tests and benchmarks.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::{objects::ObjectType, portal::Portal};

/// What the simulator has counted since its start.
#[derive(Debug, Default)]
pub(crate) struct Stats {
    /// `GET /crm/v3/objects/contacts/{id}` and how often.
    pub calls: BTreeMap<String, u64>,
    pub rate_limited: BTreeMap<&'static str, u64>,
    pub faults: BTreeMap<&'static str, u64>,
    pub created: BTreeMap<&'static str, u64>,
    pub workflow_runs: u64,
}

impl Stats {
    pub(crate) fn json(&self, portal: &Portal) -> Value {
        let sum = |counters: &BTreeMap<&'static str, u64>| counters.values().sum::<u64>();
        let (live, ever) = (markers(portal, false), markers(portal, true));
        let repeated = |markers: &BTreeMap<String, u64>| {
            markers
                .iter()
                .filter(|(_, count)| 1 < **count)
                .map(|(marker, count)| (marker.clone(), json!(count)))
                .collect::<Value>()
        };
        let surplus = |markers: &BTreeMap<String, u64>| markers.values().map(|count| count - 1).sum::<u64>();
        json!({
            "calls": { "total": self.calls.values().sum::<u64>(), "by_endpoint": self.calls },
            "rate_limited": { "total": sum(&self.rate_limited), "by_policy": self.rate_limited },
            "faults": { "total": sum(&self.faults), "by_kind": self.faults },
            "created": {
                "notes": self.created.get("notes").copied().unwrap_or_default(),
                "tasks": self.created.get("tasks").copied().unwrap_or_default(),
                "by_type": self.created,
            },
            // Surplus notes and tasks that carry a marker another one carries: standing now, and counting those archived since.
            "duplicates": { "total": surplus(&live), "ever": surplus(&ever), "markers": repeated(&ever) },
            "workflow_runs": self.workflow_runs,
        })
    }
}

/// The path with its ids taken out, so that calls can be counted by endpoint.
pub(crate) fn endpoint(method: &str, path: &str) -> String {
    let mut before = "";
    let segments = path.split('/').map(|segment| {
        let after_type = ObjectType::parse(before).is_some()
            && !matches!(segment, "batch" | "search" | "merge" | "gdpr-delete" | "groups" | "labels");
        let is_id = !segment.is_empty() && segment.bytes().all(|byte| byte.is_ascii_digit())
            || after_type && (segment.contains('@') || segment.contains('%'));
        before = segment;
        if is_id { "{id}" } else { segment }
    });
    format!("{method} {}", segments.collect::<Vec<_>>().join("/"))
}

/// How often each marker stands in a note or task: `ref` and sixteen hexadecimal digits.
fn markers(portal: &Portal, archived_too: bool) -> BTreeMap<String, u64> {
    let mut markers = BTreeMap::new();
    for (object, property) in [(ObjectType::Note, "hs_note_body"), (ObjectType::Task, "hs_task_body")] {
        for record in portal.records(object).filter(|record| archived_too || record.archived_ms.is_none()) {
            if let Some(marker) = record.now(property).and_then(marker_of) {
                *markers.entry(marker).or_insert(0) += 1;
            }
        }
    }
    markers
}

fn marker_of(body: &str) -> Option<String> {
    body.match_indices("ref").find_map(|(at, word)| {
        let digits: String = body[at + word.len()..].trim_start().chars().take(16).collect();
        (digits.len() == 16 && digits.bytes().all(|byte| byte.is_ascii_hexdigit())).then_some(digits)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_leave_the_path_and_markers_are_found() {
        assert_eq!(endpoint("GET", "/crm/v3/objects/contacts/151"), "GET /crm/v3/objects/contacts/{id}");
        assert_eq!(endpoint("GET", "/crm/v3/objects/contacts/a@b.example"), "GET /crm/v3/objects/contacts/{id}");
        assert_eq!(
            endpoint("POST", "/crm/objects/2026-03/notes/batch/read"),
            "POST /crm/objects/2026-03/notes/batch/read"
        );
        assert_eq!(marker_of("<p>as referred, ref 00ff00ff00ff00ff</p>").as_deref(), Some("00ff00ff00ff00ff"));
        assert_eq!(marker_of("reference 5"), None);
    }
}
