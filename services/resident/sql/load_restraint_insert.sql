-- rows
-- Restraints that came with a load; one that covers several persons comes with each of them.
-- $1 restraint id, $2 kind, $3 level, $4 household number, $5 start, $6 end, $7 processed date, $8 load id, $9 operator,
-- $10 reason
INSERT INTO restraint (restraint_id, history_number, act, kind, level, household_number, start_date, end_date,
                       released_until, processed_date, request_id, entered_by, approved_by, reason)
SELECT restraint_id, 1, 1, kind::int, level::int, household_number, start_date, end_date, '', processed_date, load_id,
       operator_id, '', reason
FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[],
            $10::bytea[])
     AS t (restraint_id, kind, level, household_number, start_date, end_date, processed_date, load_id, operator_id, reason)
ON CONFLICT DO NOTHING
