-- binary
-- As search_by_terms, the same parameters, by the day of birth and the words within its persons.
WITH hit AS MATERIALIZED (
    SELECT s.addressee_number
    FROM person_search s
    WHERE s.birth_date BETWEEN $2 AND $3
      AND ($4::int = 0 OR s.sex = $4::int)
      AND ($5::boolean OR s.state = 1)
      AND EXISTS (SELECT FROM unnest($1::text[]) AS a (words) WHERE s.term @> a.words::bigint[])
    LIMIT $7::bigint + 1
), wanted AS (
    SELECT h.addressee_number, true AS hit FROM hit h WHERE (SELECT count(*) FROM hit) <= $7::bigint
    UNION ALL
    SELECT c.addressee_number, false FROM person_search c WHERE c.addressee_number = $6
)
SELECT (SELECT count(*) FROM hit)::text AS found, f.*
FROM (VALUES (1)) AS always
LEFT JOIN (
    SELECT w.hit::text, CASE WHEN w.hit THEN p.restraints END AS restraints,
           r.addressee_number, r.history_number::text, r.content
    FROM wanted w
    JOIN person p ON p.addressee_number = w.addressee_number
    JOIN person_record r ON r.addressee_number = p.addressee_number AND r.history_number = p.history_number
) AS f ON true
