-- What became of a certificate (処分情報, j300): rows are only ever added.
CREATE TABLE certificate_end (
    issue_number text NOT NULL,
    step int NOT NULL,
    kind int NOT NULL,        -- juki.resident.v1.CertificateEndKind
    sheets int NOT NULL,
    reason text NOT NULL,
    operator_id text NOT NULL,
    terminal_id text NOT NULL,
    ended_date text NOT NULL,
    ended_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (issue_number, step)
);
CREATE INDEX certificate_issue_number ON certificate_issue (issue_number);

-- Issued and not yet confirmed; a row goes when it is. What was issued before this
-- table came is not asked for.
CREATE TABLE certificate_open (issue_number text PRIMARY KEY);
