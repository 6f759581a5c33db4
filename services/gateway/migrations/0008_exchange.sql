-- 情報提供等記録 (番号法23条; seed 002 R-60, R-63; seed 003 REQ-44, REQ-62; seed 004_001 K66): every inquiry and every
-- provision of 特定個人情報, those that were refused too. Whose it was is a keyed hash, by which the person is found, and
-- the sealed 団体内統合宛名番号, by which he can be told; of what was asked or answered nothing is here.
CREATE TABLE exchange_record (
    record_number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    direction text NOT NULL CHECK (direction IN ('asked', 'provided', 'self', 'notice')),
    exchange_id text NOT NULL,      -- of the inquiry; '' when it had none that is one
    subject text,                   -- keyed hash of the 団体内統合宛名番号; NULL: nobody who is known here
    integrated_number bytea,        -- sealed to this service
    inquirer_kind text NOT NULL,    -- 情報照会者 as in the law's table
    inquirer text NOT NULL,         -- code of the body
    provider text NOT NULL,         -- 情報提供者
    law_table text NOT NULL,
    item text NOT NULL,             -- 項番
    affair text NOT NULL,
    information text NOT NULL,      -- 特定個人情報
    law_version text NOT NULL,      -- by which it was decided
    permit_id text NOT NULL,
    outcome text NOT NULL,          -- 'answered', or why not
    operator_id text NOT NULL,      -- '' when no person took part
    terminal_id text NOT NULL,
    received_at timestamp NOT NULL, -- time of day in Japan, of the processing date
    closed_at timestamp NOT NULL
);
CREATE INDEX exchange_record_subject ON exchange_record (subject, closed_at, record_number);
CREATE INDEX exchange_record_closed ON exchange_record (closed_at, record_number);

-- 消去 after seven years (R-60), asked for by one and decided by another (K69).
CREATE TABLE exchange_erasure (
    erasure_id text PRIMARY KEY,
    erase_before date NOT NULL,     -- what was closed before this day
    purpose text NOT NULL,
    state text NOT NULL DEFAULT 'asked' CHECK (state IN ('asked', 'done', 'refused')),
    asked_by text NOT NULL,
    asked_on date NOT NULL,
    decided_by text CHECK (decided_by <> asked_by),
    decided_on date,
    erased bigint                   -- how many records
);

-- Rows are only ever added; what goes, goes by an erasure that was decided.
CREATE FUNCTION exchange_record_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rows of exchange_record are only ever added';
END $$;
CREATE TRIGGER exchange_record_is_kept BEFORE UPDATE OR TRUNCATE ON exchange_record
    FOR EACH STATEMENT EXECUTE FUNCTION exchange_record_is_kept();
CREATE FUNCTION exchange_record_is_erased() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM gone WHERE closed_at >= coalesce(
                   (SELECT max(erase_before) FROM exchange_erasure WHERE state = 'done'), '-infinity'::date)) THEN
        RAISE EXCEPTION 'rows of exchange_record are erased by a decided erasure alone';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER exchange_record_is_erased AFTER DELETE ON exchange_record REFERENCING OLD TABLE AS gone
    FOR EACH STATEMENT EXECUTE FUNCTION exchange_record_is_erased();
