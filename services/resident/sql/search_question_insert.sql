-- rows
-- $1 event id, $2 operator, $3 found, $4 question
INSERT INTO search_question (event_id, operator_id, found, question)
SELECT event_id, operator_id, found::int, question
FROM unnest($1::text[], $2::text[], $3::text[], $4::bytea[]) AS t (event_id, operator_id, found, question)
