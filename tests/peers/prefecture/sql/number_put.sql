-- $1 bytea blind index of 住民票コード, $2 bytea of 個人番号
UPDATE person SET number_index = $2::bytea WHERE code_index = $1::bytea
