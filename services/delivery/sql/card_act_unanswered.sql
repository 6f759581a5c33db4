-- $1 today: acts entered on an earlier day, not answered, not yet sent again today, and not waiting for the hours or the
-- pace of the link
SELECT a.act_id, a.register_ref, a.change_id, a.subject, a.sequence, a.payload
FROM card_act a
WHERE a.answered_at IS NULL AND a.entered_on < $1::date AND (a.again_on IS NULL OR a.again_on < $1::date)
  AND NOT EXISTS (SELECT FROM outbox_held o WHERE o.ce_id = a.act_id)
ORDER BY a.entered_on, a.register_ref, a.sequence
LIMIT 100
FOR UPDATE OF a SKIP LOCKED
