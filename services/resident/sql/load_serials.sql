-- Our serials go on behind what was loaded. $1 load id
SELECT setval('addressee_serial', greatest(l.addressee_serial, a.last_value) + 1, false),
       setval('household_serial', greatest(l.household_serial, h.last_value) + 1, false)
FROM migration_load l, addressee_serial a, household_serial h WHERE l.load_id = $1
