-- $1 delivery_id, $2 why it failed, or '': it was delivered
UPDATE notice_delivery SET state = CASE WHEN $2 = '' THEN 'delivered' ELSE 'failed' END, code = $2 WHERE delivery_id = $1
