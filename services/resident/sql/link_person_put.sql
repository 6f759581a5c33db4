-- rows
-- $1 person_ref, $2 addressee number
INSERT INTO link_person (person_ref, addressee_number)
SELECT DISTINCT * FROM unnest($1::text[], $2::text[]) ON CONFLICT (person_ref) DO NOTHING
