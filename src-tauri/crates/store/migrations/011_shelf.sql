-- The knowledge shelf: folders of collateral, and pages that were saved for an account. What they say is in `document`, as the texts of
-- `shelf:N`, where N is the number below; it is never given anew.

CREATE TABLE shelf_folder (
    id         INTEGER PRIMARY KEY,
    path       TEXT NOT NULL UNIQUE,
    added_at   INTEGER NOT NULL,
    -- 0 before the first look into it.
    scanned_at INTEGER NOT NULL,
    -- Why it could not be looked into the last time; empty if it could.
    problem    TEXT NOT NULL,
    -- Whether it was taken off the shelf; what was read in it can still be cited.
    removed    INTEGER NOT NULL
) STRICT;

CREATE TABLE shelf_document (
    id             INTEGER PRIMARY KEY AUTOINCREMENT,
    -- 0 for a page that was saved for an account.
    folder         INTEGER NOT NULL,
    -- Below its folder; of a saved page the name of the file it was read from, or nothing.
    path           TEXT NOT NULL,
    title          TEXT NOT NULL,
    -- Where a saved page was found, for reference.
    url            TEXT NOT NULL,
    -- Empty for collateral, which every draft may read.
    account_object TEXT NOT NULL,
    account_id     TEXT NOT NULL,
    bytes          INTEGER NOT NULL,
    -- The file's own time, and a hash of its bytes: what has neither moved nor changed is not read again.
    modified_at    INTEGER NOT NULL,
    file_hash      TEXT NOT NULL,
    -- The version of what reads files.
    reader         INTEGER NOT NULL,
    -- read, unreadable or gone.
    state          TEXT NOT NULL,
    -- Why it is unreadable.
    reason         TEXT NOT NULL,
    added_at       INTEGER NOT NULL
) STRICT;
CREATE INDEX shelf_document_by_path ON shelf_document (folder, path);
CREATE INDEX shelf_document_by_account ON shelf_document (account_object, account_id);
