//! The report as a page that needs nothing beside itself: no script, no address. Plots are small, labelled directly, and have no legend
//! and no grid; one colour, amber where something needs a look.

use super::{
    KindUse, PromptUsage, UsageReport, WeekUsage,
    page::{escaped, page},
};
use crate::review::grades::ratio;
use jiff::tz::TimeZone;
use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write,
};

/// Above this share of lines that followed from nothing, a version needs a look.
const DROPPED_LOOK: f64 = 0.3;
/// A prompt whose mean grade is below this is marked as one to look at too.
const GRADE_LOOK: f64 = 3.0;
/// The most weeks in a plot; the newest are shown.
const WEEKS_MAX: usize = 12;

const STYLE: &str = "\
.side{display:grid;grid-template-columns:1fr 1fr;gap:32px}
table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}
th,td{text-align:right;padding:5px 0 5px 20px;border-bottom:1px solid var(--line);font-weight:450}
th{color:var(--ink-3);font-size:11px}
th:first-child,td:first-child{text-align:left;padding-left:0}
svg{display:block;max-width:100%;height:auto;overflow:visible}
svg text{font:11px Inter,system-ui,sans-serif;fill:var(--ink-2)}
svg .value{font-variant-numeric:tabular-nums;fill:var(--ink)}
svg .bar{fill:var(--accent)}
svg .look{fill:var(--caution)}
";

/// The report as one HTML page, in the rep's zone.
pub fn report_html(report: &UsageReport, zone: &TimeZone) -> String {
    let day = |at: jiff::Timestamp| at.to_zoned(zone.clone()).strftime("%-d %B %Y").to_string();
    let mut body = String::new();
    push(&mut body, &format!("<h1>Models, drafts and writes</h1><p>{}</p>", escaped(&summary(report))));
    push(&mut body, &format!("<p class=\"small\">{} to {}</p>", day(report.since), day(report.made_at)));
    if report.prompts.is_empty() {
        push(&mut body, "<h2>Models</h2><p>There were no calls to a language model in this time.</p>");
    } else {
        push(&mut body, &by_prompt(report));
        push(&mut body, &side_by_side(&report.prompts));
    }
    push(&mut body, &what_became(&report.uses));
    push(&mut body, &grades(report));
    push(&mut body, &compared(report));
    push(&mut body, &writes(report));
    page("Foreword: models, drafts and writes", STYLE, &body)
}

fn push(page: &mut String, more: &str) {
    page.push_str(more);
    page.push('\n');
}

/// "14 calls cost $0.31. 9 of 84 lines were left out because their sources do not back them."
fn summary(report: &UsageReport) -> String {
    let items: u64 = report.prompts.iter().map(|one| one.items).sum();
    let dropped: u64 = report.prompts.iter().map(|one| one.dropped).sum();
    let unpriced = match report.unpriced {
        0 => String::new(),
        count => format!(" {} without a known price.", calls(count)),
    };
    format!(
        "{} cost {}.{unpriced} {dropped} of {items} lines were left out because their sources do not back them.",
        calls(report.calls),
        dollars(report.cost_usd),
    )
}

fn calls(count: usize) -> String {
    if count == 1 { "1 call".to_owned() } else { format!("{count} calls") }
}

fn dollars(usd: f64) -> String {
    if 0.0 < usd && usd < 0.01 { format!("${usd:.4}") } else { format!("${usd:.2}") }
}

fn seconds(ms: u64) -> String {
    match ms {
        0..1_000 => format!("{ms} ms"),
        #[allow(clippy::cast_precision_loss)] // A call ends within minutes.
        ms => format!("{:.1} s", ms as f64 / 1_000.0),
    }
}

fn percent(share: f64) -> String {
    format!("{:.0}%", share * 100.0)
}

/// For each prompt: cost and time by version and week, and what was left out.
fn by_prompt(report: &UsageReport) -> String {
    let mut out = "<h2>Cost, time and lines left out, by prompt version and week</h2>".to_owned();
    let kinds: BTreeSet<(&str, u32)> =
        report.prompts.iter().map(|one| (one.kind.as_str(), one.prompt_version)).collect();
    for (kind, version) in kinds {
        let of: Vec<&PromptUsage> =
            report.prompts.iter().filter(|one| one.kind == kind && one.prompt_version == version).collect();
        let mut weeks: Vec<&WeekUsage> =
            report.weeks.iter().filter(|one| one.kind == kind && one.prompt_version == version).collect();
        let weeks = weeks.split_off(weeks.len().saturating_sub(WEEKS_MAX));
        let (items, dropped): (u64, u64) =
            of.iter().fold((0, 0), |(items, dropped), one| (items + one.items, dropped + one.dropped));
        let share = ratio(dropped, items);
        let class = if DROPPED_LOOK < share { " class=\"look\"" } else { "" };
        let models: Vec<String> = of.iter().map(|one| format!("{} ({})", one.model, calls(one.calls))).collect();
        let ok: usize = of.iter().map(|one| one.ok).sum();
        let all: usize = of.iter().map(|one| one.calls).sum();
        let ended = if ok == all { "all succeeded".to_owned() } else { format!("{ok} of {all} succeeded") };
        let _ = write!(
            out,
            "<h3>{}, version {version}</h3><p>{}; {ended}; <span{class}>{dropped} of {items} lines left out ({})</span></p>",
            escaped(&spoken(kind)),
            escaped(&models.join(", ")),
            percent(share)
        );
        let cost: Vec<Column> = weeks
            .iter()
            .map(|week| Column {
                label: short_day(&week.week),
                value: week.cost_usd.unwrap_or(0.0),
                shown: week.cost_usd.map_or_else(|| "no price".to_owned(), dollars),
                look: false,
            })
            .collect();
        #[allow(clippy::cast_precision_loss)] // A call ends within minutes.
        let time: Vec<Column> = weeks
            .iter()
            .map(|week| Column {
                label: short_day(&week.week),
                value: week.latency_ms_p50 as f64,
                shown: seconds(week.latency_ms_p50),
                look: false,
            })
            .collect();
        let _ = write!(
            out,
            "<div class=\"side\"><div><p class=\"small\">Cost a week</p>{}</div><div><p class=\"small\">Median time of a call, by week</p>{}</div></div>",
            columns(&cost, &format!("Cost of {} {version} by week", spoken(kind))),
            columns(&time, &format!("Median time of {} {version} by week", spoken(kind)))
        );
    }
    out
}

/// Prompts of which several versions were asked, one column a version.
fn side_by_side(prompts: &[PromptUsage]) -> String {
    let mut kinds: BTreeMap<&str, BTreeMap<u32, Vec<&PromptUsage>>> = BTreeMap::new();
    for one in prompts {
        kinds.entry(&one.kind).or_default().entry(one.prompt_version).or_default().push(one);
    }
    kinds.retain(|_, versions| 1 < versions.len());
    if kinds.is_empty() {
        return String::new();
    }
    let mut out = "<h2>Versions compared</h2>".to_owned();
    for (kind, versions) in kinds {
        let head: String = versions.keys().map(|version| format!("<th>version {version}</th>")).collect();
        let _ = write!(out, "<table><thead><tr><th>{}</th>{head}</tr></thead><tbody>", escaped(&spoken(kind)));
        let mut row = |name: &str, cell: &dyn Fn(&[&PromptUsage]) -> String| {
            let cells: String = versions.values().map(|of| format!("<td>{}</td>", escaped(&cell(of)))).collect();
            let _ = write!(out, "<tr><td>{name}</td>{cells}</tr>");
        };
        row("Calls", &|of| of.iter().map(|one| one.calls).sum::<usize>().to_string());
        row("Cost a call", &|of| {
            let cost: f64 = of.iter().filter_map(|one| one.cost_usd).sum();
            let priced = of.iter().filter(|one| one.cost_usd.is_some()).map(|one| one.calls).sum::<usize>();
            if priced == 0 {
                return "no price".to_owned();
            }
            #[allow(clippy::cast_precision_loss)] // A count of calls.
            let each = cost / priced as f64;
            dollars(each)
        });
        row("Median time", &|of| {
            let mut times: Vec<u64> = of.iter().map(|one| one.latency_ms_p50).collect();
            times.sort_unstable();
            seconds(times.get(times.len() / 2).copied().unwrap_or(0))
        });
        row("Lines left out", &|of| {
            percent(ratio(of.iter().map(|one| one.dropped).sum(), of.iter().map(|one| one.items).sum()))
        });
        row("Copied, mailed or filed", &|of| {
            let (accepted, drafts) =
                of.iter().fold((0, 0), |(accepted, drafts), one| (accepted + one.accepted, drafts + one.drafts));
            format!("{accepted} of {drafts}")
        });
        row("Words changed before use", &|of| {
            of.iter().find_map(|one| one.edited_share).map_or_else(|| "none used".to_owned(), percent)
        });
        row("Grade", &|of| {
            let graded: usize = of.iter().map(|one| one.graded).sum();
            #[allow(clippy::cast_precision_loss)] // A count of grades.
            let sum: f64 = of.iter().filter_map(|one| Some(one.grade_mean? * one.graded as f64)).sum();
            #[allow(clippy::cast_precision_loss)]
            let mean = sum / graded as f64;
            if graded == 0 { "none yet".to_owned() } else { format!("{mean:.1} of 5 ({graded})") }
        });
        out.push_str("</tbody></table>");
    }
    out
}

/// How many drafts were used, and how much of them the rep changed.
fn what_became(uses: &[KindUse]) -> String {
    let mut out = "<h2>How drafts were used</h2>".to_owned();
    if uses.is_empty() {
        out.push_str("<p>Nothing was drafted in this time.</p>");
        return out;
    }
    let by = |mode: &str| if mode == "llm" { "by a model" } else { "by rules" };
    let accepted: Vec<Row> = uses
        .iter()
        .map(|one| Row {
            label: format!("{}, {}", spoken(&one.kind), by(&one.mode)),
            share: ratio(one.accepted as u64, one.drafts as u64),
            shown: format!("{} of {}", one.accepted, one.drafts),
            look: false,
        })
        .collect();
    let _ = write!(
        out,
        "<p class=\"small\">Copied, mailed or filed, as a share of those drafted</p>{}",
        bars(&accepted, "Drafts copied, mailed or filed")
    );
    let edited: Vec<Row> = uses
        .iter()
        .filter(|one| 0 < one.words)
        .map(|one| {
            let share = ratio(one.words_changed, one.words);
            Row {
                label: format!("{}, {}", spoken(&one.kind), by(&one.mode)),
                share: share.min(1.0),
                shown: percent(share),
                look: false,
            }
        })
        .collect();
    if !edited.is_empty() {
        let _ = write!(
            out,
            "<p class=\"small\" style=\"margin-top:16px\">Words changed before use, as a share of the words drafted</p>{}",
            bars(&edited, "Words changed")
        );
    }
    out
}

fn grades(report: &UsageReport) -> String {
    let mut out = "<h2>Grades, by week</h2>".to_owned();
    if report.grades.is_empty() {
        out.push_str("<p>No answers to grade in this time.</p>");
        return out;
    }
    let rows: Vec<Row> = report
        .grades
        .iter()
        .map(|week| Row {
            label: format!("week of {}", short_day(&week.week)),
            share: week.mean.map_or(0.0, |mean| mean / 5.0),
            shown: match week.mean {
                Some(mean) => format!("{mean:.1} of 5, {} of {} graded", week.graded, week.samples),
                None if week.missed => format!("missed: none of {} graded", week.samples),
                None => format!("none of {} graded yet", week.samples),
            },
            look: week.missed || week.mean.is_some_and(|mean| mean < GRADE_LOOK),
        })
        .collect();
    out.push_str(&bars(&rows, "Grades by week"));
    out
}

/// Two versions of a prompt side by side, for each that the team divides its records between.
fn compared(report: &UsageReport) -> String {
    if report.compared.is_empty() {
        return String::new();
    }
    let mut out = "<h2>Two versions of a prompt</h2>".to_owned();
    for one in &report.compared {
        let [first, second] = one.versions;
        let side = |mean: Option<f64>, graded: usize| match mean {
            Some(mean) => format!("{mean:.2} of 5 ({graded} graded)"),
            None => "no grades yet".to_owned(),
        };
        let said = match (one.difference, one.interval) {
            (Some(difference), Some([low, high])) => {
                let shown = if low <= 0.0 && 0.0 <= high { "; this shows no difference yet" } else { "" };
                format!("{difference:+.2}, with 95 % confidence between {low:+.2} and {high:+.2}{shown}")
            }
            (Some(difference), None) => format!("{difference:+.2}, from too few grades to say how sure that is"),
            (None, _) => "not known yet".to_owned(),
        };
        let _ = write!(
            out,
            "<h3>{}</h3><p>Version {first}: {}. Version {second}, for {} of the records: {}. Difference: {said}.</p>",
            escaped(&spoken(&one.kind)),
            side(one.means[0], one.graded[0]),
            percent(one.share),
            side(one.means[1], one.graded[1]),
        );
    }
    out
}

fn writes(report: &UsageReport) -> String {
    let mut out = "<h2>Proposals and writes</h2>".to_owned();
    if report.writes.is_empty() && report.proposals.is_empty() {
        out.push_str("<p>Nothing was proposed or written in this time.</p>");
        return out;
    }
    let decided: usize = report.proposals.values().sum();
    let of = |name: &str| report.proposals.get(name).copied().unwrap_or(0);
    if 0 < decided {
        let _ = write!(
            out,
            "<p>Of {decided} proposals decided on, {} were approved as drafted, {} after an edit, {} rejected.</p>",
            of("approved"),
            of("edited"),
            of("rejected")
        );
    }
    out.push_str("<table><thead><tr><th>Event</th><th>Times</th></tr></thead><tbody>");
    for (what, count) in &report.writes {
        let _ = write!(out, "<tr><td>{}</td><td>{count}</td></tr>", escaped(&spoken(what)));
    }
    out.push_str("</tbody></table>");
    out
}

struct Column {
    label: String,
    value: f64,
    shown: String,
    look: bool,
}

/// Upright bars, one a week, each with its value above and its week below.
fn columns(all: &[Column], title: &str) -> String {
    const WIDTH: f64 = 64.0;
    const HEIGHT: f64 = 56.0;
    let most = all.iter().map(|column| column.value).fold(0.0, f64::max);
    #[allow(clippy::cast_precision_loss)] // At most twelve.
    let total = all.len() as f64 * WIDTH;
    let mut out = format!(
        "<svg role=\"img\" aria-label=\"{}\" width=\"{total:.0}\" height=\"96\" viewBox=\"0 0 {total:.0} 96\">",
        escaped(title)
    );
    for (at, column) in all.iter().enumerate() {
        #[allow(clippy::cast_precision_loss)]
        let x = at as f64 * WIDTH;
        let height = if 0.0 < most { (column.value / most * HEIGHT).max(1.5) } else { 1.5 };
        let y = 18.0 + HEIGHT - height;
        let look = if column.look { " look" } else { "" };
        let _ = write!(
            out,
            "<text class=\"value\" x=\"{x:.0}\" y=\"{:.1}\">{}</text><rect class=\"bar{look}\" x=\"{x:.0}\" y=\"{y:.1}\" width=\"{:.0}\" height=\"{height:.1}\" rx=\"2\"/><text x=\"{x:.0}\" y=\"90\">{}</text>",
            y - 4.0,
            escaped(&column.shown),
            WIDTH - 24.0,
            escaped(&column.label)
        );
    }
    out.push_str("</svg>");
    out
}

struct Row {
    label: String,
    /// The share to draw, 0 to 1.
    share: f64,
    shown: String,
    look: bool,
}

/// Lying bars, each with its name before and its value behind.
fn bars(rows: &[Row], title: &str) -> String {
    const STEP: f64 = 22.0;
    const LABEL: f64 = 200.0;
    const BAR: f64 = 260.0;
    #[allow(clippy::cast_precision_loss)] // As many as there are kinds or weeks.
    let height = rows.len() as f64 * STEP;
    let mut out = format!(
        "<svg role=\"img\" aria-label=\"{}\" width=\"720\" height=\"{height:.0}\" viewBox=\"0 0 720 {height:.0}\">",
        escaped(title)
    );
    for (at, row) in rows.iter().enumerate() {
        #[allow(clippy::cast_precision_loss)]
        let y = at as f64 * STEP;
        let width = (row.share.clamp(0.0, 1.0) * BAR).max(2.0);
        let look = if row.look { " look" } else { "" };
        let _ = write!(
            out,
            "<text x=\"0\" y=\"{:.0}\">{}</text><rect class=\"bar{look}\" x=\"{LABEL:.0}\" y=\"{:.0}\" width=\"{width:.1}\" height=\"8\" rx=\"4\"/><text class=\"value{look}\" x=\"{:.1}\" y=\"{:.0}\">{}</text>",
            y + 14.0,
            escaped(&row.label),
            y + 6.0,
            LABEL + width + 10.0,
            y + 14.0,
            escaped(&row.shown)
        );
    }
    out.push_str("</svg>");
    out
}

/// Spells a kind as people say it: `pre-call-summary` becomes "Pre-call summary".
fn spoken(name: &str) -> String {
    crate::models::llm_choice::sentence(&name.replace(['-', '_'], " "))
}

/// Spells a day shortly: `2026-03-02` becomes "2 Mar".
fn short_day(day: &str) -> String {
    day.parse::<jiff::civil::Date>().map_or_else(|_| day.to_owned(), |day| day.strftime("%-d %b").to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::review::grades::Week;

    fn usage(version: u32, model: &str) -> PromptUsage {
        PromptUsage {
            kind: "summary".to_owned(),
            prompt_version: version,
            model: model.to_owned(),
            calls: 4,
            ok: 3,
            tokens: 8_000,
            cost_usd: Some(0.02),
            latency_ms_p50: 1_900,
            latency_ms_p95: 4_000,
            items: 10,
            dropped: 4,
            drafts: 4,
            accepted: 2,
            edited_share: Some(0.12),
            grade_mean: Some(4.0),
            graded: 2,
        }
    }

    fn report() -> UsageReport {
        UsageReport {
            since: "2026-02-02T00:00:00Z".parse().unwrap(),
            made_at: "2026-03-04T08:00:00Z".parse().unwrap(),
            prompts: vec![usage(1, "openai:m"), usage(2, "openai:<m>")],
            compared: Vec::new(),
            weeks: vec![WeekUsage {
                week: "2026-03-02".to_owned(),
                kind: "summary".to_owned(),
                prompt_version: 1,
                calls: 4,
                cost_usd: Some(0.02),
                latency_ms_p50: 1_900,
                items: 10,
                dropped: 4,
            }],
            calls: 8,
            cost_usd: 0.04,
            unpriced: 0,
            uses: vec![KindUse {
                kind: "nudge".to_owned(),
                mode: "llm".to_owned(),
                drafts: 3,
                accepted: 2,
                words_changed: 12,
                words: 100,
            }],
            proposals: BTreeMap::from([("approved".to_owned(), 2)]),
            grades: vec![Week { week: "2026-02-23".to_owned(), samples: 5, graded: 0, mean: None, missed: true }],
            writes: BTreeMap::from([("verified".to_owned(), 2)]),
        }
    }

    #[test]
    fn the_page_stands_alone_and_says_what_it_shows() {
        let page = report_html(&report(), &TimeZone::UTC);
        for words in [
            "8 calls cost $0.04",
            "8 of 20 lines",
            "version 2",
            "missed: none of 5 graded",
            "2 of 3",
            "12%",
            "4.0 of 5 (2)",
            "approved as drafted",
        ] {
            assert!(page.contains(words), "{words} is missing");
        }
        assert!(page.contains("openai:&lt;m&gt;") && !page.contains("openai:<m>"), "names are text");
        for outside in ["http://", "https://", "<script", "src="] {
            assert!(!page.contains(outside), "{outside} reaches outside");
        }
        // Its font lies in the page itself.
        assert!(page.split("url(").skip(1).all(|rest| rest.starts_with("data:")), "url( reaches outside");
    }

    #[test]
    fn nothing_asked_is_said() {
        let empty = UsageReport {
            prompts: Vec::new(),
            compared: Vec::new(),
            weeks: Vec::new(),
            uses: Vec::new(),
            grades: Vec::new(),
            proposals: BTreeMap::new(),
            writes: BTreeMap::new(),
            calls: 0,
            cost_usd: 0.0,
            ..report()
        };
        let page = report_html(&empty, &TimeZone::UTC);
        assert!(page.contains("There were no calls to a language model") && page.contains("Nothing was drafted"));
    }
}
