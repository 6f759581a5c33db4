-- 承認 and 消去, of every service (common/staff/approval.h, common/retention/engine.h).
-- What one person asked for and another decides: bound to the very request, for some days, for one use.
CREATE TABLE approval (
    kind text NOT NULL,
    approval_id text NOT NULL,
    request text NOT NULL,          -- what is to be done, as who decides reads it
    digest text NOT NULL CHECK (digest ~ '^[0-9a-f]{64}$'), -- SHA-256 of request
    asked_by text NOT NULL,
    asked_on date NOT NULL,         -- business days
    valid_until date NOT NULL,      -- the last day on which it may be decided, and used
    state text NOT NULL DEFAULT 'asked' CHECK (state IN ('asked', 'approved', 'refused', 'used')),
    decided_by text CHECK (decided_by <> asked_by),
    decided_on date,
    used_by text,
    used_on date,
    PRIMARY KEY (kind, approval_id),
    CHECK ((state = 'asked') = (decided_by IS NULL)),
    CHECK ((state = 'used') = (used_by IS NOT NULL))
);
CREATE INDEX approval_waiting ON approval (asked_on) WHERE state = 'asked';
CREATE INDEX approval_old ON approval (valid_until);

-- What is erased because its time is over: by itself, or by an approval of the kind 'erasure' under the same id.
CREATE TABLE erasure (
    erasure_id text PRIMARY KEY,
    class text NOT NULL,
    last_day date NOT NULL,         -- what ended on this day or before goes
    automatic boolean NOT NULL,
    due bigint NOT NULL,            -- when it was asked for, or begun
    purpose text NOT NULL,
    asked_by text NOT NULL,         -- '' when it is automatic
    state text NOT NULL CHECK (state IN ('asked', 'running', 'done', 'stopped')),
    erased bigint NOT NULL DEFAULT 0,
    begun_on date,
    done_on date,
    certificate text,               -- 消去証明
    certificate_digest text,
    made_at timestamptz NOT NULL DEFAULT now(),
    CHECK ((state = 'done') = (certificate IS NOT NULL))
);
CREATE INDEX erasure_open ON erasure (made_at) WHERE state IN ('asked', 'running');
CREATE INDEX erasure_made ON erasure (made_at);

-- For a table of which rows are only ever added, but for the erasure of the class that the trigger names: AFTER DELETE,
-- with the old rows as gone.
CREATE FUNCTION erasure_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM gone)
       AND NOT EXISTS (SELECT FROM erasure WHERE state = 'running' AND class = TG_ARGV[0]) THEN
        RAISE EXCEPTION 'rows of % are only ever added', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NULL;
END $$;
