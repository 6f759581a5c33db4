-- binary
-- $1 households at most: columns as person_find of their members, then the birth of the youngest resident and which
-- consumers with a filter were told of the member. Who is changed or told of at this moment is left out, and his household
-- stays due. Who was carried (引継) belongs to it no more.
WITH due AS MATERIALIZED (
    SELECT household_number FROM household_due ORDER BY household_number LIMIT $1::int FOR UPDATE SKIP LOCKED
), member AS MATERIALIZED (
    SELECT p.* FROM due,
        LATERAL (SELECT addressee_number, history_number, restrained, content, household_number FROM person m WHERE m.household_number = due.household_number FOR UPDATE SKIP LOCKED) AS p
), done AS (
    DELETE FROM household_due d
    WHERE d.household_number IN (SELECT household_number FROM due)
      AND (SELECT count(*) FROM member m WHERE m.household_number = d.household_number)
          = (SELECT count(*) FROM person p WHERE p.household_number = d.household_number)
)
SELECT p.addressee_number, p.history_number::text, p.restrained::text, p.content,
       (SELECT max(y.birth_date) FROM person y WHERE y.household_number = p.household_number AND y.state = 'resident'),
       (SELECT string_agg(s.consumer, ' ') FROM consumer_scope s WHERE s.addressee_number = p.addressee_number)
FROM member p
WHERE (SELECT count(*) FROM nonresident_person o WHERE o.addressee_number = p.addressee_number) = 0
ORDER BY p.addressee_number
