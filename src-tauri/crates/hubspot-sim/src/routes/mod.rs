//! From a path to the one function that answers it. The same functions serve v3, v4 and the dated paths.

mod associations;
mod batch;
mod directory;
mod oauth;
mod objects;
mod properties;
mod search;
pub(crate) mod timeline;
mod view;

use axum::http::Method;

use crate::{
    auth::{self, Caller},
    errors::ApiError,
    http::{Reply, Request},
    journal,
    objects::ObjectType,
    sim::Sim,
};

/// The generation of an endpoint, where its shape depends on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Version {
    V3,
    V4,
    Dated,
}

/// The dated release the simulator speaks.
const DATED: &str = "2026-03";
/// The release of the calling extensions after that one, in which private apps may read transcripts.
const CALLING: &str = "2026-09";

/// A request to HubSpot's surface, with its caller and its path in parts.
#[derive(Clone, Copy)]
pub(crate) struct Call<'a> {
    pub request: &'a Request,
    pub caller: &'a Caller,
    pub version: Version,
}

/// Answers a request of the HubSpot surface.
pub(crate) fn route(sim: &mut Sim, request: &Request, caller: Option<&Caller>) -> Result<Reply, ApiError> {
    let decoded: Vec<String> =
        request.path.split('/').filter(|segment| !segment.is_empty()).map(percent_decode).collect();
    let segments: Vec<&str> = decoded.iter().map(String::as_str).collect();
    if let ["oauth", rest @ ..] = segments.as_slice() {
        return oauth::route(sim, request, rest);
    }
    if let ["journal-file", place] = segments.as_slice() {
        // It lies with somebody else: whoever sends our token there gives it away.
        return if request.authorization.is_some() {
            Err(ApiError::validation("a token was sent along"))
        } else {
            journal::page(sim, place)
        };
    }
    let caller = caller.ok_or_else(ApiError::unauthorized)?;
    if let ["webhooks-journal", rest @ ..] = segments.as_slice() {
        return journal::route(sim, request, caller, rest);
    }
    if caller.is_app {
        return Err(ApiError::missing_scopes(&["crm.objects.contacts.read"]));
    }
    let (family, version, rest): (&str, Version, &[&str]) = match segments.as_slice() {
        ["integrators", "timeline", version @ ("v3" | DATED), rest @ ..] => {
            return timeline::route(sim, &Call { request, caller, version: Version::V3 }, version, rest);
        }
        ["account-info", "v3" | DATED, "details"] => return directory::account(sim),
        ["crm", "extensions", "calling", DATED | CALLING, rest @ ..]
        | ["crm", "v3", "extensions", "calling", rest @ ..] => ("calling", Version::V3, rest),
        ["crm", family, DATED, rest @ ..] => (family, Version::Dated, rest),
        ["crm", "v3", family, rest @ ..] => (family, Version::V3, rest),
        ["crm", "v4", family, rest @ ..] => (family, Version::V4, rest),
        _ => return Err(no_such_path(request)),
    };
    let call = Call { request, caller, version };
    let method = &request.method;
    match (family, rest) {
        ("objects", [object, rest @ ..]) => objects_route(sim, &call, object_type(object)?, rest),
        ("associations", [from, to, rest @ ..]) => {
            associations::route(sim, &call, object_type(from)?, object_type(to)?, rest)
        }
        ("properties", [object, rest @ ..]) => properties::route(sim, &call, object_type(object)?, rest),
        ("pipelines", [object, rest @ ..]) if *method == Method::GET => {
            directory::pipelines(sim, &call, object_type(object)?, rest)
        }
        ("owners", []) if *method == Method::GET => directory::owners(sim, &call),
        ("owners", [id]) if *method == Method::GET => directory::owner(sim, &call, id),
        ("calling", ["transcripts", id]) if *method == Method::GET => directory::transcript(sim, &call, id),
        _ => Err(no_such_path(request)),
    }
}

fn objects_route(sim: &mut Sim, call: &Call<'_>, object: ObjectType, rest: &[&str]) -> Result<Reply, ApiError> {
    let reads = call.request.method == Method::GET || matches!(rest, ["search"] | ["batch", "read"]);
    call.caller.needs(&[auth::object_scope(object, !reads)])?;
    if object == ObjectType::Email && reads && sim.switches.email_bodies_refused {
        call.caller.needs(&[auth::EMAIL_SCOPE])?;
    }
    match (call.request.method.as_str(), rest) {
        ("GET", []) => objects::list(sim, call, object),
        ("POST", []) => objects::create(sim, call, object),
        ("POST", ["search"]) => search::search(sim, call, object),
        ("POST", ["batch", "read"]) => batch::read(sim, call, object),
        ("POST", ["batch", "create"]) => batch::create(sim, call, object),
        ("POST", ["batch", "update"]) => batch::update(sim, call, object),
        ("POST", ["batch", "upsert"]) => batch::upsert(sim, call, object),
        ("POST", ["batch", "archive"]) => batch::archive(sim, call, object),
        ("POST", ["merge"]) => objects::merge(sim, call, object),
        ("POST", ["gdpr-delete"]) if object == ObjectType::Contact => objects::gdpr_delete(sim, call),
        ("GET", [id]) => objects::get(sim, call, object, id),
        ("PATCH", [id]) => objects::update(sim, call, object, id),
        ("DELETE", [id]) => objects::archive(sim, object, id),
        ("GET", [id, "associations", to]) => associations::list(sim, call, (object, id), object_type(to)?),
        ("PUT", [id, "associations", "default", to, to_id]) => {
            associations::put(sim, call, (object, id), (object_type(to)?, to_id), None)
        }
        ("PUT", [id, "associations", to, to_id]) => {
            associations::put_labelled(sim, call, (object, id), (object_type(to)?, to_id))
        }
        ("PUT", [id, "associations", to, to_id, type_id]) => {
            associations::put(sim, call, (object, id), (object_type(to)?, to_id), type_id.parse().ok())
        }
        ("DELETE", [id, "associations", to, to_id] | [id, "associations", to, to_id, _]) => {
            associations::delete(sim, (object, id), (object_type(to)?, to_id))
        }
        _ => Err(no_such_path(call.request)),
    }
}

fn object_type(name: &str) -> Result<ObjectType, ApiError> {
    ObjectType::parse(name).ok_or_else(|| ApiError::validation(format!("Unable to infer object type from: {name}")))
}

fn no_such_path(request: &Request) -> ApiError {
    ApiError::not_found(format!("No endpoint answers {} {}", request.method, request.path))
}

/// An id as it stands in a path or body.
pub(crate) fn numeric_id(text: &str) -> Result<u64, ApiError> {
    text.parse().map_err(|_| ApiError::validation(format!("Cannot parse `{text}` as a record id")))
}

fn percent_decode(segment: &str) -> String {
    let mut bytes = Vec::with_capacity(segment.len());
    let mut rest = segment.as_bytes();
    while let [first, tail @ ..] = rest {
        let hex = tail
            .get(..2)
            .and_then(|hex| std::str::from_utf8(hex).ok())
            .and_then(|hex| u8::from_str_radix(hex, 16).ok());
        match (first, hex) {
            (b'%', Some(byte)) => {
                bytes.push(byte);
                rest = &tail[2..];
            }
            _ => {
                bytes.push(*first);
                rest = tail;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
