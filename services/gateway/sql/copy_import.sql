-- $1 entry_id: its lines become 副本, or withdraw them. What is newer stays (seed 004_001 K57). Outer joins, so that the
-- lines lead, however few the 副本 were when the plan was made.
WITH wanted AS MATERIALIZED (
    SELECT p.integrated_number, r.information, max(r.as_of) AS as_of,
           jsonb_object_agg(r.item, r.value) FILTER (WHERE r.item IS NOT NULL) AS items
    FROM copy_entry_row r LEFT JOIN person p ON p.addressee_number = r.addressee_number
    WHERE r.entry_id = $1
    GROUP BY p.integrated_number, r.information
), gone AS (
    DELETE FROM copy WHERE ctid = ANY (ARRAY(
        SELECT c.ctid
        FROM wanted w
        LEFT JOIN copy c ON c.integrated_number = w.integrated_number AND c.information = w.information
        WHERE w.items IS NULL AND coalesce(c.as_of <= w.as_of, false)))
)
INSERT INTO copy AS c (integrated_number, information, items, as_of, source)
SELECT w.integrated_number, w.information, w.items, w.as_of, $1 FROM wanted w
WHERE w.items IS NOT NULL
ON CONFLICT (integrated_number, information) DO UPDATE
SET items = excluded.items, as_of = excluded.as_of, version = c.version + 1, source = excluded.source
WHERE c.as_of <= excluded.as_of
