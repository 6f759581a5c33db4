-- 団体内統合宛名 and the feeds: who is who inside the municipality, and who may know what of them.

CREATE SEQUENCE integrated_serial MAXVALUE 99999999999999;

-- 団体内統合宛名番号: one per person, never changed. number_index finds the person again by 個人番号; it follows
-- a change of that number. Two records of one person that come at once meet in the unique index.
CREATE TABLE integrated (
    integrated_number text PRIMARY KEY,
    number_index bytea UNIQUE, -- blind index of 個人番号; NULL while the person has none
    issued_at timestamptz NOT NULL DEFAULT now()
) WITH (fillfactor = 80);

-- The current row of each 宛名番号: what feeds are made of, nothing else (seed 002 R-10). Columns after
-- history_number in the order of juki.gateway.v1.PersonFeed; individual_number is sealed to this service.
CREATE TABLE person (
    history_number int NOT NULL,
    change_id text NOT NULL,
    addressee_number text PRIMARY KEY,
    restrained boolean NOT NULL,
    state text NOT NULL,
    integrated_number text NOT NULL, -- of integrated, written in the same transaction
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
    change_date text
) WITH (fillfactor = 70);
CREATE INDEX person_integrated ON person (integrated_number);

-- Who receives a feed, for which affair, on which legal basis, and which items of PersonFeed (seed 002 R-07,
-- R-08). 個人番号 goes only to an affair that uses it (R-09). Every consumer gets the items that say whose
-- record this is and whether it may be disclosed.
CREATE TABLE consumer (
    id text PRIMARY KEY CHECK (id ~ '^[a-z][a-z0-9-]{0,30}$'),
    office text NOT NULL,
    affair text NOT NULL,
    legal_basis text NOT NULL,
    items text[] NOT NULL CHECK (items @> '{change_id,addressee_number,restrained,state}'),
    uses_number boolean NOT NULL,
    valid_from date NOT NULL,
    valid_to date CHECK (valid_to >= valid_from),
    CHECK (uses_number = ('individual_number' = ANY (items)))
);

-- Municipal tax: five items and household as of the assessment date, where the person came from and went to,
-- for material that other municipalities own (seed 003 sections 2, 3.1).
INSERT INTO consumer VALUES (
    'tax', '税務課', '地方税の賦課徴収', '番号法第9条第1項 別表24の項',
    '{change_id,addressee_number,restrained,state,household_number,name,name_kana,birth_date,sex,relationship,
      address,individual_number,resident_since,address_since,previous_address,destination,reason,change_date}',
    true, '2016-01-01', NULL);

-- Child care: residence and household at a base date (seed 004 section 3.1, K1, K12). Its own applications
-- bring the 個人番号; the feed is matched by 宛名番号 and goes without.
INSERT INTO consumer VALUES (
    'welfare', '保育課', '子どものための教育・保育給付', '番号法第9条第1項 別表127の項; 子ども・子育て支援法',
    '{change_id,addressee_number,restrained,state,household_number,name,name_kana,birth_date,sex,relationship,
      address,address_since,reason,change_date}',
    false, '2016-01-01', NULL);

-- What was sent to whom, until the consumer has confirmed it.
CREATE TABLE feed_event (
    event_id uuid PRIMARY KEY,
    consumer text NOT NULL, -- of consumer; no foreign key, it would lock that row for every event
    change_id text NOT NULL,
    addressee_number text NOT NULL,
    sent_at timestamptz NOT NULL DEFAULT now(),
    acknowledged_at timestamptz
) WITH (fillfactor = 80);
