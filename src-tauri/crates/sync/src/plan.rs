//! The planner: what a sync will do, as a value. Pure.

use crate::links;
use domain::ObjectType;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// How far back a search reaches beyond its watermark, because HubSpot's search lags behind writes. What is read again and found as it was is
/// not written again.
pub const OVERLAP: SignedDuration = SignedDuration::from_hours(1);
/// A sweep is due again after this long: only it sees all that was deleted and what left the rep's book.
pub const FULL_EVERY: SignedDuration = SignedDuration::from_hours(24);

/// A difference of clocks below this is the network's.
pub(crate) const CLOCKS_AGREE: SignedDuration = SignedDuration::from_mins(2);

/// What a brief or the day is wrong about at once when it is deleted: meetings ahead, tasks that are due, deals.
pub const RECHECKED: [ObjectType; 3] = [ObjectType::Meeting, ObjectType::Task, ObjectType::Deal];

/// Which part of a HubSpot account is kept here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// Everything that the token may read.
    Portal,
    /// What belongs to one owner, and what it is associated with.
    Book {
        /// The owner id of the rep.
        owner: String,
    },
}

/// One step of a run. Steps with a cursor are carried out a page at a time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// Reads owners, pipelines and property definitions.
    Reference,
    /// Every record of a type, by list; then whatever was not seen is archived.
    List {
        /// The type of the records.
        object: ObjectType,
    },
    /// Reads records of a type by search, ids ascending.
    Search {
        /// The type of the records.
        object: ObjectType,
        /// Only records of this owner; `None` for everybody's.
        owner: Option<String>,
        /// Only records changed at this moment or later; `None` for all.
        since: Option<Timestamp>,
        /// Keep only what is associated with a record already here.
        linked_only: bool,
    },
    /// Looks by id for the owner's records here that no search of this run has shown: a search may lag, and whoever it leaves out is still
    /// the owner's.
    Own {
        /// The type of the records.
        object: ObjectType,
        /// The owner whose book is kept.
        owner: String,
    },
    /// Records of a type one step away from the owner's own; of activities, from those too. What else is here is no reason to keep anything.
    Related {
        /// The type of the records.
        object: ObjectType,
    },
    /// Archives the records of a type that this run has not seen: those that left the book, and those that are gone.
    Sweep {
        /// The type of the records.
        object: ObjectType,
    },
    /// Looks at associations by themselves, from one type's side: they move without any record's modified date moving.
    Links {
        /// The type whose records are asked for their associations.
        from: ObjectType,
        /// The type of the records that may have been moved to others.
        of: ObjectType,
    },
    /// Looks whether what is planned is still there, by id: searches do not tell what was deleted.
    Recheck {
        /// The type of the records.
        object: ObjectType,
    },
    /// Transcripts of calls that have one and are not here yet.
    Transcripts,
}

/// What the planner needs to know to plan a run.
#[derive(Debug, Clone)]
pub struct PlanInput {
    /// The part of the account that is kept.
    pub scope: Scope,
    /// Whether everything is to be read, not only what changed.
    pub full: bool,
    /// The moment up to which the records of each type are known.
    pub watermarks: BTreeMap<ObjectType, Timestamp>,
    /// The types that HubSpot refused in the last run: they have no watermark and are asked for again, without a full run for their sake.
    pub refused: BTreeSet<ObjectType>,
    /// When the last full run started, if one ever finished.
    pub last_full: Option<Timestamp>,
    /// When this run starts.
    pub now: Timestamp,
}

/// What a run will do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// The steps, in order.
    pub steps: Vec<Step>,
    /// Whether they read everything, and not only what changed.
    pub full: bool,
}

/// Turns scope and watermarks into steps: what changed, wherever the watermarks tell where to begin, else everything.
pub fn plan(input: &PlanInput) -> Plan {
    let known =
        ObjectType::ALL.iter().all(|object| input.watermarks.contains_key(object) || input.refused.contains(object));
    // A last full run that lies ahead was started by a clock that was wrong: then nothing is known.
    let is_known = known && input.last_full.is_some_and(|last| last.duration_since(input.now) < CLOCKS_AGREE);
    match input.full || !is_known {
        true => Plan { steps: everything(&input.scope), full: true },
        false => Plan { steps: news(input), full: false },
    }
}

/// Whether everything is to be looked through again, behind what changed: a day after the last time began.
pub fn is_sweep_due(last_full: Option<Timestamp>, now: Timestamp) -> bool {
    last_full.is_none_or(|last| FULL_EVERY <= now.duration_since(last))
}

/// The steps that read everything in the scope and find what is no longer in it.
///
/// Contacts, companies, deals and tickets come before activities, because activities hang on them.
pub fn everything(scope: &Scope) -> Vec<Step> {
    let mut steps = vec![Step::Reference];
    match scope {
        Scope::Portal => steps.extend(ObjectType::ALL.map(|object| Step::List { object })),
        Scope::Book { owner } => {
            steps.extend(ObjectType::CORE.map(|object| search(object, Some(owner), None, false)));
            steps.extend(ObjectType::CORE.map(|object| Step::Own { object, owner: owner.clone() }));
            // The other side of the rep's deals and people, whoever owns it; then what was said with all of them.
            steps.extend(ObjectType::CORE.map(|object| Step::Related { object }));
            steps.extend(ObjectType::ACTIVITIES.map(|object| Step::Related { object }));
            steps.extend(ObjectType::ALL.map(|object| Step::Sweep { object }));
        }
    }
    steps.push(Step::Transcripts);
    steps
}

/// The steps that read what changed since the watermarks.
fn news(input: &PlanInput) -> Vec<Step> {
    let mut steps = Vec::new();
    for object in ObjectType::ALL {
        let since = input.watermarks.get(&object).map(|at| at.saturating_sub(OVERLAP).unwrap_or(*at));
        let owner = match &input.scope {
            Scope::Book { owner } if !object.is_activity() => Some(owner),
            _ => None,
        };
        let linked_only = matches!(input.scope, Scope::Book { .. }) && object.is_activity();
        steps.push(search(object, owner, since, linked_only));
    }
    for (from, types) in links::PAIRS {
        steps.extend(types.iter().map(|of| Step::Links { from, of: *of }));
    }
    steps.extend(RECHECKED.map(|object| Step::Recheck { object }));
    steps.push(Step::Transcripts);
    steps
}

fn search(object: ObjectType, owner: Option<&String>, since: Option<Timestamp>, linked_only: bool) -> Step {
    Step::Search { object, owner: owner.cloned(), since, linked_only }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(seconds).unwrap()
    }

    fn touches(steps: &[Step], object: ObjectType) -> bool {
        steps.iter().any(|step| match step {
            Step::List { object: o } | Step::Search { object: o, .. } | Step::Related { object: o } => *o == object,
            _ => false,
        })
    }

    proptest! {
        /// Whatever is known, every type is read, a search reaches back past its watermark, and only full runs archive.
        #[test]
        fn every_plan_covers_every_type(
            marks in prop::collection::btree_map(0_usize..9, 1_000_000_i64..2_000_000, 0..9),
            last_full in prop::option::of(1_000_000_i64..3_000_000),
            full in any::<bool>(),
            book in any::<bool>(),
        ) {
            let watermarks: BTreeMap<_, _> = marks.into_iter().map(|(i, s)| (ObjectType::ALL[i], at(s))).collect();
            let scope = if book { Scope::Book { owner: "7".to_owned() } } else { Scope::Portal };
            let refused = BTreeSet::new();
            let input = PlanInput { scope, full, watermarks: watermarks.clone(), refused, last_full: last_full.map(at), now: at(2_000_000) };
            let Plan { steps, full: is_full } = plan(&input);
            for object in ObjectType::ALL {
                prop_assert!(touches(&steps, object), "{object} is not read");
            }
            prop_assert!(is_full || watermarks.len() == 9);
            let by_right_clock = last_full.is_some_and(|last| last < 2_000_000 + CLOCKS_AGREE.as_secs());
            prop_assert!(is_full || by_right_clock, "a clock ran ahead");
            // However long ago everything was read, what changed comes first where it is known since when.
            let knows = watermarks.len() == 9 && by_right_clock;
            prop_assert!(full || !knows || !is_full);
            for step in &steps {
                match step {
                    Step::Search { object, since: Some(since), .. } => {
                        prop_assert!(!is_full);
                        prop_assert!(*since < watermarks[object]);
                    }
                    Step::List { .. } | Step::Sweep { .. } | Step::Related { .. } | Step::Own { .. } => prop_assert!(is_full),
                    _ => {}
                }
            }
            let first_activity = steps.iter().position(|s| matches!(s, Step::List { object } if object.is_activity()));
            let last_core = steps.iter().rposition(|s| matches!(s, Step::List { object } if !object.is_activity()));
            if let (Some(activity), Some(core)) = (first_activity, last_core) {
                prop_assert!(core < activity);
            }
        }
    }

    #[test]
    fn everything_is_looked_through_once_a_day() {
        let day = FULL_EVERY.as_secs();
        assert!(is_sweep_due(None, at(5)));
        assert!(!is_sweep_due(Some(at(0)), at(day - 1)) && is_sweep_due(Some(at(0)), at(day)));
    }

    #[test]
    fn a_search_reaches_back_an_hour() {
        let watermarks = ObjectType::ALL.map(|object| (object, at(10_000))).into();
        let (scope, refused) = (Scope::Portal, BTreeSet::new());
        let input = PlanInput { scope, full: false, watermarks, refused, last_full: Some(at(9_000)), now: at(20_000) };
        let since = plan(&input).steps.into_iter().filter_map(|step| match step {
            Step::Search { since, .. } => since,
            _ => None,
        });
        assert_eq!(since.collect::<Vec<_>>(), vec![at(6_400); 9]);
    }
}
