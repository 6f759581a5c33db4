-- 特例転入 as other municipalities see it. Persons are synthetic: a serial stands for both numbers.

-- Who left one of them with the card.
CREATE TABLE move (
    move_ref text PRIMARY KEY,
    municipality text NOT NULL,    -- that is left
    destination text NOT NULL,     -- to whom it is sent
    planned_date text NOT NULL     -- 転出予定年月日
);

CREATE TABLE move_person (
    move_ref text NOT NULL,
    place int NOT NULL,
    serial int NOT NULL,           -- of both numbers
    name text NOT NULL,
    name_kana text NOT NULL,
    birth_date text NOT NULL,
    relationship text NOT NULL,
    arrived text,                  -- 転入年月日 as notified
    PRIMARY KEY (move_ref, place)
);

-- What they do; whoever plays writes here, and the peer acts on it. kind: certificate (sends that of a move), want (asks
-- for that of somebody who left the municipality of this house), notice (転入通知 of such a one).
CREATE TABLE call (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind text NOT NULL CHECK (kind IN ('certificate', 'want', 'notice')),
    move_ref text NOT NULL,
    municipality text NOT NULL,            -- who acts
    signed_by text,                        -- forged: signed with the key of another
    place int NOT NULL DEFAULT 1,
    arrival_date text NOT NULL DEFAULT '',
    done boolean NOT NULL DEFAULT false
);
CREATE INDEX call_open ON call (id) WHERE NOT done;

-- 転出証明書情報 that came from the municipality of this house.
CREATE TABLE received (
    event_id text PRIMARY KEY,
    move_ref text NOT NULL,
    municipality text NOT NULL,            -- that got it
    planned_date text NOT NULL,
    request_id text NOT NULL,
    persons int NOT NULL,
    numbers int NOT NULL                   -- that could be opened
);

-- 送信依頼 that came, and what came back for letters sent.
CREATE TABLE request (
    event_id text PRIMARY KEY,
    move_ref text NOT NULL,
    answered boolean NOT NULL              -- with the certificate; else there was none
);
CREATE TABLE answer (
    event_id text PRIMARY KEY,
    move_ref text NOT NULL,
    code text NOT NULL                     -- why a letter was not taken; '': taken; 'unavailable'
);
