-- $1 today: cards of residents here whose 有効期間 is over
SELECT card_ref, register_ref, collected
FROM card
WHERE expires_on < $1::date AND state IN (1, 2, 3) AND register_ref <> ''
ORDER BY card_ref
LIMIT 20
FOR UPDATE SKIP LOCKED
