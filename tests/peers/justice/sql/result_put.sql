-- $1 event_id, $2 notice number, $3 change id, $4 refusal code
INSERT INTO result (event_id, notice_number, change_id, refused) VALUES ($1, $2, $3, $4)
