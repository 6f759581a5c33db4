-- $1 load id, $2 number or 0 for all, $3 of this item or kind, $4 operator, $5 reason, $6 explanation as bytea
UPDATE migration_difference
SET reason = $5, explanation = $6, explained_alone = $2 > 0, explained_by = $4, explained_at = now(),
    confirmed_by = NULL, confirmed_at = NULL
WHERE load_id = $1 AND CASE WHEN $2 > 0 THEN number = $2 ELSE coalesce(item, kind) = $3 END
