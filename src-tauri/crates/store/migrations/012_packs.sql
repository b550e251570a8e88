-- Versions, texts and turns of one account lie together in packs of a page each: beside its like a text takes little space, and what is read
-- together is opened together. A row whose value lies in a pack holds which, and where in it, as packed.rs writes that.
CREATE TABLE pack (
    -- Never given anew, so that a pack that somebody still has open is not taken for another.
    id    INTEGER PRIMARY KEY AUTOINCREMENT,
    bytes BLOB NOT NULL
) STRICT;
