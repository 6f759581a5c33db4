-- $1 milliseconds: what consumers by REST have confirmed goes after its time (R-76)
WITH gone AS (
    DELETE FROM bridge_event b USING bridge_reader r
    WHERE b.consumer = r.consumer AND b.id > r.erased AND b.id <= r.confirmed
      AND b.told_at < now() - $1::bigint * interval '1 millisecond'
    RETURNING b.consumer, b.id
)
UPDATE bridge_reader r SET erased = g.id FROM (SELECT consumer, max(id) AS id FROM gone GROUP BY consumer) AS g
WHERE r.consumer = g.consumer
