-- The latest permissions and what became of them
SELECT p.permit_id, p.kind, p.receiver, p.max_persons, p.purpose, p.state, p.asked_by, p.decided_by, p.valid_until,
       to_char(e.exported_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), e.persons, e.digest
FROM (SELECT * FROM media_permit ORDER BY asked_at DESC LIMIT 100) p
LEFT JOIN media_export e ON e.permit_id = p.permit_id
ORDER BY p.asked_at DESC
