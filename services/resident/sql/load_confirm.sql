-- $1 load id, $2 number or 0 for all, $3 of this item or kind, $4 operator
UPDATE migration_difference
SET confirmed_by = $4, confirmed_at = now()
WHERE load_id = $1 AND CASE WHEN $2 > 0 THEN number = $2 ELSE coalesce(item, kind) = $3 END
