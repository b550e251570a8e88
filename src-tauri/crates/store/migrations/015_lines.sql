-- What a model reads in the lines of each version of each text: places and probabilities, no words. They go with their text, and are made anew
-- for another model; they are derived, so losing them costs time and nothing else.
CREATE TABLE read_lines (
    document INTEGER NOT NULL PRIMARY KEY REFERENCES document (id) ON DELETE CASCADE,
    -- The name of the model.
    model    TEXT NOT NULL,
    -- Lines with their probabilities, as `domain::ReadLine` writes them.
    found    BLOB NOT NULL
) STRICT;
