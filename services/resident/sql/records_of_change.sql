-- rows
-- binary
-- As records_of_entry for a stored change and the households that it holds; with the past of each. $1 change id
SELECT r.addressee_number, r.history_number::text, r.content, wanted.restraints,
       (SELECT v.past FROM person_past v WHERE v.addressee_number = r.addressee_number) AS past, q.n::text
FROM unnest($1::text[]) WITH ORDINALITY AS q (change_id, n)
CROSS JOIN LATERAL (
    WITH named AS MATERIALIZED (
        SELECT c.addressee_number, c.number_index, c.code_index, c.card_index
        FROM change_person c WHERE c.change_id = q.change_id
    )
    SELECT p.addressee_number, p.history_number, p.restraints
    FROM person p
    WHERE p.addressee_number IN (
        SELECT addressee_number FROM named
        UNION ALL
        SELECT o.addressee_number FROM named JOIN person o USING (number_index)
        UNION ALL
        SELECT o.addressee_number FROM named JOIN person o USING (code_index)
        UNION ALL
        SELECT o.addressee_number FROM named JOIN person_record o ON o.card_index = named.card_index
        UNION ALL
        SELECT m.addressee_number FROM person m
        WHERE m.state = 1
          AND m.household_number = ANY (ARRAY(
            SELECT substr(l.held, 11) FROM change_lock l
            WHERE l.change_id = q.change_id AND left(l.held, 10) = 'household:')))
    UNION ALL
    SELECT b.addressee_number, b.history_number, NULL
    FROM change c
    CROSS JOIN named
    CROSS JOIN LATERAL (
        SELECT r.addressee_number, r.history_number FROM person_record r
        WHERE r.addressee_number = named.addressee_number AND r.change_id <> c.cancels
        ORDER BY r.history_number DESC LIMIT 1) b
    WHERE c.change_id = q.change_id AND c.cancels IS NOT NULL) AS wanted
JOIN person_record r USING (addressee_number, history_number)
