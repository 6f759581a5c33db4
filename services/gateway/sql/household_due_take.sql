-- $1 households at most: columns as person_find of their members, then the birth of the youngest resident and which
-- consumers with a filter were told of the member. Who is changed at this moment is left out: that change makes the
-- household due again.
WITH due AS MATERIALIZED (
    DELETE FROM household_due
    WHERE household_number IN (SELECT household_number FROM household_due ORDER BY household_number LIMIT $1::int
                               FOR UPDATE SKIP LOCKED)
    RETURNING household_number
)
SELECT p.*,
       (SELECT max(y.birth_date) FROM person y WHERE y.household_number = p.household_number AND y.state = 'resident'),
       (SELECT string_agg(s.consumer, ' ') FROM consumer_scope s WHERE s.addressee_number = p.addressee_number)
FROM due, LATERAL (SELECT * FROM person m WHERE m.household_number = due.household_number FOR UPDATE SKIP LOCKED) AS p
ORDER BY p.addressee_number
