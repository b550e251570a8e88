-- Sorted anew in memory; only what is otherwise than before is written.
CREATE TEMP TABLE IF NOT EXISTS sorted (
    object         TEXT NOT NULL,
    id             TEXT NOT NULL,
    account_object TEXT NOT NULL,
    account_id     TEXT NOT NULL,
    PRIMARY KEY (object, id, account_object, account_id)
) WITHOUT ROWID;
DELETE FROM temp.sorted;

-- Where what hangs on a contact, deal or ticket alone belongs. For all three it is the primary company, where that is here. Without it a
-- deal or ticket is at home in all its accounts, since what it is about is theirs together. A person is so only in a single one: of two
-- companies, or with a primary one that is not here, what hangs on the person alone might be read to the wrong one, so it stays in the
-- person's own account.
CREATE TEMP VIEW IF NOT EXISTS primary_company AS
    SELECT from_object AS object, from_id AS id, to_id AS company FROM main.association
    WHERE to_object = 'company' AND (from_object, type_id) IN (SELECT object, type_id FROM temp.primary_type);
CREATE TEMP VIEW IF NOT EXISTS homes AS
    SELECT s.object, s.id, s.account_object, s.account_id FROM temp.sorted s
    WHERE s.object IN ('contact', 'deal', 'ticket') AND CASE
        WHEN EXISTS (SELECT 1 FROM temp.primary_company p JOIN temp.sorted x ON x.object = p.object AND x.id = p.id AND x.account_id = p.company
                     WHERE p.object = s.object AND p.id = s.id AND x.account_object = 'company')
        THEN EXISTS (SELECT 1 FROM temp.primary_company p
                     WHERE p.object = s.object AND p.id = s.id AND p.company = s.account_id AND s.account_object = 'company')
        WHEN s.object <> 'contact' THEN 1
        ELSE NOT EXISTS (SELECT 1 FROM temp.primary_company p WHERE p.object = s.object AND p.id = s.id)
            AND 1 = (SELECT count(*) FROM temp.sorted x WHERE x.object = s.object AND x.id = s.id)
        END;
CREATE TEMP TABLE IF NOT EXISTS home (
    object         TEXT NOT NULL,
    id             TEXT NOT NULL,
    account_object TEXT NOT NULL,
    account_id     TEXT NOT NULL,
    PRIMARY KEY (object, id, account_object, account_id)
) WITHOUT ROWID;
DELETE FROM temp.home;

INSERT INTO temp.sorted SELECT 'company', id, 'company', id FROM record WHERE object = 'company' AND archived = 0;

INSERT INTO temp.sorted
    SELECT DISTINCT l.object, l.id, 'company', l.other_id
    FROM link l JOIN temp.sorted m ON m.object = 'company' AND m.id = l.other_id
    WHERE l.other_object = 'company' AND l.object <> 'company';

INSERT INTO temp.sorted
    SELECT 'contact', id, 'contact', id FROM record r
    WHERE object = 'contact' AND archived = 0
        AND NOT EXISTS (SELECT 1 FROM temp.sorted m WHERE m.object = 'contact' AND m.id = r.id);

-- Whatever has no company of its own goes where its contacts are at home, ...
INSERT INTO temp.home SELECT * FROM temp.homes WHERE object = 'contact';
INSERT INTO temp.home
    SELECT DISTINCT object, id, object, id FROM temp.sorted s
    WHERE object = 'contact' AND NOT EXISTS (SELECT 1 FROM temp.home h WHERE h.object = s.object AND h.id = s.id);
INSERT OR IGNORE INTO temp.sorted SELECT * FROM temp.home WHERE object = account_object;
INSERT INTO temp.sorted
    SELECT DISTINCT l.object, l.id, h.account_object, h.account_id
    FROM link l JOIN temp.home h ON h.object = l.other_object AND h.id = l.other_id
    WHERE l.other_object = 'contact' AND l.object NOT IN ('contact', 'company')
        AND NOT EXISTS (SELECT 1 FROM temp.sorted x WHERE x.object = l.object AND x.id = l.id AND x.account_object = 'company');

-- ... and what has no contact either, where its deals and tickets are at home.
INSERT INTO temp.home SELECT * FROM temp.homes WHERE object IN ('deal', 'ticket');
INSERT INTO temp.sorted
    SELECT DISTINCT l.object, l.id, h.account_object, h.account_id
    FROM link l JOIN temp.home h ON h.object = l.other_object AND h.id = l.other_id
    WHERE l.other_object IN ('deal', 'ticket') AND l.object IN ('note', 'call', 'email', 'meeting', 'task', 'conversation', 'appointment')
        AND NOT EXISTS (SELECT 1 FROM temp.sorted x WHERE x.object = l.object AND x.id = l.id);

-- Collateral is nobody's account: what every draft may read is a member of the shelf itself.
INSERT INTO temp.sorted
    SELECT 'shelf', CAST(id AS TEXT), 'shelf', '0' FROM shelf_document WHERE account_object = '' AND state = 'read';

-- A saved page is where its account is, or what that was merged into or has become part of.
INSERT OR IGNORE INTO temp.sorted
    SELECT 'shelf', CAST(d.id AS TEXT), m.account_object, m.account_id
    FROM shelf_document d JOIN temp.sorted m ON m.object = d.account_object AND m.id = coalesce(
        (SELECT a.id FROM alias a WHERE a.object = d.account_object AND a.alias = d.account_id), d.account_id)
    WHERE d.account_object <> '' AND d.state = 'read';

DELETE FROM membership WHERE (object, id, account_object, account_id) NOT IN (SELECT object, id, account_object, account_id FROM temp.sorted);
INSERT INTO membership SELECT * FROM temp.sorted EXCEPT SELECT * FROM membership;
DELETE FROM temp.sorted;
DELETE FROM temp.home;
