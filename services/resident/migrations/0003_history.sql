-- The register as of a day, and 異動日 that are 不詳.

-- 異動日_不詳表記; the columns of juki.resident.v1.PersonRecord stand first, the day of recording stays last.
ALTER TABLE person_record RENAME COLUMN recorded_at TO recorded_before;
ALTER TABLE person_record -- items
    ADD COLUMN change_date_written text,
    ADD COLUMN recorded_at timestamptz NOT NULL DEFAULT now();
UPDATE person_record SET recorded_at = recorded_before;
ALTER TABLE person_record DROP COLUMN recorded_before;

-- Who ever was in a household: its members as of a past day are decided among these.
CREATE INDEX person_record_household ON person_record (household_number) INCLUDE (addressee_number);

-- What is dated within a month or after a day: statistics.
CREATE INDEX person_record_change_date ON person_record (change_date);
