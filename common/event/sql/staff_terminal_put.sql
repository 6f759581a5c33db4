-- $1 registration, $2 terminals with blanks between, $3 department, $4 place, $5 first day, $6 last day
INSERT INTO staff_terminal (registration_id, terminal, department, place, begins_on, ends_on)
SELECT $1, t, $3, $4, $5::date, $6::date FROM string_to_table($2::text, ' ') AS t ON CONFLICT DO NOTHING
