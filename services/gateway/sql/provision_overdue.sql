-- $1 now, $2 how long an inquiry may be held, in milliseconds, $3 how many at most: those that are held for longer, as
-- provision_held, locked; what another instance has in hand is left to it
SELECT v.permit_id, v.permit, v.integrated_number,
       (SELECT min(addressee_number) FROM person WHERE integrated_number = v.integrated_number), v.received_at, v.checked_by,
       v.law_version, v.checked_digest
FROM provision v
WHERE v.state IN ('held', 'checked')
  AND v.received_at <= to_char($1::timestamp - $2::bigint * interval '1 ms', 'YYYY-MM-DD"T"HH24:MI:SS')
ORDER BY v.received_at
LIMIT $3::int
FOR UPDATE SKIP LOCKED
