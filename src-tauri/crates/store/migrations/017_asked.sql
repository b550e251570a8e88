-- When HubSpot was last asked for a talk's transcript and had none: it is asked again when the record changes, else after a growing pause.
CREATE TABLE transcript_asked (
    object        TEXT NOT NULL,
    id            TEXT NOT NULL,
    -- The id that was asked for.
    transcript_id TEXT NOT NULL,
    -- When the record had last changed then.
    modified_at   INTEGER NOT NULL,
    asked_at      INTEGER NOT NULL,
    -- How often that was asked for in vain.
    times         INTEGER NOT NULL,
    -- Whether the token might not read it.
    is_refused    INTEGER NOT NULL,
    PRIMARY KEY (object, id)
) STRICT, WITHOUT ROWID;
