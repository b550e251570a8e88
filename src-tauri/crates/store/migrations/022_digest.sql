-- What each account gives to the day's digest, so that a look at it reads only the accounts in which something changed. It holds words of the
-- account's, is derived, and goes whole with every erasure.
CREATE TABLE digest_share (
    account_object TEXT NOT NULL,
    account_id     TEXT NOT NULL,
    -- What it was made from: equal key, equal share.
    key            TEXT NOT NULL,
    share          TEXT NOT NULL,
    PRIMARY KEY (account_object, account_id)
) STRICT, WITHOUT ROWID;
