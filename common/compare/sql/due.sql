-- Whether a comparison with a partner is due, which then counts as begun: of two instances one gets it. And what the
-- latest that was done has found, and whether the next one should have been done long ago. $1 partner, $2 seconds between
-- two
WITH claim AS (
    INSERT INTO compare_schedule AS s (partner)
    SELECT $1 WHERE NOT EXISTS (SELECT FROM compare_schedule WHERE partner = $1
                                AND begun_at > now() - make_interval(secs => $2::float8))
    ON CONFLICT (partner) DO UPDATE SET begun_at = now()
    WHERE s.begun_at <= now() - make_interval(secs => $2::float8)
    RETURNING since < now() AS due
), latest AS (
    SELECT compare_id, differences, finished_at FROM compare
    WHERE partner = $1 AND state = 'done' ORDER BY started_at DESC LIMIT 1
)
SELECT coalesce((SELECT due FROM claim), false), l.compare_id, l.differences,
       coalesce(greatest(l.finished_at, s.since) < now() - 2 * make_interval(secs => $2::float8), false)
FROM (VALUES (true)) AS one (one)
LEFT JOIN latest l ON true
LEFT JOIN compare_schedule s ON s.partner = $1
