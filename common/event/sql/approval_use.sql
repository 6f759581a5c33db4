-- $1 kind, $2 approval_id, $3 by whom, $4 today
UPDATE approval SET state = 'used', used_by = $3, used_on = $4::date WHERE kind = $1 AND approval_id = $2
