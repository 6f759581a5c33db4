-- $1 consumer, $2 number: SHA-256 of the CSV, state, persons; answered also when the answer is not settled yet
SELECT f.sha256,
       CASE WHEN EXISTS (SELECT FROM bridge_receipt r WHERE r.consumer = f.consumer AND r.number = f.number AND r.refused = '' AND
                                                            r.settled_at IS NULL) THEN 'answered' ELSE f.state END,
       f.persons
FROM bridge_file f WHERE f.consumer = $1 AND f.number = $2::bigint
