-- What the rules found in each version of each text: places and numbers, no words. A reading goes with its text, and is made anew when
-- the rules change; it is derived, so losing it costs time and nothing else.
CREATE TABLE reading (
    document INTEGER NOT NULL PRIMARY KEY REFERENCES document (id) ON DELETE CASCADE,
    -- The version of the rules.
    rules    INTEGER NOT NULL,
    -- Sentences with their marks, as `domain::Reading` writes them.
    found    BLOB NOT NULL
) STRICT;

-- When what a reading found was so, as far as we saw: from the sync that first saw this version of the text until the one that saw the next.
-- NULL for what still is.
CREATE VIEW reading_time AS
    SELECT r.document, r.rules, d.observed_at AS valid_from,
        (SELECT min(n.observed_at) FROM document n
         WHERE n.object = d.object AND n.record_id = d.record_id AND n.part = d.part
           AND (n.observed_at, n.id) > (d.observed_at, d.id)) AS valid_until
    FROM reading r JOIN document d ON d.id = r.document;
