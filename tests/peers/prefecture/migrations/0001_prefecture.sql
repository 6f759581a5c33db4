-- 本人確認情報 as the governor holds it: the 8 items of the latest notice of each 住民票コード. Columns after change_count in
-- the order of juki.identity.v1.ResidentNotice; both numbers stay sealed to this peer, bound to event_id.
CREATE TABLE person (
    code_index bytea PRIMARY KEY, -- blind index of 住民票コード
    event_id text NOT NULL,
    state text NOT NULL CHECK (state IN ('resident', 'moved_out', 'dead')),
    change_count int NOT NULL DEFAULT 1,
    resident_code bytea NOT NULL,
    name text,
    birth_date text,
    birth_date_uncertain boolean,
    birth_date_written text,
    sex int NOT NULL,
    address_postal_code text,
    address_municipality_code text,
    address_town_code text,
    address_prefecture text,
    address_municipality text,
    address_town text,
    address_number text,
    address_building text,
    individual_number bytea NOT NULL,
    reason text NOT NULL,
    change_date text NOT NULL
) WITH (fillfactor = 70);
