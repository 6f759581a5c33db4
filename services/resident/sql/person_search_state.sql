-- rows
-- Of a person of whom nothing else that is searched is another. A row that is missing is made by --fill-search.
-- $1 addressee number, $2 state
UPDATE person_search s
SET state = t.state::int
FROM unnest($1::text[], $2::text[]) AS t (addressee_number, state)
WHERE s.addressee_number = t.addressee_number
