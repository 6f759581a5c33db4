-- $1 today: acts entered on an earlier day, not answered, and not yet sent again today
SELECT act_id, register_ref, change_id, subject, sequence, payload
FROM card_act
WHERE answered_at IS NULL AND entered_on < $1::date AND (again_on IS NULL OR again_on < $1::date)
ORDER BY entered_on, register_ref, sequence
LIMIT 100
FOR UPDATE SKIP LOCKED
