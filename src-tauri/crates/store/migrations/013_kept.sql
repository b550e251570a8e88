-- Counts the changes to what only this machine has. The second copy of it (kept.rs) counts along: where the two differ, it is made anew.
CREATE TABLE kept_mark (
    n INTEGER NOT NULL
) STRICT;
INSERT INTO kept_mark (n) VALUES (0);
