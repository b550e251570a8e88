-- What is drafted, what the rep decides about it, and what becomes of it in HubSpot. JSON where the shape belongs to another crate.

CREATE TABLE draft (
    id         TEXT NOT NULL PRIMARY KEY,
    kind       TEXT NOT NULL,
    -- What it is about, as in `call:7`.
    target     TEXT NOT NULL,
    request_id TEXT NOT NULL,
    -- Equal input, equal hash: a second draft of it is the first one.
    input_hash TEXT NOT NULL,
    mode       TEXT NOT NULL,
    items      TEXT NOT NULL,
    created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX draft_by_input ON draft (input_hash);

CREATE TABLE proposal (
    id         TEXT NOT NULL PRIMARY KEY,
    draft      TEXT NOT NULL REFERENCES draft (id),
    kind       TEXT NOT NULL,
    target     TEXT NOT NULL,
    -- open, approved or rejected; how far an approved one has come is in its outbox entry.
    decision   TEXT NOT NULL,
    reason     TEXT NOT NULL,
    -- Of everything an approval covers.
    hash       TEXT NOT NULL,
    payload    TEXT NOT NULL,
    created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX proposal_by_draft ON proposal (draft);

-- One a proposal: a second approval of the same proposal finds its row taken, so one approval is one write.
CREATE TABLE outbox_entry (
    proposal      TEXT NOT NULL PRIMARY KEY REFERENCES proposal (id),
    marker        TEXT NOT NULL UNIQUE,
    hash          TEXT NOT NULL,
    payload       TEXT NOT NULL,
    approved_by   TEXT NOT NULL,
    approved_at   INTEGER NOT NULL,
    status        TEXT NOT NULL,
    remote_id     TEXT NOT NULL,
    sends         INTEGER NOT NULL,
    empty_reads   INTEGER NOT NULL,
    -- 0 where there was none.
    last_empty_at INTEGER NOT NULL,
    wait_until    INTEGER NOT NULL,
    -- Whether a request ever left without a clear answer.
    in_doubt      INTEGER NOT NULL,
    reason        TEXT NOT NULL,
    -- Counts changes, so that of two who act on an entry only one does.
    revision      INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Every exchange with HubSpot about an entry.
CREATE TABLE attempt (
    id       INTEGER PRIMARY KEY,
    proposal TEXT NOT NULL,
    at       INTEGER NOT NULL,
    action   TEXT NOT NULL,
    outcome  TEXT NOT NULL
) STRICT;
CREATE INDEX attempt_by_proposal ON attempt (proposal, id);

-- What happened to what was to be written, when and why. Holds no text of a note. Rows only come.
CREATE TABLE write_log (
    seq       INTEGER PRIMARY KEY AUTOINCREMENT,
    at        INTEGER NOT NULL,
    proposal  TEXT NOT NULL,
    what      TEXT NOT NULL,
    remote_id TEXT NOT NULL,
    why       TEXT NOT NULL
) STRICT;
CREATE TRIGGER write_log_is_not_changed BEFORE UPDATE ON write_log
BEGIN
    SELECT RAISE(ABORT, 'the write log only grows');
END;
CREATE TRIGGER write_log_is_not_shortened BEFORE DELETE ON write_log
BEGIN
    SELECT RAISE(ABORT, 'the write log only grows');
END;
