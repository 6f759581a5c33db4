-- $1 consumer: its last version, with nobody else reading the registry until the transaction ends
SELECT r.* FROM (SELECT pg_advisory_xact_lock(20261121, 3)) AS one, consumer_record r
WHERE r.id = $1 AND r.version > 0 ORDER BY r.version DESC LIMIT 1
