-- $1 change_id: event_id, when sent, when acknowledged (RFC 3339, UTC); oldest first
SELECT event_id,
       to_char(sent_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
       to_char(acknowledged_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
FROM notice
WHERE change_id = $1
ORDER BY sent_at, event_id
LIMIT 1000
