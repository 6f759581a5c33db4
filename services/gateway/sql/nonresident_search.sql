-- 照会: 宛名番号 by one key that is looked up - the others of $1 to $7 are null - and others that are compared, each with any
-- row of the history. $1 birth date; $2 to $3 name; $4 to $5 kana by its marks, $6 to $7 by its sound. Compared: $8 birth
-- date or '', $9 name and $10 its match, $11 text[] forms of the kana and $12 its match (0 any, 1 whole, 2 begins, 3 part),
-- $13 part of the address, $14 sex or 0; $15 affair, $16 how many at most
WITH hit AS MATERIALIZED (
    SELECT r.addressee_number FROM nonresident_record r WHERE r.birth_date = $1::text
    UNION
    SELECT m.addressee_number FROM nonresident_name m
    WHERE m.name BETWEEN $2::text AND $3::text OR m.kana BETWEEN $4::text AND $5::text
       OR m.kana BETWEEN $6::text AND $7::text OR m.kana_sound BETWEEN $4 AND $5 OR m.kana_sound BETWEEN $6 AND $7
)
SELECT EXISTS (SELECT FROM affair_link l WHERE l.addressee_number = n.addressee_number AND l.affair = $15
                                           AND l.valid_to IS NULL), n.*
FROM hit h
JOIN nonresident_now n ON n.addressee_number = h.addressee_number
WHERE n.state IN ('non_resident', 'dead')
  AND (NOT n.not_shared OR n.owner = $15)
  AND ($14::int = 0 OR n.sex = $14::int)
  AND ($8::text = '' OR EXISTS (SELECT FROM nonresident_record b
                                WHERE b.addressee_number = n.addressee_number AND b.birth_date || '' = $8))
  AND EXISTS (SELECT FROM nonresident_name m
              WHERE m.addressee_number = n.addressee_number
                AND CASE $10::int WHEN 0 THEN true WHEN 1 THEN m.name || '' = $9::text
                                  WHEN 2 THEN starts_with(m.name, $9) ELSE strpos(m.name, $9) > 0 END)
  AND EXISTS (SELECT FROM nonresident_name m, unnest($11::text[]) AS k (form)
              WHERE m.addressee_number = n.addressee_number
                AND CASE $12::int WHEN 0 THEN true WHEN 1 THEN k.form IN (m.kana, m.kana_sound)
                                  WHEN 2 THEN starts_with(m.kana, k.form) OR starts_with(m.kana_sound, k.form)
                                  ELSE strpos(m.kana, k.form) > 0 OR strpos(m.kana_sound, k.form) > 0 END)
  AND EXISTS (SELECT FROM nonresident_name m
              WHERE m.addressee_number = n.addressee_number AND strpos(m.address, $13::text) > 0)
ORDER BY n.addressee_number
LIMIT $16::int
