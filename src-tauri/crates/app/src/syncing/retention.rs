//! What goes from this computer by the admin's rules: who is at a domain that is kept out, and what left the book or HubSpot long enough ago.

use crate::{
    error::{AppError, ErrorCode},
    portal::{open::OpenPortal, progress::Reporter, settings::Settings},
    syncing::forget::erase,
};
use jiff::SignedDuration;
use store::{Erasure, Home};
use tokio_util::sync::CancellationToken;

/// Erases what is to go by the admin's rules, and keeps out from now on who is to stay away. Does nothing where there is nothing to erase. What may
/// be on its way to HubSpot stays until that is known. The caller holds the home's lock.
pub(crate) async fn keep_to_policy(
    settings: &Settings,
    home: &Home,
    open: &mut OpenPortal,
    reporter: &dyn Reporter,
    cancel: &CancellationToken,
) -> Result<(), AppError> {
    let now = settings.now();
    open.database.set_excluded_domains(open.policy.excluded_domains())?;
    let mut plans: Vec<Erasure> = vec![open.database.plan_exclusion()?];
    if let Some(days) = open.policy.archived_days() {
        let before = now.saturating_sub(SignedDuration::from_hours(24 * i64::from(days))).unwrap_or(now);
        plans.push(open.database.plan_archived(before)?);
    }
    for plan in plans.into_iter().filter(|plan| !plan.gone.is_empty()) {
        let records = plan.gone.len();
        match erase(settings, home, open, plan, reporter, cancel).await {
            Ok(done) if done.verified => tracing::info!(records, "removed by the admin's rules"),
            Ok(_) => {
                return Err(AppError::new(
                    ErrorCode::Internal,
                    "Something that your admin's rules remove was found again after it was removed",
                )
                .hint("Sync again. If it stays, tell your admin."));
            }
            Err(error) if error.code == ErrorCode::InFlight => {
                tracing::info!(records, "what the admin's rules remove may be on its way to HubSpot; it goes later");
            }
            Err(error) => return Err(error),
        }
    }
    Ok(())
}
