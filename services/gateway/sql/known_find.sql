-- rows
-- $1 addressee_number, $2 blind index of 個人番号 or NULL, $3 birth date or NULL
-- What is known of a person: by 宛名番号; by 個人番号, and whether anybody of that number was born that day;
-- a serial if this is somebody new; whether the place may be told, null while the register has not said; whether a person
-- born that day has given this 個人番号 up; of somebody who may be moving in the 住登外者宛名番号 he has, each with the
-- affairs that use it and may see him (numbers parted by character 30, a number and its affairs by 29, affairs by 31), whether
-- his own number was given to a 住登外者, and whether he was no resident until now; of who was carried (引継) the affairs that
-- know him as 住登外者. Who has the number that he had is not looked up by it a second time.
SELECT known.integrated_number,
       known.number_index IS NOT DISTINCT FROM q.number_index,
       numbered.integrated_number,
       (known.number_index = q.number_index) IS TRUE AND known.birth_date IS NOT DISTINCT FROM q.birth_date
       OR EXISTS (SELECT FROM person p
                  WHERE p.integrated_number = numbered.integrated_number AND p.birth_date IS NOT DISTINCT FROM q.birth_date)
       OR EXISTS (SELECT FROM nonresident n JOIN nonresident_record r USING (addressee_number, history_number)
                  WHERE n.integrated_number = numbered.integrated_number AND r.birth_date IS NOT DISTINCT FROM q.birth_date),
       CASE WHEN known.integrated_number IS NULL AND numbered.integrated_number IS NULL
            THEN nextval('integrated_serial') END,
       (SELECT r.restrained FROM restraint r WHERE r.addressee_number = q.addressee_number),
       CASE WHEN numbered.integrated_number IS NULL AND q.number_index IS NOT NULL
            THEN EXISTS (SELECT FROM former_number f
                         WHERE f.number_index = q.number_index AND f.integrated_number IS DISTINCT FROM known.integrated_number
                           AND q.birth_date IN (SELECT p.birth_date FROM person p
                                                WHERE p.integrated_number = f.integrated_number
                                                UNION ALL
                                                SELECT r.birth_date FROM nonresident n
                                                JOIN nonresident_record r USING (addressee_number, history_number)
                                                WHERE n.integrated_number = f.integrated_number)) END,
       outside.numbers,
       outside.taken,
       known.state IS DISTINCT FROM 'resident',
       CASE WHEN known.state <> 'resident'
            THEN (SELECT string_agg(o.affair, chr(31)) FROM nonresident_person o
                  WHERE o.addressee_number = q.addressee_number) END,
       q.n
FROM unnest($1::text[], $2::bytea[], $3::text[]) WITH ORDINALITY AS q (addressee_number, number_index, birth_date, n)
LEFT JOIN LATERAL (SELECT i.*, p.state, p.birth_date FROM person p JOIN integrated i USING (integrated_number)
                   WHERE p.addressee_number = q.addressee_number) AS known ON true
LEFT JOIN integrated AS other
       ON other.number_index = CASE WHEN known.number_index IS DISTINCT FROM q.number_index THEN q.number_index END
CROSS JOIN LATERAL (SELECT CASE WHEN known.number_index = q.number_index THEN known.integrated_number
                                ELSE other.integrated_number END) AS numbered (integrated_number)
LEFT JOIN LATERAL (
    SELECT string_agg(n.addressee_number || chr(29) || coalesce(
               (SELECT string_agg(l.affair, chr(31)) FROM affair_link l
                WHERE l.addressee_number = n.addressee_number AND l.valid_to IS NULL
                  AND (NOT n.not_shared OR l.affair = n.owner)), ''), chr(30))
               FILTER (WHERE n.state = 'non_resident') AS numbers,
           bool_or(n.addressee_number = q.addressee_number AND NOT n.carried) AS taken
    FROM nonresident n
    WHERE known.state IS DISTINCT FROM 'resident'
      AND (n.addressee_number = q.addressee_number
           OR n.integrated_number = coalesce(known.integrated_number, numbered.integrated_number))
) AS outside ON true
