-- $1 register_ref: the latest acts on the person's cards that the card system refused
SELECT act_id, card_ref, act, reason, entered_on, change_id, refused_code
FROM card_act
WHERE register_ref = $1 AND refused_code IS NOT NULL
ORDER BY sequence DESC
LIMIT 10
