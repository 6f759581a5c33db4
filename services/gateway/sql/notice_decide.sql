-- $1 notice_id, $2 sent or returned, $3 by whom
UPDATE notice SET state = $2, decided_by = $3 WHERE notice_id = $1
