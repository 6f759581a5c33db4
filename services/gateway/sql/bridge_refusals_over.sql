-- $1 milliseconds: receipts refused before that time: consumer, SHA-256, and name; '' when a later one of the name was refused
SELECT consumer, sha256,
       CASE WHEN EXISTS (SELECT FROM bridge_receipt o WHERE o.consumer = r.consumer AND o.name = r.name AND o.refused <> ''
                                                        AND o.read_at > r.read_at)
            THEN '' ELSE name END
FROM bridge_receipt r WHERE refused <> '' AND settled_at < now() - $1::bigint * interval '1 millisecond'
ORDER BY settled_at LIMIT 50
