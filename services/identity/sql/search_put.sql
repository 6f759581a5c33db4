-- rows
-- What a person is found by; the row of a 住民票コード that was given up for another goes. A row that stays as it is is not
-- written.
-- $1 bytea blind index of 住民票コード, $2 bytea of the one given up or null, $3 bytea of 個人番号, $4 word of the name, $5 and
-- $6 words of the kana, by its marks and by its sound when that is another, $7 birth date, $8 sex, $9 current, $10 rule
WITH given AS (
    SELECT code_index, old_code_index, number_index, name_word::bigint, kana_word::bigint, sound_word::bigint, birth_date,
           sex::int, current::boolean, rule::int
    FROM unnest($1::bytea[], $2::bytea[], $3::bytea[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[],
                $9::text[], $10::text[])
         AS t (code_index, old_code_index, number_index, name_word, kana_word, sound_word, birth_date, sex, current, rule)
), gone AS (
    DELETE FROM person_search s USING given g WHERE s.code_index = g.old_code_index
)
INSERT INTO person_search AS s (code_index, number_index, name_word, kana_word, sound_word, birth_date, sex, current, rule)
SELECT code_index, number_index, name_word, kana_word, sound_word, birth_date, sex, current, rule
FROM given
ON CONFLICT (code_index) DO UPDATE
SET number_index = excluded.number_index, name_word = excluded.name_word, kana_word = excluded.kana_word,
    sound_word = excluded.sound_word, birth_date = excluded.birth_date, sex = excluded.sex, current = excluded.current,
    rule = excluded.rule
WHERE (s.number_index, s.name_word, s.kana_word, s.sound_word, s.birth_date, s.sex, s.current, s.rule)
    IS DISTINCT FROM (excluded.number_index, excluded.name_word, excluded.kana_word, excluded.sound_word,
                      excluded.birth_date, excluded.sex, excluded.current, excluded.rule)
