-- rows
-- $1 addressee_number, $2 blind index of 個人番号 or NULL, $3 birth date or NULL
-- What is known of a person: by 宛名番号; by 個人番号, and whether anybody of that number was born that day;
-- a serial if this is somebody new; and whether the place may be told, null while the register has not said.
SELECT known.integrated_number,
       known.number_index IS NOT DISTINCT FROM q.number_index,
       numbered.integrated_number,
       EXISTS (SELECT FROM person p
               WHERE p.integrated_number = numbered.integrated_number AND p.birth_date IS NOT DISTINCT FROM q.birth_date),
       CASE WHEN known.integrated_number IS NULL AND numbered.integrated_number IS NULL
            THEN nextval('integrated_serial') END,
       (SELECT r.restrained FROM restraint r WHERE r.addressee_number = q.addressee_number),
       q.n
FROM unnest($1::text[], $2::bytea[], $3::text[]) WITH ORDINALITY AS q (addressee_number, number_index, birth_date, n)
LEFT JOIN LATERAL (SELECT i.* FROM person p JOIN integrated i USING (integrated_number)
                   WHERE p.addressee_number = q.addressee_number) AS known ON true
LEFT JOIN integrated AS numbered ON numbered.number_index = q.number_index
