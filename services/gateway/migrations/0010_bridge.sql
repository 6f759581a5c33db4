-- Bridges for systems that cannot speak Kafka (庁内データ連携: ファイル連携 and REST, 共通機能標準仕様書 2.1; seed 002 R-58, R-76).
-- A consumer is approved for one way of delivery.

ALTER TABLE consumer ADD COLUMN delivery text NOT NULL DEFAULT 'topic' CHECK (delivery IN ('topic', 'file', 'rest'));
ALTER TABLE consumer_application ADD COLUMN delivery text NOT NULL DEFAULT 'topic'
    CHECK (delivery IN ('topic', 'file', 'rest'));

CREATE OR REPLACE VIEW consumer_record AS
SELECT c.id, c.office, c.affair, c.legal_basis, array_to_string(c.items, ' ') AS items, c.uses_number, c.restrained_place,
       array_to_string(c.filter_states, ' ') AS filter_states, c.filter_age_under,
       to_char(c.filter_age_base, 'YYYY-MM-DD') AS filter_age_base, c.filter_household,
       array_to_string(c.filter_areas, ' ') AS filter_areas, to_char(c.valid_from, 'YYYY-MM-DD') AS valid_from,
       to_char(c.valid_to, 'YYYY-MM-DD') AS valid_to, c.version,
       CASE WHEN r.id IS NULL THEN 'approved' ELSE 'revoked' END AS state, c.application_id, a.applied_by,
       to_char(a.applied_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS applied_time, d.decided_by,
       to_char(c.approved_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS decided_time, a.digest, r.revoked_by,
       to_char(r.revoked_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS revoked_time, r.reason, c.delivery
FROM consumer c
LEFT JOIN consumer_application a ON a.application_id = c.application_id
LEFT JOIN consumer_decision d ON d.application_id = c.application_id
LEFT JOIN LATERAL (SELECT * FROM consumer_revocation r WHERE r.id = c.id AND r.version >= c.version
                   ORDER BY r.version LIMIT 1) AS r ON true
UNION ALL
SELECT a.id, a.office, a.affair, a.legal_basis, array_to_string(a.items, ' '), a.uses_number, a.restrained_place,
       array_to_string(a.filter_states, ' '), a.filter_age_under, to_char(a.filter_age_base, 'YYYY-MM-DD'),
       a.filter_household, array_to_string(a.filter_areas, ' '), to_char(a.valid_from, 'YYYY-MM-DD'),
       to_char(a.valid_to, 'YYYY-MM-DD'), 0, coalesce(d.decision, 'applied'), a.application_id, a.applied_by,
       to_char(a.applied_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), d.decided_by,
       to_char(d.decided_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), a.digest, NULL, NULL, NULL, a.delivery
FROM consumer_application a
LEFT JOIN consumer_decision d ON d.application_id = a.application_id
WHERE d.decision IS DISTINCT FROM 'approved';

-- What a consumer by file or REST was told, in the order in which it was: whoever adds to the log of a consumer holds a lock
-- until he commits, so nobody who reads it sees a row before one with a smaller id.
CREATE TABLE bridge_event (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    consumer text NOT NULL,
    event_id uuid NOT NULL,
    type text NOT NULL,
    snapshot_id text NOT NULL, -- of a marker; '' of a person
    key text NOT NULL,         -- 宛名番号
    sequence bigint NOT NULL,  -- juki-sequence
    payload bytea NOT NULL,
    told_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX bridge_event_consumer ON bridge_event (consumer, id);
CREATE INDEX bridge_event_key ON bridge_event (consumer, key, id);
CREATE INDEX bridge_event_marker ON bridge_event (consumer, id) WHERE snapshot_id <> '';

-- A file is the part of the log behind `after` up to `until`, of each person the last record.
CREATE TABLE bridge_file (
    consumer text NOT NULL,
    number bigint NOT NULL, -- from 1, without gap
    kind text NOT NULL CHECK (kind IN ('full', 'diff')),
    part int NOT NULL,      -- of a full one, from 1
    last_part boolean NOT NULL,
    after bigint NOT NULL,
    until bigint NOT NULL,
    day date NOT NULL,
    -- planned: nothing of it lies anywhere; sealed: its bytes are settled, under a temporary name; placed: it lies where the
    -- consumer finds it; written: that stands in the audit trail; accepted, partial: as the consumer said; dropped: the consumer
    -- was revoked before it had answered; erased: taken away
    state text NOT NULL CHECK (state IN ('planned', 'sealed', 'placed', 'written', 'accepted', 'partial', 'dropped', 'erased')),
    persons int NOT NULL DEFAULT 0,
    sha256 text NOT NULL DEFAULT '',        -- of the CSV
    sealed_sha256 text NOT NULL DEFAULT '', -- of the encrypted file
    manifest text NOT NULL DEFAULT '',
    manifest_sha256 text NOT NULL DEFAULT '',
    rejected int NOT NULL DEFAULT 0,
    planned_at timestamptz NOT NULL DEFAULT now(),
    placed_at timestamptz,
    answered_at timestamptz,
    PRIMARY KEY (consumer, number)
) WITH (fillfactor = 50);
CREATE INDEX bridge_file_open ON bridge_file (state, consumer, number) WHERE state IN ('planned', 'sealed', 'placed', 'written');
CREATE INDEX bridge_file_over ON bridge_file (answered_at) WHERE state IN ('accepted', 'partial', 'dropped');

-- What a consumer said of a file, as it was read; settled with the next transaction of the gateway.
CREATE TABLE bridge_receipt (
    consumer text NOT NULL,
    name text NOT NULL,   -- of the acknowledgement's file
    sha256 text NOT NULL, -- of its bytes
    number bigint NOT NULL, -- of the file that it is about; 0: of none that is known
    result text NOT NULL, -- accepted, partial; '' when it was refused
    refused text NOT NULL DEFAULT '',
    line int[] NOT NULL,
    code text[] NOT NULL,
    read_at timestamptz NOT NULL DEFAULT now(),
    settled_at timestamptz,
    PRIMARY KEY (consumer, sha256)
);
CREATE INDEX bridge_receipt_open ON bridge_receipt (read_at) WHERE settled_at IS NULL;

-- The rows of a file that its consumer could not take; they are told anew.
CREATE TABLE bridge_error (
    consumer text NOT NULL,
    number bigint NOT NULL,
    line int NOT NULL, -- of the CSV; its head is line 1
    code text NOT NULL,
    addressee_number text NOT NULL,
    noted_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (consumer, number, line)
);

-- How far a consumer by REST has confirmed its log, and up to where it was erased.
CREATE TABLE bridge_reader (
    consumer text PRIMARY KEY,
    confirmed bigint NOT NULL DEFAULT 0,
    erased bigint NOT NULL DEFAULT 0
);

-- Tokens that were given out, and assertions that were used (client_secret_jwt), both by their SHA-256.
CREATE TABLE rest_token (
    sha256 text PRIMARY KEY,
    consumer text NOT NULL,
    expires_at timestamptz NOT NULL
);
CREATE INDEX rest_token_expires ON rest_token (expires_at);
CREATE TABLE rest_assertion (
    sha256 text PRIMARY KEY,
    expires_at timestamptz NOT NULL
);
CREATE INDEX rest_assertion_expires ON rest_assertion (expires_at);
