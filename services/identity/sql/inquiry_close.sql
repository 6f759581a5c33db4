-- $1 request_id
UPDATE inquiry SET open = false, answered_at = now() WHERE request_id = $1
