-- Latest records of the persons that a change names, by number or by blind index.
-- $1 text[] addressee numbers, $2 text[] hex blind indexes of 個人番号, $3 the same of 住民票コード
SELECT r.*
FROM person p
JOIN person_record r ON r.addressee_number = p.addressee_number AND r.history_number = p.history_number
WHERE p.addressee_number IN (
    SELECT unnest($1::text[])
    UNION ALL
    SELECT q.addressee_number FROM unnest($2::text[]) h JOIN person q ON q.number_index = decode(h, 'hex')
    UNION ALL
    SELECT q.addressee_number FROM unnest($3::text[]) h JOIN person q ON q.code_index = decode(h, 'hex'))
