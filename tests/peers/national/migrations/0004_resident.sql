-- 機構保存本人確認情報: the items of the latest notice of each 住民票コード, as the prefecture passes them on. Columns after
-- change_count in the order of juki.identity.v1.ResidentNotice; both numbers stay sealed to this peer, bound to event_id.
CREATE TABLE resident (
    code_index bytea PRIMARY KEY, -- blind index of 住民票コード
    event_id text NOT NULL,
    state text NOT NULL CHECK (state IN ('resident', 'moved_out', 'dead', 'deleted')),
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
    change_date text NOT NULL,
    name_kana text
) WITH (fillfactor = 70);
