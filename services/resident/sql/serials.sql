-- rows
-- New serial numbers for the persons of a stored change, and as many for households, of which one is used.
-- $1 change id
SELECT nextval('addressee_serial'), nextval('household_serial'), q.n
FROM unnest($1::text[]) WITH ORDINALITY AS q (change_id, n) JOIN change_person USING (change_id)
