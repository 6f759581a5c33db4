-- 送付先情報: held until the card system has it, then only a trace.

-- Records on their way, the bytes as they came (seed 002 R-27).
CREATE TABLE held (
    event_id text PRIMARY KEY, -- ce_id toward the card system
    payload bytea NOT NULL
);

-- What went through, without personal data. subject: as in the audit trail.
CREATE TABLE trace (
    event_id text PRIMARY KEY,
    delivery_hash text NOT NULL, -- keyed hash of 送付先管理番号
    change_id text NOT NULL,
    subject text NOT NULL,
    digest bytea NOT NULL, -- SHA-256 of the bytes
    received_at timestamptz NOT NULL DEFAULT now(),
    confirmed_at timestamptz
) WITH (fillfactor = 60);
