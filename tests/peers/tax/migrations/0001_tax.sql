-- The tax office's own register of residents, keyed by 宛名番号 (seed 003 REQ-83).

-- All items as each event told them; rows are only ever added, so that the household and address on the
-- assessment date (賦課期日) can be told (seed 003 L171). Columns after sequence in the order of
-- juki.gateway.v1.PersonFeed. individual_number is sealed to the tax office.
CREATE TABLE person_record (
    sequence bigint NOT NULL,
    change_id text NOT NULL,
    addressee_number text NOT NULL,
    restrained boolean NOT NULL,
    state text NOT NULL,
    integrated_number text,
    household_number text,
    name text,
    name_kana text,
    birth_date text,
    birth_date_uncertain boolean,
    birth_date_written text,
    sex int NOT NULL,
    relationship text,
    address_postal_code text,
    address_municipality_code text,
    address_town_code text,
    address_prefecture text,
    address_municipality text,
    address_town text,
    address_number text,
    address_building text,
    individual_number bytea,
    resident_since text,
    address_since text,
    previous_address_postal_code text,
    previous_address_municipality_code text,
    previous_address_town_code text,
    previous_address_prefecture text,
    previous_address_municipality text,
    previous_address_town text,
    previous_address_number text,
    previous_address_building text,
    destination_postal_code text,
    destination_municipality_code text,
    destination_town_code text,
    destination_prefecture text,
    destination_municipality text,
    destination_town text,
    destination_number text,
    destination_building text,
    reason text,
    change_date text,
    received_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (addressee_number, sequence)
);

-- Which record of a person is the current one. number_index finds the person of a declaration by 個人番号.
CREATE TABLE person (
    addressee_number text PRIMARY KEY,
    sequence bigint NOT NULL,
    state text NOT NULL,
    number_index bytea,
    FOREIGN KEY (addressee_number, sequence) REFERENCES person_record (addressee_number, sequence)
) WITH (fillfactor = 80);
