-- The restraints that came with a load stand from now on. $1 load id
INSERT INTO restraint_untold
SELECT DISTINCT addressee_number FROM restraint_person WHERE added_by = $1
ON CONFLICT DO NOTHING
