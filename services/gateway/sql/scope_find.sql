-- rows
-- $1 addressee_number: which consumers with a filter were told of the person, and the household as it was
SELECT (SELECT string_agg(s.consumer, ' ') FROM consumer_scope s WHERE s.addressee_number = q.addressee_number),
       (SELECT p.household_number FROM person p WHERE p.addressee_number = q.addressee_number),
       q.n
FROM unnest($1::text[]) WITH ORDINALITY AS q (addressee_number, n)
