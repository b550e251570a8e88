//! The account of the sample portal: what `portal.toml` says about owners, pipelines and the zone.

use anyhow::Context as _;
use jiff::tz::TimeZone;
use rand::{Rng as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;

use crate::{
    account::{Account, Owner, Pipeline, Stage},
    dates::DAY_MS,
    objects::ObjectType,
    story::PortalFile,
};

/// Builds the account; owner and user ids come from the seed. Fails where a pipeline, the zone or `me` cannot be made out.
pub(crate) fn read(file: &PortalFile, seed: u64, now_ms: i64) -> anyhow::Result<Account> {
    let mut rng = ChaCha8Rng::seed_from_u64(seed ^ 0xacc);
    let (mut id, mut user_id) = (71_402_118, 9_300_417);
    let mut owners = Vec::new();
    for owner in &file.owners {
        id += rng.random_range(11..9000);
        user_id += rng.random_range(11..9000);
        owners.push(Owner {
            key: owner.key.clone(),
            id,
            user_id,
            email: owner.email.clone(),
            firstname: owner.firstname.clone(),
            lastname: owner.lastname.clone(),
            archived: owner.archived,
        });
    }
    let mut pipelines = Vec::new();
    for pipeline in &file.pipelines {
        let object = ObjectType::parse(&pipeline.object)
            .with_context(|| format!("portal.toml has a pipeline of `{}`", pipeline.object))?;
        let stages = pipeline.stages.iter().map(|stage| Stage {
            id: stage.id.clone(),
            label: stage.label.clone(),
            probability: stage.probability,
            closed: stage.closed,
        });
        pipelines.push(Pipeline {
            object,
            id: pipeline.id.clone(),
            label: pipeline.label.clone(),
            stages: stages.collect(),
        });
    }
    let me = owners
        .iter()
        .position(|owner| owner.key == file.me)
        .with_context(|| format!("portal.toml has no owner `{}`", file.me))?;
    Ok(Account {
        portal_id: file.portal_id,
        zone: TimeZone::get(&file.time_zone).with_context(|| format!("unknown time zone `{}`", file.time_zone))?,
        zone_name: file.time_zone.clone(),
        currency: file.currency.clone(),
        ui_domain: file.ui_domain.clone(),
        owners,
        pipelines,
        me,
        created_ms: now_ms - 900 * DAY_MS,
    })
}
