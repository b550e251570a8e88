-- What the confidence of each proposal was computed from when it was drafted, and what the rep did with it. Past outcomes set right what a score
-- means. Holds numbers and no words.
CREATE TABLE rating (
    proposal  TEXT NOT NULL PRIMARY KEY,
    coverage  REAL NOT NULL,
    agreement REAL NOT NULL,
    recency   REAL NOT NULL,
    -- approved, edited or rejected; empty until the rep has decided.
    outcome   TEXT NOT NULL,
    -- When it was drafted, then when it was decided.
    at        INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX rating_by_time ON rating (at);
