-- Where a text's chunks stand, packed: a row a text in place of a row a chunk. The chunker makes them again; the index stays as it is.
DROP TABLE chunk;
UPDATE document SET chunker = 0;
CREATE TABLE chunked (
    document INTEGER PRIMARY KEY REFERENCES document (id) ON DELETE CASCADE,
    units    INTEGER NOT NULL,
    windows  INTEGER NOT NULL,
    -- As placed.rs writes them.
    places   BLOB NOT NULL,
    -- Keys into embedding, 12 bytes a chunk: the start of a hash of what the embedder reads.
    keys     BLOB NOT NULL
) STRICT;
