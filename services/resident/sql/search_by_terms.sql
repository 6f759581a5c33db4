-- Persons who have all terms of any alternative, a page of them with the number of all; one row without a person
-- when there is none. $1 text[] alternatives, each of terms with spaces between; then as search_by_birth: $2 from,
-- $3 to, $4 sex or 0, $5 removed too, $6 text[] parts of the kana, $7 part of the name, $8 cursor or null,
-- $9 page size, $10 how many are looked for at most
WITH hit AS MATERIALIZED (
    SELECT DISTINCT f.addressee_number, f.kana COLLATE "C" AS kana
    FROM person_search_hits($1::text[], $2, $3, $4::int, $5::boolean, $6::text[], $7, $10::bigint) AS f
), page AS (
    SELECT h.addressee_number, h.kana
    FROM hit h
    WHERE $8::text IS NULL
       OR (h.kana, h.addressee_number) >
          (SELECT c.kana, c.addressee_number FROM person_search c WHERE c.addressee_number = $8)
    ORDER BY h.kana, h.addressee_number
    LIMIT $9::int
)
SELECT (SELECT count(*) FROM hit) AS found, f.*
FROM (VALUES (1)) AS always
LEFT JOIN (
    SELECT r.*, p.restraints, g.kana AS ordered_by
    FROM page g
    JOIN person p ON p.addressee_number = g.addressee_number
    JOIN person_record r ON r.addressee_number = p.addressee_number AND r.history_number = p.history_number
) AS f ON true
ORDER BY f.ordered_by, f.addressee_number
