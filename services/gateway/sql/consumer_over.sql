-- $1 processing date: an approved version whose time is over and of whom something may still lie ready. Its consumer, version,
-- and whether the consumer is told nothing any more: by its last day, or else by another way of delivery in the next version.
SELECT c.id, c.version, n.version IS NULL
FROM consumer c
LEFT JOIN LATERAL (SELECT v.version, v.delivery FROM consumer v
                   WHERE v.id = c.id AND v.version > c.version AND v.valid_from <= $1::date
                   ORDER BY v.version LIMIT 1) AS n ON true
WHERE CASE WHEN n.version IS NULL THEN c.valid_to < $1::date ELSE n.delivery <> c.delivery END
  AND NOT EXISTS (SELECT FROM consumer_over o WHERE o.id = c.id AND o.version = c.version)
  AND NOT EXISTS (SELECT FROM consumer_revocation r WHERE r.id = c.id AND r.version >= c.version)
ORDER BY c.id, c.version LIMIT 1
