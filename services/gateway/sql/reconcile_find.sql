-- $1 request_id, $2 consumer, $3 number of a range: the 照合 and the range, while neither is settled; last the end of the
-- range behind it
SELECT r.open, r.persons, r.resent, g.phase, g.after, g.until, g.persons, g.digest, g.position, g.own_persons, g.own_digest,
       (SELECT n.until FROM reconcile_range n WHERE n.request_id = $1 AND n.number = $3::int + 1)
FROM reconcile r JOIN reconcile_range g USING (request_id)
WHERE r.request_id = $1 AND r.consumer = $2 AND g.number = $3::int AND r.ended_at IS NULL AND g.phase <> 'settled'
FOR UPDATE
