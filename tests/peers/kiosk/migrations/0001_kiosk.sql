-- What the centre asked with --ask, and every answer of the municipality. The certificates themselves were printed:
-- the centre keeps none of their items.
CREATE TABLE request (
    request_id text PRIMARY KEY,
    kind int NOT NULL, -- juki.resident.v1.CertificateKind
    household boolean NOT NULL,
    asked_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE answer (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    event_id text NOT NULL,
    request_id text NOT NULL,
    refused text NOT NULL, -- code, or empty
    issue_number text NOT NULL,
    persons int NOT NULL,
    numbers int NOT NULL   -- 個人番号 that it could open
);
CREATE INDEX answer_request ON answer (request_id);
