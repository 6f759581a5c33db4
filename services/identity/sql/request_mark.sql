-- $1 request_id, $2 state
UPDATE number_request SET state = $2, answered_at = now(), requested = NULL WHERE request_id = $1
