-- $1 delivery_id, $2 state
UPDATE notice SET state = $2, asked = asked + 1 WHERE delivery_id = $1
