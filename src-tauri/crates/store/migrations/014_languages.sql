-- The language of a text, as an ISO 639-1 code; NULL where it cannot be told, or has not been looked at yet. The chunker's next run tells.
ALTER TABLE document ADD COLUMN language TEXT;
CREATE INDEX document_language ON document (language) WHERE current = 1;
