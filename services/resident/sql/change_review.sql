-- rows
-- $1 change id, $2 status, $3 reviewed by, $4 refusal code, $5 refusal item
UPDATE change
SET status = t.status::int, reviewed_by = t.reviewed_by, reviewed_at = now(), refusal_code = t.refusal_code,
    refusal_item = t.refusal_item
FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[])
     AS t (change_id, status, reviewed_by, refusal_code, refusal_item)
WHERE change.change_id = t.change_id
