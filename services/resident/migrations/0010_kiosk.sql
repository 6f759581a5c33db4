-- コンビニ交付: who has which 利用者証明用電子証明書, and what the centre was answered.

ALTER TABLE certificate_issue ADD channel int NOT NULL DEFAULT 1; -- juki.resident.v1.CertificateChannel

-- A resident has one at a time; a serial is one resident's. Only its blind index rests here.
CREATE TABLE user_certificate (
    addressee_number text PRIMARY KEY,
    serial_index bytea NOT NULL UNIQUE,
    registered_at timestamptz NOT NULL DEFAULT now()
);

-- What the centre was answered, and its receipts.
CREATE TABLE kiosk_answer (
    event_id text PRIMARY KEY,
    request_id text UNIQUE, -- of a request that was genuine: it is not answered twice
    kiosk_id text NOT NULL,
    refused text NOT NULL,  -- code, or empty
    subject text NOT NULL,  -- as in the audit trail
    answered_at timestamptz NOT NULL DEFAULT now(),
    acknowledged_at timestamptz
) WITH (fillfactor = 80);
