-- What was missing before a record that says all of its key, and what waited for it, is done with: $1 topic, $2 key, $3 the
-- number of that record
WITH passed AS (
    DELETE FROM parked WHERE topic = $1 AND key = $2 AND sequence < $3::bigint
)
UPDATE dead_letter SET resolved_at = now()
WHERE topic = $1 AND key = $2 AND sequence < $3::bigint AND resolved_at IS NULL
