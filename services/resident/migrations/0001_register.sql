-- 住民基本台帳: persons, their records, and the changes that made them. Rows that one transaction of this service
-- writes together refer to each other without foreign keys: each check would lock and write the row referred to.

CREATE SEQUENCE addressee_serial;
CREATE SEQUENCE household_serial;
CREATE SEQUENCE delivery_serial;

-- One row per person: what is needed to find a person and to keep two from becoming one.
CREATE TABLE person (
    addressee_number text PRIMARY KEY,
    register_ref text NOT NULL, -- 128 random bits
    history_number int NOT NULL,
    state int NOT NULL,
    household_number text NOT NULL,
    number_index bytea UNIQUE, -- blind index of 個人番号
    code_index bytea UNIQUE    -- blind index of 住民票コード
) WITH (fillfactor = 80);
CREATE INDEX person_household ON person (household_number); -- a partial one is no use to a generic plan without statistics

-- All items as they stood after each change; rows are only ever added (invariant 5). Columns in the order of
-- juki.resident.v1.PersonRecord.
CREATE TABLE person_record (
    addressee_number text NOT NULL,
    history_number int NOT NULL CHECK (history_number > 0),
    register_ref text NOT NULL,
    household_number text NOT NULL,
    state int NOT NULL,
    name text,
    name_kana text,
    birth_date text,
    birth_date_uncertain boolean,
    birth_date_written text,
    sex int NOT NULL,
    relationship text,
    individual_number bytea,
    resident_code bytea,
    address_postal_code text,
    address_municipality_code text,
    address_town_code text,
    address_prefecture text,
    address_municipality text,
    address_town text,
    address_number text,
    address_building text,
    resident_since text,
    address_since text,
    previous_postal_code text,
    previous_municipality_code text,
    previous_town_code text,
    previous_prefecture text,
    previous_municipality text,
    previous_town text,
    previous_number text,
    previous_building text,
    destination_postal_code text,
    destination_municipality_code text,
    destination_town_code text,
    destination_prefecture text,
    destination_municipality text,
    destination_town text,
    destination_number text,
    destination_building text,
    registered_domicile text,
    family_register_head text,
    reason text NOT NULL,
    change_date text NOT NULL,
    notified_date text,
    processed_date text NOT NULL,
    change_id text NOT NULL,
    operator_id text NOT NULL,
    terminal_id text NOT NULL,
    recorded_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (addressee_number, history_number)
);

-- A change as it was entered; status 1 仮登録, 2 本登録, 3 差戻し, 4 refused (juki.resident.v1.ChangeStatus).
CREATE TABLE change (
    change_id text PRIMARY KEY,
    status int NOT NULL,
    entry bytea NOT NULL, -- the SubmitChange message as it came, numbers sealed
    entered_by text NOT NULL,
    entered_at timestamptz NOT NULL DEFAULT now(),
    reviewed_by text,
    reviewed_at timestamptz,
    refusal_code text,
    refusal_item text
) WITH (fillfactor = 80);

-- The persons whom an entry names, by what the entry knows of them.
CREATE TABLE change_person (
    change_id text NOT NULL,
    position int NOT NULL,
    addressee_number text,
    number_index bytea,
    code_index bytea,
    PRIMARY KEY (change_id, position)
);

-- Persons and households that a 仮登録 holds; a second entry for them is refused meanwhile.
CREATE TABLE change_lock (
    held text PRIMARY KEY, -- household:<number> or number:<blind index>
    change_id text NOT NULL
);
CREATE INDEX change_lock_change ON change_lock (change_id);

-- Requests for numbers that wait for an answer (依頼管理番号).
CREATE TABLE number_request (
    request_id text PRIMARY KEY,
    change_id text NOT NULL,
    addressee_number text NOT NULL,
    answered_at timestamptz
);
CREATE INDEX person_record_change ON person_record (change_id);
