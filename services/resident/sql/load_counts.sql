-- Differences without a reason, and without the word of a second person. $1 load id
SELECT count(*) FILTER (WHERE explained_by IS NULL), count(*) FILTER (WHERE confirmed_by IS NULL)
FROM migration_difference WHERE load_id = $1
