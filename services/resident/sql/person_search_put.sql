-- rows
-- One change may give a person two records: the last counts. A row that stays as it is is not written.
-- $1 addressee number, $2 history number, $3 birth date, $4 sex, $5 state, $6 rule, $7 blind words as bigint[]
INSERT INTO person_search AS s (addressee_number, birth_date, sex, state, rule, term)
SELECT DISTINCT ON (addressee_number) addressee_number, birth_date, sex::int, state::int, rule::bigint, words::bigint[]
FROM (SELECT unnest($1::text[]) AS addressee_number, unnest($2::text[]) AS history_number,
             unnest($3::text[]) AS birth_date, unnest($4::text[]) AS sex, unnest($5::text[]) AS state,
             unnest($6::text[]) AS rule, unnest($7::text[]) AS words) AS t
ORDER BY addressee_number, history_number::int DESC
ON CONFLICT (addressee_number) DO UPDATE
SET birth_date = excluded.birth_date, sex = excluded.sex, state = excluded.state, rule = excluded.rule,
    term = excluded.term
WHERE (s.term, s.sex, s.state, s.rule) IS DISTINCT FROM (excluded.term, excluded.sex, excluded.state, excluded.rule)
