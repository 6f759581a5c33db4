-- 情報提供ネットワークシステム: 符号取得 and 情報提供.

-- 符号取得状況 of each 団体内統合宛名番号 (seed 002 R-85); no row: not acquired yet. 符号 stays in here, sealed to this
-- service; the index finds the person again when another body asks.
CREATE TABLE subject_code (
    integrated_number text PRIMARY KEY,
    state text NOT NULL CHECK (state IN ('requested', 'acquired', 'failed')),
    request_id text NOT NULL, -- of the request that counts
    code bytea,               -- 符号, sealed; subject: the 団体内統合宛名番号
    code_index bytea UNIQUE,  -- blind index of 符号
    reason text,              -- why it failed
    changed_at timestamptz NOT NULL DEFAULT now(),
    CHECK ((state = 'acquired') = (code IS NOT NULL) AND (code IS NULL) = (code_index IS NULL)),
    CHECK ((state = 'failed') = (reason IS NOT NULL))
) WITH (fillfactor = 80);
CREATE INDEX subject_code_state ON subject_code (state, changed_at);

-- Every request that went out, so that a result that comes twice, too late or for nothing is known as such (R-86).
CREATE TABLE subject_code_request (
    request_id text PRIMARY KEY,
    integrated_number text NOT NULL,
    requested_at timestamptz NOT NULL DEFAULT now()
);

-- For whom no 符号 was asked yet, or none since his 個人番号 changed.
ALTER TABLE integrated ADD code_asked boolean NOT NULL DEFAULT false;
CREATE INDEX integrated_code_due ON integrated (integrated_number) WHERE number_index IS NOT NULL AND NOT code_asked;

CREATE FUNCTION number_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.code_asked := false;
    RETURN NEW;
END $$;
CREATE TRIGGER number_changed BEFORE UPDATE OF number_index ON integrated
    FOR EACH ROW WHEN (OLD.number_index IS DISTINCT FROM NEW.number_index) EXECUTE FUNCTION number_changed();

-- Inquiries of other bodies by their 情報提供許可証, which counts once. permit is there while one is held: by it the
-- content is made again when a supervisor has decided. 符号 in it is sealed.
CREATE TABLE provision (
    permit_id text PRIMARY KEY,
    inquiry_id text NOT NULL,
    state text NOT NULL CHECK (state IN ('answered', 'refused', 'held', 'checked')),
    code text,               -- why it was refused
    law_table text NOT NULL,
    item text NOT NULL,        -- 項番
    information text NOT NULL, -- 特定個人情報
    integrated_number text,  -- NULL: nobody who is known here
    law_version text NOT NULL,
    received_at text NOT NULL, -- moment in Japan, YYYY-MM-DDTHH:MM:SS
    permit bytea,
    checked_by text,         -- 操作者ID of who looked at what would be sent
    checked_digest text,     -- and what that was
    decided_by text,
    CHECK ((permit IS NOT NULL) = (state IN ('held', 'checked'))),
    CHECK ((state = 'checked') <= (checked_by IS NOT NULL AND checked_digest IS NOT NULL)),
    CHECK (decided_by <> checked_by)
);
CREATE INDEX provision_open ON provision (received_at) WHERE state IN ('held', 'checked');

-- 提供 outside of the automated path (R-57): document, approver and witness; what was provided is in 情報提供等記録 under
-- this id.
CREATE TABLE provision_manual (
    record_id text PRIMARY KEY,
    document text NOT NULL,
    operator_id text NOT NULL,
    approver_id text NOT NULL,
    witness_id text NOT NULL,
    recorded_at timestamptz NOT NULL DEFAULT now(),
    CHECK (approver_id <> operator_id AND witness_id <> operator_id AND witness_id <> approver_id)
);
