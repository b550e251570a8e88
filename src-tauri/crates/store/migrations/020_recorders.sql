-- Recorders that give their conversations to a key of the rep's own; the key is in the keychain.
CREATE TABLE recorder (
    -- fireflies, fathom, granola or gong.
    kind       TEXT NOT NULL PRIMARY KEY,
    -- Where the service answers; empty where it is the service's own address.
    address    TEXT NOT NULL,
    -- Whose key it is, as far as the service says.
    owner      TEXT NOT NULL,
    added_at   INTEGER NOT NULL,
    -- Everything that was made before is listed.
    listed_to  INTEGER NOT NULL,
    -- 0 before the first look.
    looked_at  INTEGER NOT NULL,
    -- The service asked to be left alone until then; 0 where it did not.
    not_before INTEGER NOT NULL,
    -- Why nothing came the last time; empty where something could.
    problem    TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Conversations that a recorder listed, and what became of each.
CREATE TABLE recorder_item (
    kind     TEXT NOT NULL,
    id       TEXT NOT NULL,
    -- taken, none (it has no words, or none for us) or waiting (it is not ready, or was not read).
    state    TEXT NOT NULL,
    asked_at INTEGER NOT NULL,
    -- How often it was asked for in vain.
    times    INTEGER NOT NULL,
    -- Why it was not read; empty otherwise.
    problem  TEXT NOT NULL,
    PRIMARY KEY (kind, id)
) STRICT, WITHOUT ROWID;

-- Contacts whose words are never sent to a language model.
CREATE TABLE kept_from_models (
    contact_id TEXT NOT NULL PRIMARY KEY,
    since      INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
