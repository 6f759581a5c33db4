-- $1 seconds: snapshots that wait for the day from which their consumer is told, and those that should have moved since
SELECT snapshot_id, consumer, state, position FROM snapshot
WHERE ended_at IS NULL AND (state = 'waiting' OR moved_at < now() - make_interval(secs => $1::float8))
ORDER BY snapshot_id
FOR UPDATE SKIP LOCKED
