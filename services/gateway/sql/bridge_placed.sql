-- The files that lie where their consumers find them and are not yet in the audit trail
SELECT consumer, number, kind, persons, sha256 FROM bridge_file WHERE state = 'placed' ORDER BY consumer, number LIMIT 100
FOR UPDATE
