//! Accounts like one that is called for the first time, from the CRM's facts of record alone.

use crate::{error::AppError, portal::open::OpenPortal};
use domain::property;
use domain::{Alike, Dossier, ObjectType, Record, RecordId, Stage};
use drafting::{SIMILAR_MAX, most_alike};
use std::collections::BTreeMap;

/// Where too few have a closed deal, so many other companies are looked at at most.
const COMPANIES_MAX: usize = 2_000;

/// The accounts most like a dossier's, those with a deal of the rep's own first. Reads every deal once.
pub(crate) fn accounts_like(open: &OpenPortal, dossier: &Dossier) -> Result<Vec<Alike>, AppError> {
    let account = &dossier.account;
    if account.id.object != ObjectType::Company {
        return Ok(Vec::new());
    }
    let stages: BTreeMap<&str, &Stage> = dossier
        .pipelines
        .iter()
        .flat_map(|pipeline| &pipeline.stages)
        .map(|stage| (stage.id.as_str(), stage))
        .collect();
    let stage_of = |deal: &Record| deal.get(property::DEAL_STAGE).and_then(|id| stages.get(id)).copied();
    let mut last: BTreeMap<RecordId, Record> = BTreeMap::new();
    for deal in open.database.records(ObjectType::Deal)? {
        if !stage_of(&deal).is_some_and(|stage| stage.closed) {
            continue;
        }
        for of in open.database.accounts_of(&deal.id)? {
            let is_later =
                last.get(&of).is_none_or(|known| known.get(property::CLOSE_DATE) < deal.get(property::CLOSE_DATE));
            if of.object == ObjectType::Company && of != account.id && is_later {
                last.insert(of, deal.clone());
            }
        }
    }
    let mut others = Vec::new();
    for (of, deal) in &last {
        let Some(company) = open.database.record(of)?.filter(|company| !company.archived) else { continue };
        let is_own = open.portal.owner_id.is_some() && deal.get(property::OWNER) == open.portal.owner_id.as_deref();
        others.push(Alike::of(&company, stage_of(deal).map(|stage| (deal, stage)), is_own));
    }
    let found = most_alike(account, others.clone());
    if SIMILAR_MAX <= found.len() || COMPANIES_MAX < open.database.count(ObjectType::Company)? {
        return Ok(found);
    }
    let rest =
        open.database.records(ObjectType::Company)?.into_iter().filter(|company| !last.contains_key(&company.id));
    others.extend(rest.map(|company| Alike::of(&company, None, false)));
    Ok(most_alike(account, others))
}
