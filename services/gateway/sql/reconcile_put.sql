-- $1 request_id, $2 ranges that are not settled, $3 persons, $4 resent
UPDATE reconcile SET open = $2::int, persons = $3::bigint, resent = $4::bigint, moved_at = now(),
    state = CASE WHEN $2::int = 0 THEN 'done' ELSE state END, ended_at = CASE WHEN $2::int = 0 THEN now() END
WHERE request_id = $1
