-- binary
-- The person of a number, in the form of search_by_terms. $1 addressee number or null, $2 blind index of 個人番号 or
-- null, $3 of 住民票コード or null, $4 removed too
WITH hit AS MATERIALIZED (
    SELECT p.addressee_number, p.history_number, p.restraints
    FROM person p
    WHERE p.addressee_number IN (
        SELECT $1::text
        UNION ALL
        SELECT q.addressee_number FROM person q WHERE q.number_index = $2::bytea
        UNION ALL
        SELECT q.addressee_number FROM person q WHERE q.code_index = $3::bytea)
      AND ($4::boolean OR p.state = 1)
)
SELECT (SELECT count(*) FROM hit)::text AS found, f.*
FROM (VALUES (1)) AS always
LEFT JOIN (
    SELECT 'true' AS hit, h.restraints, r.addressee_number, r.history_number::text, r.content
    FROM hit h
    JOIN person_record r ON r.addressee_number = h.addressee_number AND r.history_number = h.history_number
) AS f ON true
