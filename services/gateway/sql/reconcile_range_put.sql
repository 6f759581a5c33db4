-- $1 request_id, $2 number of the range, $3 phase, $4 the last 宛名番号 passed, $5 own persons so far, $6 their digest
UPDATE reconcile_range SET phase = $3, position = $4, own_persons = $5::bigint, own_digest = $6::bytea
WHERE request_id = $1 AND number = $2::int
