-- The requests for 広域交付, the latest first. $1 request_id of one, or '' for the latest 100
SELECT coalesce(request_id, ''), issuer_code, household, refused, reason, persons,
       to_char(answered_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
       to_char(heard_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
       to_char(recorded_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
       to_char(acknowledged_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
FROM ((SELECT * FROM wide_request WHERE request_id = $1)
      UNION ALL
      (SELECT * FROM wide_request WHERE $1 = '' ORDER BY answered_at DESC LIMIT 100)) AS w
ORDER BY answered_at DESC
