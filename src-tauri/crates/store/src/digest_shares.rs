//! What each account gave to the day's digest, and what tells whether it would give the same again.

use crate::{Database, StoreError, doing};
use blake3::Hasher;
use domain::RecordId;
use jiff::Timestamp;
use rusqlite::{Connection, Row, params, types::ValueRef};
use std::collections::BTreeMap;

const MARKING: &str = "looking what changed in each account";
const KEEPING: &str = "keeping the digest";

/// What of a portal as a whole goes into every account's lines: owners, pipelines, the portal, promises the rep decided about.
const OF_THE_PORTAL: [&str; 3] = [
    "SELECT * FROM metadata ORDER BY kind, object",
    "SELECT * FROM owner ORDER BY id",
    "SELECT seq, citation, mark, until FROM promise_mark WHERE at <= ?1 ORDER BY seq",
];

/// What of an account goes into its lines; the first two columns name the account. Times tell only what is past, so that a day that goes on
/// changes nothing but where something of it begins.
const OF_AN_ACCOUNT: [&str; 5] = [
    "SELECT m.account_object, m.account_id, m.object, m.id, r.version, r.archived, a.at, a.title, a.at <= ?1
     FROM membership m JOIN record r USING (object, id) LEFT JOIN activity a USING (object, id)
     ORDER BY m.account_object, m.account_id, m.object, m.id",
    "SELECT m.account_object, m.account_id, d.id, d.speaker, d.at, d.modified_at, d.current, r.rules, l.model, v.speakers
     FROM membership m JOIN document d ON d.object = m.object AND d.record_id = m.id
         LEFT JOIN reading r ON r.document = d.id LEFT JOIN read_lines l ON l.document = d.id
         LEFT JOIN (SELECT document, group_concat(number || ' ' || speaker || ' ' || email, x'0a') AS speakers
                    FROM (SELECT * FROM voice ORDER BY document, number) GROUP BY document) v ON v.document = d.id
     WHERE m.object <> 'shelf' ORDER BY m.account_object, m.account_id, d.id",
    "SELECT m.account_object, m.account_id, h.object, h.id, h.property, h.at, h.value
     FROM membership m JOIN property_history h ON h.object = m.object AND h.id = m.id
     WHERE m.object = 'deal' ORDER BY m.account_object, m.account_id, h.object, h.id, h.property, h.at",
    "SELECT m.account_object, m.account_id, s.from_object, s.from_id, s.to_object, s.to_id, s.type_id, s.label
     FROM membership m JOIN association s ON s.from_object = m.object AND s.from_id = m.id
     ORDER BY m.account_object, m.account_id, s.from_object, s.from_id, s.to_object, s.to_id, s.type_id",
    "SELECT m.account_object, m.account_id, t.call_id, t.state
     FROM membership m JOIN transcript t ON t.call_id = CASE m.object WHEN 'call' THEN m.id ELSE m.object || ':' || m.id END
     ORDER BY m.account_object, m.account_id, t.call_id",
];

/// What an account gives to a digest, as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptShare {
    /// The account.
    pub account: RecordId,
    /// The account's mark when the share was made, as [`Database::account_marks`] gave it.
    pub mark: String,
    /// What it was made from: equal key, equal share.
    pub key: String,
    /// What the account gives, as JSON.
    pub share: String,
}

impl Database {
    /// A mark for each account that is here, of everything its lines in a digest rest on at `now`. Equal marks, equal lines on the same day;
    /// a text that was edited, a record that came or went, a speaker who was named, a promise that was decided about give another.
    pub fn account_marks(&self, now: Timestamp) -> Result<BTreeMap<RecordId, String>, StoreError> {
        marks(&self.lock(), now)
    }

    /// The shares that are kept, by account, each with the key of what it was made from.
    pub fn digest_shares(&self) -> Result<BTreeMap<RecordId, (String, String)>, StoreError> {
        let rows: Vec<(String, String, String, String)> = self
            .lock()
            .prepare_cached("SELECT account_object, account_id, key, share FROM digest_share")
            .and_then(|mut select| {
                select.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))?.collect()
            })
            .map_err(doing(KEEPING))?;
        rows.into_iter().map(|(object, id, key, share)| Ok((id_of(&object, id)?, (key, share)))).collect()
    }

    /// Keeps shares in place of older ones, and drops those of accounts that are `gone`. A share whose account has changed since its mark was
    /// read at `now` is not kept: what was erased meanwhile does not come back by it.
    pub fn put_digest_shares(&self, shares: &[KeptShare], gone: &[RecordId], now: Timestamp) -> Result<(), StoreError> {
        self.transaction(KEEPING, |tx| {
            let marks = marks(tx, now)?;
            let mut put = tx
                .prepare_cached(
                    "INSERT OR REPLACE INTO digest_share (account_object, account_id, key, share) VALUES (?1, ?2, ?3, ?4)",
                )
                .map_err(doing(KEEPING))?;
            for one in shares.iter().filter(|one| marks.get(&one.account) == Some(&one.mark)) {
                put.execute(params![one.account.object.singular(), one.account.id, one.key, one.share])
                    .map_err(doing(KEEPING))?;
            }
            let mut drop = tx
                .prepare_cached("DELETE FROM digest_share WHERE account_object = ?1 AND account_id = ?2")
                .map_err(doing(KEEPING))?;
            for account in gone {
                drop.execute(params![account.object.singular(), account.id]).map_err(doing(KEEPING))?;
            }
            Ok(())
        })
    }
}

fn marks(connection: &Connection, now: Timestamp) -> Result<BTreeMap<RecordId, String>, StoreError> {
    let mut portal = Hasher::new();
    for sql in OF_THE_PORTAL {
        each_row(connection, sql, now, |row| add(&mut portal, row, 0))?;
    }
    let portal = portal.finalize();
    let mut accounts: BTreeMap<(String, String), Hasher> = BTreeMap::new();
    for (number, sql) in (0_u8..).zip(OF_AN_ACCOUNT) {
        each_row(connection, sql, now, |row| {
            let hasher = accounts.entry((row.get(0)?, row.get(1)?)).or_insert_with(|| {
                let mut hasher = Hasher::new();
                hasher.update(portal.as_bytes());
                hasher
            });
            hasher.update(&[number]);
            add(hasher, row, 2)
        })?;
    }
    accounts
        .into_iter()
        .filter(|((object, _), _)| object != "shelf")
        .map(|((object, id), hasher)| Ok((id_of(&object, id)?, hasher.finalize().to_hex().to_string())))
        .collect()
}

fn id_of(object: &str, id: String) -> Result<RecordId, StoreError> {
    let object = object.parse().map_err(|_| StoreError::Unreadable { what: "record type" })?;
    Ok(RecordId::new(object, id))
}

fn each_row(
    connection: &Connection,
    sql: &str,
    now: Timestamp,
    mut visit: impl FnMut(&Row<'_>) -> rusqlite::Result<()>,
) -> Result<(), StoreError> {
    let mut select = connection.prepare_cached(sql).map_err(doing(MARKING))?;
    let takes_now = 0 < select.parameter_count();
    let now = now.as_millisecond();
    let mut rows = if takes_now { select.query([now]) } else { select.query([]) }.map_err(doing(MARKING))?;
    while let Some(row) = rows.next().map_err(doing(MARKING))? {
        visit(row).map_err(doing(MARKING))?;
    }
    Ok(())
}

/// Adds the columns of a row from `first` on, each with its length, so that no two rows read alike.
fn add(hasher: &mut Hasher, row: &Row<'_>, first: usize) -> rusqlite::Result<()> {
    for column in first..row.as_ref().column_count() {
        let value = row.get_ref(column)?;
        let (kind, bytes) = match &value {
            ValueRef::Null => (0_u8, Vec::new()),
            ValueRef::Integer(number) => (1, number.to_le_bytes().to_vec()),
            ValueRef::Real(number) => (2, number.to_le_bytes().to_vec()),
            ValueRef::Text(text) | ValueRef::Blob(text) => (3, text.to_vec()),
        };
        hasher.update(&[kind]);
        hasher.update(&(bytes.len() as u64).to_le_bytes());
        hasher.update(&bytes);
    }
    Ok(())
}
