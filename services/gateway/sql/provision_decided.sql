-- $1 permit_id, $2 state, $3 code or NULL, $4 操作者ID or NULL, $5 law version: what was needed while it was held goes
UPDATE provision SET state = $2, code = $3, decided_by = $4, law_version = $5, permit = NULL, integrated_number = NULL
WHERE permit_id = $1
