-- $1 change id, $2 status, $3 reviewed by, $4 refusal code, $5 refusal item
UPDATE change SET status = $2::int, reviewed_by = $3, reviewed_at = now(), refusal_code = $4, refusal_item = $5
WHERE change_id = $1
