-- $1 request id
UPDATE number_request SET withdrawn_at = now() WHERE request_id = $1 AND answered_at IS NULL
