-- $1 request id
SELECT 1 FROM kiosk_answer WHERE request_id = $1
