-- rows
-- $1 request id
UPDATE number_request SET answered_at = now() WHERE request_id = ANY ($1::text[])
