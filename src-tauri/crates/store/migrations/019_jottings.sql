-- What the rep noted down during a call, a line a row, on the disk as soon as it was entered. Nobody but the rep said it.
CREATE TABLE jotting (
    id             INTEGER PRIMARY KEY AUTOINCREMENT,
    account_object TEXT NOT NULL,
    account_id     TEXT NOT NULL,
    -- The meeting it was noted in; empty where there was none.
    meeting        TEXT NOT NULL,
    at             INTEGER NOT NULL,
    -- plain, ours, theirs, number, next, doubt or quote.
    mark           TEXT NOT NULL,
    text           TEXT NOT NULL,
    -- When the call was written up; 0 before.
    wrapped_at     INTEGER NOT NULL
) STRICT;
CREATE INDEX jotting_by_account ON jotting (account_object, account_id, wrapped_at);
