-- $1 today: how many acts that were entered on an earlier day, and have left, the card system has not answered
SELECT count(*)
FROM card_act a
WHERE a.answered_at IS NULL AND a.entered_on < $1::date
  AND NOT EXISTS (SELECT FROM outbox_held o WHERE o.ce_id = a.act_id)
