-- Whom a record is for, by the blind index of 住民票コード; it was the record's before there were blocks of persons.
CREATE TABLE record_person (
    event_id text NOT NULL,
    place int NOT NULL,
    code_index bytea NOT NULL,
    PRIMARY KEY (event_id, place)
);
INSERT INTO record_person (event_id, place, code_index) SELECT event_id, 1, code_index FROM record;
ALTER TABLE record DROP COLUMN code_index;
