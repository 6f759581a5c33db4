-- $1 permit_id, $2 操作者ID, $3 digest of what was shown
UPDATE provision SET state = 'checked', checked_by = $2, checked_digest = $3 WHERE permit_id = $1
