-- rows
-- $1 integrated_number, $2 blind index of 個人番号 or NULL, $3 processing date
INSERT INTO integrated (integrated_number, number_index, number_since)
SELECT integrated_number, number_index, CASE WHEN number_index IS NOT NULL THEN since::date END
FROM unnest($1::text[], $2::bytea[], $3::text[]) AS t (integrated_number, number_index, since)
