-- $1 now: the results whose time is over
SELECT r.inquiry_id, i.consumer
FROM inquiry_result r
JOIN inquiry i ON i.inquiry_id = r.inquiry_id
WHERE r.erase_at <= $1::timestamp
ORDER BY r.erase_at
LIMIT 1000
FOR UPDATE OF r SKIP LOCKED
