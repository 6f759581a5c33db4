-- Latest records of the persons whom an entry names, and of the current members of the households concerned:
-- those of the persons named and the one that the entry names.
-- $1 text[] addressee numbers, $2 text[] hex blind indexes of 個人番号, $3 the same of 住民票コード,
-- $4 household number or null
WITH named AS MATERIALIZED (
    SELECT q.addressee_number, q.household_number, q.state
    FROM unnest($1::text[]) n JOIN person q ON q.addressee_number = n
    UNION ALL
    SELECT q.addressee_number, q.household_number, q.state
    FROM unnest($2::text[]) h JOIN person q ON q.number_index = decode(h, 'hex')
    UNION ALL
    SELECT q.addressee_number, q.household_number, q.state
    FROM unnest($3::text[]) h JOIN person q ON q.code_index = decode(h, 'hex')
)
SELECT r.*
FROM person p
JOIN person_record r ON r.addressee_number = p.addressee_number AND r.history_number = p.history_number
WHERE p.addressee_number IN (
    SELECT addressee_number FROM named
    UNION ALL
    SELECT m.addressee_number FROM person m
    WHERE m.state = 1
      AND m.household_number = ANY (ARRAY(SELECT household_number FROM named WHERE state = 1 UNION ALL SELECT $4)))
