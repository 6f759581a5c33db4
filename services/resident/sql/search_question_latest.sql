-- The latest twenty searches of an operator, newest first. $1 operator
SELECT to_char(asked_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'), found, question,
       event_id
FROM search_question WHERE operator_id = $1 ORDER BY asked_at DESC, event_id DESC LIMIT 20
