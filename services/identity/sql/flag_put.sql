-- $1 bytea blind index of 住民票コード, $2 異常時更新順番号, $3 更新禁止, $4 who has the record in hand, or null
UPDATE person
SET recovery_update_number = $2::bigint, update_forbidden = $3::boolean, exclusive_operator = $4
WHERE code_index = $1::bytea
