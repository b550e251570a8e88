-- What looks after the files, and what keeps the forgotten forgotten.

-- One row a run of the upkeep or of an erasure. It never names anybody.
CREATE TABLE job (
    id              INTEGER PRIMARY KEY,
    kind            TEXT NOT NULL,
    started_at      INTEGER NOT NULL,
    -- 0 while it runs; a row that still has it when the next one starts was cut off.
    ended_at        INTEGER NOT NULL,
    bytes_before    INTEGER NOT NULL,
    versions_before INTEGER NOT NULL,
    bytes_after     INTEGER NOT NULL,
    versions_after  INTEGER NOT NULL,
    -- running, done, refused, failed or cut_off.
    outcome         TEXT NOT NULL,
    error           TEXT NOT NULL
) STRICT;
CREATE INDEX job_by_kind ON job (kind, id);

-- Cached vectors that no chunk uses, and since when: they wait a while before they go.
CREATE TABLE unused_embedding (
    text_hash TEXT NOT NULL,
    model     TEXT NOT NULL,
    since     INTEGER NOT NULL,
    PRIMARY KEY (text_hash, model)
) STRICT, WITHOUT ROWID;

-- Empty, or the properties packed; then `properties` is empty.
ALTER TABLE record_version ADD COLUMN packed BLOB NOT NULL DEFAULT x'';

-- Whom to keep out: keyed hashes of record ids, addresses and names. Without the key, which lies in the same sealed file, they say
-- nothing, and they name nobody with it either.
CREATE TABLE tombstone (
    -- A record's type, or `address`, or `name2` for a name of two words.
    kind TEXT NOT NULL,
    hash TEXT NOT NULL,
    at   INTEGER NOT NULL,
    PRIMARY KEY (kind, hash)
) STRICT, WITHOUT ROWID;

-- The chunker makes it from the document whenever it is wanted: stored, it was three times the text again.
UPDATE chunk SET embedded_text = '';
