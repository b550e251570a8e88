//! A connection, what it may do, and what is here of what it opens. Pure.

use super::{Style, plain};
use app::{Allowed, Connected, OwnField, OwnFields, Reach, ScopeChoice, SyncStatus, without};
use jiff::{Timestamp, tz::TimeZone};

/// A new connection, and what its token may and may not do.
pub fn connected(connected: &Connected) -> String {
    let user = connected.user.as_deref().map(|user| format!(" as {user}")).unwrap_or_default();
    let mut lines = vec![format!("Connected to portal {}{user}.", connected.portal_id)];
    lines.push(match (connected.keeps, &connected.owner_id) {
        (ScopeChoice::Portal, _) => "The whole portal is copied.".to_owned(),
        (ScopeChoice::Book, Some(_)) => {
            "Your own records, and what belongs to them, are copied. `foreword sync --scope portal` copies everything.".to_owned()
        }
        (ScopeChoice::Book, None) => {
            "HubSpot does not say who you are. Connect again with --owner EMAIL, or copy everything with `foreword sync --scope portal`.".to_owned()
        }
    });
    if !connected.scopes_known {
        lines.push("HubSpot does not say what this token may do; a sync will show.".to_owned());
    }
    for scope in &connected.missing_scopes {
        lines.push(format!("Missing scope: {scope}. {}", without(scope)));
    }
    if !connected.unneeded_scopes.is_empty() {
        lines.push(format!("The token has scopes it does not need: {}.", connected.unneeded_scopes.join(", ")));
    }
    lines.push("Next: foreword sync".to_owned());
    lines.join("\n")
}

/// What a connection may do, on one page.
pub fn allowed(allowed: &Allowed, reach: Reach) -> String {
    let zone = if allowed.time_zone.is_empty() { "unknown" } else { &allowed.time_zone };
    let mut lines = vec![format!("Portal {}, time zone {}", allowed.portal_id, plain(zone))];
    lines.push(match &allowed.user {
        Some(user) => format!("You are {}", plain(user)),
        None => "HubSpot does not say who you are. `foreword connect --token-stdin --owner EMAIL` does.".to_owned(),
    });
    let own = reach.own.map_or_else(|| "unknown".to_owned(), |own| own.to_string());
    let (book, portal) = match allowed.keeps {
        ScopeChoice::Book => ("copied", "not copied"),
        ScopeChoice::Portal => ("part of it", "copied"),
    };
    lines.push(format!("Your own records: {own} ({book}). The whole portal: {} ({portal}).", reach.whole));
    if allowed.is_read_only {
        lines.push("This connection only reads: every draft works, and what you approve waits here.".to_owned());
    }
    if !allowed.scopes_known {
        lines.push("HubSpot does not say which scopes this connection has.".to_owned());
    }
    for scope in &allowed.scopes {
        let (mark, more) = match scope.held {
            Some(true) => ("has    ", &scope.opens),
            Some(false) => ("lacks  ", &scope.without),
            None => ("unknown", &scope.opens),
        };
        lines.push(format!("  {mark} {:<40} {more}", scope.name));
    }
    for scope in &allowed.unneeded {
        lines.push(format!("  unused  {:<40} Foreword does not need it.", plain(scope)));
    }
    if let Some(request) = &allowed.request {
        lines.push(format!("\nTo ask your admin:\n\n{request}"));
    }
    lines.join("\n")
}

/// The fields that the account has added: what is copied, what is offered, and how many hold next to nothing.
pub fn own_fields(fields: &OwnFields) -> String {
    let mut lines = Vec::new();
    let full = |field: &OwnField| match (field.filled, field.of) {
        (Some(filled), Some(of)) => format!("{filled} of {of} looked at"),
        _ => "not looked at".to_owned(),
    };
    for field in fields.fields.iter().filter(|field| field.chosen || field.offered) {
        let mark = if field.chosen { "copied " } else { "offered" };
        let (name, label) = (plain(&field.name), plain(&field.label));
        lines.push(format!("  {mark} {:<8} {name:<32} {label} ({}, {})", field.object, field.value_type, full(field)));
    }
    let others = fields.fields.iter().filter(|field| !field.chosen && !field.offered).count();
    if fields.fields.is_empty() {
        lines.push("Your company has added no fields to HubSpot, or they were not synced yet.".to_owned());
    } else if 0 < others {
        lines.push(format!("{others} more are filled in fewer than a tenth of the records, or were not looked at."));
    }
    lines.extend(
        fields
            .problem
            .iter()
            .map(|problem| format!("HubSpot could not be asked how full they are: {}", plain(problem))),
    );
    if fields.fields.iter().any(|field| field.offered && !field.chosen) {
        lines.push("`foreword fields choose TYPE NAME` copies one; `ask` answers from it.".to_owned());
    }
    if !fields.reading.is_empty() {
        lines.push(format!("Not all {} were read with them yet: `foreword sync` goes on.", fields.reading.join(", ")));
    }
    lines.join("\n")
}

/// What is here of each type, how fresh it is, and the calls of today.
pub fn status(status: &SyncStatus, zone: &TimeZone, style: Style) -> String {
    let at = |time: &Timestamp| time.to_zoned(zone.clone()).strftime("%-d %b %H:%M").to_string();
    let scope = match status.scope {
        ScopeChoice::Book => "your own book",
        ScopeChoice::Portal => "the whole portal",
    };
    let mut lines = vec![style.bold(format!("Portal {}, {scope}", status.portal_id))];
    lines.push(style.dim(format!("  {:<10} {:>7} {:>7} {:>7}  last read", "", "remote", "local", "skipped")));
    for one in &status.objects {
        let remote = one.remote.map_or_else(|| "?".to_owned(), |count| count.to_string());
        let last = one.last_success.as_ref().map_or_else(|| "never".to_owned(), at);
        lines.push(format!("  {:<10} {remote:>7} {:>7} {:>7}  {last}", one.object, one.local, one.skipped_count));
        lines.extend(one.refused.iter().map(|reason| format!("    HubSpot refuses them: {}", plain(reason))));
        lines.extend(
            one.skipped.iter().map(|skipped| format!("    skipped {}: {}", skipped.id, plain(&skipped.reason))),
        );
    }
    lines.extend(status.refused.iter().map(|refused| format!("  HubSpot does not give {}", plain(refused))));
    if status.is_unfinished {
        lines.push("  The last sync was cut off; the next one goes on with it.".to_owned());
    }
    lines.extend(status.next_run.iter().map(|next| format!("  Next sync: {}", at(next))));
    lines.extend(status.alarm.iter().map(|alarm| format!("  {}", plain(alarm))));
    let calls = &status.calls;
    lines.push(format!("Calls to HubSpot on {} from this computer: {}", calls.day, calls.total));
    lines.extend(calls.by_family.iter().map(|(family, count)| format!("  {count:>7} {family}")));
    let account = match (calls.allowed, calls.left) {
        (Some(allowed), Some(left)) => format!("The account has {left} of {allowed} left today"),
        _ => "HubSpot does not say how many the account has left".to_owned(),
    };
    lines.push(format!("{account}; Foreword's share is {} %.", calls.share));
    lines.join("\n")
}
