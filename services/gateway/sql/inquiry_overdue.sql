-- $1 now: what has waited too long, locked; what another instance has in hand is left to it
SELECT s.*
FROM inquiry_seen s
WHERE s.due_at <= $1::timestamp
ORDER BY s.due_at
LIMIT 100
FOR UPDATE OF s SKIP LOCKED
