//! Filing what a digest says of an account, and proposing the health of every deal that stalls. All of it waits for the rep's approval.

use crate::{
    drafts::{
        digest::{DigestRequest, StalledDeal, digest_of_today},
        draft::{DraftReport, PhraseRequest},
        fields::quoted,
        keep_draft::{Drafted, New, NewWrite, about, keep},
        phrase::draft_phrased,
        propose::propose_draft,
        tasks::due,
    },
    error::{AppError, ErrorCode},
    models::{embedding_model::Model, phraser::Phraser},
    portal::{open::OpenPortal, progress::Silent},
};
use domain::{Line, Mode, ObjectType, Priority, RecordId, TaskType};
use drafting::{DigestLine, DigestPart};
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
    let title = format!("{account_name}: digest of {}", day.strftime("%-d %B %Y"));
    let write = match filed_as {
        DigestAs::Note => NewWrite::Note {
            at: now.to_zoned(open.zone()).start_of_day().map_or(now, |start| start.timestamp()),
            owner,
            targets,
        },
        DigestAs::Task => NewWrite::Task {
            subject: title_of(&account_name, &first.item.text),
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

/// Puts the health of every deal that today's digest calls stalled up for review, one after the other. What one deal refuses stops no other.
pub async fn propose_health_of_stalled(
    open: &OpenPortal,
    model: &Model,
    phraser: &Phraser,
    now: Timestamp,
    cancel: &CancellationToken,
) -> Result<Vec<StalledDeal>, AppError> {
    let mut done = Vec::new();
    for deal in stalled(&digest_of_today(open, &DigestRequest::default(), now)?.digest.lines) {
        if cancel.is_cancelled() {
            break;
        }
        let request = PhraseRequest::new(Kind::DealHealth, &deal);
        let outcome = match draft_phrased(open, model, phraser, &request, &Silent, now, cancel.clone()).await {
            Ok(report) => propose_draft(open, &request, &report, now),
            Err(error) => Err(error),
        };
        done.push(match outcome {
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

/// A task's title: the account and what presses most, cut where it grows long.
fn title_of(account: &str, text: &str) -> String {
    let whole = format!("{account}: {text}");
    match whole.char_indices().nth(TITLE_CHARS) {
        Some((end, _)) => format!("{}…", whole.get(..end).unwrap_or(&whole).trim_end()),
        None => whole,
    }
}

/// The deals that lines call stalled, each once, the one that stood still longest first.
fn stalled(lines: &[DigestLine]) -> Vec<String> {
    let mut seen = BTreeSet::new();
    let of_part = lines.iter().filter(|line| line.part == DigestPart::Stalled);
    let deals = of_part.filter_map(|line| line.record.as_ref()).filter(|id| id.object == ObjectType::Deal);
    deals.map(ToString::to_string).filter(|id| seen.insert(id.clone())).collect()
}
