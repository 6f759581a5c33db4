-- A snapshot that has come to its end: $1 snapshot id, $2 persons, $3 result. With all of it, nobody stays of whom neither it
-- nor a change since it began has told.
WITH stale AS MATERIALIZED (
    SELECT p.addressee_number
    FROM person p
    JOIN person_record r USING (addressee_number, sequence)
    JOIN snapshot s ON s.snapshot_id = $1
    WHERE $3 = 'whole' AND r.received_at < s.begun_at
), records AS (
    DELETE FROM person_record WHERE addressee_number IN (SELECT addressee_number FROM stale)
), spans AS (
    DELETE FROM household_span WHERE addressee_number IN (SELECT addressee_number FROM stale)
), persons AS (
    DELETE FROM person WHERE addressee_number IN (SELECT addressee_number FROM stale)
), told AS (
    DELETE FROM snapshot_person WHERE snapshot_id = $1
), markers AS (
    DELETE FROM snapshot_ended WHERE snapshot_id = $1
)
UPDATE snapshot SET finished_at = now(), persons = $2::bigint, result = $3, erased = (SELECT count(*) FROM stale)
WHERE snapshot_id = $1
