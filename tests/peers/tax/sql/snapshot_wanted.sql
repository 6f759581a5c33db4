-- Whether a snapshot is to be asked for now, and under which id one was wished for by hand ("" for a gap). $1 seconds that
-- something may be missing before it is; while one is asked for or was refused just now, none is.
SELECT coalesce(wish.request_id, '')
FROM (SELECT (SELECT request_id FROM snapshot_request WHERE asked_at IS NULL ORDER BY entered_at LIMIT 1) AS request_id) AS wish
WHERE (wish.request_id IS NOT NULL
       OR EXISTS (SELECT FROM parked WHERE topic = 'feed.tax' AND parked_at <= now() - make_interval(secs => $1::float8)))
  AND NOT EXISTS (SELECT FROM snapshot_request
                  WHERE asked_at IS NOT NULL
                    AND (answered_at IS NULL AND asked_at > now() - interval '15 minutes'
                         OR refusal IS NOT NULL AND answered_at > now() - interval '10 seconds'))
