-- $1 grant_id, $2 person, $3 class, $4 affair, $5 department, $6 place, $7 roles, $8 first day, $9 last day
INSERT INTO staff_grant (grant_id, person, person_class, affair, department, place, roles, begins_on, ends_on)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8::date, $9::date) ON CONFLICT DO NOTHING
