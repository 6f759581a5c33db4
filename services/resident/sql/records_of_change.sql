-- rows
-- binary
-- As records_of_entry for a stored change and the households that it holds; each record among all of its person's past.
-- One plan over all questions. OFFSET 0 as there. $1 change id
WITH asked AS MATERIALIZED (
    SELECT * FROM unnest($1::text[]) WITH ORDINALITY AS q (change_id, n)
), named AS MATERIALIZED (
    SELECT n, c.*
    FROM asked
    CROSS JOIN LATERAL (
        SELECT o.addressee_number, o.number_index, o.code_index, o.card_index
        FROM change_person o WHERE o.change_id = asked.change_id OFFSET 0) c
), wanted AS (
    SELECT n, p.*
    FROM named
    CROSS JOIN LATERAL (
        SELECT o.addressee_number, o.history_number, o.restraints
        FROM person o WHERE o.addressee_number = named.addressee_number OFFSET 0) p
    UNION
    SELECT n, p.*
    FROM named
    CROSS JOIN LATERAL (
        SELECT o.addressee_number, o.history_number, o.restraints
        FROM person o WHERE o.number_index = named.number_index OFFSET 0) p
    UNION
    SELECT n, p.*
    FROM named
    CROSS JOIN LATERAL (
        SELECT o.addressee_number, o.history_number, o.restraints
        FROM person o WHERE o.code_index = named.code_index OFFSET 0) p
    UNION
    SELECT n, p.*
    FROM named
    CROSS JOIN LATERAL (SELECT r.addressee_number FROM person_record r WHERE r.card_index = named.card_index OFFSET 0) r
    CROSS JOIN LATERAL (
        SELECT o.addressee_number, o.history_number, o.restraints
        FROM person o WHERE o.addressee_number = r.addressee_number OFFSET 0) p
    UNION
    SELECT n, p.*
    FROM asked
    CROSS JOIN LATERAL (
        SELECT substr(o.held, 11) AS household_number
        FROM change_lock o WHERE o.change_id = asked.change_id AND left(o.held, 10) = 'household:' OFFSET 0) l
    CROSS JOIN LATERAL (
        SELECT o.addressee_number, o.history_number, o.restraints
        FROM person o WHERE o.household_number = l.household_number AND o.state = 1 OFFSET 0) p
), before AS (
    SELECT n, b.addressee_number, b.history_number
    FROM asked
    CROSS JOIN LATERAL (
        SELECT c.cancels FROM change c WHERE c.change_id = asked.change_id AND c.cancels IS NOT NULL OFFSET 0) k
    JOIN named USING (n)
    CROSS JOIN LATERAL (
        SELECT r.addressee_number, r.history_number FROM person_record r
        WHERE r.addressee_number = named.addressee_number AND r.change_id <> k.cancels
        ORDER BY r.history_number DESC LIMIT 1) b
)
SELECT w.addressee_number, w.history_number::text,
       (SELECT v.past FROM person_past v WHERE v.addressee_number = w.addressee_number) AS past, w.restraints, w.n::text
FROM (SELECT * FROM wanted UNION ALL SELECT n, addressee_number, history_number, NULL FROM before) w
