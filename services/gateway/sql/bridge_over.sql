-- $1 milliseconds: files to be taken away: those of revoked consumers, and those answered before that time. Columns: consumer,
-- number, kind, day
SELECT consumer, number, kind, to_char(day, 'YYYY-MM-DD') FROM bridge_file
WHERE state IN ('accepted', 'partial', 'dropped')
  AND (state = 'dropped' OR answered_at < now() - $1::bigint * interval '1 millisecond')
LIMIT 50
