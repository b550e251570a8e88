//! What drafts ask of an account as a whole: its title, its next meeting, its last talk, its open deal with amount and currency.

use crate::desk::Desk;
use domain::{DealFile, Dossier, Entry, MeetingState, ObjectType, Record, text::grouped};
use jiff::{SignedDuration, tz::TimeZone};
use quantities::money::Currency;

/// "Petra Lang, Harbourline Freight", or the account alone.
pub(crate) fn title(dossier: &Dossier) -> String {
    let person = dossier.contact.as_ref().and_then(|id| dossier.person(id)).map(domain::Record::display_name);
    let account = dossier.account.display_name();
    match person {
        Some(person) if person != account => format!("{person}, {account}"),
        _ => account,
    }
}

/// The meeting that comes next or has just begun; failing that, one of earlier today that nobody has logged an outcome for.
pub(crate) fn next_meeting<'a>(desk: &Desk<'a>) -> Option<&'a Entry> {
    let dossier = desk.dossier;
    let earliest = dossier.as_of.saturating_sub(SignedDuration::from_mins(10)).unwrap_or(dossier.as_of);
    let is_planned = |entry: &&Entry| {
        entry.activity.object() == ObjectType::Meeting && entry.record.meeting_state() == MeetingState::Planned
    };
    let planned = || dossier.entries.iter().filter(is_planned);
    let coming = planned().filter(|entry| earliest <= entry.activity.at).min_by_key(|entry| entry.activity.at);
    coming.or_else(|| {
        planned().filter(|entry| desk.day(entry.activity.at) == desk.today).max_by_key(|entry| entry.activity.at)
    })
}

/// The last time anybody spoke with them and left words: a call with a transcript, or a meeting that took place.
pub(crate) fn last_talk(dossier: &Dossier) -> Option<&Entry> {
    let spoke = |entry: &&Entry| match entry.activity.object() {
        ObjectType::Call => entry.documents.iter().any(|document| document.part.is_transcript()),
        ObjectType::Meeting => entry.record.meeting_state() == MeetingState::Held && 1 < entry.documents.len(),
        _ => false,
    };
    dossier.entries.iter().filter(|entry| entry.activity.at <= dossier.as_of).rfind(spoke)
}

/// The deal the next talk is about: the open one its meeting or the last talk belongs to most, else the largest open one, else the
/// latest closed one.
pub(crate) fn deal(dossier: &Dossier) -> Option<&DealFile> {
    let is_open = |deal: &&DealFile| {
        !deal.record.get("dealstage").and_then(|id| dossier.stage(id)).is_some_and(|stage| stage.closed)
    };
    let amount = |deal: &&DealFile| amount_of(deal).unwrap_or(0);
    let open = dossier.deals.iter().filter(is_open).max_by_key(amount);
    open.or_else(|| dossier.deals.iter().max_by_key(|deal| deal.record.modified_at))
}

/// The amount of a deal in whole units of its currency; `None` where it has none.
pub(crate) fn amount_of(deal: &DealFile) -> Option<u64> {
    let amount: f64 = deal.record.get("amount")?.parse().ok()?;
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // A float to integer cast saturates.
    (0.0 < amount).then_some(amount.round() as u64)
}

/// The code of a deal's currency, else the portal's; empty where neither names one.
pub(crate) fn currency_code<'a>(dossier: &'a Dossier, deal: &'a Record) -> &'a str {
    deal.get("deal_currency_code").unwrap_or(&dossier.currency)
}

/// A deal's currency, where it or the portal names one.
pub(crate) fn currency_of(dossier: &Dossier, deal: &Record) -> Option<Currency> {
    Currency::from_code(currency_code(dossier, deal))
}

/// A sum as lines show it: "EUR 48,000", and without a currency the figure alone.
pub(crate) fn money(currency: &str, amount: u64) -> String {
    if currency.is_empty() { grouped(amount) } else { format!("{currency} {}", grouped(amount)) }
}

/// The codes that the portal and the deals carry; a line may name these and no other.
pub(crate) fn currencies(dossier: &Dossier) -> impl Iterator<Item = String> + '_ {
    let of_deals = dossier.deals.iter().filter_map(|deal| deal.record.get("deal_currency_code"));
    std::iter::once(dossier.currency.as_str()).chain(of_deals).filter(|code| !code.is_empty()).map(str::to_owned)
}

/// The time zone in which HubSpot shows the portal's dates.
pub(crate) fn portal_zone(dossier: &Dossier) -> TimeZone {
    TimeZone::get(&dossier.time_zone).unwrap_or(TimeZone::UTC)
}
