//! The rules: those that come with Foreword and the team's own, which of them are on, and what each made today.

use crate::{
    automation::{
        condition,
        journal::{JournalView, journal_view},
    },
    error::{AppError, ErrorCode},
    portal::{open::OpenPortal, own_files::own_files, settings::Settings},
};
use events::{Action, Rule};
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;
use specta::Type;
use std::collections::BTreeMap;

/// The folder in the home that holds a team's own rules, as TOML files.
const FOLDER: &str = "rules";
/// Drafts that are no kind of their own among those a model phrases.
pub(crate) const TASKS: &str = "tasks";
pub(crate) const FIELDS: &str = "fields";

/// The rules, and what is wrong with files that hold some.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct Rules {
    /// The rules, those that come with Foreword first.
    pub rules: Vec<RuleView>,
    /// Files of rules that could not be read, each with the reason. None of their rules are used.
    pub problems: Vec<RuleProblem>,
    /// The folder for a team's own rules.
    pub folder: String,
    /// How many events there are in each state, and how many were not taken in, by reason.
    pub counts: BTreeMap<String, u32>,
    /// What is to be said of HubSpot's journal of what happened; none where it is not looked into, as with an access token.
    pub journal: Option<JournalView>,
}

/// A rule as it is shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct RuleView {
    /// The rule's id, as commands take it.
    pub id: String,
    /// What a person calls it.
    pub name: String,
    /// What starts it, as in `email.received`.
    pub event: String,
    /// What has to hold besides, in words; empty where nothing has to.
    pub condition: String,
    /// What it drafts, in order: kinds of draft, and titles of tasks.
    pub draft: Vec<String>,
    /// Whether it is on.
    pub enabled: bool,
    /// How many drafts it made today.
    pub made_today: u32,
    /// How many drafts it makes in a day at most.
    pub per_day: u32,
    /// The hours in which it makes none, as in "20:00-07:30"; none where it has none.
    pub quiet: Option<String>,
    /// Whether it is the team's own.
    pub is_own: bool,
}

/// A file of rules that could not be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct RuleProblem {
    /// The file's name.
    pub file: String,
    /// What is wrong with it.
    pub problem: String,
}

/// A rule, and where it is from.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Known {
    pub rule: Rule,
    pub is_own: bool,
}

/// The rules, which of them are on, and what each made today. Needs no network.
pub fn rules(settings: &Settings, open: &OpenPortal, now: Timestamp) -> Result<Rules, AppError> {
    let (known, problems) = known(settings)?;
    let switches = open.database.rule_switches()?;
    let mut views = Vec::new();
    for Known { rule, is_own } in known {
        views.push(RuleView {
            name: rule.name.clone(),
            event: rule.event.to_string(),
            condition: rule.when.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "),
            draft: rule.draft.iter().map(|action| called(action).to_owned()).collect(),
            enabled: switches.get(&rule.id).copied().unwrap_or(false),
            made_today: u32::try_from(made_today(open, &rule.id, now)?).unwrap_or(u32::MAX),
            per_day: rule.per_day,
            quiet: rule.quiet.map(|hours| format!("{}-{}", hours.from.strftime("%H:%M"), hours.to.strftime("%H:%M"))),
            is_own,
            id: rule.id,
        });
    }
    let counts = open.database.event_counts()?;
    Ok(Rules {
        rules: views,
        problems,
        journal: journal_view(open)?,
        folder: settings.home.join(FOLDER).display().to_string(),
        counts: counts.into_iter().map(|(what, count)| (what, u32::try_from(count).unwrap_or(u32::MAX))).collect(),
    })
}

/// Switches a rule on or off. What happened before it was switched on starts nothing.
pub fn switch_rule(
    settings: &Settings,
    open: &OpenPortal,
    id: &str,
    is_on: bool,
    now: Timestamp,
) -> Result<Rules, AppError> {
    let rule = rule_called(settings, id)?;
    open.database.switch_rule(&rule.id, is_on, now)?;
    rules(settings, open, now)
}

/// The rule of an id.
pub(crate) fn rule_called(settings: &Settings, id: &str) -> Result<Rule, AppError> {
    let (known, _) = known(settings)?;
    known.into_iter().map(|known| known.rule).find(|rule| rule.id == id).ok_or_else(|| {
        AppError::new(ErrorCode::NotFound, format!("There is no rule called “{id}”"))
            .hint("Choose one of the list.")
            .command_hint("`foreword rules list` shows them all.")
    })
}

/// The rules that are on.
pub(crate) fn enabled(settings: &Settings, open: &OpenPortal) -> Result<Vec<Rule>, AppError> {
    let switches = open.database.rule_switches()?;
    if !switches.values().any(|is_on| *is_on) {
        return Ok(Vec::new());
    }
    let (known, problems) = known(settings)?;
    for RuleProblem { file, problem } in problems {
        tracing::warn!(file, problem, "a file of rules cannot be read, and none of its rules are used");
    }
    let is_on = |rule: &Rule| switches.get(&rule.id).copied().unwrap_or(false);
    Ok(known.into_iter().map(|known| known.rule).filter(is_on).collect())
}

/// How many drafts a rule made on the rep's day that `now` is in.
pub(crate) fn made_today(open: &OpenPortal, rule: &str, now: Timestamp) -> Result<usize, AppError> {
    let midnight = now.to_zoned(open.zone()).start_of_day().map_or(now, |day| day.timestamp());
    Ok(open.database.rule_runs(rule, midnight)?.iter().filter(|run| run.outcome == "made").count())
}

/// All rules, those that come with Foreword first; one of the team's own with the id of one of these takes its place.
pub(crate) fn known(settings: &Settings) -> Result<(Vec<Known>, Vec<RuleProblem>), AppError> {
    let shipped = events::shipped().map_err(|error| AppError::new(ErrorCode::Internal, error.to_string()))?;
    let mut known: Vec<Known> = shipped.into_iter().map(|rule| Known { rule, is_own: false }).collect();
    let mut problems = Vec::new();
    for (file, read) in own_files(&settings.home.join(FOLDER), "toml") {
        let file = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        match read.and_then(|text| own_rules(&text)) {
            Ok(rules) => {
                for rule in rules {
                    match known.iter_mut().find(|other| other.rule.id == rule.id) {
                        Some(other) if other.is_own => problems.push(RuleProblem {
                            file: file.clone(),
                            problem: format!("another file has a rule “{}” already", rule.id),
                        }),
                        Some(other) => *other = Known { rule, is_own: true },
                        None => known.push(Known { rule, is_own: true }),
                    }
                }
            }
            Err(problem) => problems.push(RuleProblem { file, problem }),
        }
    }
    Ok((known, problems))
}

fn own_rules(text: &str) -> Result<Vec<Rule>, String> {
    let rules = events::read_rules(text).map_err(|error| error.to_string())?;
    for rule in &rules {
        check(rule).map_err(|problem| format!("the rule “{}” {problem}", rule.id))?;
    }
    Ok(rules)
}

/// What of a rule only this room can tell: whether its drafts and its fields exist.
fn check(rule: &Rule) -> Result<(), String> {
    for action in &rule.draft {
        if let Action::Draft(kind) = action
            && kind != TASKS
            && kind != FIELDS
            && kind.parse::<llm::Kind>().is_err()
        {
            return Err(format!("drafts “{kind}”, which is no kind of draft"));
        }
    }
    rule.when.iter().try_for_each(|one| condition::is_field(&one.field))
}

/// What a person calls something to draft.
pub(crate) fn called(action: &Action) -> &str {
    match action {
        Action::Draft(kind) => kind,
        Action::Task(task) => &task.task,
    }
}

/// Something to draft, as what became of it is noted under.
pub(crate) fn noted_as(action: &Action) -> &str {
    match action {
        Action::Draft(kind) => kind,
        Action::Task(_) => "task",
    }
}

/// When the quiet hours of a rule end that hold at `now`; none where none do.
pub(crate) fn quiet_until(open: &OpenPortal, rule: &Rule, now: Timestamp) -> Option<Timestamp> {
    let hours = rule.quiet?;
    let here = now.to_zoned(open.zone());
    if !hours.hold(here.time()) {
        return None;
    }
    let today = here.date().to_datetime(hours.to);
    let end = today.to_zoned(open.zone()).ok()?.timestamp();
    if now < end { Some(end) } else { end.checked_add(SignedDuration::from_hours(24)).ok() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(home: &std::path::Path) -> Settings {
        Settings { home: home.to_owned(), ..Settings::from_env().unwrap() }
    }

    #[test]
    fn every_shipped_rule_drafts_what_there_is_by_fields_there_are() {
        for rule in events::shipped().unwrap() {
            assert_eq!(check(&rule), Ok(()), "{}", rule.id);
        }
    }

    #[test]
    fn a_teams_own_rules_stand_beside_the_shipped_and_a_wrong_file_costs_only_itself() {
        let home = tempfile::tempdir().unwrap();
        let folder = home.path().join(FOLDER);
        std::fs::create_dir(&folder).unwrap();
        let rule = |id: &str, draft: &str| {
            format!("[[rule]]\nid = '{id}'\nname = 'Mine'\nevent = 'email.received'\ndraft = ['{draft}']\n")
        };
        std::fs::write(folder.join("a.toml"), rule("mine", "note")).unwrap();
        std::fs::write(folder.join("b.toml"), rule("mail-reply", "summary")).unwrap();
        std::fs::write(folder.join("c.toml"), rule("wrong", "poem")).unwrap();
        std::fs::write(folder.join("d.toml"), "[[rule]").unwrap();
        std::fs::write(folder.join("notes.txt"), "no rules").unwrap();
        let (known, problems) = known(&settings(home.path())).unwrap();
        let own: Vec<&str> = known.iter().filter(|one| one.is_own).map(|one| one.rule.id.as_str()).collect();
        assert_eq!(own, ["mail-reply", "mine"]);
        assert_eq!(known.len(), events::shipped().unwrap().len() + 1);
        let files: Vec<&str> = problems.iter().map(|one| one.file.as_str()).collect();
        assert_eq!(files, ["c.toml", "d.toml"]);
        assert_eq!(problems[0].problem, "the rule “wrong” drafts “poem”, which is no kind of draft");
    }
}
