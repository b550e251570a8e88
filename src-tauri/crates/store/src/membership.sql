-- Sorted anew in memory; only what is otherwise than before is written.
CREATE TEMP TABLE IF NOT EXISTS sorted (
    object         TEXT NOT NULL,
    id             TEXT NOT NULL,
    account_object TEXT NOT NULL,
    account_id     TEXT NOT NULL,
    PRIMARY KEY (object, id, account_object, account_id)
) WITHOUT ROWID;
DELETE FROM temp.sorted;

INSERT INTO temp.sorted SELECT 'company', id, 'company', id FROM record WHERE object = 'company' AND archived = 0;

INSERT INTO temp.sorted
    SELECT DISTINCT l.object, l.id, 'company', l.other_id
    FROM link l JOIN temp.sorted m ON m.object = 'company' AND m.id = l.other_id
    WHERE l.other_object = 'company' AND l.object <> 'company';

INSERT INTO temp.sorted
    SELECT 'contact', id, 'contact', id FROM record r
    WHERE object = 'contact' AND archived = 0
        AND NOT EXISTS (SELECT 1 FROM temp.sorted m WHERE m.object = 'contact' AND m.id = r.id);

-- Whatever has no company of its own goes where its contacts are, ...
INSERT INTO temp.sorted
    SELECT DISTINCT l.object, l.id, m.account_object, m.account_id
    FROM link l JOIN temp.sorted m ON m.object = l.other_object AND m.id = l.other_id
    WHERE l.other_object = 'contact' AND l.object NOT IN ('contact', 'company')
        AND NOT EXISTS (SELECT 1 FROM temp.sorted x WHERE x.object = l.object AND x.id = l.id AND x.account_object = 'company');

-- ... and what has no contact either, where its deals and tickets are.
INSERT INTO temp.sorted
    SELECT DISTINCT l.object, l.id, m.account_object, m.account_id
    FROM link l JOIN temp.sorted m ON m.object = l.other_object AND m.id = l.other_id
    WHERE l.other_object IN ('deal', 'ticket') AND l.object IN ('note', 'call', 'email', 'meeting', 'task')
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
