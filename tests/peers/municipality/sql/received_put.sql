-- $1 event_id, $2 move_ref, $3 municipality, $4 転出予定年月日, $5 request id, $6 persons, $7 numbers
INSERT INTO received (event_id, move_ref, municipality, planned_date, request_id, persons, numbers)
VALUES ($1, $2, $3, $4, $5, $6::int, $7::int)
