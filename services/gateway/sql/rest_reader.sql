-- $1 SHA-256 of the token: up to where its log was erased, and its last id
SELECT coalesce(r.erased, 0), coalesce((SELECT max(id) FROM bridge_event e WHERE e.consumer = t.consumer), r.erased, 0)
FROM rest_token t LEFT JOIN bridge_reader r ON r.consumer = t.consumer WHERE t.sha256 = $1
