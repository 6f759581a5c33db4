-- $1 today: cards whose last day for 継続利用 is over. What of the person waits for its hand-over goes first.
SELECT c.card_ref, c.register_ref, c.state
FROM card c
WHERE c.lapse_on < $1::date
  AND NOT EXISTS (SELECT FROM held h WHERE h.handed_on IS NULL AND h.register_ref = c.register_ref)
ORDER BY c.lapse_on, c.card_ref
LIMIT 100
FOR UPDATE OF c SKIP LOCKED
