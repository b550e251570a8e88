//! How the deal stands, and where their words contradict it.

use super::narrowed;
use crate::{
    account,
    conflicts::{close_date, contradicted, sum_like},
    desk::{Desk, item},
};
use domain::{Citation, Deal, Item, ItemKind, Record, Rule, property};
use facts::{Salience, Statement, Topic};

/// The deal's standing, and where somebody's words contradict it; the contradiction's pieces come back for the question.
pub(super) fn deal(desk: &mut Desk<'_>, ranked: &[(Statement, Salience)]) -> (Vec<Item>, Option<Clash>) {
    let dossier = desk.dossier;
    let Some(deal) = dossier.meant_deal() else { return (Vec::new(), None) };
    let record = &deal.record;
    let stage = record.get(property::DEAL_STAGE).unwrap_or_default();
    let label = dossier.stage(stage).map_or(stage, |stage| stage.label.as_str());
    let mut citations = desk
        .cite_properties(record, &[property::DEAL_NAME, property::DEAL_STAGE, property::AMOUNT, property::CLOSE_DATE]);
    let amount = Deal(&deal.record).amount();
    let currency = account::currency_code(dossier, record);
    let money = amount.map_or_else(|| desk.phrases.no_amount(), |amount| desk.phrases.money(currency, amount));
    // One deal that is open needs no name; of several it is told which.
    let is_open = |deal: &&domain::DealFile| {
        let stage = deal.record.get(property::DEAL_STAGE).and_then(|id| dossier.stage(id));
        stage.is_none_or(|stage| !stage.closed)
    };
    let mut text = match dossier.deals.iter().filter(is_open).count() {
        0 | 1 => format!("{label}, {money}"),
        _ => format!("“{}”: {label}, {money}", record.display_name()),
    };
    if let Some(close) = close_date(dossier, record) {
        let left = -desk.days_since(close);
        let closing = if left < 0 { desk.phrases.close_date_past(-left) } else { desk.phrases.closes(close) };
        text.push_str(&format!(", {closing}"));
    }
    let since = deal
        .history
        .iter()
        .filter(|change| change.property == property::DEAL_STAGE && change.value == stage)
        .map(|change| change.at)
        .max();
    if let Some(since) = since {
        text.push_str(&format!(", {}", desk.phrases.in_stage(desk.days_since(desk.day(since)))));
    }
    citations.dedup();
    let mut items = vec![item(ItemKind::Derived, Some(Rule::DealStanding.as_str()), text, citations)];
    let clash = amount.and_then(|amount| clash(desk, ranked, record, amount));
    if let Some(clash) = &clash {
        let text = format!(
            "CRM {}, {} {}: “{}”",
            desk.phrases.number(clash.crm),
            clash.said.speaker,
            desk.ago(clash.said.day),
            clash.phrase
        );
        let mut citations = vec![desk.cite(&clash.said, clash.citation.clone())];
        citations.extend(desk.cite_property(record, property::AMOUNT));
        items.push(item(ItemKind::Derived, Some(Rule::AmountContradicted.as_str()), text, citations));
    }
    items.extend(close_date_contradicted(desk, record));
    (items, clash)
}

/// The day on which they said that they sign or decide, where the CRM closes the deal on another.
fn close_date_contradicted(desk: &mut Desk<'_>, deal: &Record) -> Option<Item> {
    let (statement, named) = contradicted(desk).day?;
    let close = close_date(desk.dossier, deal)?;
    let words = &statement.text[named.range.clone()];
    let text =
        format!("{}, {} {}: “{words}”", desk.phrases.crm_closes(close), statement.speaker, desk.ago(statement.day));
    let mut citations = vec![desk.cite(&statement, narrowed(&statement, named.range))];
    citations.extend(desk.cite_property(deal, property::CLOSE_DATE));
    Some(item(ItemKind::Derived, Some(Rule::CloseDateContradicted.as_str()), text, citations))
}

/// An amount in the CRM that somebody's words contradict.
pub(super) struct Clash {
    pub deal: Record,
    pub crm: u64,
    pub said: Statement,
    pub phrase: String,
    pub citation: Citation,
}

/// The sum of the deal's order that they named last as theirs to pay, the weightiest of that talk, if it is not the CRM's.
fn clash(desk: &Desk<'_>, ranked: &[(Statement, Salience)], deal: &Record, crm: u64) -> Option<Clash> {
    let budgets =
        ranked.iter().filter(|(s, salience)| salience.topic == Topic::Budget && desk.days_since(s.day) <= 120);
    let currency = account::currency_of(desk.dossier, deal);
    let named: Vec<_> = budgets.filter_map(|(s, _)| Some((s, sum_like(&s.text, (crm, currency))?))).collect();
    let latest = named.iter().map(|(s, _)| s.at).max()?;
    let (said, sum) = named.into_iter().find(|(s, _)| s.at == latest)?;
    if sum.holds(crm) {
        return None;
    }
    Some(Clash {
        deal: deal.clone(),
        crm,
        phrase: said.text[sum.range.clone()].to_owned(),
        citation: narrowed(said, sum.range),
        said: said.clone(),
    })
}
