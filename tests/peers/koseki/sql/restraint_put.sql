-- $1 person_ref, $2 restrained
INSERT INTO restraint (person_ref, restrained) VALUES ($1, $2::boolean)
ON CONFLICT (person_ref) DO UPDATE SET restrained = excluded.restrained
