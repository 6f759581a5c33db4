-- What 戸籍の附票 says of each person; the latest notice as it came.
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

-- Whose 附票 may not be given out; told ahead of what it governs.
CREATE TABLE restraint (
    person_ref text PRIMARY KEY,
    restrained boolean NOT NULL
);
