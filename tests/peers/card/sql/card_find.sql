-- $1 card_ref or null, $2 bytea blind index of its number or null
SELECT card_ref, register_ref, state, collected, reason, expires_on, number
FROM card
WHERE card_ref = $1 OR number_index = $2::bytea
FOR UPDATE
