-- $1 milliseconds: what consumers by REST have confirmed goes after its time (R-76), the first thousand of each at once. A row may
-- have been told earlier than one before it, so the first is looked at anew each time.
WITH gone AS (
    DELETE FROM bridge_event WHERE id IN (
        SELECT first.id
        FROM bridge_reader r
        CROSS JOIN LATERAL (
            SELECT id, told_at FROM bridge_event e
            WHERE e.consumer = r.consumer AND e.id <= r.confirmed ORDER BY e.id LIMIT 1000
        ) AS first
        WHERE first.told_at < now() - $1::bigint * interval '1 millisecond')
    RETURNING consumer, id
)
UPDATE bridge_reader r SET erased = greatest(r.erased, g.id)
FROM (SELECT consumer, max(id) AS id FROM gone GROUP BY consumer) AS g
WHERE r.consumer = g.consumer
