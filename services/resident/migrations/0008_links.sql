-- Requests for numbers of every kind, and requests that were withdrawn.
ALTER TABLE number_request
    ADD kind int NOT NULL DEFAULT 1, -- juki.resident.v1.NumberKind
    ADD withdrawn_at timestamptz;

-- What was told to 戸籍 and 出入国在留管理庁, and their receipts. subject: as in the audit trail.
CREATE TABLE link_notice (
    event_id text PRIMARY KEY,
    peer text NOT NULL,
    change_id text NOT NULL,
    subject text NOT NULL,
    sent_at timestamptz NOT NULL DEFAULT now(),
    acknowledged_at timestamptz
) WITH (fillfactor = 70);
CREATE INDEX link_notice_change ON link_notice (change_id);

-- Whom 出入国在留管理庁 means by a person_ref that it was told.
CREATE TABLE link_person (
    person_ref text PRIMARY KEY,
    addressee_number text NOT NULL
);

-- Notices and applications that were taken, so that none is taken twice.
CREATE TABLE link_taken (
    peer text NOT NULL,
    number text NOT NULL, -- 通知番号, or the id of an application
    change_id text NOT NULL,
    taken_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (peer, number)
);
