-- $1 consumers to leave out, single blanks between, $2 processing date: the next file that is to be made or placed, with what
-- its consumer is approved for on that day. Nobody who is revoked meanwhile is told so before the transaction ends
-- (consumers_on).
SELECT f.consumer, f.number, f.kind, f.part, f.last_part, f.after, f.until, to_char(f.day, 'YYYY-MM-DD'), f.state,
       array_to_string(c.items, ' '), c.restrained_place, coalesce(p.manifest_sha256, ''), f.sealed_sha256, f.manifest
FROM bridge_file f
CROSS JOIN LATERAL (SELECT * FROM consumers_on($2::date) AS c
                    WHERE c.id = f.consumer AND c.delivery = 'file') AS c
LEFT JOIN bridge_file p ON p.consumer = f.consumer AND p.number = f.number - 1
WHERE f.state IN ('planned', 'sealed') AND f.consumer <> ALL (string_to_array($1, ' '))
ORDER BY f.consumer, f.number LIMIT 1
FOR UPDATE OF f SKIP LOCKED
