-- rows
-- $1 event_id, $2 change_id, $3 register_ref, $4 subject
INSERT INTO notice (event_id, change_id, register_ref, subject)
SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[])
