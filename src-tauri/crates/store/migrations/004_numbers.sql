-- Chunks, and what the index holds of them, under short numbers in place of hashes; who speaks, once a text.

-- Who speaks in a text, in the order they first do.
CREATE TABLE voice (
    document INTEGER NOT NULL REFERENCES document (id) ON DELETE CASCADE,
    number   INTEGER NOT NULL,
    speaker  TEXT NOT NULL,
    email    TEXT NOT NULL,
    PRIMARY KEY (document, number)
) STRICT, WITHOUT ROWID;
INSERT INTO voice
    SELECT document, row_number() OVER (PARTITION BY document ORDER BY min(seq)) - 1, speaker, email
    FROM utterance GROUP BY document, speaker, email;

-- The turns of a talk, as a JSON list of [voice, characters since the turn before, characters, milliseconds since it, milliseconds].
ALTER TABLE document ADD COLUMN turns BLOB NOT NULL DEFAULT x'';
UPDATE document SET turns = coalesce((
    SELECT CAST(json_group_array(json_array(t.number, t.gap, t.len, t.pause, t.ms)) AS BLOB) FROM (
        SELECT v.number, u.span_start - lag(u.span_end, 1, 0) OVER w AS gap, u.span_end - u.span_start AS len,
            u.start_ms - lag(u.end_ms, 1, 0) OVER w AS pause, u.end_ms - u.start_ms AS ms
        FROM utterance u JOIN voice v ON v.document = u.document AND v.speaker = u.speaker AND v.email = u.email
        WHERE u.document = document.id WINDOW w AS (ORDER BY u.seq) ORDER BY u.seq) t), x'')
WHERE id IN (SELECT document FROM utterance);
DROP TABLE utterance;

-- Empty, or the text packed; then `text` is empty. Turns are packed in place.
ALTER TABLE document ADD COLUMN packed BLOB NOT NULL DEFAULT x'';

DROP TABLE chunk;
UPDATE document SET chunker = 0;
CREATE TABLE chunk (
    -- The document's number times 2^20, and the place among its chunks.
    id         INTEGER PRIMARY KEY,
    -- 0 for a unit, 1 for a window.
    level      INTEGER NOT NULL,
    span_start INTEGER NOT NULL,
    span_len   INTEGER NOT NULL,
    -- 0 for the document's own speaker, else one more than the number of a voice.
    voice      INTEGER NOT NULL,
    -- Of a window: the place of its first unit, and how many it has.
    first_unit INTEGER NOT NULL,
    units      INTEGER NOT NULL,
    -- Key into embedding: the start of a hash of what the embedder reads.
    text_hash  BLOB NOT NULL
) STRICT;

-- Documents whose chunks LanceDB holds: they are right there as long as the fingerprint of what they were made from has not moved.
DROP TABLE indexed;
CREATE TABLE indexed (
    document    INTEGER PRIMARY KEY,
    fingerprint INTEGER NOT NULL,
    units       INTEGER NOT NULL,
    windows     INTEGER NOT NULL
) STRICT;

-- Models whose vectors the index may hold, and the documents it holds them of.
CREATE TABLE model (
    id   INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE
) STRICT;
CREATE TABLE embedded (
    model    INTEGER NOT NULL REFERENCES model (id) ON DELETE CASCADE,
    document INTEGER NOT NULL REFERENCES indexed (document) ON DELETE CASCADE,
    PRIMARY KEY (model, document)
) STRICT, WITHOUT ROWID;
CREATE INDEX embedded_by_document ON embedded (document);

ALTER TABLE embedding RENAME TO old_embedding;
CREATE TABLE embedding (
    text_hash BLOB NOT NULL,
    model     TEXT NOT NULL,
    -- 32-bit floats, little endian.
    vector    BLOB NOT NULL,
    PRIMARY KEY (text_hash, model)
) STRICT, WITHOUT ROWID;
INSERT OR IGNORE INTO embedding SELECT substr(unhex(text_hash), 1, 12), model, vector FROM old_embedding WHERE unhex(text_hash) IS NOT NULL;
DROP TABLE old_embedding;
DROP TABLE unused_embedding;
CREATE TABLE unused_embedding (
    text_hash BLOB NOT NULL,
    model     TEXT NOT NULL,
    since     INTEGER NOT NULL,
    PRIMARY KEY (text_hash, model)
) STRICT, WITHOUT ROWID;
