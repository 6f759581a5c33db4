-- rows
-- $1 addressee_number, $2 sequence of the record that tells it, $3 from, $4 until (exclusive) or NULL, $5 state, $6 household
-- number, $7 relationship
INSERT INTO household_span (addressee_number, sequence, from_day, until_day, state, household_number, relationship)
SELECT addressee_number, sequence::bigint, from_day, until_day, state, household_number, relationship
FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[])
     AS t (addressee_number, sequence, from_day, until_day, state, household_number, relationship)
