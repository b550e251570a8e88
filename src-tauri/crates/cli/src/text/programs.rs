//! Other programs and what they asked, as text.

use super::minute;
use crate::output::{Style, plain, short};
use app::{ProgramCallView, ProgramToolView, Programs};
use jiff::tz::TimeZone;

/// The most characters of a question in a list.
const ASKED_CHARS: usize = 80;

/// The programs, one a paragraph.
pub fn clients(all: &Programs, zone: &TimeZone, style: Style) -> String {
    let mut parts: Vec<String> = Vec::new();
    if !all.may_ask {
        parts.push("Your admin lets no program ask.".to_owned());
    } else if !all.may_propose {
        parts.push("Your admin lets programs only read.".to_owned());
    }
    if !all.is_on {
        parts.push("No program may ask: `foreword mcp allow '*'` lets them again.".to_owned());
    }
    for program in &all.programs {
        let version = program.version.as_ref().map(|version| format!(" {}", plain(version))).unwrap_or_default();
        let state = if program.is_on { "on" } else { "off" };
        let seen =
            program.last_seen.map_or_else(|| "never asked".to_owned(), |at| format!("last asked {}", minute(at, zone)));
        parts.push(format!(
            "{}{version} {}\n  {seen}\n  may: {}\n  may not: {}",
            style.bold(plain(&program.name)),
            style.dim(format!("({state})")),
            named(&program.tools, true),
            named(&program.tools, false),
        ));
    }
    if all.programs.is_empty() {
        parts.push("No program has asked yet.".to_owned());
    }
    parts.join("\n\n")
}

fn named(tools: &[ProgramToolView], is_on: bool) -> String {
    let names: Vec<&str> = tools.iter().filter(|tool| tool.is_on == is_on).map(|tool| tool.tool.as_str()).collect();
    if names.is_empty() { "nothing".to_owned() } else { names.join(", ") }
}

/// The calls, one a line.
pub fn program_calls(calls: &[ProgramCallView], zone: &TimeZone, style: Style) -> String {
    if calls.is_empty() {
        return "No program has asked yet.".to_owned();
    }
    let line = |call: &ProgramCallView| {
        let account = call.account.as_ref().map(|account| format!(" {account}")).unwrap_or_default();
        format!(
            "{}  {}  {}{account}  {} {}  {}",
            minute(call.at, zone),
            style.bold(plain(&call.program)),
            call.tool,
            call.outcome,
            style.dim(format!("({} lines)", call.lines)),
            short(&call.asked, ASKED_CHARS),
        )
    };
    calls.iter().map(line).collect::<Vec<_>>().join("\n")
}
