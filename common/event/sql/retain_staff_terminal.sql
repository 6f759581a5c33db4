-- Registrations of terminals that ended by the last day. $1 last day, $2 how many at most, $3 erasure_id, or '' to count
WITH due AS (
    SELECT registration_id, terminal FROM staff_terminal WHERE ends_on <= $1::date LIMIT $2::bigint
), gone AS (
    DELETE FROM staff_terminal t USING due
    WHERE t.registration_id = due.registration_id AND t.terminal = due.terminal
      AND EXISTS (SELECT FROM erasure WHERE erasure_id = $3 AND state = 'running')
)
SELECT count(*) FROM due
