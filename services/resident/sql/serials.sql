-- New serial numbers for the persons of a stored change, and one for a household. $1 change id
SELECT nextval('addressee_serial') FROM change_person WHERE change_id = $1
