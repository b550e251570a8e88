//! The rules by which lines are derived. Grounding recomputes what each of them computes.

use std::str::FromStr;

macro_rules! rules {
    ($($(#[$doc:meta])* $rule:ident = $name:literal;)*) => {
        /// A rule by which a line is derived: what it says is recomputed from what the line cites.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Rule { $($(#[$doc])* $rule,)* }

        impl Rule {
            /// Every rule there is.
            pub const ALL: &[Self] = &[$(Self::$rule,)*];

            /// The rule's name for scripts and in rows of the database.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$rule => $name,)* }
            }
        }
    };
}

rules! {
    /// What kind of company it is, before a first talk.
    AccountProfile = "account_profile";
    /// What a field of the CRM holds.
    CrmField = "crm_field";
    /// What is won and closing, against the target the rep set.
    AgainstTarget = "against_target";
    /// Somebody named another sum than the deal has.
    AmountContradicted = "amount_contradicted";
    /// An answer was another one before.
    AnswerChanged = "answer_changed";
    /// They asked not to be called.
    AskedNotToBeCalled = "asked_not_to_be_called";
    /// The close date is past.
    AtRiskCloseDate = "at_risk_close_date";
    /// A promise of ours is overdue.
    AtRiskOverduePromise = "at_risk_overdue_promise";
    /// They have been silent for long.
    AtRiskSilence = "at_risk_silence";
    /// A pressing ticket is open.
    AtRiskTicket = "at_risk_ticket";
    /// Somebody named another day than the deal has.
    CloseDateContradicted = "close_date_contradicted";
    /// A colleague was in touch with them.
    ColleagueInTouch = "colleague_in_touch";
    /// Where the deal stands: stage, amount, close date, days in stage.
    DealStanding = "deal_standing";
    /// A promise is due today or overdue.
    DuePromise = "due_promise";
    /// They filled in a form.
    FormFilledIn = "form_filled_in";
    /// When the last talk was, and what was said.
    LastTalk = "last_talk";
    /// What several lines say of one thing, by its values and names.
    FactsTold = "facts_told";
    /// When somebody last spoke or wrote to us.
    LastContact = "last_contact";
    /// Fields of a deal are empty.
    MissingFields = "missing_fields";
    /// Which meeting comes next.
    NextMeeting = "next_meeting";
    /// No meeting is planned.
    NoMeeting = "no_meeting";
    /// They want no marketing mail.
    OptedOut = "opted_out";
    /// They looked at pages of the website.
    PagesSeen = "pages_seen";
    /// Who is who.
    People = "people";
    /// The sum of the open deals.
    PipelineTotal = "pipeline_total";
    /// A pressing ticket is open, since when.
    PressingTicket = "pressing_ticket";
    /// Who owes whom what, and by when.
    PromiseLedger = "promise_ledger";
    /// An account that has gone silent is to be taken up again.
    ReEngage = "re_engage";
    /// A page was saved for the account.
    SavedPage = "saved_page";
    /// An account like this one.
    SimilarAccount = "similar_account";
    /// A deal has not moved.
    Stalled = "stalled";
    /// A promise of theirs is overdue.
    TheirOverduePromise = "their_overdue_promise";
    /// A meeting of today.
    TodaysMeeting = "todays_meeting";
    /// A mail waits for an answer.
    UnansweredMail = "unanswered_mail";
    /// A known name wrote from an unknown address.
    UnknownAddress = "unknown_address";
}

/// A text that is not the name of a rule.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("“{name}” is not the name of a rule")]
pub struct UnknownRule {
    /// The text that was given.
    pub name: String,
}

impl FromStr for Rule {
    type Err = UnknownRule;

    fn from_str(name: &str) -> Result<Self, UnknownRule> {
        let known = Self::ALL.iter().copied().find(|rule| rule.as_str() == name);
        known.ok_or_else(|| UnknownRule { name: name.to_owned() })
    }
}
