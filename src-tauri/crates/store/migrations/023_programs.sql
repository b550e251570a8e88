-- Other programs that ask over the Model Context Protocol, by the name that each gives itself. `*` stands for all of them.
CREATE TABLE program (
    name       TEXT NOT NULL PRIMARY KEY,
    -- The version it gave last; empty where it gave none.
    version    TEXT NOT NULL,
    first_seen INTEGER NOT NULL,
    last_seen  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- What the rep has switched on or off; what is not here is as it is from the start.
CREATE TABLE program_switch (
    program TEXT NOT NULL,
    -- Empty for the program as a whole.
    tool    TEXT NOT NULL,
    is_on   INTEGER NOT NULL,
    since   INTEGER NOT NULL,
    PRIMARY KEY (program, tool)
) STRICT, WITHOUT ROWID;

-- Who asked what, when, and what came of it.
CREATE TABLE program_call (
    id      INTEGER NOT NULL PRIMARY KEY,
    at      INTEGER NOT NULL,
    program TEXT NOT NULL,
    version TEXT NOT NULL,
    tool    TEXT NOT NULL,
    -- The account that was asked about, as in `company:1`; empty where none was named or found.
    account TEXT NOT NULL,
    -- The beginning of what was asked; an erasure empties it.
    asked   TEXT NOT NULL,
    outcome TEXT NOT NULL,
    -- How many lines were given.
    lines   INTEGER NOT NULL
) STRICT;
CREATE INDEX program_call_by_program ON program_call (program, tool, at);

-- The program that a draft was put up by; the rep's own drafts and those of rules have none.
CREATE TABLE draft_program (
    draft   TEXT NOT NULL PRIMARY KEY,
    program TEXT NOT NULL
) STRICT, WITHOUT ROWID;
