-- $1 request_id: one row when it was answered before, or none
SELECT FROM self_request WHERE request_id = $1
