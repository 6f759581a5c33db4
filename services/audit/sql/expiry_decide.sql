-- $1 expiry_id, $2 state, $3 decided by
UPDATE expiry SET state = $2, decided_by = $3, decided_at = clock_timestamp() WHERE expiry_id = $1::uuid
