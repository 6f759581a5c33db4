-- $1 so many ms ago every act was durable, or null: nothing new is known. Answers, in ms, how long ago that was as any
-- instance knows, and how old the oldest act is that has not left yet.
WITH known AS (
    UPDATE audit_durable SET until = greatest(until, now() - $1::bigint * interval '1 ms')
    WHERE only_row AND $1::bigint IS NOT NULL
    RETURNING until
), waiting AS (
    (SELECT ce_time FROM outbox WHERE topic = 'audit.record' ORDER BY id LIMIT 1)
    UNION ALL
    (SELECT ce_time FROM outbox_held WHERE topic = 'audit.record' ORDER BY id LIMIT 1)
)
SELECT (extract(epoch FROM now() - coalesce((SELECT until FROM known),
                                            (SELECT until FROM audit_durable WHERE only_row))) * 1000)::bigint,
       (SELECT coalesce(greatest(extract(epoch FROM now() - min(ce_time::timestamptz)), 0) * 1000, 0) FROM waiting)::bigint
