-- Persons of the file, by one key that is looked up - the others of $1 to $5 are null - and others that are compared.
-- $1 bytea blind index of 住民票コード, $2 bytea of 個人番号, $3 birth date, $4 name, $5 text[] forms of the kana; compared:
-- $6 birth date or '', $7 name and $8 whether whole, $9 text[] forms of the kana and $10 whether whole, $11 part of the
-- address, $12 sex or 0, $13 removed too, $14 how many at most
WITH hit AS MATERIALIZED (
    SELECT s.code_index, s.kana
    FROM person_search s
    WHERE (s.code_index = $1::bytea OR s.number_index = $2::bytea OR s.birth_date = $3::text OR s.name = $4::text
           OR s.kana = ANY ($5::text[]) OR (s.kana_sound <> s.kana AND s.kana_sound = ANY ($5::text[])))
      AND ($6::text = '' OR s.birth_date || '' = $6)
      AND CASE WHEN $8::boolean THEN s.name || '' = $7::text ELSE starts_with(s.name, $7) END
      AND EXISTS (SELECT FROM unnest($9::text[]) AS k (form)
                  WHERE CASE WHEN $10::boolean THEN k.form IN (s.kana, s.kana_sound)
                             ELSE starts_with(s.kana, k.form) OR starts_with(s.kana_sound, k.form) END)
      AND strpos(s.address, $11::text) > 0
      AND ($12::int = 0 OR s.sex = $12::int)
      AND ($13::boolean OR s.current)
    LIMIT $14::int
)
SELECT encode(h.code_index, 'hex'), r.register_ref, r.name, r.name_kana, r.birth_date, r.birth_date_uncertain,
       r.birth_date_written, r.sex, r.address, r.current
FROM hit h
JOIN person p ON p.code_index = h.code_index
JOIN record r ON r.register_ref = p.register_ref AND r.update_number = p.update_number
ORDER BY h.kana, h.code_index
