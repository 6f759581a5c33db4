-- $1 kind, $2 approval_id, $3 approved, refused or used (it is carried out at once), $4 by whom, $5 today
UPDATE approval SET state = $3, decided_by = $4, decided_on = $5::date,
                    used_by = CASE WHEN $3 = 'used' THEN $4 END, used_on = CASE WHEN $3 = 'used' THEN $5::date END
WHERE kind = $1 AND approval_id = $2
