-- $1 text[] addressee numbers, $2 restraint id, $3 position before the first, $4 request or change
INSERT INTO restraint_person (addressee_number, restraint_id, position, added_by)
SELECT n.addressee_number, $2, $3::int + n.at, $4
FROM unnest($1::text[]) WITH ORDINALITY AS n (addressee_number, at)
ON CONFLICT DO NOTHING
