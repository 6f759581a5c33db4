-- rows
-- $1 addressee number, $2 restraint id, $3 position, $4 load id
INSERT INTO restraint_person (addressee_number, restraint_id, position, added_by)
SELECT addressee_number, restraint_id, position::int, load_id
FROM unnest($1::text[], $2::text[], $3::text[], $4::text[]) AS t (addressee_number, restraint_id, position, load_id)
ON CONFLICT DO NOTHING
