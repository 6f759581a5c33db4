-- What stands against the persons of a stretch, in the form of a source; of whom nothing comes with the record, nothing.
-- $1 behind this 宛名番号, $2 up to this, '' for the end
SELECT p.addressee_number,
       string_agg(concat_ws('/', substr(r.restraint_id, 38), c.position, r.kind, r.level, r.household_number, r.start_date,
                            r.end_date), ';' ORDER BY substr(r.restraint_id, 38) COLLATE "C")
FROM restraint_person c
JOIN person p ON p.addressee_number = c.addressee_number AND p.restraints IS NOT NULL
JOIN restraint r ON r.restraint_id = c.restraint_id AND r.history_number = 1
WHERE c.addressee_number > $1 AND c.addressee_number <= CASE WHEN $2 = '' THEN repeat('9', 16) ELSE $2 END
GROUP BY p.addressee_number
ORDER BY p.addressee_number
