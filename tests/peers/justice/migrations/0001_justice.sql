-- What 出入国在留管理庁 knows of each person; the latest notice as it came.
CREATE TABLE person (
    person_ref text PRIMARY KEY,
    event_id text NOT NULL,
    state int NOT NULL,   -- juki.resident.v1.PersonState
    name text NOT NULL,
    address text NOT NULL, -- empty: none any more
    reason text NOT NULL,
    notice bytea NOT NULL,
    changes int NOT NULL DEFAULT 1
);

-- What became of the notices that were sent.
CREATE TABLE result (
    event_id text PRIMARY KEY,
    notice_number text NOT NULL,
    change_id text NOT NULL,
    refused text NOT NULL -- code, or empty
);
