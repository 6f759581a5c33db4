-- parked messages whose turn has come: the next one of each key
SELECT p.topic, p.key, p.sequence, p.ce_id, p.ce_source, p.ce_type, p.ce_time, p.traceparent, p.payload, p.signature
FROM parked p
JOIN inbox_stream s ON s.topic = p.topic AND s.key = p.key AND p.sequence = s.last + 1
ORDER BY p.topic, p.key
LIMIT 100
