-- $1 register_ref, $2 whether nothing may be issued. Who is not in the file yet comes with an update that says so.
UPDATE person SET restrained = $2
WHERE code_index = (SELECT r.code_index FROM record r WHERE r.register_ref = $1 ORDER BY r.update_number DESC LIMIT 1)
