-- $1 consumer: its latest files
SELECT number, kind, part, last_part, to_char(day, 'YYYY-MM-DD'), state, persons, rejected, sha256,
       to_char(placed_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
       to_char(answered_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')
FROM bridge_file WHERE consumer = $1 ORDER BY number DESC LIMIT 50
