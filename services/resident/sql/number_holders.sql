-- Who has these numbers. $1 and $2 blind indexes of 個人番号 and 住民票コード, or null
SELECT addressee_number FROM person WHERE number_index = $1
UNION ALL
SELECT addressee_number FROM person WHERE code_index = $2
