-- 送付先情報 of a household: made when the last request of the change is answered, checked and renewed by register_ref.

CREATE INDEX number_request_change ON number_request (change_id);
CREATE UNIQUE INDEX person_register_ref ON person (register_ref);

-- 居所 as destination of 送付先情報 (j1120), entered by one and approved by another; no item of the register.
CREATE TABLE destination_request (
    request_id text PRIMARY KEY,
    designation_id text NOT NULL, -- of SET the request itself
    status int NOT NULL, -- juki.resident.v1.ChangeStatus
    entry bytea NOT NULL, -- SubmitDestination as it came; the place in it is sealed to the register
    addressee_number text[] NOT NULL,
    entered_by text NOT NULL,
    entered_at timestamptz NOT NULL DEFAULT now(),
    reviewed_by text,
    reviewed_at timestamptz
);

-- The designation that stands for a person: its SET.
CREATE TABLE destination (
    addressee_number text PRIMARY KEY,
    designation_id text NOT NULL
);
CREATE INDEX destination_designation ON destination (designation_id);
