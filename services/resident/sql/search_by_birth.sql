-- As search_by_terms, by the day of birth alone. $1 from, $2 to, $3 sex or 0, $4 removed too, $5 text[] parts of
-- the kana, $6 part of the name, $7 cursor or null, $8 page size, $9 how many are looked for at most
WITH hit AS MATERIALIZED (
    SELECT s.addressee_number, s.kana
    FROM person_search s
    WHERE s.birth_date BETWEEN $1 AND $2
      AND ($3::int = 0 OR s.sex = $3::int)
      AND ($4::boolean OR s.state = 1)
      AND EXISTS (SELECT FROM unnest($5::text[]) AS k (part)
                  WHERE strpos(s.kana, k.part) > 0 OR strpos(s.kana_sound, k.part) > 0)
      AND strpos(s.name, $6) > 0
    LIMIT $9::bigint
), page AS (
    SELECT h.addressee_number, h.kana
    FROM hit h
    WHERE $7::text IS NULL
       OR (h.kana, h.addressee_number) >
          (SELECT c.kana, c.addressee_number FROM person_search c WHERE c.addressee_number = $7)
    ORDER BY h.kana, h.addressee_number
    LIMIT $8::int
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
