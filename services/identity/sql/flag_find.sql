-- $1 register_ref: the person's record, or none. Locked: of two operators one is first.
SELECT p.code_index, p.update_forbidden, p.exclusive_operator, p.recovery_update_number
FROM person p
WHERE p.code_index = (SELECT r.code_index FROM record r WHERE r.register_ref = $1 ORDER BY r.update_number DESC LIMIT 1)
FOR UPDATE
