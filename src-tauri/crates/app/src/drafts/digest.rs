//! The day's digest of the rep's pipeline, over all accounts. What each account gives to it is kept, so that a look at it reads only the
//! accounts in which something changed.

use crate::{
    apart::apart,
    drafts::draft::DraftView,
    error::{AppError, ErrorCode},
    portal::{noted::note_setting_of, open::OpenPortal},
};
use domain::{Dropped, Mode, ObjectType, RecordId, Source, Sources};
use drafting::{DIGEST_RULES, Digest, DigestPart, DigestShare, Moment, RULES, Target, digest_of, digest_share};
use jiff::{Timestamp, civil::Date};
use serde::Serialize;
use specta::Type;
use std::collections::{BTreeMap, BTreeSet};
use store::KeptShare;

/// The setting that holds the rep's target for a quarter, in whole units of the portal's currency.
const TARGET: &str = "digest_target";
/// The greatest target, in whole units of the portal's currency: beyond it a number is a slip of the hand.
const TARGET_MAX: u64 = 1_000_000_000_000;

/// The target that the digest measures the pipeline against.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DigestRequest {
    /// The target for this quarter, in whole units of the portal's currency; none for the one that the rep has set.
    pub target: Option<u64>,
}

/// A day's digest with the texts behind its citations.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
pub struct DigestReport {
    /// The draft, with every line in order.
    pub draft: DraftView,
    /// The lines part by part, in the order in which the parts are read; parts without lines are left out.
    pub parts: Vec<DigestPartView>,
    /// The ids of what was put up for review with it: nothing, unless the health of stalled deals was asked for.
    pub proposals: Vec<String>,
    /// Of each stalled deal whose health was asked for, what came of it.
    pub stalled: Vec<StalledDeal>,
    /// The text behind every citation of the digest's lines.
    #[specta(type = BTreeMap<String, Source>)]
    pub sources: Sources,
    /// Lines that grounding refused and that were left out, each with the reason.
    pub dropped: Vec<Dropped>,
    /// How many accounts it is about.
    #[specta(type = u32)]
    pub accounts: usize,
    /// How many of those were read for it; what the others give was kept since an earlier look.
    #[specta(type = u32)]
    pub accounts_read: usize,
    /// The names of accounts that could not be read and are left out.
    pub unread: Vec<String>,
    /// The target it measures against; none where none is set.
    pub target: Option<TargetView>,
}

/// A deal whose health was to be proposed, with what came of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct StalledDeal {
    /// The deal's id, as in `deal:1`.
    pub deal: String,
    /// The ids of what was put up for review; empty where nothing was.
    pub proposals: Vec<String>,
    /// Why nothing was put up for review; none where something was.
    pub problem: Option<String>,
}

/// What the rep wants to sell in a quarter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct TargetView {
    /// The amount in whole units of the currency.
    #[specta(type = f64)]
    pub amount: u64,
    /// ISO 4217 code of the portal's currency.
    pub currency: String,
    /// The first day of the quarter, as in `2026-10-01`.
    pub from: String,
    /// The last day of the quarter.
    pub to: String,
}

/// One part of a digest with its lines, most pressing first.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
pub struct DigestPartView {
    /// The part's name: `meetings`, `promises`, `at_risk`, `stalled`, `missing_fields`, `likely_to_close` or `total`.
    pub name: String,
    /// The lines of the part, most pressing first.
    pub lines: Vec<DigestLineView>,
}

/// One line of a digest with the account it is about.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
pub struct DigestLineView {
    /// The id of the account, as in `company:1`; none for the pipeline's total.
    pub account: Option<String>,
    /// The name of the account; none for the pipeline's total.
    pub account_name: Option<String>,
    /// The deal, meeting or talk it is about, as in `deal:1`; none for the pipeline's total.
    pub record: Option<String>,
    /// The line with its claim and its citations.
    pub item: domain::Item,
}

/// The digest as it was put together, with the names of its accounts.
pub(crate) struct DigestOfToday {
    pub digest: Digest,
    pub names: BTreeMap<String, String>,
    pub accounts: usize,
    pub read: usize,
    pub unread: Vec<String>,
    pub target: Option<Target>,
}

/// Writes the digest of every account of the rep's. Needs no network and no model. Reads the accounts in which something changed since the
/// last look, some 10 ms each, and takes the others as they were kept; keeps what it read where the portal is open for writing.
pub fn digest(open: &OpenPortal, request: &DigestRequest, now: Timestamp) -> Result<DigestReport, AppError> {
    let DigestOfToday { digest: drafted, names, accounts, read, unread, target } = digest_of_today(open, request, now)?;
    let mut parts: BTreeMap<DigestPart, Vec<DigestLineView>> = BTreeMap::new();
    for line in &drafted.lines {
        let account = line.account.as_ref().map(ToString::to_string);
        let account_name = account.as_ref().and_then(|id| names.get(id).cloned());
        let record = line.record.as_ref().map(ToString::to_string);
        parts.entry(line.part).or_default().push(DigestLineView {
            account,
            account_name,
            record,
            item: line.item.clone(),
        });
    }
    let items = drafted.items();
    let spelled = serde_json::to_string(&items).unwrap_or_default();
    let hash = outbox::hash_of_parts(&["digest", &open.id.0, &drafted.day.to_string(), &spelled]);
    let short = hash.get(..16).unwrap_or_default();
    Ok(DigestReport {
        draft: DraftView {
            id: format!("d-{}", short.get(..10).unwrap_or_default()),
            kind: "digest".to_owned(),
            mode: Mode::Extractive,
            request_id: format!("r-{short}"),
            items,
            fields: BTreeMap::from([("day".to_owned(), drafted.day.to_string())]),
        },
        parts: parts
            .into_iter()
            .map(|(part, lines)| DigestPartView { name: part.as_str().to_owned(), lines })
            .collect(),
        proposals: Vec::new(),
        stalled: Vec::new(),
        sources: drafted.sources,
        dropped: drafted.dropped,
        accounts,
        accounts_read: read,
        unread,
        target: target.map(|target| TargetView {
            amount: target.amount,
            currency: target.currency,
            from: target.from.to_string(),
            to: target.to.to_string(),
        }),
    })
}

/// The digest of the day at `now`, from what was kept and what has to be read.
pub(crate) fn digest_of_today(
    open: &OpenPortal,
    request: &DigestRequest,
    now: Timestamp,
) -> Result<DigestOfToday, AppError> {
    let today = now.to_zoned(open.zone()).date();
    let target = request.target.or(target(open)?).map(|amount| {
        let (from, to) = quarter_of(today);
        Target { amount, currency: open.portal.currency.clone(), from, to }
    });
    let owner = open.portal.owner_id.as_deref();
    let moment = Moment { labels: labels(open)?, ..open.moment(now) };
    // Everything beside the account itself that a share depends on.
    let asked = [
        today.to_string(),
        owner.unwrap_or_default().to_owned(),
        open.zone().iana_name().unwrap_or_default().to_owned(),
        format!("{DIGEST_RULES} {RULES} {}", env!("CARGO_PKG_VERSION")),
    ]
    .join("\n");
    let marks = open.database.account_marks(now)?;
    let mut kept = open.database.digest_shares()?;
    let (mut shares, mut fresh, mut names, mut unread) = (Vec::new(), Vec::new(), BTreeMap::new(), Vec::new());
    let accounts: Vec<RecordId> = open.database.accounts(now)?.into_iter().map(|account| account.id).collect();
    for account in &accounts {
        let mark = marks.get(account).map(String::as_str).unwrap_or_default();
        let key = outbox::hash_of_parts(&[mark, &asked]);
        let share = kept.remove(account).filter(|(made_from, _)| *made_from == key);
        let share = share.and_then(|(_, share)| serde_json::from_str::<DigestShare>(&share).ok());
        let share = match share {
            Some(share) => share,
            None => {
                let dossier = open.dossier(account, now)?;
                let Some(share) = apart(account, || digest_share(&dossier, owner, &moment)) else {
                    unread.push(dossier.account.display_name());
                    continue;
                };
                let share_as_text = serde_json::to_string(&share).unwrap_or_default();
                fresh.push(KeptShare { account: account.clone(), mark: mark.to_owned(), key, share: share_as_text });
                share
            }
        };
        names.insert(account.to_string(), share.account_name.clone());
        shares.push(share);
    }
    let gone: Vec<RecordId> = kept.into_keys().filter(|account| !accounts.contains(account)).collect();
    if open.database.is_writable() && !(fresh.is_empty() && gone.is_empty()) {
        // What is not kept is read again at the next look: nothing else hangs on it.
        if let Err(error) = open.database.put_digest_shares(&fresh, &gone, now) {
            tracing::warn!(%error, "the digest could not be kept");
        }
    }
    let (accounts, read) = (accounts.len(), fresh.len());
    Ok(DigestOfToday { digest: digest_of(&shares, target.as_ref(), &moment), names, accounts, read, unread, target })
}

/// The rep's target for a quarter, in whole units of the portal's currency.
pub(crate) fn target(open: &OpenPortal) -> Result<Option<u64>, AppError> {
    Ok(open.database.setting(TARGET)?.and_then(|text| text.parse().ok()))
}

/// Sets the target that the digest measures a quarter against, in whole units of the portal's currency; none takes it away. Fails with
/// [`ErrorCode::Usage`] where nobody sells so much or so little.
pub fn set_target(open: &OpenPortal, amount: Option<u64>, now: Timestamp) -> Result<(), AppError> {
    if amount.is_some_and(|amount| !(1..=TARGET_MAX).contains(&amount)) {
        return Err(AppError::new(ErrorCode::Usage, "The target is a whole number from 1 to 1,000,000,000,000")
            .hint("Give what you want to sell this quarter, in the portal's currency."));
    }
    if target(open)? == amount {
        return Ok(());
    }
    let text = amount.map(|amount| amount.to_string()).unwrap_or_default();
    open.database.set_setting(TARGET, &text)?;
    let said = if text.is_empty() { "none" } else { &text };
    note_setting_of(&open.database, &format!("target of a quarter: {said}"), now)
}

/// The labels of deal stages and the code of the portal's currency, which lines may name.
pub(crate) fn labels(open: &OpenPortal) -> Result<BTreeSet<String>, AppError> {
    let pipelines = open.database.pipelines(ObjectType::Deal)?;
    let stages = pipelines.into_iter().flat_map(|pipeline| pipeline.stages).map(|stage| stage.label);
    Ok(stages.chain(Some(open.portal.currency.clone()).filter(|code| !code.is_empty())).collect())
}

/// The first and last day of the quarter a day is in.
fn quarter_of(day: Date) -> (Date, Date) {
    let first = (day.month() - 1) / 3 * 3 + 1;
    let from = Date::new(day.year(), first, 1).unwrap_or(day);
    let to = from.saturating_add(jiff::Span::new().months(3)).saturating_sub(jiff::Span::new().days(1));
    (from, to)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_quarter_has_three_whole_months() {
        assert_eq!(quarter_of(date(2026, 3, 4)), (date(2026, 1, 1), date(2026, 3, 31)));
        assert_eq!(quarter_of(date(2026, 12, 31)), (date(2026, 10, 1), date(2026, 12, 31)));
    }
}
