-- 送付先情報 as the card system holds it: the bytes as they came, numbers still sealed inside, and their digest.
CREATE TABLE record (
    event_id text PRIMARY KEY,
    delivery_number text NOT NULL,
    code_index bytea NOT NULL, -- blind index of 住民票コード
    person_count int NOT NULL,
    digest bytea NOT NULL, -- SHA-256 of payload
    payload bytea NOT NULL,
    received_at timestamptz NOT NULL DEFAULT now()
);
