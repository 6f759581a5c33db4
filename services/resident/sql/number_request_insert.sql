-- rows
-- $1 request id, $2 change id, $3 addressee number, $4 kind
INSERT INTO number_request (request_id, change_id, addressee_number, kind)
SELECT request_id, change_id, addressee_number, kind::int
FROM unnest($1::text[], $2::text[], $3::text[], $4::text[]) AS t (request_id, change_id, addressee_number, kind)
