-- New serial numbers for the persons of a stored change, and as many for households, of which one is used.
-- $1 change id
SELECT nextval('addressee_serial'), nextval('household_serial') FROM change_person WHERE change_id = $1
