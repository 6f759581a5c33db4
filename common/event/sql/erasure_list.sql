-- $1 erasure_id or '': that one, or the latest; $2 how many at most
SELECT e.erasure_id, e.class, e.last_day, e.state, e.automatic, e.asked_by, coalesce(a.decided_by, ''), e.due, e.erased,
       coalesce(to_char(e.done_on, 'YYYY-MM-DD'), ''), coalesce(e.certificate, ''), coalesce(e.certificate_digest, '')
FROM erasure e
LEFT JOIN approval a ON a.kind = 'erasure' AND a.approval_id = e.erasure_id
WHERE $1 = '' OR e.erasure_id = $1
ORDER BY e.made_at DESC
LIMIT $2::bigint
