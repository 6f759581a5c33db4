-- Every row of the restraints of one person, restraint by restraint, oldest first, with whom it covers. At most 500.
-- $1 addressee number
SELECT r.restraint_id, r.history_number, r.act, r.kind, r.level, r.household_number, r.start_date, r.end_date,
       r.released_until, r.request_id, r.processed_date, r.entered_by, r.approved_by, r.reason,
       (SELECT string_agg(a.addressee_number, ',' ORDER BY a.position, a.addressee_number)
        FROM restraint_person a WHERE a.restraint_id = c.restraint_id)
FROM restraint_person c JOIN restraint r USING (restraint_id)
WHERE c.addressee_number = $1
ORDER BY r.restraint_id, r.history_number LIMIT 500
