-- $1 permit_id, $2 state, $3 code or NULL, $4 操作者ID, $5 law version
UPDATE provision SET state = $2, code = $3, decided_by = $4, law_version = $5, permit = NULL WHERE permit_id = $1
