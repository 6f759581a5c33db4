-- binary
-- Persons of the file who may be those that are asked for, by one key that is looked up - the others of $1 to $5 are null
-- - and by what else stands in clear. Who asks opens and compares them.
-- $1 bytea blind index of 住民票コード, $2 bytea of 個人番号, $3 birth date, $4 word of the name, $5 bigint[] words of the
-- kana; narrowing: $6 birth date or '', $7 word of a whole name or null, $8 bigint[] words of whole kana or null, $9 sex or
-- 0, $10 removed too, $11 how many at most: blind index of 住民票コード, the row
WITH hit AS MATERIALIZED (
    SELECT s.code_index
    FROM person_search s
    WHERE (s.code_index = $1::bytea OR s.number_index = $2::bytea OR s.birth_date = $3::text OR s.name_word = $4::bigint
           OR s.kana_word = ANY ($5::bigint[]) OR (s.sound_word IS NOT NULL AND s.sound_word = ANY ($5::bigint[])))
      AND ($6::text = '' OR s.birth_date || '' = $6)
      AND ($7::bigint IS NULL OR s.name_word = $7)
      AND ($8::bigint[] IS NULL OR s.kana_word = ANY ($8) OR s.sound_word = ANY ($8))
      AND ($9::int = 0 OR s.sex = $9::int)
      AND ($10::boolean OR s.current)
    LIMIT $11::int
)
SELECT h.code_index, r.register_ref, r.update_number::text, r.content
FROM hit h
JOIN person p ON p.code_index = h.code_index
JOIN record r ON r.register_ref = p.register_ref AND r.update_number = p.update_number
