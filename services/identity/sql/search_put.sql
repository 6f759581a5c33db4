-- rows
-- What a person is found by. A row that stays as it is is not written.
-- $1 bytea blind index of 住民票コード, $2 bytea of 個人番号, $3 word of the name, $4 and $5 words of the kana, by its marks and
-- by its sound when that is another, $6 birth date, $7 sex, $8 current, $9 rule
INSERT INTO person_search AS s (code_index, number_index, name_word, kana_word, sound_word, birth_date, sex, current, rule)
SELECT code_index, number_index, name_word::bigint, kana_word::bigint, sound_word::bigint, birth_date, sex::int,
       current::boolean, rule::int
FROM unnest($1::bytea[], $2::bytea[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[])
     AS t (code_index, number_index, name_word, kana_word, sound_word, birth_date, sex, current, rule)
ON CONFLICT (code_index) DO UPDATE
SET number_index = excluded.number_index, name_word = excluded.name_word, kana_word = excluded.kana_word,
    sound_word = excluded.sound_word, birth_date = excluded.birth_date, sex = excluded.sex, current = excluded.current,
    rule = excluded.rule
WHERE (s.number_index, s.name_word, s.kana_word, s.sound_word, s.birth_date, s.sex, s.current, s.rule)
    IS DISTINCT FROM (excluded.number_index, excluded.name_word, excluded.kana_word, excluded.sound_word,
                      excluded.birth_date, excluded.sex, excluded.current, excluded.rule)
