-- $1 today: cards whose last day for 継続利用 is over. What of the person waits for its hand-over goes first, and what the card
-- system has not answered decides before us: it may be the 継続利用, entered in time.
SELECT c.card_ref, c.register_ref, c.state
FROM card c
WHERE c.lapse_on < $1::date
  AND NOT EXISTS (SELECT FROM held_person p JOIN held h ON h.event_id = p.event_id
                  WHERE p.register_ref = c.register_ref AND h.handed_on IS NULL)
  AND NOT EXISTS (SELECT FROM card_act a WHERE a.register_ref = c.register_ref AND a.answered_at IS NULL)
ORDER BY c.lapse_on, c.card_ref
LIMIT 100
FOR UPDATE OF c SKIP LOCKED
