-- $1 permit_id, $2 granted or refused, $3 by whom, $4 last day
UPDATE media_permit SET state = $2, decided_by = $3, valid_until = $4::date WHERE permit_id = $1
