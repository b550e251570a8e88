//! Which deal and which meeting an account's drafts are about. One rule for all who ask. Pure.

use crate::{Deal, DealFile, Dossier, Entry, Meeting, MeetingState, ObjectType, Record, RecordId};
use jiff::Timestamp;

impl Dossier {
    /// The meeting that runs, else the one that comes next; failing both, the last one of today that nobody has logged an outcome for.
    pub fn next_meeting(&self) -> Option<&Entry> {
        let planned = |entry: &&Entry| {
            entry.activity.object().is_meeting() && entry.record.meeting_state() == MeetingState::Planned
        };
        let planned = || self.entries.iter().filter(planned);
        let ahead = planned().filter(|entry| !Meeting(&entry.record).is_over(entry.activity.at, self.as_of));
        let day = |at: Timestamp| at.to_zoned(self.zone.clone()).date();
        ahead.min_by_key(|entry| which_first(entry.activity.at, self.as_of)).or_else(|| {
            planned().filter(|entry| day(entry.activity.at) == day(self.as_of)).max_by_key(|entry| entry.activity.at)
        })
    }

    /// The last time anybody spoke with them and left words: a talk with a transcript, or a meeting that took place.
    pub fn last_talk(&self) -> Option<&Entry> {
        let left_words = |entry: &&Entry| entry.record.left_words(&entry.documents);
        self.entries.iter().filter(|entry| entry.activity.at <= self.as_of).rfind(left_words)
    }

    /// The person that drafts are about: who was named, else somebody of the next meeting, else of the last talk, else the only contact or the
    /// one whose record changed last.
    pub fn meant_person(&self) -> Option<&Record> {
        let of =
            |entry: Option<&Entry>| entry.and_then(|entry| entry.participants.iter().find_map(|id| self.person(id)));
        let named = self.contact.as_ref();
        named
            .and_then(|id| self.person(id).or(Some(&self.account).filter(|account| account.id == *id)))
            .or_else(|| of(self.next_meeting()))
            .or_else(|| of(self.last_talk()))
            .or_else(|| self.contacts.iter().max_by_key(|contact| contact.modified_at))
            .or_else(|| Some(&self.account).filter(|account| account.id.object == ObjectType::Contact))
    }

    /// The deal that drafts are about, as [`Dossier::choose_deal`] chose it.
    pub fn meant_deal(&self) -> Option<&DealFile> {
        let meant = self.deal.as_ref()?;
        self.deals.iter().find(|deal| deal.record.id == *meant)
    }

    /// The deal that drafts are about, where it is open: what is proposed for a deal is proposed for this one.
    pub fn open_deal(&self) -> Option<&DealFile> {
        self.meant_deal().filter(|deal| !self.is_closed(&deal.record))
    }

    /// Decides which deal drafts are about: the one that was `named`; else of the open ones, one that the next meeting or the last talk is
    /// `linked` to; else the largest open one, of equal ones the one that changed last; else the one that changed last.
    ///
    /// `linked` holds the deals of the next meeting and of the last talk, what counts most first.
    pub fn choose_deal(&mut self, named: Option<&RecordId>, linked: &[RecordId]) {
        let by_id = |id: &RecordId| self.deals.iter().find(|deal| deal.record.id == *id);
        let is_open = |deal: &&DealFile| !self.is_closed(&deal.record);
        let size = |deal: &&DealFile| (Deal(&deal.record).amount().unwrap_or(0), deal.record.modified_at);
        let named = named.and_then(by_id);
        let chosen = named
            .or_else(|| linked.iter().filter_map(by_id).find(is_open))
            .or_else(|| self.deals.iter().filter(is_open).max_by_key(size))
            .or_else(|| self.deals.iter().max_by_key(|deal| deal.record.modified_at));
        self.deal = chosen.map(|deal| deal.record.id.clone());
    }
}

/// Orders meetings that are not over: the one that began first goes on until its end, then comes the nearest of those ahead.
pub fn which_first(starts: Timestamp, now: Timestamp) -> (bool, Timestamp) {
    (now < starts, starts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_meeting_that_runs_goes_before_the_next() {
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        let now = at("2026-03-04T09:20:00Z");
        let mut starts = ["09:30", "10:00", "09:00", "09:15"].map(|time| at(&format!("2026-03-04T{time}:00Z")));
        starts.sort_by_key(|starts| which_first(*starts, now));
        let order: Vec<String> = starts.iter().map(|starts| starts.strftime("%H:%M").to_string()).collect();
        assert_eq!(order, ["09:00", "09:15", "09:30", "10:00"]);
    }
}
