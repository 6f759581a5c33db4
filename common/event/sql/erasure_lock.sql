-- $1 erasure_id: the erasure that is under way, locked, with its approval; none when another instance has it or it ended
SELECT e.erasure_id, e.class, e.last_day, e.state, e.automatic, e.due, e.purpose, e.asked_by, e.erased,
       coalesce(a.decided_by, ''), coalesce(a.digest, '')
FROM erasure e
LEFT JOIN approval a ON a.kind = 'erasure' AND a.approval_id = e.erasure_id
WHERE e.erasure_id = $1 AND e.state = 'running'
FOR UPDATE OF e
