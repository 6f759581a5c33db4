-- $1 state: who is in it for longest, 100 at most
SELECT s.integrated_number,
       coalesce((SELECT min(addressee_number) FROM person p WHERE p.integrated_number = s.integrated_number), ''), s.state,
       coalesce(s.reason, ''), to_char(s.changed_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')
FROM subject_code s WHERE s.state = $1 ORDER BY s.changed_at LIMIT 100
