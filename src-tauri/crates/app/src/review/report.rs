//! The report: what models were asked, what it cost and gave by prompt version and week, what the rep made of it, and what was written.

mod compared;
mod html;
pub(crate) mod page;

use crate::{
    error::AppError,
    models::{calls::dollars, prompts::Prompts},
    portal::open::OpenPortal,
    private,
    review::grades::{Week, ratio, weeks},
};
pub use compared::ComparedVersions;
use domain::EntryStatus;
pub use html::report_html;
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;
use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
};
use store::{DraftUse, ModelCall};

/// What models were asked, what it cost and what became of it; and what was written to HubSpot.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct UsageReport {
    /// The moment from which calls, uses and writes are counted.
    pub since: Timestamp,
    /// When the report was made.
    pub made_at: Timestamp,
    /// The calls by prompt, version and model.
    pub prompts: Vec<PromptUsage>,
    /// The versions between which the team divides its records, with what their grades say.
    pub compared: Vec<ComparedVersions>,
    /// The calls by week, prompt and version, oldest week first.
    pub weeks: Vec<WeekUsage>,
    /// How many calls were made; answers used again are left out.
    pub calls: usize,
    /// Dollars in all; calls without a known price are left out.
    pub cost_usd: f64,
    /// How many calls have no known price.
    pub unpriced: usize,
    /// What became of drafted texts, by kind and by who made them.
    pub uses: Vec<KindUse>,
    /// How many proposals were approved, edited or rejected, by that word. Counted over all time, whatever `since` is.
    pub proposals: BTreeMap<String, usize>,
    /// Grades by week, oldest first; a week without any is missed.
    pub grades: Vec<Week>,
    /// What happened to proposals, by event: `proposed`, `approved`, `verified`, …
    pub writes: BTreeMap<String, usize>,
}

/// What one version of one prompt was asked with one model, and what came of it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PromptUsage {
    /// The kind of draft, as in `summary`.
    pub kind: String,
    /// The version of the prompt.
    pub prompt_version: u32,
    /// The model, as `PROVIDER:MODEL`.
    pub model: String,
    /// How many calls were made; answers used again are left out.
    pub calls: usize,
    /// How many of the calls ended with an answer of the right shape.
    pub ok: usize,
    /// Tokens read and written by all calls; a call of which nobody said counts as none.
    pub tokens: u64,
    /// What the calls cost in dollars; none where no call had a known price.
    pub cost_usd: Option<f64>,
    /// The median of the calls' times, in milliseconds.
    pub latency_ms_p50: u64,
    /// The 95th percentile of the calls' times, in milliseconds.
    pub latency_ms_p95: u64,
    /// How many items all answers had.
    pub items: u64,
    /// How many items did not follow from what they cited.
    pub dropped: u64,
    /// How many drafts of it were shown.
    pub drafts: usize,
    /// How many of these drafts were copied, mailed or filed.
    pub accepted: usize,
    /// Words the rep changed in those, as a share of their words; none where none was used.
    pub edited_share: Option<f64>,
    /// The mean of its grades, 1 to 5; none where none was given.
    pub grade_mean: Option<f64>,
    /// How many grades were given.
    pub graded: usize,
}

/// What one version of one prompt was asked in one week, and what came of it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct WeekUsage {
    /// The Monday of the week, as in `2026-03-02`.
    pub week: String,
    /// The kind of draft, as in `summary`.
    pub kind: String,
    /// The version of the prompt.
    pub prompt_version: u32,
    /// How many calls were made; answers used again are left out.
    pub calls: usize,
    /// What the calls cost in dollars; none where no call had a known price.
    pub cost_usd: Option<f64>,
    /// The median of the calls' times, in milliseconds.
    pub latency_ms_p50: u64,
    /// How many items all answers had.
    pub items: u64,
    /// How many items did not follow from what they cited.
    pub dropped: u64,
}

/// What became of texts of one kind, made by rules or by a model.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct KindUse {
    /// The kind of draft.
    pub kind: String,
    /// Who made the texts: `extractive` for rules, `llm` for a model.
    pub mode: String,
    /// How many drafts were shown.
    pub drafts: usize,
    /// How many of them were copied, mailed or filed in HubSpot.
    pub accepted: usize,
    /// How many words the rep changed in the texts that were used.
    pub words_changed: u64,
    /// How many words the texts that were used had.
    pub words: u64,
}

/// Writes the last ninety days' report into a folder, as a page with plots. It holds counts and names of models, and no text of the CRM.
/// Answers its path.
pub fn write_report(open: &OpenPortal, folder: &Path, now: Timestamp) -> Result<PathBuf, AppError> {
    let since = now.saturating_sub(SignedDuration::from_hours(24 * 90)).unwrap_or(Timestamp::MIN);
    let page = report_html(&usage_report(open, since, now)?, &open.zone());
    let path = folder.join("report.html");
    private::write(&path, &page).map_err(|error| AppError::file("write", &path, error))?;
    Ok(path)
}

/// Adds up what was asked, used and written since a moment. Drafts of one request count once.
pub fn usage_report(open: &OpenPortal, since: Timestamp, now: Timestamp) -> Result<UsageReport, AppError> {
    let all = open.database.calls(since)?;
    let calls: Vec<&ModelCall> = all.iter().filter(|call| !call.reused).collect();
    let uses = open.database.uses(since)?;
    let drafts = open.database.drafts_since(since)?;
    let filed = filed(open)?;
    let grades: BTreeMap<i64, u8> = open.database.grades()?.into_iter().map(|one| (one.call, one.grade)).collect();
    let mut groups: BTreeMap<(String, u32, String), Vec<&ModelCall>> = BTreeMap::new();
    let mut weekly: BTreeMap<(String, String, u32), Vec<&ModelCall>> = BTreeMap::new();
    for call in &calls {
        groups.entry((call.kind.clone(), call.prompt_version, call.model.clone())).or_default().push(call);
        let week = crate::review::grades::monday(call.at, &open.zone()).to_string();
        weekly.entry((week, call.kind.clone(), call.prompt_version)).or_default().push(call);
    }
    let mut writes = BTreeMap::new();
    for line in open.database.write_log()?.into_iter().filter(|line| since <= line.at) {
        *writes.entry(line.what).or_default() += 1;
    }
    let mut proposals = BTreeMap::new();
    for rating in open.database.decided_ratings(usize::MAX >> 1)? {
        *proposals.entry(rating.outcome).or_default() += 1;
    }
    let shown: BTreeSet<&str> = drafts.iter().map(|(_, request, _, _)| request.as_str()).collect();
    let landed: BTreeSet<&str> = drafts
        .iter()
        .filter(|(draft, _, _, _)| filed.contains(draft))
        .map(|(_, request, _, _)| request.as_str())
        .collect();
    Ok(UsageReport {
        since,
        made_at: now,
        prompts: groups.into_iter().map(|(key, calls)| usage(key, &calls, (&shown, &landed), &uses, &grades)).collect(),
        compared: compared_versions(open, &calls, &grades),
        weeks: weekly
            .into_iter()
            .map(|((week, kind, prompt_version), calls)| WeekUsage {
                week,
                kind,
                prompt_version,
                calls: calls.len(),
                cost_usd: cost(&calls),
                latency_ms_p50: percentile(&calls, 50),
                items: calls.iter().map(|call| call.items).sum(),
                dropped: dropped(&calls),
            })
            .collect(),
        calls: calls.len(),
        cost_usd: dollars(calls.iter().filter_map(|call| call.cost_micros).sum()),
        unpriced: calls.iter().filter(|call| call.cost_micros.is_none()).count(),
        uses: kind_uses(&drafts, &uses, &filed),
        proposals,
        grades: weeks(open, since, now)?,
        writes,
    })
}

/// The grades of both versions of each split, over all models.
fn compared_versions(open: &OpenPortal, calls: &[&ModelCall], grades: &BTreeMap<i64, u8>) -> Vec<ComparedVersions> {
    let Ok(prompts) = Prompts::of(&open.home) else { return Vec::new() };
    let splits = prompts.splits().into_iter();
    let of = |kind: &str, version: u32| -> Vec<u8> {
        let own = calls.iter().filter(|call| call.kind == kind && call.prompt_version == version);
        own.filter_map(|call| grades.get(&call.seq).copied()).collect()
    };
    splits
        .map(|(kind, split)| {
            let [first, second] = split.versions.map(|version| of(kind.as_str(), version));
            compared::compared(kind.as_str(), split.versions, split.share, [&first, &second])
        })
        .collect()
}

fn usage(
    (kind, prompt_version, model): (String, u32, String),
    calls: &[&ModelCall],
    (shown, landed): (&BTreeSet<&str>, &BTreeSet<&str>),
    uses: &[DraftUse],
    grades: &BTreeMap<i64, u8>,
) -> PromptUsage {
    let requests: BTreeSet<&str> = calls.iter().map(|call| call.request_id.as_str()).collect();
    let used: Vec<&DraftUse> =
        uses.iter().filter(|used| used.mode == "llm" && requests.contains(used.request_id.as_str())).collect();
    let words: u64 = used.iter().map(|used| u64::from(used.words)).sum();
    let changed: u64 = used.iter().map(|used| u64::from(used.distance)).sum();
    let given: Vec<u8> = calls.iter().filter_map(|call| grades.get(&call.seq).copied()).collect();
    PromptUsage {
        kind,
        prompt_version,
        model,
        calls: calls.len(),
        ok: calls.iter().filter(|call| call.outcome == "ok").count(),
        tokens: calls.iter().map(|call| call.tokens_in.unwrap_or(0) + call.tokens_out.unwrap_or(0)).sum(),
        cost_usd: cost(calls),
        latency_ms_p50: percentile(calls, 50),
        latency_ms_p95: percentile(calls, 95),
        items: calls.iter().map(|call| call.items).sum(),
        dropped: dropped(calls),
        drafts: requests.iter().filter(|request| shown.contains(*request)).count(),
        accepted: used
            .iter()
            .map(|used| used.request_id.as_str())
            .chain(requests.iter().copied().filter(|request| landed.contains(request)))
            .collect::<BTreeSet<_>>()
            .len(),
        edited_share: (0 < words).then(|| ratio(changed, words)),
        grade_mean: (!given.is_empty())
            .then(|| ratio(given.iter().map(|grade| u64::from(*grade)).sum(), given.len() as u64)),
        graded: given.len(),
    }
}

/// The drafts whose proposal is in HubSpot.
fn filed(open: &OpenPortal) -> Result<BTreeSet<String>, AppError> {
    let is_there = |status: EntryStatus| matches!(status, EntryStatus::Sent | EntryStatus::Verified);
    let entries = open.database.entries()?.into_iter().filter(|entry| is_there(entry.status));
    let landed: BTreeSet<domain::ProposalId> = entries.map(|entry| entry.proposal).collect();
    let proposals = open.database.proposals()?.into_iter().filter(|proposal| landed.contains(&proposal.id));
    Ok(proposals.map(|proposal| proposal.draft).collect())
}

fn kind_uses(drafts: &[(String, String, String, String)], uses: &[DraftUse], filed: &BTreeSet<String>) -> Vec<KindUse> {
    let mut kinds: BTreeMap<(String, String), KindUse> = BTreeMap::new();
    fn of<'a>(kinds: &'a mut BTreeMap<(String, String), KindUse>, kind: &str, mode: &str) -> &'a mut KindUse {
        kinds.entry((kind.to_owned(), mode.to_owned())).or_insert_with(|| KindUse {
            kind: kind.to_owned(),
            mode: mode.to_owned(),
            drafts: 0,
            accepted: 0,
            words_changed: 0,
            words: 0,
        })
    }
    let used: BTreeSet<&str> = uses.iter().map(|used| used.draft.as_str()).collect();
    for (draft, _, kind, mode) in drafts {
        let kind = of(&mut kinds, kind, mode);
        kind.drafts += 1;
        // One that was copied and then filed counts once.
        kind.accepted += usize::from(filed.contains(draft) && !used.contains(draft.as_str()));
    }
    for used in uses {
        let kind = of(&mut kinds, &used.kind, &used.mode);
        kind.accepted += 1;
        kind.words_changed += u64::from(used.distance);
        kind.words += u64::from(used.words);
    }
    // A reply's skeleton is not kept, but what was made of it counts.
    kinds.values_mut().for_each(|kind| kind.drafts = kind.drafts.max(kind.accepted));
    kinds.into_values().collect()
}

fn cost(calls: &[&ModelCall]) -> Option<f64> {
    let priced: Vec<u64> = calls.iter().filter_map(|call| call.cost_micros).collect();
    (!priced.is_empty()).then(|| dollars(priced.iter().sum()))
}

fn percentile(calls: &[&ModelCall], percent: usize) -> u64 {
    let mut times: Vec<u64> = calls.iter().map(|call| call.latency_ms).collect();
    times.sort_unstable();
    times.get((times.len() * percent / 100).min(times.len().saturating_sub(1))).copied().unwrap_or(0)
}

fn dropped(calls: &[&ModelCall]) -> u64 {
    let items: u64 = calls.iter().map(|call| call.items).sum();
    items.saturating_sub(calls.iter().map(|call| call.kept).sum())
}

impl UsageReport {
    /// The usage of each prompt as CSV, a header first.
    pub fn csv(&self) -> String {
        let mut lines = vec![
            "kind,prompt_version,model,calls,ok,tokens,cost_usd,latency_ms_p50,latency_ms_p95,items,dropped,drafts,accepted,edited_share,graded,grade_mean"
                .to_owned(),
        ];
        let number = |value: Option<f64>| value.map(|value| value.to_string()).unwrap_or_default();
        lines.extend(self.prompts.iter().map(|one| {
            let model = one.model.replace('"', "\"\"");
            format!(
                "{},{},\"{model}\",{},{},{},{},{},{},{},{},{},{},{},{},{}",
                one.kind,
                one.prompt_version,
                one.calls,
                one.ok,
                one.tokens,
                number(one.cost_usd),
                one.latency_ms_p50,
                one.latency_ms_p95,
                one.items,
                one.dropped,
                one.drafts,
                one.accepted,
                number(one.edited_share),
                one.graded,
                number(one.grade_mean)
            )
        }));
        lines.join("\n")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_filed_counts_as_used_and_once() {
        let draft = |id: &str| (id.to_owned(), "r".to_owned(), "task".to_owned(), "extractive".to_owned());
        let drafts: Vec<_> = ["d-1", "d-2", "d-3"].into_iter().map(draft).collect();
        let copied = DraftUse {
            draft: "d-2".to_owned(),
            kind: "task".to_owned(),
            request_id: "r".to_owned(),
            mode: "extractive".to_owned(),
            outcome: "copied".to_owned(),
            distance: 1,
            words: 9,
            at: Timestamp::UNIX_EPOCH,
        };
        let filed = ["d-1".to_owned(), "d-2".to_owned()].into();
        let kinds = kind_uses(&drafts, &[copied], &filed);
        assert_eq!(kinds.iter().map(|kind| (kind.accepted, kind.drafts)).collect::<Vec<_>>(), [(2, 3)]);
    }
}
