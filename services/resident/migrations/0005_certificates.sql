-- 交付履歴: who was shown on which certificate; one row per person shown.

CREATE SEQUENCE certificate_serial;

CREATE TABLE certificate_issue (
    addressee_number text NOT NULL REFERENCES person,
    issue_number text NOT NULL,
    kind int NOT NULL,        -- juki.resident.v1.CertificateKind
    household boolean NOT NULL,
    shown int NOT NULL,       -- bit 1 << CertificateItem for each item that was not left out
    purpose text NOT NULL,
    operator_id text NOT NULL,
    terminal_id text NOT NULL,
    issued_date text NOT NULL,
    issued_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (addressee_number, issue_number)
);
