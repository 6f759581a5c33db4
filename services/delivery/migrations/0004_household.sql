-- A record is for the persons of one addressee, and passes the gate before it is handed over: the register says once
-- more what is printed (seed 001, R6.3; systems C7).

ALTER TABLE held
    ADD COLUMN check_id text, -- of the question that was asked last
    ADD COLUMN asked_on date,
    ADD COLUMN checked_on date, -- answered; holds for that day
    ADD COLUMN differs text, -- items that are not what the register has, separated by blanks; null: none is known
    ADD COLUMN apart boolean NOT NULL DEFAULT false; -- does not hold its batch (the records of its received_on)
CREATE UNIQUE INDEX held_check ON held (check_id) WHERE check_id IS NOT NULL;
CREATE INDEX held_differs ON held (received_on) WHERE differs IS NOT NULL;

-- Whom a record is for, in its order.
CREATE TABLE held_person (
    register_ref text NOT NULL,
    event_id text NOT NULL,
    place int NOT NULL, -- from 1
    PRIMARY KEY (register_ref, event_id)
);
CREATE INDEX held_person_event ON held_person (event_id);
INSERT INTO held_person (register_ref, event_id, place)
SELECT register_ref, event_id, 1 FROM held WHERE register_ref IS NOT NULL;
