-- Since when somebody is a resident no more: the processing date on which the register told so, for the 消去 of the copy 150
-- years later (common/retention/retention.csv). Of who had gone before this table came it is the day of the upgrade.
CREATE TABLE person_removed (
    addressee_number text PRIMARY KEY,
    removed_on date NOT NULL
);
CREATE INDEX person_removed_on ON person_removed (removed_on);
INSERT INTO person_removed (addressee_number, removed_on)
SELECT addressee_number, (now() AT TIME ZONE 'Asia/Tokyo')::date FROM person WHERE state <> 'resident';
