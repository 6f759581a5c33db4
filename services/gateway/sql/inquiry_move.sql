-- $1 inquiry_id, $2 state, $3 code, $4 decided_by or NULL, $5 permit_id or NULL, $6 now, $7 how long it may wait from now, in
-- milliseconds, NULL: as before; $8 whether it is closed, $9 law_version
UPDATE inquiry
SET state = $2, code = $3, law_version = $9, decided_by = coalesce($4, decided_by), permit_id = coalesce($5, permit_id),
    closed_at = CASE WHEN $8::boolean THEN $6::timestamp END,
    due_at = CASE WHEN NOT $8::boolean THEN coalesce($6::timestamp + $7::bigint * interval '1 ms', due_at) END
WHERE inquiry_id = $1
