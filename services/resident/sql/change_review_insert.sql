-- rows
-- One of several approvals. $1 change id, $2 reviewed by
INSERT INTO change_review (change_id, reviewed_by)
SELECT * FROM unnest($1::text[], $2::text[])
