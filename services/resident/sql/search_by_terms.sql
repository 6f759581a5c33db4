-- Persons who have all terms of any alternative, a page of them with the number of all; one row without a person
-- when there is none. $1 text[] alternatives, each of terms with spaces between; then as search_by_birth: $2 from,
-- $3 to, $4 sex or 0, $5 removed too, $6 text[] parts of the kana, $7 part of the name, $8 cursor or null,
-- $9 page size, $10 how many are looked for at most
WITH hit AS MATERIALIZED (
    SELECT DISTINCT d.addressee_number, d.kana
    FROM (
        SELECT s.addressee_number, s.kana
        FROM unnest($1::text[]) AS a (terms)
        JOIN person_search s ON s.term @> string_to_array(a.terms, ' ')
        WHERE s.birth_date BETWEEN $2 AND $3
          AND ($4::int = 0 OR s.sex = $4::int)
          AND ($5::boolean OR s.state = 1)
          AND EXISTS (SELECT FROM unnest($6::text[]) AS k (part)
                      WHERE strpos(s.kana, k.part) > 0 OR strpos(s.kana_sound, k.part) > 0)
          AND strpos(s.name, $7) > 0
        LIMIT $10::bigint * cardinality($1::text[])
    ) AS d
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
    SELECT r.*, g.kana AS ordered_by
    FROM page g
    JOIN person p ON p.addressee_number = g.addressee_number
    JOIN person_record r ON r.addressee_number = p.addressee_number AND r.history_number = p.history_number
) AS f ON true
ORDER BY f.ordered_by COLLATE "C", f.addressee_number COLLATE "C"
