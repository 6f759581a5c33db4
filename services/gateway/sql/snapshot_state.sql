-- $1 snapshot_id, $2 its state from now on: waiting, opening, walking, done, abandoned
UPDATE snapshot SET state = $2, moved_at = now(),
    opened_xid = CASE WHEN $2 = 'walking' THEN pg_current_xact_id() ELSE opened_xid END,
    ended_at = CASE WHEN $2 IN ('done', 'abandoned') THEN now() END
WHERE snapshot_id = $1
