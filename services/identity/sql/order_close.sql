-- $1 request_id
UPDATE code_order SET delivered_at = now() WHERE request_id = $1
