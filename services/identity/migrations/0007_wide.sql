-- 広域交付 (住基法12条の4): what identity's copy holds beyond 本人確認情報ファイル, and who asked for it.

-- 世帯, and whether a 住民票の写し may be given out (支援措置, 発行抑止). Both come with each update; until one has come
-- from a register that tells them, nothing is issued.
ALTER TABLE person
    ADD household_ref text,
    ADD restrained boolean NOT NULL DEFAULT false;
CREATE INDEX person_household ON person (household_ref);

-- Somebody of the household who has no numbers yet, and so is not in the file.
ALTER TABLE number_request ADD household_ref text;
CREATE INDEX number_request_household ON number_request (household_ref) WHERE state IN ('waiting', 'open');

-- 通称 and the items of 法第30条の45, beside the row of record that came with them; only of who has any.
CREATE TABLE foreign_item (
    register_ref text NOT NULL,
    update_number bigint NOT NULL,
    alias text,
    nationality text,
    foreign_resident_since text,
    section int NOT NULL, -- juki.resident.v1.ForeignSection
    status text,
    period text,
    until text,
    card_number text,
    PRIMARY KEY (register_ref, update_number)
);

-- One row: when the register was last heard of, to a second.
CREATE TABLE register_heard (
    one boolean PRIMARY KEY DEFAULT true CHECK (one),
    heard_at timestamptz NOT NULL
) WITH (fillfactor = 10);
INSERT INTO register_heard (heard_at) VALUES ('-infinity');

-- Every request and its answer. event_id: ce_id of the answer.
CREATE TABLE wide_request (
    event_id text PRIMARY KEY,
    request_id text UNIQUE, -- null: of a request that could not be trusted
    subject text,           -- as in the audit trail: who asked
    issuer_code text,       -- 交付地市町村
    household boolean NOT NULL,
    refused text,           -- what 交付地市町村 was told
    reason text,            -- why in truth
    persons int NOT NULL,
    heard_at timestamptz,
    recorded_at timestamptz, -- of the oldest row that was told
    answered_at timestamptz NOT NULL DEFAULT now(),
    acknowledged_at timestamptz
) WITH (fillfactor = 90);
CREATE INDEX wide_request_answered ON wide_request (answered_at);
