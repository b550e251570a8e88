//! Tasks of the sample portal's promises.

use crate::portal::{stories, story, today};
use drafting::tasks;
use std::fmt::Write as _;

#[test]
fn open_promises_of_ours_become_tasks() {
    let mut shown = String::new();
    for dossier in stories() {
        let (tasks, sources) = tasks(&dossier);
        if !tasks.is_empty() {
            writeln!(shown, "{}", dossier.account.display_name()).unwrap();
        }
        for task in &tasks {
            let day = |day: Option<jiff::civil::Date>| day.map_or_else(|| "no day".to_owned(), |day| day.to_string());
            writeln!(shown, "  {} (promised for {}) {}", day(task.due), day(task.promised_for), task.title).unwrap();
            assert!(task.due.is_none_or(|due| today() <= due));
            assert!(task.targets.contains(&dossier.account.id));
            assert!(!task.citations.is_empty() && task.citations.iter().all(|citation| sources.contains_key(citation)));
        }
    }
    insta::assert_snapshot!(shown);
}

#[test]
fn what_has_its_task_gets_no_second_one() {
    let mut dossier = story("harbourline");
    let before = tasks(&dossier).0;
    let subject = before.first().unwrap().title.clone();
    let mut entry = dossier.entries[0].clone();
    entry.activity.id = "task:77".parse().unwrap();
    entry.record.id = entry.activity.id.clone();
    entry.activity.title = subject;
    entry.documents.clear();
    dossier.entries.insert(0, entry);
    assert_eq!(tasks(&dossier).0.len() + 1, before.len());
}
