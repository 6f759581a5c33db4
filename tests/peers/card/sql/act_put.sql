-- $1 act_id, $2 card_ref, $3 act, $4 code of the refusal, or empty
INSERT INTO act (act_id, card_ref, act, refused) VALUES ($1, $2, $3::int, $4)
