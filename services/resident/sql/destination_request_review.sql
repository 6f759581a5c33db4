-- $1 request id, $2 status, $3 reviewed by
UPDATE destination_request SET status = $2, reviewed_by = $3, reviewed_at = now() WHERE request_id = $1
