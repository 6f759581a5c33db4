-- Snapshots for consumers: how far each has come. One at a time for a consumer.
CREATE TABLE snapshot (
    snapshot_id text PRIMARY KEY,
    consumer text NOT NULL,
    reason text NOT NULL CHECK (reason IN ('approved', 'requested', 'operator')),
    request_id text NOT NULL, -- of the consumer's wish, or ''
    -- waiting: until the consumer may be told anything; opening: begun in this moment; walking: person by person
    state text NOT NULL CHECK (state IN ('waiting', 'opening', 'walking', 'done', 'abandoned')),
    opened_xid xid8,                   -- of the transaction that began to walk
    position text NOT NULL DEFAULT '', -- the last 宛名番号 that was passed
    persons bigint NOT NULL DEFAULT 0, -- told
    digest bytea NOT NULL DEFAULT decode(repeat('00', 32), 'hex'), -- of them
    begun_at timestamptz NOT NULL DEFAULT now(),
    moved_at timestamptz NOT NULL DEFAULT now(),
    ended_at timestamptz
) WITH (fillfactor = 50);
CREATE UNIQUE INDEX snapshot_running ON snapshot (consumer) WHERE ended_at IS NULL;
CREATE INDEX snapshot_latest ON snapshot (consumer, begun_at);

-- 照合 (R-84): what a consumer holds against what it should hold. One at a time for a consumer.
CREATE TABLE reconcile (
    request_id text PRIMARY KEY,
    consumer text NOT NULL,
    state text NOT NULL CHECK (state IN ('walking', 'done', 'abandoned')),
    open int NOT NULL,                 -- ranges that are not settled
    persons bigint NOT NULL DEFAULT 0, -- of ours, in ranges that are settled
    resent bigint NOT NULL DEFAULT 0,
    begun_at timestamptz NOT NULL DEFAULT now(),
    moved_at timestamptz NOT NULL DEFAULT now(),
    ended_at timestamptz
) WITH (fillfactor = 50);
CREATE UNIQUE INDEX reconcile_running ON reconcile (consumer) WHERE ended_at IS NULL;
CREATE INDEX reconcile_latest ON reconcile (consumer, begun_at);

-- Its ranges, from behind `after` to `until` ('': to the end).
CREATE TABLE reconcile_range (
    request_id text NOT NULL,
    number int NOT NULL, -- from 1
    after text NOT NULL,
    until text NOT NULL,
    persons bigint NOT NULL, -- as the consumer says
    digest bytea NOT NULL,
    -- sum: ours are added up; wanted: the consumer is asked person by person; told: ours are compared with these
    phase text NOT NULL CHECK (phase IN ('sum', 'wanted', 'told', 'settled')),
    position text NOT NULL,  -- the last 宛名番号 that was passed
    own_persons bigint NOT NULL DEFAULT 0,
    own_digest bytea NOT NULL DEFAULT decode(repeat('00', 32), 'hex'),
    PRIMARY KEY (request_id, number)
) WITH (fillfactor = 50);

-- What the consumer has told of a range that is wanted, until it is compared.
CREATE TABLE reconcile_entry (
    request_id text NOT NULL,
    addressee_number text NOT NULL,
    digest bytea NOT NULL,
    PRIMARY KEY (request_id, addressee_number)
);
