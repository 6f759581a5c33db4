-- $1 consumer, $2 SHA-256 of its receipt, settled before: the numbers of those rejected are held, as snapshot_hold_page does
INSERT INTO outbox_stream AS s (topic, key, last)
SELECT 'feed.' || $1, e.addressee_number, 0
FROM bridge_receipt r
JOIN bridge_error e ON e.consumer = r.consumer AND e.number = r.number
WHERE r.consumer = $1 AND r.sha256 = $2
ORDER BY e.addressee_number
ON CONFLICT (topic, key) DO UPDATE SET last = s.last WHERE false
