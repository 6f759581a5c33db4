-- rows
-- $1 addressee_number, each once, $2 whether a resident, $3 processing date, the same in all rows: who has just gone, and who
-- came back
WITH back AS (
    DELETE FROM person_removed
    WHERE addressee_number = ANY (ARRAY(SELECT a FROM unnest($1::text[], $2::text[]) AS t (a, resident)
                                        WHERE resident::boolean))
)
INSERT INTO person_removed (addressee_number, removed_on)
SELECT a, day::date FROM unnest($1::text[], $2::text[], $3::text[]) AS t (a, resident, day) WHERE NOT resident::boolean
ON CONFLICT DO NOTHING
