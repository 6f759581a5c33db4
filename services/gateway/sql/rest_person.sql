-- $1 SHA-256 of the token, $2 宛名番号: the last that the consumer was told of the person
SELECT b.id, b.type, b.snapshot_id, b.event_id, b.sequence, b.payload,
       EXISTS (SELECT FROM restraint r WHERE r.addressee_number = b.key AND r.restrained)
FROM rest_token t
CROSS JOIN LATERAL (
    SELECT * FROM bridge_event e WHERE e.consumer = t.consumer AND e.key = $2 AND e.snapshot_id = '' ORDER BY e.id DESC LIMIT 1
) AS b
WHERE t.sha256 = $1
