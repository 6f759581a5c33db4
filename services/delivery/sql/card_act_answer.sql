-- $1 act_id, $2 the code with which it was refused, or null
UPDATE card_act SET answered_at = now(), refused_code = $2, payload = NULL WHERE act_id = $1
