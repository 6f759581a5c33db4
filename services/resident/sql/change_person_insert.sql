-- rows
-- $1 change id, $2 position, $3 addressee number or null, $4 hex blind index of 個人番号, $5 of 住民票コード, $6 of 在留カード等の番号 or null
INSERT INTO change_person (change_id, position, addressee_number, number_index, code_index, card_index)
SELECT change_id, position::int, addressee_number, decode(number_index, 'hex'), decode(code_index, 'hex'),
       decode(card_index, 'hex')
FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[])
     AS t (change_id, position, addressee_number, number_index, code_index, card_index)
