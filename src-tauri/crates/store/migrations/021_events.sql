-- What happened, or may have, and what was made of it. A row names records and holds no word of theirs.
CREATE TABLE event (
    seq         INTEGER PRIMARY KEY AUTOINCREMENT,
    -- Goes along to the draft, the proposal and the write.
    id          TEXT NOT NULL UNIQUE,
    -- Names what happened: the same, however often and by whatever way it is noticed.
    key         TEXT NOT NULL UNIQUE,
    -- sync, webhook or clock.
    source      TEXT NOT NULL,
    -- `look` where a record is to be looked at, else what happened to it.
    what        TEXT NOT NULL,
    object      TEXT NOT NULL,
    record_id   TEXT NOT NULL,
    -- Empty where no property changed.
    property    TEXT NOT NULL,
    happened_at INTEGER NOT NULL,
    noticed_at  INTEGER NOT NULL,
    -- waiting, done, dropped or dead.
    state       TEXT NOT NULL,
    -- How often it was worked at in vain, and when it is next.
    attempts    INTEGER NOT NULL,
    not_before  INTEGER NOT NULL,
    -- What became of it, or why it was dropped or given up.
    reason      TEXT NOT NULL,
    -- The event that led to it; empty where none did.
    cause       TEXT NOT NULL
) STRICT;
CREATE INDEX event_to_work ON event (state, not_before);

-- Deliveries and events that were not taken in, by reason.
CREATE TABLE event_count (
    reason TEXT NOT NULL PRIMARY KEY,
    count  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Which rules are on.
CREATE TABLE rule_switch (
    rule  TEXT NOT NULL PRIMARY KEY,
    is_on INTEGER NOT NULL,
    since INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- What a rule made of an event, one row a thing it drafts.
CREATE TABLE rule_run (
    rule    TEXT NOT NULL,
    event   TEXT NOT NULL,
    -- A kind of draft, or `task`.
    drafts  TEXT NOT NULL,
    at      INTEGER NOT NULL,
    -- made, same (it was there already), nothing, capped or failed.
    outcome TEXT NOT NULL,
    detail  TEXT NOT NULL,
    PRIMARY KEY (rule, event, drafts)
) STRICT, WITHOUT ROWID;
CREATE INDEX rule_run_by_time ON rule_run (rule, at);

-- The event that a draft was made for; the rep's own drafts have none.
CREATE TABLE draft_event (
    draft TEXT NOT NULL PRIMARY KEY,
    event TEXT NOT NULL,
    rule  TEXT NOT NULL
) STRICT, WITHOUT ROWID;
