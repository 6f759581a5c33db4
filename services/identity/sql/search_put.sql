-- rows
-- What a person is found by; the row of a 住民票コード that was given up for another goes. A row that stays as it is is not
-- written.
-- $1 bytea blind index of 住民票コード, $2 bytea of the one given up or null, $3 bytea of 個人番号, $4 and $5 kana, $6 name,
-- $7 birth date, $8 address, $9 sex, $10 current, $11 rule
WITH given AS (
    SELECT *
    FROM unnest($1::bytea[], $2::bytea[], $3::bytea[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[],
                $9::text[], $10::text[], $11::text[])
         AS t (code_index, old_code_index, number_index, kana, kana_sound, name, birth_date, address, sex, current, rule)
), gone AS (
    DELETE FROM person_search s USING given g WHERE s.code_index = g.old_code_index
)
INSERT INTO person_search AS s (code_index, number_index, kana, kana_sound, name, birth_date, address, sex, current, rule)
SELECT code_index, number_index, kana, kana_sound, name, birth_date, address, sex::int, current::boolean, rule::int
FROM given
ON CONFLICT (code_index) DO UPDATE
SET number_index = excluded.number_index, kana = excluded.kana, kana_sound = excluded.kana_sound,
    name = excluded.name, birth_date = excluded.birth_date, address = excluded.address, sex = excluded.sex,
    current = excluded.current, rule = excluded.rule
WHERE (s.number_index, s.kana, s.kana_sound, s.name, s.birth_date, s.address, s.sex, s.current, s.rule)
    IS DISTINCT FROM (excluded.number_index, excluded.kana, excluded.kana_sound, excluded.name, excluded.birth_date,
                      excluded.address, excluded.sex, excluded.current, excluded.rule)
