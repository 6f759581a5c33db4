-- 特例転入 (住基法24条の2).

-- 転出証明書情報 of who is to come, until it is entered and registered or erase_on has come (seed 002 R-75).
CREATE TABLE move_in_certificate (
    move_ref text PRIMARY KEY,
    municipality_code text NOT NULL,     -- that is left
    planned_date text NOT NULL,          -- 転出予定年月日
    erase_on text COLLATE "C" NOT NULL,
    certificate bytea NOT NULL           -- juki.identity.v1.MoveOutCertificate, sealed to resident, subject move_ref
);
CREATE INDEX move_in_certificate_erase ON move_in_certificate (erase_on);

-- Who is who in 転出証明書情報 that was sent of our own 転出; its move_ref is the change id of the 転出.
CREATE TABLE move_out_certificate (
    move_ref text NOT NULL,
    place int NOT NULL,
    addressee_number text NOT NULL,
    PRIMARY KEY (move_ref, place)
);
