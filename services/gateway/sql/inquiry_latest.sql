-- $1 affair, $2 processing date: the latest inquiries of the offices of this affair, of each by its index
SELECT i.*
FROM (SELECT DISTINCT id FROM consumers_on($2::date) WHERE affair = $1) c
CROSS JOIN LATERAL (SELECT * FROM inquiry_seen WHERE consumer = c.id ORDER BY received DESC LIMIT 100) i
ORDER BY i.received DESC LIMIT 100
