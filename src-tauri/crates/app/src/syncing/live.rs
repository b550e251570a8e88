//! A look at the live account: whether the token works, what it may do, what HubSpot allows in a day, and whether the associations and properties
//! that Foreword goes by are there. Some twenty calls; nothing is written.

use crate::{
    error::{AppError, ErrorCode},
    portal::{
        allowed::{allowed, is_missed, without},
        calls,
        connect::real_now,
        open::{OpenPortal, client_for},
        settings::Settings,
    },
    syncing::check::{ASK_ADMIN, CONNECT_AGAIN, Check, HUBSPOT_DIFFERS, SHARE_LOW, TRY_LATER},
};
use domain::{ObjectType, PropertyDefinition};
use hubspot::{Client, HubSpotError, modified_property, properties_of};
use url::Url;

/// Properties without which a record cannot be understood, by type. Others are read where they are there.
fn needed(object: ObjectType) -> Vec<&'static str> {
    let by_type: &[&str] = match object {
        ObjectType::Contact => &["email"],
        ObjectType::Company => &["name"],
        ObjectType::Deal => &[domain::property::DEAL_NAME, domain::property::DEAL_STAGE, domain::property::AMOUNT],
        ObjectType::Note => &[domain::property::NOTE_BODY, domain::property::TIMESTAMP],
        ObjectType::Call | ObjectType::Email | ObjectType::Meeting | ObjectType::Task => &[domain::property::TIMESTAMP],
        _ => &[],
    };
    by_type.iter().copied().chain([domain::property::OWNER, modified_property(object)]).collect()
}

/// Looks at the account that a portal's copy is of. None where it is the sample portal, which runs only while it is on screen.
pub(crate) async fn live(settings: &Settings, open: &OpenPortal) -> Vec<Check> {
    if settings.access_token.is_none() && is_on_this_computer(&open.portal.base_url) && settings.base_url.is_none() {
        return Vec::new();
    }
    let client = match client_for(settings, open) {
        Ok(client) => client,
        Err(error) => return vec![Check::failed("token", &error)],
    };
    let account = match client.account().await.map_err(AppError::from) {
        Ok(account) if account.portal_id.to_string() == open.id.0 => account,
        Ok(account) => {
            let detail = format!("it belongs to portal {}, and this copy is of {}", account.portal_id, open.id);
            return vec![Check::bad("token", detail, CONNECT_AGAIN)];
        }
        Err(error) if error.code == ErrorCode::Unreachable => {
            return vec![Check::bad("token", "HubSpot could not be reached; what is here works without it", TRY_LATER)];
        }
        Err(error) => {
            let mut check = Check::failed("token", &error);
            check.detail.push_str(". Until it works nothing new is read and nothing is filed");
            return vec![check];
        }
    };
    let zone = if account.time_zone.is_empty() { "unknown" } else { account.time_zone.as_str() };
    let mut checks = vec![Check::good("token", format!("works; portal {}, time zone {zone}", open.id))];
    checks.push(scopes(settings, open).await.unwrap_or_else(|error| Check::failed("scopes", &error)));
    checks.push(associations(&client).await);
    checks.push(properties(&client).await);
    // Last, since the answers before say how many calls are left.
    let noted = calls::note_calls(&open.database, &open.portal, &client.usage(), real_now());
    if let Err(error) = noted {
        tracing::debug!(error.message, "the calls of this look are not counted");
    }
    checks.push(limits(open, &client).unwrap_or_else(|error| Check::failed("limits", &error)));
    checks
}

fn is_on_this_computer(url: &str) -> bool {
    let host = Url::parse(url).ok().and_then(|url| url.host_str().map(str::to_owned));
    matches!(host.as_deref(), Some("127.0.0.1" | "localhost" | "[::1]"))
}

async fn scopes(settings: &Settings, open: &OpenPortal) -> Result<Check, AppError> {
    let allowed = allowed(settings, open).await?;
    if !allowed.scopes_known {
        return Ok(Check::good("scopes", "HubSpot does not say which this token has; a sync shows what is missing"));
    }
    let missing = || allowed.scopes.iter().filter(|scope| scope.held == Some(false));
    let said: Vec<String> =
        missing().map(|scope| format!("{} is missing. {}", scope.name, without(&scope.name))).collect();
    let more = match allowed.unneeded.as_slice() {
        [] => String::new(),
        unneeded => format!("; not needed: {}", unneeded.join(", ")),
    };
    Ok(match said.as_slice() {
        [] => Check::good("scopes", format!("all {} are there{more}", allowed.scopes.len())),
        said if missing().any(|scope| is_missed(&scope.name)) => {
            Check::bad("scopes", format!("{}{more}", said.join(" ")), ASK_ADMIN)
        }
        said => Check::good("scopes", format!("{}{more}", said.join(" "))),
    })
}

fn limits(open: &OpenPortal, client: &Client) -> Result<Check, AppError> {
    let today = calls::calls_today(&open.database, &open.portal, &open.policy, real_now())?;
    let families: Vec<String> = today.by_family.iter().map(|(family, count)| format!("{count} for {family}")).collect();
    let families = if families.is_empty() { String::new() } else { format!(" ({})", families.join(", ")) };
    let ours =
        format!("{} calls from this computer today{families}; Foreword's share is {} %", today.total, today.share);
    Ok(match client.usage().daily {
        None => Check::good("limits", format!("{ours}; HubSpot does not say how many the account has left")),
        Some(daily) if daily.remaining < daily.max / 20 => {
            let detail = format!(
                "only {} of the account's {} calls of today are left; syncs stop when they are gone. {ours}",
                daily.remaining, daily.max
            );
            Check::bad("limits", detail, SHARE_LOW)
        }
        Some(daily) => Check::good(
            "limits",
            format!("{} of the account's {} calls of today are left; {ours}", daily.remaining, daily.max),
        ),
    })
}

/// What a list of problems comes to; `costs` says what they switch off.
fn judged(name: &str, good: &str, problems: &[String]) -> Check {
    match problems {
        [] => Check::good(name, good),
        problems => Check::bad(name, problems.join(". "), HUBSPOT_DIFFERS),
    }
}

async fn associations(client: &Client) -> Check {
    let mut problems = Vec::new();
    let pairs = [
        (ObjectType::Contact, ObjectType::Company, "people would stand without a company"),
        (ObjectType::Deal, ObjectType::Contact, "deals would stand without people"),
        (ObjectType::Deal, ObjectType::Company, "deals would stand without a company"),
        (ObjectType::Note, ObjectType::Contact, "notes could not be filed to people"),
        (ObjectType::Task, ObjectType::Contact, "tasks could not be filed to people"),
    ];
    for (from, to, cost) in pairs {
        match client.labels(from, to).await {
            Ok(kinds) => {
                let plain = hubspot::plain_association(from, to);
                let is_there =
                    kinds.iter().any(|kind| Some(kind.type_id) == plain && kind.category == "HUBSPOT_DEFINED");
                if !is_there {
                    let plain = plain.map_or_else(String::new, |id| format!(" (type {id})"));
                    problems
                        .push(format!("{from} to {to} has not the association{plain} that HubSpot describes: {cost}"));
                }
            }
            Err(error) if error.is_lasting() => {
                problems.push(format!(
                    "{from} to {to} may not be looked at ({error}): {cost} if it is otherwise than HubSpot describes"
                ));
            }
            Err(error) => return failed("association types", error),
        }
    }
    judged("association types", "those that Foreword reads and files with are as HubSpot describes them", &problems)
}

async fn properties(client: &Client) -> Check {
    let (mut problems, mut read) = (Vec::new(), 0);
    for object in ObjectType::ALL {
        let definitions: Vec<PropertyDefinition> = match client.definitions(object).await {
            Ok(definitions) => definitions,
            Err(error) if error.is_lasting() => {
                problems.push(format!(
                    "those of {} may not be read ({error}): values are shown without their labels, and values of drafts are not offered",
                    object.plural()
                ));
                continue;
            }
            Err(error) => return failed("properties", error),
        };
        let has = |name: &str| definitions.iter().any(|definition| definition.name == name);
        read += properties_of(object).iter().filter(|name| has(name)).count();
        let missing: Vec<&str> = needed(object).into_iter().filter(|name| !has(name)).collect();
        if !missing.is_empty() {
            problems.push(format!("{} lack {}: what stands there is not read", object.plural(), missing.join(", ")));
        }
    }
    judged("properties", &format!("{read} that Foreword reads are there, none it needs is missing"), &problems)
}

fn failed(name: &str, error: HubSpotError) -> Check {
    Check::failed(name, &error.into())
}
