-- What is known about a wish to register. $1 宛名番号 or '', $2 bytea blind index of 個人番号 or null, $3 birth date,
-- $4 blind index of the folded name or null when candidates do not matter, $5 affair, $6 request id, $7 whether a number is wanted.
-- Whether the request is known; the state of the 宛名番号 in the register and its 団体内統合宛名番号; whether that one has
-- this 個人番号; 団体内統合宛名番号 of the 個人番号, whether it is of somebody born that day, the state of its holder in the
-- register, a 住登外者 who has it; whether somebody born that day has given it up; whether there is a candidate; a
-- serial of each kind.
WITH q AS (
    SELECT coalesce(n.integrated_number, p.integrated_number) AS integrated_number, p.state, i.number_index
    FROM (VALUES ($1::text)) AS v (addressee_number)
    LEFT JOIN nonresident n ON n.addressee_number = v.addressee_number
    LEFT JOIN person p ON p.addressee_number = v.addressee_number
    LEFT JOIN integrated i ON i.integrated_number = coalesce(n.integrated_number, p.integrated_number)
)
SELECT EXISTS (SELECT FROM nonresident_record r WHERE r.request_id = $6),
       q.state,
       q.integrated_number,
       q.number_index IS NOT DISTINCT FROM $2::bytea,
       numbered.integrated_number,
       coalesce($3 = ANY (born.day), false),
       (SELECT p.state FROM person p WHERE p.integrated_number = numbered.integrated_number
        ORDER BY p.state = 'resident' DESC LIMIT 1),
       (SELECT n.addressee_number FROM nonresident n
        WHERE n.integrated_number = numbered.integrated_number AND n.state IN ('non_resident', 'dead')
          AND (NOT n.not_shared OR n.owner = $5) ORDER BY n.representative IS NOT NULL, n.addressee_number LIMIT 1),
       EXISTS (SELECT FROM former_number f
               WHERE f.number_index = $2::bytea AND numbered.integrated_number IS NULL
                 AND f.integrated_number IS DISTINCT FROM q.integrated_number
                 AND $3 IN (SELECT p.birth_date FROM person p WHERE p.integrated_number = f.integrated_number
                            UNION ALL
                            SELECT r.birth_date FROM nonresident n
                            JOIN nonresident_record r USING (addressee_number, history_number)
                            WHERE n.integrated_number = f.integrated_number)),
       EXISTS (
           SELECT FROM nonresident_name m
           JOIN nonresident_record r USING (addressee_number, history_number)
           JOIN nonresident n ON n.addressee_number = m.addressee_number
           WHERE m.name_index = $4::bytea AND r.birth_date = $3 AND n.state IN ('non_resident', 'dead')
             AND (NOT n.not_shared OR n.owner = $5)),
       CASE WHEN $7::boolean THEN
           (SELECT s.serial FROM (SELECT nextval('nonresident_serial') AS serial FROM generate_series(1, 1000)) AS s
            WHERE NOT EXISTS (SELECT FROM person p
                              WHERE p.addressee_number = ANY (ARRAY (SELECT s.serial::text || d
                                                                     FROM generate_series(0, 9) AS d)))
            LIMIT 1) END,
       CASE WHEN $2::bytea IS NOT NULL AND numbered.integrated_number IS NULL AND q.integrated_number IS NULL
            THEN nextval('integrated_serial') END
FROM q
LEFT JOIN integrated AS numbered ON numbered.number_index = $2::bytea
LEFT JOIN LATERAL (
    SELECT array_agg(b.birth_date) AS day FROM (
        SELECT p.birth_date FROM person p WHERE p.integrated_number = numbered.integrated_number
        UNION ALL
        SELECT r.birth_date FROM nonresident n JOIN nonresident_record r USING (addressee_number, history_number)
        WHERE n.integrated_number = numbered.integrated_number) AS b) AS born ON true
