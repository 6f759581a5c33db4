-- binary
-- Persons who have all blind words of any alternative, each with the latest record, and who the cursor names; one row
-- without a person when there is none, or when they are too many. What they are called is compared by who asks.
-- $1 text[] alternatives, each a bigint[]; $2 and $3 day of birth from and to, $4 sex or 0, $5 removed too, $6 cursor or
-- null, $7 how many there may be
WITH hit AS MATERIALIZED (
    SELECT DISTINCT f.addressee_number
    FROM person_search_hits($1::text[], $2, $3, $4::int, $5::boolean, $7::bigint + 1) AS f
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
