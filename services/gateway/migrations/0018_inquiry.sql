-- 情報照会: what offices of ours ask other bodies through 情報提供ネットワークシステム (seed 003 REQ-45, REQ-49, REQ-52; seed
-- 004_001 K36 to K40, K53).

-- Under which line of the law's table an office may ask (K36, K41); whether the line is in force is the law's to say.
CREATE TABLE inquiry_affair (
    consumer text NOT NULL,
    law_table text NOT NULL,
    item text NOT NULL,            -- 項番
    inquirer_kind text NOT NULL,   -- 情報照会者: what we are in that line
    affair text NOT NULL,          -- 事務, the law's code of it
    valid_from date NOT NULL,
    valid_to date CHECK (valid_to >= valid_from),
    PRIMARY KEY (consumer, item, law_table)
);
-- Municipal tax asks under item 48 (seed 003 J3), childcare under 17 and 155 (seed 004 K2). The register asks nobody
-- (seed 002 R-14).
INSERT INTO inquiry_affair VALUES
    ('tax', '番号法第19条第8号に基づく主務省令 第2条の表', '48', '市町村長', '48.1', '2024-05-27', NULL),
    ('welfare', '番号法第19条第8号に基づく主務省令 第2条の表', '17', '市町村長', '17.1', '2024-05-27', NULL),
    ('welfare', '番号法第19条第8号に基づく主務省令 第2条の表', '155', '市町村長', '155.1', '2024-05-27', NULL);

-- One inquiry about one person. Moments are of the processing date, by the time of day in Japan.
CREATE TABLE inquiry (
    inquiry_id text PRIMARY KEY,
    consumer text NOT NULL,
    item text NOT NULL,
    provider text NOT NULL,
    information text NOT NULL,
    asked_items text[] NOT NULL,
    addressee_number text NOT NULL,
    purpose text NOT NULL,
    law_table text NOT NULL,
    inquirer_kind text NOT NULL,
    affair text NOT NULL,
    law_version text NOT NULL,     -- by which it may be asked
    integrated_number text NOT NULL,
    digest text NOT NULL,          -- of the content; the approval is bound to it
    state text NOT NULL CHECK (state IN ('entered', 'permit', 'asked', 'answered', 'cancelled', 'failed')),
    code text NOT NULL DEFAULT '', -- why it was cancelled or failed
    asked_by text NOT NULL,
    asked_terminal text NOT NULL,
    asked_office text NOT NULL,
    decided_by text CHECK (decided_by <> asked_by),
    permit_id text,
    received_at timestamp NOT NULL,
    due_at timestamp,              -- until when it waits for what comes next; NULL: it is closed
    closed_at timestamp,
    CHECK ((state IN ('answered', 'cancelled', 'failed')) = (closed_at IS NOT NULL)),
    CHECK ((closed_at IS NULL) = (due_at IS NOT NULL)),
    CHECK (state IN ('entered', 'cancelled') OR decided_by IS NOT NULL)
);
CREATE INDEX inquiry_due ON inquiry (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX inquiry_received ON inquiry (received_at);
CREATE INDEX inquiry_closed ON inquiry (closed_at) WHERE closed_at IS NOT NULL;

-- 照会結果: the bytes as the provider made them, sealed to this service; never changed (REQ-49), and gone when their
-- time is over (REQ-52, K53).
CREATE TABLE inquiry_result (
    inquiry_id text PRIMARY KEY,
    information bytea NOT NULL,
    erase_at timestamp NOT NULL
);
CREATE INDEX inquiry_result_erase ON inquiry_result (erase_at);
CREATE FUNCTION inquiry_result_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a result is never changed';
END $$;
CREATE TRIGGER inquiry_result_is_kept BEFORE UPDATE ON inquiry_result
    FOR EACH STATEMENT EXECUTE FUNCTION inquiry_result_is_kept();

-- An inquiry as the service reads it.
CREATE VIEW inquiry_seen AS
SELECT i.inquiry_id, i.consumer, i.item, i.provider, i.information, array_to_string(i.asked_items, E'\x1f') AS asked_items,
       i.addressee_number, i.purpose, i.state, i.code, i.law_table, i.affair, i.law_version, i.digest, i.asked_by,
       coalesce(i.decided_by, '') AS decided_by, coalesce(i.permit_id, '') AS permit_id,
       to_char(i.received_at, 'YYYY-MM-DD"T"HH24:MI:SS') AS received_at,
       coalesce(to_char(i.closed_at, 'YYYY-MM-DD"T"HH24:MI:SS'), '') AS closed_at,
       EXISTS (SELECT FROM inquiry_result r WHERE r.inquiry_id = i.inquiry_id) AS kept,
       i.integrated_number, i.inquirer_kind, i.asked_terminal, i.asked_office, i.received_at AS received, i.due_at
FROM inquiry i;
