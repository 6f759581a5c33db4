-- $1 hold_id, $2 state, $3 decided by
UPDATE history_hold SET state = $2, decided_by = $3, decided_at = clock_timestamp() WHERE hold_id = $1::uuid
