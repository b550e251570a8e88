//! Erasing a person from SQLite: what is theirs goes, with every version; where others' records name them, the name goes.

use crate::{
    Database, Forgotten, StoreError,
    audit::erase_payloads,
    chunks::delete_chunks,
    doing,
    packed::{PROPERTIES, Reader},
    packing::{packs_of, take_apart},
    programs::forget_program_calls,
    records::read_id,
    texts::{document_by_row, put_voices, turns_of},
    tombstone::{bury, name_key},
};
use aho_corasick::AhoCorasick;
use domain::property;
use domain::{ObjectType, RecordId};
use jiff::Timestamp;
use rusqlite::{Transaction, params};
use std::collections::{BTreeMap, BTreeSet};

const ERASING: &str = "erasing a person";
/// Setting that says that the index still holds somebody who was erased; whoever opens it for writing removes it first.
const CONDEMNED: &str = "index_condemned";

/// What an erasure will take, worked out before anything is touched.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Erasure {
    /// The person's contact, and ids that were merged into it.
    pub person: Vec<RecordId>,
    /// Every record that goes, the person's own first: the activities they took part in, tickets that are nobody else's, and pages that
    /// were saved for them where they were an account of their own.
    pub gone: Vec<RecordId>,
    /// The person's e-mail addresses, in lower case.
    pub addresses: BTreeSet<String>,
    /// The person's full names as they were spelled, unless somebody else here has the same.
    pub names: BTreeSet<String>,
    /// Drafts that cite or name them, with the proposals made of them.
    pub drafts: BTreeSet<String>,
    /// Proposals among those whose note may be on its way to HubSpot right now.
    pub in_flight: Vec<String>,
    /// Whether no tombstone is set: what goes may come back by a later sync.
    pub may_come_back: bool,
}

/// How many rows were erased, by what they were.
pub type Erased = BTreeMap<&'static str, usize>;

type Properties = BTreeMap<String, String>;

impl Database {
    /// Works out what goes with a person. Reads every version of every record once.
    pub fn plan_erasure(&self, contact: &RecordId) -> Result<Erasure, StoreError> {
        let mut plan = Erasure { person: vec![contact.clone()], ..Erasure::default() };
        let aliases: Vec<String> = self
            .lock()
            .prepare_cached("SELECT alias FROM alias WHERE object = ?1 AND id = ?2")
            .and_then(|mut select| {
                select.query_map([contact.object.singular(), &contact.id], |row| row.get(0))?.collect()
            })
            .map_err(doing(ERASING))?;
        plan.person.extend(aliases.into_iter().map(|id| RecordId::new(contact.object, id)));

        let mut spelled = BTreeSet::new();
        let mut taken: BTreeSet<String> = self.owners()?.iter().filter_map(|owner| name_key(&owner.name)).collect();
        self.each_version(|_, id, properties| {
            if id.object != ObjectType::Contact {
                return Ok(());
            }
            let name = full_name(properties);
            if !plan.person.contains(id) {
                taken.extend(name_key(&name));
                return Ok(());
            }
            plan.addresses.extend(addresses_of(properties));
            if !name.is_empty() {
                spelled.insert(name);
            }
            Ok(())
        })?;
        plan.names =
            spelled.into_iter().filter(|name| name_key(name).is_some_and(|key| !taken.contains(&key))).collect();

        let mut gone: BTreeSet<RecordId> = self.took_part(&plan.person)?;
        self.each_version(|_, id, properties| {
            if id.object == ObjectType::Email && !plan.addresses.is_disjoint(&addresses_of(properties)) {
                gone.insert(id.clone());
            }
            Ok(())
        })?;
        gone.extend(self.calls_heard(&plan.addresses)?);
        gone.extend(self.saved_for(&plan.person)?);
        plan.gone = plan.person.iter().cloned().chain(gone).collect();
        self.find_drafts(&mut plan)?;
        Ok(plan)
    }

    /// Works out what goes with several people, of whom it is known already which records go.
    pub fn plan_erasure_of(&self, gone: &BTreeSet<RecordId>) -> Result<Erasure, StoreError> {
        let mut all = Erasure::default();
        for person in gone.iter().filter(|id| id.object == ObjectType::Contact) {
            let one = self.plan_erasure(person)?;
            all.person.extend(one.person);
            all.addresses.extend(one.addresses);
            all.names.extend(one.names);
            all.gone.extend(one.gone);
        }
        let known: BTreeSet<RecordId> = all.gone.iter().cloned().collect();
        all.gone.extend(gone.difference(&known).cloned());
        self.find_drafts(&mut all)?;
        Ok(all)
    }

    /// Works out what goes with records that are to go without a tombstone, each by itself: drafts of them or that say what they say go too.
    pub(crate) fn plan_removal(&self, gone: BTreeSet<RecordId>) -> Result<Erasure, StoreError> {
        let mut plan = Erasure { gone: gone.into_iter().collect(), may_come_back: true, ..Erasure::default() };
        if !plan.gone.is_empty() {
            self.find_drafts(&mut plan)?;
        }
        Ok(plan)
    }

    /// Activities that hang on these contacts, and tickets that hang on no other.
    fn took_part(&self, person: &[RecordId]) -> Result<BTreeSet<RecordId>, StoreError> {
        let mut found = BTreeSet::new();
        for contact in person {
            found.extend(self.ids(
                "SELECT DISTINCT object, id FROM link WHERE other_object = 'contact' AND other_id = ?1
                     AND object IN ('note', 'call', 'email', 'meeting', 'task', 'ticket', 'conversation', 'appointment')",
                &[&contact.id],
            )?);
        }
        let mut kept = BTreeSet::new();
        for ticket in found.iter().filter(|id| id.object == ObjectType::Ticket) {
            let others = self.ids(
                "SELECT other_object, other_id FROM link WHERE object = 'ticket' AND id = ?1 AND other_object = 'contact'",
                &[&ticket.id],
            )?;
            if others.iter().any(|other| !person.contains(other)) {
                kept.insert(ticket.clone());
            }
        }
        Ok(found.difference(&kept).cloned().collect())
    }

    /// Calls in which somebody with one of these addresses spoke.
    fn calls_heard(&self, addresses: &BTreeSet<String>) -> Result<Vec<RecordId>, StoreError> {
        let mut found = Vec::new();
        for address in addresses {
            found.extend(self.ids(
                "SELECT DISTINCT d.object, d.record_id FROM voice v JOIN document d ON d.id = v.document WHERE lower(v.email) = ?1",
                &[address],
            )?);
        }
        Ok(found)
    }

    /// Pages that were saved for these contacts, where they were accounts of their own.
    fn saved_for(&self, person: &[RecordId]) -> Result<Vec<RecordId>, StoreError> {
        let mut found = Vec::new();
        for contact in person {
            found.extend(self.ids(
                "SELECT 'shelf', CAST(id AS TEXT) FROM shelf_document WHERE account_object = 'contact' AND account_id = ?1 ORDER BY id",
                &[&contact.id],
            )?);
        }
        Ok(found)
    }

    fn find_drafts(&self, plan: &mut Erasure) -> Result<(), StoreError> {
        let found = automaton(&needles_of(plan))?;
        let gone: BTreeSet<String> = plan.gone.iter().map(RecordId::to_string).collect();
        let connection = self.lock();
        let rows: Vec<(String, String, String, String, String)> = connection
            .prepare_cached(
                "SELECT d.id, d.target, d.items, coalesce(p.id, ''), coalesce(p.payload, '') || coalesce(p.reason, '') || coalesce(e.payload, '')
                 FROM draft d LEFT JOIN proposal p ON p.draft = d.id LEFT JOIN outbox_entry e ON e.proposal = p.id",
            )
            .and_then(|mut select| {
                select
                    .query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?)))?
                    .collect()
            })
            .map_err(doing(ERASING))?;
        for (draft, target, items, _, payload) in rows {
            if gone.contains(&target) || found.is_match(&items) || found.is_match(&payload) {
                plan.drafts.insert(draft);
            }
        }
        for draft in &plan.drafts {
            let moving: Vec<String> = connection
                .prepare_cached(
                    "SELECT p.id FROM proposal p JOIN outbox_entry e ON e.proposal = p.id
                     WHERE p.draft = ?1 AND e.status IN ('sending', 'unknown', 'sent')",
                )
                .and_then(|mut select| select.query_map([draft], |row| row.get(0))?.collect())
                .map_err(doing(ERASING))?;
            plan.in_flight.extend(moving);
        }
        Ok(())
    }

    /// Carries a plan out, in one transaction: tombstones, deletions, names out of what stays. What was erased may still lie in free
    /// pages, in the log and in the index: [`Database::vacuum`], [`Database::empty_log`] and a new index follow.
    pub fn erase(&self, plan: &Erasure, now: Timestamp) -> Result<Erased, StoreError> {
        // Freed pages are overwritten at once rather than at the next VACUUM: a crash in between leaves less.
        self.lock().pragma_update(None, "secure_delete", true).map_err(doing(ERASING))?;
        let names: BTreeSet<String> = plan.names.iter().filter_map(|name| name_key(name)).collect();
        let mut erased = self.transaction(ERASING, |tx| {
            if !plan.may_come_back {
                bury(tx, &plan.gone, &plan.addresses, &names, now)?;
            }
            let mut erased = Erased::new();
            let mut packs = BTreeSet::new();
            erased.insert("unsent", delete_unsent(tx, plan)?);
            for id in &plan.gone {
                packs.extend(packs_of(tx, id)?);
                delete_record(tx, id, &mut erased)?;
            }
            take_apart(tx, &packs)?;
            forget_waiting(tx, plan, &mut erased)?;
            // Lines of the log stay, since they are to show that something happened; what they say of the person does not.
            let said = erase_payloads(tx, &proposals_of(tx, &plan.drafts)?, &automaton(&needles_of(plan))?, now)?;
            erased.insert("audit_payloads", said);
            for draft in &plan.drafts {
                delete_draft(tx, draft, &mut erased)?;
            }
            // What was kept of the digest quotes people without saying where: it is made anew.
            erased.insert("digest", tx.execute("DELETE FROM digest_share", []).map_err(doing(ERASING))?);
            // A prompt holds what people said without their names: none of them is sure to be somebody else's.
            let texts = tx.execute("UPDATE model_call SET sent = '', reply = '' WHERE sent <> '' OR reply <> ''", []);
            erased.insert("model_texts", texts.map_err(doing(ERASING))?);
            let accounts = plan.gone.iter().map(RecordId::to_string);
            let (calls, questions) = forget_program_calls(tx, accounts, &needles_of(plan))?;
            erased.insert("program_calls", calls);
            erased.insert("program_questions", questions);
            tx.execute("INSERT OR REPLACE INTO setting (name, value) VALUES (?1, 'true')", [CONDEMNED])
                .map_err(doing(ERASING))?;
            Ok(erased)
        })?;
        erased.insert("redacted", self.redact()?);
        let vectors = self.drop_unused_vectors(now, jiff::SignedDuration::ZERO)?;
        erased.insert("vectors", vectors);
        self.rebuild_membership()?;
        self.forget_lately();
        Ok(erased)
    }

    /// Takes the names and addresses of everybody forgotten out of what stays. Doing it again changes nothing. Returns how many rows
    /// it changed.
    pub fn redact(&self) -> Result<usize, StoreError> {
        let forgotten = self.forgotten()?;
        self.transaction(ERASING, |tx| {
            let mut changed = redact_versions(tx, &forgotten)?;
            changed += redact_documents(tx, &forgotten)?;
            changed += redact_plain(tx, &forgotten)?;
            Ok(changed)
        })
    }

    /// Whether the index still holds somebody who was erased.
    pub fn is_index_condemned(&self) -> Result<bool, StoreError> {
        Ok(self.setting(CONDEMNED)?.is_some())
    }

    /// Notes that the condemned index is gone; what it held has to be indexed anew.
    pub fn index_is_gone(&self) -> Result<(), StoreError> {
        self.reset_indexed()?;
        self.index_is_rebuilt()
    }

    /// Notes that another index stands in the condemned one's place.
    pub fn index_is_rebuilt(&self) -> Result<(), StoreError> {
        self.lock().execute("DELETE FROM setting WHERE name = ?1", [CONDEMNED]).map_err(doing(ERASING))?;
        Ok(())
    }

    /// Reads every version of every record, oldest first: its number, whose it is, its properties.
    pub(crate) fn each_version(
        &self,
        mut visit: impl FnMut(i64, &RecordId, &Properties) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let connection = self.lock();
        let mut select = connection
            .prepare_cached(&format!(
                "SELECT object, id, version, {} FROM record_version v ORDER BY version",
                PROPERTIES
            ))
            .map_err(doing("reading versions"))?;
        let mut rows = select.query([]).map_err(doing("reading versions"))?;
        let reader = self.reader(&connection);
        while let Some(row) = rows.next().map_err(doing("reading versions"))? {
            let id = read_id(row, 0).map_err(doing("reading versions"))??;
            let version = row.get(2).map_err(doing("reading versions"))?;
            let properties = reader.text(row.get_ref(3).map_err(doing("reading versions"))?)?;
            visit(version, &id, &decode(&properties)?)?;
        }
        Ok(())
    }
}

fn decode(properties: &str) -> Result<Properties, StoreError> {
    serde_json::from_str(properties).map_err(|_| StoreError::Unreadable { what: "record" })
}

fn full_name(properties: &Properties) -> String {
    let part = |name: &str| properties.get(name).map(|value| value.trim()).filter(|value| !value.is_empty());
    [part(property::FIRST_NAME), part(property::LAST_NAME)].into_iter().flatten().collect::<Vec<_>>().join(" ")
}

/// The addresses a contact has, or a mail came from and went to, in lower case.
pub fn addresses_of(properties: &Properties) -> BTreeSet<String> {
    let names = [
        property::EMAIL,
        property::ADDITIONAL_EMAILS,
        property::EMAIL_FROM,
        property::EMAIL_TO,
        property::EMAIL_CC,
        property::EMAIL_BCC,
    ];
    names
        .iter()
        .filter_map(|name| properties.get(*name))
        .flat_map(|value| value.split(|c: char| c.is_whitespace() || ";,<>\"".contains(c)))
        .filter(|word| word.contains('@'))
        .map(str::to_lowercase)
        .collect()
}

/// Finds any of some strings, letters of either case alike. Empty ones are left out.
pub(crate) fn automaton(needles: &[String]) -> Result<AhoCorasick, StoreError> {
    AhoCorasick::builder()
        .ascii_case_insensitive(true)
        .build(needles.iter().filter(|needle| !needle.is_empty()))
        .map_err(|_| StoreError::Unreadable { what: "list of names" })
}

fn delete_record(tx: &Transaction<'_>, id: &RecordId, erased: &mut Erased) -> Result<(), StoreError> {
    let (object, id) = (id.object.singular(), id.id.as_str());
    let chunks: usize = tx
        .prepare_cached(
            "SELECT coalesce(sum(units + windows), 0) FROM chunked
             WHERE document IN (SELECT id FROM document WHERE object = ?1 AND record_id = ?2)",
        )
        .and_then(|mut select| select.query_row([object, id], |row| row.get(0)))
        .map_err(doing(ERASING))?;
    *erased.entry("chunks").or_default() += chunks;
    let mut delete = |what: &'static str, sql: &str| -> Result<(), StoreError> {
        let gone =
            tx.prepare_cached(sql).and_then(|mut delete| delete.execute([object, id])).map_err(doing(ERASING))?;
        *erased.entry(what).or_default() += gone;
        Ok(())
    };
    delete(
        "readings",
        "DELETE FROM reading WHERE document IN (SELECT id FROM document WHERE object = ?1 AND record_id = ?2)",
    )?;
    delete(
        "readings",
        "DELETE FROM read_lines WHERE document IN (SELECT id FROM document WHERE object = ?1 AND record_id = ?2)",
    )?;
    delete("documents", "DELETE FROM document WHERE object = ?1 AND record_id = ?2")?;
    delete("records", "DELETE FROM record WHERE object = ?1 AND id = ?2")?;
    delete("versions", "DELETE FROM record_version WHERE object = ?1 AND id = ?2")?;
    delete("history", "DELETE FROM property_history WHERE object = ?1 AND id = ?2")?;
    delete("former_ids", "DELETE FROM alias WHERE object = ?1 AND (id = ?2 OR alias = ?2)")?;
    delete("associations", "DELETE FROM association WHERE from_object = ?1 AND from_id = ?2")?;
    delete("associations", "DELETE FROM association WHERE to_object = ?1 AND to_id = ?2")?;
    delete("activities", "DELETE FROM activity WHERE object = ?1 AND id = ?2")?;
    delete("memberships", "DELETE FROM membership WHERE object = ?1 AND id = ?2")?;
    delete("memberships", "DELETE FROM membership WHERE account_object = ?1 AND account_id = ?2")?;
    delete(
        "transcripts",
        "DELETE FROM transcript WHERE call_id = CASE ?1 WHEN 'call' THEN ?2 ELSE ?1 || ':' || ?2 END",
    )?;
    delete("asked", "DELETE FROM transcript_asked WHERE object = ?1 AND id = ?2")?;
    delete("shelf", "DELETE FROM shelf_document WHERE ?1 = 'shelf' AND id = CAST(?2 AS INTEGER)")?;
    delete("jottings", "DELETE FROM jotting WHERE account_object = ?1 AND account_id = ?2")?;
    delete("conversations", "DELETE FROM conversation WHERE place_object = ?1 AND place_id = ?2")?;
    delete("appointments", "DELETE FROM appointment WHERE ?1 = 'appointment' AND id = CAST(?2 AS INTEGER)")?;
    delete("kept_from_models", "DELETE FROM kept_from_models WHERE ?1 = 'contact' AND contact_id = ?2")?;
    delete("promises", "DELETE FROM promise_mark WHERE object = ?1 AND record_id = ?2")?;
    delete("skipped", "DELETE FROM skipped WHERE object = ?1 AND id = ?2")?;
    delete(
        "events",
        "DELETE FROM rule_run WHERE event IN (SELECT id FROM event WHERE object = ?1 AND record_id = ?2)",
    )?;
    delete("events", "DELETE FROM event WHERE object = ?1 AND record_id = ?2")?;
    Ok(())
}

/// Conversations without a place that name somebody: nobody has said yet whose they are, so they go whole.
fn forget_waiting(tx: &Transaction<'_>, plan: &Erasure, erased: &mut Erased) -> Result<(), StoreError> {
    let named: Vec<String> = plan.addresses.iter().chain(&plan.names).cloned().collect();
    let found = automaton(&named)?;
    let rows: Vec<(i64, String)> = tx
        .prepare_cached("SELECT id, people || file || title || words FROM conversation WHERE state <> 'kept'")
        .and_then(|mut select| select.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect())
        .map_err(doing(ERASING))?;
    for (id, _) in rows.iter().filter(|(_, said)| found.is_match(said)) {
        *erased.entry("conversations").or_default() +=
            tx.execute("DELETE FROM conversation WHERE id = ?1", [id]).map_err(doing(ERASING))?;
    }
    Ok(())
}

/// What tells that a text is about somebody: addresses, names, and their records.
fn needles_of(plan: &Erasure) -> Vec<String> {
    let mut needles: Vec<String> = plan.addresses.iter().chain(&plan.names).cloned().collect();
    for id in &plan.gone {
        // As a citation, as an id on its own, and as the pages' JSON has it.
        needles.push(format!("{id}/"));
        needles.push(format!("\"{id}\""));
        needles.push(format!("\"type\":\"{}\",\"id\":\"{}\"", id.object, id.id));
    }
    needles
}

/// Deletes what was begun about an account of theirs, what names them, and what belongs to no account, such as the last search: none of it is
/// sure to be about somebody else.
fn delete_unsent(tx: &Transaction<'_>, plan: &Erasure) -> Result<usize, StoreError> {
    let mut accounts: BTreeSet<String> = plan.gone.iter().map(RecordId::to_string).collect();
    for id in &plan.gone {
        let homes: Vec<(String, String)> = tx
            .prepare_cached("SELECT account_object, account_id FROM membership WHERE object = ?1 AND id = ?2")
            .and_then(|mut select| {
                select
                    .query_map([id.object.singular(), id.id.as_str()], |row| Ok((row.get(0)?, row.get(1)?)))?
                    .collect()
            })
            .map_err(doing(ERASING))?;
        accounts.extend(homes.into_iter().map(|(object, id)| format!("{object}:{id}")));
    }
    let names_them = automaton(&needles_of(plan))?;
    let begun: Vec<(String, String, String)> = tx
        .prepare_cached("SELECT name, account, title || ' ' || texts FROM unsent")
        .and_then(|mut select| select.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?.collect())
        .map_err(doing(ERASING))?;
    let mut gone = 0;
    for (name, account, text) in begun {
        if account.is_empty() || accounts.contains(&account) || names_them.is_match(&name) || names_them.is_match(&text)
        {
            gone += tx.execute("DELETE FROM unsent WHERE name = ?1", [&name]).map_err(doing(ERASING))?;
        }
    }
    Ok(gone)
}

fn proposals_of(tx: &Transaction<'_>, drafts: &BTreeSet<String>) -> Result<BTreeSet<String>, StoreError> {
    let mut proposals = BTreeSet::new();
    for draft in drafts {
        let of_draft: Vec<String> = tx
            .prepare_cached("SELECT id FROM proposal WHERE draft = ?1")
            .and_then(|mut select| select.query_map([draft], |row| row.get(0))?.collect())
            .map_err(doing(ERASING))?;
        proposals.extend(of_draft);
    }
    Ok(proposals)
}

fn delete_draft(tx: &Transaction<'_>, draft: &str, erased: &mut Erased) -> Result<(), StoreError> {
    let proposals: Vec<String> = tx
        .prepare_cached("SELECT id FROM proposal WHERE draft = ?1")
        .and_then(|mut select| select.query_map([draft], |row| row.get(0))?.collect())
        .map_err(doing(ERASING))?;
    for proposal in &proposals {
        for (what, sql) in [
            ("outbox", "DELETE FROM outbox_entry WHERE proposal = ?1"),
            ("attempts", "DELETE FROM attempt WHERE proposal = ?1"),
            ("ratings", "DELETE FROM rating WHERE proposal = ?1"),
            ("proposals", "DELETE FROM proposal WHERE id = ?1"),
        ] {
            *erased.entry(what).or_default() += tx.execute(sql, [proposal]).map_err(doing(ERASING))?;
        }
    }
    tx.execute("DELETE FROM draft_event WHERE draft = ?1", [draft]).map_err(doing(ERASING))?;
    tx.execute("DELETE FROM draft_program WHERE draft = ?1", [draft]).map_err(doing(ERASING))?;
    *erased.entry("drafts").or_default() +=
        tx.execute("DELETE FROM draft WHERE id = ?1", [draft]).map_err(doing(ERASING))?;
    Ok(())
}

fn redact_versions(tx: &Transaction<'_>, forgotten: &Forgotten) -> Result<usize, StoreError> {
    let numbers: Vec<i64> = tx
        .prepare_cached("SELECT version FROM record_version")
        .and_then(|mut select| select.query_map([], |row| row.get(0))?.collect())
        .map_err(doing(ERASING))?;
    let reader = Reader::of(tx);
    let (mut changed, mut packs) = (0, BTreeSet::new());
    for number in numbers {
        let (id, text) = tx
            .prepare_cached(&format!("SELECT object, id, {PROPERTIES} FROM record_version v WHERE version = ?1"))
            .and_then(|mut select| {
                select.query_row([number], |row| Ok((read_id(row, 0)?, reader.text(row.get_ref(2)?))))
            })
            .map_err(doing(ERASING))?;
        let (id, text) = (id?, text?);
        let mut properties = decode(&text)?;
        if redact_properties(&mut properties, forgotten) {
            let text = serde_json::to_string(&properties).map_err(|_| StoreError::Unreadable { what: "record" })?;
            packs.extend(packs_of(tx, &id)?);
            tx.execute(
                "UPDATE record_version SET properties = ?2, packed = x'' WHERE version = ?1",
                params![number, text],
            )
            .map_err(doing(ERASING))?;
            changed += 1;
        }
    }
    // What stood in them before still does.
    take_apart(tx, &packs)?;
    Ok(changed)
}

/// Takes the forgotten out of a record's values. Returns whether there was anybody.
pub fn redact_properties(properties: &mut Properties, forgotten: &Forgotten) -> bool {
    let mut changed = false;
    for value in properties.values_mut() {
        if let Some(redacted) = forgotten.redacted(value) {
            *value = redacted;
            changed = true;
        }
    }
    changed
}

fn redact_documents(tx: &Transaction<'_>, forgotten: &Forgotten) -> Result<usize, StoreError> {
    // The current version last: should two versions become alike, the newer stays.
    let rows: Vec<i64> = tx
        .prepare_cached("SELECT id FROM document ORDER BY current, modified_at, id")
        .and_then(|mut select| select.query_map([], |row| row.get(0))?.collect())
        .map_err(doing(ERASING))?;
    let (mut changed, mut packs) = (0, BTreeSet::new());
    for row in rows {
        let Some(mut document) = document_by_row(tx, row)? else { continue };
        if !forgotten.redact_document(&mut document) {
            continue;
        }
        changed += 1;
        packs.extend(packs_of(tx, &document.record)?);
        delete_chunks(tx, row)?;
        // Its sentences stand elsewhere now.
        tx.execute("DELETE FROM reading WHERE document = ?1", [row]).map_err(doing(ERASING))?;
        let (voices, turns) = turns_of(&document.utterances)?;
        tx.execute(
            "UPDATE OR REPLACE document SET text = ?2, packed = x'', content_hash = ?3, speaker = ?4, turns = ?5, chunker = 0
             WHERE id = ?1",
            params![
                row,
                document.text,
                document.content_hash().as_str(),
                document.speaker.as_deref().unwrap_or_default(),
                turns
            ],
        )
        .map_err(doing(ERASING))?;
        put_voices(tx, row, &voices)?;
    }
    take_apart(tx, &packs)?;
    Ok(changed)
}

/// Titles, values of the past, reasons: short texts in columns of their own.
fn redact_plain(tx: &Transaction<'_>, forgotten: &Forgotten) -> Result<usize, StoreError> {
    let columns = [
        ("activity", "title"),
        ("property_history", "value"),
        ("proposal", "reason"),
        ("shelf_folder", "path"),
        ("shelf_document", "path"),
        ("shelf_document", "title"),
        ("shelf_document", "url"),
        ("jotting", "text"),
        ("conversation", "file"),
        ("conversation", "title"),
        ("conversation", "people"),
        ("conversation", "recorded_by"),
        ("conversation", "why"),
        ("conversation", "words"),
        ("conversation_folder", "path"),
        ("conversation_file", "path"),
        ("conversation_file", "problem"),
        ("recorder", "owner"),
        ("recorder", "problem"),
        ("recorder_item", "problem"),
    ];
    let mut changed = 0;
    for (table, column) in columns {
        let values: Vec<String> = tx
            .prepare(&format!("SELECT DISTINCT {column} FROM {table}"))
            .and_then(|mut select| select.query_map([], |row| row.get(0))?.collect())
            .map_err(doing(ERASING))?;
        for value in values {
            let Some(redacted) = forgotten.redacted(&value) else { continue };
            changed += tx
                .execute(&format!("UPDATE {table} SET {column} = ?2 WHERE {column} = ?1"), [&value, &redacted])
                .map_err(doing(ERASING))?;
        }
    }
    Ok(changed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_come_out_of_lists() {
        let properties: Properties = [
            ("email", "Ada@X.example"),
            ("hs_additional_emails", "a@b.example;c@d.example"),
            ("hs_email_to_email", "Bo <bo@y.example>, \"Cy\" <cy@z.example>"),
            ("phone", "not@looked.at"),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .into();
        let expected = ["a@b.example", "ada@x.example", "bo@y.example", "c@d.example", "cy@z.example"];
        assert_eq!(addresses_of(&properties), expected.map(str::to_owned).into());
    }
}
