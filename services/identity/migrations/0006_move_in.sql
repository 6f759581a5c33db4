-- 特例転入 (住基法24条の2): moves that are known here by the reference of the municipality that was left.

-- Somebody comes. 転出証明書情報 rests sealed until the move-in or erase_on; the reference stays, nothing of a person.
CREATE TABLE move_in (
    move_ref text PRIMARY KEY,
    municipality_code text NOT NULL,   -- that was left
    state int NOT NULL,                -- juki.identity.v1.MoveInState
    planned_date text,                 -- 転出予定年月日
    erase_on text COLLATE "C",         -- while certificate is there
    certificate bytea,                 -- MoveOutCertificate, sealed to identity, subject move_ref
    changed_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX move_in_erase ON move_in (erase_on) WHERE certificate IS NOT NULL;
CREATE INDEX move_in_open ON move_in (changed_at) WHERE state <> 5;

-- Somebody goes: what was sent is the register's, here is only that it was.
CREATE TABLE move_out (
    move_ref text PRIMARY KEY,
    municipality_code text NOT NULL, -- that it was sent to first
    state int NOT NULL,              -- 1 sent, 2 arrived
    changed_at timestamptz NOT NULL DEFAULT now()
);

-- What was sent to other municipalities, and their receipts. event_id: ce_id.
CREATE TABLE move_letter (
    event_id text PRIMARY KEY,
    move_ref text NOT NULL,
    kind text NOT NULL CHECK (kind IN ('certificate', 'request', 'unavailable', 'notice', 'answer')),
    sent_at timestamptz NOT NULL DEFAULT now(),
    acknowledged_at timestamptz
);
CREATE INDEX move_letter_move ON move_letter (move_ref);
