-- $1 request_id
UPDATE number_request SET state = 'answered', answered_at = now() WHERE request_id = $1
