-- What may name a person or a place rests sealed for the register itself (common/db/kept.h): entries as they came,
-- questions, and what is written freely. No release wrote these tables in clear, and only the service can seal.
DO $$
BEGIN
    IF EXISTS (SELECT FROM change) OR EXISTS (SELECT FROM search_question) OR EXISTS (SELECT FROM restraint)
        OR EXISTS (SELECT FROM restraint_request) OR EXISTS (SELECT FROM destination_request)
        OR EXISTS (SELECT FROM person_note) OR EXISTS (SELECT FROM migration_difference)
        OR EXISTS (SELECT FROM certificate_issue) OR EXISTS (SELECT FROM certificate_end) THEN
        RAISE EXCEPTION 'this register was written before its texts were sealed'
            USING HINT = 'start with an empty database and load the register into it (jukictl migrate)';
    END IF;
END
$$;

ALTER TABLE restraint ALTER COLUMN reason TYPE bytea USING NULL;
ALTER TABLE person_note ALTER COLUMN note_text TYPE bytea USING NULL;
ALTER TABLE certificate_issue ALTER COLUMN purpose TYPE bytea USING NULL; -- for its issue, whoever it shows
ALTER TABLE certificate_end ALTER COLUMN reason TYPE bytea USING NULL;
ALTER TABLE migration_difference
    DROP COLUMN old_value,
    DROP COLUMN source_value,
    DROP COLUMN loaded_value,
    ADD COLUMN content bytea NOT NULL, -- juki.resident.v1.LoadDifference with the values alone
    ALTER COLUMN explanation TYPE bytea USING NULL,
    ADD COLUMN explained_alone boolean; -- by its number; else all of its item or kind with one text
