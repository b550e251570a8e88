-- The log of writes as a chain: each link covers the one before it and a salted hash of what the line says in full.
CREATE TABLE audit_chain (
    -- The line of `write_log` it covers.
    seq    INTEGER NOT NULL PRIMARY KEY,
    -- Of salt and payload.
    digest TEXT NOT NULL,
    -- Of the head before, the line and the digest.
    head   TEXT NOT NULL
) STRICT;
CREATE INDEX audit_by_head ON audit_chain (head);

-- What a line says in full. An erasure takes rows from here; the chain keeps their hashes, which without the salt tell nothing.
CREATE TABLE audit_payload (
    seq     INTEGER NOT NULL PRIMARY KEY,
    salt    TEXT NOT NULL,
    payload TEXT NOT NULL
) STRICT;

CREATE TRIGGER audit_chain_is_not_changed BEFORE UPDATE ON audit_chain
BEGIN
    SELECT RAISE(ABORT, 'the audit chain only grows');
END;
CREATE TRIGGER audit_chain_is_not_shortened BEFORE DELETE ON audit_chain
BEGIN
    SELECT RAISE(ABORT, 'the audit chain only grows');
END;
CREATE TRIGGER audit_payload_is_not_changed BEFORE UPDATE ON audit_payload
BEGIN
    SELECT RAISE(ABORT, 'what the audit chain covers is erased or kept, never changed');
END;

-- What was approved in one go has one moment; the log knows the order.
CREATE INDEX write_log_by_proposal ON write_log (proposal, what, seq);
