//! A look at one account for somebody who is about to read its brief: a few calls, most of them at once, and nothing is waited for.
//!
//! It asks for the records themselves and for what hangs on them, never by search where it can be helped, since HubSpot's search is behind. What it
//! has no call left for comes with the next run. Everything is fetched before anything is kept, so a look that is cut off leaves the copy as it was.

use super::{Executor, Progress, Reporter, Run, targets};
use crate::{
    SyncError,
    plan::{OVERLAP, Scope},
};
use domain::{Association, ObjectType, Record, RecordId, property};
use hubspot::{Client, Fetched, HubSpotError, Listing, SearchFilter, modified_property};
use jiff::{SignedDuration, Timestamp};
use std::collections::{BTreeMap, BTreeSet};
use store::{Database, Forgotten};
use tokio_util::sync::CancellationToken;

/// A look makes no more calls than this.
pub const CALLS_MAX: usize = 6;

/// Setting that holds the records whose associations were read in part only. The next run reads them whole.
const PARTLY: &str = "partly_linked";
/// The most records that are read by one call.
const BATCH: usize = 100;
/// The most deals that are read by one call, since they come with their history.
const DEALS: usize = 50;
/// Of so many new activities of a type each is read by itself, which brings all that it hangs on.
const FEW: usize = 2;
/// Where more than so many records are asked for by id and none is answered, nothing is concluded.
const SUSPICIOUS: usize = 3;

/// The activities in the order in which a brief misses them.
const NEWS: [ObjectType; 5] =
    [ObjectType::Email, ObjectType::Meeting, ObjectType::Call, ObjectType::Note, ObjectType::Task];

/// What a look at an account came to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Looked {
    /// Whether anything of the account is here otherwise than before.
    pub changed: bool,
    /// Whether something is left to the next run: there was no call left for it, or HubSpot refuses it.
    pub is_partial: bool,
}

/// What HubSpot's lists of what hangs on an account's company and on one of its people say of a type.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Hanging {
    /// Ids that are not linked to it here, the latest first.
    new: Vec<String>,
    /// Ids whose records are to be looked at once more: they are planned, or no longer in the list.
    again: Vec<String>,
    /// Whether the list was too long to be shown whole.
    is_cut: bool,
}

/// One call or two that bring what the first calls told of.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Look {
    /// One record with all that it hangs on: a call.
    One(ObjectType, String),
    /// New records of a type, and some that are here, with the people they hang on: two calls.
    New(ObjectType, Vec<String>, Vec<String>),
    /// What was changed on the company's side since the last run, by search, with the people it hangs on: two calls.
    Since(ObjectType),
    /// Records that are here: a call.
    Again(ObjectType, Vec<String>),
}

/// Chooses what `calls` are spent on, what a brief would miss most first. Returns whether there is something for which there is no call left. Pure.
fn choose(hanging: &BTreeMap<ObjectType, Hanging>, calls: usize) -> (Vec<Look>, bool) {
    let (mut left, mut is_partial) = (calls, false);
    let (mut looks, mut again_with) = (Vec::new(), BTreeSet::new());
    for (object, found) in NEWS.into_iter().filter_map(|object| Some((object, hanging.get(&object)?))) {
        let one = |id: &String| Look::One(object, id.clone());
        if found.is_cut && 2 <= left {
            looks.push(Look::Since(object));
            left -= 2;
        } else if FEW < found.new.len() && 2 <= left {
            let again: Vec<String> = found.again.iter().take(BATCH / 2).cloned().collect();
            is_partial |= BATCH - again.len() < found.new.len();
            looks.push(Look::New(object, found.new.iter().take(BATCH - again.len()).cloned().collect(), again));
            again_with.insert(object);
            left -= 2;
        } else {
            looks.extend(found.new.iter().take(left).map(one));
            is_partial |= left < found.new.len() || found.is_cut;
            left -= left.min(found.new.len());
        }
    }
    for (object, found) in ObjectType::CORE.into_iter().filter_map(|object| Some((object, hanging.get(&object)?))) {
        looks.extend(found.new.iter().take(left).map(|id| Look::One(object, id.clone())));
        is_partial |= left < found.new.len();
        left -= left.min(found.new.len());
    }
    // Meetings that move matter most, then what is thrown away; what is to be done may wait.
    for (object, found) in
        [ObjectType::Meeting, ObjectType::Email, ObjectType::Note, ObjectType::Call, ObjectType::Task]
            .into_iter()
            .filter_map(|object| Some((object, hanging.get(&object)?)))
            .filter(|(object, found)| !again_with.contains(object) && !found.again.is_empty())
    {
        if left == 0 {
            is_partial = true;
            break;
        }
        looks.push(Look::Again(object, found.again.iter().take(BATCH).cloned().collect()));
        left -= 1;
    }
    (looks, is_partial)
}

/// What was fetched and is to be kept.
#[derive(Default)]
struct Found {
    by_type: BTreeMap<ObjectType, Listing>,
    associations: Vec<(RecordId, ObjectType, Vec<Association>)>,
    /// Records that HubSpot does not have any more.
    gone: Vec<RecordId>,
    /// Records that hang on the account now and did not here.
    new: BTreeSet<RecordId>,
    /// Those of which not all associations came along.
    partly: BTreeSet<RecordId>,
    is_partial: bool,
}

struct Looker<'a> {
    client: &'a Client,
    database: &'a Database,
    scope: &'a Scope,
    account: &'a RecordId,
    person: Option<&'a RecordId>,
    now: Timestamp,
    forgotten: Forgotten,
}

/// Looks at an account's own records again, and at those of one of its people, in at most [`CALLS_MAX`] calls, and keeps what is otherwise.
///
/// The client is to be one that asks once, else its retries are calls as well. Whoever drops the future while it waits for HubSpot loses nothing
/// and changes nothing. A run that was cut off goes on afterwards as before.
///
/// # Errors
/// Whatever is no lasting refusal of a single type: then nothing is kept.
pub async fn look_at_account(
    client: &Client,
    database: &Database,
    scope: &Scope,
    (account, person): (&RecordId, Option<&RecordId>),
    now: Timestamp,
) -> Result<Looked, SyncError> {
    let forgotten = database.forgotten().map_err(SyncError::Store)?;
    let person = person.filter(|person| *person != account);
    let looker = Looker { client, database, scope, account, person, now, forgotten };
    let mut found = Found::default();
    let hanging = looker.first(&mut found).await?;
    let made = client.usage().by_endpoint.values().sum();
    let (looks, is_partial) = choose(&hanging, CALLS_MAX.saturating_sub(made));
    found.is_partial |= is_partial;
    looker.second(looks, &mut found).await?;
    looker.keep(found)
}

impl Looker<'_> {
    /// The account and its person with what hangs on them, its other people and its open deals: four calls at once.
    async fn first(&self, found: &mut Found) -> Result<BTreeMap<ObjectType, Hanging>, SyncError> {
        let (people, deals) = (self.others()?, self.open_deals()?);
        let (account, person, people, deals) = futures::join!(
            self.with_hanging(Some(self.account)),
            self.with_hanging(self.person),
            self.by_id(ObjectType::Contact, &people),
            self.by_id(ObjectType::Deal, &deals),
        );
        let mut hanging = BTreeMap::new();
        for (id, read) in [(Some(self.account), account), (self.person, person)] {
            let (Some(id), Some(fetched)) = (id, self.unless_refused(read, found)?.flatten()) else { continue };
            self.hangs_on(id, &fetched, &mut hanging)?;
            self.add(fetched, found);
        }
        if let Some(read) = self.unless_refused(people, found)? {
            // Who of the people is gone, a run finds out, which looks more than once before it concludes anything.
            found.by_type.entry(ObjectType::Contact).or_default().records.extend(read.listing.records);
        }
        if let Some(read) = self.unless_refused(deals, found)? {
            self.missed(ObjectType::Deal, &read, found);
            found.by_type.entry(ObjectType::Deal).or_default().records.extend(read.listing.records);
        }
        self.look_again_at_what_is_planned(&mut hanging)?;
        Ok(hanging)
    }

    async fn with_hanging(&self, id: Option<&RecordId>) -> Result<Option<Fetched>, HubSpotError> {
        let Some(id) = id else { return Ok(None) };
        let others: Vec<ObjectType> = ObjectType::ALL.into_iter().filter(|object| *object != id.object).collect();
        self.client.get(id.object, &id.id, &others).await
    }

    async fn by_id(&self, object: ObjectType, ids: &[String]) -> Result<hubspot::BatchRead, HubSpotError> {
        match ids {
            [] => Ok(hubspot::BatchRead::default()),
            ids => self.client.batch_read(object, ids).await,
        }
    }

    /// What a call gave; none where HubSpot refuses it for good, of which a run has told.
    fn unless_refused<T>(&self, answer: Result<T, HubSpotError>, found: &mut Found) -> Result<Option<T>, SyncError> {
        match answer {
            Ok(answer) => Ok(Some(answer)),
            Err(refusal) if refusal.is_lasting() => {
                tracing::debug!(error = %refusal, "a look at an account goes on without what HubSpot refuses");
                found.is_partial = true;
                Ok(None)
            }
            Err(error) => Err(SyncError::HubSpot(error)),
        }
    }

    /// The account's people but for the one who is looked at by themselves.
    fn others(&self) -> Result<Vec<String>, SyncError> {
        let members = self.database.members(self.account, ObjectType::Contact).map_err(SyncError::Store)?;
        let is_other = |id: &RecordId| Some(id) != self.person && id != self.account;
        Ok(members.into_iter().filter(is_other).map(|id| id.id).take(BATCH).collect())
    }

    /// The account's open deals, the latest changed first.
    fn open_deals(&self) -> Result<Vec<String>, SyncError> {
        let pipelines = self.database.pipelines(ObjectType::Deal).map_err(SyncError::Store)?;
        let closed: BTreeSet<&str> = pipelines
            .iter()
            .flat_map(|pipeline| &pipeline.stages)
            .filter(|stage| stage.closed)
            .map(|stage| stage.id.as_str())
            .collect();
        let mut open: Vec<Record> = Vec::new();
        for id in self.database.members(self.account, ObjectType::Deal).map_err(SyncError::Store)? {
            let deal = self.database.record(&id).map_err(SyncError::Store)?;
            let is_open = |deal: &Record| deal.get(property::DEAL_STAGE).is_none_or(|stage| !closed.contains(stage));
            open.extend(deal.filter(is_open));
        }
        open.sort_by_key(|deal| std::cmp::Reverse(deal.modified_at));
        Ok(open.into_iter().take(DEALS).map(|deal| deal.id.id).collect())
    }

    /// What hangs on a record in HubSpot and not here, and the other way round.
    fn hangs_on(
        &self,
        id: &RecordId,
        fetched: &Fetched,
        hanging: &mut BTreeMap<ObjectType, Hanging>,
    ) -> Result<(), SyncError> {
        for object in
            ObjectType::ALL.into_iter().filter(|object| *object != id.object && self.is_kept(id, fetched, *object))
        {
            let none = (Vec::new(), true);
            let (list, is_whole) = fetched
                .associations
                .iter()
                .find(|(to, ..)| *to == object)
                .map_or(none, |(_, list, is_whole)| (list.iter().map(|one| one.to.clone()).collect(), *is_whole));
            let here = self.database.associated(id, object).map_err(SyncError::Store)?;
            let here: BTreeSet<RecordId> = here.into_iter().map(|(id, _)| id).collect();
            let there: BTreeSet<RecordId> = list.into_iter().collect();
            let skipped = self.database.skipped(object).map_err(SyncError::Store)?;
            let is_new = |id: &&RecordId| {
                !here.contains(id) && !self.forgotten.is_record(id) && skipped.iter().all(|skipped| skipped.id != **id)
            };
            let entry = hanging.entry(object).or_default();
            entry.new.extend(there.iter().filter(is_new).map(|id| id.id.clone()));
            entry.new.sort_by_key(|id| std::cmp::Reverse((id.len(), id.clone())));
            entry.new.dedup();
            if is_whole && object.is_activity() {
                entry.again.extend(here.difference(&there).map(|id| id.id.clone()));
            }
            // A person's list that is cut short is looked at by the company's.
            entry.is_cut |= !is_whole && object.is_activity() && id == self.account && id.object == ObjectType::Company;
        }
        Ok(())
    }

    /// Whether what of a type hangs on a record is kept here: of a book's records all activities, and the other side of what is the rep's own.
    fn is_kept(&self, id: &RecordId, fetched: &Fetched, object: ObjectType) -> bool {
        match self.scope {
            Scope::Portal => object.is_activity() || id == self.account,
            Scope::Book { owner } => {
                object.is_activity() || id == self.account && fetched.record.get(property::OWNER) == Some(owner)
            }
        }
    }

    /// Meetings and tasks that are ahead are looked at again: they move, and are called off.
    fn look_again_at_what_is_planned(&self, hanging: &mut BTreeMap<ObjectType, Hanging>) -> Result<(), SyncError> {
        let since = self.now.saturating_sub(SignedDuration::from_hours(24)).unwrap_or(self.now);
        for activity in self.database.timeline(self.account, self.now).map_err(SyncError::Store)? {
            if matches!(activity.id.object, ObjectType::Meeting | ObjectType::Task) && since <= activity.at {
                hanging.entry(activity.id.object).or_default().again.push(activity.id.id);
            }
        }
        for found in hanging.values_mut() {
            found.again.sort();
            found.again.dedup();
            found.again.retain(|id| !found.new.contains(id));
        }
        Ok(())
    }

    /// Adds a record that came with what hangs on it.
    fn add(&self, fetched: Fetched, found: &mut Found) {
        let id = fetched.record.id.clone();
        for target in targets(id.object) {
            match fetched.associations.iter().find(|(to, ..)| to == target) {
                Some((_, list, true)) => found.associations.push((id.clone(), *target, list.clone())),
                // A label's name, or the rest of a long list, takes a call of its own.
                Some(_) => _ = found.partly.insert(id.clone()),
                None => found.associations.push((id.clone(), *target, Vec::new())),
            }
        }
        found.by_type.entry(id.object).or_default().records.push(fetched);
    }

    /// Notes which of some records that are here HubSpot does not have any more.
    fn missed(&self, object: ObjectType, read: &hubspot::BatchRead, found: &mut Found) {
        // An answer without a single record says more about the answer than about them.
        if !read.listing.records.is_empty() || read.missing.len() <= SUSPICIOUS {
            found.gone.extend(read.missing.iter().map(|id| RecordId::new(object, id.as_str())));
        }
    }

    async fn second(&self, looks: Vec<Look>, found: &mut Found) -> Result<(), SyncError> {
        let all = looks.into_iter().map(|look| async move {
            let fetched = self.look(&look).await;
            (look, fetched)
        });
        for (look, fetched) in futures::future::join_all(all).await {
            let Some(fetched) = self.unless_refused(fetched, found)? else { continue };
            match (look, fetched) {
                (Look::One(object, id), Came::One(fetched)) => {
                    let Some(fetched) = *fetched else { continue };
                    let ends: Vec<RecordId> =
                        fetched.associations.iter().flat_map(|(_, list, _)| list).map(|one| one.to.clone()).collect();
                    // Whatever is not the account's after all was moved on meanwhile.
                    let is_of = |end: &RecordId| end == self.account || Some(end) == self.person;
                    if targets(object).is_empty() || ends.iter().any(is_of) {
                        found.new.insert(RecordId::new(object, id));
                        self.add(fetched, found);
                    }
                }
                (look, Came::Many(read, people)) => {
                    let (object, new) = match look {
                        Look::New(object, new, _) => (object, new),
                        Look::Since(object) => {
                            (object, read.listing.records.iter().map(|one| one.record.id.id.clone()).collect())
                        }
                        Look::Again(object, _) | Look::One(object, _) => (object, Vec::new()),
                    };
                    self.missed(object, &read, found);
                    self.add_new(object, &new, people, found)?;
                    found.by_type.entry(object).or_default().records.extend(read.listing.records);
                }
                _ => {}
            }
        }
        Ok(())
    }

    async fn look(&self, look: &Look) -> Result<Came, HubSpotError> {
        let people = |object: ObjectType, ids: Vec<String>| async move {
            match ids.as_slice() {
                [] => Ok(BTreeMap::new()),
                ids => self.client.associations(object, ObjectType::Contact, ids).await,
            }
        };
        match look {
            Look::One(object, id) => {
                let read = self.client.get(*object, id, targets(*object)).await?;
                Ok(Came::One(Box::new(read)))
            }
            Look::Again(object, ids) => Ok(Came::Many(self.client.batch_read(*object, ids).await?, BTreeMap::new())),
            Look::New(object, new, again) => {
                let ids: Vec<String> = new.iter().chain(again).cloned().collect();
                let (read, people) =
                    futures::try_join!(self.client.batch_read(*object, &ids), people(*object, new.clone()))?;
                Ok(Came::Many(read, people))
            }
            Look::Since(object) => {
                let since = self.database.watermark(*object).ok().flatten();
                let since = since.and_then(|at| at.checked_sub(OVERLAP).ok()).unwrap_or(Timestamp::UNIX_EPOCH);
                let filters = [
                    SearchFilter::Equals("associations.company", self.account.id.clone()),
                    SearchFilter::AtLeast(modified_property(*object), since.as_millisecond().to_string()),
                ];
                let page = self.client.search(*object, &filters, 0).await?;
                let ids = page.listing.records.iter().map(|one| one.record.id.id.clone()).collect();
                let people = people(*object, ids).await?;
                Ok(Came::Many(hubspot::BatchRead { listing: page.listing, ..hubspot::BatchRead::default() }, people))
            }
        }
    }

    /// Notes what new records hang on, as far as it is known: the account, and their people. The next run reads the rest.
    fn add_new(
        &self,
        object: ObjectType,
        new: &[String],
        people: BTreeMap<RecordId, Vec<Association>>,
        found: &mut Found,
    ) -> Result<(), SyncError> {
        let mut people = people;
        for id in new.iter().map(|id| RecordId::new(object, id.as_str())) {
            let here = self.database.record(&id).map_err(SyncError::Store)?.filter(|here| !here.archived);
            let is_linked = match here.is_some() {
                true => self.database.accounts_of(&id).map_err(SyncError::Store)?.contains(self.account),
                false => false,
            };
            if is_linked {
                continue;
            }
            if self.account.object == ObjectType::Company && here.is_none() {
                let to_account = Association { from: id.clone(), to: self.account.clone(), type_id: 0, label: None };
                found.associations.push((id.clone(), ObjectType::Company, vec![to_account]));
            }
            found.associations.extend(people.remove(&id).map(|list| (id.clone(), ObjectType::Contact, list)));
            found.partly.insert(id.clone());
            found.new.insert(id);
        }
        Ok(())
    }

    /// Keeps what was fetched, where it is otherwise than here. Waits for nothing.
    fn keep(&self, found: Found) -> Result<Looked, SyncError> {
        let Found { mut by_type, associations, gone, new, partly, is_partial } = found;
        for (object, listing) in &mut by_type {
            let mut kept = Vec::new();
            for fetched in std::mem::take(&mut listing.records) {
                let here = self.database.record(&fetched.record.id).map_err(SyncError::Store)?;
                let is_same = here.is_some_and(|here| {
                    here.id == fetched.record.id && !here.archived && here.properties == fetched.record.properties
                });
                let is_archived = fetched.record.archived && *object == ObjectType::Contact;
                if (!is_same || new.contains(&fetched.record.id)) && !is_archived {
                    kept.push(fetched);
                }
            }
            listing.records = kept;
        }
        by_type.retain(|_, listing| !listing.records.is_empty());
        if by_type.is_empty() && gone.is_empty() {
            return Ok(Looked { changed: false, is_partial });
        }
        self.note_partly(&partly)?;
        let unfinished = self.database.unfinished_run().map_err(SyncError::Store)?;
        let number = match &unfinished {
            Some(state) => state.number,
            None => self.database.next_run_number().map_err(SyncError::Store)?,
        };
        let (run, cancel) = (Run::of(self.scope.clone(), self.now, Vec::new()), CancellationToken::new());
        let mut executor = Executor::new(self.client, self.database, &Quiet, &cancel, number, run)?;
        for (object, listing) in by_type {
            let is_of = |(from, ..): &&(RecordId, ObjectType, Vec<Association>)| {
                listing.records.iter().any(|fetched| fetched.record.id == *from)
            };
            let associations = associations.iter().filter(is_of).cloned().collect();
            executor.store(object, listing, associations)?;
        }
        for id in gone {
            executor.archive(id.object, vec![id.id])?;
        }
        self.database.rebuild_membership().map_err(SyncError::Store)?;
        let counts = executor.outcome().counts;
        let changed =
            !new.is_empty() || counts.values().any(|counts| 0 < counts.created + counts.updated + counts.deleted);
        match unfinished {
            Some(state) => self.database.record_progress(&state).map_err(SyncError::Store)?,
            None => self.database.finish_run(number, &[], self.now).map_err(SyncError::Store)?,
        }
        Ok(Looked { changed, is_partial })
    }

    fn note_partly(&self, partly: &BTreeSet<RecordId>) -> Result<(), SyncError> {
        if partly.is_empty() {
            return Ok(());
        }
        let mut all = partly_linked(self.database)?;
        all.extend(partly.iter().cloned());
        set_partly_linked(self.database, &all)
    }
}

/// What a look brought.
enum Came {
    One(Box<Option<Fetched>>),
    Many(hubspot::BatchRead, BTreeMap<RecordId, Vec<Association>>),
}

/// Nobody watches a look.
struct Quiet;

impl Reporter for Quiet {
    fn report(&self, _: Progress) {}
}

fn partly_linked(database: &Database) -> Result<BTreeSet<RecordId>, SyncError> {
    let kept = database.setting(PARTLY).map_err(SyncError::Store)?.unwrap_or_default();
    Ok(kept.split_whitespace().filter_map(|id| id.parse().ok()).collect())
}

fn set_partly_linked(database: &Database, all: &BTreeSet<RecordId>) -> Result<(), SyncError> {
    let text: Vec<String> = all.iter().map(RecordId::to_string).collect();
    database.set_setting(PARTLY, &text.join(" ")).map_err(SyncError::Store)
}

impl Executor<'_> {
    /// Reads whole what looks at accounts have read in part.
    pub(super) async fn complete_partly_linked(&mut self) -> Result<(), SyncError> {
        let mut all = partly_linked(self.database)?;
        for object in ObjectType::ALL {
            let ids: Vec<String> = all.iter().filter(|id| id.object == object).map(|id| id.id.clone()).collect();
            if !ids.is_empty() {
                self.read_by_id(object, &ids).await?;
                all.retain(|id| id.object != object);
                set_partly_linked(self.database, &all)?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hanging(new: usize, again: usize, is_cut: bool) -> Hanging {
        let ids = |first: usize, count: usize| (first..first + count).rev().map(|id| id.to_string()).collect();
        Hanging { new: ids(1_000, new), again: ids(1, again), is_cut }
    }

    fn cost(look: &Look) -> usize {
        match look {
            Look::One(..) | Look::Again(..) => 1,
            Look::New(..) | Look::Since(..) => 2,
        }
    }

    proptest::proptest! {
        /// Whatever hangs on an account, no more calls are spent than there are, and what is left out is said.
        #[test]
        fn no_more_calls_are_spent_than_there_are(
            found in proptest::collection::btree_map(0_usize..9, (0_usize..150, 0_usize..150, proptest::bool::ANY), 0..9),
            calls in 0_usize..7,
        ) {
            let all: BTreeMap<ObjectType, Hanging> = found
                .iter()
                .map(|(object, (new, again, cut))| (ObjectType::ALL[*object], hanging(*new, *again, *cut)))
                .collect();
            let (looks, is_partial) = choose(&all, calls);
            proptest::prop_assert!(looks.iter().map(cost).sum::<usize>() <= calls);
            for (object, found) in all {
                let asked = |id: &String| looks.iter().any(|look| match look {
                    Look::One(of, one) => *of == object && one == id,
                    Look::New(of, new, again) => *of == object && (new.contains(id) || again.contains(id)),
                    Look::Again(of, again) => *of == object && again.contains(id),
                    Look::Since(of) => *of == object,
                });
                proptest::prop_assert!(is_partial || found.new.iter().all(asked), "{object}: something new is left out unsaid");
            }
        }
    }

    #[test]
    fn a_new_mail_comes_before_a_moved_meeting() {
        let all = BTreeMap::from([
            (ObjectType::Email, hanging(1, 0, false)),
            (ObjectType::Meeting, hanging(0, 2, false)),
            (ObjectType::Note, hanging(1, 0, false)),
        ]);
        let one = |object| Look::One(object, "1000".to_owned());
        assert_eq!(choose(&all, 1), (vec![one(ObjectType::Email)], true));
        let again = Look::Again(ObjectType::Meeting, vec!["2".to_owned(), "1".to_owned()]);
        assert_eq!(choose(&all, 3), (vec![one(ObjectType::Email), one(ObjectType::Note), again], false));
        assert_eq!(choose(&BTreeMap::new(), 0), (Vec::new(), false));
    }
}
