-- $1 request_id: whether it was answered before
SELECT EXISTS (SELECT FROM wide_request WHERE request_id = $1)
