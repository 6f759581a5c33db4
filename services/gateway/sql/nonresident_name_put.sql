-- What a row of the history is found by. $1 宛名番号, $2 history_number, $3 text[] names, $4 text[] kana by their marks,
-- $5 text[] by their sound, $6 address
INSERT INTO nonresident_name (addressee_number, history_number, name, kana, kana_sound, address)
SELECT $1, $2::int, name, kana, kana_sound, $6
FROM unnest($3::text[], $4::text[], $5::text[]) AS t (name, kana, kana_sound)
