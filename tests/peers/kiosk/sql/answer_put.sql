-- $1 event_id, $2 request id, $3 refusal code, $4 issue number, $5 persons, $6 numbers opened
INSERT INTO answer (event_id, request_id, refused, issue_number, persons, numbers)
VALUES ($1, $2, $3, $4, $5::int, $6::int)
