-- How a restraint stands. $1 its id or null, $2 a request about it or null
SELECT restraint_id, history_number, act, kind, level, household_number, start_date, end_date, released_until
FROM restraint
WHERE restraint_id = coalesce($1, (SELECT q.restraint_id FROM restraint_request q WHERE q.request_id = $2))
ORDER BY history_number DESC LIMIT 1
