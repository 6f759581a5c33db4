-- $1 consumer: all of its versions and applications, the latest first; NULL: of each the last version, and what waits
SELECT r.* FROM consumer_record r
WHERE r.id = $1 OR ($1::text IS NULL AND (r.state = 'applied' OR
                                          r.version = (SELECT max(c.version) FROM consumer c WHERE c.id = r.id)))
ORDER BY r.id, r.decided_time DESC NULLS FIRST, r.version DESC, r.applied_time DESC
LIMIT 200
