-- $1 request_id, $2 consumer, $3 宛名番号 from behind which it tells: the range that is wanted and has been told so far
SELECT g.number, g.until, g.after
FROM reconcile r JOIN reconcile_range g USING (request_id)
WHERE r.request_id = $1 AND r.consumer = $2 AND r.ended_at IS NULL AND g.phase = 'wanted' AND g.position = $3
FOR UPDATE
