-- Households from day to day, snapshots of the feed, and 住登外課税.

ALTER TABLE person_record ADD COLUMN household_history bytea, ADD COLUMN address_history bytea;
-- Both are written by one transaction of the only writer.
ALTER TABLE person DROP CONSTRAINT person_addressee_number_sequence_fkey;

-- What the record of this number told of the person's households: from a day on, until another (exclusive; null: still).
-- Rows are only added, so that what was known on a day can be told too.
CREATE TABLE household_span (
    addressee_number text NOT NULL,
    sequence bigint NOT NULL, -- of person_record
    from_day text NOT NULL,
    until_day text,
    state text NOT NULL,
    household_number text,
    relationship text
);
CREATE INDEX household_span_person ON household_span (addressee_number, sequence);
CREATE INDEX household_span_household ON household_span (household_number);

-- A snapshot that was asked for: because of a gap, an incomplete snapshot, or by hand (not asked yet).
CREATE TABLE snapshot_request (
    request_id text PRIMARY KEY,
    reason text NOT NULL,
    entered_at timestamptz NOT NULL DEFAULT now(),
    asked_at timestamptz,
    answered_at timestamptz,
    refusal text
);

CREATE TABLE snapshot (
    snapshot_id text PRIMARY KEY,
    begun_at timestamptz NOT NULL DEFAULT now(),
    finished_at timestamptz,
    persons bigint,
    erased bigint,
    result text -- whole, or what was wrong: count, digest
);
CREATE INDEX snapshot_begun ON snapshot (begun_at);
-- The markers that have ended, and the persons that came, until the snapshot is finished.
CREATE TABLE snapshot_ended (
    snapshot_id text NOT NULL,
    marker bigint NOT NULL,
    PRIMARY KEY (snapshot_id, marker)
);
CREATE TABLE snapshot_person (
    snapshot_id text NOT NULL,
    addressee_number text NOT NULL,
    digest bytea NOT NULL,
    PRIMARY KEY (snapshot_id, addressee_number)
);

-- 住登外課税: taxed here (事務所, 事業所, 家屋敷; 地方税法294条1項2号) and registered elsewhere; the municipality of registration is
-- notified (同条3項: who lives here without being registered).
CREATE TABLE outside_person (
    addressee_number text NOT NULL, -- 住登外者宛名番号
    tax_year int NOT NULL,
    municipality_code text NOT NULL, -- of registration
    name text NOT NULL,
    name_kana text NOT NULL,
    birth_date text NOT NULL,
    registered_address text NOT NULL,
    address_here text NOT NULL, -- where he lives here, or the place he has here
    entered_at timestamptz NOT NULL DEFAULT now(),
    notified_at timestamptz,
    PRIMARY KEY (addressee_number, tax_year)
);
CREATE INDEX outside_person_open ON outside_person (municipality_code) WHERE notified_at IS NULL;
