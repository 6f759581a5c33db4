-- rows
-- $1 integrated_number, $2 information, $3 as_of, $4 source, $5 content, sealed: an office's 副本, or none any more when there is
-- no content. What is newer stays (seed 004_001 K57). Outer joins, so that these lead, however few the 副本 were when the plan
-- was made.
WITH wanted AS MATERIALIZED (
    SELECT integrated_number, information, as_of::date AS as_of, source, content
    FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::bytea[])
        AS t (integrated_number, information, as_of, source, content)
), gone AS (
    DELETE FROM copy WHERE ctid = ANY (ARRAY(
        SELECT c.ctid
        FROM wanted w
        LEFT JOIN copy c ON c.integrated_number = w.integrated_number AND c.information = w.information
        WHERE w.content IS NULL AND coalesce(c.as_of <= w.as_of, false)))
)
INSERT INTO copy AS c (integrated_number, information, content, as_of, source)
SELECT w.integrated_number, w.information, w.content, w.as_of, w.source FROM wanted w
WHERE w.content IS NOT NULL
ON CONFLICT (integrated_number, information) DO UPDATE
SET content = excluded.content, as_of = excluded.as_of, version = c.version + 1, source = excluded.source
WHERE c.as_of <= excluded.as_of
