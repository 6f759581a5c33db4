-- The notes of a person, newest act first: what stands and what waits or, with $3, everything that was ever written.
-- $1 addressee number, $2 kind or 0, $3 with history
SELECT note_id, step, kind, state, note_text, recorded_date, date_hidden, operator_id, terminal_id,
       to_char(written_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')
FROM (
    SELECT n.*, max(step) OVER (PARTITION BY note_id) AS latest,
           max(step) FILTER (WHERE state IN (1, 4)) OVER (PARTITION BY note_id) AS settled
    FROM person_note n
    WHERE addressee_number = $1 AND ($2::int = 0 OR kind = $2::int)) s
WHERE $3::boolean OR (step = settled AND state = 1) OR (step = latest AND state = 2)
ORDER BY written_at DESC, note_id DESC, step DESC
LIMIT 200
