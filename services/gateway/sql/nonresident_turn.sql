-- Whoever asks for a number for a person of this name and birth date waits for the one before, in any instance.
-- $1 key of the person
SELECT pg_advisory_xact_lock(hashtextextended($1, 5))
