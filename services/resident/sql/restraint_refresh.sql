-- Writes down anew what stands against these persons: each restraint a line of columns divided by commas, the lines by
-- semicolons; null when there is none. $1 text[] addressee numbers
UPDATE person p
SET restraints = (
    SELECT string_agg(concat_ws(',', s.restraint_id, s.history_number, s.act, s.kind, s.level, s.household_number,
                                s.start_date, s.end_date, s.released_until), ';' ORDER BY s.restraint_id)
    FROM restraint_person c
    CROSS JOIN LATERAL (
        SELECT * FROM restraint r WHERE r.restraint_id = c.restraint_id ORDER BY r.history_number DESC LIMIT 1) s
    WHERE c.addressee_number = p.addressee_number AND s.act <> 4)
WHERE p.addressee_number = ANY ($1::text[])
