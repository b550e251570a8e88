-- Instants are milliseconds since 1970, UTC. Records are named by (object, id) as in `contact:123`. Nothing here is overwritten
-- that a brief "as of" some morning would need: a record's values live in its versions.

CREATE TABLE setting (
    name  TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE owner (
    id       TEXT NOT NULL PRIMARY KEY,
    email    TEXT NOT NULL,
    name     TEXT NOT NULL,
    archived INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Pipelines and property definitions are snapshots, kept as JSON: they are read whole.
CREATE TABLE metadata (
    kind   TEXT NOT NULL,
    object TEXT NOT NULL,
    body   TEXT NOT NULL,
    PRIMARY KEY (kind, object)
) STRICT, WITHOUT ROWID;

CREATE TABLE record (
    object      TEXT NOT NULL,
    id          TEXT NOT NULL,
    created_at  INTEGER NOT NULL,
    modified_at INTEGER NOT NULL,
    archived    INTEGER NOT NULL,
    version     INTEGER NOT NULL,
    -- The number of the run that last saw it; a sweep archives what it did not see.
    seen_run    INTEGER NOT NULL,
    PRIMARY KEY (object, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE record_version (
    version     INTEGER PRIMARY KEY,
    object      TEXT NOT NULL,
    id          TEXT NOT NULL,
    observed_at INTEGER NOT NULL,
    modified_at INTEGER NOT NULL,
    archived    INTEGER NOT NULL,
    properties  TEXT NOT NULL
) STRICT;
CREATE INDEX record_version_by_record ON record_version (object, id, version);

-- What HubSpot's own history says of the few properties whose past a brief needs.
CREATE TABLE property_history (
    object   TEXT NOT NULL,
    id       TEXT NOT NULL,
    property TEXT NOT NULL,
    at       INTEGER NOT NULL,
    value    TEXT NOT NULL,
    source   TEXT NOT NULL,
    PRIMARY KEY (object, id, property, at)
) STRICT, WITHOUT ROWID;

-- A merged record's former ids.
CREATE TABLE alias (
    object TEXT NOT NULL,
    alias  TEXT NOT NULL,
    id     TEXT NOT NULL,
    PRIMARY KEY (object, alias)
) STRICT, WITHOUT ROWID;

-- Each pair is fetched and stored from one side only; the view below looks from both.
CREATE TABLE association (
    from_object TEXT NOT NULL,
    from_id     TEXT NOT NULL,
    to_object   TEXT NOT NULL,
    to_id       TEXT NOT NULL,
    type_id     INTEGER NOT NULL,
    label       TEXT NOT NULL,
    PRIMARY KEY (from_object, from_id, to_object, to_id, type_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX association_reversed ON association (to_object, to_id);

CREATE VIEW link AS
    SELECT from_object AS object, from_id AS id, to_object AS other_object, to_id AS other_id, label FROM association
    UNION ALL
    SELECT to_object, to_id, from_object, from_id, label FROM association;

-- One row a timeline entry.
CREATE TABLE activity (
    object     TEXT NOT NULL,
    id         TEXT NOT NULL,
    at         INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    title      TEXT NOT NULL,
    PRIMARY KEY (object, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX activity_by_time ON activity (at);

-- Which accounts a record belongs to; derived from associations, rebuilt when they change.
CREATE TABLE membership (
    object         TEXT NOT NULL,
    id             TEXT NOT NULL,
    account_object TEXT NOT NULL,
    account_id     TEXT NOT NULL,
    PRIMARY KEY (account_object, account_id, object, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX membership_by_record ON membership (object, id);

CREATE TABLE transcript (
    call_id TEXT NOT NULL PRIMARY KEY,
    state   TEXT NOT NULL,
    detail  TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Every text that was ever read, so that an old citation still opens. `current` marks the newest.
CREATE TABLE document (
    id           INTEGER PRIMARY KEY,
    object       TEXT NOT NULL,
    record_id    TEXT NOT NULL,
    part         TEXT NOT NULL,
    content_hash TEXT NOT NULL,
    text         TEXT NOT NULL,
    speaker      TEXT NOT NULL,
    at           INTEGER NOT NULL,
    modified_at  INTEGER NOT NULL,
    observed_at  INTEGER NOT NULL,
    current      INTEGER NOT NULL,
    -- The chunker version whose chunks are stored; 0 before the first.
    chunker      INTEGER NOT NULL DEFAULT 0,
    UNIQUE (object, record_id, part, content_hash)
) STRICT;
CREATE INDEX document_to_chunk ON document (current, chunker);

CREATE TABLE utterance (
    document   INTEGER NOT NULL REFERENCES document (id) ON DELETE CASCADE,
    seq        INTEGER NOT NULL,
    speaker    TEXT NOT NULL,
    email      TEXT NOT NULL,
    span_start INTEGER NOT NULL,
    span_end   INTEGER NOT NULL,
    start_ms   INTEGER NOT NULL,
    end_ms     INTEGER NOT NULL,
    PRIMARY KEY (document, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE chunk (
    id            TEXT NOT NULL PRIMARY KEY,
    document      INTEGER NOT NULL REFERENCES document (id) ON DELETE CASCADE,
    level         TEXT NOT NULL,
    span_start    INTEGER NOT NULL,
    span_end      INTEGER NOT NULL,
    speaker       TEXT NOT NULL,
    embedded_text TEXT NOT NULL,
    -- Key into embedding: a hash of embedded_text.
    text_hash     TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX chunk_by_document ON chunk (document);

-- What the LanceDB tables hold: a chunk's row there is right as long as the fingerprint of what it was made from has not moved.
CREATE TABLE indexed (
    chunk_id    TEXT NOT NULL PRIMARY KEY,
    level       TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    -- The model whose vector is in the index; empty before there is one.
    model       TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE embedding (
    text_hash TEXT NOT NULL,
    model     TEXT NOT NULL,
    -- 32-bit floats, little endian.
    vector    BLOB NOT NULL,
    PRIMARY KEY (text_hash, model)
) STRICT, WITHOUT ROWID;

-- One row: the run in progress, if any, so that it resumes where it stopped.
CREATE TABLE run (
    number  INTEGER PRIMARY KEY,
    state   TEXT NOT NULL
) STRICT;

CREATE TABLE watermark (
    object TEXT NOT NULL PRIMARY KEY,
    at     INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Records in scope that could not be kept, with the reason.
CREATE TABLE skipped (
    object TEXT NOT NULL,
    id     TEXT NOT NULL,
    reason TEXT NOT NULL,
    PRIMARY KEY (object, id)
) STRICT, WITHOUT ROWID;
