-- the last segment of which content has left the log, 0 without
SELECT coalesce((SELECT max(segment) FROM expiry WHERE state IN ('approved', 'done')), 0)
