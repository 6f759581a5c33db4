-- The erasure that is to go on, or to begin, locked, with its approval; one whose approval is over is stopped
SELECT e.erasure_id, e.class, e.last_day, e.state, e.automatic, e.due, e.purpose, e.asked_by, e.erased,
       coalesce(a.decided_by, ''), coalesce(a.digest, ''), coalesce(a.request, ''), coalesce(a.asked_by, ''),
       coalesce(a.state, ''), coalesce(to_char(a.valid_until, 'YYYY-MM-DD'), '')
FROM erasure e
LEFT JOIN approval a ON a.kind = 'erasure' AND a.approval_id = e.erasure_id
WHERE e.state = 'running' OR (e.state = 'asked' AND a.state = 'approved')
ORDER BY e.made_at
LIMIT 1
FOR UPDATE OF e SKIP LOCKED
