-- rows
-- $1 request id, $2 change id, $3 addressee number
INSERT INTO number_request (request_id, change_id, addressee_number)
SELECT * FROM unnest($1::text[], $2::text[], $3::text[])
