-- rows
-- $1 addressee number, $2 register_ref, $3 history number, $4 state, $5 household number, $6 and $7 blind indexes or null.
-- A pair of rows of one change (帰化, 国籍喪失) leaves the later one here.
INSERT INTO person (addressee_number, register_ref, history_number, state, household_number, number_index, code_index)
SELECT DISTINCT ON (addressee_number)
       addressee_number, register_ref, history_number::int, state::int, household_number, number_index, code_index
FROM (SELECT unnest($1::text[]) AS addressee_number, unnest($2::text[]) AS register_ref,
             unnest($3::text[]) AS history_number, unnest($4::text[]) AS state,
             unnest($5::text[]) AS household_number, unnest($6::bytea[]) AS number_index,
             unnest($7::bytea[]) AS code_index) AS t
ORDER BY addressee_number, history_number::int DESC
ON CONFLICT (addressee_number) DO UPDATE
SET history_number = excluded.history_number, state = excluded.state, household_number = excluded.household_number,
    number_index = coalesce(excluded.number_index, person.number_index),
    code_index = coalesce(excluded.code_index, person.code_index)
