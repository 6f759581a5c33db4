-- $1 event_id, $2 request_id, $3 why there is nothing, or '', $4 what was answered, encrypted
INSERT INTO self_answer (event_id, request_id, code, information) VALUES ($1, $2, $3, $4::bytea)
