//! Filing what a digest says of an account, and proposing the health of every deal that stalls. All of it waits for the rep's approval.

use crate::{
    apart::apart_async,
    drafts::{
        digest::{DigestRequest, StalledDeal, digest_of_today},
        draft::{DraftReport, PhraseRequest},
        fields::quoted,
        keep_draft::{Drafted, New, NewWrite, about, keep},
        material::subject,
        phrase::draft_phrased,
        propose::propose_draft,
        tasks::due,
        values::{About, Value, day_of, propose},
    },
    error::{AppError, ErrorCode},
    models::{embedding_model::Model, phraser::Phraser},
    portal::{open::OpenPortal, progress::Silent},
    reading::accounts::shortened,
};
use domain::{Line, Mode, ObjectType, Priority, RecordId, Rule, TaskType};
use drafting::{Digest, DigestLine, DigestPart, RULES};
use jiff::Timestamp;
use llm::Kind;
use serde::{Deserialize, Serialize};
use specta::Type;
use std::collections::BTreeSet;
use tokio_util::sync::CancellationToken;

/// The most characters of a task's title.
const TITLE_CHARS: usize = 120;

/// As what the lines of a digest are filed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "lowercase")]
pub enum DigestAs {
    /// A note on the account and the deals that are spoken of.
    Note,
    /// A task for the rep, due today, that hangs on them.
    Task,
}

/// Puts what today's digest says of an account up for review, as a note or a task. Fails with [`ErrorCode::NotFound`] where it says nothing of
/// it.
pub fn propose_digest(
    open: &OpenPortal,
    account: &str,
    filed_as: DigestAs,
    now: Timestamp,
) -> Result<DraftReport, AppError> {
    let today = digest_of_today(open, &DigestRequest::default(), now)?;
    let account: RecordId =
        account.parse().map_err(|_| AppError::new(ErrorCode::Usage, format!("{account} is no account")))?;
    let about_it: Vec<&DigestLine> =
        today.digest.lines.iter().filter(|line| line.account.as_ref() == Some(&account)).collect();
    let Some(first) = about_it.first() else {
        return Err(AppError::new(ErrorCode::NotFound, "Today's digest says nothing of this account"));
    };
    let account_name = today.names.get(&account.to_string()).cloned().unwrap_or_else(|| account.to_string());
    let lines: Vec<Line> = about_it.iter().map(|line| quoted(line.item.clone(), &today.digest.sources)).collect();
    let deals: BTreeSet<&RecordId> =
        about_it.iter().filter_map(|line| line.record.as_ref()).filter(|id| id.object == ObjectType::Deal).collect();
    let mut targets: Vec<RecordId> = deals.into_iter().cloned().collect();
    targets.extend(about(None, None, &account));
    let owner = open.portal.owner_id.clone();
    let day = today.digest.day;
    let title = match filed_as {
        DigestAs::Note => format!("{account_name}: digest of {}", day.strftime("%-d %B %Y")),
        DigestAs::Task => title_of(&account_name, &first.item.text),
    };
    let write = match filed_as {
        DigestAs::Note => NewWrite::Note { at: day_of(open, now), owner, targets },
        DigestAs::Task => NewWrite::Task {
            subject: title.clone(),
            due: due(open, Some(day), now),
            owner,
            targets,
            task_type: TaskType::default(),
            priority: Priority::default(),
        },
    };
    let drafted = Drafted {
        kind: "digest",
        mode: Mode::Extractive,
        account: account.clone(),
        account_name,
        sources: &today.digest.sources,
    };
    keep(open, &drafted, vec![New { target: account, title, lines, write }], now)
}

/// Puts the health of every deal that today's digest calls stalled up for review, one after the other: as the language model judges it where one is
/// chosen, else as far as the digest's own lines say it. What one deal refuses stops no other.
pub async fn propose_health_of_stalled(
    open: &OpenPortal,
    model: &Model,
    phraser: &Phraser,
    now: Timestamp,
    cancel: &CancellationToken,
) -> Result<Vec<StalledDeal>, AppError> {
    let today = digest_of_today(open, &DigestRequest::default(), now)?.digest;
    let mut done = Vec::new();
    for deal in stalled(&today.lines) {
        if cancel.is_cancelled() {
            break;
        }
        let proposing = Box::pin(propose_health(open, model, phraser, (&today, &deal), now, cancel));
        let outcome = apart_async(&deal, proposing).await;
        let failed = || AppError::new(ErrorCode::Internal, "A rule failed over this deal");
        done.push(match outcome.unwrap_or_else(|| Err(failed())) {
            Ok(report) if report.proposals.is_empty() => {
                let problem = Some("HubSpot holds what would be proposed already".to_owned());
                StalledDeal { deal, proposals: Vec::new(), problem }
            }
            Ok(report) => StalledDeal { deal, proposals: report.proposals, problem: None },
            Err(error) => StalledDeal { deal, proposals: Vec::new(), problem: Some(error.message) },
        });
    }
    Ok(done)
}

/// Puts the health of one stalled deal up for review, as the day's digest and, where there is one, the language model see it.
pub async fn propose_health_of(
    open: &OpenPortal,
    model: &Model,
    phraser: &Phraser,
    deal: &str,
    now: Timestamp,
    cancel: &CancellationToken,
) -> Result<DraftReport, AppError> {
    let today = digest_of_today(open, &DigestRequest::default(), now)?.digest;
    propose_health(open, model, phraser, (&today, deal), now, cancel).await
}

async fn propose_health(
    open: &OpenPortal,
    model: &Model,
    phraser: &Phraser,
    (today, deal): (&Digest, &str),
    now: Timestamp,
    cancel: &CancellationToken,
) -> Result<DraftReport, AppError> {
    let request = PhraseRequest::new(Kind::DealHealth, deal);
    if phraser.whom().is_some() {
        let report = draft_phrased(open, model, phraser, &request, &Silent, now, cancel.clone()).await?;
        if report.draft.mode == Mode::Llm {
            return propose_draft(open, &request, &report, now);
        }
    }
    let own = |line: &&DigestLine| line.record.as_ref().is_some_and(|id| id.to_string() == deal);
    let lines: Vec<&DigestLine> = today.lines.iter().filter(own).filter(|line| judged(line.part)).collect();
    if lines.is_empty() {
        return Err(AppError::new(ErrorCode::NotFound, "Today's digest does not call this deal stalled or at risk"));
    }
    let subject = subject(open, &request, now)?;
    let drafted = Drafted {
        kind: Kind::DealHealth.as_str(),
        mode: Mode::Extractive,
        account: subject.dossier.account.id.clone(),
        account_name: subject.dossier.account.display_name(),
        sources: &today.sources,
    };
    let about_whom = About::of(&subject, format!("rules@{RULES}"));
    let quoted: Vec<Line> = lines.iter().map(|line| quoted(line.item.clone(), &today.sources)).collect();
    let value = |(name, to): (&'static str, String)| Value {
        name,
        inputs: format!("{} {to}", serde_json::to_string(&quoted).unwrap_or_default()),
        to: Some(to),
        lines: quoted.clone(),
    };
    let values = health(&lines).into_iter().map(value).collect();
    propose(open, &drafted, &about_whom, (values, Vec::new()), now)
}

fn judged(part: DigestPart) -> bool {
    matches!(part, DigestPart::Stalled | DigestPart::AtRisk)
}

/// What a deal's lines of the digest say of its health, as values of our properties. Nothing is guessed: no score, and no flag where nobody can do
/// anything about it this week.
fn health(lines: &[&DigestLine]) -> Vec<(&'static str, String)> {
    let by = |rule: Rule| lines.iter().any(|line| line.item.rule.as_deref() == Some(rule.as_str()));
    let mut values = Vec::new();
    if lines.iter().any(|line| line.part == DigestPart::Stalled) {
        values.push(("ai_deal_health", "stalled".to_owned()));
    }
    let reason = match () {
        () if by(Rule::AtRiskOverduePromise) => "our_delay",
        () if by(Rule::AtRiskSilence) => "no_reply",
        () => "unknown",
    };
    values.push(("ai_stall_reason", reason.to_owned()));
    if reason != "unknown" {
        values.push(("ai_attention_flag", "true".to_owned()));
    }
    values
}

/// A task's title: the account and what presses most, cut where it grows long.
fn title_of(account: &str, text: &str) -> String {
    shortened(format!("{account}: {text}"), TITLE_CHARS)
}

/// The deals that lines call stalled, each once, the one that stood still longest first.
fn stalled(lines: &[DigestLine]) -> Vec<String> {
    let mut seen = BTreeSet::new();
    let of_part = lines.iter().filter(|line| line.part == DigestPart::Stalled);
    let deals = of_part.filter_map(|line| line.record.as_ref()).filter(|id| id.object == ObjectType::Deal);
    deals.map(ToString::to_string).filter(|id| seen.insert(id.clone())).collect()
}
