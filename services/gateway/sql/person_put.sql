-- rows
-- $1 addressee_number, $2 history_number, $3 restrained, $4 numbered, $5 state, $6 integrated_number, $7 household_number,
-- $8 birth_date, $9 relationship, $10 name_index, $11 content. The 団体内統合宛名番号 of a row is never changed.
INSERT INTO person (addressee_number, history_number, restrained, numbered, state, integrated_number, household_number,
                    birth_date, relationship, name_index, content)
SELECT a, h::int, r::boolean, n::boolean, s, i, b, d, l, x, c
FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[],
            $10::bytea[], $11::bytea[]) AS t (a, h, r, n, s, i, b, d, l, x, c)
ON CONFLICT (addressee_number) DO UPDATE SET
    history_number = excluded.history_number, restrained = excluded.restrained, numbered = excluded.numbered,
    state = excluded.state, household_number = excluded.household_number, birth_date = excluded.birth_date,
    relationship = excluded.relationship, name_index = excluded.name_index, content = excluded.content
