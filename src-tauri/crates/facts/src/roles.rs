//! The part somebody plays in a purchase, where they say it themselves.

use crate::lexicon::any;
use regex::Regex;
use std::sync::LazyLock;

/// A part in a purchase, as HubSpot's buying roles name it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum BuyingRole {
    /// Decides whether they buy.
    DecisionMaker,
    /// Pays for it out of their own budget.
    BudgetHolder,
    /// Looks after contracts, law and compliance on their side.
    Legal,
    /// Carries the matter through on their side.
    Champion,
    /// Will use what is bought.
    EndUser,
}

impl BuyingRole {
    /// Every part, the weightiest first.
    pub const ALL: [Self; 5] = [Self::DecisionMaker, Self::BudgetHolder, Self::Legal, Self::Champion, Self::EndUser];

    /// The value of HubSpot's property `hs_buying_role`.
    pub fn value(self) -> &'static str {
        match self {
            Self::DecisionMaker => "DECISION_MAKER",
            Self::BudgetHolder => "BUDGET_HOLDER",
            Self::Legal => "LEGAL_AND_COMPLIANCE",
            Self::Champion => "CHAMPION",
            Self::EndUser => "END_USER",
        }
    }

    /// The part as people call it, as in "Decision maker".
    pub fn label(self) -> &'static str {
        match self {
            Self::DecisionMaker => "Decision maker",
            Self::BudgetHolder => "Budget holder",
            Self::Legal => "Legal & compliance",
            Self::Champion => "Champion",
            Self::EndUser => "End user",
        }
    }

    /// Whether a portal's own label means this part, whatever its case and spelling.
    pub fn is_called(self, label: &str) -> bool {
        let plain: String = label.to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect();
        let words: &[&str] = match self {
            Self::DecisionMaker => &["decisionmaker", "decider", "approver", "entscheider"],
            Self::BudgetHolder => &["budgetholder", "economicbuyer", "budgetowner", "budgetverantwortlich"],
            Self::Legal => &["legal", "compliance", "recht"],
            Self::Champion => &["champion", "sponsor", "fürsprecher"],
            Self::EndUser => &["enduser", "user", "anwender"],
        };
        words.iter().any(|word| plain.starts_with(word))
    }
}

static DECIDES: LazyLock<Regex> = LazyLock::new(|| any(|table| table.decides));
static PAYS: LazyLock<Regex> = LazyLock::new(|| any(|table| table.pays));
static LEGAL: LazyLock<Regex> = LazyLock::new(|| any(|table| table.legal));
static CARRIES: LazyLock<Regex> = LazyLock::new(|| any(|table| table.carries));
static USES: LazyLock<Regex> = LazyLock::new(|| any(|table| table.uses));
static DENIED: LazyLock<Regex> = LazyLock::new(|| any(|table| table.denied));

/// The part a sentence in the first person says its speaker plays; none where it says so of somebody else, denies it, or asks.
pub fn buying_role(sentence: &str) -> Option<BuyingRole> {
    if sentence.trim_end().ends_with('?') || DENIED.is_match(sentence) {
        return None;
    }
    let rules = [
        (&DECIDES, BuyingRole::DecisionMaker),
        (&PAYS, BuyingRole::BudgetHolder),
        (&LEGAL, BuyingRole::Legal),
        (&CARRIES, BuyingRole::Champion),
        (&USES, BuyingRole::EndUser),
    ];
    rules.into_iter().find(|(rule, _)| rule.is_match(sentence)).map(|(_, role)| role)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_is_what_somebody_says_of_themselves() {
        for (sentence, role) in [
            ("In the end I decide, and I want it done by March.", Some(BuyingRole::DecisionMaker)),
            ("I'll sign it as soon as the annex is clean.", Some(BuyingRole::DecisionMaker)),
            ("Das zahle ich aus meinem Budget.", Some(BuyingRole::BudgetHolder)),
            ("It comes out of my budget.", Some(BuyingRole::BudgetHolder)),
            ("I have to review the contract first.", Some(BuyingRole::Legal)),
            ("I'll take it to the board in June.", Some(BuyingRole::Champion)),
            ("Linda decides that.", None),
            ("I cannot sign it.", None),
            ("Do I decide?", None),
            ("I don't know whether I decide.", None),
        ] {
            assert_eq!(buying_role(sentence), role, "{sentence}");
        }
    }

    #[test]
    fn a_portals_own_label_is_known_by_its_words() {
        let called = |label: &str| BuyingRole::ALL.into_iter().find(|role| role.is_called(label));
        assert_eq!(called("Decision-Maker"), Some(BuyingRole::DecisionMaker));
        assert_eq!(called("Economic buyer"), Some(BuyingRole::BudgetHolder));
        assert_eq!(called("Legal & compliance"), Some(BuyingRole::Legal));
        assert_eq!(called("Billing contact"), None);
    }
}
