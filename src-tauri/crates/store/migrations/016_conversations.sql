-- Conversations that were imported from recorders' files, pasted or found in a watched folder. Where the words of one are is said by its place: the
-- call or meeting that it is, or a record `conversation:N` of our own, where N is the number below; it is never given anew.

CREATE TABLE conversation (
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    -- waiting, kept or dropped.
    state        TEXT NOT NULL,
    -- The name of its file; empty where it was pasted.
    file         TEXT NOT NULL,
    -- What the file is, as in vtt.
    format       TEXT NOT NULL,
    title        TEXT NOT NULL,
    -- When it began as exactly as is known: a moment, a day and time, a day; empty where nobody knows.
    began        TEXT NOT NULL,
    lasts_ms     INTEGER NOT NULL,
    -- Who recorded it, as far as the file says.
    recorded_by  TEXT NOT NULL,
    -- Those who take part or speak, with their addresses, as JSON.
    people       TEXT NOT NULL,
    -- Where its words are; both empty while it waits.
    place_object TEXT NOT NULL,
    place_id     TEXT NOT NULL,
    -- How sure that was, and what agreed. By the rep, where they said so.
    confidence   REAL NOT NULL,
    why          TEXT NOT NULL,
    by_rep       INTEGER NOT NULL,
    -- What tells the same words again, and much the same words from another recorder.
    words_hash   TEXT NOT NULL,
    sketch       BLOB NOT NULL,
    -- What was said, as JSON, while it waits; empty otherwise.
    words        TEXT NOT NULL,
    added_at     INTEGER NOT NULL
) STRICT;
CREATE INDEX conversation_by_place ON conversation (place_object, place_id);

-- Folders that are looked into for new conversations.
CREATE TABLE conversation_folder (
    path       TEXT NOT NULL PRIMARY KEY,
    added_at   INTEGER NOT NULL,
    -- 0 before the first look.
    looked_at  INTEGER NOT NULL,
    -- Why it could not be looked into the last time; empty if it could.
    problem    TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Files of those folders that were looked at, by what tells a changed one, with what is to be said of them.
CREATE TABLE conversation_file (
    path        TEXT NOT NULL PRIMARY KEY,
    bytes       INTEGER NOT NULL,
    modified_ms INTEGER NOT NULL,
    -- Why it was not read; empty where it was.
    problem     TEXT NOT NULL
) STRICT, WITHOUT ROWID;
