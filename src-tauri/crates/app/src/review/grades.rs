//! Grades: each week some answers of models are drawn, by prompt version, and the rep says what they were worth, in the window or on a
//! redacted sheet.

use crate::{
    error::{AppError, ErrorCode},
    portal::{
        noted::{Noted, note},
        open::OpenPortal,
    },
    private,
    reading::resolve as who,
};
use domain::ObjectType;
use jiff::{SignedDuration, Timestamp, ToSpan, civil::Date, tz::TimeZone};
use llm::{Redactor, Rules};
use serde::Serialize;
use serde_json::Value;
use specta::Type;
use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};
use store::{Grade, ModelCall};

/// How many answers are drawn for a week at most.
pub(crate) const SAMPLES: usize = 20;
/// The most bytes of a sheet of grades that is read back.
const SHEET_BYTES_MAX: usize = 8 << 20;
/// The first row of a sheet. `id` and `grade` are read back; the others are for reading.
const COLUMNS: &str = "id,kind,prompt_version,sent,answered,kept,items,grade";

/// The answers drawn for one week, to be graded on a page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct GradePage {
    /// The Monday of the week, as in `2026-03-02`.
    pub week: String,
    /// Whether the week is over, so that its samples no longer change.
    pub is_over: bool,
    /// The samples, in the order they were drawn.
    pub samples: Vec<GradeSample>,
    /// How many of the samples have a grade.
    pub graded: u32,
    /// Earlier weeks in which models were asked and nothing was graded.
    pub missed: Vec<String>,
}

/// One answer of a model that was drawn to be graded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct GradeSample {
    /// The number of the call that gave the answer.
    pub id: String,
    /// The kind of draft, as in `summary`.
    pub kind: String,
    /// The version of the prompt that was used.
    pub prompt_version: u32,
    /// The model that answered, as `PROVIDER:MODEL`.
    pub model: String,
    /// When the call was made.
    #[specta(type = String)]
    pub at: Timestamp,
    /// The lines of the answer, with names put back; empty once the answer is older than it is kept.
    pub lines: Vec<String>,
    /// How many items the answer had.
    pub items: u32,
    /// How many of the items followed from their sources.
    pub kept: u32,
    /// The grade, from 1 (of no use) to 5 (used as it is); none before the rep gives one.
    pub grade: Option<u8>,
}

/// How one week's samples were graded, for the report.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Week {
    /// The Monday of the week, as in `2026-03-02`.
    pub week: String,
    /// How many answers were drawn.
    pub samples: usize,
    /// How many of the samples have a grade.
    pub graded: usize,
    /// The mean of the grades; none where there is none.
    pub mean: Option<f64>,
    /// Whether the week is over and nothing was graded.
    pub missed: bool,
}

/// What became of the rows of a sheet of grades that was read back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Graded {
    /// How many rows gave a grade.
    pub graded: usize,
    /// The rows that could not be used, each with the reason.
    pub skipped: Vec<String>,
}

/// The Monday of the week a moment is in, in a zone.
pub(crate) fn monday(at: Timestamp, zone: &TimeZone) -> Date {
    let day = at.to_zoned(zone.clone()).date();
    let back = i64::from(day.weekday().to_monday_zero_offset());
    day.saturating_sub(back.days())
}

/// The samples of each week that has any, by its Monday. A draw depends on the calls alone, so that it is the same every time.
fn drawn(open: &OpenPortal, since: Timestamp) -> Result<BTreeMap<Date, Vec<ModelCall>>, AppError> {
    let mut weeks: BTreeMap<Date, Vec<ModelCall>> = BTreeMap::new();
    for call in open.database.calls(since)? {
        // A test is about the connection, and a part is no draft.
        let is_draft = call.outcome == "ok" && !call.reused && !matches!(call.kind.as_str(), "test" | "condense");
        if is_draft {
            weeks.entry(monday(call.at, &open.zone())).or_default().push(call);
        }
    }
    Ok(weeks.into_iter().map(|(week, calls)| (week, draw(calls, week))).collect())
}

/// Draws twenty of a week's calls, one prompt version after the other, so that a version that is asked rarely is graded too.
fn draw(calls: Vec<ModelCall>, week: Date) -> Vec<ModelCall> {
    let place = |call: &ModelCall| blake3::hash(format!("{week} {}", call.seq).as_bytes()).to_hex().to_string();
    let mut strata: BTreeMap<(String, u32), Vec<ModelCall>> = BTreeMap::new();
    for call in calls {
        strata.entry((call.kind.clone(), call.prompt_version)).or_default().push(call);
    }
    strata.values_mut().for_each(|calls| calls.sort_by_cached_key(|call| std::cmp::Reverse(place(call))));
    let mut drawn = Vec::new();
    while drawn.len() < SAMPLES {
        let before = drawn.len();
        for calls in strata.values_mut() {
            if drawn.len() < SAMPLES {
                drawn.extend(calls.pop());
            }
        }
        if drawn.len() == before {
            break;
        }
    }
    drawn
}

fn given(open: &OpenPortal) -> Result<BTreeMap<i64, u8>, AppError> {
    Ok(open.database.grades()?.into_iter().map(|one| (one.call, one.grade)).collect())
}

/// Every week from a moment on in which a model was asked, oldest first.
pub(crate) fn weeks(open: &OpenPortal, since: Timestamp, now: Timestamp) -> Result<Vec<Week>, AppError> {
    let (given, this) = (given(open)?, monday(now, &open.zone()));
    let week = |(week, calls): (Date, Vec<ModelCall>)| {
        let grades: Vec<u8> = calls.iter().filter_map(|call| given.get(&call.seq).copied()).collect();
        let sum = grades.iter().map(|grade| u64::from(*grade)).sum();
        Week {
            week: week.to_string(),
            samples: calls.len(),
            graded: grades.len(),
            mean: (!grades.is_empty()).then(|| ratio(sum, grades.len() as u64)),
            missed: grades.is_empty() && week < this,
        }
    };
    Ok(drawn(open, since)?.into_iter().map(week).collect())
}

/// The samples of a week, by its Monday; without one, of the last week that is over and has any, else of this one.
pub fn grade_page(open: &OpenPortal, week: Option<&str>, now: Timestamp) -> Result<GradePage, AppError> {
    let this = monday(now, &open.zone());
    let all = drawn(open, now.saturating_sub(SignedDuration::from_hours(24 * 90)).unwrap_or(Timestamp::MIN))?;
    let chosen = match week {
        Some(text) => text.parse::<Date>().map_err(|_| {
            AppError::new(ErrorCode::Usage, format!("“{text}” is not a date"))
                .hint("Write the week's Monday as 2026-03-02.")
        })?,
        None => all.keys().rev().find(|week| **week < this).copied().unwrap_or(this),
    };
    let given = given(open)?;
    let is_missed = |calls: &Vec<ModelCall>| calls.iter().all(|call| !given.contains_key(&call.seq));
    let missed = all.iter().filter(|(week, calls)| **week < this && **week != chosen && is_missed(calls));
    let missed = missed.map(|(week, _)| week.to_string()).collect();
    let narrow = |count: u64| u32::try_from(count).unwrap_or(u32::MAX);
    let samples: Vec<GradeSample> = all
        .get(&chosen)
        .into_iter()
        .flatten()
        .map(|call| GradeSample {
            id: call.seq.to_string(),
            kind: call.kind.clone(),
            prompt_version: call.prompt_version,
            model: call.model.clone(),
            at: call.at,
            lines: lines_of(call),
            items: narrow(call.items),
            kept: narrow(call.kept),
            grade: given.get(&call.seq).copied(),
        })
        .collect();
    Ok(GradePage {
        week: chosen.to_string(),
        is_over: chosen < this,
        graded: narrow(samples.iter().filter(|sample| sample.grade.is_some()).count() as u64),
        samples,
        missed,
    })
}

/// The texts of an answer's items; empty once the answer is older than it is kept.
fn lines_of(call: &ModelCall) -> Vec<String> {
    let reply: Value = serde_json::from_str(&call.reply).unwrap_or_default();
    let texts = reply["items"].as_array().into_iter().flatten().filter_map(|item| item["text"].as_str());
    texts.map(str::to_owned).collect()
}

/// Grades one answer, 1 (of no use) to 5 (used as it is).
pub fn grade(open: &OpenPortal, id: &str, grade: u8, now: Timestamp) -> Result<(), AppError> {
    if !(1..=5).contains(&grade) {
        return Err(AppError::new(ErrorCode::Usage, "A grade is a whole number from 1 to 5"));
    }
    let call = crate::models::calls::call(open, id)?;
    let call =
        call.line.id.parse().map_err(|_| AppError::new(ErrorCode::NotFound, format!("There is no call {id}")))?;
    Ok(open.database.put_grade(&Grade { call, grade, at: now })?)
}

/// Writes a week's samples to a file, for somebody to grade: what was sent and what came back, with everything redacted that would be for a
/// provider elsewhere, whoever was asked. Answers the number of rows.
pub fn export_grades(open: &OpenPortal, file: &Path, week: Option<&str>, now: Timestamp) -> Result<usize, AppError> {
    let page = grade_page(open, week, now)?;
    let redactor = Redactor::new(&everybody(open)?, Rules { is_on: true, names: true, fields: BTreeMap::new() });
    let mut rows = vec![COLUMNS.to_owned()];
    for sample in &page.samples {
        let call = crate::models::calls::call(open, &sample.id)?;
        // One set of placeholders a row, so that sent and answered speak of the same people.
        let mut placeholders = llm::Placeholders::default();
        let (sent, raw) =
            (redactor.redact(&call.prompt, &mut placeholders), redactor.redact(&call.raw, &mut placeholders));
        let grade = sample.grade.map(|grade| grade.to_string()).unwrap_or_default();
        let fields = [
            sample.id.clone(),
            sample.kind.clone(),
            sample.prompt_version.to_string(),
            sent,
            raw,
            sample.kept.to_string(),
            sample.items.to_string(),
            grade,
        ];
        rows.push(fields.iter().map(|field| quoted(field)).collect::<Vec<_>>().join(","));
    }
    private::write(file, &(rows.join("\r\n") + "\r\n")).map_err(|error| AppError::file("write", file, error))?;
    let what = format!("{} answers of models, redacted, to {}", page.samples.len(), file.display());
    note(&open.database, Noted::Export, &what, now)?;
    Ok(page.samples.len())
}

/// Takes grades from a sheet. Rows without a grade are left as they are; rows of other calls are skipped and said.
pub fn import_grades(open: &OpenPortal, file: &Path, now: Timestamp) -> Result<Graded, AppError> {
    let text = std::fs::read_to_string(file).map_err(|error| AppError::file("read", file, error))?;
    if SHEET_BYTES_MAX < text.len() {
        return Err(AppError::new(ErrorCode::Usage, format!("{} is too large for a grade sheet", file.display())));
    }
    let mut rows = rows(&text).into_iter();
    let header = rows.next().unwrap_or_default();
    let column = |name: &str| header.iter().position(|field| field.trim().eq_ignore_ascii_case(name));
    let (Some(id), Some(mark)) = (column("id"), column("grade")) else {
        return Err(AppError::new(ErrorCode::Usage, format!("{} has no columns id and grade", file.display()))
            .hint("Keep the first row as it was exported.")
            .command_hint("Keep the first row as `foreword grade export` wrote it."));
    };
    let known: BTreeSet<String> =
        open.database.calls(Timestamp::UNIX_EPOCH)?.iter().map(|call| call.seq.to_string()).collect();
    let mut graded = Graded { graded: 0, skipped: Vec::new() };
    for row in rows {
        let field = |at: usize| row.get(at).map(|field| field.trim()).unwrap_or_default();
        if field(mark).is_empty() {
            continue;
        }
        match field(mark).parse::<u8>() {
            _ if !known.contains(field(id)) => graded.skipped.push(format!("{}: there is no such call", field(id))),
            Ok(number) if (1..=5).contains(&number) => {
                grade(open, field(id), number, now)?;
                graded.graded += 1;
            }
            _ => graded.skipped.push(format!("{}: “{}” is not a grade from 1 to 5", field(id), field(mark))),
        }
    }
    Ok(graded)
}

/// The full names of everybody in the local copy.
fn everybody(open: &OpenPortal) -> Result<Vec<String>, AppError> {
    let mut names: BTreeSet<String> = open.database.owners()?.into_iter().map(|owner| owner.name).collect();
    names.extend(open.database.records(ObjectType::Contact)?.iter().map(who::name_of));
    names.remove("");
    Ok(names.into_iter().collect())
}

/// A field as RFC 4180 has it. One that a spreadsheet would take for a formula gets an apostrophe before it.
fn quoted(field: &str) -> String {
    // Some begin a formula with the wide signs of East Asian keyboards.
    let is_formula = field.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']);
    let guard = if is_formula { "'" } else { "" };
    format!("\"{guard}{}\"", field.replace('"', "\"\""))
}

/// The rows of a sheet, as RFC 4180 has them; empty rows are left out.
fn rows(text: &str) -> Vec<Vec<String>> {
    let (mut rows, mut row, mut field, mut is_quoted) = (Vec::new(), Vec::new(), String::new(), false);
    let mut chars = text.trim_start_matches('\u{feff}').chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' if is_quoted && chars.peek() == Some(&'"') => {
                chars.next();
                field.push('"');
            }
            '"' => is_quoted = !is_quoted,
            // Some spreadsheets write semicolons.
            ',' | ';' if !is_quoted => row.push(std::mem::take(&mut field)),
            '\r' if !is_quoted => {}
            '\n' if !is_quoted => {
                row.push(std::mem::take(&mut field));
                rows.push(std::mem::take(&mut row));
            }
            c => field.push(c),
        }
    }
    if !field.is_empty() || !row.is_empty() {
        row.push(field);
        rows.push(row);
    }
    rows.retain(|row| row.iter().any(|field| !field.trim().is_empty()));
    rows
}

/// Counts of words and grades are far below 2^52, where the conversion stays exact.
#[allow(clippy::cast_precision_loss)]
pub(crate) fn ratio(part: u64, whole: u64) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn call(seq: i64, kind: &str, prompt_version: u32) -> ModelCall {
        ModelCall {
            seq,
            request_id: format!("r{seq}"),
            at: Timestamp::UNIX_EPOCH,
            kind: kind.to_owned(),
            prompt_version,
            target: "company:1".parse().unwrap(),
            model: "ollama:m".to_owned(),
            outcome: "ok".to_owned(),
            tokens_in: None,
            tokens_out: None,
            latency_ms: 1,
            first_token_ms: None,
            cost_micros: None,
            reused: false,
            items: 2,
            kept: 1,
            sent: String::new(),
            reply: String::new(),
        }
    }

    #[test]
    fn twenty_are_drawn_and_rare_versions_are_among_them() {
        let week = jiff::civil::date(2026, 3, 2);
        let mut calls: Vec<ModelCall> = (1..=60).map(|seq| call(seq, "summary", 1)).collect();
        calls.push(call(61, "summary", 2));
        calls.extend((62..=64).map(|seq| call(seq, "nudge", 1)));
        let drawn = draw(calls.clone(), week);
        assert_eq!(drawn.len(), SAMPLES);
        let of = |kind: &str, version| {
            drawn.iter().filter(|call| call.kind == kind && call.prompt_version == version).count()
        };
        assert_eq!((of("summary", 1), of("summary", 2), of("nudge", 1)), (16, 1, 3));
        calls.reverse();
        let again = draw(calls, week);
        assert_eq!(drawn, again, "a draw does not depend on the order of the calls");
        assert_eq!(draw(vec![call(1, "score", 1)], week).len(), 1);
    }

    #[test]
    fn a_week_starts_on_its_monday_in_the_reps_zone() {
        let berlin = TimeZone::get("Europe/Berlin").unwrap();
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        assert_eq!(monday(at("2026-03-04T08:00:00Z"), &berlin).to_string(), "2026-03-02");
        assert_eq!(monday(at("2026-03-01T23:30:00Z"), &berlin).to_string(), "2026-03-02", "it is Monday there already");
    }

    #[test]
    fn no_cell_of_a_sheet_is_a_formula() {
        for text in [
            "=HYPERLINK(\"https://x.example\")",
            "+1",
            "-1+2",
            "@SUM(A1)",
            "\t=1",
            "\r=1",
            "\n=1",
            "＝1",
            "＋1",
            "－1",
            "＠1",
        ] {
            let cell = quoted(text);
            assert!(cell.starts_with("\"'") && cell.ends_with('"'), "{cell}");
            // Nothing in it ends the cell and begins another.
            assert_eq!(rows(&format!("{cell},next\r\n")), [[format!("'{text}"), "next".to_owned()]]);
        }
        for text in ["4 = 2 + 2", "a-b", "", "7"] {
            assert_eq!(quoted(text), format!("\"{text}\""));
        }
    }

    #[test]
    fn a_sheet_comes_back_as_it_went() {
        let fields = ["7", "say \"hi\",\nthen go", "=SUM(A1)", ""];
        let line = fields.iter().map(|field| quoted(field)).collect::<Vec<_>>().join(",");
        let read = rows(&format!("\u{feff}id,a,b,grade\r\n{line}\r\n\r\n"));
        assert_eq!(read, [vec!["id", "a", "b", "grade"], vec!["7", "say \"hi\",\nthen go", "'=SUM(A1)", ""]]);
        assert_eq!(rows("id;grade\n7;4"), [["id", "grade"], ["7", "4"]]);
    }
}
