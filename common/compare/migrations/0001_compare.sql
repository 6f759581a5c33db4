-- 整合性確認: comparisons, what was gathered for those that run, what was found.
CREATE TABLE compare (
    compare_id text PRIMARY KEY,
    serial int GENERATED ALWAYS AS IDENTITY,
    partner text NOT NULL,
    state text NOT NULL CHECK (state IN ('waiting', 'gathering', 'walking', 'showing', 'done', 'abandoned')),
    own_records bigint NOT NULL DEFAULT 0,
    partner_records bigint NOT NULL DEFAULT 0,
    open bigint NOT NULL DEFAULT 0,     -- answers and steps that are awaited
    asked bigint NOT NULL DEFAULT 0,
    messages bigint NOT NULL DEFAULT 0, -- to the partner and from it
    bytes bigint NOT NULL DEFAULT 0,    -- of their values
    differences bigint NOT NULL DEFAULT 0,
    truncated boolean NOT NULL DEFAULT false,
    started_at timestamptz NOT NULL DEFAULT now(),
    finished_at timestamptz
) WITH (fillfactor = 50);
CREATE INDEX compare_latest ON compare (partner, started_at);
CREATE INDEX compare_unfinished ON compare (partner) WHERE finished_at IS NULL;

-- The records of a comparison in the order of both sides; local_ref: register_ref, and what else
-- finds it.
CREATE TABLE compare_record (
    serial int NOT NULL,
    position bytea NOT NULL,
    digest bytea NOT NULL,
    local_ref text NOT NULL,
    PRIMARY KEY (serial, position)
);

CREATE TABLE compare_difference (
    compare_id text NOT NULL,
    position bytea NOT NULL,
    kind text NOT NULL CHECK (kind IN ('only_here', 'only_there', 'differs')),
    local_ref text,
    item text NOT NULL DEFAULT '', -- separated by spaces
    judged boolean NOT NULL DEFAULT false,
    PRIMARY KEY (compare_id, position)
);
