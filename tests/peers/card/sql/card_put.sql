-- $1 card_ref, $2 register_ref, $3 state, $4 collected, $5 reason
UPDATE card SET register_ref = $2, state = $3::int, collected = $4::boolean, reason = $5::int WHERE card_ref = $1
