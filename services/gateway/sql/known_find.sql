-- $1 addressee_number, $2 blind index of 個人番号 or NULL, $3 birth date
-- What is known of a person: by 宛名番号; by 個人番号, and whether anybody of that number was born that day;
-- a serial if this is somebody new; and whether the place may be told, null while the register has not said.
SELECT known.integrated_number,
       known.number_index IS NOT DISTINCT FROM $2::bytea,
       numbered.integrated_number,
       EXISTS (SELECT FROM person p
               WHERE p.integrated_number = numbered.integrated_number AND p.birth_date IS NOT DISTINCT FROM $3),
       CASE WHEN known.integrated_number IS NULL AND numbered.integrated_number IS NULL
            THEN nextval('integrated_serial') END,
       (SELECT r.restrained FROM restraint r WHERE r.addressee_number = $1)
FROM (SELECT 1) AS one
LEFT JOIN (SELECT i.* FROM person p JOIN integrated i USING (integrated_number) WHERE p.addressee_number = $1)
    AS known ON true
LEFT JOIN integrated AS numbered ON numbered.number_index = $2::bytea
