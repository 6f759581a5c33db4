-- The next thing to do
SELECT c.id, c.kind, c.move_ref, c.municipality, coalesce(c.signed_by, c.municipality), c.place, c.arrival_date
FROM call c WHERE NOT c.done ORDER BY c.id LIMIT 1
