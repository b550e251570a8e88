-- What the rep thinks of answers of language models, and what became of the texts that were drafted. Numbers and fixed words only, so that an
-- erasure has nothing to look for here.
CREATE TABLE grade (
    -- The call, as `model_call` counts them.
    call  INTEGER NOT NULL PRIMARY KEY,
    -- 1, of no use, to 5, used as it is.
    grade INTEGER NOT NULL,
    at    INTEGER NOT NULL
) STRICT;

CREATE TABLE draft_use (
    -- The draft, which an erasure may have taken since.
    draft      TEXT NOT NULL PRIMARY KEY,
    kind       TEXT NOT NULL,
    request_id TEXT NOT NULL,
    -- extractive or llm.
    mode       TEXT NOT NULL,
    -- copied or mailed.
    outcome    TEXT NOT NULL,
    -- Words put in, taken out or replaced by the rep, and the words there were.
    distance   INTEGER NOT NULL,
    words      INTEGER NOT NULL,
    at         INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX draft_use_by_time ON draft_use (at);
