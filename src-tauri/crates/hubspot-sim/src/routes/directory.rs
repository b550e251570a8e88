//! What is looked up rather than synced: the account, its owners and pipelines, and transcripts by id.

use serde_json::{Value, json};

use super::{Call, objects};
use crate::{
    account::{Owner, Pipeline},
    auth,
    errors::ApiError,
    http::Reply,
    objects::ObjectType,
    sim::Sim,
};

pub(crate) fn account(sim: &mut Sim) -> Result<Reply, ApiError> {
    Ok(Reply::ok(sim.portal.account.json(sim.now_ms())))
}

/// Owners by pages, all or the one with an e-mail address; `archived=true` lists the former ones.
pub(crate) fn owners(sim: &mut Sim, call: &Call<'_>) -> Result<Reply, ApiError> {
    call.caller.needs(&["crm.objects.owners.read"])?;
    let limit = objects::limit(call.request, 100, 100)?;
    let archived = call.request.parameter("archived").as_deref() == Some("true");
    let email = call.request.parameter("email").filter(|email| !email.is_empty());
    let after = call.request.parameter("after").and_then(|after| after.parse::<u64>().ok()).unwrap_or_default();
    let account = &sim.portal.account;
    let mut owners: Vec<&Owner> =
        account.owners.iter().filter(|owner| owner.archived == archived && after < owner.id).collect();
    owners.retain(|owner| email.as_ref().is_none_or(|email| owner.email.eq_ignore_ascii_case(email)));
    owners.sort_by_key(|owner| owner.id);
    let results: Vec<Value> = owners.iter().take(limit).map(|owner| owner.json(account)).collect();
    let mut body = json!({ "results": results });
    if let (true, Some(last)) = (limit < owners.len(), owners.get(limit - 1)) {
        let after = last.id.to_string();
        let link = format!("{}{}", sim.base_url, call.request.path_with("after", &after));
        body["paging"] = json!({ "next": { "after": after, "link": link } });
    }
    Ok(Reply::ok(body))
}

pub(crate) fn owner(sim: &mut Sim, call: &Call<'_>, id: &str) -> Result<Reply, ApiError> {
    call.caller.needs(&["crm.objects.owners.read"])?;
    let by_user = call.request.parameter("idProperty").as_deref() == Some("userId");
    let archived = call.request.parameter("archived").as_deref() == Some("true");
    let account = &sim.portal.account;
    let is_wanted = |owner: &&Owner| {
        owner.archived == archived && id == if by_user { owner.user_id.to_string() } else { owner.id.to_string() }
    };
    let owner = account
        .owners
        .iter()
        .find(is_wanted)
        .ok_or_else(|| ApiError::not_found(format!("No owner found with id {id}")))?;
    Ok(Reply::ok(owner.json(account)))
}

pub(crate) fn pipelines(sim: &mut Sim, call: &Call<'_>, object: ObjectType, rest: &[&str]) -> Result<Reply, ApiError> {
    let scopes = [ObjectType::Contact, ObjectType::Company, ObjectType::Deal, ObjectType::Ticket]
        .map(|object| auth::object_scope(object, false));
    call.caller.needs(&scopes)?;
    let account = &sim.portal.account;
    let pipelines: Vec<&Pipeline> = account.pipelines.iter().filter(|pipeline| pipeline.object == object).collect();
    let find = |id: &str| {
        pipelines.iter().find(|pipeline| pipeline.id == id).map(|pipeline| pipeline.json(account.created_ms))
    };
    let unknown = || ApiError::not_found("Pipeline not found");
    match rest {
        [] => Ok(Reply::ok(
            json!({ "results": pipelines.iter().map(|pipeline| pipeline.json(account.created_ms)).collect::<Vec<_>>() }),
        )),
        [id] => find(id).map(Reply::ok).ok_or_else(unknown),
        [id, "stages"] => {
            find(id).map(|pipeline| Reply::ok(json!({ "results": pipeline["stages"] }))).ok_or_else(unknown)
        }
        _ => Err(unknown()),
    }
}

/// A transcript by its id; there is no list and no look-up by call.
pub(crate) fn transcript(sim: &mut Sim, call: &Call<'_>, id: &str) -> Result<Reply, ApiError> {
    call.caller.needs(&[auth::TRANSCRIPT_SCOPE])?;
    let transcript = id.parse().ok().and_then(|id: u64| sim.portal.transcripts.get(&id));
    let transcript = transcript.filter(|transcript| {
        sim.portal.get(ObjectType::Call, transcript.call_id).is_some_and(|record| record.archived_ms.is_none())
    });
    transcript
        .map(|transcript| Reply::ok(transcript.json()))
        .ok_or_else(|| ApiError::not_found(format!("No transcript found with id {id}")))
}
