-- How many differences a reason is for; how many of them this person explained, nobody explained, nobody confirmed.
-- $1 load id, $2 number or 0 for all, $3 of this item or kind, $4 operator
SELECT count(*), count(*) FILTER (WHERE explained_by = $4), count(*) FILTER (WHERE explained_by IS NULL),
       count(*) FILTER (WHERE confirmed_by IS NULL)
FROM migration_difference
WHERE load_id = $1 AND CASE WHEN $2 > 0 THEN number = $2 ELSE coalesce(item, kind) = $3 END
