-- rows
-- One change may give a person two records: the last counts. A row that stays as it is is not written.
-- $1 addressee number, $2 history number, $3 and $4 kana, $5 name, $6 birth date, $7 sex, $8 state, $9 rule, $10 terms
INSERT INTO person_search AS s (addressee_number, kana, kana_sound, name, birth_date, sex, state, rule, term)
SELECT DISTINCT ON (addressee_number) addressee_number, kana, kana_sound, name, birth_date, sex::int, state::int,
       rule::bigint, string_to_array(terms, ' ')
FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[],
            $9::text[], $10::text[])
     AS t (addressee_number, history_number, kana, kana_sound, name, birth_date, sex, state, rule, terms)
ORDER BY addressee_number, history_number::int DESC
ON CONFLICT (addressee_number) DO UPDATE
SET kana = excluded.kana, kana_sound = excluded.kana_sound, name = excluded.name, birth_date = excluded.birth_date,
    sex = excluded.sex, state = excluded.state, rule = excluded.rule, term = excluded.term
WHERE (s.term, s.sex, s.state, s.rule) IS DISTINCT FROM (excluded.term, excluded.sex, excluded.state, excluded.rule)
