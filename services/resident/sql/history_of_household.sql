-- binary
-- As history_of_person, of everybody who ever was in a household: $1 household number or null; or in any
-- household of one person: $2 addressee number or null. Arrays, so that each step is a look-up in any plan.
SELECT (extract(epoch FROM r.recorded_at) * 1000000)::bigint::text,
       (SELECT c.cancels FROM change c WHERE c.change_id = r.change_id AND c.cancels IS NOT NULL),
       r.addressee_number, r.history_number::text, r.content,
       (SELECT p.restraints FROM person p
        WHERE p.addressee_number = r.addressee_number AND p.history_number = r.history_number) AS restraints
FROM person_record r
WHERE r.addressee_number = ANY (ARRAY(
    SELECT m.addressee_number
    FROM person_record m
    WHERE m.household_number = ANY (ARRAY(
        SELECT $1::text
        UNION ALL
        SELECT o.household_number FROM person_record o WHERE o.addressee_number = $2))))
ORDER BY r.addressee_number, r.history_number
LIMIT 5001
