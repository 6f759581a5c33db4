-- 団体内統合宛名番号: the numbers that a person had before; 住登外者宛名番号管理: persons outside of the register.

-- Since when the person has the 個人番号 of number_index.
ALTER TABLE integrated ADD COLUMN number_since date;
UPDATE integrated SET number_since = issued_at::date WHERE number_index IS NOT NULL;

-- 個人番号 that a person has given up. It finds nobody but him, and only while nobody else has it.
CREATE TABLE former_number (
    number_index bytea NOT NULL,
    integrated_number text NOT NULL,
    valid_from date,
    valid_to date NOT NULL, -- the day of the next one
    PRIMARY KEY (number_index, integrated_number, valid_to)
);

-- Serials of 住登外者宛名番号: a range of their own, far behind the serials of the register.
CREATE SEQUENCE nonresident_serial START 900000001 MINVALUE 900000001 MAXVALUE 999999999;

-- One row per 住登外者宛名番号, which is never given again. A number is somebody's for ever, also when he moved in, was
-- deleted or is linked to another number (名寄せ).
CREATE TABLE nonresident (
    addressee_number text PRIMARY KEY,
    history_number int NOT NULL, -- the current row of nonresident_record
    state text NOT NULL CHECK (state IN ('non_resident', 'dead', 'moved_in', 'deleted')),
    owner text NOT NULL,         -- affair that had him numbered
    not_shared boolean NOT NULL, -- 他業務参照不可フラグ: nobody but the owner sees him
    carried boolean NOT NULL,    -- the 住民宛名番号 of a former resident (引継)
    integrated_number text,      -- NULL while no 個人番号 is known
    representative text,         -- 名寄せ先宛名番号; NULL: 代表宛名
    resident_number text,        -- 宛名番号 under which he lives here now
    held_by text,                -- 排他
    held_at timestamptz
) WITH (fillfactor = 80);
CREATE INDEX nonresident_integrated ON nonresident (integrated_number) WHERE integrated_number IS NOT NULL;
CREATE INDEX nonresident_representative ON nonresident (representative) WHERE representative IS NOT NULL;

-- 宛名基本情報更新履歴 (0310022): a row per act, none ever changed. Columns from name on in the order of
-- juki.gateway.v1.NonresidentBasics; individual_number is sealed to this service, subject the number.
CREATE TABLE nonresident_record (
    addressee_number text NOT NULL,
    history_number int NOT NULL,
    request_id text NOT NULL, -- of the command, or the change of the register
    act text NOT NULL,
    recorded_on date NOT NULL, -- processing date
    recorded_at timestamptz NOT NULL DEFAULT now(),
    operator_id text NOT NULL,
    affair text NOT NULL,
    name text,
    name_kana text,
    name_roman text,
    name_kanji text,
    alias text,
    alias_kana text,
    birth_date text COLLATE "C",
    birth_date_uncertain boolean NOT NULL,
    birth_date_written text,
    sex int NOT NULL,
    postal_code text,
    municipality_code text,
    town_code text,
    prefecture text,
    municipality text,
    town text,
    number text,
    building text,
    country_code text,
    country text,
    foreign_address text,
    individual_number bytea,
    PRIMARY KEY (addressee_number, history_number)
);
CREATE INDEX nonresident_record_birth ON nonresident_record (birth_date);
CREATE INDEX nonresident_record_request ON nonresident_record (request_id);

-- What each row of the history is found by, folded: one row per name. Former names stay.
CREATE TABLE nonresident_name (
    addressee_number text NOT NULL,
    history_number int NOT NULL,
    name text COLLATE "C" NOT NULL,
    kana text COLLATE "C" NOT NULL,       -- ヂ by its mark
    kana_sound text COLLATE "C" NOT NULL, -- ヂ by its sound
    address text COLLATE "C" NOT NULL     -- compared, never looked up
);
CREATE INDEX nonresident_name_number ON nonresident_name (addressee_number);
CREATE INDEX nonresident_name_name ON nonresident_name (name);
CREATE INDEX nonresident_name_kana ON nonresident_name (kana);
CREATE INDEX nonresident_name_sound ON nonresident_name (kana_sound);

-- Which affair uses which 宛名番号, and its own number of the person. The register's link is the row of person.
CREATE TABLE affair_link (
    affair text NOT NULL,
    addressee_number text NOT NULL,
    affair_number text,
    valid_from date NOT NULL,
    valid_to date,
    request_id text NOT NULL
);
CREATE UNIQUE INDEX affair_link_now ON affair_link (addressee_number, affair) WHERE valid_to IS NULL;
CREATE INDEX affair_link_number ON affair_link (affair, affair_number) WHERE affair_number IS NOT NULL;

-- 名寄せ and its 解除: asked for by one person, decided by another (0310009).
CREATE TABLE nonresident_link (
    link_id text PRIMARY KEY,
    addressee_number text NOT NULL, -- 名寄せ元
    representative text NOT NULL,   -- 名寄せ先
    unlink boolean NOT NULL,
    state text NOT NULL DEFAULT 'asked' CHECK (state IN ('asked', 'approved', 'refused')),
    purpose text NOT NULL,
    asked_by text NOT NULL,
    asked_at timestamptz NOT NULL DEFAULT now(),
    decided_by text CHECK (decided_by <> asked_by),
    decided_at timestamptz,
    CHECK (addressee_number <> representative)
);
CREATE UNIQUE INDEX nonresident_link_asked ON nonresident_link (addressee_number) WHERE state = 'asked';


-- A 住登外者 as he stands: who has him in hand only while that counts; then the fields of juki.gateway.v1.NonresidentBasics.
CREATE VIEW nonresident_now AS
SELECT n.addressee_number, n.history_number, n.state, n.representative, n.resident_number, n.carried, n.not_shared,
       n.owner, CASE WHEN n.held_at > now() - interval '30 minutes' THEN n.held_by END AS held_by, n.integrated_number,
       r.name, r.name_kana, r.name_roman, r.name_kanji, r.alias, r.alias_kana, r.birth_date, r.birth_date_uncertain,
       r.birth_date_written, r.sex, r.postal_code, r.municipality_code, r.town_code, r.prefecture, r.municipality,
       r.town, r.number, r.building, r.country_code, r.country, r.foreign_address, r.individual_number
FROM nonresident n JOIN nonresident_record r USING (addressee_number, history_number);
