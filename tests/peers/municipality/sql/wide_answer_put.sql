-- $1 event_id, $2 request id, $3 refusal code, $4 its message, $5 address, $6 text[] names, $7 numbers opened, $8 heard
-- time, $9 bytes
INSERT INTO wide_answer (event_id, request_id, refused, message, address, names, numbers, heard_time, size)
VALUES ($1, $2, $3, $4, $5, $6::text[], $7::int, $8, $9::int)
