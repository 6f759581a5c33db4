-- $1 text[] sources, $2 text[] ids: which of them stand as dead letters, and since which offset
SELECT d.source, d.id, d.at_offset
FROM unnest($1::text[], $2::text[]) AS t (source, id)
JOIN dead_letter d ON d.source = t.source AND d.id = t.id
WHERE d.resolved_at IS NULL
