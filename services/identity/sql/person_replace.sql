-- $1 bytea blind index of the 住民票コード that was given up for another
UPDATE person SET replaced = true WHERE code_index = $1
