-- $1 change id, $2 text[] addressee numbers or nulls, $3 text[] hex blind indexes of 個人番号, $4 of 住民票コード
INSERT INTO change_person (change_id, position, addressee_number, number_index, code_index)
SELECT $1, t.position, t.addressee_number, decode(t.number_index, 'hex'), decode(t.code_index, 'hex')
FROM unnest($2::text[], $3::text[], $4::text[]) WITH ORDINALITY AS t (addressee_number, number_index, code_index, position)
