-- What the rep has begun to write and not used yet, and where they were: a mail, an edit, a search. It goes when it is used or thrown away, and
-- with whoever it may be about.
CREATE TABLE unsent (
    -- What it is, as the window names it, such as `mail follow-up contact:1 brief`.
    name    TEXT NOT NULL PRIMARY KEY,
    -- The account it is about, as in `company:1`; empty where it is about none.
    account TEXT NOT NULL,
    -- What a person calls it, as in "Follow-up"; empty for a place, which nobody finishes.
    title   TEXT NOT NULL,
    -- The texts, as a list in JSON.
    texts   TEXT NOT NULL,
    at      INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- What the rep said of promises, one row each time; the last about the same words holds. Names places and holds no words.
CREATE TABLE promise_mark (
    seq       INTEGER NOT NULL PRIMARY KEY,
    -- The record that promises it, and the words of it, as a citation.
    object    TEXT NOT NULL,
    record_id TEXT NOT NULL,
    citation  TEXT NOT NULL,
    -- done, later, no_promise or theirs; open where an earlier decision was taken back.
    mark      TEXT NOT NULL,
    -- The day from which on it is shown again, as in 2026-03-04; empty unless it is to wait.
    until     TEXT NOT NULL,
    at        INTEGER NOT NULL
) STRICT;
CREATE INDEX promise_mark_by_record ON promise_mark (object, record_id);

CREATE TRIGGER promise_mark_is_not_changed BEFORE UPDATE ON promise_mark
BEGIN
    SELECT RAISE(ABORT, 'what was decided about a promise is added to or erased, never changed');
END;
