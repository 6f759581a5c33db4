-- $1 now: what has waited too long, locked; what another instance has in hand is left to it
SELECT s.*
FROM inquiry i
JOIN inquiry_seen s ON s.inquiry_id = i.inquiry_id
WHERE i.due_at <= $1::timestamp
ORDER BY i.due_at
LIMIT 100
FOR UPDATE OF i SKIP LOCKED
