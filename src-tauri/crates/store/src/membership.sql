DELETE FROM membership;

INSERT INTO membership SELECT 'company', id, 'company', id FROM record WHERE object = 'company' AND archived = 0;

INSERT INTO membership
    SELECT DISTINCT l.object, l.id, 'company', l.other_id
    FROM link l JOIN membership m ON m.object = 'company' AND m.id = l.other_id
    WHERE l.other_object = 'company' AND l.object <> 'company';

INSERT INTO membership
    SELECT 'contact', id, 'contact', id FROM record r
    WHERE object = 'contact' AND archived = 0
        AND NOT EXISTS (SELECT 1 FROM membership m WHERE m.object = 'contact' AND m.id = r.id);

-- Whatever has no company of its own goes where its contacts are, ...
INSERT INTO membership
    SELECT DISTINCT l.object, l.id, m.account_object, m.account_id
    FROM link l JOIN membership m ON m.object = l.other_object AND m.id = l.other_id
    WHERE l.other_object = 'contact' AND l.object NOT IN ('contact', 'company')
        AND NOT EXISTS (SELECT 1 FROM membership x WHERE x.object = l.object AND x.id = l.id AND x.account_object = 'company');

-- ... and what has no contact either, where its deals and tickets are.
INSERT INTO membership
    SELECT DISTINCT l.object, l.id, m.account_object, m.account_id
    FROM link l JOIN membership m ON m.object = l.other_object AND m.id = l.other_id
    WHERE l.other_object IN ('deal', 'ticket') AND l.object IN ('note', 'call', 'email', 'meeting', 'task')
        AND NOT EXISTS (SELECT 1 FROM membership x WHERE x.object = l.object AND x.id = l.id);
