//! What drafts ask of an account as a whole: its title, its next meeting, its last talk, its open deal with amount and currency.

use domain::property;
use domain::{Dossier, Record, text::grouped};
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

/// The code of a deal's currency, else the portal's; empty where neither names one.
pub(crate) fn currency_code<'a>(dossier: &'a Dossier, deal: &'a Record) -> &'a str {
    deal.get(property::CURRENCY_CODE).unwrap_or(&dossier.currency)
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
    let of_deals = dossier.deals.iter().filter_map(|deal| deal.record.get(property::CURRENCY_CODE));
    std::iter::once(dossier.currency.as_str()).chain(of_deals).filter(|code| !code.is_empty()).map(str::to_owned)
}
