-- How a comparison stands. $1 compare_id, or '' for the latest with $2 partner
SELECT compare_id, partner, state, to_char(started_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
       to_char(finished_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
       own_records, partner_records, messages, bytes, differences, truncated
FROM compare
WHERE compare_id = CASE WHEN $1 <> '' THEN $1 ELSE
    (SELECT compare_id FROM compare WHERE partner = $2 ORDER BY started_at DESC LIMIT 1) END
