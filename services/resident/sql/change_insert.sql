-- rows
-- $1 change id, $2 status, $3 entry, $4 entered by, $5 refusal code, $6 refusal item, $7 the change it cancels or null
INSERT INTO change (change_id, status, entry, entered_by, refusal_code, refusal_item, cancels)
SELECT change_id, status::int, entry, entered_by, refusal_code, refusal_item, cancels
FROM unnest($1::text[], $2::text[], $3::bytea[], $4::text[], $5::text[], $6::text[], $7::text[])
     AS t (change_id, status, entry, entered_by, refusal_code, refusal_item, cancels)
