//! Which programs may ask for what: the admin's policy first, then what the rep has switched on or off.
//!
//! A program that is seen for the first time may read, since the rep's own configuration has started it or given it the token. It may put nothing up
//! for review before the rep has switched that on.

use crate::{
    error::{AppError, ErrorCode},
    portal::{noted::note_setting_of, open::OpenPortal, policy::Policy, settings::Settings},
    programs::caller::{Caller, ProgramTool, short},
};
use jiff::Timestamp;
use serde::Serialize;
use specta::Type;
use std::collections::BTreeSet;
use store::{EVERY_PROGRAM, ProgramCall, ProgramSwitches, StoredProgram};

/// So many of the last calls are shown.
const CALLS_SHOWN: u32 = 100;
/// So many calls a command can list at most.
const CALLS_LISTED_MAX: u32 = 1_000;
/// The most characters of a program's name that is switched.
const NAME_MAX: usize = 80;

/// The programs that have asked, what each may, and what was asked last.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct Programs {
    /// Whether programs may ask at all, as the rep has it.
    pub is_on: bool,
    /// Whether the admin lets programs ask.
    pub may_ask: bool,
    /// Whether the admin lets programs put drafts up for review.
    pub may_propose: bool,
    /// The tools there are, and whether each is on for all programs.
    pub tools: Vec<ProgramToolView>,
    /// The programs, those that asked last first.
    pub programs: Vec<ProgramView>,
    /// The last calls, newest first.
    pub calls: Vec<ProgramCallView>,
}

/// A program that has asked or was switched, and what it may.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct ProgramView {
    /// The name that it gives itself.
    pub name: String,
    /// The version it gave last; none where it gave none.
    pub version: Option<String>,
    /// When it first asked; none where it was switched before it ever did.
    #[specta(type = Option<String>)]
    pub first_seen: Option<Timestamp>,
    /// When it last asked; none where it never did.
    #[specta(type = Option<String>)]
    pub last_seen: Option<Timestamp>,
    /// Whether it may ask at all.
    pub is_on: bool,
    /// The tools there are, and whether it may use each.
    pub tools: Vec<ProgramToolView>,
}

/// A tool, and whether it is on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct ProgramToolView {
    /// The tool.
    pub tool: ProgramTool,
    /// Whether it is on.
    pub is_on: bool,
}

/// A call of a program, as it was noted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct ProgramCallView {
    /// When it came in.
    #[specta(type = String)]
    pub at: Timestamp,
    /// The program's name.
    pub program: String,
    /// The program's version; empty where it gave none.
    pub version: String,
    /// The tool's name.
    pub tool: String,
    /// The account that was asked about, as in `company:1`; none where none was named or found.
    pub account: Option<String>,
    /// The beginning of what was asked; empty after somebody was forgotten.
    pub asked: String,
    /// What came of it: `answered`, `nothing`, `ambiguous`, `put_up`, `begun`, `malformed`, or the code of an error.
    pub outcome: String,
    /// How many lines were given.
    pub lines: u32,
}

/// A switch of the rep's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SwitchProgram {
    /// The program by its name, or `*` for all.
    pub program: String,
    /// The tool; none for the program as a whole.
    pub tool: Option<ProgramTool>,
    /// Whether it is to be on.
    pub is_on: bool,
}

/// The programs that have asked, what each may, and the last calls. Needs no network and no lock.
pub fn programs(open: &OpenPortal) -> Result<Programs, AppError> {
    let switches = open.database.program_switches()?;
    let seen = open.database.programs()?;
    let known: BTreeSet<&str> = seen.iter().map(|program| program.name.as_str()).collect();
    let named = switches.keys().map(|(program, _)| program.as_str());
    let unseen: BTreeSet<&str> = named.filter(|name| *name != EVERY_PROGRAM && !known.contains(name)).collect();
    let programs = seen.iter().map(|program| view(&switches, &program.name, Some(program)));
    Ok(Programs {
        is_on: !is_off(&switches, EVERY_PROGRAM, ""),
        may_ask: open.policy.may_be_asked().is_ok(),
        may_propose: open.policy.may_propose().is_ok(),
        tools: tools(|tool| !is_off(&switches, EVERY_PROGRAM, tool.as_str())),
        programs: programs.chain(unseen.into_iter().map(|name| view(&switches, name, None))).collect(),
        calls: program_calls(open, None, CALLS_SHOWN)?,
    })
}

/// The last calls, newest first: at most so many, of one program where one is named.
pub fn program_calls(open: &OpenPortal, program: Option<&str>, most: u32) -> Result<Vec<ProgramCallView>, AppError> {
    let calls = open.database.program_calls(program, most.min(CALLS_LISTED_MAX))?;
    Ok(calls.into_iter().map(call_view).collect())
}

/// Switches a program or one of its tools on or off. It counts from the next call on.
pub fn switch_program(open: &OpenPortal, switch: &SwitchProgram, now: Timestamp) -> Result<Programs, AppError> {
    let SwitchProgram { program, tool, is_on } = switch;
    if program.is_empty() || *program != short(program, NAME_MAX) {
        return Err(AppError::new(ErrorCode::Usage, "This is no name of a program")
            .hint("Choose one of the list.")
            .command_hint("`foreword mcp clients` lists them."));
    }
    if *is_on && program == EVERY_PROGRAM && *tool == Some(ProgramTool::Propose) {
        // What was stopped for all can be started again, for those that had it.
        if !is_off(&open.database.program_switches()?, EVERY_PROGRAM, ProgramTool::Propose.as_str()) {
            return Err(AppError::new(ErrorCode::Usage, "Drafts for review are allowed one program at a time")
                .hint("Choose the program that may put drafts up."));
        }
    }
    let name = tool.map_or("", ProgramTool::as_str);
    open.database.switch_program(program, name, *is_on, now)?;
    let what = if name.is_empty() { "asking" } else { name };
    let state = if *is_on { "on" } else { "off" };
    note_setting_of(&open.database, &format!("other programs: {what} of {program} is {state}"), now)?;
    programs(open)
}

/// Fails where this program may not use this tool.
pub(crate) fn may_use(open: &OpenPortal, caller: &Caller, tool: ProgramTool) -> Result<(), AppError> {
    may_at_all(&open.policy, tool)?;
    if is_on(&open.database.program_switches()?, &caller.name, tool) {
        return Ok(());
    }
    let message = format!("“{}” may not use {} here", caller.name, tool.as_str());
    Err(AppError::new(ErrorCode::Policy, message)
        .hint("It is switched off in Foreword, under Settings, Other programs. Only the person at this computer can switch it on."))
}

/// Fails where the admin's policy forbids a tool to every program.
fn may_at_all(policy: &Policy, tool: ProgramTool) -> Result<(), AppError> {
    if tool.reads() { policy.may_be_asked() } else { policy.may_propose() }
}

/// Fails where the admin's policy lets no program ask over HTTP.
pub fn may_serve_http(settings: &Settings) -> Result<(), AppError> {
    settings.policy.may_be_asked_over_http()
}

/// Whether a program may use a tool. What is off for all is off for each; what only reads is on from the start. Pure.
fn is_on(switches: &ProgramSwitches, program: &str, tool: ProgramTool) -> bool {
    let name = tool.as_str();
    let is_stopped =
        is_off(switches, EVERY_PROGRAM, "") || is_off(switches, EVERY_PROGRAM, name) || is_off(switches, program, "");
    !is_stopped && switches.get(&key(program, name)).copied().unwrap_or(tool.reads())
}

fn is_off(switches: &ProgramSwitches, program: &str, tool: &str) -> bool {
    switches.get(&key(program, tool)) == Some(&false)
}

fn key(program: &str, tool: &str) -> (String, String) {
    (program.to_owned(), tool.to_owned())
}

fn tools(is_on: impl Fn(ProgramTool) -> bool) -> Vec<ProgramToolView> {
    ProgramTool::ALL.into_iter().map(|tool| ProgramToolView { tool, is_on: is_on(tool) }).collect()
}

fn view(switches: &ProgramSwitches, name: &str, seen: Option<&StoredProgram>) -> ProgramView {
    ProgramView {
        name: name.to_owned(),
        version: seen.map(|program| program.version.clone()).filter(|version| !version.is_empty()),
        first_seen: seen.map(|program| program.first_seen),
        last_seen: seen.map(|program| program.last_seen),
        is_on: !is_off(switches, name, ""),
        tools: tools(|tool| is_on(switches, name, tool)),
    }
}

fn call_view(call: ProgramCall) -> ProgramCallView {
    let ProgramCall { at, program, version, tool, account, asked, outcome, lines } = call;
    let account = Some(account).filter(|account| !account.is_empty());
    ProgramCallView { at, program, version, tool, account, asked, outcome, lines }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reading_is_on_from_the_start_and_proposing_is_not() {
        let none = ProgramSwitches::new();
        assert!(is_on(&none, "new", ProgramTool::Ask) && !is_on(&none, "new", ProgramTool::Propose));
    }

    #[test]
    fn what_is_off_for_all_is_off_for_each() {
        let with = |switches: &[(&str, &str, bool)]| -> ProgramSwitches {
            switches.iter().map(|(program, tool, is_on)| (key(program, tool), *is_on)).collect()
        };
        let one = with(&[("one", "propose", true), ("one", "search", false)]);
        assert!(is_on(&one, "one", ProgramTool::Propose) && !is_on(&one, "two", ProgramTool::Propose));
        assert!(!is_on(&one, "one", ProgramTool::Search) && is_on(&one, "two", ProgramTool::Search));
        let stopped = with(&[("*", "propose", false), ("one", "propose", true)]);
        assert!(!is_on(&stopped, "one", ProgramTool::Propose) && is_on(&stopped, "one", ProgramTool::Ask));
        assert!(!is_on(&with(&[("*", "", false)]), "one", ProgramTool::Ask));
        assert!(!is_on(&with(&[("one", "", false), ("one", "ask", true)]), "one", ProgramTool::Ask));
        // What is on for all switches nothing on by itself.
        assert!(!is_on(&with(&[("*", "propose", true)]), "one", ProgramTool::Propose));
    }
}
