-- rows
-- $1 integrated_number, $2 blind index of 個人番号 or NULL
INSERT INTO integrated (integrated_number, number_index)
SELECT * FROM unnest($1::text[], $2::bytea[])
