-- What every service keeps beside its own tables, so that effects happen once and nothing is lost.

-- Messages already applied or parked (invariant 2).
CREATE TABLE inbox (
    source text NOT NULL,
    id text NOT NULL,
    received_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (source, id)
);
CREATE INDEX inbox_received_at ON inbox USING brin (received_at);

-- Messages to be published. A row is deleted when the broker has acknowledged it; xid is the fence that
-- keeps the relay from overtaking a transaction that is still running (invariant 4).
CREATE TABLE outbox (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
    topic text NOT NULL,
    key text NOT NULL,
    sequence bigint NOT NULL, -- 0: this topic carries no order per key
    ce_id text NOT NULL,
    ce_type text NOT NULL,
    ce_time text NOT NULL,
    traceparent text NOT NULL,
    payload bytea NOT NULL
);

-- Last number given to each key of a topic. Its row lock also makes outbox ids follow commit order per key.
CREATE TABLE outbox_stream (
    topic text NOT NULL,
    key text NOT NULL,
    last bigint NOT NULL,
    PRIMARY KEY (topic, key)
) WITH (fillfactor = 70);

-- Last number applied of each key of a topic (invariant 3).
CREATE TABLE inbox_stream (
    topic text NOT NULL,
    key text NOT NULL,
    last bigint NOT NULL,
    PRIMARY KEY (topic, key)
) WITH (fillfactor = 70);

-- Messages that came before their turn.
CREATE TABLE parked (
    topic text NOT NULL,
    key text NOT NULL,
    sequence bigint NOT NULL,
    ce_id text NOT NULL,
    ce_source text NOT NULL,
    ce_type text NOT NULL,
    ce_time text NOT NULL,
    traceparent text NOT NULL,
    payload bytea NOT NULL,
    parked_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (topic, key, sequence)
);

-- Messages that could not be applied; each was handed once to the dead-letter topic.
CREATE TABLE dead_letter (
    source text NOT NULL,
    id text NOT NULL,
    topic text NOT NULL,
    code text NOT NULL,
    -- Where the record was last seen: one behind that is a replay, and failing again is an act of its own; the
    -- same one delivered once more is not.
    at_offset bigint NOT NULL DEFAULT -1,
    dead_at timestamptz NOT NULL DEFAULT now(),
    resolved_at timestamptz,
    PRIMARY KEY (source, id)
);
