-- $1 ce_id of the answer, $2 request id, $3 kiosk, $4 refusal code, $5 subject
INSERT INTO kiosk_answer (event_id, request_id, kiosk_id, refused, subject) VALUES ($1, $2, $3, $4, $5)
