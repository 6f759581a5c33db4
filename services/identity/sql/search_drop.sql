-- rows
-- $1 bytea blind index of a 住民票コード that was given up for another: nobody is found by it any more
DELETE FROM person_search WHERE code_index = ANY ($1::bytea[])
