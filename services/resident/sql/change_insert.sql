-- $1 change id, $2 status, $3 entry, $4 entered by, $5 refusal code, $6 refusal item, $7 the change it cancels or null
INSERT INTO change (change_id, status, entry, entered_by, refusal_code, refusal_item, cancels)
VALUES ($1, $2::int, $3::bytea, $4, $5, $6, $7)
