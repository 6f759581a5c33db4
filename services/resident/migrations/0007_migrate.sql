-- データ移行: a register that came from another system. Its rows stand in person and person_record from the
-- start; while a load is in state 1 to 3 the register is closed, so nobody finds them before the cut-over.

CREATE TABLE migration_load (
    load_id text PRIMARY KEY,
    state int NOT NULL, -- juki.resident.v1.LoadState
    source_digest text NOT NULL,
    expected_rows bigint NOT NULL,
    expected_persons bigint NOT NULL,
    rows bigint NOT NULL DEFAULT 0,
    persons bigint NOT NULL DEFAULT 0,
    loaded_to text NOT NULL DEFAULT '',
    addressee_serial bigint NOT NULL DEFAULT 0, -- what our serials must pass
    household_serial bigint NOT NULL DEFAULT 0,
    compared_to text NOT NULL DEFAULT '',
    digest bytea, -- a chain of hashes over the rows of each stage, 32 bytes each
    differences bigint NOT NULL DEFAULT 0,
    approved_by text, -- the first of the two who open the register
    filled_to text NOT NULL DEFAULT '',
    filled boolean NOT NULL DEFAULT false,
    begun_by text NOT NULL,
    begun_at timestamptz NOT NULL DEFAULT now()
) WITH (fillfactor = 30); -- one row, written with every message of a load

-- What differs between old list, source and register, with its reason by one person and the word of another.
CREATE TABLE migration_difference (
    load_id text NOT NULL,
    number bigint NOT NULL,
    addressee_number text NOT NULL,
    history_number int NOT NULL,
    kind text NOT NULL,
    item text,
    old_value text,
    source_value text,
    loaded_value text,
    reason text,
    explanation text,
    explained_by text,
    explained_at timestamptz,
    confirmed_by text,
    confirmed_at timestamptz,
    PRIMARY KEY (load_id, number)
);

-- 電話種別, 電話番号: kept here and sent nowhere. The columns of juki.resident.v1.PersonRecord stand first and in its
-- order; the day of recording stays last.
ALTER TABLE person_record RENAME COLUMN recorded_at TO recorded_before;
ALTER TABLE person_record -- items
    ADD COLUMN telephone_kind text,
    ADD COLUMN telephone text,
    ADD COLUMN recorded_at timestamptz NOT NULL DEFAULT now();
UPDATE person_record SET recorded_at = recorded_before;
ALTER TABLE person_record DROP COLUMN recorded_before;
