-- What was asked of language models, and what came back.
CREATE TABLE model_call (
    seq            INTEGER PRIMARY KEY,
    -- Equal questions have equal names, so an answer can be used again.
    request_id     TEXT NOT NULL,
    at             INTEGER NOT NULL,
    kind           TEXT NOT NULL,
    prompt_version INTEGER NOT NULL,
    target         TEXT NOT NULL,
    -- `PROVIDER:MODEL`.
    model          TEXT NOT NULL,
    outcome        TEXT NOT NULL,
    -- Null where nobody said.
    tokens_in      INTEGER,
    tokens_out     INTEGER,
    latency_ms     INTEGER NOT NULL,
    first_token_ms INTEGER,
    -- Millionths of a dollar; null where the model has no known price.
    cost_micros    INTEGER,
    reused         INTEGER NOT NULL,
    -- Items of the answer, and how many of them followed from their sources.
    items          INTEGER NOT NULL,
    kept           INTEGER NOT NULL,
    -- The prompt as it was sent, and the whole reply as JSON; empty once they are older than the rep keeps them.
    sent           TEXT NOT NULL,
    reply          TEXT NOT NULL
) STRICT;
CREATE INDEX model_call_by_request ON model_call (request_id, model, seq);
CREATE INDEX model_call_by_time ON model_call (at);
